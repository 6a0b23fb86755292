//! The configuration: where it is found, whose word counts, what is told when it is wrong, and what documents it.

use crate::project::{Project, command, root};
use crate::schema::complaints;
use doctrue::config::{self, Config};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const RIGHT: &str = "```python\nprint(1 + 1)  # Output: 2\n```\n";

/// Files that are right.
const VALID: &[&str] = &[
    "",
    "timeout = '30s'\nstrict = true\nfail-on-empty = true\nclaims = 'value'\nmatch = 'exact'\nexclude = ['drafts', '*.mdx', '/a/**']\n",
    "timeout = 1.5",
    "timeout = '500ms'\n[directives]\ntimeout = 3\n",
    "[directives]\nskip = true\nreason = 'x'\nenv.A = 'b'\ndependencies = 'rich'\nisolated = true\nillustrative = false\n",
    "[directives]\nsession = 'a'\nisolated = false\n",
    "[[overrides]]\npaths = ['a.md']\nskip-if = 'python < 3.10'\nreason = 'x'\ndependencies = ['a>=1', 'b']\nmatch = 'any'\n\
     [[overrides]]\npaths = ['notes/*.md', '{a,b}']\nskip = 'not yet'\nenv = { A = '1' }\nsession = 's'\n",
];

/// Files that are wrong, and a part of what is told.
const INVALID: &[(&str, &str)] = &[
    ("tiemout = 1", "did you mean `timeout`?"),
    ("skip = true", "put it under [directives]"),
    ("jobs = 4", "`jobs` cannot be set here"),
    ("python = 'x'", "`python` cannot be set here"),
    ("sandbox = 'off'", "`sandbox` cannot be set here"),
    ("strict = 1", "write true or false, not a number"),
    ("timeout = 'soon'", "unknown unit `soon`"),
    ("timeout = 100000", "between 1 ms and 24 h"),
    ("claims = 'some'", "write `explicit`, `value` or `all`"),
    ("match = 'close'", "write `exact` or `any`"),
    ("exclude = 'a'", "write a list of strings, not a string"),
    ("exclude = ['!a']", "`!` is not supported"),
    ("exclude = ['a/../..']", "cannot leave it"),
    ("directives = true", "write a table, not true or false"),
    ("[directives]\nsesion = 'a'", "did you mean `session`?"),
    ("[directives]\nraises = 'ValueError'", "applies to a single block"),
    ("[directives]\nreason = 'a'", "belongs to a `skip`"),
    ("[directives]\nreason = 'a'\nskip = false", "belongs to a `skip`"),
    ("[directives]\nsession = 'a'\nisolated = true", "contradict"),
    ("[directives]\npaths = ['a']", "`paths` is not a directive"),
    ("[directives]\nskip = 1", "not a number"),
    ("[directives]\nenv.PYTHONPATH = 'x'", "steers what runs the example"),
    ("[directives]\nenv.A = 1", "write a string in quotes, not a number"),
    ("[[overrides]]\nskip = true", "needs `paths`"),
    ("[[overrides]]\npaths = []", "at least one pattern"),
    ("[[overrides]]\npath = ['a']\npaths = ['b']", "did you mean `paths`?"),
    ("[overrides]\npaths = ['a']", "write a list, not a table"),
];

fn schema() -> Value {
    let text = fs::read_to_string(root().join("notes/manual/config.schema.json")).expect("the schema");
    serde_json::from_str(&text).expect("JSON")
}

fn as_json(toml: &str) -> Value {
    toml::from_str(toml).unwrap_or_else(|error| panic!("{error}: {toml}"))
}

/// The code blocks of the page on configuration.
fn examples() -> Vec<String> {
    let page = fs::read_to_string(root().join("notes/manual/configuration.md")).expect("the page");
    let blocks = page.split("```toml\n").skip(1).filter_map(|rest| rest.split_once("```"));
    blocks.map(|(block, _)| block.to_owned()).collect()
}

/// The template with all its lines taken in.
fn taken_in(template: &str) -> String {
    let line = |line: &str| match line.strip_prefix('#') {
        Some(code) if !code.starts_with(' ') => format!("{code}\n"),
        _ => format!("{line}\n"),
    };
    template.lines().map(line).collect()
}

