//! What the laws make up: values as Python writes them, words, remarks, and changes of them.

use proptest::prelude::*;
use std::fmt;

/// A value. Whether two are the same is decided here, without asking doctrue.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Integer(i64),
    /// By its digits.
    Float(String),
    Text(String),
    Bytes(String),
    /// `True`, `False`, `None`.
    Name(&'static str),
    List(Vec<Self>),
    Tuple(Vec<Self>),
    Set(Vec<Self>),
    Dict(Vec<(Self, Self)>),
}

impl fmt::Display for Value {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let row = |items: &[Self]| items.iter().map(Self::to_string).collect::<Vec<_>>().join(", ");
        match self {
            Self::Integer(number) => write!(out, "{number}"),
            Self::Float(digits) => out.write_str(digits),
            Self::Text(text) => out.write_str(&quoted(text)),
            Self::Bytes(text) => write!(out, "b{}", quoted(text)),
            Self::Name(name) => out.write_str(name),
            Self::List(items) => write!(out, "[{}]", row(items)),
            Self::Tuple(items) if items.len() == 1 => write!(out, "({},)", items[0]),
            Self::Tuple(items) => write!(out, "({})", row(items)),
            Self::Set(items) if items.is_empty() => out.write_str("set()"),
            Self::Set(items) => write!(out, "{{{}}}", row(items)),
            Self::Dict(items) => {
                let pairs: Vec<_> = items.iter().map(|(key, value)| format!("{key}: {value}")).collect();
                write!(out, "{{{}}}", pairs.join(", "))
            }
        }
    }
}

/// `text` as `repr` writes it.
fn quoted(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut written = String::from(quote);
    for character in text.chars() {
        match character {
            '\n' => written.push_str("\\n"),
            '\\' => written.push_str("\\\\"),
            c if c == quote => written.extend(['\\', c]),
            c => written.push(c),
        }
    }
    written.push(quote);
    written
}

/// Whether two floats are the same, or one is a long fraction and the other shows some of its digits, at least two.
fn is_same_float(a: &str, b: &str) -> bool {
    let places = |text: &str| text.split_once('.').map_or(0, |(_, digits)| digits.len());
    let (short, long) = (places(a).min(places(b)), places(a).max(places(b)));
    let unit = 10f64.powi(-i32::try_from(short).expect("few digits"));
    let difference = || a.parse::<f64>().expect("a float") - b.parse::<f64>().expect("a float");
    a == b || short >= 2 && long >= 6 && difference().abs() <= unit * 1.000_001
}

impl Value {
    /// Whether a careful reader takes both for the same: sets in any order, a long fraction rounded or cut.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let all = |a: &[Self], b: &[Self]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.is_same(b));
        match (self, other) {
            (Self::Float(a), Self::Float(b)) => is_same_float(a, b),
            (Self::List(a), Self::List(b)) | (Self::Tuple(a), Self::Tuple(b)) => all(a, b),
            (Self::Set(a), Self::Set(b)) => a.len() == b.len() && a.iter().all(|a| b.iter().any(|b| a.is_same(b))),
            (Self::Dict(a), Self::Dict(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|((ak, av), (bk, bv))| ak.is_same(bk) && av.is_same(bv))
            }
            (a, b) => a == b,
        }
    }

    /// Another value that differs from it in one place, chosen by two numbers; none if that makes the same.
    pub(super) fn neighbour(&self, place: usize, kind: usize) -> Option<Self> {
        let items = |items: &[Self]| {
            let mut items = items.to_vec();
            let at = place % items.len().max(1);
            match kind % 4 {
                _ if items.is_empty() => items.push(Self::Integer(7)),
                0 => _ = items.remove(at),
                1 => items.insert(at, Self::Integer(7)),
                _ => items[at] = items[at].neighbour(place / 3, kind / 4)?,
            }
            Some(items)
        };
        let other = match self {
            Self::Integer(number) => match kind % 6 {
                0 => Self::Float(format!("{number}.0")),
                1 => Self::Text(number.to_string()),
                2 => Self::List(vec![self.clone()]),
                3 => Self::Integer(-number),
                4 => Self::Integer(number * 10),
                _ => Self::Integer(number + 1),
            },
            Self::Float(digits) => match kind % 3 {
                0 => Self::Float(digits.strip_prefix('-').map_or_else(|| format!("-{digits}"), str::to_owned)),
                1 => Self::Float(format!("1{}", digits.trim_start_matches('-'))),
                _ => Self::Float(format!("{digits}5")),
            },
            Self::Text(text) | Self::Bytes(text) => match (kind % 4, self) {
                (0, Self::Text(_)) => Self::Bytes(text.clone()),
                (0, _) => Self::Text(text.clone()),
                (1, _) => Self::Tuple(vec![self.clone()]),
                _ => self.with_text(changed(text, place, kind / 4)),
            },
            Self::Name(name) => match (kind % 3, *name) {
                (0, "None") => Self::Name("False"),
                (0, "True") => Self::Integer(1),
                (0, _) => Self::Integer(0),
                (1, "True") => Self::Name("False"),
                (1, _) => Self::Name("True"),
                (_, name) => Self::Text(name.to_owned()),
            },
            Self::List(row) if kind % 7 == 6 => Self::Tuple(row.clone()),
            Self::Tuple(row) if kind % 7 == 6 => Self::List(row.clone()),
            Self::List(row) => Self::List(items(row)?),
            Self::Tuple(row) => Self::Tuple(items(row)?),
            Self::Set(row) => Self::Set(items(row)?),
            Self::Dict(pairs) => {
                let mut pairs = pairs.clone();
                let at = place % pairs.len().max(1);
                match kind % 3 {
                    _ if pairs.is_empty() => return None,
                    0 => _ = pairs.remove(at),
                    1 => pairs[at].0 = pairs[at].0.neighbour(place / 3, kind / 3)?,
                    _ => pairs[at].1 = pairs[at].1.neighbour(place / 3, kind / 3)?,
                }
                Self::Dict(pairs)
            }
        };
        (!self.is_same(&other)).then_some(other)
    }

    fn with_text(&self, text: String) -> Self {
        if matches!(self, Self::Bytes(_)) { Self::Bytes(text) } else { Self::Text(text) }
    }

    /// The same value as some authors write it: without blanks, in other quotes, a set in another order.
    pub(super) fn spelled(&self, kind: usize) -> String {
        match (kind % 4, self) {
            (1, _) if !self.holds_text() => self.to_string().replace(", ", ",").replace(": ", ":"),
            (2, Self::Text(text)) if !text.contains(['"', '\\', '\n']) => format!("\"{text}\""),
            (3, Self::Set(items)) => Self::Set(items.iter().rev().cloned().collect()).to_string(),
            _ => self.to_string(),
        }
    }

    fn holds_text(&self) -> bool {
        self.to_string().contains(['\'', '"'])
    }
}

