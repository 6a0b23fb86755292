//! A document on its way from its text to its report: what stands in it, then what its examples run with, then what came
//! of them.

use std::sync::OnceLock;

use super::ahead::Ahead;
use super::asked::Parts;
use super::checked::{self, Checked};
use super::checker::Checker;
use super::fate::Fate;
use super::outcome::Outcome;
use super::past::{Confirmed, Piece};
use super::traits::Traits;
use super::{
    Check, asked, assemble, bound, contradiction, directives_for, fix, habit, help, ignored, included, kept, older,
    past, steady, unrun, weigh,
};
use crate::claim::{self, Claim};
use crate::directive::{self, Resolved};
use crate::discover::File;
use crate::document::Document;
use crate::example::{self, Class, Example};
use crate::finding::Finding;
use crate::plan::{Library, Sharings};
use crate::report::{DocumentReport, Failure};

/// What stands in a document.
pub(super) struct Page<'d> {
    document: &'d Document,
    said: Resolved,
    classes: Vec<Class>,
    /// The claims of each example.
    claims: Vec<Vec<Claim>>,
    /// Those of the examples whose outputs turn out to be more certain than they look.
    held: Vec<OnceLock<Vec<Claim>>>,
    /// The claims of each piece of Python that does not run.
    left: Vec<Vec<Claim>>,
    /// What is wrong with the words that bind claims to versions.
    unbound: Vec<Finding>,
}

/// A page with what its examples run with.
pub(super) struct Prepared<'p> {
    page: &'p Page<'p>,
    examples: &'p [&'p Example],
    /// Which examples are asked for; none stands for all.
    asked: Option<Vec<bool>>,
    fates: Vec<Fate>,
    checker: Checker<'p>,
}

impl<'d> Page<'d> {
    pub(super) fn of(check: &Check<'_>, document: &'d Document, file: &File) -> Self {
        let said = directive::resolve(document, &directives_for(check.config, file));
        let classes = example::classify(document, &said.blocks);
        let recognise = |example: &Example| {
            let mut claims = claim::recognise(&document.source, example);
            claims.retain(|claim| claim.strength.is_judged(check.settings.judged));
            claims
        };
        let mut claims: Vec<_> = classes.iter().flat_map(Class::all_examples).map(recognise).collect();
        let unbound = bound::bind(document, &said.blocks, (&classes, &mut claims), check.python());
        let held = claims.iter().map(|_| OnceLock::new()).collect();
        let left = unrun::left(document, &classes).map(|(_, claims)| claims).collect();
        Self { document, said, classes, claims, held, left, unbound }
    }

    pub(super) fn examples(&self) -> Vec<&Example> {
        self.classes.iter().flat_map(Class::all_examples).collect()
    }

    /// The pieces of Python that do not run, with their claims.
    fn left(&self) -> Vec<Piece<'_>> {
        let all = self.classes.iter().flat_map(|class| &class.left);
        all.zip(&self.left).map(|(left, claims)| (left, claims.as_slice())).collect()
    }

    fn parts<'p>(&'p self, examples: &'p [&'p Example]) -> Parts<'p> {
        Parts {
            document: self.document,
            said: &self.said.blocks,
            classes: &self.classes,
            examples,
            claims: &self.claims,
        }
    }
}

