//! Verifying: a document with new outputs in it must read as before in all other respects.
//!
//! The new document is parsed from its bytes, like any other, and held against the old one: the same blocks, the same
//! code, the same claims in the same order, and of the claims that were not touched the same text. Whether the new
//! texts are true is not asked here: the pipeline checks the new document as a whole.

use std::collections::{BTreeMap, BTreeSet};

use super::ClaimChange;
use super::edit::{self, Edit};
use crate::claim::{self, Claim, NotationId};
use crate::directive::{self, Directives};
use crate::document::{self, Document};
use crate::example::{self, Class, Example};
use crate::lang::python::Kind;
use crate::source::{Source, Span};

/// What of a document must stay as it is.
#[derive(Debug)]
pub struct Outline {
    blocks: Vec<String>,
    /// The statements of each example, without the strings that may be outputs.
    code: Vec<Vec<String>>,
    /// HTML comments and front matter.
    around: Vec<(Span, String)>,
    /// What is the matter with the Markdown; the words may hold places, which move.
    findings: Vec<&'static str>,
    claims: Vec<Outlined>,
}

/// A claim of the outline.
#[derive(Debug)]
struct Outlined {
    notation: NotationId,
    /// The index of its example.
    example: usize,
    text: String,
    span: Span,
}

impl Outline {
    /// The outline of `document`, of whose blocks the configuration says `defaults`.
    #[must_use]
    pub fn of(document: &Document, defaults: &Directives) -> Self {
        let said = directive::resolve(document, defaults);
        let classes = example::classify(document, &said.blocks);
        let examples: Vec<_> = classes.iter().flat_map(Class::all_examples).collect();
        let mut claims = Vec::new();
        let source = &document.source;
        for (index, example) in examples.iter().enumerate() {
            claims.extend(claim::recognise(source, example).iter().map(|claim| outlined(source, index, claim)));
        }
        claims.sort_by_key(|claim| claim.span);
        let told = |span: Span| source.told_span(span).unwrap_or(span);
        let around = document.comments.iter().map(|comment| comment.whole).chain(document.front_matter);
        let findings = document.findings.iter().chain(&said.findings).map(|finding| finding.code.as_str());
        Self {
            blocks: document
                .blocks
                .iter()
                .zip(&classes)
                .map(|(block, class)| {
                    let (parts, language) = (class.parts.len(), block.info.language.as_deref().unwrap_or_default());
                    let (kind, lacks) = (class.kind, class.lacks.as_deref());
                    format!("{:?} {language:?} {kind:?} {parts} {:?} {lacks:?}", block.kind, block.headings)
                })
                .collect(),
            code: examples.iter().map(|example| statements(example)).collect(),
            around: around.map(|span| (told(span), source.slice(span).to_owned())).collect(),
            findings: findings.collect(),
            claims,
        }
    }

    /// The same without the claims whose text is `text`.
    #[must_use]
    pub fn without(mut self, text: &str) -> Self {
        self.claims.retain(|claim| claim.text != text);
        self
    }

    /// Whether `new` is the outline of the same document with other texts in the claims `changed`.
    ///
    /// # Errors
    /// What is not as it was.
    pub fn holds(&self, new: &Self, changed: &BTreeSet<usize>) -> Result<(), String> {
        same("block", &self.blocks, &new.blocks)?;
        same("example", &self.code, &new.code)?;
        same("finding", &self.findings, &new.findings)?;
        // A claim may stand in a comment: a directive.
        let holds_claim = |span: Span| {
            let claims = changed.iter().filter_map(|&index| self.claims.get(index));
            claims.map(|claim| claim.span).any(|claim| span.start <= claim.start && claim.end <= span.end)
        };
        let masked = |own: &Self| -> Vec<String> {
            let pairs = self.around.iter().zip(&own.around);
            let texts = pairs.map(|((span, _), (_, text))| if holds_claim(*span) { "" } else { text }.to_owned());
            texts.chain(own.around.iter().skip(self.around.len()).map(|(_, text)| text.clone())).collect()
        };
        same("comment", &masked(self), &masked(new))?;
        let (old_count, new_count) = (self.claims.len(), new.claims.len());
        if old_count != new_count {
            return Err(format!("it would have {new_count} claims instead of {old_count}"));
        }
        for (index, (old, new)) in self.claims.iter().zip(&new.claims).enumerate() {
            let stays = changed.contains(&index) || old.text == new.text;
            if (old.notation, old.example) != (new.notation, new.example) || !stays {
                return Err(format!("claim {} would be another", index + 1));
            }
        }
        Ok(())
    }
}

/// A document on which changes are tried.
#[derive(Debug)]
pub struct Trial {
    name: String,
    bytes: Vec<u8>,
    defaults: Directives,
    old: Outline,
}

impl Trial {
    /// On the document `bytes`, shown as `name`, of whose blocks the configuration says `defaults`.
    #[must_use]
    pub fn new(name: &str, bytes: &[u8], defaults: Directives) -> Self {
        let document = document::parse(Source::new(name, bytes.to_vec()));
        let old = Outline::of(&document, &defaults);
        Self { name: name.to_owned(), bytes: bytes.to_vec(), defaults, old }
    }

    /// The document with `changes`; none if two of them overlap.
    #[must_use]
    pub fn bytes(&self, changes: &[ClaimChange]) -> Option<Vec<u8>> {
        let edits: Vec<Edit> = changes.iter().flat_map(|change| change.edits.iter().cloned()).collect();
        edit::apply(&self.bytes, &edits)
    }

