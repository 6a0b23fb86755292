//! Where reports go: the forms on the command line, and files that are opened before anything runs.

use anyhow::Context as _;
use clap::ValueEnum;
use clap::builder::PossibleValue;
use std::cell::LazyCell;
use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::links;
use crate::discover::{self, Selection};
use crate::draft::{self, Draft, Visibility};
use crate::report::blob::{self, ReportOrigin};
use crate::report::form::{self, FORMS, Form};
use crate::report::link::Links;
use crate::report::setting::Setting;
use crate::report::{Report, markdown, merge};
use crate::settings::shard::Shard;

impl ValueEnum for Form {
    fn value_variants<'a>() -> &'a [Self] {
        &FORMS
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let value = PossibleValue::new(self.as_str()).help(self.explain());
        Some(if *self == Self::Full { value.alias("text") } else { value })
    }
}

/// What is written into a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// The report in this form.
    Form(Form),
    /// All that is known of it, into a folder.
    Blob,
}

/// The word for a blob.
const BLOB: &str = "blob";

/// Reads `FORMAT=PATH`.
pub(super) fn named(text: &str) -> Result<(Sort, PathBuf), String> {
    let usage = || "write a format and a path, like json=report.json".to_owned();
    let (form, path) = text.split_once('=').filter(|(_, path)| !path.is_empty()).ok_or_else(usage)?;
    if form == BLOB {
        return Ok((Sort::Blob, path.into()));
    }
    let names = || FORMS.map(Form::as_str).join(", ");
    let told = |_| format!("unknown format `{form}`; choose one of {}, {BLOB}", names());
    Ok((Sort::Form(Form::from_str(form, false).map_err(told)?), path.into()))
}

/// Names in the folder of a report that a killed process may leave where the system has no files without a name.
const PREFIX: &str = ".doctrue-report-";

/// A file that will hold a report.
pub(super) struct Target {
    sort: Sort,
    /// As the user gave it.
    name: PathBuf,
    place: Place,
}

enum Place {
    /// A new file, and the path that it will have.
    File(Draft, PathBuf),
    /// A pipe or a device.
    Stream(File),
    /// A file that is added to.
    JobSummary(File),
}

/// Opens all targets, so that a path that cannot be written is told before anything runs.
///
/// # Errors
/// If one cannot be opened, is named twice, or is one of `documents`.
pub(super) fn open(
    wanted: &[(Sort, PathBuf)],
    shard: Shard,
    documents: impl FnOnce() -> HashSet<PathBuf>,
) -> anyhow::Result<Vec<Target>> {
    let mut targets: Vec<Target> = Vec::new();
    let documents = LazyCell::new(documents);
    for (sort, name) in wanted {
        let name = &match sort {
            Sort::Form(_) => name.clone(),
            Sort::Blob => name.join(merge::file_name(shard)),
        };
        let place = place(name).with_context(|| format!("cannot write a report to {}", name.display()))?;
        let is_same = |target: &Target| match (&target.place, &place) {
            (Place::File(_, one), Place::File(_, other)) => one == other,
            _ => false,
        };
        if matches!(&place, Place::File(_, path) if path.exists() && documents.contains(path)) {
            anyhow::bail!(
                "{} is a document of this check: write the report elsewhere, or exclude the document",
                name.display()
            );
        }
        if targets.iter().any(is_same) {
            anyhow::bail!("two reports would be written to {}: give each its own path", name.display());
        }
        targets.push(Target { sort: *sort, name: name.clone(), place });
    }
    Ok(targets)
}

/// The documents that are checked, as they really are named.
pub(super) fn documents(selection: &Selection) -> HashSet<PathBuf> {
    let found = discover::discover(selection);
    found.files.iter().filter_map(|file| file.path?.canonicalize().ok()).collect()
}

