//! Whether code gives the same whenever it runs: it asks for no clock, no chance and nothing outside of it. That is read off
//! the code, and what is not certain is no.

use super::world::asks;
use crate::lang::python::{COMPUTING, Module, stdlib};
use std::collections::BTreeSet;

/// What the modules that compute, or all objects, have that depends on something else: random numbers, libraries of the system,
/// addresses.
const OTHERWISE: &[&str] = &["samples", "algorithms_available", "scrypt", "chdir", "__hash__", "__dir__", "urandom"];

/// Builtins by which an attribute is had whose name stands nowhere as one.
const REACHING: &[&str] = &["getattr", "hasattr", "vars"];

/// Builtins that differ from run to run. Where a program binds such a name somewhere, nobody knows which of them it means.
const ADDRESSES: &[&str] = &["hash", "id"];

/// Builtins by which sets are made.
const SETS: &[&str] = &["set", "frozenset"];

/// What gives views of dictionaries, which are joined to sets.
const VIEWS: &[&str] = &["keys", "items"];

/// Whether a program of these parts gives the same whenever it runs by the same interpreter.
pub fn repeats<'a>(mut modules: impl Iterator<Item = &'a Module> + Clone) -> bool {
    let all = modules.clone();
    modules.all(is_settled) && !asks(all.clone()) && !orders_by_address(all)
}

/// Whether a program of these parts may have a set whose order comes from addresses, which are others in each process. Texts
/// have the same order by the same hash seed, and so do numbers.
fn orders_by_address<'a>(modules: impl Iterator<Item = &'a Module> + Clone) -> bool {
    let makes_sets = |module: &Module| {
        let has = |name: &&str| module.builtins.contains(*name) || module.bound_names.contains(*name);
        let joins_views = module.joins_sets && VIEWS.iter().any(|name| module.attributes.contains(*name));
        // It sorts what cannot be compared by addresses.
        let prints_sorted = module.imports.iter().any(|import| import.module == "pprint");
        module.makes_sets || SETS.iter().any(has) || joins_views || prints_sorted
    };
    modules.clone().any(makes_sets) && modules.clone().any(|module| module.has_addresses)
}

/// The standard modules that a program of these parts imports, if it does more with one than to call it.
pub fn handled<'a>(modules: impl Iterator<Item = &'a Module> + Clone) -> Vec<String> {
    if !modules.clone().any(|module| module.handles_imports) {
        return Vec::new();
    }
    let imports = modules.flat_map(|module| &module.imports).filter(|import| import.level == 0);
    let names = imports.map(|import| import.module.as_str());
    let standard = names.filter(|name| stdlib::is_module(name.split('.').next().unwrap_or(name)));
    standard.collect::<BTreeSet<_>>().into_iter().map(str::to_owned).collect()
}

fn is_settled(module: &Module) -> bool {
    let is_known = module.imports.iter().all(|import| import.level == 0 && COMPUTING.contains(&import.module.as_str()));
    let is_plain = !OTHERWISE.iter().any(|name| module.attributes.contains(*name));
    let has = |name: &&str| module.builtins.contains(*name) || module.bound_names.contains(*name);
    let is_open = !REACHING.iter().chain(ADDRESSES).any(has) && !module.attributes.contains("__dict__");
    module.is_inert
        && is_known
        && is_plain
        && is_open
        && !module.awaits
        && !module.watches_interpreter
        && !module.shows_compilation
}

#[cfg(test)]
mod tests {
    use crate::lang::python;

    fn repeats(code: &str) -> bool {
        super::repeats([&python::parse(code)].into_iter())
    }

    #[test]
    fn what_only_computes_repeats() {
        for code in [
            "print(1 + 1)\n",
            "import math\nprint(math.pi)\n",
            "from collections import Counter\nprint(Counter('abc'))\n",
            "import datetime\nprint(datetime.date(2020, 1, 1))\n",
            "from datetime import datetime, timedelta\nprint(datetime(2020, 1, 1) + timedelta(days=1))\n",
            "class A:\n    def __hash__(self):\n        return 1\n\nprint({A(): 1} == {})\n",
            "now = 1\nprint(now)\n",
            "print({3, 1})\n",
            "print(sorted({'b', 'a'}), set(map(int, '31')))\n",
            "def f(x):\n    return x - 1\n\nprint(f({'a': 1}['a']))\n",
            "print({'a': None}.items(), None)\n",
        ] {
            assert!(repeats(code), "{code}");
        }
    }

    #[test]
    fn what_may_ask_for_something_else_does_not() {
        for code in [
            "import random\nrandom.seed(1)\nprint(random.random())\n",
            "import time\nprint(time.time())\n",
            "from datetime import datetime\nprint(datetime.now())\n",
            "from datetime import date as d\nprint(d.today())\n",
            "import datetime\nf = getattr(datetime.datetime, 'now')\nprint(f())\n",
            "import os\nprint(os.getcwd())\n",
            "print(open('a').read())\n",
            "print(id(1))\n",
            "print(hash('a'))\n",
            "x = id\nprint(x(1))\n",
            "def f(id):\n    return id\n\nprint(id(f))\n",
            "import datetime\nprint(vars(datetime.datetime)['now'])\n",
            "import datetime\nprint(datetime.datetime.__dict__['now'])\n",
            "print(object().__hash__())\n",
            "h = object.__hash__\nprint(h(1))\n",
            "import numpy\nprint(numpy.zeros(1))\n",
            "import own\nprint(own.x)\n",
            "from . import own\n",
            "try:\n    import ujson as json\nexcept ImportError:\n    import json\nprint(json.dumps(1))\n",
            "import sys\nprint(sys.version)\n",
            "import uuid\nprint(uuid.uuid4())\n",
            "from statistics import NormalDist\nprint(NormalDist(0, 1).samples(1))\n",
            "import statistics as s\nprint(s.NormalDist(0, 1).samples(1))\n",
            "exec('print(1)')\n",
            "print(__file__)\n",
            "print(__import__('time').time())\n",
            "import hashlib\nprint(hashlib.md5(b'a').hexdigest())\n",
            "from hashlib import algorithms_available\nprint(algorithms_available)\n",
            "import contextlib\nwith contextlib.chdir('/'):\n    print(1)\n",
            "import subprocess\n",
            "from math import *\nprint(pi)\n",
            "def f(:\n",
            "print({None, 1})\n",
            "print(set([int, 'a']))\n",
            "def f():\n    return 1\n\ndef g():\n    return 2\n\nprint([one() for one in {f, g}])\n",
            "class A:\n    pass\n\nprint(len({A(), A()}))\n",
            "print({None: 1}.keys() | {'a': 1}.keys())\n",
            "import pprint\nclass A: ...\npprint.pprint({A(): 1, A(): 2})\n",
            "a, b = 1000, 1000\nprint(a is b)\n",
        ] {
            assert!(!repeats(code), "{code}");
        }
    }

    #[test]
    fn one_part_that_asks_is_enough() {
        let [plain, asking] = ["x = 1\n", "import time\n"].map(python::parse);
        assert!(!super::repeats([&plain, &asking].into_iter()));
        // A name of one part may be what another one imports.
        let [imports, asks] = ["import datetime\n", "print(datetime.datetime.now())\n"].map(python::parse);
        assert!(super::repeats([&imports].into_iter()));
        assert!(!super::repeats([&imports, &asks].into_iter()));
    }
}
