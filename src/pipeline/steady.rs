//! What differs from run to run without a meaning: addresses, the folder that an example runs in, names of temporary files,
//! numbers of processes. None of it stands in a report, so that two reports of one state of the documents are the same.

use std::borrow::Cow;

use crate::judge::Judgement;
use crate::report::DocumentReport;
use crate::run::Run;

/// Takes out of all texts of `report` what has no meaning.
pub(super) fn settle(report: &mut DocumentReport) {
    for block in &mut report.blocks {
        settle_each([&mut block.reason], MESSAGES);
        block.parts.iter_mut().for_each(|part| settle_each([&mut part.reason], MESSAGES));
        if let Some(exception) = &mut block.exception {
            exception.message = steady(&exception.message, MESSAGES).into_owned();
        }
    }
    for claim in &mut report.claims {
        settle_each([&mut claim.actual], OUTPUTS);
        settle_each([&mut claim.reason, &mut claim.hint], MESSAGES);
    }
    for finding in &mut report.findings {
        finding.message = steady(&finding.message, MESSAGES).into_owned();
    }
}

/// What takes something out of a text; none if there is nothing of the kind.
type Without = fn(&str) -> Option<String>;

/// For outputs: what may be the same each time is part of them.
const OUTPUTS: &[Without] = &[without_addresses, without_boxes, without_names];

/// For messages, too, which need not say which process it was.
const MESSAGES: &[Without] = &[without_addresses, without_boxes, without_names, without_uuids, without_processes];

fn settle_each<'t>(texts: impl IntoIterator<Item = &'t mut Option<String>>, without: &[Without]) {
    for text in texts.into_iter().flatten() {
        if let Cow::Owned(steady) = steady(text, without) {
            *text = steady;
        }
    }
}

/// `text` without what differs from run to run.
fn steady<'t>(text: &'t str, without: &[Without]) -> Cow<'t, str> {
    let replaced =
        without.iter().fold(None, |found: Option<String>, replace| replace(found.as_deref().unwrap_or(text)).or(found));
    replaced.map_or(Cow::Borrowed(text), Cow::Owned)
}

/// Addresses as `repr` has them: `<A object at 0x7f12…>`. A number that is printed in this form is none.
fn without_addresses(text: &str) -> Option<String> {
    const MARK: &str = " at 0x";
    replaced(text, MARK, |_, behind| {
        let digits = behind.len() - behind.trim_start_matches(|c: char| c.is_ascii_hexdigit()).len();
        (digits >= 6).then(|| (0, digits, format!("{MARK}...")))
    })
}

/// The folder that an example runs in: what lies in it is named from there.
fn without_boxes(text: &str) -> Option<String> {
    replaced(text, "/doctrue-", |before, behind| {
        let is_name = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric());
        let name = behind.find('/').filter(|&length| is_name(&behind[..length]))?;
        let number = behind[name..].strip_prefix("/boxes/")?;
        let rest = number.trim_start_matches(|c: char| c.is_ascii_digit());
        if rest.len() == number.len() {
            return None;
        }
        let ends_path = |c: char| c.is_whitespace() || matches!(c, '\'' | '"' | '`' | '(' | '[' | '=' | ',');
        let start = before.rfind(ends_path).map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
        let (rest, new) = match rest.strip_prefix("/work") {
            Some(inside) => inside.strip_prefix('/').map_or((inside, "."), |inside| (inside, "")),
            None => (rest, "…"),
        };
        Some((before.len() - start, behind.len() - rest.len(), new.to_owned()))
    })
}

/// Names that Python gives to temporary files and folders: `/tmp/tmpab12cd34`.
fn without_names(text: &str) -> Option<String> {
    const LENGTH: usize = 8;
    replaced(text, "/tmp", |_, behind| {
        let is_part = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        let length = behind.len() - behind.trim_start_matches(is_part).len();
        (length == LENGTH).then(|| (0, length, "/tmp...".to_owned()))
    })
}

/// Identifiers of 32 hexadecimal digits in five groups.
fn without_uuids(text: &str) -> Option<String> {
    const GROUPS: [usize; 4] = [4, 4, 4, 12];
    const FIRST: usize = 8;
    let is_digit = |c: char| c.is_ascii_hexdigit();
    replaced(text, "-", |before, behind| {
        let first = before.len() - before.trim_end_matches(is_digit).len();
        let mut groups = behind.split('-');
        let is_group = |(index, length): (usize, &usize)| {
            let group = groups.next().unwrap_or_default();
            let digits = group.len() - group.trim_start_matches(is_digit).len();
            digits == *length && (index == GROUPS.len() - 1 || group.len() == digits)
        };
        let length = GROUPS.iter().sum::<usize>() + GROUPS.len() - 1;
        (first == FIRST && GROUPS.iter().enumerate().all(is_group)).then(|| (FIRST, length, "...".to_owned()))
    })
}

/// Words before the number of a process. Not `process `: `process 3 of 5` counts, and what differs from run to run
/// [`elide_message`] takes out.
const PROCESSES: [&str; 4] = ["pid ", "pid=", "pid: ", "PID "];

