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

On the byte ``p``, with which a socket comes, the server forks a *page*, see ``page``, and says ``page`` and its number. The
page answers on that socket as the server does on its own, but that it receives orders before it forks: it runs the blocks
first that are named by ``prior``. Where the state behind these cannot be handed on it says ``unfit`` and ends.

With the orders come three descriptors: the log, and the files behind standard output and error. Each example has files of
its own, for it may have handed its descriptors on to another one, which runs beside it and outlives it.
"""

from __future__ import annotations

import os
import sys

from . import Watch, batch, extras, limits, points
from .orders import parsed
from .page import Page, Unfit

# The variable that makes an interpreter a server: the descriptors of its socket and of the rules of its sandbox.
VARIABLE = "DOCTRUE_SERVER"

_FIRST_FD = 600
_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_SIGKILL = 9
_LANDLOCK_RESTRICT_SELF = 446

# The exit code of a child that could not become an example.
_NOT_BEGUN = 70

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
        # The processes of pages; in one of them, its state.
        self._pages: list[int] = []
        self._page = None
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
        hidden = {name: sys.modules.pop(name) for name in set(sys.modules) - known - {"atexit"}}
        hidden.update((name, module) for name, module in sys.modules.items() if name.startswith("doctrue_harness"))
        self._shown = _Shown(hidden)

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
        if _keeps_threads():
            # No child would have them: what they do is left half done.
            os._exit(0)
        self._say("ready %s" % "%d.%d.%d" % sys.version_info[:3])
        server = os.getpid()
        while True:
            # Nothing, or what a child that was killed has not read of its orders.
            request = os.read(self._control, 1)
            if request == b"p":
                if self._fork_page(server):
                    self._serve_page()
                    return
                continue
            if request != b"r":
                os._exit(0)
            pid = os.fork()
            if pid == 0:
                self._become_example(server)
                return
            self._say("status %d" % os.waitpid(pid, 0)[1])

    def _fork_page(self, server: int) -> bool:
        """Fork a page; whether this is it."""
        _, ancillary, _, _ = self._socket.recvmsg(1, self._space)
        control = memoryview(ancillary[0][2]).cast("i")[0]
        self._pages = [page for page in self._pages if os.waitpid(page, os.WNOHANG)[0] == 0]
        pid = os.fork()
        if pid != 0:
            os.close(control)
            self._pages.append(pid)
            self._say("page %d" % pid)
            return False
        try:
            os.dup2(control, self._control, False)
            os.close(control)
            os.setsid()
            self._lock.enter(server)
            os.chdir(self._work)
            self._page = Page(self._watch, self._program, self._work, self._shown, self._lock.adopt)
        except BaseException:
            os._exit(70)
        return True

    def _serve_page(self) -> None:
        """Wait for requests to a page; returns in each child."""
        page = os.getpid()
        while True:
            if os.read(self._control, 1) != b"r":
                os._exit(0)
            data, files = self._receive()
            head, rest = data.split(b"\n", 1)
            orders = parsed(rest)
            try:
                self._page.take(files)
                self._page.advance(orders.every("prior"))
            except BaseException:
                self._say("unfit")
                os._exit(0)
            pid = os.fork()
            if pid == 0:
                self._become_example(page, (head, orders))
                return
            self._page.let_go()
            status = os.waitpid(pid, 0)[1]
            if status == _NOT_BEGUN << 8:
                self._say("unfit")
                os._exit(0)
            self._say("status %d" % status)

    def _say(self, line: str) -> None:
        os.write(self._control, line.encode() + b"\n")

    def _receive(self) -> tuple[bytes, list[int]]:
        """What is to be done for an example, from the supervisor, and the files of it."""
        data, ancillary, _, _ = self._socket.recvmsg(_USUAL, self._space)
        files = list(memoryview(ancillary[0][2]).cast("i"))
        if data[-2:] == b"\n\n":
            return data, files
        parts = [data]
        while data[-2:] != b"\n\n":
            more = os.read(self._control, _MORE)
            if not more:
                raise EOFError
            parts.append(more)
            # The end may come in two pieces.
            data = data[-1:] + more
        return b"".join(parts), files

    def _become_example(self, parent: int, received=None) -> None:
        """Everything that a fresh process has of its own; ``received`` is what a page has received for it, whose
        files are in place already.

        All of it happens here: a page of memory that the server writes to between two forks is copied too. And it is
        done with as little as possible, for each object that is looked at is in a page that this process has to copy.
        """
        try:
            # First of all: what is left of them would be taken for requests.
            if received is None:
                data, files = self._receive()
                head, rest = data.split(b"\n", 1)
                orders = parsed(rest) if rest != b"\n" else None
                # The files take the place of those of the server.
                for target, fd in zip((self._watch.log.fd, 1, 2), files):
                    os.dup2(fd, target, target < 3)
                    os.close(fd)
                self._watch.settle()
            else:
                head, orders = received
            token, end, seconds, hooks = head.decode().split(" ")
            os.setsid()
            self._lock.enter(parent)
            self._socket.detach()
            os.closerange(self._control, self._own + 1)
            os.chdir(self._work)
            limits.limit(self._resource, "RLIMIT_CPU", int(seconds))
            # What has run in a page before may have left something that writes as well.
            self._watch.sites.is_alone = hooks == "alone" and received is None
            self._watch.begin(token, end == "early")
            if orders is not None:
                self._install(orders)
        except BaseException:
            # The example has not begun. Without a receipt nothing of it counts.
            os._exit(_NOT_BEGUN)

    def _install(self, orders) -> None:
        """Install what only some examples need."""
        limits.apply(orders, self._resource)
        if "unfreeze" in orders:
            # The example watches objects go: those of a fork server are to be what those of a fresh interpreter are.
            self._unfreeze()
        with self._shown:
            for key in ("batch", "chain"):
                if key in orders:
                    batch.run(self._watch, orders.every(key), self._program, key == "chain")
            extras.install(self._watch, orders, self._program)


class _Shown:
    """While it is entered, imports find the harness, its modules among them that were ``hidden``."""

    def __init__(self, hidden: dict) -> None:
        self._hidden = hidden

    def __enter__(self) -> None:
        self._known = set(sys.modules)
        for name, module in self._hidden.items():
            sys.modules.setdefault(name, module)

    def __exit__(self, *_) -> None:
        for name in set(sys.modules) - self._known - {"atexit"}:
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
        self._long = Long
        # Made before the fork, for each child.
        self._lock_in = Long(_LANDLOCK_RESTRICT_SELF), Long(rules), Long(0)
        self._die_with_parent = Long(_PR_SET_PDEATHSIG), Long(_SIGKILL), Long(0), Long(0), Long(0)

    def enter(self, parent: int) -> None:
        """Lock this process in, and let it die with ``parent``."""
        if self._prctl is None:
            return
        if self._rules >= 0:
            if self._syscall(*self._lock_in) != 0:
                raise OSError("no sandbox")
        self._prctl(*self._die_with_parent)
        if os.getppid() != parent:
            os._exit(70)

    def adopt(self, is_wanted: bool) -> None:
        """Whether orphans that descend from this process become its children."""
        self._prctl(self._long(_PR_SET_CHILD_SUBREAPER), self._long(is_wanted), *self._die_with_parent[2:])


def _keeps_threads() -> bool:
    """Whether threads that modules have started live on when this process forks; some end theirs, and start others later."""
    try:
        if len(os.listdir("/proc/self/task")) == 1:
            return False
        pid = os.fork()
        if pid == 0:
            os._exit(0)
        os.waitpid(pid, 0)
        return len(os.listdir("/proc/self/task")) > 1
    except OSError:
        return False


def _renew_main() -> None:
    """A ``__main__`` that came into being after the freeze, so that it ends like any other."""
    old = sys.modules["__main__"]
    main = type(sys)("__main__")
    vars(main).clear()
    vars(main).update(vars(old))
    if "__annotations__" in vars(main):
        vars(main)["__annotations__"] = {}
    sys.modules["__main__"] = main
