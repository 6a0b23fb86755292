//! Whole-program tests: the built binary on documents as people write them.

mod check;
mod command_line;
mod config;
mod conformance;
mod direct;
mod directives;
mod docs;
mod examples;
mod fix;
mod fix_property;
mod fixtures;
mod harness;
mod layers;
mod list;
mod project;
mod readme;
mod report;
mod reports;
mod runner;
mod safety;
