//! The way out: for a problem what to write, so that it can be pasted into the document.

use std::time::Duration;

use super::asked::Parts;
use crate::claim::exception::is_of_syntax;
use crate::claim::reading;
use crate::example::Example;
use crate::finding::FindingCode;
use crate::judge::Verdict;
use crate::report::{ClaimReport, DocumentReport};
use crate::settings::{DEFAULT_TIMEOUT, LONGEST_ASKED, RunSettings, spelled};

/// Packages that are imported by another name than they are installed by.
const PACKAGES: &[(&str, &str)] = &[
    ("Crypto", "pycryptodome"),
    ("PIL", "pillow"),
    ("attr", "attrs"),
    ("bs4", "beautifulsoup4"),
    ("cv2", "opencv-python"),
    ("dateutil", "python-dateutil"),
    ("dotenv", "python-dotenv"),
    ("serial", "pyserial"),
    ("skimage", "scikit-image"),
    ("sklearn", "scikit-learn"),
    ("yaml", "pyyaml"),
];

/// What an example is not given and no directive can give it.
const NOT_GIVEN: &[&str] = &["network", "terminal", "display", "browser", "arguments on its command line", "access to"];

/// Says for each problem of `report` what to write, where that is known.
pub(super) fn tell(report: &mut DocumentReport, parts: Parts<'_>, settings: &RunSettings) {
    for claim in &mut report.claims {
        if claim.severity.is_some() {
            let help = Help { example: example_of(parts, claim.line), settings };
            claim.help = help.of_claim(claim);
        }
    }
    for finding in &mut report.findings {
        let help = Help { example: example_at(parts, finding.line), settings };
        finding.help = help.of_finding(finding.code, &finding.message);
    }
}

/// The example whose claim stands on `line`.
fn example_of<'a>(parts: Parts<'a>, line: usize) -> Option<&'a Example> {
    let mut pairs = parts.examples.iter().zip(parts.claims);
    let stands = |claim: &crate::claim::Claim| claim.lines.first().is_some_and(|first| first.line == line);
    pairs.find(|(_, claims)| claims.iter().any(stands)).map(|(example, _)| *example)
}

/// The example in the block that holds `line`.
fn example_at<'a>(parts: Parts<'a>, line: usize) -> Option<&'a Example> {
    let holds = |example: &&&Example| {
        let block = &parts.document.blocks[example.block];
        (block.line..=block.end_line).contains(&line)
    };
    parts.examples.iter().find(holds).copied()
}

/// What is known about where something is the matter.
struct Help<'a> {
    example: Option<&'a Example>,
    settings: &'a RunSettings,
}

impl Help<'_> {
    fn of_claim(&self, claim: &ClaimReport) -> Option<String> {
        let reason = claim.reason.as_deref().unwrap_or_default();
        match claim.verdict {
            Verdict::Skipped => self.not_given(reason, claim),
            Verdict::Unreached if reason.contains(LIMIT) => self.time_limit(),
            Verdict::Unreached => raised_by(reason),
            Verdict::Volatile => Some(volatile(claim)),
            Verdict::Confirmed | Verdict::Wrong | Verdict::Stale | Verdict::Unverified => None,
        }
    }

    fn of_finding(&self, code: &str, message: &str) -> Option<String> {
        let is = |known: FindingCode| known.as_str() == code;
        if is(FindingCode::ExampleStopped) && message.contains(LIMIT) {
            return self.time_limit();
        }
        if is(FindingCode::ExampleStopped) {
            let directive = before("ignore[example-stopped] reason=\"it stops on purpose\"");
            return Some(format!("if this is intended, put {directive}"));
        }
        if is(FindingCode::ExampleRaised) {
            let kind = message.strip_prefix("this example raises ")?.split([':', ' ', '\n']).next()?;
            let directive = before(&format!("raises={kind}"));
            return is_name(kind).then(|| format!("fix the code, or if the exception is intended, put {directive}"));
        }
        if is(FindingCode::UndefinedName) && !message.contains("add `") {
            let directive = before("skip reason=\"a fragment\"");
            return Some(format!("define the name in an earlier block, or put {directive}"));
        }
        is(FindingCode::InvalidPython)
            .then(|| format!("fix the code, tag the fence `text`, or put {}", before("illustrative")))
    }

    /// What was not given, and how it is.
    fn not_given(&self, reason: &str, claim: &ClaimReport) -> Option<String> {
        if reason == "asks for input" {
            let answer = self.example.and_then(|example| answer(example, claim)).unwrap_or_else(|| "…".to_owned());
            let answer = answer.replace('\\', "\\\\").replace('"', "\\\"");
            return Some(format!("to answer it, put {}", before(&format!("stdin=\"{answer}\""))));
        }
        let needed = reason.strip_prefix("needs ")?;
        if let Some(module) = needed.strip_prefix("the package ") {
            let name = PACKAGES.iter().find(|(other, _)| *other == module).map_or(module, |(_, package)| package);
            let directive = before(&format!("dependencies=\"{name}\""));
            return Some(format!("install it where `python3` finds it, or put {directive}"));
        }
        if let Some(file) = needed.strip_prefix("the file ").filter(|file| is_plain(file)) {
            return Some(format!("show its content in a block, with {}", before(&format!("file={file}"))));
        }
        if let Some(name) = needed.strip_prefix("the variable ") {
            return Some(variable(name));
        }
        let is_out_of_reach = NOT_GIVEN.iter().any(|other| needed.contains(other));
        let directive = before(&format!("skip reason=\"{reason}\""));
        is_out_of_reach.then(|| format!("doctrue cannot provide it: put {directive}"))
    }

    /// The limit, whose it is, and how it is raised.
    fn time_limit(&self) -> Option<String> {
        let asked = self.example.and_then(|example| example.directives.timeout);
        let limit = asked.map_or(self.settings.timeout, |asked| self.settings.bounded(asked));
        let from = match (asked, self.settings.longest) {
            (Some(asked), _) if asked == limit => "set by its directive",
            (Some(_), None) => "the maximum for a directive",
            (_, Some(_)) => "set by --timeout",
            (None, None) if limit == DEFAULT_TIMEOUT => "the default",
            (None, None) => "set by the configuration",
        };
        let double = limit.saturating_mul(2);
        let most = self.settings.longest.unwrap_or(LONGEST_ASKED);
        let raised = match double <= most {
            true => format!("put {}", before(&format!("timeout={}", spelled(double)))),
            false => format!("use `--timeout {}`", spelled(whole(double))),
        };
        Some(format!("the limit is {}, {from}: shorten the example, or {raised}", spelled(limit)))
    }
}

