"""How another world answers: for each word in the table of sources a function that is given an ``Ask``.

It says what was asked for, and gives back the plain answer where its kind of source is not to be another one.
"""

from __future__ import annotations

import os
import sys

# What is added to numbers that only name something: addresses, processes.
_OFFSET = 1 << 40


def moment(ask):
    """A date, or a date and a time; ``email.utils.localtime`` may be given one."""
    if ask.name == "localtime" and (ask.args or ask.named):
        return ask.call()
    ask.note()
    now = ask.call()
    return ask.world.later(now) if ask.active else now


def seconds(ask):
    ask.note()
    return ask.call() + ask.world.seconds + _late(ask) if ask.active else ask.call()


def nanoseconds(ask):
    ask.note()
    return ask.call() + int((ask.world.seconds + _late(ask)) * 10**9) if ask.active else ask.call()


def _late(ask) -> float:
    """How much longer it took in this world until the time was asked for; of a file nobody can tell."""
    return ask.world.passed() if callable(ask.value) and not ask.args else 0


def utc(ask):
    """A function of a time in seconds, which is now if none is given."""
    if (ask.args and ask.args[0] is not None) or "timeval" in ask.named:
        return ask.call()
    ask.note()
    if not ask.active:
        return ask.call()
    return ask.value(ask.world.now(), *ask.args[1:], **ask.named)


def local(ask):
    """Likewise, in the time zone of the machine."""
    if ask.args and ask.args[0] is not None:
        ask.note(kind="machine")
    return utc(ask)


def structure(ask):
    """A function of a broken-down time, which is now if none is given."""
    if ask.args:
        return ask.call()
    ask.note()
    return ask.value(ask.world.local_now()) if ask.active else ask.call()


def structure_last(ask):
    if len(ask.args) > 1:
        return ask.call()
    ask.note()
    return ask.value(*ask.args, ask.world.local_now()) if ask.active else ask.call()


def stamped(ask):
    """What writes down when it is called, by a module of its own."""
    ask.note()
    if ask.active:
        ask.world.shift_logging()
    return ask.call()


def drift(ask):
    ask.note()
    return ask.call() + ask.world.passed()


def drift_ns(ask):
    ask.note()
    return ask.call() + int(ask.world.passed() * 10**9)


def effort(ask):
    """The time of the processor, which does not go on in sleep."""
    ask.note()
    return ask.call() + ask.world.drifted()


def effort_ns(ask):
    ask.note()
    return ask.call() + int(ask.world.drifted() * 10**9)


def asleep(ask):
    return None if ask.world.sleep.is_passed_over(ask.args, ask.named) else ask.call()


def drawn(ask):
    """What is left to chance differs by itself, or by the state that this world begins with."""
    if not ask.world.is_seeded(ask.value):
        ask.note()
    return ask.call()


def choice(ask):
    """Likewise, one of several: what it may be is worth knowing."""
    if not ask.world.is_seeded(ask.value):
        options = ask.args[0] if ask.args else ()
        is_short = type(options) in (list, tuple) and len(options) <= 50
        ask.note([str(each) for each in options if type(each) in _SHOWN] if is_short else "")
    return ask.call()


def seed(ask):
    instance = getattr(ask.value, "__self__", None)
    if ask.args and ask.args[0] is not None or "a" in ask.named:
        ask.world.seeded.append(instance)
        return ask.call()
    ask.note()
    return ask.value(ask.world.seed) if ask.active else ask.call()


def generator(ask):
    given = (ask.args and ask.args[0] is not None) or ask.named
    if not given:
        ask.note()
    made = ask.value(ask.world.seed) if ask.active and not given else ask.call()
    if given:
        ask.world.seeded.append(made)
    return made


def system_generator(ask):
    ask.note()
    return ask.call()


def bits(ask):
    ask.note()
    return ask.world.bits(ask.args[0]) if ask.active else ask.call()


def number(ask):
    found = ask.call()
    ask.note(found)
    return found + _OFFSET if ask.active else found


def hashed(ask):
    """The hash of a text comes from a seed, that of most other objects from their address."""
    thing = ask.args[0] if ask.args else None
    if isinstance(thing, (int, float, complex)):
        return ask.call()
    ask.note()
    is_address = getattr(type(thing), "__hash__", None) is object.__hash__
    # Another seed may give the same remainder, and so would an even number added.
    return ask.call() + _OFFSET + 1 if ask.active and (is_address or _is_seeded(thing)) else ask.call()


