//! Putting a document's report together from what the stages found.

use super::excerpt;
use super::failing::{self, Page};
use super::outcome::Outcome;
use super::past::{Confirmed, Piece};
use super::status::status_of;
use crate::baseline::identity;
use crate::claim::{Claim, Strength};
use crate::document::{Block, CodeLine, Document};
use crate::example::{Class, Example, Kind, Part, Runs, uncalled_test};
use crate::finding::{Finding, FindingCode};
use crate::judge::{self, Judgement, Verdict};
use crate::plan::Context;
use crate::report::{
    BlockReport, ClaimReport, DocumentReport, ExceptionReport, FindingReport, PartReport, ShownLine, Status,
    StrengthWord, milliseconds,
};
use crate::run::{Ending, Exception};

/// The report on `document`. `left` is Python that does not run, with its claims and what is confirmed of them all the same.
pub(super) fn document<'c>(
    document: &Document,
    findings: Vec<Finding>,
    classes: &[Class],
    outcomes: Vec<Outcome<'_>>,
    left: impl Iterator<Item = (Piece<'c>, Confirmed)>,
) -> DocumentReport {
    let mut findings: Vec<_> = document.findings.iter().cloned().chain(findings).collect();
    let mut claims = Vec::new();
    let mut blocks: Vec<_> = document.blocks.iter().zip(classes).map(|(block, class)| not_run(block, class)).collect();
    let mut by_block: Vec<Vec<&Outcome<'_>>> = vec![Vec::new(); blocks.len()];
    for outcome in outcomes.iter().filter(|outcome| !outcome.example.is_docstring) {
        by_block[outcome.example.block].push(outcome);
    }
    for (index, (report, own)) in blocks.iter_mut().zip(by_block).enumerate() {
        if !own.is_empty() && own.iter().all(|outcome| outcome.is_needlessly_skipped) {
            let message = "this block is skipped but would pass: remove the directive";
            findings.push(Finding::new(FindingCode::NeedlessSkip, report.line, message));
        }
        if !own.is_empty() {
            *report = ran(document, &classes[index], index, &own);
        }
    }
    let examples: Vec<_> = classes.iter().flat_map(Class::examples).collect();
    findings.extend(outcomes.iter().filter_map(|outcome| uncalled(outcome, &examples)));
    let page = Page::of(document, &outcomes);
    for outcome in outcomes {
        let index = outcome.example.block;
        let block = &document.blocks[index];
        findings.extend(failing::finding(document, block, &outcome, &page));
        findings.extend(leak(block, &outcome));
        findings.extend(parser_behind(&outcome));
        let cached = outcome.run.as_ref().is_some_and(|run| run.cached);
        let (mut evidence, mut proposals) = (outcome.evidence, outcome.proposals);
        for (number, (found, judgement)) in outcome.claims.iter().zip(outcome.judgements).enumerate() {
            let report = judged(document, holder(document, index, found), found, judgement);
            let (edit, refusal) = match proposals.remove(&number) {
                Some(Ok(edit)) => (Some(edit), None),
                Some(Err(refusal)) => (None, Some(refusal.as_str())),
                None => (None, None),
            };
            claims.push(ClaimReport { evidence: evidence.remove(&number), cached, edit, refusal, ..report });
        }
    }
    for ((left, own), mut confirmed) in left {
        let judgements = judge::skip(own, &left.reason);
        for (number, (found, judgement)) in own.iter().zip(judgements).enumerate() {
            let severity = judgement.severity.filter(|_| !left.is_meant);
            let skipped = (Judgement { severity, ..judgement }, None);
            let right = confirmed.remove(&number).map(|(judgement, evidence)| (judgement, Some(evidence)));
            let (judgement, evidence) = right.unwrap_or(skipped);
            let report = judged(document, holder(document, left.example.block, found), found, judgement);
            claims.push(ClaimReport { evidence, ..report });
        }
    }
    claims.sort_by_key(|claim| (claim.line, claim.column));
    for (index, (report, block)) in blocks.iter_mut().zip(&document.blocks).enumerate() {
        (report.index, report.identity) = (index, identity::of_block(document, block));
    }
    findings.sort_by_key(|finding| finding.line);
    let located = |finding: Finding| {
        let excerpt = excerpt::of_line(document, finding.line);
        let identity = identity_of(document, &blocks, &finding);
        FindingReport { excerpt: Some(excerpt), identity, ..finding.into() }
    };
    let findings = findings.into_iter().map(located).collect();
    DocumentReport { blocks, claims, findings, ..DocumentReport::empty(document.source.name().to_owned()) }
}

