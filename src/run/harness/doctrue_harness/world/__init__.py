"""Another world: the example runs once more where the clock, chance and the machine give something else.

What an example prints there and here alike depends on none of them. The example's syntax tree gets hooks where it reads
something that the table of sources has (``rewriter``, ``sources``), and each such thing is answered with another value of
its kind (``shifts``); what goes past them is seen by its events (``events``). Everything that was asked for goes into the
log, with the lines that may depend on it (``reach``).

A run in another world proves nothing about the example by itself: it may end otherwise because a value was changed.
"""

from __future__ import annotations

import os
import sys
import types

from . import events, rewriter, shifts, sources
from .reach import Reach
from .sleeping import Sleep

_ONLY_AST = 0x400

# States of the generator of random numbers. What is drawn first from two, or few, is different in the two worlds, so
# that a coin falls otherwise in one of them.
_SEEDS = (1, 6447)

# How much longer everything takes where the pace is another one, in seconds for each look at a clock.
_DRIFT = 0.137

# A program without any of these words looks at no place.
_PLACES = (b"import os", b"sys", b"path", b"Path", b"home", b"file", b"~", b"arg", b"env", b"open", b"dir", b"glob", b"shutil", b"process")

# Records of one source at one line, and of all; bytes of a value.
_MOST_ALIKE = 3
_MOST = 2000
_LONGEST = 4000


