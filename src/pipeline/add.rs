//! The order of adding claims: seed the prints that have none, check, write what they print in the wanted notation, verify.

use std::collections::BTreeMap;
use std::time::Instant;

use super::fix::{Fixed, Fixer, Fixing, MOST_ROUNDS, Rewritten, checked};
use super::{CheckError, Job, directives_for, recovering, with_check};
use crate::claim::notation::{self, Notation};
use crate::claim::{self, Claim};
use crate::directive::{self, Directives};
use crate::discover::{self, File};
use crate::document::{self, Document};
use crate::example::{self, Class};
use crate::fix::add::{self, Bare, SEED};
use crate::fix::verify::{Outline, Trial};
use crate::fix::{self, ClaimChange, Edit, FileFix, Refusal, Refused, edit};
use crate::judge::suggestion;
use crate::report::{DocumentReport, Failure};
use crate::settings::Matching;
use crate::source::Source;

/// The notation in which a seed is told from everything else.
const MEASURING: &str = "output-trailing";

/// Writes claims where prints that `job` selects have none, in `wanted` or the notation that the document has.
///
/// # Errors
/// If nothing can be run at all.
pub fn add(job: &Job<'_>, fixing: &Fixing, wanted: Option<&'static str>) -> Result<Fixed, CheckError> {
    let begin = Instant::now();
    let found = discover::discover(job.selection);
    with_check(job, |check| {
        let adder = Adder { fixer: Fixer { check, fixing }, wanted };
        let (done, failures) = check.all(&found.files, job.progress, |_, file| recovering(file, || adder.file(file)));
        Fixed::of(check, job, done, [found.failures, failures].concat(), begin)
    })
}

/// What all documents get their claims with.
struct Adder<'a> {
    fixer: Fixer<'a>,
    wanted: Option<&'static str>,
}

/// A print and what it prints.
#[derive(Clone)]
struct Measured {
    print: Bare,
    actual: String,
}

/// A document with claims, as far as they hold.
struct Grown {
    bytes: Vec<u8>,
    changes: Vec<ClaimChange>,
    report: Option<DocumentReport>,
}

/// A document as it is. Its text may differ from its bytes, where these are not UTF-8.
struct Old<'a> {
    file: &'a File,
    bytes: &'a [u8],
    document: &'a Document,
}

/// A document with seeds, and what makes claims of them.
struct Sown {
    trial: Trial,
    changes: Vec<Option<ClaimChange>>,
}

