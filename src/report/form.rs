//! The forms of the report: one enum, one table, one function that makes the text of each.

use super::setting::Setting;
use super::terminal::Look;
use super::{
    DocumentReport, Report, badge, concise, github, gitlab, html, json, jsonl, junit, markdown, rdjson, sarif, terminal,
};

/// A form of the report. Closed: whoever chooses one deals with all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// For people: each problem with its lines.
    Full,
    /// One line a problem.
    Concise,
    /// The contract with other programs.
    Json,
    /// The same, document by document.
    Jsonl,
    /// Results of tests, for nearly every CI system.
    Junit,
    /// Results of static analysis, for code scanning and editors.
    Sarif,
    /// Commands that GitHub's runner turns into annotations, behind the text for people.
    Github,
    /// A code quality report for GitLab.
    Gitlab,
    /// A summary for a comment on a pull request.
    Markdown,
    /// A page for readers.
    Html,
    /// Diagnostics for reviewdog.
    Rdjson,
    /// Data for a badge.
    Badge,
}

/// All forms, in the order of the documentation.
pub const FORMS: [Form; 12] = [
    Form::Full,
    Form::Concise,
    Form::Json,
    Form::Jsonl,
    Form::Junit,
    Form::Sarif,
    Form::Github,
    Form::Gitlab,
    Form::Markdown,
    Form::Html,
    Form::Rdjson,
    Form::Badge,
];

/// Why a report cannot be written in some form.
#[derive(Debug, thiserror::Error)]
pub enum FormError {
    /// It cannot be JSON.
    #[error("it cannot be JSON")]
    Json(#[from] serde_json::Error),
    /// It cannot be XML.
    #[error("it cannot be XML")]
    Xml(#[from] quick_junit::SerializeError),
}

impl Form {
    /// The word for it on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Concise => "concise",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Junit => "junit",
            Self::Sarif => "sarif",
            Self::Github => "github",
            Self::Gitlab => "gitlab",
            Self::Markdown => "markdown",
            Self::Html => "html",
            Self::Rdjson => "rdjson",
            Self::Badge => "badge",
        }
    }

    /// What it is for, in a line of the help.
    #[must_use]
    pub const fn explain(self) -> &'static str {
        match self {
            Self::Full => "Each problem with its code, then the totals",
            Self::Concise => "One line per problem: path:line:column: code message",
            Self::Json => "The whole report as one JSON value",
            Self::Jsonl => "JSON Lines: one line per document, as soon as it is checked",
            Self::Junit => "JUnit XML with a test case for each claim, for nearly every CI system",
            Self::Sarif => "SARIF 2.1.0, for code scanning and editors",
            Self::Github => "Like full, followed by annotations for GitHub",
            Self::Gitlab => "A code quality report for GitLab",
            Self::Markdown => "A summary for a comment on a pull request",
            Self::Html => "A web page that shows what is right, what is not, and why",
            Self::Rdjson => "Diagnostics for reviewdog, with fixes as suggestions",
            Self::Badge => "Data for a shields.io badge: how many claims are confirmed",
        }
    }

    /// Whether it shows code, which is kept only if somebody wants it.
    #[must_use]
    pub const fn shows_code(self) -> bool {
        match self {
            Self::Full
            | Self::Concise
            | Self::Json
            | Self::Jsonl
            | Self::Junit
            | Self::Sarif
            | Self::Github
            | Self::Gitlab
            | Self::Markdown
            | Self::Rdjson
            | Self::Badge => false,
            Self::Html => true,
        }
    }
}

/// What `form` says of one document, if it is a form that people read while the check goes on.
#[must_use]
pub fn render_document(document: &DocumentReport, form: Form, look: Look) -> Option<String> {
    match form {
        Form::Full => Some(terminal::render_document(document, look)),
        Form::Concise => Some(concise::render_document(document, look)),
        Form::Json
        | Form::Jsonl
        | Form::Junit
        | Form::Sarif
        | Form::Github
        | Form::Gitlab
        | Form::Markdown
        | Form::Html
        | Form::Rdjson
        | Form::Badge => None,
    }
}

/// The whole `report` in `form`.
///
/// # Errors
/// Only if the data cannot be written in that form at all.
pub fn render(report: &Report, form: Form, setting: Setting<'_>) -> Result<String, FormError> {
    Ok(match form {
        Form::Full => terminal::render(report, setting.look),
        Form::Concise => concise::render(report, setting.look),
        Form::Json => json::render(report)?,
        Form::Jsonl => jsonl::render(report)?,
        Form::Junit => junit::render(report, setting)?,
        Form::Sarif => sarif::render(report, setting)?,
        Form::Github => github::render(report, setting),
        Form::Gitlab => gitlab::render(report, setting)?,
        Form::Markdown => markdown::render(report, setting, markdown::COMMENT),
        Form::Html => html::render(report, setting.links),
        Form::Rdjson => rdjson::render(report, setting)?,
        Form::Badge => badge::render(report)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn every_form_of_a_document_with_every_verdict() {
        // The page is mostly its style and its script; `html` has tests of its own.
        for form in FORMS.into_iter().filter(|form| *form != Form::Html) {
            let report = sample::report(vec![sample::document()]);
            insta::assert_snapshot!(form.as_str(), render(&report, form, sample::SETTING).expect("a text"));
        }
    }
}
