//! Tests of writing: what is kept, what is refused, and that nothing is left behind.

use super::*;
use std::path::PathBuf;

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("a.md"), "old").expect("a file");
    folder
}

fn content(folder: &tempfile::TempDir) -> String {
    fs::read_to_string(folder.path().join("a.md")).expect("a file")
}

fn names_in(folder: &tempfile::TempDir) -> Vec<String> {
    let entries = fs::read_dir(folder.path()).expect("a folder").flatten();
    let mut names: Vec<_> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn refusal(result: Result<(), WriteError>) -> Option<Refusal> {
    match result {
        Err(WriteError::Refused(refusal)) => Some(refusal),
        Ok(()) | Err(WriteError::Failed { .. } | WriteError::NotForced(_)) => None,
    }
}

#[test]
fn the_new_text_takes_the_place_of_the_old_and_nothing_is_left() {
    let folder = folder();
    replace(&folder.path().join("a.md"), b"old", b"new").expect("written");
    assert_eq!((content(&folder).as_str(), names_in(&folder)), ("new", vec!["a.md".to_owned()]));
}

#[test]
fn a_file_that_has_changed_is_left_alone() {
    let folder = folder();
    let path = folder.path().join("a.md");
    assert_eq!(refusal(replace(&path, b"odl", b"new")), Some(Refusal::Changed));
    assert_eq!(content(&folder), "old");
    replace(&path, b"older", b"old").expect("somebody has written the same");
}

#[cfg(unix)]
#[test]
fn the_mode_is_kept_and_hard_links_are_refused() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    let folder = folder();
    let path = folder.path().join("a.md");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o751)).expect("a mode");
    replace(&path, b"old", b"new").expect("written");
    assert_eq!(fs::metadata(&path).expect("a file").mode() & 0o7777, 0o751);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).expect("a mode");
    replace(&path, b"new", b"newer").expect("written, as git does");
    assert_eq!(fs::metadata(&path).expect("a file").mode() & 0o7777, 0o444);
    fs::hard_link(&path, folder.path().join("b.md")).expect("a link");
    assert_eq!(refusal(replace(&path, b"newer", b"newest")), Some(Refusal::HardLinks));
    assert_eq!(content(&folder), "newer");
}

#[cfg(unix)]
#[test]
fn a_link_is_not_replaced() {
    let folder = folder();
    let link = folder.path().join("link.md");
    std::os::unix::fs::symlink("a.md", &link).expect("a link");
    assert!(replace(&link, b"old", b"new").is_err());
    assert_eq!(content(&folder), "old");
}

#[test]
fn what_a_killed_fixer_left_behind_is_taken_away() {
    let folder = folder();
    let path = folder.path().join("a.md");
    let stray = folder.path().join(format!("{}99", Stray::of(&path).prefix));
    fs::write(&stray, "half").expect("a file");
    fs::write(folder.path().join(".doctrue-other"), "x").expect("a file");
    replace(&path, b"old", b"new").expect("written");
    assert_eq!(names_in(&folder), [".doctrue-other", "a.md"]);
}

#[test]
fn a_missing_folder_is_an_error_and_no_panic() {
    let folder = folder();
    let error = replace(&folder.path().join("no/a.md"), b"", b"x").expect_err("no such file");
    assert!(error.to_string().starts_with("cannot open it: "), "{error}");
}

#[test]
fn of_many_writers_each_sees_the_work_of_the_one_before() {
    let folder = folder();
    let path = folder.path().join("a.md");
    fs::write(&path, "").expect("a file");
    let append = |letter: char| loop {
        let read = fs::read(&path).expect("a file");
        let mut new = read.clone();
        new.push(letter as u8);
        match replace(&path, &read, &new) {
            Ok(()) => break,
            Err(WriteError::Refused(Refusal::Changed)) => {}
            Err(error) => panic!("{error}"),
        }
    };
    std::thread::scope(|scope| {
        for letter in 'a'..='h' {
            let append = &append;
            scope.spawn(move || (0..5).for_each(|_| append(letter)));
        }
    });
    let text = content(&folder);
    assert!(('a'..='h').all(|letter| text.matches(letter).count() == 5), "{text}");
    assert_eq!(names_in(&folder), ["a.md"]);
}

/// The target of `tests/fault.py`, which lets each system call of it fail in turn.
#[test]
#[ignore = "run by tests/fault.py, which names a file"]
fn fault_target() {
    let Some(path) = std::env::var_os("DOCTRUE_FAULT") else { return };
    let path = PathBuf::from(path);
    if let Err(error) = replace(&path, b"old\n", b"new\n") {
        panic!("{error}");
    }
}
