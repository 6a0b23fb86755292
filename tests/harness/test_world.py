"""Tests of the other world: what is something else there, what stays, and what is told of it."""

import importlib
import os
import time
import unittest

from running import HARNESS, Running, lines_of, records

ALL = "clock,pace,chance,order,machine,usual,missing"
TABLE = os.path.join(HARNESS, "doctrue_harness", "world", "sources.txt")


def is_here(where, name):
    """Whether this Python has what a row is about."""
    for length in range(where.count(".") + 1, 0, -1):
        parts = where.split(".")
        try:
            found = importlib.import_module(".".join(parts[:length]))
            for part in parts[length:]:
                found = getattr(found, part)
            return hasattr(found, name) or name == "__file__"
        except (ImportError, AttributeError):
            pass
    return False


def rows():
    """The rows of the table of sources."""
    with open(TABLE, encoding="utf-8") as file:
        for line in file:
            if not line.startswith("#") and line.strip():
                yield line.rstrip("\n").split("\t")


class Worlds(Running, unittest.TestCase):
    def printed_in(self, source, kinds=ALL, number=1):
        """What is printed in the other world with these ``kinds``; none stands for the plain one. Keeps what is told."""
        orders = ["world %d %s" % (number, kinds)] if kinds is not None else []
        self.code, log, out = self.run_example(source, orders=orders)
        self.records = records(log)
        self.touched = [(words[1:], payload.decode().split("\n", 1)) for words, payload in self.records if words[0] == "touch"]
        printed = b"".join(payload for words, payload in self.records if words[:2] == ["out", "1"])
        self.said = (printed + out).decode()
        return printed.decode()

    def printed_by_line(self, source, *world, **named):
        """What each line of ``source`` prints."""
        self.printed_in(source, *world, **named)
        self.assertEqual(self.code, 0, self.said)
        sites, found = {}, {}
        for words, payload in self.records:
            if words[0] == "site":
                sites[words[1]] = words[2:]
            elif words[0] == "out":
                line = int(lines_of(words[2], sites)[-1])
                found[line] = found.get(line, "") + payload.decode()
        return found

    def kinds(self):
        return {words[0] for words, _ in self.touched}


class Sources(Worlds):
    def test_each_row_of_the_table_is_known_by_its_example(self):
        table = [row for row in rows() if row[4] and is_here(row[1], row[2])]
        source = "".join(example + "\n" for *_, example in table)
        plain = self.printed_by_line(source, None)
        one, touched = self.printed_by_line(source), self.touched
        for line, (kind, where, name, how, example) in enumerate(table, 1):
            with self.subTest(where=where, name=name):
                told = [words for words, _ in touched if words[0] == kind and words[3] == str(line)]
                names = {words[2].rpartition(".")[2] for words in told}
                self.assertTrue(names & {name, "environ"}, (names, example))
                self.assertTrue(plain.get(line), example)
                if how in ("seen", "listed"):
                    self.assertIn("seen", {words[1] for words in told})
                else:
                    self.assertNotEqual(one[line], plain[line], example)


