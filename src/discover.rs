//! Discovery: from the paths a person names to the Markdown files to read.
//!
//! A file that is named is always read, but for one that is no Markdown by its name. A folder is searched as git would see it: what `.gitignore` and `.ignore`
//! exclude is left out, also outside a git repository, and so is what is hidden. What the configuration excludes is
//! left out as well; files that are named only on demand, for hooks, which name every file that changed.

mod files;
mod foreign;
mod included;
mod never;
pub mod patterns;

pub use files::Files;
pub use included::{may_be_included, places_of_included, read_included, repository};

use ignore::WalkBuilder;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use self::files::Finding;
use self::patterns::Patterns;
use crate::report::Failure;
use crate::settings::Input;
use crate::source::slashed;

/// Extensions of Markdown files, in lower case.
pub const EXTENSIONS: &[&str] = &["markdown", "md", "mdown", "mdx", "mkd", "mkdn", "qmd", "rmd"];

/// The longest file that is read, in bytes: notes are smaller by orders of magnitude.
const LONGEST: u64 = 64 << 20;

/// A file to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The path as it is shown: relative to the current directory where possible, with `/`.
    pub name: String,
    /// Where it is; none for standard input.
    pub path: Option<PathBuf>,
}

/// What was found: files in the order of their names, each once, and what could not be looked at.
#[derive(Debug, Default)]
pub struct Found {
    /// The files.
    pub files: Files,
    /// Paths that do not exist or cannot be searched.
    pub failures: Vec<Failure>,
}

/// What to look at, and what to leave out.
#[derive(Clone, Debug)]
pub struct Selection {
    /// What is named.
    pub input: Input,
    /// Files and folders that are not searched, by those who say so.
    pub exclude: Vec<Patterns>,
    /// Whether what is named is left out too if it is excluded.
    pub force_exclude: bool,
}

impl From<Input> for Selection {
    /// Nothing is excluded.
    fn from(input: Input) -> Self {
        Self { input, exclude: Vec::new(), force_exclude: false }
    }
}

impl Selection {
    /// Whether `folder` is named, so that all that lies in it is searched.
    #[must_use]
    pub fn searches(&self, folder: &Path) -> bool {
        let Input::Paths(paths) = &self.input else { return false };
        let Ok(folder) = folder.canonicalize() else { return false };
        paths.iter().any(|path| path.canonicalize().is_ok_and(|path| path == folder))
    }

    /// Whether a search would find the Markdown file at `path`, as far as its name tells. `path` and the folders in `named`,
    /// which are searched, are without links.
    fn finds(&self, path: &Path, named: &[PathBuf]) -> bool {
        let is_named = named.iter().any(|named| named == path);
        let is_hidden = |part: &Path| part.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        let is_searched = |folder: &PathBuf| {
            let mut below = path.ancestors().take_while(|part| *part != folder.as_path());
            path.starts_with(folder)
                && below.all(|part| {
                    let is_excluded = self.exclude.iter().any(|patterns| patterns.matches_itself(part));
                    !is_excluded && !is_hidden(part) && (part == path || !never::is_never_notes(part))
                })
        };
        let is_found = has_markdown_extension(path) && named.iter().any(is_searched);
        (is_named || is_found) && !self.leaves_out(path) && path.is_file()
    }

    /// The same for those of `paths`, without links, that it would find; nothing is searched.
    #[must_use]
    pub fn narrowed(&self, paths: impl Iterator<Item = PathBuf>) -> Self {
        let Input::Paths(named) = &self.input else { return self.clone() };
        let named: Vec<_> = named.iter().filter_map(|path| path.canonicalize().ok()).collect();
        let here = std::env::current_dir().and_then(|here| here.canonicalize()).unwrap_or_default();
        let found = paths.filter(|path| self.finds(path, &named));
        let found = found.map(|path| path.strip_prefix(&here).map_or(path.clone(), Path::to_owned));
        Self { input: Input::Paths(found.collect()), ..self.clone() }
    }

    /// Whether `path`, which is named, is left out.
    fn leaves_out(&self, path: &Path) -> bool {
        self.force_exclude && self.exclude.iter().any(|patterns| patterns.matches(path))
    }
}

/// The files of `selection`.
#[must_use]
pub fn discover(selection: &Selection) -> Found {
    let paths = match &selection.input {
        Input::StandardInput { name } if selection.leaves_out(name) => return Found::default(),
        Input::StandardInput { name } => {
            if let Some(message) = foreign::way_out(name) {
                return Found { files: Files::default(), failures: vec![Failure { path: shown(name), message }] };
            }
            return Found { files: Files::one(File { name: shown(name), path: None }), failures: Vec::new() };
        }
        Input::Paths(paths) => paths,
    };
    let mut failures = Vec::new();
    // By canonical path, so that a file is taken once however it is named; the first name counts.
    let mut finding = Finding::default();
    if paths.len() > 1 {
        finding.may_repeat();
    }
    for path in paths.iter().filter(|path| !selection.leaves_out(path)) {
        match std::fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => search(path, &selection.exclude, &mut finding, &mut failures),
            Ok(_) => match foreign::way_out(path) {
                Some(message) => failures.push(Failure { path: shown(path), message }),
                None => add(path, &mut finding, &mut failures),
            },
            Err(error) => failures.push(failure(path, &error)),
        }
    }
    Found { files: finding.files(), failures }
}

