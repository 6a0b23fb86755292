//! Endings: how a run came to its end.

use serde::{Deserialize, Serialize};

use crate::settings::spelled_size;

/// How a run came to its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ending {
    /// The program ran to its end, and the receipt says so.
    Ended,
    /// An uncaught exception ended it; see [`super::Run::exception`].
    Raised,
    /// It called for its own exit (`sys.exit`), with this code.
    Exited(i32),
    /// It vanished without a receipt (`os._exit`), with this code.
    Vanished(i32),
    /// A signal killed it.
    Signalled(i32),
    /// It was stopped at the time limit.
    TimedOut,
    /// It was stopped because it wrote more than this.
    TooMuchOutput(Excess),
    /// The whole check was interrupted.
    Interrupted,
}

/// What an example wrote more than.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Excess {
    /// So many bytes.
    Bytes(u64),
    /// So many times something.
    Pieces(u64),
}

impl Ending {
    /// What an example did that did not end well by itself, as in "the example … "; none if it ended or raised.
    #[must_use]
    pub fn describe(&self) -> Option<String> {
        Some(match self {
            Self::Ended | Self::Raised | Self::Exited(0) => return None,
            Self::Exited(code) => format!("exited with code {code}"),
            Self::Vanished(code) => format!("ended without finishing (os._exit, exit code {code})"),
            Self::Signalled(signal) => format!("was killed by signal {signal}"),
            Self::TimedOut => "reached the time limit".to_owned(),
            Self::TooMuchOutput(Excess::Bytes(limit)) => format!("printed more than {}", spelled_size(*limit)),
            Self::TooMuchOutput(Excess::Pieces(limit)) => format!("printed more than {limit} times"),
            Self::Interrupted => "was stopped because the check was interrupted".to_owned(),
        })
    }

    /// Whether what was printed before can be relied on: the receipt has arrived.
    #[must_use]
    pub const fn has_receipt(&self) -> bool {
        matches!(self, Self::Ended | Self::Raised | Self::Exited(_))
    }
}
