//! The file: JSON with a line for each entry, sorted, so that a change of it is read and merged line by line.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use super::{Baseline, Entry};
use crate::report::sanitise::shortened;

/// The version of the format.
const VERSION: u32 = 1;

/// Characters of a documented text that the file shows.
pub(super) const LONGEST_TEXT: usize = 60;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    baseline: u32,
    #[serde(rename = "note")]
    _note: Option<String>,
    documents: BTreeMap<String, Vec<Line>>,
}

/// An entry as it is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    code: String,
    text: String,
    fingerprint: String,
    #[serde(default = "once", skip_serializing_if = "is_once")]
    count: usize,
}

const fn once() -> usize {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "this is how serde calls it")]
const fn is_once(count: &usize) -> bool {
    *count == 1
}

/// What the file says of itself.
const NOTE: &str = "Problems known to doctrue. Remove fixed ones with: doctrue check --prune-baseline";

impl Baseline {
    /// Reads the text of a file.
    ///
    /// # Errors
    /// What is wrong with it, for a person.
    pub fn read(text: &str) -> Result<Self, String> {
        let file: File = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if file.baseline != VERSION {
            return Err(format!("it has format {}, but this version of doctrue reads format {VERSION}", file.baseline));
        }
        let mut documents = BTreeMap::new();
        for (path, lines) in file.documents {
            let entries: &mut BTreeMap<Entry, usize> = documents.entry(path).or_default();
            for Line { code, text, fingerprint, count } in lines {
                let known = entries.entry(Entry { code, text, fingerprint }).or_default();
                *known = known.saturating_add(count);
            }
        }
        Ok(Self { documents })
    }

    /// The text of its file.
    #[must_use]
    pub fn render(&self) -> String {
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        let line = |(entry, count): (&Entry, &usize)| {
            let Entry { code, text, fingerprint } = entry.clone();
            let text = shortened(&text, LONGEST_TEXT);
            let line = serde_json::to_string(&Line { code, text, fingerprint, count: *count }).unwrap_or_default();
            format!("      {line}")
        };
        let document = |(path, entries): (&String, &BTreeMap<Entry, usize>)| {
            let lines: Vec<_> = entries.iter().map(line).collect();
            format!("    {}: [\n{}\n    ]", quoted(path), lines.join(",\n"))
        };
        let documents: Vec<_> =
            self.documents.iter().filter(|(_, entries)| !entries.is_empty()).map(document).collect();
        let documents = if documents.is_empty() { String::new() } else { format!("\n{}\n  ", documents.join(",\n")) };
        let note = quoted(NOTE);
        format!("{{\n  \"baseline\": {VERSION},\n  \"note\": {note},\n  \"documents\": {{{documents}}}\n}}\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn baseline() -> Baseline {
        let entry = |text: &str| Entry {
            code: "wrong".to_owned(),
            text: text.to_owned(),
            fingerprint: format!("f-{}", text.len()),
        };
        let entries = [(entry("15"), 1), (entry("a \"b\"\n c"), 3)].into();
        Baseline { documents: [("notes/ü.md".to_owned(), entries)].into() }
    }

    #[test]
    fn what_is_written_is_read_again() {
        for baseline in [baseline(), Baseline::default()] {
            assert_eq!(Baseline::read(&baseline.render()), Ok(baseline));
        }
        assert_eq!(baseline().len(), 4);
        assert_eq!(baseline().render().lines().count(), 10, "a line for each entry");
    }

    #[test]
    fn what_is_no_baseline_is_told() {
        for (text, told) in [
            ("", "EOF"),
            ("3", "invalid type"),
            ("{\"baseline\": 9, \"documents\": {}}", "format 9"),
            ("{\"baseline\": 1, \"documents\": {\"a.md\": [{\"code\": \"wrong\"}]}}", "missing field"),
        ] {
            let error = Baseline::read(text).expect_err(text);
            assert!(error.contains(told), "{error}");
        }
        let twice = "{\"baseline\": 1, \"documents\": {\"a.md\": [{\"code\": \"wrong\", \"text\": \"1\", \
                     \"fingerprint\": \"f\", \"count\": 2}, {\"code\": \"wrong\", \"text\": \"1\", \"fingerprint\": \"f\"}]}}";
        assert_eq!(Baseline::read(twice).map(|baseline| baseline.len()), Ok(3));
    }

    #[test]
    fn what_one_knows_beyond_another_is_counted() {
        assert_eq!(baseline().beyond(&Baseline::default()), 4);
        assert_eq!(baseline().beyond(&baseline()), 0);
        assert_eq!(Baseline::default().beyond(&baseline()), 0);
    }
}
