//! Inline script metadata: what a Python script says about itself in a comment block, as the packaging specifications
//! (at first PEP 723) have it.
//!
//! ```text
//! # /// script
//! # requires-python = ">=3.11"
//! # dependencies = ["rich>=13"]
//! # ///
//! ```
//!
//! Nothing is looked up or installed here. Which requirements may be handed to an installer, and which Python versions
//! suit a script, is read from the text alone.

mod requirement;
mod specifiers;
mod version;

pub use requirement::is_plain;
pub use specifiers::Specifiers;
pub use version::satisfies;

use serde::Deserialize;
use thiserror::Error;

use crate::pattern::Pattern;

/// The expression of the specification. Its `$\s` is a line feed: nothing else can follow the `$` of a line. The last
/// `# ///` of a run of comment lines closes the block, since each one before it is also a line of content.
static BLOCK: Pattern =
    Pattern::holding(&["# /// "], r"(?m)^# /// (?P<type>[a-zA-Z0-9-]+)\n(?P<content>(?:#(?: .*)?\n)+)# ///$");

/// What a script says about itself, as far as it concerns running it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Metadata {
    /// The packages it needs, each as written: see [`is_plain`].
    #[serde(default)]
    pub dependencies: Vec<String>,
    /// The versions of Python it runs on, as written: see [`satisfies`].
    #[serde(default, rename = "requires-python")]
    pub requires_python: Option<String>,
}

/// The metadata of a script is there and cannot be used.
///
/// The text names no line, because whoever shows it knows a better one than that of the code: see [`Self::line`].
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum MetadataError {
    /// The specification allows one block only.
    #[error("a second `# /// script` block: keep one, with all dependencies in it")]
    Twice {
        /// The line of the code where the second one begins, from 1.
        line: usize,
    },
    /// The content is no TOML, or its fields are not of the types that the specification gives them.
    #[error(
        "the `# /// script` block cannot be read ({reason}): write TOML behind each `# `, with `dependencies` a list \
         of strings and `requires-python` a string"
    )]
    Content {
        /// The line of the code, from 1.
        line: usize,
        /// What the TOML parser says, on one line.
        reason: String,
    },
}

impl MetadataError {
    /// The line of the code that is meant, from 1.
    #[must_use]
    pub const fn line(&self) -> usize {
        match self {
            Self::Twice { line } | Self::Content { line, .. } => *line,
        }
    }
}

impl Metadata {
    /// The metadata in `code`; none if there is no `script` block. Blocks of other types and unclosed ones are ignored.
    ///
    /// # Errors
    /// If there are two `script` blocks, or what is in the one cannot be read.
    pub fn of_code(code: &str) -> Result<Option<Self>, MetadataError> {
        if !code.contains("# /// ") {
            return Ok(None);
        }
        // Python reads its files with universal newlines, and the expression presumes that.
        let code = code.replace("\r\n", "\n").replace('\r', "\n");
        let mut scripts = BLOCK.captures_iter(&code).filter(|block| &block["type"] == "script");
        let Some(content) = scripts.next().and_then(|block| block.name("content")) else { return Ok(None) };
        if let Some(second) = scripts.next().and_then(|block| block.get(0)) {
            return Err(MetadataError::Twice { line: line_at(&code, second.start()) });
        }
        let toml: String = content.as_str().split_inclusive('\n').map(without_marker).collect();
        toml::from_str(&toml).map(Some).map_err(|error| {
            let inside = error.span().map_or(1, |span| line_at(&toml, span.start));
            MetadataError::Content {
                line: line_at(&code, content.start()) + inside - 1,
                reason: error.message().split_whitespace().collect::<Vec<_>>().join(" "),
            }
        })
    }
}

/// A line of the block without the `#`, and without the blank behind it.
fn without_marker(line: &str) -> &str {
    let content = line.strip_prefix('#').unwrap_or(line);
    content.strip_prefix(' ').unwrap_or(content)
}

