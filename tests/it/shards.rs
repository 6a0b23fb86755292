//! Documents shared out over machines, and their reports put together: what one machine would have said, or an error.

use crate::project::{Project, command, root};
use crate::recipes::recipes_of;
use crate::report::EVERYTHING;
use crate::schema::complaints;
use doctrue::report::form::{FORMS, Form};
use regex::Regex;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Many documents in which all kinds of things happen.
fn project() -> Project {
    let mut project = Project::new().file("notes/everything.md", EVERYTHING);
    for number in 0..12 {
        let text = format!(
            "# {number}\n\n```python\nprint({number})  # Output: 3\n```\n\n<!-- doctrue: skip reason=\"no\" -->\n```python\n1/0\n```\n\n\
             ```python\nx = 1\nprint(x)  # Output: 7  # doctrue: ignore[wrong]: known\n```\n"
        );
        project = project.file(&format!("notes/{number}.md"), text);
    }
    project.file("notes/empty.md", "nothing\n")
}

/// `--report FORM=FOLDER/FORM` for each form.
fn reports(folder: &str) -> Vec<String> {
    let of = |form: &Form| ["--report".to_owned(), format!("{form}={folder}/{form}", form = form.as_str())];
    FORMS.iter().flat_map(of).collect()
}

fn run(project: &Project, args: &[&str], more: &[String]) -> i32 {
    let all: Vec<_> = args.iter().copied().chain(more.iter().map(String::as_str)).collect();
    project.run(&all).status().expect("a status")
}

/// Checks every one of `count` shards of `what`.
fn check_shards(project: &Project, count: usize, what: &[&str]) {
    for index in 1..=count {
        let shard = format!("{index}/{count}");
        let args = [&["check", "--quiet", "--shard", &shard, "--report", "blob=blobs"], what].concat();
        assert!(project.run(&args).status().is_some_and(|status| status <= 2), "{shard}");
    }
}

/// The text of a form without times and chance. In a page the slowest examples are in the order of their times.
fn timeless(folder: &Path, form: Form) -> String {
    let text = fs::read_to_string(folder.join(form.as_str())).expect("a report");
    let times = Regex::new(
        r#"( time(stamp)?="[^"]*")|("(started|startTimeUtc|endTimeUtc)": ?"[^"]*")|("duration_ms": ?\d+)|( in [0-9.]+ s)|(?s:<details[^>]*class="slowest".*?</details>)|(<time[^>]*>[^<]*</time>)|(\d+(\.\d+)? m?s\b)|(0\.\d{6,})"#,
    );
    times.expect("a pattern").replace_all(&text, "TIME").into_owned()
}

#[test]
fn shards_put_together_are_what_one_machine_says_in_every_form() {
    let project = project();
    let what = ["notes", "missing.md", "--strict"];
    let args = [&["check", "--quiet"][..], &what].concat();
    let status = run(&project, &args, &reports("one"));
    for count in [1, 3, 20] {
        let _ = fs::remove_dir_all(project.path().join("blobs"));
        check_shards(&project, count, &what);
        assert_eq!(run(&project, &["merge", "--quiet", "blobs"], &reports("all")), status);
        for form in FORMS.into_iter().filter(|form| *form != Form::Html) {
            let [all, one] = ["all", "one"].map(|folder| timeless(&project.path().join(folder), form));
            let differing = all.lines().zip(one.lines()).find(|(all, one)| all != one);
            assert!(all == one, "{form:?} of {count} shards: {differing:?}");
        }
    }
}

#[test]
fn a_document_that_is_gone_from_the_baseline_is_told_once() {
    let project = project().file("gone.md", "```python\nprint(1)  # Output: 2\n```\n");
    project.run(&["check", "--write-baseline", "."]).expect(0);
    fs::remove_file(project.path().join("gone.md")).expect("the document");
    let one = project.run(&["check", "--format", "concise", "."]).expect(1);
    check_shards(&project, 4, &["."]);
    let all = project.run(&["merge", "--format", "concise", "blobs"]).expect(1);
    let problems = |text: &str| text.lines().filter(|line| line.contains("baseline-unused")).count();
    assert_eq!((problems(one.stdout()), problems(all.stdout())), (1, 1), "{}", all.describe());
}

