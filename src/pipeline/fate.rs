//! Which examples of a document run.

/// What becomes of an example.
pub(super) enum Fate {
    Run,
    /// Its author, or its metadata, says that it does not run: the reason.
    SkippedBy(String),
    /// It would run, and nobody has asked for its claims; it lends its names to others.
    NotWanted,
}

impl Fate {
    pub(super) fn is_skipped(&self) -> bool {
        match self {
            Self::SkippedBy(_) => true,
            Self::Run | Self::NotWanted => false,
        }
    }
}
