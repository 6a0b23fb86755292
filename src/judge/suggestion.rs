//! The text that would make a wrong claim right, in the author's own manner.
//!
//! What is written must match on the ladder like anything an author writes; where the manner of the old text does not
//! fit the new output, the plain output is written instead.

mod layout;
mod manner;

use super::row;
use super::same::{Quotes, Rules, same};
use super::says_it;
use crate::claim::{Claim, Layout, Tail, exception, notation, reading};
use crate::lang::literal::Digits;
use crate::run::Exception;
use crate::settings::Matching;

/// Output longer than this is never suggested, in lines.
pub const LONGEST: usize = 1000;

/// Why no text is suggested for a wrong claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Unfit {
    /// Nothing is printed, so there is nothing to write.
    Nothing,
    /// It is too long.
    TooLong,
    /// It holds characters that would damage the document or hide something in it.
    Characters,
    /// The notation cannot say it.
    Notation,
    /// It names the temporary folder of the run.
    Folder,
    /// The author gives a reason for the old one.
    Reason,
    /// It is never reached, so nobody knows what it would be.
    Unreached,
    /// It may come from what is around the example, which is something else elsewhere.
    Surroundings,
}

/// What to write in the place of the first `count` documented lines of `claim` so that they say `actual`.
///
/// # Errors
/// Why there is nothing to write.
pub fn replacement(claim: &Claim, count: usize, actual: &str, matching: Matching) -> Result<String, Unfit> {
    if actual.trim().is_empty() {
        return Err(Unfit::Nothing);
    }
    if actual.lines().count() > LONGEST {
        return Err(Unfit::TooLong);
    }
    if reading::committed(&claim.text(count)).is_some_and(|reading| reading.gives_a_reason()) {
        return Err(Unfit::Reason);
    }
    if actual.chars().any(is_unfit) {
        return Err(Unfit::Characters);
    }
    // Where lines are left out for text, and the output has lines that look like it, it is not clear what to replace.
    let may_be_text = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('#');
    if count < claim.lines.len() && claim.tail == Tail::Session && actual.lines().any(may_be_text) {
        return Err(Unfit::Notation);
    }
    let plain: Vec<String> = actual.lines().map(|line| line.trim_end().to_owned()).collect();
    let is_right = |text: &str| says_it(claim, text, actual);
    let manners = match matching {
        Matching::Any => in_row(claim, count, actual).into_iter().chain(manner::all(claim, count, &plain)).collect(),
        Matching::Exact => Vec::new(),
    };
    let styled = manners.into_iter().filter(|lines| is_right(&lines.join("\n")));
    let mut written = styled.chain([plain.clone()]).filter_map(|lines| write(claim, count, &lines));
    written.next().ok_or(Unfit::Notation)
}

/// The row of labelled values that says `actual`, if the claim has one.
fn in_row(claim: &Claim, count: usize, actual: &str) -> Option<Vec<String>> {
    let row = claim.row.as_ref()?;
    row::rewritten(row, &claim.text(count), actual).map(|text| vec![text])
}

/// What to write so that `claim` names `exception`.
pub(super) fn naming(claim: &Claim, exception: &Exception) -> Result<String, Unfit> {
    let claimed = claim.text(claim.lines.len());
    let is_plain = !exception.message.contains('\n');
    let message = if is_plain { exception.message.trim() } else { "" };
    if exception.summary().chars().any(is_unfit) {
        return Err(Unfit::Characters);
    }
    let kind = exception.kind.rsplit('.').next().unwrap_or_default();
    let kind = if claimed.contains('.') && is_plain { exception.kind.as_str() } else { kind };
    let renamed = exception::renamed(&claimed, kind, message).ok_or(Unfit::Notation)?;
    let lines: Vec<_> = renamed.lines().map(str::to_owned).collect();
    write(claim, claim.lines.len(), &lines).ok_or(Unfit::Notation)
}

/// What to write so that a claim about a condition says `truth`.
pub(super) fn with_truth(claim: &Claim, truth: &str) -> Result<String, Unfit> {
    let claimed = claim.text(1);
    let rest = claimed.trim_start_matches(char::is_alphabetic);
    write(claim, 1, &[format!("{truth}{rest}")]).ok_or(Unfit::Notation)
}

/// Whether one documented line says what one printed line is, as it stands or with a remark.
fn says_line(claimed: &str, actual: &str) -> bool {
    let rules = Rules { layout: Layout::Plain, wrapped_from: None, quotes: Quotes::Free, digits: Digits::Shortened };
    let mut readings = reading::readings(claimed, true, true);
    let is_said = |value: &str| {
        let labelled = || reading::printed_values(actual).any(|(_, printed)| same(value, printed, rules).is_some());
        same(value, actual, rules).is_some() || labelled()
    };
    readings
        .any(|reading| reading.rest(false).is_none_or(|rest| rest == reading::Rest::Remark) && is_said(reading.value))
}

fn write(claim: &Claim, count: usize, lines: &[String]) -> Option<String> {
    let about = Claim { lines: claim.lines[..count.min(claim.lines.len())].to_vec(), ..claim.clone() };
    notation::of(claim)?.rewrite(&about, lines)
}

/// Whether `text`, which may come from anywhere, may be written into a document at all.
#[must_use]
pub fn may_be_written(text: &str) -> bool {
    !text.trim().is_empty() && text.lines().count() <= LONGEST && !text.chars().any(is_unfit)
}

/// Characters that would damage the document or hide something in it.
fn is_unfit(character: char) -> bool {
    (character.is_control() && !matches!(character, '\n' | '\t'))
        || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}')
        // Nobody sees these; those that join and part letters are left to the scripts that need them.
        || matches!(character, '\u{200b}' | '\u{2060}'..='\u{2065}' | '\u{180e}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
        || matches!(character, '\u{fffd}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}
