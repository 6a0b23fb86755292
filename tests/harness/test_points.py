"""Tests of values that are recorded, displays and caught exceptions; each in a real run of an example."""

import ast
import re
import sys
import textwrap
import unittest

from running import Running, lines_of, records


def place(source, text, nth=0):
    """Line and column of ``text`` as an order has them."""
    data, wanted = source.encode(), text.encode()
    at = -1
    for _ in range(nth + 1):
        at = data.index(wanted, at + 1)
    return "%d %d" % (data.count(b"\n", 0, at) + 1, at - (data.rfind(b"\n", 0, at) + 1))


def every_statement(source):
    """A value order for each statement, wherever it stands."""
    tree = ast.parse(source)
    return [
        "value %d %d %d" % (n, s.lineno, s.col_offset) for n, s in enumerate(ast.walk(tree)) if isinstance(s, ast.stmt)
    ]


class Points(Running, unittest.TestCase):
    def run_points(self, source, *orders, hooks="on", options=()):
        """The records of the points, each as one string; the rest is kept for other checks."""
        self.code, self.log, self.out = self.run_example(source, hooks, orders, options)
        self.records = records(self.log)
        found = []
        for words, payload in self.records:
            if words[0] in ("value", "text", "state", "novalue", "caught"):
                found.append(" ".join(words) + " " + payload.decode())
        return found

    def printed(self, fd="1"):
        return b"".join(payload for words, payload in self.records if words[:2] == ["out", fd]).decode()

    def test_a_program_may_await_at_its_top(self):
        source = "import asyncio\n\nasync def f(n):\n    return n + 1\n\nx = await f(1)\nprint(x)\ntask = asyncio.create_task(f(2))\nawait task\n"
        found = self.run_points(source, "await 1", "value 1 6 0", "value 2 9 0")
        self.assertEqual((self.code, self.printed()), (0, "2\n"))
        self.assertEqual([record.split("\n")[0] for record in found], ["value 1 2", "value 2 3"])
        self.assertEqual(self.source_afterwards, source.encode())

    def test_prompts_may_await(self):
        source = "async def f(n):\n    return n + 1\nawait f(1)\n2\n"
        self.run_points(source, "await 1", "show 1 2", "show 3 3", "show 4 4")
        self.assertEqual((self.code, self.printed()), (0, "2\n2\n"))

    def test_the_end_of_a_program_that_awaits_is_its_own(self):
        self.run_points("async def f(): pass\nawait f()\n1 / 0\n", "await 1")
        self.assertEqual(self.code, 1)
        self.assertIn(["raise", "3", "3"], [words for words, _ in self.records])

    def recorded(self, source, text=None, nth=0, prelude=""):
        """What is recorded for the statement that begins with ``text``; all of ``source`` if none is given."""
        source = textwrap.dedent(source)
        found = self.run_points(source, "value 7 " + place(source, text or source, nth))
        self.assertEqual(self.source_afterwards, source.encode())
        return found

    def assert_same_run(self, source, *orders, options=()):
        """The example does and says what it does in a plain run."""
        source = textwrap.dedent(source)
        runs = []
        for given in [(), orders or every_statement(source)]:
            self.run_points(source, *given, options=options)
            shown = [r for r in self.records if r[0][0] in ("out", "site", "raise", "invalid", "end")]
            runs.append((self.code, shown, self.out, self.files_afterwards))
        self.assertEqual(runs[0], runs[1])
        return runs[0][:3]


