//! The folder: who may write there, and what becomes of what somebody else has written.

use super::*;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use tempfile::TempDir;

struct Place {
    folder: TempDir,
    store: Store,
    origin: RunOrigin,
    documents: PathBuf,
}

fn place(is_named: bool) -> Place {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(&CachePlace { folder: folder.path().join("cache"), is_named }).expect("a store");
    let documents = folder.path().to_owned();
    fs::write(documents.join("a.md"), "").expect("a document");
    Place { store, origin: RunOrigin::new(vec![("doctrue", b"1".to_vec())]), documents, folder }
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

    /// The file, as it is called in the cache at the moment.
    fn file(&self) -> PathBuf {
        let path = self.store.file(&self.documents, &self.origin);
        let said = fs::read_link(seal::beside(&path)).map(|said| said.to_string_lossy().into_owned());
        said.map_or_else(|_| path.clone(), |said| path.with_file_name(said.split(':').next().expect("a name")))
    }

    fn seal(&self) -> PathBuf {
        seal::beside(&self.store.file(&self.documents, &self.origin))
    }

    /// The names of the files that no seal is.
    fn files(&self) -> Vec<PathBuf> {
        files(&self.folder.path().join("cache/runs")).map(|(path, _)| path).collect()
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
    let target = fs::read_link(place.seal()).expect("a seal");
    let said = target.to_str().expect("text").to_owned();
    let as_said = |said: &str| {
        let _ = fs::remove_file(place.seal());
        std::os::unix::fs::symlink(said, place.seal()).expect("a link");
        place.has("a.md")
    };
    assert_eq!(as_said(&said), Ok(true));
    fs::rename(place.file(), place.folder.path().join("elsewhere.runs")).expect("moved");
    for other in [&said, &format!("../../{said}"), ":", "../../elsewhere.runs:1.2.3.4", "."] {
        assert_ne!(as_said(other), Ok(true), "{other}");
    }
    place.keep("a.md");
    fs::remove_file(place.seal()).expect("gone");
    assert_eq!(place.has("a.md"), Ok(false));
    fs::write(place.seal(), target.as_os_str().as_encoded_bytes()).expect("no link");
    assert!(place.has("a.md").is_err());
    fs::remove_file(place.seal()).expect("gone");
    place.keep("a.md");
    let own = place.file();
    fs::remove_file(&own).expect("gone");
    std::os::unix::fs::symlink("/dev/zero", own).expect("a link");
    assert!(place.has("a.md").is_err());
}

#[test]
fn whoever_reads_while_several_write_without_a_turn_finds_what_one_of_them_has_stored() {
    let place = place(false);
    place.keep("a.md");
    std::thread::scope(|scope| {
        let writers: Vec<_> = (0..3).map(|_| scope.spawn(|| (0..40).for_each(|_| place.keep("a.md")))).collect();
        while !writers.iter().all(std::thread::ScopedJoinHandle::is_finished) {
            assert_eq!(place.has("a.md"), Ok(true));
        }
    });
    // Each takes away what it has replaced; what two have replaced at once stays, until nobody can want it any more.
    let later = SystemTime::now() - Duration::from_secs(2 * 60 * 60);
    for path in place.files() {
        let file = File::options().write(true).open(path).expect("a file");
        file.set_modified(later).expect("a time");
    }
    place.keep("a.md");
    place.store.prune();
    assert_eq!(place.files(), [place.file()]);
    assert_eq!(place.has("a.md"), Ok(true));
}

#[test]
fn each_adds_to_what_others_have_stored_in_their_turn_and_nobody_waits_for_ever() {
    let place = place(false);
    for name in ["a.md", "b.md", "c.md", "d.md"] {
        fs::write(place.documents.join(name), "").expect("a document");
    }
    std::thread::scope(|scope| {
        for name in ["a.md", "b.md", "c.md", "d.md"] {
            let place = &place;
            scope.spawn(move || {
                let turn = place.store.turn();
                place.keep(name);
                drop(turn);
            });
        }
    });
    assert_eq!(["a.md", "b.md", "c.md", "d.md"].map(|name| place.has(name)), [const { Ok(true) }; 4]);
    let turn = place.store.turn();
    assert!(turn.is_some() && place.store.turn().is_none());
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
