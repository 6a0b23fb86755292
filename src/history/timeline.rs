//! When a claim changed: the search over releases or commits in their order, with as few looks as that takes.

/// What one look showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LookResult {
    /// The claim holds there.
    Holds,
    /// It fails there; whether in just the way in which it fails today.
    Fails {
        /// Whether the same came out as today.
        as_today: bool,
    },
    /// Nothing can be said.
    Unknown,
}

/// The last place in the order at which a claim held, and the first one behind it of which it is known that it fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transition {
    /// Where it held.
    pub holds: usize,
    /// Where it fails.
    pub fails: usize,
}

/// When a claim changed that fails today, at `today`, behind the places 0 to `today` - 1, the oldest first; none if it is
/// not known to have held anywhere.
///
/// The oldest is asked first. Where it gives what today gives, nothing is taken to have changed in between.
pub fn change(today: usize, look: impl Fn(usize) -> LookResult) -> Option<Transition> {
    if today == 0 {
        return None;
    }
    match look(0) {
        LookResult::Holds => Some(bisected(0, today, &look)),
        LookResult::Fails { as_today: true } => None,
        LookResult::Fails { as_today: false } | LookResult::Unknown => scanned(today, &look),
    }
}

/// The change between `holds` and `fails`, as closely as it is found by as many looks as a bisection of these places takes.
#[must_use]
pub fn bisected(holds: usize, fails: usize, look: &impl Fn(usize) -> LookResult) -> Transition {
    let mut change = Transition { holds, fails };
    let most = usize::BITS - (fails - holds).leading_zeros();
    // Those of which nothing can be said are passed over.
    let mut open: Vec<usize> = (holds + 1..fails).collect();
    let mut passed_over = 0;
    for _ in 0..most {
        // Those beside one of which nothing can be said are often like it.
        let quarters = if passed_over % 2 == 0 { 2 } else { 1 };
        let Some(&index) = open.get(open.len() * quarters / 4) else { break };
        passed_over += 1;
        match look(index) {
            LookResult::Holds => (change.holds, passed_over) = (index, 0),
            LookResult::Fails { .. } => (change.fails, passed_over) = (index, 0),
            LookResult::Unknown => {}
        }
        open.retain(|&other| other != index && (change.holds..change.fails).contains(&other));
    }
    change
}

/// The change next to `today`: what holds neither today nor at first may hold in between.
fn scanned(today: usize, look: &impl Fn(usize) -> LookResult) -> Option<Transition> {
    let mut fails = today;
    for index in (1..today).rev() {
        match look(index) {
            LookResult::Holds => return Some(Transition { holds: index, fails }),
            LookResult::Fails { .. } => fails = index,
            LookResult::Unknown => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    /// What `change` finds for looks written as `h`, `f`, `t` (fails as today) and `u`, and how many it took.
    fn found(looks: &str) -> (Option<(usize, usize)>, usize) {
        let count = Cell::new(0);
        let look = |index: usize| {
            count.set(count.get() + 1);
            match looks.as_bytes()[index] {
                b'h' => LookResult::Holds,
                b'f' => LookResult::Fails { as_today: false },
                b't' => LookResult::Fails { as_today: true },
                _ => LookResult::Unknown,
            }
        };
        let change = change(looks.len(), look);
        (change.map(|change| (change.holds, change.fails)), count.get())
    }

    #[test]
    fn the_release_that_changed_something_is_found() {
        for (looks, expected) in [
            ("", None),
            ("h", Some((0, 1))),
            ("hhht", Some((2, 3))),
            ("hhhh", Some((3, 4))),
            ("huut", Some((0, 3))),
            ("huht", Some((2, 3))),
            ("tttt", None),
            ("tht", None),
            ("fht", Some((1, 2))),
            ("uhuf", Some((1, 3))),
            ("ffft", None),
        ] {
            assert_eq!(found(looks).0, expected, "{looks}");
        }
    }

    #[test]
    fn it_takes_few_looks() {
        let mut looks = "h".repeat(700);
        looks.push_str(&"f".repeat(300));
        let (change, count) = found(&looks);
        assert_eq!(change, Some((699, 700)));
        assert!(count <= 11, "{count}");
        assert_eq!(found("tttttt").1, 1);
        // Where nothing can be said of most, the change is told as a range.
        let looks = ["h".repeat(200), "u".repeat(600), "f".repeat(200)].concat();
        let (change, count) = found(&looks);
        assert!(count <= 11, "{count}");
        assert!(change.is_some_and(|(holds, fails)| holds < 200 && fails >= 800), "{change:?}");
        let (change, count) = found("hhhuuufff");
        assert!(change == Some((2, 6)) && count <= 5, "{change:?} {count}");
    }
}
