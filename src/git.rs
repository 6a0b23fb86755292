//! What a repository holds of earlier versions, by the `git` command.
//!
//! The repository may be a stranger's, and its configuration names programs: hooks, filters, text converters, file system
//! monitors, transports. None of them is run. Only commands are used that read objects and the index; files of the
//! working tree are compared here, because git would send them through filters. Each command has a limit of time and of output,
//! writes nothing, and asks nobody.

mod call;
mod lines;

pub use lines::{Hunk, changed_lines};

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// The longest content that is read, in bytes: as for documents.
const LONGEST: usize = 64 << 20;

/// Something could not be learned from git.
#[derive(Debug, Error)]
pub enum GitError {
    /// There is no git.
    #[error("cannot run `git`: {0}")]
    NoGit(std::io::Error),
    /// The folder lies in no repository.
    #[error("{} is not in a git repository", .0.display())]
    NoRepository(PathBuf),
    /// No commit has this name.
    #[error("`{0}` is not a commit of this repository")]
    UnknownRevision(String),
    /// A command failed.
    #[error("`git {command}` failed: {said}")]
    Failed {
        /// Which one.
        command: String,
        /// Its first line on standard error.
        said: String,
    },
    /// A command took too long, or wrote too much.
    #[error("`git {0}` was stopped: {1}")]
    Stopped(String, &'static str),
}

/// A commit, by its whole hash.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Commit(String);

/// The content of a file, by its whole hash.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BlobHash(String);

impl Commit {
    /// Its hash.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Commit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The tree that holds nothing, which every repository knows, by its hash of either kind.
const EMPTY_TREES: [&str; 2] =
    ["4b825dc642cb6eb9a060e54bf8d69288fbee4904", "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321"];

/// A repository with a working tree.
#[derive(Clone, Debug)]
pub struct Repository {
    root: PathBuf,
    is_shallow: bool,
    has_long_hashes: bool,
}

/// What is compared with a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum With {
    /// The files as they are, those that git does not know included.
    WorkingTree,
    /// What the next commit will hold.
    Index,
}

/// A file that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileChange {
    /// Its path from the root of the repository.
    pub path: PathBuf,
    /// Its content in the commit; none if it was not there.
    pub before: Option<BlobHash>,
    /// Its content in the index, where that was asked for.
    pub after: Option<BlobHash>,
    /// Whether it is there no more.
    pub is_deleted: bool,
}

impl Repository {
    /// The repository that `folder` lies in.
    ///
    /// # Errors
    /// If there is none, or no git.
    pub fn at(folder: &Path) -> Result<Self, GitError> {
        let said = call::output(
            folder,
            &["rev-parse", "--show-toplevel", "--is-shallow-repository", "--show-object-format"],
            b"",
        );
        let is_none = matches!(&said, Err(GitError::Failed { said, .. }) if said.contains("not a git repository"));
        if is_none {
            return Err(GitError::NoRepository(folder.to_owned()));
        }
        let said = said?;
        let said = call::text(&said);
        let mut lines = said.lines();
        let root = lines.next().filter(|root| !root.is_empty());
        let root = root.map(PathBuf::from).ok_or_else(|| GitError::NoRepository(folder.to_owned()))?;
        let is_shallow = lines.next() == Some("true");
        Ok(Self { root, is_shallow, has_long_hashes: lines.next() == Some("sha256") })
    }

    /// Its folder, as git names it: no link leads there.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Whether its history is cut off.
    #[must_use]
    pub fn is_shallow(&self) -> bool {
        self.is_shallow
    }

    /// The path of `file` from the root; none if it lies elsewhere.
    #[must_use]
    pub fn path(&self, file: &Path) -> Option<PathBuf> {
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let whole = folder.canonicalize().ok()?.join(file.file_name()?);
        let root = self.root.canonicalize().ok()?;
        whole.strip_prefix(root).ok().map(Path::to_owned)
    }

    /// What a command that only reads writes to standard output. A command that compares the working tree is none:
    /// it would run filters. Those that may convert texts are told `--no-textconv` and `--no-ext-diff` by the caller.
    ///
    /// # Errors
    /// If it fails or is stopped.
    pub fn read(&self, arguments: &[&str]) -> Result<Vec<u8>, GitError> {
        call::output(&self.root, arguments, b"")
    }

    /// The commit that `revision` names.
    ///
    /// # Errors
    /// If none has this name.
    pub fn commit(&self, revision: &str) -> Result<Commit, GitError> {
        let unknown = || GitError::UnknownRevision(revision.to_owned());
        if revision.is_empty() || revision.starts_with('-') || revision.contains(['\0', '\n']) {
            return Err(unknown());
        }
        let name = format!("{revision}^{{commit}}");
        let said = match self.read(&["rev-parse", "--verify", "--quiet", &name]) {
            Err(GitError::Failed { .. }) => return Err(unknown()),
            said => said?,
        };
        Some(call::text(&said).trim().to_owned()).filter(|hash| is_hash(hash)).map(Commit).ok_or_else(unknown)
    }

    /// What a repository without a commit is compared with: a tree that holds nothing.
    #[must_use]
    pub fn empty_tree(&self) -> Commit {
        let hash = if self.has_long_hashes { EMPTY_TREES[1] } else { EMPTY_TREES[0] };
        Commit(hash.to_owned())
    }

