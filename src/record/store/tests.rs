//! The folder: who may write there, and what becomes of what somebody else has written.

use super::*;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use tempfile::TempDir;

struct Place {
    folder: TempDir,
    store: Store,
    origin: Origin,
    documents: PathBuf,
}

fn place(is_named: bool) -> Place {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(&CachePlace { folder: folder.path().join("cache"), is_named }).expect("a store");
    let documents = folder.path().to_owned();
    fs::write(documents.join("a.md"), "").expect("a document");
    Place { store, origin: Origin::new(vec![("doctrue", b"1".to_vec())]), documents, folder }
}

impl Place {
    fn keep(&self, name: &str) {
        let new = New::from([(name.as_bytes().into(), Some(0..2))]);
        self.store.write(&self.documents, &self.origin, &new, |_| Some(b"{}".to_vec())).expect("written");
    }

    fn has(&self, name: &str) -> Result<bool, String> {
        let found = self.store.read(&self.documents, &self.origin, name == "a.md")?;
        Ok(found.is_some_and(|bucket| bucket.get(name.as_ref()).is_some_and(|runs| runs.is_ok())))
    }

    fn file(&self) -> PathBuf {
        self.store.file(&self.documents, &self.origin)
    }
}

#[test]
fn what_is_kept_is_found_beside_what_was_there_and_without_what_is_gone() {
    let place = place(false);
    assert_eq!(place.has("a.md"), Ok(false));
    place.keep("a.md");
    fs::write(place.documents.join("b.md"), "").expect("a document");
    place.keep("b.md");
    assert_eq!((place.has("a.md"), place.has("b.md")), (Ok(true), Ok(true)));
    fs::remove_file(place.documents.join("a.md")).expect("gone");
    place.keep("b.md");
    assert_eq!((place.has("a.md"), place.has("b.md")), (Ok(false), Ok(true)));
    assert!(place.folder.path().join("cache/CACHEDIR.TAG").exists());
}

#[test]
fn a_mode_that_was_changed_and_changed_back_breaks_the_seal() {
    let place = place(false);
    place.keep("a.md");
    let mode = |mode| fs::set_permissions(place.file(), fs::Permissions::from_mode(mode)).expect("a mode");
    mode(0o666);
    assert!(place.has("a.md").is_err());
    mode(0o600);
    assert!(place.has("a.md").is_err());
    // The next check puts it there again.
    place.keep("a.md");
    assert_eq!(place.has("a.md"), Ok(true));
}

#[test]
fn what_is_written_over_breaks_the_seal_with_the_old_times_too() {
    let place = place(false);
    place.keep("a.md");
    let found = fs::metadata(place.file()).expect("a file");
    let content = fs::read(place.file()).expect("a file");
    let file = File::options().write(true).open(place.file()).expect("a file");
    (&file).write_all(&content).expect("written");
    file.set_modified(found.modified().expect("a time")).expect("a time");
    assert!(place.has("a.md").is_err());
}

#[test]
fn a_file_of_another_place_or_without_a_seal_is_not_used() {
    let place = place(false);
    place.keep("a.md");
    let seal = seal::beside(&place.file());
    let target = fs::read_link(&seal).expect("a seal");
    fs::remove_file(&seal).expect("gone");
    assert!(place.has("a.md").is_err());
    fs::write(&seal, target.as_os_str().as_encoded_bytes()).expect("no link");
    assert!(place.has("a.md").is_err());
    fs::remove_file(place.file()).expect("gone");
    std::os::unix::fs::symlink("/dev/zero", place.file()).expect("a link");
    assert!(place.has("a.md").is_err());
}

#[test]
fn a_folder_that_the_user_names_may_have_been_carried_here() {
    let place = place(true);
    place.keep("a.md");
    let content = fs::read(place.file()).expect("a file");
    fs::remove_file(place.file()).expect("gone");
    fs::write(place.file(), content).expect("a file");
    assert_eq!(place.has("a.md"), Ok(true));
    fs::set_permissions(place.file(), fs::Permissions::from_mode(0o666)).expect("a mode");
    assert!(place.has("a.md").is_err());
}

#[test]
fn where_others_can_write_nothing_is_opened() {
    let place = place(false);
    let opened = || Store::open(&CachePlace { folder: place.folder.path().join("cache"), is_named: false });
    fs::set_permissions(place.folder.path().join("cache/runs"), fs::Permissions::from_mode(0o777)).expect("a mode");
    assert!(opened().is_err_and(|reason| reason.contains("not yours alone")));
    let file = place.folder.path().join("file");
    fs::write(&file, "").expect("a file");
    assert!(Store::open(&CachePlace { folder: file, is_named: true }).is_err());
    assert!(Store::open(&CachePlace { folder: PathBuf::from("/dev/shm/doctrue-test"), is_named: true }).is_err());
    let _ = fs::remove_dir_all("/dev/shm/doctrue-test");
}

#[test]
fn the_oldest_go_first() {
    let place = place(false);
    let folder = place.folder.path().join("cache/runs");
    let now = SystemTime::now();
    for (name, days) in [("a", 1), ("b", 2), ("c", 40)] {
        let path = folder.join(format!("{name}.{ENDING}"));
        fs::write(&path, [0; 100]).expect("a file");
        let time = now - Duration::from_secs(days * 24 * 60 * 60);
        File::options().write(true).open(&path).and_then(|file| file.set_modified(time)).expect("a time");
    }
    fs::write(folder.join("other"), "").expect("a file");
    assert_eq!(prune_to(&folder, 1000, FORGOTTEN), Removed { files: 1, bytes: 100 });
    assert_eq!(prune_to(&folder, 150, FORGOTTEN), Removed { files: 1, bytes: 100 });
    assert!(folder.join(format!("a.{ENDING}")).exists());
    assert_eq!(clean(&place.folder.path().join("cache")).expect("clean").files, 1);
    assert!(folder.join("other").exists());
}