class World:
    """One other world. ``order`` is its number, 1 or 2, and the kinds of sources that are others there."""

    def __init__(self, log, path: str, orders) -> None:
        number, _, kinds = orders["world"].partition(" ")
        self.path = path
        self.given = set(orders.every("given"))
        self.kinds = frozenset(kinds.split(","))
        self.seed = _SEEDS[int(number) - 1]
        self.turns_sets = number == "1"
        self.has_input = "input" in orders
        self.seeded: list = []
        # Bound now: when the example begins, no module is to be found that was loaded for this.
        import _random

        self._generator = _random.Random
        self._log = log
        self._left = _MOST
        self._counts: dict = {}
        self._reach: Reach | None = None
        self._getframe = sys._getframe
        self._drift = 0.0
        self._rows = sources.read_table()
        self._own_file = next(row for row in self._rows["__file__"] if row.where == "builtins")
        self._work = os.path.dirname(path)
        with open(path, "rb") as file:
            self._source = file.read()
        self.sleep = Sleep(self._source, "clock" in self.kinds)
        if "own" in orders:
            self.sleep.be_real()
        self._rewriter = rewriter.Rewriter(self._rows, self.sleep.note_import)
        self._name_places()
        if any(word in self._source for word in _PLACES):
            self._make_places()
        self._roots = [self._work] + [os.environ[name] for name in ("HOME", "TMPDIR") if name in os.environ]
        self._known = {root for root, _, _ in os.walk(self._work)}.union(self._roots)

    # Places

    def _name_places(self) -> None:
        """Another home, another way to the folder of the example, and another place of the program."""
        self.home = os.path.join(os.environ.get("TMPDIR", self._work), "ada")
        self._pantry = os.path.join(self.home, "pantry")
        self.program = os.path.join(self.home, "porch", "page.py")

    def _make_places(self) -> None:
        try:
            os.makedirs(os.path.dirname(self.program))
            os.symlink(self._work, self._pantry)
            with open(self.program, "wb") as file:
                file.write(self._source)
        except OSError:
            pass

    def interpreter(self, path: str) -> str:
        link = os.path.join(self.home, "python")
        try:
            os.symlink(path, link)
        except OSError:
            pass
        return link if os.path.exists(link) else path

    def moved(self, path):
        """``path`` in the folder of the example, by the other way."""
        if isinstance(path, str):
            return path.replace(self._work, self._pantry)
        if isinstance(path, bytes):
            return path.replace(os.fsencode(self._work), os.fsencode(self._pantry))
        text = os.fspath(path)
        return type(path)(text.replace(self._work, self._pantry)) if self._work in text else path

    def _real(self, path) -> str:
        return os.path.realpath(os.fsdecode(path))

    def is_outside(self, path) -> bool:
        """Whether ``path`` lies outside the folder of the example."""
        real = self._real(path)
        return real != self._work and not real.startswith(self._work + os.sep)

    def is_made(self, path) -> bool:
        """Whether the folder ``path`` was made by the example itself."""
        if type(path) is int:
            return True
        real = self._real(path)
        return self._is_in_box(real) and real not in self._known

    def lacks(self, path) -> bool:
        """Whether ``path`` would be a folder of the example and is not there."""
        real = self._real(path)
        return self._is_in_box(real) and not os.path.isdir(real)

    def _is_in_box(self, path: str) -> bool:
        return any((path + os.sep).startswith(root + os.sep) for root in self._roots)

    def furnish(self, path, name: str, is_missing: bool = False) -> None:
        """Put a file there, if it is a folder of the example, or one that is missing there."""
        real = self._real(path)
        if (is_missing or os.path.isdir(real)) and self._is_in_box(real):
            self._write(os.path.join(real, name), False)

    def _write(self, path: str, is_folder: bool) -> None:
        with events.unseen():
            try:
                os.makedirs(path if is_folder else os.path.dirname(path), exist_ok=True)
                if not is_folder and not os.path.lexists(path):
                    with open(path, "w") as file:
                        file.write("7\n")
            except OSError:
                pass

    def miss_file(self, path, is_folder: bool = False) -> None:
        """The example asks for ``path``, which is not there: its author may have it, and so has this world."""
        text = os.fsdecode(path)
        is_ours = not self.is_outside(path)
        self.note("missing", "file", text, is_ours)
        if is_ours and "missing" in self.kinds:
            self._write(self._real(path), is_folder)

    # Time and chance

    def begin(self) -> None:
        """Make this the world of this process."""
        import time

        self._time = time
        self._plain_time = time.time
        self._plain_local = time.localtime
        if "clock" in self.kinds:
            self._choose_span()
        if "machine" in self.kinds:
            others = {"HOME": self.home, "TZ": "ELS-5:45"}
            os.environ.update((name, value) for name, value in others.items() if name not in self.given)
            if hasattr(time, "tzset"):
                time.tzset()
            if sys.argv and sys.argv[0] == self.path:
                sys.argv[0] = self.program
        if "chance" in self.kinds:
            self._seed_chance()
        events.install(self)
        vars(sys.modules["builtins"]).update(
            {
                rewriter.ATTRIBUTE: self.attribute,
                rewriter.NAME: self.name,
                rewriter.IMPORTED: self.imported,
                rewriter.EVERYTHING: self.everything,
                rewriter.TAKES_ORDER: self.takes_order,
                rewriter.ORDER: self.ordered,
            }
        )

    def _choose_span(self) -> None:
        """Another year, month, day, day of the week, and half of the day."""
        now = self._plain_local(self._plain_time())
        for days in range(1226, 1326):
            self.seconds = ((days * 24 + 12) * 60 + 17) * 60 + 23
            then = self._plain_local(self._plain_time() + self.seconds)
            # The first five are year, month, day, hour and minute.
            if all(one != other for one, other in zip(now[:5], then)) and now.tm_wday != then.tm_wday:
                break

    def now(self) -> float:
        return self._plain_time() + self.seconds + self.sleep.seconds

    def local_now(self):
        return self._plain_local(self.now())

    def drifted(self) -> float:
        """How much longer it took in this world until now, in seconds, if its pace is another one."""
        if "pace" in self.kinds:
            self._drift += _DRIFT
        return self._drift

    def passed(self) -> float:
        """What clocks show too much, by the pace of this world and by what it has slept through, in seconds."""
        return self.drifted() + self.sleep.seconds

    def later(self, moment):
        """``moment``, which is now, a date or a date and a time, as it is in this world."""
        # Whoever has a date has the module; before that, nobody needs it.
        from datetime import timedelta

        return moment + timedelta(seconds=self.seconds + self.passed())

    def shift_logging(self) -> None:
        """Let ``logging`` see another time."""
        logging = sys.modules.get("logging")
        if logging is not None and logging.time is self._time:
            shifted = types.ModuleType("time")
            vars(shifted).update(vars(self._time))
            shifted.time = self.now
            shifted.time_ns = lambda: int(self.now() * 10**9)
            logging.time = shifted

    def _seed_chance(self) -> None:
        generator = self._generator()
        generator.seed(self.seed)
        self.bits = lambda count: generator.getrandbits(8 * count).to_bytes(count, "big") if count else b""
        if b"random" in self._source or b"secrets" in self._source:
            import random

            random.seed(self.seed)
            random._urandom = self.bits

    def is_seeded(self, function) -> bool:
        instance = getattr(function, "__self__", None)
        return any(each is instance for each in self.seeded)

    # What the hooks call

    def rewrite(self, tree) -> None:
        """Write the hooks into ``tree``. What cannot be rewritten stays as it is."""
        try:
            self._rewriter.rewrite(tree)
        except RecursionError:
            self.sleep.be_real()

    def attribute(self, owner, name: str, called):
        value = getattr(owner, name)
        return self._answered(owner, name, value, called)

    def name(self, value, called):
        if called is None:
            return Ask(self, self._own_file, value).answer()
        if not called:
            self.note("release", "dir", is_shifted=False)
            return value
        name = getattr(value, "__name__", called)
        if type(value) is Stand or type(name) is not str:
            return value
        return self._answered(sys.modules["builtins"], name, value, True)

    def imported(self, value, module: str, name: str):
        owner = sys.modules.get(module)
        return value if owner is None else self._answered(owner, name, value, False)

    def everything(self, namespace: dict, module: str) -> None:
        for name in list(vars(sys.modules[module])) if module in sys.modules else ():
            if name in self._rows and name in namespace:
                namespace[name] = self.imported(namespace[name], module, name)

    def _answered(self, owner, name: str, value, called):
        """``value``, or what this world has in its place."""
        try:
            for row in self._rows.get(name, ()):
                if row.is_of(owner, value):
                    return self._given(row, value, called)
        except Exception:
            pass
        return value

    def _given(self, row, value, called):
        if not callable(value):
            return Ask(self, row, value).answer()
        if isinstance(value, type) and not called or not sources.is_foreign(value, self.is_own):
            return value
        return Stand(self, row, value)

    def is_own(self, filename: str) -> bool:
        """Whether a file is the example's."""
        return filename.startswith(self._work + os.sep) or filename == self.program

    # Sets

    def takes_order(self, function):
        """``function``, which takes the order of what it is given if it is what its name says."""
        instance = getattr(function, "__self__", None)
        if getattr(function, "__name__", "") == "pop":
            return self._popper(function, instance) if type(instance) is set else function
        if isinstance(function, Stand):
            return lambda *args, **named: function(*[self.ordered(each) for each in args], **named)
        if not sources.is_foreign(function, self.is_own):
            return function

        def taking(*args, **named):
            return function(*[self.ordered(each) for each in args], **named)

        return taking

    def _popper(self, function, instance):
        if len(instance) < 2 or not _is_hashed(instance):
            return function

        def pop():
            turned = self.ordered(instance)
            first = next(iter(turned))
            instance.remove(first)
            return first

        return pop

    def ordered(self, value):
        """A set of texts has another order elsewhere."""
        if type(value) not in (set, frozenset) or len(value) < 2 or not _is_hashed(value):
            return value
        self.note("order", "set")
        return list(value)[::-1] if "order" in self.kinds and self.turns_sets else value

    # The log

    def line(self) -> int:
        """The line of the main program that is being executed."""
        frame = self._getframe(1)
        line = 0
        while frame is not None:
            if frame.f_code.co_filename == self.path:
                line = frame.f_lineno
            frame = frame.f_back
        return line

    def note(self, kind: str, name: str, value="", is_shifted: bool = True) -> None:
        """Record that something was asked for. ``value`` is what the example would show of it."""
        if self._left <= 0:
            return
        line = self.line()
        if not line:  # nothing that the program does
            return
        key = kind, name, line, value if type(value) is str else ""
        count = self._counts.get(key, 0)
        if count >= _MOST_ALIKE:
            return
        self._counts[key] = count + 1
        self._left -= 1
        if self._reach is None:
            self._reach = Reach(compile(self._source, self.path, "exec", _ONLY_AST, dont_inherit=True))
        lines = ",".join("%d-%d" % lines for lines in self._reach.of(line)).encode()
        data = shifts.shown(value).encode("utf-8", "replace")[:_LONGEST]
        words = ["touch", kind, "shifted" if is_shifted else "seen", name or "-", str(line)]
        self._log.record(words, lines + b"\n" + data)


