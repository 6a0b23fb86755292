//! Fixes from an earlier report: what is written without a run, and what is not.

use crate::project::{Project, root};
use crate::schema::complaints;
use serde_json::Value;
use std::fs;
use std::path::Path;

/// Outputs in several notations, all wrong, and a few that nobody can put right.
const NOTE: &str = "\u{feff}# Sums\r\n\r\n```python\r\nprint(1 + 1)  # Output: 3\r\nfor word in 'ab':\r\n    print(word)\r\n# Output:\r\n# a\r\n\
                    # x\r\nprint('é')  # 'e'\r\nint('x')  # TypeError\r\n```\r\n\r\n```python\r\n>>> 2 + 2\r\n5\r\n>>> print('c\\nd')\r\nc\r\n```\r\n\r\n\
                    > ```python\r\n> print('q')\r\n> ```\r\n>\r\n> Output:\r\n>\r\n> ```text\r\n> p\r\n> ```\r\n\r\n\
                    ```python\r\nimport random\r\nprint(random.random())  # Output: 0.5\r\n```\r\n\r\n\
                    ```python\r\nraise ValueError\r\nprint(1)  # Output: 1\r\n```\r\n";

fn read(project: &Project, name: &str) -> String {
    String::from_utf8(fs::read(project.path().join(name)).expect("a file")).expect("UTF-8")
}

fn json(project: &Project, name: &str) -> Value {
    serde_json::from_str(&read(project, name)).expect("JSON")
}

fn write(project: &Project, name: &str, content: impl AsRef<[u8]>) {
    fs::write(project.path().join(name), content).expect("a file");
}

/// A project whose notes were checked: the JSON report, and a blob of it.
fn checked(note: &str) -> Project {
    let project = Project::new().file("notes/a.md", note);
    project.run(&["check", "--quiet", "--report", "json=report.json", "--report", "blob=blobs", "notes"]);
    project
}

#[test]
fn a_report_writes_what_a_fix_would_have_written() {
    for report in ["report.json", "blobs/blob-1-1.json", "blobs"] {
        let project = checked(NOTE);
        let fixed = Project::new().file("notes/a.md", NOTE);
        fixed.run(&["fix", "notes"]).expect(1);
        let done = project.run(&["apply", report]).expect(1);
        assert_eq!(read(&project, "notes/a.md"), read(&fixed, "notes/a.md"), "{}", done.describe());
        assert!(done.stdout().contains("fixed notes/a.md:4: `3` → `2`"), "{}", done.describe());
        assert!(done.stdout().contains("refused[unreached] notes/a.md:"), "{}", done.describe());
        assert!(done.stdout().contains("refused[volatile] notes/a.md:"), "{}", done.describe());
        // Nothing is done twice, and nothing in a document that has changed.
        let text = read(&project, "notes/a.md");
        let done = project.run(&["apply", report]).expect(1);
        assert!(done.stdout().contains("refused[changed] notes/a.md: "), "{}", done.describe());
        assert_eq!(read(&project, "notes/a.md"), text);
    }
}

#[test]
fn a_diff_shows_what_would_be_written() {
    let project = checked(NOTE);
    let done = project.run(&["apply", "--diff", "report.json"]).expect(1);
    assert!(done.stdout().contains("-print(1 + 1)  # Output: 3\r\n+print(1 + 1)  # Output: 2"), "{}", done.describe());
    assert_eq!(read(&project, "notes/a.md"), NOTE);
    project.run(&["apply", "--only", "notes/a.md:4", "report.json"]).expect(0);
    assert_eq!(read(&project, "notes/a.md"), NOTE.replace("# Output: 3", "# Output: 2"));
    let done = project.run(&["apply", "--only", "notes/a.md:1", "report.json"]).expect(2);
    assert!(done.stderr().contains("notes/a.md:1 has no claim"), "{}", done.describe());
}

#[test]
fn a_document_or_code_that_has_changed_is_left_alone() {
    let project = checked(NOTE);
    let edited = NOTE.replace("# Sums", "# Sums and more");
    write(&project, "notes/a.md", &edited);
    let done = project.run(&["apply", "report.json"]).expect(1);
    assert!(done.stdout().contains("refused[changed] notes/a.md: The document has changed"), "{}", done.describe());
    assert_eq!(read(&project, "notes/a.md"), edited);

    let including = "```{literalinclude} code.py\n```\n\n```python\nprint(1)  # Output: 2\n```\n";
    let project = Project::new().file(".git/HEAD", "").file("notes/a.md", including).file("notes/code.py", "x = 1\n");
    project.run(&["check", "--quiet", "--report", "json=report.json", "notes"]).expect(1);
    write(&project, "notes/code.py", "x = 2\n");
    project.run(&["apply", "report.json"]).expect(1);
    assert_eq!(read(&project, "notes/a.md"), including);
    write(&project, "notes/code.py", "x = 1\n");
    project.run(&["apply", "report.json"]).expect(0);
    assert_eq!(read(&project, "notes/a.md"), including.replace("Output: 2", "Output: 1"));
}