fn search(folder: &Path, exclude: &[Patterns], finding: &mut Finding, failures: &mut Vec<Failure>) {
    let mut builder = WalkBuilder::new(folder);
    builder.require_git(false).follow_links(false);
    let exclude = exclude.to_vec();
    // The folder itself is named. Of what lies in it, an excluded folder is not even entered.
    builder.filter_entry(move |entry| {
        let is_folder = || entry.file_type().is_some_and(|kind| kind.is_dir());
        let is_excluded = || exclude.iter().any(|patterns| patterns.matches_itself(entry.path()));
        entry.depth() == 0 || !(is_excluded() || is_folder() && never::is_never_notes(entry.path()))
    });
    let here = std::env::current_dir().ok();
    let root = folder.canonicalize();
    for entry in builder.build() {
        match entry {
            Ok(entry) if !has_markdown_extension(entry.path()) => {}
            Ok(entry) => match entry.file_type() {
                // Links to folders are not followed, so below the real folder only a file can be a link.
                Some(kind) if kind.is_file() => {
                    let inside = entry.path().strip_prefix(folder).ok().filter(|inside| !inside.as_os_str().is_empty());
                    match (&root, inside) {
                        (Ok(root), Some(inside)) => {
                            finding.take(root.join(inside), shown_from(here.as_deref(), entry.path()));
                        }
                        _ => add(entry.path(), finding, failures),
                    }
                }
                Some(kind) if is_file_or_link_to_one(kind, entry.path()) => add(entry.path(), finding, failures),
                Some(_) | None => {}
            },
            Err(error) => failures.push(Failure { path: shown(folder), message: error.to_string() }),
        }
    }
}

/// A link is followed to a file, never to a folder: a loop or a foreign tree is not searched.
fn is_file_or_link_to_one(kind: std::fs::FileType, path: &Path) -> bool {
    kind.is_file() || (kind.is_symlink() && path.is_file())
}

/// Takes a file by a name that may lead elsewhere.
fn add(path: &Path, finding: &mut Finding, failures: &mut Vec<Failure>) {
    match path.canonicalize() {
        Ok(identity) => {
            finding.may_repeat();
            finding.take(identity, shown(path));
        }
        Err(error) => failures.push(failure(path, &error)),
    }
}

fn failure(path: &Path, error: &std::io::Error) -> Failure {
    Failure { path: shown(path), message: format!("cannot read it: {error}") }
}

fn has_markdown_extension(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str()).map(str::to_ascii_lowercase);
    extension.is_some_and(|extension| EXTENSIONS.contains(&extension.as_str()))
}

/// `path` for people: relative to the current directory if it lies inside, without `.` parts, with `/`.
fn shown(path: &Path) -> String {
    shown_from(std::env::current_dir().ok().as_deref(), path)
}

/// The same where `here` is the current directory.
fn shown_from(here: Option<&Path>, path: &Path) -> String {
    let inside = here.and_then(|here| path.strip_prefix(here).ok());
    let parts = inside.unwrap_or(path).components().filter(|part| !matches!(part, Component::CurDir));
    let clean: PathBuf = parts.collect();
    slashed(&clean)
}

/// Reads `file`.
///
/// # Errors
/// What could not be read, and why; a named pipe or a device is refused, because it may never end.
pub fn read(file: &File) -> Result<Vec<u8>, Failure> {
    let fail = |message: String| Failure { path: file.name.clone(), message };
    let bytes = match &file.path {
        None => read_at_most(&mut std::io::stdin().lock(), 0),
        Some(path) => {
            let metadata = std::fs::metadata(path).map_err(|error| fail(format!("cannot read it: {error}")))?;
            if !metadata.is_file() {
                return Err(fail("cannot read it: it is not a regular file".to_owned()));
            }
            std::fs::File::open(path).and_then(|mut open| read_at_most(&mut open, metadata.len()))
        }
    };
    let bytes = bytes.map_err(|error| fail(format!("cannot read it: {error}")))?;
    if bytes.len() as u64 > LONGEST {
        return Err(fail(format!("it is longer than {} MiB: exclude it", LONGEST >> 20)));
    }
    Ok(bytes)
}

