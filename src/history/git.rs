//! What git knows of a document: which commit wrote a line, which commits changed the file since then, and its text in each.
//!
//! A repository may have come from anybody, with a configuration of its own. So it is only read, by the `git` command, and
//! nothing that it may name as a program is started: no hooks, filters, textconv, pagers, monitors or signatures, and what is
//! missing in it is not fetched. Each command is bounded in time.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::process;

/// How long one command may take.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Commits behind a line that are looked at; an older change is not dated.
pub const MOST_COMMITS: usize = 1000;

/// Configuration that would start programs, each without one.
const QUIET: [&str; 7] = [
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.attributesFile=/dev/null",
    "diff.external=",
    "log.showSignature=false",
    "protocol.allow=never",
    "core.pager=cat",
];

/// Environment that keeps git to this repository and to itself.
const ENVIRONMENT: [(&str, &str); 6] = [
    ("GIT_ALLOW_PROTOCOL", "none"),
    ("GIT_NO_LAZY_FETCH", "1"),
    ("GIT_OPTIONAL_LOCKS", "0"),
    ("GIT_TERMINAL_PROMPT", "0"),
    ("GIT_PAGER", "cat"),
    ("LC_ALL", "C"),
];

/// Variables that would lead to another repository, as a hook has them.
const ELSEWHERE: [&str; 6] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_EXTERNAL_DIFF",
    "GIT_CONFIG_PARAMETERS",
];

/// The git of this user, with what it has said of folders.
#[derive(Debug)]
pub struct Git {
    program: Option<PathBuf>,
    calls: AtomicU64,
    folders: Mutex<BTreeMap<PathBuf, Result<Folder, String>>>,
}

/// A folder of a repository.
#[derive(Clone, Debug)]
struct Folder {
    /// The root of the repository.
    root: PathBuf,
    /// The path from there to the folder: empty, or with `/` behind it.
    prefix: String,
    /// The commit that is checked out.
    head: String,
}

/// A file in a repository.
#[derive(Clone, Debug)]
pub struct Tracked<'g> {
    git: &'g Git,
    folder: Folder,
    /// The path from the root of the repository, with `/`.
    pub path: String,
}

/// Where a line comes from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineOrigin {
    /// The commit that wrote it.
    pub commit: String,
    /// Its 1-based line there.
    pub line: usize,
    /// The path of the file there.
    pub path: String,
    /// When its author wrote it, in seconds since 1970.
    pub written: i64,
}

/// A commit that changed the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// Its full name.
    pub commit: String,
    /// The path of the file in it.
    pub path: String,
}

impl Default for Git {
    fn default() -> Self {
        Self { program: program(), calls: AtomicU64::new(0), folders: Mutex::default() }
    }
}

impl Git {
    /// The file at `path`, which is absolute.
    ///
    /// # Errors
    /// Why git knows nothing of it, for a person.
    pub fn tracked(&self, path: &Path) -> Result<Tracked<'_>, String> {
        let folder = path.parent().ok_or("it lies in no folder")?;
        let name = path.file_name().and_then(|name| name.to_str()).ok_or("its name is not plain text")?;
        let mut folders = self.folders.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = folders.entry(folder.to_owned()).or_insert_with(|| self.folder(folder)).clone()?;
        Ok(Tracked { git: self, path: format!("{}{name}", folder.prefix), folder })
    }

    /// How many commands have been started.
    #[must_use]
    pub fn calls(&self) -> u64 {
        self.calls.load(Ordering::Relaxed)
    }

    fn folder(&self, folder: &Path) -> Result<Folder, String> {
        let outside = || "it is not in a git repository".to_owned();
        // Only where something may be a repository is it worth it to start git.
        let real = folder.canonicalize().map_err(|_| outside())?;
        if !real.ancestors().any(|above| above.join(".git").exists()) {
            return Err(outside());
        }
        self.program.as_ref().ok_or("git is not installed")?;
        let asked = ["rev-parse", "--is-shallow-repository", "--show-prefix", "HEAD^{commit}"];
        let told = self.run(folder, &asked).and_then(|told| String::from_utf8(told).ok());
        let told = told.ok_or("it is not in a git repository, or the repository has no commit")?;
        let mut lines = told.lines();
        if lines.next() != Some("false") {
            return Err("the clone is shallow: `git fetch --unshallow` fetches its history".to_owned());
        }
        let prefix = lines.next().unwrap_or_default().to_owned();
        let head = lines.next().unwrap_or_default().to_owned();
        let root = folder.ancestors().nth(prefix.matches('/').count()).ok_or("it lies in no folder")?.to_owned();
        Ok(Folder { root, prefix, head })
    }

    fn run(&self, folder: &Path, arguments: &[&str]) -> Option<Vec<u8>> {
        let mut command = Command::new(self.program.as_ref()?);
        command.args(["--no-pager", "--literal-pathspecs"]).current_dir(folder);
        command.args(QUIET.iter().flat_map(|setting| ["-c", setting])).args(arguments);
        for name in ELSEWHERE {
            command.env_remove(name);
        }
        command.envs(ENVIRONMENT);
        self.calls.fetch_add(1, Ordering::Relaxed);
        process::output(&mut command, TIMEOUT)
    }
}

