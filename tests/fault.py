#!/usr/bin/env python3
"""Lets every system call of a fix fail, and kills it at every one: the file must be the old one or the new one.

    cargo build && python3 tests/fault.py

Needs strace. First the writer alone, call by call (the unit test `fault_target`); then `doctrue fix` as a whole, at the
calls that only the writer makes, where also the exit status must be 2 unless the file is new and nothing is lost.
"""
import json
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
OLD, NEW = b"old\n", b"new\n"
WRONG = b"```python\nprint(1 + 1)  # Output: 3\n```\n"
RIGHT = WRONG.replace(b"3", b"2")
# Not calls to the world: a lock between threads that fails hangs any program.
LEFT_OUT = {"futex", "exit", "exit_group"}
KINDS = ["error=EIO", "error=ENOSPC", "error=EACCES", "signal=KILL"]


def test_binary():
    """The path of the unit tests of the library."""
    command = ["cargo", "test", "--lib", "--no-run", "--message-format=json", "--quiet"]
    lines = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    messages = [json.loads(line) for line in lines]
    return [m["executable"] for m in messages if m.get("executable") and "lib" in m["target"]["kind"]][-1]


def strace(options, command, env, cwd):
    """The exit status of `command` under strace."""
    prefix = ["strace", "-f", "-qq", "-o", os.path.join(cwd, "../trace"), *options]
    done = subprocess.run(prefix + command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
    return done.returncode, done.stderr


def calls(trace):
    """The calls of the thread that writes, from its first look at the file on: (name, how many of that name before)."""
    by_thread = {}
    for line in open(trace, errors="replace"):
        found = re.match(r"(\d+) +(\w+)\((.*)", line)
        if found:
            by_thread.setdefault(found[1], []).append((found[2], found[3]))
    [own] = [calls for calls in by_thread.values() if any(name == "flock" for name, _ in calls)]
    lock = [name for name, _ in own].index("flock")
    counts, result = {}, []
    for index, (name, _) in enumerate(own):
        counts[name] = counts.get(name, 0) + 1
        if index >= lock - 1 and name not in LEFT_OUT:
            result.append((name, counts[name]))
    return result


def writer(folder):
    """Each call of the writer fails, in each way."""
    binary, project = test_binary(), os.path.join(folder, "writer")
    os.mkdir(project)
    path = os.path.join(project, "a.md")
    env = dict(os.environ, DOCTRUE_FAULT=path)
    command = [binary, "--ignored", "--exact", "fix::write::tests::fault_target", "--test-threads=1"]
    open(path, "wb").write(OLD)
    strace([], command, env, project)
    assert open(path, "rb").read() == NEW
    tried = damaged = stray = silent = 0
    for name, number in calls(os.path.join(folder, "trace")):
        for kind in KINDS:
            for left in os.listdir(project):
                os.unlink(os.path.join(project, left))
            open(path, "wb").write(OLD)
            status, _ = strace(["-e", f"trace={name}", "-e", f"inject={name}:{kind}:when={number}"], command, env, project)
            now = open(path, "rb").read()
            tried += 1
            damaged += now not in (OLD, NEW)
            silent += now == OLD and status == 0
            stray += len(os.listdir(project)) - 1
    print(f"writer: {tried} faults, {damaged} damaged files, {silent} failures that were not told, {stray} files left behind")
    return damaged + silent


def program(folder):
    """The calls that only the writer makes, in the whole program."""
    tried = bad = 0
    for name in ["open", "flock", "flistxattr", "fchmod", "fsync", "linkat", "rename"]:
        for number in (1, 2):
            for kind in KINDS:
                project = tempfile.mkdtemp(dir=folder)
                path = os.path.join(project, "a.md")
                open(path, "wb").write(WRONG)
                command = [os.path.join(ROOT, "target/debug/doctrue"), "fix", "--jobs", "1", "a.md"]
                inject = ["-e", f"trace={name}", "-e", f"inject={name}:{kind}:when={number}"]
                status, stderr = strace(inject, command, os.environ, project)
                now = open(path, "rb").read()
                tried += 1
                is_told = status == 2 or now == RIGHT or kind == "signal=KILL" or b"refused" in stderr
                if now not in (WRONG, RIGHT) or not is_told:
                    bad += 1
                    print(f"{name} {number} {kind}: status {status}, {now!r}")
    print(f"program: {tried} faults, {bad} bad")
    return bad


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        sys.exit(1 if writer(scratch) + program(scratch) else 0)
