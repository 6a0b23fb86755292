"""Points of the example at which something is to be recorded, displayed or caught.

Some things that a document says about its example are printed by nothing: the value of an expression, the state of a
list that was sorted, the exception of one line among others. So the example is compiled here, with calls of the hooks
below written into its syntax tree, and the compiled code is put into the example's own file: CPython's main knows it
by its first two bytes and runs it as it runs any ``.pyc``. The first thing this code does is to write the source back.
From then on everything is as in a plain run: the file, its loader, line numbers and columns.

The code reaches the hooks by names that no source can spell, kept in ``builtins``. A hook is called with a value that
is already there, so no frame of the harness is on the stack while the example's own expressions are evaluated.
"""

from __future__ import annotations

import os
import sys
import _thread

from .compiling import AWAITS, Compiler, NoCollection, Warnings, first_line, give_once, image_of, only_lines
from .ending import is_meant, lines_of, record_details, text_of
from .in_text import InOrder, in_text
from .names import BASE_EXCEPTION, BEGIN, CAUGHT, COMPILE, DONE, EXCEPTION, GOES_ON, HELD, INDEX, RECORD, RECORD_NEXT, RECORD_PART, RUN, SHOWN
from .names import STEPS, SYS

# Records for each point. A loop that runs for ever must not fill the disk.
_ROOM = range(1000)

# With less than this left to the limit of recursion nothing is recorded: an example about that limit is to meet it in
# its own code, and Python 3.8 aborts if an exception about it is swallowed.
_RESERVE = 100

# Where the size of a file stands in what ``fstat`` gives.
_SIZE = 6

# A stack of no more frames than this is looked at frame by frame.
_SHALLOW = 8

# Words of an example whose code may run while its interpreter is taken apart.
_LATE = (b"__del__", b"yield", b"async ")

_MODULE = type(sys)
# Types whose objects a function may fill.
_HOLDERS = (list, dict, set, bytearray)


def prepare() -> None:
    """Load what only some orders need, for all children of a server."""
    from . import awaiting, prompts, rewriter  # noqa: F401


def install(watch, orders, path: str, world=None) -> None:
    """Have code that follows ``orders`` run instead of that of the file ``path``, in another ``world`` if there is one.
    Whatever the reason that it cannot be done, the file stays as it is, and Python's main says what is wrong with it."""
    with NoCollection():
        _install(watch, _Points(orders), path, world)


def code_of(watch, orders, path: str, source: bytes):
    """The code for ``source`` that follows ``orders``, whose hooks are in place; an error where the compiler has something
    to say."""
    points = _Points(orders)
    with NoCollection():
        compiler = Compiler(source, path, points)
        code = _rewritten(source, compiler, points) if points else None
        if code is None:
            with Warnings("error"):
                return compile(source, path, "exec", dont_inherit=True)
        if points.session is None and not compiler.is_clean:
            with Warnings("error"):
                compile(source, path, "exec", dont_inherit=True)
        watch.looking.prepare(source)
    _Hooks(watch, path, None, points).install()
    return code


def _install(watch, points: _Points, path: str, world) -> None:
    if not points and world is None:
        return
    try:
        with open(path, "rb") as file:
            source = file.read()
        # What stands before has run already.
        own = only_lines(source, points.behind) if points.behind else source
        compiler = Compiler(own, path, points)
        code = _rewritten(own, compiler, points, world)
        if code is None:
            return
        watch.looking.prepare(source)
        if sys.implementation.name == "pypy":
            give_once(code, path)
            _Hooks(watch, path, None, points, world).install()
            return
        image = image_of(code)
        # Running compiled code shows no warnings of the compiler. This shows them, once, for the code as it stands; prompts
        # show theirs when they run.
        if points.session is None and not compiler.is_clean:
            compile(own, path, "exec", points.flags, dont_inherit=True)
    except Exception:
        if points.behind:
            raise
        return
    try:
        _write(path, image)
    except OSError:
        if points.behind:
            raise
        _write(path, source)
        return
    _Hooks(watch, path, source, points, world).install()


