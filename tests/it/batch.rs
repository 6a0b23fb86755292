//! Examples that share an interpreter: the report is the one of examples that have their own.

use crate::project::{Project, root};
use serde_json::Value;
use std::fs;

/// What differs between any two reports.
const TIMES: &[&str] = &["duration_ms", "started", "isolation"];

/// `report` without what differs between any two, and without values that are another one in each run.
fn steady(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let varies =
                |key: &str| TIMES.contains(&key) || fields.get("verdict").is_some_and(|verdict| verdict == "volatile");
            let kept = fields.iter().filter(|(key, _)| !varies(key) || *key == "line" || *key == "verdict");
            Value::Object(kept.map(|(key, value)| (key.clone(), steady(value))).collect())
        }
        Value::Array(values) => Value::Array(values.iter().map(steady).collect()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

/// Demands that all ways to start interpreters give one report of `text`, and gives the verdicts.
fn verdicts(text: &str) -> Vec<String> {
    let project = Project::new().file("a.md", text);
    let [batch, fork] = ["batch", "fork"].map(|mode| project.report(&["--timeout", "2s", "--isolation", mode, "a.md"]));
    if cfg!(target_os = "linux") {
        assert_eq!(batch["isolation"]["mode"], "batch");
    }
    assert_eq!(steady(&batch), steady(&fork), "{text}");
    let claims = batch["documents"][0]["claims"].as_array().expect("claims").iter();
    claims.map(|claim| claim["verdict"].as_str().expect("a word").to_owned()).collect()
}

/// A page with an example for each of `blocks`.
fn page(blocks: &[&str]) -> String {
    blocks.iter().map(|block| format!("```python\n{block}\n```\n\n")).collect()
}

#[test]
fn no_example_knows_of_another() {
    let text = page(&[
        "print = list\nlen = None\nx = 5",
        "print(len([1]))  # 1",
        "import random\nrandom.seed(1)\nrandom.random()",
        "def f(x):\n    return x\nf(2)  # 2",
        "print(f)\nx = 1",
        "class A:\n    pass\nprint(A)  # <class '__main__.A'>",
        "print(__name__)  # __main__",
        "print('begun', end='')",
        "print('whole')  # whole",
        "1 / 0",
        "print(1)  # 1",
        "import a_package_that_nobody_has",
        "try:\n    import a_package_that_nobody_has\nexcept ImportError:\n    print('missing')  # missing",
        "name = input()\nprint(name)  # Ada",
        "print(2)  # 3",
    ]);
    let found = verdicts(&text);
    let of = |word: &str| found.iter().filter(|verdict| *verdict == word).count();
    assert_eq!((of("confirmed"), of("wrong"), of("unverified")), (7, 1, 1), "{found:?}");
}

#[test]
fn what_one_document_does_to_a_class_another_does_not_see() {
    let doing = page(&[
        "import numbers\nN = [numbers.Number][0]\nN.register(str)",
        "from collections import Counter\nfor c in [Counter]:\n    c.most_common = lambda self: 'patched'",
        "from string import Template\ndef patch(cls):\n    cls.x = 2\npatch(Template)",
        "import textwrap\nt = type(textwrap.TextWrapper())\nt.x = 'leaked'",
        "import json\njson.decoder.BACKSLASH.update({'q': 'q'})",
    ]);
    let seeing = page(&[
        "import numbers\nprint(isinstance('a', numbers.Number))  # False",
        "from collections import Counter\nprint(Counter('a').most_common())  # [('a', 1)]",
        "from string import Template\nprint(hasattr(Template, 'x'))  # False",
        "import textwrap\nprint(hasattr(textwrap.TextWrapper, 'x'))  # False",
        "import json\nprint('q' in json.decoder.BACKSLASH)  # False",
    ]);
    let project = Project::new().file("a.md", &doing).file("b.md", &seeing).file("c.md", &doing).file("d.md", &seeing);
    let report = project.report(&["."]);
    for document in report["documents"].as_array().expect("documents") {
        for claim in document["claims"].as_array().expect("claims") {
            assert_eq!(claim["verdict"], "confirmed", "{claim}");
        }
    }
    assert_eq!(report["summary"]["claims_by_verdict"]["confirmed"], 10, "{}", report["summary"]);
}

#[test]
fn what_imports_a_package_that_nobody_has_ends_there() {
    let text = page(&[
        "import a_package_that_nobody_has\n\nasync def f():\n    open('x', 'w')\n\nprint(1)  # 1",
        "print('before')  # before\nfrom a_package_that_nobody_has import (\n    b,\n)\nopen('x', 'w')\nprint(2)  # 2",
        "x = 5  # 5\nimport a_package_that_nobody_has; exit()",
        "import a_package_that_nobody_has  # ModuleNotFoundError\nopen('y', 'w').write('z')  # 1",
        "import os\nprint(os.listdir())  # ['block.py']",
        "import helper\nopen('x', 'w')\nprint(helper.n)  # 3",
    ]);
    let found = verdicts(&format!("{text}`helper.py`:\n\n```python\nn = 3\n```\n"));
    assert_eq!(found.len(), 8, "{found:?}");
    assert!(!found.contains(&"wrong".to_owned()), "{found:?}");
}

#[test]
fn what_is_imported_may_reach_further_than_what_is_used() {
    let text = page(&[
        "import os, sys, threading\nprint(os.path.join('a', 'b'))  # a/b",
        "print(os.path.basename('a/b'), sys.byteorder)  # b little",
        "import sys as s\nprint(s.maxsize > 1)  # True",
        "from decimal import Decimal\nprint(Decimal('0.1') + 1)  # 1.1",
        "import decimal\ndecimal.getcontext().prec = 2\nprint(decimal.Decimal(1) / 3)  # 0.33",
        "import csv, io\nprint(next(csv.reader(io.StringIO('a,b'))))  # ['a', 'b']",
        "print(1 / Decimal(3))  # 0.3333333333333333333333333333",
    ]);
    assert_eq!(verdicts(&text), ["confirmed"; 7]);
}

#[test]
fn prompts_share_an_interpreter_too() {
    let session =
        ">>> 1 + 1\n2\n>>> _ + 1\n3\n>>> x\nTraceback (most recent call last):\nNameError: name 'x' is not defined\n";
    let text = page(&[session, ">>> x = 1\n>>> x\n1\n", ">>> _\n2\n"]);
    let found = verdicts(&text.replace("```python", "```pycon"));
    assert_eq!(found[..4], ["confirmed"; 4], "{found:?}");
}

#[test]
fn names_come_from_the_page() {
    let text = page(&["n = 3", "print(n + 1)  # 4", "n = n * 2\nprint(n)  # 6", "print(undefined_name)  # Output: 5"]);
    assert_eq!(verdicts(&text), ["confirmed", "confirmed", "unreached"]);
}

#[test]
fn one_that_does_not_end_costs_no_other_its_verdict() {
    let endless = "n = 1\nwhile n > 0:\n    n += 1";
    let text = page(&["print(1)  # 1", endless, "print(2)  # 2", "print(3)  # 4"]);
    assert_eq!(verdicts(&text), ["confirmed", "confirmed", "wrong"]);
}

#[test]
fn an_endless_block_runs_once_on_a_page() {
    let text = page(&[
        "n = 3",
        "k = n + 1\nwhile True:\n    pass",
        "print(n)  # 3",
        "print(k)  # 4",
        "n += 1\nprint(n)  # 4",
        "print(n)  # 9",
    ]);
    let project = Project::new().file("a.md", &text);
    let report = project.report(&["--timeout", "1s", "a.md"]);
    let blocks = report["documents"][0]["blocks"].as_array().expect("blocks");
    let stopped = blocks.iter().filter(|block| block["status"] == "timed_out").count();
    assert_eq!(stopped, 1);
    let claims = report["documents"][0]["claims"].as_array().expect("claims");
    let reason = claims[1]["reason"].as_str().expect("a reason");
    assert!(reason.ends_with("because the block on line 5 reaches a limit"), "{reason}");
}

#[test]
fn the_notes_give_one_report_in_both_ways() {
    let folders = ["notes/manual", "notes/python"];
    let files = folders.iter().flat_map(|folder| fs::read_dir(root().join(folder)).expect("notes"));
    let mut project = Project::new();
    for path in files.flatten().map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|end| end == "md"))
    {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        project = project.file(&name, fs::read(&path).expect("a note"));
    }
    let [batch, fork] = ["batch", "fork"].map(|mode| project.report(&["--isolation", mode, "."]));
    assert_eq!(steady(&batch), steady(&fork));
}

