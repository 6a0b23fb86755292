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

import gc
import sys
import _thread

from .ending import lines_of, name_of, text_of
from .rewriter import BEGIN, EXCEPTION, RECORD, SHOWN, SYS, Rewriter, first_line

# Records for each point, and bytes of each of them. A loop that runs for ever must not fill the disk.
_MOST = 1000
_LONGEST = 100000

# With less than this left to the limit of recursion nothing is recorded: an example about that limit is to meet it in
# its own code, and Python 3.8 aborts if an exception about it is swallowed.
_RESERVE = 100

_ONLY_AST = 0x400


def install(log, orders, path: str, world=None) -> None:
    """Have code that follows ``orders`` run instead of that of the file ``path``, in another ``world`` if there is one.
    Whatever the reason that it cannot be done, the file stays as it is, and Python's main says what is wrong with it."""
    points = _Points(orders)
    if not points and world is None:
        return
    try:
        with open(path, "rb") as file:
            source = file.read()
        code = _rewritten(source, path, points, world)
        if code is None:
            return
        if sys.implementation.name == "pypy":
            _give_once(code, path)
            _Hooks(log, path, None, points, world).install()
            return
        image = _image(code)
        # Running compiled code shows no warnings of the compiler. This shows them, once, for the code as it stands.
        compile(source, path, "exec", dont_inherit=True)
    except Exception:
        return
    try:
        _write(path, image)
    except OSError:
        _write(path, source)
        return
    _Hooks(log, path, source, points, world).install()


def _rewritten(source: bytes, path: str, points: _Points, world=None):
    """The code for ``source`` with calls of the hooks, those of another ``world`` too; None if there are none."""
    # A syntax tree has no cycles, and those who collect garbage look at all of it again and again.
    is_enabled = gc.isenabled()
    gc.disable()
    try:
        tree = _compile_quietly(source, path, _ONLY_AST)
        return _compile_quietly(tree, path) if Rewriter(points).rewrite(tree, world) else None
    finally:
        if is_enabled:
            gc.enable()


def _compile_quietly(source, path: str, flags: int = 0):
    import _warnings

    filters = getattr(sys.modules.get("warnings"), "filters", _warnings.filters)
    filters.insert(0, ("ignore", None, Warning, None, 0))
    try:
        return compile(source, path, "exec", flags, dont_inherit=True)
    finally:
        del filters[0]


def _give_once(code, path: str) -> None:
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


def _image(code) -> bytes:
    """The content of a ``.pyc`` file with ``code``."""
    import marshal

    data = sys.modules["_frozen_importlib_external"].MAGIC_NUMBER + bytes(12) + marshal.dumps(code)
    if b"PK\x05\x06" in data:
        # An example about ZIP files: main would take the file for one if this mark stood near the end.
        data += bytes(0x20000)
    return data


def _write(path: str, data: bytes) -> None:
    with open(path, "wb") as file:
        file.write(data)


class _Range:
    """Lines within which something is to be done."""

    def __init__(self, first: str, last: str) -> None:
        self.first = int(first)
        self.last = int(last)

    def covers(self, statement) -> bool:
        return self.first <= first_line(statement) and statement.end_lineno <= self.last

    def touches(self, statement) -> bool:
        return first_line(statement) <= self.last and self.first <= statement.end_lineno


class _Catch(_Range):
    """Lines whose exceptions are logged, for all orders that name just these lines."""

    def __init__(self, first: str, last: str) -> None:
        super().__init__(first, last)
        self.idents: list[str] = []
        self.go_on = False


