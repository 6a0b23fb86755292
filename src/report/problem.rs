//! Problems: whatever a report has to say to somebody, claims and findings alike, each with its place and its words.
//!
//! Forms for programs and for CI systems list these; so they agree in what they tell, and in the words they use.

use super::sanitise::shortened;
use super::suppression::Suppression;
use super::{ClaimReport, DocumentReport, FindingReport, Report, matrix};
use crate::finding::Severity;
use crate::history::{Biography, Evidence};
use crate::judge::Verdict;

/// Hexadecimal digits of a fingerprint.
const DIGITS: usize = 32;

/// Something to be told.
#[derive(Clone, Copy, Debug)]
pub struct Problem<'a> {
    /// The document.
    pub document: &'a DocumentReport,
    /// What it is about.
    pub subject: Subject<'a>,
    /// How much it weighs.
    pub severity: Severity,
}

/// What a problem is about.
#[derive(Clone, Copy, Debug)]
pub enum Subject<'a> {
    /// A claim that is not confirmed.
    Claim(&'a ClaimReport),
    /// A finding.
    Finding(&'a FindingReport),
}

/// A place in a file: 1-based lines and columns, in characters; the end is behind the last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// First line.
    pub line: usize,
    /// Its column.
    pub column: usize,
    /// Last line.
    pub end_line: usize,
    /// The column behind it.
    pub end_column: usize,
}

/// The problems of `report`, document by document, in the order of their places.
pub fn of_report(report: &Report) -> impl Iterator<Item = Problem<'_>> {
    report.documents.iter().flat_map(of_document)
}

/// The problems of `document`, in the order of their places.
#[must_use]
pub fn of_document(document: &DocumentReport) -> Vec<Problem<'_>> {
    let claims = document.claims.iter().filter_map(|claim| Some((claim.severity?, Subject::Claim(claim))));
    let findings = document.findings.iter().map(|finding| (finding.severity, Subject::Finding(finding)));
    let problems = claims.chain(findings).map(|(severity, subject)| Problem { document, subject, severity });
    let mut problems: Vec<_> = problems.collect();
    problems.sort_by_key(Problem::place);
    problems
}

/// The same with those that somebody knows of.
#[must_use]
pub fn all_of_document(document: &DocumentReport) -> Vec<Problem<'_>> {
    let known = |suppression: &Option<Suppression>| suppression.as_ref().map(|suppression| suppression.severity);
    let claims = document.claims.iter();
    let claims = claims.filter_map(|claim| Some((known(&claim.suppressed)?, Subject::Claim(claim))));
    let findings = document.suppressed_findings.iter();
    let findings = findings.filter_map(|finding| Some((known(&finding.suppressed)?, Subject::Finding(finding))));
    let known = claims.chain(findings).map(|(severity, subject)| Problem { document, subject, severity });
    let mut problems: Vec<_> = of_document(document).into_iter().chain(known).collect();
    problems.sort_by_key(Problem::place);
    problems
}