    /// The best common ancestor of two commits; none if their histories do not meet, or are cut off before.
    ///
    /// # Errors
    /// If git fails.
    pub fn merge_base(&self, one: &Commit, other: &Commit) -> Result<Option<Commit>, GitError> {
        match self.read(&["merge-base", &one.0, &other.0]) {
            Ok(said) => {
                Ok(call::text(&said).lines().next().filter(|hash| is_hash(hash)).map(|hash| Commit(hash.to_owned())))
            }
            // This is how it says that there is none.
            Err(GitError::Failed { said, .. }) if said.is_empty() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The content that `path`, from the root, had in `commit`; none if it was not there.
    ///
    /// # Errors
    /// If git fails or it is too long.
    pub fn show(&self, commit: &Commit, path: &Path) -> Result<Option<Vec<u8>>, GitError> {
        Ok(self.show_all(commit, std::slice::from_ref(&path.to_owned()))?.pop().flatten())
    }

    /// The same for many paths, in their order.
    ///
    /// # Errors
    /// If git fails or one is too long.
    pub fn show_all(&self, commit: &Commit, paths: &[PathBuf]) -> Result<Vec<Option<Vec<u8>>>, GitError> {
        let name = |path: &PathBuf| format!("{commit}:{}", crate::source::slashed(path));
        self.contents(&paths.iter().map(name).collect::<Vec<_>>())
    }

    /// The contents of `blobs`, in their order; none for one that is not there.
    ///
    /// # Errors
    /// If git fails or one is too long.
    pub fn blobs(&self, blobs: &[&BlobHash]) -> Result<Vec<Option<Vec<u8>>>, GitError> {
        self.contents(&blobs.iter().map(|blob| blob.0.clone()).collect::<Vec<_>>())
    }

    /// The objects of these names; a name with a line break is none.
    fn contents(&self, names: &[String]) -> Result<Vec<Option<Vec<u8>>>, GitError> {
        const NOTHING: &str = "0000000000000000000000000000000000000000";
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let line = |name: &String| format!("{}\n", if name.contains('\n') { NOTHING } else { name });
        let asked: String = names.iter().map(line).collect();
        let said = call::output(&self.root, &["cat-file", "--batch"], asked.as_bytes())?;
        let mut rest = said.as_slice();
        let contents = names.iter().map(|_| next_object(&mut rest)).collect();
        Ok(contents)
    }

    /// The files that differ between `commit` and what is `with`, in the order of their paths. A file that was moved is gone
    /// here and new there. Files of the working tree are named if they may differ: their content is not looked at.
    ///
    /// # Errors
    /// If git fails.
    pub fn changes(&self, commit: &Commit, with: With) -> Result<Vec<FileChange>, GitError> {
        let cached: &[&str] = if with == With::Index { &["--cached"] } else { &[] };
        let compare = ["diff-index", "--raw", "-z", "--no-renames", "--ignore-submodules=all", "--full-index"];
        // Both look at every file, which takes longest in a large repository.
        let (said, others) = std::thread::scope(|scope| {
            let list = || self.read(&["ls-files", "-z", "--others", "--exclude-standard"]);
            let others = (with == With::WorkingTree).then(|| scope.spawn(list));
            let said = self.read(&[&compare[..], cached, &[&commit.0, "--"]].concat());
            (said, others.map(|others| others.join().unwrap_or_else(|_| list())))
        });
        let said = said?;
        let mut changes: BTreeMap<PathBuf, FileChange> = BTreeMap::new();
        let mut fields = said.split(|byte| *byte == 0);
        while let (Some(head), Some(path)) = (fields.next(), fields.next()) {
            let Some(change) = change(&call::text(head), call::path(path)) else { continue };
            changes.entry(change.path.clone()).or_insert(change);
        }
        if let Some(said) = others.transpose()? {
            for path in said.split(|byte| *byte == 0).filter(|path| !path.is_empty()).map(call::path) {
                let new = FileChange { path: path.clone(), before: None, after: None, is_deleted: false };
                // What is new to the index may have been in the commit.
                changes.entry(path).or_insert(new).is_deleted = false;
            }
        }
        Ok(changes.into_values().collect())
    }
}

fn is_hash(text: &str) -> bool {
    text.len() >= 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// One record of `diff-index --raw`: `:100644 100644 before after M`, and the path.
fn change(head: &str, path: PathBuf) -> Option<FileChange> {
    let fields: Vec<_> = head.strip_prefix(':')?.split(' ').collect();
    let [mode_before, mode_after, before, after, status] = fields[..] else { return None };
    // A link or a submodule is no text.
    let blob = |mode: &str, hash: &str| {
        let is_there = mode.starts_with("100") && is_hash(hash) && hash.bytes().any(|byte| byte != b'0');
        is_there.then(|| BlobHash(hash.to_owned()))
    };
    let (before, after) = (blob(mode_before, before), blob(mode_after, after));
    Some(FileChange { path, before, after, is_deleted: status.starts_with('D') })
}

/// The next object of `cat-file --batch`, which `rest` then stands behind.
fn next_object(rest: &mut &[u8]) -> Option<Vec<u8>> {
    let end = rest.iter().position(|byte| *byte == b'\n')?;
    let head = call::text(&rest[..end]);
    *rest = &rest[end + 1..];
    let mut words = head.rsplit(' ');
    let length = words.next()?.parse::<usize>().ok()?;
    let is_blob = words.next() == Some("blob");
    let content = rest.get(..length)?.to_vec();
    *rest = rest.get(length + 1..).unwrap_or_default();
    is_blob.then_some(content)
}

#[cfg(test)]
mod tests;
