"""Prompts, which a console compiles one by one: equal constants of two prompts are two objects, a prompt that does not
compile keeps no other from running, and what the compiler warns of is shown at its prompt.

The code of each prompt is an object of its own, which the main program has ``exec`` run: a function in C, so that no frame
of the harness is on the stack.
"""

from __future__ import annotations

import _ast

from . import awaiting
from .rewriter import COMPILE, PASSED, RUN

# What a console calls the source of each prompt.
_CONSOLE = "<stdin>"


def apart(prompts: list, source: bytes, parse):
    """The syntax tree of ``source``, with each of ``prompts``, first and last lines, parsed by itself where the whole does
    not compile. One that does not compile raises the error at its lines."""
    try:
        return parse(source)
    except SyntaxError:
        if not prompts:
            raise
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
    call = _ast.Call(func=name, args=[_constant(error.msg or "", place)], keywords=[], **place)
    return _ast.Raise(exc=call, cause=None, **place)


def _constant(value, place: dict):
    return _ast.Constant(value=value, kind=None, **place)


def warned(prompts: list, source: bytes, compile_source) -> dict:
    """The texts of those prompts that the compiler warns of, by their first lines."""

    def is_clean(code: bytes) -> bool:
        return _compiles(code, lambda code: compile_source(code, "error"))

    if not prompts or is_clean(source):
        return {}
    lines = source.split(b"\n")
    texts = {first: b"\n".join(lines[first - 1 : last]) + b"\n" for first, last in prompts}
    are_warned = {first: not is_clean(text) and _compiles(text, compile_source) for first, text in texts.items()}
    return {first: texts[first].decode() for first, is_warned in are_warned.items() if is_warned}


def _compiles(code: bytes, compile_source) -> bool:
    try:
        compile_source(code)
    except SyntaxError:
        return False
    return True


def separate(tree, prompts: list, warnings: dict, compile_tree) -> list:
    """Give each of ``prompts`` a code object of its own, run by the statement that takes its place in ``tree``; the code
    objects. Statements that no prompt holds, and those with a feature of ``__future__``, stay. Where there are
    ``warnings``, the text of a prompt by its first line, it is compiled once more when it runs."""
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
    tree.body[:] = []
    for entry in body:
        if isinstance(entry, list):
            text = warnings.get(prompts[entry[0]][0])
            tree.body += _run(entry[1:], text, codes, compile_tree), _passed(entry)
        else:
            tree.body.append(entry)
    return codes


def _run(statements: list, text: str | None, codes: list, compile_tree):
    """The statement that runs ``statements``, compiled by themselves, behind the warnings about their ``text``."""
    place = _place(statements[0])
    if text is not None:
        compiled = _call(COMPILE, [_constant(value, place) for value in (text, _CONSOLE, "exec", 0, True)], place)
        # A warning that the session has made an error is one of the prompt, and is caught as such.
        inner = statements[0].body if type(statements[0]).__name__ == "Try" else statements
        inner.insert(0, compiled)
    codes.append(compile_tree(_ast.Module(body=statements, type_ignores=[])))
    name = RUN + " %d" % (len(codes) - 1)
    if awaiting.is_coroutine(codes[-1]):
        return awaiting.awaited(name, place)
    return _call(RUN, [_ast.Name(id=name, ctx=_ast.Load(), **place)], place)


def _passed(entry: list):
    """The statement that says that the prompt of ``entry``, its number and statements, has run."""
    place = _place(entry[-1])
    return _call(PASSED, [_constant(entry[0], place)], place)


def _place(statement) -> dict:
    return {name: getattr(statement, name) for name in statement._attributes}


def _call(name: str, arguments: list, place: dict):
    """The statement that calls ``name``."""
    function = _ast.Name(id=name, ctx=_ast.Load(), **place)
    return _ast.Expr(value=_ast.Call(func=function, args=arguments, keywords=[], **place), **place)
