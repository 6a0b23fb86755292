"""Tests that looking at values shows nowhere, and still tells what they are; each in a real run of an example."""

import os
import sys
import unittest

from test_points import Points, every_statement

from doctrue_harness import statics
from doctrue_harness.trust import Trust

# Programs whose objects do something when they are looked at. Each says at its end what it has seen of that.
LOUD = {
    "prints": """
        class C:
            def __repr__(self):
                print("looked at")
                return "C"
        c = C()
        [c]
        print("end")
        """,
    "writes past the streams": """
        import os, sys
        class C:
            def __repr__(self):
                os.write(1, b"out")
                os.write(2, b"err")
                os.system("echo child")
                sys.stderr.write("err")
                return "C"
        c = C()
        """,
    "leaves a line unfinished": """
        class C:
            def __repr__(self):
                print("more", end="")
                return "C"
        print("begun", end=" ")
        c = C()
        print("ended")
        """,
    "counts": """
        class C:
            count = 0
            def __repr__(self):
                C.count += 1
                self.seen = True
                return "C"
        c = C()
        d = {"key": (c, [c])}
        print(C.count, vars(c))
        """,
    "raises": """
        import sys
        class C:
            def __init__(self, error): self.error = error
            def __repr__(self): raise self.error
        for error in [KeyError(1), SystemExit(3), KeyboardInterrupt(), GeneratorExit(), RecursionError()]:
            c = C(error)
        print(sys.exc_info(), c.error.__traceback__, c.error.__context__)
        """,
    "recurses": """
        class C:
            def __repr__(self): return repr(self)
        c = C()
        class D:
            def __repr__(self): return f"<{self}>"
        d = D()
        print("end")
        """,
    "exits": """
        import atexit, os, sys
        atexit.register(print, "exit")
        class C:
            def __repr__(self): sys.exit(4)
        class D:
            def __repr__(self): os._exit(5)
        class E:
            def __repr__(self): os.kill(os.getpid(), 9)
        c, d, e = C(), D(), E()
        c
        d
        e
        print("end")
        """,
    "deletes": """
        import os, shutil
        os.mkdir("folder")
        for name in ("a", "b", "folder/c"):
            open(name, "w").close()
        class C:
            def __init__(self): self.x = 1
            def __repr__(self):
                try:
                    del self.x
                    globals().clear()
                    os.remove("a")
                    os.rename("b", "c")
                    shutil.rmtree("folder")
                except Exception:
                    pass
                return "C"
        c = C()
        print(vars(c), sorted(os.listdir()), os.listdir("folder"))
        shutil.rmtree("folder")
        """,
    "writes files": """
        log = open("log.txt", "a")
        new = open("new.txt", "w+")
        new.write("one\\ntwo\\n")
        new.seek(0)
        class C:
            def __repr__(self):
                log.write("looked at\\n")
                log.flush()
                return "C"
        class D:
            def __repr__(self):
                with open("other.txt", "w") as file:
                    file.write("looked at")
                return "D"
        class E:
            def __repr__(self):
                return new.readline()
        c, d, e = C(), D(), E()
        c; d; e
        print(new.readline())
        log.close()
        """,
    "reads with no buffer": """
        import os
        with open("file.txt", "wb") as file: file.write(b"0123456789")
        raw = open("file.txt", "rb", buffering=0)
        ends = os.pipe()
        os.write(ends[1], b"in the pipe")
        class C:
            def __repr__(self): return str(raw.read(4))
        class D:
            def __repr__(self):
                os.write(ends[1], b"more")
                return str(os.read(ends[0], 4))
        c = C()
        d = D()
        print(raw.read(), os.read(ends[0], 100))
        """,
    "starts what lives on": """
        import os, subprocess, sys, threading, time
        class C:
            def __repr__(self):
                subprocess.Popen([sys.executable, "-c", "open('by-child', 'w')"])
                return "C"
        class D:
            def __repr__(self):
                if os.fork() == 0:
                    open("by-fork", "w")
                    os._exit(0)
                return "D"
        class E:
            def __repr__(self):
                threading.Thread(target=print, args=("thread",)).start()
                return "E"
        c, d, e = C(), D(), E()
        time.sleep(0.3)
        """,
    "has a metaclass that listens": """
        class Meta(type):
            def __getattribute__(cls, name):
                print("asked for", name)
                return type.__getattribute__(cls, name)
            def __hash__(cls):
                print("hashed")
                return 1
            def __eq__(cls, other):
                print("compared")
                return cls is other
            def __repr__(cls):
                print("looked at")
                return "Meta"
            def __instancecheck__(cls, other):
                print("instance?")
                return False
        class C(metaclass=Meta): pass
        c = C()
        C
        [c, C]
        """,
    "listens to attributes": """
        class Proxy:
            def __getattribute__(self, name):
                print("asked for", name)
                return object.__getattribute__(self, name)
        class Lazy:
            def __getattr__(self, name):
                print("asked for", name)
                raise AttributeError(name)
            def __call__(self):
                print("called")
            @property
            def __class__(self):
                print("asked for the class")
                return int
        p = Proxy()
        l = Lazy()
        [p, l]
        import weakref, functools, types
        r = weakref.ref(l)
        a = list[Lazy] if hasattr(list, "__class_getitem__") else None
        m = functools.partial(print, l)
        b = types.MethodType(l, p)
        """,
    "is compared, called and iterated": """
        from collections import Counter, OrderedDict, deque, defaultdict, ChainMap
        class C:
            def __lt__(self, other): print("compared"); return False
            def __eq__(self, other): print("equal?"); return self is other
            def __hash__(self): print("hashed"); return 1
            def __iter__(self): print("iterated"); return iter(())
            def __call__(self): print("called")
            def __len__(self): print("counted"); return 2
            def __bool__(self): print("true?"); return True
        c = C()
        d = {c: c}
        n = Counter(a=c, b=C())
        o = OrderedDict(d)
        q = deque([c])
        v = o.values(), o.items(), d.keys()
        f = defaultdict(c)
        m = ChainMap(d)
        class S(set):
            def __iter__(self): print("iterated"); return set.__iter__(self)
        s = S([1])
        class L(list):
            def __iter__(self): print("iterated"); return list.__iter__(self)
            def __len__(self): print("counted"); return list.__len__(self)
        l = L([1])
        """,
    "is part of what Python has made": """
        from collections import namedtuple
        from dataclasses import dataclass, field
        from enum import Enum
        from types import SimpleNamespace
        import datetime, fractions, functools, typing
        class C:
            def __repr__(self): print("looked at"); return "C"
            def __str__(self): print("told"); return "C"
            def __format__(self, spec): print("formatted"); return "C"
        @dataclass
        class D:
            x: object
        @dataclass
        class P:
            x: int = 0
            @property
            def x(self): print("asked"); return 1
            @x.setter
            def x(self, value): pass
        N = namedtuple("N", "x")
        class M(N):
            def __repr__(self): print("looked at"); return "M"
        class E(Enum):
            A = C()
            @property
            def name(self): print("asked"); return "A"
        class T(typing.NamedTuple):
            x: object
            def __getattribute__(self, name): print("asked for", name); return tuple.__getattribute__(self, name)
        class Z(datetime.tzinfo):
            def utcoffset(self, when): print("asked"); return datetime.timedelta(0)
            def tzname(self, when): print("named"); return "Z"
            def __repr__(self): print("looked at"); return "Z"
        d = D(C())
        p = P()
        n = N(C())
        m = M(1)
        e = E.A
        t = T(1)
        s = SimpleNamespace(c=C())
        z = datetime.datetime(2020, 1, 1, tzinfo=Z())
        k = slice(C()), KeyError(C()), functools.partial(print, C()), print, C().__repr__, type(C()).__repr__
        """,
    "is a subclass of what Python has": """
        import collections, fractions, pathlib, threading, datetime, decimal
        class U(collections.UserList):
            def __repr__(self): print("looked at"); return "U"
        class V(collections.UserDict):
            def __getitem__(self, key): print("item"); return 1
            def __len__(self): print("counted"); return 1
        class F(fractions.Fraction):
            def __str__(self): print("told"); return "F"
        class W(datetime.date):
            def isoformat(self): print("formatted"); return "W"
        class T(threading.Thread):
            def is_alive(self): print("alive?"); return True
        class I(int):
            def __repr__(self): print("looked at"); return "I"
            def __index__(self): print("asked"); return 1
        u, v, f, t, w = U(), V(a=1), F(1, 2), T(), W(2020, 1, 1)
        i = I(3)
        r = range(i)
        [i]
        """,
    "is read again": """
        class C(dict):
            count = 0
            def __init__(self): self.total = self.hidden = 0
            def __getitem__(self, key): print("item"); return 1
            def __setitem__(self, key, value): print("set")
            def __getattr__(self, name): print("asked for", name); return 1
            @property
            def size(self): print("size"); return self.hidden
            @size.setter
            def size(self, value): self.hidden = value
        class D:
            def __getattribute__(self, name): print("asked for", name); return 1
        c, d = C(), D()
        c[1] += 1
        c.size += 1
        c.total += 1
        c.other += 1
        d.total += 1
        C.count += 1
        """,
    "is a mock": """
        from unittest.mock import MagicMock, Mock, call
        service = MagicMock()
        service(1)
        other = Mock(name="other")
        calls = service.mock_calls
        print(service.mock_calls, service.method_calls, other.mock_calls)
        """,
    "gives other things than text": """
        class Text(str):
            def encode(self, *args): print("encoded"); return b""
        class C:
            def __repr__(self): return Text("C")
        class D:
            def __repr__(self): return 5
        class E:
            __repr__ = None
        class F:
            __repr__ = print
        class G:
            __repr__ = list.__repr__
            def __iter__(self): print("iterated"); return iter(())
        c, d, e, f, g = C(), D(), E(), F(), G()
        """,
    "handles signals": """
        import signal, os
        for number in (signal.SIGCHLD, signal.SIGALRM):
            signal.signal(number, lambda number, frame: print("signal", number))
        class C:
            def __repr__(self): return "C"
        c = C()
        c
        """,
    "forks": """
        import os
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(before=lambda: print("before"), after_in_parent=lambda: print("after"))
        class C:
            def __repr__(self): return "C"
        c = C()
        try:
            print(os.wait())
        except ChildProcessError:
            print("no child")
        """,
    "is no longer there": """
        import gc, sys, weakref
        class C:
            def __repr__(self): return "C"
            def __del__(self): print("gone")
        c = C()
        print(sys.getrefcount(c), len(gc.get_referrers(c)))
        c = 1
        def f():
            class Local: pass
            x = Local()
            x
            return weakref.ref(Local)
        r = f()
        gc.collect()
        print(r() is None, C.__subclasses__())
        """,
}


