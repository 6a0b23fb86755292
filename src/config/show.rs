//! What holds and where it comes from, for `doctrue config`.

use serde::Serialize;
use serde_json::Value;
use std::fmt::Write as _;
use std::path::Path;

use super::Config;
use super::options::{Settings, Sourced, ValueOrigin};
use crate::report::sanitise::for_terminal;
use crate::settings::severity::Level;
use crate::settings::{self, spelled};
use crate::source::slashed;

/// All that holds.
#[derive(Debug, Serialize)]
pub struct Overview {
    /// The version of this contract.
    pub schema: u32,
    /// The configuration, if there is one.
    pub configuration: Option<String>,
    /// Settings, in the order of their names.
    pub values: Vec<ShownValue>,
    /// What is said of one document, if one was asked for.
    pub document: Option<DocumentOverview>,
}

/// What is said of one document.
#[derive(Debug, Serialize)]
pub struct DocumentOverview {
    /// Its path.
    pub path: String,
    /// Whether a search leaves it out.
    pub excluded: bool,
    /// Directives for all its blocks, in the order of their words.
    pub directives: Vec<ShownValue>,
}

/// One value.
#[derive(Debug, Serialize)]
pub struct ShownValue {
    /// Its name.
    pub name: String,
    /// The value, as a configuration would have it.
    pub value: Value,
    /// Where it comes from: `command line`, a variable, `doctrue.toml:3`, `default`.
    pub from: String,
    /// What else is to be known.
    pub remark: Option<String>,
}

impl ShownValue {
    fn new(name: &str, value: impl Into<Value>, origin: &ValueOrigin) -> Self {
        let from = match origin {
            ValueOrigin::CommandLine => "command line".to_owned(),
            ValueOrigin::Environment(variable) => variable.clone(),
            ValueOrigin::File(place) => place.clone(),
            ValueOrigin::Default => "default".to_owned(),
        };
        Self { name: name.to_owned(), value: value.into(), from, remark: None }
    }

    fn remark(self, remark: impl Into<String>) -> Self {
        Self { remark: Some(remark.into()), ..self }
    }
}

/// All that holds by `settings` and `config`, and what the latter says of `document`.
#[must_use]
pub fn overview(settings: &Settings, config: &Config, document: Option<&Path>) -> Overview {
    let flag = |name: &str, flag: &Sourced<bool>| ShownValue::new(name, flag.value, &flag.origin);
    let Settings {
        claims,
        fail_on_empty,
        jobs: _,
        matching,
        python,
        severities,
        strict,
        timeout: _,
        timeout_of_user: _,
    } = settings;
    let path = python.value.as_ref().map(|path| path.to_string_lossy().into_owned());
    let nearest = "that of the active or nearest virtual environment, else python3";
    let python = ShownValue::new("python", path, &python.origin);
    let weighs = |(code, level): (&&str, &Sourced<Level>)| {
        ShownValue::new(&format!("severity.{code}"), level.value.as_str(), &level.origin)
    };
    let mut values = vec![
        ShownValue::new("claims", claims.value.as_str(), &claims.origin),
        ShownValue::new("exclude", config.exclude().texts(), &config.origin("exclude")),
        flag("fail-on-empty", fail_on_empty),
        jobs(settings),
        ShownValue::new("match", matching.value.as_str(), &matching.origin),
        if python.value.is_null() { python.remark(nearest) } else { python },
    ];
    values.extend(severities.iter().map(weighs));
    values.extend([flag("strict", strict), timeout(settings, config)]);
    Overview {
        schema: 1,
        configuration: config.name().map(str::to_owned),
        values,
        document: document.map(|path| of_document(config, path)),
    }
}

fn jobs(settings: &Settings) -> ShownValue {
    let entry = ShownValue::new("jobs", settings.run().jobs, &settings.jobs.origin);
    if settings.jobs.value.is_none() { entry.remark("the number of processors") } else { entry }
}

