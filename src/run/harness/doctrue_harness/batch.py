"""Several programs in one process, one after the other.

The tool has read off their syntax trees that they leave nothing behind: no file, no thread, no change of anything that is not
their own. Each runs in a ``__main__`` of its own, and behind each one a look at the interpreter tells whether that held. If
it did not, the process ends, and what is still to come runs elsewhere. So does whatever imports an installed package, or
raises an exception here, but for those that tell what is missing.

Behind each program comes its receipt, or ``gone`` and its token.
"""

from __future__ import annotations

import os
import sys
import _warnings

from . import handled
from .orders import parsed
from .points import code_of

# What is missing: a name, a module, an input.
_MISSING = (NameError, ModuleNotFoundError, EOFError)

# What a console binds to the value that it has displayed.
_DISPLAYED = "_"


def run(watch, programs: list[str], path: str, chained: bool) -> None:
    """Run ``programs``, each a token, the number of empty lines above its source, that and its orders, at ``path``; then end
    this process. If they are ``chained``, each finds what those before it have left, until one raises an exception."""
    try:
        clock = _clock()
        guard = _Guard(path)
        sys.meta_path.insert(0, guard)
        state = _State(watch.log)
        main = None
        for program in programs:
            token, above, rest = program.split(" ", 2)
            source, _, lines = rest.replace("\0", "\n").partition("\1")
            source = "\n" * int(above) + source
            begin = clock()
            main = main if chained and main is not None else _main(path)
            orders = parsed(lines.encode("utf-8", "surrogateescape") + b"\n\n")
            modules = [] if chained else orders.every("handled")
            handled.import_all(modules)
            before = handled.state_of(modules)
            how = _run_one(watch, source.encode("utf-8", "surrogateescape"), orders, path, vars(main))
            if how is not None and state.has_bypassed() or handled.state_of(modules) != before:
                break
            if how is None or guard.has_found:
                watch.log.record(["gone", token])
            else:
                watch.log.record(["took", str(int((clock() - begin) * 1e6))])
                watch.log.record(["end", token, how])
            if chained and (how != "ended" or guard.has_found or state.has_caught()):
                break
            guard.has_found = False
            state.note_log()
            if not chained:
                _clear()
            if not state.is_as_before():
                break
    finally:
        os._exit(0)


def _clock():
    import time

    return time.perf_counter


def _main(path: str):
    """A new main program at ``path``."""
    main = type(sys)("__main__")
    names = vars(main)
    names.update(__builtins__=sys.modules["builtins"], __file__=path, __cached__=None, __annotations__={})
    names["__loader__"] = sys.modules["_frozen_importlib_external"].SourceFileLoader("__main__", path)
    sys.modules["__main__"] = main
    return main


def _run_one(watch, source: bytes, orders, path: str, names: dict):
    """Run one program with these ``names``; how it came to its end, if it did."""
    watch.sites.renew()
    try:
        code = code_of(watch, orders, path, source)
        exec(code, names)
        _flush()
        return "ended"
    except _MISSING as error:
        if type(error) not in _MISSING:
            return None
        _flush()
        watch.end.record_exception(type(error), error, error.__traceback__)
        return "raised"
    except BaseException:
        # What was begun of a line goes into the piece of the log that counts for nothing.
        _flush()
        return None


def _flush() -> None:
    sys.stdout.flush()
    sys.stderr.flush()


def _clear() -> None:
    """Let go of what the program had."""
    vars(sys.modules["__main__"]).clear()
    vars(sys.modules["builtins"]).pop(_DISPLAYED, None)
    random = sys.modules.get("random")
    if random is not None:
        random.seed()


class _Guard:
    """Keeps the program at ``path`` from importing an installed package: what that does to the interpreter nobody knows."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._getframe = sys._getframe
        #: Whether there is one that it has asked for.
        self.has_found = False

    def find_spec(self, name, path=None, target=None):
        if not self._is_asked_by_program() or name.partition(".")[0] in _standard():
            return None
        for finder in sys.meta_path:
            if finder is not self and finder.find_spec(name, path, target) is not None:
                self.has_found = True
                raise ImportError
        return None

    def _is_asked_by_program(self) -> bool:
        frame = self._getframe(2)
        while frame is not None and frame.f_code.co_filename.startswith("<frozen"):
            frame = frame.f_back
        return frame is not None and frame.f_code.co_filename == self._path


def _standard():
    """The names of the modules that come with Python: the tool lets through only those which do nothing to it."""
    return getattr(sys, "stdlib_module_names", ())


class _State:
    """What programs that leave nothing behind do not change."""

    def __init__(self, log) -> None:
        self._log = log
        self._stat = os.fstat
        self._builtins = vars(sys.modules["builtins"])
        self._sys = vars(sys)
        self._watched = ("stdout", "stderr", "stdin", "displayhook", "excepthook", "meta_path", "path_hooks", "argv")
        self._names = [*self._builtins]
        self._before = self._seen()
        self._length = 0

    def _seen(self) -> list:
        """What is there, by the numbers of the objects: no code of an example is asked."""
        found = [*map(id, self._builtins.values())][: len(self._names)]
        found += [id(self._sys.get(name)) for name in self._watched]
        filters = getattr(sys.modules.get("warnings"), "filters", _warnings.filters)
        found += [sys.getrecursionlimit(), len(filters), len(sys.path), os.getcwd()]
        return found

    def _has_known_builtins(self) -> bool:
        names = [*self._builtins]
        # Behind them stands what the harness needs for a program, by names that no program can have.
        known, others = names[: len(self._names)], names[len(self._names) :]
        return known == self._names and all(name.startswith("\0") for name in others)

    def has_bypassed(self) -> bool:
        """Whether anything was written past Python's streams."""
        return any(self._stat(fd).st_size for fd in (1, 2))

    def has_caught(self) -> bool:
        """Whether the last program went on behind an exception."""
        said = os.pread(self._log.fd, self._stat(self._log.fd).st_size - self._length, self._length)
        return b"\ncaught " in b"\n" + said

    def note_log(self) -> None:
        self._length = self._stat(self._log.fd).st_size

    def is_as_before(self) -> bool:
        """Whether all is as it was, and nothing was said by what went."""
        is_known = self._has_known_builtins() and self._seen() == self._before
        return is_known and self._stat(self._log.fd).st_size == self._length
