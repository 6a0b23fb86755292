//! Telling people what was fixed: line by line, or as a unified diff.

use anstyle::{AnsiColor, Style};
use similar::TextDiff;
use std::fmt::Write as _;
use std::time::Duration;

use super::{ClaimChange, FileFix, Refusal, Refused};
use crate::report::sanitise::{self, for_terminal};
use crate::report::terminal::Detail;

/// Characters of a text that are shown.
const LONGEST: usize = 60;

/// Lines around a change in a diff.
const CONTEXT: usize = 3;

/// A better diff is not looked for longer than this.
const TIME: Duration = Duration::from_secs(2);

/// How it is to look.
#[derive(Clone, Copy, Debug)]
pub struct FixLook {
    /// Whether to use colours.
    pub color: bool,
    /// How much is said.
    pub detail: Detail,
    /// What has been done.
    pub deed: Deed,
}

/// What is told to have been done with claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// They were put right.
    Fixed,
    /// They were added.
    Added,
}

impl Deed {
    /// The words for one claim, and for all.
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Fixed => ("fixed", "fixed"),
            Self::Added => ("wrote", "added"),
        }
    }
}

/// What was done with `files`: a line for each claim, and the totals.
#[must_use]
pub fn render(files: &[FileFix], look: FixLook) -> String {
    let mut text = String::new();
    if look.detail == Detail::Silent {
        return text;
    }
    for file in files {
        for change in file.changes.iter().filter(|_| look.detail >= Detail::Normal) {
            let word = painted(look.deed.words().0, AnsiColor::Green, look);
            let _ =
                writeln!(text, "{word} {}: {}", place(file, Some((change.line, change.end_line))), difference(change));
        }
        text.push_str(&refusals(file, look));
    }
    if look.detail >= Detail::Normal {
        text.push_str(&totals(files, look));
    }
    text
}

/// What was refused in `file`, with the reasons.
#[must_use]
pub fn refusals(file: &FileFix, look: FixLook) -> String {
    let is_shown = |refused: &&Refused| match (refused.fails, refused.refusal) {
        (true, _) => true,
        (false, Refusal::Unverified) => look.detail >= Detail::Verbose,
        (false, _) => look.detail >= Detail::Normal,
    };
    let mut text = String::new();
    for refused in file.refused.iter().filter(is_shown) {
        let color = if refused.fails { AnsiColor::Red } else { AnsiColor::Yellow };
        let word = painted(&format!("refused[{}]", refused.refusal.as_str()), color, look);
        let detail = refused.detail.as_ref().map(|detail| format!(" ({detail})")).unwrap_or_default();
        let place = place(file, refused.line.map(|line| (line, line)));
        let _ = writeln!(text, "{word} {place}: {}{}", refused.refusal.explain(), for_terminal(&detail));
    }
    text
}

fn place(file: &FileFix, lines: Option<(usize, usize)>) -> String {
    let name = for_terminal(&file.name);
    match lines {
        None => name,
        Some((first, last)) if first == last => format!("{name}:{first}"),
        Some((first, last)) => format!("{name}:{first}-{last}"),
    }
}

/// Both texts if they are short, else their numbers of lines.
fn difference(change: &ClaimChange) -> String {
    let shown = |text: &str| match text.trim_start_matches('\n').lines().count() {
        0 | 1 => format!("`{}`", for_terminal(&sanitise::shortened(text.trim(), LONGEST))),
        count => format!("{count} lines"),
    };
    match (change.old.trim().is_empty(), shown(&change.old), shown(&change.new)) {
        (true, _, new) => new,
        (false, old, new) if old == new => format!("{old}, other ones"),
        (false, old, new) => format!("{old} → {new}"),
    }
}

fn totals(files: &[FileFix], look: FixLook) -> String {
    let fixed: usize = files.iter().map(|file| file.changes.len()).sum();
    let documents = files.iter().filter(|file| !file.changes.is_empty()).count();
    let refused = files.iter().flat_map(|file| &file.refused).filter(|refused| refused.fails).count();
    let left: usize = files.iter().map(|file| file.left).sum();
    let count = |count: usize, noun: &str| format!("{count} {noun}{}", if count == 1 { "" } else { "s" });
    let verb = look.deed.words().1;
    let mut text = format!("{} {verb} in {}", count(fixed, "claim"), count(documents, "document"));
    if refused > 0 {
        let _ = write!(text, ", {refused} refused");
    }
    if left > 0 {
        let _ = write!(text, ", {left} left");
    }
    text + "\n"
}

fn painted(text: &str, color: AnsiColor, look: FixLook) -> String {
    if !look.color {
        return text.to_owned();
    }
    let style = Style::new().bold().fg_color(Some(color.into()));
    format!("{style}{text}{style:#}")
}