class LoudTest(Points):
    def test_looking_shows_nowhere(self):
        for name, source in LOUD.items():
            with self.subTest(name):
                _, shown, _ = self.assert_same_run(source)
                self.assertNotIn(b"looked at", b"".join(payload for _, payload in shown))
                self.assertNotIn(b"Error", b"".join(payload for words, payload in shown if words[:2] == ["out", "2"]))

    def test_sleeping_costs_a_second_and_not_many(self):
        source = "import time\nclass C:\n    def __repr__(self): time.sleep(60)\n"
        source += "class D:\n    def __repr__(self):\n        while True: pass\n"
        source += "c, d = C(), D()\n" + "c\n" * 9 + "d\n"
        found = self.run_points(source, *every_statement(source))
        self.assertEqual([record.split(" ")[2] for record in found], ["time"] * len(found))
        self.assertEqual(self.code, 0)


class AsideTest(Points):
    """What is looked at in a child process is known all the same."""

    def test_the_repr_of_the_example(self):
        source = """
            from dataclasses import dataclass
            from fractions import Fraction
            class C:
                def __repr__(self): return "<C>"
            @dataclass
            class D:
                x: object
            class F(Fraction):
                def __repr__(self): return "F"
            value = VALUE
            """
        for value, expected in [
            ("C()", "<C>"),
            ("[C(), {1: C()}]", "[<C>, {1: <C>}]"),
            ("D(C())", "D(x=<C>)"),
            ("D(1)", "D(x=1)"),
            ("F(1, 2)", "F"),
            ("C().__repr__", "<bound method C.__repr__ of <C>>"),
        ]:
            found = self.recorded(source.replace("VALUE", value), "value =")
            self.assertEqual(found, ["value 7 " + expected])

    def test_what_is_stored_in_an_object(self):
        source = """
            import collections
            class C:
                count = 0
                __slots__ = ("slot", "__dict__")
                def __init__(self): self.slot = self.total = self.hidden = 1
                @property
                def size(self): return self.hidden
                @size.setter
                def size(self, value): self.hidden = value
                def __getitem__(self, index): return index
                def __setitem__(self, index, value): pass
            c = C()
            numbers, counts, i = [1, 2, 3], collections.Counter(), 1
            STATEMENT
            """
        for statement, expected in [
            ("c.slot += 1", "2"),
            ("c.total += 1", "2"),
            ("c.count += 1", "1"),
            ("c.size += 1", "2"),
            ("C.count += 5", "5"),
            ("C.count += 5", "5"),
            ("c[i] += 1", "1"),
            ("numbers[i] += 1", "3"),
            ("numbers[:2] += [4]", "[1, 2]"),
            ("counts['a'] += 1", "1"),
        ]:
            found = self.recorded(source.replace("STATEMENT", statement), statement)
            self.assertEqual(found[0], "value 7 " + expected, statement)

    def test_a_long_one(self):
        source = "class C:\n    def __repr__(self): return 'x' * 300000\nC()\n"
        self.assertEqual([len(record) for record in self.recorded(source, "C()")], [len("value 7 ") + 100000])

    def test_why_there_is_none(self):
        source = "class C:\n    def __repr__(self):\n        BODY\n        return 'C'\nSETUP\nC()\n"
        for body, setup, why in [
            ("raise KeyError(1)", "", "raised KeyError"),
            ("import os; os._exit(0)", "", "ended "),
            ("import os; os.remove('none')", "", "ended "),
            ("open('file', 'w')", "", "ended "),
            ("pass", "import threading; threading.Thread(target=threading.Event().wait, daemon=True).start()", "threads "),
            ("pass", "import signal; signal.signal(signal.SIGCHLD, print)", "signals "),
        ]:
            found = self.recorded(source.replace("BODY", body).replace("SETUP", setup), "C()")
            self.assertEqual(found, ["novalue 7 " + why])

    def test_what_finds_out_may_read(self):
        source = "import os\nclass C:\n    def __repr__(self):\n        import fractions\n        with open(__file__) as file:\n"
        source += "            return file.readline() + str(os.path.exists('block.py'))\nC()\n"
        self.assertEqual(self.recorded(source, "C()"), ["value 7 import os\nTrue"])

    def test_an_exception_of_a_handler_belongs_to_the_example(self):
        source = """
            import os, signal, time
            def late(number, frame): raise TimeoutError("late")
            signal.signal(signal.SIGALRM, late)
            class C:
                def __repr__(self):
                    time.sleep(0.4)
                    return "C"
            signal.setitimer(signal.ITIMER_REAL, 0.1)
            try:
                C()
                time.sleep(1)
            except TimeoutError as error:
                print(error)
            """
        self.assertEqual(self.recorded(source, "C()\n"), ["value 7 C"])
        self.assertEqual(self.printed(), "late\n")

    def test_many_of_them(self):
        source = "class C:\n    def __repr__(self): return 'C'\nfor i in range(100):\n    C()\n"
        self.assertEqual(self.recorded(source, "C()"), ["value 7 C"] * 100)


