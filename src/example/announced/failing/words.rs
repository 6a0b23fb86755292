//! The words with which authors announce that an example fails, language by language.

mod english;
mod european;
mod others;

/// What a word announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    /// An error.
    Fault,
    /// The end of the program.
    Exit,
    /// That it does not end.
    Endless,
}

/// A word, what it announces, and a sentence that does.
pub(super) type Row = (&'static str, About, &'static str);

/// The words of one language, in lower case.
pub(super) struct Language {
    /// What announces a failure; a word begins with it.
    pub(super) rows: &'static [Row],
    /// Words that say the opposite with one of these behind them; `*` stands for any ending.
    pub(super) before: &'static [&'static str],
    /// Words for what is done about a failure, with one of these behind them.
    pub(super) dealing: &'static [&'static str],
    /// Words that say the opposite behind one of these.
    pub(super) behind: &'static [&'static str],
    /// Longer words and phrases that begin like one of these and announce nothing.
    pub(super) without: &'static [&'static str],
    /// Whether these stand within longer words.
    pub(super) within: bool,
    /// Whether there are no blanks between words, or they belong to what stands before them.
    pub(super) is_unspaced: bool,
}

/// All languages.
pub(super) fn languages() -> impl Iterator<Item = &'static Language> {
    [english::LANGUAGES, european::LANGUAGES, others::LANGUAGES].into_iter().flatten()
}