def _rewritten(source: bytes, compiler: Compiler, points: _Points, world=None):
    """The code for ``source`` with calls of the hooks, those of another ``world`` too; None if there are none."""
    if points.prompts:
        from .prompts import Session

        points.session = Session(source, compiler.path, points, world)
        code = points.session.code()
    else:
        code = in_text(source, compiler.path, points) if world is None else None
        if code is not None:
            return code
        from .rewriter import Rewriter

        tree = compiler.tree(source)
        if not Rewriter(points).rewrite(tree, world) and not points.flags:
            return None
        code = compiler.compile(tree)
    if not points.flags:
        return code
    from . import awaiting

    if awaiting.is_coroutine(code):
        points.program = code
        return compile(awaiting.line(), "<doctrue>", "exec", dont_inherit=True)
    return code


def _write(path: str, data: bytes) -> None:
    with open(path, "wb") as file:
        file.write(data)


def _copies_of(builtins: dict) -> list[dict]:
    """The copies that CPython has made of ``builtins``: from one of them it restores them when it ends."""
    import gc

    is_copy = lambda thing: type(thing) is dict and thing is not builtins and thing.get("__name__") == "builtins"
    return [thing for thing in gc.get_objects() if is_copy(thing)]


class _Range:
    """Lines within which something is to be done."""

    __slots__ = ("first", "last")

    def __init__(self, first: str, last: str) -> None:
        self.first = int(first)
        self.last = int(last)

    def covers(self, statement) -> bool:
        return self.first <= first_line(statement) and statement.end_lineno <= self.last

    def touches(self, statement) -> bool:
        return first_line(statement) <= self.last and self.first <= statement.end_lineno


class _Catch(_Range):
    """Lines whose exceptions are logged, for all orders that name just these lines."""

    __slots__ = ("idents", "go_on", "kinds")

    def __init__(self, first: str, last: str) -> None:
        self.first = int(first)
        self.last = int(last)
        self.idents: list[str] = []
        self.go_on = False
        # Types of exceptions behind which the program goes on all the same.
        self.kinds: frozenset[str] = frozenset()


class _Points:
    """The orders that are for this module."""

    def __init__(self, orders) -> None:
        self.values: dict[tuple[int, int], str] = {}
        # How the text of the program can record them, for those of which that is known.
        self.texts: dict[tuple[int, int], tuple[int, int, str]] = {}
        for order in orders.every("value"):
            words = order.split(" ")
            place = int(words[1]), int(words[2])
            self.values[place] = words[0]
            if len(words) > 3:
                self.texts[place] = int(words[3]), int(words[4]), words[5] if len(words) > 5 else ""
        # By the places where they begin and end.
        self.parts: dict[tuple[int, ...], str] = {}
        for order in orders.every("part"):
            ident, *place = order.split(" ")
            self.parts[tuple(map(int, place))] = ident
        # Names that are recorded behind the statement which begins at a place.
        self.names: dict[tuple[int, int], list[tuple[str, str]]] = {}
        for order in orders.every("name"):
            ident, line, column, name = order.split(" ")
            self.names.setdefault((int(line), int(column)), []).append((ident, name))
        self.catches = self._catches(orders)
        # Lines of prompts; what is made of a program that has them.
        self.prompts = [tuple(map(int, order.split(" "))) for order in set(orders.every("show"))]
        # Those whose exceptions are logged, by their lines, with the name under which that is done.
        self.caught: dict[tuple[int, int], str] = {}
        for order in orders.every("prompt"):
            first, last, ident = order.split(" ")
            self.caught[int(first), int(last)] = ident
        self.prompts = sorted([*self.prompts, *self.caught])
        self.session = None
        # The first line of what is to run, where all before it has run already.
        self.behind = int(orders.get("behind", 0))
        self.lasts = [_Range(*order.split(" ")) for order in orders.every("last")]
        # Whether the program may await at its top, and then the code of it.
        self.flags = AWAITS if "await" in orders else 0
        self.program = None

    def are_in_text(self) -> bool:
        """Whether the text of the program can do all of it."""
        others = self.flags or self.parts or self.names or self.catches or self.lasts or self.prompts
        return bool(self.texts) and len(self.texts) == len(self.values) and not others

    def _catches(self, orders) -> list[_Catch]:
        """The smallest first, so that what is made of them lies within the larger ones."""
        found: dict[str, _Catch] = {}
        for kind in ("note", "some", "catch"):
            for order in orders.every(kind):
                ident, _, place = order.partition(" ")
                if kind == "some":
                    first, last, *kinds = place.split(" ")
                    place = first + " " + last
                catch = found.get(place)
                if catch is None:
                    catch = found[place] = _Catch(*place.split(" "))
                if kind == "some":
                    catch.kinds |= frozenset(kinds)
                # Behind the first one that goes on, no other sees anything.
                if not catch.go_on:
                    catch.idents.append(ident)
                    catch.go_on = kind == "catch"
        return sorted(found.values(), key=lambda catch: catch.last - catch.first)

    def __bool__(self) -> bool:
        return bool(
            self.flags or self.values or self.parts or self.names or self.catches or self.lasts or self.prompts or self.behind
        )


