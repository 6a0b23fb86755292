//! Portions of a file that is included: lines by their numbers, or between marks in the file.

use crate::lang::python::{self, Kind, Statement};
use std::fmt;

/// Which lines of a file are meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineSelection {
    /// All of them.
    Whole,
    /// Those within these 1-based numbers, both of them included; none stands for the end of the file.
    Lines(Vec<(usize, Option<usize>)>),
    /// Those between the marks of this name.
    Between(Marks, String),
    /// The definition of this dotted name, with its decorators.
    Object(String),
    /// Those between lines that hold these texts.
    Within {
        /// Where it begins; none for the beginning.
        start: Option<Limit>,
        /// Where it ends; none for the end.
        end: Option<Limit>,
    },
}

/// A line that holds a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    text: String,
    /// Whether the line itself is meant, too.
    is_included: bool,
}

/// How a section of a file is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marks {
    /// `--8<-- [start:name]` and `[end:name]`
    Snippets,
    /// `ANCHOR: name` and `ANCHOR_END: name`
    Anchors,
    /// `#region name` and `#endregion`
    Regions,
}

impl LineSelection {
    /// What `:3:6`, `::6`, `:1:3,5:6` and `:name` choose behind a name in MkDocs.
    pub(super) fn of_snippets(text: &str) -> Option<Self> {
        let Some(words) = text.strip_prefix(':') else { return text.is_empty().then_some(Self::Whole) };
        if is_name(words) {
            return Some(Self::Between(Marks::Snippets, words.to_owned()));
        }
        // `:3` alone is from there on.
        let range = |words: &str| {
            let (first, last) = words.split_once(':').unwrap_or((words, ""));
            pair(first, last)
        };
        words.split(',').map(|words| range(words.trim())).collect::<Option<Vec<_>>>().map(Self::Lines)
    }

    /// What `:2`, `:2:`, `::10`, `:2:10` and `:name` choose behind a name in mdBook.
    pub(super) fn of_anchors(text: &str) -> Option<Self> {
        let Some(words) = text.strip_prefix(':') else { return text.is_empty().then_some(Self::Whole) };
        if is_name(words) {
            return Some(Self::Between(Marks::Anchors, words.to_owned()));
        }
        let range = match words.split_once(':') {
            Some((first, last)) => pair(first, last)?,
            None => pair(words, words)?,
        };
        Some(Self::Lines(vec![range]))
    }

    /// What `1-3,5,7-` chooses in Sphinx.
    pub(super) fn of_list(text: &str) -> Option<Self> {
        let range = |words: &str| match words.trim().split_once('-') {
            Some((first, last)) => pair(first, last),
            None => pair(words.trim(), words.trim()).filter(|_| !words.trim().is_empty()),
        };
        text.split(',').map(range).collect::<Option<_>>().map(Self::Lines)
    }

    /// The same, limited by the option `key` of Sphinx: `start-after`, `start-at`, `end-before` or `end-at`.
    pub(super) fn limited(self, key: &str, value: &str) -> Option<Self> {
        let (start, end) = match self {
            Self::Whole => (None, None),
            Self::Within { start, end } => (start, end),
            Self::Lines(_) | Self::Between(..) | Self::Object(_) => return None,
        };
        let limit = |is_included| Some(Limit { text: value.to_owned(), is_included });
        let is_new = |limit: &Option<Limit>| limit.is_none() && !value.is_empty();
        match key {
            "start-after" | "start-at" if is_new(&start) => Some(Self::Within { start: limit(key == "start-at"), end }),
            "end-before" | "end-at" if is_new(&end) => Some(Self::Within { start, end: limit(key == "end-at") }),
            _ => None,
        }
    }

    /// What `#name` chooses in VitePress; braces are about colours.
    pub(super) fn of_regions(text: &str, options: &str) -> Option<Self> {
        let is_colour = |words: &str| words.is_empty() || words.starts_with('{') && words.ends_with('}');
        let (name, braces) = text.find('{').map_or((text, ""), |at| text.split_at(at));
        let is_known = is_colour(braces) && (is_colour(options) || options.starts_with('['));
        match name.strip_prefix('#') {
            Some(name) => (is_known && is_name(name)).then(|| Self::Between(Marks::Regions, name.to_owned())),
            None => (is_known && name.is_empty()).then_some(Self::Whole),
        }
    }

