"""Which lines of an example depend on what one of its lines found: name by name, statement by statement.

Coarse, and only asked where another world cannot tell: what a statement at the top reads and binds counts, whatever it
does with it.
"""

from __future__ import annotations

# Statements that are looked at in all: behind that, everything below a line counts as depending on it.
_MOST = 1_000_000

# Nodes that bind, import or change something, names apart.
_NOTED = frozenset("FunctionDef AsyncFunctionDef ClassDef alias AugAssign Call Attribute Subscript".split())


class Reach:
    """The statements at the top of a program, with the names that each reads and binds."""

    def __init__(self, tree) -> None:
        base = type(tree).__mro__[-2]
        self._statements = [_Statement(statement, base) for statement in tree.body]
        self._found: dict[int, list[tuple[int, int]]] = {}
        self._left = _MOST
        # A module is not what its functions change.
        modules: set[str] = set().union(*(each.imports for each in self._statements))
        for each in self._statements:
            each.changes -= modules

    def of(self, line: int) -> list[tuple[int, int]]:
        """The first and last lines of the statements that depend on the one at ``line``, itself among them, ascending."""
        found = self._found.get(line)
        if found is None:
            found = self._found[line] = self._of(line)
        return found

    def _of(self, line: int) -> list[tuple[int, int]]:
        if self._left <= 0:
            return [(line, self._statements[-1].last)]
        self._left -= len(self._statements)
        found: list[tuple[int, int]] = []
        names: set[str] = set()
        for statement in self._statements:
            if statement.last < line:
                continue
            if statement.first <= line or not names.isdisjoint(statement.reads):
                is_next = found and found[-1][1] >= statement.first - 1
                first = found.pop()[0] if is_next else statement.first
                found.append((first, statement.last))
                names |= statement.binds
                names |= statement.changes
            else:
                names -= statement.binds
        return found


class _Statement:
    def __init__(self, node, base) -> None:
        self.first = min([node.lineno] + [each.lineno for each in getattr(node, "decorator_list", ())])
        self.last = node.end_lineno
        self.reads: set[str] = set()
        self.binds: set[str] = set()
        self.changes: set[str] = set()
        self.imports: set[str] = set()
        rest = [node]
        while rest:
            node = rest.pop()
            if not isinstance(node, base):
                continue
            kind = type(node).__name__
            if kind == "Name":
                (self.reads if type(node.ctx).__name__ == "Load" else self.binds).add(node.id)
                continue
            if kind in _NOTED:
                self._note(node, kind)
            for field in node._fields:
                part = getattr(node, field, None)
                if type(part) is list:
                    rest += part
                elif part is not None:
                    rest.append(part)

    def _note(self, node, kind: str) -> None:
        if kind in ("FunctionDef", "AsyncFunctionDef", "ClassDef"):
            self.binds.add(node.name)
        elif kind == "alias":
            self.imports.add(node.asname or node.name.partition(".")[0])
            self.binds |= self.imports
        elif kind == "AugAssign":
            self.reads |= _base(node.target)
        elif kind == "Call":
            if type(node.func).__name__ == "Attribute":
                self.changes |= _base(node.func)
        elif type(node.ctx).__name__ != "Load":
            self.changes |= _base(node)


def _base(node) -> set[str]:
    """The name that ``node`` is a part of."""
    while type(node).__name__ in ("Attribute", "Subscript"):
        node = node.value
    return {node.id} if type(node).__name__ == "Name" else set()