class ValueTest(Points):
    def test_each_kind_of_statement(self):
        for source, text, expected in [
            ("1 + 1", None, ["value 7 2"]),
            ("None", None, ["value 7 None"]),
            ("(1,\n 2)", None, ["value 7 (1, 2)"]),
            ("a = 5; a + 1", "a + 1", ["value 7 6"]),
            ("é = 'ü'; é * 2", "é * 2", ["value 7 'üü'"]),
            ("nums = [2, 1]\nnums.sort()", "nums.sort", ["value 7 None", "state 7 [1, 2]"]),
            ("nums = [2, 1]\nnums.pop()", "nums.pop", ["value 7 1"]),
            ("[2, 1].sort()", None, ["value 7 None"]),
            ("x = 3", None, ["value 7 3"]),
            ("x: int = 3", None, ["value 7 3"]),
            ("x: int", None, []),
            ("a, b = 1, 2", None, ["value 7 (1, 2)"]),
            ("[a, *b] = 'xyz'", None, ["value 7 ('x', ['y', 'z'])"]),
            ("a, (b, c) = 1, (2, 3)", None, ["value 7 (1, (2, 3))"]),
            ("a, = [1]", None, ["value 7 (1,)"]),
            ("a = b = [1]", None, ["value 7 [1]"]),
            ("d = {}\nd['k'] = 1", "d['k']", ["value 7 1", "state 7 {'k': 1}"]),
            ("d = {}\na, d['k'] = 'xy'", "a, d", ["value 7 'xy'"]),
            ("def f(): pass\nf.x: int = 1", "f.x", ["value 7 1"]),
            ("x = 1\nx += 2", "x +=", ["value 7 3"]),
            ("d = {'k': 1}\nd['k'] += 2", "d['k'] +=", ["value 7 3", "state 7 {'k': 3}"]),
            ("d = [1, 2]; i = 1\nd[i] += 2", "d[i]", ["value 7 4", "state 7 [1, 4]"]),
            ("d = [1, 2]\nd[-1] += 2", "d[-1]", ["value 7 4", "state 7 [1, 4]"]),
            ("d = [1, 2]\nd[:1] += [3]", "d[:1]", ["value 7 [1]", "state 7 [1, 3, 2]"]),
            ("def f(): pass\nf.x = 1\nf.x += 1", "f.x +=", ["value 7 2"]),
            ("d = [1, 2]\nd[len(d) - 1] += 2", "d[len", []),
            ("def f(): return [1]\nf()[0] += 1", "f()[0]", []),
            ("if [0]: pass", None, ["value 7 [0]"]),
            ("if 0: pass\nelif 5: pass", "elif", ["value 7 5"]),
            ("n = 2\nwhile n: n -= 1", "while", ["value 7 2", "value 7 1", "value 7 0"]),
            ("assert 'yes'", None, ["value 7 'yes'"]),
            ("def f():\n    return 4\nf()", "return", ["value 7 4"]),
            ("def f():\n    return\nf()", "return", []),
            ("d = {1: 2, 3: 4}\ndel d[1]", "del", ["state 7 {3: 4}"]),
            (
                "class C:\n    def __repr__(self): return repr(vars(self))\nc = C(); c.x = 1\ndel c.x",
                "del",
                ["state 7 {}"],
            ),
            ("x = 1\ndel x", "del", []),
            ("pass", None, []),
            ("import os", None, []),
            ("for x in 'ab': pass", None, []),
            ("d = {}\nfor x in 'ab':\n    y = x * 2\n    d[x] = y", "for", ["state 7 {'a': 'aa', 'b': 'bb'}"]),
            ("n = 0\nfor x in [1, 2]:\n    n += x", "for", ["state 7 3"]),
            ("n = []\nfor x in 'ab':\n    n.append(x)", "for", ["state 7 ['a', 'b']"]),
            ("n = {1: []}\nfor x in 'ab':\n    n[1].append(x)", "for", ["state 7 {1: ['a', 'b']}"]),
            ("n = {}\nfor x in 'ab':\n    n.setdefault(1, []).append(x)", "for", ["state 7 {1: ['a', 'b']}"]),
            ("def f(): pass", None, []),
            ("'doc'\nprint(__doc__)", "'doc'", ["value 7 'doc'"]),
            ("class C:\n    'doc'\n    x = 1\nprint(C.__doc__, C.x)", "x = 1", ["value 7 1"]),
            ("if (n := 3) > 2: pass", None, ["value 7 True"]),
            (
                "from fractions import Fraction\nFraction(1, 2)",
                "Fraction(1",
                ["value 7 Fraction(1, 2)", "text 7 1/2"],
            ),
            ("lambda: 0 if 1 else 2\n[x for x in 'ab']", "[x", ["value 7 ['a', 'b']"]),
        ]:
            with self.subTest(source):
                self.assertEqual(self.recorded(source, text), expected)
                self.assertTrue(self.log.endswith(b"end T ended 0\n\n"), self.log)

    @unittest.skipIf(sys.version_info < (3, 10), "no match statement")
    def test_parts_of_statements(self):
        for source, text, expected in [
            ("print(\n    2 + 3\n)", "2 + 3", ["value 7 5"]),
            ("x = [abs(-1),\n     abs(-2)]", "abs(-2)", ["value 7 2"]),
            ("é = ['é',\n 'é' * 2]", "'é' * 2", ["value 7 'éé'"]),
            ("d = {**{1: 2},\n}", "{1: 2}", ["value 7 {1: 2}"]),
            ("print(*[1],\n sep='a'.upper())", "'a'.upper()", ["value 7 'A'"]),
            ("x = ('a'\n  .upper()\n  .lower())", "'a'\n  .upper()", ["value 7 'A'"]),
            ("x = [n * n\n for n in (1, 2)]", "n * n", ["value 7 1", "value 7 4"]),
            ("x = [n\n for n in (1, 2)]", "(1, 2)", ["value 7 (1, 2)"]),
            ("x = 1\nif x > 2: pass\nelif x > 0:\n  pass", "x > 0", ["value 7 True"]),
            ("def f(a):\n  return [\n    a + 1\n  ]\nf(1)", "a + 1", ["value 7 2"]),
            ("a = 3\nprint(\n  f'{a}')", "f'{a}'", ["value 7 '3'"]),
        ]:
            with self.subTest(source):
                data = source.encode()
                end = data.index(text.encode()) + len(text.encode())
                last = "%d %d" % (data.count(b"\n", 0, end) + 1, end - (data.rfind(b"\n", 0, end) + 1))
                order = "part 7 %s %s" % (place(source, text), last)
                self.assertEqual(self.run_points(source, order), expected)
                self.assert_same_run(source, order)

    def test_within_a_match_statement(self):
        self.assertEqual(self.recorded("match [1, 2]:\n    case [a, b]:\n        a + b\n", "a + b"), ["value 7 3"])

    @unittest.skipIf(sys.version_info < (3, 11), "no exception groups")
    def test_within_except_star(self):
        source = "try:\n    raise ExceptionGroup('g', [OSError()])\nexcept* OSError as e:\n    e.message\n"
        self.assertEqual(self.recorded(source, "e.message"), ["value 7 'g'"])

    def test_loops_and_functions_are_recorded_in_order(self):
        source = textwrap.dedent("""
            def f(n):
                m = n * 2
                return m
            for i in range(2):
                f(i)
            """)
        orders = [
            "value %s %s" % (ident, place(source, text))
            for ident, text in [("a", "m ="), ("b", "return"), ("c", "f(i)")]
        ]
        self.assertEqual(
            self.run_points(source, *orders),
            ["value a 0", "value b 0", "value c 0", "value a 2", "value b 2", "value c 2"],
        )

    def test_a_value_stands_between_the_outputs_around_it(self):
        self.run_points("print('a')\n1\nprint('b')\n", "value 7 2 0")
        kinds = [words[0] for words, _ in self.records if words[0] in ("out", "value")]
        self.assertEqual(kinds, ["out", "value", "out"])

    def test_everything_is_evaluated_once(self):
        source = textwrap.dedent("""
            class Loud:
                def __repr__(self): calls.append('repr'); return 'loud'
                def __bool__(self): calls.append('bool'); return True
                def __eq__(self, other): calls.append('eq'); return True
                def __len__(self): calls.append('len'); return 1
            calls = []
            def f(): calls.append('f'); return Loud()
            f()
            print(calls); calls.clear()
            if f(): pass
            print(calls); calls.clear()
            x = f()
            print(calls)
            """)
        self.run_points(source, *["value 7 " + place(source, text) for text in ["f()\nprint", "if f", "x ="]])
        self.assertEqual(self.printed(), "['f']\n['f', 'bool']\n['f']\n")

    def test_a_value_without_repr(self):
        source = "class C:\n    def __repr__(self): raise KeyError(1)\nC()\nprint('on')\n"
        self.assertEqual(self.recorded(source, "C()"), ["novalue 7 raised KeyError"])
        self.assertEqual(self.printed(), "on\n")
        for body in ["import sys; sys.exit(3)", "return 5", "return repr(self)"]:
            found = self.recorded(source.replace("raise KeyError(1)", body), "C()")
            self.assertEqual([record[:10] for record in found], ["novalue 7 "])
            self.assertEqual((self.code, self.printed()), (0, "on\n"))

    def test_a_repr_that_has_points_itself_is_no_trap(self):
        source = "class C:\n    def __repr__(self):\n        self\n        return 'C'\nC()\n"
        self.assertEqual(self.run_points(source, "value 1 3 8", "value 2 5 0"), ["value 2 C"])

    def test_long_values_and_endless_loops_are_cut(self):
        found = self.recorded("'x' * 200000")
        self.assertEqual(len(found[0]), len("value 7 ") + 100000)
        found = self.recorded("for i in range(2000):\n    i * 2", "i * 2")
        self.assertEqual((len(found), found[-1]), (1000, "value 7 1998"))

    def test_a_value_that_is_no_utf_8(self):
        found = self.recorded("class C:\n    def __repr__(self): return '\\udc80'\nC()", "C()")
        self.assertEqual(found, ["value 7 ?"])

    def test_async_and_generators(self):
        source = textwrap.dedent("""
            import asyncio
            async def one():
                return 1
            async def many():
                yield 1
                yield 2
            def gen():
                got = yield 5
                yield got
            async def main():
                await one()
                async for x in many():
                    x + 10
                y = [z async for z in many()]
            asyncio.run(main())
            g = gen(); next(g)
            g.send(8)
            """)
        texts = ["await one", "x + 10", "y =", "got =", "g.send"]
        found = self.run_points(source, *["value %d %s" % (n, place(source, text)) for n, text in enumerate(texts)])
        self.assertEqual(found, ["value 0 1", "value 1 11", "value 1 12", "value 2 [1, 2]", "value 3 8", "value 4 8"])

    def test_threads_and_forks(self):
        source = textwrap.dedent("""
            import os, threading
            def f():
                for i in range(100):
                    i + 1
            threads = [threading.Thread(target=f) for _ in range(4)]
            for t in threads: t.start()
            for t in threads: t.join()
            if os.fork() == 0:
                'child'
                os._exit(0)
            os.wait()
            """)
        found = self.run_points(source, "value 1 " + place(source, "i + 1"), "value 2 " + place(source, "'child'"))
        self.assertEqual((len(found), found[-1]), (401, "value 2 'child'"))
        self.assertTrue(self.log.endswith(b"end T ended 0\n\n"))

    def test_names_of_the_example_hide_nothing(self):
        source = "repr = print = Exception = sys = builtins = None\nx = 1\nx\n1 / 0\nx\n"
        found = self.run_points(source, "value 1 3 0", "catch 2 4 4", "show 3 5", "value 3 5 0")
        self.assertEqual(found, ["value 1 1", "caught 2 4 4 ZeroDivisionError\ndivision by zero", "value 3 1"])
        self.assertEqual(self.printed(), "1\n1\n")

    def test_a_second_reference_is_not_held(self):
        source = "import sys\nclass C:\n    def count(self): print(sys.getrefcount(self))\nc = C()\nc.count()\n"
        self.assert_same_run(source)

    def test_scopes(self):
        source = textwrap.dedent("""
            from os.path import *
            total = 0
            def f():
                global total
                total += 1
                def g():
                    nonlocal n
                    n = n + 1
                    return n
                n = 5
                return g()
            f()
            class A:
                __x = 1
                y = __x + 1
            """)
        texts = ["total +=", "n = n", "f()\nclass", "y =", "__x ="]
        found = self.run_points(source, *["value %d %s" % (n, place(source, text)) for n, text in enumerate(texts)])
        self.assertEqual(found, ["value 0 1", "value 1 6", "value 2 6", "value 4 1", "value 3 2"])


