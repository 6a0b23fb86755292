//! Shards: which of several machines checks which documents.
//!
//! A document belongs to the shard that its path says, so it stays there when others come and go. Where it is known how long
//! documents take, they may be shared out by that instead.

use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

/// The most shards: more would only start.
const MOST: usize = 100_000;

/// One of several shards, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "Unchecked")]
pub struct Shard {
    /// Which one.
    pub index: usize,
    /// How many there are.
    pub count: usize,
}

/// What somebody says of a shard.
#[derive(Deserialize)]
struct Unchecked {
    index: usize,
    count: usize,
}

impl TryFrom<Unchecked> for Shard {
    type Error = String;

    fn try_from(Unchecked { index, count }: Unchecked) -> Result<Self, String> {
        match count {
            0 => Err("there is at least one shard: write 1/1".to_owned()),
            count if count > MOST => Err(format!("there are at most {MOST} shards")),
            count if !(1..=count).contains(&index) => {
                Err(format!("shards are counted from 1: the first of {count} is 1/{count}, the last {count}/{count}"))
            }
            count => Ok(Self { index, count }),
        }
    }
}

impl Shard {
    /// The only one.
    pub const WHOLE: Self = Self { index: 1, count: 1 };

    /// Whether all is its.
    #[must_use]
    pub const fn is_whole(self) -> bool {
        self.count == 1
    }

    /// Whether what is called `name` is its, by the name alone.
    #[must_use]
    pub fn holds(self, name: &str) -> bool {
        let hash = blake3::hash(name.as_bytes());
        let mut head = [0; 8];
        head.copy_from_slice(&hash.as_bytes()[..8]);
        let number = u64::from_le_bytes(head) % self.count.max(1) as u64;
        number + 1 == self.index as u64
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.index, self.count)
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let usage = || "write which shard of how many, like 3/8".to_owned();
        let number = |text: &str| text.trim().parse::<usize>().map_err(|_| usage());
        let (index, count) = text.split_once('/').ok_or_else(usage)?;
        Self::try_from(Unchecked { index: number(index)?, count: number(count)? })
    }
}

/// How long documents took.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Durations {
    /// What tells them from others.
    pub digest: String,
    /// Milliseconds by the name of the document.
    pub of: BTreeMap<String, u64>,
}

/// How documents are shared out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Division {
    /// The shard that is wanted.
    pub shard: Shard,
    /// How long documents take, if they are shared out by that.
    pub durations: Option<Durations>,
}

impl Default for Division {
    fn default() -> Self {
        Self { shard: Shard::WHOLE, durations: None }
    }
}

impl Division {
    /// Which of `names`, each of which is there once, are those of the shard.
    #[must_use]
    pub fn own(&self, names: &[&str]) -> Vec<bool> {
        match &self.durations {
            None => names.iter().map(|name| self.shard.holds(name)).collect(),
            Some(durations) => self.balanced(names, &durations.of),
        }
    }

    /// The longest first, each to the shard that has least to do. What is not known takes as long as half of the others do.
    fn balanced(&self, names: &[&str], known: &BTreeMap<String, u64>) -> Vec<bool> {
        let mut times: Vec<_> = names.iter().filter_map(|name| known.get(*name).copied()).collect();
        times.sort_unstable();
        let usual = times.get(times.len() / 2).copied().unwrap_or(0);
        // A document takes some time whatever it holds, else all empty ones would go to one shard.
        let cost = |name: &str| known.get(name).copied().unwrap_or(usual).saturating_add(1);
        let mut order: Vec<_> = (0..names.len()).collect();
        order.sort_by_key(|&index| (Reverse(cost(names[index])), names[index]));
        let mut loads: BTreeSet<(u64, usize)> = (1..=self.shard.count).map(|shard| (0, shard)).collect();
        let mut is_own = vec![false; names.len()];
        for index in order {
            let Some((load, shard)) = loads.pop_first() else { break };
            is_own[index] = shard == self.shard.index;
            loads.insert((load.saturating_add(cost(names[index])), shard));
        }
        is_own
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(count: usize) -> Vec<String> {
        (0..count).map(|number| format!("notes/{number}.md")).collect()
    }

    /// The shard of each name.
    fn shards(names: &[&str], count: usize, durations: Option<&Durations>) -> Vec<usize> {
        let mut found = vec![0; names.len()];
        for index in 1..=count {
            let division = Division { shard: Shard { index, count }, durations: durations.cloned() };
            for (found, own) in found.iter_mut().zip(division.own(names)) {
                assert!(!own || *found == 0, "a document has one shard");
                *found += if own { index } else { 0 };
            }
        }
        assert!(!found.contains(&0), "each document has a shard");
        found
    }

    #[test]
    fn every_document_has_one_shard_and_keeps_it_when_others_go() {
        let all = names(400);
        let all: Vec<_> = all.iter().map(String::as_str).collect();
        let before = shards(&all, 8, None);
        assert_eq!(shards(&all[100..], 8, None), before[100..]);
        let largest = (1..=8).map(|shard| before.iter().filter(|own| **own == shard).count()).max();
        assert!(largest < Some(80), "400 documents in 8 shards: {largest:?}");
    }

    #[test]
    fn documents_are_balanced_by_what_they_took() {
        let all = names(9);
        let all: Vec<_> = all.iter().map(String::as_str).collect();
        let of = all.iter().zip([90, 10, 10, 10, 10, 10, 10, 10]).map(|(name, time)| ((*name).to_owned(), time));
        let durations = Durations { digest: String::new(), of: of.collect() };
        let found = shards(&all, 2, Some(&durations));
        assert_eq!(found.iter().filter(|shard| **shard == found[0]).count(), 1, "{found:?}");
        let none = shards(&all, 3, Some(&Durations::default()));
        assert!((1..=3).all(|shard| none.iter().filter(|own| **own == shard).count() == 3), "{none:?}");
    }

    #[test]
    fn shards_are_read_as_they_are_written() {
        assert_eq!("3/8".parse(), Ok(Shard { index: 3, count: 8 }));
        assert_eq!(Shard { index: 3, count: 8 }.to_string(), "3/8");
        for text in ["", "3", "0/8", "9/8", "1/0", "a/b", "1/-1", "1/100001"] {
            assert!(text.parse::<Shard>().is_err(), "{text}");
        }
    }

    #[test]
    fn shards_of_files_are_held_to_the_same() {
        let read = |index: u64, count: u64| {
            serde_json::from_value::<Shard>(serde_json::json!({"index": index, "count": count})).ok()
        };
        assert_eq!(read(3, 8), Some(Shard { index: 3, count: 8 }));
        for (index, count) in [(7, 0), (0, 8), (9, 8), (1, 100_001), (1, u64::MAX)] {
            assert_eq!(read(index, count), None, "{index}/{count}");
        }
    }
}
