"""Watches one example from inside its interpreter: which line printed what, how it ended.

The package works on CPython 3.8 to 3.14, imports only what it needs, and keeps no name in the example's namespace. It
answers for facts only; whether a claim is true is decided by the tool that reads the log.
"""

from __future__ import annotations

import os
import sys

from . import ending, limits, streams
from .log import Log
from .orders import read_orders

__all__ = ["Watch", "start"]

# Orders of which most examples have none; what they take is loaded only then.
EXTRA = frozenset(("await", "display", "input", "value", "part", "name", "catch", "some", "note", "show", "prompt", "last", "own", "world"))


class Watch:
    """Everything that watches one example, at ``path``. A server makes it once, for all its children."""

    def __init__(self, path: str) -> None:
        self.log = Log()
        self.end = ending.Ending(self.log, path)
        self.sites = streams.Sites(self.log, path)
        # Where Python and installed packages are; the folder of the example is not on the path yet.
        self._libraries = tuple(sys.path)
        self._looking = None

    @property
    def looking(self):
        """What looks at values. Loaded only where there is something to look at."""
        if self._looking is None:
            from .looking import Looking

            self._looking = Looking(self.log, self._libraries)
        return self._looking

    def hook(self) -> None:
        """Put streams in place that watch what is written."""
        flushed = self.end.top_level_flush
        sys.stdout = sys.__stdout__ = streams.hooked(sys.stdout, 1, self.log, self.sites, flushed)
        sys.stderr = sys.__stderr__ = streams.hooked(sys.stderr, 2, self.log, self.sites, flushed)

    def settle(self) -> None:
        """The files behind the descriptors are others now."""
        for fd in self.sites.homes:
            self.sites.settle(fd)

    def begin(self, token: str, early: bool) -> None:
        """This process is the one that is watched."""
        self.end.begin(token, early, self.sites.is_alone)
        self.sites.begin()


def start() -> None:
    """Read the orders from standard input and install everything. Called once, from ``sitecustomize``."""
    orders = read_orders(0)
    if orders is None:
        return
    watch = Watch(orders["path"])
    watch.log.take_over(0)
    if orders.get("session") == "new":
        # The tool's process group must not be the example's. Fails if we lead a group already, which is as good, and on
        # Windows, where there is a job instead.
        try:
            os.setsid()
        except (AttributeError, OSError):
            pass
    limits.apply(orders)
    # Who writes by the streams alone has nothing either that could show when the interpreter is taken apart.
    watch.sites.is_alone = orders["hooks"] == "alone"
    if orders["hooks"] != "off":
        watch.hook()
    watch.begin(orders["token"], watch.sites.is_alone)
    if not EXTRA.isdisjoint(orders):
        from .extras import install

        install(watch, orders, orders["path"])
    watch.end.install()
