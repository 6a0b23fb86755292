//! What differs from run to run without a meaning: addresses, the folder that an example runs in, names of temporary files. None of
//! it stands in a report, so that two reports of one state of the documents are the same.

use std::borrow::Cow;

use crate::report::DocumentReport;

/// Takes out of all texts of `report` what has no meaning.
pub(super) fn settle(report: &mut DocumentReport) {
    for block in &mut report.blocks {
        settle_each([&mut block.reason]);
        block.parts.iter_mut().for_each(|part| settle_each([&mut part.reason]));
        if let Some(exception) = &mut block.exception {
            exception.message = steady(&exception.message).into_owned();
        }
    }
    for claim in &mut report.claims {
        settle_each([&mut claim.actual, &mut claim.reason, &mut claim.hint]);
    }
    for finding in &mut report.findings {
        finding.message = steady(&finding.message).into_owned();
    }
}

fn settle_each<'t>(texts: impl IntoIterator<Item = &'t mut Option<String>>) {
    for text in texts.into_iter().flatten() {
        if let Cow::Owned(steady) = steady(text) {
            *text = steady;
        }
    }
}

/// `text` without what differs from run to run.
fn steady(text: &str) -> Cow<'_, str> {
    let replaced = [without_addresses, without_boxes, without_names]
        .iter()
        .fold(None, |found: Option<String>, replace| replace(found.as_deref().unwrap_or(text)).or(found));
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
        ] {
            assert_eq!(steady(text), expected);
        }
        for text in ["0xdeadbeef", "at 0x1f", "/tmp/a", "/opt/doctrue-notes/boxes", "ü at 0x", "/doctrue-/boxes/"] {
            assert!(matches!(steady(text), Cow::Borrowed(_)), "{text}");
        }
    }
}
