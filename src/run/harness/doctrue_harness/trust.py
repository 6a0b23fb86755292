"""Whether looking at a value would run code of the example: its ``__repr__``, or anything that such a method may call.

The answer comes from types alone, so nothing runs to find it. Where it is not certain, it is yes: then the value is
looked at in another process (``aside``). Code is trusted if it belongs to Python or to an installed package. What it is
given need not be: a list asks each of its items for a ``repr``, and a ``Counter`` even compares them. So there are two
questions: what is *shown*, of which only the ``repr`` is taken, and what is *used*, of which trusted code may ask anything.
"""

from __future__ import annotations

import gc
import os
import sys
import _weakref

from .generated import parts_of_generated
from .parts import NAMES, PARTS, PLAIN, objects_of_array
from .statics import HEAP_TYPE, FunctionType, ModuleType, attribute, dict_of, find, flags_of, is_a, module_and_name, mro_of, name_of

# Objects that are looked at for one answer. A value of more parts, scalars apart, is not looked through.
_MOST = 5000

# What a type has for a method that is written in C.
_SLOTS = (type(object.__repr__), type(str.join))

# Types of C code that only show the functions which they hold.
_HOLDERS = (("collections", "defaultdict"), ("functools", "partial"))

# They stand for what they refer to.
_PROXIES = ("ProxyType", "weakproxy", "CallableProxyType", "weakcallableproxy")


