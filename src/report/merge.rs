//! Reports of several machines put together: what one machine would have said of all documents.
//!
//! Nothing may be missing, be there twice, or come from another check: a shard that is lost must never look green. All that is
//! in the way is told at once, with the names of the files.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::blob::{Blob, ReportOrigin};
use super::scope::Scope;
use super::{EXIT_ERROR, Report, Summary};
use crate::settings::Strictness;
use crate::settings::shard::Shard;

/// Missing shards that are named.
const MOST_NAMED: usize = 20;

/// A blob with the name of its file.
#[derive(Debug)]
pub struct Named {
    /// For people.
    pub name: String,
    /// What it holds.
    pub blob: Blob,
}

/// The name of the file of a shard.
#[must_use]
pub fn file_name(shard: Shard) -> String {
    format!("blob-{}-{}.json", shard.index, shard.count)
}

/// The report on all documents, and where it comes from as a whole.
///
/// # Errors
/// What is in the way, for people.
pub fn merged(mut blobs: Vec<Named>) -> Result<Blob, Vec<String>> {
    blobs.sort_by(|a, b| (a.blob.origin.shard, &a.name).cmp(&(b.blob.origin.shard, &b.name)));
    let problems = problems(&blobs);
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut parts: Vec<_> = blobs.iter().flat_map(|named| named.blob.report.scope.parts.clone()).collect();
    parts.sort();
    let scope = Scope::whole(parts);
    let mut blobs = blobs.into_iter().map(|named| named.blob);
    let first = blobs.next().ok_or_else(|| vec!["no report to merge".to_owned()])?;
    if first.report.scope.digest != scope.digest {
        return Err(vec!["the shards together do not cover all documents: run all of them again".to_owned()]);
    }
    Ok(added(first, blobs, scope))
}

/// What all blobs of a check have in common, by names for people.
fn kinship(blob: &Blob) -> Vec<(String, String)> {
    let Blob { origin, report } = blob;
    let Strictness { strict, fail_on_empty, skipped, min_confirmed } = origin.strictness;
    let none = || "none".to_owned();
    let header = &report.header;
    let pythons = std::iter::once(&header.python).chain(&report.pythons);
    let pythons = pythons.map(|python| format!("{} {}", python.implementation, python.version));
    let mut all = vec![
        ("number of shards".to_owned(), origin.shard.count.to_string()),
        ("commit".to_owned(), origin.commit.clone().unwrap_or_else(none)),
        ("version of doctrue".to_owned(), header.tool.version.to_owned()),
        ("Python".to_owned(), pythons.collect::<Vec<_>>().join(", ")),
        ("isolation".to_owned(), header.isolation.mode.to_owned()),
        ("durations".to_owned(), origin.durations.clone().unwrap_or_else(none)),
        ("--strict".to_owned(), strict.to_string()),
        ("--fail-on-empty".to_owned(), fail_on_empty.to_string()),
        ("severity of skipped blocks".to_owned(), format!("{skipped:?}")),
        ("--min-confirmed".to_owned(), min_confirmed.map_or_else(none, |least| least.to_string())),
    ];
    all.extend(origin.options.iter().map(|(name, value)| (format!("--{name}"), value.clone())));
    all.push(("documents".to_owned(), report.scope.digest.clone()));
    all
}

