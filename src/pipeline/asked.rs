//! What is asked for: all documents whole, or some of their blocks. The others run only where those need them, and are no
//! part of the report.

mod flow;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::baseline::identity;
use crate::claim::Claim;
use crate::directive::Directives;
use crate::discover::{File, Files};
use crate::document::{self, Block, Document};
use crate::example::{Class, Example};
use crate::git;
use crate::report::selected::Selected;
use crate::report::{DocumentReport, Failure};
use crate::settings::shard::Division;
use crate::source::Source;
use flow::Touch;

/// What is asked for; by default everything.
#[derive(Debug, Default)]
pub struct Asked {
    /// Lines of documents, by their paths without links: only what stands there.
    pub lines: BTreeMap<PathBuf, Vec<usize>>,
    /// Only what has one of these in its path, its headings or its code; in lower case.
    pub texts: Vec<String>,
    /// Only these documents, and of each what changed.
    pub changed: Option<BTreeMap<PathBuf, Changed>>,
    /// Only these documents, and of each these blocks.
    pub failed: Option<BTreeMap<PathBuf, Vec<Mark>>>,
    /// These documents before all others.
    pub first: BTreeSet<PathBuf>,
    /// Of a document of which something is asked for, all.
    pub whole_documents: bool,
    /// The same in words, but for what is left to other machines.
    pub said: Selected,
    /// What of all that is left to other machines.
    pub division: Division,
    /// Whether the report is kept for others, who want to know what there is in all.
    pub is_stored: bool,
    /// Whether documents of which nothing is to be told are counted and let go.
    pub forgets: bool,
}

/// A document that changed.
#[derive(Clone, Debug, Default)]
pub struct Changed {
    /// What it was; none if it is new.
    pub before: Option<Vec<u8>>,
    /// What is to be checked in the place of the file.
    pub after: Option<Vec<u8>>,
}

/// A block as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// What tells its code from others.
    pub identity: String,
    /// Which block of its document it was, counted from 0.
    pub index: usize,
}

/// A document that is checked, with all that is known before anything runs.
#[derive(Clone, Copy)]
pub(super) struct Parts<'a> {
    pub(super) document: &'a Document,
    pub(super) said: &'a [Directives],
    pub(super) classes: &'a [Class],
    pub(super) examples: &'a [&'a Example],
    pub(super) claims: &'a [Vec<Claim>],
}

impl Asked {
    /// What the report says of that.
    pub(super) fn selected(&self) -> Selected {
        let shard = Some(self.division.shard).filter(|shard| !shard.is_whole());
        Selected { shard, ..self.said.clone() }
    }

    /// The content that is to be checked in the place of `file`.
    pub(super) fn content(&self, file: &File) -> Option<Vec<u8>> {
        self.changed.as_ref()?.get(file.path.as_deref()?)?.after.clone()
    }

    /// Those of `files` of which something may be asked for.
    #[must_use]
    pub fn files(&self, mut files: Files) -> Files {
        let has = |is_in: &dyn Fn(&Path) -> bool, file: &File| file.path.as_deref().is_some_and(is_in);
        if let Some(changed) = &self.changed {
            files.retain(|file| has(&|path| changed.contains_key(path), file));
        }
        if let Some(failed) = &self.failed {
            files.retain(|file| has(&|path| failed.contains_key(path), file));
        }
        files
    }

    /// Which examples of `file` are asked for; none if all are.
    ///
    /// # Errors
    /// If a line is named where nothing runs.
    pub(super) fn of(&self, file: &File, parts: Parts<'_>) -> Result<Option<Vec<bool>>, Failure> {
        let path = file.path.as_deref().unwrap_or(Path::new(&file.name));
        let mut all = vec![true; parts.examples.len()];
        let mut keep = |wanted: Vec<bool>| all.iter_mut().zip(wanted).for_each(|(all, wanted)| *all &= wanted);
        if let Some(lines) = self.lines.get(path) {
            keep(parts.on_lines(lines).map_err(|message| Failure { path: file.name.clone(), message })?);
        }
        if !self.texts.is_empty() {
            keep(parts.examples.iter().map(|example| self.names(file, parts.document, example)).collect());
        }
        if let Some(changed) = self.changed.as_ref().and_then(|changed| changed.get(path)) {
            keep(parts.changed(changed));
        }
        if let Some(marks) = self.failed.as_ref().and_then(|failed| failed.get(path)) {
            keep(parts.marked(marks));
        }
        let is_whole = all.iter().all(|wanted| *wanted) || (self.whole_documents && all.contains(&true));
        Ok((!is_whole).then_some(all))
    }

    /// Whether one of the texts is in the path, the headings or the code of `example`.
    fn names(&self, file: &File, document: &Document, example: &Example) -> bool {
        let headings = document.blocks[example.block].headings.iter();
        let texts = [&file.name, &example.code].into_iter().chain(headings).map(|text| text.to_lowercase());
        let texts: Vec<_> = texts.collect();
        self.texts.iter().any(|wanted| texts.iter().any(|text| text.contains(wanted)))
    }
}

