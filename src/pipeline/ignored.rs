//! What authors leave out, with a reason: which claims and findings that is, and whether it is needed.

use super::excerpt;
use super::outcome::Outcome;
use crate::claim::Claim;
use crate::config::severity;
use crate::directive::{Directives, Ignore, of_pragma};
use crate::document::Document;
use crate::example::Example;
use crate::finding::{Finding, FindingCode};
use crate::judge::{Ignored, Judgement, Verdict};
use crate::report::suppression::{Suppression, SuppressionKind};
use crate::report::{BlockReport, DocumentReport, FindingReport, Status};

/// What is left out of a document.
#[derive(Debug, Default)]
pub(super) struct Ignores {
    all: Vec<Place>,
    /// What is wrong with what is said.
    findings: Vec<Finding>,
}

/// One of them.
#[derive(Debug)]
struct Place {
    ignore: Ignore,
    /// 1-based lines of the file, first and last.
    lines: (usize, usize),
    /// Whether it holds for all of them, not only for what begins or ends there.
    is_whole: bool,
    /// Whether something was left out by it, or nobody knows if it would be, or that is no question.
    is_used: bool,
}

impl Ignores {
    /// What is said before blocks, `said`, and at the end of lines of `examples`.
    pub(super) fn of(document: &Document, said: &[Directives], examples: &[&Example]) -> Self {
        let mut all = Self::default();
        for (block, directives) in document.blocks.iter().zip(said) {
            for ignore in &directives.ignores {
                let line = ignore.line.map(|line| block.lines.get(line - 1).map(|line| line.line));
                match line {
                    None => all.add(ignore.clone(), (block.line, block.end_line), true),
                    Some(Some(line)) => all.add(ignore.clone(), (line, line), false),
                    Some(None) => {
                        let message = format!("`line`: the block has no line {}", ignore.line.unwrap_or_default());
                        all.findings.push(Finding::new(FindingCode::InvalidDirective, ignore.said_on, message));
                    }
                }
            }
        }
        for example in examples {
            for pragma in &example.module.pragmas {
                let line = example.file_line(pragma.line);
                match of_pragma(&pragma.text, line) {
                    Ok(ignore) => all.add(ignore, (line, line), false),
                    Err(message) => all.findings.push(Finding::new(FindingCode::InvalidDirective, line, message)),
                }
            }
        }
        all
    }

    fn add(&mut self, ignore: Ignore, lines: (usize, usize), is_whole: bool) {
        let mut is_used = false;
        for code in &ignore.codes {
            if let Err(message) = severity::code(code) {
                is_used = true;
                self.findings.push(Finding::new(FindingCode::InvalidDirective, ignore.said_on, message));
            }
        }
        self.all.push(Place { ignore, lines, is_whole, is_used });
    }

    /// Marks the claims that are left out; no fix is proposed for them.
    pub(super) fn mark(&mut self, outcomes: &mut [Outcome<'_>]) {
        for outcome in outcomes {
            for (claim, judgement) in outcome.claims.iter().zip(&mut outcome.judgements) {
                for place in self.all.iter_mut().filter(|place| place.covers(claim)) {
                    place.mark(judgement);
                }
            }
        }
    }

    /// Takes out the findings that are left out, and tells what is wrong with what is said.
    pub(super) fn finish(self, document: &Document, report: &mut DocumentReport) {
        let mut all = self.all;
        for mut finding in std::mem::take(&mut report.findings) {
            let place = all.iter_mut().find(|place| place.names(finding.code) && place.holds(finding.line));
            let Some(place) = place else {
                report.findings.push(finding);
                continue;
            };
            place.is_used = true;
            let (reason, severity) = (Some(place.ignore.reason.clone()), finding.severity);
            finding.suppressed = Some(Suppression { kind: SuppressionKind::Ignore, reason, severity });
            report.suppressed_findings.push(finding);
        }
        let is_unused = |place: &&Place| !place.is_used && !place.is_skipped(report);
        let unused: Vec<_> = all.iter().filter(is_unused).map(Place::unused).collect();
        report.findings.extend(self.findings.into_iter().chain(unused).map(|finding| {
            let excerpt = Some(excerpt::of_line(document, finding.line));
            FindingReport { excerpt, ..finding.into() }
        }));
        report.findings.sort_by_key(|finding| finding.line);
    }
}

impl Place {
    fn names(&self, code: &str) -> bool {
        let class =
            |code: &str| if code == Verdict::Stale.as_str() { Verdict::Wrong.as_str() } else { code }.to_owned();
        self.ignore.codes.iter().any(|own| class(own) == class(code))
    }

    fn holds(&self, line: usize) -> bool {
        (self.lines.0..=self.lines.1).contains(&line)
    }

    /// Whether it is about `claim`: it stands on its lines, or where the statement that it speaks of begins or ends.
    fn covers(&self, claim: &Claim) -> bool {
        let stands = claim.lines.iter().any(|line| self.holds(line.line));
        let statement = claim.places.first().filter(|_| !self.is_whole || claim.lines.is_empty());
        stands || statement.is_some_and(|place| self.holds(place.first) || self.holds(place.last))
    }

    fn mark(&mut self, judgement: &mut Judgement) {
        match judgement.severity {
            Some(severity) if self.names(judgement.verdict.as_str()) => {
                self.is_used = true;
                let reason = self.ignore.reason.clone();
                judgement.severity = None;
                judgement.replacement = None;
                judgement.ignored = Some(Ignored { reason, severity });
            }
            // It may be needed where the example runs.
            Some(_) | None => self.is_used |= judgement.verdict == Verdict::Skipped,
        }
    }

    /// Whether the block did not run this time.
    fn is_skipped(&self, report: &DocumentReport) -> bool {
        let skipped = |block: &&BlockReport| block.status == Status::Skipped;
        report.blocks.iter().filter(skipped).any(|block| block.line <= self.lines.1 && self.lines.0 <= block.end_line)
    }

    fn unused(&self) -> Finding {
        let codes: Vec<_> = self.ignore.codes.iter().map(|code| format!("`{code}`")).collect();
        let message = format!("nothing here is {}: remove this `ignore`", codes.join(" or "));
        Finding::new(FindingCode::UnusedIgnore, self.ignore.said_on, message)
    }
}
