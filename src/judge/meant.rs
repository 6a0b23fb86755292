//! Words that need be no claim at all: whether they can hardly mean anything but what Python gives.

use super::candidate::{Candidate, Shown};
use super::kind::{Kind, TYPES, kind};
use super::{about, likeness};
use crate::claim::{Claim, NotationId};
use crate::lang::literal::{self, Literal};

/// Whether a text, which need be no claim at all, can hardly mean anything but what Python gives, though it says something
/// else.
pub(super) fn is_meant(claim: &Claim, candidate: &Candidate, claimed: &str) -> bool {
    let actual = candidate.text.as_str();
    let are_numbers = claim.notation == NotationId::OutputFence && [claimed, actual].into_iter().all(is_number);
    let is_like_it =
        candidate.shown == Shown::Printed && (is_version_of(claimed, actual) || has_its_form(claimed, actual));
    is_like_it
        || are_numbers
        || about::is_far_off(claimed, actual)
        || about::begins_another_number(claimed, actual)
        || is_same_constructor(claimed, actual)
        || names_another_type(claimed, actual)
}

/// Whether words are a version of what is printed. Those without the label that is printed have to have more in common: a remark
/// may speak of an error in the words of its message.
fn is_version_of(claimed: &str, actual: &str) -> bool {
    let first = |text: &'_ str| text.split_whitespace().next().unwrap_or_default().to_lowercase();
    let label = first(actual);
    let has_it = !label.ends_with(':') || first(claimed) == label;
    resembles(claimed, actual) && (has_it || likeness::are_nearly_the_same(claimed, actual))
        || names_another_type(claimed, actual)
}

pub(super) fn resembles(claimed: &str, actual: &str) -> bool {
    likeness::in_words(claimed, actual) || names_another_type(claimed, actual)
}

/// What `strftime` writes for months and days of the week in English, shortened.
const NAMES_IN_DATES: [&str; 18] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Tue", "Wed", "Thu", "Fri",
    "Sat", "Sun",
];

/// `text` with one digit for each, and one name for each in a date.
fn form(text: &str) -> String {
    let digits: String = text.trim().chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    let names = NAMES_IN_DATES.iter();
    names.fold(digits, |text, name| if text.contains(name) { text.replace(name, "Mon") } else { text })
}

/// Whether both texts differ in digits only, or in the names of a date: `2023-05-14` for `2024-12-31`, `10:05` for `23:40`, or
/// are both tokens or absolute paths. One digit may be a number of anything.
fn has_its_form(claimed: &str, actual: &str) -> bool {
    let form_of_it = form(actual);
    let are_alike = are_both(claimed, actual, is_token) && claimed.trim().len() == actual.trim().len();
    are_alike
        || are_both(claimed, actual, is_path)
        || form_of_it.matches('0').count() > 2 && form_of_it.contains(|c: char| c != '0') && form(claimed) == form_of_it
}

/// Whether both texts are the same but for their numbers, of however many digits, and for the names of a date.
pub(super) fn differ_in_numbers(claimed: &str, actual: &str) -> bool {
    let of_numbers = |text: &str| {
        let mut form = form(text);
        while form.contains("00") {
            form = form.replace("00", "0");
        }
        form
    };
    let form = of_numbers(actual);
    form.contains('0') && form.contains(char::is_alphabetic) && of_numbers(claimed) == form
}

/// Whether `is_one` holds for both.
fn are_both(claimed: &str, actual: &str, is_one: fn(&str) -> bool) -> bool {
    is_one(claimed.trim()) && is_one(actual.trim())
}

/// Whether `text` is made of hexadecimal digits, as tokens, digests and UUIDs are.
fn is_token(text: &str) -> bool {
    let has_digit = text.contains(|c: char| c.is_ascii_digit());
    text.len() >= 8 && has_digit && text.chars().all(|c| c.is_ascii_hexdigit() || c == '-')
}

/// Whether `text` is an absolute path.
fn is_path(text: &str) -> bool {
    let is_below = |rest: &str| rest.starts_with(char::is_alphanumeric) && !rest.contains(char::is_whitespace);
    let drive = || text.strip_prefix(|c: char| c.is_ascii_uppercase())?.strip_prefix(":\\");
    text.strip_prefix('/').or_else(drive).is_some_and(is_below)
}

/// Whether `text` is a number and nothing else: such a block behind an example that prints a number is its output.
fn is_number(text: &str) -> bool {
    matches!(literal::parse(text), Some(Literal::Integer(_) | Literal::Float(_)))
}

/// Whether a type was printed and the comment names one.
fn names_another_type(claimed: &str, actual: &str) -> bool {
    actual.contains("<class '") && actual.lines().count() == 1 && TYPES.binary_search(&claimed.trim()).is_ok()
}

/// Whether both call the same constructor, so that the author quotes an object: `Point(x=1, y=2)`.
fn is_same_constructor(claimed: &str, actual: &str) -> bool {
    matches!((kind(claimed), kind(actual)), (Kind::Object(a), Kind::Object(b)) if a == b)
}
