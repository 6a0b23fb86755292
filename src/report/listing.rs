//! What `doctrue list` tells: blocks and claims, as they are found, before anything runs.

use serde::Serialize;
use std::fmt::Write as _;

use super::sanitise::{for_terminal, shortened};
use super::{ClaimReport, FindingReport, Tool, left};
use crate::example::{Kind, Runs};

/// Everything that was found.
#[derive(Debug, Serialize)]
pub struct Listing {
    /// The version of the contract, that of the report.
    pub schema: u32,
    /// This tool.
    pub tool: Tool,
    /// The documents, in the order of their paths.
    pub documents: Vec<ListedDocument>,
}

/// One document.
#[derive(Debug, Serialize)]
pub struct ListedDocument {
    /// Its path.
    pub path: String,
    /// Its blocks.
    pub blocks: Vec<ListedBlock>,
    /// What is the matter with the Markdown.
    pub findings: Vec<FindingReport>,
}

/// One block.
#[derive(Debug, Serialize)]
pub struct ListedBlock {
    /// 1-based line of the opening fence.
    pub line: usize,
    /// 1-based line of the closing fence.
    pub end_line: usize,
    /// The language word of the info string.
    pub language: Option<String>,
    /// The headings above it, outermost first.
    pub headings: Vec<String>,
    /// What it is.
    pub kind: Kind,
    /// Why it does not run: `not_python`, `not_example`, `invalid`; none if something in it runs.
    pub status: Option<&'static str>,
    /// The reason.
    pub reason: Option<String>,
    /// Whether it stands in a comment.
    pub is_hidden: bool,
    /// Its parts; none if nothing in it runs.
    pub parts: Vec<ListedPart>,
}

/// A part of a block: an example, or what stands between examples.
#[derive(Debug, Serialize)]
pub struct ListedPart {
    /// First 1-based line.
    pub line: usize,
    /// Last line.
    pub end_line: usize,
    /// What it is.
    pub kind: Kind,
    /// Why it does not run.
    pub reason: Option<String>,
    /// Why its author skips it.
    pub skip: Option<String>,
    /// The file that it is.
    pub file: Option<String>,
    /// The session that its author names.
    pub session: Option<String>,
    /// Lines of the examples that it runs behind.
    pub behind: Vec<usize>,
    /// Lines of the examples that it runs behind if it misses names alone.
    pub may_need: Vec<usize>,
    /// Files that it finds in its folder.
    pub finds: Vec<String>,
    /// Its claims.
    pub claims: Vec<ListedClaim>,
}

impl Default for ListedPart {
    fn default() -> Self {
        Self {
            line: 0,
            end_line: 0,
            kind: Kind::Empty,
            reason: None,
            skip: None,
            file: None,
            session: None,
            behind: Vec::new(),
            may_need: Vec::new(),
            finds: Vec::new(),
            claims: Vec::new(),
        }
    }
}

/// One claim.
#[derive(Debug, Serialize)]
pub struct ListedClaim {
    /// 1-based line of the documented output.
    pub line: usize,
    /// 1-based last line of it.
    pub end_line: usize,
    /// 1-based column of its first character.
    pub column: usize,
    /// 1-based column behind its last character.
    pub end_column: usize,
    /// The notation it is written in.
    pub notation: &'static str,
    /// `explicit` or `inferred`.
    pub strength: &'static str,
    /// The documented text.
    pub expected: String,
}

impl From<&ClaimReport> for ListedClaim {
    fn from(claim: &ClaimReport) -> Self {
        Self {
            line: claim.line,
            end_line: claim.end_line,
            column: claim.column,
            end_column: claim.end_column,
            notation: claim.notation,
            strength: claim.strength.as_str(),
            expected: claim.expected.clone(),
        }
    }
}

/// The listing as text: a line a block, below it a line a part and a line a claim.
#[must_use]
pub fn render(listing: &Listing) -> String {
    let mut text = String::new();
    for document in &listing.documents {
        let _ = writeln!(text, "{}", for_terminal(&document.path));
        for block in &document.blocks {
            block_lines(block, &mut text);
        }
        for finding in &document.findings {
            let _ = writeln!(text, "  {}: {} {}", finding.line, finding.code, for_terminal(&finding.message));
        }
    }
    totals(listing, &mut text);
    text
}

fn block_lines(block: &ListedBlock, text: &mut String) {
    let language = block.language.as_deref().unwrap_or("no tag");
    let hidden = if block.is_hidden { ", hidden" } else { "" };
    let reason = block.reason.as_deref().map(|reason| format!(": {reason}")).unwrap_or_default();
    let line = format!("  {}-{} [{language}{hidden}] {}{reason}", block.line, block.end_line, block.kind.as_str());
    let _ = writeln!(text, "{}", for_terminal(&line));
    for part in &block.parts {
        let plan = plan(part);
        if block.parts.len() > 1 {
            let reason = part.reason.as_deref().map(|reason| format!(": {reason}")).unwrap_or_default();
            let line = format!("    {}-{} {}{reason}", part.line, part.end_line, part.kind.as_str());
            let _ = writeln!(text, "{}", for_terminal(&line));
        }
        for line in plan {
            let _ = writeln!(text, "      {}", for_terminal(&line));
        }
        for claim in &part.claims {
            let expected = shortened(&claim.expected.replace('\n', " ⏎ "), 60);
            let line =
                format!("    {}:{} {} ({}): {expected}", claim.line, claim.column, claim.notation, claim.strength);
            let _ = writeln!(text, "{}", for_terminal(&line));
        }
    }
}

/// What is to be said of the run of a part.
fn plan(part: &ListedPart) -> Vec<String> {
    let lines = |numbers: &[usize]| {
        let numbers: Vec<_> = numbers.iter().map(ToString::to_string).collect();
        let noun = if numbers.len() == 1 { "line" } else { "lines" };
        (!numbers.is_empty()).then(|| format!("{noun} {}", numbers.join(", ")))
    };
    let told = [
        part.skip.as_ref().map(|reason| format!("skipped: {reason}")),
        part.file.as_ref().map(|name| format!("is the file {name}")),
        part.session.as_ref().map(|name| format!("in the session {name}")),
        lines(&part.behind).map(|lines| format!("runs after {lines}")),
        lines(&part.may_need).map(|lines| format!("may need {lines}")),
        (!part.finds.is_empty()).then(|| format!("finds {}", part.finds.join(", "))),
    ];
    told.into_iter().flatten().collect()
}

fn totals(listing: &Listing, text: &mut String) {
    let blocks: Vec<_> = listing.documents.iter().flat_map(|document| &document.blocks).collect();
    let parts: Vec<_> = blocks.iter().flat_map(|block| &block.parts).collect();
    let examples = parts.iter().filter(|part| part.kind.runs() == Runs::Yes).count();
    let claims: usize = parts.iter().map(|part| part.claims.len()).sum();
    let counted = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    let totals = [
        counted(listing.documents.len(), "document"),
        counted(blocks.len(), "block"),
        counted(examples, "example"),
        counted(claims, "claim"),
    ];
    let _ = writeln!(text, "{}", totals.join(", "));
    let left = blocks.iter().filter(|block| block.status.is_some());
    if let Some(left) = left::line(left.map(|block| (block.kind, block.reason.as_deref()))) {
        let _ = writeln!(text, "{left}");
    }
}
