//! Documents with the files that they include: parsed with their content in the place of the lines that stand for it.

use crate::discover::{self, File, Files};
use crate::document::{self, Document};
use crate::example::{self, Base, Placed};
use crate::fix::Refusal;
use crate::report::listing::{ListedClaim, ListedDocument, ListedPart};
use crate::report::{ClaimReport, DocumentReport, Excerpt};
use crate::source::{Inserted, Source, Span, Whence};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Bytes that the includes of one document may come to.
const MOST: usize = 4 << 20;

/// The document of `bytes`, the content of `file`, with what it includes as far as that may be read. What cannot be is left
/// as it is, and so is all if the document would have other blocks.
pub(super) fn parsed(file: &File, bytes: Vec<u8>) -> Document {
    let document = document::parse(Source::new(file.name.clone(), bytes));
    let Some(path) = &file.path else { return document };
    let includes = example::includes(&document);
    let Some(root) = (!includes.is_empty()).then(|| discover::repository(path)).flatten() else { return document };
    let inserted: Vec<_> = includes.iter().filter_map(|one| inserted(&document.source, one, &root, path)).collect();
    if inserted.is_empty() || inserted.iter().map(|one| one.text.len()).sum::<usize>() > MOST {
        return document;
    }
    let new = document::parse_as_written(document.source.clone().with(inserted));
    if has_same_blocks(&document, &new) { new } else { document }
}

/// Those of `files` that include one of `changed`: files below `root`, all without links, of which some may be gone.
#[must_use]
pub fn including(files: &Files, root: &Path, changed: &BTreeSet<PathBuf>) -> Vec<File> {
    let names: BTreeSet<_> = changed.iter().filter_map(|path| path.file_name()?.to_str()).collect();
    let includes = |file: &File| {
        let Some(path) = &file.path else { return false };
        let Ok(bytes) = discover::read(file) else { return false };
        // Most documents name none of them, and need not be parsed.
        let text = String::from_utf8_lossy(&bytes);
        if !names.iter().any(|name| text.contains(name)) {
            return false;
        }
        let document = document::parse(Source::new(file.name.clone(), bytes));
        example::includes(&document).iter().any(|placed| {
            let Placed { include, .. } = placed;
            let places = discover::places_of_included(root, path, &include.name, include.base == Base::Above);
            places
                .iter()
                .any(|place| changed.contains(place) || place.canonicalize().is_ok_and(|real| changed.contains(&real)))
        })
    };
    files.iter().par_bridge().filter(includes).collect()
}

/// What stands in the place of `placed`, each line behind what stands before the include: the mark of a quote, blanks.
fn inserted(source: &Source, placed: &Placed, root: &Path, path: &Path) -> Option<Inserted> {
    let include = &placed.include;
    let portion = include.portion.as_ref()?;
    let content = discover::read_included(root, path, &include.name, include.base == Base::Above)?;
    let lines = portion.of(&content).ok()?;
    // Behind the signs of a fence stands the name of a directive.
    let before = Span::new(source.line_span(placed.line).start, placed.span.start);
    let prefix = source.slice(before).trim_end_matches(['`', '~', ':']);
    let is_prefix = prefix.chars().all(|c| matches!(c, ' ' | '\t' | '>'));
    let text = placed.filled(&lines, prefix)?;
    is_prefix.then(|| Inserted { from: Whence::File(include.name.clone()), place: placed.span, text })
}

/// Whether `new` has the blocks of `old`, on the same lines of the file: an include may hold a fence.
fn has_same_blocks(old: &Document, new: &Document) -> bool {
    let told = |line: usize| new.source.told_line(line);
    let mut pairs = old.blocks.iter().zip(&new.blocks);
    old.blocks.len() == new.blocks.len()
        && pairs.all(|(old, new)| {
            let is_file = old.info.directive.as_deref() == Some("literalinclude");
            let is_same = (is_file || old.info.language == new.info.language) && old.headings == new.headings;
            is_same && old.line == told(new.line) && (is_file || old.end_line == told(new.end_line))
        })
}

