//! Versions of Python in the words of authors: `< Python 3.7`, `Python 3.9 and earlier`, `3.7.x`.

use std::fmt;

use crate::lang::metadata::Specifiers;
use crate::pattern::Pattern;

/// The versions that an author names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Versions {
    /// From the first to the last minor one; none where there is no end.
    Range {
        /// The first.
        first: Option<(u32, u32)>,
        /// The last.
        last: Option<(u32, u32)>,
    },
    /// Those that specifiers admit.
    Specified(Specifiers),
}

/// The minor version behind all others of its major one.
const LAST: u32 = 999;

impl Versions {
    /// All releases of one minor version.
    pub(super) fn exactly(major: u32, minor: u32) -> Self {
        Self::reaching(major, Some(minor), Reach::Alone)
    }

    fn reaching(major: u32, minor: Option<u32>, reach: Reach) -> Self {
        let (first, last) = ((major, minor.unwrap_or(0)), (major, minor.unwrap_or(LAST)));
        let below = if first.1 == 0 { (major - 1, LAST) } else { (major, first.1 - 1) };
        let (first, last) = match reach {
            Reach::Alone => (Some(first), Some(last)),
            Reach::Below => (None, Some(below)),
            Reach::Down => (None, Some(last)),
            Reach::Up => (Some(first), None),
        };
        Self::Range { first, last }
    }

    /// Whether some release of Python 3 is one of them.
    #[must_use]
    pub fn has_python_3(&self) -> bool {
        (0..=LAST.min(99)).any(|minor| self.has(&format!("3.{minor}")))
    }

    /// Whether `version`, like `3.11.7`, is one of them.
    #[must_use]
    pub fn has(&self, version: &str) -> bool {
        let (first, last) = match self {
            Self::Range { first, last } => (first, last),
            Self::Specified(specifiers) => return specifiers.admit(version),
        };
        let parts = super::super::order(version);
        let [major, minor, ..] = parts.as_slice() else { return false };
        let version = (*major, *minor);
        first.is_none_or(|first| first <= version) && last.is_none_or(|last| version <= last)
    }
}

impl fmt::Display for Versions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let told = |(major, minor): (u32, u32)| match minor {
            0 | LAST => major.to_string(),
            _ => format!("{major}.{minor}"),
        };
        let (first, last) = match self {
            Self::Range { first, last } => (first, last),
            Self::Specified(specifiers) => return write!(f, "Python {specifiers}"),
        };
        match (first.map(told), last.map(told)) {
            (Some(first), Some(last)) if first == last => write!(f, "Python {first}"),
            (Some(first), Some(last)) => write!(f, "Python {first} to {last}"),
            (None, Some(last)) => write!(f, "Python {last} or earlier"),
            (Some(first), None) => write!(f, "Python {first} or later"),
            (None, None) => write!(f, "Python"),
        }
    }
}

static VERSION: Pattern = Pattern::holding(
    &["py"],
    r"(?:python|\bpy)[ -]*(?P<sign>[<>≤≥=]*) *(?P<major>[23])(?:\.(?P<minor>[0-9]{1,2}))?(?:\.[0-9x]+)?(?P<plus>\+*)",
);

/// A version without the name of Python, as it stands in parentheses behind the name of an output.
static BARE: Pattern =
    Pattern::holding(&["2.", "3."], r"(?P<major>[23])\.(?P<minor>[0-9]{0,2})(?P<open>[.x]*)(?P<plus>\+*)");

/// Signs before a version.
const SIGNS: [&str; 7] = ["<=", ">=", "==", "<", ">", "≤", "≥"];

/// Words for a version, by which a number is one; by how they begin.
const WORDS: [&str; 14] = [
    "v",
    "ver",
    "version",
    "versión",
    "versiones",
    "versão",
    "versões",
    "wersj",
    "sürüm",
    "верси",
    "نسخه",
    "版本",
    "バージョン",
    "버전",
];

