"""Orders: what the tool tells the harness, at the beginning of the event log.

The log comes as standard input. The orders are lines ``key value`` up to an empty line; the file is emptied after
reading, so that the example finds neither them nor the token. Most keys come once. Those of ``points`` may come often:

``value ID LINE COLUMN [BEGIN END [NAME]]``   record the value of the statement that begins there; the text of the program can do
    it by brackets between these bytes of the program, or by NAME behind it
``part ID LINE COLUMN LINE COLUMN``   record the value of the expression that begins and ends there
``catch ID FIRST LAST``   log an exception of the statements within these lines, and go on behind them
``some ID FIRST LAST KIND...``   log it likewise, and go on behind exceptions of these types only
``name ID LINE COLUMN NAME``   record what NAME stands for behind the statement that begins there
``note ID FIRST LAST``   log it likewise, and let it take its course
``show FIRST LAST``   these lines are a prompt: display the values of its expression statements, as a console does
``prompt FIRST LAST ID``   the same, and log an exception of it and go on

``hooks on``   attribute what is written to lines; ``alone`` the same, where nothing but ``sys.stdout`` and ``sys.stderr`` can write
    to what is behind them; or ``off``

``own NAME``   the program has a module NAME beside it, which is not to be found among those that are loaded
``last FIRST LAST``   run the statements at the top within these lines behind all others
``world NUMBER KIND,...``   run in another world, see ``world``: number 1 or 2, where these kinds of sources are others
``given NAME``   this variable of the environment is the example's own, in every world

``behind LINE``   what stands before this line has run already, in this process
``prior FIRST LAST ORDERS``   for a page: run these lines now, with a byte 0 before each of their orders

``await 1``   run the program as one coroutine, so that it may await at its top, as IPython and ``python -m asyncio`` do
``display 1``   have a function ``display`` among the builtins, which prints what a notebook would show

``batch TOKEN ABOVE SOURCE ORDERS``   run this program, and those of all such lines one after the other, see ``batch``; ABOVE
is the number of empty lines above SOURCE; a byte 0 stands for a line feed, a byte 1 between source and orders
``chain TOKEN ABOVE SOURCE ORDERS``   the same, each behind those before it

``handled NAME``   of one of these: behind it this module has to be as it was, for others share the interpreter

``input HEX`` is what is typed on standard input, as bytes in hexadecimal.

LINE is 1-based, COLUMN 0-based and in bytes of UTF-8, ID any word.
"""

from __future__ import annotations

import os
import stat

_MARK = b"doctrue "

# Bytes that are enough for most orders.
_USUAL = 16384


class Orders(dict):
    """The orders as a mapping from key to value, the last one where a key comes several times."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        super().__init__(pairs)
        # Most of thousands of them have the same key, and several times all of a key are asked for.
        self._values: dict[str, list[str]] = {}
        for key, value in pairs:
            self._values.setdefault(key, []).append(value)

    def every(self, key: str) -> list[str]:
        """All values of ``key``, in order."""
        return self._values.get(key, [])


def read_orders(fd: int) -> Orders | None:
    """The orders in the file ``fd``, or None if it holds none (an interpreter that the example itself started)."""
    try:
        data = _head(fd, _USUAL)
        if not data.startswith(_MARK):
            return None
        if len(data) == _USUAL:
            data = _head(fd, os.fstat(fd).st_size)
    except OSError:
        return None
    orders = parsed(data)
    if orders is None:
        return None
    os.ftruncate(fd, 0)
    # Where the file is not one that only grows, the first record is to be at its beginning.
    os.lseek(fd, 0, os.SEEK_SET)
    return orders


def parsed(data: bytes) -> Orders | None:
    """The orders in ``data``, or None if their end is missing."""
    head, separator, _ = data.partition(b"\n\n")
    if not separator:
        return None
    lines = head.decode("utf-8", "surrogateescape").split("\n")
    return Orders([(key, value) for key, _, value in [line.partition(" ") for line in lines]])


def _head(fd: int, length: int) -> bytes:
    """The first bytes of the file ``fd``, which stays at its place. An ``OSError`` if it has no beginning to go to."""
    if hasattr(os, "pread"):
        return os.pread(fd, length, 0)
    if not stat.S_ISREG(os.fstat(fd).st_mode):  # going back in a pipe is no error on Windows
        raise OSError("no file")
    place = os.lseek(fd, 0, os.SEEK_CUR)
    os.lseek(fd, 0, os.SEEK_SET)
    data = b""
    while len(data) < length:
        more = os.read(fd, length - len(data))
        if not more:
            break
        data += more
    os.lseek(fd, place, os.SEEK_SET)
    return data
