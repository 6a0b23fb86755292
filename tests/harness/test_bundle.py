"""Tests of the file from which the modules of the harness are loaded."""

import os
import shutil
import subprocess
import sys
import tempfile
import unittest

from running import HARNESS, Running

# Orders that need one part of the harness or another, each with a program.
ORDERS = [
    ("print(1)\nraise ValueError('x')\n", []),
    ("\nx = 1\nx + 3\n", ["value v 3 0 7 12"]),
    ("class A:\n    def __repr__(self): return 'A!'\nA()\n[1, 2]\n", ["value a 3 0", "value b 4 0"]),
    ("x = 1\nx\n1 / 0\nprint(x)\n", ["show 1 2", "prompt 3 3 p", "show 4 4"]),
    ("import asyncio\nawait asyncio.sleep(0)\nprint(2)\n", ["await 1"]),
    ("print(input())\n", ["input 610a"]),
    ("1 / 0\nprint(3)\n", ["catch c 1 1"]),
    ("import time\nprint(time.gmtime().tm_year > 2000, list({'a'}))\n", ["world 1 clock,chance,order,machine"]),
]


class BundleTest(Running, unittest.TestCase):
    def setUp(self):
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.harness = os.path.join(place.name, "harness")
        shutil.copytree(HARNESS, self.harness, ignore=shutil.ignore_patterns("__pycache__"))
        self.start()

    def start(self):
        """Start an interpreter that may compile the harness."""
        environment = dict(os.environ, PYTHONPATH=self.harness)
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        subprocess.run([sys.executable, "-c", "pass"], env=environment, stdin=subprocess.DEVNULL, check=True)

    def bundle(self):
        folder = os.path.join(self.harness, "__pycache__")
        [name] = [name for name in os.listdir(folder) if name.endswith(".bundle")]
        return os.path.join(folder, name)

    def remove_modules(self):
        for folder, _, files in os.walk(os.path.join(self.harness, "doctrue_harness")):
            for file in files:
                if not file.endswith(".txt"):
                    os.remove(os.path.join(folder, file))

    def test_every_module_is_in_it(self):
        self.remove_modules()
        for source, orders in ORDERS:
            with self.subTest(source=source):
                bundled = self.run_example(source, orders=orders)
                self.harness, harness = HARNESS, self.harness
                self.assertEqual(bundled, self.run_example(source, orders=orders))
                self.harness = harness

    def test_nothing_of_it_is_to_be_seen(self):
        source = "import sys, os\nprint(sorted(sys.modules), [type(x) for x in sys.meta_path], os.listdir('/proc/self/fd'))\n"
        bundled = self.run_example(source)
        self.harness = HARNESS
        self.assertEqual(bundled, self.run_example(source))

    def test_it_is_made_once(self):
        before = os.stat(self.bundle()).st_mtime_ns, os.stat(os.path.dirname(self.bundle())).st_mtime_ns
        self.start()
        self.assertEqual(before, (os.stat(self.bundle()).st_mtime_ns, os.stat(os.path.dirname(self.bundle())).st_mtime_ns))

    def test_one_of_another_interpreter_is_replaced(self):
        with open(self.bundle(), "rb") as file:
            good = file.read()
        for spoil in [b"", b"\0" * 9000]:
            with open(self.bundle(), "wb") as file:
                file.write(spoil)
            self.start()
            with open(self.bundle(), "rb") as file:
                self.assertEqual(file.read(), good)

    def test_without_a_good_one_modules_are_found_one_by_one(self):
        path = self.bundle()
        for spoil in [b"", b"\0" * 9000, None]:
            with self.subTest(spoil=spoil):
                if spoil is None:
                    os.remove(path)
                else:
                    with open(path, "wb") as file:
                        file.write(spoil)
                code, log, _ = self.run_example("print(1)\n")
                self.assertEqual((code, log), (0, b"out 1 @1 0 2\n1\n\nend T ended 0\n\n"))
