"""The table of sources, read, and the object that each row is about."""

from __future__ import annotations

import os
import sys
import types


class Source:
    """One row of the table."""

    def __init__(self, kind: str, where: str, name: str, how: str) -> None:
        self.kind = kind
        self.where = where
        self.name = name
        self.how = how

    def _home(self):
        """The module, or the class, that has it; None as long as nobody has imported that."""
        found = sys.modules.get(self.where)
        if found is not None:
            return found
        module, _, name = self.where.rpartition(".")
        return vars(sys.modules[module]).get(name) if module in sys.modules else None

    def is_of(self, owner, value) -> bool:
        """Whether ``value``, which ``owner`` has under its name, is what the row is about."""
        home = self._home()
        if home is None:
            return False
        if not isinstance(home, type):
            # The same function may be had by way of another module.
            own = vars(home).get(self.name)
            return own is value and (callable(value) or owner is home)
        instance = getattr(value, "__self__", None) if callable(value) else owner
        if isinstance(instance, type):
            return issubclass(instance, home)
        return isinstance(instance, home)


# The rows, once they have been read.
_TABLE: dict[str, list[Source]] = {}


def read_table() -> dict[str, list[Source]]:
    """The rows, by the name that they are about."""
    if _TABLE:
        return _TABLE
    found = _TABLE
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "sources.txt"), encoding="utf-8") as file:
        for line in file:
            if not line.startswith("#") and line.strip():
                kind, where, name, how, _ = line.split("\t")
                found.setdefault(name, []).append(Source(kind, where, name, how))
    return found


# The types of functions of Python and of C, which are known by what they are.
_FUNCTIONS = (types.FunctionType, types.MethodType, types.BuiltinFunctionType, types.MethodWrapperType)


def is_foreign(value, is_own) -> bool:
    """Whether a callable ``value`` comes with Python or a package: a replacement by the example, or one for tests, does
    not. ``is_own`` tells which files are the example's."""
    if isinstance(value, type):
        return value.__module__ != "__main__"
    if not isinstance(value, _FUNCTIONS):
        return type(value).__module__ == "_sitebuiltins"
    code = getattr(getattr(value, "__func__", value), "__code__", None)
    return code is None or not is_own(code.co_filename)