/// How the reason of an example begins that ran into it.
const LIMIT: &str = "reached the time limit";

/// How an example gets the variable `name`. A secret is not to be written into a document.
fn variable(name: &str) -> String {
    if is_secret(name) {
        let directive = before(&format!("skip reason=\"needs {name}\""));
        return format!("this looks like a secret, so keep it out of the document: put {directive}");
    }
    format!("to set it, put {}", before(&format!("env.{name}=value")))
}

/// Words that names of secrets have among theirs.
const SECRETS: &[&str] = &[
    "APIKEY",
    "AUTH",
    "CREDENTIAL",
    "CREDENTIALS",
    "DSN",
    "KEY",
    "KEYS",
    "PASS",
    "PASSPHRASE",
    "PASSWD",
    "PASSWORD",
    "PAT",
    "PWD",
    "SECRET",
    "SECRETS",
    "TOKEN",
    "TOKENS",
];

/// Whether the variable `name` holds a secret, by its words.
fn is_secret(name: &str) -> bool {
    name.to_ascii_uppercase().split('_').any(|word| SECRETS.contains(&word))
}

/// A directive, and where it goes.
fn before(directive: &str) -> String {
    format!("`<!-- doctrue: {directive} -->` before the block")
}

/// Whole seconds, where there are some.
fn whole(time: Duration) -> Duration {
    if time.as_secs() > 0 { Duration::from_secs(time.as_secs()) } else { time }
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.'))
}

/// Whether `file` may be named in a directive as it is.
fn is_plain(file: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-' | '/');
    file.chars().all(is_part) && !file.starts_with('/') && !file.split('/').any(|part| matches!(part, "" | "." | ".."))
}

/// How an exception is announced that ended an example before the claim: "line 4 raised ValueError: no".
fn raised_by(reason: &str) -> Option<String> {
    let (line, exception) = reason.strip_prefix("line ")?.split_once(" raised ")?;
    let exception = exception.split([',', '\n']).next().unwrap_or_default();
    let kind = exception.split(':').next().unwrap_or_default();
    let is_short = exception.len() <= LONGEST_MESSAGE && !exception.contains(": add `");
    if kind == "NameError" && is_short {
        let directive = before("skip reason=\"a fragment\"");
        return Some(format!("define the name in an earlier block, or put {directive}"));
    }
    let is_line = line.chars().all(|c| c.is_ascii_digit());
    if is_of_syntax(kind) && is_line {
        return Some(format!("fix line {line}, which does not compile"));
    }
    (is_name(kind) && is_short && is_line)
        .then(|| format!("if the exception is intended, write `# {exception}` at the end of line {line}"))
}

/// The longest exception that is proposed as a comment, in bytes.
const LONGEST_MESSAGE: usize = 80;

