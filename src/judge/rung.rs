//! Rungs: the ways in which a documented text may stand for what was observed, the strictest first.

/// How a claim matched. The order is the order of the ladder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Match {
    /// The same text.
    Exact,
    /// The same but for outer blanks, quotes around a printed string, and line wrapping.
    Formatting,
    /// Both are the same Python value: set order, digits shown of a float, addresses.
    Literal,
    /// The claim names the value after a printed label, or labels the value itself.
    Label,
    /// A value, then an explanation.
    Remark,
    /// `...` stands for something.
    Elision,
    /// The name of a type for its repr.
    TypeName,
    /// Several printed lines written in one.
    Joined,
    /// Of several executions of the statement, the last one.
    Last,
    /// The exception that the statement raised.
    Exception,
}

/// All rungs, in the order of the ladder; the last two are looked at by the judge itself.
pub const MATCHES: [Match; 10] = [
    Match::Exact,
    Match::Formatting,
    Match::Literal,
    Match::Label,
    Match::Remark,
    Match::Elision,
    Match::TypeName,
    Match::Joined,
    Match::Last,
    Match::Exception,
];

impl Match {
    /// What it means, for people.
    #[must_use]
    pub const fn explain(self) -> &'static str {
        match self {
            Self::Exact => "The documented text equals the output, character by character.",
            Self::Formatting => {
                "The same except for spaces at the ends, quotes around a printed string, or the wrapping of a long line."
            }
            Self::Literal => {
                "Both are the same Python value: sets in any order, a long float to the digits shown, objects at any address. But `1` is not `True`, and `10` is not `10.0`."
            }
            Self::Label => {
                "The claim names the value after a printed label (`15` for `Sum: 15`), or labels the value itself (`x = 15`)."
            }
            Self::Remark => "A value, then an explanation of it: `10 (the original value)`.",
            Self::Elision => "`...` stands for any text.",
            Self::TypeName => "The name of a type for its repr: `tuple` for `<class 'tuple'>`.",
            Self::Joined => "Several printed lines written as one: `0 1 2`.",
            Self::Last => "The statement ran several times, and the text is the output of the last time.",
            Self::Exception => {
                "The statement raised the exception that the text names, with its message if one is given."
            }
        }
    }

    /// The word used in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Formatting => "formatting",
            Self::Literal => "literal",
            Self::Label => "label",
            Self::Remark => "remark",
            Self::Elision => "elision",
            Self::TypeName => "type-name",
            Self::Joined => "joined",
            Self::Last => "last",
            Self::Exception => "exception",
        }
    }
}