/// Numbers of processes.
fn without_processes(text: &str) -> Option<String> {
    let without = |text: &str, mark: &str| {
        replaced(text, mark, |before, behind| {
            let digits = behind.len() - behind.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let begins_word = !before.ends_with(|c: char| c.is_alphanumeric());
            (digits > 0 && begins_word).then(|| (0, digits, format!("{mark}...")))
        })
    };
    let all = PROCESSES.iter();
    all.fold(None, |found: Option<String>, mark| without(found.as_deref().unwrap_or(text), mark).or(found))
}

/// Takes out of the message of the exception that ended `run` what was another one in `first`, here and where `judgements` quote
/// it.
pub(super) fn elide_message(first: &Run, run: &mut Run, judgements: &mut [Judgement]) {
    let (Some(first), Some(exception)) = (&first.exception, &mut run.exception) else { return };
    if first.kind != exception.kind || first.message == exception.message || exception.message.is_empty() {
        return;
    }
    let whole = exception.summary();
    exception.message = common(&exception.message, &first.message);
    for reason in judgements.iter_mut().filter_map(|judgement| judgement.reason.as_mut()) {
        *reason = reason.replace(&whole, &exception.summary());
    }
}

/// What two messages have in common, with `...` for each word that differs; of different numbers of words nothing is.
fn common(one: &str, other: &str) -> String {
    let words = |text: &str| text.split_inclusive(char::is_whitespace).map(str::to_owned).collect::<Vec<_>>();
    let (one, other) = (words(one), words(other));
    if one.len() != other.len() {
        return "...".to_owned();
    }
    let pairs = one.iter().zip(&other);
    let kept = pairs.map(|(one, other)| match one == other {
        true => one.clone(),
        false => format!("...{}", &one[one.trim_end().len()..]),
    });
    kept.collect()
}

/// `text` with something else for each `mark` for which `replace`, told what stands before and behind it, gives how many bytes go
/// before and behind it, and what comes. None if nothing is replaced.
fn replaced(text: &str, mark: &str, replace: impl Fn(&str, &str) -> Option<(usize, usize, String)>) -> Option<String> {
    let (mut new, mut done, mut is_new) = (String::new(), 0, false);
    while let Some(at) = text[done..].find(mark).map(|at| done + at) {
        let behind = at + mark.len();
        match replace(&text[done..at], &text[behind..]) {
            Some((before, after, other)) => {
                new.push_str(&text[done..at - before]);
                new.push_str(&other);
                (done, is_new) = (behind + after, true);
            }
            None => {
                new.push_str(&text[done..behind]);
                done = behind;
            }
        }
    }
    new.push_str(&text[done..]);
    is_new.then_some(new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_folders_are_gone_and_numbers_stay() {
        for (text, expected) in [
            ("<A object at 0x7ff19bc6c700>, <B at 0x7ff19bc6c701>", "<A object at 0x...>, <B at 0x...>"),
            ("needs the file /tmp/doctrue-5mJStb/boxes/0/work/none.txt", "needs the file none.txt"),
            ("['/var/T/doctrue-a1/boxes/12/work']", "['.']"),
            (
                "ValueError: /tmp/doctrue-5mJStb/boxes/0/work/a and '/tmp/doctrue-5mJStb/boxes/0/work/b'",
                "ValueError: a and 'b'",
            ),
            ("/tmp/doctrue-5mJStb/boxes/2/tmp/tmpab12_d34", "…/tmp/tmp..."),
            ("no folder /tmp/tmpab12_d34 there", "no folder /tmp/tmp... there"),
            ("no job 6d9f1c9e-0c5b-4b8e-9a51-2f3d4c5b6a7f.", "no job ...."),
            ("pid 4711 and pid=12, process 3 of 5", "pid ... and pid=..., process 3 of 5"),
        ] {
            assert_eq!(steady(text, MESSAGES), expected);
        }
        for text in [
            "0xdeadbeef",
            "at 0x1f",
            "/tmp/a",
            "/opt/doctrue-notes/boxes",
            "ü at 0x",
            "/doctrue-/boxes/",
            "6d9f1c9e-0c5b",
            "rapid 3",
        ] {
            assert!(matches!(steady(text, MESSAGES), Cow::Borrowed(_)), "{text}");
        }
    }

    #[test]
    fn identifiers_in_an_output_are_part_of_it() {
        let text = "6d9f1c9e-0c5b-4b8e-9a51-2f3d4c5b6a7f, pid 5";
        assert!(matches!(steady(text, OUTPUTS), Cow::Borrowed(_)));
    }

    #[test]
    fn of_two_messages_the_words_stay_that_they_share() {
        assert_eq!(common("no job 12 here", "no job 47 here"), "no job ... here");
        assert_eq!(common("at 1\nof 2", "at 3\nof 2"), "at ...\nof 2");
        assert_eq!(common("a b", "a"), "...");
    }
}