class PlainTest(Points):
    """With points the example is what it is without."""

    def test_the_end_is_the_same(self):
        for source in [
            "1",
            "import sys\nsys.exit(3)",
            "exit()",
            "raise SystemExit('no')",
            "1 / 0",
            "import os\nos._exit(4)",
        ]:
            with self.subTest(source):
                self.assert_same_run(source)
                last = 1 + source.count("\n")
                if "1 / 0" not in source:
                    self.assert_same_run(source, "catch 1 1 %d" % last)

    def test_tracebacks_are_the_same(self):
        for source in [
            "def f(x):\n    y = x + (1 / x)\n    return y\nf(2)\nz = 1 + f(\n    0)\n",
            "def f(x):\n    return {}[x] + 1\na = b = f(\n  1) + 2\n",
            "'doc'\nx = [1]\nx[3] += 1\n",
            "assert (1 == \n 2), 'text'\n",
            "a = 1\nassert (\n  a and not\n a ==\n  1)\n",
            "assert (\n  None)\n",
            "class C:\n    def __bool__(self): raise ValueError\n    def __eq__(self, other): return self\nif (\n C() == 1): pass\n",
            "class C:\n    def __bool__(self): raise ValueError\nwhile (\n C()): pass\n",
            "class C:\n    @property\n    def p(self):\n        raise ValueError('é')\nif C().p: pass\n",
            "x = None\nwhile x.y: pass\n",
            "def f(): f(); 1\nimport sys\nsys.setrecursionlimit(200)\nf()\n",
            "try:\n    1 / 0\nexcept Exception as e:\n    raise KeyError(1) from e\n",
            "a, b = 1\n",
            "é = 1; é.x; é\n",
            "del {}['x']\n",
            "import traceback\ndef f(): 1; traceback.print_stack()\nf()\n",
            "with open('none') as f: f\n",
        ]:
            with self.subTest(source):
                code, shown, _ = self.assert_same_run(source)
                self.assertNotIn(b"doctrue", b"".join(payload for _, payload in shown))
                self.assertIn(b"block.py", b"".join(payload for words, payload in shown if words[0] == "out"))

    def test_a_traceback_out_of_caught_lines_is_the_same(self):
        source = "def f():\n    raise SystemExit(3)\nimport traceback\ntry:\n    f(\n    )\nexcept BaseException:\n    traceback.print_exc()\n"
        self.assert_same_run(source, "catch 1 5 6", "catch 2 2 2", "value 3 5 4")

    def test_deep_recursion_ends_as_it_does(self):
        source = "def f(n):\n    n + 1\n    return f(n + 1)\ntry:\n    f(0)\nexcept RecursionError as e:\n    print('deep')\n"
        self.run_points(source, *every_statement(source))
        self.assertEqual((self.code, self.printed()), (0, "deep\n"))

    def test_what_does_not_compile_is_left_to_python(self):
        for source in ["1 +\n", "return 1\n", "x = 1\nfrom __future__ import annotations\n", "\0", "# coding: none\n"]:
            with self.subTest(source):
                self.assert_same_run(source, "value 1 1 0", "catch 2 1 9")
        self.assert_same_run(b"# \xff\n1\n".decode("latin-1"), "value 1 2 0")

    def test_warnings_of_the_compiler_come_once(self):
        source = "x = 1\nif x is 1:\n    print('a')\nassert (x, 'b')\n"
        for options in [(), ("-W", "error")]:
            self.assert_same_run(source, *["value 1 1 0", "catch 2 1 4"], options=options)
            self.assert_same_run("1\n'\\d'\n", "value 1 1 0", options=options)

    def test_without_hooks_and_optimised(self):
        self.assertEqual(
            self.run_points("print(1)\nassert 0\n2\n", "value 1 3 0", hooks="off", options=["-OO"]), ["value 1 2"]
        )
        self.assertEqual((self.code, self.out), (0, b"1\n"))

    def test_the_module_is_the_same(self):
        self.assert_same_run('''
            # A comment
            """The text"""
            from __future__ import annotations, division
            import inspect, linecache, pickle, sys
            x: Undefined = 1
            y: int
            class C:
                """About C"""
                z: Unknown = 2
                def method(self, a: Nothing = 1):
                    """About method"""
                    return self
            def decorate(f): return f
            @decorate
            @decorate
            def g():
                return 1
            module = sys.modules['__main__']
            print(__doc__, __annotations__, C.__doc__, C.__annotations__, C.method.__doc__, C.method.__annotations__)
            print(__name__, __file__, type(__loader__).__name__, __loader__.path, __loader__.name, __spec__, __package__)
            print(module.__dict__.get('__cached__', 'none'), sorted(globals()), __loader__.is_package('__main__'))
            print(inspect.getsource(C), inspect.getsource(g), inspect.getsource(C.method), inspect.getsource(module))
            print(__loader__.get_source('__main__') == open(__file__).read(), open(__file__).read())
            print(linecache.getline(__file__, 3), inspect.getdoc(C), C.method.__code__.co_firstlineno)
            print(type(pickle.loads(pickle.dumps(C()))) is C, sys.argv == [__file__])
            print(inspect.currentframe().f_back, [f.lineno for f in inspect.stack()], sys._getframe().f_code.co_name)
            print(inspect.currentframe().f_code.co_firstlineno, inspect.currentframe().f_code.co_flags)
            ''')

    def test_the_modules_in_memory_are_the_same(self):
        self.assert_same_run(
            "import sys\nprint(sorted(sys.modules), sys.path[1:], sorted(sys.path_importer_cache))\n1\n"
        )

    def test_the_same_for_a_first_line_far_down(self):
        self.assert_same_run(
            "\n\n\n@callable\ndef f():\n    1\nimport sys\nprint(sys._getframe().f_code.co_firstlineno)\n"
        )

    def test_future_annotations_take_effect(self):
        found = self.run_points(
            "from __future__ import annotations\ndef f(a: b): pass\nf.__annotations__\n", "value 1 3 0"
        )
        self.assertEqual(found, ["value 1 {'a': 'b'}"])

    def test_the_source_is_restored_byte_for_byte(self):
        for source in [
            b"\xef\xbb\xbfx = 1\r\nx\r\n",
            b"# coding: latin-1\nx = '\xe9'\nx",
            b"\n\x0cx = 2\nx # \xc3\xa9",
        ]:
            found = self.run_points(source, "value 1 %d 0" % (source.count(b"\n", 0, source.rindex(b"x")) + 1))
            self.assertEqual((len(found), self.source_afterwards), (1, source))

    def test_an_example_about_archives_is_not_taken_for_one(self):
        self.assertEqual(
            self.recorded("x = b'PK\\x05\\x06' + bytes(18)\nb'PK\\x05\\x06' b'" + "\\0" * 18 + "'[:2]", "b'PK", 1),
            ["value 7 b'PK'"],
        )

    def test_child_processes_find_the_source(self):
        source = textwrap.dedent("""
            import multiprocessing
            def double(x):
                x + 1
                return x * 2
            if __name__ == '__main__':
                context = multiprocessing.get_context('spawn')
                with context.Pool(1) as pool:
                    pool.map(double, [1, 2])
                with multiprocessing.get_context('fork').Pool(1) as pool:
                    y = pool.map(double, [3])
            """)
        found = self.run_points(
            source,
            *[
                "value %d %s" % p
                for p in [(1, place(source, "pool.map")), (2, place(source, "y =")), (3, place(source, "return"))]
            ]
        )
        self.assertEqual(found, ["value 1 [2, 4]", "value 3 6", "value 2 [6]"])
        self.assertTrue(self.log.endswith(b"end T ended 0\n\n"), self.log)

    def test_orders_that_meet_nothing_change_nothing(self):
        self.assertEqual(
            self.run_points(
                "x = 1\nimport builtins\nprint([n for n in dir(builtins) if 'doctrue' in n])\n",
                "value 1 9 0",
            ),
            [],
        )
        self.assertEqual(self.printed(), "[]\n")