class Ask:
    """Something that is asked for, by a call if it is a function."""

    def __init__(self, world: World, row, value, args=(), named=None) -> None:
        self.world = world
        self.value = value
        self.args = args
        self.named = named or {}
        self.name = row.name
        self.active = row.kind in world.kinds
        self._row = row

    def call(self):
        """The plain answer."""
        return self.value(*self.args, **self.named) if callable(self.value) else self.value

    def note(self, value="", shifted: bool = True, kind: str | None = None) -> None:
        home = self._row.where.rpartition(".")[2]
        name = self._row.name if home == "builtins" else home + "." + self._row.name
        self.world.note(kind or self._row.kind, name, value, shifted)

    def answer(self):
        return shifts.HOWS[self._row.how](self)


class Stand:
    """Stands for a function of the table, wherever the example hands it on to."""

    __slots__ = ("_world", "_row", "_value")

    def __init__(self, world: World, row, value) -> None:
        self._world = world
        self._row = row
        self._value = value

    def __call__(self, *args, **named):
        return Ask(self._world, self._row, self._value, args, named).answer()

    def __getattr__(self, name: str):
        return getattr(self._value, name)

    def __repr__(self) -> str:
        return repr(self._value)

    def __eq__(self, other) -> bool:
        return self._value == (other._value if type(other) is Stand else other)

    def __hash__(self) -> int:
        return hash(self._value)


# Types whose hashes are the same in each process.
_UNSEEDED = frozenset((int, float, bool, complex))


def _is_hashed(values) -> bool:
    """Whether the order of a set of ``values`` depends on the seed of hashes, or on addresses."""
    for value in values:
        kind = type(value)
        if kind in (tuple, frozenset):
            if _is_hashed(value):
                return True
        elif kind not in _UNSEEDED and kind.__name__ not in ("Decimal", "Fraction"):
            return True
    return False


def prepare() -> None:
    """Load what worlds are made of, for all children of a server."""
    import _random  # noqa: F401

    sources.read_table()


def other_world(log, orders, path: str) -> World | None:
    """The world that ``orders`` ask for, for the example at ``path``."""
    try:
        return World(log, path, orders)
    except OSError:
        return None