class Chance(Worlds):
    def setUp(self):
        # As in the tool, where only its plain run has another seed of hashes.
        before = os.environ.get("PYTHONHASHSEED")
        os.environ["PYTHONHASHSEED"] = "1"
        self.addCleanup(lambda: os.environ.pop("PYTHONHASHSEED") if before is None else None)

    def assert_differs(self, source):
        """No output of ``source`` is right in both worlds."""
        self.assertNotEqual(self.printed_in(source), self.printed_in(source, number=2))

    def test_a_coin_falls_otherwise_in_one_of_two_worlds(self):
        for toss in [
            "import random; print(random.choice(['heads', 'tails']))",
            "from random import *; print(choice('ab'))",
            "import random as r; print(r.random() < 0.5)",
            "import random; print(random.getrandbits(1))",
            "from random import Random as R; print(R().choice('ab'))",
            "import secrets; print(secrets.choice('ab'))",
            "import random; print(random.SystemRandom().choice('ab'))",
            "import os; print(os.urandom(1)[0] < 128)",
            "import random; toss = random.choice; print(toss('ab'))",
            "import random; print(list(map(random.choice, ['ab'])))",
            "import random; f = lambda pick=random.choice: pick('ab'); print(f())",
            "import random; print(getattr(random, 'choice')('ab'))",
        ]:
            with self.subTest(toss=toss):
                self.assert_differs(toss)

    def test_what_is_seeded_is_no_chance(self):
        for source in [
            "import random; random.seed(1); print(random.random(), random.choice('ab'))",
            "import random; print(random.Random(3).random())",
            "from random import Random; r = Random(3); r.shuffle(x := [1, 2, 3]); print(x)",
            "import random",
        ]:
            with self.subTest(source=source):
                plain = self.printed_in(source, None)
                self.assertEqual(self.printed_in(source), plain)
                self.assertNotIn("chance", self.kinds())

    def test_the_order_of_a_set_of_texts_is_another_one(self):
        sources = [
            "print(list({'a', 'b'}))",
            "for x in {'a', 'b'}: print(x)",
            "print([x for x in {'a', 'b'}])",
            "print(*{'a', 'b'})",
            "a, b = {'a', 'b'}; print(a)",
            "print(', '.join(set('ab')))",
            "print(next(iter({'a', 'b'})))",
            "s = {'a', 'b'}; print(s.pop()); print(s)",
            "print(list(map(str.upper, {'a', 'b'})))",
            "print(dict.fromkeys({'a', 'b'}))",
            "print(max({'a', 'b'}, key=len))",
            "print(sorted({'a', 'b'}, key=len))",
            "print(list({('a', 1), ('b', 2)}))",
            "d = {'a': 1, 'b': 2}; print(list(d.keys() | set()))",
        ]
        program = "\n".join(sources) + "\n"
        one, two = self.printed_by_line(program), self.printed_by_line(program, number=2)
        for line, source in enumerate(sources, 1):
            with self.subTest(source=source):
                self.assertNotEqual(one[line], two[line])
                self.assertIn(str(line), {words[3] for words, _ in self.touched if words[0] == "order"})

    def test_what_does_not_show_an_order_stays(self):
        for source in [
            "print(sorted({'a', 'b'}))",
            "print(len({'a', 'b'}), 'a' in {'a', 'b'})",
            "print(list({3, 1, 2}), {True, 2.5}, max({3, 4}))",
            "print(list({'only'}))",
            "class list:\n    def __init__(self, s): print(type(s))\nlist({'a', 'b'})",
        ]:
            with self.subTest(source=source):
                plain = self.printed_in(source, None)
                self.assertEqual(self.printed_in(source), plain)


