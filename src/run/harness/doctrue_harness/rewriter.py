"""Writes calls of the hooks into the syntax tree of an example.

Which hooks there are, and where they are called, is the business of ``points``; here is how the tree has to be changed for
that, so that the example notices nothing.
"""

from __future__ import annotations

import sys

from .compiling import first_line
from .names import BASE_EXCEPTION, BEGIN, COMPILE, EXCEPTION, GOES_ON, INDEX, RECORD, RECORD_PART, SHOWN, SYS

# Exceptions that end a program as nothing else does.
_ENDS = frozenset(("BaseException", "GeneratorExit", "KeyboardInterrupt", "SystemExit"))

# The commonest statements without a body.
_SIMPLE = ("Expr", "Assign", "AugAssign", "AnnAssign", "Import", "ImportFrom", "Return", "Assert", "Raise", "Pass")


class Rewriter:
    """Writes calls of the hooks into a syntax tree.

    Each new node has the place of the statement or expression that it is for, so that line numbers and columns in
    tracebacks are those of the source.
    """

    def __init__(self, points) -> None:
        # Not at the head of the module: a run without points has no use for it. ``ast`` would stay in memory.
        import _ast

        self._ast = _ast
        self._load = _ast.Load()
        self._points = points
        # Where something has run before, the code is to put the source back in any case.
        self._changed = points.behind > 0
        # The parts of statements that are not found yet.
        self._wanted = dict(points.parts)

    def rewrite(self, tree, world=None) -> bool:
        """Rewrite ``tree`` in place; whether there was anything to do. Another ``world`` has hooks of its own."""
        for last in self._points.lasts:
            # What is first shown and then written: it is shown by what is written below it.
            tree.body.sort(key=last.covers)
            self._changed = True
        self.rewrite_piece(tree, self._points.catches, False, world)
        if self._changed:
            head = self._fixed(tree, tree.body)
            # Where the code begins, with a decorator maybe: its line becomes ``co_firstlineno``.
            place = tree.body[min(head, len(tree.body) - 1)]
            place = (getattr(place, "decorator_list", None) or [place])[0]
            tree.body.insert(head, self._statement(place, self._call(place, BEGIN)))
        return self._changed

    def rewrite_piece(self, tree, catches, shown: bool, world=None) -> None:
        """The same for ``tree``, a piece of a program that has only these ``catches``; whether its values are displayed."""
        self._replace_parts(tree)
        self._expand(tree, shown)
        for catch in catches:
            self._catch(tree, catch)
        if world is not None:
            world.rewrite(tree)
            self._changed = True

    # Parts of statements

    def _replace_parts(self, tree) -> None:
        """Record the expressions that are asked for, on their way to what they are part of."""
        wanted = self._wanted
        nodes = [tree] if wanted else []
        while nodes:
            node = nodes.pop()
            for field in node._fields:
                child = getattr(node, field, None)
                if isinstance(child, list):
                    child[:] = [self._with_record(each, wanted, nodes) for each in child]
                elif isinstance(child, self._ast.AST):
                    setattr(node, field, self._with_record(child, wanted, nodes))

    def _with_record(self, node, wanted: dict, nodes: list):
        """What stands in the place of ``node``, which joins the ``nodes`` to look into."""
        if not isinstance(node, self._ast.AST):
            return node
        nodes.append(node)
        if not isinstance(node, self._ast.expr):
            return node
        # Of several expressions at one place it is the outermost: the texts of an f-string have its place, too.
        ident = wanted.pop((node.lineno, node.col_offset, node.end_lineno, node.end_col_offset), None)
        if ident is None:
            return node
        self._changed = True
        return self._record(node, "value", ident, node)

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
                if kind not in _SIMPLE:
                    self._expand(statement, shown and kind not in ("FunctionDef", "AsyncFunctionDef", "ClassDef"))
                found += self._replaced(statement, shown)
                found += self._named(statement)
            body[:] = found

    def _replaced(self, statement, shown: bool) -> list:
        """What stands in the place of ``statement``."""
        kind = type(statement).__name__
        ident = self._points.values.get((statement.lineno, statement.col_offset))
        if kind == "Expr" and type(statement.value).__name__ == "Yield" and ident is not None:
            # What it hands out, not what is sent back.
            self._wrap(statement.value, "value", ident)
            return [statement]
        if kind == "Expr":
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
        changed: list = []
        if ident is not None:
            changed = self._changeable(value)
            value = self._record(value, "value", ident, value)
        self._changed = True
        if not shown:
            if not changed:
                return [self._statement(statement, value)]
            return [self._if_none(statement, value, self._states(statement, ident, changed))]
        # What the interactive prompt does for an expression statement: ``sys.displayhook`` is looked up only when the
        # value is there.
        found = [self._statement(statement, self._shown(statement.value, "append", value))]
        if changed:
            last = self._shown(statement.value, "__getitem__", self._constant(value, -1))
            found.append(self._if_none(statement, last, self._states(statement, ident, changed)))
        hook = self._attribute(statement.value, SYS, "displayhook")
        found.append(self._statement(statement, self._call(statement.value, hook, self._shown(statement.value, "pop"))))
        return found

    def _changeable(self, expression) -> list:
        """The names of what the call ``expression`` may change: first its receiver, which may be a module, then arguments."""
        if type(expression).__name__ != "Call":
            return []
        receiver = self._receiver(expression)
        names = [receiver] if receiver is not None else []
        return names + [each for each in expression.args if type(each).__name__ == "Name"]

    def _states(self, statement, ident: str, names: list):
        """The statement that records the state of the first of ``names`` that can have changed."""
        self._changed = True
        objects = self._node("Tuple", statement, elts=[self._loaded(name) for name in names], ctx=self._load)
        return self._try(statement, self._statement(statement, self._record(statement, "changed", ident, objects)))

    def _named(self, statement) -> list:
        """The statements that record behind ``statement`` what the names asked for stand for then."""
        found = []
        for ident, name in self._points.names.get((statement.lineno, statement.col_offset), ()):
            self._changed = True
            value = self._node("Name", statement, id=name, ctx=self._load)
            record = self._statement(statement, self._record(statement, "named", ident, value))
            found.append(self._try(statement, record))
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
        self._changed = True
        return [statement, self._try(statement, self._statement(statement, self._part(target, ident)))] + changed

    def _part(self, target, ident: str):
        """The call that records what is at ``target``. To read it as the example does may run code of the example."""
        if type(target).__name__ == "Attribute":
            how, name = "attribute", self._constant(target, target.attr)
        else:
            how, name = "item", self._loaded(target)
            name.value = self._name(target, INDEX)
        arguments = self._constant(target, ident), self._loaded(target.value), self._constant(target, how), name
        return self._call(target, RECORD_PART, *arguments)

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
            return self._receiver(statement.value) or self._holder(statement.value)
        if kind == "AugAssign" and type(statement.target).__name__ == "Name":
            return statement.target
        if kind in ("Assign", "AugAssign"):
            bases = self._bases(getattr(statement, "targets", None) or [statement.target])
            return bases[-1] if bases else None
        return None

    @staticmethod
    def _holder(expression):
        """The name of what holds the object that is changed: ``d[k].append(x)``, ``d.setdefault(k, []).append(x)``."""
        held = getattr(getattr(expression, "func", None), "value", None)
        while type(held).__name__ in ("Subscript", "Call"):
            if type(held).__name__ == "Subscript":
                held = held.value
            elif getattr(held.func, "attr", None) == "setdefault":
                held = held.func.value
            else:
                return None
        return held if type(held).__name__ == "Name" else None

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

    def _catch(self, owner, catch) -> None:
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
                # What is imported when it is used may not stand in a ``try``, and raises nothing yet.
                if catch.covers(statement) and not getattr(statement, "is_lazy", 0):
                    row.append(statement)
                    continue
                found += self._caught(row, catch)
                row = []
                self._catch(statement, catch)
                found.append(statement)
            body[first:last] = found + self._caught(row, catch)

    @staticmethod
    def _first_touched(body: list, head: int, catch) -> int:
        """The first statement of ``body`` behind ``head`` that ``catch`` touches, by bisection: their lines ascend."""
        low, high = head, len(body)
        while low < high:
            middle = (low + high) // 2
            if body[middle].end_lineno < catch.first:
                low = middle + 1
            else:
                high = middle
        return low

    def _caught(self, row: list, catch) -> list:
        if not row:
            return []
        self._changed = True
        handler = [self._statement(row[0], self._record(row[0], "caught", ident)) for ident in catch.idents]
        leave = self._node("Raise", row[0], exc=None, cause=None)
        if catch.kinds and not catch.go_on:
            goes_on = self._call(row[0], GOES_ON, self._constant(row[0], " ".join(sorted(catch.kinds))))
            test = self._node("UnaryOp", row[0], op=self._ast.Not(), operand=goes_on)
            handler.append(self._node("If", row[0], test=test, body=[leave], orelse=[]))
        elif not catch.go_on:
            handler.append(leave)
        # Such an exception ends a program, unless it is just the one that is claimed.
        ends = not catch.go_on and not catch.kinds.isdisjoint(_ENDS)
        wrapped = self._try(row[0], *row, handler=handler, kind=BASE_EXCEPTION if ends else EXCEPTION)
        # Its lines are those of all its statements: a larger range must see whether it covers them.
        wrapped.lineno = first_line(row[0])
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
        kind = getattr(self._ast, name)
        if kind._attributes:
            fields["lineno"], fields["col_offset"] = place.lineno, place.col_offset
            fields["end_lineno"], fields["end_col_offset"] = place.end_lineno, place.end_col_offset
        # All that it has is given: to have that set one by one takes twice as long.
        node = kind.__new__(kind)
        node.__dict__.update(fields)
        return node

    def _loaded(self, node):
        """A copy of ``node``, a target or a part of one, that is read."""
        if isinstance(node, list):
            return [self._loaded(element) for element in node]
        if isinstance(node, self._ast.expr_context):
            return self._load
        if not isinstance(node, self._ast.AST):
            return node
        fields = {field: self._loaded(getattr(node, field, None)) for field in node._fields}
        return self._node(type(node).__name__, node, **fields)

    def _statement(self, place, value):
        return self._node("Expr", place, value=value)

    def _name(self, place, name: str):
        return self._node("Name", place, id=name, ctx=self._load)

    def _constant(self, place, value):
        return self._node("Constant", place, value=value, kind=None)

    def _attribute(self, place, name: str, attribute: str):
        node = self._node("Attribute", place, value=self._name(place, name), attr=attribute, ctx=self._load)
        # A method call has the line on which the attribute ends, and that is to be the first one.
        node.end_lineno, node.end_col_offset = node.lineno, node.col_offset
        return node

    def _call(self, place, function, *arguments):
        if isinstance(function, str):
            function = self._name(place, function)
        return self._node("Call", place, func=function, args=list(arguments), keywords=[])

    def _record(self, place, word: str, ident: str, *value):
        return self._call(place, RECORD, self._constant(place, word), self._constant(place, ident), *value)

    def _shown(self, place, method: str, *arguments):
        return self._call(place, self._attribute(place, SHOWN, method), *arguments)

    def _if_none(self, place, value, statement):
        test = self._node("Compare", value, left=value, ops=[self._ast.Is()], comparators=[self._constant(value, None)])
        return self._node("If", place, test=test, body=[statement], orelse=[])

    def _try(self, place, *body, handler=None, kind=EXCEPTION):
        """``body`` with a handler for every exception of the ``kind``; if there is none, the exception is passed over."""
        caught = self._node(
            "ExceptHandler",
            place,
            type=self._name(place, kind),
            name=None,
            body=handler or [self._node("Pass", place)],
        )
        return self._node("Try", place, body=list(body), handlers=[caught], orelse=[], finalbody=[])
