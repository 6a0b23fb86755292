//! Law (g) of the design's section 6a: formatting a document leaves the same claims, in the same order, with the same
//! verdicts. Tried with ruff, which formats the Python in Markdown by default.

use crate::extent::{cases, on_all_cores};
use crate::project::{Project, root};
use crate::random::Random;
use crate::tool::success_of;
use doctrue::claim::{Claim, NotationId, recognise};
use doctrue::directive::{Directives, resolve};
use doctrue::document;
use doctrue::example::{Class, classify};
use doctrue::source::Source;
use std::collections::BTreeMap;
use std::fs;
use std::iter::StepBy;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Formats all Markdown files of `folder`; false if ruff is not installed.
fn format(folder: &Path) -> bool {
    let args = ["format", "--isolated", "--no-cache", "--quiet", "."];
    success_of(Command::new("ruff").args(args).current_dir(folder)).is_some()
}

/// Fixtures that a formatter may read otherwise, and why.
const EXCEPTIONS: &[(&str, &str)] = &[
    (
        "fixtures/notes-loops/note.md",
        "two prints on one line become two lines, and the comment stands behind the second",
    ),
    ("fixtures/dialects/odd.md", "ruff 0.17.6 takes the include `--8<-- \"a.py\"` for Python and sets blanks into it"),
];

fn markdown_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            markdown_below(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
}

/// The documented text of a claim. A literal that stands in the code is code: a formatter sets other quotes and lays it out anew.
fn documented(notation: &str, text: &str) -> String {
    match notation {
        "string-below" => text.replace('"', "'").split_whitespace().collect::<String>().replace(",]", "]"),
        _ => text.to_owned(),
    }
}

/// For each document of the project its claims: notation, strength, documented text, verdict.
fn claims(project: &Project) -> BTreeMap<String, Vec<[String; 4]>> {
    let report = project.report(&["--all", "--timeout", "20s", "."]);
    let documents = report["documents"].as_array().expect("documents");
    let claims = |document: &serde_json::Value| {
        let claims = document["claims"].as_array().expect("claims").iter();
        let text = |claim: &serde_json::Value, key: &str| claim[key].as_str().unwrap_or_default().to_owned();
        let read = |claim: &serde_json::Value| {
            let [notation, strength, verdict] = ["notation", "strength", "verdict"].map(|key| text(claim, key));
            let expected = documented(&notation, &text(claim, "expected"));
            [notation, strength, expected, verdict]
        };
        claims.map(read).collect()
    };
    let path = |document: &serde_json::Value| document["path"].as_str().expect("a path").to_owned();
    documents.iter().map(|document| (path(document), claims(document))).collect()
}

#[test]
fn a_formatter_leaves_the_claims_of_notes_and_fixtures_as_they_are() {
    let mut paths = Vec::new();
    for folder in ["notes", "fixtures"] {
        markdown_below(&root().join(folder), &mut paths);
    }
    let names =
        paths.iter().map(|path| path.strip_prefix(root()).expect("a path below the root").display().to_string());
    let is_exception = |name: &String| EXCEPTIONS.iter().any(|(exception, _)| exception == name);
    // ruff reads UTF-8 only.
    let is_text = |name: &String| fs::read_to_string(root().join(name)).is_ok();
    let names: Vec<_> = names.filter(|name| !is_exception(name) && is_text(name)).collect();
    let project = || {
        let copied = |project: Project, name: &String| project.file(name, fs::read(root().join(name)).expect("a file"));
        names.iter().fold(Project::new(), copied)
    };
    let (before, after) = (project(), project());
    if format(after.path()) {
        let (before, after) = (claims(&before), claims(&after));
        for (name, claims) in &before {
            assert_eq!(Some(claims), after.get(name), "{name}");
        }
    }
}

#[test]
fn our_own_notes_are_formatted() {
    let args = ["format", "--isolated", "--no-cache", "--check", "notes", "README.md"];
    success_of(Command::new("ruff").args(args).current_dir(root()));
}

/// Statements whose value or output is 15, and what stands behind or below them.
const STATEMENTS: &[&str] = &[
    "print(7+8)",
    "print( 7 + 8 )",
    "x = 7+8",
    "x=[7,8]",
    "f(7,8)",
    "print('7', \"8\")",
    "print(7,\n8)",
    "for i in range(2): print(i)",
    "if x: print(x)",
    "x = {'a':1,\n'b': 2}",
    "assert x==15",
    "print('''a\nb''')",
];

