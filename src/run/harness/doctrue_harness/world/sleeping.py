"""``time.sleep`` of another world: where nothing else goes on meanwhile, its clocks go on instead of the example waiting.

That is done only where it is certain that nobody can tell: every clock that the program reads is one of this world, and
there is no thread, process or signal to come in between. Otherwise the example sleeps as it does here.
"""

from __future__ import annotations

import os
import _thread

# What a program may import whose sleep is passed over: none of it looks at a clock by itself, or has a signal come.
_TIMELESS = frozenset(
    "__future__ abc argparse array ast base64 binascii bisect builtins calendar cmath collections concurrent contextlib"
    " copy csv dataclasses datetime decimal difflib dis enum errno fnmatch fractions functools gc getpass glob graphlib"
    " hashlib heapq hmac inspect io itertools json keyword locale logging math numbers operator os pathlib pickle platform"
    " pprint queue random re secrets shutil statistics string struct sys tempfile textwrap threading time traceback types"
    " typing unicodedata warnings weakref zoneinfo".split()
)

# Words of a program that may read clocks past this world: those of files and of the system, or by names that it makes up.
_PAST = (b"clock_", b"getmtime", b"getatime", b"getctime", b".stat(", b".st_", b".utime", b".times(", b"timerfd")
_PAST += (b"eval(", b"exec(", b"__import__", b"getattr", b"attrgetter", b"methodcaller", b"__dict__", b"vars(", b"TimedRotating")

# Seconds that are passed over in all: behind that, an example without end is to run into its limit as it does here.
_MOST = 60.0

# How much longer a real sleep takes than it should.
_LATE = 0.0001


class Sleep:
    """Whether and for how long an example is asleep. ``source`` is its program."""

    def __init__(self, source: bytes, has_clock: bool) -> None:
        # Whether all clocks of the program are those of this world.
        self._is_certain = has_clock and not any(word in source for word in _PAST)
        #: Seconds that were passed over so far.
        self.seconds = 0.0
        # Bound now: the example may replace them.
        self._stat = os.stat
        self._waitid = getattr(os, "waitid", None)

    def note_import(self, module: str) -> None:
        """The program imports ``module``, one of its own if the name is empty."""
        if module.partition(".")[0] not in _TIMELESS:
            self.be_real()

    def be_real(self) -> None:
        """From now on nothing is passed over."""
        self._is_certain = False

    def is_passed_over(self, args: tuple, named: dict) -> bool:
        """Whether a sleep with these arguments is over already, and the clocks have gone on."""
        if named or len(args) != 1 or type(args[0]) not in (int, float):
            return False
        # Nothing else is greater than 0 and makes a sum that is less: no number that is none, and none that is refused.
        if not (self._is_certain and args[0] > 0 and self.seconds + args[0] < _MOST and self._is_alone()):
            return False
        self.seconds += args[0] + _LATE
        return True

    def _is_alone(self) -> bool:
        """Whether there is no other thread and no child process."""
        if _thread._count() > 0:
            return False
        try:
            # One link for each task, and two for the folder itself.
            if self._stat("/proc/self/task").st_nlink > 3:
                return False
        except OSError:
            pass
        if self._waitid is None:
            return False
        try:
            self._waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:
            return True
        return False
