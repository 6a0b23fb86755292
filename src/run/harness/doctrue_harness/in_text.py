"""Records values by the text of the program, where that is known to be possible: ``x + 1`` becomes what is deleted from an
object that records it. The brackets for that open behind the statement before, so that all text of the author stays on
its lines and in its columns.

Only statements at the top are recorded in this way, each of which is executed once at most, so they need no names.
"""

from __future__ import annotations

import sys

from .compiling import Warnings
from .names import BEGIN, RECORD_NEXT

# With a limit of recursion below this it is asked whether there is room for recording.
_LEAST = 200

# What stands in the text for the names of the hooks, which no source can spell.
_BEGIN = "_doctrue_begin"
_NEXT = "_doctrue_next"
_NAMES = {_BEGIN: BEGIN, _NEXT: RECORD_NEXT}


def in_text(source: bytes, path: str, points):
    """The code for ``source`` that records the values which ``points`` ask for; None if that needs the syntax tree."""
    # Before, a code object knows the line of its first statement, and there was none for the first of ours.
    if not points.are_in_text() or sys.version_info < (3, 11) or sys.implementation.name != "cpython":
        return None
    if source[:1] != b"\n" or _NEXT.encode() in source or _BEGIN.encode() in source:
        return None
    try:
        with Warnings("error"):
            code = compile(_written(source, points.texts), path, "exec", dont_inherit=True)
    except (SyntaxError, Warning):
        return None
    return code.replace(co_names=tuple(_NAMES.get(name, name) for name in code.co_names))


def _written(source: bytes, texts: dict) -> bytes:
    """``source`` with what records values."""
    start = b"del %b[" % _NEXT.encode()
    parts = [_BEGIN.encode(), b"();"]
    at = 0
    for _, (begin, end, name) in sorted(texts.items()):
        parts.append(source[at:begin])
        if name:
            parts += b";", start, name.encode(), b"]"
        else:
            is_line = begin == 0 or source[begin - 1] == 10
            parts += b"" if is_line else b";", start, source[begin:end], b"]"
        at = end
    parts.append(source[at:])
    return b"".join(parts)


class InOrder:
    """Records what is to be deleted from it, under one of ``idents`` after the other."""

    def __init__(self, record, looking, idents: list[str]) -> None:
        self._record = record
        self._record_plain = looking.record_plain
        self._is_plain = looking.trust.is_plain
        self._idents = iter(idents)
        self._getrecursionlimit = sys.getrecursionlimit

    def __delitem__(self, value) -> None:
        ident = next(self._idents)
        # Each is recorded once, at the top: nothing else has to be asked for a number or a string.
        if self._is_plain(value) and self._getrecursionlimit() > _LEAST:
            self._record_plain(ident, value)
        else:
            self._record("value", ident, value)