/// Texts of a regular expression, which is read once and not for each case.
fn text(pattern: &str) -> impl Strategy<Value = String> {
    prop::string::string_regex(pattern).expect("a regular expression")
}

fn number() -> impl Strategy<Value = Value> {
    prop_oneof![
        3 => (-2000i64..2000).prop_map(Value::Integer),
        1 => any::<i64>().prop_map(|number| Value::Integer(number / 10)),
        2 => (-2000i32..2000, 1u32..1000).prop_map(|(a, b)| Value::Float(format!("{a}.{b}"))),
        1 => (-10i32..10, text("[0-9]{13,15}[1-9]")).prop_map(|(a, b)| Value::Float(format!("{a}.{b}"))),
    ]
}

fn atom() -> impl Strategy<Value = Value> {
    prop_oneof![
        4 => number(),
        2 => text("[a-z]{1,6}").prop_map(Value::Text),
        1 => text("[a-z]{1,4} [a-z]{1,4}").prop_map(Value::Text),
        1 => text("[a-z #,:;()\\[\\]'\"=.\\-—é项\\\\\n0-9]{0,8}").prop_map(Value::Text),
        1 => text("[a-z ]{1,4}").prop_map(Value::Bytes),
        2 => prop::sample::select(vec!["True", "False", "None"]).prop_map(Value::Name),
    ]
}

/// A value, often a container, at times one in another.
pub(super) fn value() -> impl Strategy<Value = Value> {
    let row = || prop::collection::vec(atom(), 0..4);
    let flat = prop_oneof![
        6 => atom(),
        1 => row().prop_map(Value::List),
        1 => row().prop_map(Value::Tuple),
        1 => prop::collection::btree_set(-50i64..50, 1..4)
            .prop_map(|items| Value::Set(items.into_iter().map(Value::Integer).collect())),
        1 => prop::collection::btree_map(text("[a-z]{1,3}"), atom(), 0..3)
            .prop_map(|items| Value::Dict(items.into_iter().map(|(key, value)| (Value::Text(key), value)).collect())),
    ];
    let flat = flat.boxed();
    prop_oneof![
        6 => flat.clone(),
        1 => prop::collection::vec(flat.clone(), 1..3).prop_map(Value::List),
        1 => (atom(), flat).prop_map(|pair| Value::Dict(vec![pair])),
    ]
}

/// A text of several words.
pub(super) fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => text("[A-Z][a-z]{1,6}( [a-z]{1,7}){1,4}"),
        1 => text("[A-Z][a-z]{1,6}(,? [a-z0-9]{1,5}){1,4}[.!?]?"),
        1 => text("[A-Z][a-z]{2,6}( [A-Z(\\[{<#=:/*+-][a-z0-9]{1,5}[)\\]}>:;]?){1,3}"),
        1 => text("[一-十]{2,6}"),
    ]
}