class _Index:
    def __getitem__(self, index):
        return index


class _Hooks:
    """What the rewritten code calls."""

    def __init__(self, watch, path: str, source: bytes | None, points: _Points, world=None) -> None:
        self._log = watch.log
        self._looking = watch.looking
        self._is_plain = watch.looking.trust.is_plain
        self._world = world
        self._path = path
        self._source = source
        self._program = points.program
        self._idents = [points.values[place] for place in sorted(points.texts)]
        self._pieces = points.session and points.session.pieces
        self._sites = watch.sites
        # The piece of the session that runs, and how much had been written past the streams when the last one had run.
        self._piece = None
        self._sizes = {1: 0, 2: 0}
        self._fstat = os.fstat
        self._may_run_late = source is not None and any(word in source for word in _LATE)
        # An iterator gives each of its items once, whatever the number of threads.
        self._left: dict = {}
        # The points that have all their records.
        self._full: set[str] = set()
        self._busy: set[int] = set()
        self._get_ident = _thread.get_ident
        self._exc_info = sys.exc_info
        self._getframe = sys._getframe
        self._getrecursionlimit = sys.getrecursionlimit

    def install(self) -> None:
        import builtins

        self._builtins = vars(builtins)
        hooks = {
            RECORD: self.record,
            RECORD_PART: self.record_part,
            RECORD_NEXT: InOrder(self.record, self._looking, self._idents),
            INDEX: _Index(),
            GOES_ON: self.goes_on,
            COMPILE: compile,
            EXCEPTION: Exception,
            BASE_EXCEPTION: BaseException,
            SYS: sys,
            SHOWN: [],
        }
        if self._pieces is not None:
            # ``exec`` is written in C: no frame of ours is on the stack when it runs a piece.
            steps = map(self.step, self._pieces)
            hooks.update({RUN: exec, STEPS: steps, HELD: [None], CAUGHT: self.caught, DONE: self.passed})
        if self._program is not None:
            from . import awaiting

            hooks.update(awaiting.hooks(self._program))
        self._builtins.update(hooks, **{BEGIN: self.begin})
        for copy in _copies_of(self._builtins) if self._may_run_late else ():
            copy.update(hooks)

    def goes_on(self, kinds: str) -> bool:
        """Whether the exception that is being handled is one of ``kinds``, so that the program goes on behind it."""
        return is_meant(self._exc_info()[0], kinds.split(" "))

    def step(self, piece):
        """The code of ``piece``, which is the next to run."""
        self.passed()
        self._piece = piece
        code = piece.code
        if piece.first == piece.last:
            self._sites.run_line(code, piece.first)
        return code

    def caught(self) -> bool:
        """Record the exception that a piece has raised; whether it takes its course."""
        if self._piece.ident is not None:
            self._record_once(self._piece.ident, self._record_exception, self._piece.ident)
            return False
        catch = self._piece.catch
        if catch is None:
            return True
        for ident in catch.idents:
            self._record_once(ident, self._record_exception, ident)
        return not catch.go_on and not is_meant(self._exc_info()[0], sorted(catch.kinds))

    def passed(self) -> None:
        """Note what the prompt that has run has had written past the streams, by child processes and C code."""
        if self._piece is None or not self._piece.is_prompt:
            return
        for fd, before in self._sizes.items():
            try:
                size = self._fstat(fd)[_SIZE]
            except OSError:  # closed by the example
                continue
            if size > before:
                self._sizes[fd] = size
                place = self._piece.first, self._piece.last
                self._log.record(["passed", *map(str, (fd, *place, before, size))])

    def begin(self) -> None:
        """Make the main program look like one that is run from its source."""
        del self._builtins[BEGIN]
        if self._world is not None:
            self._world.begin()
        if self._source is None:  # it is
            return
        try:
            _write(self._path, self._source)
        except OSError:
            pass
        main = sys.modules["__main__"]
        # Main has put the loader of compiled files there, with the path as it was given.
        path = getattr(main.__loader__, "path", self._path)
        main.__loader__ = sys.modules["_frozen_importlib_external"].SourceFileLoader("__main__", path)

    def record(self, word: str, ident: str, value=None):
        """Record ``value`` and give it back. Only what a handler of signals raises meanwhile reaches the example.

        ``word`` is ``value``, ``state`` or ``caught``, the last for the exception that is being handled.
        """
        if word == "caught":
            self._record_once(ident, self._record_exception, ident)
        elif word == "changed":
            for changed in self._changed(value):
                self._record_once(ident, self._looking.record, "state", ident, changed)
        elif self._is_plain(value):
            self._record_plain(word, ident, value)
        else:
            self._record_once(ident, self._looking.record, word, ident, value)
        return value

    def record_part(self, ident: str, whole, how: str, name) -> None:
        """Record the attribute or item ``name`` of ``whole``."""
        self._record_once(ident, self._looking.record_part, ident, whole, how, name)

    def _record_plain(self, word: str, ident: str, value) -> None:
        """Record a number or a string likewise: nothing of the example runs for that, so that nothing has to be kept from it."""
        if ident in self._full or self._get_ident() in self._busy or self._is_deep():
            return
        if not self._has_room(ident):
            return
        self._looking.record(word, ident, value)

    def _record_once(self, ident: str, record, *arguments) -> None:
        """Record by ``record``, unless this thread is at it, there are records enough, or the stack is too full."""
        thread = self._get_ident()
        # A ``__repr__`` of the example may lead here again: what only the recording itself does is no fact.
        if ident in self._full or thread in self._busy or self._is_deep():
            return
        if not self._has_room(ident):
            return
        self._busy.add(thread)
        try:
            record(*arguments)
        finally:
            self._busy.discard(thread)
            self._looking.aside.release()

    def _has_room(self, ident: str) -> bool:
        left = self._left.get(ident) or self._left.setdefault(ident, iter(_ROOM))
        if next(left, None) is None:
            self._full.add(ident)
            return False
        return True

    def _is_deep(self) -> bool:
        deepest = self._getrecursionlimit() - _RESERVE
        if deepest > _SHALLOW:
            # Nearly all that is recorded stands at the top, and it takes an exception to say that there is no such frame.
            frame = self._getframe()
            for _ in range(_SHALLOW):
                frame = frame.f_back
                if frame is None:
                    return False
        try:
            self._getframe(deepest)
        except ValueError:
            return False
        return True

    def _changed(self, objects: tuple):
        """The first of ``objects`` that a call can have changed, in a tuple: its receiver, or an argument that holds others."""
        kinds = [type(each) for each in objects]
        for index, each in enumerate(objects):
            home = type.__getattribute__(kinds[index], "__module__")
            holds = kinds[index] in _HOLDERS or home in ("collections", "array")
            if kinds[index] is not _MODULE and (index == 0 or holds):
                return (each,)
        return ()

    def _record_exception(self, ident: str) -> None:
        kind, error, traceback = self._exc_info()
        self._log.record(["caught", ident] + lines_of(traceback, self._path), text_of(kind, error))
        record_details(self._log, error)
