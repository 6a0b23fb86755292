"""Tests of the fork server: one interpreter, many examples, each as if it had an interpreter of its own."""

import array
import os
import socket
import subprocess
import sys
import tempfile
import unittest

from running import HARNESS, lines_of, records


@unittest.skipUnless(hasattr(os, "fork") and sys.implementation.name == "cpython", "CPython on a system that forks")
class ServerTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(subprocess.run, ["rm", "-rf", self.folder])
        os.mkdir(os.path.join(self.folder, "work"))
        self.path = os.path.join(self.folder, "work", "block.py")

    def serve(self, preload=""):
        ours, theirs = socket.socketpair()
        self.addCleanup(ours.close)
        environment = dict(os.environ, PYTHONPATH=HARNESS, PYTHONDONTWRITEBYTECODE="1")
        environment["DOCTRUE_SERVER"] = "%d -1" % theirs.fileno()
        log, stdout, stderr = self.open_files()
        self.server = subprocess.Popen(
            [sys.executable, self.path],
            stdin=log,
            stdout=stdout,
            stderr=stderr,
            env=environment,
            pass_fds=[theirs.fileno()],
            cwd=self.folder,
        )
        theirs.close()
        self.addCleanup(self.server.wait)
        self.addCleanup(self.server.kill)
        setup = "program %s\nwork %s\npreload %s\n\n"
        ours.sendall((setup % (self.path, os.path.dirname(self.path), preload)).encode())
        self.lines = ours.makefile("r")
        self.control = ours
        self.assertTrue(self.lines.readline().startswith("ready "))

    def open_files(self):
        """New files without names: log, standard output, standard error."""
        files = [tempfile.TemporaryFile("ab+") for _ in range(3)]
        for file in files:
            self.addCleanup(file.close)
        import fcntl  # not on every system

        # As the supervisor opens it.
        fcntl.fcntl(files[1], fcntl.F_SETFL, os.O_APPEND | getattr(os, "O_NOATIME", 0))
        return files

    def run_example(self, source, *orders, end="late"):
        """Status as ``wait`` has it, text on standard output, and the log."""
        with open(self.path, "w") as file:
            file.write(source)
        self.files = self.open_files()
        descriptors = array.array("i", [file.fileno() for file in self.files])
        self.control.sendall(b"r")
        text = ("T %s 10 on\n" % end + "".join(order + "\n" for order in orders) + "\n").encode()
        sent = self.control.sendmsg([text], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, descriptors)])
        self.control.sendall(text[sent:])
        status = int(self.lines.readline().split()[1])
        log = os.pread(self.files[0].fileno(), 1 << 20, 0)
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
        for end in ("early", "late"):
            for source, code, how in [
                ("x = 1", 0, b"ended"),
                ("import sys; sys.exit(3)", 3, b"exited"),
                ("1/0", 1, b"raised"),
                ("raise SystemExit('text')", 1, b"exited"),
                ("import atexit; atexit.register(print, 'bye')", 0, b"ended"),
            ]:
                status, _, log = self.run_example(source, end=end)
                self.assertEqual((status >> 8, status & 127), (code, 0), source)
                self.assertIn(b"end T " + how, log, source)
            self.assertEqual(self.run_example("import os; os.kill(os.getpid(), 9)", end=end)[0] & 127, 9)

    def test_nothing_of_the_server_can_be_seen(self):
        self.serve()
        source = "import sys\nprint(sys._getframe().f_back, [m for m in sys.modules if 'doctrue' in m or m in ('_ctypes', 'resource', 'fcntl')])\n"
        self.assertEqual(self.run_example(source)[1], "None []\n")

    def test_modules_can_be_there_already(self):
        self.serve("json no_such_module")
        self.assertEqual(self.run_example("import sys\nprint('json' in sys.modules)\n")[1], "True\n")

    def test_each_example_has_files_of_its_own(self):
        self.serve()
        source = "import os, sys\nprint(1)\nos.write(1, b'2')\nos.write(2, b'3')\nopen('other', 'w').close()\nos.dup2(os.open('other', os.O_WRONLY), 1)\nprint(4)\n"
        for _ in range(2):
            _, printed, log = self.run_example(source)
            self.assertEqual(printed, "1\n")
            self.assertEqual([os.pread(file.fileno(), 9, 0) for file in self.files[1:]], [b"2", b"3"])
            with open(os.path.join(self.folder, "work", "other")) as file:
                self.assertEqual(file.read(), "4\n")
        _, printed, _ = self.run_example("import gc, warnings\nwarnings.simplefilter('error')\ngc.collect()\nprint(5)\n")
        self.assertEqual((printed, os.fstat(self.files[2].fileno()).st_size), ("5\n", 0))

    def test_what_is_free_to_end_early_ends_like_the_rest(self):
        self.serve()
        for source in [
            "def g():\n    try: yield\n    finally: print('gone')\na = g()\nnext(a)\ndef f(): return a\n",
            "f = open('x', 'w')\nf.write('gone')\nimport atexit\natexit.register(lambda: print('gone'))\n",
        ]:
            for end in ("early", "late"):
                self.assertEqual(self.run_example(source, end=end)[:2], (0, "gone\n"), source)

    def test_buffers_are_written_at_an_early_end_too(self):
        self.serve()
        for source in [
            "f = open(1, 'w', closefd=False)\nf.write('gone')\n",
            "import os\nf = os.fdopen(os.dup(1), 'w')\nf.write('gone')\n",
            "class A: f = open(1, 'w', closefd=False)\nA.f.write('gone')\ndef g(): return A\n",
        ]:
            for end in ("early", "late"):
                status, _, _ = self.run_example(source, end=end)
                self.assertEqual((status, os.pread(self.files[1].fileno(), 100, 0)), (0, b"gone"), (source, end))

    def test_other_files_in_the_place_of_standard_output(self):
        self.serve()
        for source, printed, stdout, stderr in [
            ("import os\nr, w = os.pipe()\nos.dup2(w, 1)\nprint('x')\nos.write(2, os.read(r, 9))\n", "", b"", b"x\n"),
            ("import os\nos.dup2(2, 1)\nprint('x')\n", "", b"", b"x\n"),
            ("import os, sys\nos.dup2(1, 2)\nprint('x', file=sys.stderr)\n", "", b"x\n", b""),
            ("import os\nos.set_blocking(1, False)\nprint('x')\n", "x\n", b"", b""),
            ("import fcntl, os\nfcntl.fcntl(1, fcntl.F_SETFL, os.O_APPEND)\nprint('x')\n", "x\n", b"", b""),
            (
                "import os\nf = open('f', 'w+')\nos.dup2(f.fileno(), 1)\nprint('a')\nos.lseek(1, 0, 0)\nprint('x')\n"
                "os.write(2, open('f', 'rb').read())\n",
                "",
                b"",
                b"x\n",
            ),
        ]:
            found = self.run_example(source)
            files = [os.pread(file.fileno(), 100, 0) for file in self.files[1:]]
            self.assertEqual((found[0], found[1], files), (0, printed, [stdout, stderr]), source)

    def test_functions_that_c_code_calls_have_lines_of_their_own(self):
        self.serve()
        for before in range(8):
            source = "import atexit\ndef bye():\n    print('one')\n    print('two')\natexit.register(bye)\n" + "0\n" * before
            source += "print('main')\nprint('end')\n"
            lines = {}
            seen = {}
            for words, payload in records(self.run_example(source)[2]):
                if words[0] == "site":
                    lines[words[1]] = words[2:]
                elif words[0] == "out":
                    seen[payload.decode().strip()] = lines_of(words[2], lines)
            self.assertEqual(seen, {"main": [str(6 + before)], "end": [str(7 + before)], "one": ["3"], "two": ["4"]})

    def test_a_server_that_finds_something_else_than_a_request_ends(self):
        self.serve()
        self.control.sendall(b"T early 10 on\n\n")
        self.assertEqual(self.server.wait(10), 0)

    def test_orders_of_any_length_are_read(self):
        self.serve()
        text = "x" * 300000
        source = "a = input()\nprint(len(a))\n"
        found = self.run_example(source, "input " + (text + "\n").encode().hex())
        self.assertEqual((found[0], found[1][-7:]), (0, "300000\n"))

    def test_the_end_of_the_socket_ends_the_server(self):
        self.serve()
        self.lines.close()
        self.control.close()
        self.assertEqual(self.server.wait(10), 0)


if __name__ == "__main__":
    unittest.main()
