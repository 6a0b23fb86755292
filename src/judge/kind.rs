//! Kinds of values: what a text is, as far as two values of different kinds say nothing about each other.

use super::{about, equal, same};
use crate::claim::shape;
use crate::lang::literal::{self, Literal};

/// Names of types that a comment behind a printed type can hardly mean as anything else.
pub(super) const TYPES: &[&str] = &[
    "NoneType",
    "bool",
    "bytes",
    "complex",
    "dict",
    "float",
    "frozenset",
    "int",
    "list",
    "range",
    "set",
    "str",
    "tuple",
];

/// Whether two texts are values of one kind.
pub(super) fn are_of_a_kind(a: &str, b: &str) -> bool {
    kind(a) == kind(b) && kind(a) != Kind::Words
}

/// Whether a value of one kind is claimed where one of the other comes out: text and bytes, two sorts of containers, a truth
/// value for a number.
pub(super) fn are_near(claimed: &Kind, real: &Kind) -> bool {
    let is_text = |kind: &Kind| matches!(kind, Kind::Text | Kind::Bytes);
    let is_container = |kind: &Kind| matches!(kind, Kind::Container(_));
    claimed == real
        || is_text(claimed) && is_text(real)
        || is_container(claimed) && is_container(real)
        || *claimed == Kind::Truth && *real == Kind::Number
}

/// What a text is, as far as two values of different kinds say nothing about each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Number,
    Truth,
    None,
    Text,
    Bytes,
    Container(char),
    /// A constructor, by its name.
    Object(String),
    Type,
    Words,
}

/// The kind of the value that `text` is.
pub(super) fn kind(text: &str) -> Kind {
    let text = text.trim();
    let text = same::truth_word(text).unwrap_or(text);
    match literal::parse(text) {
        Some(Literal::Name(name)) => match name.as_str() {
            "None" => Kind::None,
            "True" | "False" => Kind::Truth,
            "inf" | "-inf" | "nan" => Kind::Number,
            name if TYPES.binary_search(&name).is_ok() => Kind::Type,
            _ => Kind::Words,
        },
        Some(Literal::Integer(_) | Literal::Float(_) | Literal::Complex(_)) => Kind::Number,
        Some(Literal::Text(_)) => Kind::Text,
        Some(Literal::Bytes(_)) => Kind::Bytes,
        Some(Literal::List(_)) => Kind::Container('['),
        Some(Literal::Tuple(_)) => Kind::Container('('),
        Some(Literal::Set(_)) => Kind::Container('{'),
        Some(Literal::Dict(_)) => Kind::Container(':'),
        Some(Literal::Call(name, _)) => Kind::Object(equal::kind(&name).to_owned()),
        Some(Literal::Ellipsis) => Kind::Words,
        None if about::is_fraction(text) => Kind::Object("Fraction".to_owned()),
        None if text.starts_with("<class '") => Kind::Type,
        None if shape::is_value(text) && text.starts_with('[') => Kind::Container('['),
        None if shape::is_value(text) && text.starts_with('<') => Kind::Object("<".to_owned()),
        None => Kind::Words,
    }
}
