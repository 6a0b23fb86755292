//! Which documents this machine checks, and where its report comes from, so that it is put together with the right others.

use anyhow::Context as _;
use std::collections::BTreeMap;
use std::path::Path;

use super::args::{self, CheckArgs, ShardArgs};
use super::storage;
use crate::baseline::Known;
use crate::config::Config;
use crate::git;
use crate::report::{Report, stored};
use crate::settings::RunSettings;
use crate::settings::shard::{Division, Durations, Shard};

/// Hexadecimal digits of a digest.
const DIGITS: usize = 32;

/// How documents are shared out.
pub(super) fn division(args: &ShardArgs) -> anyhow::Result<Division> {
    let durations = args.shard_durations.as_deref().map(durations).transpose()?;
    Ok(Division { shard: args.shard.unwrap_or(Shard::WHOLE), durations })
}

fn durations(path: &Path) -> anyhow::Result<Durations> {
    let told = || format!("--shard-durations {}", path.display());
    let text = storage::read(path).with_context(told)?;
    let of = match serde_json::from_str(&text) {
        Ok(plain) => plain,
        Err(_) => of_report(&stored::read(&text).with_context(told)?.report()),
    };
    Ok(Durations { digest: digest(text.as_bytes()), of })
}

/// What the blocks of each document took.
fn of_report(report: &Report) -> BTreeMap<String, u64> {
    let documents = report.documents.iter();
    documents.map(|one| (one.path.clone(), one.blocks.iter().map(|block| block.duration_ms).sum())).collect()
}

fn digest(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex()[..DIGITS].to_owned()
}

/// The commit that is checked out, or that the CI system names.
pub(super) fn commit() -> Option<String> {
    let head = || {
        let repository = git::Repository::at(&std::env::current_dir().ok()?).ok()?;
        Some(repository.commit("HEAD").ok()?.hash().to_owned())
    };
    head().or_else(|| ["GITHUB_SHA", "CI_COMMIT_SHA"].into_iter().find_map(args::environment))
}

/// The time limits, for people.
fn timeout(settings: &RunSettings) -> String {
    let longest = settings.longest.map(|longest| format!(", and at most {longest:?}"));
    format!("{:?}{}", settings.timeout, longest.unwrap_or_default())
}

/// What else the report depends on, by the names of options. How many examples run at the same time is none of it.
pub(super) fn options(
    args: &CheckArgs,
    settings: &RunSettings,
    config: &Config,
    known: Option<&Known>,
) -> BTreeMap<String, String> {
    let limits = settings.limits;
    let choosing = &args.choosing;
    let mut options = vec![
        ("claims", settings.judged.as_str().to_owned()),
        ("match", settings.matching.as_str().to_owned()),
        ("severity", format!("{:?}", settings.severities)),
        ("timeout", timeout(settings)),
        ("max-memory", limits.memory.to_string()),
        ("max-output", limits.output.to_string()),
        ("max-file-size", limits.file.to_string()),
        ("preload", settings.preload.join(",")),
        ("evidence", format!("{:?}", settings.evidence)),
        ("record", format!("{:?}", settings.records)),
        ("sandbox", format!("{:?}", settings.sandbox)),
        ("isolation", format!("{:?}", settings.isolation)),
        ("audit-skips", settings.audit_skips.to_string()),
        ("keyword", choosing.keyword.join(", ")),
        ("since", choosing.since.clone().unwrap_or_default()),
        ("staged", choosing.staged.to_string()),
        ("whole-documents", choosing.whole_documents.to_string()),
        ("failed", choosing.failed.to_string()),
        ("max-fail", choosing.max_fail().map(|most| most.to_string()).unwrap_or_default()),
        ("paths", args.input.told()),
    ];
    options.extend(config.digest().map(|digest| ("config", digest.to_owned())));
    options.extend(known.map(|known| {
        let text = known.counting.render() + &known.own.render();
        ("baseline", format!("{} ({})", digest(text.as_bytes()), known.name))
    }));
    options.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
