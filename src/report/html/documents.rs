//! Documents, one after the other: a head, the blocks that there is something to tell about, and a list of the others.

use std::collections::BTreeSet;

use super::group::{Group, Groups};
use super::scope::Scope;
use super::writer::Html;
use super::{Page, anchor, blocks, claims, counted, index, share};
use crate::example::Runs;
use crate::report::{BlockReport, ClaimReport, DocumentReport, FindingReport, Status};

/// What there is to tell about a document, in the order of its lines.
pub(super) enum Item<'a> {
    /// A block, with the outputs shown behind it.
    Group(Group<'a>),
    /// What stands in no block.
    Finding(&'a FindingReport),
    /// The same; every claim is shown, wherever it stands.
    Claim(&'a ClaimReport),
}

impl Item<'_> {
    const fn line(&self) -> usize {
        match self {
            Self::Group(group) => group.line,
            Self::Finding(finding) => finding.line,
            Self::Claim(claim) => claim.line,
        }
    }
}

pub(super) fn render(page: &Page<'_>, html: &mut Html) {
    html.element("section", &[("id", "documents"), ("aria-labelledby", "documents-name")], |html| {
        html.leaf("h2", &[("id", "documents-name")], "Documents");
        controls(html);
        for (number, document) in page.report.documents.iter().enumerate() {
            render_document(&Scope { page, document, number }, html);
        }
        html.element("p", &[("id", "nothing"), ("hidden", "")], |html| {
            html.text("Nothing matches. ");
            html.leaf("kbd", &[], "Esc");
            html.text(" shows everything again.");
        });
    });
}

/// A place for what only the script can do; it stays hidden without it.
fn controls(html: &mut Html) {
    html.element("div", &[("id", "controls"), ("hidden", "")], |html| {
        html.element("div", &[("class", "field search"), ("role", "search")], |html| {
            html.leaf("label", &[("for", "search"), ("class", "unseen")], "Search claims, code and outputs");
            let field = [
                ("id", "search"),
                ("type", "search"),
                ("placeholder", "Search claims, code, outputs"),
                ("autocomplete", "off"),
                ("spellcheck", "false"),
            ];
            html.open("input", &field);
        });
        html.element("div", &[("class", "field")], |html| {
            html.leaf("label", &[("for", "document"), ("class", "unseen")], "Document");
            html.element("select", &[("id", "document")], |html| {
                html.leaf("option", &[("value", "all")], "All documents");
            });
        });
        html.element("div", &[("class", "steps")], |html| {
            for (id, sign, name) in [
                ("previous", "↑", "Previous problem"),
                ("next", "↓", "Next problem"),
                ("theme", "◐", "Light or dark"),
                ("keys", "?", "Keys"),
            ] {
                html.leaf("button", &[("type", "button"), ("id", id), ("aria-label", name)], sign);
            }
        });
        html.element("fieldset", &[("id", "filters")], |html| html.leaf("legend", &[("class", "unseen")], "Show only"));
        html.element("p", &[("id", "shown"), ("role", "status")], |_| {});
    });
}

fn render_document(scope: &Scope<'_>, html: &mut Html) {
    let document = scope.document;
    let (errors, others) = index::problems(document);
    let id = anchor(scope.number);
    let claims = document.claims.len().to_string();
    let mut attributes = vec![
        ("class", "document"),
        ("id", id.as_str()),
        ("data-path", document.path.as_str()),
        ("data-claims", &claims),
    ];
    if errors + others > 0 {
        attributes.push(("open", ""));
    }
    html.element("details", &attributes, |html| {
        html.element("summary", &[], |html| {
            html.leaf("h3", &[], &document.path);
            html.blank();
            html.element("span", &[("class", "counts")], |html| {
                html.text(&share::words(&share::counts(&document.claims)));
                if !document.findings.is_empty() {
                    html.text(&format!(", {}", counted(document.findings.len(), "finding")));
                }
            });
        });
        if let Some(href) = scope.page.links.and_then(|links| links.to(&document.path, 1, 1)) {
            html.element("p", &[("class", "source")], |html| {
                html.leaf(
                    "a",
                    &[("href", &href), ("aria-label", &format!("open the document {}", document.path))],
                    "open the document",
                )
            });
        }
        let mut shown = BTreeSet::new();
        for item in items(document) {
            match item {
                Item::Group(group) => {
                    shown.extend(group.blocks.iter().map(|block| block.line));
                    blocks::render(scope, &group, html);
                }
                Item::Finding(finding) => claims::finding(scope, finding, html),
                Item::Claim(claim) => claims::problem(scope, claim, html),
            }
        }
        others_of(scope, &shown, html);
    });
    html.line();
}

/// Everything to be told about `document`, in the order of its lines: each claim and each finding exactly once.
fn items(document: &DocumentReport) -> Vec<Item<'_>> {
    let mut groups = Groups::of(document);
    let mut items = Vec::new();
    for claim in &document.claims {
        match groups.at(claim.block_line) {
            Some(group) => group.claims.push(claim),
            None => items.push(Item::Claim(claim)),
        }
    }
    for finding in &document.findings {
        match groups.around(finding.line) {
            Some(group) => group.findings.push(finding),
            None => items.push(Item::Finding(finding)),
        }
    }
    items.extend(groups.into_told().map(Item::Group));
    items.sort_by_key(Item::line);
    items
}

/// The blocks that bear no claim and no finding: what became of each, and why it did not run.
fn others_of(scope: &Scope<'_>, shown: &BTreeSet<usize>, html: &mut Html) {
    let blocks: Vec<_> = scope.document.blocks.iter().filter(|block| !shown.contains(&block.line)).collect();
    if blocks.is_empty() {
        return;
    }
    let ran = blocks.iter().filter(|block| block.status == Status::Ran).count();
    let idle = blocks.len() - ran;
    let told = match (ran, idle) {
        (_, 0) => "all ran".to_owned(),
        (0, _) => "none ran".to_owned(),
        _ => format!("{ran} ran, {idle} did not"),
    };
    html.element("details", &[("class", "others")], |html| {
        html.leaf("summary", &[], &format!("{} without claims: {told}", counted(blocks.len(), "block")));
        html.element("ul", &[("class", "rows")], |html| blocks.iter().for_each(|block| other(scope, block, html)));
    });
}

fn other(scope: &Scope<'_>, block: &BlockReport, html: &mut Html) {
    html.element("li", &[("data-status", block.status.as_str())], |html| {
        scope.line(html, (block.line, block.end_line));
        html.blank();
        let is_idle = block.kind.runs() != Runs::Yes;
        html.leaf("span", &[], if is_idle { block.kind.as_str() } else { blocks::fate(block.status) });
        if let Some(reason) = &block.reason {
            html.blank();
            html.leaf("span", &[("class", "how")], reason);
        }
    });
}
