//! The correctness report: one page that somebody would publish, complete without network and without script.
//!
//! It says what was checked, which of it is right, and for everything else what is documented, what Python gives
//! instead, and why. The code of a block stands once, with what is told about its lines between them. Everything that
//! comes from documents and examples is untrusted; `writer` is the only way in, and the page's own policy lets no
//! script run but the one that comes with it.

mod blocks;
mod claims;
mod code;
mod compare;
mod documents;
mod foot;
mod group;
mod head;
mod index;
mod scope;
mod share;
mod words;
mod writer;

use super::Report;
use super::link::Links;
use writer::Html;

const STYLE: &str = include_str!("report.css");
const SCRIPT: &str = include_str!("report.js");

/// The digests by which the page's policy knows its style and its script; a test says what they are.
const STYLE_DIGEST: &str = "sha256-qQmImZlWEY0anm1VfoKWY/Ja2qMa6MvTjxUf+vuaCuA=";
const SCRIPT_DIGEST: &str = "sha256-autJjCkzZGyKFXRxHMre2KUbd0nzB53CbZcxFlS1ZL8=";

/// Claims and findings from which on a browser lays out only what is on the screen.
const LARGE: usize = 500;

/// The whole report as a page whose places are linked to by `links`.
#[must_use]
pub fn render(report: &Report, links: Option<&Links>) -> String {
    let page = Page { report, links };
    let mut html = Html::default();
    html.constant("<!DOCTYPE html>\n");
    html.element("html", &[("lang", "en")], |html| {
        html.element("head", &[], |html| page.head(html));
        html.line();
        let is_large = report.summary.claims + report.summary.findings > LARGE;
        html.element("body", if is_large { &[("class", "large")] } else { &[] }, |html| page.body(html));
    });
    html.line();
    html.finish()
}

/// What is shown, and how its places are linked to.
struct Page<'a> {
    report: &'a Report,
    links: Option<&'a Links>,
}

impl Page<'_> {
    fn head(&self, html: &mut Html) {
        html.open("meta", &[("charset", "utf-8")]);
        html.open("meta", &[("http-equiv", "Content-Security-Policy"), ("content", &policy())]);
        html.open("meta", &[("name", "referrer"), ("content", "no-referrer")]);
        html.open("meta", &[("name", "viewport"), ("content", "width=device-width, initial-scale=1")]);
        html.open("meta", &[("name", "color-scheme"), ("content", "light dark")]);
        let tool = &self.report.header.tool;
        html.open("meta", &[("name", "generator"), ("content", &format!("{} {}", tool.name, tool.version))]);
        html.leaf("title", &[], &head::title(&self.report.summary));
        html.element("style", &[], |html| html.constant(STYLE));
    }

    fn body(&self, html: &mut Html) {
        html.leaf("a", &[("class", "skip"), ("href", "#documents")], "Skip to the documents");
        head::render(self, html);
        html.element("main", &[], |html| {
            head::errors(self.report, html);
            share::totals(self.report, html);
            index::render(self, html);
            documents::render(self, html);
            foot::slowest(self, html);
            foot::environment(self.report, html);
            words::render(self.report, html);
        });
        foot::render(self.report, html);
        foot::help(html);
        html.element("script", &[], |html| html.constant(SCRIPT));
    }

    /// A link to lines of `path`, or only their name.
    fn line(&self, html: &mut Html, path: &str, lines: (usize, usize)) {
        let name =
            if lines.0 == lines.1 { format!("line {}", lines.0) } else { format!("lines {}–{}", lines.0, lines.1) };
        self.link(html, path, lines, &name);
    }

    /// A link to lines of `path` that shows `name`.
    fn link(&self, html: &mut Html, path: &str, lines: (usize, usize), name: &str) {
        match self.links.and_then(|links| links.to(path, lines.0, lines.1)) {
            Some(href) => html.leaf("a", &[("class", "line"), ("href", &href)], name),
            None => html.leaf("span", &[("class", "line")], name),
        }
    }
}

/// Nothing may be loaded from anywhere, and only this page's own style and script count.
fn policy() -> String {
    format!(
        "default-src 'none'; style-src '{STYLE_DIGEST}'; script-src '{SCRIPT_DIGEST}'; base-uri 'none'; form-action 'none'"
    )
}

/// `1 claim`, `2 claims`.
fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{} {noun}s", grouped(count)) }
}

/// A number in groups of three digits.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) && digits.len() > 4 {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

/// A time that people read.
fn duration(milliseconds: u64) -> String {
    let seconds = f64::from(u32::try_from(milliseconds).unwrap_or(u32::MAX)) / 1000.0;
    if milliseconds < 1000 { format!("{milliseconds} ms") } else { format!("{seconds:.2} s") }
}

/// The anchor of a document.
fn anchor(document: usize) -> String {
    format!("d{}", document + 1)
}

#[cfg(test)]
mod tests;
