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
        "import os, sys, threading\nprint(os.path.join('a', 'b'), sys.maxsize)",
        "import os.path\nprint(os.sep)",
        "from os.path import basename as base\nprint(base('a/b'))",
        "import sys as system\nprint(system.getsizeof(1))",
        "from decimal import Decimal\nprint(Decimal('0.1') + 1)",
        "from datetime import datetime\nprint(datetime(2020, 1, 1).date())",
    ] {
        assert!(is_inert(code), "{code}");
    }
}

#[test]
fn what_reaches_further_does_not() {
    for code in [
        "import os\nos.remove('x')",
        "import os as o\no.remove('x')",
        "import os.path as p\np.os.remove('x')",
        "import os\nos.path.os.remove('x')",
        "from os import path\npath.os.remove('x')",
        "import os\nos.environ['X'] = '1'",
        "import os\nos.environ.pop('X')",
        "import os as m, math as m\nm.remove('x')",
        "import collections.abc\ncollections.abc.sys.exit()",
        "import sys\nsys.stdout.write('x')",
        "import sys\nsys.exit()",
        "from sys import exit",
        "import decimal\ndecimal.getcontext().prec = 5",
        "from decimal import getcontext",
        "import threading\nthreading.Thread(target=print).start()",
        "import logging\nlogging.warning('x')",
        "import _thread",
        "import this",
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
fn what_is_imported_and_had_as_a_value_may_be_changed_by_another_name() {
    let handles = |code: &str| {
        let module = parse(code);
        assert!(module.is_inert, "{code}");
        module.handles_imports
    };
    for code in [
        "import numbers\nN = [numbers.Number][0]\nN.register(str)",
        "from collections import Counter\nfor c in [Counter]:\n    c.most_common = 1",
        "from string import Template\ndef patch(cls):\n    cls.x = 2\npatch(Template)",
        "from collections import Counter\nt = type(Counter())\nt.x = 1",
        "from collections import Counter\nt = Counter.__mro__[0]\ndel t.update",
        "import json\njson.decoder.BACKSLASH.update({})",
        "import math\nprint(math.pi)",
    ] {
        assert!(handles(code), "{code}");
    }
    for code in [
        "import math\nprint(math.sqrt(2))",
        "from collections import Counter\nx: Counter = Counter('a')\nx.update('b')",
        "class A:\n    pass\na = A()\na.x = 1",
        "from datetime import date\nprint(date.fromisoformat('2020-01-01'))",
    ] {
        assert!(!handles(code), "{code}");
    }
}

#[test]
fn what_imports_a_package_runs_no_further_where_that_is_not_there() {
    let stops_behind = |code: &str| parse(code).stops_behind;
    assert_eq!(stops_behind("import numpy as np\nopen('x')\n"), Some(1));
    assert_eq!(stops_behind("x = 1\nfrom a.b import (\n    c,\n)\nasync def f(): pass\n"), Some(4));
    assert_eq!(stops_behind("import math, numpy\n"), Some(1));
    for code in [
        "open('x')\nimport numpy\n",
        "try:\n    import numpy\nexcept ImportError:\n    pass\n",
        "if x:\n    import numpy\n",
        "from . import numpy\n",
        "from .numpy import x\n",
        "import _thread\n",
        "import math\n",
        "import this, numpy\n",
        "import numpy\n(\n",
    ] {
        assert_eq!(stops_behind(code), None, "{code}");
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
