//! Completions and manual pages, read by the programs that they are for. Where such a program is missing, the test says so and is skipped.

use crate::project::{Project, command};
use crate::tool::output_of;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn tool(program: &str, args: &[&str], input: &str) -> Option<Output> {
    output_of(Command::new(program).args(args), input.as_bytes())
}

fn completions(shell: &str) -> String {
    Project::new().run(&["completions", shell]).expect(0).stdout().to_owned()
}

/// What bash offers for the last of `words`.
fn offered(words: &[&str]) -> Option<String> {
    let quoted: Vec<_> = words.iter().map(|word| format!("'{word}'")).collect();
    let script = format!(
        "{}\nCOMP_WORDS=({}); COMP_CWORD={}; _doctrue doctrue '{}' '{}'; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        completions("bash"),
        quoted.join(" "),
        words.len() - 1,
        words[words.len() - 1],
        words[words.len() - 2],
    );
    let output = tool("bash", &["--norc", "-s"], &script)?;
    assert!(output.status.success() && output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).expect("UTF-8"))
}

#[test]
fn bash_completes_commands_options_and_values() {
    let Some(options) = offered(&["doctrue", "check", "--for"]) else { return };
    assert_eq!(options.lines().collect::<BTreeSet<_>>(), ["--force-exclude", "--format"].into());
    assert_eq!(offered(&["doctrue", "ch"]).as_deref(), Some("check\n"));
    let values = offered(&["doctrue", "check", "--sandbox", ""]).expect("bash");
    assert_eq!(values.lines().collect::<Vec<_>>(), ["auto", "strict", "off"]);
}

#[test]
fn shells_read_their_completions() {
    for (shell, check) in [("bash", "bash"), ("zsh", "zsh"), ("fish", "fish")] {
        let script = completions(shell);
        let Some(output) = tool(check, &["-n", "/dev/stdin"], &script) else { continue };
        assert!(output.status.success(), "{shell}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn completions_exist_for_each_shell_and_tell_nothing_hidden() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = completions(shell);
        assert!(script.contains("explain") && script.contains("force-exclude"), "{shell}");
        assert!(!script.contains("supervise"), "{shell} offers a command that is not for people");
    }
    let done = Project::new().run(&["completions", "csh"]).expect(2);
    assert!(done.stderr().contains("powershell"), "{}", done.describe());
}

#[test]
fn there_is_a_page_for_each_command() {
    let project = Project::new();
    project.run(&["man", "--out", "share/man1"]).expect(0);
    let help = command(project.path()).arg("--help").output().expect("the binary").stdout;
    let help = String::from_utf8(help).expect("UTF-8");
    let commands = help.split_once("Commands:\n").expect("commands").1.split("\n\n").next().expect("a list");
    for name in commands.lines().filter_map(|line| line.split_whitespace().next()).filter(|&name| name != "help") {
        let page = project.path().join(format!("share/man1/doctrue-{name}.1"));
        assert!(page.is_file(), "{}", page.display());
    }
    let first = fs::read_to_string(project.path().join("share/man1/doctrue.1")).expect("a page");
    assert_eq!(project.run(&["man"]).expect(0).stdout(), first);
    assert!(first.contains(&format!("doctrue {}", env!("CARGO_PKG_VERSION"))), "{first}");
}

#[test]
fn a_reader_of_manuals_finds_nothing_wrong() {
    let project = Project::new();
    project.run(&["man", "--out", "."]).expect(0);
    let pages = fs::read_dir(project.path()).expect("a folder").flatten().map(|entry| entry.path());
    for page in pages {
        let text = fs::read_to_string(&page).expect("a page");
        if let Some(output) = tool("mandoc", &["-Tlint", "-Werror"], &text) {
            assert!(output.status.success(), "{}: {}", page.display(), String::from_utf8_lossy(&output.stdout));
        }
        renders(&page, &text);
    }
}

/// `man` shows the page without a warning.
fn renders(page: &Path, text: &str) {
    let Some(output) = tool("man", &["--warnings", "-l", "-"], text) else { return };
    let shown = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && shown.contains("EXIT STATUS"), "{}: {shown}", page.display());
    assert!(output.stderr.is_empty(), "{}: {}", page.display(), String::from_utf8_lossy(&output.stderr));
}
