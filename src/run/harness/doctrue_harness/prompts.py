"""Programs with prompts, which run piece by piece, as at a console: equal constants of two prompts are two objects, a prompt
that does not compile keeps no other from running, and what the compiler warns of is shown at its prompt.

The code of each piece is an object of its own. A loop takes the place of the main program and has ``exec`` run one after the
other. Its only frame is called what a console calls its own, so that no line of the example is on the stack but that of
the piece.
"""

from __future__ import annotations

import _ast

from . import awaiting
from .compiling import ONLY_AST, Warnings
from .names import BEGIN, CAUGHT, COMPILE, DONE, EVAL, EXCEPTION, HELD, RUN, STEPS, SUSPENDS
from .rewriter import Rewriter

# What a console calls the source of each prompt.
_CONSOLE = "<stdin>"

_LOOP = """\
begin()
for held[0] in steps:
    try:
        run(held[0])
    except failure:
        if caught():
            raise
done()
"""
# The same where a piece may await.
_AWAITING = _LOOP.replace("run(held[0])", "if suspends(held[0]): await evaluate(held[0])\n        else: run(held[0])")

# What the words of the loop stand for.
_NAMES = {"begin": BEGIN, "held": HELD, "steps": STEPS, "run": RUN, "failure": EXCEPTION, "caught": CAUGHT, "done": DONE}
_NAMES.update({"suspends": SUSPENDS, "evaluate": EVAL})

# The flags of code that asks for features of a later Python: all but those of its kind.
_FEATURES = 0x1FE0000


class Piece:
    """Lines that are compiled together: a prompt, or what stands between prompts."""

    __slots__ = ("first", "last", "is_prompt", "is_plain", "ident", "catch", "catches", "code")

    def __init__(self, first: int, last: int, is_prompt: bool) -> None:
        self.first = first
        self.last = last
        self.is_prompt = is_prompt
        #: Whether nothing is to be written into its syntax tree.
        self.is_plain = True
        #: The name under which any exception of it is logged.
        self.ident: str | None = None
        #: What else is to be done about an exception of all of it, and of some of it.
        self.catch = None
        self.catches: tuple = ()
        self.code = None