/// The name of a value in what is printed, with its mark.
pub(super) fn label() -> impl Strategy<Value = String> {
    let mark = prop::sample::select(vec![": ", " = ", " is ", " -> ", "=", "："]);
    (text("[A-Z][a-z]{1,6}( [a-z]{2,5}){0,2}"), mark).prop_map(|(name, mark)| format!("{name}{mark}"))
}

/// What is printed in one line.
#[derive(Clone, Debug)]
pub(super) enum Line {
    Value(Value),
    Words(String),
    /// A label with its mark, and the value.
    Labelled(String, Value),
}

impl fmt::Display for Line {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value(value) => write!(out, "{value}"),
            Self::Words(words) => out.write_str(words),
            Self::Labelled(label, value) => write!(out, "{label}{value}"),
        }
    }
}

pub(super) fn line() -> impl Strategy<Value = Line> {
    prop_oneof![
        3 => value().prop_map(Line::Value),
        2 => words().prop_map(Line::Words),
        1 => (label(), value()).prop_map(|(label, value)| Line::Labelled(label, value)),
    ]
}

/// The type and message of an exception.
pub(super) fn exception() -> impl Strategy<Value = (&'static str, String)> {
    let kind = prop::sample::select(vec!["ValueError", "KeyError", "TypeError", "IndexError", "ZeroDivisionError"]);
    let message = prop_oneof![
        text("[a-z]{2,6}( [a-z]{2,7}){1,4}"),
        text("[a-z]{2,6}( [a-z0-9]{2,7}){0,2}: '[a-z]{1,5}'"),
        text("'[a-z]{1,6}'"),
        text("[a-z]{2,6} [0-9]{1,3} [(<=,] ?[0-9]{1,2}[)]?"),
    ];
    (kind, message)
}

/// Marks with blanks as authors set them, and remarks with numbers, quotes and brackets.
#[derive(Clone, Debug)]
pub(super) struct Remark {
    pub(super) open: &'static str,
    text: &'static str,
    close: &'static str,
}

impl fmt::Display for Remark {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}{}{}", self.open, self.text, self.close)
    }
}

impl Remark {
    /// Whether it goes on with a text of words.
    pub(super) fn goes_on_with_words(&self) -> bool {
        self.open.starts_with([':', '：', ';', ',']) || matches!(self.open, " because " | " since " | "  " | ". ")
    }
}

pub(super) fn remark() -> impl Strategy<Value = Remark> {
    let texts = prop::sample::select(vec![
        "the sum of 1 and 2",
        "begins with \"he\"",
        "see f(3)",
        "was 7 before",
        "it isn't [1, 2]",
        "unchanged",
        "not 'abc'",
        "True only for 0",
        "第二次",
    ]);
    let marks = prop::sample::select(vec![
        (" - ", ""),
        (" -- ", ""),
        (" — ", ""),
        ("—", ""),
        (" – ", ""),
        (" (", ")"),
        ("（", "）"),
        ("  # ", ""),
        (" # ", ""),
        (" ← ", ""),
        (" <- ", ""),
        (" <-- ", ""),
        (" ✅ ", ""),
        (" // ", ""),
        (" because ", ""),
        (" since ", ""),
        (": ", ""),
        ("：", ""),
        ("; ", ""),
    ]);
    (marks, texts).prop_map(|((open, close), text)| Remark { open, text, close })
}

/// Signs to put into a text.
const SIGNS: [char; 20] =
    ['q', '7', ' ', '.', ',', '-', '\'', '"', '(', ')', ']', '#', ':', '=', '>', '0', 'é', '一', '*', '…'];

/// `text` with one character or word changed, chosen by two numbers.
pub(super) fn changed(text: &str, place: usize, kind: usize) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    let at = place % characters.len().max(1);
    let sign = SIGNS[(kind / 8) % SIGNS.len()];
    let mut words: Vec<_> = text.split(' ').collect();
    let word = place % words.len();
    match kind % 8 {
        _ if characters.is_empty() => characters.push(sign),
        0 | 1 => characters[at] = sign,
        2 => characters.insert(at, sign),
        3 => characters.push(sign),
        4 => _ = characters.remove(at),
        5 if at > 0 => characters.swap(at - 1, at),
        6 if words.len() > 1 => {
            words.remove(word);
            return words.join(" ");
        }
        7 if words.len() > 1 => {
            words.insert(word, words[word]);
            return words.join(" ");
        }
        _ => {
            let c = characters[at];
            characters[at] = if c.is_uppercase() { c.to_ascii_lowercase() } else { c.to_ascii_uppercase() };
        }
    }
    characters.into_iter().collect()
}