impl Tracked<'_> {
    /// The file in `revision`.
    #[must_use]
    pub fn text(&self, revision: &Revision) -> Option<Vec<u8>> {
        self.run(&["cat-file", "blob", &format!("{}:{}", revision.commit, revision.path)])
    }

    /// The commit that is checked out, with the file.
    #[must_use]
    pub fn head(&self) -> Revision {
        Revision { commit: self.folder.head.clone(), path: self.path.clone() }
    }

    /// Where each line of the file in `revision` comes from: changes of blanks do not count, and lines that were moved in the
    /// file are followed.
    #[must_use]
    pub fn blame(&self, revision: &Revision) -> Option<Vec<LineOrigin>> {
        let told =
            self.run(&["blame", "-w", "-M", "--no-textconv", "--porcelain", &revision.commit, "--", &revision.path])?;
        Some(origins(&String::from_utf8_lossy(&told)))
    }

    /// The commits behind `since` that changed the file, the oldest first; none if there are too many.
    #[must_use]
    pub fn since(&self, since: &str, head: &Revision) -> Option<Vec<Revision>> {
        let range = format!("{since}..{}", head.commit);
        let most = (MOST_COMMITS + 1).to_string();
        let told = self.run(&[
            "log",
            "--follow",
            "-M",
            "--no-ext-diff",
            "--no-textconv",
            "--no-show-signature",
            "--topo-order",
            "--format=commit %H",
            "--name-only",
            "-z",
            "-n",
            &most,
            &range,
            "--",
            &head.path,
        ])?;
        let mut found = revisions(&String::from_utf8_lossy(&told));
        found.reverse();
        (found.len() <= MOST_COMMITS).then_some(found)
    }

    fn run(&self, arguments: &[&str]) -> Option<Vec<u8>> {
        self.git.run(&self.folder.root, arguments)
    }
}

/// The git of this user. A relative folder of `PATH` would mean whatever lies in the current directory.
fn program() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let file = format!("git{}", std::env::consts::EXE_SUFFIX);
    let mut folders = std::env::split_paths(&path).filter(|folder| folder.is_absolute());
    folders.find_map(|folder| Some(folder.join(&file)).filter(|path| path.is_file()))
}

