"""Programs that await at their top, as cells of a notebook and what is typed into ``python -m asyncio`` may.

The whole program is compiled as one coroutine. What CPython's main runs in its place is a line in a file of another name,
so that no line of the example is on the stack but its own.
"""

from __future__ import annotations

import _ast

from .names import COMPLETE, EVAL, PROGRAM, SUSPENDS

_IS_COROUTINE = 0x80
_PLACE = {"lineno": 1, "col_offset": 0, "end_lineno": 1, "end_col_offset": 0}


def line():
    """The tree of the line that runs the coroutine which the program is."""
    started = _call(EVAL, [_name(PROGRAM)])
    return _ast.Module(body=[_ast.Expr(value=_call(COMPLETE, [started]), **_PLACE)], type_ignores=[])


def is_coroutine(code) -> bool:
    """Whether ``code`` awaits at its top."""
    return bool(code.co_flags & _IS_COROUTINE)


def hooks(code) -> dict:
    """What the line calls, for the program ``code``."""
    import asyncio

    loop = asyncio.new_event_loop()
    # Found by those who ask for the loop before they are in it.
    asyncio.set_event_loop(loop)
    return {COMPLETE: loop.run_until_complete, EVAL: eval, SUSPENDS: is_coroutine, PROGRAM: code}


def _name(name: str):
    return _ast.Name(id=name, ctx=_ast.Load(), **_PLACE)


def _call(name: str, arguments: list):
    return _ast.Call(func=_name(name), args=arguments, keywords=[], **_PLACE)
