"""Whether modules are as they were: what they have, what their classes have, and which classes pass for others.

A program that shares its interpreter with others may hand a class on and set something of it elsewhere, which its syntax tree
does not show. Nothing of an example runs when it is looked at: objects are told by their identity.
"""

from __future__ import annotations

import sys

_FUNCTION = type(lambda: 0)
_MRO = type.__dict__["__mro__"].__get__
_CONTAINERS = (dict, list, set)


def import_all(names: list[str]) -> None:
    """Import the modules that the program is about to import, as far as there are such."""
    for name in names:
        try:
            __import__(name)
        except Exception:  # the program is to meet this itself
            pass


def state_of(names: list[str]) -> list:
    """What can be changed of the modules ``names``, to be compared."""
    from _abc import get_cache_token

    found: list = [get_cache_token()]
    seen: set = set()
    for name in names:
        module = sys.modules.get(name)
        if type(module) is not type(sys):
            found.append(id(module))
            continue
        for key, value in list(vars(module).items()):
            found += [key, id(value)]
            _add(found, seen, key, value)
    return found


def _add(found: list, seen: set, key: str, value) -> None:
    kind = type(value)
    if issubclass(kind, type):
        for each in _MRO(value):
            if id(each) not in seen:
                seen.add(id(each))
                for name, part in list(type.__dict__["__dict__"].__get__(each).items()):
                    found += [name, id(part)]
    elif kind is _FUNCTION:
        found += [id(value.__code__), id(value.__defaults__), len(value.__dict__)]
    elif kind in _CONTAINERS and not key.startswith("_"):
        found.append(len(value))
        found += map(id, value.values() if kind is dict else value)
