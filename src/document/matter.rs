//! Front matter: metadata in YAML (`---`) or TOML (`+++`) at the very top. Such a line anywhere else is a rule, or the break
//! between two cells.

/// Bytes that the front matter of `text` takes, with its delimiters.
pub(super) fn length(text: &str) -> Option<usize> {
    let mut lines = text.split_inclusive('\n');
    let first = lines.next()?;
    let mark = Some(first.trim_end()).filter(|line| matches!(*line, "---" | "+++"))?;
    let mut length = first.len();
    for (number, line) in lines.enumerate() {
        let written = line.trim_end();
        if written == mark || mark == "---" && written == "..." {
            return Some(length + written.len());
        }
        // Below a rule stands a blank line, or a page with its code.
        let is_page = number == 0 && written.is_empty() || line.starts_with("```") || line.starts_with("~~~");
        if is_page {
            return None;
        }
        length += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_stands_between_two_lines_at_the_top() {
        assert_eq!(length("---\ntitle: a\n---\n\ntext"), Some(16));
        assert_eq!(length("+++\r\ntitle = 1\r\n+++\r\nx"), Some(19));
        assert_eq!(length("---\na: b\n...\n"), Some(12));
        assert_eq!(length("---\n---\n"), Some(7));
    }

    #[test]
    fn a_rule_at_the_top_begins_no_metadata() {
        for text in [
            "---\n\ntitle\n\n---\n",
            "---\ntext\n",
            "----\na: b\n---\n",
            "\n---\na: b\n---\n",
            "---\n## A\n```py\n1\n```\n---\n",
        ] {
            assert_eq!(length(text), None, "{text}");
        }
    }
}
