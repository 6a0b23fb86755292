//! Commands to GitHub's runner, which it turns into annotations of the files.
//!
//! The runner reads them from the log, undoes their escapes, and shows at most ten of each kind; so the worst come, and
//! a last line tells of the others. The text for people comes first, because annotations show the message only.

use std::fmt::Write as _;

use super::problem::{self, Problem};
use super::setting::Setting;
use super::terminal::{self, Detail};
use super::{Report, sanitise};
use crate::finding::Severity;

/// Annotations of one kind that are shown for a step.
const MOST: usize = 10;

/// Characters of a message; the runner cuts at 4,096.
const LONGEST: usize = 3500;

/// The text for people, then the commands.
#[must_use]
pub fn render(report: &Report, setting: Setting<'_>) -> String {
    let mut text = terminal::render(report, setting.look);
    if setting.look.detail == Detail::Silent {
        return text;
    }
    for severity in [Severity::Error, Severity::Warning, Severity::Note] {
        let problems = || problem::of_report(report).filter(|problem| problem.severity == severity);
        for problem in problems().take(MOST) {
            command(&problem, setting, &mut text);
        }
        let more = problems().count().saturating_sub(MOST);
        if more > 0 {
            // Writing to a String cannot fail.
            let _ = writeln!(
                text,
                "{more} more of severity {severity} have no annotation, because GitHub shows only {MOST}"
            );
        }
    }
    text
}

fn command(problem: &Problem<'_>, setting: Setting<'_>, text: &mut String) {
    let word = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let place = problem.place();
    let file = property(&setting.path(&problem.document.path));
    let mut properties = format!("file={file},line={},endLine={}", place.line, place.end_line);
    // The runner drops columns of places that span lines.
    if place.line == place.end_line && place.column < place.end_column {
        let _ = write!(properties, ",col={},endColumn={}", place.column, place.end_column);
    }
    let title = property(&format!("doctrue: {}", problem.code()));
    let message = sanitise::shortened(&sanitise::for_terminal(&problem.story()), LONGEST);
    let _ = writeln!(text, "::{word} {properties},title={title}::{}", data(&message));
}

/// A message as the runner reads it back.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property as the runner reads it back.
fn property(text: &str) -> String {
    data(&sanitise::for_terminal(text)).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;
    use proptest::prelude::*;

    /// A command as the runner reads it: its word, its properties, its message.
    type Command = (String, Vec<(String, String)>, String);

    /// What the runner takes for a command in one line of the log: the form with `::` at the beginning of a line, and
    /// the older one with `##[` anywhere.
    fn read(line: &str) -> Option<Command> {
        if let Some(start) = line.find("##[") {
            return Some((line[start..].to_owned(), Vec::new(), String::new()));
        }
        let rest = line.trim_start().strip_prefix("::")?;
        let (head, message) = rest.split_once("::")?;
        let (word, properties) = head.split_once(' ').unwrap_or((head, ""));
        let pair = |text: &str| text.split_once('=').map(|(key, value)| (key.trim().to_owned(), undone(value, true)));
        Some((word.to_owned(), properties.split(',').filter_map(pair).collect(), undone(message, false)))
    }

    fn undone(text: &str, is_property: bool) -> String {
        let text = text.replace("%0D", "\r").replace("%0A", "\n");
        let text = if is_property { text.replace("%3A", ":").replace("%2C", ",") } else { text };
        text.replace("%25", "%")
    }

    fn commands(text: &str) -> Vec<Command> {
        text.split(['\n', '\r']).filter_map(read).collect()
    }

    #[test]
    fn each_problem_is_a_command_that_names_its_place() {
        let text = render(&sample::report(vec![sample::document()]), sample::SETTING);
        let commands = commands(&text);
        let words: Vec<_> = commands.iter().map(|(word, ..)| word.as_str()).collect();
        assert_eq!(words, ["error", "error", "error", "error", "warning", "warning", "warning"]);
        let (_, properties, message) = &commands[0];
        let value = |key: &str| properties.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str());
        assert_eq!((value("file"), value("line"), value("endLine")), (Some("notes/counting.md"), Some("5"), Some("5")));
        assert_eq!(
            (value("col"), value("endColumn"), value("title")),
            (Some("20"), Some("22"), Some("doctrue: wrong"))
        );
        assert!(message.contains("documented `15`, Python prints `16`"), "{message}");
    }

    #[test]
    fn the_worst_ten_are_annotated_and_the_others_counted() {
        let mut document = sample::document();
        document.claims = (0..25).map(|line| sample::claim(4 + line, crate::judge::Verdict::Wrong)).collect();
        document.findings.clear();
        let text = render(&sample::report(vec![document]), sample::SETTING);
        assert_eq!(commands(&text).len(), MOST);
        assert!(
            text.ends_with("15 more of severity error have no annotation, because GitHub shows only 10\n"),
            "{text}"
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_a_command_or_changes_one(text in "[\\PC\u{0}-\u{9f}\u{2028}%,:=#\\[\\] a-z]{0,40}|::error ::x|##\\[error\\]x|a%0A::error::x|%250A::x::|\n::x y=z::") {
            let report = sample::report(vec![sample::hostile(&text)]);
            let shown = render(&report, sample::SETTING);
            let commands = commands(&shown);
            prop_assert_eq!(commands.len(), problem::of_report(&report).count(), "{}", shown);
            for (word, properties, _) in commands {
                prop_assert!(["error", "warning", "notice"].contains(&word.as_str()), "{}", word);
                let path = properties.iter().find(|(key, _)| key == "file").map(|(_, value)| value.clone());
                prop_assert_eq!(path, Some(sanitise::for_terminal(&text)));
                prop_assert!(properties.iter().all(|(key, _)| ["file", "line", "endLine", "col", "endColumn", "title"].contains(&key.as_str())), "{:?}", properties);
            }
        }
    }
}
