//! How many documents are worked on at the same time, and which of them first.

use crate::discover::File;

/// More examples than this need not wait at the same time for others to run.
const MOST_WAITING: usize = 8;

/// How many threads see to so many `jobs`. While examples only wait others run, but for those of somebody who wants one at a
/// time.
pub(super) fn threads(jobs: usize) -> usize {
    if jobs == 1 { 1 } else { jobs + jobs.min(MOST_WAITING) }
}

/// How long the examples of `file` may take, by the looks of it: its bytes, and much more for each time that it waits.
pub(super) fn weight(file: &File) -> u64 {
    const WAIT: u64 = 1 << 20;
    const WAITING: [&str; 3] = ["sleep(", "Timer(", "while True"];
    let Some(path) = &file.path else { return 0 };
    let length = std::fs::metadata(path).map_or(0, |found| if found.is_file() { found.len() } else { 0 });
    if length == 0 || length > WAIT {
        return length;
    }
    let text = std::fs::read(path).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    length + WAIT * WAITING.iter().map(|word| text.matches(word).count() as u64).sum::<u64>()
}