/// The file that GitHub shows as the summary of a job. What other commands of the step have written there stays.
///
/// # Errors
/// If it cannot be opened.
pub(super) fn job_summary(name: String) -> anyhow::Result<Target> {
    let file = OpenOptions::new().append(true).create(true).open(&name);
    let file = file.with_context(|| format!("cannot write the job summary to {name} (GITHUB_STEP_SUMMARY)"))?;
    Ok(Target { sort: Sort::Form(Form::Markdown), name: name.into(), place: Place::JobSummary(file) })
}

/// The summary for a file that holds `before` bytes already.
fn summary(report: &Report, setting: Setting<'_>, before: u64) -> String {
    let room = markdown::JOB_SUMMARY.saturating_sub(usize::try_from(before).unwrap_or(usize::MAX));
    let gap = if before == 0 { "" } else { "\n\n" };
    format!("{gap}{}", markdown::render(report, setting, room))
}

fn place(name: &Path) -> anyhow::Result<Place> {
    match fs::metadata(name) {
        Ok(found) if found.is_dir() => anyhow::bail!("it is a folder"),
        Ok(found) if !found.is_file() => Ok(Place::Stream(OpenOptions::new().write(true).open(name)?)),
        // Whoever put a link there wants the file that it leads to.
        Ok(found) if found.permissions().readonly() => anyhow::bail!("it is read-only"),
        Ok(_) => new_file(&name.canonicalize()?),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            anyhow::ensure!(!name.as_os_str().as_encoded_bytes().ends_with(b"/"), "it is a folder");
            let folder = name.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            if let Ok(target) = fs::read_link(name) {
                return place(&folder.join(target));
            }
            fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
            let file = name.file_name().context("it names no file")?;
            new_file(&folder.canonicalize()?.join(file))
        }
        Err(error) => Err(error.into()),
    }
}

fn new_file(path: &Path) -> anyhow::Result<Place> {
    let folder = path.parent().context("it is in no folder")?;
    Ok(Place::File(Draft::create(folder, PREFIX, Visibility::Usual)?, path.to_owned()))
}

impl Place {
    /// `links` as they lead from here.
    fn links(&self, links: &Links) -> Option<Links> {
        match self {
            Self::File(_, path) => links::seen_from(links, path.parent()?),
            Self::Stream(_) | Self::JobSummary(_) => Some(links.clone()),
        }
    }
}

impl Target {
    /// Whether its form shows code.
    pub(super) fn shows_code(&self) -> bool {
        match self.sort {
            Sort::Form(form) => form.shows_code(),
            Sort::Blob => true,
        }
    }

    /// Whether it keeps all that is known.
    pub(super) fn is_blob(&self) -> bool {
        self.sort == Sort::Blob
    }

    /// Writes `report`, which comes from `origin`, whole or not at all.
    pub(super) fn write(self, report: &Report, origin: &ReportOrigin, setting: Setting<'_>) -> anyhow::Result<()> {
        let told = || format!("cannot write the report to {}", self.name.display());
        let links = setting.links.and_then(|links| self.place.links(links));
        let setting = Setting { links: links.as_ref(), ..setting };
        let text = || match self.sort {
            Sort::Form(form) => form::render(report, form, setting).with_context(told),
            Sort::Blob => blob::render(report, origin).with_context(told),
        };
        match self.place {
            Place::Stream(mut file) => file.write_all(text()?.as_bytes()).with_context(told),
            Place::JobSummary(mut file) => {
                let before = file.metadata().with_context(told)?.len();
                file.write_all(summary(report, setting, before).as_bytes()).with_context(told)
            }
            Place::File(mut draft, path) => {
                let text = text()?;
                let file = draft.file();
                file.write_all(text.as_bytes()).with_context(told)?;
                if let Ok(old) = fs::metadata(&path) {
                    file.set_permissions(old.permissions()).with_context(told)?;
                }
                file.sync_all().with_context(told)?;
                draft.put(&path).with_context(told)?;
                path.parent().map_or(Ok(()), draft::force).with_context(told)
            }
        }
    }
}
