"""Writes hooks into the syntax tree of an example, where it may ask for something that is different elsewhere.

An attribute or a name is looked at where it is read, if the table of sources has it: whatever the module is called there,
the hook gets the object itself and knows it. Sets are looked at where their order is taken.
"""

from __future__ import annotations

# The names of the hooks, which no source can spell.
ATTRIBUTE = "\x00doctrue attribute"
NAME = "\x00doctrue name"
IMPORTED = "\x00doctrue imported"
EVERYTHING = "\x00doctrue everything"
TAKES_ORDER = "\x00doctrue takes order"
ORDER = "\x00doctrue order"

# Functions that take the order of what they are given, wherever they come from; the hook looks at the object.
_TAKERS = frozenset(
    "accumulate chain choice choices combinations Counter cycle deque enumerate extend filter fromkeys groupby islice iter"
    " join list map max min OrderedDict permutations pop product reduce sample sorted tuple writelines zip zip_longest".split()
)

# Expressions that give no set.
_NO_SETS = frozenset(
    ("Constant", "List", "Tuple", "Dict", "ListComp", "DictComp", "GeneratorExp", "JoinedStr", "Compare", "Lambda")
)

# Parts of nodes that are no expressions to be evaluated as they stand.
_LEFT = frozenset(("annotation", "returns", "type_params", "pattern", "ctx"))


class Rewriter:
    """Writes calls of the hooks into a tree. ``names`` are those of the table; ``note_import`` is told what is imported."""

    def __init__(self, names, note_import) -> None:
        import _ast

        self._ast = _ast
        self._note_import = note_import
        self._attributes = names
        # The names by which builtins, and classes that are called, are known.
        self._plain = {"__file__", "dir", "hash", "help", "id"}

    def rewrite(self, tree) -> None:
        """Rewrite ``tree`` in place."""
        tree.body = self._statements(tree.body)

    def _statements(self, body: list) -> list:
        found = []
        for statement in body:
            found.append(self._visited(statement))
            if type(statement).__name__ == "ImportFrom" and not statement.level:
                found += self._imported(statement)
        return found

    def _imported(self, statement) -> list:
        """What stands behind ``from x import y``: another object for ``y``, if it is in the table."""
        found = []
        for alias in statement.names:
            if alias.name == "*":
                namespace = self._node("Call", statement, func=self._load(statement, "globals"), args=[], keywords=[])
                call = self._call(statement, EVERYTHING, namespace, self._constant(statement, statement.module))
                found.append(self._node("Expr", statement, value=call))
            elif alias.name in self._attributes:
                bound = alias.asname or alias.name
                self._plain.add(bound)
                parts = [self._load(statement, bound)]
                parts += [self._constant(statement, text) for text in (statement.module, alias.name)]
                call = self._call(statement, IMPORTED, *parts)
                target = self._node("Name", statement, id=bound, ctx=self._ast.Store())
                found.append(self._node("Assign", statement, targets=[target], value=call))
        return found

    def _visited(self, node):
        """What stands in the place of ``node``."""
        kind = type(node).__name__
        if kind == "Call":
            return self._visited_call(node)
        if kind == "Import":
            for alias in node.names:
                self._note_import(alias.name)
        elif kind == "ImportFrom":
            self._note_import("" if node.level else node.module)
        self._visit_parts(node)
        if kind == "Attribute":
            return self._looked_up(node, False)
        if kind == "Name" and node.id == "__file__" and self._is_read(node):
            return self._call(node, NAME, node, self._constant(node, None))
        if kind in ("For", "comprehension"):
            node.iter = self._ordered(node.iter)
        elif kind == "YieldFrom" or (kind == "Starred" and self._is_read(node)):
            node.value = self._ordered(node.value)
        elif kind == "Assign" and any(type(target).__name__ in ("Tuple", "List") for target in node.targets):
            node.value = self._ordered(node.value)
        return node

    def _visited_call(self, node):
        function = node.func
        name = getattr(function, "attr", getattr(function, "id", None))
        self._visit_parts(node)
        function = node.func
        if type(function).__name__ == "Name" and function.id in self._plain:
            # Without anything to list, this is about the names where it is called.
            is_here = function.id == "dir" and not node.args
            name = "" if is_here else function.id
            function = self._call(function, NAME, function, self._constant(function, name))
        if name in _TAKERS and (node.args or name == "pop"):
            function = self._call(function, TAKES_ORDER, function)
        node.func = function
        return node

    def _visit_parts(self, node) -> None:
        for field in node._fields:
            part = getattr(node, field, None)
            if field in _LEFT:
                continue
            if isinstance(part, list):
                if part and isinstance(part[0], self._ast.stmt):
                    part[:] = self._statements(part)
                else:
                    part[:] = [self._visited(each) if isinstance(each, self._ast.AST) else each for each in part]
            elif isinstance(part, self._ast.AST):
                called = field == "func" and type(part).__name__ == "Attribute"
                if called:
                    self._visit_parts(part)
                    setattr(node, field, self._looked_up(part, True))
                else:
                    setattr(node, field, self._visited(part))

    def _looked_up(self, node, called: bool):
        if node.attr not in self._attributes or not self._is_read(node):
            return node
        return self._call(
            node, ATTRIBUTE, node.value, self._constant(node, node.attr), self._constant(node, called)
        )

    def _ordered(self, node):
        return node if type(node).__name__ in _NO_SETS else self._call(node, ORDER, node)

    def _is_read(self, node) -> bool:
        return isinstance(node.ctx, self._ast.Load)

    # New nodes

    def _call(self, place, hook: str, *args):
        return self._node("Call", place, func=self._load(place, hook), args=list(args), keywords=[])

    def _load(self, place, name: str):
        return self._node("Name", place, id=name, ctx=self._ast.Load())

    def _constant(self, place, value):
        return self._node("Constant", place, value=value, kind=None)

    def _node(self, name: str, place, /, **fields):
        node = getattr(self._ast, name)(**fields)
        for attribute in node._attributes:
            setattr(node, attribute, getattr(place, attribute, None))
        return node
