"""How the example ended, and the receipt that says so.

Exit code 0 alone proves nothing: ``os._exit(0)`` and ``sys.exit()`` give it too. CPython flushes the standard streams
right after the last statement of the main program, with no Python code on the stack; if no SystemExit is in flight
then, the program ran to its end. The receipt is written by the exit handler that was registered first and so runs
last, and carries the token of this run.
"""

from __future__ import annotations

import os
import sys

from .streams import NEAR, line_at

# Objects that say or write something when they go, each in its own moment of the end of an interpreter.
_TELLING = ("coroutine", "async_generator", "generator", "Task", "BufferedWriter", "BufferedRandom")


class Ending:
    """Notes the end of the main program of this process, and only of this one: forked children say nothing."""

    def __init__(self, log, path: str) -> None:
        import gc

        # Whether to end the process as soon as all is said, instead of taking the interpreter apart.
        self._early = False
        # Whether nothing of the example does anything when it goes.
        self._is_still = False
        # What must not be garbage: the example may count that.
        self.kept = None
        self._collect = gc.collect
        self._exit = os._exit
        self._log = log
        self._path = path
        self._token = ""
        self._getpid = os.getpid
        # Asking ``sys`` for an attribute that it has not makes an exception.
        self._sys = vars(sys)
        # The process whose end is to be told.
        self._pid = 0
        self._get_objects = gc.get_objects
        self._get_referrers = gc.get_referrers
        try:
            raise Exception
        except Exception as error:
            self._traceback = type(error.__traceback__)
            self._frame = type(error.__traceback__.tb_frame)
        # The kinds of objects whose end shows nowhere.
        loader = sys.modules["_frozen_importlib_external"].SourceFileLoader
        cell = type((lambda: self).__closure__[0])
        self._plain = {dict, list, tuple, set, cell, loader, type(os), type(text_of), type(len), type(self.install)}
        self._ended: bool | None = None

    def begin(self, token: str, early: bool, is_still: bool) -> None:
        """The end of this process is to be told with ``token``. It may come ``early``; ``is_still`` if nothing of the example
        does anything when it goes."""
        self._is_still = is_still
        self._token = token
        self._early = early
        self._pid = self._getpid()

    def install(self) -> None:
        """Register the exit handler."""
        import atexit

        atexit.register(self._at_exit)

    def top_level_flush(self) -> None:
        """Called for each flush without Python code below; the first one comes when the main program is over."""
        if self._ended is None:
            self._ended = not self._exit_in_flight()

    def _exit_in_flight(self) -> bool:
        """Whether a SystemExit is on its way out of the main program.

        Up to Python 3.11 an exception that C code raised (``sys.exit()`` does) need not be an object yet; then its
        traceback is all there is, and nothing but C code refers to it.
        """
        things = self._get_objects()
        # ``isinstance`` would ask a proxy for its ``__class__`` and so run code of the example.
        kinds = set(map(type, things))
        if kinds <= self._plain:
            return False
        if any(issubclass(kind, SystemExit) for kind in kinds):
            return True
        if self._traceback not in kinds:
            return False
        for thing in things:
            if type(thing) is self._traceback and self._passed_main(thing):
                if self._is_held_by_frames(thing, things):
                    return True
        return False

    def _is_held_by_frames(self, thing, things: list) -> bool:
        """Whether nothing but frames and ``things`` refers to ``thing``."""
        # No comprehension: that would make a cycle of ``things`` and keep all of them from going at their time.
        for other in self._get_referrers(thing):
            if other is not things and type(other) is not self._frame:
                return False
        return True

    def _passed_main(self, traceback) -> bool:
        code = traceback.tb_frame.f_code
        return code.co_filename == self._path and code.co_name == "<module>"

    def _at_exit(self) -> None:
        if self._getpid() != self._pid:
            return
        last = self._sys.get
        error = last("last_exc")
        if error is None:
            error = last("last_value")
        kind = last("last_type")
        if kind is None and error is not None:
            kind = type(error)
        if kind is not None:
            self.record_exception(kind, error, last("last_traceback"))
            how = "raised"
        else:
            # Both streams replaced by the example: nothing was seen, and the exit code has to tell.
            how = "exited" if self._ended is False else "ended"
        self._log.record(["end", self._token, how])
        if self._early:
            self._leave(kind)

    def _leave(self, kind) -> None:
        """Do what shows of the end of an interpreter, and end. Where the exit code is not certain, leave it to Python."""
        if kind is not None:
            if not issubclass(kind, Exception):
                return
            code = 1
            sys.last_value = sys.last_traceback = None
            if hasattr(sys, "last_exc"):
                sys.last_exc = None
        elif self._ended:
            code = 0
        else:
            return
        if not self._is_still and not self._have_gone():
            return
        for stream in (sys.stdout, sys.stderr):
            try:
                if stream is not None and not getattr(stream, "closed", False):
                    stream.flush()
            except Exception:
                code = 120 if stream is sys.stdout else code
        if "ctypes" in sys.modules:
            # What C code has printed may lie in buffers that only C empties.
            try:
                sys.modules["ctypes"].CDLL(None).fflush(None)
            except Exception:
                pass
        self._exit(code)

    def _have_gone(self) -> bool:
        """Let go of all that the example has; whether that could be done."""
        kinds = set(map(type, self._get_objects()))
        if any(kind.__name__ in _TELLING for kind in kinds):
            return False
        if not kinds <= self._plain:
            sys.modules.pop("__main__", None)
            self._collect()
        return True

    def record_exception(self, kind, error, traceback) -> None:
        lines = lines_of(traceback, self._path)
        record = "raise"
        if not lines and issubclass(kind, SyntaxError) and getattr(error, "filename", None) == self._path:
            record = "invalid"
            lines = [str(getattr(error, "lineno", None) or 0)] * 2
        self._log.record([record] + lines, text_of(kind, error))
        record_details(self._log, error)