/// Leads the lines in `report` back to those of the file.
pub(super) fn tell(source: &Source, report: &mut DocumentReport) {
    if !source.has_inserted() {
        return;
    }
    for block in &mut report.blocks {
        to_file(source, [&mut block.line, &mut block.end_line]);
        words(source, [&mut block.reason]);
        for part in &mut block.parts {
            to_file(source, [&mut part.line, &mut part.end_line]);
            words(source, [&mut part.reason]);
        }
        to_file(source, block.exception.iter_mut().filter_map(|exception| exception.line.as_mut()));
        for line in &mut block.code {
            if let Some((_, text)) = source.included(line.line) {
                line.text = text.to_owned();
            }
        }
        to_file(source, block.code.iter_mut().map(|line| &mut line.line));
        block.code.dedup_by_key(|line| line.line);
    }
    report.claims.iter_mut().for_each(|claim| tell_claim(source, claim));
    for finding in report.findings.iter_mut().chain(&mut report.suppressed_findings) {
        finding.excerpt = finding.excerpt.take().map(|excerpt| told_excerpt(source, excerpt, finding.line));
        finding.message = source.told_words(&finding.message).into_owned();
        to_file(source, [&mut finding.line]);
    }
    report.claims.sort_by_key(|claim| (claim.line, claim.column));
}

fn to_file<'n>(source: &Source, lines: impl IntoIterator<Item = &'n mut usize>) {
    lines.into_iter().for_each(|line| *line = source.told_line(*line));
}

fn words<'n>(source: &Source, texts: impl IntoIterator<Item = &'n mut Option<String>>) {
    texts.into_iter().flatten().for_each(|text| *text = source.told_words(text).into_owned());
}

/// A claim in what is included is told at the line that includes it, with where it stands there.
fn tell_claim(source: &Source, claim: &mut ClaimReport) {
    words(source, [&mut claim.reason, &mut claim.hint, &mut claim.help]);
    let line = claim.line;
    if let Some((name, text)) = source.included(line) {
        let stands = format!("in the included file `{name}`");
        claim.hint =
            claim.severity.map(|_| claim.hint.take().map_or(stands.clone(), |hint| format!("{hint}; {stands}")));
        (claim.column, claim.end_column) = columns(text);
    }
    // Reports propose what can be put into the place as it is.
    if source.has_escapes(line) {
        let taken = (claim.replacement.take(), claim.edit.take());
        if taken.0.is_some() {
            claim.refusal = Some(Refusal::Escapes.as_str());
        }
    }
    claim.excerpt = claim.excerpt.take().map(|excerpt| told_excerpt(source, excerpt, line));
    to_file(source, [&mut claim.line, &mut claim.end_line, &mut claim.block_line]);
}

/// Where the text of `line` begins and ends, as columns.
fn columns(line: &str) -> (usize, usize) {
    let before = line.chars().take_while(|c| matches!(c, ' ' | '\t' | '>')).count();
    (before + 1, line.trim_end().chars().count() + 1)
}

/// An excerpt around the 1-based `line`, without lines of other files.
fn told_excerpt(source: &Source, excerpt: Excerpt, line: usize) -> Excerpt {
    if let Some((_, text)) = source.included(line) {
        let start = text.len() - text.trim_start_matches([' ', '\t', '>']).len();
        return Excerpt {
            first_line: source.told_line(line),
            text: text.to_owned(),
            place: start..text.trim_end().len(),
        };
    }
    let is_above = (excerpt.first_line..line).any(|above| source.included(above).is_some());
    let cut = if is_above { excerpt.text.find('\n').map_or(0, |end| end + 1) } else { 0 };
    Excerpt {
        first_line: source.told_line(excerpt.first_line + usize::from(is_above)),
        text: excerpt.text[cut..].to_owned(),
        place: excerpt.place.start.saturating_sub(cut)..excerpt.place.end.saturating_sub(cut),
    }
}

/// Leads the lines in `list` back to those of the file.
pub(super) fn tell_list(source: &Source, list: &mut ListedDocument) {
    if !source.has_inserted() {
        return;
    }
    for block in &mut list.blocks {
        to_file(source, [&mut block.line, &mut block.end_line]);
        block.parts.iter_mut().for_each(|part| tell_part(source, part));
    }
    to_file(source, list.findings.iter_mut().map(|finding| &mut finding.line));
}

fn tell_part(source: &Source, part: &mut ListedPart) {
    to_file(source, [&mut part.line, &mut part.end_line]);
    to_file(source, part.behind.iter_mut().chain(&mut part.may_need));
    let tell = |claim: &mut ListedClaim| {
        if let Some((_, text)) = source.included(claim.line) {
            (claim.column, claim.end_column) = columns(text);
        }
        to_file(source, [&mut claim.line, &mut claim.end_line]);
    };
    part.claims.iter_mut().for_each(tell);
}
