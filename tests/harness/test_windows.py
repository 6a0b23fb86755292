"""The harness without what Windows has not: on the system at hand, with the functions taken away."""

import os
import sys
import tempfile
import unittest
from unittest import mock

import test_harness
from doctrue_harness import log, orders


class WindowsOrdersTest(test_harness.OrdersTest):
    def setUp(self):
        self.pread = os.pread
        del os.pread

    def tearDown(self):
        os.pread = self.pread

    def test_a_pipe_is_left_alone(self):
        reading, writing = os.pipe()
        os.write(writing, b"doctrue 1\n\n")
        self.assertIsNone(orders.read_orders(reading))
        self.assertEqual(os.read(reading, 7), b"doctrue")
        os.close(reading)
        os.close(writing)

    def test_other_input_stays_where_it_was(self):
        with tempfile.TemporaryFile() as file:
            file.write(b"hello\nworld\n")
            file.flush()
            os.lseek(file.fileno(), 6, os.SEEK_SET)
            self.assertIsNone(orders.read_orders(file.fileno()))
            self.assertEqual(os.read(file.fileno(), 5), b"world")


class WindowsLogTest(unittest.TestCase):
    def test_the_log_moves_out_of_the_way_and_is_not_inherited(self):
        with tempfile.TemporaryFile() as file, mock.patch.dict(sys.modules, {"fcntl": None}):
            fd = os.dup(file.fileno())
            own = log.Log()
            own.take_over(fd)
            own.record(["x"])
            self.assertEqual((os.read(fd, 1), os.get_inheritable(own.fd)), (b"", False))
            self.assertEqual(os.fstat(own.fd).st_size, len(b"x 0\n\n"))
            os.close(own.fd)
            os.close(fd)


class WindowsRunTest(test_harness.RunTest):
    as_on_windows = True
    test_a_forked_child_writes_no_receipt = None
    test_the_limits_are_set = None

    def test_the_functions_are_really_missing_and_nothing_is_left_of_the_log(self):
        code, log, out = self.run_example(
            "import os, sys\nprint(hasattr(os, 'pread'), 'doctrue_harness' in sys.modules, len(sys.path), sys.stdin.read())\n"
        )
        self.assertEqual(code, 0, out)
        self.assertRegex(log.decode(), r"^out 1 @2 0 \d+\nFalse False \d \n\nend T ended 0\n\n$")

    def test_values_are_recorded_and_the_source_is_back(self):
        source = "x = 6\nx * 7\nprint(open(__file__).read() == open(__file__).read())\n"
        _, log, out = self.run_example(source, orders=["value v 2 0"])
        self.assertIn(b"value v 2\n42\n", log, out)
        self.assertEqual(self.source_afterwards, source.encode())

    def test_what_is_typed_is_read_and_echoed(self):
        _, log, out = self.run_example("print(input('? ') * 2)\n", orders=["input " + b"ab\n".hex()])
        self.assertIn(b"abab\n", log, out)


if __name__ == "__main__":
    unittest.main()
