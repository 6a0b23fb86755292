//! Kinds: what a block is, found from its tag, its content and its surroundings.

/// What a block is. Closed: a new one must be dealt with by every report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Python meant to run.
    Python,
    /// A transcript of an interactive session.
    Transcript,
    /// What an example prints.
    Output,
    /// What Python says about an exception.
    Traceback,
    /// Commands of a shell.
    Shell,
    /// Configuration or data.
    Config,
    /// A listing of folders and files.
    Tree,
    /// The statement of an exercise: `Input: …`, `Output: …`.
    Exercise,
    /// Some other text.
    Text,
    /// Another programming language.
    Language,
    /// A scheme of Python with placeholders, pseudo-code, a signature.
    Template,
    /// Python 2.
    Python2,
    /// A piece of Python that lacks what it stands in.
    Fragment,
    /// Python that its author says is not meant to run.
    Illustrative,
    /// No statement at all.
    Empty,
    /// Bytes that are not UTF-8.
    Damaged,
}

/// All kinds, in the order of the documentation.
pub const KINDS: [Kind; 16] = [
    Kind::Python,
    Kind::Transcript,
    Kind::Output,
    Kind::Traceback,
    Kind::Shell,
    Kind::Config,
    Kind::Tree,
    Kind::Exercise,
    Kind::Text,
    Kind::Language,
    Kind::Template,
    Kind::Python2,
    Kind::Fragment,
    Kind::Illustrative,
    Kind::Empty,
    Kind::Damaged,
];

/// Whether blocks of a kind run, and why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Runs {
    /// They do.
    Yes,
    /// They are no Python.
    NotPython,
    /// They are Python, or nearly, and not meant to run.
    NotExample,
    /// They are damaged.
    Invalid,
}

impl Kind {
    /// The word used in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Python => "python",
            Self::Transcript => "transcript",
            Self::Output => "output",
            Self::Traceback => "traceback",
            Self::Shell => "shell",
            Self::Config => "config",
            Self::Tree => "tree",
            Self::Exercise => "exercise",
            Self::Text => "text",
            Self::Language => "language",
            Self::Template => "template",
            Self::Python2 => "python2",
            Self::Fragment => "fragment",
            Self::Illustrative => "illustrative",
            Self::Empty => "empty",
            Self::Damaged => "damaged",
        }
    }

    /// What it means, for people.
    #[must_use]
    pub const fn explain(self) -> &'static str {
        match self {
            Self::Python => "Python meant to run.",
            Self::Transcript => "A transcript of an interactive session, with prompts. It runs, whatever its tag is.",
            Self::Output => "The output of an example: tagged as output, or shown after an example.",
            Self::Traceback => "A traceback from Python, or a failure report from pytest.",
            Self::Shell => "Commands for a shell.",
            Self::Config => "Configuration or data: JSON, YAML, TOML, INI, CSV.",
            Self::Tree => "A listing of folders and files. Blocks that import from it get its files, empty.",
            Self::Exercise => "The statement of an exercise: input and expected output.",
            Self::Text => "Other text: nothing shows that it is Python.",
            Self::Language => "Code in another programming language, by its tag.",
            Self::Template => "A template of Python code with placeholders, pseudo-code or a signature.",
            Self::Python2 => "Python 2, which Python 3 does not compile.",
            Self::Fragment => {
                "A piece of Python without its context: without a body, a function, or the `if` before an `else`."
            }
            Self::Illustrative => "Python that is marked by a directive as not meant to run.",
            Self::Empty => "Python without a single statement.",
            Self::Damaged => "Python with bytes that are not UTF-8.",
        }
    }

    /// Whether blocks of this kind run.
    #[must_use]
    pub const fn runs(self) -> Runs {
        match self {
            Self::Python | Self::Transcript => Runs::Yes,
            Self::Output
            | Self::Traceback
            | Self::Shell
            | Self::Config
            | Self::Tree
            | Self::Exercise
            | Self::Text
            | Self::Language => Runs::NotPython,
            Self::Template | Self::Python2 | Self::Fragment | Self::Illustrative | Self::Empty => Runs::NotExample,
            Self::Damaged => Runs::Invalid,
        }
    }
}
