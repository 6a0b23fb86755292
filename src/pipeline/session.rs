//! One example from its session to its judgements: what it runs behind is found out by `context`; then it runs once more
//! if a claim fails.

use std::collections::BTreeMap;

use super::anew;
use super::byexample;
use super::checker::{Checker, Ran};
use super::doubt::is_doubtful;
use super::outcome::{Outcome, not_run};
use super::steady;
use super::stopped;
use crate::claim::{Claim, Documented};
use crate::example::{Example, announced};
use crate::finding::Severity;
use crate::judge::{self, Judgement};
use crate::plan::Session;
use crate::run::{Exception, Run, RunError};

impl<'a> Checker<'a> {
    /// Checks one example that runs.
    pub(super) fn check(&self, example: &'a Example, claims: &'a [Claim]) -> Result<Outcome<'a>, RunError> {
        let first = Session::first(example, claims, &self.sharings);
        if let Some(reason) = self.continues_skipped(example) {
            return Ok(not_run(example, claims, reason));
        }
        if let Some(reason) = self.python(&first).err().or_else(|| self.behind_stuck(&first)) {
            return Ok(not_run(example, claims, reason));
        }
        let ran = self.first_run(first)?;
        let ran = self.in_the_state_of_the_page(ran)?;
        if let Some(reason) = self.needs_newer_python(example, &ran.run) {
            return Ok(not_run(example, claims, reason));
        }
        self.outcome(ran)
    }

    /// The outcome of what has run.
    pub(super) fn outcome(&self, ran: Ran<'a>) -> Result<Outcome<'a>, RunError> {
        let Ran { session, run, not_given, cause } = ran;
        let mut run = run;
        let mut judged = self.judged(&session, &run, not_given.as_deref(), cause.as_deref())?;
        if is_doubtful(&session, &run, &judged.judgements) && !self.is_brief && !self.interrupt.is_set() {
            // Whatever is reported as a failure happened in an interpreter that was started for it alone.
            if let Some(confirmed) = self.runner.run_alone(&self.program(&session, self.hash_seeds[0]))?
                && !self.is_the_same(&session, &run, &confirmed)
            {
                let first = std::mem::replace(&mut run, confirmed);
                judged = self.judged(&session, &run, not_given.as_deref(), cause.as_deref())?;
                steady::elide_message(&first, &mut run, &mut judged.judgements);
            }
        }
        anew::explain(self, &session, &mut judged.judgements)?;
        let before = session.before.iter().map(|example| self.line(example)).collect();
        let Judged { judgements, not_given } = judged;
        let Session { example, claims, context, .. } = session;
        let run = Some(run);
        let (evidence, proposals) = (BTreeMap::new(), BTreeMap::new());
        let mut outcome = Outcome {
            example,
            context,
            before,
            claims,
            run,
            judgements,
            evidence,
            proposals,
            not_given,
            is_needlessly_skipped: false,
        };
        stopped::tell(&mut outcome);
        Ok(outcome)
    }

    /// The judgements that stand at the end for what `run` gave, with what other worlds say of it. `not_given` is what a block
    /// before it was not given, `cause` the exception that ended one.
    pub(super) fn judged(
        &self,
        session: &Session<'a>,
        run: &Run,
        not_given: Option<&str>,
        cause: Option<&str>,
    ) -> Result<Judged, RunError> {
        let mut judgements = judge::judge(session.claims, run, self.matching(session.example));
        match (not_given, cause) {
            (Some(reason), _) => judge::given::skip_unreached(&mut judgements, reason),
            (None, Some(cause)) => judge::given::explain_unreached(&mut judgements, cause),
            (None, None) => {}
        }
        judge::given::leave_out_advice(&mut judgements, &session.example.code);
        judge::volatile::by_folder(&mut judgements, session.claims, &run.folder);
        byexample::leave_tags(self.document, session.claims, &mut judgements);
        let notebook = || needs_ipython(session.example, run, session.claims, &mut judgements);
        let not_given = not_given.map(str::to_owned).or_else(notebook);
        let by_starter = judge::given::by_starter(session.example, run);
        if let Some(reason) = &by_starter {
            judge::given::skip_unreached(&mut judgements, reason);
        }
        let not_given = not_given.or(by_starter);
        let elsewhere = if self.is_brief { None } else { self.look_again(session, &mut judgements, run)? };
        let not_given = elsewhere.or(not_given);
        self.leave_expectations(session, &mut judgements);
        self.leave_fragment(session, run, &mut judgements);
        Ok(Judged { judgements, not_given })
    }

    /// Whether two runs of `session` say the same of its claims and ended in the same way.
    fn is_the_same(&self, session: &Session<'a>, run: &Run, other: &Run) -> bool {
        let seen = |run: &Run| {
            let judgements = judge::judge(session.claims, run, self.matching(session.example));
            let judgements = judgements.into_iter().map(|judgement| (judgement.verdict, judgement.actual));
            let exception = run.exception.as_ref().map(|exception| (exception.summary(), exception.lines.clone()));
            (run.ending.clone(), exception, judgements.collect::<Vec<_>>())
        };
        seen(run) == seen(other)
    }

    /// Says nothing of outputs that their author announces as an expectation. Where the announcement stands above the
    /// code, some of it may be what happens all the same, and is confirmed.
    fn leave_expectations(&self, session: &Session<'a>, judgements: &mut [Judgement]) {
        let example = session.example;
        let of_block = announced::expects_of_block(self.document, &self.document.blocks[example.block]);
        for (claim, judgement) in session.claims.iter().zip(judgements) {
            let fails = judgement.severity.is_some();
            let of_output =
                |line: &Documented| announced::expects_of_output(self.document, example, line.line, line.span);
            if of_block && fails || claim.lines.first().is_some_and(of_output) {
                *judgement = judgement.clone().announced(claim);
            }
        }
    }

    /// The outcome for an example that is skipped for `reason`. With `--audit-skips` it is run all the same, to see
    /// whether it would pass.
    pub(super) fn skip(
        &self,
        example: &'a Example,
        claims: &'a [Claim],
        reason: &str,
    ) -> Result<Outcome<'a>, RunError> {
        let by_author = example.directives.skip || !example.directives.skip_if.is_empty();
        let is_audited = self.settings.audit_skips && by_author && !self.interrupt.is_set();
        let is_needlessly_skipped = is_audited && self.check(example, claims)?.passes();
        let mut outcome = Outcome { is_needlessly_skipped, ..not_run(example, claims, reason.to_owned()) };
        if outcome.is_explained() {
            for judgement in &mut outcome.judgements {
                judgement.severity = judgement.severity.map(|_| Severity::Note);
            }
        }
        Ok(outcome)
    }
}

/// Skips what fails behind a line that only IPython understands: it may depend on that. The reason, if the example itself
/// ends there.
fn needs_ipython(example: &Example, run: &Run, claims: &[Claim], judgements: &mut [Judgement]) -> Option<String> {
    let notebook = example.ipython.as_ref()?;
    let from = match notebook.changes_code {
        true => notebook.line,
        false => example.file_line(example.lines.len()) + 1,
    };
    let is_behind = |claim: &Claim| claim.lines.first().is_some_and(|line| line.line >= from);
    let pairs = claims.iter().zip(judgements);
    judge::given::skip_failing(pairs.filter(|(claim, _)| is_behind(claim)).map(|(_, own)| own), &notebook.reason);
    let ends_there = run.exception.as_ref().and_then(Exception::line).is_some_and(|line| line >= from);
    ends_there.then(|| notebook.reason.clone())
}

/// What is said of an example at the end.
pub(super) struct Judged {
    pub(super) judgements: Vec<Judgement>,
    /// What it, or an earlier block that it needs, was not given.
    not_given: Option<String>,
}
