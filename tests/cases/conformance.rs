//! All ways of starting interpreters give the same: output and the lines that wrote it, exceptions, endings.
//!
//! Each program of `tests/conformance` is run by two runners that start interpreters differently. Without
//! `DOCTRUE_TESTS=full` a sample of them runs, and whatever is named: `cargo test conformance::fork::traceback`.

use crate::project::root;
use crate::settings::{settings, supervisor};
use doctrue::lang::python;
use doctrue::plan::Prior;
use doctrue::run::{Ending, Exception, Interrupt, Origin, Program, Run, Runner, Stream, Surroundings};
use doctrue::settings::{Isolation, RunSettings};
use libtest_mimic::{Completion, Failed, Trial};
use regex::Regex;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

/// One program in this many is in the sample.
const SAMPLE: usize = 6;

/// Programs whose output tells of the way they are started, with the reason.
const DIFFERENT: &[(&str, &str)] = &[
    ("fds", "a child of a server has one descriptor more, that of its log"),
    ("executor", "which line waits when a thread writes is a matter of luck"),
    ("gc", "the objects of the server are frozen, and unfrozen only as far as the module gc is concerned"),
];

/// Programs whose output tells that something has run before, with the reason.
const DIFFERENT_BEHIND: &[(&str, &str)] = &[
    ("path_importer", "what a server has imported already is looked for nowhere"),
    ("syntaxwarning", "the compiler warns when it comes to the program, not before all"),
    ("mp_spawn", "whether a process of a pool still prints what comes before is a matter of luck"),
    ("mp_forkserver", "whether a process of a pool still prints what comes before is a matter of luck"),
];

/// Programs whose output tells that no supervisor has started them, with the reason.
const DIFFERENT_WITHOUT_SUPERVISOR: &[(&str, &str)] = &[
    ("fds", "only a supervisor closes what its caller has left open"),
    ("groups", "a process group is no session"),
    ("limits", "limits of resources are set between fork and exec"),
    ("executor", "which line waits when a thread writes is a matter of luck"),
    ("hangup", "only a supervisor takes back what its caller ignores, as nohup does"),
    ("signal_state", "only a supervisor takes back SIGINT, which shells have their background jobs ignore"),
];

fn runner(isolation: Isolation, supervisor: Option<PathBuf>) -> Runner {
    let settings = RunSettings { isolation, ..settings(supervisor) };
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

/// Two ways of starting interpreters, and the programs that may tell them apart.
#[derive(Clone, Copy)]
enum Pair {
    /// A fork of a server, and an interpreter of its own.
    Fork,
    /// The tool itself, and a supervisor.
    Direct,
    /// An interpreter that has run the same program before, and one of its own.
    Batch,
    /// A fork of a page that has run what comes before, and an interpreter that runs that too.
    Page,
    /// An interpreter that knows that its program only prints, and one that does not.
    Alone,
}

impl Pair {
    fn name(self) -> &'static str {
        match self {
            Self::Fork => "fork",
            Self::Direct => "direct",
            Self::Batch => "batch",
            Self::Page => "page",
            Self::Alone => "alone",
        }
    }

    fn runners(self) -> [Runner; 2] {
        match self {
            Self::Fork | Self::Page => [runner(Isolation::Fork, supervisor()), runner(Isolation::Spawn, supervisor())],
            Self::Batch => [runner(Isolation::Batch, supervisor()), runner(Isolation::Spawn, supervisor())],
            Self::Alone => [runner(Isolation::Spawn, supervisor()), runner(Isolation::Spawn, supervisor())],
            Self::Direct => {
                let alone = runner(Isolation::Fork, None);
                assert_eq!(alone.mode(), "spawn");
                [alone, runner(Isolation::Spawn, supervisor())]
            }
        }
    }

    fn may_differ(self, name: &str) -> bool {
        let of = |different: &[(&str, &str)]| different.iter().any(|(other, _)| *other == name);
        let different = match self {
            Self::Fork => DIFFERENT,
            Self::Page => return of(DIFFERENT) || of(DIFFERENT_BEHIND),
            Self::Direct => DIFFERENT_WITHOUT_SUPERVISOR,
            // What is not certain to be the same has an interpreter of its own.
            Self::Batch | Self::Alone => return false,
        };
        of(different)
    }
}

