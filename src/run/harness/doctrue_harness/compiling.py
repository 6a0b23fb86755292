"""Compiles an example so that it sees nothing of it: without warnings, and without a collection of its garbage."""

from __future__ import annotations

import gc
import sys

ONLY_AST = 0x400
# Lets a program await at its top.
AWAITS = 0x2000


# What is left of other blocks of a file: their line feeds.
_BLANKS = bytes(byte if byte == 10 else 32 for byte in range(256))


def only_lines(source: bytes, first: int, last: int = 0) -> bytes:
    """``source`` with blanks for all that stands before the line ``first``, and without the lines behind ``last``, if there is
    such a line: all bytes keep their places."""
    lines = source.split(b"\n")
    before = b"".join([line + b"\n" for line in lines[: first - 1]])
    return before.translate(_BLANKS) + b"\n".join(lines[first - 1 : last or None])


class Compiler:
    """Compiles a program without its warnings, and finds out on the way whether there are any."""

    def __init__(self, source: bytes, path: str, points) -> None:
        self.path = path
        self._flags = points.flags
        #: Whether compiling ``source`` as it stands warns of nothing. What is recorded of a part, or of a condition, hides
        #: from the compiler what it would warn of, and what the compiler computes itself warns when it runs.
        self.is_clean = not (points.parts or b"assert" in source or b"~" in source)

    def tree(self, source: bytes):
        """The syntax tree of ``source``."""
        return self.compile(source, ONLY_AST)

    def compile(self, code, flags: int = 0):
        """The code of a syntax tree; with other ``flags`` something else."""
        if self.is_clean:
            try:
                with Warnings("error"):
                    return compile(code, self.path, "exec", flags | self._flags, dont_inherit=True)
            except (SyntaxError, Warning):
                self.is_clean = False
        with Warnings("ignore"):
            return compile(code, self.path, "exec", flags | self._flags, dont_inherit=True)


class Warnings:
    """While it is entered, warnings are passed over, or are errors, as ``action`` says."""

    def __init__(self, action: str) -> None:
        self._action = action

    def __enter__(self) -> None:
        import _warnings

        self._filters = getattr(sys.modules.get("warnings"), "filters", _warnings.filters)
        self._filters.insert(0, (self._action, None, Warning, None, 0))

    def __exit__(self, *_) -> None:
        del self._filters[0]


class NoCollection:
    """While it is entered, no garbage is collected: a syntax tree has no cycles, and who collects looks at all of it again
    and again."""

    def __enter__(self) -> None:
        self._is_enabled = gc.isenabled()
        gc.disable()

    def __exit__(self, *_) -> None:
        if self._is_enabled:
            gc.enable()


def give_once(code, path: str) -> None:
    """Have the next compilation of the file ``path`` give ``code``.

    PyPy's main is Python code itself: it tells compiled files by their names only, and compiles others by ``compile``.
    """
    import builtins

    plain = builtins.compile

    def compile_once(source, filename, *others, **named):
        given = plain(source, filename, *others, **named)  # with its warnings and errors
        if filename != path:
            return given
        builtins.compile = plain
        return code

    builtins.compile = compile_once


def image_of(code) -> bytes:
    """The content of a ``.pyc`` file with ``code``."""
    import marshal

    data = sys.modules["_frozen_importlib_external"].MAGIC_NUMBER + bytes(12) + marshal.dumps(code)
    if b"PK\x05\x06" in data:
        # An example about ZIP files: main would take the file for one if this mark stood near the end.
        data += bytes(0x20000)
    return data


def first_line(statement) -> int:
    """Where ``statement`` begins; a decorated one begins with its decorators."""
    decorators = getattr(statement, "decorator_list", None) or [statement]
    return min(statement.lineno, decorators[0].lineno)
