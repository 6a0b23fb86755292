//! `doctrue bisect`: when one claim was true, and what changed it; with `--step` only whether it holds, for `git bisect run`.

use std::fmt::Write as _;

use super::args::BisectArgs;
use super::{prepare, print, progress, remark, signals};
use crate::discover::Selection;
use crate::finding::Severity;
use crate::history::{Biography, Evidence, Seen};
use crate::judge::Verdict;
use crate::pipeline::{self, Job};
use crate::report::problem::title;
use crate::report::sanitise::{for_terminal, on_one_line};
use crate::report::{ClaimReport, EXIT_FAILURE, EXIT_OK, json};
use crate::settings::evidence::EvidenceKinds;
use crate::settings::{Input, RunSettings};
use anyhow::Context as _;

/// Exit status of a step that tells nothing, by the convention of `git bisect run`.
const EXIT_CANNOT_TELL: u8 = 125;

pub(super) fn bisect(args: &BisectArgs) -> anyhow::Result<u8> {
    if !args.step {
        return found(args);
    }
    // Whatever goes wrong says nothing of the claim.
    Ok(step(args).unwrap_or_else(|error| {
        remark(Severity::Error, &format!("{error:#}"));
        EXIT_CANNOT_TELL
    }))
}

/// Whether the claim holds.
fn step(args: &BisectArgs) -> anyhow::Result<u8> {
    Ok(match claim(args, Some(EvidenceKinds::none()))?.verdict {
        Verdict::Confirmed => EXIT_OK,
        Verdict::Wrong | Verdict::Stale => EXIT_FAILURE,
        Verdict::Volatile | Verdict::Unreached | Verdict::Skipped | Verdict::Unverified => EXIT_CANNOT_TELL,
    })
}

/// What is known of its past.
fn found(args: &BisectArgs) -> anyhow::Result<u8> {
    let claim = claim(args, None)?;
    let text = match args.format {
        super::args::Format::Full => told(&claim),
        super::args::Format::Json => json::render(&claim).context("cannot write the claim as JSON")?,
    };
    print(text)?;
    let is_found = claim.evidence.is_some_and(|evidence| evidence.biography != Biography::Unknown);
    Ok(if is_found { EXIT_OK } else { EXIT_FAILURE })
}

/// The claim that is asked for, with `evidence` of these kinds, or those that the options say.
fn claim(args: &BisectArgs, evidence: Option<EvidenceKinds>) -> anyhow::Result<ClaimReport> {
    let (path, line) = &args.place;
    let (config, settings, strictness) = prepare(&args.run)?;
    let settings = RunSettings { evidence: evidence.unwrap_or_else(|| settings.evidence.clone()), ..settings };
    let signals = signals::Signals::catch().context("cannot catch signals")?;
    let selection = Selection::from(Input::Paths(vec![path.clone()]));
    let progress = progress::Bar::new(true);
    let job = Job {
        selection: &selection,
        config: &config,
        settings: &settings,
        strictness,
        known: None,
        asked: &pipeline::Asked::default(),
        max_fail: None,
        interrupt: signals.interrupt(),
        progress: &progress,
    };
    let claim = signals.unless_ended(pipeline::claim_at(&job, *line))?;
    let claim = claim.map_err(|failure| anyhow::anyhow!("{}: {}", failure.path, failure.message))?;
    let name = path.display();
    claim.with_context(|| format!("there is no claim at {name}:{line}; `doctrue check --all` lists all claims"))
}

/// What is known of `claim`, for a person.
fn told(claim: &ClaimReport) -> String {
    let mut text = format!("{}: {}\n", claim.verdict.as_str(), title(claim));
    let mut line = |words: &str| {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{}", for_terminal(words));
    };
    match &claim.evidence {
        None => line("no evidence was looked for: the claim does not fail, or could not be judged"),
        Some(evidence) => {
            looks(evidence).for_each(|look| line(&look));
            line(&evidence.sentence().unwrap_or_else(|| "none of these runs shows that it was ever right".to_owned()));
            if let Some(command) = &evidence.command {
                line(&format!("$ {command}"));
            }
        }
    }
    text
}

/// A line for each look that was taken.
fn looks(evidence: &Evidence) -> impl Iterator<Item = String> {
    evidence.tried.iter().map(|tried| {
        let sign = match tried.outcome {
            Seen::Holds => "holds",
            Seen::Fails => "fails",
            Seen::Unknown => "?",
        };
        let at = tried.at.as_ref().map_or_else(|| tried.kind.as_str().to_owned(), crate::history::Witness::name);
        let reason = tried.reason.as_deref().map(|reason| format!(": {}", on_one_line(reason))).unwrap_or_default();
        format!("  {sign:<6} {at}{reason}")
    })
}