#[test]
fn blocks_that_continue_each_other_run_one_behind_the_other() {
    let text = page(&[
        "values = [1]",
        "values.append(2)\nprint(values)  # [1, 2]",
        "values.append(3)\nprint(values)  # [1, 2, 3]",
        "total = sum(values)\nprint(total)  # 7",
        "def double(n):\n    return 2 * n + len(values)\ndouble(total)  # 15",
        "print(double(total), values[5])  # 15 4",
        "print(double(total))  # 15",
        "print('unfinished', end='')\nvalues.clear()",
        "print(values, total)  # [] 6",
    ]);
    let expected = ["confirmed", "confirmed", "wrong", "confirmed", "unreached", "confirmed", "confirmed"];
    assert_eq!(verdicts(&text), expected);
}

#[test]
fn prompts_that_continue_each_other_do_so_too() {
    let blocks = [
        ">>> x = 1\n>>> x\n1\n",
        ">>> x += 1\n>>> x\n2\n",
        ">>> x + x\n4\n",
        ">>> x / 0\nTraceback (most recent call last):\nZeroDivisionError: division by zero\n>>> x\n2\n",
        ">>> x + 1\n3\n",
    ];
    let text = page(&blocks).replace("```python", "```pycon");
    assert_eq!(verdicts(&text)[..5], ["confirmed"; 5]);
}
