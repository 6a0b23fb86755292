//! What of the documents is checked: lines that are named, what changed by git, what failed last.

use anyhow::Context as _;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::args::ChoosingArgs;
use super::last::Last;
use super::remark;
use crate::discover::{self, Selection};
use crate::finding::Severity;
use crate::git::{Commit, FileChange, Repository, With};
use crate::pipeline::{self, Asked, Changed};
use crate::report::selected::Selected;
use crate::settings::Input;
use crate::settings::shard::Division;
use crate::source::slashed;

/// What is chosen.
pub(super) struct Chosen {
    /// The documents.
    pub(super) selection: Selection,
    /// What of them is asked for.
    pub(super) asked: Asked,
    /// Why there may be no document, for people.
    pub(super) none: Option<String>,
}

impl Chosen {
    /// Leaves to other machines what is theirs.
    pub(super) fn divide(&mut self, division: Division) {
        if !division.shard.is_whole() {
            self.none = Some(format!("no document belongs to shard {}", division.shard));
        }
        self.asked.division = division;
    }
}

/// What `args` choose of `selection`.
pub(super) fn resolve(args: &ChoosingArgs, selection: Selection, last: &Last) -> anyhow::Result<Chosen> {
    let said = said(args, &selection);
    let (selection, lines) = with_lines(selection)?;
    let texts = args.keyword.iter().map(|text| text.to_lowercase()).collect();
    let mut asked = Asked { lines, texts, said, whole_documents: args.whole_documents, ..Asked::default() };
    let mut chosen = match (&args.since, args.staged) {
        (Some(revision), _) => changed_since(revision, selection, &mut asked)?,
        (None, true) => staged(selection, &mut asked)?,
        (None, false) => (selection, None),
    };
    if args.failed || args.failed_first {
        let failed = last.failed();
        if args.failed && failed.is_empty() {
            remark(Severity::Note, "the last check had no problems, so everything is checked");
        } else if args.failed {
            chosen.0 = chosen.0.narrowed(failed.keys().cloned());
            chosen.1 = chosen.1.or_else(|| Some("nothing under these paths failed last time".to_owned()));
            asked.failed = Some(failed.clone());
            asked.said.failed = true;
        }
        asked.first = failed.into_keys().collect();
    }
    let (selection, mut none) = chosen;
    if !args.keyword.is_empty() && none.is_none() {
        none = Some("no block has this text in its path, headings or code".to_owned());
    }
    Ok(Chosen { selection, asked, none })
}

/// What a report says of `args` and the lines that are named in `selection`.
fn said(args: &ChoosingArgs, selection: &Selection) -> Selected {
    let lines = match &selection.input {
        Input::Paths(paths) => paths.iter().filter(|path| line_of(path).is_some()).map(|path| slashed(path)).collect(),
        Input::StandardInput { .. } => Vec::new(),
    };
    let (since, keyword) = (args.since.clone(), args.keyword.clone());
    Selected { since, staged: args.staged, keyword, lines, ..Selected::default() }
}

/// `selection` without the lines behind its paths, and these lines. A file that is named so is named itself.
fn with_lines(selection: Selection) -> anyhow::Result<(Selection, BTreeMap<PathBuf, Vec<usize>>)> {
    let Input::Paths(paths) = &selection.input else { return Ok((selection, BTreeMap::new())) };
    let mut lines: BTreeMap<PathBuf, Vec<usize>> = BTreeMap::new();
    let mut whole = Vec::new();
    for path in paths {
        let Some((file, line)) = line_of(path) else {
            whole.push(path.clone());
            continue;
        };
        let identity = file.canonicalize().with_context(|| format!("cannot find {}", file.display()))?;
        lines.entry(identity).or_default().push(line);
        whole.push(file);
    }
    let named: Vec<_> = paths.iter().filter(|path| line_of(path).is_none()).collect();
    // What is named whole is asked for whole.
    lines.retain(|file, _| !named.iter().any(|path| path.canonicalize().is_ok_and(|path| path == *file)));
    Ok((Selection { input: Input::Paths(whole), ..selection }, lines))
}

/// The file and the line of `a.md:16` or `a.md:16:3`, as reports write them, if there is no file of that name.
fn line_of(path: &Path) -> Option<(PathBuf, usize)> {
    if path.exists() {
        return None;
    }
    let split = |text: &str| {
        let (file, line) = text.rsplit_once(':')?;
        Some((file.to_owned(), line.parse::<usize>().ok().filter(|line| *line > 0)?))
    };
    let text = path.to_str()?;
    let (file, line) = split(text)?;
    let found = if Path::new(&file).is_file() { (file, line) } else { split(&file)? };
    Path::new(&found.0).is_file().then(|| (found.0.into(), found.1))
}

