//! Which packages an interpreter has, read from what their installers wrote down: nothing of them runs.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::super::interpreter;
use super::lock::normal;
use crate::lang::metadata::is_plain;
use crate::lang::python::Import;

/// A package that is installed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Distribution {
    /// Its name, in the normal form.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Whether it comes from an index: not from a folder of somebody, a repository or an archive, of which an index may know
    /// another one by the same name.
    pub is_indexed: bool,
    /// What it has installed, relative to where modules are; empty if nobody wrote that down.
    files: Vec<String>,
}

/// All of one interpreter, by their names.
#[derive(Clone, Debug, Default)]
pub struct Distributions(BTreeMap<String, Distribution>);

impl Distributions {
    /// Those of the environment that the interpreter `python` is in.
    #[must_use]
    pub fn of_environment(python: &Path) -> Self {
        let environment = python.parent().and_then(Path::parent).unwrap_or(python);
        let versions = environment.join("lib").read_dir().into_iter().flatten().flatten();
        let unix = versions.map(|version| version.path().join("site-packages"));
        let folders: Vec<_> = unix.chain([environment.join("Lib/site-packages")]).collect();
        Self::in_folders(&folders)
    }

    /// Those of `interpreter`.
    #[must_use]
    pub fn of(interpreter: &interpreter::Interpreter) -> Self {
        Self::in_folders(interpreter.folders())
    }

    /// Those in `folders`; of two with one name, that of the first folder.
    fn in_folders(folders: &[PathBuf]) -> Self {
        let mut found = BTreeMap::new();
        for entry in folders.iter().filter_map(|folder| folder.read_dir().ok()).flatten().flatten() {
            if let Some(own) = distribution(&entry.path()) {
                found.entry(own.name.clone()).or_insert(own);
            }
        }
        Self(found)
    }

    /// The version of the package `name`.
    #[must_use]
    pub fn version(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|own| own.version.as_str())
    }

    /// Those that bring what `import` imports; none for modules that no package brings.
    #[must_use]
    pub fn imported(&self, import: &Import) -> Vec<&Distribution> {
        if import.level > 0 || import.module.is_empty() {
            return Vec::new();
        }
        let module = import.module.replace('.', "/");
        // Several packages may bring modules below one name: what says most of where it is decides.
        let deeper = import.names.iter().map(|name| format!("{module}/{name}"));
        let above = Path::new(&module).ancestors().filter_map(Path::to_str).filter(|path| !path.is_empty());
        let paths = deeper.chain(above.map(str::to_owned));
        let bring = |path: String| {
            let found: Vec<_> = self.0.values().filter(|own| own.brings(&path)).collect();
            (!found.is_empty()).then_some(found)
        };
        paths.into_iter().find_map(bring).unwrap_or_default()
    }
}

impl Distribution {
    /// Whether it brings the module, or the folder of modules, at `path`.
    fn brings(&self, path: &str) -> bool {
        if self.files.is_empty() {
            return self.name == normal(path);
        }
        let is_it = |file: &String| file.strip_prefix(path).is_some_and(|rest| rest.starts_with(['/', '.']));
        self.files.iter().any(is_it)
    }
}

/// What the folder `info`, which an installer made, says of a package; none if it is another folder.
fn distribution(info: &Path) -> Option<Distribution> {
    let (name, version) = info.file_name()?.to_str()?.strip_suffix(".dist-info")?.rsplit_once('-')?;
    // What is no plain release is not asked for anywhere, and shown nowhere.
    is_plain(&format!("{name}=={version}")).then_some(())?;
    let record = fs::read_to_string(info.join("RECORD")).unwrap_or_default();
    let file = |line: &str| line.split(',').next().filter(|file| is_module(file)).map(str::to_owned);
    Some(Distribution {
        name: normal(name),
        version: version.to_owned(),
        is_indexed: !info.join("direct_url.json").exists(),
        files: record.lines().filter_map(file).collect(),
    })
}

fn is_module(file: &str) -> bool {
    [".py", ".so", ".pyd"].iter().any(|ending| file.ends_with(ending)) && !file.starts_with("..")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place() -> (tempfile::TempDir, Distributions) {
        let place = tempfile::tempdir().expect("a folder");
        let site = place.path().join("lib/python3.11/site-packages");
        for (name, files) in [
            ("Scikit_Learn-1.4.0", "sklearn/__init__.py,,\nsklearn/base.py,,\n../../bin/x.py,,\n"),
            ("six-1.16.0", "six.py,,\n"),
            ("google_a-1.0", "google/a/__init__.py,,\n"),
            ("google_b-2.0", "google/b/__init__.py,,\n"),
            ("fast-1.0", "fast.cpython-311-x86_64-linux-gnu.so,,\n"),
            ("bare-3.0", ""),
            ("mine-0.1", "mine.py,,\n"),
            ("odd\u{1b}[31m-1.0", "odd.py,,\n"),
        ] {
            let info = site.join(format!("{name}.dist-info"));
            fs::create_dir_all(&info).expect("a folder");
            fs::write(info.join("RECORD"), files).expect("a file");
        }
        fs::write(site.join("mine-0.1.dist-info/direct_url.json"), "{}").expect("a file");
        fs::create_dir(site.join("other")).expect("a folder");
        let found = Distributions::of_environment(&place.path().join("bin/python"));
        (place, found)
    }

    #[test]
    fn imports_lead_to_the_packages_that_bring_them() {
        let (_place, found) = place();
        let of = |module: &str, names: &[&str]| {
            let names = names.iter().map(|&name| name.to_owned()).collect();
            let import = Import { module: module.to_owned(), names, level: 0 };
            let found = found.imported(&import).into_iter();
            found.map(|own| format!("{} {}", own.name, own.version)).collect::<Vec<_>>().join(", ")
        };
        assert_eq!(of("sklearn.base", &["clone"]), "scikit-learn 1.4.0");
        assert_eq!((of("six", &[]), of("bare", &[])), ("six 1.16.0".to_owned(), "bare 3.0".to_owned()));
        assert_eq!((of("google", &["b"]), of("google.a", &[])), ("google-b 2.0".to_owned(), "google-a 1.0".to_owned()));
        assert_eq!(of("odd", &[]), "");
        assert_eq!(
            (of("fast", &[]), of("sixth", &[]), of("other", &[])),
            ("fast 1.0".to_owned(), String::new(), String::new())
        );
        let own = Import { module: "six".to_owned(), names: Vec::new(), level: 1 };
        assert_eq!(found.imported(&own), Vec::<&Distribution>::new());
    }

    #[test]
    fn what_no_index_has_is_known() {
        let (_place, found) = place();
        assert!(!found.0["mine"].is_indexed && found.0["six"].is_indexed);
        assert_eq!((found.version("six"), found.version("nothing")), (Some("1.16.0"), None));
    }
}