def by_text(source):
    """A value order for each expression and assignment at the top, with the places where the text can do it. Behind what
    has a body a line is empty."""
    lines = source.encode().split(b"\n")
    starts = [sum(len(line) + 1 for line in lines[:n]) for n in range(len(lines))]
    before = 0
    orders = []
    for n, s in enumerate(ast.parse(source).body):
        end = starts[s.end_lineno - 1] + s.end_col_offset
        if isinstance(s, ast.Expr) and not isinstance(s.value, ast.Constant):
            orders.append("value %d %d 0 %d %d" % (n, s.lineno, before, end))
        elif isinstance(s, ast.Assign):
            orders.append("value %d %d 0 %d %d %s" % (n, s.lineno, end, end, s.targets[0].id))
        before = starts[s.end_lineno] if hasattr(s, "body") else end
    return orders


class InTextTest(Points):
    PROGRAMS = [
        "\nx = 4\nx + 1  # 5\n\n# six\nx + 2\n",
        "\nimport sys\nx = [\n    1,\n]  # [1]\nx * 2  # [1, 1]\n(x[0]\n + 1)\nprint(sys._getframe().f_lineno)\n",
        "\nimport inspect, sys\ndef f(n):\n    return [n, sys._getframe(1).f_lineno]\n\nf(1)  # a\nf(2); f(3)\nprint(inspect.getsource(f), f(4))\n",
        "\nx = 'é'\nx + 'ü'  # 'éü'\nx + 1 / 0 + 3\n",
        "\nx = {}\nx['a']['b']  # 5\nx\n",
        "\nfrom sys import _getframe as f\nx = f().f_code.co_filename\nprint(f().f_code.co_firstlineno, x == __file__, sorted(globals()))\nx[-3:]  # '.py'\n",
        "\nx = 1000 + 1\nprint(x is 1001, (lambda: x)())\nx is not None\n",
        "\nimport warnings\nx = 1\nx + (warnings.warn('w') or 1)\n10 ** 5000 * x\n",
        "\nclass C:\n    def __repr__(self): print('looked at'); return 'C'\n\nC()\nx = C()  # C\n",
        "\nimport sys\nx = 5\nsys.setrecursionlimit(60)\nx + 1\nsys.exit(x)\n",
    ]

    def test_the_same_is_recorded_and_nothing_is_noticed(self):
        for source in self.PROGRAMS:
            with self.subTest(source):
                orders = by_text(source)
                self.assert_same_run(source, *orders)
                self.assertEqual(self.source_afterwards, source.encode())
                found = self.run_points(source, *orders)
                by_tree = [" ".join(order.split(" ")[:4]) for order in orders]
                self.assertEqual(found, self.run_points(source, *by_tree))
                self.assertTrue(found)

    @unittest.skipIf(sys.version_info < (3, 11), "there the syntax tree is needed")
    def test_the_text_is_used_where_it_can_do_all(self):
        source = "\nx = 4\nimport sys\nx + 1\nx, 1\nprint(any('next' in name for name in sys._getframe().f_code.co_names))\n"
        for orders, expected in [
            (["value 1 4 0 17 23"], "True\n"),
            (["value 1 4 0 17 23", "value 2 5 0"], "False\n"),
            (["value 1 4 0 17 23", "catch 2 5 5"], "False\n"),
            # What does not compile is none of it.
            (["value 1 4 0 15 23"], "False\n"),
        ]:
            found = self.run_points(source, *orders)
            self.assertEqual((found[0], self.printed()), ("value 1 5", expected))