    /// What `[ln:3-6,8]`, `ln[3:6]` and `hl[2]` choose on FastAPI's pages.
    pub(super) fn of_brackets(text: &str) -> Option<Self> {
        let mut portion = Self::Whole;
        for word in text.split_whitespace() {
            let old = word.strip_prefix("[ln:").and_then(|word| word.strip_suffix(']')).map(|lines| (lines, '-'));
            let new = || word.strip_prefix("ln[").and_then(|word| word.strip_suffix(']')).map(|lines| (lines, ':'));
            let Some((lines, sign)) = old.or_else(new) else {
                let is_colour = word.starts_with("hl[") && word.ends_with(']');
                if is_colour || matches!(word, "title" | "linenums") { continue } else { return None }
            };
            let range = |words: &str| match words.split_once(sign) {
                Some((first, last)) => pair(first, last),
                None => pair(words, words),
            };
            portion = Self::Lines(lines.split(',').map(range).collect::<Option<_>>()?);
        }
        Some(portion)
    }

    /// The lines of `content` that are meant, or why that is not known.
    ///
    /// # Errors
    /// If the file does not have them.
    pub fn of<'c>(&self, content: &'c str) -> Result<Vec<&'c str>, String> {
        let lines: Vec<_> = content.lines().collect();
        let chosen = match self {
            Self::Whole => lines,
            Self::Lines(ranges) => {
                let mut chosen = Vec::new();
                for &(first, last) in ranges {
                    let range = first.max(1) - 1..last.unwrap_or(lines.len()).min(lines.len());
                    chosen.extend(lines.get(range).ok_or_else(|| format!("it has no line {first}"))?);
                }
                chosen
            }
            Self::Between(marks, name) => between(&lines, *marks, name)?,
            Self::Object(name) => object(content, &lines, name)?,
            Self::Within { start, end } => within(&lines, start.as_ref(), end.as_ref())?,
        };
        let is_mark = |line: &&str| [Marks::Snippets, Marks::Anchors].iter().any(|marks| marks.is_any(line));
        Ok(chosen.into_iter().filter(|line| !is_mark(line)).collect())
    }
}

/// The lines between the marks of the section `name`, which must be there once.
fn between<'c>(lines: &[&'c str], marks: Marks, name: &str) -> Result<Vec<&'c str>, String> {
    let missing = || format!("it has no section `{name}`");
    let mut starts = (0..lines.len()).filter(|&at| marks.begins(lines[at], name));
    let start = starts.next().ok_or_else(missing)? + 1;
    if starts.next().is_some() {
        return Err(format!("it has several sections `{name}`"));
    }
    let end = (start..lines.len()).find(|&at| marks.ends(lines[at], name)).ok_or_else(missing)?;
    let inner = &lines[start..end];
    // Regions may be nested; where one ends is said without its name.
    if marks == Marks::Regions && inner.iter().any(|line| line.contains("#region")) {
        return Err(format!("its section `{name}` contains another"));
    }
    Ok(inner.to_vec())
}

/// The lines between those that hold the texts of the limits, as Sphinx has them: the end is looked for behind the start.
fn within<'c>(lines: &[&'c str], start: Option<&Limit>, end: Option<&Limit>) -> Result<Vec<&'c str>, String> {
    let missing = |limit: &Limit| format!("no line of it contains `{}`", limit.text);
    let holding = |lines: &[&str], limit: &Limit| lines.iter().position(|line| line.contains(&limit.text));
    let from = match start {
        Some(limit) => holding(lines, limit).ok_or_else(|| missing(limit))? + usize::from(!limit.is_included),
        None => 0,
    };
    let rest = &lines[from..];
    let to = match end {
        Some(limit) => holding(rest, limit).ok_or_else(|| missing(limit))? + usize::from(limit.is_included),
        None => rest.len(),
    };
    Ok(rest[..to].to_vec())
}

