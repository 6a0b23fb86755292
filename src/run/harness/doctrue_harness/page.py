"""Pages: a process that holds the state which some blocks of a document leave behind, and forks for each example that is to
run behind them. So these blocks run once, however many examples need them.

A page is a child of the server. What is run in it is not watched by anybody who waits for a receipt. It writes to the files
of the example for which it runs; what it says is kept, and is the beginning of the log of each later example, as if the
blocks had run in front of it there.

Only memory is handed on by a fork. So where the blocks did anything else, wrote a file, opened a descriptor, started a thread
or a process, went to another folder or asked to exit, the page is *unfit*: it says so and ends, and the example runs with
all its blocks in one process, as it does without pages. Unfit is also who has replaced what the harness needs to make an
example of a child.
"""

from __future__ import annotations

import os
import sys

from .compiling import only_lines
from .orders import parsed
from .points import code_of

# Bytes of what the blocks have written: more would be copied too often.
_MOST = 1 << 18

# Bytes of memory: a server has several pages, and each fork copies the tables of it.
_LARGEST = 1 << 28

# What prompts bind to the value that they have displayed.
_DISPLAYED = "_"


class Unfit(Exception):
    """The state cannot be handed on by a fork."""


class Page:
    """The state behind some blocks of the program at ``path``, which works in the folder ``work``. While ``shown`` is entered
    imports find the harness; ``adopt`` says whether orphans become children of this process."""

    def __init__(self, watch, path: str, work: str, shown, adopt) -> None:
        self._watch = watch
        self._path = path
        self._work = work
        self._shown = shown
        self._adopt = adopt
        self._state = _State(path, work)
        self._dup, self._close, self._pread = os.dup2, os.close, os.pread
        self._chdir, self._waitpid, self._fstat = os.chdir, os.waitpid, os.fstat
        self._targets = (watch.log.fd, 1, 2)
        #: What was written to the log until now.
        self.history = b""
        self.let_go()
        watch.begin("", True)

    def take(self, files: list[int]) -> None:
        """Write to these files from now on, for the example to which they belong."""
        for target, fd in zip(self._targets, files):
            self._dup(fd, target, target < 3)
            self._close(fd)
        self._watch.settle()
        self._watch.log.append(self.history)

    def let_go(self) -> None:
        """Hold on to nobody's files. Behind standard input is the null device."""
        for target in self._targets:
            self._dup(0, target, target < 3)

    def advance(self, priors: list[str]) -> None:
        """Run the blocks ``priors``, each its first and last line and its orders."""
        if not priors:
            return
        self._chdir(self._work)
        before = self._state.seen()
        with open(self._path, "rb") as file:
            source = file.read()
        names = vars(sys.modules["__main__"])
        names.setdefault("__file__", self._path)
        names.setdefault("__cached__", None)
        loader = sys.modules["_frozen_importlib_external"].SourceFileLoader
        names["__loader__"] = loader("__main__", self._path)
        # Main does this for the program, behind the hook in which we are.
        sys.path.insert(0, self._work)
        self._adopt(True)
        for prior in priors:
            lines, _, orders = prior.replace("\0", "\n").partition("\n")
            first, last = map(int, lines.split(" "))
            self._run(only_lines(source, first, last), orders.encode("utf-8", "surrogateescape") + b"\n\n", names)
        if self._has_children() or self._state.seen() != before or sys.path[:1] != [self._work]:
            raise Unfit
        self._adopt(False)
        del sys.path[0]
        self._keep_history()

    def _run(self, source: bytes, orders: bytes, names: dict) -> None:
        try:
            with self._shown:
                code = code_of(self._watch, parsed(orders), self._path, source)
            exec(code, names)
        except BaseException:
            raise Unfit from None
        for stream in (sys.stdout, sys.stderr):
            stream.flush()

    def _has_children(self) -> bool:
        try:
            self._waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return False
        return True

    def _keep_history(self) -> None:
        length = self._fstat(self._watch.log.fd).st_size
        if length > _MOST or any(self._fstat(fd).st_size for fd in (1, 2)):
            raise Unfit
        self.history = self._pread(self._watch.log.fd, length, 0)


class _State:
    """What a fork does not hand on to each child for itself, and what the harness needs as it was."""

    def __init__(self, path: str, work: str) -> None:
        box = os.path.dirname(work)
        self._path = path
        self._folders = [box, *(os.path.join(box, name) for name in ("work", "home", "tmp"))]
        self._open, self._listdir, self._stat, self._fstat = open, os.listdir, os.stat, os.fstat
        self._getcwd = os.getcwd
        self._current_frames = sys._current_frames
        self._page_size = os.sysconf("SC_PAGE_SIZE")

    def seen(self) -> list:
        """All of that, to be compared."""
        if len(self._current_frames()) > 1 or self._memory() > _LARGEST:
            raise Unfit
        found: list = [self._getcwd(), self._shared_memory(), self._file(self._path)]
        found += [(sorted(self._listdir(folder)), self._stat(folder).st_mode) for folder in self._folders]
        found += map(self._descriptor, self._listdir("/proc/self/fd"))
        # The harness's own names begin with a byte that no other name has.
        builtins = vars(sys.modules["builtins"]).items()
        found += [(name, id(value)) for name, value in builtins if name[:1] != "\0" and name != _DISPLAYED]
        return found + [id(sys.modules["__main__"]), list(map(id, sys.meta_path))]

    def _descriptor(self, name: str):
        try:
            state = self._fstat(int(name))
        except OSError:  # by which the folder was read
            return None
        return name, state.st_dev, state.st_ino

    def _file(self, path: str) -> tuple:
        state = self._stat(path)
        return state.st_ino, state.st_size, state.st_mtime_ns, state.st_mode

    def _memory(self) -> int:
        with self._open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[1]) * self._page_size

    def _shared_memory(self) -> int:
        """How much memory is there that children would share, in pieces."""
        with self._open("/proc/self/maps", "rb") as file:
            return file.read().count(b" rw-s ")
