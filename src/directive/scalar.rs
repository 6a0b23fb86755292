//! Values of a table of the configuration, and the directives that they stand for.

use super::grammar::Item;

/// A value of a table of the configuration.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(untagged)]
pub enum Scalar {
    /// The word alone; false is as if it were not said.
    Flag(bool),
    /// A whole number.
    Whole(i64),
    /// Any other number.
    Number(f64),
    /// A text.
    Text(String),
    /// A list of texts.
    List(Vec<String>),
    /// Names with their texts.
    Map(std::collections::BTreeMap<String, String>),
}

impl Scalar {
    /// The items that `key` with this value stands for.
    #[must_use]
    pub fn items(self, key: &str) -> Vec<Item> {
        let item = |key: &str, value: Option<String>| Item { key: key.to_owned(), value, range: 0..0 };
        match self {
            Self::Flag(false) => Vec::new(),
            Self::Flag(true) => vec![item(key, None)],
            Self::Whole(number) => vec![item(key, Some(number.to_string()))],
            Self::Number(number) => vec![item(key, Some(number.to_string()))],
            Self::Text(text) => vec![item(key, Some(text))],
            Self::List(list) => vec![item(key, Some(list.join("\n")))],
            Self::Map(map) => {
                map.into_iter().map(|(name, value)| item(&format!("{key}.{name}"), Some(value))).collect()
            }
        }
    }
}
