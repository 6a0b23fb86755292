"""The fork server: one interpreter that forks for each example.

It is started like an example, with the example's own path as its program. But at the end of ``site.main()``, the last
Python code before CPython's own main runs the program, it stays and waits. For each request it forks, and the child
RETURNS: CPython's main then runs the program as it always does. So an example is a real ``python3 block.py`` without a
frame of ours, with its own ``__main__``, tracebacks and exit code, for the price of a fork.

What comes over the control socket: first the setup, lines ``key value`` up to an empty line; then one byte for each
example. What goes back, a line each: ``ready`` and the version of the interpreter; then for each example ``status N``,
as ``wait`` has it.
"""

from __future__ import annotations

import os
import site
import sys

from . import Watch, install as install_points, limits
from .log import FIRST_FD
from .orders import read_orders

# The variable that makes an interpreter a server: the descriptors of its socket and of the rules of its sandbox.
VARIABLE = "DOCTRUE_SERVER"

_FIRST_FD = 600
_PR_SET_PDEATHSIG = 1
_SIGKILL = 9
_LANDLOCK_RESTRICT_SELF = 446

# Orders for which something is to be done before the example begins.
_SPECIAL = frozenset(("input", "value", "catch", "note", "show", "unfreeze"))


def install() -> None:
    """Serve at the end of ``site.main()``."""
    user = site.execusercustomize
    enabled = site.ENABLE_USER_SITE
    os.environ.pop("LD_BIND_NOW", None)
    control, rules = (int(number) for number in os.environ.pop(VARIABLE).split())

    def serve_and_return() -> None:
        site.execusercustomize = user
        site.ENABLE_USER_SITE = enabled
        if enabled:
            user()
        _Server(control, rules).serve()

    site.execusercustomize = serve_and_return
    site.ENABLE_USER_SITE = True