#[test]
fn what_is_right_is_accepted_by_program_and_schema() {
    let template = Project::new().run(&["init", "--stdout"]).expect(0).stdout().to_owned();
    let of_page = examples().into_iter().map(|text| text.replace("[tool.doctrue]\n", "").replace("tool.doctrue.", ""));
    let valid = VALID.iter().map(|&text| text.to_owned()).chain([taken_in(&template), template]).chain(of_page);
    let valid: Vec<_> = valid.collect();
    for text in &valid {
        Config::parse("doctrue.toml", text, Path::new("/project")).unwrap_or_else(|error| panic!("{error}: {text}"));
    }
    let documents: Vec<_> = valid.iter().map(|text| as_json(text)).collect();
    for (complaints, text) in complaints("config.schema.json", &documents).into_iter().flatten().zip(valid) {
        assert!(complaints.is_empty(), "{complaints:?}: {text}");
    }
}

#[test]
fn what_is_wrong_is_refused_with_the_reason() {
    for (text, part) in INVALID {
        let done = Project::new().file("a.md", RIGHT).file("doctrue.toml", text).run(&["check"]).expect(2);
        assert!(done.stderr().contains(part), "{text}\n{}", done.describe());
        assert_eq!(done.stdout(), "", "nothing runs");
    }
}

#[test]
fn what_is_wrong_is_refused_by_the_schema() {
    let refused = config::REFUSED.iter().map(|(name, _)| format!("{name} = 1"));
    let invalid: Vec<_> = INVALID.iter().map(|(text, _)| (*text).to_owned()).chain(refused).collect();
    let documents: Vec<_> = invalid.iter().map(|text| as_json(text)).collect();
    for (complaints, text) in complaints("config.schema.json", &documents).into_iter().flatten().zip(invalid) {
        assert!(!complaints.is_empty(), "the schema accepts {text}");
    }
}

#[test]
fn the_schema_knows_every_key_and_no_other() {
    let schema = schema();
    let keys = |pointer: &str| -> BTreeSet<String> {
        schema.pointer(pointer).and_then(Value::as_object).expect(pointer).keys().cloned().collect()
    };
    let tables = [config::DIRECTIVES, config::OVERRIDES];
    let known = config::KEYS.iter().map(|key| key.name).chain(tables).map(str::to_owned).collect();
    assert_eq!(keys("/properties"), known);
    let word =
        |row: &doctrue::directive::DirectiveRow| if row.word == "env.NAME" { config::ENV } else { row.word }.to_owned();
    assert_eq!(keys("/$defs/directives/properties"), config::directives().map(word).collect());
    for key in config::KEYS {
        let own = &schema["properties"][key.name];
        assert_eq!(own["description"], key.help, "{}", key.name);
        assert_eq!(as_json(key.default)[key.name], own["default"], "{}", key.name);
    }
    let named = schema["properties"]["severity"]["propertyNames"]["enum"].as_array().expect("codes");
    let named: BTreeSet<_> = named.iter().filter_map(Value::as_str).collect();
    assert_eq!(named, config::severity::codes().collect());
    let described = |row: &doctrue::directive::DirectiveRow| {
        schema["$defs"]["directives"]["properties"][word(row)]["description"].clone()
    };
    for row in config::directives().filter(|row| row.word != "env.NAME") {
        assert_eq!(described(row), row.help, "{}", row.word);
    }
}

#[test]
fn the_page_names_every_key_directive_and_refusal() {
    let page = fs::read_to_string(root().join("notes/manual/configuration.md")).expect("the page");
    for key in config::KEYS {
        let default = key.default.split_once(" = ").expect("a value").1;
        let row = format!("| `{}` | `{default}` | {} |", key.name, key.help);
        assert!(page.contains(&row), "notes/manual/configuration.md lacks the row\n{row}");
    }
    for row in config::directives() {
        let word = if row.word == "env.NAME" { config::ENV } else { row.word };
        let is_there = |line: &str| {
            line.starts_with(&format!("| `{word}` | `{word} = ")) && line.ends_with(&format!("| {} |", row.help))
        };
        assert!(page.lines().any(is_there), "notes/manual/configuration.md lacks a row for {word}: {}", row.help);
    }
    for (name, _) in config::REFUSED {
        assert!(page.contains(&format!("`{name}`")), "notes/manual/configuration.md does not name {name}");
    }
    for option in ["claims", "fail-on-empty", "jobs", "match", "python", "severity", "strict", "timeout"] {
        assert!(page.contains(&format!("`{}`", config::variable(option))), "{option}");
    }
}

