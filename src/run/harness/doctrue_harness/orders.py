"""Orders: what the tool tells the harness, at the beginning of the event log.

The log comes as standard input. The orders are lines ``key value`` up to an empty line; the file is emptied after
reading, so that the example finds neither them nor the token. Most keys come once. Those of ``points`` may come often:

``value ID LINE COLUMN``   record the value of the statement that begins there
``catch ID FIRST LAST``   log an exception of the statements within these lines, and go on behind them
``note ID FIRST LAST``   log it likewise, and let it take its course
``show FIRST LAST``   display the values of the expression statements within these lines, as the prompt does

``input HEX`` is what is typed on standard input, as bytes in hexadecimal.

LINE is 1-based, COLUMN 0-based and in bytes of UTF-8, ID any word.
"""

from __future__ import annotations

import os

_MARK = b"doctrue "


class Orders(dict):
    """The orders as a mapping from key to value, the last one where a key comes several times."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        super().__init__(pairs)
        self._pairs = pairs

    def every(self, key: str) -> list[str]:
        """All values of ``key``, in order."""
        return [value for name, value in self._pairs if name == key]


def read_orders(fd: int) -> Orders | None:
    """The orders in the file ``fd``, or None if it holds none (an interpreter that the example itself started)."""
    try:
        if os.pread(fd, len(_MARK), 0) != _MARK:
            return None
        data = os.pread(fd, os.fstat(fd).st_size, 0)
    except OSError:
        return None
    head, separator, _ = data.partition(b"\n\n")
    if not separator:
        return None
    lines = head.decode("utf-8", "surrogateescape").split("\n")
    orders = Orders([(key, value) for key, _, value in (line.partition(" ") for line in lines)])
    os.ftruncate(fd, 0)
    return orders
