//! What authors say of the Python that their outputs are of: `Output (Python 3.7):`, a heading *Python 2*, `# Before Python 3.9`.
//!
//! A version counts only where it can be about nothing but the output: in its marker, in the sentence that announces it, or as
//! all that a heading or the first comment of a block says.

use std::fmt;

use crate::claim::Claim;
use crate::document::Document;
use crate::example::Example;
use crate::lang::metadata::Specifiers;
use crate::pattern::Pattern;
use crate::source;

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

/// A line that is longer, in bytes, announces more than an output.
const LONGEST: usize = 160;

impl Versions {
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

    /// Whether `version`, like `3.11.7`, is one of them.
    #[must_use]
    pub fn has(&self, version: &str) -> bool {
        let (first, last) = match self {
            Self::Range { first, last } => (first, last),
            Self::Specified(specifiers) => return specifiers.admit(version),
        };
        let parts = super::order(version);
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
    &["python"],
    r"(?i)python ?(?P<sign>[<>≤≥]=?|==)? ?(?P<major>[23])(?:\.(?P<minor>[0-9]{1,2}))?(?:\.[0-9x]+)?(?P<plus>\+)?",
);

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

/// The versions that `text`, in lower case, names first, and the bytes of it that do.
fn named(text: &str) -> Option<(Versions, std::ops::Range<usize>)> {
    let found = VERSION.captures(text)?;
    let mut range = found.get(0)?.range();
    let number = |name: &str| found.name(name).and_then(|part| part.as_str().parse::<u32>().ok());
    let (major, minor) = (number("major")?, number("minor"));
    let by_sign = found.name("sign").map(|sign| match sign.as_str() {
        "<" => Reach::Below,
        "<=" | "≤" => Reach::Down,
        "==" => Reach::Alone,
        _ => Reach::Up,
    });
    let by_plus = found.name("plus").map(|_| Reach::Up);
    let before = text[..range.start].trim_end();
    let by_word = BEFORE.iter().find(|(word, _)| before.ends_with(word)).map(|(word, reach)| {
        range.start = before.len() - word.len();
        *reach
    });
    let behind = &text[range.end..];
    let joined = [" and ", " or "].iter().find_map(|word| behind.strip_prefix(word));
    let by_end = joined.and_then(|rest| {
        let (word, reach) = BEHIND.iter().find(|(word, _)| rest.starts_with(word))?;
        range.end = text.len() - rest.len() + word.len();
        Some(*reach)
    });
    let reach = by_sign.or(by_plus).or(by_word).or(by_end).unwrap_or(Reach::Alone);
    Some((Versions::reaching(major, minor, reach), range))
}

/// Words that may stand beside a version where that is all that a text says.
const BESIDE: [&str; 12] =
    ["in", "on", "with", "using", "under", "for", "output", "result", "the", "only", "prints", "version"];

/// The versions of which `text` says nothing else.
fn alone(text: &str) -> Option<Versions> {
    let text = text.to_lowercase();
    let (versions, range) = named(&text)?;
    let rest = format!("{} {}", &text[..range.start], &text[range.end..]);
    let mut words = rest.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.all(|word| BESIDE.contains(&word)).then_some(versions)
}

/// The versions that a sentence or a marker is about, if it is about one place in time: *In Python 3.7:*, and not *Unlike Python 2*.
fn about(text: &str) -> Option<Versions> {
    let text = text.to_lowercase();
    let (versions, range) = named(&text)?;
    let (before, behind) = (&text[..range.start], &text[range.end..]);
    let word = before.trim_end().rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let is_led_to = word.is_empty() || BESIDE.contains(&word);
    let compares = ["unlike", "instead", "than", "contrary", "compared", "not "].iter().any(|one| before.contains(one));
    (is_led_to && !compares && !behind.contains(|c: char| c.is_ascii_digit())).then_some(versions)
}

/// The versions that the author says of `claim`, one of `example`.
#[must_use]
pub fn said(document: &Document, example: &Example, claim: &Claim) -> Option<Versions> {
    let line = claim.lines.first()?;
    let source = &document.source;
    let of_line = |line: usize| source.slice(source.line_span(line));
    // Only what stands in a comment is the author's; before it there is code.
    let before = &of_line(line.line)[..line.span.start.saturating_sub(source.line_span(line.line).start)];
    let is_code = example.lines.iter().any(|own| own.line == line.line);
    let marker = if is_code { before.rfind('#').map(|start| &before[start..]) } else { None };
    let label = line.text.split_once(':').map(|(label, _)| label).filter(|label| label.len() <= LONGEST);
    let of_marker = marker.and_then(about);
    let own = of_marker.or_else(|| label.and_then(alone));
    let block = document.blocks.iter().rev().find(|block| block.line <= line.line);
    let of_block = || announced(document, block?.line);
    let of_code = || {
        let first = example.code.lines().find(|text| !text.trim().is_empty())?.trim();
        first.strip_prefix('#').and_then(alone)
    };
    let headings = &document.blocks.get(example.block)?.headings;
    let of_heading = || headings.last().and_then(|heading| alone(heading));
    own.or_else(of_block).or_else(of_code).or_else(of_heading).or_else(|| of_matter(document))
}

/// Keys of the front matter that name the Python of a whole document.
const KEYS: [&str; 5] = ["python", "python-version", "python_version", "requires-python", "requires_python"];

/// The versions that the front matter of `document` names: `requires-python: ">=3.12"`, `python_version: 3.7`.
fn of_matter(document: &Document) -> Option<Versions> {
    let text = document.source.slice(document.front_matter?);
    let sign = if text.starts_with("+++") { '=' } else { ':' };
    let value = |line: &str| {
        let (key, value) = line.split_once(sign)?;
        let value = value.split(" #").next().unwrap_or_default().trim().trim_matches(['"', '\'']);
        KEYS.contains(&key.trim_end().to_ascii_lowercase().as_str()).then(|| as_value(value))?
    };
    source::lines(text).find_map(value)
}

/// The versions that `value` is: one, as it is written, or specifiers.
fn as_value(value: &str) -> Option<Versions> {
    if value.starts_with(['<', '>', '=', '!', '~']) {
        return Specifiers::meant(value).map(Versions::Specified);
    }
    let mut numbers = value.split('.').map(|part| part.parse::<u32>().ok().filter(|_| part.len() < 3));
    let (major, minor) = (numbers.next()??, numbers.next()??);
    let is_version = matches!(major, 2 | 3) && numbers.all(|number| number.is_some());
    is_version.then(|| Versions::reaching(major, Some(minor), Reach::Alone))
}

/// The versions that the line above the fence on `line` announces: it ends with a colon, or says nothing else.
fn announced(document: &Document, line: usize) -> Option<Versions> {
    let source = &document.source;
    let above =
        (1..line).rev().map(|line| source.slice(source.line_span(line)).trim()).find(|text| !text.is_empty())?;
    let text = above.trim_matches(['*', '_', '`', '#', ' ']);
    if above.len() > LONGEST || above.starts_with('#') {
        return None;
    }
    if text.ends_with([':', '：']) { about(text) } else { alone(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pattern_is_sound() {
        assert!(VERSION.is_sound());
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

    #[test]
    fn a_sentence_that_compares_versions_is_about_none() {
        for text in ["In Python 3.7 this prints:", "Output (Python 3.7):", "With Python 2 or earlier you get:"] {
            assert!(about(text).is_some(), "{text}");
        }
        for text in [
            "Unlike in Python 2, this prints:",
            "In Python 2 and Python 3:",
            "Since Python is 3 times:",
            "Newer than in Python 2:",
        ] {
            assert!(about(text).is_none(), "{text}");
        }
    }

    #[test]
    fn the_front_matter_names_the_python_of_a_document() {
        let of = |matter: &str| {
            let document = crate::document::parse(crate::source::Source::new("a.md", matter.as_bytes().to_vec()));
            of_matter(&document).map(|versions| versions.to_string())
        };
        for (matter, told) in [
            ("---\ntitle: a\nrequires-python: \">=3.12\"\n---\n", "Python >=3.12"),
            ("---\npython_version: 3.7.4  # of the book\n---\n", "Python 3.7"),
            ("---\npython: '2.7'\n---\n", "Python 2.7"),
            ("---\nrequires-python: ==3.9\n---\n", "Python ==3.9.*"),
            ("+++\nrequires_python = \"<3.10\"\n+++\n", "Python <3.10"),
        ] {
            assert_eq!(of(matter).as_deref(), Some(told), "{matter}");
        }
        for matter in [
            "---\npython: true\n---\n",
            "---\npython: 3\n---\n",
            "---\nx:\n  python: 3.7\n---\n",
            "---\npython: /usr/bin/python3.7\n---\n",
            "python: 3.7\n",
            "---\npython: [3.7, 3.8]\n---\n",
        ] {
            assert_eq!(of(matter), None, "{matter}");
        }
    }

    #[test]
    fn a_text_about_more_than_a_version_says_none() {
        for text in ["Python 2.7", "In Python 3.6:", "Output on Python 2", "Python 3.7 only"] {
            assert!(alone(text).is_some(), "{text}");
        }
        for text in ["What is new in Python 3.8", "Moving from Python 2 to Python 3", "Python 3.9 dictionaries"] {
            assert!(alone(text).is_none(), "{text}");
        }
    }
}
