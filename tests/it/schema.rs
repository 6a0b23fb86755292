//! JSON documents held against the schemas in `notes/manual`, by check-jsonschema.

use crate::project::{Project, root};
use crate::tool::{output_of, text};
use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// For each of `documents` what the schema says against it, if anything; none if the checker is not installed.
pub(crate) fn complaints(schema: &str, documents: &[Value]) -> Option<Vec<Vec<String>>> {
    let mut project = Project::new();
    for (index, document) in documents.iter().enumerate() {
        project = project.file(&format!("{index}.json"), document.to_string());
    }
    let mut checker = Command::new("check-jsonschema");
    checker.args(["--output-format", "json", "--schemafile"]).arg(root().join("notes/manual").join(schema));
    checker.args((0..documents.len()).map(|index| format!("{index}.json"))).current_dir(project.path());
    let output = output_of(&mut checker, b"")?;
    let told: Value =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}\n{}", text(&output)));
    assert!(told["parse_errors"].as_array().is_none_or(Vec::is_empty), "{told}");
    let errors = told["errors"].as_array().cloned().unwrap_or_default();
    assert_eq!(output.status.success(), errors.is_empty(), "{}", text(&output));
    let of = |index: usize| {
        let name = format!("{index}.json");
        let own = |error: &&Value| error["filename"].as_str().is_some_and(|path| Path::new(path).ends_with(&name));
        errors.iter().filter(own).map(Value::to_string).collect()
    };
    Some((0..documents.len()).map(of).collect())
}