def lines_of(traceback, path: str) -> list[str]:
    """The outermost and the innermost line of ``traceback`` in the file ``path``."""
    lines = []
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == path:
            is_near = traceback.tb_lasti < NEAR
            lines.append(str(traceback.tb_lineno if is_near else line_at(traceback.tb_frame.f_code, traceback.tb_lasti)))
        traceback = traceback.tb_next
    return lines[:1] + lines[-1:]


def text_of(kind, error) -> bytes:
    """An exception as the log has it: qualified type, line feed, message."""
    try:
        message = str(error)
    except Exception:
        message = "<exception str() failed>"
    if issubclass(kind, SyntaxError) and getattr(error, "msg", None):
        message = str(error.msg)
    return (name_of(kind) + "\n" + message).encode("utf-8", "replace")[:65536]


# How many notes, exceptions of a chain and members of a group are told.
_MOST = 20

# What an exception is about, where it has a field for it: the word of the log, the type, the field. ``NameError`` has one
# since Python 3.10, ``name_from`` is there since 3.12.
_SUBJECTS = [
    (word, kind, vars(kind)[field])
    for word, kind, field in (
        ("name", NameError, "name"),
        ("name", ImportError, "name"),
        ("imported", ImportError, "name_from"),
        ("file", ImportError, "path"),
        ("file", OSError, "filename"),
    )
    if field in vars(kind)
]


def record_details(log, error) -> None:
    """Record what a traceback shows of ``error`` besides its type and message, behind the record of these."""
    if not isinstance(error, BaseException):
        return
    for word, data in _details(error):
        log.record(["more", word], data)


def _details(error) -> list:
    notes = object.__getattribute__(error, "__dict__").get("__notes__")
    found = [("note", str.encode(note, "utf-8", "replace")) for note in _plain(notes) if type(note) is str]
    earlier: list = []
    seen = {id(error)}
    other = error
    while len(earlier) < _MOST:
        cause = BaseException.__cause__.__get__(other)
        if cause is None and not BaseException.__suppress_context__.__get__(other):
            cause = BaseException.__context__.__get__(other)
        if cause is None or id(cause) in seen:
            break
        seen.add(id(cause))
        earlier.insert(0, ("earlier", text_of(type(cause), cause)))
        other = cause
    members = [("member", text_of(type(each), each)) for each in _members(error)]
    return _subjects(error) + found[:_MOST] + earlier + members


def _subjects(error) -> list:
    """What the fields of ``error`` say that it is about."""
    found = []
    for word, kind, field in _SUBJECTS:
        # Its class may define another attribute of that name, so it is not asked.
        value = field.__get__(error) if issubclass(type(error), kind) else None
        if type(value) is str:
            found.append((word, value.encode("utf-8", "replace")[:65536]))
    return found


def _plain(values) -> list:
    return values if type(values) is list else []


def _members(error) -> list:
    """The exceptions in a group, those of inner groups behind the group that holds them."""
    group = vars(sys.modules["builtins"]).get("BaseExceptionGroup")
    if group is None or not isinstance(error, group):
        return []
    found: list = []
    for each in group.exceptions.__get__(error)[:_MOST]:
        found.append(each)
        found += _members(each)
    return found[:_MOST]


def is_meant(kind, names: list[str]) -> bool:
    """Whether an exception of type ``kind`` is one that ``names`` name, by the last part of its name or of a base's."""
    bases = [base.__name__ for base in type.__dict__["__mro__"].__get__(kind)]
    # A name that is missing and code that does not compile are accidents unless they are named.
    is_accident = "NameError" in bases or "SyntaxError" in bases
    for name in names:
        is_vague = name in ("Error", "Exception", "error", "exception")
        if not is_accident if is_vague else name in bases:
            return True
    return False


def name_of(kind) -> str:
    """The name of a type as tracebacks print it."""
    module = getattr(kind, "__module__", None)
    name = getattr(kind, "__qualname__", "?")
    if isinstance(module, str) and module not in ("builtins", "__main__"):
        return module + "." + name
    return name
