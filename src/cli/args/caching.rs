//! Runs of earlier checks: whether they stand for new ones, where they lie, and what is done with them.

use clap::{Args as ClapArgs, Subcommand};
use std::path::PathBuf;

use super::environment;
use crate::run;
use crate::settings::{Cache, CachePlace};

/// Whether runs of earlier checks are used.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct CachingArgs {
    /// Run everything and store nothing [env: DOCTRUE_NO_CACHE]
    #[arg(long, conflicts_with_all = ["cache_dir", "cache_verify"], help_heading = "Cache")]
    no_cache: bool,

    #[command(flatten)]
    place: PlaceArgs,

    /// Run everything and compare it with the stored runs; exits with 2 if they differ
    #[arg(long, conflicts_with = "fix", help_heading = "Cache")]
    cache_verify: bool,
}

/// Where the cache lies.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct PlaceArgs {
    /// Where to store runs for later checks; doctrue trusts the contents of this folder [default: the folder `doctrue` in your cache folder] [env: DOCTRUE_CACHE_DIR]
    #[arg(long, value_name = "FOLDER", help_heading = "Cache")]
    cache_dir: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct CacheArgs {
    #[command(flatten)]
    pub(in crate::cli) place: PlaceArgs,

    #[command(subcommand)]
    pub(in crate::cli) deed: CacheDeed,
}

/// What is done with the cache.
#[derive(Clone, Copy, Debug, Subcommand)]
pub(in crate::cli) enum CacheDeed {
    /// Print the location of the cache
    Dir,
    /// Remove all stored runs
    Clean,
    /// Remove runs not used for a month, and the oldest runs beyond 512 MiB
    Prune,
}

impl PlaceArgs {
    /// The cache, by the option, then the environment; none if nobody knows where it could lie.
    pub(in crate::cli) fn resolve(&self) -> anyhow::Result<Option<CachePlace>> {
        if let Some(folder) = &self.cache_dir {
            let folder = std::path::absolute(folder)?;
            return Ok(Some(CachePlace { folder, is_named: true }));
        }
        let is_named = environment("DOCTRUE_CACHE_DIR").is_some();
        Ok(run::cache_folder().map(|folder| CachePlace { folder, is_named }))
    }
}

impl CachingArgs {
    /// What is done with runs of earlier checks.
    pub(in crate::cli) fn resolve(&self) -> anyhow::Result<Cache> {
        let is_named = self.place.cache_dir.is_some() || self.cache_verify;
        let is_off = self.no_cache || !is_named && environment("DOCTRUE_NO_CACHE").is_some_and(|said| said != "0");
        Ok(match self.place.resolve()?.filter(|_| !is_off) {
            None => Cache::Off,
            Some(place) if self.cache_verify => Cache::Verify(place),
            Some(place) => Cache::On(place),
        })
    }
}
