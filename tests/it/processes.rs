//! Processes of the system, for tests of what runs and what is left.

use std::time::{Duration, Instant};

/// Command lines with `word` in them, but for those of zombies, which are nobody's any more.
#[cfg(target_os = "linux")]
pub(crate) fn processes(word: &str) -> Vec<String> {
    let entries = std::fs::read_dir("/proc").expect("/proc").flatten();
    let found = entries.filter_map(|entry| std::fs::read(entry.path().join("cmdline")).ok());
    found.map(|line| String::from_utf8_lossy(&line).replace('\0', " ")).filter(|line| line.contains(word)).collect()
}

/// Command lines with `word` in them, but for those of zombies, which are nobody's any more.
#[cfg(not(target_os = "linux"))]
pub(crate) fn processes(word: &str) -> Vec<String> {
    let listed = std::process::Command::new("ps").args(["-A", "-ww", "-o", "stat=,args="]).output().expect("ps");
    let lines = String::from_utf8_lossy(&listed.stdout).into_owned();
    lines.lines().filter(|line| !line.starts_with('Z') && line.contains(word)).map(str::to_owned).collect()
}

/// Waits until `is_true`; gives up only after as long as no machine takes, however busy.
pub(crate) fn soon(mut is_true: impl FnMut() -> bool) -> bool {
    let begin = Instant::now();
    while begin.elapsed() < Duration::from_secs(120) {
        if is_true() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    false
}

/// What `act` gives within the shortest limit of time that is enough for it here.
pub(crate) fn in_time<T>(act: impl FnMut(Duration) -> Option<T>) -> T {
    [1, 3, 9, 27, 81].map(Duration::from_secs).into_iter().find_map(act).expect("enough time")
}