/// One test for each program and pair; what is not in the sample is ignored unless `is_full`.
pub(crate) fn trials(is_full: bool) -> Vec<Trial> {
    let programs = programs();
    assert!(programs.len() > 140, "programs are found");
    let of_pair = |pair: Pair| {
        let runners = Arc::new(OnceLock::new());
        let trial = move |(index, (name, source)): (usize, (String, String))| {
            let runners = Arc::clone(&runners);
            let title = format!("conformance::{}::{name}", pair.name());
            let test = move || compare(pair, runners.get_or_init(|| pair.runners()), &name, source);
            Trial::ignorable_test(title, test).with_ignored_flag(!is_full && index % SAMPLE != 0)
        };
        let is_asked = |(_, source): &(String, String)| match pair {
            Pair::Fork | Pair::Direct | Pair::Page => true,
            Pair::Batch => python::parse(source).is_inert,
            Pair::Alone => python::parse(source).prints_only(),
        };
        programs.iter().filter(|program| is_asked(program)).cloned().enumerate().map(trial).collect::<Vec<_>>()
    };
    [Pair::Fork, Pair::Direct, Pair::Batch, Pair::Page, Pair::Alone].into_iter().flat_map(of_pair).collect()
}

/// Has a program run by both, which are to give the same unless it is known to tell them apart.
fn compare(pair: Pair, runners: &[Runner; 2], name: &str, source: String) -> Result<Completion, Failed> {
    if matches!(pair, Pair::Fork | Pair::Page) && runners[0].mode() != "fork" {
        return crate::skipped("interpreters are not forked here");
    }
    let attributed = !["settrace", "settrace_print", "profile", "breakpoint"].contains(&name);
    let surroundings = Surroundings::default();
    let prints_only = python::parse(&source).prints_only();
    if matches!(pair, Pair::Page) && (!attributed || source.contains("__future__")) {
        return Ok(Completion::Completed);
    }
    let program = Program {
        source,
        orders: Vec::new(),
        hash_seed: 0,
        attributed,
        priors: Vec::new(),
        prints_only: false,
        repeats: false,
        handled: Vec::new(),
        surroundings,
    };
    if matches!(pair, Pair::Page) {
        return compare_page(runners, name, program);
    }
    if matches!(pair, Pair::Batch) {
        return compare_batch(runners, &program);
    }
    // The second is the measure of the first, so nothing is known of its program.
    let programs = [Program { prints_only, ..program.clone() }, program];
    let [first, second] = [0, 1].map(|index| digest(&runners[index].run(&programs[index]).expect("a run")));
    if first == second || pair.may_differ(name) {
        return Ok(Completion::Completed);
    }
    Err(format!("first:  {first:#?}\nsecond: {second:#?}").into())
}

/// Has a program run twice by one interpreter, and once more by one of its own.
fn compare_batch([shared, own]: &[Runner; 2], program: &Program) -> Result<Completion, Failed> {
    if shared.mode() != "batch" {
        return crate::skipped("interpreters are not shared here");
    }
    let runs = shared.run_batch(&[program, program]).expect("runs");
    let wanted = digest(&own.run(program).expect("a run"));
    // What says nothing is run by itself, whatever it did.
    let wrong = runs.iter().flatten().map(digest).find(|found| *found != wanted && found.exception.is_none());
    match wrong {
        Some(found) => Err(format!("shared: {found:#?}\nalone: {wanted:#?}").into()),
        None => Ok(Completion::Completed),
    }
}

/// What runs before a program, from its second line on.
const BEFORE: &str = "import json\nclass Before:\n    values = [1]\nprint(Before.values)\n";

/// Has a program run behind some code, three times: a page is made for the second time at the latest.
fn compare_page([forking, own]: &[Runner; 2], name: &str, program: Program) -> Result<Completion, Failed> {
    let last = 1 + BEFORE.lines().count();
    let prior = Prior { first: 2, last, orders: Vec::new(), code: BEFORE.to_owned() };
    let program = Program { source: format!("\n{BEFORE}{}", program.source), priors: vec![prior], ..program };
    let wanted = digest(&own.run(&program).expect("a run"));
    for _ in 0..3 {
        let found = digest(&forking.run(&program).expect("a run"));
        if found != wanted && !Pair::Page.may_differ(name) {
            return Err(format!("page:  {found:#?}\nwhole: {wanted:#?}").into());
        }
    }
    Ok(Completion::Completed)
}
