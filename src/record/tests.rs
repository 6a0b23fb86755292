//! The key against single changes: whatever a program can depend on, another one gives another key.
//!
//! A sample runs in each test; `DOCTRUE_KEY_CHANGES=1000000 cargo test --release --lib record::tests` makes so many.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use super::key::How;
use super::*;
use crate::plan::{GoOn, Order, Prior, World};
use crate::run::{Program, Surroundings};

/// Numbers that look random and are the same each time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        // Knuth's constants.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % end.max(1)
    }

    fn text(&mut self) -> String {
        const PIECES: [&str; 12] =
            ["print(1)", "\n", " ", "x = 'é'", "#", "1", "0", "import math\n", "\t", "a", "=", ":\n"];
        let length = 1 + self.below(20);
        (0..length).map(|_| PIECES[self.below(PIECES.len())]).collect()
    }

    fn map(&mut self) -> BTreeMap<String, String> {
        let length = self.below(3);
        (0..length).map(|_| (self.text(), self.text())).collect()
    }

    fn order(&mut self) -> Order {
        let (id, line, column) = (self.below(9), self.below(99), self.below(9));
        match self.below(7) {
            0 => Order::Value { id, line, column, in_text: None },
            1 => Order::Part { id, start: (line, column), end: (line, column + 3) },
            2 => Order::Name { id, line, column, name: self.text() },
            3 => Order::Catch { id, first: line, last: line, go_on: GoOn::Always },
            4 => Order::Last { first: line, last: line + 1 },
            5 => Order::Show { first: line, last: line },
            _ => Order::Elsewhere(World { number: 1, is_far: false }),
        }
    }

    fn program(&mut self) -> Program {
        let orders = |numbers: &mut Self| (0..numbers.below(3)).map(|_| numbers.order()).collect::<Vec<_>>();
        let prior = |numbers: &mut Self| Prior {
            first: numbers.below(9),
            last: 9 + numbers.below(9),
            orders: orders(numbers),
            code: numbers.text(),
        };
        Program {
            source: self.text(),
            orders: orders(self),
            hash_seed: u32::try_from(self.below(3)).expect("small"),
            attributed: self.below(2) == 0,
            priors: (0..self.below(3)).map(|_| prior(self)).collect(),
            prints_only: self.below(2) == 0,
            repeats: true,
            handled: Vec::new(),
            surroundings: Surroundings {
                files: self.map(),
                input: (self.below(2) == 0).then(|| self.text()),
                variables: self.map(),
                timeout: Some(Duration::from_secs(self.below(9) as u64)),
                memory: (self.below(2) == 0).then_some(1 << 30),
                output: None,
                python: None,
            },
        }
    }

    fn origin(&mut self) -> RunOrigin {
        const NAMES: [&str; 6] = ["doctrue", "interpreter", "machine", "variable", "layer", "settings"];
        let length = 3 + self.below(6);
        RunOrigin::new((0..length).map(|_| (NAMES[self.below(NAMES.len())], self.text().into_bytes())).collect())
    }

    /// `text` with one character more, less, or another one.
    fn change(&mut self, text: &mut String) {
        let ends: Vec<_> = text.char_indices().map(|(at, _)| at).collect();
        let at = ends.get(self.below(ends.len())).copied();
        match (self.below(3), at) {
            (0, Some(at)) => drop(text.remove(at)),
            (1, Some(at)) => {
                let old = text.remove(at);
                text.insert(at, if old == 'q' { 'r' } else { 'q' });
            }
            _ => text.insert(at.unwrap_or(0), '\u{1}'),
        }
    }

    fn change_map(&mut self, map: &mut BTreeMap<String, String>) {
        let key = map.keys().nth(self.below(map.len())).cloned();
        match (self.below(3), key) {
            (0, Some(key)) => drop(map.remove(&key)),
            (1, Some(key)) => self.change(map.entry(key).or_default()),
            _ => drop(map.insert("new".to_owned(), String::new())),
        }
    }

    /// One thing of `program` is another one.
    fn change_program(&mut self, program: &mut Program) {
        let around = &mut program.surroundings;
        match self.below(14) {
            0..=2 => self.change(&mut program.source),
            3 => program.hash_seed += 1,
            4 => program.attributed = !program.attributed,
            5 => program.prints_only = !program.prints_only,
            6 => program.orders.push(self.order()),
            7 => match program.priors.pop() {
                Some(mut prior) => {
                    self.change(&mut prior.code);
                    program.priors.push(prior);
                }
                None => program.priors.push(Prior { first: 1, last: 1, orders: Vec::new(), code: String::new() }),
            },
            8 => self.change_map(&mut around.files),
            9 => self.change_map(&mut around.variables),
            10 => around.input = around.input.take().xor(Some(String::new())),
            11 => around.timeout = around.timeout.map(|timeout| timeout + Duration::from_millis(1)),
            12 => around.memory = Some(around.memory.unwrap_or_default() + 1),
            _ => around.python = Some(PathBuf::from("/python")),
        }
    }

    /// One thing of `origin` is another one.
    fn change_origin(&mut self, origin: &RunOrigin) -> RunOrigin {
        let mut parts = origin.parts().to_vec();
        let at = self.below(parts.len());
        match self.below(4) {
            0 => drop(parts.remove(at)),
            1 => parts.push(("variable", b"A=1".to_vec())),
            2 => parts[at].0 = "other",
            _ => {
                let mut text = String::from_utf8(parts[at].1.clone()).expect("text");
                self.change(&mut text);
                parts[at].1 = text.into_bytes();
            }
        }
        RunOrigin::new(parts)
    }
}

