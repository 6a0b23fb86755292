//! The mark that some authors set before each line of an output at a prompt: `> 15`.

/// The mark. Others, `-> ` and `=> `, lead to values in all notations.
const MARK: char = '>';

/// `text`, the output at a prompt, without the mark that each of its lines begins with; none if one has none. On a line alone a
/// blank follows it, as `>5` may say something else.
pub(crate) fn without(text: &str) -> Option<String> {
    let filled = text.lines().filter(|line| !line.trim().is_empty()).count();
    let bare = |line: &str| -> Option<String> {
        if line.trim().is_empty() {
            return Some(String::new());
        }
        let rest = line.strip_prefix(MARK)?;
        let is_mark = rest.is_empty() || rest.starts_with(' ') || filled > 1 && !rest.starts_with(MARK);
        is_mark.then(|| rest.strip_prefix(' ').unwrap_or(rest).to_owned())
    };
    let lines: Option<Vec<_>> = text.lines().map(bare).collect();
    lines.filter(|_| filled > 0).map(|lines| lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_stands_before_each_line() {
        for (text, bare) in [
            ("> 15", Some("15")),
            (">1\n>2", Some("1\n2")),
            ("> a\n>   b\n\n> c", Some("a\n  b\n\nc")),
            ("> a\nb", None),
            (">15", None),
            (">> 15", None),
            ("15", None),
            ("", None),
        ] {
            assert_eq!(without(text).as_deref(), bare, "{text}");
        }
    }
}
