//! All ways of starting interpreters give the same: output and the lines that wrote it, exceptions, endings.

use crate::project::root;
use doctrue::run::{Ending, Exception, Interrupt, Origin, Program, Run, Runner, Stream, Surroundings};
use doctrue::settings::{Isolation, Judged, Matching, RunSettings, Sandbox};
use regex::Regex;
use std::path::PathBuf;
use std::time::Duration;

/// Programs whose output tells of the way they are started, with the reason.
const DIFFERENT: &[(&str, &str)] = &[
    ("fds", "a child of a server has one descriptor more, that of its log"),
    ("executor", "which line waits when a thread writes is a matter of luck"),
    ("gc", "the objects of the server are frozen, and unfrozen only as far as the module gc is concerned"),
];

/// Programs whose output tells that no supervisor has started them, with the reason.
const DIFFERENT_WITHOUT_SUPERVISOR: &[(&str, &str)] = &[
    ("fds", "only a supervisor closes what its caller has left open"),
    ("groups", "a process group is no session"),
    ("limits", "limits of resources are set between fork and exec"),
    ("executor", "which line waits when a thread writes is a matter of luck"),
];

fn supervisor() -> Option<PathBuf> {
    Some(env!("CARGO_BIN_EXE_doctrue").into())
}

fn runner(isolation: Isolation, supervisor: Option<PathBuf>) -> Runner {
    let settings = RunSettings {
        jobs: 1,
        timeout: Duration::from_secs(60),
        longest: None,
        judged: Judged::All,
        matching: Matching::Any,
        audit_skips: false,
        keep_code: false,
        // Another one than the usual: `DOCTRUE_TEST_PYTHON=python3.13 cargo test conformance`.
        python: std::env::var_os("DOCTRUE_TEST_PYTHON").map(Into::into),
        sandbox: Sandbox::Auto,
        isolation,
        supervisor,
    };
    Runner::new(&settings, Interrupt::default()).expect("a python3 on PATH")
}

/// Names and sources.
fn programs() -> Vec<(String, String)> {
    let text = std::fs::read_to_string(root().join("tests/conformance/programs.txt")).expect("the programs");
    let parts = text.split("=== ").skip(1).map(|part| part.split_once('\n').expect("a name and a program"));
    parts.map(|(name, source)| (name.to_owned(), source.to_owned())).collect()
}

/// All that a run tells, without what differs between any two runs.
#[derive(Debug, PartialEq)]
struct Digest {
    stdout: String,
    stderr: String,
    sites: Vec<Vec<usize>>,
    exception: Option<Exception>,
    ending: Ending,
}

fn digest(run: &Run) -> Digest {
    let variable = [
        (r"/[^ \n'\x22]*/doctrue-\w+/boxes/\d+", "BOX"),
        (r"0x[0-9a-f]+", "ADDRESS"),
        (r"\d+\.\d+s", "TIME"),
        (r"Process-\d+", "PROCESS"),
        (r"<stdout>|<stderr>", "STREAM"),
    ];
    let steady = |text: String| {
        variable.iter().fold(text, |text, (pattern, word)| {
            Regex::new(pattern).expect("a pattern").replace_all(&text, *word).into_owned()
        })
    };
    let text = |stream: Stream| {
        let chunks = run.chunks.iter().filter(|chunk| chunk.stream == stream);
        steady(chunks.map(|chunk| String::from_utf8_lossy(&chunk.bytes).into_owned()).collect())
    };
    let site = |origin: &Origin| match origin {
        Origin::Lines(lines) => lines.clone(),
        Origin::Foreign { .. } => Vec::new(),
    };
    Digest {
        stdout: text(Stream::Stdout),
        stderr: text(Stream::Stderr),
        sites: run.chunks.iter().map(|chunk| site(&chunk.origin)).collect(),
        exception: run.exception.clone().map(|exception| Exception { message: steady(exception.message), ..exception }),
        ending: run.ending.clone(),
    }
}

#[test]
fn a_fork_and_a_fresh_interpreter_give_the_same() {
    let (fork, spawn) = (runner(Isolation::Fork, supervisor()), runner(Isolation::Spawn, supervisor()));
    if fork.mode() == "fork" {
        compare([&fork, &spawn], DIFFERENT);
    }
}

#[test]
fn the_tool_itself_runs_programs_as_a_supervisor_does() {
    let (alone, supervised) = (runner(Isolation::Fork, None), runner(Isolation::Spawn, supervisor()));
    assert_eq!(alone.mode(), "spawn");
    compare([&alone, &supervised], DIFFERENT_WITHOUT_SUPERVISOR);
}

/// Has all programs run by both, which are to give the same but for programs in `different`.
fn compare(runners: [&Runner; 2], different: &[(&str, &str)]) {
    let programs = programs();
    assert!(programs.len() > 140);
    let mut failures = Vec::new();
    for (name, source) in programs {
        let attributed = !["settrace", "settrace_print", "profile", "breakpoint"].contains(&name.as_str());
        let surroundings = Surroundings::default();
        let program = Program { source, orders: Vec::new(), hash_seed: 0, attributed, surroundings };
        let [first, second] = runners.map(|runner| digest(&runner.run(&program).expect("a run")));
        let is_allowed = different.iter().any(|(other, _)| *other == name);
        if first != second && !is_allowed {
            failures.push(format!("{name}\nfirst:  {first:?}\nsecond: {second:?}\n"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn an_example_of_a_fork_server_cannot_reach_it() {
    let runner = runner(Isolation::Fork, supervisor());
    let source = "import os, signal\nparent = os.getppid()\n\
        for n in (0, signal.SIGSTOP, signal.SIGKILL):\n\
        \x20   try: os.kill(parent, n); print('reached')\n    except OSError as error: print(type(error).__name__)\n\
        for name in ('mem', 'environ', 'fd/0'):\n\
        \x20   try: open(f'/proc/{parent}/{name}', 'rb').read(1); print('read')\n\
        \x20   except OSError as error: print(type(error).__name__)\n";
    let program = Program {
        source: source.to_owned(),
        orders: Vec::new(),
        hash_seed: 0,
        attributed: true,
        surroundings: Surroundings::default(),
    };
    for _ in 0..2 {
        let run = runner.run(&program).expect("a run");
        assert_eq!(digest(&run).stdout, "PermissionError\n".repeat(6));
    }
}