class CatchTest(Points):
    def caught(self, source, *orders):
        return self.run_points(textwrap.dedent(source).lstrip("\n"), *orders)

    def test_the_example_goes_on_behind_the_range(self):
        found = self.caught("def f():\n    return 1 / 0\nf()\nprint('skipped')\nprint('on')\n", "catch 1 3 4")
        self.assertEqual((found, self.printed()), (["caught 1 3 2 ZeroDivisionError\ndivision by zero"], "on\n"))
        self.assertTrue(self.log.endswith(b"end T ended 0\n\n"), self.log)

    def test_a_range_within_a_loop(self):
        found = self.caught("for i in range(3):\n    1 / i\n    print(i)\nprint('on')\n", "catch 1 2 2")
        self.assertEqual(
            (found, self.printed()), (["caught 1 2 2 ZeroDivisionError\ndivision by zero"], "0\n1\n2\non\n")
        )

    def test_a_range_that_covers_parts_of_several_statements(self):
        source = "if True:\n    print(1)\n    {}[1]\nelse:\n    pass\n[][2]\nprint('on')\n"
        self.assertEqual(
            self.caught(source, "catch 1 3 6"),
            ["caught 1 3 3 KeyError\n1", "caught 1 6 6 IndexError\nlist index out of range"],
        )
        self.assertEqual(self.printed(), "1\non\n")

    def test_ranges_within_each_other(self):
        source = "try:\n    print(1)\n    {}[1]\n    print(2)\n    [][2]\n    print(3)\nfinally:\n    print(4)\n"
        for orders in [
            ["catch 1 1 8", "catch 2 3 3"],
            ["catch 2 3 3", "catch 1 1 8"],
            ["catch 2 3 3", "catch 2 3 3", "catch 1 1 8"],
        ]:
            self.assertEqual(
                self.caught(source, *orders),
                ["caught 2 3 3 KeyError\n1", "caught 1 5 5 IndexError\nlist index out of range"],
            )
            self.assertEqual(self.printed(), "1\n2\n4\n")

    def test_an_exception_that_is_only_noted(self):
        source = "def f():\n    [][2]\nprint(1)\nf()\nprint(2)\n"
        expected = "IndexError\nlist index out of range"
        self.assertEqual(self.caught(source, "note 1 4 4"), ["caught 1 4 2 " + expected])
        self.assertEqual(self.printed(), "1\n")
        self.assertIn((["raise", "4", "2"], expected.encode()), self.records)
        traceback = self.printed("2")
        self.caught(source)
        self.assertEqual(self.printed("2"), traceback)
        found = self.caught(source, "catch 2 4 4", "note 1 4 4")
        self.assertEqual(found, ["caught 1 4 2 " + expected, "caught 2 4 2 " + expected])
        self.assertEqual(self.printed(), "1\n2\n")

    def test_many_orders_for_the_same_lines(self):
        found = self.caught("1 / 0\n", *["note %d 1 1" % n for n in range(40)], "catch 98 1 1", "catch 99 1 1")
        self.assertEqual([record.split(" ")[1] for record in found], [str(n) for n in range(40)] + ["98"])
        self.assertEqual(self.code, 0)

    def test_what_ends_a_program_may_be_meant(self):
        for name in ("SystemExit", "KeyboardInterrupt", "GeneratorExit", "BaseException"):
            source = "import sys\nraise %s(3)\nprint('on')\n" % name
            self.assertEqual(self.caught(source, "some 1 2 2 " + name), ["caught 1 2 2 %s\n3" % name])
            self.assertEqual(self.printed(), "on\n")
        self.caught("raise SystemExit(3)\n", "some 1 1 1 KeyboardInterrupt")
        self.assertEqual(self.code, 3)

    def test_what_is_no_exception_of_the_example_passes(self):
        for source, code in [("raise SystemExit(3)", 3), ("raise KeyboardInterrupt", -2)]:
            self.assertEqual((self.caught(source, "catch 1 1 1"), self.code), ([], code))

    def test_exceptions_of_code_that_is_made_at_run_time(self):
        found = self.caught(
            "exec('1 +')\nclass Own(Exception):\n    class In(Exception): pass\nraise Own.In('é', 1)\n",
            "catch 1 1 1",
            "catch 2 4 4",
        )
        self.assertEqual(found[0][:23], "caught 1 1 1 SyntaxErro")
        self.assertEqual(found[1], "caught 2 4 4 Own.In\n('é', 1)")
        found = self.caught("import json\njson.loads('')\n", "catch 1 2 2")
        self.assertEqual(
            found, ["caught 1 2 2 json.decoder.JSONDecodeError\nExpecting value: line 1 column 1 (char 0)"]
        )

    def test_values_within_caught_statements(self):
        source = "x = 1\ny = x / 0\nz = 3\n"
        found = self.caught(source, "catch 9 1 3", *["value %d %d 0" % (n, n) for n in (1, 2, 3)])
        self.assertEqual(found, ["value 1 1", "caught 9 2 2 ZeroDivisionError\ndivision by zero"])

    def test_decorators_docstrings_and_future_imports(self):
        source = "'doc'\nfrom __future__ import annotations\n@print.x\ndef f(): pass\nprint(__doc__)\n"
        self.assertEqual(
            self.caught(source, "catch 1 1 4"),
            ["caught 1 3 3 AttributeError\n'builtin_function_or_method' object has no attribute 'x'"],
        )
        self.assertEqual(self.printed(), "doc\n")
        self.assertEqual(self.caught(source, "catch 1 4 4"), [])
        self.assertEqual(self.code, 1)
        source = "def f():\n    'doc'\n    return 1 / 0\nprint(f(), f.__doc__)\n"
        self.assertEqual(len(self.caught(source, "catch 1 2 3")), 1)
        self.assertEqual(self.printed(), "None doc\n")

    def test_control_flow_leaves_the_range_as_it_does(self):
        source = """
            def f():
                global n
                for n in range(5):
                    if n == 1:
                        continue
                    if n == 3:
                        break
                    yield n
                return
            import asyncio
            async def g():
                await asyncio.sleep(0)
                return 1 / 0
            print(list(f()), n)
            print(asyncio.run(g()))
            """
        found = self.caught(source, *["catch %d %d %d" % (n, n, n) for n in range(2, 16)], "catch 99 3 7")
        self.assertEqual(
            (found, self.printed()), (["caught 13 13 13 ZeroDivisionError\ndivision by zero"], "[0, 2] 3\nNone\n")
        )

    def test_each_caught_exception_of_a_point_counts(self):
        found = self.caught("for i in range(1200):\n    1 / 0\nprint(i)\n", "catch 1 2 2")
        self.assertEqual((len(found), self.printed()), (1000, "1199\n"))

    def test_nothing_of_a_caught_exception_is_kept(self):
        self.caught("import sys\n1 / 0\nprint(sys.exc_info(), hasattr(sys, 'last_value'))\n", "catch 1 2 2")
        self.assertEqual(self.printed(), "(None, None, None) False\n")


