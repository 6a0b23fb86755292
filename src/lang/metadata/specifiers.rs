//! Versions of Python that somebody names by specifiers (at first PEP 440): `>=3.8, <3.12`.

use std::fmt;

use super::version::satisfies;

/// What versions are admitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Specifiers(String);

impl Specifiers {
    /// Reads `text`. `==3.11` and its like are refused: by the specification they are about 3.11.0 alone, or not, and hardly
    /// anybody who writes them means that.
    ///
    /// # Errors
    /// What is wrong with it, for a person.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text.is_empty() || satisfies(text, "3.11.0").is_none() {
            return Err(format!("`{text}` is not a version specifier: write it like `>=3.11` or `>=3.8,<3.12`"));
        }
        match text.split(',').find_map(|clause| Some((clause.trim(), plainer(clause.trim())?))) {
            Some((clause, plainer)) => {
                Err(format!("`{clause}` does not treat all releases of that version alike: write `{plainer}`"))
            }
            None => Ok(Self(text.to_owned())),
        }
    }

    /// The same of what a tool reads that takes it as the specification has it; none if it cannot be read.
    #[must_use]
    pub fn verbatim(text: &str) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty() && satisfies(text, "3.11.0").is_some()).then(|| Self(text.to_owned()))
    }

    /// What people mean by `text`: `==3.9` is about all releases of 3.9. None if it cannot be read.
    #[must_use]
    pub fn meant(text: &str) -> Option<Self> {
        let clauses = text.split(',').map(str::trim).filter(|clause| !clause.is_empty());
        let clauses: Vec<_> = clauses.map(|clause| plainer(clause).unwrap_or_else(|| clause.to_owned())).collect();
        Self::verbatim(&clauses.join(","))
    }

    /// Whether `version`, like `3.11.7`, is one of them. A pre-release is taken for the release that it leads to.
    #[must_use]
    pub fn admit(&self, version: &str) -> bool {
        let end = version.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(version.len());
        satisfies(&self.0, version[..end].trim_end_matches('.')) == Some(true)
    }

    /// What an example needs that is not run by `version`.
    #[must_use]
    pub fn needed(&self, version: &str) -> String {
        format!("needs Python {self} (this is {version})")
    }
}

impl fmt::Display for Specifiers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What whoever writes `clause`, with a minor version and no more behind an operator that compares exactly, is likely to mean.
fn plainer(clause: &str) -> Option<String> {
    let operators = ["===", "==", "!=", "<=", ">=", "~=", ">", "<"];
    let (operator, operand) =
        operators.iter().find_map(|operator| Some((*operator, clause.strip_prefix(operator)?.trim())))?;
    let (major, minor) = operand.split_once('.')?;
    let minor: u32 = minor.parse().ok()?;
    let next = || minor.saturating_add(1);
    match operator {
        "==" | "===" => Some(format!("=={major}.{minor}.*")),
        "!=" => Some(format!("!={major}.{minor}.*")),
        "<=" => Some(format!("<{major}.{}", next())),
        ">" => Some(format!(">={major}.{}", next())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Specifiers {
        Specifiers::parse(text).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn releases_and_what_leads_to_them_are_admitted() {
        for (text, admitted, others) in [
            (">=3.11", "3.11.0", "3.10.13"),
            (">=3.11", "3.15.0a2", "3.8.18"),
            (">=3.8, <3.12", "3.11.7", "3.12.1"),
            ("==3.9.*", "3.9.18", "3.10.1"),
            ("<3", "2.7.18", "3.6.15"),
            ("~=3.8", "3.14.0", "2.7.18"),
            ("<=3.11.4", "3.11.4", "3.11.7"),
        ] {
            assert!(parsed(text).admit(admitted) && !parsed(text).admit(others), "{text}");
        }
        assert_eq!(parsed(" >=3.11 ").needed("3.8.18"), "needs Python >=3.11 (this is 3.8.18)");
        assert!(!parsed(">=3.11").admit("new"));
    }

    #[test]
    fn what_is_no_specifier_or_hardly_meant_is_refused_with_what_to_write() {
        for text in ["", "3.11", "=>3.11", "^3.9", "new", ">=3.11 <3.12"] {
            assert!(Specifiers::parse(text).is_err_and(|error| error.contains("write it like")), "{text}");
        }
        for (text, expected) in
            [("==3.11", "`==3.11.*`"), ("<=3.10", "`<3.11`"), (">3.10", "`>=3.11`"), ("!=3.9", "!=3.9.*")]
        {
            assert!(Specifiers::parse(text).is_err_and(|error| error.contains(expected)), "{text}");
            assert!(Specifiers::verbatim(text).is_some(), "{text}");
        }
        assert_eq!(Specifiers::verbatim("poetry"), None);
        assert!(Specifiers::meant("<=3.9, !=3.8").is_some_and(|meant| meant.to_string() == "<3.10,!=3.8.*"));
    }
}
