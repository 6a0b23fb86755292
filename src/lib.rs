//! doctrue tests the outputs in documentation: it runs the Python examples in Markdown documents and compares each
//! documented output with what Python prints.
//!
//! This library exists for the `doctrue` program and its tests, and may change at any time. The stages of a check are
//! modules: [`discover`] finds the files, [`document`] their blocks, [`example`] the examples in them, and [`claim`] the
//! documented outputs. [`run`] runs the examples, [`judge`] compares, and [`report`] shows the results; [`pipeline`]
//! connects the stages. `ARCHITECTURE.md` describes all modules and the order in which they may use each other.

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