class _Points:
    """The orders that are for this module."""

    def __init__(self, orders) -> None:
        self.values: dict[tuple[int, int], str] = {}
        for order in orders.every("value"):
            ident, line, column = order.split(" ")
            self.values[int(line), int(column)] = ident
        # By the places where they begin and end.
        self.parts: dict[tuple[int, ...], str] = {}
        for order in orders.every("part"):
            ident, *place = order.split(" ")
            self.parts[tuple(map(int, place))] = ident
        self.catches = self._catches(orders)
        self.lasts = [_Range(*order.split(" ")) for order in orders.every("last")]
        # By each of their lines: there may be thousands of them, and of statements to look at.
        self._shows: dict[int, list[_Range]] = {}
        for order in orders.every("show"):
            show = _Range(*order.split(" "))
            for line in range(show.first, show.last + 1):
                self._shows.setdefault(line, []).append(show)

    def _catches(self, orders) -> list[_Catch]:
        """The smallest first, so that what is made of them lies within the larger ones."""
        found: dict[tuple[str, str], _Catch] = {}
        for kind in ("note", "catch"):
            for order in orders.every(kind):
                ident, first, last = order.split(" ")
                catch = found.setdefault((first, last), _Catch(first, last))
                # Behind the first one that goes on, no other sees anything.
                if not catch.go_on:
                    catch.idents.append(ident)
                    catch.go_on = kind == "catch"
        return sorted(found.values(), key=lambda catch: catch.last - catch.first)

    def __bool__(self) -> bool:
        return bool(self.values or self.parts or self.catches or self.lasts or self._shows)

    def shows(self, statement) -> bool:
        """Whether the value of ``statement`` is to be displayed."""
        return any(show.covers(statement) for show in self._shows.get(first_line(statement), ()))

    def idents(self) -> set[str]:
        return set(self.values.values()).union(self.parts.values(), *(catch.idents for catch in self.catches))


class _Hooks:
    """What the rewritten code calls."""

    def __init__(self, log, path: str, source: bytes | None, points: _Points, world=None) -> None:
        self._log = log
        self._world = world
        self._path = path
        self._source = source
        # An iterator gives each of its items once, whatever the number of threads.
        self._left = {ident: iter(range(_MOST)) for ident in points.idents()}
        self._busy: set[int] = set()
        self._get_ident = _thread.get_ident
        self._exc_info = sys.exc_info
        self._getframe = sys._getframe
        self._getrecursionlimit = sys.getrecursionlimit
        self._repr = repr

    def install(self) -> None:
        import builtins

        self._builtins = vars(builtins)
        self._builtins.update(
            {
                BEGIN: self.begin,
                RECORD: self.record,
                EXCEPTION: Exception,
                SYS: sys,
                SHOWN: [],
            }
        )

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
        """Record ``value`` and give it back; nothing that goes wrong with it reaches the example.

        ``word`` is ``value``, ``state`` or ``caught``, the last for the exception that is being handled.
        """
        deep = True
        try:
            self._getframe(self._getrecursionlimit() - _RESERVE)
        except ValueError:
            deep = False
        if not deep:
            try:
                self._record_once(word, ident, value)
            except (Exception, SystemExit):
                pass
        return value

    def _record_once(self, word: str, ident: str, value) -> None:
        """Record what is asked for, unless this thread is at it, or there are records enough."""
        thread = self._get_ident()
        # A ``__repr__`` of the example may lead here again: what only the recording itself does is no fact.
        if thread in self._busy or next(self._left[ident], None) is None:
            return
        self._busy.add(thread)
        try:
            if word == "caught":
                self._record_exception(ident)
            else:
                self._record_value(word, ident, value)
        finally:
            self._busy.discard(thread)

    def _record_value(self, word: str, ident: str, value) -> None:
        try:
            # ``str.encode`` as such: a ``__repr__`` may give a string with methods of its own.
            data = str.encode(self._repr(value), "utf-8", "replace")
        except (Exception, SystemExit) as error:
            word = "novalue"
            data = name_of(type(error)).encode("utf-8", "replace")
        self._log.record([word, ident], data[:_LONGEST])
        if word == "value":
            self._record_text(ident, value)

    def _record_text(self, ident: str, value) -> None:
        """Record ``str(value)`` too, where that is something else and none of the example's code runs for it."""
        kind = type(value)
        home = type.__getattribute__(kind, "__module__")
        if home in ("builtins", "__main__", "__mp_main__") or kind.__str__ is object.__str__:
            return
        try:
            data = str.encode(str(value), "utf-8", "replace")
        except (Exception, SystemExit):
            return
        self._log.record(["text", ident], data[:_LONGEST])

    def _record_exception(self, ident: str) -> None:
        kind, error, traceback = self._exc_info()
        self._log.record(["caught", ident] + lines_of(traceback, self._path), text_of(kind, error))