#[test]
fn a_shard_that_is_lost_or_of_another_check_is_an_error_with_its_name() {
    let project = project();
    check_shards(&project, 3, &["notes"]);
    let blob = |index: usize| project.path().join(format!("blobs/blob-{index}-3.json"));
    let second = fs::read(blob(2)).expect("a blob");
    let told = || project.run(&["merge", "blobs"]).expect(2).stderr().to_owned();

    fs::remove_file(blob(2)).expect("a blob");
    assert!(told().contains("shard 2/3 is missing: there is no blob-2-3.json"), "{}", told());
    fs::write(blob(2), &second[..second.len() / 2]).expect("a blob");
    assert!(told().contains("cannot read blobs/blob-2-3.json"), "{}", told());
    fs::write(blob(2), &second).expect("a blob");
    fs::write(project.path().join("blobs/blob-copy.json"), &second).expect("a blob");
    assert!(
        told().contains("shard 2/3 is duplicated: keep one of blobs/blob-2-3.json, blobs/blob-copy.json"),
        "{}",
        told()
    );
    fs::remove_file(project.path().join("blobs/blob-copy.json")).expect("a blob");
    project.run(&["merge", "blobs"]).expect(1);

    project.run(&["check", "--quiet", "--timeout", "9s", "--shard", "2/3", "--report", "blob=blobs", "notes"]);
    assert!(told().contains("blobs/blob-2-3.json: shard 2/3 belongs to another check (--timeout: 9s"), "{}", told());
    fs::write(project.path().join("notes/new.md"), "new\n").expect("a document");
    project.run(&["check", "--quiet", "--shard", "2/3", "--report", "blob=blobs", "notes"]);
    assert!(told().contains("shard 2/3 belongs to another check (its documents differ)"), "{}", told());
}

#[test]
fn a_shard_without_documents_fails_nothing_and_the_whole_is_held_to_what_is_asked_of_it() {
    let project = Project::new().file("a.md", "```python\nprint(1)  # Output: 1\nprint(1)  # Output: 2\n```\n");
    let what = ["--fail-on-empty", "--min-confirmed", "90%", "a.md"];
    let statuses: Vec<_> = (1..=4)
        .map(|index| {
            let shard = format!("{index}/4");
            let args = [&["check", "--shard", &shard, "--exit-zero", "--report", "blob=blobs"][..], &what].concat();
            project.run(&args).status().expect("a status")
        })
        .collect();
    assert_eq!(statuses, [0; 4]);
    let done = project.run(&["merge", "blobs"]).expect(1);
    assert!(
        done.stderr().contains("1 of 2 claims are confirmed, but --min-confirmed requires 90%"),
        "{}",
        done.describe()
    );
    project.run(&["merge", "--min-confirmed", "50%", "--exit-zero", "blobs"]).expect(0);
    project.run(&["check", "--min-confirmed", "50%", "-A", "wrong", "a.md"]).expect(0);
    project.run(&["check", "--min-confirmed", "50.01%", "-A", "wrong", "a.md"]).expect(1);
}

