"""Standard streams that tell which line of the example wrote what.

The hook sits one layer below ``sys.stdout``: a real ``TextIOWrapper`` over a ``BufferedWriter`` whose ``write`` notes
the lines of the example that are on the stack. So ``type(sys.stdout)``, encoding errors, ``reconfigure`` and
``sys.stdout.buffer`` are what they always are. Text goes to the log line by line, as to a terminal; what bypasses
these objects (child processes, C code) goes to the file behind the descriptor, and the size of that file, noted with
each record, tells where it belongs.
"""

from __future__ import annotations

import os
import sys
import _thread
from io import BufferedWriter, TextIOWrapper

# Where these stand in what ``fstat`` returns: that is faster than by name.
_INO, _DEV, _SIZE = 1, 2, 6

_SEEK_END = 2
_F_GETFL = 3

_LINE_FEED = 10

# The lengths of short texts as records have them.
_SHORT = 200
_LENGTHS = [b"%d\n" % length for length in range(_SHORT)]

# An unfinished line longer than this is passed on as it is.
_LONGEST = 65536

# So far into a code lines are looked up by Python itself.
NEAR = 2000

# The streams that were replaced: their descriptors are closed when they go.
_KEPT = []


class Sites:
    """Numbers call chains, so that each is written once."""

    def __init__(self, log, path: str) -> None:
        self._log = log
        self._path = path
        self._known: dict[tuple, bytes] = {}
        # The code objects in ``_known``, by their identity, which is theirs as long as they live. They themselves are no
        # keys: the hash of one looks at all its constants, which takes a program of thousands of lines long.
        self._codes: dict[int, object] = {}
        self._base = 0
        self._is_begun = False
        # The code of the main program, and its chains of one frame by their place in it: most output comes from there.
        self.top = None
        self.tops: dict[int, bytes] = {}
        # The code of a piece of one line that the main program has run, and its chain.
        self.piece = None
        self.piece_site = b""
        self._ident = _thread.get_ident
        self._main = _thread.get_ident()
        self._getpid = os.getpid
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._after_fork)
        self._current_frames = sys._current_frames
        self._fstat = os.fstat
        # The files behind the descriptors of hooked streams: number, device, and size when the last record was written.
        self.homes: dict[int, list[int | None]] = {}
        #: Whether nothing but the hooked streams can write to these files, nor put others in their place.
        self.is_alone = False

    def _after_fork(self) -> None:
        """A forked child's numbers must not be those of its parent or siblings."""
        if not self._is_begun:  # the child of a server
            return
        self._base = self._getpid() * 1000
        self._known = {}

    def begin(self) -> None:
        """This process is the one that is watched."""
        self._is_begun = True

    def renew(self) -> None:
        """Another program runs in this process: what is known of call chains is that of the one before."""
        self._known.clear()
        self._codes.clear()
        self.top = None
        self.tops.clear()

    def settle(self, fd: int) -> list[int | None]:
        """The file behind ``fd`` is the one that is meant. Gives what is known of it, which stays up to date."""
        state = self._fstat(fd)
        home = self.homes.setdefault(fd, [])
        home[:] = state.st_ino, state.st_dev, None
        return home

    def run_line(self, code, line: int) -> None:
        """The main program, which is not the example's, is about to run ``code``, all of which is on this line."""
        self.piece = code
        self.piece_site = b"@%d" % line

    def of(self, frame) -> bytes:
        """What records have for the chain that begins with ``frame``; None stands for no Python code at all."""
        if frame is not None and frame.f_code is self.top and frame.f_back is None and self._ident() == self._main:
            return self._of_top(frame)
        frames = self._frames_of(frame)
        if self._ident() != self._main:
            # A thread's own frames do not show which statement of the main program is waiting for it.
            frames.update(self._frames_of(self._current_frames().get(self._main)))
        elif len(frames) == 1 and frame is not None and frame.f_back is None:
            self.top = frame.f_code
            self.tops.clear()
            return self._of_top(frame)
        key = tuple(frames)
        site = self._known.get(key)
        if site is None:
            self._codes.update([(ident, frames[ident, lasti].f_code) for ident, lasti in key])
            lines = dict.fromkeys(map(_line_of, frames.values()))
            if len(lines) == 1:  # at a prompt, of which there may be thousands
                site = self._known[key] = b"@%d" % next(iter(lines))
            else:
                number = self._base + len(self._known)
                site = self._known[key] = b"%d" % number
                self._log.record(["site", str(number)] + [str(line) for line in lines])
        return site

    def _of_top(self, frame) -> bytes:
        """The same for a chain of one frame of ``top``, of which a long program has as many as lines that print: the line."""
        site = self.tops[frame.f_lasti] = b"@%d" % _line_of(frame)
        return site

    def _frames_of(self, frame) -> dict:
        """The frames of the example, by their places: a recursion comes by the same line many times."""
        path = self._path
        found = {}
        while frame is not None:
            code = frame.f_code
            if code.co_filename == path:
                place = id(code), frame.f_lasti
                if place not in found:
                    found[place] = frame
            frame = frame.f_back
        return found


def _line_of(frame) -> int:
    """The line where ``frame`` is."""
    if frame.f_lasti < NEAR:
        return frame.f_lineno or frame.f_code.co_firstlineno
    return line_at(frame.f_code, frame.f_lasti)