/// What is in the way of putting `blobs`, which are in order, together.
fn problems(blobs: &[Named]) -> Vec<String> {
    let mut families: BTreeMap<Vec<(String, String)>, Vec<&Named>> = BTreeMap::new();
    for named in blobs {
        families.entry(kinship(&named.blob)).or_default().push(named);
    }
    // The others are foreign to the largest one; of two that are as large, to that of the first shard.
    let Some((own, members)) = families.iter().rev().max_by_key(|(_, members)| members.len()) else {
        return Vec::new();
    };
    let foreign = || families.iter().filter(|(family, _)| *family != own);
    let mut shards: BTreeMap<Shard, Vec<&Named>> = BTreeMap::new();
    for named in members {
        shards.entry(named.blob.origin.shard).or_default().push(named);
    }
    let told = |(family, others): (&Vec<_>, &Vec<&Named>)| {
        let is_there = |shard: &Shard| shards.contains_key(shard) || !shards.keys().any(|own| own.count == shard.count);
        let told = |one: &&Named| is_foreign(one, family, own, is_there(&one.blob.origin.shard));
        others.iter().map(told).collect::<Vec<_>>()
    };
    let mut problems: Vec<_> = foreign().flat_map(told).collect();
    problems.sort();
    let others = foreign().flat_map(|(_, others)| others).map(|named| named.blob.origin.shard).collect();
    problems.extend(missing(&shards, &others));
    for (shard, here) in shards {
        match here.as_slice() {
            [one] if one.blob.report.summary.exit_status > EXIT_ERROR => {
                problems.push(format!("{}: shard {shard} was interrupted: run it again", one.name));
            }
            [_] | [] => {}
            several => {
                let names: Vec<_> = several.iter().map(|named| named.name.as_str()).collect();
                problems.push(format!("shard {shard} is duplicated: keep one of {}", names.join(", ")));
            }
        }
    }
    problems
}

/// Which shards are missing, the first of them by name. Of the `others` it is told that they are of another check.
fn missing(shards: &BTreeMap<Shard, Vec<&Named>>, others: &BTreeSet<Shard>) -> Vec<String> {
    let count = shards.keys().next().map_or(0, |shard| shard.count);
    let all = (1..=count).map(|index| Shard { index, count });
    let mut missing = all.filter(|shard| !shards.contains_key(shard) && !others.contains(shard));
    let named = missing.by_ref().take(MOST_NAMED);
    let mut told: Vec<_> =
        named.map(|shard| format!("shard {shard} is missing: there is no {}", file_name(shard))).collect();
    match missing.count() {
        0 => {}
        1 => told.push("1 more shard is missing".to_owned()),
        count => told.push(format!("{count} more shards are missing")),
    }
    told
}

/// How `named`, of one family, differs from those of another, which may have its shard too.
fn is_foreign(named: &Named, family: &[(String, String)], own: &[(String, String)], is_there: bool) -> String {
    let of = |all: &[(String, String)], name: &str| {
        all.iter().find(|(own, _)| own == name).map_or_else(|| "not stated".to_owned(), |(_, value)| value.clone())
    };
    let names = own.iter().chain(family).map(|(name, _)| name);
    let differing = names.map(|name| (name, of(family, name), of(own, name))).find(|(_, one, other)| one != other);
    let told = match differing {
        Some((name, ..)) if name == "documents" => "its documents differ".to_owned(),
        Some((name, one, other)) => format!("{name}: {one}, but {other} in the others"),
        None => "other options".to_owned(),
    };
    let advice = if is_there { "remove it" } else { "run it again" };
    format!("{}: shard {} belongs to another check ({told}): {advice}", named.name, named.blob.origin.shard)
}

