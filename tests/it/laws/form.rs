//! Documents: one statement, what it shows, and a text in one notation.

use doctrue::directive::{Directives, resolve};
use doctrue::document;
use doctrue::example::{Class, classify};
use doctrue::judge::{Judgement, Verdict, judge};
use doctrue::run::{Exception, Recorded, Run};
use doctrue::settings::Matching;
use doctrue::source::Source;
use std::fmt;

/// What a statement shows.
#[derive(Clone, Debug)]
pub(super) enum Shown {
    /// Lines that one statement prints.
    Printed(Vec<String>),
    /// Lines of which each has a statement of its own.
    ByEach(Vec<String>),
    /// The `repr` of its value: nothing is printed.
    Value(String),
    /// The `repr` of the variable that it assigns.
    Assigned(String),
    /// The `repr` of the object that it changes, by a method that gives nothing back.
    Changed(String),
    /// What is printed, and the type and message of the exception behind it.
    Raised(Vec<String>, &'static str, String),
}

/// Where and how the text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// `f(2)  # 15`, with a marker before the text.
    Behind(&'static str),
    /// `# 15` below, with a marker before the text; further lines below that.
    Below(&'static str),
    /// `# Output:`, and the text in the comment lines below it.
    Lines,
    /// `#> 15` below, on each line.
    HashArrow,
    /// Below `>>> f(2)`.
    Prompt,
    /// In a fence of its own.
    Fence,
    /// Below `Output:` in the same fence.
    Section,
}

/// Forms for one line about what is printed, or else the value.
pub(super) const COMMENTS: [Form; 12] = [
    Form::Behind(""),
    Form::Behind("Output: "),
    Form::Behind("=> "),
    Form::Behind("-> "),
    Form::Behind("→ "),
    Form::Behind("Result: "),
    Form::Behind("输出："),
    Form::Below(""),
    Form::Below("Output: "),
    Form::Below("Expected output: "),
    Form::Below("-> "),
    Form::Lines,
];

/// Forms that show all of an output, line by line.
pub(super) const BLOCKS: [Form; 5] = [Form::Lines, Form::HashArrow, Form::Prompt, Form::Fence, Form::Section];

impl Form {
    /// Whether nothing but its words makes the claim.
    pub(super) fn is_bare(self) -> bool {
        matches!(self, Self::Behind("") | Self::Below(""))
    }

    /// Whether a remark may stand behind its output.
    pub(super) fn takes_remarks(self) -> bool {
        !matches!(self, Self::HashArrow | Self::Fence)
    }

    /// Whether it shows the output as a console does: only what nobody takes for output explains it there.
    pub(super) fn is_console(self) -> bool {
        matches!(self, Self::Prompt | Self::Section | Self::Fence)
    }

    /// A document in which `text` stands for what `shown` shows.
    pub(super) fn document(self, shown: &Shown, text: &[String]) -> String {
        let code = shown.code();
        let lines = |mark: &str| text.iter().map(|line| format!("{mark}{line}\n")).collect::<String>();
        match self {
            Self::Behind(marker) => format!("```python\n{code}  # {marker}{}\n```\n", text.join(" ")),
            Self::Below(marker) => format!("```python\n{code}\n# {marker}{}```\n", &lines("# ")[2..]),
            Self::Lines => format!("```python\n{code}\n# Output:\n{}```\n", lines("# ")),
            Self::HashArrow => format!("```python\n{code}\n{}```\n", lines("#> ")),
            Self::Prompt => format!("```pycon\n>>> {}\n{}```\n", code.replace('\n', "\n>>> "), lines("")),
            Self::Fence => format!("```python\n{code}\n```\n\n```output\n{}```\n", lines("")),
            Self::Section => format!("```python\n{code}\n\nOutput:\n{}```\n", lines("")),
        }
    }

    /// The judgement on `text` where `shown` is shown.
    pub(super) fn judged(self, shown: &Shown, text: &[String]) -> Outcome {
        let markdown = self.document(shown, text);
        let document = document::parse(Source::new("a.md", markdown.into_bytes()));
        let classes = classify(&document, &resolve(&document, &Directives::default()).blocks);
        let example = classes.iter().flat_map(Class::examples).next();
        let claims = example.map(|example| doctrue::claim::recognise(&document.source, example)).unwrap_or_default();
        let judgement = judge(&claims, &shown.run(), Matching::Any).into_iter().next();
        Outcome { document: document.source.text().to_owned(), shown: shown.clone(), judgement }
    }

    /// The same for one line.
    pub(super) fn line(self, shown: &Shown, text: &str) -> Outcome {
        self.judged(shown, &[text.to_owned()])
    }
}

/// A document and what is said of its claim.
pub(super) struct Outcome {
    document: String,
    shown: Shown,
    /// None if nothing is a claim.
    pub(super) judgement: Option<Judgement>,
}

impl Outcome {
    pub(super) fn verdict(&self) -> Option<Verdict> {
        self.judgement.as_ref().map(|judgement| judgement.verdict)
    }

    pub(super) fn is_confirmed(&self) -> bool {
        self.verdict() == Some(Verdict::Confirmed)
    }

    pub(super) fn is_wrong(&self) -> bool {
        self.verdict() == Some(Verdict::Wrong)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "\n{}{:?}\n{:?}", self.document, self.shown, self.judgement)
    }
}

/// The line of the first statement.
const FIRST: usize = 2;

impl Shown {
    /// What shows it.
    fn code(&self) -> String {
        match self {
            Self::Printed(_) => "print(x)".to_owned(),
            Self::ByEach(lines) => vec!["print(x)"; lines.len()].join("\n"),
            Self::Value(_) | Self::Raised(..) => "f(2)".to_owned(),
            Self::Assigned(_) => "y = f(2)".to_owned(),
            Self::Changed(_) => "x.sort()".to_owned(),
        }
    }

    fn run(&self) -> Run {
        let nothing: &[String] = &[];
        let (printed, step) = match self {
            Self::Printed(lines) | Self::Raised(lines, ..) => (lines.as_slice(), 0),
            Self::ByEach(lines) => (lines.as_slice(), 1),
            Self::Value(_) | Self::Assigned(_) | Self::Changed(_) => (nothing, 0),
        };
        let recorded = match self {
            Self::Value(value) | Self::Assigned(value) => vec![Recorded::Value(value.clone())],
            Self::Changed(state) => vec![Recorded::Value("None".to_owned()), Recorded::State(state.clone())],
            Self::Printed(_) | Self::ByEach(_) | Self::Raised(..) => Vec::new(),
        };
        let print = |run: Run, (index, line)| run.printing(&format!("{line}\n"), &[FIRST + step * index]);
        let mut run = printed.iter().enumerate().fold(Run::silent(), print);
        if !recorded.is_empty() {
            run.values.insert(0, recorded);
        }
        run.caught.extend(self.exception().map(|exception| (0, vec![exception])));
        run
    }

    fn exception(&self) -> Option<Exception> {
        let Self::Raised(_, kind, message) = self else { return None };
        Some(Exception::new(kind, message, vec![FIRST]))
    }
}