fn changes() -> usize {
    std::env::var("DOCTRUE_KEY_CHANGES").ok().and_then(|count| count.parse().ok()).unwrap_or(4000)
}

#[test]
fn one_change_of_anything_is_another_key() {
    let mut numbers = Numbers(18);
    for _ in 0..changes() {
        let (origin, program) = (numbers.origin(), numbers.program());
        let key = RunKey::of(&origin, &program).expect("a key");
        assert_eq!(RunKey::of(&RunOrigin::new(origin.parts().to_vec()), &program.clone()), Some(key));
        let mut other = program.clone();
        let around = match numbers.below(3) {
            0 => numbers.change_origin(&origin),
            _ => {
                numbers.change_program(&mut other);
                origin.clone()
            }
        };
        assert_ne!(RunKey::of(&around, &other), Some(key), "{origin:?}\n{around:?}\n{program:?}\n{other:?}");
    }
}

#[test]
fn the_way_a_program_runs_is_part_of_its_key() {
    let mut numbers = Numbers(1);
    let (origin, program, before) = (numbers.origin(), numbers.program(), numbers.program());
    let key = |how: How| RunKey::how(&origin, &program, how).expect("a key");
    let last = |programs: &[&Program]| RunKey::chain(&origin, programs).pop().flatten().expect("a key");
    let chained = [last(&[&program]), last(&[&before, &program]), last(&[&before, &before, &program])];
    let all: BTreeSet<_> = [key(How::Alone), key(How::Shared)].into_iter().chain(chained).collect();
    assert_eq!(all.len(), 5);
    assert_eq!(RunKey::chain(&origin, &[&before, &program])[1], Some(chained[1]));
}

#[test]
fn a_program_that_may_do_something_else_next_time_has_no_key() {
    let mut numbers = Numbers(2);
    let (origin, program) = (numbers.origin(), numbers.program());
    let other = Program { repeats: false, ..program.clone() };
    assert_eq!(RunKey::of(&origin, &other), None);
    let chained = RunKey::chain(&origin, &[&program, &other, &program]);
    assert_eq!(chained.iter().map(Option::is_some).collect::<Vec<_>>(), [true, false, false]);
    for name in ["TZ", "LC_ALL", "OPENSSL_CONF", "lang"] {
        let mut other = program.clone();
        other.surroundings.variables.insert(name.to_owned(), "x".to_owned());
        assert_eq!(RunKey::of(&origin, &other), None, "{name}");
    }
}

#[test]
fn a_key_is_read_as_it_is_written() {
    let mut numbers = Numbers(3);
    let key = RunKey::of(&numbers.origin(), &numbers.program()).expect("a key");
    let text = serde_json::to_string(&key).expect("JSON");
    assert_eq!(serde_json::from_str::<RunKey>(&text).expect("a key"), key);
}
