"""Prompts, which a console compiles one by one: equal constants of two prompts are two objects, and a prompt that does not
compile keeps no other from running.

The code of each prompt is an object of its own, which the main program has ``exec`` run: a function in C, so that no frame
of the harness is on the stack.
"""

from __future__ import annotations

import _ast

from .rewriter import RUN


def apart(prompts: list, source: bytes, parse):
    """The syntax tree of ``source`` with each of ``prompts``, first and last lines, parsed by itself, where the whole does
    not compile; None where it does, or there are no prompts. One that does not compile raises the error at its lines."""
    if not prompts:
        return None
    try:
        parse(source)
        return None
    except SyntaxError:
        pass
    lines = source.split(b"\n")
    body: list = []
    behind = 1
    for first, last in [*prompts, (len(lines) + 1, len(lines) + 1)]:
        # What stands between prompts is no prompt: where it does not compile, nothing does.
        body += parse(_alone(lines, behind, first - 1)).body
        try:
            body += parse(_alone(lines, first, last)).body
        except SyntaxError as error:
            body.append(_raised(error, first, last))
        behind = last + 1
    tree = parse(b"")
    tree.body[:] = body
    return tree


def _alone(lines: list, first: int, last: int) -> bytes:
    """The source of the lines ``first`` to ``last``, at their places."""
    return b"\n" * (first - 1) + b"\n".join(lines[first - 1 : last]) + b"\n"


def _raised(error: SyntaxError, first: int, last: int):
    """A statement at the lines of a prompt that raises ``error``, as compiling it would."""
    place = {"lineno": first, "col_offset": 0, "end_lineno": last, "end_col_offset": 0}
    name = _ast.Name(id=type(error).__name__, ctx=_ast.Load(), **place)
    message = _ast.Constant(value=error.msg or "", **place)
    if hasattr(message, "kind"):
        message.kind = None
    call = _ast.Call(func=name, args=[message], keywords=[], **place)
    return _ast.Raise(exc=call, cause=None, **place)


def separate(tree, prompts: list, compile_tree) -> list:
    """Give each of ``prompts`` a code object of its own, run by the statement that takes its place in ``tree``; the code
    objects. Statements that no prompt holds, and those with a feature of ``__future__``, stay."""
    features = [each for each in tree.body if getattr(each, "module", None) == "__future__"]
    if features:
        return []
    codes: list = []
    body: list = []
    index = 0
    for statement in tree.body:
        while index < len(prompts) and prompts[index][1] < statement.lineno:
            index += 1
        is_within = index < len(prompts) and prompts[index][0] <= statement.lineno
        if is_within and body and isinstance(body[-1], list) and body[-1][0] == index:
            body[-1].append(statement)
        else:
            body.append([index, statement] if is_within else statement)
    for place, entry in enumerate(body):
        if isinstance(entry, list):
            body[place] = _run(entry[1:], tree, codes, compile_tree)
    tree.body[:] = body
    return codes


def _run(statements: list, tree, codes: list, compile_tree):
    """The statement that runs ``statements``, compiled by themselves."""
    whole = type(tree)(body=statements, type_ignores=[])
    first = statements[0]
    place = {name: getattr(first, name) for name in first._attributes}
    codes.append(compile_tree(whole))
    name = RUN + " %d" % (len(codes) - 1)
    call = _ast.Call(
        func=_ast.Name(id=RUN, ctx=_ast.Load(), **place),
        args=[_ast.Name(id=name, ctx=_ast.Load(), **place)],
        keywords=[],
        **place,
    )
    return _ast.Expr(value=call, **place)
