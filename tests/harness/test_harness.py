"""Unit tests of the harness, apart from the tool: orders, log, streams and endings."""

import io
import os
import sys
import tempfile
import unittest

from running import Running, records

# The tests import the package by itself; nothing is installed until ``start`` finds orders.
from doctrue_harness import ending, orders, streams
from doctrue_harness.log import Log


class OrdersTest(unittest.TestCase):
    def read(self, data):
        with tempfile.TemporaryFile() as file:
            file.write(data)
            file.flush()
            found = orders.read_orders(file.fileno())
            return found, os.fstat(file.fileno()).st_size

    def test_orders_are_read_once_and_erased(self):
        found, size = self.read(b"doctrue 1\ntoken abc\npath /a b\n\n")
        self.assertEqual((found["token"], found["path"], size), ("abc", "/a b", 0))

    def test_a_key_may_come_several_times(self):
        found, _ = self.read(b"doctrue 1\nshow 1 2\npath /a\nshow 3 4\n\n")
        self.assertEqual((found.every("show"), found.every("value")), (["1 2", "3 4"], []))

    def test_orders_may_be_long(self):
        found, _ = self.read(b"doctrue 1\n" + b"value 1 1 0\n" * 20000 + b"\n")
        self.assertEqual(len(found.every("value")), 20000)

    def test_other_input_is_left_alone(self):
        found, size = self.read(b"hello\n\n")
        self.assertEqual((found, size), (None, 7))

    def test_a_closed_descriptor_has_no_orders(self):
        fd = os.open(os.devnull, os.O_RDONLY)
        os.close(fd)
        self.assertIsNone(orders.read_orders(fd))


class LogTest(unittest.TestCase):
    def test_a_record_carries_the_length_of_its_payload(self):
        with tempfile.TemporaryFile() as file:
            Log(file.fileno()).record(["out", "1"], "é\n".encode())
            file.seek(0)
            self.assertEqual(file.read(), b"out 1 3\n\xc3\xa9\n\n")


class LinesTest(unittest.TestCase):
    def test_an_instruction_has_the_line_that_the_frame_has(self):
        seen = []

        def record():
            frame = sys._getframe(1)
            seen.append((streams.line_at(frame.f_code, frame.f_lasti), frame.f_lineno))

        def example():
            record()
            for _ in range(3):
                record()

            (record(), 1)

        example()
        self.assertEqual(len(seen), 5)
        for found, real in seen:
            self.assertEqual(found, real)

    def test_an_exception_far_into_a_code_has_its_line(self):
        found = []
        code = "try:\n    int('a')\nexcept ValueError as error: found.append(error)\n" * 500
        exec(compile(code, "block.py", "exec"), {"found": found})
        lines = [ending.lines_of(error.__traceback__, "block.py") for error in found]
        self.assertEqual(lines, [[str(3 * index + 2)] * 2 for index in range(500)])
        self.assertGreater(found[-1].__traceback__.tb_lasti, streams.NEAR)