/// `text` in lower case, with the digits and the name of Python that other scripts have in Latin letters.
pub(super) fn plain(text: &str) -> String {
    let digit = |c: char| {
        let zero = DIGITS.iter().find(|&&zero| (zero..zero + 10).contains(&u32::from(c)))?;
        char::from_digit(u32::from(c) - zero, 10)
    };
    let text: String = text.chars().map(|c| digit(c).unwrap_or(c)).collect::<String>().to_lowercase();
    let named = NAMES.iter().fold(text, |text, name| text.replace(name, "python"));
    // From the right to the left, where the digits are written so.
    named.replace("(x).", "x.")
}

/// The digit 0 in Arabic, Persian, Devanagari, Bengali, and in full width.
const DIGITS: [u32; 5] = [0x660, 0x6f0, 0x966, 0x9e6, 0xff10];

/// How other scripts write "Python".
const NAMES: [&str; 6] = ["파이썬", "パイソン", "پایتون", "питон", "пайтон", "पायथन"];

/// How the versions go on from the one that is named.
#[derive(Clone, Copy)]
enum Reach {
    /// It alone.
    Alone,
    /// To all before it.
    Below,
    /// Back from it.
    Down,
    /// On from it.
    Up,
}

/// Words before a version, with where it reaches then; longer ones first.
const BEFORE: [(&str, Reach); 11] = [
    ("before", Reach::Below),
    ("prior to", Reach::Below),
    ("earlier than", Reach::Below),
    ("older than", Reach::Below),
    ("until", Reach::Down),
    ("up to", Reach::Down),
    ("since", Reach::Up),
    ("from", Reach::Up),
    ("as of", Reach::Up),
    ("starting with", Reach::Up),
    ("new in", Reach::Up),
];

/// Words behind a version and `and` or `or`.
const BEHIND: [(&str, Reach); 11] = [
    ("earlier", Reach::Down),
    ("older", Reach::Down),
    ("below", Reach::Down),
    ("before", Reach::Down),
    ("lower", Reach::Down),
    ("later", Reach::Up),
    ("newer", Reach::Up),
    ("above", Reach::Up),
    ("higher", Reach::Up),
    ("up", Reach::Up),
    ("on", Reach::Up),
];

/// The versions that `text`, a plain one, names first, and the bytes of it that do.
pub(super) fn named(text: &str) -> Option<(Versions, std::ops::Range<usize>)> {
    let found = VERSION.captures(text)?;
    let mut range = found.get(0)?.range();
    let part = |name: &str| found.name(name).map(|part| part.as_str()).filter(|part| !part.is_empty());
    let (major, minor) = (part("major")?.parse().ok()?, part("minor").and_then(|minor| minor.parse().ok()));
    let lead = sign_before(text, &mut range);
    let by_sign = part("sign").or(lead).map(of_sign);
    let by_plus = part("plus").map(|_| Reach::Up);
    let reach = by_sign.or(by_plus).or_else(|| by_words(text, &mut range)).unwrap_or(Reach::Alone);
    Some((Versions::reaching(major, minor, reach), range))
}

/// The sign before this `range` of `text`, which is a part of it then.
fn sign_before<'t>(text: &'t str, range: &mut std::ops::Range<usize>) -> Option<&'t str> {
    let before = text[..range.start].trim_end();
    let sign = SIGNS.iter().find(|sign| before.ends_with(**sign))?;
    range.start = before.len() - sign.len();
    Some(&before[range.start..])
}

/// Where the versions reach from one that stands behind `sign`.
fn of_sign(sign: &str) -> Reach {
    match sign {
        "<" => Reach::Below,
        "<=" | "≤" => Reach::Down,
        "==" => Reach::Alone,
        _ => Reach::Up,
    }
}

