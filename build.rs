//! Tells the program what it was made from, by a hash of its sources: what another build has kept is not taken for its own.

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io;
use std::path::{Path, PathBuf};

fn main() -> io::Result<()> {
    let mut files = ["Cargo.toml", "Cargo.lock"].map(PathBuf::from).to_vec();
    collect(Path::new("src"), &mut files)?;
    files.sort();
    let mut hashers = [0_u8, 1].map(|salt| {
        let mut hasher = DefaultHasher::new();
        salt.hash(&mut hasher);
        hasher
    });
    for file in files.iter().filter(|file| file.exists()) {
        let content = fs::read(file)?;
        // Paths are spelled alike on all systems.
        let name: Vec<_> = file.iter().map(|part| part.to_string_lossy()).collect();
        hashers.iter_mut().for_each(|hasher| (&name, &content).hash(hasher));
    }
    for name in ["src", "Cargo.toml", "Cargo.lock"] {
        println!("cargo::rerun-if-changed={name}");
    }
    let [one, other] = hashers.map(|hasher| hasher.finish());
    println!("cargo::rustc-env=DOCTRUE_SOURCES={one:016x}{other:016x}");
    Ok(())
}

/// Adds all files below `folder`.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { collect(&path, files)? } else { files.push(path) }
    }
    Ok(())
}
