"""The programs of ``tests/conformance`` do and say the same with a value recorded for each of their statements.

All of them run where ``DOCTRUE_TESTS`` is ``all``, else some.
"""

import os
import re
import unittest

from test_points import Points, every_statement

PROGRAMS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "conformance", "programs.txt")

# Programs that see the calls of the harness, with the reason. The tool records no values of those that watch the interpreter.
DIFFERENT = {
    "settrace": "it traces calls",
    "settrace_print": "it traces calls",
    "profile": "it counts calls",
    "breakpoint": "it stops at the next call",
    "recursion_depth": "a call of the harness may be the one for which there is no room",
    "alarm": "whether it gets to its last line in time is a matter of luck",
    "stackoverflow": "it takes minutes on Python 3.13",
    "thread_exc": "which line waits when a thread writes is a matter of luck",
    "executor": "which line waits when a thread writes is a matter of luck",
}

VARIABLE = re.compile(rb"0x[0-9a-f]+|\d+\.\d+|Process-\d+|FOLDER_*|/tmp/\w+|\d{5,}")


class ConformanceTest(Points):
    def digest(self, source, orders):
        self.run_points(source, *orders)
        shown = [(words, VARIABLE.sub(b"X", text)) for words, text in self.records if words[0] in ("raise", "invalid", "end")]
        # The positions in files and the numbers of sites tell of nothing that a reader sees.
        printed = [(words[1], VARIABLE.sub(b"X", text)) for words, text in self.records if words[0] == "out"]
        return self.code, shown, printed, VARIABLE.sub(b"X", self.out), self.files_afterwards

    def test_values_are_recorded_unnoticed(self):
        with open(PROGRAMS) as file:
            programs = [part.split("\n", 1) for part in file.read().split("=== ")[1:]]
        step = 1 if os.environ.get("DOCTRUE_TESTS") == "all" else 8
        for name, source in [program for program in programs if program[0] not in DIFFERENT][::step]:
            with self.subTest(name):
                try:
                    orders = every_statement(source)
                except SyntaxError:
                    continue
                self.assertEqual(self.digest(source, ()), self.digest(source, orders))


if __name__ == "__main__":
    unittest.main()