/// The number of the line at the byte `offset` of `text`, from 1.
fn line_at(text: &str, offset: usize) -> usize {
    1 + text.bytes().take(offset).filter(|byte| *byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const EXAMPLE: &str = "\
# /// script
# requires-python = \">=3.11\"
# dependencies = [
#   \"requests<3\",
#   \"rich\",
# ]
# ///

import requests
";

    fn dependencies(code: &str) -> Option<Vec<String>> {
        Metadata::of_code(code).expect("readable metadata").map(|metadata| metadata.dependencies)
    }

    fn error(code: &str) -> MetadataError {
        Metadata::of_code(code).expect_err("an error")
    }

    #[test]
    fn the_pattern_is_sound() {
        assert!(BLOCK.is_sound());
    }

    #[test]
    fn the_example_of_the_specification_is_read() {
        let metadata = Metadata::of_code(EXAMPLE).expect("readable").expect("a block");
        assert_eq!(metadata.dependencies, ["requests<3", "rich"]);
        assert_eq!(metadata.requires_python.as_deref(), Some(">=3.11"));
    }

    #[test]
    fn any_line_ending_and_any_place_will_do() {
        let expected = Some(vec!["requests<3".to_owned(), "rich".to_owned()]);
        assert_eq!(dependencies(&EXAMPLE.replace('\n', "\r\n")), expected);
        assert_eq!(dependencies(&EXAMPLE.replace('\n', "\r")), expected);
        assert_eq!(dependencies(&format!("#!/usr/bin/env python3\n\nx = 1\n{EXAMPLE}")), expected);
        assert_eq!(dependencies(EXAMPLE.split("\n\n").next().expect("the block alone")), expected);
    }

    #[test]
    fn code_without_a_block_has_no_metadata() {
        for code in [
            "",
            "print(1)\n",
            // Unclosed.
            "# /// script\n# dependencies = []\n",
            "# /// script\n# dependencies = []\n\n# ///\n",
            // A line of content begins with `# ` or is `#`.
            "# /// script\n#dependencies = []\n# ///\n",
            // The expression wants a line of content.
            "# /// script\n# ///\n",
            " # /// script\n # dependencies = []\n # ///\n",
            "#/// script\n# dependencies = []\n# ///\n",
            "# /// script \n# dependencies = []\n# ///\n",
            "# /// script_\n# dependencies = []\n# ///\n",
            "# /// script\n# dependencies = []\n# /// \n",
        ] {
            assert_eq!(Metadata::of_code(code), Ok(None), "{code}");
        }
    }

    #[test]
    fn blocks_of_other_types_are_nobodys_business() {
        let other = "# /// other\n# this is [no TOML\n# ///\n";
        assert_eq!(Metadata::of_code(other), Ok(None));
        assert_eq!(dependencies(&format!("{other}\n{EXAMPLE}")).map(|all| all.len()), Some(2));
        // Without a line between them that is no comment, the expression takes both for one block of the first type.
        assert_eq!(Metadata::of_code(&format!("{other}{EXAMPLE}")), Ok(None));
    }

    #[test]
    fn the_last_mark_of_a_run_of_comments_closes_the_block() {
        let code = "# /// script\n# x = \"\"\"\n# ///\n#\n# \"\"\"\n# dependencies = [\"a\"]\n# ///\n# behind it\n";
        assert_eq!(dependencies(code), Some(vec!["a".to_owned()]));
    }

    #[test]
    fn tool_tables_and_missing_fields_are_fine() {
        assert_eq!(dependencies("# /// script\n# [tool.x]\n# y = 1\n# ///\n"), Some(Vec::new()));
        assert_eq!(dependencies("# /// script\n#\n# ///\n"), Some(Vec::new()));
    }

    #[test]
    fn a_second_script_block_is_an_error_at_its_line() {
        let error = error(&format!("{EXAMPLE}{EXAMPLE}"));
        assert_eq!(error, MetadataError::Twice { line: 10 });
        assert!(error.to_string().contains("keep one"));
    }

    #[test]
    fn what_cannot_be_read_is_an_error_at_its_line() {
        assert_eq!(error("\n# /// script\n# dependencies = [\n#   1,\n# ]\n# ///\n").line(), 4);
        assert_eq!(error("# /// script\n# requires-python = 3.11\n# ///\n").line(), 2);
        assert_eq!(error("# /// script\n#\n# a = = 1\n# ///\n").line(), 3);
        let text = error("# /// script\n# dependencies = \"a\"\n# ///\n").to_string();
        assert!(text.contains("expected a sequence") && text.contains("list of strings"), "{text}");
    }

    proptest! {
        #[test]
        fn no_code_makes_it_panic(lines in proptest::collection::vec(
            prop_oneof![
                Just("# /// script".to_owned()), Just("# ///".to_owned()), Just("#".to_owned()),
                Just("# dependencies = [".to_owned()), Just("# ]".to_owned()), "# .{0,9}", ".{0,9}",
            ], 0..12)) {
            let code = lines.join("\n");
            if let Err(error) = Metadata::of_code(&code) {
                prop_assert!((1..=code.lines().count()).contains(&error.line()) || code.contains(['\r']));
            }
        }
    }
}
