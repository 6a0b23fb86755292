//! The baseline of a check: where it is, what counts of it, and what is written.

use anyhow::Context as _;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::args::KnownArgs;
use super::remark;
use crate::baseline::{Baseline, FILE, Known, Purpose};
use crate::draft::{self, Draft, Visibility};
use crate::finding::Severity;
use crate::git;
use crate::report::{EXIT_ERROR, Report};
use crate::settings::Strictness;

/// The name of the file before it is in its place.
const PREFIX: &str = ".doctrue-baseline-";

/// The longest file that is read, in bytes.
const LONGEST: u64 = 64 << 20;

/// The baseline of this check, if there is one.
pub(super) fn resolve(args: &KnownArgs, strictness: Strictness) -> anyhow::Result<Option<Known>> {
    if args.no_baseline {
        return Ok(None);
    }
    let purpose = match (args.write_baseline, args.prune_baseline) {
        (true, _) => Purpose::Write,
        (false, true) => Purpose::Prune,
        (false, false) => Purpose::Check,
    };
    let here = std::env::current_dir()
        .and_then(|here| here.canonicalize())
        .context("cannot determine the current directory")?;
    let found = args.baseline.clone().or_else(|| nearest(&here));
    let is_asked_for = args.baseline.is_some() || args.prune_baseline;
    let path = match found {
        Some(path) => path,
        None if purpose == Purpose::Check && args.baseline_from.is_none() => return Ok(None),
        None => PathBuf::from(FILE),
    };
    let name = path.display().to_string();
    let own = match read(&path) {
        Ok(text) => parse(&text, &name)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound && (purpose == Purpose::Write || !is_asked_for) => {
            Baseline::default()
        }
        Err(error) => {
            return Err(error)
                .with_context(|| format!("cannot read the baseline {name} (--write-baseline writes one)"));
        }
    };
    let counting = match &args.baseline_from {
        Some(revision) => earlier(revision, &path, &here)?,
        None => own.clone(),
    };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = folder.canonicalize().with_context(|| format!("cannot find the folder of the baseline {name}"))?;
    let (from, strict) = (args.baseline_from.clone(), strictness.strict);
    Ok(Some(Known { counting, own, from, name, folder, here, purpose, strict, followed: OnceLock::new() }))
}

/// The usual file: that of this folder, or of one above it in the same repository.
fn nearest(here: &Path) -> Option<PathBuf> {
    let is_root = |folder: &&Path| folder.join(".git").exists();
    let levels = here.ancestors().position(|folder| is_root(&folder)).unwrap_or(0);
    let level = here.ancestors().take(levels + 1).position(|folder| folder.join(FILE).is_file())?;
    Some(std::iter::repeat_n(PathBuf::from(".."), level).chain([PathBuf::from(FILE)]).collect())
}

fn read(path: &Path) -> io::Result<String> {
    let length = std::fs::metadata(path)?.len();
    if length > LONGEST {
        return Err(io::Error::other("it is too long"));
    }
    std::fs::read_to_string(path)
}

fn parse(text: &str, name: &str) -> anyhow::Result<Baseline> {
    let told = |error| anyhow::anyhow!("cannot read the baseline {name}: {error}; --write-baseline writes it anew");
    Baseline::read(text).map_err(told)
}

/// The baseline at `path` as of `revision`; one that was not there knows nothing.
fn earlier(revision: &str, path: &Path, here: &Path) -> anyhow::Result<Baseline> {
    let repository = git::Repository::at(here).context("--baseline-from")?;
    let commit = repository.commit(revision).context("--baseline-from")?;
    let inside = repository.path(path).with_context(|| format!("{} is outside the repository", path.display()))?;
    match repository.show(&commit, &inside).context("--baseline-from")? {
        Some(bytes) => parse(&String::from_utf8_lossy(&bytes), &format!("{} of {revision}", path.display())),
        None => Ok(Baseline::default()),
    }
}

/// How many more ignores the documents of `report` have than as of `revision`.
fn added_ignores(revision: &str, report: &Report) -> anyhow::Result<usize> {
    let count = |text: &[u8]| String::from_utf8_lossy(text).lines().filter(|line| is_ignore(line)).count();
    let now = |path: &Path| std::fs::read(path).map_or(0, |text| count(&text));
    let paths = report.documents.iter().map(|document| PathBuf::from(&document.path));
    let now: Vec<_> = paths.map(|path| (now(&path), path)).filter(|(count, _)| *count > 0).collect();
    if now.is_empty() {
        return Ok(0);
    }
    let here = std::env::current_dir().context("cannot determine the current directory")?;
    let repository = git::Repository::at(&here).context("--baseline-from")?;
    let commit = repository.commit(revision).context("--baseline-from")?;
    let inside: Vec<_> = now.iter().map(|(_, path)| repository.path(path).unwrap_or_default()).collect();
    let before = repository.show_all(&commit, &inside).context("--baseline-from")?;
    let before = before.iter().map(|text| text.as_ref().map_or(0, |text| count(text)));
    Ok(now.iter().zip(before).map(|((now, _), before)| now.saturating_sub(before)).sum())
}

/// Whether something is left out in this line.
fn is_ignore(line: &str) -> bool {
    line.split_once("doctrue:").is_some_and(|(_, said)| said.contains("ignore["))
}

/// Writes the baseline anew, where that is asked for, and tells what it holds.
pub(super) fn finish(known: &Known, report: &mut Report) -> anyhow::Result<()> {
    let is_complete = report.summary.exit_status < EXIT_ERROR;
    let mut summary = known.summary();
    if let Some(revision) = &known.from {
        summary.added_ignores = added_ignores(revision, report)?;
    }
    report.summary.baseline = Some(summary);
    if known.purpose == Purpose::Check {
        return Ok(());
    }
    anyhow::ensure!(
        is_complete,
        "the baseline {} was not written, because not everything could be checked",
        known.name
    );
    let next = known.next(&report.documents);
    let (before, after) = (known.own.len(), next.len());
    write(&known.folder, Path::new(&known.name), &next).with_context(|| format!("cannot write {}", known.name))?;
    let problems = |count: usize| if count == 1 { "1 problem".to_owned() } else { format!("{count} problems") };
    let message = match known.purpose {
        Purpose::Prune => {
            format!("{}: {} removed, {after} left", known.name, problems(before.saturating_sub(after)))
        }
        Purpose::Write | Purpose::Check => format!("{}: {} recorded", known.name, problems(after)),
    };
    remark(Severity::Note, &message);
    if let Some(baseline) = &mut report.summary.baseline {
        baseline.entries = after;
    }
    Ok(())
}

fn write(folder: &Path, path: &Path, next: &Baseline) -> anyhow::Result<()> {
    let mut draft = Draft::create(folder, PREFIX, Visibility::Usual)?;
    draft.file().write_all(next.render().as_bytes())?;
    let path = folder.join(path.file_name().context("it names no file")?);
    if let Ok(old) = std::fs::metadata(&path) {
        draft.file().set_permissions(old.permissions())?;
    }
    draft.put(&path)?;
    Ok(draft::force(folder)?)
}