class Sleeping(Worlds):
    NEAR = "clock,chance,order,machine"

    def seconds_of(self, source, kinds=NEAR):
        """What ``source`` prints in the other world, and how long that takes."""
        begin = time.monotonic()
        printed = self.printed_in(source, kinds)
        self.assertEqual(self.code, 0, self.said)
        return printed, time.monotonic() - begin

    def test_sleep_is_passed_over_and_all_clocks_go_on(self):
        clocks = [
            ("import time", "time.time()"),
            ("import time as t", "t.time_ns() / 1e9"),
            ("from time import perf_counter", "perf_counter()"),
            ("from time import *", "perf_counter_ns() / 1e9"),
            ("import time", "time.monotonic()"),
            ("import time", "time.monotonic_ns() / 1e9"),
            ("from datetime import datetime", "datetime.now().timestamp()"),
            ("import datetime, calendar", "calendar.timegm(datetime.datetime.utcnow().timetuple())"),
            ("import time", "time.mktime(time.localtime())"),
            ("import time, calendar", "calendar.timegm(time.gmtime())"),
        ]
        for imports, clock in clocks:
            with self.subTest(clock=clock):
                sleep = "from time import sleep as nap; nap(30)"
                source = imports + "\na = " + clock + "\n" + sleep + "\nprint(round(" + clock + " - a))\n"
                printed, seconds = self.seconds_of(source)
                self.assertEqual(printed, "30\n")
                self.assertLess(seconds, 20)

    def test_a_loop_that_waits_for_a_clock_ends(self):
        printed, _ = self.seconds_of(
            """
            import time
            end = time.time() + 20
            n = 0
            while time.time() < end:
                time.sleep(2)
                n += 1
            print(n, list(map(time.sleep, [1, 2.5])))
            """
        )
        self.assertEqual(printed, "10 [None, None]\n")

    def test_the_time_of_the_processor_stands_still_in_sleep(self):
        printed, _ = self.seconds_of(
            "import time\na = time.process_time(), time.thread_time(), time.process_time_ns()\ntime.sleep(9)\n"
            "print(time.process_time() - a[0] < 5, time.thread_time() - a[1] < 5, time.process_time_ns() - a[2] < 5 * 10**9)\n"
        )
        self.assertEqual(printed, "True True True\n")

    def test_wrong_sleeps_fail_as_here(self):
        source = "import time\nfor x in (-1, -0.5, 'a', None, float('nan'), 1e300, 10**30, [1], 1j, 0, False):\n"
        source += "    try: print(time.sleep(x))\n    except Exception as error: print(type(error), error)\n"
        source += "try: time.sleep()\nexcept TypeError as error: print(error)\n"
        source += "try: time.sleep(secs=1)\nexcept TypeError as error: print(error)\n"
        self.assertEqual(self.printed_in(source, self.NEAR), self.printed_in(source, None))

    def test_it_sleeps_where_somebody_may_come_in_between(self):
        for before in [
            "import threading; e = threading.Event(); threading.Thread(target=e.wait, args=(5,), daemon=True).start()\n",
            "import subprocess, sys; subprocess.run([sys.executable, '-c', ''])\n",
            "import os\nif not os.fork(): os._exit(0)\n",
            "import signal; signal.signal(signal.SIGALRM, print)\n",
            "import timeit\n",
            "import os; os.stat('block.py').st_mtime\n",
            "exec('import time; b = time.time()')\n",
        ]:
            with self.subTest(before=before):
                _, seconds = self.seconds_of(before + "import time; time.sleep(0.6)\n")
                self.assertGreaterEqual(seconds, 0.6)

    def test_what_never_ends_sleeps_in_the_end(self):
        _, seconds = self.seconds_of("import time\nfor _ in range(3): time.sleep(19.9)\ntime.sleep(0.6)\n")
        self.assertGreaterEqual(seconds, 0.6)
        self.assertLess(seconds, 19)

    def test_another_function_of_that_name_is_called(self):
        printed, _ = self.seconds_of("import time\ntime.sleep = lambda s: print('slept', s)\ntime.sleep(3)\n")
        self.assertEqual(printed, "slept 3\n")