/// The change of `file` as a unified diff; nothing if there is none. Lines are given byte by byte, so that the diff can
/// be applied, but for those that would do something in a terminal or a log: these are made visible.
#[must_use]
pub fn unified(file: &FileFix, color: bool) -> String {
    let Some(after) = &file.after else { return String::new() };
    let (before, after) = (String::from_utf8_lossy(&file.before), String::from_utf8_lossy(after));
    let name = for_terminal(&file.name);
    let diff = TextDiff::configure().timeout(TIME).diff_lines(before.as_ref(), after.as_ref());
    let (old, new) = (format!("a/{name}"), format!("b/{name}"));
    let text = diff.unified_diff().context_radius(CONTEXT).header(&old, &new).to_string();
    text.split_inclusive('\n').map(|line| shown(line, color)).collect()
}

fn shown(line: &str, color: bool) -> String {
    let ending = line.len() - line.trim_end_matches(['\n', '\r']).len();
    let (content, ending) = line.split_at(line.len() - ending);
    let content = if is_harmless(content) { content.to_owned() } else { visible(content) };
    let style = match line.as_bytes().first() {
        _ if !color => return content + ending,
        Some(b'+') => AnsiColor::Green.on_default(),
        Some(b'-') => AnsiColor::Red.on_default(),
        Some(b'@') => AnsiColor::Cyan.on_default(),
        _ => return content + ending,
    };
    format!("{style}{content}{style:#}{ending}")
}

/// Whether a line has nothing in it that acts on a terminal or a log; tabs may stay.
fn is_harmless(content: &str) -> bool {
    let dangerous = |c: char| c != '\t' && sanitise::is_dangerous(c);
    let rest = content.get(1..).unwrap_or_default();
    // With the mark at the head of a file made visible the diff could not be applied.
    let rest = rest.strip_prefix('\u{feff}').unwrap_or(rest);
    let is_command = rest.trim_start().starts_with("::");
    !rest.chars().any(dangerous) && !is_mark(content) && !is_command
}

/// Marks of CI systems; a heading `## Title` is none.
fn is_mark(content: &str) -> bool {
    ["##[", "##vso[", "##teamcity["].iter().any(|mark| content.to_ascii_lowercase().contains(mark))
}

fn visible(content: &str) -> String {
    let (sign, rest) = content.split_at(content.char_indices().nth(1).map_or(content.len(), |(index, _)| index));
    format!("{sign}{}", for_terminal(rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    fn file(before: &str, after: &str) -> FileFix {
        let change = ClaimChange {
            line: 2,
            end_line: 2,
            notation: "bare-print",
            span: Span::new(0, 1),
            old: "3".to_owned(),
            new: "2".to_owned(),
            actual: "2".to_owned(),
            hint: None,
            edits: Vec::new(),
        };
        let refused = |line, refusal, fails| Refused { line, refusal, detail: Some("why".to_owned()), fails };
        FileFix {
            name: "a.md".to_owned(),
            is_stdin: false,
            changes: vec![change],
            refused: vec![refused(Some(4), Refusal::Unreached, true), refused(None, Refusal::Unverified, false)],
            left: 0,
            before: before.as_bytes().to_vec(),
            after: Some(after.as_bytes().to_vec()),
        }
    }

    #[test]
    fn each_claim_has_a_line_and_the_totals_follow() {
        let text = |detail| render(&[file("", "")], FixLook { color: false, detail, deed: Deed::Fixed });
        let reason = Refusal::Unreached.explain();
        let expected = format!(
            "fixed a.md:2: `3` → `2`\nrefused[unreached] a.md:4: {reason} (why)\n1 claim fixed in 1 document, 1 refused\n"
        );
        assert_eq!(text(Detail::Normal), expected);
        assert!(text(Detail::Verbose).contains("refused[unverified] a.md: "));
        assert_eq!(text(Detail::Problems), format!("refused[unreached] a.md:4: {reason} (why)\n"));
        assert_eq!(text(Detail::Silent), "");
        let chosen = FileFix { left: 2, ..file("", "") };
        let text = render(&[chosen], FixLook { color: false, detail: Detail::Normal, deed: Deed::Fixed });
        assert!(text.ends_with("1 claim fixed in 1 document, 1 refused, 2 left\n"), "{text}");
    }

    #[test]
    fn a_diff_can_be_applied_and_does_nothing_in_a_log() {
        let text = unified(&file("a\r\n\tb\r\nc", "a\r\n\tB\r\nc"), false);
        assert_eq!(
            text,
            "--- a/a.md\n+++ b/a.md\n@@ -1,3 +1,3 @@\n a\r\n-\tb\r\n+\tB\r\n c\n\\ No newline at end of file\n"
        );
        let text = unified(&file("\u{feff}a\n", "\u{feff}b\n"), false);
        assert!(text.ends_with("@@ -1 +1 @@\n-\u{feff}a\n+\u{feff}b\n"), "{text}");
        let text = unified(
            &file("\u{feff}::error::x\n\u{1b}[2J\n##[group]\n1\n", "\u{feff}::error::x\n\u{1b}[2J\n##[group]\n2\n"),
            false,
        );
        assert!(!text.contains("::error"), "{text}");
        let text =
            unified(&file("::error::x\n\u{1b}[2J\n##[group]\n1\n", "::error::x\n\u{1b}[2J\n##[group]\n2\n"), false);
        assert!(!text.contains("::error") && !text.contains('\u{1b}') && !text.contains("##["), "{text}");
    }
}
