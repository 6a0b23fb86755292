//! What is told while a check goes on.

use crate::project::{Project, command};
use std::io::{BufRead as _, BufReader, Read as _};
use std::process::Stdio;
use std::time::{Duration, Instant};

const WRONG: &str = "```python\nprint(1)  # Output: 2\n```\n";

/// A document that takes long, and says a word when it begins.
fn slow(seconds: u32) -> String {
    format!("```python\nimport time\ntime.sleep({seconds})\nprint(1)  # Output: 3\n```\n")
}

#[test]
fn problems_appear_as_each_document_is_done_in_the_order_of_the_paths() {
    let project = Project::new().file("a.md", WRONG).file("b.md", slow(3)).file("c.md", WRONG);
    for format in ["full", "concise"] {
        let mut check = command(project.path());
        let begin = Instant::now();
        check.args(["check", "--jobs", "2", "--format", format]).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = check.spawn().expect("the program");
        let mut stdout = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut first = String::new();
        stdout.read_line(&mut first).expect("a line");
        assert!(begin.elapsed() < Duration::from_millis(2900), "{format}: {first} after {:?}", begin.elapsed());
        let mut rest = String::new();
        stdout.read_to_string(&mut rest).expect("text");
        let all = first + &rest;
        assert_eq!(child.wait().expect("an end").code(), Some(1));
        let places: Vec<_> = ["a.md:2", "b.md:4", "c.md:2"].iter().map(|place| all.find(place)).collect();
        assert!(places.is_sorted() && places.iter().all(Option::is_some), "{all}");
        // It is what a file would hold.
        project.run(&["check", "--format", format, "--report", &format!("{format}=report.txt")]);
        let whole = std::fs::read_to_string(project.path().join("report.txt")).expect("a report");
        let timeless =
            |text: &str| text.lines().filter(|line| !line.starts_with("failed in")).collect::<Vec<_>>().join("\n");
        assert_eq!(timeless(&all), timeless(&whole));
    }
}

#[cfg(unix)]
#[test]
fn a_signal_names_the_examples_that_it_stopped() {
    let project = Project::new().file("a.md", WRONG).file("b.md", slow(60));
    let mut check = command(project.path());
    check.args(["check", "--timeout", "50s", "--jobs", "2"]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = check.spawn().expect("the program");
    let mut stdout = BufReader::new(child.stdout.take().expect("a pipe"));
    // The first problem is told while the other document goes on.
    let mut line = String::new();
    stdout.read_line(&mut line).expect("a line");
    std::thread::sleep(Duration::from_millis(1500));
    let id = child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &id]).status().expect("kill").success());
    let output = child.wait_with_output().expect("an end");
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(130), "{told}");
    assert!(told.contains("stopped while it ran: b.md:1"), "{told}");
}
