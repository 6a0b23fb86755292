//! Code that leaves nothing behind, and code that may.

use crate::lang::python::parse;

fn is_inert(code: &str) -> bool {
    parse(code).is_inert
}

#[test]
fn what_computes_leaves_nothing_behind() {
    for code in [
        "x = [1, 2]\nx.append(3)\nprint(x)",
        "import math\nprint(math.sqrt(2))",
        "import numpy as np\nprint(np.zeros(3))",
        "from sympy import *",
        "name = input('Name: ')",
        "from collections import Counter\nprint(Counter('abca').most_common(1))",
        "import collections.abc\nprint(isinstance([], collections.abc.Sized))",
        "from datetime import datetime\nprint(datetime(2020, 1, 1))",
        "import datetime\nprint(datetime.datetime(2020, 1, 1))",
        "class A:\n    n = 0\n    def __init__(self):\n        self.n = 1\n        A.n += 1\nprint(vars(A()), dir(A))",
        "def f():\n    yield 1\nprint(list(f()))",
        "while True:\n    break",
        "import itertools\nfor i in itertools.count():\n    if i > 3:\n        break",
        "from itertools import repeat\nfor i in repeat(1, 3):\n    print(i)",
        "@functools.lru_cache\ndef f(): pass",
        "print(__name__, getattr('', 'upper')())",
        "print = 3",
    ] {
        assert!(is_inert(code), "{code}");
    }
}

#[test]
fn what_reaches_further_does_not() {
    for code in [
        "import os",
        "import time\ntime.sleep(1)",
        "from time import sleep",
        "from os.path import *",
        "import math\nmath.pi = 3",
        "import math as m\nn = m",
        "import math\nn = math",
        "import math\nf(math)",
        "from collections import Counter\nCounter.x = 1",
        "from collections import Counter\nC = Counter",
        "from collections.abc import Sized\nSized.register(int)",
        "import collections\ncollections._sys.exit()",
        "import datetime\ndatetime.sys.exit()",
        "from datetime import sys",
        "from math import *",
        "open('x')",
        "eval('1')",
        "print(__file__)",
        "().__class__.__base__.__subclasses__()",
        "f.__globals__['x'] = 1",
        "def f(): pass\nf.__code__ = 1",
        "g().x = 1",
        "import math\nfor math.pi in []: pass",
        "del f().x",
        "async def f(): pass",
        "while True:\n    pass",
        "import itertools\nfor one in itertools.cycle('ab'):\n    print(one)",
        "from itertools import count\nfor i in count(1, 2):\n    print(i)",
        "while 1:\n    x = 1",
        "def f():\n    try:\n        yield 1\n    finally:\n        print(2)\nnext(f())",
        "class A:\n    def __del__(self): print(1)",
        "try:\n    f()\nexcept RecursionError:\n    pass",
        "g.gi_frame.f_locals",
        "vars()",
        "dir()",
        "getattr(x, name)",
        "getattr(x, '__globals__')",
        "list(map(getattr, a, b))",
        "import operator\noperator.attrgetter('__globals__')(f)",
        "from typing import get_type_hints",
        "match f:\n    case object(__globals__=g): pass",
        "print.__self__.len = 1",
        "__builtins__.x = 1",
        "exit()",
        "[x async for x in y]",
    ] {
        assert!(!is_inert(code), "{code}");
    }
}

#[test]
fn code_of_packages_may_write_past_the_streams() {
    for (code, prints_only) in [
        ("for i in range(3):\n    print(i)", true),
        ("import math\nfrom collections import Counter\nprint(math.pi, Counter())", true),
        ("import numpy as np\nprint(np.zeros(3))", false),
        ("from rich import print\nprint(1)", false),
        ("from .own import f\nf()", false),
        ("import os\nos.write(1, b'x')", false),
        ("open(1, 'w').write('x')", false),
        ("import sys\nsys.stdout.write('x')", false),
        ("import subprocess\nsubprocess.run(['ls'])", false),
    ] {
        assert_eq!(parse(code).prints_only(), prints_only, "{code}");
    }
}
