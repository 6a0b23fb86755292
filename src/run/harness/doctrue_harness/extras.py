"""What only some examples need."""

from __future__ import annotations

import sys

from . import keyboard, points


# What every interpreter has loaded before it looks at a program: there a module of that name is never found.
_CORE = frozenset(
    "abc builtins codecs encodings genericpath io marshal ntpath os posix posixpath site stat sys time zipimport".split()
)


def install(watch, orders, path: str) -> None:
    """Install what ``orders`` ask for, for the example at ``path``."""
    if "own" in orders:
        _forget(set(orders.every("own")) - _CORE)
    if "input" in orders:
        sys.stdin = sys.__stdin__ = keyboard.typed(orders["input"], sys.stdin)
    world = None
    if "world" in orders:
        from .world import other_world

        world = other_world(watch.log, orders, path)
    if "display" in orders:
        vars(sys.modules["builtins"])["display"] = _display
    # Behind the streams: a warning of the compiler goes where it would go if CPython's main compiled the example.
    points.install(watch, orders, path, world)


def _display(*objects, **_) -> None:
    """What ``display`` of IPython shows as text."""
    for each in objects:
        print(repr(each))


def _forget(names: set[str]) -> None:
    """Let the modules ``names`` be looked for again, though what an environment starts with has loaded others."""
    for module in list(sys.modules):
        if module.partition(".")[0] in names:
            del sys.modules[module]
