//! Examples without supervisors, as on Windows: the tool starts them itself. Here it does so on the system at hand, where a
//! process group stands for the job object.

use crate::processes::{in_time, processes, soon};
use doctrue::run::{Ending, Excess, Interrupt, Program, Run, Runner, SetupError, Surroundings};
use doctrue::settings::{Limits, RunSettings, Sandbox};
use std::sync::atomic::Ordering;

fn settings() -> RunSettings {
    crate::settings::settings(None)
}

fn runner() -> Runner {
    Runner::new(&settings(), Interrupt::default()).expect("a python3 on PATH")
}

fn program(source: &str) -> Program {
    let surroundings = Surroundings::default();
    Program {
        source: source.to_owned(),
        orders: Vec::new(),
        hash_seed: 0,
        attributed: true,
        priors: Vec::new(),
        prints_only: false,
        repeats: false,
        handled: Vec::new(),
        surroundings,
    }
}

fn output(run: &Run) -> String {
    run.chunks.iter().map(|chunk| String::from_utf8_lossy(&chunk.bytes).into_owned()).collect()
}

#[test]
fn what_keeps_examples_apart_is_told_and_no_more() {
    let layers = runner().layers().to_vec();
    assert_eq!(layers[..4], ["process", "temporary-directory", "environment", "timeout"]);
    assert_eq!(&layers[4..], if cfg!(windows) { &["job-object", "no-console"][..] } else { &["process-group"][..] });
}

#[test]
fn the_strict_sandbox_is_refused() {
    let settings = RunSettings { sandbox: Sandbox::Strict, ..settings() };
    let error = Runner::new(&settings, Interrupt::default()).map(|_| ()).expect_err("no strict sandbox");
    assert!(matches!(error, SetupError::Run(_)), "{error:?}");
    assert!(error.to_string().contains("without --sandbox=strict"), "{error}");
}

#[test]
fn limits_hold_and_what_was_printed_before_is_there() {
    let limits = Limits { output: 1 << 20, ..Limits::default() };
    let runner = Runner::new(&RunSettings { limits, ..settings() }, Interrupt::default()).expect("a python3 on PATH");
    let programs = [
        ("while True: print('x' * 100000)", Ending::TooMuchOutput(Excess::Bytes(1 << 20)), "x"),
        ("import os\nwhile True: os.write(1, b'x' * 100000)", Ending::TooMuchOutput(Excess::Bytes(1 << 20)), "x"),
        ("import os\nprint(1)\nos._exit(0)", Ending::Vanished(0), "1\n"),
        ("print(1)", Ending::Ended, "1\n"),
    ];
    for (source, ending, printed) in programs {
        let run = runner.run(&program(source)).expect("a run");
        assert_eq!(run.ending, ending, "{source}: {run:?}");
        assert!(output(&run).starts_with(printed), "{source}: {run:?}");
    }
}

#[test]
fn a_limit_of_time_holds_and_what_was_printed_before_is_there() {
    let printed = in_time(|timeout| {
        let surroundings = Surroundings { timeout: Some(timeout), ..Surroundings::default() };
        let source = "import time\nprint(1, flush=True)\ntime.sleep(999)";
        let run = runner().run(&Program { surroundings, ..program(source) }).expect("a run");
        assert_eq!(run.ending, Ending::TimedOut, "{run:?}");
        Some(output(&run)).filter(|text| !text.is_empty())
    });
    assert_eq!(printed, "1\n");
}

#[cfg(target_os = "linux")]
#[test]
fn memory_and_files_are_limited_from_inside() {
    let limits = Limits { output: 1 << 20, memory: 1 << 30, file: 3 << 20 };
    let runner = Runner::new(&RunSettings { limits, ..settings() }, Interrupt::default()).expect("a python3 on PATH");
    for source in [
        "try: bytearray(2 << 30)\nexcept MemoryError: print('no')",
        "try:\n    with open('f', 'wb') as f: f.write(bytes(4 << 20))\nexcept OSError: print('no')",
    ] {
        assert_eq!(output(&runner.run(&program(source)).expect("a run")), "no\n", "{source}");
    }
}

#[test]
fn an_interrupt_ends_what_runs_and_nothing_begins_after_it() {
    let interrupt = Interrupt::default();
    let runner = Runner::new(&settings(), interrupt.clone()).expect("a python3 on PATH");
    let sleep = format!("sleep 91{}", std::process::id());
    let source = format!("import subprocess\nsubprocess.run('{sleep}'.split())");
    let run = std::thread::scope(|scope| {
        let running = scope.spawn(|| runner.run(&program(&source)));
        assert!(soon(|| !processes(&sleep).is_empty()), "it runs");
        interrupt.flag().store(true, Ordering::Relaxed);
        running.join().expect("no panic").expect("a run")
    });
    assert_eq!(run.ending, Ending::Interrupted);
    assert_eq!(runner.run(&program("print(1)")).expect("a run").ending, Ending::Interrupted);
}

#[test]
fn an_example_finds_nothing_of_the_one_before_and_leaves_nothing() {
    let runner = runner();
    let first = "import os, pathlib\nos.makedirs('a/b'); open('a/b/c', 'w').close(); open('../y', 'w').close()\n\
        pathlib.Path.home().joinpath('.pythonrc').write_text('')\nprint(os.getcwd())";
    let folder = output(&runner.run(&program(first)).expect("a run"));
    let folder = std::path::Path::new(folder.trim());
    assert!(folder.is_dir(), "{folder:?}");
    let second = "import os\nprint(os.listdir(), os.listdir(os.path.expanduser('~')), sorted(os.listdir('..')))\n\
        print([name for name in os.environ if 'CARGO' in name], len(open(0).read()))";
    let seen = output(&runner.run(&program(second)).expect("a run"));
    assert_eq!(seen, "['block.py'] [] ['home', 'tmp', 'work']\n[] 0\n");
    drop(runner);
    assert!(!folder.exists(), "{folder:?}");
    assert!(folder.ancestors().nth(3).is_some_and(|base| !base.exists()), "the base has gone too");
}

#[cfg(unix)]
#[test]
fn what_an_example_starts_ends_with_it() {
    let sleep = format!("sleep 95{}", std::process::id());
    let source = format!("import subprocess\nsubprocess.Popen('{sleep}'.split())\nprint(1)");
    assert_eq!(runner().run(&program(&source)).expect("a run").ending, Ending::Ended);
    assert!(soon(|| processes(&sleep).is_empty()));
}

#[test]
fn an_interpreter_that_does_not_start_is_named() {
    let settings = RunSettings { python: Some("/no/such/python".into()), ..settings() };
    let error = Runner::new(&settings, Interrupt::default()).map(|_| ()).expect_err("no interpreter").to_string();
    assert!(error.contains("/no/such/python"), "{error}");
}

#[test]
fn a_program_finds_its_files_variables_and_input() {
    let source = "import os, pkg.part\nname = input('Name? ')\nprint(pkg.part.X, os.environ['WHO'], name)\n";
    let surroundings = Surroundings {
        files: [("pkg/part.py".to_owned(), "X = 7\n".to_owned())].into(),
        input: Some("Ada\n".to_owned()),
        variables: [("WHO".to_owned(), "me".to_owned())].into(),
        ..Surroundings::default()
    };
    let run = runner().run(&Program { surroundings, ..program(source) }).expect("a run");
    assert_eq!(output(&run), "Name? Ada\n7 me Ada\n");
}
