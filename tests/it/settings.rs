//! How examples are run by tests that start no `doctrue`.

use crate::python::interpreter;
use doctrue::settings::evidence::EvidenceKinds;
use doctrue::settings::severity::Severities;
use doctrue::settings::{Cache, Isolation, Judged, Limits, Matching, RunSettings, Sandbox};
use std::path::PathBuf;
use std::time::Duration;

/// The usual settings, with this program as the supervisor.
pub(crate) fn settings(supervisor: Option<PathBuf>) -> RunSettings {
    RunSettings {
        jobs: std::thread::available_parallelism().map_or(1, usize::from),
        timeout: Duration::from_secs(60),
        longest: None,
        limits: Limits::default(),
        preload: Vec::new(),
        judged: Judged::All,
        matching: Matching::Any,
        severities: Severities::default(),
        evidence: EvidenceKinds::none(),
        audit_skips: false,
        keep_code: false,
        python: Some(interpreter().to_owned()),
        other_pythons: Vec::new(),
        sandbox: Sandbox::Auto,
        isolation: Isolation::Auto,
        supervisor,
        cache: Cache::Off,
    }
}

/// The program that is built.
pub(crate) fn supervisor() -> Option<PathBuf> {
    Some(env!("CARGO_BIN_EXE_doctrue").into())
}
