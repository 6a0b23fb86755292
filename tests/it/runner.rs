//! The runner against a real interpreter: attribution, endings, surroundings. Here and not beside the code, for a runner
//! starts the built binary as its supervisor.

use crate::processes::{in_time, processes, soon};
use crate::settings::{settings, supervisor};
use doctrue::run::{Ending, Excess, Interrupt, Origin, Program, Run, Runner, Stream, Surroundings};
use doctrue::settings::{Isolation, RunSettings};
use std::time::Duration;

fn run_for(source: &str, timeout: Duration) -> Run {
    let settings = RunSettings { timeout, ..settings(supervisor()) };
    let runner = Runner::new(&settings, Interrupt::default()).expect("a python3 on PATH");
    runner.run(&program(source)).expect("a run")
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

fn run_program(program: &Program) -> Run {
    let settings = settings(supervisor());
    Runner::new(&settings, Interrupt::default()).expect("a python3 on PATH").run(program).expect("a run")
}

fn run(source: &str) -> Run {
    run_for(source, Duration::from_secs(60))
}

/// Text and lines of each piece of standard output.
fn output(run: &Run) -> Vec<(String, Vec<usize>)> {
    let stdout = run.chunks.iter().filter(|chunk| chunk.stream == Stream::Stdout);
    stdout
        .map(|chunk| {
            let lines = match &chunk.origin {
                Origin::Lines(lines) => lines.clone(),
                Origin::Foreign { .. } => Vec::new(),
            };
            (String::from_utf8_lossy(&chunk.bytes).into_owned(), lines)
        })
        .collect()
}

#[test]
fn output_is_attributed_to_all_lines_on_the_stack() {
    let run = run("def f(x):\n    print(x)\n\nf(1)\nfor i in range(2):\n    f(i)\nprint('a', end='')\nprint('b')\n");
    let expected = [("1\n", vec![2, 4]), ("0\n", vec![2, 6]), ("1\n", vec![2, 6]), ("a", vec![7]), ("b\n", vec![8])];
    assert_eq!(output(&run), expected.map(|(text, lines)| (text.to_owned(), lines)));
    assert_eq!(run.ending, Ending::Ended);
}

#[test]
fn output_of_child_processes_is_in_its_place() {
    let run = run("import subprocess\nprint('one')\nsubprocess.run(['echo', 'two'])\nprint('three')\n");
    let texts: Vec<_> = output(&run).into_iter().map(|(text, _)| text).collect();
    assert_eq!(texts, ["one\n", "two\n", "three\n"]);
    assert_eq!(run.chunks[1].origin, Origin::Foreign { after: Some(2), before: Some(4) });
}

#[test]
fn output_of_a_thread_belongs_to_the_statement_that_waits_for_it() {
    let run =
        run("import threading\ndef work():\n    print('x')\nt = threading.Thread(target=work)\nt.start()\nt.join()\n");
    let (_, lines) = &output(&run)[0];
    assert!(lines[0] == 3 && lines.iter().any(|line| [5, 6].contains(line)), "{lines:?}");
}

#[test]
fn every_ending_is_told() {
    for (source, ending) in [
        ("x = 1", Ending::Ended),
        ("1/0", Ending::Raised),
        ("x = = 1", Ending::Raised),
        ("import sys; sys.exit()", Ending::Exited(0)),
        ("import sys; sys.exit(3)", Ending::Exited(3)),
        ("raise SystemExit", Ending::Exited(0)),
        ("import os; os._exit(0)", Ending::Vanished(0)),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", Ending::Signalled(9)),
        ("print('end forged ended 0')", Ending::Ended),
        ("try:\n    exit()\nexcept SystemExit:\n    pass", Ending::Ended),
        ("import sys, io; sys.stdout = io.StringIO(); print(1)", Ending::Ended),
    ] {
        assert_eq!(run(source).ending, ending, "{source}");
    }
}

#[test]
fn an_exception_names_the_lines_it_passed() {
    let run = run("\n\ndef f():\n    return {}['k']\n\nf()\n");
    let exception = run.exception.expect("an exception");
    assert_eq!((exception.summary().as_str(), exception.lines.as_slice()), ("KeyError: 'k'", &[6, 4][..]));
    let invalid = self::run("\nx = = 1\n").exception.expect("an exception");
    assert_eq!((invalid.kind.as_str(), invalid.line()), ("SyntaxError", Some(2)));
}

#[test]
fn time_and_output_are_limited_and_nothing_survives() {
    let sleep = format!("sleep 98{}", std::process::id());
    let source =
        format!("import subprocess, time\nsubprocess.Popen('{sleep}'.split())\nprint('begun')\ntime.sleep(999)");
    let printed = in_time(|timeout| {
        let run = run_for(&source, timeout);
        assert_eq!(run.ending, Ending::TimedOut);
        output(&run).into_iter().next()
    });
    assert_eq!(printed.0.trim(), "begun");
    assert!(soon(|| processes(&sleep).is_empty()));
    assert_eq!(self::run("while True: print('x' * 100000)").ending, Ending::TooMuchOutput(Excess::Bytes(8 << 20)));
}

#[test]
fn an_example_finds_an_empty_world_of_its_own() {
    let run = run(concat!(
        "import os, sys\n",
        "print(os.listdir(), sys.stdin.read() == '', sorted(k for k in os.environ if 'TOKEN' in k or k == 'PYTHONPATH'))\n",
        "print([m for m in sys.modules if 'doctrue' in m], __name__, os.path.basename(__file__), os.getsid(0) == os.getpid())\n",
        "print(sys.stdout.mode, type(sys.stdout).__name__, type(sys.stdout.buffer).__name__, vars(sys.stdout))\n",
        "print(any('doctrue_harness' in p for p in sys.path), sorted(globals()))\n",
    ));
    let text: String = output(&run).into_iter().map(|(text, _)| text).collect();
    assert_eq!(
        text,
        "['block.py'] True []\n[] __main__ block.py True\nw TextIOWrapper BufferedWriter {'mode': 'w'}\n\
         False ['__annotations__', '__builtins__', '__cached__', '__doc__', '__file__', '__loader__', '__name__', \
         '__package__', '__spec__', 'os', 'sys']\n"
    );
}

#[test]
fn a_program_that_traces_itself_runs_without_hooks() {
    let source = "import sys\nseen = []\nsys.settrace(lambda f, e, a: seen.append(f.f_code.co_name))\nprint('x')\nsys.settrace(None)\nprint(seen)\n";
    let settings = settings(supervisor());
    let runner = Runner::new(&settings, Interrupt::default()).expect("a python3 on PATH");
    let program = Program { attributed: false, ..program(source) };
    let run = runner.run(&program).expect("a run");
    assert_eq!(output(&run)[0].0, "x\n[]\n");
}

#[test]
fn a_program_finds_its_files_variables_and_input() {
    let source = "import os, pkg.part\nname = input('Name? ')\nprint(pkg.part.X, os.environ['WHO'], name)\n\
                  import sys\nprint(sys.stdin.read().split())\n";
    let files = [("pkg/part.py", "X = 7\n"), ("../outside.py", "")];
    let surroundings = Surroundings {
        files: files.map(|(name, text)| (name.to_owned(), text.to_owned())).into(),
        input: Some("Ada\n1\n2".to_owned()),
        variables: [("WHO".to_owned(), "me".to_owned())].into(),
        ..Surroundings::default()
    };
    let run = run_program(&Program { surroundings, ..program(source) });
    assert_eq!(run.ending, Ending::Ended, "{run:?}");
    let texts: Vec<_> = output(&run).into_iter().map(|(text, _)| text).collect();
    assert_eq!(texts.concat(), "Name? Ada\n7 me Ada\n1\n2\n['1', '2']\n");
}

#[test]
fn a_program_may_have_a_limit_of_its_own() {
    let surroundings = Surroundings { timeout: Some(Duration::from_millis(300)), ..Surroundings::default() };
    let run = run_program(&Program { surroundings, ..program("import time; time.sleep(60)") });
    assert_eq!(run.ending, Ending::TimedOut);
}

#[test]
fn an_example_of_a_fork_server_cannot_reach_it() {
    let settings = RunSettings { isolation: Isolation::Fork, ..settings(supervisor()) };
    let runner = Runner::new(&settings, Interrupt::default()).expect("a python3 on PATH");
    let source = "import os, signal\nparent = os.getppid()\n\
        for n in (0, signal.SIGSTOP, signal.SIGKILL):\n\
        \x20   try: os.kill(parent, n); print('reached')\n    except OSError as error: print(type(error).__name__)\n\
        for name in ('mem', 'environ', 'fd/0'):\n\
        \x20   try: open(f'/proc/{parent}/{name}', 'rb').read(1); print('read')\n\
        \x20   except OSError as error: print(type(error).__name__)\n";
    for _ in 0..2 {
        let run = runner.run(&program(source)).expect("a run");
        let texts: Vec<_> = output(&run).into_iter().map(|(text, _)| text).collect();
        assert_eq!(texts.concat(), "PermissionError\n".repeat(6));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn the_first_supervisor_is_a_copy_of_the_tool() {
    use crate::project::Project;
    // One that was started anew has the name of the program. A report in JSON is not written while documents are checked.
    let code = "import os\nname = open(f'/proc/{os.getppid()}/comm').read()\nassert name == 'supervisor\\n', name";
    let project = Project::new().file("a.md", format!("```python\n{code}\n```\n"));
    for form in ["full", "json"] {
        project.run(&["check", "--sandbox=off", "--format", form, "a.md"]).expect(0);
    }
}
