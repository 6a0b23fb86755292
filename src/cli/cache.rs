//! `doctrue cache`: where runs are kept, and how they go.

use anyhow::Context as _;

use super::args::{CacheArgs, CacheDeed};
use super::print;
use crate::record::{self, Removed};
use crate::report::EXIT_OK;

pub(super) fn cache(args: &CacheArgs) -> anyhow::Result<u8> {
    let place = args.place.resolve()?.context("cannot find your cache folder: name one with --cache-dir")?;
    let shown = place.folder.display();
    let text = match args.deed {
        CacheDeed::Dir => format!("{shown}\n"),
        CacheDeed::Clean => {
            let removed = record::clean(&place.folder).with_context(|| format!("cannot clean {shown}"))?;
            told(removed)
        }
        CacheDeed::Prune => told(record::prune(&place.folder)),
    };
    print(text)?;
    Ok(EXIT_OK)
}

fn told(removed: Removed) -> String {
    let files = if removed.files == 1 { "file" } else { "files" };
    format!("removed {} {files}, {} KiB\n", removed.files, removed.bytes.div_ceil(1024))
}
