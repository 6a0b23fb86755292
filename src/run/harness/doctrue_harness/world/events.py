"""What an example does that no hook in its own code sees: files, programs and connections, by the events of the
interpreter, and variables of the environment.
"""

from __future__ import annotations

import os
import sys
import _thread

# Threads in which this package itself is at work.
_busy: set[int] = set()


class unseen:
    """A piece of work of this package's own, whose events are nobody's."""

    def __enter__(self) -> None:
        self._ident = _thread.get_ident()
        self._is_outer = self._ident not in _busy
        _busy.add(self._ident)

    def __exit__(self, *error) -> None:
        if self._is_outer:
            _busy.discard(self._ident)


# Programs that only compute what they are told, wherever they run.
_PLAIN_PROGRAMS = frozenset(
    "basename bc cat cut dirname echo expr factor false fold grep head nl paste printf rev sed seq sleep sort tail"
    " tee test tr true uniq wc yes".split()
)

# Files outside the folder of the example that say nothing about the machine.
_PLAIN_FILES = ("/dev/", "/proc/self/fd")

# Parts of the standard library that read files on nobody's behalf.
_READERS = ("linecache.py", "tokenize.py", "gettext.py", "traceback.py")


def install(world) -> None:
    """See to it that ``world`` is told."""
    watcher = _Watcher(world)
    sys.addaudithook(watcher.see)
    sys.meta_path.append(_Finder(world, watcher))
    _watch_environment(world, watcher)


class _Watcher:
    def __init__(self, world) -> None:
        self._world = world
        self._getframe = sys._getframe
        self._homes = tuple({sys.prefix + os.sep, sys.base_prefix + os.sep})
        self._handlers = {
            "open": self._open,
            "os.listdir": self._folder,
            "os.scandir": self._folder,
            "os.chdir": self._folder,
            "os.remove": self._file,
            "os.rename": self._file,
            "os.rmdir": self._folder,
            "subprocess.Popen": lambda program, args, *_: self._program(args or [program]),
            "os.system": lambda command: self._program([command]),
            "os.exec": lambda program, args, *_: self._program([program]),
            "os.posix_spawn": lambda program, *_: self._program([program]),
            "socket.connect": lambda _, address: self._connect(address),
            "socket.getaddrinfo": lambda host, *_: self._connect((host, 0)),
            "socket.gethostbyname": lambda host, *_: self._connect((host, 0)),
            "os.fork": lambda *_: self._fork(),
            "builtins.input": lambda *_: self._input(),
        }

    def see(self, event: str, args: tuple) -> None:
        handler = self._handlers.get(event)
        if handler is None or _thread.get_ident() in _busy:
            return
        with unseen():
            try:
                handler(*args)
            except Exception:
                pass

    def asker(self, passed=()):
        """The file of the code that asks, past files of ``passed`` and of this package."""
        frame = self._getframe(1)
        own = os.path.dirname(__file__)
        while frame is not None:
            name = frame.f_code.co_filename
            if not name.startswith(own) and not name.endswith(passed):
                return name
            frame = frame.f_back
        return ""

    def _open(self, path, mode, flags) -> None:
        if type(path) not in (str, bytes):
            return
        asker = self.asker()
        if asker.startswith("<frozen") or asker.endswith(_READERS) or "/importlib/" in asker:
            return
        writes = flags & (os.O_WRONLY | os.O_RDWR) if mode is None else not mode.startswith(("r", "U"))
        text = os.fsdecode(path)
        if writes or text.startswith(_PLAIN_FILES) or "zoneinfo" in text:
            return
        if not self._world.is_outside(path):
            self._file(path)
        elif os.path.exists(path) and self._is_of_machine(path, asker):
            self._world.note("outside", "file", text, False)
        elif not os.path.exists(path) and self._world.is_own(asker):
            self._world.note("missing", "file", text, False)

    def _is_of_machine(self, path, asker: str) -> bool:
        """Whether a file outside is not just what Python, or a package, brings along for itself."""
        real = os.path.realpath(os.fsdecode(path))
        temporary = os.path.dirname(os.path.dirname(self._world.path)) + os.sep
        return not real.startswith(temporary) and (self._world.is_own(asker) or not real.startswith(self._homes))

    def _file(self, path, *_) -> None:
        if type(path) in (str, bytes) and not self._world.is_outside(path) and not os.path.lexists(path):
            self._world.miss_file(path)

    def _folder(self, path, *_) -> None:
        if type(path) not in (str, bytes):
            return
        if not self._world.is_outside(path):
            if not os.path.lexists(path):
                self._world.miss_file(path, is_folder=True)

    def _fork(self) -> None:
        self._world.sleep.be_real()
        self._world.note("threads", "process", "", False)

    def _program(self, args) -> None:
        self._world.sleep.be_real()
        words = [args] if isinstance(args, (str, bytes)) else list(args)
        words = [os.fsdecode(word) for word in words]
        if len(words) > 2 and words[1] == "-c" and words[0].endswith("sh"):
            words = words[2:]
        name = os.path.basename((words[0].split() or [""])[0])
        is_plain = name in _PLAIN_PROGRAMS or name.startswith("python")
        self._world.note("program" if is_plain else "foreign", name.replace(" ", "-"), "", False)

    def _connect(self, address) -> None:
        host = address[0] if isinstance(address, tuple) and address else ""
        if host not in ("", None, "localhost", "127.0.0.1", "::1", "0.0.0.0"):
            self._world.note("missing", "network", "", False)

    def _input(self) -> None:
        if not self._world.has_input:
            self._world.note("missing", "input", "", False)


class _Finder:
    """Asked for a module when nobody else has it. Its author may have it, and so has this world, if it is empty."""

    def __init__(self, world, watcher: _Watcher) -> None:
        self._world = world
        self._watcher = watcher

    def find_spec(self, name: str, path=None, target=None):
        if path is not None or not self._world.is_own(self._watcher.asker("_bootstrap>")):
            return None
        self._world.note("missing", "package", name)
        if "missing" not in self._world.kinds:
            return None
        return sys.modules["_frozen_importlib"].ModuleSpec(name, self)

    def create_module(self, spec):
        return None

    def exec_module(self, module) -> None:
        module.__all__ = []

    def find_module(self, name: str, path=None):  # Python 3.8 to 3.11 ask for it
        return None


def _watch_environment(world, watcher: _Watcher) -> None:
    """Have variables looked up in this world, where the example's own code asks for them."""
    kind = type(os.environ)
    plain_get, plain_set = kind.__getitem__, kind.__setitem__
    own: set = set(world.given)
    passed = (os.sep + "os.py", "_collections_abc.py", "<frozen os>", "<frozen _collections_abc>")

    def get(self, key):
        try:
            value = plain_get(self, key)
        except KeyError:
            if not world.is_own(watcher.asker(passed)):
                raise
            world.note("missing", "variable", os.fsdecode(key))
            if "missing" in world.kinds:
                return "7" if isinstance(key, str) else b"7"
            raise
        if key in own or not world.is_own(watcher.asker(passed)):
            return value
        world.note("machine", "os.environ", value)
        if "machine" not in world.kinds or key in ("HOME", "TZ"):
            return value
        return value + (":/elsewhere" if isinstance(value, str) else b":/elsewhere")

    def put(self, key, value):
        own.add(key)
        plain_set(self, key, value)

    kind.__getitem__, kind.__setitem__ = get, put