class ShowTest(Points):
    def shown(self, source, *orders):
        self.found = self.run_points(textwrap.dedent(source).lstrip("\n"), *orders)
        return self.printed()

    def test_expression_statements_are_displayed(self):
        source = "1 + 1\nNone\nprint('p')\nx = 5\nif x:\n    'in'\nfor i in 'ab': i\ntry:\n    [][1]\nexcept IndexError as e: e\n_\n"
        self.assertEqual(self.shown(source, "show 1 11")[:17], "2\np\n'in'\n'a'\n'b'\n")
        self.assertTrue(self.printed().endswith("IndexError('list index out of range')\n" * 2))
        self.assertEqual(self.shown(source, "show 2 6"), "p\n'in'\n")

    def test_functions_and_classes_display_nothing(self):
        self.assertEqual(
            self.shown(
                "def f():\n    1\n    return 2\nclass C:\n    3\n    def m(self): 4\nlambda: 5\nf()\n",
                "show 1 6",
                "show 8 8",
            ),
            "2\n",
        )

    def test_a_lone_string_is_displayed_and_stays_the_docstring(self):
        self.assertEqual(
            self.shown("'doc'\nfrom __future__ import division\n__doc__\n", "show 1 3", "value 1 1 0"), "'doc'\n'doc'\n"
        )
        self.assertEqual(self.found, ["value 1 'doc'"])

    def test_displays_belong_to_their_lines(self):
        self.shown("1\n\n(2,\n 3)\n", "show 1 4")
        sites = {words[1]: words[2:] for words, _ in self.records if words[0] == "site"}
        lines = [lines_of(words[2], sites) for words, _ in self.records if words[:2] == ["out", "1"]]
        self.assertEqual([sorted(set(each)) for each in lines], [["1"], ["3"]])

    def test_shown_and_recorded(self):
        source = "x = [2, 1]\nx.sort()\nx.pop()\n"
        self.assertEqual(self.shown(source, "show 1 3", "value 1 2 0", "value 2 3 0"), "2\n")
        self.assertEqual(self.found, ["value 1 None", "state 1 [1, 2]", "value 2 2"])

    def test_a_display_hook_of_the_example(self):
        source = "import sys\ndef hook(value): print('<', value)\nsys.displayhook = hook\n1\nNone\n"
        self.assertEqual(self.shown(source, "show 4 5"), "< 1\n< None\n")
        self.assertEqual(
            self.shown(
                "def install():\n    import sys\n    sys.displayhook = print\n    return 'x'\ninstall()\n", "show 5 5"
            ),
            "x\n",
        )

    def test_a_display_that_fails(self):
        source = "class C:\n    def __repr__(self): raise KeyError(1)\nC()\n1\n"
        self.assertEqual(self.shown(source, "show 1 4", "catch 1 3 3"), "1\n")
        self.assertEqual(self.found, ["caught 1 3 2 KeyError\n1"])
        self.shown(source, "show 1 4")
        lines = re.findall('File "FOLDER_*/block.py", line ([0-9]+)|File "(.*)"', self.printed("2"))
        # The frame below that of the prompt is called as a console calls its own.
        self.assertEqual(sorted(set(lines)), [("", "<stdin>"), ("2", ""), ("3", "")])

    def test_a_session_at_the_prompt(self):
        source = "x = [1,\n     2]\nx\nx.y\nfor i in x:\n    i\n    i / 0\nx[0]\n"
        orders = []
        for n, (first, last) in enumerate([(1, 2), (3, 3), (4, 4), (5, 7), (8, 8)]):
            orders += ["catch %d %d %d" % (n, first, last), "show %d %d" % (first, last)]
        together = ["prompt %s %s %s" % (order.split(" ")[2], order.split(" ")[3], order.split(" ")[1]) for order in orders[::2]]
        for given in (orders, together):
            self.assertEqual(self.shown(source, *given), "[1, 2]\n1\n1\n")
            self.assertEqual(
                [record.split("\n")[0] for record in self.found],
                ["caught 2 4 4 AttributeError", "caught 3 7 7 ZeroDivisionError"],
            )

    def test_the_compiler_warns_at_its_prompt(self):
        source = "x = 5\nx is 5\nprint(x)\n"
        self.shown(source, *["%s %d %d" % ("show", line, line) for line in (1, 2, 3)])
        if sys.version_info >= (3, 8):
            self.assertIn("<stdin>:1: SyntaxWarning", self.printed("2"))
        self.assertEqual(self.printed("2").count("Warning"), 1)
        self.assertEqual(self.printed(), "True\n5\n")

    def test_a_prompt_that_does_not_compile_keeps_no_other_code_from_running(self):
        source = "y = 1\nx = 5\nx = = 3\nprint(x, y)\n"
        orders = ["show 2 2", "show 3 3", "show 4 4", "catch 7 3 3"]
        self.assertEqual(self.shown(source, *orders), "5 1\n")
        self.assertIn("SyntaxError", self.found[0])


if __name__ == "__main__":
    unittest.main()
