//! Tests of what containers of `collections` hold, and of how notebooks show them.

use super::*;

/// The verdict on the only claim of `code`, whose statement has left this state.
fn in_state(code: &str, state: &str) -> Verdict {
    let mut run = run(&[]);
    run.values.insert(0, vec![Recorded::Value("None".to_owned()), Recorded::State(state.to_owned())]);
    verdict(code, &run).0
}

#[test]
fn a_list_may_say_what_a_deque_holds() {
    assert_eq!(in_state("dq.append(1)  # [1]", "deque([1])"), Verdict::Confirmed);
    assert_eq!(in_state("dq.append(1)  # [2]", "deque([1])"), Verdict::Unverified);
    assert_eq!(in_state("d[1].append(2)  # {1: [2]}", "defaultdict(<class 'list'>, {1: [2]})"), Verdict::Confirmed);
    assert_eq!(in_state("d[1].append(2)  # {1: [3]}", "defaultdict(<class 'list'>, {1: [2]})"), Verdict::Unverified);
    let printed = run(&[("deque([1])\n", &[1])]);
    assert_eq!(verdict("print(dq)  # [1]", &printed).0, Verdict::Unverified);
}

#[test]
fn a_notebook_shows_a_counter_by_its_keys() {
    let counted = run(&[("Counter({6: 2, 1: 1})\n", &[1])]);
    assert_eq!(verdict("In [1]: c\nOut[1]: Counter({1: 1, 6: 2})", &counted).0, Verdict::Confirmed);
    assert_ne!(verdict("In [1]: c\nOut[1]: Counter({1: 2, 6: 2})", &counted).0, Verdict::Confirmed);
    assert_eq!(verdict(">>> c\nCounter({1: 1, 6: 2})", &counted).0, Verdict::Unverified);
}

#[test]
fn three_blanks_set_a_remark_off_from_the_value_behind_an_arrow() {
    let mut one = run(&[]);
    one.values.insert(0, vec![Recorded::Value("1".to_owned())]);
    assert_eq!(verdict("f()  # -> 1   insert before the others", &one).0, Verdict::Confirmed);
    assert_eq!(verdict("f()  # -> 2   insert before the others", &one).0, Verdict::Wrong);
    assert_eq!(verdict("f()  # -> 2 insert before the others", &one).0, Verdict::Unverified);
}

#[test]
fn blanks_that_a_comment_loses_make_it_not_wrong() {
    let printed = run(&[("    return taemi and the others\n  or none\n", &[1])]);
    assert_ne!(verdict("help(f)\n# return taemi and the others\n# or none", &printed).0, Verdict::Wrong);
}
