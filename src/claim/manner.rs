//! Manners: what a notation lets stand for its documented text. Nothing else does.

/// The notation a claim is written in. Closed: whoever asks for one has to think of all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NotationId {
    /// Lines below a prompt.
    Transcript,
    /// `>>> 15` below code without prompts.
    PromptArrow,
    /// `print(x)  # Output: 15`
    OutputTrailing,
    /// `# Output:` on a line of its own.
    OutputBlock,
    /// `#> 15`
    HashArrow,
    /// `Output:` without `#`, inside the fence.
    OutputSection,
    /// A fence behind the example.
    OutputFence,
    /// "Output: `15`" in the running text.
    OutputInline,
    /// A quote below "Output:".
    OutputQuote,
    /// The directive `raises=…`.
    RaisesDirective,
    /// A triple-quoted string below a print.
    StringBelow,
    /// `# -> 15`, `# prints 15`, `# returns 15`.
    Arrow,
    /// `print(x)  # 15`
    BarePrint,
    /// `x = f()  # 15`
    BareValue,
    /// `# 15` on the line below.
    ValueBelow,
}

impl NotationId {
    /// The name in reports; stable.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Transcript => "transcript",
            Self::PromptArrow => "prompt-arrow",
            Self::OutputTrailing => "output-trailing",
            Self::OutputBlock => "output-block",
            Self::HashArrow => "hash-arrow",
            Self::OutputSection => "output-section",
            Self::OutputFence => "output-fence",
            Self::OutputInline => "output-inline",
            Self::OutputQuote => "output-quote",
            Self::RaisesDirective => "raises-directive",
            Self::StringBelow => "string-below",
            Self::Arrow => "arrow",
            Self::BarePrint => "bare-print",
            Self::BareValue => "bare-value",
            Self::ValueBelow => "value-below",
        }
    }

    /// Whether its marker makes a claim even where the code does not compile.
    #[must_use]
    pub const fn is_marked(self) -> bool {
        match self {
            Self::OutputTrailing
            | Self::OutputBlock
            | Self::HashArrow
            | Self::OutputSection
            | Self::OutputFence
            | Self::OutputInline
            | Self::OutputQuote
            | Self::RaisesDirective => true,
            Self::Transcript | Self::PromptArrow | Self::StringBelow | Self::Arrow => false,
            Self::BarePrint | Self::BareValue | Self::ValueBelow => false,
        }
    }

    /// What its claims are satisfied by; the sense of an arrow or a verb may say more.
    #[must_use]
    pub const fn manner(self) -> Manner {
        let comment = Manner {
            about: About::PrintElseValue { none: false },
            remarks: true,
            labels: true,
            rows: true,
            layout: Layout::Plain,
            wrapping: true,
        };
        match self {
            Self::OutputTrailing | Self::OutputBlock => comment,
            Self::PromptArrow | Self::Arrow => Manner { about: About::PrintElseValue { none: true }, ..comment },
            Self::BarePrint | Self::BareValue => Manner { about: About::PrintElseValueOrState, ..comment },
            Self::ValueBelow => Manner { about: About::PrintThenValue, ..comment },
            Self::HashArrow | Self::StringBelow => {
                Manner { about: About::Print, remarks: false, labels: false, rows: false, ..comment }
            }
            Self::Transcript => Manner {
                about: About::Prompt,
                remarks: true,
                labels: false,
                rows: false,
                layout: Layout::Console,
                wrapping: false,
            },
            Self::OutputInline => Manner { about: About::Cell(CellShare::Whole), remarks: false, ..comment },
            Self::OutputSection | Self::OutputFence | Self::OutputQuote => Manner {
                about: About::Cell(CellShare::Whole),
                // A section stands among the code, and a fence shows nothing else than output.
                remarks: matches!(self, Self::OutputSection),
                labels: false,
                rows: false,
                layout: Layout::Console,
                wrapping: true,
            },
            Self::RaisesDirective => {
                Manner { about: About::Exception, remarks: false, labels: false, rows: false, ..comment }
            }
        }
    }
}

/// Which kinds of observation may satisfy a claim, in which order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// What is printed, only.
    Print,
    /// The value, only.
    Value,
    /// What is printed; the value if nothing is printed.
    PrintElseValue {
        /// Whether the value may be None.
        none: bool,
    },
    /// What is printed; else the value of the expression, target or condition, or the state of what was changed.
    PrintElseValueOrState,
    /// The printed lines, or they and then the value.
    PrintThenValue,
    /// Standard output and then the value unless it is None, as a console shows them; what went to standard error may
    /// stand in its place.
    Prompt,
    /// All of standard output; standard error and the value of the last expression may stand in their places. Or one of
    /// several pieces of that.
    Cell(CellShare),
    /// An exception.
    Exception,
}

/// How much of what a cell shows one of its outputs is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellShare {
    /// All of it.
    Whole,
    /// What went to standard output.
    Stdout,
    /// What went to standard error.
    Stderr,
    /// The value of the last expression.
    Value,
    /// How an exception ended it.
    Error,
    /// One of several pieces, in the order in which they are shown.
    Piece {
        /// How many come before it.
        index: usize,
        /// How many there are.
        of: usize,
        /// Documented lines of those before it.
        skipped: usize,
        /// Documented lines of all of them.
        lines: usize,
    },
}

/// How containers and objects may be laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// As `print` and `repr` write them, long ones wrapped.
    Plain,
    /// Also as consoles lay them out: blanks within brackets are free, tabs may be expanded.
    Console,
}

/// What may satisfy a claim: the table of the design's section 6a.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Manner {
    /// Which observation.
    pub about: About,
    /// Whether a remark may follow the output.
    pub remarks: bool,
    /// Whether the author may label the value, or leave out a printed label.
    pub labels: bool,
    /// Whether several printed lines may be written in one row.
    pub rows: bool,
    /// How containers may be laid out.
    pub layout: Layout,
    /// Whether a long printed line may be wrapped.
    pub wrapping: bool,
}

impl Manner {
    /// What Python does for such a claim, for people.
    #[must_use]
    pub const fn verb(self) -> &'static str {
        match self.about {
            About::Print | About::Cell(_) => "prints",
            About::Value | About::PrintElseValue { .. } | About::PrintElseValueOrState | About::PrintThenValue => {
                "gives"
            }
            About::Prompt => "shows",
            About::Exception => "raises",
        }
    }
}
