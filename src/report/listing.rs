//! What `doctrue list` tells: blocks and claims, as they are found, before anything runs.

use serde::Serialize;
use std::fmt::Write as _;

use super::sanitise::{for_terminal, shortened};
use super::{ClaimReport, FindingReport, Tool};

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
    /// `example`, or why it is none: `not_python`, `not_example`, `invalid`.
    pub kind: &'static str,
    /// The reason.
    pub reason: Option<String>,
    /// Its claims.
    pub claims: Vec<ListedClaim>,
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

/// The listing as text: a line a block, and below it a line a claim.
#[must_use]
pub fn render(listing: &Listing) -> String {
    let mut text = String::new();
    for document in &listing.documents {
        let _ = writeln!(text, "{}", for_terminal(&document.path));
        for block in &document.blocks {
            let language = block.language.as_deref().unwrap_or("no tag");
            let reason = block.reason.as_deref().map(|reason| format!(": {reason}")).unwrap_or_default();
            let line = format!("  {}-{} [{language}] {}{reason}", block.line, block.end_line, block.kind);
            let _ = writeln!(text, "{}", for_terminal(&line));
            for claim in &block.claims {
                let expected = shortened(&claim.expected.replace('\n', " ⏎ "), 60);
                let line =
                    format!("    {}:{} {} ({}): {expected}", claim.line, claim.column, claim.notation, claim.strength);
                let _ = writeln!(text, "{}", for_terminal(&line));
            }
        }
        for finding in &document.findings {
            let _ = writeln!(text, "  {}: {} {}", finding.line, finding.code, for_terminal(&finding.message));
        }
    }
    let blocks: Vec<_> = listing.documents.iter().flat_map(|document| &document.blocks).collect();
    let examples = blocks.iter().filter(|block| block.kind == "example").count();
    let claims: usize = blocks.iter().map(|block| block.claims.len()).sum();
    let counted = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    let totals = [
        counted(listing.documents.len(), "document"),
        counted(blocks.len(), "block"),
        counted(examples, "example"),
        counted(claims, "claim"),
    ];
    let _ = writeln!(text, "{}", totals.join(", "));
    text
}
