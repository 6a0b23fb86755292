//! Whole-program tests: the built binary on documents as people write them.

mod action;
mod check;
mod config;
mod conformance;
mod direct;
mod directives;
mod docs;
mod examples;
mod fix;
mod fix_property;
mod fixtures;
mod generate;
mod harness;
mod hooks;
mod layers;
mod list;
mod own;
mod project;
mod readme;
mod recipes;
mod report;
mod runner;
mod safety;
mod tool;
mod versions;
mod wheel;
