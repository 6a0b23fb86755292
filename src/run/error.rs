//! What the tool itself can fail at when it runs examples.

use thiserror::Error;

use super::interpreter::InterpreterError;

/// The tool itself could not run an example.
#[derive(Debug, Error)]
pub enum RunError {
    /// No folder or file for a run could be made.
    #[error("cannot prepare a temporary folder for an example: {0}; check that TMPDIR is writable and has room")]
    Slot(#[source] std::io::Error),
    /// The interpreter did not start.
    #[error("{0}")]
    Launch(String),
    /// There is no supervisor, or it has gone.
    #[error("the process that supervises the examples was lost: {0}")]
    Supervisor(#[source] std::io::Error),
    /// The supervisor cannot do what was asked for.
    #[error("{message}{remedy}")]
    Refused {
        /// What it cannot do.
        message: String,
        /// What to do about it, as the end of a sentence.
        remedy: &'static str,
    },
    /// The log of a run could not be read back.
    #[error("cannot read what an example wrote: {0}")]
    Log(#[source] std::io::Error),
}

/// The runner could not be made: there is no usable interpreter, or no place to work in.
#[derive(Debug, Error)]
pub enum SetupError {
    /// No usable interpreter.
    #[error(transparent)]
    Interpreter(#[from] InterpreterError),
    /// No place to work in.
    #[error(transparent)]
    Run(#[from] RunError),
}