class _Server:
    """What is the same for all children is done before the fork: a page of memory that a child writes to is copied first."""

    def __init__(self, control: int, rules: int) -> None:
        known = set(sys.modules)
        # What this server and its children need; between the two it is nowhere to be seen.
        import _ast, atexit, builtins, fcntl, gc, marshal, resource  # noqa: E401, F401

        self._control = fcntl.fcntl(control, fcntl.F_DUPFD_CLOEXEC, _FIRST_FD)
        os.close(control)
        self._own = self._control
        if rules >= 0:
            self._own = fcntl.fcntl(rules, fcntl.F_DUPFD_CLOEXEC, _FIRST_FD)
            os.close(rules)
        self._buffer = b""
        self._setup = self._read_setup()
        self._lock = _Lock(self._own if rules >= 0 else -1)
        self._watch = Watch(self._setup["program"])
        self._watch.end.kept = self
        self._files = [os.path.join(self._setup["io"], name) for name in ("log", "stdout", "stderr")]
        self._resource = resource
        self._collect, self._freeze, self._unfreeze = gc.collect, gc.freeze, gc.unfreeze
        self._hidden = {name: sys.modules.pop(name) for name in set(sys.modules) - known - {"atexit"}}

    def _read_setup(self) -> dict[str, str]:
        while b"\n\n" not in self._buffer:
            data = os.read(self._control, 65536)
            if not data:
                os._exit(0)
            self._buffer += data
        head, _, self._buffer = self._buffer.partition(b"\n\n")
        lines = head.decode("utf-8", "surrogateescape").split("\n")
        return {key: value for key, _, value in (line.partition(" ") for line in lines)}

    def serve(self) -> None:
        """Wait for requests; returns in each child."""
        for name in self._setup.get("preload", "").split():
            try:
                __import__(name)
            except Exception:  # the example is to meet this itself
                pass
        # The state that a fresh interpreter is in when it runs a program: it has found no importer for its path.
        sys.path_importer_cache[self._setup["program"]] = None
        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, 0)
        os.close(null)
        self._watch.hook()
        self._watch.end.install()
        self._collect()
        self._freeze()
        self._say("ready %s" % "%d.%d.%d" % sys.version_info[:3])
        server = os.getpid()
        while True:
            request = self._buffer or os.read(self._control, 1)
            self._buffer = b""
            if not request:
                os._exit(0)
            pid = os.fork()
            if pid == 0:
                self._become_example(server)
                return
            self._say("status %d" % os.waitpid(pid, 0)[1])

    def _say(self, line: str) -> None:
        os.write(self._control, line.encode() + b"\n")

    def _open_files(self) -> None:
        """Put the files of a run in the place of those before, and take their names away."""
        for target, path in zip((FIRST_FD, 1, 2), self._files):
            fd = os.open(path, os.O_RDWR | os.O_APPEND)
            os.unlink(path)
            os.dup2(fd, target, target < FIRST_FD)
            os.close(fd)
        self._watch.log.fd = FIRST_FD

    def _become_example(self, server: int) -> None:
        """Everything that a fresh process has of its own.

        All of it happens here: a page of memory that the server writes to between two forks is copied too.
        """
        try:
            os.setsid()
            self._lock.close(server)
            os.closerange(self._control, self._own + 1)
            os.chdir(self._setup["work"])
            self._open_files()
            orders = read_orders(FIRST_FD)
            self._watch.expect(orders)
            for setrlimit, kind, value in limits.wanted(orders, self._resource):
                setrlimit(kind, (value, value))
            _renew_main()
            self._watch.begin()
            if not _SPECIAL.isdisjoint(orders):
                self._install(orders)
        except BaseException:
            # The example has not begun. Without a receipt nothing of it counts.
            os._exit(70)

    def _install(self, orders) -> None:
        """Install what only some examples need."""
        if "unfreeze" in orders:
            # The example watches objects go: those of a fork server are to be what those of a fresh interpreter are.
            self._unfreeze()
        known = set(sys.modules)
        for name, module in self._hidden.items():
            sys.modules.setdefault(name, module)
        install_points(self._watch, orders)
        for name in set(sys.modules) - known - {"atexit"}:
            del sys.modules[name]


class _Lock:
    """The sandbox of a child: rules of its own within those of the server, so that it cannot reach the server."""

    def __init__(self, rules: int) -> None:
        self._rules = rules
        if not sys.platform.startswith("linux"):
            self._prctl = None
            return
        # The module below ``ctypes``, which has all that is needed and costs a tenth.
        import _ctypes

        class Int(_ctypes._SimpleCData):
            _type_ = "i"

        class Long(_ctypes._SimpleCData):
            _type_ = "l"

        class Function(_ctypes.CFuncPtr):
            _flags_ = 1  # the C calling convention
            _restype_ = Int

        library = _ctypes.dlopen(None, 2)
        self._prctl = Function(_ctypes.dlsym(library, "prctl"))
        self._syscall = Function(_ctypes.dlsym(library, "syscall"))
        # Made before the fork, for each child.
        self._lock_in = Long(_LANDLOCK_RESTRICT_SELF), Long(rules), Long(0)
        self._die_with_parent = Long(_PR_SET_PDEATHSIG), Long(_SIGKILL), Long(0), Long(0), Long(0)

    def close(self, server: int) -> None:
        """Lock this process in, and let it die with ``server``."""
        if self._prctl is None:
            return
        if self._rules >= 0:
            if self._syscall(*self._lock_in) != 0:
                raise OSError("no sandbox")
        self._prctl(*self._die_with_parent)
        if os.getppid() != server:
            os._exit(70)


def _renew_main() -> None:
    """A ``__main__`` that came into being after the freeze, so that it ends like any other."""
    old = sys.modules["__main__"]
    main = type(sys)("__main__")
    vars(main).clear()
    vars(main).update(vars(old))
    if "__annotations__" in vars(main):
        vars(main)["__annotations__"] = {}
    sys.modules["__main__"] = main
