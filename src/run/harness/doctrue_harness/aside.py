"""Does something in a child process, so that nothing of it reaches the example but its answer.

What an object of the example does when it is looked at (print, count, raise, sleep, remove a file) it does there. The
child has copies of all objects. What it could change outside of them is kept from it: its output goes nowhere, the files
that are open are opened once more, none of them can grow, and it ends as soon as it is about to touch the system. Then
there is no answer.

The child is made by the ``fork`` of the C library where that can be called. Python's own would run what the example has
registered with ``os.register_at_fork``, in the example itself, and warn of threads.
"""

from __future__ import annotations

import gc
import os
import stat
import sys
import _signal
import _thread

from time import monotonic

# Seconds that one look may take, and all that find no end.
_SECONDS = 1.0
_ALL_SECONDS = 2.0

_PIECE = 65536

# What a method may do that is looked at: find out, in this process. Of other events that are audited it ends.
_HARMLESS = ("array.", "builtins.id", "code.", "compile", "cpython.", "exec", "fcntl.fcntl", "function.", "gc.", "glob.")
_HARMLESS += ("import", "marshal.", "object.", "os.chdir", "os.fwalk", "os.listdir", "os.scandir", "os.walk", "pathlib.")
_HARMLESS += ("pickle.", "sys.", "time.")
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class NoAnswer(Exception):
    """Why there is none: ``threads``, ``signals``, ``fork``, ``time`` or ``ended``."""


class Aside:
    """What is needed of the system, bound before the example can replace it."""

    def __init__(self, log) -> None:
        self._log = log
        names = "_exit", "close", "dup2", "fork", "fstat", "listdir", "lseek", "open", "pipe", "read", "waitpid", "write"
        self._os = {name: getattr(os, name, None) for name in names}
        self._fork = self._os["fork"]
        #: Whether this is the child.
        self.is_child = False
        self._spent = 0.0
        self._mask = None
        self._is_prepared = False
        self._fcntl = self._resource = None

    def prepare(self) -> None:
        """Load what takes time to load, and leave it nowhere to be seen. What is missing then is done without."""
        if self._is_prepared:
            return
        self._is_prepared = True
        known = set(sys.modules)
        try:
            import fcntl
            import resource

            self._fcntl, self._resource = fcntl.fcntl, resource
            if sys.implementation.name == "cpython":
                self._fork = _plain_fork()
        except (ImportError, OSError, AttributeError):
            pass
        for name in set(sys.modules) - known:
            del sys.modules[name]

    def ask(self, work) -> bytes:
        """What ``work()`` gives in a child; ``NoAnswer`` if nothing comes of it.

        Signals wait until ``release``, so that no handler of the example runs in between.
        """
        if self._fork is None:
            raise NoAnswer("fork")
        if _thread._count() > 0:
            raise NoAnswer("threads")
        if _signal.getsignal(_signal.SIGCHLD) is not _signal.SIG_DFL:
            raise NoAnswer("signals")
        if self._spent >= _ALL_SECONDS:
            raise NoAnswer("time")
        self.prepare()
        if self._mask is None:
            self._mask = _signal.pthread_sigmask(_signal.SIG_BLOCK, _signal.valid_signals())
        start = monotonic()
        try:
            answer = self._answer(work)
        except OSError:
            raise NoAnswer("fork") from None
        if answer[-1:] == b"!":
            return answer[:-1]
        seconds = monotonic() - start
        if seconds < _SECONDS:
            raise NoAnswer("ended")
        self._spent += seconds
        raise NoAnswer("time")

    def release(self) -> None:
        """Let signals come that have waited. An exception of a handler is one of the example."""
        if self._mask is not None:
            mask, self._mask = self._mask, None
            _signal.pthread_sigmask(_signal.SIG_SETMASK, mask)

    def _answer(self, work) -> bytes:
        read, write = self._os["pipe"]()
        pid = 0
        try:
            try:
                pid = self._fork()
                if pid == 0:
                    self._be_child(work, write)
            finally:
                self._os["close"](write)
            pieces = []
            while not pieces or pieces[-1]:
                pieces.append(self._os["read"](read, _PIECE))
            return b"".join(pieces)
        finally:
            self._os["close"](read)
            if pid:
                self._os["waitpid"](pid, 0)

    def _be_child(self, work, write: int) -> None:
        try:
            self.is_child = True
            gc.disable()
            sys.dont_write_bytecode = True
            _signal.signal(_signal.SIGALRM, _signal.SIG_DFL)
            _signal.pthread_sigmask(_signal.SIG_SETMASK, ())
            _signal.setitimer(_signal.ITIMER_REAL, _SECONDS)
            self._shut(write)
            answer = work() + b"!"
            while answer:
                answer = answer[self._os["write"](write, answer) :]
        finally:
            self._os["_exit"](0)

    def _shut(self, write: int) -> None:
        """Keep from this process what is outside of it."""
        null = self._os["open"](os.devnull, os.O_RDWR)
        for fd in (1, 2, self._log.fd):
            self._os["dup2"](null, fd)
        for fd in self._descriptors():
            if fd not in (1, 2, self._log.fd, write, null):
                self._make_own(fd, null)
        if self._resource is not None:
            seconds = int(_SECONDS) + 1
            for name, most in (("RLIMIT_FSIZE", 0), ("RLIMIT_CPU", seconds), ("RLIMIT_CORE", 0)):
                kind = getattr(self._resource, name)
                self._resource.setrlimit(kind, (most, self._resource.getrlimit(kind)[1]))
            _signal.signal(_signal.SIGXFSZ, _signal.SIG_DFL)
        exit_now = self._os["_exit"]

        def audit(event: str, arguments) -> None:
            if event == "open" and type(arguments[2]) is int and not arguments[2] & _WRITING:
                return
            if not event.startswith(_HARMLESS):
                exit_now(1)

        sys.addaudithook(audit)

    def _descriptors(self) -> list[int]:
        for folder in ("/proc/self/fd", "/dev/fd"):
            try:
                return [int(name) for name in self._os["listdir"](folder)]
            except OSError:
                continue
        return []

    def _make_own(self, fd: int, null: int) -> None:
        """Where a file is read is shared with the example; what is no file leads to other processes."""
        try:
            mode = self._os["fstat"](fd).st_mode
            if stat.S_ISREG(mode) and self._fcntl is not None:
                flags = self._fcntl(fd, 3) & (os.O_ACCMODE | os.O_APPEND)  # F_GETFL
                place = self._os["lseek"](fd, 0, os.SEEK_CUR)
                own = self._os["open"]("/proc/self/fd/%d" % fd, flags)
                self._os["lseek"](own, place, os.SEEK_SET)
                self._os["dup2"](own, fd)
                self._os["close"](own)
            elif not stat.S_ISCHR(mode) and not stat.S_ISDIR(mode):
                self._os["dup2"](null, fd)
        except OSError:
            try:
                self._os["dup2"](null, fd)
            except OSError:
                pass


def _plain_fork():
    """The ``fork`` of the C library, called without giving up the lock of the interpreter."""
    # The module below ``ctypes``, which has all that is needed and costs a tenth.
    import _ctypes

    class Int(_ctypes._SimpleCData):
        _type_ = "i"

    class Function(_ctypes.CFuncPtr):
        _flags_ = 1 | 4  # the C calling convention, and that of Python's own functions
        _restype_ = Int

    function = Function(_ctypes.dlsym(_ctypes.dlopen(None, 2), "fork"))

    def fork() -> int:
        pid = function()
        pid = pid if type(pid) is int else pid.value
        if pid < 0:
            raise OSError("no child")
        return pid

    return fork