impl Adder<'_> {
    fn file(&self, file: &File) -> Result<(DocumentReport, FileFix, Option<Failure>), Failure> {
        let bytes = discover::read(file)?;
        let document = parse(file, &bytes);
        let (prints, most) = add::bare_prints(&document, &directives_for(self.fixer.check.config, file));
        let wanted = self.wanted.unwrap_or(most);
        let old = Old { file, bytes: &bytes, document: &document };
        let (report, measured, mut refused) = self.measured(&old, prints)?;
        let grown = match notation::TABLE.iter().find(|row| row.name() == wanted) {
            Some(row) if !measured.is_empty() => self.grown(&old, *row, measured, &mut refused)?,
            Some(_) | None => Grown { bytes: Vec::new(), changes: Vec::new(), report: None },
        };
        // A print without a claim is no mistake.
        refused.iter_mut().for_each(|refused| refused.fails = false);
        refused.sort_by_key(|refused| refused.line);
        let fixed = FileFix {
            name: file.name.clone(),
            is_stdin: file.path.is_none(),
            changes: grown.changes,
            refused,
            left: 0,
            before: bytes,
            after: None,
        };
        Ok(match grown.report {
            Some(new) => self.fixer.written(file, fixed, Rewritten { bytes: grown.bytes, old: report, new }),
            None => (report, fixed, None),
        })
    }

    /// What each print prints, as a check of the document with seeds tells it.
    fn measured(
        &self,
        old: &Old<'_>,
        prints: Vec<Bare>,
    ) -> Result<(DocumentReport, Vec<Measured>, Vec<Refused>), Failure> {
        let Old { file, document, .. } = *old;
        let row = notation::TABLE.iter().find(|row| row.name() == MEASURING);
        let edits =
            row.into_iter().flat_map(|row| prints.iter().filter_map(|print| add::seed(&document.source, print, *row)));
        let edits: Vec<_> = edits.collect();
        let seeded = parse(file, &edit::apply(old.bytes, &edits).unwrap_or_default());
        let (_, checked) = self
            .fixer
            .check
            .document(&seeded, file, |outcomes| checked(&seeded, outcomes, self.fixer.check.python()))?;
        let (report, ()) = self.fixer.check.document(document, file, |_| ())?;
        let seeds: Vec<_> = checked.into_iter().filter(|one| one.claim.text(1) == SEED).collect();
        let plan = fix::plan(&seeded.source, &seeds, &self.fixer.fixing.limits);
        let by_line: BTreeMap<_, _> = plan.changes.into_iter().map(|change| (change.line, change.actual)).collect();
        let measured = prints.into_iter().filter_map(|print| {
            let actual = by_line.get(&print.line)?.clone();
            Some(Measured { print, actual })
        });
        Ok((report, measured.collect(), plan.refused))
    }

    /// The document with a claim for each of `measured` that holds.
    fn grown(
        &self,
        old: &Old<'_>,
        row: &'static dyn Notation,
        mut measured: Vec<Measured>,
        refused: &mut Vec<Refused>,
    ) -> Result<Grown, Failure> {
        let nothing = Grown { bytes: Vec::new(), changes: Vec::new(), report: None };
        for _ in 0..MOST_ROUNDS {
            let Some(Sown { trial, changes }) = self.sown(old, row, &measured) else {
                refused.extend(measured.iter().map(|one| refusal(one, Refusal::Structure)));
                return Ok(nothing);
            };
            let (sound, _) = trial.sound(&changes.iter().flatten().cloned().collect::<Vec<_>>());
            let tried = self.fixer.tried(old.file, &trial, &sound, &BTreeMap::new())?;
            let holds = |change: &Option<ClaimChange>| {
                let span = change.as_ref().map(|change| change.span);
                span.is_some_and(|span| sound.iter().any(|one| one.span == span) && !tried.failing.contains(&span))
            };
            let (good, bad): (Vec<_>, Vec<_>) =
                measured.into_iter().zip(&changes).partition(|(_, change)| holds(change));
            if bad.is_empty() {
                return Ok(Grown { bytes: tried.state.bytes, changes: sound, report: tried.state.report });
            }
            for (one, change) in bad {
                let why = if change.is_none() { Refusal::Notation } else { Refusal::NotConfirmed };
                refused.push(refusal(&one, why));
            }
            measured = good.into_iter().map(|(one, _)| one).collect();
        }
        Ok(nothing)
    }

    /// The document with a seed for each of `measured`; none if it then reads differently, or there is nothing to sow.
    fn sown(&self, old: &Old<'_>, row: &dyn Notation, measured: &[Measured]) -> Option<Sown> {
        let Old { file, document, .. } = *old;
        let defaults = directives_for(self.fixer.check.config, file);
        let edits: Vec<Edit> = measured.iter().filter_map(|one| add::seed(&document.source, &one.print, row)).collect();
        let bytes = edit::apply(old.bytes, &edits)?;
        let seeded = parse(file, &bytes);
        let outline = Outline::of(&seeded, &defaults).without(SEED);
        Outline::of(document, &defaults).holds(&outline, &[].into()).ok()?;
        let seeds = seeds(&seeded, &defaults);
        let is_whole = !measured.is_empty() && seeds.len() == measured.len();
        let changes = seeds.iter().zip(measured).map(|(claim, one)| change(&seeded, claim, one)).collect();
        is_whole.then(|| Sown { trial: Trial::new(&file.name, &bytes, defaults), changes })
    }
}

/// The document as it is written, in which the places of prints are those of the file.
fn parse(file: &File, bytes: &[u8]) -> Document {
    document::parse_as_written(Source::new(file.name.clone(), bytes.to_vec()))
}

fn refusal(measured: &Measured, refusal: Refusal) -> Refused {
    Refused { line: Some(measured.print.line), refusal, detail: None, fails: false }
}

/// The claims of `document` that are seeds, in order.
fn seeds(document: &Document, defaults: &Directives) -> Vec<Claim> {
    let said = directive::resolve(document, defaults);
    let classes = example::classify(document, &said.blocks);
    let examples = classes.iter().flat_map(Class::examples);
    let claims = examples.flat_map(|example| claim::recognise(&document.source, example));
    let mut seeds: Vec<_> = claims.filter(|claim| claim.text(1) == SEED).collect();
    seeds.sort_by_key(Claim::span);
    seeds
}

/// The change that makes a claim of a seed.
fn change(document: &Document, claim: &Claim, measured: &Measured) -> Option<ClaimChange> {
    let new = suggestion::replacement(claim, 1, &measured.actual, Matching::Exact).ok()?;
    let line = measured.print.line;
    Some(ClaimChange {
        line,
        end_line: line,
        notation: claim.notation.as_str(),
        span: claim.span(),
        edits: edit::rewriting(&document.source, claim, 1, &new),
        old: String::new(),
        new,
        actual: measured.actual.clone(),
        hint: None,
    })
}
