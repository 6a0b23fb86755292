"""What an object and its type are, asked without running code of the example.

``getattr``, ``isinstance`` and even ``hash(type(x))`` may end in a method of the example, or of its metaclass. The
functions here read the slots of the C structures instead, through the descriptors of ``type`` itself.
"""

from __future__ import annotations

import sys


async def _coroutine() -> None:
    pass


async def _async_generator():
    yield


class _Any:
    def method(self) -> None:
        pass


def _type_of_coroutine():
    made = _coroutine()
    made.close()
    return type(made)


# The names that ``types`` gives them. That module takes time to import.
FunctionType = type(_type_of_coroutine)
BuiltinFunctionType = type(len)
CodeType = type(_type_of_coroutine.__code__)
CellType = type((lambda kept: lambda: kept)(0).__closure__[0])
CoroutineType = _type_of_coroutine()
FrameType = type(sys._getframe())
GeneratorType = type(_ for _ in ())
AsyncGeneratorType = type(_async_generator())
MethodType = type(_Any().method)
ModuleType = type(sys)

dict_of = type.__dict__["__dict__"].__get__
mro_of = type.__dict__["__mro__"].__get__
name_of = type.__dict__["__name__"].__get__
flags_of = type.__dict__["__flags__"].__get__

_qualname_of = type.__dict__["__qualname__"].__get__
_module_of = type.__dict__["__module__"].__get__

# Set in ``__flags__`` of each class that a program makes, and of some that C code makes.
HEAP_TYPE = 1 << 9


def find(kind, name: str):
    """The class of the hierarchy of ``kind`` that defines ``name``, and what it defines there; twice None if none does."""
    for owner in mro_of(kind):
        found = dict_of(owner)
        if name in found:
            return owner, found[name]
    return None, None


def is_a(value, kind) -> bool:
    """``isinstance`` that believes the type of ``value`` only."""
    return any(base is kind for base in mro_of(type(value)))


def module_and_name(kind) -> tuple[str, str]:
    """Where a type says that it is defined, and its qualified name there; what is no plain text is empty."""
    try:
        module = _module_of(kind)
    except AttributeError:
        module = ""
    name = _qualname_of(kind)
    return module if type(module) is str else "", name if type(name) is str else ""


def title(kind) -> str:
    """The name of a type as tracebacks print it."""
    module, name = module_and_name(kind)
    return name if module in ("", "builtins", "__main__") else module + "." + name


def attribute(value, kind, name: str):
    """The attribute ``name`` that ``kind``, a type made by C code, gives its instances; None if it gives none."""
    slot = dict_of(kind).get(name)
    return None if slot is None else type(slot).__get__(slot, value, type(value))


# Types whose instances stand in a class and are given as they are, or hold what an instance has in a slot.
_NO_DESCRIPTORS = (int, bool, float, complex, str, bytes, type(None), list, tuple, dict, set, frozenset)
_SLOT_OF_INSTANCE = type(type("Any", (), {"__slots__": ("slot",)}).slot)
_DICT_OF_INSTANCE = type(dict_of(type("Any", (), {}))["__dict__"])


def stored(value, name: str) -> list:
    """The attribute ``name`` of ``value`` in a list, if it is just stored there or in its class; else an empty list."""
    kind = type(value)
    if kind is type:
        return [found for found in [find(value, name)[1]] if any(type(found) is one for one in _NO_DESCRIPTORS)]
    asked = find(kind, "__getattribute__")[1]
    if asked is not object.__getattribute__ and kind is not ModuleType:
        return []
    owner, found = find(kind, name)
    if type(found) is _SLOT_OF_INSTANCE:
        return [attribute(value, owner, name)]
    if owner is not None and not any(type(found) is one for one in _NO_DESCRIPTORS):
        return []
    owner, slot = find(kind, "__dict__")
    here = attribute(value, owner, "__dict__") if type(slot) in (_DICT_OF_INSTANCE, _SLOT_OF_INSTANCE) else {}
    if name in here:
        return [here[name]]
    return [] if owner is None else [found]
