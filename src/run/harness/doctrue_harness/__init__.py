"""Watches one example from inside its interpreter: which line printed what, how it ended.

The package works on CPython 3.8 to 3.14, imports only what it needs, and keeps no name in the example's namespace. It
answers for facts only; whether a claim is true is decided by the tool that reads the log.
"""

from __future__ import annotations

import os
import sys

from . import ending, keyboard, limits, points, streams
from .log import Log
from .orders import read_orders

__all__ = ["Watch", "start"]


class Watch:
    """Everything that watches one example, at ``path``. A server makes it once, for all its children."""

    def __init__(self, path: str) -> None:
        self.log = Log()
        self.end = ending.Ending(self.log, path)
        self.sites = streams.Sites(self.log, path)
        self.streams = None

    def hook(self) -> None:
        """Make the streams that watch what is written."""
        flushed = self.end.top_level_flush
        self.streams = (
            streams.hooked(sys.stdout, 1, self.log, self.sites, flushed),
            streams.hooked(sys.stderr, 2, self.log, self.sites, flushed),
        )


def start(watch: Watch | None = None) -> None:
    """Read the orders from standard input and install everything. Called once, from ``sitecustomize``, or in a child of
    a server, with what that has made ready."""
    orders = read_orders(0)
    if orders is None:
        return
    if watch is None:
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
    if "unfreeze" in orders:
        # The example watches objects go: those of a fork server are to be what those of a fresh interpreter are.
        import gc

        gc.unfreeze()
    watch.end.begin(orders["token"], orders.get("exit") == "early")
    if orders["hooks"] == "on":
        if watch.streams is None:
            watch.hook()
        watch.sites.renew()
        sys.stdout = sys.__stdout__ = watch.streams[0]
        sys.stderr = sys.__stderr__ = watch.streams[1]
    if "input" in orders:
        sys.stdin = sys.__stdin__ = keyboard.typed(orders["input"], sys.stdin)
    # Behind the streams: a warning of the compiler goes where it would go if CPython's main compiled the example.
    points.install(watch.log, orders, orders["path"])
    watch.end.install()
