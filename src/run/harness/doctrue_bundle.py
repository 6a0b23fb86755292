"""Puts the compiled modules of the harness into one file, from which each start of an interpreter takes those that it needs.

Finding a module takes longer than most of them take to run: folders are listed, files asked for their state, opened and
read, one after the other. ``sitecustomize`` reads the file.
"""

from __future__ import annotations

import marshal
import os
import sys


def write(path: str, head: bytes, room: int) -> None:
    """Compile the modules of the package into the file ``path``. Its first ``room`` bytes are ``head`` and what it has."""
    here = os.path.dirname(os.path.abspath(__file__))
    index = {}
    codes = b""
    for file in sorted(_files(os.path.join(here, "doctrue_harness"))):
        code = _compiled(file)
        begin = room + len(codes)
        index[_name(os.path.relpath(file, here))] = file, begin, begin + len(code)
        codes += code
    head += marshal.dumps(index)
    if len(head) <= room:
        try:
            _put(path, head.ljust(room, b"\0") + codes)
        except OSError:  # without it modules are found one by one
            pass


def _put(path: str, data: bytes) -> None:
    """In one step: another interpreter may be reading the file, or doing the same."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    new = "%s.%d" % (path, os.getpid())
    with open(new, "xb") as file:
        file.write(data)
    os.replace(new, path)


def _files(package: str) -> list[str]:
    found = []
    for folder, _, files in os.walk(package):
        found += [os.path.join(folder, file) for file in files if file.endswith(".py")]
    return found


def _name(path: str) -> str:
    """The name of the module in the file ``path``."""
    parts = path[: -len(".py")].split(os.sep)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _compiled(path: str) -> bytes:
    with open(path, "rb") as file:
        source = file.read()
    # Nothing here is proved at run time, or read by anybody.
    return marshal.dumps(compile(source, path, "exec", dont_inherit=True, optimize=2))