/// Where the versions reach from the one in this `range` of `text` by the words beside it, which are a part of the range then.
fn by_words(text: &str, range: &mut std::ops::Range<usize>) -> Option<Reach> {
    let before = text[..range.start].trim_end();
    if let Some((word, reach)) = BEFORE.iter().find(|(word, _)| before.ends_with(word)) {
        range.start = before.len() - word.len();
        return Some(*reach);
    }
    let behind = &text[range.end..];
    let rest = [" and ", " or "].iter().find_map(|word| behind.strip_prefix(word))?;
    let (word, reach) = BEHIND.iter().find(|(word, _)| rest.starts_with(word))?;
    range.end = text.len() - rest.len() + word.len();
    Some(*reach)
}

/// The versions that `text`, a plain one, names without the name of Python. A number is no version of it by itself: a sign or a
/// word before it has to say so, or an `x` in the place of a part.
pub(super) fn bare(text: &str) -> Option<(Versions, std::ops::Range<usize>)> {
    let found = BARE.captures(text)?;
    let mut range = found.get(0)?.range();
    let part = |name: &str| found.name(name).map(|part| part.as_str()).filter(|part| !part.is_empty());
    let (major, minor) = (part("major")?.parse().ok()?, part("minor").and_then(|minor| minor.parse().ok()));
    let (before, behind) = (&text[..range.start], &text[range.end..]);
    let is_reversed = before.ends_with("x.");
    let is_cut = |c: char| c.is_alphanumeric() || c == '.';
    let is_part = before.ends_with(is_cut) && !is_reversed && !before.ends_with('v') || behind.starts_with(is_cut);
    let open = part("open").filter(|open| open.contains('x'));
    if is_part || minor.is_none() && open.is_none() {
        return None;
    }
    let word = before.trim_end_matches([' ', '.', ':']).rsplit(' ').next().unwrap_or_default();
    let is_told =
        !word.is_empty() && WORDS.iter().any(|known| word == *known || known.len() > 3 && word.starts_with(known));
    let sign = sign_before(text, &mut range).filter(|_| text[..range.start].trim().is_empty() || is_told);
    let by_sign = sign.map(of_sign).or(part("plus").map(|_| Reach::Up));
    let is_version = by_sign.is_some() || is_told || is_reversed || open.is_some();
    let reach = by_sign.or_else(|| by_words(text, &mut range)).unwrap_or(Reach::Alone);
    is_version.then(|| (Versions::reaching(major, minor, reach), range))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_patterns_are_sound() {
        assert!(VERSION.is_sound() && BARE.is_sound());
    }

    #[test]
    fn versions_are_read_with_what_stands_around_them() {
        for (text, told, holding, others) in [
            ("Output (Python 3.7):", "Python 3.7", "3.7.1", "3.8.0"),
            ("Python 2", "Python 2", "2.7.18", "3.8.0"),
            ("CPython 3.7.4", "Python 3.7", "3.7.16", "3.6.1"),
            ("in Python 3.9 and earlier", "Python 3.9 or earlier", "3.8.1", "3.10.0"),
            ("before Python 3.10", "Python 3.9 or earlier", "3.9.1", "3.10.0"),
            ("Before Python 3", "Python 2 or earlier", "2.7.18", "3.1.0"),
            ("Python < 3.12", "Python 3.11 or earlier", "3.11.1", "3.12.0"),
            ("Python <= 3.12", "Python 3.12 or earlier", "3.12.1", "3.13.0"),
            ("Python 3.6+", "Python 3.6 or later", "3.11.1", "3.5.0"),
            ("since python 3.12", "Python 3.12 or later", "3.12.1", "3.11.0"),
        ] {
            let (versions, _) = named(&text.to_lowercase()).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(versions.to_string(), told, "{text}");
            assert!(versions.has(holding) && !versions.has(others), "{text}");
        }
        for text in ["python", "Python is fun", "3.7", "pypi 3.7", "Python 4"] {
            assert!(named(text).is_none(), "{text}");
        }
    }
}
