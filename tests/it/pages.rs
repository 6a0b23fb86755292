//! What is done once for several examples, blocks that run before them and imports: the report is the one of examples for which
//! all of it is done anew.

use crate::project::Project;
use serde_json::Value;

/// Line, verdict and reason of each claim, and context and reason of each block, checked in this way.
fn seen(text: &str, isolation: &str) -> [Vec<String>; 2] {
    let project = Project::new().file("a.md", text);
    let report = project.report(&["--timeout", "2s", "--isolation", isolation, "--jobs", "1", "a.md"]);
    let document = &report["documents"][0];
    let all = |field: &str| document[field].as_array().expect("a list").clone();
    let of =
        |value: &Value, names: &[&str]| names.iter().map(|name| value[*name].to_string()).collect::<Vec<_>>().join(" ");
    let claims =
        all("claims").iter().map(|claim| of(claim, &["line", "verdict", "actual", "reason"])).collect::<Vec<_>>();
    let blocks =
        all("blocks").iter().map(|block| of(block, &["line", "status", "context", "exception", "reason"])).collect();
    [claims, blocks]
}

/// Demands that one report comes of a page of these `blocks`, each as often as that is needed to have a page for it, and gives
/// the verdicts.
fn verdicts(blocks: &[&str]) -> Vec<String> {
    let text: String = blocks.iter().map(|block| format!("```python\n{block}\n```\n\n")).collect();
    let anew = seen(&text, "spawn");
    assert_eq!(seen(&text, "fork"), anew, "{text}");
    assert_eq!(seen(&text, "auto"), anew, "{text}");
    let verdict = |line: &String| line.split(' ').nth(1).unwrap_or_default().trim_matches('"').to_owned();
    anew[0].iter().map(verdict).collect()
}

#[test]
fn examples_behind_the_same_blocks_know_nothing_of_each_other() {
    let found = verdicts(&[
        "import sys\nvalues = [1]",
        "values.append(2)\nprint(values, sys.byteorder[:0])  # [1, 2] ",
        "print(values, sys.byteorder[:0])  # [1, 2] ",
        "values.clear()\nprint(len(values), sys.byteorder[:0])  # 0 ",
        "print(len(values), sys.byteorder[:0])  # 2 ",
        "print(len(values), sys.byteorder[:0])  # 0 ",
    ]);
    assert_eq!(found.len(), 5, "{found:?}");
}

#[test]
fn what_a_block_raised_and_printed_is_known_behind_it() {
    let found = verdicts(&[
        "import sys\nname = 'Ada'\nprint(name)\nraise ValueError(name)\nother = 1",
        "print(name, len(sys.argv))  # Ada 1",
        "print(name, len(sys.argv))  # Ada 2",
        "print(name, other, len(sys.argv))  # Ada 1",
        ">>> name\n'Ada'\n>>> nobody\n1\n>>> name\n'Bob'",
        ">>> len(sys.argv), name\n(1, 'Ada')",
    ]);
    assert_eq!(found[..2], ["confirmed", "wrong"], "{found:?}");
}

#[test]
fn what_cannot_be_handed_on_runs_anew() {
    let twice = |block: &'static str, use_it: &'static str| {
        let found = verdicts(&[block, use_it, use_it, use_it]);
        assert_eq!(found, ["confirmed"; 3], "{block}");
    };
    twice("import os\nopen('a.txt', 'w').write('1')\nx = 1", "print(x, os.path.exists('a.txt'))  # 1 True");
    twice("import os\nos.mkdir('in')\nos.chdir('in')\nx = 1", "print(x, os.path.basename(os.getcwd()))  # 1 in");
    twice(
        "import threading\nlock = threading.Event()\nthreading.Thread(target=lock.wait, daemon=True).start()",
        "print(threading.active_count(), lock.is_set())  # 2 False",
    );
    twice("import os\nopen('a.txt', 'w').write('abc')\nfile = open('a.txt')", "print(file.read(), os.sep)  # abc /");
    twice("import sys\nx = 1\nprint('printed', file=sys.__stdout__)", "print(x, sys.argv[1:])  # 1 []");
    twice("import random\nrandom.seed(7)\nx = random.random()", "print(random.Random(7).random() == x)  # True");
}

#[test]
fn what_is_shared_with_other_processes_runs_anew() {
    let same = |blocks: [&str; 3]| verdicts(&[blocks[0], blocks[1], blocks[2], blocks[1], blocks[2]]);
    let of_file = "print(x, os.path.exists('../a.txt'))  # 1 ";
    same(["import os\nx = open('../a.txt', 'w').write('a')", &format!("{of_file}True"), &format!("{of_file}False")]);
    same([
        "import os\nnull = os.open(os.devnull, os.O_WRONLY)\nos.dup2(null, 1)\nos.close(null)\nx = 1",
        "print(x, os.sep)  # 1 /",
        "print(x, os.sep, sep='')  # 1/",
    ]);
    same([
        "import mmap, os\nshared = mmap.mmap(-1, 4)",
        "shared[:2] = b'ab'\nprint(shared[:2], os.sep)  # b'ab' /",
        "print(shared[:2], os.sep)  # b'ab' /",
    ]);
    same(["import os\npid = os.getpid()", "print(os.getpid() == pid)  # True", "print(os.getpid() == pid)  # False"]);
}

