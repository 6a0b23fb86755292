//! How much a claim or a finding weighs, where whoever runs the check or keeps the documents says so.

use crate::finding::Severity;
use crate::report::{DocumentReport, FindingReport};
use crate::settings::severity::{Level, Severities};

/// Gives every problem of `report` the severity that `said` has for its code. What is no problem stays none: a comment that
/// may be no claim at all has no severity.
pub(super) fn weigh(report: &mut DocumentReport, said: &Severities) {
    for claim in report.claims.iter_mut().filter(|claim| claim.severity.is_some()) {
        if let Some(level) = said.of(claim.verdict.as_str()) {
            claim.severity = severity(level);
        }
    }
    report.findings.retain_mut(|finding| weigh_finding(finding, said));
}

/// The same for one finding; false if nothing is to be told of it.
pub(super) fn weigh_finding(finding: &mut FindingReport, said: &Severities) -> bool {
    match said.of(finding.code) {
        Some(level) => severity(level).is_some_and(|severity| {
            finding.severity = severity;
            true
        }),
        None => true,
    }
}

const fn severity(level: Level) -> Option<Severity> {
    match level {
        Level::Allow => None,
        Level::Note => Some(Severity::Note),
        Level::Warning => Some(Severity::Warning),
        Level::Error => Some(Severity::Error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::Verdict;
    use crate::report::sample;

    #[test]
    fn problems_get_the_severity_that_is_said_and_others_get_none() {
        let mut report = sample::document();
        let said = [
            ("wrong", Level::Note),
            ("skipped", Level::Allow),
            ("confirmed", Level::Error),
            ("unclosed-fence", Level::Allow),
            ("example-raised", Level::Warning),
        ];
        weigh(&mut report, &Severities::new(said.to_vec()));
        let of = |verdict| report.claims.iter().find(|claim| claim.verdict == verdict).expect("a claim").severity;
        assert_eq!(
            (of(Verdict::Wrong), of(Verdict::Skipped), of(Verdict::Confirmed), of(Verdict::Unreached)),
            (Some(Severity::Note), None, None, Some(Severity::Error))
        );
        let findings: Vec<_> = report.findings.iter().map(|finding| (finding.code, finding.severity)).collect();
        assert_eq!(findings, [("example-raised", Severity::Warning)]);
    }
}
