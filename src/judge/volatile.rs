//! Outputs that no fixed text can document: what differs between two runs, and what may differ elsewhere.

use super::{Judgement, Unfit, Verdict, traceback};
use crate::claim::Claim;
use crate::finding::Severity;
use crate::pattern::Pattern;
use chrono::NaiveDate;

/// Why no fixed text can be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The time or the date.
    Clock,
    /// Random numbers, the order of a set, addresses.
    Chance,
    /// Folders, hosts, versions: what is right for the author may be wrong here.
    Machine,
    /// Threads or processes print when they get to it.
    Scheduling,
    /// Nobody knows why, but another run printed this.
    AnotherRun(String),
}

impl Cause {
    fn reason(&self, judgement: &Judgement) -> String {
        match self {
            Self::Clock => "depends on the clock".to_owned(),
            Self::Chance => "depends on chance".to_owned(),
            Self::Machine => "depends on this machine".to_owned(),
            Self::Scheduling => "the order of these lines depends on how threads or processes are scheduled".to_owned(),
            Self::AnotherRun(again) => {
                let before = judgement.actual.as_deref().unwrap_or_default();
                let shown = |text: &str| text.lines().next().unwrap_or_default().chars().take(40).collect::<String>();
                format!("another run printed `{}` instead of `{}`", shown(again), shown(before))
            }
        }
    }
}

/// The judgement on a claim about an output that is another one for `cause`.
#[must_use]
pub fn volatile(judgement: &Judgement, cause: Cause) -> Judgement {
    // Nothing is wrong with an output that is only not that of everybody.
    let severity = if cause == Cause::Machine { Some(Severity::Note) } else { Verdict::Volatile.severity() };
    Judgement {
        verdict: Verdict::Volatile,
        severity,
        matched: None,
        reading: None,
        reason: Some(cause.reason(judgement)),
        hint: None,
        replacement: None,
        unfit: None,
        ..judgement.clone()
    }
}

/// Marks wrong claims on outputs that name the temporary folder of the run. Those that would be wrong in any folder stay
/// wrong, but nobody could write that output.
pub fn by_folder(judgements: &mut [Judgement], claims: &[Claim], folder: &str) {
    for (judgement, claim) in judgements.iter_mut().zip(claims) {
        let actual = judgement.actual.as_deref().unwrap_or_default();
        if judgement.verdict != Verdict::Wrong || folder.is_empty() || !actual.contains(folder) {
            continue;
        }
        let claimed = claim.text(judgement.lines);
        let ends_otherwise = traceback::ends_otherwise(&claimed, actual, folder);
        let named = "the output contains the temporary folder in which the example ran";
        *judgement = if ends_otherwise || is_name_for_path(&claimed, actual, folder) {
            let hint = Some(format!("{named}; the claim would be wrong in any other folder too"));
            Judgement { hint, replacement: None, unfit: Some(Unfit::Folder), ..judgement.clone() }
        } else {
            Judgement { hint: Some(named.to_owned()), ..volatile(judgement, Cause::Machine) }
        };
    }
}

/// Whether the bare name of a file is claimed where there is an absolute path: that is no file's path in any folder.
fn is_name_for_path(claimed: &str, actual: &str, folder: &str) -> bool {
    let [claimed, actual] = [claimed, actual].map(|text| text.trim().trim_matches(['\'', '"']));
    let is_name = NAME.is_match(claimed);
    is_name && actual.starts_with(folder) && !actual.contains(char::is_whitespace)
}

static NAME: Pattern = Pattern::holding(&["."], r"^[\w-]+\.[A-Za-z]\w*$");

/// Makes of each wrong claim whose text and the real one `differ` in that way a volatile one, for this cause and with this hint.
fn mark(
    judgements: &mut [Judgement],
    claims: &[Claim],
    (cause, hint): (Cause, &str),
    differ: impl Fn(&str, &str) -> bool,
) {
    for (judgement, claim) in judgements.iter_mut().zip(claims) {
        let actual = judgement.actual.as_deref().unwrap_or_default();
        if judgement.verdict == Verdict::Wrong && differ(&claim.text(judgement.lines), actual) {
            *judgement = Judgement { hint: Some(hint.to_owned()), ..volatile(judgement, cause.clone()) };
        }
    }
}

/// Marks wrong claims on what shows one of these `days`, that of the run, in the form of another one: a library may ask for the time
/// where nothing can give it another.
pub fn by_day(judgements: &mut [Judgement], claims: &[Claim], days: &[NaiveDate]) {
    mark(judgements, claims, (Cause::Clock, "the output shows the day of the run"), |claimed, actual| {
        is_of_another_day(claimed, actual, days)
    });
}

/// How dates are written, in the terms of `strftime`.
const DATES: [&str; 9] =
    ["%Y-%m-%d", "%Y/%m/%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d %b %Y", "%b %d, %Y", "%B %-d, %Y", "%Y, %-m, %-d"];

/// Whether `actual` shows one of `days`, and `claimed` is that text with other numbers and names of days and months.
fn is_of_another_day(claimed: &str, actual: &str, days: &[NaiveDate]) -> bool {
    let form = |text: &str| {
        let text = NAME_OF_DAY.replace_all(text.trim(), "#").replace('\'', "\"");
        NUMBER.replace_all(&text, "0").into_owned()
    };
    let shows = |day: &NaiveDate| DATES.iter().any(|date| actual.contains(&day.format(date).to_string()));
    claimed != actual && days.iter().any(shows) && form(claimed) == form(actual)
}

