//! Which runs can be kept, and whether two of them saw the same.

use crate::plan::OutsideSource;
use crate::run::{Ending, Run, Touch, Unseen};

/// Bytes of a run beyond which it is not kept.
const LONGEST: usize = 128 << 10;

/// Whether another run of its program would be like this one, as far as the run itself shows.
pub(super) fn can_be_kept(run: &Run) -> bool {
    let came_to_an_end = matches!(run.ending, Ending::Ended | Ending::Raised) && !run.leaked;
    came_to_an_end && run.touched.iter().all(is_fixed) && run.unseen.values().all(is_of_program) && is_steady(run)
}

/// Whether a value was not seen for what the program says, and not because something took long or another process could not be
/// had: that is up to whatever else the machine does.
const fn is_of_program(unseen: &Unseen) -> bool {
    match unseen {
        Unseen::Raises(_) | Unseen::Shared => true,
        Unseen::Time | Unseen::Acts | Unseen::Alone => false,
    }
}

/// Whether what was asked for is the same for each run by one interpreter on one machine.
fn is_fixed(touch: &Touch) -> bool {
    match touch.source {
        OutsideSource::Order | OutsideSource::Release => true,
        OutsideSource::Clock
        | OutsideSource::Pace
        | OutsideSource::Chance
        | OutsideSource::Machine
        | OutsideSource::Usual
        | OutsideSource::Missing
        | OutsideSource::Outside
        | OutsideSource::Program
        | OutsideSource::Foreign
        | OutsideSource::Threads => false,
    }
}

/// Whether nothing in what was seen names an address or a temporary folder.
fn is_steady(run: &Run) -> bool {
    let seen = Run { folder: String::new(), ..run.clone() };
    let Ok(text) = serde_json::to_string(&seen) else { return false };
    let names_folder = !run.folder.is_empty() && text.contains(&run.folder);
    text.len() <= LONGEST && !names_folder && !text.contains("/doctrue-") && !has_address(&text)
}

/// Whether `text` has a number that may be an address: `0x` and six digits or more.
fn has_address(text: &str) -> bool {
    text.match_indices("0x")
        .any(|(at, mark)| text[at + mark.len()..].bytes().take_while(u8::is_ascii_hexdigit).count() >= 6)
}

/// What two runs of one program saw differently, in words; none if they saw the same.
pub(super) fn differs(old: &Run, new: &Run) -> Option<String> {
    // All fields by name: a new one must have its say here.
    let Run {
        chunks,
        values,
        unseen,
        caught,
        folder: _,
        touched,
        typed,
        attributed,
        exception,
        ending,
        stopped_at,
        leaked,
        duration: _,
        shared,
        cached: _,
    } = new;
    let all = [
        ("what it prints", old.chunks == *chunks),
        ("a value", old.values == *values && old.unseen == *unseen),
        ("an exception", old.caught == *caught && old.exception == *exception),
        ("how it ends", old.ending == *ending && old.leaked == *leaked && old.stopped_at == *stopped_at),
        ("what it asks for", old.touched == *touched && old.typed == *typed),
        ("how it ran", old.attributed == *attributed && old.shared == *shared),
    ];
    let other: Vec<_> = all.iter().filter(|(_, is_the_same)| !is_the_same).map(|(what, _)| *what).collect();
    (!other.is_empty()).then(|| other.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::Exception;
    use std::time::Duration;

    #[test]
    fn runs_that_show_where_or_when_they_ran_are_not_kept() {
        let silent = || Run { folder: "/tmp/doctrue-ab/boxes/0/work".to_owned(), ..Run::silent() };
        assert!(can_be_kept(&silent().printing("255 0xff 0x12345\n", &[1])));
        for text in ["<A object at 0x7f001122>", "/tmp/doctrue-ab/boxes/0/work/a", "/tmp/doctrue-xy/boxes/1"] {
            assert!(!can_be_kept(&silent().printing(text, &[1])), "{text}");
        }
        let raised = silent().raising(Exception::new("ValueError", "at 0x7f001122", vec![1]));
        assert!(!can_be_kept(&raised));
        assert!(!can_be_kept(&silent().printing(&"a".repeat(LONGEST), &[1])));
        for ending in [Ending::TimedOut, Ending::Interrupted, Ending::Exited(0), Ending::Vanished(0)] {
            assert!(!can_be_kept(&Run { ending, ..silent() }));
        }
        assert!(!can_be_kept(&Run { leaked: true, ..silent() }));
        let unseen = |why| Run { unseen: [(0, why)].into(), ..silent() };
        assert!(can_be_kept(&unseen(Unseen::Raises("ValueError".to_owned()))));
        assert!(!can_be_kept(&unseen(Unseen::Time)) && !can_be_kept(&unseen(Unseen::Alone)));
        let touch = |source| Touch {
            source,
            is_shifted: false,
            name: String::new(),
            line: 1,
            reach: Vec::new(),
            value: String::new(),
        };
        assert!(!can_be_kept(&Run { touched: vec![touch(OutsideSource::Clock)], ..silent() }));
        assert!(can_be_kept(&Run { touched: vec![touch(OutsideSource::Order)], ..silent() }));
    }

    #[test]
    fn what_differs_is_named() {
        let run = Run::silent().printing("a\n", &[1]);
        let again = Run { folder: "/b".to_owned(), duration: Duration::from_secs(1), cached: true, ..run.clone() };
        assert_eq!(differs(&run, &again), None);
        assert_eq!(differs(&run, &run.clone().printing("b\n", &[1])).as_deref(), Some("what it prints"));
        let raised = run.clone().raising(Exception::new("ValueError", "", vec![1]));
        assert_eq!(differs(&run, &raised).as_deref(), Some("an exception, how it ends"));
    }
}
