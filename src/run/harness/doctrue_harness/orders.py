"""Orders: what the tool tells the harness, at the beginning of the event log.

The log comes as standard input. The orders are lines ``key value`` up to an empty line; the file is emptied after
reading, so that the example finds neither them nor the token.
"""

from __future__ import annotations

import os


def read_orders(fd: int) -> dict[str, str] | None:
    """The orders in the file ``fd``, or None if it holds none (an interpreter that the example itself started)."""
    try:
        data = os.pread(fd, 65536, 0)
    except OSError:
        return None
    head, separator, _ = data.partition(b"\n\n")
    if not head.startswith(b"doctrue ") or not separator:
        return None
    orders = {}
    for line in head.decode("utf-8", "surrogateescape").split("\n"):
        key, _, value = line.partition(" ")
        orders[key] = value
    os.ftruncate(fd, 0)
    return orders
