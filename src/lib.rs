//! doctrue verifies the executable examples of Markdown documents.
#![allow(missing_docs)]
pub mod source;
pub mod run;
pub mod settings;
pub mod judge;
pub mod lang;
pub mod finding;
pub mod claim;
pub mod document;
pub mod example;