/// The lines of the definition of `name` in `content`: `f`, `Class`, `Class.method`.
fn object<'c>(content: &str, lines: &[&'c str], name: &str) -> Result<Vec<&'c str>, String> {
    let module = python::parse(content);
    let own = |statement: &Statement| {
        let code = &content[statement.range.clone()];
        let behind = |line: &str| {
            let line = line.trim_start().trim_start_matches("async ").to_owned();
            line.strip_prefix("def ").or_else(|| line.strip_prefix("class ")).map(|rest| rest.trim_start().to_owned())
        };
        // Decorators stand before it.
        let rest = code.lines().find_map(behind)?;
        Some(rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default().to_owned())
    };
    let is_it = |statement: &&Statement| {
        let mut at = Some(*statement);
        let is_part = |part: &str| {
            let named = at.filter(|at| at.kind == Kind::Definition && own(at).as_deref() == Some(part));
            at = named.and_then(|named| named.parent).map(|parent| &module.statements[parent]);
            named.is_some()
        };
        name.rsplit('.').all(is_part) && at.is_none()
    };
    let found = module.statements.iter().find(is_it).filter(|_| module.error.is_none());
    let found = found.ok_or_else(|| format!("it does not define `{name}`"))?;
    Ok(lines[found.first_line - 1..found.last_line.min(lines.len())].to_vec())
}

impl Marks {
    fn begins(self, line: &str, name: &str) -> bool {
        match self {
            Self::Snippets => line.contains("--8<--") && line.contains(&format!("[start:{name}]")),
            Self::Anchors => word_behind(line, "ANCHOR:") == Some(name),
            Self::Regions => word_behind(line, "#region") == Some(name) || word_behind(line, "# region") == Some(name),
        }
    }

    fn ends(self, line: &str, name: &str) -> bool {
        match self {
            Self::Snippets => line.contains("--8<--") && line.contains(&format!("[end:{name}]")),
            Self::Anchors => word_behind(line, "ANCHOR_END:") == Some(name),
            Self::Regions => line.contains("#endregion") || line.contains("# endregion"),
        }
    }

    /// Whether `line` is a mark of any section, which is never shown.
    fn is_any(self, line: &str) -> bool {
        match self {
            Self::Snippets => line.contains("--8<-- [start:") || line.contains("--8<-- [end:"),
            Self::Anchors => line.contains("ANCHOR:") || line.contains("ANCHOR_END:"),
            Self::Regions => false,
        }
    }
}

fn word_behind<'l>(line: &'l str, mark: &str) -> Option<&'l str> {
    line.split_once(mark)?.1.split_whitespace().next()
}

/// Whether `text` is the name of a section and no number.
fn is_name(text: &str) -> bool {
    let is_letter = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    text.chars().all(is_letter) && text.chars().any(|c| !c.is_ascii_digit()) && !text.starts_with('-')
}

/// The lines `first` to `last`, each of which may be left open.
fn pair(first: &str, last: &str) -> Option<(usize, Option<usize>)> {
    let first = if first.is_empty() { 1 } else { first.parse().ok()? };
    let last = if last.is_empty() { None } else { Some(last.parse().ok()?) };
    (first > 0 && last.is_none_or(|last| last >= first)).then_some((first, last))
}

