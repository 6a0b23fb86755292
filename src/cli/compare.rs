//! `doctrue diff`: two reports, and what is worse in the later one.

use anyhow::Context as _;
use std::path::Path;

use super::args::DiffArgs;
use super::{color, print, storage};
use crate::report::compare::{self, compare, incomplete};
use crate::report::terminal::{Detail, Look};
use crate::report::{EXIT_FAILURE, EXIT_OK, Report};

pub(super) fn diff(args: &DiffArgs) -> anyhow::Result<u8> {
    let (old, new) = (report(&args.old)?, report(&args.new)?);
    let comparison = compare(&old, &new, args.strict);
    let look = Look {
        color: color::for_stdout(args.color),
        width: color::width(),
        detail: Detail::Normal,
        all: args.all,
        statistics: false,
        durations: None,
    };
    let text = compare::render(&comparison, args.format.into(), look).context("cannot write the comparison")?;
    print(&text)?;
    Ok(if comparison.is_worse() { EXIT_FAILURE } else { EXIT_OK })
}

/// The report at `path`, if it is of a check of all documents that went to its end.
fn report(path: &Path) -> anyhow::Result<Report> {
    let stored = storage::stored(path)?;
    if let Some(shard) = stored.shard().filter(|shard| !shard.is_whole()) {
        anyhow::bail!(
            "{} cannot be compared: it is shard {shard} of a check; name the folder with the blobs of all shards",
            path.display()
        );
    }
    let report = stored.report();
    match incomplete(&report) {
        Some(why) => anyhow::bail!("{} cannot be compared: {why}", path.display()),
        None => Ok(report),
    }
}
