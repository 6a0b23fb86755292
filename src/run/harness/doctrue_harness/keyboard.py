"""Standard input that is typed by the document's author.

At a terminal the typed line is seen behind the prompt, so it is part of what the author documents. The text is given out
line by line, as a terminal does, and each line is echoed to ``sys.stdout`` when it is read. The descriptor holds the same
text for child processes.
"""

from __future__ import annotations

import os
import sys
from io import BufferedReader, FileIO, TextIOWrapper

# The stream that was replaced: its descriptor is closed when it goes.
_KEPT = []


class _Typed(FileIO):
    """A file that gives out one line for each read, and shows it."""

    def readinto(self, buffer) -> int:
        lines = self._lines
        if not lines:
            return 0
        line = lines.pop(0)
        if len(line) > len(buffer):
            lines.insert(0, line[len(buffer) :])
            line = line[: len(buffer)]
        buffer[: len(line)] = line
        self._echo(line)
        return len(line)

    def readall(self) -> bytes:
        data = b"".join(self._lines)
        del self._lines[:]
        self._echo(data)
        return data

    @staticmethod
    def _echo(data: bytes) -> None:
        stream = sys.stdout
        if stream is not None and data:
            text = data.decode("utf-8", "replace")
            stream.write(text if text.endswith("\n") else text + "\n")

    def seekable(self) -> bool:
        return False


def typed(text: str, stream):
    """A stream like ``stream`` that gives ``text``, bytes in hexadecimal, and has it on descriptor 0 as well."""
    data = bytes.fromhex(text)
    path = os.path.join(os.environ.get("TMPDIR", "."), "input")
    # Windows cannot remove a file that is open, but it can do so as soon as nobody has it open any more.
    once = getattr(os, "O_TEMPORARY", 0)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | once, 0o600)
    if not once:
        os.unlink(path)
    os.write(handle, data)
    os.lseek(handle, 0, os.SEEK_SET)
    os.dup2(handle, 0)
    os.close(handle)
    raw = _Typed(0, "r", closefd=False)
    raw._lines = data.splitlines(True)
    _KEPT.append(stream)
    _Typed.__name__ = _Typed.__qualname__ = "FileIO"
    _Typed.__module__ = "_io"
    wrapper = TextIOWrapper(BufferedReader(raw), encoding=stream.encoding, errors=stream.errors)
    wrapper.mode = "r"
    return wrapper
