//! What authors say of the Python that their outputs are of: `Output (Python 3.7):`, a heading *Python 2*, `# Before Python 3.9`.
//!
//! A version counts only where it can be about nothing but the output: in its marker, in the sentence that announces it, or as
//! all that a heading or the first comment of a block says.

mod versions;

pub use versions::Versions;
use versions::{bare, named, plain};

use crate::claim::Claim;
use crate::document::{Block, Document};
use crate::example::Example;
use crate::lang::metadata::Specifiers;
use crate::lang::output;
use crate::source;

/// A line that is longer, in bytes, announces more than an output.
const LONGEST: usize = 160;

/// Words that may stand beside a version where that is all that a text says.
const BESIDE: [&str; 31] = [
    "in", "on", "with", "using", "under", "for", "output", "result", "the", "only", "prints", "version", "en", "em",
    "dans", "bei", "unter", "mit", "con", "com", "avec", "sous", "w", "v", "в", "на", "för", "med", "在", "使用", "用",
];

/// Words before a version that compare it with another.
const COMPARING: [&str; 11] = [
    "unlike",
    "instead",
    "than",
    "contrary",
    "compared",
    "not ",
    "anders als",
    "a diferencia",
    "ao contrário",
    "contrairement",
    "в отличие",
];

/// The versions of which `text` says nothing else.
fn alone(text: &str) -> Option<Versions> {
    let text = plain(text);
    let (versions, range) = named(&text)?;
    let rest = format!("{} {}", &text[..range.start], &text[range.end..]);
    let mut words = rest.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.all(|word| BESIDE.contains(&word)).then_some(versions)
}

/// The versions that a sentence or a marker is about, if it is about one place in time: *In Python 3.7:*, and not *Unlike Python 2*.
fn about(text: &str) -> Option<Versions> {
    let text = plain(text);
    let (versions, range) = named(&text)?;
    let (before, behind) = (&text[..range.start], &text[range.end..]);
    let word = before.trim_end().rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let is_led_to = word.is_empty() || BESIDE.contains(&word);
    let compares = COMPARING.iter().any(|one| before.contains(one));
    (is_led_to && !compares && !behind.contains(|c: char| c.is_ascii_digit())).then_some(versions)
}

/// The versions in the parentheses behind the name of an output, in any language: `Output (< Python 3.7)`, `Вывод (3.7.x):`.
fn titled(text: &str) -> Option<Versions> {
    let text = plain(text);
    let (_, rest) = output::noun(text.trim_start())?;
    let rest = rest.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | ':' | '：'));
    let inside = rest.strip_prefix(['(', '（', '['])?.strip_suffix([')', '）', ']'])?;
    let (versions, range) = named(inside).or_else(|| bare(inside))?;
    let (before, behind) = (&inside[..range.start], &inside[range.end..]);
    let is_one = !before.contains(|c: char| c.is_ascii_digit()) && !behind.contains(|c: char| c.is_ascii_digit());
    (is_one && !COMPARING.iter().any(|one| before.contains(one))).then_some(versions)
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
    let of_marker = marker.and_then(|marker| about(marker).or_else(|| titled(marker.trim_start_matches(['#', ' ']))));
    let own = of_marker.or_else(|| label.and_then(|label| alone(label).or_else(|| titled(label))));
    let block = document.blocks.iter().rev().find(|block| block.line <= line.line);
    let of_block = || block.and_then(|block| announced(document, block.line).or_else(|| of_heading(block)));
    own.or_else(of_block).or_else(|| said_of(document, example))
}

/// The versions that the author says of all of `example`: above its block, by its first comment or heading, in the front matter.
#[must_use]
pub fn said_of(document: &Document, example: &Example) -> Option<Versions> {
    let block = document.blocks.get(example.block)?;
    let of_code = || {
        let mut lines = block.lines.iter().map(|line| line.text(&document.source));
        let first = lines.find(|text| !text.trim().is_empty())?;
        first.trim().strip_prefix('#').and_then(alone)
    };
    let announced = announced(document, block.line);
    announced.or_else(of_code).or_else(|| of_heading(block)).or_else(|| of_matter(document))
}

/// The versions that the author says of what `example` prints, where that is a block of its own: in its title.
#[must_use]
pub fn said_below(document: &Document, example: &Example) -> Option<Versions> {
    let below = document.blocks.get(example.block + 1)?;
    let title = line_above(document, below.line)?;
    title.trim_end_matches(['*', '_', ' ']).ends_with([')', '）', ':', '：']).then(|| titled(title))?
}

/// The versions of which the heading above `block` says nothing else.
fn of_heading(block: &Block) -> Option<Versions> {
    let heading = block.headings.last()?;
    alone(heading).or_else(|| titled(heading))
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
    is_version.then(|| Versions::exactly(major, minor))
}

/// The versions that the line above the fence on `line` announces: it ends with a colon, or says nothing else.
fn announced(document: &Document, line: usize) -> Option<Versions> {
    let text = line_above(document, line)?;
    let own = if text.ends_with([':', '：']) { about(text) } else { alone(text) };
    own.or_else(|| titled(text))
}

/// The next line above the one with this number, without marks around it; none for a heading or running text.
fn line_above(document: &Document, line: usize) -> Option<&str> {
    let source = &document.source;
    let above = (1..line).rev().map(|line| source.slice(source.line_span(line)).trim());
    let above = above.map(|text| text.trim_start_matches(['>', ' '])).find(|text| !text.is_empty())?;
    let is_short = above.len() <= LONGEST && !above.starts_with('#');
    is_short.then(|| above.trim_matches(['*', '_', '`', '#', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn versions_stand_in_the_title_of_an_output_in_any_language() {
        for (text, told) in [
            ("Output (< Python 3.7)", "Python 3.6 or earlier"),
            ("Результат (< Python3.7 )", "Python 3.6 or earlier"),
            ("Вывод (Python 3.7.x specifically)", "Python 3.7"),
            ("خروجی (< Python3.7 )", "Python 3.6 or earlier"),
            ("خروجی (مخصوص نسخههای (x).۳.۷)", "Python 3.7"),
            ("Output (<= 3.7.x):", "Python 3.7 or earlier"),
            ("Output (< 3.x):", "Python 2 or earlier"),
            ("Output (Python 2.x):", "Python 2"),
            ("출력 (파이썬 2.7)", "Python 2.7"),
            ("Salida (versión 3.6):", "Python 3.6"),
            ("Output (3.6+)", "Python 3.6 or later"),
            ("Output (before Python 3.8):", "Python 3.7 or earlier"),
            ("Output [py2]:", "Python 2"),
        ] {
            assert_eq!(titled(text).map(|versions| versions.to_string()).as_deref(), Some(told), "{text}");
        }
        for text in [
            "Output (3.1):",
            "Output (n < 3):",
            "Output (2.5)",
            "Output (unlike Python 2):",
            "Output (x < 3.5 m):",
            "Output (Python 2.7 and 3.5)",
            "Note (Python 2)",
            "Output of f (Python)",
            "Output (12.3.x)",
            "Output (1)",
        ] {
            assert_eq!(titled(text), None, "{text}");
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
        for text in
            ["Python 2.7", "In Python 3.6:", "Output on Python 2", "Python 3.7 only", " 파이썬 2.7", "py2", "پایتون ۲"]
        {
            assert!(alone(text).is_some(), "{text}");
        }
        for text in
            ["What is new in Python 3.8", "Moving from Python 2 to Python 3", "Python 3.9 dictionaries", "numpy 2"]
        {
            assert!(alone(text).is_none(), "{text}");
        }
    }
}
