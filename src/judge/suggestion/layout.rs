//! The layout of the author: a value that is written over several lines, and parts that `...` stands for.

use crate::pattern::Pattern;
use similar::{DiffOp, TextDiff};

static TOKEN: Pattern = Pattern::new(r#"'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|\w[\w.]*|[^\s]"#);

/// Values with more words than this are not laid out anew, which would take long.
const MOST_TOKENS: usize = 4000;

/// A word with the blanks before it.
type Token<'a> = (&'a str, &'a str);

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut end = 0;
    let token = |found: regex::Match<'_>| {
        let blanks = end..found.start();
        end = found.end();
        (blanks, found.range())
    };
    let ranges: Vec<_> = TOKEN.find_iter(text).map(token).collect();
    ranges.into_iter().map(|(blanks, word)| (&text[blanks], &text[word])).collect()
}

/// `new`, a container on one line, over as many lines as the author gives `old`: words that stay keep the blanks before
/// them, and so do commas at the ends of lists.
pub(super) fn as_laid_out(old: &str, new: &str) -> Option<Vec<String>> {
    let is_container = |text: &str| text.trim_start().starts_with(['[', '{', '(']);
    if !is_container(old) || !is_container(new) || new.contains('\n') {
        return None;
    }
    let (old, new) = (tokens(old), tokens(new));
    if old.len().max(new.len()) > MOST_TOKENS {
        return None;
    }
    let old_words: Vec<_> = old.iter().map(|(_, word)| *word).collect();
    let new_words: Vec<_> = new.iter().map(|(_, word)| *word).collect();
    let diff = TextDiff::from_slices(&old_words, &new_words);
    let mut text = String::new();
    for op in diff.ops() {
        match *op {
            DiffOp::Equal { old_index, len, .. } => put(&mut text, &old[old_index..old_index + len], None),
            DiffOp::Insert { new_index, new_len, .. } => put(&mut text, &new[new_index..new_index + new_len], None),
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                put(&mut text, &new[new_index..new_index + new_len], Some(old[old_index].0));
                put(&mut text, last_comma(&old, old_index + old_len), None);
            }
            DiffOp::Delete { old_index, old_len, .. } => put(&mut text, last_comma(&old, old_index + old_len), None),
        }
    }
    Some(text.lines().map(str::to_owned).collect())
}

/// The comma before `end`, if it is the one behind the last item of a list.
fn last_comma<'t, 's>(tokens: &'t [Token<'s>], end: usize) -> &'t [Token<'s>] {
    let closes = tokens.get(end).is_some_and(|(_, word)| matches!(*word, "]" | "}" | ")"));
    match tokens[..end] {
        [.., (_, ",")] if closes => &tokens[end - 1..end],
        _ => &[],
    }
}

/// Appends `tokens`; `blanks` stand before the first one instead of its own.
fn put(text: &mut String, tokens: &[Token<'_>], blanks: Option<&str>) {
    for (index, (own, word)) in tokens.iter().enumerate() {
        text.push_str(blanks.filter(|_| index == 0).unwrap_or(own));
        text.push_str(word);
    }
}

/// `new`, a row of parts with commas between, with as many of them shown before and behind `...` as `old` shows.
pub(super) fn with_dots(old: &str, new: &str) -> Option<String> {
    let dots = if old.contains("...") { "..." } else { "…" };
    let (head, tail) = old.split_once(dots)?;
    let (shown, behind) = (head.matches(", ").count(), tail.matches(", ").count());
    let parts: Vec<_> = new.split(", ").collect();
    if tail.contains(dots) || new.contains('\n') || shown + behind >= parts.len() {
        return None;
    }
    let head: String = parts[..shown].iter().map(|part| format!("{part}, ")).collect();
    let tail: String = parts[parts.len() - behind..].iter().map(|part| format!(", {part}")).collect();
    let close = if behind == 0 { tail_brackets(new) } else { "" };
    Some(format!("{head}{dots}{tail}{close}"))
}

/// The closing brackets at the end of `text`.
fn tail_brackets(text: &str) -> &str {
    &text[text.trim_end_matches([']', '}', ')']).len()..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pattern_is_sound() {
        assert!(TOKEN.is_sound());
    }

    #[test]
    fn a_value_keeps_the_lines_it_is_written_on() {
        let old = "[\n    {\n        'a': 1,\n        'b': (0,),\n    }\n]";
        let lines = as_laid_out(old, "[{'a': 2, 'b': (0,)}]").expect("a layout");
        assert_eq!(lines.join("\n"), old.replace('1', "2"));
        let old = "[\n    {\n        'url': 'x/2/y',\n    }\n]";
        let lines = as_laid_out(old, "[{'url': 'x/3/y'}]").expect("a layout");
        assert_eq!(lines.join("\n"), old.replace('2', "3"));
        let lines = as_laid_out("['a', 'b',\n 'd']", "['a', 'b', 'c', 'd']").expect("a layout");
        assert_eq!(lines.join("\n"), "['a', 'b', 'c',\n 'd']");
        assert_eq!(as_laid_out("a\nb", "[1]"), None);
    }

    #[test]
    fn as_many_parts_are_shown_around_the_dots() {
        assert_eq!(with_dots("[0, 1, ..., 49]", "[0, 1, 2, 3, 50]").as_deref(), Some("[0, 1, ..., 50]"));
        assert_eq!(with_dots("[0, 2, ...]", "[0, 1, 2, 3]").as_deref(), Some("[0, 1, ...]"));
        assert_eq!(with_dots("[0, 1, ..., 49]", "[0, 1]"), None);
    }
}