def _is_seeded(thing):
    if type(thing) in (tuple, frozenset):
        return any(_is_seeded(part) for part in thing)
    return type(thing) in (str, bytes)


def folder(ask):
    """A path: another one leads to the same folder."""
    found = ask.call()
    moved = ask.world.moved(found)
    if moved == found:
        return found
    ask.note(found)
    return moved if ask.active else found


def itself(ask):
    """What is another one anyway: the home, the time zone, the name of the program."""
    found = ask.call()
    ask.note(found)
    return found


def program(ask):
    found = ask.call()
    ask.note(found)
    return ask.world.program if ask.active and found == ask.world.path else found


def executable(ask):
    found = ask.call()
    ask.note(found)
    return ask.world.interpreter(found) if ask.active else found


def seen(ask):
    """What cannot be made another one."""
    found = ask.call()
    ask.note(found, shifted=False)
    return found


def other(ask):
    found = ask.call()
    ask.note(found)
    return changed(found) if ask.active else found


def path(ask):
    found = ask.call()
    ask.note(found)
    return _elsewhere(found) if ask.active else found


def _elsewhere(value):
    if isinstance(value, str):
        return "/elsewhere" + value
    if isinstance(value, dict):
        return {key: _elsewhere(each) for key, each in value.items()}
    return [_elsewhere(each) for each in value] if isinstance(value, list) else value


def listed(ask):
    """What something has, as this release of Python has it; what the example defines itself is no matter of releases."""
    if getattr(ask.args[0] if ask.args else None, "__module__", None) != "__main__":
        ask.note(shifted=False)
    return ask.call()


def release(ask):
    """``sys.version_info``: a type that cannot be made."""
    from collections import namedtuple

    found = ask.call()
    ask.note(found)
    if not ask.active:
        return found
    kind = namedtuple("version_info", "major minor micro releaselevel serial")
    kind.__module__ = "sys"
    return kind(found[0], found[1] + 40, found[2] + 3, "final", 0)


def _constant(one, another):
    def how(ask):
        found = ask.call()
        ask.note(found)
        if not ask.active:
            return found
        return another if found == one else one

    return how


system = _constant("Linux", "Darwin")
platform = _constant("linux", "darwin")
name = _constant("posix", "nt")
order = _constant("little", "big")
separator = _constant("/", "\\")
line_end = _constant("\n", "\r\n")
path_separator = _constant(":", ";")


def listing(ask):
    """What lies in a folder: one more where others put files too, and in another order."""
    where = _folder_of(ask)
    is_own = ask.world.is_made(where)
    if not is_own and ask.active:
        ask.world.furnish(where, "elsewhere.txt")
    found = ask.call()
    is_list = isinstance(found, list)
    found = list(found)
    if not is_own or len(found) > 1:
        ask.note(found)
    if ask.active:
        found.reverse()
    return found if is_list else iter(found)


def globbed(ask):
    pattern = os.fspath(ask.args[0]) if ask.args else ask.named.get("pattern", "")
    base = ask.named.get("root_dir") or getattr(ask.value, "__self__", None) or "."
    where, last = os.path.split(os.path.join(os.fspath(base), pattern))
    # Whose pattern names a folder has it, though the document does not say so.
    is_missing = not _wildcard(where) and ask.world.lacks(where)
    is_own = not is_missing and ask.world.is_made(where.replace("**", "."))
    if not is_own and ask.active and _wildcard(last):
        ask.world.furnish(where.replace("**", "."), _named_like(last), is_missing)
    return listing(_Listed(ask, is_own))


class _Listed:
    """An ``Ask`` whose folder is known, and as it is to be."""

    def __init__(self, ask, is_own: bool) -> None:
        self.world = _Furnished(ask.world, is_own)
        self.value, self.args, self.named, self.active = ask.value, (), {}, ask.active
        self.call, self.note = ask.call, ask.note


class _Furnished:
    def __init__(self, world, is_own: bool) -> None:
        self.is_made = lambda where: is_own
        self.furnish = lambda where, name, is_missing=False: None


