//! How many documents are worked on at the same time, which of them first, and which together.

use std::cmp::Reverse;

use crate::discover::{File, Files};

/// A file and its number.
pub(super) type Numbered = (usize, File);

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
/// takes longest first, and small ones together. Until then there are their numbers only.
pub(super) fn groups(
    files: &Files,
    jobs: usize,
    order: Option<&[usize]>,
) -> impl Iterator<Item = Vec<Numbered>> + Send {
    let (queue, sizes) = match order {
        Some(order) => (order.to_vec(), vec![1; order.len()]),
        None => weighed(files, jobs),
    };
    let mut queue = queue.into_iter();
    let mut next = move |_| queue.next().and_then(|index| Some((index, files.get(index)?)));
    sizes.into_iter().map(move |size| (0..size).filter_map(&mut next).collect())
}

/// The numbers of `files` in the order in which they are begun, and how many of them are taken together each time.
fn weighed(files: &Files, jobs: usize) -> (Vec<usize>, Vec<usize>) {
    let weight = if files.len() > MOST_LOOKED_AT { length } else { weight };
    let mut queue: Vec<_> = files.iter().map(|file| weight(&file)).enumerate().collect();
    if jobs > 1 {
        queue.sort_by_key(|(_, weight)| Reverse(*weight));
    }
    let mut sizes: Vec<usize> = Vec::new();
    let mut sum = u64::MAX;
    for (_, weight) in &queue {
        sum = sum.saturating_add(*weight);
        match sizes.last_mut().filter(|size| sum <= TOGETHER.0 && **size < TOGETHER.1) {
            Some(size) => *size += 1,
            None => {
                sizes.push(1);
                sum = *weight;
            }
        }
    }
    (queue.into_iter().map(|(index, _)| index).collect(), sizes)
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