#[test]
fn what_is_wrong_is_shown_at_its_place() {
    let text =
        "# ours\ntiemout = \"30s\"\nexclude = [\"a[\"]\n\n[[overrides]]\npaths = [\"*.md\"]\nskp = \"no\"\njobs = 8\n";
    let done = Project::new().file("a.md", RIGHT).file("doctrue.toml", text).run(&["check"]).expect(2);
    insta::assert_snapshot!(done.stderr());
    for command in ["list", "config"] {
        Project::new().file("doctrue.toml", text).run(&[command]).expect(2);
    }
}

#[test]
fn broken_toml_and_bytes_are_shown_at_their_line() {
    let broken = Project::new().file("doctrue.toml", "strict = true\n[directives\n").run(&["check"]).expect(2);
    assert!(broken.stderr().contains("doctrue.toml:2:"), "{}", broken.describe());
    let bytes = Project::new().file("doctrue.toml", b"# ok\n\xff = 1").run(&["check"]).expect(2);
    assert!(
        bytes.stderr().contains("not UTF-8") && bytes.stderr().contains("doctrue.toml:2:1"),
        "{}",
        bytes.describe()
    );
}

#[test]
fn a_configuration_changes_what_fails() {
    let project = Project::new()
        .file("a.md", "```python\nprint(1)  # 1\nundefined\n```\n")
        .file(".doctrue.toml", "strict = true\n");
    project.run(&["check"]).expect(1);
    project.run(&["check", "--no-strict"]).expect(0);
    project.run(&["check", "--no-config"]).expect(0);
    let status = |value: &str| {
        command(project.path()).arg("check").env("DOCTRUE_STRICT", value).output().expect("it runs").status
    };
    assert_eq!(status("0").code(), Some(0));
    assert_eq!(status("perhaps").code(), Some(2));
}

