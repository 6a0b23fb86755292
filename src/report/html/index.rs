//! The list of documents: what is to be told of each, and a picture of its claims.

use super::writer::Html;
use super::{Page, anchor, grouped, share};
use crate::finding::Severity;
use crate::report::DocumentReport;

/// Problems of `document` that fail the check, and the others.
pub(super) fn problems(document: &DocumentReport) -> (usize, usize) {
    let of_claims = document.claims.iter().filter_map(|claim| claim.severity);
    let all: Vec<_> = of_claims.chain(document.findings.iter().map(|finding| finding.severity)).collect();
    let errors = all.iter().filter(|severity| **severity == Severity::Error).count();
    (errors, all.len() - errors)
}

pub(super) fn render(page: &Page<'_>, html: &mut Html) {
    if page.report.documents.len() < 2 {
        return;
    }
    html.element("nav", &[("class", "index"), ("aria-labelledby", "index")], |html| {
        html.leaf("h2", &[("id", "index")], "Overview");
        html.element("table", &[], |html| {
            html.element("thead", &[], |html| {
                html.element("tr", &[], |html| {
                    for (key, name) in [("name", "Document"), ("problems", "Problems"), ("claims", "Claims")] {
                        html.leaf("th", &[("scope", "col"), ("data-sort", key), ("class", key)], name);
                    }
                    html.leaf("th", &[("scope", "col"), ("class", "shares")], "Shares");
                });
            });
            html.element("tbody", &[], |html| {
                for (index, document) in page.report.documents.iter().enumerate() {
                    row(index, document, html);
                }
            });
        });
    });
    html.line();
}

fn row(index: usize, document: &DocumentReport, html: &mut Html) {
    let (errors, others) = problems(document);
    let claims = document.claims.len();
    let (href, all) = (format!("#{}", anchor(index)), (errors * 1_000_000 + others).to_string());
    html.element("tr", &[], |html| {
        html.element("th", &[("scope", "row"), ("class", "name")], |html| {
            html.leaf("a", &[("href", &href)], &document.path);
        });
        html.element("td", &[("class", "problems"), ("data-value", &all)], |html| tell(errors, others, html));
        html.leaf("td", &[("class", "claims"), ("data-value", &claims.to_string())], &grouped(claims));
        html.element("td", &[("class", "shares")], |html| share::bar(&share::counts(&document.claims), html));
    });
    html.line();
}

/// Problems in words: those that fail the check, and the others.
pub(super) fn tell(errors: usize, others: usize, html: &mut Html) {
    if errors == 0 && others == 0 {
        return html.leaf("span", &[("class", "none")], "none");
    }
    if errors > 0 {
        html.leaf("b", &[("class", "wrong")], &super::counted(errors, "error"));
    }
    if others > 0 {
        let text = if errors > 0 { format!(" + {others}") } else { super::counted(others, "warning") };
        html.leaf("span", &[], &text);
    }
}