impl Parts<'_> {
    /// The 1-based lines of the file, first and last, of an example: of a block that is one the fences too.
    fn extent(&self, example: &Example) -> (usize, usize) {
        let block = &self.document.blocks[example.block];
        let told = |line: usize| self.document.source.told_line(line);
        let is_alone = self.examples.iter().filter(|other| other.block == example.block).count() == 1;
        match is_alone {
            true => (told(block.line), told(block.end_line)),
            false => (told(example.file_line(1)), told(example.file_line(example.lines.len()))),
        }
    }

    /// The examples on `lines`, and those whose outputs stand there.
    fn on_lines(&self, lines: &[usize]) -> Result<Vec<bool>, String> {
        let told = |line: usize| self.document.source.told_line(line);
        let mut wanted = vec![false; self.examples.len()];
        for &line in lines {
            let block =
                self.document.blocks.iter().find(|block| (told(block.line)..=told(block.end_line)).contains(&line));
            let block = block.ok_or_else(|| self.no_block(line))?;
            let stands =
                |claim: &Claim| claim.lines.iter().any(|one| (block.line..=block.end_line).contains(&one.line));
            let is_it = |(index, example): (usize, &&Example)| {
                let (first, last) = self.extent(example);
                (first..=last).contains(&line) || (self.claims[index].iter().any(stands) && !self.holds(block, example))
            };
            let on_line: Vec<_> = self.examples.iter().enumerate().map(is_it).collect();
            // A line between two examples of a block stands for both.
            let of_block = self.examples.iter().map(|example| self.holds(block, example));
            let found = if on_line.contains(&true) { on_line } else { of_block.collect() };
            if !found.contains(&true) {
                let index = self.document.blocks.iter().position(|other| other.line == block.line).unwrap_or(0);
                let kind = self.classes[index].kind.as_str();
                return Err(format!("the block on line {line} does not run: it is `{kind}`"));
            }
            wanted.iter_mut().zip(found).for_each(|(wanted, found)| *wanted |= found);
        }
        Ok(wanted)
    }

    fn holds(&self, block: &Block, example: &Example) -> bool {
        self.document.blocks[example.block].line == block.line
    }

    fn no_block(&self, line: usize) -> String {
        let told = |line: usize| self.document.source.told_line(line);
        let distance = |block: &&Block| {
            if told(block.line) > line { told(block.line) - line } else { line.saturating_sub(told(block.end_line)) }
        };
        let nearest = self.examples.iter().map(|example| &self.document.blocks[example.block]).min_by_key(distance);
        let nearest = nearest.map(|block| {
            format!("; the nearest one that runs is on lines {} to {}", told(block.line), told(block.end_line))
        });
        format!("no block contains line {line}{}", nearest.unwrap_or_default())
    }

    /// The examples that changed, and those that depend on them.
    fn changed(&self, changed: &Changed) -> Vec<bool> {
        let source = &self.document.source;
        // What stands in the document and is written elsewhere may have changed too.
        let before = changed.before.as_ref().filter(|_| !source.has_inserted());
        let Some(before) = before else { return vec![true; self.examples.len()] };
        let hunks = git::changed_lines(before, source.text().as_bytes());
        if hunks.is_empty() {
            return vec![false; self.examples.len()];
        }
        let earlier = document::parse(Source::new(source.name(), before.clone()));
        Touch::of(*self, &hunks, &earlier).closed()
    }

    /// The examples of the blocks that `marks` mean: the same code, or else the same place.
    fn marked(&self, marks: &[Mark]) -> Vec<bool> {
        let identities: Vec<_> =
            self.document.blocks.iter().map(|block| identity::of_block(self.document, block)).collect();
        let meant = |mark: &Mark| {
            let same = identities.iter().position(|identity| *identity == mark.identity);
            same.unwrap_or(mark.index)
        };
        let blocks: BTreeSet<_> = marks.iter().map(meant).collect();
        self.examples.iter().map(|example| blocks.contains(&example.block)).collect()
    }
}

/// Takes out of `report` what is not `asked` for. Gives the number of blocks that went.
pub(super) fn reduce(report: &mut DocumentReport, parts: Parts<'_>, asked: &[bool]) -> usize {
    let pairs = || parts.examples.iter().zip(parts.claims).zip(asked).filter(|(_, asked)| **asked);
    let lines: BTreeSet<_> = pairs()
        .flat_map(|((_, claims), _)| claims.iter().flat_map(|claim| claim.lines.iter().map(|line| line.line)))
        .collect();
    report.claims.retain(|claim| lines.contains(&claim.line));
    let holding: BTreeSet<_> = pairs().map(|((example, _), _)| example.block).collect();
    let mut ranges = Vec::new();
    let before = report.blocks.len();
    let mut end = 0;
    report.blocks.retain(|block| {
        let is_asked = holding.contains(&block.index) || lines.range(block.line..=block.end_line).next().is_some();
        if is_asked {
            // What is said of a block stands before it.
            ranges.push(end + 1..=block.end_line);
        }
        end = block.end_line;
        is_asked
    });
    let is_asked = |line: usize| ranges.iter().any(|range| range.contains(&line));
    report.findings.retain(|finding| is_asked(finding.line));
    report.suppressed_findings.retain(|finding| is_asked(finding.line));
    report.is_whole = false;
    before - report.blocks.len()
}