class Others(Worlds):
    def assert_same(self, source):
        plain = self.printed_in(source, None)
        self.assertEqual(self.printed_in(source), plain)
        self.assertEqual(self.code, 0, self.said)

    def test_another_thing_of_the_same_name_is_none_of_the_sources(self):
        for source in [
            "class Clock:\n    def now(self): return 5\n    time = 3\nc = Clock(); print(c.now(), c.time)",
            "import time; time.time = lambda: 7; print(time.time())",
            "import time\nfrom unittest.mock import patch\nwith patch('time.time', return_value=7): print(time.time())",
            "from datetime import datetime\nclass D(datetime):\n    @classmethod\n    def now(cls): return cls(2024, 1, 1)\nprint(D.now())",
            "def id(x): return 7\nprint(id(3))",
            "platform = 'x'; print(platform)",
        ]:
            with self.subTest(source=source):
                self.assert_same(source)

    def test_what_a_source_is_asked_about_may_be_fixed(self):
        sources = [
            "import time; print(time.gmtime(0).tm_year, time.strftime('%Y', time.gmtime(0)), time.asctime(time.gmtime(0)))",
            "from datetime import date; print(date(2024, 1, 1).isoformat(), date.fromisoformat('2024-01-01'))",
            "import os; print(os.path.abspath('/a/../b'), os.path.exists('block.py'), os.path.isfile('block.py'))",
            "import os; os.mkdir('d'); open('d/a', 'w').close(); print(os.listdir('d'), os.path.exists('d/a'))",
            "from pathlib import Path; p = Path('x'); p.write_text('y'); print(p.exists(), p.read_text())",
            "import os; os.environ['A'] = 'b'; print(os.environ['A'], os.getenv('A'))",
            "print(hash(5), hash(2.5), type(hash('a')))",
            "import datetime; print(datetime.datetime.now.__name__, type(datetime.datetime.now()).__name__)",
        ]
        program = "\n".join(sources) + "\n"
        plain, other = self.printed_by_line(program, None), self.printed_by_line(program)
        for line, source in enumerate(sources, 1):
            with self.subTest(source=source):
                self.assertEqual(other[line], plain[line])

    def test_the_syntax_of_an_example_stays(self):
        self.assert_same(
            """
            import os
            class A:
                name: "os.name" = 3
                def sep(self): return super().__init__()
            x = [A().name, *[1]]
            def f(a=os.path.join("a", "b"), *, sep="-") -> "os.sep": return sep
            print(x, f(), f.__annotations__, A.__annotations__)
            print(f"{len({1, 2})!r:>{3}}", A().sep())
            del x[0]
            """
        )

    def test_what_is_missing_is_there_in_another_world(self):
        for source, name, value in [
            ("try: x = open('data.csv').read()\nexcept OSError: x = 'none'\nprint(x)", "file", "data.csv"),
            ("import os; print(os.path.exists('a.txt'))", "file", "a.txt"),
            ("import os; print(os.path.isdir('shelf'))", "file", "shelf"),
            ("from pathlib import Path; print(Path('a/b.txt').is_file())", "file", "a/b.txt"),
            ("try: import nowhere; x = 1\nexcept ImportError: x = 0\nprint(x)", "package", "nowhere"),
            ("import os; print(os.environ.get('NOWHERE', 'none'))", "variable", "NOWHERE"),
        ]:
            with self.subTest(source=source):
                plain = self.printed_in(source, None)
                self.assertNotEqual(self.printed_in(source), plain)
                found = [(words[2], payload[1]) for words, payload in self.touched if words[0] == "missing"]
                self.assertIn((name, value), found)
                self.assertEqual(self.printed_in(source, "clock,chance,order,machine"), plain)

    def test_what_no_world_can_change_is_told(self):
        for source, kind in [
            ("open('/etc/passwd').read()", "outside"),
            ("import subprocess, sys; subprocess.run([sys.executable, '-c', ''])", "program"),
            ("import os; os.system('uname >/dev/null')", "foreign"),
            ("import threading; threading.Thread(target=int).start()", "threads"),
            ("try: input()\nexcept EOFError: pass", "missing"),
        ]:
            with self.subTest(source=source):
                self.printed_in(source)
                self.assertIn(kind, self.kinds())

    def test_the_lines_that_may_depend_on_an_answer_are_told(self):
        self.printed_in(
            """
            import os
            here = os.getcwd()
            n = 3
            print(n)
            def f():
                return here
            print(f())
            here = 4
            print(here)
            """
        )
        [lines] = {payload[0] for words, payload in self.touched if words[2] == "os.getcwd"}
        self.assertEqual(lines, "3-3,6-8")