impl fmt::Display for LineSelection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole => f.write_str("whole"),
            Self::Lines(ranges) => {
                let range = |(first, last): &(usize, Option<usize>)| {
                    let last = last.map(|last| last.to_string()).unwrap_or_default();
                    format!("{first}-{last}")
                };
                f.write_str(&ranges.iter().map(range).collect::<Vec<_>>().join(", "))
            }
            Self::Between(Marks::Snippets, name) => write!(f, "--8<-- {name}"),
            Self::Between(Marks::Anchors, name) => write!(f, "ANCHOR {name}"),
            Self::Between(Marks::Regions, name) => write!(f, "region {name}"),
            Self::Object(name) => write!(f, "definition of {name}"),
            Self::Within { start, end } => {
                let text = |limit: &Option<Limit>| limit.as_ref().map(|limit| limit.text.clone()).unwrap_or_default();
                write!(f, "from {} to {}", text(start), text(end))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str =
        "a\n# --8<-- [start:x]\nb\n# --8<-- [end:x]\n# ANCHOR: y\nc\n# ANCHOR_END: y\n# region z\nd\n# endregion\n";

    #[test]
    fn lines_are_chosen_by_number_and_by_marks() {
        let of = |portion: Option<LineSelection>| portion.expect("a portion").of(FILE).map(|lines| lines.join(";"));
        assert_eq!(of(LineSelection::of_snippets("")).as_deref(), Ok("a;b;c;# region z;d;# endregion"));
        assert_eq!(of(LineSelection::of_snippets(":x")).as_deref(), Ok("b"));
        assert_eq!(of(LineSelection::of_snippets(":1:3,6:6")).as_deref(), Ok("a;b;c"));
        assert_eq!(of(LineSelection::of_snippets(":8")).as_deref(), Ok("# region z;d;# endregion"));
        assert_eq!(of(LineSelection::of_anchors(":6")).as_deref(), Ok("c"));
        assert_eq!(of(LineSelection::of_anchors(":y")).as_deref(), Ok("c"));
        assert_eq!(of(LineSelection::of_anchors("::3")).as_deref(), Ok("a;b"));
        assert_eq!(of(LineSelection::of_regions("#z", "")).as_deref(), Ok("d"));
        assert_eq!(of(LineSelection::of_brackets("[ln:1,3-3]")).as_deref(), Ok("a;b"));
    }

    #[test]
    fn definitions_are_chosen_by_their_names() {
        let file = "import a\n\n@b\n@c(\n    1\n)\nasync def f():\n    def g():\n        pass\n\nclass C(D):\n    x = 1\n    def f(self):\n        return 1\n\nf = 2\n";
        let of = |name: &str| LineSelection::Object(name.to_owned()).of(file).map(|lines| (lines[0], lines.len()));
        assert_eq!(of("f"), Ok(("@b", 7)));
        assert_eq!(of("C"), Ok(("class C(D):", 4)));
        assert_eq!(of("C.f"), Ok(("    def f(self):", 2)));
        assert_eq!(of("f.g"), Ok(("    def g():", 2)));
        for name in ["g", "C.x", "x", "D.f", "C.f.f", ""] {
            assert!(of(name).is_err(), "{name}");
        }
        assert!(LineSelection::Object("f".to_owned()).of("def f(:\n").is_err());
    }

    #[test]
    fn lines_are_chosen_between_texts() {
        let of = |options: &[(&str, &str)]| {
            let limit = |portion: Option<LineSelection>, (key, value): &(&str, &str)| portion?.limited(key, value);
            let portion = options.iter().fold(Some(LineSelection::Whole), limit)?;
            Some(portion.of("a\nb 1\nc\nb 2\nd\n").map(|lines| lines.join(";")))
        };
        let lines = |text: &str| Some(Ok(text.to_owned()));
        assert_eq!(of(&[("start-after", "b")]), lines("c;b 2;d"));
        assert_eq!(of(&[("start-at", "b")]), lines("b 1;c;b 2;d"));
        assert_eq!(of(&[("end-before", "b")]), lines("a"));
        assert_eq!(of(&[("end-at", "b")]), lines("a;b 1"));
        assert_eq!(of(&[("end-before", "b"), ("start-after", "b")]), lines("c"));
        assert!(of(&[("start-after", "z")]).is_some_and(|found| found.is_err()));
        assert_eq!(of(&[("start-after", "a"), ("start-at", "b")]), None);
        assert_eq!(of(&[("diff", "b.py")]), None);
        assert_eq!(LineSelection::Object("f".to_owned()).limited("end-at", "b"), None);
    }

    #[test]
    fn what_is_not_there_is_told_and_what_is_not_known_is_none() {
        assert!(LineSelection::of_snippets(":no").expect("a portion").of(FILE).is_err());
        assert!(LineSelection::of_anchors(":99:").expect("a portion").of(FILE).is_err());
        for portion in [
            LineSelection::of_snippets(":5:2"),
            LineSelection::of_anchors(":1:2:3"),
            LineSelection::of_brackets("lines=2"),
        ] {
            assert_eq!(portion, None);
        }
        assert_eq!(LineSelection::of_anchors(":0"), None);
    }
}