/// What somebody tries with the claim of a report.
type Attempt<'a> = (&'a str, &'a dyn Fn(&mut Value));

/// Reports may have been in other hands.
#[test]
fn a_report_that_was_changed_writes_nothing_else() {
    let note = "```python\nprint(1)  # Output: 2\n```\n";
    let attempts: [Attempt<'_>; 8] = [
        ("a text that was not printed", &|claim| claim["replacement"] = "3".into()),
        ("a second line", &|claim| claim["replacement"] = "1\nimport os".into()),
        ("a fence", &|claim| claim["replacement"] = "1\n```\n\n```python\nimport os\n```".into()),
        ("what hides", &|claim| claim["replacement"] = "1\u{202e}".into()),
        ("nothing", &|claim| claim["replacement"] = " ".into()),
        ("another line", &|claim| claim["line"] = 1.into()),
        ("another column", &|claim| claim["column"] = 1.into()),
        ("another text", &|claim| claim["expected"] = "print(1)".into()),
    ];
    for (what, change) in attempts {
        let project = checked(note);
        let mut report = json(&project, "report.json");
        change(&mut report["documents"][0]["claims"][0]);
        write(&project, "report.json", report.to_string());
        let done = project.run(&["apply", "report.json"]).expect(1);
        assert_eq!(read(&project, "notes/a.md"), note, "{what}\n{}", done.describe());
    }
    // Whoever makes the report may lie about what was printed, and that is told; all else still holds.
    let project = checked(note);
    let mut report = json(&project, "report.json");
    let claim = &mut report["documents"][0]["claims"][0];
    (claim["replacement"], claim["actual"], claim["edit"]) = ("3".into(), "3".into(), Value::Null);
    write(&project, "report.json", report.to_string());
    project.run(&["apply", "report.json"]).expect(0);
    assert_eq!(read(&project, "notes/a.md"), note.replace("Output: 2", "Output: 3"));
}

#[test]
#[cfg(unix)]
fn no_file_outside_of_the_tree_is_written() {
    let outside = Project::new().file("b.md", "```python\nprint(1)  # Output: 2\n```\n");
    let project = checked("```python\nprint(1)  # Output: 2\n```\n");
    std::os::unix::fs::symlink(outside.path().join("b.md"), project.path().join("notes/link.md")).expect("a link");
    let climbing = Path::new("..").join(outside.path().file_name().expect("a name")).join("b.md");
    let names =
        ["notes/link.md".to_owned(), outside.path().join("b.md").display().to_string(), climbing.display().to_string()];
    for name in names {
        let mut report = json(&project, "report.json");
        report["documents"][0]["path"] = name.clone().into();
        write(&project, "other.json", report.to_string());
        let done = project.run(&["apply", "other.json"]).expect(1);
        assert!(done.stdout().contains("refused[leaves-tree]"), "{name}\n{}", done.describe());
        assert!(read(&outside, "b.md").contains("Output: 2"), "{name}");
    }
}

#[test]
fn what_cannot_be_applied_is_an_error() {
    let project = checked("```python\nprint(1)  # Output: 2\n```\n").file("old.json", "").file("text.json", "{}");
    let mut report = json(&project, "report.json");
    report["documents"][0].as_object_mut().expect("a document").remove("digest");
    write(&project, "old.json", report.to_string());
    let done = project.run(&["apply", "old.json"]).expect(1);
    assert!(done.stdout().contains("(the report does not say which text it is about)"), "{}", done.describe());
    for file in ["text.json", "missing.json", "notes"] {
        project.run(&["apply", file]).expect(2);
    }
    fs::remove_file(project.path().join("notes/a.md")).expect("a document");
    let done = project.run(&["apply", "report.json"]).expect(2);
    assert!(done.stderr().contains("notes/a.md: cannot read it"), "{}", done.describe());
}