#[test]
fn excluded_files_are_read_only_when_named() {
    let project = Project::new()
        .file("a.md", RIGHT)
        .file("drafts/b.md", "```python\nprint(1)  # Output: 2\n```\n")
        .file("pyproject.toml", "[tool.doctrue]\nexclude = ['drafts']\n");
    let documents = |args: &[&str]| {
        let report = project.report(args);
        let all = report["documents"].as_array().expect("documents").iter();
        all.map(|document| document["path"].as_str().expect("a path").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(documents(&["."]), ["a.md"]);
    assert_eq!(documents(&["a.md", "drafts/b.md"]), ["a.md", "drafts/b.md"]);
    assert_eq!(documents(&["--force-exclude", "a.md", "drafts/b.md"]), ["a.md"]);
    let done = project.run(&["check", "--force-exclude", "drafts/b.md"]).expect(0);
    assert_eq!(done.stderr(), "", "a hook may name nothing but excluded files");
    assert!(!project.run(&["list"]).expect(0).stdout().contains("drafts"));
    assert!(project.run(&["list", "--no-config"]).expect(0).stdout().contains("drafts/b.md"));
}

#[test]
fn patterns_are_relative_to_the_folder_of_the_file() {
    let project = Project::new()
        .file("notes/a.md", RIGHT)
        .file("notes/sub/b.md", RIGHT)
        .file("doctrue.toml", "exclude = ['/notes/sub']\n")
        .file("etc/other.toml", "exclude = ['/notes/a.md', '*.md']\n");
    let listed = |folder: &str, args: &[&str]| {
        let output = command(&project.path().join(folder)).arg("list").args(args).output().expect("it runs");
        String::from_utf8(output.stdout)
            .expect("UTF-8")
            .lines()
            .filter(|line| line.ends_with(".md"))
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(listed("", &[]), "notes/a.md");
    assert_eq!(listed("notes", &[]), "a.md", "the file of a folder above counts");
    assert_eq!(listed("", &["--config", "etc/other.toml"]), "notes/a.md notes/sub/b.md", "it is about its own folder");
}

#[test]
fn what_holds_is_shown_with_where_it_comes_from() {
    let text = "timeout = \"5m\"\nexclude = [\"drafts\"]\nclaims = \"explicit\"\n\n[directives]\nsession = \"all\"\n\n[[overrides]]\n\
                paths = [\"notes/*.md\"]\nskip = \"not yet\"\nenv = { USER = \"ada\" }\n";
    let project = Project::new().file("doctrue.toml", text);
    let output = command(project.path())
        .args(["config", "notes/a.md", "--strict", "--jobs", "3"])
        .env("DOCTRUE_CLAIMS", "value")
        .output()
        .expect("it runs");
    insta::assert_snapshot!(String::from_utf8_lossy(&output.stdout));
    let done = project.run(&["config", "--format", "json", "drafts/b.md", "--timeout", "2m"]).expect(0);
    let shown: Value = serde_json::from_str(done.stdout()).expect("JSON");
    assert_eq!((&shown["schema"], &shown["configuration"]), (&1.into(), &"doctrue.toml".into()));
    assert_eq!(shown["document"]["excluded"], true);
    let timeout = shown["values"].as_array().expect("values").iter().find(|entry| entry["name"] == "timeout");
    assert_eq!(timeout.map(|entry| (&entry["value"], &entry["from"])), Some((&"120s".into(), &"command line".into())));
}

#[test]
fn a_file_that_is_named_must_be_there_and_alone() {
    let project = Project::new().file("doctrue.toml", "");
    let done = project.run(&["check", "--config", "no.toml"]).expect(2);
    assert!(done.stderr().contains("no.toml: cannot read the configuration"), "{}", done.describe());
    project.run(&["check", "--config", "doctrue.toml", "--no-config"]).expect(2);
    assert!(project.run(&["config", "--no-config"]).expect(0).stdout().starts_with("configuration: none"));
}

#[test]
fn a_hostile_configuration_is_shown_and_does_nothing() {
    let done = Project::new().file("doctrue.toml", "\"\\u001b[2J\" = 1\n'##[error]' = 1\n").run(&["check"]).expect(2);
    assert!(!done.stderr().contains(['\u{1b}', '\r']) && !done.stderr().contains("##["), "{}", done.describe());
}

#[test]
fn init_writes_a_file_once() {
    let project = Project::new().file("notes/a.md", RIGHT).file("b.md", "```\nx = 1\nprint(x)  # 1\n```\n");
    let printed = project.run(&["init", "--stdout"]).expect(0);
    assert!(
        printed.stdout().contains("# Found when this file was written: 2 documents, 2 examples, 2 documented outputs.")
    );
    assert!(printed.stdout().contains("# Tags of the examples: none (1), python (1)."), "{}", printed.describe());
    assert!(printed.stdout().contains("#paths = [\"notes/**\"]") && printed.stdout().contains("# Python: CPython 3."));
    assert!(!project.path().join("doctrue.toml").exists());
    project.run(&["init"]).expect(0);
    let written = fs::read_to_string(project.path().join("doctrue.toml")).expect("the file");
    assert_eq!(written, printed.stdout());
    let done = project.run(&["init"]).expect(2);
    assert!(done.stderr().contains("doctrue.toml already configures doctrue"), "{}", done.describe());
    project.run(&["check"]).expect(0);
}

#[test]
fn init_sees_other_configurations() {
    Project::new().file("pyproject.toml", "[tool.doctrue]\n").run(&["init"]).expect(2);
    Project::new().file(".doctrue.toml", "").run(&["init"]).expect(2);
    let project = Project::new().file("pyproject.toml", "[tool.ruff]\n");
    let done = project.run(&["init"]).expect(0);
    assert!(done.stderr().contains("no Markdown file found"), "{}", done.describe());
}

#[test]
fn directives_of_the_configuration_hold_for_its_documents() {
    let wrong = "```python\nprint(1)  # 2\n```\n";
    let project = Project::new()
        .file("doctrue.toml", "[[overrides]]\npaths = [\"old/**\"]\nskip = \"kept for history\"\n")
        .file("old/a.md", wrong)
        .file("new/b.md", wrong);
    let done = project.run(&["check", "old"]).expect(0);
    assert!(done.stdout().contains("skipped by its author: kept for history"), "{}", done.describe());
    project.run(&["check", "new"]).expect(1);
    assert!(project.run(&["list", "old"]).expect(0).stdout().contains("skipped: kept for history"));
}