impl Problem<'_> {
    /// Who knows of it.
    #[must_use]
    pub const fn suppression(&self) -> Option<&Suppression> {
        match self.subject {
            Subject::Claim(claim) => claim.suppressed.as_ref(),
            Subject::Finding(finding) => finding.suppressed.as_ref(),
        }
    }

    /// Its code: the verdict, or the code of the finding.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self.subject {
            Subject::Claim(claim) => claim.verdict.as_str(),
            Subject::Finding(finding) => finding.code,
        }
    }

    /// Where it is.
    #[must_use]
    pub fn place(&self) -> Location {
        match self.subject {
            Subject::Claim(claim) => Location {
                line: claim.line,
                column: claim.column,
                end_line: claim.end_line,
                end_column: claim.end_column,
            },
            Subject::Finding(finding) => place_of_finding(finding),
        }
    }

    /// What is the matter, in one sentence without an end; may hold text of the document.
    #[must_use]
    pub fn title(&self) -> String {
        match self.subject {
            Subject::Claim(claim) => title(claim).to_owned(),
            Subject::Finding(finding) => finding.message.clone(),
        }
    }

    /// What is the matter in one line, as short as it can be told: for a claim the documented and the real output, or
    /// why it was not checked.
    #[must_use]
    pub fn sentence(&self) -> String {
        let Subject::Claim(claim) = self.subject else { return one_line(&self.title()) };
        let words = match claim.verdict {
            Verdict::Wrong => {
                let ranges = matrix::ranges(claim).map(|ranges| format!("; {ranges}")).unwrap_or_default();
                return difference(claim) + &ranges;
            }
            Verdict::Stale => return stale(claim),
            Verdict::Volatile => "changes from run to run",
            Verdict::Unreached => "never reached",
            Verdict::Skipped => "not checked",
            Verdict::Confirmed | Verdict::Unverified => title(claim),
        };
        with_details(words, claim)
    }

    /// The whole story: the sentence, the outputs line by line where they have several, and the hint.
    #[must_use]
    pub fn story(&self) -> String {
        let help = self.help().map(|help| format!("\n\n{help}")).unwrap_or_default();
        let Subject::Claim(claim) = self.subject else { return self.sentence() + &help };
        let mut story = with_details(title(claim), claim);
        let is_wrong = matches!(claim.verdict, Verdict::Wrong | Verdict::Stale);
        if let Some(actual) = claim.actual.as_deref().filter(|_| is_wrong)
            && (actual.contains('\n') || claim.expected.contains('\n'))
        {
            story.push_str("\n\n- documented, + printed\n");
            story.push_str(&super::diff::render(&claim.expected, actual));
        }
        for told in claim.hint.clone().into_iter().chain(history(claim)) {
            story.push_str("\n\n");
            story.push_str(&told);
        }
        story + &help
    }

    /// What to write, so that it can be pasted.
    #[must_use]
    pub fn help(&self) -> Option<&str> {
        match self.subject {
            Subject::Claim(claim) => claim.help.as_deref(),
            Subject::Finding(finding) => finding.help.as_deref(),
        }
    }

    /// The headings above it, outermost first; none for a finding that is about no block.
    #[must_use]
    pub fn headings(&self) -> &[String] {
        let line = match self.subject {
            Subject::Claim(claim) => claim.block_line,
            Subject::Finding(finding) => finding.line,
        };
        let block = self.document.blocks.iter().find(|block| (block.line..=block.end_line).contains(&line));
        block.map(|block| block.headings.as_slice()).unwrap_or_default()
    }

    /// What stays the same when lines move: a hash of the path, the code, the headings and the documented text.
    /// `repeated` tells apart what is the same in all of these, counted from 0.
    #[must_use]
    pub fn fingerprint(&self, repeated: usize) -> String {
        let headings = self.headings().join("\n");
        let (kind, text) = match self.subject {
            Subject::Claim(claim) => (claim.notation, claim.expected.as_str()),
            Subject::Finding(finding) => ("finding", finding.message.as_str()),
        };
        let repeated = repeated.to_string();
        let mut hash = blake3::Hasher::new();
        for part in [self.document.path.as_str(), self.code(), &headings, kind, text, &repeated] {
            hash.update(&(part.len() as u64).to_le_bytes());
            hash.update(part.as_bytes());
        }
        hash.finalize().to_hex()[..DIGITS].to_owned()
    }
}

/// `problems` with fingerprints of which no two are the same.
#[must_use]
pub fn with_fingerprints<'a>(problems: impl Iterator<Item = Problem<'a>>) -> Vec<(Problem<'a>, String)> {
    let mut seen = std::collections::HashMap::<String, usize>::new();
    let mut all = Vec::new();
    for problem in problems {
        let count = seen.entry(problem.fingerprint(0)).or_default();
        all.push((problem, problem.fingerprint(*count)));
        *count += 1;
    }
    all
}

/// What a verdict means for the reader of a report.
#[must_use]
pub fn title(claim: &ClaimReport) -> &'static str {
    match claim.verdict {
        Verdict::Confirmed => "documented output is right",
        Verdict::Wrong if is_bare(claim) => "this comment differs from what Python prints",
        Verdict::Wrong => "documented output differs from what Python prints",
        Verdict::Stale => match claim.evidence.as_ref().map(|evidence| evidence.biography) {
            Some(Biography::Python) => "Python no longer prints this",
            Some(Biography::Package) => "a package no longer gives this",
            Some(Biography::Edit) => "an edit made this documented output wrong",
            Some(Biography::BornWrong | Biography::Author | Biography::Ahead | Biography::Unknown) | None => {
                "documented output is no longer what Python prints"
            }
        },
        Verdict::Volatile => "documented output changes from run to run",
        Verdict::Unreached => "documented output is never reached",
        Verdict::Skipped => "documented output was not checked",
        Verdict::Unverified if is_bare(claim) => "this comment may not be a claim",
        Verdict::Unverified if claim.strength.as_str() == "inferred" => "this text may not be a claim",
        Verdict::Unverified => "documented output is neither confirmed nor contradicted",
    }
}