impl<'p> Prepared<'p> {
    /// What `page`, that of `file`, runs with; `examples` are its own.
    pub(super) fn of(
        check: &Check<'p>,
        page: &'p Page<'p>,
        examples: &'p [&'p Example],
        file: &File,
    ) -> Result<Self, Failure> {
        let Page { document, classes, claims, .. } = page;
        // Whoever wants some lines again, of this or an earlier version, has asked for just these.
        let asked = if check.wanted.is_none() { check.asked.of(file, page.parts(examples))? } else { None };
        let is_asked = |example: &Example| asked.as_ref().is_none_or(|asked| asked[example.id.index()]);
        let fate = |(example, claims): (&&Example, &Vec<Claim>)| check.fate(example, claims, is_asked(example));
        let fates: Vec<_> = examples.iter().zip(claims).map(fate).collect();
        let of = |is_skipped: bool| {
            let wanted = examples.iter().zip(&fates).filter(move |(_, fate)| fate.is_skipped() == is_skipped);
            wanted.map(|(example, _)| *example).collect::<Vec<_>>()
        };
        let running = of(false);
        let checker = Checker {
            document,
            sharings: Sharings::of_document(&running),
            running,
            skipped: of(true),
            lacking: unrun::lacking(document, classes),
            library: Library::of(document, classes),
            runner: check.runner,
            packages: check.packages,
            environment: None,
            settings: check.settings,
            interrupt: check.interrupt,
            progress: check.progress,
            hash_seeds: check.hash_seeds,
            is_brief: check.is_brief,
            claims: examples.iter().map(|example| example.id).zip(claims.iter().map(Vec::as_slice)).collect(),
            traits: examples.iter().map(|_| Traits::default()).collect(),
            ahead: Ahead::default(),
            sheet: kept::sheet(check, file),
            firsts: examples.iter().map(|_| OnceLock::new()).collect(),
        };
        Ok(Self { page, examples, asked, fates, checker })
    }

    /// Tells the runner what will run.
    pub(super) fn expect_runs(&self) {
        self.checker.runner.expect(self.to_run().map(|(example, _)| example.code.as_str()));
    }

    pub(super) fn checker(&self) -> &Checker<'p> {
        &self.checker
    }

    /// The examples that are to run, with their claims.
    pub(super) fn to_run(&self) -> impl Iterator<Item = (&'p Example, &'p [Claim])> {
        let all = self.examples.iter().zip(&self.page.claims).zip(&self.fates);
        let to_run = all.filter(|(_, fate)| matches!(fate, Fate::Run));
        to_run.map(|((example, claims), _)| (*example, claims.as_slice()))
    }

    /// Runs what is to run, and says what came of it. `look` may take from the outcomes what the report does not tell.
    pub(super) fn checked<T>(
        &self,
        check: &Check<'p>,
        file: &File,
        look: impl FnOnce(&[Outcome<'_>]) -> T,
    ) -> Result<(DocumentReport, T), Failure> {
        let Self { page, examples, checker, .. } = self;
        let parts = page.parts(examples);
        let Checked { outcomes, last } = checked::run(check, checker, parts, &self.fates);
        let mut is_doubted = false;
        let mut confirmed = Vec::new();
        let settled = outcomes.and_then(|mut all| {
            contradiction::settle(checker, &mut all)?;
            habit::settle(checker, &mut all, &page.held)?;
            is_doubted = all.iter().any(kept::is_doubted);
            if is_doubted {
                return Ok(all);
            }
            if let Some(past) = check.past {
                past::look_back(check, past, file, (checker, examples), &mut all)?;
                confirmed = past::confirmed(past, checker, examples, &page.left())?;
            }
            older::skip(&mut all);
            Ok(all)
        });
        let mut outcomes = settled.map_err(|error| Failure { path: file.name.clone(), message: error.to_string() })?;
        if is_doubted {
            return Check { is_afresh: true, ..check.clone() }.document(page.document, file, look);
        }
        let is_whole = last.is_none() && !self.fates.iter().any(|fate| matches!(fate, Fate::NotWanted));
        kept::keep(&checker.sheet, is_whole, &outcomes);
        bound::leave_others(page.document, &mut outcomes, check.python());
        bound::soften(&mut outcomes, check.python());
        let mut ignores = ignored::Ignores::of(page.document, &page.said.blocks, examples);
        ignores.mark(&mut outcomes);
        let looked = look(&outcomes);
        let mut report = self.report(check, outcomes, ignores, confirmed);
        if let Some(last) = last {
            let is_asked = |index: usize| self.asked.as_ref().is_none_or(|asked| asked[index]);
            let is_checked: Vec<_> = (0..examples.len()).map(|index| index <= last && is_asked(index)).collect();
            report.unchecked = asked::reduce(&mut report, parts, &is_checked);
        }
        steady::settle(&mut report);
        help::tell(&mut report, parts, check.settings);
        included::tell(&page.document.source, &mut report);
        weigh::weigh(&mut report, &check.settings.severities);
        Ok((report, looked))
    }

    /// The report on what is asked for.
    fn report(
        &self,
        check: &Check<'_>,
        mut outcomes: Vec<Outcome<'_>>,
        ignores: ignored::Ignores,
        confirmed: Vec<Confirmed>,
    ) -> DocumentReport {
        let Page { document, said, classes, unbound, .. } = self.page;
        let findings = said
            .findings
            .iter()
            .chain(unbound)
            .cloned()
            .chain(unrun::without_effect(classes, said))
            .chain(self.examples.iter().filter_map(|example| unrun::bad_metadata(example)));
        fix::propose(document, &mut outcomes, check.proposals, check.python());
        let confirmed = confirmed.into_iter().chain(std::iter::repeat_with(Confirmed::new));
        let left = self.page.left().into_iter().zip(confirmed);
        let mut report = assemble::document(document, findings.collect(), classes, outcomes, left);
        if check.settings.keep_code {
            for (block, code) in report.blocks.iter_mut().zip(assemble::code(document)) {
                block.code = code;
            }
        }
        report.digest = Some(document.source.digest());
        ignores.finish(document, &mut report);
        if let Some(asked) = &self.asked {
            report.deselected = asked::reduce(&mut report, self.page.parts(self.examples), asked);
        }
        report
    }
}