/// The sum of `blobs`, which belong together, about all of `scope`.
fn added(first: Blob, others: impl Iterator<Item = Blob>, scope: Scope) -> Blob {
    let Blob { origin, report: mut sum } = first;
    let is_one = origin.shard.is_whole();
    let of_shard = |shard: Shard, lines: Vec<String>| -> Vec<String> {
        if is_one { lines } else { lines.into_iter().map(|line| format!("shard {shard}: {line}")).collect() }
    };
    sum.costs = of_shard(origin.shard, sum.costs);
    sum.notes = of_shard(origin.shard, sum.notes);
    sum.header.selection.shard = None;
    let mut took = sum.summary.duration_ms;
    let left = |summary: &Summary| [summary.deselected, summary.unchecked, summary.unchecked_blocks];
    let mut all_left = left(&sum.summary);
    let mut baseline = sum.summary.baseline.take();
    for Blob { origin, report } in others {
        let Report { header, summary, documents, errors, costs, notes, .. } = report;
        sum.header.started = sum.header.started.min(header.started);
        // What all of them had is what can be said of the check.
        sum.header.isolation.layers.retain(|layer| header.isolation.layers.contains(layer));
        took = took.max(summary.duration_ms);
        all_left.iter_mut().zip(left(&summary)).for_each(|(sum, own)| *sum += own);
        if let (Some(sum), Some(own)) = (&mut baseline, summary.baseline) {
            sum.added_ignores += own.added_ignores;
        }
        sum.documents.extend(documents);
        sum.errors.extend(errors);
        sum.costs.extend(of_shard(origin.shard, costs));
        sum.notes.extend(of_shard(origin.shard, notes));
    }
    // What is about no document that was found stands at the end.
    sum.documents.sort_by(|a, b| (!scope.has(&a.path), &a.path).cmp(&(!scope.has(&b.path), &b.path)));
    sum.errors.sort_by(|a, b| (&a.path, &a.message).cmp(&(&b.path, &b.message)));
    sum.summary = Summary::of(&sum.documents, &sum.errors, origin.strictness, Duration::from_millis(took));
    [sum.summary.deselected, sum.summary.unchecked, sum.summary.unchecked_blocks] = all_left;
    sum.summary.baseline = baseline;
    sum.scope = scope;
    Blob { origin: ReportOrigin { shard: Shard::WHOLE, ..origin }, report: sum }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::form::{self, FORMS};
    use crate::report::scope::ScopedDocument;
    use crate::report::{blob, sample};

    /// The blobs of a check of as many documents.
    fn blobs(count: usize) -> Vec<Named> {
        let parts: Vec<_> = (1..=count).map(|index| ScopedDocument { path: format!("{index}.md"), size: 1 }).collect();
        let digest = Scope::digest_of(&parts);
        let blob = |(index, part): (usize, &ScopedDocument)| {
            let shard = Shard { index: index + 1, count };
            let options = [("timeout".to_owned(), "10s".to_owned())].into();
            let origin =
                ReportOrigin { shard, commit: None, durations: None, options, strictness: Strictness::default() };
            let mut document = sample::document();
            document.path = part.path.clone();
            let mut report = sample::report(vec![document]);
            report.errors.clear();
            report.notes = vec!["a note".to_owned()];
            report.count(Strictness::default());
            report.scope = Scope { digest: digest.clone(), parts: vec![part.clone()] };
            Named { name: format!("in/{}", file_name(shard)), blob: Blob { origin, report } }
        };
        parts.iter().enumerate().map(blob).collect()
    }

    /// What is changed in a blob, and what is told of it.
    type Change<'c> = (&'c dyn Fn(&mut Blob), &'c str);

    fn told(blobs: Vec<Named>) -> String {
        merged(blobs).expect_err("problems").join("\n")
    }

    #[test]
    fn shards_give_all_documents_in_order() {
        let mut all = blobs(3);
        all.rotate_left(1);
        let Blob { origin, report } = merged(all).expect("a report");
        assert_eq!(report.documents.iter().map(|one| one.path.as_str()).collect::<Vec<_>>(), ["1.md", "2.md", "3.md"]);
        assert_eq!((origin.shard, report.summary.documents, report.summary.exit_status), (Shard::WHOLE, 3, 1));
        assert_eq!(report.summary.claims, 3 * sample::document().claims.len());
        assert_eq!(report.costs.len(), 3);
        assert_eq!(report.notes, ["shard 1/3: a note", "shard 2/3: a note", "shard 3/3: a note"]);
    }

    #[test]
    fn every_form_of_shards_is_that_of_the_whole() {
        let scope = Scope::whole(
            (0..40).map(|index| ScopedDocument { path: format!("notes/{index:02}.md"), size: 1 }).collect(),
        );
        let whole = |own: &dyn Fn(&str) -> bool| {
            let mut report = sample::report(Vec::new());
            report.documents = (0..40).map(|_| sample::document()).collect();
            for (index, document) in report.documents.iter_mut().enumerate() {
                document.path = format!("notes/{index:02}.md");
                document.blocks[0].duration_ms = index as u64;
            }
            report.documents.retain(|document| own(&document.path));
            report.errors.retain(|error| own(&error.path));
            report.count(Strictness::default());
            report.costs.clear();
            let parts = scope.parts.iter().filter(|part| own(&part.path)).cloned().collect();
            report.scope = Scope { digest: scope.digest.clone(), parts };
            report
        };
        let one = whole(&|_| true);
        for count in [1, 2, 7, 64] {
            let named = |index| {
                let shard = Shard { index, count };
                let (durations, options) = (None, std::collections::BTreeMap::new());
                let origin =
                    ReportOrigin { shard, commit: None, durations, options, strictness: Strictness::default() };
                let text = blob::render(&whole(&|path| shard.holds(path)), &origin).expect("JSON");
                Named { name: file_name(shard), blob: blob::read(&text).expect("a blob") }
            };
            let merged = merged((1..=count).map(named).collect()).expect("a report").report;
            for form in FORMS {
                let text = |report| form::render(report, form, sample::SETTING).expect("a text");
                assert_eq!(text(&merged), text(&one), "{form:?} of {count} shards");
            }
        }
    }

    #[test]
    fn a_shard_that_is_missing_twice_there_or_interrupted_is_named() {
        let mut all = blobs(3);
        all.remove(1);
        assert_eq!(told(all), "shard 2/3 is missing: there is no blob-2-3.json");
        let mut all = blobs(3);
        all.extend(blobs(3).into_iter().skip(2));
        assert_eq!(told(all), "shard 3/3 is duplicated: keep one of in/blob-3-3.json, in/blob-3-3.json");
        let mut all = blobs(300);
        all.truncate(1);
        let told_of_many = told(all);
        assert_eq!(told_of_many.lines().count(), 21);
        assert!(told_of_many.ends_with("\n279 more shards are missing"), "{told_of_many}");
        let mut all = blobs(2);
        all[0].blob.report.summary.exit_status = 143;
        assert_eq!(told(all), "in/blob-1-2.json: shard 1/2 was interrupted: run it again");
        assert_eq!(told(Vec::new()), "no report to merge");
    }

    #[test]
    fn a_shard_of_another_check_is_named_with_what_differs() {
        let changes: [Change<'_>; 7] = [
            (&|blob| blob.origin.commit = Some("abc".to_owned()), "commit: abc, but none in the others"),
            (&|blob| blob.origin.durations = Some("d".to_owned()), "durations: d"),
            (&|blob| drop(blob.origin.options.insert("timeout".to_owned(), "9s".to_owned())), "--timeout: 9s"),
            (&|blob| drop(blob.origin.options.insert("since".to_owned(), "x".to_owned())), "--since: x"),
            (&|blob| blob.report.header.tool.version = "9.9.9", "version of doctrue: 9.9.9"),
            (&|blob| blob.report.header.python.version = "3.8.1".to_owned(), "Python: CPython 3.8.1"),
            (&|blob| blob.report.scope.digest = "x".to_owned(), "its documents differ"),
        ];
        for (change, expected) in changes {
            let mut all = blobs(3);
            change(&mut all[1].blob);
            let told = told(all);
            assert!(
                told.starts_with("in/blob-2-3.json: shard 2/3 belongs to another check (") && told.contains(expected),
                "{told}"
            );
            assert!(told.ends_with("): run it again") && told.lines().count() == 1, "{told}");
        }
        let mut all = blobs(3);
        all.extend(blobs(2));
        let told_of_two = told(all);
        let expected = "in/blob-1-2.json: shard 1/2 belongs to another check (number of shards: 2, but 3 in the others): remove it";
        assert!(told_of_two.contains(expected), "{told_of_two}");
        let mut all = blobs(3);
        all.extend(blobs(3).into_iter().skip(2));
        all[3].blob.origin.commit = Some("abc".to_owned());
        assert!(told(all).ends_with("): remove it"));
    }

    #[test]
    fn documents_that_no_shard_was_to_check_are_missed() {
        let mut all = blobs(3);
        all[1].blob.report.scope.parts.clear();
        assert!(told(all).contains("do not cover all documents"));
    }

    #[test]
    fn what_all_had_is_what_is_said() {
        let mut all = blobs(2);
        all[1].blob.report.header.isolation.layers = vec!["rlimits"];
        assert_eq!(merged(all).expect("a report").report.header.isolation.layers, ["rlimits"]);
    }
}
