"""What Python 2.7, 3.6 and 3.7 say of several programs that share a start; skipped where pyenv has none of them."""

import os
import re
import unittest
from pathlib import Path

from running import Running, records


def _interpreters():
    root = os.environ.get("PYENV_ROOT") or os.path.join(os.path.expanduser("~"), ".pyenv")
    versions = {name: path for path in Path(root, "versions").glob("*") for name in [".".join(path.name.split(".")[:2])]}
    found = {version: str(versions[version] / "bin" / ("python" + version)) for version in ("2.7", "3.6", "3.7") if version in versions}
    return {version: path for version, path in found.items() if os.path.exists(path)}


INTERPRETERS = _interpreters()


@unittest.skipUnless(INTERPRETERS, "needs Python 2.7, 3.6 or 3.7")
class EarlyBatchTest(Running, unittest.TestCase):
    def run_batch(self, *programs):
        """For each interpreter, the records of each program that has a receipt or is gone, and what went past the hooks."""
        orders = []
        for index, (source, lines) in enumerate(programs):
            text = source.replace("\n", "\0") + "\1" + lines.replace("\n", "\0")
            orders.append("batch T%d 0 %s" % (index, text))
        for _, path in sorted(INTERPRETERS.items()):
            _, log, out = self.run_example("", hooks="alone", orders=orders, python=path)
            pieces, own = {}, []
            for words, text in records(log):
                own.append((words, text))
                if words[0] in ("end", "gone"):
                    pieces[words[1]], own = own, []
            yield pieces, out

    def told(self, pieces):
        """How each program ended, and what it printed."""
        how = {token: own[-1][0][0] if own[-1][0][0] == "gone" else own[-1][0][2] for token, own in pieces.items()}
        printed = {token: b"".join(text for words, text in own if words[0] == "out") for token, own in pieces.items()}
        return {token: (how[token], printed[token].decode("utf-8")) for token in pieces}

    def test_each_program_has_a_main_and_a_receipt_of_its_own(self):
        programs = [
            ("x = 1\nprint(x)\n", ""),
            ("print(__name__)\nprint(x)\n", ""),
            ("# -*- coding: utf-8 -*-\nprint('\u00e9\u20ac')\n", ""),
            ("import json\nprint(json.dumps([1]))\n", ""),
            ("1 + 1\n", "value 7 1 0\nshow 1 1\n"),
            ("int('x')\nprint(2)\n", "catch 3 1 1\n"),
        ]
        for pieces, out in self.run_batch(*programs):
            self.assertEqual(out, b"")
            expected = [
                ("ended", "1\n"),
                ("raised", "__main__\n"),
                ("ended", "\u00e9\u20ac\n"),
                ("ended", "[1]\n"),
                ("ended", "2\n"),
                ("ended", "2\n"),
            ]
            self.assertEqual(self.told(pieces), {"T%d" % index: told for index, told in enumerate(expected)})
            self.assertIn((["value", "7"], b"2"), [(words[:2], text) for words, text in pieces["T4"]])
            self.assertEqual([text for words, text in pieces["T5"] if words[0] == "caught"], [b"ValueError\n" + self.message])
            self.assertIn(b"NameError", [text for words, text in pieces["T1"] if words[0] == "raise"][0])

    message = b"invalid literal for int() with base 10: 'x'"

    def test_it_ends_where_something_was_left_behind(self):
        for leaving in [
            "import sys\nsys.setrecursionlimit(500)\n",
            "import sys\nsys.path.append('x')\n",
            "import os\nos.chdir('/')\n",
            "try:\n    import builtins\nexcept ImportError:\n    import __builtin__ as builtins\nbuiltins.sum = max\n",
            "import warnings\nwarnings.simplefilter('ignore')\n",
        ]:
            for pieces, _ in self.run_batch(("print(1)\n", ""), (leaving, ""), ("print(2)\n", "")):
                self.assertEqual(self.told(pieces), {"T0": ("ended", "1\n"), "T1": ("ended", "")}, leaving)

    def test_what_writes_past_the_streams_has_no_receipt(self):
        for pieces, out in self.run_batch(("import os\nos.write(1, b'x')\n", ""), ("print(2)\n", "")):
            self.assertEqual((pieces, out), ({}, b"x"))

    def test_what_goes_for_an_installed_package_or_ends_otherwise_is_gone(self):
        programs = [("import pip\n", ""), ("raise SystemExit\n", ""), ("class Old: pass\nraise Old()\n", ""), ("print(3)\n", "await 1\n")]
        for pieces, _ in self.run_batch(*programs, ("print(4)\n", "")):
            found = self.told(pieces)
            self.assertIn(found["T2"][0], ("gone", "raised"))
            self.assertEqual([found["T%d" % index][0] for index in (0, 1, 3, 4)], ["gone", "gone", "gone", "ended"])

    def test_builtins_of_python_2_that_reach_further_are_not_run(self):
        for pieces, _ in self.run_batch(("file('made', 'w').close()\n", ""), ("print(1)\n", "")):
            self.assertRegex(self.told(pieces)["T0"][0], re.compile("gone|raised"))
            self.assertEqual(self.files_afterwards, {})
            self.assertEqual(self.told(pieces)["T1"], ("ended", "1\n"))


if __name__ == "__main__":
    unittest.main()