def line_at(code, lasti: int) -> int:
    """The line of the instruction at ``lasti``. Frames and tracebacks look theirs up from the beginning of the code each
    time, which is slow in a program of thousands of lines."""
    found = _TABLES.get(id(code))
    if found is None:
        found = _TABLES[id(code)] = code, *_table(code)
    _, starts, lines = found
    low, high = 0, len(starts)
    while low < high:
        middle = (low + high) // 2
        if starts[middle] <= lasti:
            low = middle + 1
        else:
            high = middle
    return lines[low - 1] if low else code.co_firstlineno


# Code objects by their identity, with the offsets of their instructions and their lines.
_TABLES: dict = {}


def _table(code) -> tuple[list[int], list[int]]:
    """The offsets at which lines begin, ascending, and those lines."""
    starts = []
    lines = []
    if hasattr(code, "co_lines"):
        for start, _, line in code.co_lines():
            if line is not None:
                starts.append(start)
                lines.append(line)
        return starts, lines
    offset = 0
    line = code.co_firstlineno
    table = code.co_lnotab
    for step, delta in zip(table[::2], table[1::2]):
        if step:
            starts.append(offset)
            lines.append(line)
        offset += step
        line += delta if delta < 128 else delta - 256
    starts.append(offset)
    lines.append(line)
    return starts, lines


def _mark(fd: int):
    """How to recognise the file behind ``fd`` faster than by its state: a function for its flags, and one that it has.

    The supervisor opens the one behind standard output in a way in which nobody opens files that they write to.
    """
    try:
        import fcntl
    except ImportError:  # Windows
        return None, 0
    return fcntl.fcntl, fcntl.fcntl(fd, _F_GETFL) & getattr(os, "O_NOATIME", 0)


def is_second(frame) -> bool:
    """Whether there is one frame below ``frame``."""
    below = frame.f_back
    return below is not None and below.f_back is None


def hooked(stream, fd: int, log, sites: Sites, top_level_flush):
    """A stream that behaves like ``stream`` on ``fd`` and writes to ``log``.

    ``top_level_flush`` is called when C code flushes the stream with no Python code below: that is how the end of the
    example shows. ``stream`` itself must stay alive, or its descriptor is closed.
    """
    pending: list[tuple[bytes, bytes]] = []
    getframe = sys._getframe
    fstat = os.fstat
    raw_write = os.write
    fcntl, mark = (None, 0) if sites.is_alone else _mark(fd)
    home = sites.settle(fd)
    tops = sites.tops
    lseek = os.lseek
    plain_write = BufferedWriter.write
    plain_flush = BufferedWriter.flush
    # How the last record began, with the site and the size that stand there.
    head = b"", None, None

    def emit() -> None:
        texts = []
        last = None
        while pending:
            try:
                site, text = pending.pop(0)
            except IndexError:  # another thread was faster
                break
            if texts and site != last:
                put(last, b"".join(texts))
                texts = []
            last = site
            texts.append(text)
        if texts:
            put(last, b"".join(texts))

    def put(site: bytes, text: bytes) -> None:
        nonlocal head
        # Both ways to find out raise OSError where the example closed the descriptor, as a real write would. Where the
        # example has put another file in the place of ours, its output goes there.
        size = home[2]
        if sites.is_alone and size is not None:
            pass
        elif mark and fcntl(fd, _F_GETFL) & mark:
            size = lseek(fd, 0, _SEEK_END)
        else:
            state = fstat(fd)
            if state[_INO] != home[0] or state[_DEV] != home[1]:
                raw_write(fd, text)
                return
            size = state[_SIZE]
        home[2] = size
        begin, begun, before = head
        if site is not begun or size != before:
            begin = b"out %d %b %d " % (fd, site, size)
            # By one step, for another thread may come in between.
            head = begin, site, size
        length = len(text)
        record = b"".join((begin, _LENGTHS[length] if length < _SHORT else b"%d\n" % length, text, b"\n"))
        written = raw_write(log.fd, record)
        if written != len(record):
            log.append(record[written:])

    class Hooked(BufferedWriter):
        def write(self, data) -> int:
            if self.closed:
                return plain_write(self, data)
            try:
                frame = getframe(1)
            except ValueError:
                frame = None
            if type(data) is not bytes:
                data = bytes(data)
            site = None
            if frame is not None:
                code = frame.f_code
                if code is sites.top:
                    if frame.f_back is None:
                        site = tops.get(frame.f_lasti)
                elif code is sites.piece and is_second(frame):
                    site = sites.piece_site
            if site is None:
                site = sites.of(frame)
            length = len(data)
            if (not length or data[-1] != _LINE_FEED) and length <= _LONGEST:
                pending.append((site, data))
                return length
            # Most lines come as two pieces: what is printed, and their end.
            try:
                before, text = pending.pop()
            except IndexError:
                put(site, data)
                return length
            if pending or before != site:
                pending.append((before, text))
                pending.append((site, data))
                emit()
            else:
                put(site, text + data)
            return length

        def flush(self) -> None:
            if pending and not self.closed:
                emit()
            # Not by asking for a frame that is missing: an exception would be there when the end is looked at.
            if getframe().f_back is None:
                top_level_flush()
            plain_flush(self)

    Hooked.__name__ = Hooked.__qualname__ = "BufferedWriter"
    Hooked.__module__ = "_io"
    below = stream.buffer
    wrapper = TextIOWrapper(
        Hooked(getattr(below, "raw", below)), encoding=stream.encoding, errors=stream.errors, write_through=True
    )
    wrapper.mode = "w"
    _KEPT.append(stream)
    return wrapper
