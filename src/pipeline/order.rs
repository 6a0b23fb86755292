//! How many documents are worked on at the same time, which of them first, and which together.

use std::cmp::Reverse;

use crate::discover::File;

/// A file and its number.
pub(super) type Numbered<'f> = (usize, &'f File);

/// Documents are taken together up to this weight, bytes but for what waits, and up to this number.
const TOGETHER: (u64, usize) = (1 << 15, 50);

/// Of more documents than this nobody looks which of them wait: among so many the last one makes little difference, and each is
/// read once less.
const MOST_LOOKED_AT: usize = 1000;

/// More examples than this need not wait at the same time for others to run.
const MOST_WAITING: usize = 8;

/// How many threads see to so many `jobs`. While examples only wait others run, but for those of somebody who wants one at a
/// time.
pub(super) fn threads(jobs: usize) -> usize {
    if jobs == 1 { 1 } else { jobs + jobs.min(MOST_WAITING) }
}

/// All `files` with their numbers, in groups, as they are to be begun by so many `jobs`: in this `order`, one by one, or else what
/// takes longest first, and small ones together.
pub(super) fn groups<'f>(files: &'f [File], jobs: usize, order: Option<&[usize]>) -> Vec<Vec<Numbered<'f>>> {
    if let Some(order) = order {
        return order.iter().filter_map(|&index| Some(vec![(index, files.get(index)?)])).collect();
    }
    let weight = if files.len() > MOST_LOOKED_AT { length } else { weight };
    let mut queue: Vec<_> = files.iter().enumerate().map(|(index, file)| (weight(file), (index, file))).collect();
    if jobs > 1 {
        queue.sort_by_key(|(weight, _)| Reverse(*weight));
    }
    let mut groups: Vec<Vec<Numbered<'f>>> = Vec::new();
    let mut sum = u64::MAX;
    for (weight, numbered) in queue {
        sum = sum.saturating_add(weight);
        match groups.last_mut().filter(|group| sum <= TOGETHER.0 && group.len() < TOGETHER.1) {
            Some(group) => group.push(numbered),
            None => {
                groups.push(vec![numbered]);
                sum = weight;
            }
        }
    }
    groups
}

/// How long the examples of `file` may take, by the looks of it: its bytes, and much more for each time that it waits.
pub(super) fn weight(file: &File) -> u64 {
    const WAIT: u64 = 1 << 20;
    const WAITING: [&str; 3] = ["sleep(", "Timer(", "while True"];
    let length = length(file);
    let Some(path) = file.path.as_ref().filter(|_| length > 0 && length <= WAIT) else { return length };
    let text = std::fs::read(path).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    length + WAIT * WAITING.iter().map(|word| text.matches(word).count() as u64).sum::<u64>()
}

/// The bytes of `file`.
fn length(file: &File) -> u64 {
    let found = file.path.as_ref().and_then(|path| std::fs::metadata(path).ok());
    found.map_or(0, |found| if found.is_file() { found.len() } else { 0 })
}
