//! The end of the page: the slowest examples, how the check was made, and the keys.

use super::writer::Html;
use super::{Page, anchor, blocks, duration};
use crate::report::{Report, matrix};

/// How many of the slowest examples are named.
const SLOWEST: usize = 10;

/// Shorter runs are not worth naming, in milliseconds.
const WORTH_NAMING: u64 = 50;

pub(super) fn slowest(page: &Page<'_>, html: &mut Html) {
    let documents = page.report.documents.iter().enumerate();
    let mut timed: Vec<_> = documents
        .flat_map(|(number, document)| document.blocks.iter().map(move |block| (number, document, block)))
        .filter(|(_, _, block)| block.duration_ms >= WORTH_NAMING)
        .collect();
    timed.sort_by_key(|(number, _, block)| (std::cmp::Reverse(block.duration_ms), *number, block.line));
    if timed.is_empty() {
        return;
    }
    html.element("section", &[("class", "slowest"), ("aria-labelledby", "slowest")], |html| {
        html.leaf("h2", &[("id", "slowest")], "Slowest examples");
        html.element("table", &[], |html| {
            html.element("thead", &[], |html| {
                html.element("tr", &[], |html| {
                    for (class, name) in
                        [("time", "Time"), ("name", "Document"), ("lines", "Lines"), ("fate", "Result")]
                    {
                        html.leaf("th", &[("scope", "col"), ("class", class)], name);
                    }
                });
            });
            html.element("tbody", &[], |html| {
                for (number, document, block) in timed.into_iter().take(SLOWEST) {
                    html.element("tr", &[], |html| {
                        html.leaf("td", &[("class", "time")], &duration(block.duration_ms));
                        html.element("td", &[("class", "name")], |html| {
                            html.leaf("a", &[("href", &format!("#{}", anchor(number)))], &document.path);
                        });
                        html.element("td", &[("class", "lines")], |html| {
                            let lines = (block.line, block.end_line);
                            page.link(html, &document.path, lines, &format!("{}–{}", lines.0, lines.1));
                        });
                        html.leaf("td", &[("class", "fate")], blocks::fate(block.status));
                    });
                }
            });
        });
    });
    html.line();
}

/// How the check was made, so that its result can be judged.
pub(super) fn environment(report: &Report, html: &mut Html) {
    let Report { header, summary, .. } = report;
    let layers =
        if header.isolation.layers.is_empty() { "none".to_owned() } else { header.isolation.layers.join(", ") };
    let rows = [
        ("Result", format!("{}, exit status {}", summary.outcome().as_str(), summary.exit_status)),
        ("Python", format!("{} {}", header.python.implementation, header.python.version)),
        ("Interpreter", header.python.executable.clone()),
        ("Tool", format!("{} {}", header.tool.name, header.tool.version)),
        ("Started", header.started.format("%Y-%m-%d %H:%M:%S UTC").to_string()),
        ("Took", duration(summary.duration_ms)),
        ("Isolation", isolation(header.isolation.mode)),
        ("Layers", layers),
        ("Blocks", format!("{}, {} ran to the end", summary.blocks, ran(report))),
    ];
    html.element("section", &[("class", "environment"), ("aria-labelledby", "environment")], |html| {
        html.leaf("h2", &[("id", "environment")], "How this was checked");
        html.element("dl", &[], |html| {
            for (name, value) in rows {
                html.leaf("dt", &[], name);
                html.leaf("dd", &[], &value);
            }
            for (pythons, counts) in matrix::outcomes(report) {
                html.leaf("dt", &[], &format!("On Python {pythons}"));
                html.leaf("dd", &[], &counts);
            }
        });
    });
    html.line();
}

/// What keeps examples apart, by the mode of the report.
fn isolation(mode: &str) -> String {
    let apart = if mode == "batch" {
        "a process for each example, except those that cannot notice"
    } else {
        "a process for each example"
    };
    format!("{mode}, {apart}")
}

fn ran(report: &Report) -> usize {
    report.summary.blocks_by_status.get(&crate::report::Status::Ran).copied().unwrap_or(0)
}

pub(super) fn render(report: &Report, html: &mut Html) {
    html.element("footer", &[], |html| {
        let tool = &report.header.tool;
        html.leaf("p", &[], &format!("Written by {} {}", tool.name, tool.version));
    });
}

/// What the keys do; shown by the script.
pub(super) fn help(html: &mut Html) {
    html.element("dialog", &[("id", "help"), ("aria-labelledby", "help-name")], |html| {
        html.leaf("h2", &[("id", "help-name")], "Keys");
        html.element("dl", &[], |html| {
            for (key, what) in [
                ("/", "search"),
                ("j", "next problem"),
                ("k", "previous problem"),
                ("Esc", "show everything again"),
                ("?", "these keys"),
            ] {
                html.element("dt", &[], |html| html.leaf("kbd", &[], key));
                html.leaf("dd", &[], what);
            }
        });
        html.element("form", &[("method", "dialog")], |html| {
            html.leaf("button", &[("type", "submit")], "Close");
        });
    });
}
