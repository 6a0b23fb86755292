//! Which part of what there is a check was to look at, so that whoever reads its report can tell a part from the whole.

use serde::{Deserialize, Serialize};

use crate::settings::shard::Shard;

/// What was asked for, by the names of options; by default everything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Selected {
    /// One of several parts of the documents, of which others see to the rest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shard: Option<Shard>,
    /// What changed since this revision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// What the next commit changes.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub staged: bool,
    /// What failed in the check before.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub failed: bool,
    /// Blocks with one of these texts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub keyword: Vec<String>,
    /// Lines, with their documents.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<String>,
}

impl Selected {
    /// Whether it is everything.
    #[must_use]
    pub fn is_all(&self) -> bool {
        *self == Self::default()
    }

    /// What it is, for people; none if it is everything.
    #[must_use]
    pub fn told(&self) -> Option<String> {
        // All fields by name: a new one must have its say here.
        let Self { shard, since, staged, failed, keyword, lines } = self;
        let parts = [
            shard.map(|shard| format!("shard {shard}")),
            since.as_ref().map(|revision| format!("what changed since {revision}")),
            staged.then(|| "what is staged".to_owned()),
            failed.then(|| "what failed in the check before".to_owned()),
            (!keyword.is_empty()).then(|| format!("blocks with {}", keyword.join(" or "))),
            (!lines.is_empty()).then(|| lines.join(", ")),
        ];
        let parts: Vec<_> = parts.into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join("; "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_limits_a_check_is_written_and_told() {
        let all = Selected::default();
        assert!(all.is_all() && all.told().is_none());
        assert_eq!(serde_json::to_string(&all).expect("JSON"), "{}");
        let part = Selected {
            shard: Some(Shard { index: 2, count: 3 }),
            since: Some("main".to_owned()),
            lines: vec!["a.md:3".to_owned()],
            ..Selected::default()
        };
        assert_eq!(part.told().as_deref(), Some("shard 2/3; what changed since main; a.md:3"));
        let text = serde_json::to_string(&part).expect("JSON");
        assert_eq!(text, r#"{"shard":{"index":2,"count":3},"since":"main","lines":["a.md:3"]}"#);
        assert_eq!(serde_json::from_str::<Selected>(&text).expect("read"), part);
    }
}
