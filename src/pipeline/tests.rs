//! Tests of the pipeline as a whole.

use super::*;
use crate::settings::evidence::EvidenceKinds;
use crate::settings::severity::Severities;
use crate::settings::{Cache, Input, Isolation, Judged, Limits, Matching, Sandbox};
use std::time::Duration;

struct Nobody;

impl Progress for Nobody {
    fn begin(&self, _: usize) {}
    fn document_done(&self) {}
}

fn settings() -> RunSettings {
    RunSettings {
        jobs: 2,
        timeout: Duration::from_secs(20),
        longest: None,
        judged: Judged::All,
        matching: Matching::Any,
        severities: Severities::default(),
        evidence: EvidenceKinds::none(),
        audit_skips: false,
        keep_code: false,
        python: None,
        other_pythons: Vec::new(),
        sandbox: Sandbox::Auto,
        isolation: Isolation::Auto,
        supervisor: None,
        cache: Cache::Off,
        limits: Limits::default(),
        preload: Vec::new(),
    }
}

#[test]
fn a_mistake_of_ours_costs_one_document() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["a.md", "b.md", "c.md"] {
        std::fs::write(folder.path().join(name), "```python\nprint(1)  # 1\n```\n").expect("a file");
    }
    let selection = Selection::from(Input::Paths(vec![folder.path().to_owned()]));
    let (config, settings, interrupt) = (Config::default(), settings(), Interrupt::default());
    let job = Job {
        selection: &selection,
        config: &config,
        settings: &settings,
        strictness: Strictness::default(),
        known: None,
        asked: &Asked::default(),
        max_fail: None,
        interrupt: &interrupt,
        progress: &Nobody,
    };
    let found = discover::discover(&selection);
    let report = with_check(&job, |check| {
        let (documents, failures) = check.all(&found.files, &Nobody, |_, file| {
            recovering(file, || {
                // The examples of a document are worked on by other threads than itself.
                [0, 1, 2]
                    .par_iter()
                    .for_each(|_| crash::helping(|| assert!(!file.name.ends_with("b.md"), "a mistake")));
                check.file(file)
            })
        });
        check.report(documents, failures, job.strictness, Instant::now())
    });
    let report = report.expect("a python3 on PATH");
    assert_eq!((report.documents.len(), report.summary.claims, report.summary.exit_status), (2, 2, 2));
    let failure = &report.errors[0];
    assert!(failure.path.ends_with("b.md") && failure.message.contains("src/pipeline/tests.rs:"), "{failure:?}");
}