class Trust:
    """Knows which code is not of the example: what lies in the folders ``libraries``."""

    def __init__(self, libraries) -> None:
        self._roots = tuple(os.path.join(path, "") for path in libraries if path)
        self._modules = sys.modules
        self._builtin = frozenset(sys.builtin_module_names) | {"_frozen_importlib", "_frozen_importlib_external"}
        self._referents = gc.get_referents
        self._weak = _weakref.ref
        # Whether installed packages are trusted too. An example may give them code of its own to print with.
        self.has_packages = True
        # By their identity: even the hash of a type may be code of its metaclass.
        self._plain = frozenset(map(id, PLAIN))
        self._parts = {}
        for kind, parts in [(kind, None) for kind in PLAIN + NAMES] + PARTS:
            slot = dict_of(kind).get("__repr__")
            if slot is not None:
                self._parts[id(slot)] = kind, parts

    def is_plain(self, value) -> bool:
        """Whether ``value`` is of a builtin type without parts."""
        return id(type(value)) in self._plain

    def shows(self, value) -> bool:
        """Whether ``repr(value)`` runs trusted code only."""
        plain = self._plain
        shown = [value]
        seen: set[int] = set()
        while shown:
            value = shown.pop()
            if id(type(value)) in plain or id(value) in seen:
                continue
            seen.add(id(value))
            parts = self._shown_parts(value)
            if parts is None or len(seen) > _MOST:
                return False
            shown += parts
        return True

    def tells(self, value) -> bool:
        """Whether ``str(value)`` runs trusted code only, where ``value`` is of a trusted type with a ``__str__``."""
        owner, slot = find(type(value), "__str__")
        # A message of several parts writes marks between them into itself.
        is_message = module_and_name(owner)[0].startswith("email.")
        return self.is_trusted_code(slot) and not is_message and self.uses(value)

    def uses(self, value) -> bool:
        """Whether nothing that ``value`` is made of has code of the example."""
        used = [value]
        seen: set[int] = set()
        while used:
            value = used.pop()
            if id(type(value)) in self._plain or id(value) in seen:
                continue
            seen.add(id(value))
            parts = self._used_parts(value)
            if parts is None or len(seen) > _MOST:
                return False
            used += parts
        return True

    def is_trusted(self, kind) -> bool:
        """Whether ``kind`` is a type of Python or of an installed package."""
        is_made = flags_of(kind) & HEAP_TYPE
        if self.has_packages and not is_made:
            return True
        module, name = module_and_name(kind)
        found = self._modules.get(module)
        if type(found) is not ModuleType or not self._is_trusted_module(found, module):
            return False
        # A class may say anything of itself: it has to be there.
        names = name.split(".")
        here = attribute(found, ModuleType, "__dict__").get(names[0])
        for name in names[1:]:
            here = dict_of(here).get(name) if is_a(here, type) else None
        return here is kind or not is_made

    def is_trusted_code(self, slot) -> bool:
        """Whether ``slot``, what a type has for a method, is C code or a function of Python or a package."""
        kind = type(slot)
        if kind is not FunctionType:
            # Anything else that can be called may have been put there by the example.
            return any(kind is one for one in _SLOTS) or name_of(kind) == "cython_function_or_method"
        return self.home(slot) is not None

    def home(self, function) -> str | None:
        """The file of a trusted function, within the folder of its library."""
        file = attribute(function, FunctionType, "__code__").co_filename
        if file.startswith("<frozen "):
            return file
        root = next((root for root in self._roots if file.startswith(root)), None)
        return None if root is None or not self._is_wanted(file) else file[len(root) :]

    def has_made(self, code) -> bool:
        """Whether ``code`` belongs to Python, a package, or this harness."""
        return code.co_filename.startswith(("<frozen ",) + self._roots)

    def _is_trusted_module(self, module, name: str) -> bool:
        file = attribute(module, ModuleType, "__dict__").get("__file__")
        if file is None:
            return name in self._builtin
        return type(file) is str and file.startswith(self._roots) and self._is_wanted(file)

    def _is_wanted(self, file: str) -> bool:
        return self.has_packages or "site-packages" not in file and "dist-packages" not in file

    def others(self, values) -> list:
        """Those of ``values`` that are not plain."""
        plain = self._plain
        return [value for value in values if id(type(value)) not in plain]

    def items(self, value, kind) -> list:
        """What is not plain in a container of ``kind``, a builtin type, asked as C code asks for it."""
        if kind is dict:
            values = list(dict.keys(value))
            values += dict.values(value)
        else:
            values = list(kind.__iter__(value))
        if self._plain.issuperset(map(id, map(type, values))):
            return []
        return self.others(values)

    def referents(self, value) -> list:
        """What ``value`` refers to, its type and what is plain apart."""
        kind = type(value)
        return [part for part in self.others(self._referents(value)) if part is not kind]

    def _shown_parts(self, value):
        """What else ``repr(value)`` shows; None if it may run code of the example."""
        kind = type(value)
        owner, slot = find(kind, "__repr__")
        home, parts = self._parts.get(id(slot), (None, None))
        if home is not None:
            return None if not is_a(value, home) else [] if parts is None else parts(self, value)
        if type(slot) is FunctionType and not self.is_trusted(kind):
            return parts_of_generated(self, value, owner, slot)
        return [] if self.uses(value) else None

    def _used_parts(self, value):
        """What else of ``value`` trusted code may use; None if there is code of the example."""
        kind = type(value)
        for container in (list, tuple, dict, set, frozenset):
            if kind is container:
                return self.items(value, container)
        if kind is FunctionType:
            return None if self.home(value) is None else []
        if any(kind is name for name in NAMES):
            return []
        if not self.is_trusted(kind) or not self.is_trusted_code(find(kind, "__repr__")[1]):
            return None
        if is_a(value, type):
            return []  # a class is named, and nothing is made of it
        place = module_and_name(kind)
        if place[1] in _PROXIES:
            return None
        parts = self.referents(value)
        if is_a(value, self._weak):
            parts.append(self._weak.__call__(value))
        if place in _HOLDERS:
            return [part for part in parts if type(part) is not FunctionType]
        if place in (("datetime", "datetime"), ("datetime", "time")):
            parts.append(attribute(value, kind, "tzinfo"))
        arrays = [base for base in mro_of(kind) if module_and_name(base) == ("numpy", "ndarray")]
        return objects_of_array(value, arrays[0], parts, _MOST) if arrays else parts
