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

__all__ = ["start"]


def start(kept=None) -> None:
    """Read the orders from standard input and install everything. Called once, from ``sitecustomize``, or in a child of
    a server, which is to be ``kept``."""
    orders = read_orders(0)
    if orders is None:
        return
    log = Log.take_over(0)
    if orders.get("session") == "new":
        # The tool's process group must not be the example's. Fails if we lead a group already, which is as good.
        try:
            os.setsid()
        except OSError:
            pass
    limits.apply(orders)
    if "unfreeze" in orders:
        # The example watches objects go: those of a fork server are to be what those of a fresh interpreter are.
        import gc

        gc.unfreeze()
    end = ending.Ending(log, orders["path"], orders["token"], orders.get("exit") == "early")
    if orders["hooks"] == "on":
        sites = streams.Sites(log, orders["path"])
        sys.stdout = sys.__stdout__ = streams.hooked(sys.stdout, 1, log, sites, end.top_level_flush)
        sys.stderr = sys.__stderr__ = streams.hooked(sys.stderr, 2, log, sites, end.top_level_flush)
    if "input" in orders:
        sys.stdin = sys.__stdin__ = keyboard.typed(orders["input"], sys.stdin)
    # Behind the streams: a warning of the compiler goes where it would go if CPython's main compiled the example.
    points.install(log, orders, orders["path"])
    end.kept = kept
    end.install()