def entries(ask):
    where = _folder_of(ask)
    if not ask.world.is_made(where) and ask.active:
        ask.world.furnish(where, "elsewhere.txt")
    ask.note("", shifted=True)
    return _Entries(ask.call()) if ask.active else ask.call()


class _Entries:
    """The entries of a folder in another order."""

    def __init__(self, found) -> None:
        with found:
            self._rest = list(found)

    def __iter__(self):
        return self

    def __next__(self):
        if not self._rest:
            raise StopIteration
        return self._rest.pop()

    def __enter__(self):
        return self

    def __exit__(self, *error) -> None:
        self.close()

    def close(self) -> None:
        self._rest = []


def walked(ask):
    where = _folder_of(ask)
    if not ask.world.is_made(where) and ask.active:
        ask.world.furnish(where, "elsewhere.txt")
    ask.note("")
    for root, folders, files in ask.call():
        if ask.active:
            folders.reverse()
            files.reverse()
        yield root, folders, files


def exists(ask):
    """Whether something is there. What the example has made itself is there for everybody."""
    where = _folder_of(ask)
    present = bool(ask.call())
    if type(where) is int:
        return ask.call()
    if ask.world.is_outside(where):
        ask.note()
        return not present if ask.active else ask.call()
    if not present:
        ask.world.miss_file(where, is_folder="dir" in ask.name)
    return ask.call()


def size(ask):
    where = _folder_of(ask)
    if type(where) is int or not ask.world.is_outside(where):
        return ask.call()
    found = ask.call()
    ask.note(found)
    return changed(found) if ask.active else found


def _folder_of(ask):
    """The path that is asked about."""
    instance = getattr(ask.value, "__self__", None)
    if isinstance(instance, os.PathLike):
        return os.fspath(instance)
    where = ask.args[0] if ask.args else ask.named.get("path", ask.named.get("top", "."))
    return "." if where is None else where if type(where) is int else os.fspath(where)


def _wildcard(text) -> bool:
    return isinstance(text, str) and any(sign in text for sign in "*?[")


def _named_like(pattern: str) -> str:
    """A name that ``pattern`` matches, but for sets of what characters are not."""
    begun, *sets = pattern.replace("**", "*").replace("*", "elsewhere").replace("?", "e").split("[")
    for text in sets:
        inside, is_closed, behind = text.partition("]")
        begun += inside[:1] + behind if is_closed else "[" + inside
    return begun


# Types whose values are told.
_SHOWN = (str, int, float, bool)


def shown(value) -> str:
    """The texts by which an output may show ``value``, one on each line; none of the example's code runs for it."""
    if isinstance(value, (list, tuple)):
        return "\n".join(map(shown, value[:100]))
    if isinstance(value, dict):
        return shown(list(value.values()))
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if type(value) in _SHOWN or type(value).__module__.partition(".")[0] == "pathlib":
        return str(value)
    return ""


def changed(value):
    """Another value of the same kind."""
    kind = type(value)
    if value is None:
        return "elsewhere"
    if kind is bool:
        return not value
    if kind is int:
        return value * 3 + 5
    if kind is float:
        return value * 3 + 1.25
    if kind is str:
        return _changed_text(value)
    if kind is bytes:
        return _changed_text(value.decode("latin-1")).encode("latin-1")
    if isinstance(value, tuple):
        parts = [changed(each) for each in tuple.__iter__(value)]
        # Records of C are made of a sequence; those of Python have rules of their own, and are what they hold.
        return kind(parts) if hasattr(kind, "n_fields") else tuple.__new__(kind, parts)
    if kind is list:
        return [changed(each) for each in value]
    if kind is dict:
        return {key: changed(each) for key, each in value.items()}
    return value


def _changed_text(text: str) -> str:
    """The digits of ``text`` are others, or if it has none its letters; in an empty one there are some."""
    if any(c in "0123456789" for c in text):
        return "".join(str((int(c) + 3) % 10) if c in "0123456789" else c for c in text)
    small = "abcdefghijklmnopqrstuvwxyz"
    other = small[13:] + small[:13]
    return text.translate(str.maketrans(small + small.upper(), other + other.upper())) or "elsewhere"


HOWS = {word: how for word, how in vars(sys.modules[__name__]).items() if callable(how) and not word.startswith("_")}