/// What tells `finding` from others, wherever it stands: the block that it is about, or its line.
fn identity_of(document: &Document, blocks: &[BlockReport], finding: &Finding) -> String {
    let behind = blocks.partition_point(|block| block.line <= finding.line);
    let block = blocks[..behind].last().filter(|block| finding.line <= block.end_line);
    let line = || identity::of_line(document.source.slice(document.source.line_span(finding.line)));
    identity::of_finding(finding.code.as_str(), &block.map_or_else(line, |block| block.identity.clone()))
}

/// That an example which ran defines a test that none calls.
fn uncalled(outcome: &Outcome<'_>, examples: &[&Example]) -> Option<Finding> {
    let test = uncalled_test(outcome.example, examples).filter(|_| outcome.run.is_some())?;
    let message = format!("`{}` is never called, so its assertions are not checked", test.name);
    Some(Finding::new(FindingCode::TestNotCalled, test.line, message))
}

/// The block that a claim of the example in block `index` stands in: that one, the output fence behind it, or the text
/// behind that.
fn holder<'a>(document: &'a Document, index: usize, claim: &Claim) -> &'a Block {
    let block = &document.blocks[index];
    let line = claim.lines.first().map_or(block.line, |line| line.line);
    let mut behind = document.blocks[index..].iter().take_while(|other| other.line <= line);
    behind.find(|other| line <= other.end_line).unwrap_or(block)
}

fn not_run(block: &Block, class: &Class) -> BlockReport {
    let status = status_without_run(class).unwrap_or(Status::Skipped);
    BlockReport {
        line: block.line,
        end_line: block.end_line,
        headings: block.headings.clone(),
        language: block.info.language.clone(),
        kind: class.kind,
        status,
        reason: class.reason.clone(),
        context: Context::None,
        duration_ms: 0,
        cached: false,
        exception: None,
        parts: Vec::new(),
        code: Vec::new(),
        index: 0,
        identity: String::new(),
        is_explained: false,
    }
}

/// The code of each block, in order, for reports that show it.
pub(super) fn code(document: &Document) -> impl Iterator<Item = Vec<ShownLine>> {
    let shown = |line: &CodeLine| ShownLine { line: line.line, text: line.text(&document.source) };
    document.blocks.iter().map(move |block| block.lines.iter().map(shown).collect())
}

/// The status of a block in which nothing runs; none if that is no property of its own.
pub(super) fn status_without_run(class: &Class) -> Option<Status> {
    let is_elsewhere = class.kind == Kind::Empty && class.lacks.is_some();
    if is_elsewhere { Some(Status::Skipped) } else { status(class.kind) }
}

/// The status of a block that is no example.
fn status(kind: Kind) -> Option<Status> {
    match kind.runs() {
        Runs::Yes => None,
        Runs::NotPython => Some(Status::NotPython),
        Runs::NotExample => Some(Status::NotExample),
        Runs::Invalid => Some(Status::Invalid),
    }
}

/// The report on a block with examples. Of several, the one that fared worst speaks for the block.
fn ran(document: &Document, class: &Class, index: usize, outcomes: &[&Outcome<'_>]) -> BlockReport {
    let block = &document.blocks[index];
    let of = |outcome: &&&Outcome<'_>| {
        let (status, reason) = status_of(outcome);
        (status, reason.or_else(|| context_reason(&outcome.before)))
    };
    let gravity = |status: Status| GRAVITY.iter().position(|other| *other == status);
    let weight = |outcome: &&&Outcome<'_>| {
        let (status, reason) = of(outcome);
        (gravity(status), reason.is_some(), std::cmp::Reverse(outcome.example.position()))
    };
    let worst = outcomes.iter().max_by_key(weight);
    let (status, reason) = worst.map(|outcome| of(&outcome)).unwrap_or((Status::Skipped, None));
    let exception = outcomes.iter().find_map(|outcome| {
        let run = outcome.run.as_ref().filter(|run| run.ending == Ending::Raised)?;
        run.exception.as_ref().map(|exception| ExceptionReport {
            kind: exception.kind.clone(),
            message: exception.message.clone(),
            line: exception.line(),
        })
    });
    let duration = outcomes.iter().filter_map(|outcome| Some(outcome.run.as_ref()?.duration)).sum();
    BlockReport {
        status,
        reason,
        is_explained: outcomes.iter().all(|outcome| outcome.is_explained()),
        context: outcomes.iter().map(|outcome| outcome.context).max().unwrap_or(Context::None),
        duration_ms: milliseconds(duration),
        cached: outcomes.iter().all(|outcome| outcome.run.as_ref().is_some_and(|run| run.cached)),
        exception,
        parts: if class.parts.len() > 1 { parts(class, outcomes) } else { Vec::new() },
        ..not_run(block, class)
    }
}