#[test]
fn what_fails_besides_claims_is_not_put_right() {
    let project = checked("```python\nprint(1)  # Output: 2\n```\n\n```python\nassert 1 == 2\n```\n");
    let done = project.run(&["apply", "report.json"]).expect(1);
    assert!(done.stdout().contains("1 claim fixed in 1 document"), "{}", done.describe());
    assert!(done.stderr().contains("note: 1 finding of the report still fails"), "{}", done.describe());

    let project = Project::new().file("a.md", "```python\nprint(1)  # Output: 2\n```\n");
    project.run(&["check", "--quiet", "--report", "json=report.json", "a.md", "gone.md"]).expect(2);
    let done = project.run(&["apply", "report.json"]).expect(2);
    assert!(done.stderr().contains("gone.md: cannot read it"), "{}", done.describe());
    assert!(read(&project, "a.md").contains("Output: 1"));
    let mut report = json(&project, "report.json");
    (report["errors"], report["summary"]["exit_status"]) = (Value::Array(Vec::new()), 143.into());
    write(&project, "report.json", report.to_string());
    let done = project.run(&["apply", "report.json"]).expect(2);
    assert!(done.stderr().contains("not all documents were checked: its check was interrupted"), "{}", done.describe());
}

#[test]
fn an_exception_is_written_with_the_message_that_it_has() {
    let note = "```python\nint('x')\n# TypeError: no\n```\n";
    for (replacement, status) in
        [("ValueError: other text", 1), ("ValueError: invalid literal for int() with base 10: 'x'", 0)]
    {
        let project = checked(note);
        let mut report = json(&project, "report.json");
        let claim = &mut report["documents"][0]["claims"][0];
        assert_eq!(claim["verdict"], "wrong", "{claim}");
        claim["replacement"] = replacement.into();
        write(&project, "report.json", report.to_string());
        let done = project.run(&["apply", "--only", "notes/a.md:3", "report.json"]).expect(status);
        assert_eq!(read(&project, "notes/a.md").contains(replacement), status == 0, "{}", done.describe());
    }
}

#[test]
fn whole_lines_of_the_report_are_those_of_a_fix() {
    let project = checked(NOTE);
    let report = json(&project, "report.json");
    let claims = report["documents"][0]["claims"].as_array().expect("claims");
    let mut lines: Vec<_> = NOTE.split("\r\n").map(str::to_owned).collect();
    let mut edits: Vec<_> = claims.iter().map(|claim| &claim["edit"]).filter(|edit| !edit.is_null()).collect();
    assert!(edits.len() >= 4, "{claims:?}");
    edits.sort_by_key(|edit| edit["line"].as_u64());
    for edit in edits.into_iter().rev() {
        let [first, last] =
            ["line", "end_line"].map(|key| usize::try_from(edit[key].as_u64().expect(key)).expect("a size"));
        lines.splice(first - 1..last, [edit["text"].as_str().expect("a text").to_owned()]);
    }
    project.run(&["apply", "report.json"]).expect(1);
    assert_eq!(lines.join("\r\n"), read(&project, "notes/a.md"));
    let refusals: Vec<_> = claims.iter().filter_map(|claim| claim["refusal"].as_str()).collect();
    let words = doctrue::fix::REFUSALS.map(|refusal| refusal.as_str());
    assert!(refusals.iter().all(|word| words.contains(word)), "{refusals:?}");
}

/// `text` as a block quote has it.
fn quoted(text: &str) -> String {
    text.lines().map(|line| if line.is_empty() { ">\n".to_owned() } else { format!("> {line}\n") }).collect()
}

/// `text`, each line behind so many spaces.
fn indented(spaces: usize, text: &str) -> String {
    text.lines().map(|line| if line.is_empty() { "\n".to_owned() } else { " ".repeat(spaces) + line + "\n" }).collect()
}

#[test]
fn what_stands_in_containers_is_written_as_a_fix_writes_it() {
    let details = |text: &str| format!("<details>\n<summary>More</summary>\n\n{text}\n</details>\n");
    let notations = [
        "```python\nprint(1 < 2)  # Output: False\nprint('a & <b>')  # Output: a & <c>\n```\n",
        "```python\nprint('x > y')\nprint('q & r')\n```\n\nOutput:\n\n```text\nx > z\nq & r\n```\n",
        "```pycon\n>>> '<a> & ' + 'b'\n'<a> & c'\n```\n",
    ];
    for text in notations {
        let containers = [
            details(text),
            quoted(text),
            quoted(&quoted(text)),
            quoted(&details(text)),
            details(&quoted(text)),
            quoted(&format!("[!NOTE]\n{text}")),
            format!("1. One\n\n{}", indented(3, text)),
            format!("- One\n\n{}", indented(2, &quoted(text))),
            format!("!!! note\n\n{}", indented(4, text)),
            quoted(text).replace('\n', "\r\n"),
        ];
        let of_all = |number: usize| format!("notes/{number}.md");
        let project = || {
            let all = containers.iter().enumerate();
            all.fold(Project::new(), |project, (number, text)| project.file(&of_all(number), text))
        };
        let (applied, fixed) = (project(), project());
        applied.run(&["check", "--quiet", "--report", "json=report.json", "notes"]).expect(1);
        applied.run(&["apply", "report.json"]).expect(0);
        fixed.run(&["fix", "notes"]).expect(0);
        for (number, text) in containers.iter().enumerate() {
            let [new, other] = [&applied, &fixed].map(|project| read(project, &of_all(number)));
            assert!(new == other && new != *text, "{text}\n{new}\n{other}");
        }
        applied.run(&["check", "notes"]).expect(0);
    }
}

