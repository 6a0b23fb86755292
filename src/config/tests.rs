//! Tests of what a configuration may say, and of what is told when it says something else.

use super::*;
use crate::directive::{Condition, Sharing};
use crate::settings::{Judged, Matching};
use proptest::prelude::*;
use std::time::Duration;

fn parse(text: &str) -> Result<Config, ConfigError> {
    Config::parse("doctrue.toml", text, Path::new("/project"))
}

fn config(text: &str) -> Config {
    parse(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// The problems of a text, as `line:column of the span: message`.
fn problems(text: &str) -> Vec<String> {
    let Err(ConfigError::Invalid(invalid)) = parse(text) else { panic!("no problem in {text}") };
    let shown = |problem: &ConfigProblem| format!("{}: {}", &text[problem.span.clone()], problem.message);
    invalid.problems.iter().map(shown).collect()
}

fn of(config: &Config, path: &str) -> Directives {
    config.directives_for(&Path::new("/project").join(path))
}

const FULL: &str = r#"
timeout = "30s"
strict = true
fail-on-empty = false
claims = "value"
match = "exact"
exclude = ["drafts", "*.mdx"]

[directives]
session = "all"
skip-if = "python < 3.8"
env = { USER = "ada" }

[[overrides]]
paths = ["notes/*.md"]
skip = "not yet"
env.LANG = "C"
dependencies = ["attrs>=23", "rich"]

[[overrides]]
paths = ["notes/a.md", "/b.md"]
skip = false
isolated = true
match = "any"
timeout = 20
skip-if = "platform == windows"
env = { USER = "bob" }
"#;

#[test]
fn every_key_is_read() {
    let config = config(FULL);
    let expected = Options {
        claims: Some(Judged::Value),
        fail_on_empty: Some(false),
        matching: Some(Matching::Exact),
        strict: Some(true),
        timeout: Some(Duration::from_secs(30)),
        ..Options::default()
    };
    assert_eq!(config.options(), &expected);
    assert!(config.excludes(Path::new("/project/a/drafts/x.md")) && !config.excludes(Path::new("/project/a.md")));
}

#[test]
fn directives_hold_for_the_documents_they_name_and_later_ones_win() {
    let config = config(FULL);
    let plain = of(&config, "x.md");
    assert_eq!((plain.session, plain.skip, plain.exact), (Sharing::Named("all".to_owned()), false, None));
    let note = of(&config, "notes/b.md");
    assert_eq!((note.skip, note.reason.as_deref()), (true, Some("not yet")));
    assert_eq!(note.dependencies, ["attrs>=23", "rich"]);
    assert_eq!((note.variables["USER"].as_str(), note.variables["LANG"].as_str()), ("ada", "C"));
    let last = of(&config, "notes/a.md");
    assert_eq!((last.skip, last.session, last.exact), (false, Sharing::Isolated, Some(false)));
    assert_eq!(last.timeout, Some(Duration::from_secs(20)));
    assert_eq!(last.skip_if, [Condition::parse("platform == windows").expect("a condition")]);
    assert_eq!((last.variables["USER"].as_str(), last.variables["LANG"].as_str()), ("bob", "C"));
}

#[test]
fn a_reason_goes_with_its_skip() {
    let config = config(
        "[directives]\nskip-if = 'python < 9'\nreason = 'new'\n[[overrides]]\npaths = ['a.md']\nskip-if = 'python < 10'\n",
    );
    assert_eq!(of(&config, "b.md").reason.as_deref(), Some("new"));
    assert_eq!(of(&config, "a.md").reason, None);
}

#[test]
fn overrides_come_after_the_directives_wherever_they_stand() {
    let config = config("[[overrides]]\npaths = ['a.md']\nsession = 'own'\n[directives]\nsession = 'all'\n");
    assert_eq!(of(&config, "a.md").session, Sharing::Named("own".to_owned()));
}

#[test]
fn what_is_not_known_is_told_with_the_nearest_name() {
    for (text, expected) in [
        ("tiemout = 1", "tiemout: unknown key `tiemout`; did you mean `timeout`?"),
        ("fail_on_empty = true", "fail_on_empty: unknown key `fail_on_empty`; did you mean `fail-on-empty`?"),
        ("[directive]\nskip = true", "directive: unknown key `directive`; did you mean `directives`?"),
        ("[directives]\nsesion = 'a'", "sesion: unknown directive `sesion`; did you mean `session`?"),
        ("[[overrides]]\npath = ['a']\npaths = ['b']", "path: unknown directive `path`; did you mean `paths`?"),
        (
            "colour = 1",
            "colour: unknown key `colour`; the keys are claims, exclude, fail-on-empty, match, severity, strict, timeout, directives, overrides",
        ),
        (
            "[directives]\nfrobnicate = 1",
            "frobnicate: `frobnicate` is not a directive that can be set for many documents",
        ),
        ("[directives]\n'env.A' = 'x'", "'env.A': `env.A` is not a directive that can be set for many documents"),
        ("[directives]\npaths = ['a']", "paths: `paths` is not a directive that can be set for many documents"),
    ] {
        assert_eq!(problems(text), [expected]);
    }
}

#[test]
fn what_stands_in_the_wrong_place_is_told() {
    for (text, part) in [
        ("skip = true", "put it under [directives] or [[overrides]]"),
        ("env = {}", "put it under [directives] or [[overrides]]"),
        ("[directives]\nstrict = true", "put it at the top"),
        ("[directives]\nraises = 'ValueError'", "single block"),
        ("[directives]\nfile = 'a.py'", "single block"),
        ("[directives]\nreason = 'x'", "belongs to a `skip`"),
        ("[directives]\nreason = 'x'\nskip = false", "belongs to a `skip`"),
        ("[directives]\nsession = 'x'\nisolated = true", "contradict"),
        ("[[overrides]]\nskip = true", "needs `paths`"),
        ("[[overrides]]\npaths = []\nskip = true", "at least one"),
    ] {
        assert!(matches!(&problems(text)[..], [problem] if problem.contains(part)), "{:?}", problems(text));
    }
}

#[test]
fn what_would_loosen_is_refused() {
    for (name, _) in REFUSED {
        // What a directive can say as well can only be lowered there, see `settings`.
        let is_directive = crate::directive::TABLE.iter().any(|row| row.word == *name);
        let of_directives = (!is_directive).then(|| format!("[directives]\n{name} = 1"));
        for text in [format!("{name} = 1")].into_iter().chain(of_directives) {
            assert!(problems(&text)[0].starts_with(&format!("{name}: `{name}` cannot be set here: ")), "{text}");
        }
    }
    for name in ["PYTHONPATH", "LD_PRELOAD", "doctrue_x"] {
        let text = format!("[directives]\nenv.{name} = 'x'");
        assert!(problems(&text)[0].starts_with(&format!("'x': `env.{name}`: this variable")), "{:?}", problems(&text));
    }
}

#[test]
fn wrong_values_are_told_at_their_place() {
    for (text, expected) in [
        ("strict = 'yes'", "'yes': `strict`: write true or false, not a string"),
        ("timeout = 'soon'", "'soon': `timeout`: unknown unit `soon`: write ms, s or m"),
        ("timeout = 0", "0: `timeout`: must lie between 1 ms and 24 h"),
        ("timeout = true", "true: `timeout`: write a time like \"30s\", not true or false"),
        ("claims = 'most'", "'most': `claims`: write `explicit`, `value` or `all`"),
        ("match = 'close'", "'close': `match`: write `exact` or `any`"),
        ("exclude = 'a'", "'a': `exclude`: write a list of strings, not a string"),
        ("exclude = ['a', 1]", "1: `exclude`: write a string in quotes, not a number"),
        (
            "exclude = ['a', '../b']",
            "'../b': `exclude`: a pattern is relative to the folder of its file and cannot leave it",
        ),
        ("directives = 1", "1: `directives`: write a table, not a number"),
        ("overrides = {}", "{}: `overrides`: write a list, not a table"),
        ("overrides = [1]", "1: `overrides`: write a table, not a number"),
        (
            "[directives]\nskip-if = 'pyhton < 3'",
            "'pyhton < 3': `skip-if`: unknown name `pyhton`: compare python, platform or implementation",
        ),
        ("[directives]\nskip = 1", "1: `skip`: write a string in quotes, true or false, not a number"),
        ("[directives]\nisolated = 'x'", "'x': `isolated`: write true or false, not a string"),
        ("[directives]\nsession = ['x']", "['x']: `session`: write a string in quotes, not a list"),
        ("[directives]\nenv = 'x'", "'x': `env`: write a table, not a string"),
        ("[directives]\nenv.A = 1", "1: `env.A`: write a string in quotes, not a number"),
    ] {
        assert_eq!(problems(text), [expected]);
    }
}

#[test]
fn all_problems_are_told_in_the_order_of_the_file() {
    let found = problems("strict = 1\nclaim = 'all'\n[directives]\nskp = true\n");
    let keys: Vec<_> = found.iter().map(|problem| problem.split(':').next().unwrap_or_default()).collect();
    assert_eq!(keys, ["1", "claim", "skp"]);
}

#[test]
fn broken_toml_is_told_with_its_line() {
    let Err(ConfigError::Invalid(invalid)) = parse("strict = true\ntimeout = = 1\n") else { panic!("no problem") };
    assert!(invalid.render(false, 80).contains("doctrue.toml:2:11"), "{}", invalid.render(false, 80));
    assert!(
        parse(&"a = [".repeat(10_000)).is_err() && parse(&("a".to_owned() + &".a".repeat(10_000) + " = 1")).is_err()
    );
}

#[test]
fn a_pyproject_is_read_only_in_its_table() {
    let read = |text: &str| Config::read("pyproject.toml", text, Path::new("/project"), true);
    let config = read("[project]\nname = 1\n[tool.doctrue]\nstrict = true\n[[tool.doctrue.overrides]]\npaths = ['a.md']\nskip = true\n").expect("a configuration");
    assert_eq!(config.options().strict, Some(true));
    assert!(of(&config, "a.md").skip);
    assert_eq!(config.origin("strict"), ValueOrigin::File("pyproject.toml:4".to_owned()));
    assert!(read("[tool]\ndoctrue = 1").is_err());
    assert!(read("[tool.doctrue]\nstrikt = true").is_err());
}

#[test]
fn keys_and_examples_of_the_table_are_right() {
    assert!(KEYS.is_sorted_by_key(|key| key.name) && REFUSED.is_sorted());
    for key in KEYS {
        for line in [key.example, key.default] {
            assert!(line.starts_with(&format!("{} = ", key.name)), "{line}");
            let config = config(line);
            assert_eq!(config.origin(key.name), ValueOrigin::File("doctrue.toml:1".to_owned()));
        }
        let Settings { claims, fail_on_empty, matching, strict, timeout, .. } =
            Settings::resolve(&Options::default(), &Options::default(), &config(key.default));
        let nothing = Settings::resolve(&Options::default(), &Options::default(), &Config::default());
        let said = (claims.value, fail_on_empty.value, matching.value, strict.value, timeout.value);
        let default = (
            nothing.claims.value,
            nothing.fail_on_empty.value,
            nothing.matching.value,
            nothing.strict.value,
            nothing.timeout.value,
        );
        assert_eq!(said, default, "{}", key.default);
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused_with_a_text(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        survives(&bytes);
    }

    #[test]
    fn any_pieces_of_a_configuration_are_read_or_refused_with_a_text(pieces in proptest::collection::vec(0usize..PIECES.len(), 0..30)) {
        let text: String = pieces.into_iter().map(|index| PIECES[index]).collect();
        survives(text.as_bytes());
    }
}

/// What random bytes never give.
const PIECES: &[&str] = &[
    "timeout",
    "strict",
    "exclude",
    "match",
    "claims",
    "[directives]",
    "[[overrides]]",
    "[tool.doctrue]",
    "paths",
    "env",
    "skip",
    "skip-if",
    "session",
    "dependencies",
    " = ",
    "\n",
    "\n",
    "true",
    "'30s'",
    "'a/**'",
    "['a', 'b']",
    "{ a = 1 }",
    "1",
    "-0x1f",
    "1979-05-27",
    "\"\"\"",
    "\u{feff}",
    "\r\n",
    "#",
    ".",
    "é",
    "'{a,b'",
    "nan",
    "[",
    "]",
    "'python < 3.8'",
];

fn survives(bytes: &[u8]) {
    for file in ["doctrue.toml", "pyproject.toml"] {
        let found = Found { name: file.to_owned(), path: Path::new("/project").join(file), bytes: bytes.to_vec() };
        match Config::of(&found, Path::new("/project")) {
            Ok(config) => {
                let settings = Settings::resolve(&Options::default(), &Options::default(), &config);
                let path = Path::new("/project/a/b.md");
                assert!(config.directives_for(path).file.is_none());
                assert!(!overview(&settings, &config, Some(path)).render().is_empty());
            }
            Err(ConfigError::Invalid(invalid)) => assert!(invalid.render(false, 80).contains(file)),
            Err(ConfigError::Unreadable { .. }) => unreachable!("it is read"),
        }
    }
}