class Session:
    """The pieces of the program ``source``, which lies at ``path``."""

    def __init__(self, source: bytes, path: str, points, world=None) -> None:
        self._path = path
        self._points = points
        self._world = world
        self._flags = points.flags
        self._lines = source.decode("utf-8", "surrogateescape").split("\n")
        self._rewriter = Rewriter(points)
        self.pieces = self._cut()
        self._mark()
        with Warnings("error"):
            for piece in self.pieces:
                piece.code = self._compiled(piece)
        self.pieces = [piece for piece in self.pieces if piece.code is not None]
        for last in points.lasts:
            self.pieces.sort(key=lambda piece: last.first <= piece.first and piece.last <= last.last)

    def code(self):
        """The code of the loop that runs them."""
        flags = self._points.flags
        code = compile(_AWAITING if flags else _LOOP, _CONSOLE, "exec", flags, dont_inherit=True)
        return code.replace(co_names=tuple(_NAMES[name] for name in code.co_names))

    def _cut(self) -> list[Piece]:
        """The pieces, in the order of their lines."""
        pieces: list[Piece] = []
        # What runs last is not in one piece with anything else.
        others = sorted({line for last in self._points.lasts for line in (last.first, last.last + 1)})
        behind = 1
        for first, last in [*self._points.prompts, (len(self._lines) + 1, 0)]:
            if "".join(self._lines[behind - 1 : first - 1]).strip():
                cuts = [behind, *(line for line in others if behind < line < first), first]
                pieces += [Piece(begin, end - 1, False) for begin, end in zip(cuts, cuts[1:])]
            piece = Piece(first, last, True)
            piece.ident = self._points.caught.get((first, last))
            pieces.append(piece)
            behind = last + 1
        return pieces[:-1]

    def _mark(self) -> None:
        """Find out which pieces something is to be written into."""
        points = self._points
        if not points.catches and not points.values and not points.parts and not points.names:
            return
        ranges = {(piece.first, piece.last): piece for piece in self.pieces if piece.is_prompt}
        for catch in points.catches:
            piece = ranges.get((catch.first, catch.last))
            if piece is not None:
                piece.catch = catch
                continue
            for index in range(self._at(catch.first), self._at(catch.last) + 1):
                self.pieces[index].catches += (catch,)
                self.pieces[index].is_plain = False
        for place in [*points.values, *points.parts, *points.names]:
            self.pieces[self._at(place[0])].is_plain = False

    def _at(self, line: int) -> int:
        """Which piece ``line`` is in, or stands before."""
        low, high = 0, len(self.pieces) - 1
        while low < high:
            middle = (low + high) // 2
            if self.pieces[middle].last < line:
                low = middle + 1
            else:
                high = middle
        return low

    def _compiled(self, piece: Piece):
        """The code of ``piece``; None if there is none in it."""
        text = "\n".join(self._lines[piece.first - 1 : piece.last]) + "\n"
        code = self._plain(piece, text) if piece.is_plain and self._world is None else None
        try:
            code = code or self._rewritten(piece, text)
        except SyntaxError as error:
            # Where what stands between prompts does not compile, nothing does.
            if not piece.is_prompt:
                raise
            code = self._compile(_raised(error, piece.first))
        # A prompt may ask for such a feature for all behind it.
        self._flags |= code.co_flags & _FEATURES if code else 0
        return code

    def _plain(self, piece: Piece, text: str):
        """The code of ``piece`` as a console compiles it, which then displays values by itself; None if that cannot be."""
        try:
            return _moved(self._compile(text, "single" if piece.is_prompt else "exec"), piece.first - 1)
        except (SyntaxError, Warning):  # one that is to be shown, a warning, or several statements
            return None

    def _compile(self, code, mode: str = "exec", flags: int = 0):
        return compile(code, self._path, mode, self._flags | flags, dont_inherit=True)

    def _rewritten(self, piece: Piece, text: str):
        """The code of ``piece`` with calls of the hooks."""
        with Warnings("ignore"):
            tree = self._compile(text, flags=ONLY_AST)
            if not tree.body:
                return None
            _move(tree, piece.first - 1)
            has_features = any(getattr(each, "module", None) == "__future__" for each in tree.body)
            # A string that stands alone is no docstring at a prompt; only such an import makes it one.
            owner = tree if has_features or not piece.is_prompt else _ast.Interactive(body=tree.body)
            self._rewriter.rewrite_piece(owner, piece.catches, piece.is_prompt, self._world)
            tree.body = owner.body
            code = self._compile(tree)
        if has_features or not piece.is_prompt or not self._is_warned(text):
            return code
        tree.body.insert(0, _warning(text, piece.first))
        with Warnings("ignore"):
            return self._compile(tree)

    def _is_warned(self, text: str) -> bool:
        """Whether the compiler warns of ``text``, which compiles."""
        try:
            self._compile(text)
        except (SyntaxError, Warning):
            return True
        return False


def _moved(code, lines: int):
    """``code`` so many ``lines`` further down."""
    kind = type(code)
    constants = code.co_consts
    if kind in map(type, constants):
        constants = tuple(_moved(each, lines) if type(each) is kind else each for each in constants)
    return code.replace(co_firstlineno=code.co_firstlineno + lines, co_consts=constants)


def _move(tree, lines: int) -> None:
    """Move all nodes of ``tree`` so many ``lines`` down, each once."""
    nodes = [tree]
    while nodes:
        node = nodes.pop()
        if "lineno" in node._attributes:
            node.lineno += lines
            if getattr(node, "end_lineno", None) is not None:
                node.end_lineno += lines
        for field in node._fields:
            part = getattr(node, field, None)
            parts = part if isinstance(part, list) else [part]
            nodes += [each for each in parts if isinstance(each, _ast.AST)]


def _raised(error: SyntaxError, line: int):
    """A program that raises ``error``, as compiling the prompt on ``line`` would."""
    place = _place(line)
    call = _call(place, type(error).__name__, error.msg or "")
    return _ast.Module(body=[_ast.Raise(exc=call, cause=None, **place)], type_ignores=[])


def _warning(text: str, line: int):
    """The statement that has the compiler warn of ``text``, the source of the prompt on ``line``."""
    place = _place(line)
    return _ast.Expr(value=_call(place, COMPILE, text, _CONSOLE, "exec", 0, True), **place)


def _place(line: int) -> dict:
    return {"lineno": line, "col_offset": 0, "end_lineno": line, "end_col_offset": 0}


def _call(place: dict, name: str, *arguments):
    function = _ast.Name(id=name, ctx=_ast.Load(), **place)
    constants = [_ast.Constant(value=value, kind=None, **place) for value in arguments]
    return _ast.Call(func=function, args=constants, keywords=[], **place)
