//! `doctrue init`: looks at the repository and writes a configuration to begin with.

use anyhow::Context as _;
use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::args::InitArgs;
use super::{complain, print, report_failures};
use crate::config::Config;
use crate::config::{self, NAMES, Options, RepositoryFacts, Settings};
use crate::discover::Selection;
use crate::example::Runs;
use crate::pipeline;
use crate::report::EXIT_OK;
use crate::report::listing::Listing;
use crate::run::{Interrupt, Runner};
use crate::settings::Input;

/// Exit status 2 if there is a configuration already.
pub(super) fn init(args: &InitArgs) -> anyhow::Result<u8> {
    if !args.stdout {
        refuse_second(Path::new(""))?;
    }
    let (listing, failures) =
        pipeline::list(&Selection::from(Input::Paths(vec![PathBuf::from(".")])), &Config::default());
    report_failures(&failures);
    let facts = facts(&listing);
    let text = config::template(&facts);
    if args.stdout {
        print(&text)?;
        return Ok(EXIT_OK);
    }
    let mut file =
        OpenOptions::new().write(true).create_new(true).open(NAMES[0]).context("cannot write doctrue.toml")?;
    file.write_all(text.as_bytes()).context("cannot write doctrue.toml")?;
    if facts.documents == 0 {
        complain("no Markdown file found here: is this the folder of the repository?");
    }
    print(format!("wrote {}; `doctrue config` shows the settings in effect\n", NAMES[0]))?;
    Ok(EXIT_OK)
}

/// A second configuration in the same folder would hide the first, or be hidden by it.
fn refuse_second(folder: &Path) -> anyhow::Result<()> {
    let holds = |name: &str| {
        let path = folder.join(name);
        let is_ours = name != "pyproject.toml" || fs::read(path.as_path()).is_ok_and(|bytes| config::has_table(&bytes));
        path.symlink_metadata().is_ok() && is_ours
    };
    match NAMES.into_iter().find(|name| holds(name)) {
        Some(name) => anyhow::bail!("{name} already configures doctrue: edit it, or print a new file with --stdout"),
        None => Ok(()),
    }
}

fn facts(listing: &Listing) -> RepositoryFacts {
    let blocks = listing.documents.iter().flat_map(|document| &document.blocks);
    let running: Vec<_> = blocks.filter(|block| block.kind.runs() == Runs::Yes).collect();
    let parts = running.iter().flat_map(|block| &block.parts).filter(|part| part.kind.runs() == Runs::Yes);
    let parts: Vec<_> = parts.collect();
    let tags = running.iter().map(|block| block.language.clone().unwrap_or_default().to_lowercase());
    let folders = listing.documents.iter().filter_map(|document| document.path.split_once('/'));
    RepositoryFacts {
        documents: listing.documents.len(),
        examples: parts.len(),
        claims: parts.iter().map(|part| part.claims.len()).sum(),
        tags: by_frequency(tags),
        folder: by_frequency(folders.map(|(folder, _)| folder.to_owned())).into_iter().next().map(|(folder, _)| folder),
        python: python(),
    }
}

/// Each word once with how often it comes, the most frequent first, words of the same frequency in their order.
fn by_frequency(words: impl Iterator<Item = String>) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for word in words {
        *counts.entry(word).or_default() += 1;
    }
    let mut sorted: Vec<_> = counts.into_iter().collect();
    sorted.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    sorted
}

/// The interpreter that a check would find. It is asked for its version and runs nothing else.
fn python() -> Option<String> {
    let settings = Settings::resolve(&Options::default(), &Options::default(), &Config::default());
    let runner = Runner::new(&settings.run(), Interrupt::default()).ok()?;
    let found = runner.interpreter();
    Some(format!("{} {}", found.implementation, found.version))
}
