//! Which documents a report is about, of how many: so that reports of several machines can be put together and none is lost.

use serde::{Deserialize, Serialize};

/// What a check was to look at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// What tells all documents that there are, those of other machines included, from others.
    pub digest: String,
    /// The documents that this one was to check, in the order of their paths.
    pub parts: Vec<ScopedDocument>,
}

/// A document that was to be checked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ScopedDocument {
    /// Its path, as the report has it.
    pub path: String,
    /// Its length in bytes.
    pub size: u64,
}

impl Scope {
    /// That all there is are `parts`.
    #[must_use]
    pub fn whole(parts: Vec<ScopedDocument>) -> Self {
        Self { digest: Self::digest_of(&parts), parts }
    }

    /// What tells `parts`, in this order, from others.
    #[must_use]
    pub fn digest_of(parts: &[ScopedDocument]) -> String {
        let mut hash = blake3::Hasher::new();
        for part in parts {
            hash.update(&(part.path.len() as u64).to_le_bytes());
            hash.update(part.path.as_bytes());
            hash.update(&part.size.to_le_bytes());
        }
        hash.finalize().to_hex()[..DIGITS].to_owned()
    }

    /// Whether a document of this path was to be checked.
    #[must_use]
    pub fn has(&self, path: &str) -> bool {
        self.parts.binary_search_by(|part| part.path.as_str().cmp(path)).is_ok()
    }
}

/// Hexadecimal digits of a digest.
const DIGITS: usize = 32;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_that_comes_goes_or_changes_its_length_is_another_scope() {
        let parts = |all: &[(&str, u64)]| {
            Scope::whole(
                all.iter().map(|(path, size)| ScopedDocument { path: (*path).to_owned(), size: *size }).collect(),
            )
        };
        let scope = parts(&[("a.md", 1), ("b.md", 2)]);
        assert!(scope.has("b.md") && !scope.has("c.md"));
        for other in [&[("a.md", 1)][..], &[("a.md", 1), ("b.md", 3)], &[("a.md", 1), ("b.md", 2), ("c.md", 0)]] {
            assert_ne!(parts(other).digest, scope.digest);
        }
    }
}
