//! Values of the file, each with its place: what a key wants, or a problem that says what to write.

use std::str::FromStr;
use std::time::Duration;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::problem::ConfigProblem;
use crate::directive::{Scalar, Takes};
use crate::settings;

/// A value and its place.
pub(super) type Value<'a> = Spanned<DeValue<'a>>;

/// What a person would call a value.
fn kind(value: &Value<'_>) -> &'static str {
    match value.get_ref() {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

fn wrong(value: &Value<'_>, wanted: &str) -> ConfigProblem {
    ConfigProblem::new(value.span(), format!("write {wanted}, not {}", kind(value)))
}

pub(super) fn flag(value: &Value<'_>) -> Result<bool, ConfigProblem> {
    value.get_ref().as_bool().ok_or_else(|| wrong(value, "true or false"))
}

pub(super) fn text<'v>(value: &'v Value<'_>) -> Result<&'v str, ConfigProblem> {
    value.get_ref().as_str().ok_or_else(|| wrong(value, "a string in quotes"))
}

pub(super) fn table<'v, 'a>(value: &'v Value<'a>) -> Result<&'v DeTable<'a>, ConfigProblem> {
    value.get_ref().as_table().ok_or_else(|| wrong(value, "a table"))
}

pub(super) fn list<'v, 'a>(value: &'v Value<'a>) -> Result<&'v [Value<'a>], ConfigProblem> {
    value.get_ref().as_array().map(|array| &**array).ok_or_else(|| wrong(value, "a list"))
}

pub(super) fn texts(value: &Value<'_>) -> Result<Vec<String>, ConfigProblem> {
    let all = value.get_ref().as_array().ok_or_else(|| wrong(value, "a list of strings"))?;
    all.iter().map(|one| text(one).map(str::to_owned)).collect()
}

/// One of a few words.
pub(super) fn word<T: FromStr<Err = String>>(value: &Value<'_>) -> Result<T, ConfigProblem> {
    text(value)?.parse().map_err(|reason: String| ConfigProblem::new(value.span(), reason))
}

/// A time: a text with a unit, or a number of seconds.
pub(super) fn duration(value: &Value<'_>) -> Result<Duration, ConfigProblem> {
    settings::duration(&time(value)?).map_err(|reason| ConfigProblem::new(value.span(), reason))
}

fn time(value: &Value<'_>) -> Result<String, ConfigProblem> {
    match value.get_ref() {
        DeValue::String(text) => Ok(text.to_string()),
        DeValue::Integer(number) if number.radix() == 10 => Ok(number.as_str().to_owned()),
        DeValue::Float(number) => Ok(number.as_str().to_owned()),
        DeValue::Integer(_) | DeValue::Boolean(_) | DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => {
            Err(wrong(value, "a time like \"30s\""))
        }
    }
}

/// The value of the directive `word`, which takes what `takes` says.
pub(super) fn scalar(word: &str, takes: Takes, value: &Value<'_>) -> Result<Scalar, ConfigProblem> {
    let is_flag = value.get_ref().is_bool();
    match (word, takes) {
        ("dependencies", _) if value.get_ref().is_array() => texts(value).map(Scalar::List),
        ("timeout", _) => time(value).map(Scalar::Text),
        (_, Takes::Nothing) => flag(value).map(Scalar::Flag),
        (_, Takes::Optional) if is_flag => flag(value).map(Scalar::Flag),
        (_, Takes::Optional) => value
            .get_ref()
            .as_str()
            .map(|text| Scalar::Text(text.to_owned()))
            .ok_or_else(|| wrong(value, "a string in quotes, true or false")),
        (_, Takes::Value) => text(value).map(|text| Scalar::Text(text.to_owned())),
    }
}