    /// Those of `changes` that leave the document as it was in all other respects, and the others with the reasons.
    /// Halves are tried, so that one bad change among many is found soon.
    #[must_use]
    pub fn sound(&self, changes: &[ClaimChange]) -> (Vec<ClaimChange>, Vec<(ClaimChange, String)>) {
        let (mut kept, mut unsound) = (Vec::new(), Vec::new());
        self.sort_out(changes, &mut kept, &mut unsound);
        // What one change would disturb may be another text now.
        let mut count = 0;
        while count < kept.len() && !unsound.is_empty() {
            count = kept.len();
            let left: Vec<_> = std::mem::take(&mut unsound).into_iter().map(|(change, _)| change).collect();
            self.sort_out(&left, &mut kept, &mut unsound);
        }
        kept.sort_by_key(|change| change.span);
        (kept, unsound)
    }

    fn sort_out(&self, changes: &[ClaimChange], kept: &mut Vec<ClaimChange>, unsound: &mut Vec<(ClaimChange, String)>) {
        let Err(reason) = self.reads_as_before(&[kept, changes].concat()) else {
            kept.extend_from_slice(changes);
            return;
        };
        if let [change] = changes {
            unsound.push((change.clone(), reason));
            return;
        }
        let (left, right) = changes.split_at(changes.len() / 2);
        self.sort_out(left, kept, unsound);
        self.sort_out(right, kept, unsound);
    }

    fn reads_as_before(&self, changes: &[ClaimChange]) -> Result<(), String> {
        if changes.is_empty() {
            return Ok(());
        }
        let spans: BTreeSet<_> = changes.iter().map(|change| change.span).collect();
        let claims = self.old.claims.iter().enumerate();
        let changed = claims.filter(|(_, claim)| spans.contains(&claim.span)).map(|(index, _)| index).collect();
        self.old.holds(&self.outline(changes).ok_or("two claims overlap")?, &changed)
    }

    fn outline(&self, changes: &[ClaimChange]) -> Option<Outline> {
        let document = document::parse(Source::new(self.name.as_str(), self.bytes(changes)?));
        Some(Outline::of(&document, &self.defaults))
    }

    /// Where each claim of the old document begins in the one with `changes`, which must be sound.
    #[must_use]
    pub fn starts(&self, changes: &[ClaimChange]) -> BTreeMap<Span, usize> {
        let new = self.outline(changes).map(|outline| outline.claims).unwrap_or_default();
        self.old.claims.iter().zip(new).map(|(old, new)| (old.span, new.span.start)).collect()
    }
}

/// `claim`, with its place in the file.
fn outlined(source: &Source, example: usize, claim: &Claim) -> Outlined {
    let span = source.told_span(claim.span()).unwrap_or(claim.span());
    Outlined { notation: claim.notation, example, text: claim.text(claim.lines.len()), span }
}

/// The statements of `example`, outer ones by their first line only: what they hold follows.
fn statements(example: &Example) -> Vec<String> {
    let code = example.module.statements.iter().filter(|statement| statement.kind != Kind::Text).map(|statement| {
        let end = statement.body_start.unwrap_or(statement.range.end);
        example
            .code
            .get(statement.range.start..end)
            .unwrap_or_default()
            .split('#')
            .next()
            .unwrap_or_default()
            .to_owned()
    });
    code.chain(example.module.error.iter().map(|error| error.message.clone())).collect()
}

fn same<T: PartialEq>(what: &str, old: &[T], new: &[T]) -> Result<(), String> {
    if old.len() != new.len() {
        return Err(format!("it would have {} {what}s instead of {}", new.len(), old.len()));
    }
    match old.iter().zip(new).position(|(old, new)| old != new) {
        Some(index) => Err(format!("{what} {} would be another", index + 1)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTE: &str = "```python\nprint(1)  # Output: 1\nprint(2)\n# Output: 2\n```\n\ntext\n";

    fn outline(text: &str) -> Outline {
        Outline::of(&document::parse(Source::new("a.md", text.as_bytes().to_vec())), &Directives::default())
    }

    /// Whether `NOTE` with `old` replaced by `new` is still the same document, its first claim apart.
    fn holds(old: &str, new: &str) -> Result<(), String> {
        assert!(NOTE.contains(old));
        outline(NOTE).holds(&outline(&NOTE.replacen(old, new, 1)), &BTreeSet::from([0]))
    }

    #[test]
    fn a_new_text_in_a_claim_that_is_changed_is_no_difference() {
        assert_eq!(holds("Output: 1", "Output: 3"), Ok(()));
        assert_eq!(holds("Output: 1", "Output:\n          # 3\n          # 4"), Ok(()));
        assert!(holds("Output: 2", "Output: 3").is_err_and(|why| why == "claim 2 would be another"));
    }

    #[test]
    fn whatever_else_reads_differently_is_told() {
        for (old, new, why) in [
            ("Output: 1", "Output: 1\n```\n\n```python", "it would have 2 blocks instead of 1"),
            ("Output: 1", "Output: 1\nprint(3)", "example 1 would be another"),
            ("Output: 1", "nothing", "it would have 1 claims instead of 2"),
            ("Output: 1", "Output: 1\n# Output: 2", "it would have 3 claims instead of 2"),
            ("```\n\n", "", "block 1 would be another"),
            ("Output: 1", "=> 1", "claim 1 would be another"),
        ] {
            assert!(holds(old, new).is_err(), "{new}: {why}");
        }
    }
}