#[test]
fn blocks_are_compiled_together_where_that_shows() {
    let same = |blocks: [&str; 3]| verdicts(&[blocks[0], blocks[1], blocks[2], blocks[1], blocks[2]]);
    same([
        "import sys\na = 1000",
        "b = 1000\nprint(a is b, sys.argv[1:])  # True []",
        "b = 1000\nprint(a is b, sys.argv[1:])  # False []",
    ]);
    same(["import sys\nx = 1", "global x\nx = 2\nprint(x, sys.byteorder[:0])  # 2 ", "print(x, len(sys.argv))  # 1 1"]);
    same([
        "import sys\ntop = sys._getframe().f_back is None",
        "print(top, sys.argv[1:])  # True []",
        "print(top, sys.argv[1:])  # False []",
    ]);
}

#[test]
fn the_time_that_a_page_takes_in_vain_is_not_that_of_the_example() {
    let found = verdicts(&[
        "import time, os\nopen('a.txt', 'w').write('1')\nx = 1\ntime.sleep(1.6)",
        "time.sleep(1.6 + x * 0)\ny = 2",
        "print(x, y, os.sep)  # 1 2 /",
        "print(x, y, os.sep)  # 1 2 /",
    ]);
    assert_eq!(found, ["confirmed"; 2]);
}

#[test]
fn a_block_that_prints_too_much_is_stopped_by_that_in_a_page_too() {
    verdicts(&[
        "import sys\nz = 3\nx = z",
        "def f():\n    while True:\n        print('x' * 1000)",
        "print(z, sys.byteorder[:0])  # 3 ",
        "f()\ny = x",
        "print(x, y, sys.byteorder[:0])  # 1 3 ",
        "print(x, y, sys.byteorder[:0])  # 1 3 ",
    ]);
}

#[test]
fn what_runs_in_a_page_does_not_go_on_beside_other_examples() {
    // The first block says that its page is done, where there is somebody to say that to, and goes on.
    let speaking = "import os, time\nx = 1\npath = os.path.abspath('left.txt')\ntry:\n    os.write(600, b'status 0\\n')\n    \
                    rounds = 50\nexcept OSError:\n    rounds = 0\nfor _ in range(rounds):\n    time.sleep(0.05)\n    \
                    open(path, 'w').close()";
    let used = "print(x, os.sep)  # 1 /";
    let quiet = "import time, os\ntime.sleep(0.4)\nprint(os.path.exists('left.txt'))  # False";
    let page = |blocks: &[&str]| blocks.iter().map(|block| format!("```python\n{block}\n```\n\n")).collect::<String>();
    let project = Project::new().file("a.md", page(&[speaking, used, used])).file("b.md", page(&[quiet, quiet, quiet]));
    let report = project.report(&["--timeout", "3s", "--isolation", "fork", "--jobs", "1", "a.md", "b.md"]);
    let claims = report["documents"][1]["claims"].as_array().expect("a list");
    assert!(claims.iter().all(|claim| claim["actual"] == "False"), "{claims:?}");
}

#[test]
fn a_block_that_ends_the_program_ends_it_for_all() {
    for end in ["sys.exit()", "raise SystemExit(2)", "os._exit(0)"] {
        let block = format!("import os, sys\nx = 1\n{end}");
        let found =
            verdicts(&[&block, "print(x, os.sep)  # 1 /", "print(x, os.sep)  # 1 /", "print(x, os.sep)  # 1 /"]);
        assert_eq!(found.len(), 3, "{end}");
    }
}

#[test]
fn nothing_is_seen_of_what_other_examples_have_imported() {
    let modules = ["urllib.request", "xml.etree.ElementTree", "concurrent.futures", "email", "http.client", "logging"];
    let mut blocks: Vec<_> = modules.iter().map(|name| format!("import {name}\nprint(2)  # 2")).collect();
    blocks.extend(blocks.clone());
    let others = [
        "import urllib\nprint(urllib.parse.quote('a b'))  # a%20b",
        "import xml\nprint(hasattr(xml, 'etree'))  # True",
        "import concurrent as c\nprint('futures' in dir(c))  # True",
        "import sys\nprint('decimal' in sys.modules)  # True",
    ];
    blocks.extend(others.map(str::to_owned));
    let found = verdicts(&blocks.iter().map(String::as_str).collect::<Vec<_>>());
    // What an earlier block imports is there, but as context that is told.
    assert_eq!(found[12..14], ["confirmed", "wrong"]);
}