/// A selection, and why it may be empty.
type Narrowed = (Selection, Option<String>);

/// What changed in the working tree since `revision`, or since the branch left that one.
fn changed_since(revision: &str, selection: Selection, asked: &mut Asked) -> anyhow::Result<Narrowed> {
    let repository = repository("--since")?;
    let commit = repository.commit(revision).context("--since")?;
    let head = repository.commit("HEAD").context("--since")?;
    let base = repository.merge_base(&commit, &head).context("--since")?.unwrap_or(commit);
    let none = format!("no document changed since {revision}");
    Ok((changes(&repository, &base, With::WorkingTree, selection, asked).context("--since")?, Some(none)))
}

/// What the next commit changes.
fn staged(selection: Selection, asked: &mut Asked) -> anyhow::Result<Narrowed> {
    let repository = repository("--staged")?;
    let head = match repository.commit("HEAD") {
        Ok(head) => head,
        Err(_) => repository.empty_tree(),
    };
    let none = Some("no document is staged".to_owned());
    Ok((changes(&repository, &head, With::Index, selection, asked).context("--staged")?, none))
}

fn repository(option: &'static str) -> anyhow::Result<Repository> {
    let here = std::env::current_dir().context("cannot determine the current directory")?;
    Repository::at(&here).context(option)
}

/// `selection` without what did not change since `commit`; how the documents were goes into `asked`.
fn changes(
    repository: &Repository,
    commit: &Commit,
    with: With,
    selection: Selection,
    asked: &mut Asked,
) -> anyhow::Result<Selection> {
    anyhow::ensure!(matches!(selection.input, Input::Paths(_)), "standard input has no history");
    let root = repository.root().canonicalize()?;
    let place = |change: &FileChange| root.join(&change.path).canonicalize().ok();
    let all = repository.changes(commit, with)?;
    let included = including(&root, &all, &selection);
    let changes = all.into_iter().filter(|change| !change.is_deleted);
    let mut changes: Vec<_> = changes.filter_map(|change| Some((place(&change)?, change))).collect();
    let paths = changes.iter().map(|(path, _)| path).chain(&included).cloned();
    let narrowed = selection.narrowed(paths.collect::<BTreeSet<_>>().into_iter());
    let Input::Paths(named) = &narrowed.input else { return Ok(narrowed) };
    let named: BTreeSet<_> = named.iter().filter_map(|path| path.canonicalize().ok()).collect();
    changes.retain(|(path, _)| named.contains(path));
    let before = contents(repository, &changes, |change| change.before.as_ref())?;
    let after = contents(repository, &changes, |change| change.after.as_ref())?;
    let contents = before.into_iter().zip(after).map(|(before, after)| Changed { before, after });
    let mut changed: BTreeMap<_, _> = changes.into_iter().map(|(path, _)| path).zip(contents).collect();
    let included: Vec<_> = included.into_iter().filter(|path| !changed.contains_key(path)).collect();
    let after = match with {
        With::WorkingTree => vec![None; included.len()],
        // The next commit has them as this one has them.
        With::Index => repository.show_all(commit, &below(&root, &included))?,
    };
    changed.extend(included.into_iter().zip(after.into_iter().map(|after| Changed { before: None, after })));
    asked.changed = Some(changed);
    Ok(narrowed)
}

/// The documents of `selection` that include a file of `changes`, which are below `root`.
fn including(root: &Path, changes: &[FileChange], selection: &Selection) -> BTreeSet<PathBuf> {
    let files = changes.iter().filter(|change| discover::may_be_included(&change.path));
    let files: BTreeSet<_> = files.map(|change| root.join(&change.path)).collect();
    if files.is_empty() {
        return BTreeSet::new();
    }
    let found = pipeline::including(&discover::discover(selection).files, root, &files);
    found.into_iter().filter_map(|file| file.path).collect()
}

/// `paths`, which are below `root`, as they are named from there.
fn below(root: &Path, paths: &[PathBuf]) -> Vec<PathBuf> {
    paths.iter().map(|path| path.strip_prefix(root).unwrap_or(path).to_owned()).collect()
}

/// The content of what `of` names for each of `changes`.
fn contents<'c>(
    repository: &Repository,
    changes: &'c [(PathBuf, FileChange)],
    of: impl Fn(&'c FileChange) -> Option<&'c crate::git::BlobHash>,
) -> anyhow::Result<Vec<Option<Vec<u8>>>> {
    let blobs: Vec<_> = changes.iter().filter_map(|(_, change)| of(change)).collect();
    let mut found = repository.blobs(&blobs)?.into_iter();
    Ok(changes.iter().map(|(_, change)| of(change).and_then(|_| found.next().flatten())).collect())
}
