//! A report for tests: every verdict, findings, a path and texts that mean harm.

use super::*;
use crate::finding::FindingCode;
use crate::history::{self, Biography, Seen, Tried, Witness};
use crate::judge::VERDICTS;
use crate::report::selected::Selected;
use crate::report::setting::Setting;
use crate::report::terminal::{Detail, Look};
use crate::settings::Strictness;
use crate::settings::evidence::EvidenceKind;

/// What forms need beside the report.
pub(crate) const SETTING: Setting<'static> = Setting {
    look: Look { color: false, width: 100, detail: Detail::Normal, all: false, statistics: false, durations: None },
    strict: false,
    repository: None,
    links: None,
};

/// A claim of `verdict` on `line`.
pub(crate) fn claim(line: usize, verdict: Verdict) -> ClaimReport {
    ClaimReport {
        line,
        end_line: line,
        column: 20,
        end_column: 22,
        block_line: 3,
        notation: "output-trailing",
        strength: StrengthWord(Strength::Explicit),
        expected: "15".to_owned(),
        actual: Some("16".to_owned()),
        verdict,
        severity: verdict.severity(),
        matched: None,
        reading: None,
        reason: None,
        hint: None,
        help: None,
        pythons: Vec::new(),
        python: None,
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

/// A block on these lines.
pub(crate) fn block(line: usize, end_line: usize, code: &[&str]) -> BlockReport {
    let shown = |(index, text): (usize, &&str)| ShownLine { line: line + 1 + index, text: (*text).to_owned() };
    BlockReport {
        line,
        end_line,
        headings: vec!["Counting".to_owned(), "Sums & <products>".to_owned()],
        language: Some("python".to_owned()),
        kind: Kind::Python,
        status: Status::Ran,
        reason: None,
        context: Context::None,
        duration_ms: 12,
        cached: false,
        exception: None,
        parts: Vec::new(),
        code: code.iter().enumerate().map(shown).collect(),
        index: 0,
        identity: String::new(),
        is_explained: false,
    }
}

/// The report on `documents`.
pub(crate) fn report(documents: Vec<DocumentReport>) -> Report {
    let strictness = Strictness { strict: false, fail_on_empty: false, skipped: None, min_confirmed: None };
    let errors = vec![Failure { path: "gone.md".to_owned(), message: "cannot read it".to_owned() }];
    Report {
        header: Header {
            selection: Selected::default(),
            schema: SCHEMA,
            started: chrono::DateTime::from_timestamp(1_700_000_000, 0).expect("a time"),
            tool: Tool { version: "1.2.3", ..Tool::default() },
            python: Python {
                executable: "/usr/bin/python3".to_owned(),
                version: "3.11.7".to_owned(),
                implementation: "CPython".to_owned(),
            },
            isolation: IsolationReport { mode: "fork", layers: vec!["landlock", "rlimits"] },
        },
        notes: Vec::new(),
        costs: vec!["runs: 6 = 0 in 0 batches + 5 by forks + 1 by fresh starts".to_owned()],
        summary: Summary::of(&documents, &errors, strictness, Duration::from_millis(1234)),
        pythons: Vec::new(),
        scope: scope::Scope::default(),
        forgotten: None,
        documents,
        errors,
    }
}

/// A document with a claim of every verdict and two findings.
pub(crate) fn document() -> DocumentReport {
    let mut claims: Vec<_> =
        VERDICTS.into_iter().enumerate().map(|(index, verdict)| claim(4 + index, verdict)).collect();
    for claim in &mut claims {
        match claim.verdict {
            Verdict::Confirmed => claim.matched = Some("exact"),
            Verdict::Wrong => claim.replacement = Some("16".to_owned()),
            Verdict::Stale => claim.evidence = Some(evidence()),
            Verdict::Unverified => {}
            Verdict::Volatile => claim.reason = Some("it differs from run to run: `1` and `2`".to_owned()),
            Verdict::Unreached => claim.reason = Some("the example raised ValueError: no".to_owned()),
            Verdict::Skipped => claim.reason = Some("needs the package numpy".to_owned()),
        }
    }
    let finding = Finding::new(FindingCode::ExampleRaised, 13, "this example raises ValueError: no");
    let mut raised = FindingReport::from(finding);
    let text = "    raise ValueError('no')".to_owned();
    raised.excerpt = Some(Excerpt { first_line: 13, place: 4..text.len(), text });
    let unclosed = FindingReport::from(Finding::new(FindingCode::UnclosedFence, 15, "this fence is never closed"));
    let code: Vec<_> = (4..=13).map(|line| format!("print(3 * {line})  # Output: 15")).collect();
    let code: Vec<_> = code.iter().map(String::as_str).collect();
    DocumentReport {
        path: "notes/counting.md".to_owned(),
        blocks: vec![block(3, 14, &code)],
        claims,
        findings: vec![raised, unclosed],
        ..DocumentReport::empty(String::new())
    }
}

/// That Python 3.11 changed what 3.8 to 3.10 print.
pub(crate) fn evidence() -> Evidence {
    let tried = [("3.8.18", Seen::Holds), ("3.10.13", Seen::Holds), ("3.11.7", Seen::Fails)];
    let tried = tried.map(|(python, outcome)| {
        let at = Some(Witness::on(python));
        Tried { kind: EvidenceKind::Interpreter, at, outcome, reason: None }
    });
    Evidence {
        biography: Biography::Python,
        kind: Some(EvidenceKind::Interpreter),
        holds: history::witnesses(&tried, Seen::Holds),
        changed_in: Some("3.11".to_owned()),
        conflicts: vec![4],
        command: Some("doctrue check --python /opt/python3.10 notes/counting.md".to_owned()),
        ..Evidence::unknown(tried.to_vec())
    }
}

/// A document in which every text is `text`.
pub(crate) fn hostile(text: &str) -> DocumentReport {
    let mut wrong = claim(4, Verdict::Wrong);
    wrong.expected = text.to_owned();
    wrong.actual = Some(text.to_owned() + text);
    wrong.hint = Some(text.to_owned());
    wrong.replacement = Some(text.to_owned());
    wrong.excerpt = Some(Excerpt { first_line: 4, text: text.to_owned(), place: 0..text.len() });
    let mut stale = evidence();
    stale.command = Some(text.to_owned());
    stale.changed_in = Some(text.to_owned());
    wrong.evidence = Some(stale);
    let mut skipped = claim(5, Verdict::Skipped);
    skipped.reason = Some(text.to_owned());
    let mut block = block(3, 9, &[text, text]);
    block.headings = vec![text.to_owned()];
    block.reason = Some(text.to_owned());
    block.language = Some(text.to_owned());
    block.exception = Some(ExceptionReport { kind: text.to_owned(), message: text.to_owned(), line: Some(4) });
    let finding = Finding::new(FindingCode::ExampleRaised, 4, text);
    DocumentReport {
        path: text.to_owned(),
        blocks: vec![block],
        claims: vec![wrong, skipped],
        findings: vec![FindingReport::from(finding)],
        ..DocumentReport::empty(String::new())
    }
}
