//! Directives for a whole document, under `doctrue` in its front matter: a text in the grammar of directives, or a mapping
//! of the same words.

use super::grammar::{Item, items};
use super::problem::report;
use super::{DirectiveProblem, DirectiveScope, Directives, TABLE, ignore};
use crate::document::Document;
use crate::finding::Finding;
use crate::source;
use serde_json::Value;
use std::collections::BTreeMap;

/// Takes over what the front matter of `document` says.
pub(super) fn read(document: &Document, directives: &mut Directives, findings: &mut Vec<Finding>) {
    let Some(span) = document.front_matter else { return };
    let text = document.source.slice(span);
    let is_toml = text.starts_with("+++");
    let Some((offset, fragment)) = fragment(text, is_toml) else { return };
    let line = document.source.line(span.start) + offset;
    let mut problems = Vec::new();
    match value(&fragment, is_toml) {
        Ok(Value::String(text)) => said(&items(&text), directives, &mut problems),
        Ok(Value::Object(mapping)) => {
            for (key, value) in mapping {
                match items_of(&key, &value) {
                    Ok(found) => said(&found, directives, &mut problems),
                    Err(reason) => problems.push(DirectiveProblem::Invalid(reason)),
                }
            }
        }
        Ok(Value::Null) => {}
        Ok(_) => problems.push(DirectiveProblem::Invalid(
            "`doctrue` in the front matter takes directives, like `skip: true`".into(),
        )),
        Err(reason) => {
            problems.push(DirectiveProblem::Invalid(format!("`doctrue` in the front matter cannot be read: {reason}")));
        }
    }
    report(problems, line, findings);
}

/// Takes over `found`, but for words that are about one block.
fn said(found: &[Item], directives: &mut Directives, problems: &mut Vec<DirectiveProblem>) {
    let is_of_block = |item: &&Item| {
        TABLE.iter().any(|row| row.word == item.key && row.scope == DirectiveScope::Block)
            || ignore::is_ignore(&item.key)
    };
    for item in found.iter().filter(is_of_block) {
        let message = format!("`{}` applies to a single block: put it in a comment before the fence", item.key);
        problems.push(DirectiveProblem::Invalid(message));
    }
    let others: Vec<_> = found.iter().filter(|item| !is_of_block(item)).cloned().collect();
    problems.extend(directives.take(&others, |_| None));
}

/// The part of the front matter that is ours, and the number of lines before it. All else is none of our business, and
/// is never parsed.
fn fragment(text: &str, is_toml: bool) -> Option<(usize, String)> {
    let is_ours = |line: &str| match is_toml {
        true => line.starts_with("[doctrue]") || line.split('=').next().is_some_and(is_our_key),
        false => line.split_once(':').is_some_and(|(key, _)| is_our_key(key)) && !line.starts_with(' '),
    };
    let lines: Vec<_> = source::lines(text).collect();
    let start = lines.iter().position(|line| is_ours(line))?;
    let goes_on = |line: &&&str| match is_toml {
        true => !line.starts_with("+++") && (!line.starts_with('[') || line.starts_with("[doctrue.")),
        false => line.is_empty() || line.starts_with([' ', '\t', '-', '#']) && !line.starts_with("---"),
    };
    let end = start + 1 + lines[start + 1..].iter().take_while(goes_on).count();
    Some((start, lines[start..end].join("\n") + "\n"))
}

/// Whether `key`, as it is written, is `doctrue` or a dotted key below it.
fn is_our_key(key: &str) -> bool {
    let key = key.trim();
    let key = key.trim_matches(['"', '\'']);
    key == "doctrue" || key.starts_with("doctrue.")
}

/// What stands under `doctrue`.
fn value(fragment: &str, is_toml: bool) -> Result<Value, String> {
    let first_line = |text: &str| text.lines().next().unwrap_or_default().to_owned();
    let mut mapping: BTreeMap<String, Value> = if is_toml {
        toml::from_str(fragment).map_err(|error| first_line(error.message()))?
    } else {
        serde_saphyr::from_str(fragment).map_err(|error| first_line(&error.to_string()))?
    };
    Ok(mapping.remove("doctrue").unwrap_or(Value::Null))
}

/// The items that `key` with `value` stands for.
fn items_of(key: &str, value: &Value) -> Result<Vec<Item>, String> {
    let item = |key: &str, value: Option<String>| Item { key: key.to_owned(), value, range: 0..0 };
    let unfit = || format!("`{key}`: write a text, a number, true or false");
    Ok(match value {
        Value::Bool(false) => Vec::new(),
        // A key without a value is the word alone.
        Value::Bool(true) | Value::Null => vec![item(key, None)],
        Value::Number(_) | Value::String(_) => vec![item(key, text(value))],
        Value::Array(list) if key == "skip-if" => {
            list.iter().map(|one| Ok(item(key, Some(text(one).ok_or_else(unfit)?)))).collect::<Result<_, String>>()?
        }
        Value::Array(list) => {
            let texts: Option<Vec<_>> = list.iter().map(text).collect();
            vec![item(key, Some(texts.ok_or_else(unfit)?.join("\n")))]
        }
        Value::Object(map) => {
            let pair = |(name, value): (&String, &Value)| {
                Ok(item(&format!("{key}.{name}"), Some(text(value).ok_or_else(unfit)?)))
            };
            map.iter().map(pair).collect::<Result<_, String>>()?
        }
    })
}

/// A value as a text, if it is a single one.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