const COMMENTS: &[&str] = &[
    "# 15",
    "#15",
    "#  15",
    "# Output: 15",
    "#Output: 15",
    "# => 15",
    "#=> 15",
    "#=>15",
    "# -> 15",
    "#> 15",
    "#>15",
    "# > 15",
    "# prints 15",
    "# 输出：15",
    "# 15が出力される",
    "# [7, 8]",
    "#[7,8]",
    "# TypeError",
    "# == 15",
    "# >>> 15",
    "# a remark",
    "# Result is 15",
    "# gibt 15 aus",
];

/// What may follow a statement with its comment.
const FOLLOWERS: &[&str] = &["", "\n", "def f(a,b):\n    return a+b\n", "class A: pass\n", "y = 1\n", "# and now\n"];

/// A document of ten statements, made of the digits of `number`.
fn made_up(number: u32) -> String {
    let mut random = Random::new(number);
    let mut pick = |count: usize| random.below(count);
    let mut text = String::from("```python\n");
    for _ in 0..10 {
        let statement = STATEMENTS[pick(STATEMENTS.len())];
        text.push_str(statement);
        let comment = COMMENTS[pick(COMMENTS.len())];
        // The sign means what is printed, and stands beside prints.
        let comment = if comment.contains('>') && !statement.starts_with("print") { "# => 15" } else { comment };
        let between = ["  ", "", " ", "    ", "\n", "\n"][pick(6)];
        text.push_str(&format!("{between}{comment}\n{}", FOLLOWERS[pick(FOLLOWERS.len())]));
    }
    text + "```\n"
}

/// The claims that are found in `markdown`: notation, strength, and text.
fn found(markdown: &str) -> Vec<String> {
    let document = document::parse(Source::new("a.md", markdown.as_bytes().to_vec()));
    let classes = classify(&document, &resolve(&document, &Directives::default()).blocks);
    let claims = classes.iter().flat_map(Class::examples).flat_map(|example| recognise(&document.source, example));
    let found = |claim: Claim| {
        // A lone `# > 15` may say that something is greater; it is compared all the same.
        let strength = Some(claim.strength).filter(|_| claim.notation != NotationId::HashArrow);
        format!("{} {strength:?} {}", claim.notation.as_str(), claim.text(claim.lines.len()))
    };
    claims.map(found).collect()
}

/// Made-up documents that stand in one file, each a block of it: a formatter is asked once for all files.
const IN_ONE_FILE: u32 = 50;

/// The documents of file `number`.
fn file(number: u32) -> String {
    let documents = number * IN_ONE_FILE..(number + 1) * IN_ONE_FILE;
    // A line of text tells them apart.
    documents.map(|number| format!("document {number}\n\n{}\n", made_up(number))).collect()
}

/// The first document of the files `numbers` below `folder` whose claims are others once it is formatted.
fn difference(folder: &Path, mut numbers: StepBy<Range<u32>>) -> Option<String> {
    let differs = |(original, formatted): (&str, &str)| {
        let (before, after) = (found(original), found(formatted));
        (before != after).then(|| format!("{before:?}\n{after:?}\n{original}\n{formatted}"))
    };
    numbers.find_map(|number| {
        let formatted = fs::read_to_string(folder.join(format!("{number}.md"))).expect("a file");
        let (original, documents) =
            (file(number), |text: &str| text.split("\ndocument ").map(str::to_owned).collect::<Vec<_>>());
        let (original, formatted) = (documents(&original), documents(&formatted));
        assert_eq!(original.len(), formatted.len(), "file {number}");
        original.iter().zip(&formatted).find_map(|(one, other)| differs((one, other)))
    })
}

#[test]
fn a_formatter_leaves_the_claims_of_made_up_documents_as_they_are() {
    let files = cases(100, 25_000).div_ceil(IN_ONE_FILE);
    let project =
        (0..files).fold(Project::new(), |project, number| project.file(&format!("{number}.md"), file(number)));
    if !format(project.path()) {
        return;
    }
    let folder = project.path();
    let differences = on_all_cores(files, |numbers| difference(folder, numbers));
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
