"""What the ``repr`` of builtin types shows, asked as their C code asks for it."""

from __future__ import annotations

from .statics import (
    AsyncGeneratorType,
    BuiltinFunctionType,
    CellType,
    CodeType,
    CoroutineType,
    FrameType,
    FunctionType,
    GeneratorType,
    MethodType,
    ModuleType,
    attribute,
    dict_of,
    find,
    is_a,
)

# Types whose instances show nothing else, and use nothing else.
PLAIN = [int, bool, float, complex, str, bytes, bytearray, type(None), type(...), type(NotImplemented), type, object]

# They name themselves and what they belong to.
NAMES = [FunctionType, BuiltinFunctionType, CodeType, CellType, FrameType, memoryview, super, ModuleType]
NAMES += [GeneratorType, CoroutineType, AsyncGeneratorType, type(object().__init__)]


def _of(kind):
    def parts(trust, value) -> list:
        return trust.items(value, kind)

    return parts


def _of_set(kind):
    def parts(trust, value):
        # C code asks a set for its items as everybody does.
        return trust.items(value, kind) if find(type(value), "__iter__")[0] is kind else None

    return parts


def _of_view(trust, value):
    """A view of a dict shows items of it, whatever the dict itself would show."""
    found = []
    for part in trust.referents(value):
        if type(part) is dict:
            found += trust.items(part, dict)
        elif not trust.uses(part):
            return None
    return found


def _of_attributes(kind, *names):
    def parts(trust, value) -> list:
        return [attribute(value, kind, name) for name in names]

    return parts


def _of_method(trust, value):
    if type(attribute(value, MethodType, "__func__")) not in (FunctionType, BuiltinFunctionType):
        return None
    return [attribute(value, MethodType, "__self__")]


def _of_module(trust, value):
    loader = attribute(value, ModuleType, "__dict__").get("__loader__")
    is_known = trust.is_trusted(loader if is_a(loader, type) else type(loader))
    return [] if is_known and type(value) is ModuleType else None


# Each type with a function for what else is shown of an instance; that gives None where it is not certain.
PARTS = [
    (list, _of(list)),
    (tuple, _of(tuple)),
    (dict, _of(dict)),
    (set, _of_set(set)),
    (frozenset, _of_set(frozenset)),
    (type({}.keys()), _of_view),
    (type({}.values()), _of_view),
    (type({}.items()), _of_view),
    (type(dict_of(type)), lambda trust, value: trust.referents(value)),
    (slice, _of_attributes(slice, "start", "stop", "step")),
    (range, _of_attributes(range, "start", "stop", "step")),
    (MethodType, _of_method),
    (BaseException, _of_attributes(BaseException, "args")),
    (ModuleType, _of_module),
]


def objects_of_array(value, array, parts: list, most: int):
    """``parts`` and the objects in an array of numpy; None if they are too many to be looked at."""
    kind_of_items = attribute(value, array, "dtype")
    owner, _ = find(type(kind_of_items), "hasobject")
    if not attribute(kind_of_items, owner, "hasobject"):
        return parts
    if attribute(value, array, "size") > most:
        return None
    return parts + [attribute(value, array, "tolist")()]
