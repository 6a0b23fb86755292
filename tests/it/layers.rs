//! The layers: a module uses only modules that stand before it.

use crate::modules::{Module, Modules};
use crate::project::root;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The modules, lowest first, as `ARCHITECTURE.md` lists them.
const ORDER: [&str; 24] = [
    "source",
    "draft",
    "crash",
    "git",
    "pattern",
    "settings",
    "lang",
    "finding",
    "document",
    "directive",
    "example",
    "claim",
    "plan",
    "run",
    "record",
    "judge",
    "history",
    "report",
    "baseline",
    "fix",
    "discover",
    "config",
    "pipeline",
    "cli",
];

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The layer that a file belongs to: the first part of its path below `src`.
fn layer(path: &Path) -> String {
    let inside = path.strip_prefix(root().join("src")).expect("a source file");
    let first = inside.components().next().expect("a part").as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

/// The modules that a source text names behind `crate::`.
fn used(text: &str) -> Vec<String> {
    let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let name = |rest: &str| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    code.split("crate::").skip(1).map(name).filter(|name| !name.is_empty()).collect()
}

fn files() -> Vec<PathBuf> {
    let mut files = Vec::new();
    rust_files(&root().join("src"), &mut files);
    files.sort();
    files
}

#[test]
fn a_module_uses_only_modules_before_it() {
    let position = |name: &str| ORDER.iter().position(|own| *own == name);
    let mut checked = 0;
    for path in files() {
        let own = layer(&path);
        if matches!(own.as_str(), "lib" | "main") {
            continue;
        }
        let own_position = position(&own).unwrap_or_else(|| panic!("{own} is in no layer"));
        let is_test = path.ends_with("tests.rs");
        for other in used(&fs::read_to_string(&path).expect("a file")) {
            let other_position = position(&other).unwrap_or_else(|| panic!("{}: {other}", path.display()));
            checked += 1;
            assert!(is_test || other_position <= own_position, "{} uses {other}", path.display());
        }
    }
    assert!(checked > 50, "the scan finds imports");
}

/// `used` reads one name behind `crate::`.
#[test]
fn no_file_imports_several_modules_at_once() {
    for path in files() {
        let text = fs::read_to_string(&path).expect("a file");
        assert!(!text.contains("crate::{"), "{} has `crate::{{`: write a `use` for each module", path.display());
    }
}

#[test]
fn the_order_is_the_documented_one() {
    let architecture = fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    assert!(architecture.contains(&ORDER.join(" ")), "ARCHITECTURE.md lists the layers as `{}`", ORDER.join(" "));
}

/// Which files and subfolders of each folder use which others of it. A folder's own file, `mod.rs`, stands for the folder: it
/// calls what lies in it, and holds the types that all of it is about.
fn uses_within_folders(modules: &Modules) -> BTreeMap<Module, BTreeMap<String, BTreeSet<String>>> {
    let mut folders: BTreeMap<Module, BTreeMap<String, BTreeSet<String>>> = BTreeMap::new();
    for user in modules.all() {
        for used in modules.used_by(user) {
            let common = user.iter().zip(&used).take_while(|(one, other)| one == other).count();
            if let (Some(from), Some(to)) = (user.get(common), used.get(common)) {
                let uses = folders.entry(user[..common].to_vec()).or_default();
                uses.entry(from.clone()).or_default().insert(to.clone());
            }
        }
    }
    folders
}

/// What can be reached from `start`.
fn reached<'u>(uses: &'u BTreeMap<String, BTreeSet<String>>, start: &'u str) -> BTreeSet<&'u str> {
    let mut found = BTreeSet::new();
    let mut next: Vec<&str> = vec![start];
    while let Some(at) = next.pop() {
        let new = uses.get(at).into_iter().flatten().filter(|name| found.insert(name.as_str()));
        next.extend(new.map(String::as_str));
    }
    found
}

/// Seen are names that a file takes from another one; a method that one file adds to a type of another is not.
#[test]
fn no_files_of_a_folder_use_each_other_in_a_circle() {
    let folders = uses_within_folders(&Modules::read());
    assert!(folders.values().map(BTreeMap::len).sum::<usize>() > 150, "the scan finds uses");
    for (folder, uses) in &folders {
        let circle: Vec<_> = uses.keys().filter(|name| reached(uses, name).contains(name.as_str())).collect();
        assert!(circle.is_empty(), "in {}: {circle:?} {:?}", folder.join("/"), uses);
    }
}

/// Names that two modules use for types of their own. The list only gets shorter.
const SHARED_NAMES: [&str; 1] = [
    // What a block is (`example`), and what a statement is (`lang::python`).
    "Kind",
];

/// The types of a text that other modules may see.
fn public_types(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| {
        let rest =
            ["pub struct ", "pub enum ", "pub trait ", "pub type "].iter().find_map(|word| line.strip_prefix(word))?;
        rest.split(|c: char| !c.is_alphanumeric() && c != '_').next()
    })
}