/// What `git blame --porcelain` tells: a line with the commit, its line there and here, facts about the commit the first
/// time that it is named, and the text behind a tab.
fn origins(told: &str) -> Vec<LineOrigin> {
    let (mut paths, mut times) = (BTreeMap::new(), BTreeMap::new());
    let (mut found, mut current) = (Vec::new(), None);
    for line in told.lines() {
        if line.starts_with('\t') {
            let Some((commit, number)) = current.take() else { continue };
            found.push((commit, number));
        } else if current.is_none() {
            let mut words = line.split(' ');
            let (commit, number) = (words.next().unwrap_or_default(), words.next().and_then(|word| word.parse().ok()));
            current = number.map(|number| (commit.to_owned(), number));
        } else if let (Some(path), Some((commit, _))) = (line.strip_prefix("filename "), &current) {
            paths.insert(commit.clone(), path.to_owned());
        } else if let (Some(time), Some((commit, _))) = (line.strip_prefix("author-time "), &current) {
            times.insert(commit.clone(), time.parse().unwrap_or_default());
        }
    }
    let origin = |(commit, line): (String, usize)| {
        let path = paths.get(&commit).cloned().unwrap_or_default();
        let written = times.get(&commit).copied().unwrap_or_default();
        LineOrigin { commit, line, path, written }
    };
    found.into_iter().map(origin).collect()
}

/// What `git log --format='commit %H' --name-only -z` tells: the commit and the path, each with a NUL behind it.
fn revisions(told: &str) -> Vec<Revision> {
    let mut found: Vec<Revision> = Vec::new();
    for piece in told.split('\0').map(|piece| piece.trim_start_matches('\n')).filter(|piece| !piece.is_empty()) {
        match (piece.strip_prefix("commit "), found.last_mut()) {
            (Some(commit), _) if commit.len() >= 40 && !commit.contains('\n') => {
                found.push(Revision { commit: commit.to_owned(), path: String::new() });
            }
            (_, Some(last)) => last.path = piece.to_owned(),
            (_, None) => {}
        }
    }
    found.retain(|revision| !revision.path.is_empty());
    found
}

/// How long two texts are compared at most; what is not compared then counts as changed.
const TIME_TO_COMPARE: Duration = Duration::from_secs(2);

/// For each line of `new` the line of `old` that it is, counted from 0; none for one that is new.
#[must_use]
pub fn unchanged(old: &str, new: &str) -> Vec<Option<usize>> {
    let lines = |text: &str| text.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>();
    let (old, new) = (lines(old), lines(new));
    let mut found = vec![None; new.len()];
    let end = std::time::Instant::now() + TIME_TO_COMPARE;
    for operation in similar::capture_diff_slices_deadline(similar::Algorithm::Myers, &old, &new, Some(end)) {
        if let similar::DiffOp::Equal { old_index, new_index, len } = operation {
            (0..len).for_each(|index| found[new_index + index] = Some(old_index + index));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_blame_tells_is_read_line_by_line() {
        let (a, b) = ("a".repeat(40), "b".repeat(40));
        let told = format!(
            "{a} 3 1 2\nauthor Ada\nauthor-time 1600000000\nsummary x y\nfilename old.md\n\ttext\n{a} 4 2\n\tfilename x\n{b} 7 3 1\nprevious {a} old.md\nfilename new.md\n\t\n"
        );
        let origin = |commit: &str, line, path: &str, written| {
            let (commit, path) = (commit.to_owned(), path.to_owned());
            LineOrigin { commit, line, path, written }
        };
        let time = 1_600_000_000;
        assert_eq!(
            origins(&told),
            [origin(&a, 3, "old.md", time), origin(&a, 4, "old.md", time), origin(&b, 7, "new.md", 0)]
        );
        assert_eq!(origins("nonsense\n\n\tx\n"), []);
    }

    #[test]
    fn lines_that_stay_are_known() {
        assert_eq!(unchanged("a\nb\nc\n", "a\r\nx\nb\nc"), [Some(0), None, Some(1), Some(2)]);
        assert_eq!(unchanged("", "a\n"), [None]);
    }

    #[test]
    fn what_log_tells_is_read_with_the_paths() {
        let (a, b) = ("a".repeat(40), "b".repeat(40));
        let told = format!("commit {a}\0\nnew name.md\0commit {b}\0\nold.md\0");
        let revision = |commit: &str, path: &str| Revision { commit: commit.to_owned(), path: path.to_owned() };
        assert_eq!(revisions(&told), [revision(&a, "new name.md"), revision(&b, "old.md")]);
        assert_eq!(revisions(""), []);
    }
}
