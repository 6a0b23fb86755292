//! Folders that never hold notes: environments, packages, what is built. A search does not enter them, as ruff's and pytest's do
//! not; whoever names one has it searched. Those whose names begin with a dot are hidden anyway.

use std::path::Path;

/// Their names.
const NAMES: &[&str] = &[
    "CVS",
    "__pycache__",
    "__pypackages__",
    "_build",
    "_darcs",
    "buck-out",
    "build",
    "dist",
    "node_modules",
    "site-packages",
    "venv",
    "{arch}",
];

/// Whether the folder at `path` never holds notes.
pub(super) fn is_never_notes(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    NAMES.contains(&&*name) || name.ends_with(".egg") || path.join("pyvenv.cfg").is_file()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn environments_are_known_by_their_file_and_others_by_name() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(!is_never_notes(folder.path()));
        std::fs::write(folder.path().join("pyvenv.cfg"), "home = /usr\n").expect("a file");
        assert!(is_never_notes(folder.path()) && is_never_notes(Path::new("a/node_modules")));
        assert!(is_never_notes(Path::new("a.egg")) && !is_never_notes(Path::new("notes/building")));
    }
}
