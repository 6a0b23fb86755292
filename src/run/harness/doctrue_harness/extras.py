"""What only some examples need."""

from __future__ import annotations

import sys

from . import keyboard, points


def install(watch, orders, path: str) -> None:
    """Install what ``orders`` ask for, for the example at ``path``."""
    if "input" in orders:
        sys.stdin = sys.__stdin__ = keyboard.typed(orders["input"], sys.stdin)
    # Behind the streams: a warning of the compiler goes where it would go if CPython's main compiled the example.
    points.install(watch, orders, path)