static NUMBER: Pattern = Pattern::new(r"\d+");

static NAME_OF_DAY: Pattern = Pattern::new(
    r"\b(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Mon|Tue|Wed|Thu|Fri|Sat|Sun|January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b",
);

/// Marks wrong claims that are right on another system, whose paths are written otherwise.
pub fn by_system(judgements: &mut [Judgement], claims: &[Claim]) {
    mark(judgements, claims, (Cause::Machine, "the claim uses the path style of another system"), is_of_another_system);
}

/// Marks wrong claims on modules that lie elsewhere on other machines, or are built in there.
pub fn by_installation(judgements: &mut [Judgement], claims: &[Claim]) {
    mark(judgements, claims, (Cause::Machine, "the module is installed elsewhere"), is_installed_elsewhere);
}

/// Whether the texts differ only in where modules lie.
fn is_installed_elsewhere(claimed: &str, actual: &str) -> bool {
    let bare = |text: &str| MODULE.replace_all(text.trim(), "<module '$name'>").into_owned();
    actual.contains("<module '") && bare(claimed) == bare(actual)
}

static MODULE: Pattern = Pattern::holding(&["<module '"], r"<module '(?P<name>[\w.]+)' (?:from '[^']*'|\([\w -]+\))>");

/// Whether the texts differ only as paths of one system do from those of another.
fn is_of_another_system(claimed: &str, actual: &str) -> bool {
    let neutral = |text: &str| {
        let kinds = ["PureWindowsPath", "PurePosixPath", "WindowsPath", "PosixPath"];
        let text =
            kinds.iter().fold(text.replace("pathlib._local", "pathlib"), |text, kind| text.replace(kind, "Path"));
        let text = text.replace("\\\\", "/").replace('\\', "/");
        text.chars().filter(|c| !c.is_whitespace()).map(|c| if c == '"' { '\'' } else { c }).collect::<String>()
    };
    let is_windows = |text: &str| text.contains('\\') || text.contains("WindowsPath");
    // What is joined with a path of Windows elsewhere has separators of both kinds.
    let is_mixed = |text: &str| text.contains(":\\") && text.contains('/');
    let bare = |text: &str| neutral(text).trim_matches('\'').to_owned();
    is_windows(claimed) != is_windows(actual) && bare(claimed) == bare(actual)
        || is_mixed(actual) && is_windows(claimed) && !is_mixed(claimed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pattern_is_sound() {
        assert!(NAME.is_sound() && MODULE.is_sound() && NUMBER.is_sound() && NAME_OF_DAY.is_sound());
    }

    #[test]
    fn the_day_of_the_run_is_told_from_other_dates() {
        let days = [NaiveDate::from_ymd_opt(2026, 11, 28).expect("a day")];
        for (claimed, actual) in [
            ("Instant(\"2024-07-04 10:30:00Z\")", "Instant(\"2026-11-28 06:45:00Z\")"),
            ("\"Thu, 04 Jul 2024 10:36:56 GMT\"", "'Sat, 28 Nov 2026 06:41:52 GMT'"),
            ("Date(2024, 7, 4)", "Date(2026, 11, 28)"),
            ("July 4, 2024", "November 28, 2026"),
        ] {
            assert!(is_of_another_day(claimed, actual, &days), "{claimed}");
        }
        for (claimed, actual) in [
            ("2024-07-04", "2026-11-27"),
            ("on 2024-07-04", "2026-11-28"),
            ("4", "20261128"),
            ("2026-11-28", "2026-11-28"),
        ] {
            assert!(!is_of_another_day(claimed, actual, &days), "{claimed}");
        }
    }

    #[test]
    fn a_module_lies_elsewhere_on_another_machine() {
        let here = "<module 'json' from '/opt/lib/python3.11/json/__init__.py'>";
        for other in
            ["<module 'json' from 'C:\\\\py\\\\json.py'>", "<module 'json' (built-in)>", "<module 'json' (frozen)>"]
        {
            assert!(is_installed_elsewhere(other, here) && is_installed_elsewhere(here, other), "{other}");
        }
        assert!(!is_installed_elsewhere("<module 'csv' from '/opt/csv.py'>", here));
        assert!(!is_installed_elsewhere("json", here));
    }

    #[test]
    fn paths_of_another_system_are_known() {
        for (one, other) in [
            ("a\\b", "a/b"),
            ("'a\\\\b'", "'a/b'"),
            ("'a\\\\b'", "a/b"),
            ("WindowsPath('a')", "PosixPath('a')"),
            ("<class 'pathlib.WindowsPath'>", "<class 'pathlib._local.PosixPath'>"),
        ] {
            assert!(is_of_another_system(one, other) && is_of_another_system(other, one), "{one}");
        }
        assert!(is_of_another_system("C:\\a\\b", "C:\\c/b") && !is_of_another_system("C:\\a", "C:\\b"));
        for (one, other) in [("a\\b", "a/c"), ("a/b", "a/c"), ("a\\n", "a\\m"), ("a b", "a  b")] {
            assert!(!is_of_another_system(one, other), "{one}");
        }
    }
}
