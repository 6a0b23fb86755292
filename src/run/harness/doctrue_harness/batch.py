"""Several programs in one process, one after the other.

The tool has read off their syntax trees that they leave nothing behind: no file, no thread, no change of anything that is not
their own. Each runs in a ``__main__`` of its own, and behind each one a look at the interpreter tells whether that held. If
it did not, the process ends, and what is still to come runs elsewhere. So does whatever raises an exception here: its
traceback would have a frame of ours.

Behind each program comes its receipt, or ``gone`` and its token.
"""

from __future__ import annotations

import os
import sys
import _warnings

from .orders import parsed
from .points import code_of

# What a console binds to the value that it has displayed.
DISPLAYED = "_"

def run(watch, programs: list[str], path: str) -> None:
    """Run ``programs``, each a token, its source and its orders, at ``path``; then end this process."""
    try:
        clock = _clock()
        state = _State(watch.log)
        for program in programs:
            token, _, rest = program.partition(" ")
            source, _, lines = rest.replace("\0", "\n").partition("\1")
            begin = clock()
            is_done = _run_one(watch, source.encode("utf-8", "surrogateescape"), lines, path)
            if is_done and state.has_bypassed():
                break
            if is_done:
                watch.log.record(["took", str(int((clock() - begin) * 1e6))])
            watch.log.record(["end", token, "ended"] if is_done else ["gone", token])
            state.note_log()
            _clear()
            if not state.is_as_before():
                break
    finally:
        os._exit(0)


def _clock():
    import time

    return time.perf_counter


def _run_one(watch, source: bytes, lines: str, path: str) -> bool:
    """Run one program; whether it came to its end."""
    orders = parsed(lines.encode("utf-8", "surrogateescape") + b"\n\n")
    main = type(sys)("__main__")
    names = vars(main)
    names.update(__builtins__=sys.modules["builtins"], __file__=path, __cached__=None, __annotations__={})
    names["__loader__"] = sys.modules["_frozen_importlib_external"].SourceFileLoader("__main__", path)
    sys.modules["__main__"] = main
    watch.sites.renew()
    try:
        code = code_of(watch, orders, path, source)
        exec(code, names)
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:
        _drop_unfinished()
        return False
    return True


def _drop_unfinished() -> None:
    """What was begun of a line goes into the piece of the log that counts for nothing."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except Exception:
        os._exit(0)


def _clear() -> None:
    """Let go of what the program had."""
    vars(sys.modules["__main__"]).clear()
    vars(sys.modules["builtins"]).pop(DISPLAYED, None)


class _State:
    """What programs that leave nothing behind do not change."""

    def __init__(self, log) -> None:
        self._log = log
        self._stat = os.fstat
        self._builtins = vars(sys.modules["builtins"])
        self._sys = vars(sys)
        self._watched = ("stdout", "stderr", "stdin", "displayhook", "excepthook", "meta_path", "path_hooks", "argv")
        self._before = self._seen()
        self._length = 0

    def _seen(self) -> list:
        found = [(name, id(value)) for name, value in self._builtins.items() if not name.startswith("\0")]
        found += [id(self._sys.get(name)) for name in self._watched]
        filters = getattr(sys.modules.get("warnings"), "filters", _warnings.filters)
        found += [sys.getrecursionlimit(), len(filters), len(sys.path), os.getcwd()]
        return found

    def has_bypassed(self) -> bool:
        """Whether anything was written past Python's streams."""
        return any(self._stat(fd).st_size for fd in (1, 2))

    def note_log(self) -> None:
        self._length = self._stat(self._log.fd).st_size

    def is_as_before(self) -> bool:
        """Whether all is as it was, and nothing was said by what went."""
        return self._seen() == self._before and self._stat(self._log.fd).st_size == self._length
