//! Patterns of paths, as a configuration lists them: globs that are relative to a folder.
//!
//! A pattern matches a file, or a folder and with it all that lies in it. A pattern without `/` matches a name at any
//! depth; one with `/` is a path from the folder. `*` and `?` do not match `/`, `**` does.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use std::path::{Component, Path, PathBuf};

/// The longest pattern that is read, in bytes, and the largest number of them.
const LONGEST: usize = 1000;
const MOST: usize = 1000;

/// A list of patterns. By default it is empty and matches nothing.
#[derive(Clone, Debug, Default)]
pub struct Patterns {
    texts: Vec<String>,
    set: GlobSet,
    /// The folder that the patterns are relative to, as it is named and as it really is.
    folders: Vec<PathBuf>,
    /// What a relative path is relative to.
    here: PathBuf,
}

/// A pattern that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternError {
    /// Its place in the list.
    pub index: usize,
    /// What is wrong with it, for a person.
    pub reason: String,
}

impl Patterns {
    /// The patterns `texts`, relative to `folder`.
    ///
    /// # Errors
    /// The first one that cannot be read.
    pub fn new(folder: &Path, texts: &[String]) -> Result<Self, PatternError> {
        let mut builder = GlobSetBuilder::new();
        for (index, text) in texts.iter().enumerate() {
            let fail = |reason: String| PatternError { index, reason };
            if index == MOST {
                return Err(fail(format!("more than {MOST} patterns: exclude a folder instead of each file")));
            }
            let pattern = checked(text).map_err(fail)?;
            let glob = GlobBuilder::new(&pattern).literal_separator(true).build();
            builder.add(glob.map_err(|error| fail(error.kind().to_string()))?);
        }
        let last = texts.len().saturating_sub(1);
        let set = builder.build().map_err(|error| PatternError { index: last, reason: error.kind().to_string() })?;
        let here = std::env::current_dir().unwrap_or_default();
        let mut folders = vec![clean(&here.join(folder))];
        folders.extend(folder.canonicalize());
        Ok(Self { texts: texts.to_vec(), set, folders, here })
    }

    /// The patterns as they are written.
    #[must_use]
    pub fn texts(&self) -> &[String] {
        &self.texts
    }

    /// Whether `path` or a folder that holds it matches. It may be relative to the current directory, and need not exist.
    #[must_use]
    pub fn matches(&self, path: &Path) -> bool {
        let is_inside = |part: &Path| !part.as_os_str().is_empty();
        self.relative(path)
            .is_some_and(|path| path.ancestors().filter(|part| is_inside(part)).any(|part| self.set.is_match(part)))
    }

    /// Whether `path` itself matches, whatever the folders that hold it do.
    #[must_use]
    pub fn matches_itself(&self, path: &Path) -> bool {
        self.relative(path).is_some_and(|path| self.set.is_match(path))
    }

    /// `path` from the folder; none if it lies elsewhere.
    fn relative(&self, path: &Path) -> Option<PathBuf> {
        if self.set.is_empty() {
            return None;
        }
        let path = clean(&self.here.join(path));
        self.folders.iter().find_map(|folder| path.strip_prefix(folder).ok()).map(Path::to_owned)
    }
}

/// `text` as a glob for a path from the folder.
fn checked(text: &str) -> Result<String, String> {
    let pattern = text.strip_prefix("./").unwrap_or(text);
    let pattern = pattern.strip_suffix('/').unwrap_or(pattern);
    if text.len() > LONGEST {
        return Err(format!("a pattern is at most {LONGEST} bytes long"));
    }
    if pattern.is_empty() || pattern == "." {
        return Err("an empty pattern matches nothing: write `**` for everything".to_owned());
    }
    if pattern.starts_with('!') {
        return Err("`!` is not supported: list the files to match instead".to_owned());
    }
    if pattern.split('/').any(|part| part == "..") {
        return Err("a pattern is relative to the folder of its file and cannot leave it".to_owned());
    }
    match pattern.strip_prefix('/') {
        Some(anchored) => Ok(anchored.to_owned()),
        None if pattern.contains('/') => Ok(pattern.to_owned()),
        None => Ok(format!("**/{pattern}")),
    }
}

/// `path` without `.` and `..`, as far as that can be told from the text alone.
fn clean(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                clean.pop();
            }
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => clean.push(part),
        }
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patterns(texts: &[&str]) -> Result<Patterns, PatternError> {
        let texts: Vec<_> = texts.iter().map(|&text| text.to_owned()).collect();
        Patterns::new(Path::new("/project"), &texts)
    }

    fn matches(pattern: &str, path: &str) -> bool {
        patterns(&[pattern]).expect("a pattern").matches(&Path::new("/project").join(path))
    }

    #[test]
    fn a_pattern_without_a_slash_matches_a_name_at_any_depth() {
        for path in ["drafts", "drafts/a.md", "notes/drafts/b/c.md"] {
            assert!(matches("drafts", path) && matches("drafts/", path), "{path}");
        }
        assert!(matches("*.mdx", "a/b.mdx") && !matches("*.mdx", "a/b.md"));
        assert!(!matches("drafts", "my-drafts/a.md") && !matches("drafts", "drafts.md"));
    }

    #[test]
    fn a_pattern_with_a_slash_is_a_path_from_the_folder() {
        assert!(matches("/drafts", "drafts/a.md") && !matches("/drafts", "notes/drafts/a.md"));
        assert!(matches("./notes/*.md", "notes/a.md") && !matches("notes/*.md", "notes/b/a.md"));
        assert!(matches("notes/**/a.md", "notes/b/c/a.md") && matches("notes/**", "notes/b/c.md"));
        assert!(matches("{notes,docs}/*.md", "docs/a.md"));
        assert!(matches("**", "a.md"));
    }

    #[test]
    fn what_lies_outside_the_folder_or_is_the_folder_never_matches() {
        let all = patterns(&["**"]).expect("a pattern");
        assert!(!all.matches(Path::new("/elsewhere/a.md")) && !all.matches(Path::new("/project/../a.md")));
        assert!(!all.matches(Path::new("/project")));
        assert!(all.matches(Path::new("/project/./x/../a.md")));
        assert!(!Patterns::default().matches(Path::new("a.md")));
    }

    #[test]
    fn a_relative_path_is_one_of_the_current_directory() {
        let here = std::env::current_dir().expect("a folder");
        let patterns = Patterns::new(&here, &["notes/*.md".to_owned()]).expect("a pattern");
        assert!(patterns.matches(Path::new("notes/a.md")) && patterns.matches(Path::new("./notes/a.md")));
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_place_in_the_list() {
        for text in ["", "./", "!a.md", "../a.md", "a[", "{a"] {
            assert_eq!(patterns(&["a", text]).map_err(|error| error.index).err(), Some(1), "{text}");
        }
        assert!(patterns(&vec!["a"; MOST + 1]).is_err() && patterns(&["a".repeat(LONGEST + 1).as_str()]).is_err());
    }
}