class RunTest(Running, unittest.TestCase):
    def test_a_line_is_logged_with_its_site_and_nothing_goes_past(self):
        code, log, out = self.run_example("print('x')\n")
        self.assertEqual((code, out), (0, b""))
        self.assertIn(b"out 1 @1 0 2\nx\n\n", log)
        self.assertTrue(log.endswith(b"end T ended 0\n\n"), log)

    def test_without_hooks_output_goes_where_it_always_went(self):
        _, log, out = self.run_example("print('x')\n", hooks="off")
        self.assertEqual((log.count(b"out "), out), (0, b"x\n"))

    def test_what_an_exception_is_about_is_told_by_its_fields(self):
        def since(version, fields):
            return fields if sys.version_info >= version else {}

        asking = "class Asking:\n    def __get__(self, *_): print('asked')\n"
        own = asking + "class Own(OSError):\n    filename = Asking()\nraise Own(2, 'no', 'a.txt')"
        for source, expected in [
            ("open('it\\'s.txt')", {"file": b"it's.txt"}),
            ("open(b'a.txt')", {}),
            ("import nowhere.at_all", {"name": b"nowhere"}),
            ("from sys import nothing", {"name": b"sys", **since((3, 12), {"imported": b"nothing"})}),
            ("missing", since((3, 10), {"name": b"missing"})),
            ("raise NameError('no such name')", {}),
            (own, {"file": b"a.txt"}),
        ]:
            _, log, out = self.run_example(source)
            told = {words[1]: text for words, text in records(log) if words[0] == "more"}
            self.assertEqual((told, out, b"asked" in log), (expected, b"", False), source)

    def test_an_exit_is_told_from_an_end(self):
        for source, how in [
            ("import sys\nsys.exit()", b"exited"),
            ("raise SystemExit(0)", b"exited"),
            ("exit()", b"exited"),
            ("try:\n    exit()\nexcept SystemExit:\n    pass", b"ended"),
            ("try:\n    1/0\nexcept Exception as e:\n    kept = e", b"ended"),
            ("1/0", b"raised"),
        ]:
            _, log, _ = self.run_example(source)
            self.assertIn(b"end T " + how, log, source)

    def test_a_forked_child_writes_no_receipt(self):
        _, log, _ = self.run_example("import os\nif os.fork() == 0:\n    print('child')\nelse:\n    os.wait()\n    os._exit(0)\n")
        self.assertIn(b"child", log)
        self.assertNotIn(b"end T", log)

    def test_a_closed_descriptor_is_an_error_as_it_always_was(self):
        code, _, _ = self.run_example("import os\nos.close(1)\nprint('x')\n")
        self.assertNotEqual(code, 0)

    def test_a_redirected_descriptor_is_followed(self):
        code, log, out = self.run_example(
            """
            import os
            file = os.open('other', os.O_RDWR | os.O_CREAT)
            saved = os.dup(1)
            os.dup2(file, 1)
            print('x')
            os.dup2(saved, 1)
            print(open('other').read() == 'x\\n')
            """
        )
        self.assertEqual(code, 0)
        self.assertIn(b"True\n", log)

    def test_the_limits_are_set(self):
        code, log, _ = self.run_example("import resource\nprint(resource.getrlimit(resource.RLIMIT_FSIZE) == (1000000, 1000000))\n")
        self.assertEqual(code, 0)
        self.assertIn(b"True\n", log)


class StreamTest(unittest.TestCase):
    def test_the_stream_looks_like_the_real_one(self):
        with tempfile.TemporaryFile("w") as file, tempfile.TemporaryFile("ab+") as behind:
            log = Log(behind.fileno())
            stream = streams.hooked(file, file.fileno(), log, streams.Sites(log, "x"), lambda: None)
            self.assertIs(type(stream), io.TextIOWrapper)
            self.assertEqual(repr(type(stream.buffer)), repr(io.BufferedWriter))
            stream.write("a")
            behind.seek(0)
            self.assertNotIn(b"out", behind.read())
            stream.write("b\n")
            behind.seek(0)
            found = [payload for words, payload in records(behind.read()) if words[0] == "out"]
        self.assertEqual(found, [b"ab\n"])


class AloneTest(Running, unittest.TestCase):
    def test_who_writes_alone_is_attributed_as_others_are(self):
        source = """
            import sys

            def show(text, end="\\n"):
                print(text, end=end)

            show("a")
            for i in range(3):
                print(i, end=" ")
            print()
            show("b", "")
            print("c" * 300, file=sys.stderr)
            sys.stdout.flush()
            show("d")
            print("e\\nf")
            print("g", end="")
            1 / 0
            """
        one, other = self.run_example(source), self.run_example(source, hooks="alone")
        self.assertEqual(one, other)
        self.assertIn(b"0 1 2 ", other[1])

    def test_nothing_is_lost_behind_a_printed_line(self):
        for end in ["import os; os._exit(3)", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "import ctypes; ctypes.string_at(0)"]:
            with self.subTest(end=end):
                _, log, _ = self.run_example("for i in range(3): print(i)\n" + end + "\n", hooks="alone")
                self.assertEqual([payload for words, payload in records(log) if words[0] == "out"], [b"0\n", b"1\n", b"2\n"])

if __name__ == "__main__":
    unittest.main()
