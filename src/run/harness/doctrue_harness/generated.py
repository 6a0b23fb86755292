"""The ``__repr__`` that Python itself has made for a class of the example: of a dataclass, a named tuple, an enum.

Such a function does nothing but show the values of the fields, so looking at it is as good as looking at them, provided
that the class does not change what it means to ask for an attribute.
"""

from __future__ import annotations

import os

from .statics import FunctionType, attribute, dict_of, find, is_a, mro_of, name_of

# By them a class decides what its instances say of their attributes and their class.
_ASKED = ("__getattribute__", "__getattr__", "__class__")
# By them an enum compares and combines its members to name them.
_ASKED_OF_MEMBERS = _ASKED + ("__eq__", "__hash__", "__iter__", "__or__", "__and__", "__invert__", "__bool__", "__index__")

# What the class of a dataclass may have under the name of a field: the slot for it, or the value that it has by default.
_STORES = ("member_descriptor", "int", "float", "bool", "str", "bytes", "NoneType", "tuple", "frozenset")


def parts_of_generated(trust, value, owner, function):
    """What ``repr(value)`` shows by ``function``, which ``owner`` defines; None if that may run code of the example."""
    if not trust.is_trusted(type(type(value))):
        return None  # a metaclass of the example
    home = trust.home(function)
    name = attribute(function, FunctionType, "__code__").co_name
    if home == os.path.join("collections", "__init__.py") and name == "__repr__" and is_a(value, tuple):
        return None if _asks(trust, value, _ASKED) else trust.items(value, tuple)
    if home == "enum.py" and name == "__repr__":
        by_type = find(type(value), "_value_repr_")[1]
        is_plain = by_type is None or type(by_type) is not FunctionType and trust.is_trusted_code(by_type)
        return trust.referents(value) if is_plain and not _asks(trust, value, _ASKED_OF_MEMBERS) else None
    if home in ("dataclasses.py", "reprlib.py") and name == "wrapper" and _is_of_dataclass(function, owner):
        if not _asks(trust, value, _ASKED) and _stores_fields(value, owner):
            return trust.referents(value)
    return None


def _asks(trust, value, names) -> bool:
    """Whether a class of the example among those of ``value`` defines one of ``names`` by code of its own."""
    for kind in mro_of(type(value)):
        defined = [dict_of(kind)[name] for name in names if name in dict_of(kind)]
        if not all(map(trust.is_trusted_code, defined)) and not trust.is_trusted(kind):
            return True
    return False


def _is_of_dataclass(function, owner) -> bool:
    """Whether ``function`` guards one that was made for the dataclass ``owner`` against recursion."""
    for cell in attribute(function, FunctionType, "__closure__") or ():
        inner = cell.cell_contents
        if type(inner) is FunctionType:
            code = attribute(inner, FunctionType, "__code__")
            is_made = (code.co_filename, code.co_name) == ("<string>", "__repr__")
            return is_made and "__dataclass_fields__" in dict_of(owner)
    return False


def _stores_fields(value, owner) -> bool:
    """Whether the fields of the dataclass ``owner`` are stored in ``value``, and not computed."""
    for field in dict_of(owner)["__dataclass_fields__"]:
        definer, found = find(type(value), field)
        if definer is not None and name_of(type(found)) not in _STORES:
            return False
    return True
