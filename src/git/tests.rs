//! Repositories that are made for a test, those of strangers among them.

use super::*;
use std::fs;
use std::process::Command;

/// A repository with one commit that holds `files`.
fn repository(files: &[(&str, &str)]) -> (tempfile::TempDir, Repository) {
    let folder = tempfile::tempdir().expect("a folder");
    git(folder.path(), &["init", "--quiet", "--initial-branch=main"]);
    write(folder.path(), files);
    commit(folder.path());
    let repository = Repository::at(folder.path()).expect("a repository");
    (folder, repository)
}

fn write(folder: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
}

fn commit(folder: &Path) {
    git(folder, &["add", "--all"]);
    git(folder, &["-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "--message=m"]);
}

fn git(folder: &Path, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.current_dir(folder).args(arguments).env_remove("GIT_DIR").env_remove("GIT_INDEX_FILE");
    assert!(command.status().expect("git").success(), "{arguments:?}");
}

fn names(changes: &[FileChange]) -> Vec<String> {
    changes.iter().map(|change| crate::source::slashed(&change.path)).collect()
}

#[test]
fn a_folder_outside_of_any_repository_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    assert!(matches!(Repository::at(folder.path()), Err(GitError::NoRepository(_))));
}

#[test]
fn a_revision_is_a_commit_or_an_error() {
    let (_folder, repository) = repository(&[("a.md", "1\n")]);
    let head = repository.commit("HEAD").expect("a commit");
    assert_eq!(repository.commit("main").expect("a commit"), head);
    for name in ["no-such", "--help", "", "HEAD:a.md", "HEAD~5"] {
        assert!(matches!(repository.commit(name), Err(GitError::UnknownRevision(_))), "{name}");
    }
    assert!(!repository.is_shallow());
}

#[test]
fn earlier_contents_are_shown_as_they_were() {
    let (folder, repository) = repository(&[("a.md", "1\n"), ("b c/ü.md", "\u{feff}2\r\n")]);
    let first = repository.commit("HEAD").expect("a commit");
    write(folder.path(), &[("a.md", "3\n")]);
    commit(folder.path());
    let shown = repository.show_all(&first, &["a.md".into(), "no.md".into(), "b c".into(), "b c/ü.md".into()]);
    let shown: Vec<_> =
        shown.expect("contents").into_iter().map(|bytes| bytes.map(|bytes| call::text(&bytes))).collect();
    assert_eq!(shown, [Some("1\n".to_owned()), None, None, Some("\u{feff}2\r\n".to_owned())]);
    let second = repository.commit("HEAD").expect("a commit");
    assert_eq!(repository.merge_base(&first, &second).expect("git"), Some(first));
}

#[test]
fn changes_are_those_of_the_working_tree_or_of_the_index() {
    let (folder, repository) = repository(&[("a.md", "1\n"), ("b.md", "1\n"), ("c.md", "1\n"), ("d.md", "1\n")]);
    let head = repository.commit("HEAD").expect("a commit");
    write(folder.path(), &[("a.md", "22\n"), ("new/e.md", "1\n"), (".gitignore", "f.md\n"), ("f.md", "1\n")]);
    git(folder.path(), &["add", "a.md"]);
    write(folder.path(), &[("b.md", "22\n")]);
    fs::remove_file(folder.path().join("c.md")).expect("a file");
    let tree = repository.changes(&head, With::WorkingTree).expect("changes");
    assert_eq!(names(&tree), [".gitignore", "a.md", "b.md", "c.md", "new/e.md"]);
    assert_eq!(tree.iter().map(|change| change.is_deleted).collect::<Vec<_>>(), [false, false, false, true, false]);
    let index = repository.changes(&head, With::Index).expect("changes");
    assert_eq!(names(&index), ["a.md"]);
    let blobs = [&index[0].before, &index[0].after].map(|blob| blob.as_ref().expect("a blob"));
    let contents = repository.blobs(&blobs).expect("contents");
    assert_eq!(contents, [Some(b"1\n".to_vec()), Some(b"22\n".to_vec())]);
}

/// What a stranger's repository names is not started, whatever is asked.
#[cfg(unix)]
#[test]
fn no_program_of_the_repository_is_run() {
    let (folder, repository) = repository(&[("a.md", "1\n"), (".gitattributes", "*.md filter=f diff=d\n")]);
    let trap = folder.path().join("trap.sh");
    let sign = folder.path().join("sign");
    fs::write(&trap, format!("#!/bin/sh\ntouch '{}'\ncat\n", sign.display())).expect("a file");
    let trap = trap.to_string_lossy().into_owned();
    std::os::unix::fs::symlink("/bin/sh", folder.path().join("sh")).expect("a link");
    let shell = format!("sh {trap}");
    for name in
        ["filter.f.clean", "filter.f.smudge", "filter.f.process", "diff.d.textconv", "diff.d.command", "diff.external"]
    {
        git(folder.path(), &["config", name, &shell]);
    }
    for name in ["core.fsmonitor", "core.pager", "core.sshCommand", "gpg.program"] {
        git(folder.path(), &["config", name, &trap]);
    }
    git(folder.path(), &["config", "core.hooksPath", "."]);
    fs::copy(&trap, folder.path().join("post-index-change")).expect("a file");
    git(folder.path(), &["config", "log.showSignature", "true"]);
    Command::new("chmod").args(["+x", &trap]).status().expect("chmod");
    write(folder.path(), &[("a.md", "22\n")]);
    let head = repository.commit("HEAD").expect("a commit");
    assert_eq!(repository.changes(&head, With::WorkingTree).expect("changes").len(), 4);
    repository.changes(&head, With::Index).expect("changes");
    repository.show(&head, Path::new("a.md")).expect("a content");
    repository.read(&["rev-list", "--max-count=1", "HEAD"]).expect("a list");
    repository.read(&["blame", "--porcelain", "--no-textconv", "HEAD", "--", "a.md"]).expect("lines");
    assert!(!sign.exists(), "a program of the repository was run");
}
