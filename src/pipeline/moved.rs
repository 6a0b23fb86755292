//! Documents that were renamed: they keep what the baseline knows of them.
//!
//! That is asked only where documents of the baseline are gone. Of each document that it does not know all is read off that
//! tells its problems from others; nothing runs for it.

use rayon::prelude::*;
use std::collections::BTreeSet;

use super::{Job, directives_for, read};
use crate::baseline::identity;
use crate::claim;
use crate::crash;
use crate::directive;
use crate::discover::File;
use crate::document::Document;
use crate::example::{self, Class};

/// Tells the baseline of `job` which of `files`, those of other machines included, may be one that it knows under a path that is
/// gone.
pub(super) fn follow(job: &Job<'_>, files: impl Iterator<Item = File>) {
    let Some(known) = job.known.filter(|known| known.misses_documents()) else { return };
    let new: Vec<_> = files.filter(|file| known.is_new(&file.name)).collect();
    let found = new.par_iter().filter_map(|file| {
        let document = crash::guarded(|| read(file)).ok()?.ok()?;
        let prints = crash::guarded(|| Prints::of(job, file, &document)).ok()?;
        Some((file.name.clone(), prints))
    });
    let found: Vec<_> = found.collect();
    let found: Vec<_> =
        found.iter().map(|(name, prints)| (name.clone(), |codes: &BTreeSet<&str>| prints.all(codes))).collect();
    known.follow(&found);
}

/// What tells the claims and the blocks of a document from others.
struct Prints {
    claims: BTreeSet<String>,
    blocks: Vec<String>,
}

impl Prints {
    fn of(job: &Job<'_>, file: &File, document: &Document) -> Self {
        let said = directive::resolve(document, &directives_for(job.config, file));
        let classes = example::classify(document, &said.blocks);
        let claims = classes.iter().flat_map(Class::all_examples).flat_map(|example| {
            let claims = claim::recognise(&document.source, example);
            claims.into_iter().map(|claim| identity::of_claim(document, &claim, &claim.text(claim.lines.len())))
        });
        let blocks = document.blocks.iter().map(|block| identity::of_block(document, block));
        Self { claims: claims.collect(), blocks: blocks.collect() }
    }

    /// All fingerprints that problems of these `codes` may have here.
    fn all(&self, codes: &BTreeSet<&str>) -> BTreeSet<String> {
        let of_code =
            |code: &&str| self.blocks.iter().map(|block| identity::of_finding(code, block)).collect::<Vec<_>>();
        self.claims.iter().cloned().chain(codes.iter().flat_map(of_code)).collect()
    }
}