/// The documented text with `...` for what changes, or that the claim is left out.
fn volatile(claim: &ClaimReport) -> String {
    let elided = claim.actual.as_deref().and_then(|actual| elided(&claim.expected, actual));
    match elided {
        Some(text) => format!("write `{text}`: `...` stands for any text"),
        None => "print something that stays the same (seed random numbers, for example), or add `# doctrue: ignore[volatile]: it changes` after it".to_owned(),
    }
}

/// What two texts of one line share at both ends, word by word, with `...` between.
fn elided(one: &str, other: &str) -> Option<String> {
    let is_one_line = |text: &str| !text.trim().contains(['\n', '`']);
    let (one_words, other_words): (Vec<_>, Vec<_>) =
        (one.split_whitespace().collect(), other.split_whitespace().collect());
    let shorter = one_words.len().min(other_words.len());
    let same = |(a, b): &(&&str, &&str)| a == b;
    let start = one_words.iter().zip(&other_words).take_while(same).count();
    let end =
        one_words.iter().rev().zip(other_words.iter().rev()).take_while(same).count().min(shorter - start.min(shorter));
    if start + end == 0 || !is_one_line(one) || !is_one_line(other) {
        return None;
    }
    let kept = [&one_words[..start], &["..."], &one_words[one_words.len() - end..]].concat().join(" ");
    // Signs alone, or half of a container, say nothing of what is left out.
    (kept.contains(char::is_alphabetic) && reading::is_balanced(&kept)).then_some(kept)
}

/// What the document answers to the one question of `example`: the comment behind it, or what `claim` shows beside the code's
/// own words.
fn answer(example: &Example, claim: &ClaimReport) -> Option<String> {
    let asks = |line: &&str| line.contains("input(");
    let mut asking = example.code.lines().filter(asks);
    let line = asking.next().filter(|_| asking.next().is_none())?;
    let behind = line.split_once('#').map(|(_, comment)| comment.trim()).filter(|comment| !comment.is_empty());
    let is_answer =
        |text: &&str| text.len() <= 40 && !text.contains(['\n', '`']) && text.split_whitespace().count() == 1;
    if let Some(comment) = behind.filter(is_answer) {
        return Some(comment.to_owned());
    }
    let mut own = example.code.clone();
    example.module.comments.iter().rev().for_each(|comment| own.replace_range(comment.range.clone(), ""));
    let words = claim.expected.split_whitespace().filter(|word| !own.contains(word.trim_matches(['!', '.', ',', '?'])));
    let words: Vec<_> = words.map(|word| word.trim_matches(['!', '.', ',', '?'])).collect();
    match words[..] {
        [word] => Some(word.to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_two_texts_share_stays_and_the_rest_is_elided() {
        assert_eq!(elided("at 15.2 now", "at 99.1 now").as_deref(), Some("at ... now"));
        assert_eq!(elided("took 3 s", "took 12 s").as_deref(), Some("took ... s"));
        assert_eq!(elided("a a", "a a a").as_deref(), Some("a a ..."));
        for (one, other) in [("1", "2"), ("[] 1", "[] 2"), ("(123, 1)", "(456, 1)"), ("{'pid': 1}", "{'pid': 2}")] {
            assert_eq!(elided(one, other), None, "{one}");
        }
        assert_eq!(elided("a\nb", "a\nc"), None);
    }

    #[test]
    fn an_exception_is_announced_behind_its_line() {
        let told = raised_by("line 4 raised ValueError: no");
        assert_eq!(
            told.as_deref(),
            Some("if the exception is intended, write `# ValueError: no` at the end of line 4")
        );
        let told = raised_by("line 4 raised SyntaxError: expected ':'");
        assert_eq!(told.as_deref(), Some("fix line 4, which does not compile"));
        for reason in ["line 4 raised NameError: name 'math' is not defined: add `import math`", "the example exited"] {
            assert_eq!(raised_by(reason), None, "{reason}");
        }
    }

    #[test]
    fn a_value_is_proposed_for_no_variable_that_holds_a_secret() {
        for name in
            ["GITHUB_TOKEN", "API_KEY", "db_password", "AWS_SECRET_ACCESS_KEY", "SENTRY_DSN", "PGPASSWORD_TOKEN"]
        {
            assert!(!variable(name).contains("env.") && variable(name).contains("skip reason="), "{name}");
        }
        for name in ["HOME", "LANG", "MONKEY_NAME", "KEYBOARD", "PATH_TO_DATA"] {
            assert!(variable(name).contains(&format!("env.{name}=value")), "{name}");
        }
    }

    #[test]
    fn files_are_proposed_only_where_a_directive_takes_them() {
        assert!(is_plain("data/a.txt") && !is_plain("../a.txt") && !is_plain("/etc/x") && !is_plain("a b.txt"));
    }
}