class Own:
    def __repr__(self):
        raise AssertionError("looked at")

    __str__ = __repr__


class Plain:
    pass


class TrustTest(unittest.TestCase):
    """Which values are looked at where they are."""

    def setUp(self):
        here = os.path.dirname(os.path.abspath(__file__))
        self.trust = Trust([path for path in sys.path if os.path.abspath(path) != here])

    def test_what_is_of_python(self):
        import array, collections, datetime, decimal, enum, fractions, functools, http, ipaddress, itertools, pathlib  # noqa: E401
        import dataclasses, re, string, types, typing, uuid  # noqa: E401

        class Colour(enum.Enum):
            RED = 1

        class Number(enum.IntFlag):
            ONE = 1
            TWO = 2

        @dataclasses.dataclass(frozen=True)
        class Point:
            x: int
            y: list = dataclasses.field(default_factory=list)

            def length(self):
                return 1

        class Pair(typing.NamedTuple):
            a: int
            b: str = ""

        class Stack(list):
            def push(self, item):
                self.append(item)

        class Mistake(ValueError):
            pass

        def generator():
            yield Own()

        values = [1, "x", None, 1.5, 2j, b"x", bytearray(2), True, ..., NotImplemented, object(), int, Own, Plain, len]
        values += [[1, [2]], (1,), {1: {2: 3}}, {1}, frozenset([2]), range(3), slice(1, 2), {}.keys(), {1: 2}.items()]
        values += [Plain(), [Plain()], Stack([1]), Plain().__init__, [].append, generator(), sys, string, ValueError(1)]
        values += [Mistake("x"), Mistake(Plain()), collections.Counter("aab"), collections.OrderedDict(a=1), lambda: 0]
        values += [collections.deque([1], 3), collections.defaultdict(list, a=[1]), collections.defaultdict(lambda: 0)]
        values += [collections.ChainMap({}), collections.UserList([1]), decimal.Decimal(1), fractions.Fraction(1, 2)]
        values += [datetime.datetime(2020, 1, 1), datetime.timezone.utc, datetime.date(2020, 1, 1), datetime.time(1)]
        values += [datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc), datetime.timedelta(1), pathlib.Path("x")]
        values += [re.compile("x"), re.match("x", "x"), array.array("i", [1]), uuid.UUID(int=1), http.HTTPStatus.OK]
        values += [functools.partial(print, 1), functools.partial(lambda: 0), itertools.count(3), ipaddress.ip_address("::1")]
        values += [types.SimpleNamespace(a=1), types.MappingProxyType({1: 2}), typing.List[int], typing.Optional[Plain], os.environ]
        values += [Colour.RED, Colour, Number.ONE | Number.TWO, Number.TWO, Point(1), [Point(2)], Pair(1), memoryview(b"x")]
        values += [collections.namedtuple("Name", "a b")(1, [2]), super(Plain, Plain()), property(), staticmethod(len), iter([Own()])]
        values += [map(Own, []), zip(), enumerate([Own()]), generator, TrustTest.setUp, type(Plain()).__init__]
        if sys.version_info >= (3, 9):
            values += [list[int], dict[str, list[Plain]]]
        if sys.version_info >= (3, 10):
            values += [int | None]
        for value in values:
            with self.subTest(type(value)):
                self.assertTrue(self.trust.shows(value), repr(value))
        # Recursive values end.
        knot = [1]
        knot.append({"knot": knot})
        self.assertTrue(self.trust.shows(knot))

    def test_what_is_of_the_example(self):
        import collections, datetime, decimal, enum, functools, types, typing, unittest.mock, weakref  # noqa: E401
        import dataclasses, threading  # noqa: E401

        class Meta(type):
            def __repr__(cls):
                raise AssertionError("looked at")

        class OfMeta(metaclass=Meta):
            pass

        class Colour(enum.Enum):
            RED = Own()

            def __eq__(self, other):
                return self is other

        @dataclasses.dataclass
        class Point:
            x: object = None

        @dataclasses.dataclass
        class Loud(Point):
            def __getattribute__(self, name):
                return object.__getattribute__(self, name)

        class Listening(set):
            def __iter__(self):
                raise AssertionError("iterated")

        class Thread(threading.Thread):
            pass

        class Clever(dict):
            __repr__ = functools.partialmethod(print)

        own = Own()
        values = [own, [Own()], (Own(),), {1: Own()}, {Own(): 1}, {Own()}, frozenset([Own()]), [[{1: (Own(),)}]]]
        values += [Own().__str__, OfMeta, [OfMeta], Colour.RED, Point(Own()), Loud(), Listening(), Thread(), Clever()]
        values += [{1: Own()}.values(), {1: Own()}.items(), types.MappingProxyType({1: Own()}), ValueError(Own()), KeyError(Own())]
        values += [collections.Counter(a=Plain()), collections.deque([Own()]), collections.OrderedDict(a=Own()), slice(Own())]
        values += [collections.defaultdict(Own().__str__), collections.defaultdict(None, a=Own()), collections.UserList([Own()]), collections.namedtuple("N", "a")(Own())]
        values += [functools.partial(print, Own()), types.SimpleNamespace(a=Own()), weakref.ref(own), weakref.proxy(own)]
        values += [unittest.mock.MagicMock(), unittest.mock.Mock(), datetime.datetime(2020, 1, 1, tzinfo=Own.zone)]
        for value in values:
            with self.subTest(type(value)):
                self.assertFalse(self.trust.shows(value))

    def test_large_values_are_looked_through(self):
        self.assertTrue(self.trust.shows(list(range(1000000))))
        self.assertFalse(self.trust.shows(list(range(1000000)) + [Own()]))
        self.assertFalse(self.trust.shows([[] for _ in range(100000)]))

    def test_names_of_types(self):
        import json

        self.assertEqual(
            [statics.title(kind) for kind in (KeyError, json.JSONDecodeError, Own)],
            ["KeyError", "json.decoder.JSONDecodeError", "test_looking.Own"],
        )


def _zone():
    import datetime

    class Zone(datetime.tzinfo):
        pass

    return Zone()


Own.zone = _zone()


if __name__ == "__main__":
    unittest.main()
