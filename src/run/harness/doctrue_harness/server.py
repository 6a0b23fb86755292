"""The fork server: one interpreter that forks for each example.

It is started like an example, with the example's own path as its program. Before CPython's own main runs a program, it
asks the hooks of ``sys.path_hooks`` whether that is a folder or an archive. The server is such a hook: there it stays and
waits, with no other Python code on the stack. For each request it forks, and the child RETURNS: CPython's main then runs
the program as it always does. So an example is a real ``python3 block.py`` without a frame of ours, with its own
``__main__``, tracebacks and exit code, for the price of a fork.

What comes over the control socket: first the setup, lines ``key value`` up to an empty line; then for each example the
byte ``r``, on which the server forks, and the orders, which the child receives itself: a line with what each example needs
(the token, ``early`` or ``late`` for its end, the seconds of processor time, ``hooks`` as in ``orders``), lines as in ``orders``, and an empty line.
What goes back, a line each: ``ready`` and the version of the interpreter; then for each example ``status N``, as
``wait`` has it.

With the orders come three descriptors: the log, and the files behind standard output and error. Each example has files of
its own, for it may have handed its descriptors on to another one, which runs beside it and outlives it.
"""

from __future__ import annotations

import os
import sys

from . import Watch, batch, extras, limits, points
from .orders import parsed

# The variable that makes an interpreter a server: the descriptors of its socket and of the rules of its sandbox.
VARIABLE = "DOCTRUE_SERVER"

_FIRST_FD = 600
_PR_SET_PDEATHSIG = 1
_SIGKILL = 9
_LANDLOCK_RESTRICT_SELF = 446

# What three descriptors take.
_DESCRIPTORS = 12

# Bytes of the orders that are read at once. Most have less than the first number, and so little fits in memory that is
# there already.
_USUAL = 400
_MORE = 65536


def install() -> None:
    """Serve as soon as CPython's main looks at the program."""
    os.environ.pop("LD_BIND_NOW", None)
    control, rules = (int(number) for number in os.environ.pop(VARIABLE).split())
    sys.path_hooks.insert(0, _Server(control, rules))


class _Server:
    """What is the same for all children is done before the fork: a page of memory that a child writes to is copied first."""

    def __init__(self, control: int, rules: int) -> None:
        known = set(sys.modules)
        # What this server and its children need; between the two it is nowhere to be seen.
        import _ast, _socket, atexit, fcntl, gc, marshal, resource  # noqa: E401, F401

        self._control = fcntl.fcntl(control, fcntl.F_DUPFD_CLOEXEC, _FIRST_FD)
        os.close(control)
        self._socket = _socket.socket(fileno=self._control)
        self._space = _socket.CMSG_SPACE(_DESCRIPTORS)
        self._own = self._control
        if rules >= 0:
            self._own = fcntl.fcntl(rules, fcntl.F_DUPFD_CLOEXEC, _FIRST_FD)
            os.close(rules)
        self._setup = self._read_setup()
        self._lock = _Lock(self._own if rules >= 0 else -1)
        self._program = self._setup["program"]
        self._work = self._setup["work"]
        self._watch = Watch(self._program)
        self._watch.end.kept = self
        self._watch.log.take_over(0)
        self._watch.hook()
        self._watch.looking.aside.prepare()
        points.prepare()
        self._resource = resource
        if "elsewhere" in self._setup:
            from . import world

            world.prepare()
        self._collect, self._freeze, self._unfreeze = gc.collect, gc.freeze, gc.unfreeze
        self._hidden = {name: sys.modules.pop(name) for name in set(sys.modules) - known - {"atexit"}}
        self._hidden.update((name, module) for name, module in sys.modules.items() if name.startswith("doctrue_harness"))

    def _read_setup(self) -> dict[str, str]:
        data = b""
        while not data.endswith(b"\n\n"):
            more = os.read(self._control, _MORE)
            if not more:
                os._exit(0)
            data += more
        lines = data.decode("utf-8", "surrogateescape").split("\n")
        return {key: value for key, _, value in (line.partition(" ") for line in lines)}

    def __call__(self, path: str) -> None:
        """Answer as a path hook: returns in each child, with what main takes for a plain file."""
        if path != self._program:
            raise ImportError
        sys.path_hooks.remove(self)
        self._serve()

    def _serve(self) -> None:
        """Wait for requests; returns in each child."""
        known = set(sys.path_importer_cache)
        for name in self._setup.get("preload", "").split():
            try:
                __import__(name)
            except Exception:  # the example is to meet this itself
                pass
        for folder in set(sys.path_importer_cache) - known:
            del sys.path_importer_cache[folder]
        self._watch.end.install()
        self._collect()
        self._freeze()
        # Made after the freeze, so that it ends like any other. No child has touched it before.
        _renew_main()
        self._say("ready %s" % "%d.%d.%d" % sys.version_info[:3])
        server = os.getpid()
        while True:
            # Nothing, or what a child that was killed has not read of its orders.
            if os.read(self._control, 1) != b"r":
                os._exit(0)
            pid = os.fork()
            if pid == 0:
                self._become_example(server)
                return
            self._say("status %d" % os.waitpid(pid, 0)[1])

    def _say(self, line: str) -> None:
        os.write(self._control, line.encode() + b"\n")

    def _receive_orders(self) -> bytes:
        """What is to be done for the example, from the supervisor. Its files take the place of those of the server."""
        data, ancillary, _, _ = self._socket.recvmsg(_USUAL, self._space)
        for target, fd in zip((self._watch.log.fd, 1, 2), memoryview(ancillary[0][2]).cast("i")):
            os.dup2(fd, target, target < 3)
            os.close(fd)
        self._watch.settle()
        while data[-2:] != b"\n\n":
            more = os.read(self._control, _MORE)
            if not more:
                raise EOFError
            data += more
        return data

    def _become_example(self, server: int) -> None:
        """Everything that a fresh process has of its own.

        All of it happens here: a page of memory that the server writes to between two forks is copied too. And it is
        done with as little as possible, for each object that is looked at is in a page that this process has to copy.
        """
        try:
            # First of all: what is left of them would be taken for requests.
            first, rest = self._receive_orders().split(b"\n", 1)
            token, end, seconds, hooks = first.decode().split(" ")
            os.setsid()
            self._lock.close(server)
            self._socket.detach()
            os.closerange(self._control, self._own + 1)
            os.chdir(self._work)
            limits.limit(self._resource, "RLIMIT_CPU", int(seconds))
            self._watch.sites.is_alone = hooks == "alone"
            self._watch.begin(token, end == "early")
            if rest != b"\n":
                self._install(parsed(rest))
        except BaseException:
            # The example has not begun. Without a receipt nothing of it counts.
            os._exit(70)

    def _install(self, orders) -> None:
        """Install what only some examples need."""
        limits.apply(orders, self._resource)
        if "unfreeze" in orders:
            # The example watches objects go: those of a fork server are to be what those of a fresh interpreter are.
            self._unfreeze()
        known = set(sys.modules)
        for name, module in self._hidden.items():
            sys.modules.setdefault(name, module)
        if "batch" in orders:
            batch.run(self._watch, orders.every("batch"), self._program)
        extras.install(self._watch, orders, self._program)
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
