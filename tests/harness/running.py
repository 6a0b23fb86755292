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


# Stands before the harness: takes away what Windows has not, and then is the harness's own ``sitecustomize``.
AS_ON_WINDOWS = """
import os, sys

for name in ("fork", "getppid", "getsid", "killpg", "pread", "pwrite", "setsid", "waitpid"):
    delattr(os, name)
for name in ("fcntl", "resource"):
    sys.modules[name] = None
here = os.path.dirname(os.path.abspath(__file__))
os.environ["PYTHONPATH"] = os.environ["PYTHONPATH"].partition(os.pathsep)[2]
sys.path.remove(here)
__file__ = os.path.join(sys.path[1] if sys.path[0] == "" else sys.path[0], "sitecustomize.py")
with open(__file__) as file:
    exec(compile(file.read(), __file__, "exec"))
"""


class Running:
    """The harness as it is used: started through ``sitecustomize`` with the log as standard input."""

    # Whether the interpreter lacks what Windows lacks, and the log is a file that does not only grow.
    as_on_windows = False
    # The folder of the harness.
    harness = HARNESS

    def run_example(self, source, hooks="on", orders=(), options=(), python=sys.executable):
        """Exit code, log, and what went past the hooks. ``source`` is text, dedented here, or bytes as they are."""
        if isinstance(source, str):
            source = textwrap.dedent(source).encode()
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "block.py")
            with open(path, "wb") as file:
                file.write(source)
            lines = ["doctrue 1", "token T", "path " + path, "hooks " + hooks, "session new", "limit-file 1000000", *orders]
            path_of_harness = self.harness
            if self.as_on_windows:
                path_of_harness = os.path.join(folder, "windows") + os.pathsep + self.harness
                os.mkdir(os.path.join(folder, "windows"))
                with open(os.path.join(folder, "windows", "sitecustomize.py"), "w") as file:
                    file.write(AS_ON_WINDOWS)
            mode = "wb+" if self.as_on_windows else "ab+"
            with open(os.path.join(folder, "log"), mode) as log, open(os.path.join(folder, "out"), "ab+") as out:
                log.write(("\n".join(lines) + "\n\n").encode())
                log.flush()
                environment = dict(os.environ, PYTHONPATH=path_of_harness, PYTHONDONTWRITEBYTECODE="1")
                done = subprocess.run(
                    [python, *options, path],
                    stdin=log,
                    stdout=out,
                    stderr=out,
                    env=environment,
                    cwd=folder,
                    timeout=60,
                )
                with open(path, "rb") as file:
                    self.source_afterwards = file.read()
                # What the example has left beside the files of the run.
                self.files_afterwards = {}
                for entry in os.scandir(folder):
                    if entry.is_file() and entry.name not in ("log", "out", "block.py"):
                        with open(entry.path, "rb") as file:
                            self.files_afterwards[entry.name] = file.read()
                log.seek(0)
                out.seek(0)
                # Of the same length, for a record tells how long it is.
                name = "FOLDER".ljust(len(folder), "_")
                texts = [file.read().replace(folder.encode(), name.encode()) for file in (log, out)]
                return (done.returncode, *texts)


def lines_of(site, sites):
    """The lines of a ``site`` as a record of output has it, by the records of ``sites``."""
    return [site[1:]] if site.startswith("@") else sites[site]


def records(log):
    """The records of a log: lists of words, each with its payload."""
    found = []
    while log:
        head, _, log = log.partition(b"\n")
        *words, length = head.decode().split(" ")
        found.append((words, log[: int(length)]))
        log = log[int(length) + 1 :]
    return found