#[test]
fn no_two_modules_have_types_of_the_same_name() {
    let mut owners: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for path in files() {
        for name in public_types(&fs::read_to_string(&path).expect("a file")) {
            owners.entry(name.to_owned()).or_default().insert(layer(&path));
        }
    }
    assert!(owners.len() > 150, "the scan finds types");
    let shared: Vec<_> = owners.iter().filter(|(_, modules)| modules.len() > 1).collect();
    let names: Vec<_> = shared.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, SHARED_NAMES, "{shared:?}");
}

#[test]
fn every_file_opens_with_what_it_is_for() {
    for path in files() {
        let text = fs::read_to_string(&path).expect("a file");
        assert!(text.starts_with("//! "), "{} has no module comment", path.display());
    }
}

#[test]
fn no_file_is_longer_than_it_should_be() {
    for path in files().into_iter().filter(|path| !path.ends_with("tests.rs")) {
        let text = fs::read_to_string(&path).expect("a file");
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let lines = code.lines().filter(|line| !line.trim().is_empty()).count();
        assert!(lines <= 450, "{} has {lines} lines without its tests", path.display());
    }
}

#[test]
fn every_pattern_is_proved_in_a_test() {
    let mut checked = 0;
    for path in files() {
        let text = fs::read_to_string(&path).expect("a file");
        // Larger test modules are files of their own.
        let tests = fs::read_to_string(path.with_extension("").join("tests.rs")).unwrap_or_default();
        let code = text.split("mod tests {").next().unwrap_or_default();
        for declared in code.split("\nstatic ").skip(1).filter(|rest| rest.lines().next().is_some_and(is_of_pattern)) {
            let name = declared.split(':').next().unwrap_or_default();
            let is_proved = [&text, &tests].iter().any(|text| text.contains(&format!("{name}.is_sound()")));
            assert!(is_proved, "{}: no test asks {name}.is_sound()", path.display());
            checked += 1;
        }
    }
    assert!(checked > 30, "the scan finds patterns");
}

/// Whether a declaration that begins with this line is one of a pattern.
fn is_of_pattern(line: &str) -> bool {
    line.contains(": Pattern =")
}

/// The crates that a table of the manifest names, with `_` for `-`.
fn crates(manifest: &toml::Table, table: &str) -> BTreeSet<String> {
    let own = manifest.get(table).and_then(toml::Value::as_table).into_iter();
    let systems = manifest["target"].as_table().expect("a table").values();
    let of_systems = systems.filter_map(|system| system.get(table)?.as_table());
    own.chain(of_systems).flat_map(toml::Table::keys).map(|name| name.replace('-', "_")).collect()
}

#[test]
fn each_dependency_is_used() {
    let manifest: toml::Table =
        fs::read_to_string(root().join("Cargo.toml")).expect("the manifest").parse().expect("TOML");
    let mut others = Vec::new();
    for folder in ["tests", "benches"] {
        rust_files(&root().join(folder), &mut others);
    }
    let text = |path: &PathBuf| fs::read_to_string(path).expect("a file");
    let source: String = files().iter().map(text).collect();
    let tests: String = others.iter().map(text).chain([source.clone()]).collect();
    let lacks = |text: &str, name: &String| {
        let is_named =
            [format!("{name}::"), format!("use {name};"), format!("#[{name}(")].iter().any(|it| text.contains(it));
        !is_named
    };
    let shipped = crates(&manifest, "dependencies");
    assert!(shipped.len() > 20, "the manifest is read");
    let unused: Vec<_> = shipped.iter().filter(|name| lacks(&source, name)).collect();
    assert!(unused.is_empty(), "no source file names {unused:?}");
    let unused: Vec<_> = crates(&manifest, "dev-dependencies").into_iter().filter(|name| lacks(&tests, name)).collect();
    assert!(unused.is_empty(), "no test names {unused:?}");
}
