//! The documents in `tests/fix`: as they are, and as `fix` should write them.

use crate::project::{Project, disguised, root};
use libtest_mimic::Trial;
use std::fs;

/// Two tests for each pair: as it stands, and in a quote.
pub(crate) fn trials() -> Vec<Trial> {
    let entries = fs::read_dir(root().join("tests/fix")).expect("tests/fix").flatten();
    let names = entries.filter_map(|entry| Some(entry.file_name().to_str()?.strip_suffix(".before.md")?.to_owned()));
    let mut names: Vec<_> = names.collect();
    names.sort();
    assert!(names.len() >= 7, "pairs are found");
    names.iter().flat_map(|name| of_pair(name)).collect()
}

fn of_pair(name: &str) -> Vec<Trial> {
    let read = |part: &str| {
        fs::read_to_string(root().join("tests/fix").join(format!("{name}.{part}.md"))).expect("a file of a pair")
    };
    let (before, after) = (read("before"), read("after"));
    let mut trials = Vec::new();
    // In a quote no paragraph is taken for an output.
    if name != "paragraph" {
        let (before, after) = (disguised(&before), disguised(&after));
        trials.push(Trial::test(format!("fix::{name}::disguised"), move || {
            is_rewritten(&before, &after);
            Ok(())
        }));
    }
    trials.push(Trial::test(format!("fix::{name}::plain"), move || {
        is_rewritten(&before, &after);
        Ok(())
    }));
    trials
}

/// Demands that `fix` makes one of the other, once, and that nothing is left to say then.
fn is_rewritten(before: &str, after: &str) {
    let project = Project::new().file("a.md", before);
    let content = || fs::read_to_string(project.path().join("a.md")).expect("the document");
    let done = project.run(&["fix", "-v"]).expect(0);
    assert_eq!(content(), after, "{}", done.describe());
    assert!(project.run(&["fix"]).expect(0).stdout().starts_with("0 claims fixed"));
    assert_eq!(content(), after, "a second fix changes nothing");
    project.run(&["check"]).expect(0);
}
