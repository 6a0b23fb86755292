//! Paths as a repository has them. Documents are named as seen from the current directory; services that show a report
//! beside the code know files from the root of the repository only.

use std::path::Path;

use crate::source::slashed;

/// Where the repository is, and where the current directory is. Both absolute, with `/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepositoryPaths {
    root: Vec<String>,
    here: Vec<String>,
}

impl RepositoryPaths {
    /// The repository at `root`, seen from `here`.
    #[must_use]
    pub fn new(root: &Path, here: &Path) -> Self {
        let parts = |path: &Path| parts(&slashed(path));
        Self { root: parts(root), here: parts(here) }
    }

    /// `path`, which is seen from the current directory or absolute, as the repository has it. One that leads out of
    /// the repository stays what it is.
    #[must_use]
    pub fn path(&self, path: &str) -> String {
        let mut whole = if is_absolute(path) { Vec::new() } else { self.here.clone() };
        for part in parts(path) {
            // A document's path has `..` only where it leads out of the current directory, so there is no link before it.
            if part == ".." {
                whole.pop();
            } else {
                whole.push(part);
            }
        }
        match whole.strip_prefix(self.root.as_slice()) {
            Some(inside) if !inside.is_empty() => inside.join("/"),
            _ => path.to_owned(),
        }
    }
}

fn parts(path: &str) -> Vec<String> {
    path.split('/').filter(|part| !part.is_empty() && *part != ".").map(str::to_owned).collect()
}

/// Whether `path` begins at a root: `/a`, or `C:/a`.
#[must_use]
pub fn is_absolute(path: &str) -> bool {
    path.starts_with('/')
        || (path.as_bytes().get(1..3) == Some(b":/") && path.starts_with(|c: char| c.is_ascii_alphabetic()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_seen_from_the_root_of_the_repository() {
        let repository =
            RepositoryPaths::new(Path::new("/builds/me/notes"), Path::new("/builds/me/notes/python/basics"));
        for (path, seen) in [
            ("a.md", "python/basics/a.md"),
            ("./a b.md", "python/basics/a b.md"),
            ("../c/a.md", "python/c/a.md"),
            ("/builds/me/notes/a.md", "a.md"),
            ("../../../other/a.md", "../../../other/a.md"),
            ("/elsewhere/a.md", "/elsewhere/a.md"),
            ("/builds/me/notes2/a.md", "/builds/me/notes2/a.md"),
        ] {
            assert_eq!(repository.path(path), seen);
        }
    }

    #[test]
    fn at_the_root_paths_stay() {
        let root = Path::new("/builds/notes");
        assert_eq!(RepositoryPaths::new(root, root).path("notes/a.md"), "notes/a.md");
    }
}
