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

import sys
import _thread

from .ending import lines_of, name_of, text_of

_BEGIN = "\x00doctrue begin"
_RECORD = "\x00doctrue record"
# What is needed of Python itself; the example may give these names another meaning.
_EXCEPTION = "\x00doctrue Exception"
_SYS = "\x00doctrue sys"
# Values between evaluation and display. Only the main program itself displays, so one list is enough.
_SHOWN = "\x00doctrue shown"

# Records for each point, and bytes of each of them. A loop that runs for ever must not fill the disk.
_MOST = 1000
_LONGEST = 100000

# With less than this left to the limit of recursion nothing is recorded: an example about that limit is to meet it in
# its own code, and Python 3.8 aborts if an exception about it is swallowed.
_RESERVE = 100

_ONLY_AST = 0x400


def install(log, orders, path: str) -> None:
    """Put code that follows ``orders`` into the file ``path``. Whatever the reason that it cannot be done, the file
    stays as it is, and CPython's main says what is wrong with it."""
    points = _Points(orders)
    if not points:
        return
    try:
        with open(path, "rb") as file:
            source = file.read()
        tree = _compile_quietly(source, path, _ONLY_AST)
        if not _Rewriter(points).rewrite(tree):
            return
        image = _image(_compile_quietly(tree, path))
        # Running compiled code shows no warnings of the compiler. This shows them, once, for the code as it stands.
        compile(source, path, "exec", dont_inherit=True)
    except Exception:
        return
    try:
        _write(path, image)
    except OSError:
        _write(path, source)
        return
    _Hooks(log, path, source, points).install()


def _compile_quietly(source, path: str, flags: int = 0):
    import _warnings

    filters = getattr(sys.modules.get("warnings"), "filters", _warnings.filters)
    filters.insert(0, ("ignore", None, Warning, None, 0))
    try:
        return compile(source, path, "exec", flags, dont_inherit=True)
    finally:
        del filters[0]


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
        return self.first <= _first_line(statement) and statement.end_lineno <= self.last

    def touches(self, statement) -> bool:
        return _first_line(statement) <= self.last and self.first <= statement.end_lineno


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
        self.catches = self._catches(orders)
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
        return bool(self.values or self.catches or self._shows)

    def shows(self, statement) -> bool:
        """Whether the value of ``statement`` is to be displayed."""
        return any(show.covers(statement) for show in self._shows.get(_first_line(statement), ()))

    def idents(self) -> set[str]:
        return set(self.values.values()).union(*(catch.idents for catch in self.catches))


class _Hooks:
    """What the rewritten code calls."""

    def __init__(self, log, path: str, source: bytes, points: _Points) -> None:
        self._log = log
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
                _BEGIN: self.begin,
                _RECORD: self.record,
                _EXCEPTION: Exception,
                _SYS: sys,
                _SHOWN: [],
            }
        )

    def begin(self) -> None:
        """Make the main program look like one that is run from its source."""
        try:
            _write(self._path, self._source)
        except OSError:
            pass
        main = sys.modules["__main__"]
        # Main has put the loader of compiled files there, with the path as it was given.
        path = getattr(main.__loader__, "path", self._path)
        main.__loader__ = sys.modules["_frozen_importlib_external"].SourceFileLoader("__main__", path)
        del self._builtins[_BEGIN]

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