#[test]
fn documents_are_shared_out_by_what_they_took_if_that_is_known() {
    let project = project().file("times.json", r#"{"notes/1.md": 9000, "notes/2.md": 10, "notes/3.md": 20}"#);
    let files = |more: &[&str]| {
        let args = [&["check", "--show-files", "notes"], more].concat();
        project.run(&args).expect(0).stdout().to_owned()
    };
    let times = ["--shard-durations", "times.json"];
    assert_eq!(files(&[&["--shard", "1/2"][..], &times].concat()), "notes/1.md\n");
    assert_eq!(files(&[&["--shard", "2/2"][..], &times].concat()).lines().count(), 13);
    let by_name: usize = ["1/2", "2/2"].map(|shard| files(&["--shard", shard]).lines().count()).iter().sum();
    assert_eq!(by_name, 14);
    // An earlier report will do, in any form that is read back.
    project.run(&["check", "--quiet", "--report", "json=report.json", "--report", "blob=before", "notes"]);
    for file in ["report.json", "before/blob-1-1.json"] {
        files(&["--shard", "1/2", "--shard-durations", file]);
    }
    let done = project.run(&["check", "--shard", "1/2", "--shard-durations", "notes/1.md", "notes"]).expect(2);
    assert!(
        done.stderr().contains("--shard-durations notes/1.md: it is not a report of doctrue"),
        "{}",
        done.describe()
    );

    check_shards(&project, 2, &[&times[..], &["notes"]].concat());
    project.run(&["merge", "blobs"]).expect(1);
    project.run(&["check", "--quiet", "--shard", "1/2", "--report", "blob=blobs", "notes"]);
    let done = project.run(&["merge", "blobs"]).expect(2);
    assert!(done.stderr().contains("belongs to another check (durations: "), "{}", done.describe());
}

#[test]
fn what_makes_no_sense_in_a_shard_is_a_mistake() {
    let project = Project::new().file("a.md", "text\n");
    for args in [
        &["--shard", "0/3"][..],
        &["--shard", "4/3"],
        &["--shard", "2"],
        &["--shard", "1/2", "--fix"],
        &["--shard", "1/2", "--write-baseline"],
        &["--shard-durations", "x"],
    ] {
        project.run(&[&["check", "a.md"], args].concat()).expect(2);
    }
    let done = project.run(&["merge", "."]).expect(2);
    assert!(done.stderr().contains("contains no blob-I-N.json; `doctrue check --shard 1/4"), "{}", done.describe());
    let text = project.run(&["check", "--report", "json=a.json", "a.md"]).expect(0);
    drop(text);
    let done = project.run(&["merge", "a.json"]).expect(2);
    assert!(done.stderr().contains("a.json is a JSON report, not a blob"), "{}", done.describe());
}

#[test]
fn blobs_in_folders_of_their_own_are_found_and_can_be_one_blob() {
    let project = project();
    check_shards(&project, 2, &["notes"]);
    for index in 1..=2 {
        let folder = project.path().join(format!("artifacts/shard-{index}"));
        fs::create_dir_all(&folder).expect("a folder");
        let name = format!("blob-{index}-2.json");
        fs::rename(project.path().join("blobs").join(&name), folder.join(&name)).expect("a blob");
    }
    project.run(&["merge", "artifacts", "--report", "blob=whole", "--report", "json=a.json"]).expect(1);
    project.run(&["merge", "whole", "--report", "json=b.json"]).expect(1);
    let json = |name: &str| -> Value {
        serde_json::from_slice(&fs::read(project.path().join(name)).expect("a report")).expect("JSON")
    };
    assert_eq!(json("a.json"), json("b.json"));
}

#[test]
fn a_blob_satisfies_its_schema_and_holds_a_report_that_satisfies_its_own() {
    let project = project();
    check_shards(&project, 1, &["notes", "missing.md"]);
    let text = fs::read(project.path().join("blobs/blob-1-1.json")).expect("a blob");
    let blob: Value = serde_json::from_slice(&text).expect("JSON");
    let report = blob["report"].clone();
    let mut other = blob.clone();
    other["origin"]["surprise"] = 1.into();
    let Some(told) = complaints("blob.schema.json", &[blob, other]) else { return };
    assert!(told[0].is_empty() && !told[1].is_empty(), "{told:#?}");
    assert_eq!(complaints("report.schema.json", &[report]), Some(vec![Vec::new()]));
}

/// The commands of the page are commands, and the first ones do what is told.
#[test]
fn the_commands_of_the_page_are_right() {
    let page = fs::read_to_string(root().join("notes/manual/merge.md")).expect("the page");
    let commands: Vec<_> = page.lines().filter_map(|line| line.strip_prefix("$ ")).collect();
    assert!(commands.len() >= 6, "{commands:?}");
    for command in commands.iter().filter(|command| command.starts_with("doctrue ")) {
        let parsed = doctrue::cli::command().try_get_matches_from(command.split_whitespace());
        parsed.unwrap_or_else(|error| panic!("{command}\n{error}"));
    }
    let project = project();
    let shown = page.split("\n```console\n").skip(1).map(|rest| rest.split("\n```").next().expect("an end"));
    for block in shown.filter(|block| !block.contains("last.json") && !block.contains("sbatch")) {
        for shown in block.split("$ ").skip(1) {
            let (line, expected) = shown.split_once('\n').unwrap_or((shown, ""));
            let output = shell(&project, line).output().expect("a shell");
            let told = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
            assert!(told.contains(expected.trim_end()), "{line}\n{told}");
        }
    }
    assert!(project.path().join("report.html").is_file());
}

/// `line` in a shell that finds the binary, in the folder of `project`.
fn shell(project: &Project, line: &str) -> Command {
    let binary = Path::new(env!("CARGO_BIN_EXE_doctrue")).parent().expect("a folder").display().to_string();
    // The same variables as for the binary.
    let mut shell = command(project.path());
    let path = shell.get_envs().find(|(name, _)| *name == "PATH").and_then(|(_, path)| path).map(PathBuf::from);
    let path = format!("{binary}:{}", path.unwrap_or_default().display());
    let removed: Vec<_> =
        shell.get_envs().map(|(name, value)| (name.to_owned(), value.map(ToOwned::to_owned))).collect();
    shell = Command::new("sh");
    for (name, value) in removed {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    shell.args(["-ec", line]).current_dir(project.path()).env("PATH", path);
    shell
}

/// The commands of a job that call the tool, and the variables that they get.
fn script(job: &Value) -> Vec<String> {
    let steps = job["steps"].as_array().or_else(|| job["script"].as_array()).expect("steps");
    let lines = steps.iter().filter_map(|step| step.as_str().or_else(|| step["run"].as_str()));
    lines.filter(|line| line.starts_with("doctrue ")).map(str::to_owned).collect()
}

/// Runs the recipe at `path` as a runner does: each shard, and then what puts them together.
fn run_recipe(
    path: &str,
    jobs: impl Fn(&Value) -> (Value, Value),
    variables: impl Fn(usize) -> Vec<(&'static str, String)>,
) {
    let recipes = recipes_of("notes/manual/merge.md");
    let (_, recipe) = recipes.iter().find(|(own, _)| own.ends_with(path)).expect("a recipe");
    let recipe: Value = serde_saphyr::from_str(recipe).expect("YAML");
    let (shard, merge) = jobs(&recipe);
    let project = project();
    for index in 1..=4 {
        for line in script(&shard) {
            let status = shell(&project, &line).envs(variables(index)).status().expect("a shell");
            assert!(status.success(), "{line}");
        }
    }
    let blobs = project.path().join("blobs");
    assert_eq!(fs::read_dir(&blobs).expect("blobs").count(), 4, "{path}");
    let merging = script(&merge);
    let output = shell(&project, &merging[0]).output().expect("a shell");
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    fs::remove_file(blobs.join("blob-3-4.json")).expect("a blob");
    let output = shell(&project, &merging[0]).output().expect("a shell");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("shard 3/4 is missing"));
}

#[test]
fn the_recipe_for_github_does_what_it_says() {
    let jobs = |recipe: &Value| (recipe["jobs"]["shard"].clone(), recipe["jobs"]["merge"].clone());
    run_recipe("notes.yml", jobs, |index| vec![("SHARD", index.to_string())]);
}

#[test]
fn the_recipe_for_gitlab_does_what_it_says() {
    let jobs = |recipe: &Value| {
        assert_eq!(recipe["shard"]["parallel"], 4);
        (recipe["shard"].clone(), recipe["merge"].clone())
    };
    run_recipe(".gitlab-ci.yml", jobs, |index| {
        vec![("CI_NODE_INDEX", index.to_string()), ("CI_NODE_TOTAL", "4".to_owned())]
    });
}

/// The pods of the manifest count from 0.
#[test]
fn the_manifest_for_kubernetes_has_a_shard_for_each_index() {
    let recipes = recipes_of("notes/manual/merge.md");
    let (_, recipe) = recipes.iter().find(|(path, _)| path == "notes-job.yaml").expect("a manifest");
    let job: Value = serde_saphyr::from_str(recipe).expect("YAML");
    let container = &job["spec"]["template"]["spec"]["containers"][0];
    let project = project();
    let line = container["args"][0].as_str().expect("a script").replace("/blobs", "blobs");
    let count = job["spec"]["completions"].as_u64().expect("a number");
    for index in 0..count {
        let status = shell(&project, &line).env("JOB_COMPLETION_INDEX", index.to_string()).status().expect("a shell");
        assert!(status.success(), "{index}");
    }
    project.run(&["merge", "blobs"]).expect(1);
}