#[test]
fn code_with_escapes_is_left_to_a_fix() {
    let note = "# A\n\n<details>\n<pre><code class=\"language-python\">print(1 &lt; 2)  # Output: False\n</code></pre>\n</details>\n\n\
                ```python\nprint(1 + 1)  # Output: 3\n```\n";
    let project = checked(note);
    let done = project.run(&["apply", "report.json"]).expect(1);
    let told = "refused[escapes] notes/a.md:4: The report does not contain the original text";
    assert!(done.stdout().contains(told), "{}", done.describe());
    assert_eq!(read(&project, "notes/a.md"), note.replace("Output: 3", "Output: 2"));
}

#[test]
fn suggestions_satisfy_the_schema_of_reviewdog_and_hold_whole_lines() {
    let project = checked(NOTE);
    project.run(&["merge", "--report", "rdjson=rd.json", "blobs"]).expect(1);
    let value = json(&project, "rd.json");
    let all = value["diagnostics"].as_array().expect("diagnostics");
    let first = &all[0];
    assert_eq!(first["suggestions"][0]["text"], "print(1 + 1)  # Output: 2");
    assert_eq!(first["suggestions"][0]["range"]["start"]["line"], 4);
    // What reviewdog publishes of the format, closed: only what is named there is written.
    if let Some(told) = complaints("../../tests/it/rdjson.schema.json", &[value]) {
        assert!(told[0].is_empty(), "{told:#?}");
    }
    if let Some(told) = complaints("report.schema.json", &[json(&project, "report.json")]) {
        assert!(told[0].is_empty(), "{told:#?}");
    }
}

/// Reports that earlier versions have written can be read, whatever comes later.
#[test]
fn reports_of_earlier_versions_are_read() {
    let folder = root().join("tests/stored");
    let mut seen = 0;
    for entry in fs::read_dir(folder).expect("the folder").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let project = Project::new().file("notes/a.md", NOTE).file(&name, fs::read(entry.path()).expect("a report"));
        let done = project.run(&["diff", &name, &name]).expect(0);
        assert!(done.stdout().contains("0 broken"), "{name}\n{}", done.describe());
        project.run(&["apply", "--only", "notes/a.md:4", &name]).expect(0);
        assert!(read(&project, "notes/a.md").contains("Output: 2"), "{name}");
        if name.starts_with("blob-") {
            project.run(&["merge", &name, "--report", "html=page.html"]).expect(1);
            assert!(read(&project, "page.html").contains("Sums"), "{name}");
        }
        seen += 1;
    }
    let versions = doctrue::report::blob::VERSION + doctrue::report::SCHEMA;
    assert!(seen >= versions, "a report of each version: {seen} of {versions}");
}

/// The commands of the page are commands, and the first ones do what is told.
#[test]
fn the_commands_of_the_page_are_right() {
    let page = fs::read_to_string(root().join("notes/manual/apply.md")).expect("the page");
    let commands: Vec<_> = page.lines().filter_map(|line| line.strip_prefix("$ doctrue ")).collect();
    assert!(commands.len() >= 5, "{commands:?}");
    for command in commands {
        let words = ["doctrue"].into_iter().chain(command.split_whitespace());
        doctrue::cli::command().try_get_matches_from(words).unwrap_or_else(|error| panic!("{command}\n{error}"));
    }
    let part =
        |mark: &str| page.split(mark).nth(1).and_then(|rest| rest.split("\n```").next()).expect("a block").to_owned();
    let note = page.split("\n````markdown\n").nth(1).and_then(|rest| rest.split("\n````").next()).expect("a document");
    let project = Project::new().file("notes/sums.md", note.to_owned() + "\n");
    let mut told = String::new();
    for line in part("\n```console\n").lines() {
        match line.strip_prefix("$ doctrue ") {
            Some(command) => {
                told = project.run(&command.split_whitespace().collect::<Vec<_>>()).stdout().to_owned();
            }
            None => assert!(told.contains(line), "{line}\n{told}"),
        }
    }
}
