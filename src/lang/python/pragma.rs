//! `# doctrue: ignore[CODE]: reason`, the last comment of a line: it is no part of what stands before it.

/// What such a comment says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pragma {
    /// 1-based line of the code.
    pub line: usize,
    /// What stands behind `doctrue:`.
    pub text: String,
}

/// The word that begins what such a comment says.
const WORD: &str = "ignore";

/// Where a pragma begins in `comment`, the text from a `#` to the end of its line, and what it says.
pub(super) fn find(comment: &str) -> Option<(usize, &str)> {
    let said = |at: usize| {
        let text = comment[at + 1..].trim_start().strip_prefix("doctrue:")?.trim();
        let behind = text.strip_prefix(WORD)?;
        // Other words may begin so.
        (!behind.starts_with(|c: char| c.is_alphanumeric())).then_some((at, text))
    };
    comment.match_indices('#').find_map(|(at, _)| said(at))
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    #[test]
    fn it_is_the_last_comment_of_its_line() {
        assert_eq!(find("# 15  # doctrue: ignore[wrong]: x # y"), Some((6, "ignore[wrong]: x # y")));
        assert_eq!(find("#doctrue:ignore[wrong]: x"), Some((0, "ignore[wrong]: x")));
        for comment in ["# doctrue: skip", "# 15", "# ignore[wrong]", "# doctrue: ignored", "# see doctrue: ignore[x]"]
        {
            assert_eq!(find(comment), None, "{comment}");
        }
    }

    #[test]
    fn what_stands_before_it_is_a_comment_without_it() {
        let code = "print(1)  # 15  # doctrue: ignore[wrong]: x\nf()  # doctrue: ignore[wrong]: y\n";
        let module = parse(code);
        let comments: Vec<_> = module.comments.iter().map(|comment| &code[comment.range.clone()]).collect();
        assert_eq!(comments, ["# 15"]);
        let pragmas: Vec<_> = module.pragmas.iter().map(|pragma| (pragma.line, pragma.text.as_str())).collect();
        assert_eq!(pragmas, [(1, "ignore[wrong]: x"), (2, "ignore[wrong]: y")]);
    }
}
