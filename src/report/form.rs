//! The forms of the report: one enum, one table, one function that makes the text of each.

use super::terminal::Look;
use super::{Report, concise, github, json, jsonl, terminal};

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
    /// Commands that GitHub's runner turns into annotations, behind the text for people.
    Github,
}

/// All forms, in the order of the documentation.
pub const FORMS: [Form; 5] = [Form::Full, Form::Concise, Form::Json, Form::Jsonl, Form::Github];

/// What a form may need beside the report.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// How text for people looks.
    pub look: Look,
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
            Self::Github => "github",
        }
    }

    /// What it is for, in a line of the help.
    #[must_use]
    pub const fn explain(self) -> &'static str {
        match self {
            Self::Full => "For people: each problem with its lines, then the totals",
            Self::Concise => "One line a problem: path:line:column: code message",
            Self::Json => "Everything, as one value for programs",
            Self::Jsonl => "The same as lines of JSON, one a document, as they come",
            Self::Github => "For people, then annotations for GitHub",
        }
    }

    /// Whether it shows code, which is kept only if somebody wants it.
    #[must_use]
    pub const fn shows_code(self) -> bool {
        match self {
            Self::Full | Self::Concise | Self::Json | Self::Jsonl | Self::Github => false,
        }
    }
}

/// The whole `report` in `form`.
///
/// # Errors
/// Only if the data cannot be written in that form at all.
pub fn render(report: &Report, form: Form, setting: Setting) -> Result<String, serde_json::Error> {
    Ok(match form {
        Form::Full => terminal::render(report, setting.look),
        Form::Concise => concise::render(report, setting.look),
        Form::Json => json::render(report)?,
        Form::Jsonl => jsonl::render(report)?,
        Form::Github => github::render(report, setting.look),
    })
}
