//! Where an output in a session may end: what the lines behind it look like.
//!
//! A console shows blank lines as they are printed, and authors put blank lines, sentences and comments behind an output.
//! Which of the two a blank line is only the output tells; here is what may be no output at all.

use super::shape;

/// What lines behind an output are, by their look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rest {
    /// More output: nobody writes this as a remark.
    Output,
    /// Words that may be either.
    Unclear,
    /// A sentence, a comment, a heading, dots: the output may well end before it.
    Remark,
}

/// What the lines of `lines` from `count` on are, if the output may end before them: behind a blank line or with a comment.
pub(super) fn rest(lines: &[&str], count: usize) -> Rest {
    let Some((head, behind)) = lines.split_at_checked(count).filter(|(head, _)| !head.is_empty()) else {
        return Rest::Output;
    };
    let is_filled = |line: &&str| !line.trim().is_empty();
    let found = match behind.first() {
        Some(first) if first.trim().is_empty() => {
            let filled = behind.iter().copied().skip_while(|line| !is_filled(line));
            paragraph(&filled.take_while(is_filled).collect::<Vec<_>>())
        }
        Some(first) if is_comment(first) && head.last().is_some_and(is_filled) => Rest::Remark,
        Some(first) if ends_traceback(head) && is_foreign_prose(first) => Rest::Remark,
        Some(_) if head.iter().all(|line| shape::is_value(line)) && is_prose(behind) => Rest::Unclear,
        Some(_) | None => Rest::Output,
    };
    if found != Rest::Output && is_in_traceback(head, behind) { Rest::Output } else { found }
}

/// Whether the last line of `head` is that of the exception with which its traceback ends.
fn ends_traceback(head: &[&str]) -> bool {
    let Some((last, before)) = head.split_last() else { return false };
    let kind = last.split(':').next().unwrap_or_default();
    let is_kind = kind.starts_with(char::is_uppercase) && kind.chars().all(|c| c.is_alphanumeric() || "._".contains(c));
    is_kind && last.contains(": ") && before.iter().any(|line| line.contains("Traceback (most recent call last)"))
}

/// Whether `line` is in a script that Python's own messages are not in.
fn is_foreign_prose(line: &str) -> bool {
    let letters = line.chars().filter(|c| c.is_alphabetic());
    !line.starts_with([' ', '\t']) && letters.filter(|c| !c.is_ascii()).count() > 3
}

/// Lines of prose behind values at least, where nothing stands between.
const SHORTEST_PROSE: usize = 2;

/// Whether `lines` are sentences and items of lists, most of them, and no value is among them.
fn is_prose(lines: &[&str]) -> bool {
    let filled: Vec<_> = lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).collect();
    let is_told = |line: &&&str| line.starts_with("- ") || is_sentence(line, words(line));
    let begins = filled.first().is_some_and(|first| is_sentence(first, words(first)));
    let told = filled.iter().filter(is_told).count();
    begins
        && filled.len() >= SHORTEST_PROSE
        && told * 2 > filled.len()
        && !filled.iter().any(|line| shape::is_value(line))
}

/// Whether a traceback goes on behind `head`: its exception is still to come, or another traceback is.
fn is_in_traceback(head: &[&str], behind: &[&str]) -> bool {
    let begins = |line: &&str| line.contains("Traceback (most recent call last)");
    let is_end = |line: &&str| {
        let name = line.split(':').next().unwrap_or_default();
        name.starts_with(|c: char| c.is_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_alphanumeric() || "._".contains(c))
    };
    let start = head.iter().rposition(begins);
    behind.iter().any(begins)
        || start.is_some_and(|start| !head[start + 1..].iter().any(|line| is_end(line) || line.starts_with("  |")))
}

/// Whether `line` is a comment: output that begins with a hash sign seldom has a blank behind it.
pub(super) fn is_comment(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("# ") || line == "#"
}

/// What a paragraph of its own is.
pub(super) fn paragraph(lines: &[&str]) -> Rest {
    let Some(first) = lines.first().filter(|first| !first.starts_with([' ', '\t'])) else { return Rest::Output };
    let text = lines.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ");
    let is_set_off =
        is_comment(first) || is_shell(first) || is_underlined(lines) || text.chars().all(|c| ". …[]".contains(c));
    // The lines of a sentence are not indented.
    let is_flush = !lines.iter().any(|line| line.starts_with([' ', '\t']));
    let words = words(&text);
    match () {
        // A prompt with a sign too few.
        () if first.starts_with(">> ") => Rest::Remark,
        () if is_set_off => Rest::Remark,
        // A comment without a blank behind its sign; one word alone may be a tag that a program prints.
        () if first.starts_with('#') && words > 1 => Rest::Remark,
        () if lines.iter().any(|line| shape::is_value(line)) || shape::is_value(&text) => Rest::Output,
        () if is_flush && is_sentence(&text, words) => Rest::Remark,
        () if words > 1 => Rest::Unclear,
        () => Rest::Output,
    }
}