/// Whether `claim` is a comment that nothing but its content shows to be an output. Blocks and strings are no comments.
fn is_bare(claim: &ClaimReport) -> bool {
    let is_comment = !claim.notation.starts_with("output-") && claim.notation != "string-below";
    is_comment && claim.strength.as_str() == "inferred"
}

/// When `claim` was true, what changed that, and the command that shows it, in one line.
#[must_use]
pub fn history(claim: &ClaimReport) -> Option<String> {
    if let Some(ranges) = matrix::ranges(claim) {
        return Some(ranges);
    }
    let evidence = claim.evidence.as_ref()?;
    let command = evidence.command.as_ref().map(|command| format!(" (`{command}`)")).unwrap_or_default();
    Some(evidence.sentence()? + &command)
}

/// What a stale claim is told by in one line.
fn stale(claim: &ClaimReport) -> String {
    let told = matrix::ranges(claim).or_else(|| claim.evidence.as_ref().and_then(Evidence::sentence));
    let told = told.map(|told| format!("; {told}")).unwrap_or_default();
    with_details("no longer right", claim) + &told
}

/// What Python does where the claim stands.
#[must_use]
pub fn verb(claim: &ClaimReport) -> &'static str {
    match claim.notation {
        "bare-value" | "arrow" | "value-below" | "transcript" => "gives",
        _ => "prints",
    }
}

/// The text of its line, without outer blanks; if that is empty or not known, the place is the line's beginning.
fn place_of_finding(finding: &FindingReport) -> Location {
    let line = finding.line;
    let Some(excerpt) = &finding.excerpt else { return Location { line, column: 1, end_line: line, end_column: 1 } };
    let column = |offset: usize| excerpt.text.get(..offset).map_or(1, |before| before.chars().count() + 1);
    Location { line, column: column(excerpt.place.start), end_line: line, end_column: column(excerpt.place.end) }
}

/// Characters of an output that a sentence quotes.
const LONGEST_QUOTE: usize = 120;

/// Characters of a reason that is told in one line.
const LONGEST_REASON: usize = 500;

/// Why `claim` was judged so, in one line, since exceptions and authors write several.
pub(super) fn reason(claim: &ClaimReport) -> Option<String> {
    claim.reason.as_deref().map(|reason| shortened(&one_line(reason), LONGEST_REASON))
}

/// `words`, and behind them what there is to tell about this claim.
fn with_details(words: &str, claim: &ClaimReport) -> String {
    let details = match claim.verdict {
        // What is stale may be so because it is not reached any more.
        Verdict::Stale if claim.actual.is_none() && claim.reason.is_some() => reason(claim),
        Verdict::Wrong | Verdict::Stale => Some(difference(claim)),
        Verdict::Confirmed | Verdict::Volatile | Verdict::Unreached | Verdict::Skipped | Verdict::Unverified => {
            reason(claim)
        }
    };
    details.map_or_else(|| words.to_owned(), |details| format!("{words}: {details}"))
}

/// The documented output and the real one; of outputs with several lines the first ones that differ.
fn difference(claim: &ClaimReport) -> String {
    let Some(actual) = &claim.actual else {
        return format!("documented {}, nothing is printed", quoted(&claim.expected));
    };
    if actual.is_empty() {
        return format!("documented {}, the output is empty", quoted(&claim.expected));
    }
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let (documented, printed) = (lines(&claim.expected), lines(actual));
    if documented.len() <= 1 && printed.len() <= 1 {
        return format!("documented {}, Python {} {}", quoted(&claim.expected), verb(claim), quoted(actual));
    }
    let same = documented.iter().zip(&printed).take_while(|(one, other)| one == other).count();
    let shown = |lines: &[String]| lines.get(same).map_or_else(|| "nothing".to_owned(), |line| quoted(line));
    format!("in line {} documented {}, Python {} {}", same + 1, shown(&documented), verb(claim), shown(&printed))
}

/// `text` between backquotes, shortened.
pub(super) fn quoted(text: &str) -> String {
    format!("`{}`", shortened(text.trim_end_matches('\n'), LONGEST_QUOTE))
}

fn one_line(text: &str) -> String {
    text.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
