//! The recipes in `notes/manual/ci.md` and other pages: the programs that will read them find nothing wrong.

use crate::project::{Project, root};
use crate::tool::success_of;
use std::fs;
use std::process::Command;

/// The files that the pages show, with their content; the first line of each is its path.
fn recipes() -> Vec<(String, String)> {
    ["notes/manual/cache.md", "notes/manual/ci.md", "notes/manual/merge.md"].into_iter().flat_map(recipes_of).collect()
}

/// The same of one page.
pub(crate) fn recipes_of(page: &str) -> Vec<(String, String)> {
    let page = fs::read_to_string(root().join(page)).expect(page);
    let blocks = page.split("\n```yaml\n").skip(1).map(|rest| rest.split("\n```\n").next().expect("an end").to_owned());
    blocks
        .map(|block| {
            let path = block.lines().next().and_then(|line| line.strip_prefix("# ")).expect("a path").to_owned();
            (path, block + "\n")
        })
        .collect()
}

#[test]
fn recipes_are_valid() {
    let recipes = recipes();
    assert!(recipes.len() >= 9, "{recipes:?}");
    for (path, content) in recipes {
        let project = Project::new().file(&path, content);
        let file = project.path().join(&path);
        let schema = match path.as_str() {
            ".pre-commit-config.yaml" => {
                for manager in ["pre-commit", "prek"] {
                    success_of(Command::new(manager).arg("validate-config").arg(&file));
                }
                continue;
            }
            "notes-job.yaml" => {
                success_of(
                    Command::new("kubernetes-validate").args(["--strict", "--kubernetes-version", "1.36"]).arg(&file),
                );
                continue;
            }
            ".gitlab-ci.yml" => "vendor.gitlab-ci",
            _ => {
                success_of(Command::new("actionlint").arg(&file));
                "vendor.github-workflows"
            }
        };
        success_of(Command::new("check-jsonschema").args(["--builtin-schema", schema]).arg(&file));
    }
}

/// What runs the code of a fork gets no rights and no secrets.
#[test]
fn the_recipe_for_forks_gives_them_nothing() {
    let page = fs::read_to_string(root().join("notes/manual/ci.md")).expect("notes/manual/ci.md");
    let section = page.split_once("## Pull requests from forks").expect("the section").1;
    let recipe = section.split("\n```").nth(1).expect("a recipe");
    let recipe: serde_json::Value = serde_saphyr::from_str(recipe.trim_start_matches("yaml\n")).expect("YAML");
    assert_eq!(recipe["on"], serde_json::json!({ "pull_request": null }));
    assert_eq!(recipe["permissions"], serde_json::json!({ "contents": "read" }));
    let text = recipe.to_string();
    assert!(!text.contains("secrets") && !text.contains("target") && text.contains(r#""sandbox":"strict""#), "{text}");
    assert!(text.contains(r#""persist-credentials":false"#), "{text}");
}
