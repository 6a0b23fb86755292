"""Tests of the fork server: one interpreter, many examples, each as if it had an interpreter of its own."""

import os
import socket
import subprocess
import sys
import tempfile
import unittest

from running import HARNESS, records


@unittest.skipUnless(hasattr(os, "fork") and sys.implementation.name == "cpython", "CPython on a system that forks")
class ServerTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(subprocess.run, ["rm", "-rf", self.folder])
        for name in ("work", "io"):
            os.mkdir(os.path.join(self.folder, name))
        self.path = os.path.join(self.folder, "work", "block.py")

    def serve(self, preload=""):
        ours, theirs = socket.socketpair()
        self.addCleanup(ours.close)
        environment = dict(os.environ, PYTHONPATH=HARNESS, PYTHONDONTWRITEBYTECODE="1")
        environment["DOCTRUE_SERVER"] = "%d -1" % theirs.fileno()
        log = os.open(os.path.join(self.folder, "scratch"), os.O_RDWR | os.O_CREAT | os.O_APPEND)
        self.server = subprocess.Popen(
            [sys.executable, self.path],
            stdin=log,
            stdout=log,
            stderr=log,
            env=environment,
            pass_fds=[theirs.fileno()],
            cwd=self.folder,
        )
        theirs.close()
        os.close(log)
        self.addCleanup(self.server.wait)
        self.addCleanup(self.server.kill)
        setup = "program %s\nwork %s\nio %s\npreload %s\n\n"
        ours.sendall((setup % (self.path, os.path.dirname(self.path), os.path.join(self.folder, "io"), preload)).encode())
        self.lines = ours.makefile("r")
        self.control = ours
        self.assertTrue(self.lines.readline().startswith("ready "))

    def run_example(self, source, *orders):
        """Status as ``wait`` has it, text on standard output, and the log."""
        with open(self.path, "w") as file:
            file.write(source)
        files = {}
        for name in ("log", "stdout", "stderr"):
            files[name] = open(os.path.join(self.folder, "io", name), "ab+")
            self.addCleanup(files[name].close)
        lines = ["doctrue 1", "token T", "path " + self.path, "hooks on", "session new", *orders]
        files["log"].write(("\n".join(lines) + "\n\n").encode())
        files["log"].flush()
        self.control.sendall(b"r")
        status = int(self.lines.readline().split()[1])
        files["log"].seek(0)
        log = files["log"].read()
        printed = b"".join(payload for words, payload in records(log) if words[:2] == ["out", "1"])
        return status, printed.decode(), log

    def test_examples_know_nothing_of_each_other(self):
        self.serve()
        for _ in range(2):
            found = self.run_example("print(sorted(k for k in globals() if k[0] != '_'))\nx = 1\nimport os\nos.environ['X'] = '1'\n")
            self.assertEqual((found[0], found[1]), (0, "[]\n"))
        status, printed, _ = self.run_example("import os\nprint(os.environ.get('X'), 'DOCTRUE_SERVER' in os.environ)\n")
        self.assertEqual((status, printed), (0, "None False\n"))

    def test_exit_codes_are_those_of_a_fresh_interpreter(self):
        self.serve()
        for orders in ([], ["exit early"]):
            for source, code, how in [
                ("x = 1", 0, b"ended"),
                ("import sys; sys.exit(3)", 3, b"exited"),
                ("1/0", 1, b"raised"),
                ("raise SystemExit('text')", 1, b"exited"),
                ("import atexit; atexit.register(print, 'bye')", 0, b"ended"),
            ]:
                status, _, log = self.run_example(source, *orders)
                self.assertEqual((status >> 8, status & 127), (code, 0), source)
                self.assertIn(b"end T " + how, log, source)
            self.assertEqual(self.run_example("import os; os.kill(os.getpid(), 9)", *orders)[0] & 127, 9)

    def test_nothing_of_the_server_can_be_seen(self):
        self.serve()
        source = "import sys\nprint(sys._getframe().f_back, [m for m in sys.modules if 'doctrue' in m or m in ('_ctypes', 'resource', 'fcntl')])\n"
        self.assertEqual(self.run_example(source)[1], "None []\n")

    def test_modules_can_be_there_already(self):
        self.serve("json no_such_module")
        self.assertEqual(self.run_example("import sys\nprint('json' in sys.modules)\n")[1], "True\n")

    def test_the_end_of_the_socket_ends_the_server(self):
        self.serve()
        self.lines.close()
        self.control.close()
        self.assertEqual(self.server.wait(10), 0)


if __name__ == "__main__":
    unittest.main()
