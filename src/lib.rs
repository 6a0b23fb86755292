//! doctrue verifies the executable examples of Markdown documents.
//!
//! It finds every Python example, runs each in an interpreter of its own, and compares each documented output
//! with what Python prints. `ARCHITECTURE.md` tells how the modules hang together; each of them uses only those that
//! stand before it in that order.

pub mod baseline;
pub mod claim;
pub mod cli;
pub mod config;
pub mod crash;
pub mod directive;
pub mod discover;
pub mod document;
pub mod draft;
pub mod example;
pub mod finding;
pub mod fix;
pub mod git;
pub mod history;
pub mod judge;
pub mod lang;
pub mod pattern;
pub mod pipeline;
pub mod plan;
pub mod record;
pub mod report;
pub mod run;
pub mod settings;
pub mod source;