/// A command at the prompt of a shell.
fn is_shell(line: &str) -> bool {
    line == "$" || line.starts_with("$ ") || line.starts_with("C:\\") && line.contains('>')
}

/// A heading with a rule below it.
fn is_underlined(lines: &[&str]) -> bool {
    let [title, rule] = lines else { return false };
    let is_rule = |mark: char| rule.chars().all(|c| c == mark);
    rule.len() > 2 && title.contains(char::is_alphabetic) && ['=', '-', '~', '^'].into_iter().any(is_rule)
}

/// How many words stand in `text`, if most of it is words.
fn words(text: &str) -> usize {
    let all = text.split_whitespace().count();
    let is_word = |word: &&str| word.chars().filter(|c| c.is_alphabetic()).count() * 2 > word.chars().count();
    let words = text.split_whitespace().filter(is_word).count();
    if words * 2 > all { all } else { 0 }
}

/// A sentence: several words, and the sign of its end. Scripts without blanks have no words to count.
fn is_sentence(text: &str, words: usize) -> bool {
    let text = text.trim_end_matches(['*', '_', '`', ')', '"', '\'', '”', '»']);
    let ends = text.ends_with(['.', ':', '!', '?', '…']) && !text.ends_with("...") && words > 2;
    ends || text.ends_with(['。', '：', '！', '？']) && text.chars().filter(|c| c.is_alphabetic()).count() > 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_headings_and_comments_are_remarks() {
        for text in [
            "Both are strings.",
            "which is not 20.",
            "The result is a list, see above.",
            "Multiplication binds tighter than addition:",
            "Ein Satz, der über\nzwei Zeilen geht.",
            "# now the other",
            "#now the other",
            "Lists\n=====",
            "...",
            "$ ls",
            "これは文字列です。",
            "- the first of them is left out.",
        ] {
            assert_eq!(paragraph(&text.lines().collect::<Vec<_>>()), Rest::Remark, "{text}");
        }
    }

    #[test]
    fn values_and_single_words_are_output() {
        for text in [
            "floor",
            "5",
            "[1, 2]",
            "{'a': 1}",
            "    Half of n.",
            "x = 5",
            "--- 3 ---",
            "halve(n)\n    Half of n.",
            "#north",
        ] {
            assert_ne!(paragraph(&text.lines().collect::<Vec<_>>()), Rest::Remark, "{text}");
        }
        assert_eq!(paragraph(&["floor"]), Rest::Output);
        assert_eq!(paragraph(&["the cellar"]), Rest::Unclear);
        assert_eq!(paragraph(&["Try it!"]), Rest::Unclear);
    }

    #[test]
    fn an_output_ends_behind_a_blank_line_or_before_a_comment() {
        let lines = ["1", "# now the other", "2", "", "That is all.", "", "3"];
        let ends: Vec<_> = (1..lines.len()).filter(|&count| rest(&lines, count) == Rest::Remark).collect();
        assert_eq!(ends, [1, 3]);
    }

    #[test]
    fn prose_may_follow_values_without_a_blank_line() {
        let lines = ["25", "闭包的使用场景包括以下几种：", "- 数据封装：隐藏内部实现细节。", "闭包的基本语法"];
        assert_eq!(rest(&lines, 1), Rest::Unclear);
        assert_eq!(rest(&["25", "The rest of it is left out.", "It is no use to anyone."], 1), Rest::Unclear);
        for lines in [
            ["Hello there.", "How are you doing?", "I am doing fine."],
            ["25", "All of them are in.", "26"],
            ["25", "eggs", "milk"],
        ] {
            assert_eq!(rest(&lines, 1), Rest::Output, "{lines:?}");
        }
    }

    #[test]
    fn prose_may_follow_a_traceback() {
        let head = ["Traceback (most recent call last):", "NameError: name 'Places' is not defined"];
        assert_eq!(rest(&[&head[..], &["定义时为小写，使用时大写"]].concat(), 2), Rest::Remark);
        assert_eq!(rest(&[&head[..], &["and more of it"]].concat(), 2), Rest::Output);
    }

    #[test]
    fn a_traceback_ends_with_its_exception() {
        let lines = [
            "----",
            "",
            "KeyError    Traceback (most recent call last)",
            "",
            "Cell In[5], line 1.",
            "",
            "KeyError: 'x'",
            "",
            "So it is missing.",
        ];
        let ends: Vec<_> = (1..lines.len()).filter(|&count| rest(&lines, count) == Rest::Remark).collect();
        assert_eq!(ends, [7]);
        let chained = [
            "Traceback (most recent call last):",
            "KeyError",
            "",
            "During it, another one occurred:",
            "",
            "Traceback (most recent call last):",
            "ValueError",
        ];
        assert!((1..chained.len()).all(|count| rest(&chained, count) == Rest::Output));
    }
}