/// A limit that was cut says so.
fn timeout(settings: &Settings, config: &Config) -> ShownValue {
    let entry = ShownValue::new("timeout", spelled(settings.timeout.value), &settings.timeout.origin);
    let asked = config.options().timeout.filter(|asked| *asked > settings.timeout.value);
    match (&settings.timeout.origin, asked) {
        (ValueOrigin::File(_), Some(asked)) => entry.remark(format!(
            "{} requested, but a repository gets at most {}: use --timeout",
            spelled(asked),
            spelled(settings::LONGEST_ASKED)
        )),
        (ValueOrigin::CommandLine | ValueOrigin::Environment(_) | ValueOrigin::File(_) | ValueOrigin::Default, _) => {
            entry
        }
    }
}

fn of_document(config: &Config, path: &Path) -> DocumentOverview {
    let mut said: Vec<ShownValue> = Vec::new();
    for group in config.content.groups.iter().filter(|group| group.is_about(path)) {
        said.retain(|entry| !group.said.iter().any(|one| one.supersedes(&entry.name)));
        said.extend(group.said.iter().map(|one| {
            let origin = ValueOrigin::File(config.place(one.line));
            ShownValue::new(&one.word, one.shown.clone(), &origin)
        }));
    }
    said.sort_by(|a, b| a.name.cmp(&b.name));
    DocumentOverview { path: slashed(path), excluded: config.excludes(path), directives: said }
}

impl Overview {
    /// For people: a line a value.
    #[must_use]
    pub fn render(&self) -> String {
        let name = self.configuration.as_deref().unwrap_or("none found");
        let mut text = format!("configuration: {}\n\n", for_terminal(name));
        rows(&self.values, &mut text);
        if let Some(document) = &self.document {
            let excluded = if document.excluded { "excluded from searches" } else { "not excluded" };
            let none = if document.directives.is_empty() { ", no directives" } else { "" };
            let _ = write!(text, "\n{}: {excluded}{none}\n", for_terminal(&document.path));
            rows(&document.directives, &mut text);
        }
        text
    }
}

/// Name, value and origin in columns.
fn rows(entries: &[ShownValue], text: &mut String) {
    let shown = |entry: &ShownValue| {
        if entry.value.is_null() { "-".to_owned() } else { for_terminal(&entry.value.to_string()) }
    };
    let widest = |of: &dyn Fn(&ShownValue) -> usize| entries.iter().map(of).max().unwrap_or(0).min(40);
    let names = widest(&|entry| entry.name.chars().count());
    let values = widest(&|entry| shown(entry).chars().count());
    for entry in entries {
        let remark = entry.remark.as_deref().map(|remark| format!(" ({remark})")).unwrap_or_default();
        let name = for_terminal(&entry.name);
        let from = for_terminal(&entry.from);
        let _ = writeln!(text, "{name:names$}  {:values$}  {from}{remark}", shown(entry));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Options;

    #[test]
    fn only_what_counts_in_the_end_is_shown() {
        let text = "[directives]\nsession = 'a'\nskip = true\nreason = 'x'\n\
                    [[overrides]]\npaths = ['*.md']\nisolated = true\nskip = 'y'\n";
        let config = Config::parse("doctrue.toml", text, Path::new("/project")).expect("a configuration");
        let settings = Settings::resolve(&Options::default(), &Options::default(), &config);
        let shown = |path: &str| {
            let document = overview(&settings, &config, Some(Path::new(path))).document.expect("a document");
            document
                .directives
                .iter()
                .map(|entry| format!("{}:{}", entry.name, entry.from))
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(shown("/project/a.md"), "isolated:doctrue.toml:7 skip:doctrue.toml:8");
        assert_eq!(shown("/elsewhere"), "reason:doctrue.toml:4 session:doctrue.toml:2 skip:doctrue.toml:3");
    }
}