/// Reads what is there, as much as is expected in one step.
fn read_at_most(from: &mut dyn Read, expected: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(usize::try_from(expected.min(LONGEST)).unwrap_or_default() + 1);
    from.take(LONGEST + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn tree(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            fs::write(path, "x").expect("a file");
        }
        folder
    }

    fn names(folder: &Path, paths: &[&str]) -> Vec<String> {
        let input = Input::Paths(paths.iter().map(|path| folder.join(path)).collect());
        found_names(folder, &input.into())
    }

    fn found_names(folder: &Path, selection: &Selection) -> Vec<String> {
        let prefix = slashed(folder) + "/";
        discover(selection).files.iter().map(|file| file.name.trim_start_matches(&prefix).to_owned()).collect()
    }

    #[test]
    fn a_folder_gives_its_markdown_files_in_order() {
        let folder = tree(&["b.md", "a/c.markdown", "a.MD", "x.txt", ".hidden.md", ".git/x.md"]);
        assert_eq!(names(folder.path(), &["."]), ["a.MD", "a/c.markdown", "b.md"]);
    }

    #[test]
    fn folders_that_never_hold_notes_are_searched_only_when_named() {
        let folder = tree(&["a.md", "node_modules/x/b.md", "env/lib/c.md", "env/pyvenv.cfg", "docs/build/d.md"]);
        assert_eq!(names(folder.path(), &["."]), ["a.md"]);
        assert_eq!(names(folder.path(), &["node_modules", "docs/build"]), ["docs/build/d.md", "node_modules/x/b.md"]);
    }

    #[test]
    fn what_is_narrowed_down_to_some_files_is_what_a_search_would_find_of_them() {
        let folder = tree(&["a.md", "b.txt", "out/c.md", ".hidden/d.md", "build/e.md", "sub/f.md"]);
        let root = folder.path().canonicalize().expect("a folder");
        let exclude = vec![Patterns::new(&root, &["out".to_owned()]).expect("a pattern")];
        let all = ["a.md", "b.txt", "out/c.md", ".hidden/d.md", "build/e.md", "sub/f.md", "gone.md"];
        let of = |named: &[&str]| {
            let input = Input::Paths(named.iter().map(|path| root.join(path)).collect());
            let selection = Selection { input, exclude: exclude.clone(), force_exclude: false };
            found_names(&root, &selection.narrowed(all.iter().map(|path| root.join(path))))
        };
        assert_eq!(of(&["."]), ["a.md", "sub/f.md"]);
        assert_eq!(of(&["sub", "build", "b.txt"]), ["b.txt", "build/e.md", "sub/f.md"]);
        assert_eq!(of(&[]), [""; 0]);
    }

    #[test]
    fn ignored_files_are_read_only_when_named() {
        let folder = tree(&["a.md", "out/b.md", "c.md"]);
        fs::write(folder.path().join(".gitignore"), "out/\nc.md\n").expect("a file");
        assert_eq!(names(folder.path(), &[""]), ["a.md"]);
        assert_eq!(names(folder.path(), &["", "c.md", "out/b.md"]), ["a.md", "c.md", "out/b.md"]);
    }

    #[test]
    fn a_file_is_taken_once_however_it_is_named() {
        let folder = tree(&["a.md", "b/c.txt"]);
        assert_eq!(names(folder.path(), &["a.md", "", "b/../a.md"]), ["a.md"]);
        assert_eq!(names(folder.path(), &["b/c.txt"]), ["b/c.txt"]);
    }

    #[test]
    fn what_is_missing_is_a_failure_and_stops_nothing() {
        let folder = tree(&["a.md"]);
        let input = Input::Paths(vec![folder.path().join("no.md"), folder.path().join("a.md")]);
        let found = discover(&input.into());
        assert_eq!((found.files.len(), found.failures.len()), (1, 1));
    }

    #[test]
    fn what_is_excluded_is_read_only_when_named_and_not_forced_out() {
        let folder = tree(&["a.md", "drafts/b.md", "drafts/deep/c.md", "x/drafts/d.md", "e.md"]);
        let texts = ["drafts".to_owned(), "e.md".to_owned()];
        let exclude = Patterns::new(folder.path(), &texts).expect("patterns");
        let of = |paths: &[&str], force_exclude: bool| {
            let input = Input::Paths(paths.iter().map(|path| folder.path().join(path)).collect());
            found_names(folder.path(), &Selection { input, exclude: vec![exclude.clone()], force_exclude })
        };
        assert_eq!(of(&[""], false), ["a.md"]);
        assert_eq!(of(&["", "e.md"], false), ["a.md", "e.md"]);
        assert_eq!(of(&["drafts"], false), ["drafts/b.md", "drafts/deep/c.md"]);
        assert_eq!(of(&["a.md", "e.md", "drafts", "drafts/b.md"], true), ["a.md"]);
    }

    #[test]
    fn standard_input_is_left_out_by_its_name_if_forced() {
        let exclude =
            Patterns::new(&std::env::current_dir().expect("a folder"), &["x.md".to_owned()]).expect("a pattern");
        let input = Input::StandardInput { name: "x.md".into() };
        let selection =
            |force_exclude| Selection { input: input.clone(), exclude: vec![exclude.clone()], force_exclude };
        assert_eq!(discover(&selection(false)).files.len(), 1);
        assert_eq!(discover(&selection(true)).files.len(), 0);
    }
}