class _Rewriter:
    """Writes calls of the hooks into a syntax tree.

    Each new node has the place of the statement or expression that it is for, so that line numbers and columns in
    tracebacks are those of the source.
    """

    def __init__(self, points: _Points) -> None:
        # Not at the head of the module: a run without points has no use for it. ``ast`` would stay in memory.
        import _ast

        self._ast = _ast
        self._points = points
        self._changed = False

    def rewrite(self, tree) -> bool:
        """Rewrite ``tree`` in place; whether there was anything to do."""
        self._expand(tree, True)
        for catch in self._points.catches:
            self._catch(tree, catch)
        if self._changed:
            head = self._fixed(tree, tree.body)
            # Where the code begins, with a decorator maybe: its line becomes ``co_firstlineno``.
            place = tree.body[min(head, len(tree.body) - 1)]
            place = (getattr(place, "decorator_list", None) or [place])[0]
            tree.body.insert(head, self._statement(place, self._call(place, _BEGIN)))
        return self._changed

    # Values and displays

    def _expand(self, owner, shown: bool) -> None:
        """Replace the statements below ``owner``; ``shown`` tells whether displays are wanted there."""
        for body in self._bodies(owner):
            head = self._fixed(owner, body)
            found = body[:head]
            for statement in body[:head]:
                # A docstring stays what it is; its value is recorded behind it.
                found += [new for new in self._replaced(statement, shown) if new is not statement]
            for statement in body[head:]:
                kind = type(statement).__name__
                self._expand(statement, shown and kind not in ("FunctionDef", "AsyncFunctionDef", "ClassDef"))
                found += self._replaced(statement, shown)
            body[:] = found

    def _replaced(self, statement, shown: bool) -> list:
        """What stands in the place of ``statement``."""
        kind = type(statement).__name__
        ident = self._points.values.get((statement.lineno, statement.col_offset))
        if kind == "Expr":
            shown = shown and self._points.shows(statement)
            return self._expression(statement, ident, shown) if shown or ident is not None else [statement]
        if ident is None:
            return [statement]
        if kind in ("If", "While", "Assert"):
            return self._condition(statement, ident)
        if kind == "Return":
            return self._wrap(statement, "value", ident)
        if kind in ("Assign", "AnnAssign"):
            return self._assignment(statement, ident)
        if kind == "AugAssign":
            return self._augmented(statement, ident)
        if kind == "Delete":
            return self._deletion(statement, ident)
        if kind == "For":
            return self._loop(statement, ident)
        return [statement]

    def _expression(self, statement, ident: str | None, shown: bool) -> list:
        value = statement.value
        changed = None
        if ident is not None:
            changed = self._receiver(value)
            value = self._record(value, "value", ident, value)
        self._changed = True
        if not shown:
            if changed is None:
                return [self._statement(statement, value)]
            return [self._if_none(statement, value, self._state(statement, ident, changed))]
        # What the interactive prompt does for an expression statement: ``sys.displayhook`` is looked up only when the
        # value is there.
        found = [self._statement(statement, self._shown(statement.value, "append", value))]
        if changed is not None:
            last = self._shown(statement.value, "__getitem__", self._constant(value, -1))
            found.append(self._if_none(statement, last, self._state(statement, ident, changed)))
        hook = self._attribute(statement.value, _SYS, "displayhook")
        found.append(self._statement(statement, self._call(statement.value, hook, self._shown(statement.value, "pop"))))
        return found

    def _receiver(self, expression):
        """The name whose method ``expression`` calls, if it is that."""
        if type(expression).__name__ == "Call" and type(expression.func).__name__ == "Attribute":
            if type(expression.func.value).__name__ == "Name":
                return expression.func.value
        return None

    def _wrap(self, statement, field: str, ident: str) -> list:
        """Record the expression in ``field``, on its way to the statement."""
        value = getattr(statement, field)
        if value is not None:
            setattr(statement, field, self._record(value, "value", ident, value))
            self._changed = True
        return [statement]

    def _condition(self, statement, ident: str) -> list:
        """Record the test of ``statement``."""
        if sys.version_info[:2] in ((3, 10), (3, 11)):
            # There a failed test has the place of its last comparison, which the compiler cannot see in a call.
            place = self._last_comparison(statement.test)
            for attribute in place._attributes if place else ():
                setattr(statement, attribute, getattr(place, attribute))
        return self._wrap(statement, "test", ident)

    def _last_comparison(self, test):
        kind = type(test).__name__
        if kind == "Compare":
            return test
        parts = []
        if kind == "BoolOp":
            parts = test.values
        elif kind == "IfExp":
            parts = [test.test, test.body, test.orelse]
        elif kind == "UnaryOp" and isinstance(test.op, self._ast.Not):
            parts = [test.operand]
        found = [self._last_comparison(part) for part in parts]
        return next((place for place in reversed(found) if place), None)

    def _assignment(self, statement, ident: str) -> list:
        if statement.value is None:  # an annotation only
            return [statement]
        targets = getattr(statement, "targets", None) or [statement.target]
        bound = self._bound(targets[0]) if len(targets) == 1 else None
        if bound is None:
            # The object behind an attribute has no repr that shows it, as a rule; the one behind an item has.
            items = [target for target in targets if type(target).__name__ == "Subscript"]
            changed = [self._state(statement, ident, name) for name in self._bases(items)]
            return self._wrap(statement, "value", ident) + changed
        return [statement, self._afterwards(statement, ident, bound)]

    def _bases(self, targets) -> list:
        """The names whose objects the ``targets`` change: of ``a[0]`` and ``a.b`` it is ``a``."""
        names = {}
        for target in targets:
            if type(target).__name__ in ("Attribute", "Subscript") and type(target.value).__name__ == "Name":
                names[target.value.id] = target.value
        return list(names.values())

    def _bound(self, target):
        """The names that ``target`` binds, as an expression; None if it is about anything else."""
        kind = type(target).__name__
        if kind == "Name":
            return self._loaded(target)
        if kind == "Starred":
            return self._bound(target.value)
        if kind not in ("Tuple", "List"):
            return None
        names = [self._bound(element) for element in target.elts]
        return None if None in names else self._node("Tuple", target, elts=names, ctx=self._ast.Load())

    def _augmented(self, statement, ident: str) -> list:
        target = statement.target
        if type(target).__name__ == "Name":
            return [statement, self._afterwards(statement, ident, self._loaded(target))]
        if not self._is_plain(target.value) or not self._is_plain(getattr(target, "slice", None)):
            return [statement]
        items = [target] if type(target).__name__ == "Subscript" else []
        changed = [self._state(statement, ident, name) for name in self._bases(items)]
        return [statement, self._try(statement, self._afterwards(statement, ident, self._loaded(target)))] + changed

    def _is_plain(self, node) -> bool:
        """Whether evaluating ``node`` once more changes nothing: names and constants only."""
        if isinstance(node, list):
            return all(self._is_plain(element) for element in node)
        if not isinstance(node, (self._ast.expr, getattr(self._ast, "slice", self._ast.expr))):
            return True  # no node at all, or an operator
        if type(node).__name__ == "UnaryOp":
            return type(node.operand).__name__ == "Constant"
        if type(node).__name__ not in ("Name", "Constant", "Tuple", "Slice", "Index", "ExtSlice"):
            return False
        return all(self._is_plain(getattr(node, field, None)) for field in node._fields)

    def _loop(self, statement, ident: str) -> list:
        """Record behind a loop the state of what its body fills or adds up: ``counts[x] += 1``, ``total += x``."""
        changed = [self._filled(inner) for inner in statement.body]
        names = {name.id: name for name in changed if name is not None}
        return [statement] + [self._state(statement, ident, name) for name in list(names.values())[-1:]]

    def _filled(self, statement):
        """The name whose object ``statement`` changes, or to which it adds."""
        kind = type(statement).__name__
        if kind == "Expr":
            return self._receiver(statement.value)
        if kind == "AugAssign" and type(statement.target).__name__ == "Name":
            return statement.target
        if kind in ("Assign", "AugAssign"):
            bases = self._bases(getattr(statement, "targets", None) or [statement.target])
            return bases[-1] if bases else None
        return None

    def _deletion(self, statement, ident: str) -> list:
        return [statement] + [self._state(statement, ident, name) for name in self._bases(statement.targets)]

    def _afterwards(self, statement, ident: str, value):
        """The statement that records ``value`` behind ``statement``."""
        self._changed = True
        return self._statement(statement, self._record(statement, "value", ident, value))

    def _state(self, statement, ident: str, name):
        """The statement that records the state of ``name`` behind ``statement``, unless that has unbound it."""
        self._changed = True
        call = self._record(statement, "state", ident, self._loaded(name))
        return self._try(statement, self._statement(statement, call))

    # Exceptions

    def _catch(self, owner, catch: _Catch) -> None:
        """Wrap the outermost statements below ``owner`` that ``catch`` covers, those in a row together."""
        for body in self._bodies(owner):
            head = self._fixed(owner, body)
            first = self._first_touched(body, head, catch)
            last = first
            found = []
            row = []
            while last < len(body) and catch.touches(body[last]):
                statement = body[last]
                last += 1
                if catch.covers(statement):
                    row.append(statement)
                    continue
                found += self._caught(row, catch)
                row = []
                self._catch(statement, catch)
                found.append(statement)
            body[first:last] = found + self._caught(row, catch)

    @staticmethod
    def _first_touched(body: list, head: int, catch: _Catch) -> int:
        """The first statement of ``body`` behind ``head`` that ``catch`` touches, by bisection: their lines ascend."""
        low, high = head, len(body)
        while low < high:
            middle = (low + high) // 2
            if body[middle].end_lineno < catch.first:
                low = middle + 1
            else:
                high = middle
        return low

    def _caught(self, row: list, catch: _Catch) -> list:
        if not row:
            return []
        self._changed = True
        handler = [self._statement(row[0], self._record(row[0], "caught", ident)) for ident in catch.idents]
        if not catch.go_on:
            handler.append(self._node("Raise", row[0], exc=None, cause=None))
        wrapped = self._try(row[0], *row, handler=handler)
        # Its lines are those of all its statements: a larger range must see whether it covers them.
        wrapped.lineno = _first_line(row[0])
        wrapped.end_lineno, wrapped.end_col_offset = max((each.end_lineno, each.end_col_offset) for each in row)
        return [wrapped]

    # The tree as it is

    def _bodies(self, node):
        """The lists of statements directly below ``node``, those of handlers and cases among them."""
        for field in node._fields:
            children = getattr(node, field, None)
            if not isinstance(children, list) or not children:
                continue
            if isinstance(children[0], self._ast.stmt):
                yield children
                continue
            for child in children:
                if isinstance(getattr(child, "body", None), list):
                    yield from self._bodies(child)

    def _fixed(self, owner, body: list) -> int:
        """How many statements at the head of ``body`` must stay there: a docstring and ``from __future__`` imports."""
        count = 0
        if type(owner).__name__ in ("Module", "FunctionDef", "AsyncFunctionDef", "ClassDef") and body is owner.body:
            first = getattr(body[0], "value", None) if body and type(body[0]).__name__ == "Expr" else None
            count = int(type(first).__name__ == "Constant" and isinstance(first.value, str))
        if type(owner).__name__ == "Module":
            while count < len(body) and getattr(body[count], "module", None) == "__future__":
                count += 1
        return count

    # New nodes

    def _node(self, name: str, place, /, **fields):
        node = getattr(self._ast, name)(**fields)
        for attribute in node._attributes:
            setattr(node, attribute, getattr(place, attribute, None))
        return node

    def _loaded(self, node):
        """A copy of ``node``, a target or a part of one, that is read."""
        if isinstance(node, list):
            return [self._loaded(element) for element in node]
        if isinstance(node, self._ast.expr_context):
            return self._ast.Load()
        if not isinstance(node, self._ast.AST):
            return node
        fields = {field: self._loaded(getattr(node, field, None)) for field in node._fields}
        return self._node(type(node).__name__, node, **fields)

    def _statement(self, place, value):
        return self._node("Expr", place, value=value)

    def _name(self, place, name: str):
        return self._node("Name", place, id=name, ctx=self._ast.Load())

    def _constant(self, place, value):
        return self._node("Constant", place, value=value, kind=None)

    def _attribute(self, place, name: str, attribute: str):
        node = self._node("Attribute", place, value=self._name(place, name), attr=attribute, ctx=self._ast.Load())
        # A method call has the line on which the attribute ends, and that is to be the first one.
        node.end_lineno, node.end_col_offset = node.lineno, node.col_offset
        return node

    def _call(self, place, function, *arguments):
        if isinstance(function, str):
            function = self._name(place, function)
        return self._node("Call", place, func=function, args=list(arguments), keywords=[])

    def _record(self, place, word: str, ident: str, *value):
        return self._call(place, _RECORD, self._constant(place, word), self._constant(place, ident), *value)

    def _shown(self, place, method: str, *arguments):
        return self._call(place, self._attribute(place, _SHOWN, method), *arguments)

    def _if_none(self, place, value, statement):
        test = self._node("Compare", value, left=value, ops=[self._ast.Is()], comparators=[self._constant(value, None)])
        return self._node("If", place, test=test, body=[statement], orelse=[])

    def _try(self, place, *body, handler=None):
        """``body`` with a handler for every Exception; if there is none, the exception is passed over."""
        caught = self._node(
            "ExceptHandler",
            place,
            type=self._name(place, _EXCEPTION),
            name=None,
            body=handler or [self._node("Pass", place)],
        )
        return self._node("Try", place, body=list(body), handlers=[caught], orelse=[], finalbody=[])


def _first_line(statement) -> int:
    """Where ``statement`` begins; a decorated one begins with its decorators."""
    decorators = getattr(statement, "decorator_list", None) or [statement]
    return min(statement.lineno, decorators[0].lineno)