/// Statuses of examples, from what is best to what is worst.
const GRAVITY: [Status; 6] =
    [Status::Ran, Status::Skipped, Status::Raised, Status::Limit, Status::TimedOut, Status::Invalid];

fn parts(class: &Class, outcomes: &[&Outcome<'_>]) -> Vec<PartReport> {
    let report = |part: &Part| {
        let own = outcomes.iter().find(|outcome| (part.first..=part.last).contains(&outcome.example.file_line(1)));
        let (status, reason) = match own {
            Some(outcome) => {
                let (status, reason) = status_of(outcome);
                (status, reason.or_else(|| context_reason(&outcome.before)))
            }
            None => (status(part.kind).unwrap_or(Status::Skipped), part.reason.clone()),
        };
        PartReport { line: part.first, end_line: part.last, kind: part.kind, status, reason }
    };
    class.parts.iter().map(report).collect()
}

/// Blocks that a reason names; of more it tells the number.
const MOST_NAMED: usize = 12;

/// Which blocks the example needed before it.
fn context_reason(before: &[usize]) -> Option<String> {
    let mut lines: Vec<_> = before.iter().take(MOST_NAMED).map(ToString::to_string).collect();
    if before.len() > MOST_NAMED {
        lines.push(format!("and {} more", before.len() - MOST_NAMED));
    }
    let noun = if lines.len() == 1 { "the block on line" } else { "the blocks on lines" };
    (!lines.is_empty()).then(|| format!("ran after {noun} {}", lines.join(", ")))
}

/// That processes of an example outlived it.
fn leak(block: &Block, outcome: &Outcome<'_>) -> Option<Finding> {
    outcome.run.as_ref().filter(|run| run.leaked)?;
    let line = if outcome.example.file_line(1) == outcome.example.block_start {
        block.line
    } else {
        outcome.example.file_line(1)
    };
    let message = "this example left processes running, which doctrue ended: let the example wait for them";
    Some(Finding::new(FindingCode::LeakedProcess, line, message))
}

/// That the interpreter compiles an example which does not parse here: its syntax is younger than the parser.
fn parser_behind(outcome: &Outcome<'_>) -> Option<Finding> {
    let (run, error) = (outcome.run.as_ref()?, outcome.example.module.error.as_ref()?);
    let is_of_syntax = |exception: &Exception| exception.compiling || exception.kind == "SyntaxError";
    let compiles = run.exception.as_ref().is_none_or(|exception| !is_of_syntax(exception));
    if !compiles || !run.ending.has_receipt() {
        return None;
    }
    let line = outcome.example.file_line(error.line);
    let message = "Python compiles this block, but doctrue does not know its syntax and may miss claims";
    Some(Finding::new(FindingCode::ParserBehind, line, message))
}

/// A claim before it is judged.
pub(super) fn claim(document: &Document, block: &Block, claim: &Claim) -> ClaimReport {
    let source = &document.source;
    let span = claim.span();
    let end_line = claim.lines.last().map_or(block.line, |line| line.line);
    ClaimReport {
        line: claim.lines.first().map_or(block.line, |line| line.line),
        end_line,
        column: source.column(span.start),
        end_column: source.column(span.end),
        block_line: block.line,
        notation: claim.notation.as_str(),
        strength: StrengthWord(claim.strength),
        expected: claim.text(claim.lines.len()),
        actual: None,
        verdict: Verdict::Unverified,
        severity: None,
        matched: None,
        reading: None,
        reason: None,
        hint: None,
        help: None,
        pythons: Vec::new(),
        python: claim.python.as_ref().map(ToString::to_string),
        evidence: None,
        cached: false,
        replacement: None,
        edit: None,
        refusal: None,
        suppressed: None,
        identity: String::new(),
        excerpt: None,
    }
}

fn judged(document: &Document, block: &Block, found: &Claim, judgement: Judgement) -> ClaimReport {
    // A sentence behind the output is no part of the claim once that is known.
    let about = Claim { lines: found.lines[..judgement.lines.min(found.lines.len())].to_vec(), ..found.clone() };
    let mut report = claim(document, block, &about).with(judgement);
    report.identity = identity::of_claim(document, &about, &report.expected);
    let inferred = matches!(about.strength, Strength::InferredText | Strength::InferredValue);
    if report.severity.is_some() || (inferred && report.verdict == Verdict::Unverified) {
        report.excerpt = Some(excerpt::of_claim(document, block, &about));
    }
    report
}
