"""Runs an example under the harness, as the tool does; shared by the tests."""

import os
import subprocess
import sys
import tempfile
import textwrap

sys.dont_write_bytecode = True

HARNESS = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "src", "run", "harness"))
if HARNESS not in sys.path:
    sys.path.insert(0, HARNESS)


class Running:
    """The harness as it is used: started through ``sitecustomize`` with the log as standard input."""

    def run_example(self, source, hooks="on", orders=(), options=()):
        """Exit code, log, and what went past the hooks. ``source`` is text, dedented here, or bytes as they are."""
        if isinstance(source, str):
            source = textwrap.dedent(source).encode()
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "block.py")
            with open(path, "wb") as file:
                file.write(source)
            lines = ["doctrue 1", "token T", "path " + path, "hooks " + hooks, "session new", "limit-core 0", *orders]
            with open(os.path.join(folder, "log"), "ab+") as log, open(os.path.join(folder, "out"), "ab+") as out:
                log.write(("\n".join(lines) + "\n\n").encode())
                log.flush()
                environment = dict(os.environ, PYTHONPATH=HARNESS, PYTHONDONTWRITEBYTECODE="1")
                done = subprocess.run(
                    [sys.executable, *options, path],
                    stdin=log,
                    stdout=out,
                    stderr=out,
                    env=environment,
                    cwd=folder,
                    timeout=60,
                )
                with open(path, "rb") as file:
                    self.source_afterwards = file.read()
                log.seek(0)
                out.seek(0)
                # Of the same length, for a record tells how long it is.
                name = "FOLDER".ljust(len(folder), "_")
                texts = [file.read().replace(folder.encode(), name.encode()) for file in (log, out)]
                return (done.returncode, *texts)


def records(log):
    """The records of a log: lists of words, each with its payload."""
    found = []
    while log:
        head, _, log = log.partition(b"\n")
        *words, length = head.decode().split(" ")
        found.append((words, log[: int(length)]))
        log = log[int(length) + 1 :]
    return found
