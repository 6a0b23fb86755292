"""The event log: a file that only grows, with one record after the other.

A record is a line of words, the last of which is the length of the payload in bytes, then the payload, then a line
feed. Each record is written by one call, so records of forked children never mix. What a record means:

``site ID LINE... 0``   the call chain ID: lines of the example, the innermost first
``out FD SITE POSITION LENGTH``   text for file descriptor FD; POSITION bytes had been written past the hooks before it. SITE
    is the ID of a call chain, or ``@`` and the line of the example that is all of it
``passed FD FIRST LAST FROM TO 0``   a prompt in these lines has had written these bytes past the hooks
``raise LINES... LENGTH``   the uncaught exception: qualified type, line feed, message; the lines outermost first
``invalid LINE LENGTH``   the same, where the example does not compile
``value ID LENGTH``   a value at the point ID of the orders: its ``repr``, of which at most 100,000 bytes are kept
``state ID LENGTH``   likewise the object that the statement at the point has changed, afterwards
``novalue ID WHY LENGTH``   there was a value or a state, but not a ``repr`` of it that could be had without the example
    noticing. WHY is ``raised``, with the qualified type of the exception, or a word of ``aside.NoAnswer``
``named ID LENGTH``   likewise the object that a name asked for stands for behind the statement
``more WORD LENGTH``   what belongs to the exception of the record before: a ``note``, an ``earlier`` one of its chain or a
    ``member`` of its group, the last two as for ``raise``; or what a field of it says that it is about: a ``name`` or a
    module, what was to be ``imported`` from that module, a ``file``
``caught ID LINES... LENGTH``   an exception within the range ID of the orders; the rest as for ``raise``
``text ID LENGTH``   ``str`` of the value before, where it may differ from its ``repr``
``touch KIND HOW SOURCE LINE LENGTH``   in another world: a source was asked for by LINE of the main program; HOW is shifted,
or seen if no world has another answer. The payload has the lines that may depend on it, and then its value
``end TOKEN HOW 0``   the receipt: the interpreter ended by itself; HOW is ended, raised or exited

Behind the last record the stack may stand of a process that is stopped, as ``faulthandler`` writes it.
"""

from __future__ import annotations

import os

# Beyond what an example looks at that lists its descriptors, and below every usual limit of them.
FIRST_FD = 500


def encoded(words: list[str], payload: bytes = b"") -> bytes:
    """A record as it is written."""
    head = "%s %d\n" % (" ".join(words), len(payload))
    return head.encode("ascii") + payload + b"\n"


class Log:
    """Writes records to a descriptor that the example does not inherit to its children."""

    def __init__(self, fd: int = -1) -> None:
        self.fd = fd
        # Bound now: the example may replace functions of ``os``.
        self._write = os.write

    def take_over(self, fd: int) -> None:
        """Move ``fd`` out of the way and put the null device in its place."""
        try:
            self.fd = os.dup2(fd, FIRST_FD, inheritable=False)
        except OSError:  # where the limit is lower still
            self.fd = os.dup2(fd, 100, inheritable=False)
        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, fd)
        if null != fd:
            os.close(null)
        self._show_stack_when_asked()

    def _show_stack_when_asked(self) -> None:
        """Let SIGURG, which nobody else sends, write the stack of the main thread into the log."""
        try:
            import faulthandler
            import _signal

            faulthandler.register(_signal.SIGURG, self.fd, False)
        except (AttributeError, ImportError, OSError, RuntimeError):  # not on every platform
            pass

    def record(self, words: list[str], payload: bytes = b"") -> None:
        """Append one record."""
        self.append(encoded(words, payload))

    def append(self, data: bytes) -> None:
        """Append a record, or several, as they are written."""
        while data:
            data = data[self._write(self.fd, data) :]
