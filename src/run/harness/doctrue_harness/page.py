"""Pages: a process that holds the state which some blocks of a document leave behind, and forks for each example that is to
run behind them. So these blocks run once, however many examples need them.

A page is a child of the server. What is run in it is not watched by anybody who waits for a receipt: what it says goes into a
file of its own, and from there to the beginning of the log of each example, as if the blocks had run in front of it there.

Only memory is handed on by a fork. So where the blocks did anything else, wrote a file, opened a descriptor, started a thread
or a process, went to another folder or asked to exit, the page is *unfit*: it says so and ends, and the example runs with
all its blocks in one process, as it does without pages.
"""

from __future__ import annotations

import os
import sys

from .compiling import only_lines
from .orders import parsed
from .points import code_of

# Bytes of what the blocks have written: more would be copied too often.
_MOST = 1 << 18

class Unfit(Exception):
    """The state cannot be handed on by a fork."""


class Page:
    """The state behind some blocks of the program at ``path``, which works in the folder ``work``. While ``shown`` is entered
    imports find the harness."""

    def __init__(self, watch, path: str, work: str, shown) -> None:
        self._watch = watch
        self._shown = shown
        self._path = path
        self._work = work
        self._folders = [(work, [os.path.basename(path)])]
        self._folders += [(os.path.join(os.path.dirname(work), name), []) for name in ("home", "tmp")]
        self._listdir, self._getcwd, self._waitpid, self._fstat = os.listdir, os.getcwd, os.waitpid, os.fstat
        self._chdir = os.chdir
        self._current_frames = sys._current_frames
        #: What was written to the log until now.
        self.history = b""
        os.dup2(os.memfd_create("log"), watch.log.fd, False)
        for fd in (1, 2):
            os.dup2(os.memfd_create("past"), fd)
        watch.settle()
        watch.begin("", True)
        self._descriptors = len(self._listdir("/proc/self/fd"))

    def advance(self, priors: list[str], received: int) -> None:
        """Run the blocks ``priors``, each its first and last line and its orders. Of the open descriptors so many have been
        ``received`` for what comes then."""
        if not priors:
            return
        self._chdir(self._work)
        with open(self._path, "rb") as file:
            source = file.read()
        names = vars(sys.modules["__main__"])
        names.setdefault("__file__", self._path)
        names.setdefault("__cached__", None)
        loader = sys.modules["_frozen_importlib_external"].SourceFileLoader
        names["__loader__"] = loader("__main__", self._path)
        # Main does this for the program, behind the hook in which we are.
        sys.path.insert(0, self._work)
        for prior in priors:
            lines, _, orders = prior.replace("\0", "\n").partition("\n")
            first, last = map(int, lines.split(" "))
            self._run(only_lines(source, first, last), orders.encode("utf-8", "surrogateescape") + b"\n\n", names)
        if sys.path[:1] != [self._work]:
            raise Unfit
        del sys.path[0]
        self._take_history()
        if not self._is_fit(received):
            raise Unfit

    def _run(self, source: bytes, orders: bytes, names: dict) -> None:
        try:
            with self._shown:
                code = code_of(self._watch, parsed(orders), self._path, source)
            exec(code, names)
        except BaseException:
            raise Unfit from None
        for stream in (sys.stdout, sys.stderr):
            stream.flush()

    def _take_history(self) -> None:
        length = self._fstat(self._watch.log.fd).st_size
        if length > _MOST:
            raise Unfit
        self.history = os.pread(self._watch.log.fd, length, 0)

    def _is_fit(self, received: int) -> bool:
        """Whether there is nothing but memory to hand on."""
        try:
            self._waitpid(-1, os.WNOHANG)
            return False  # there is a child
        except ChildProcessError:
            pass
        return (
            len(self._current_frames()) == 1
            and self._getcwd() == self._work
            and len(self._listdir("/proc/self/fd")) == self._descriptors + received
            and not any(self._fstat(fd).st_size for fd in (1, 2))
            and all(self._listdir(folder) == names for folder, names in self._folders)
        )
