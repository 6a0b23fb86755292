//! Prompts that are not run: their author says so in the words of another tool, or only IPython understands them.

use super::{Transcript, blank};
use crate::example::notebook;
use crate::source::Source;

/// Names of tools whose options stand in a comment behind a prompt.
const TOOLS: &[&str] = &["byexample:", "xdoctest:", "doctest:"];

/// Options, in lower case, by which a prompt is not run.
const NOT_RUN: &[&str] = &["+skip", "+remote_data", "+requires("];

/// Options by which what it shows is not compared, or is not what is printed: a terminal's screen (`+term=ansi`), marks for it
/// (`+rm=~`), or what others show is part of the code (`+paste`).
const NOT_COMPARED: &[&str] =
    &["+paste", "+pass", "+ignore_output", "+ignore_result", "+ignore_want", "+term=ansi", "+rm="];

/// Comments of NumPy and others at the end of a line by which what is shown may be something else.
const VARIES: &[&str] = &["# may vary", "#may vary", "# random", "#random", "# unspecified output"];

/// Takes out the code of prompts that are not run, and says of them, and of those whose output counts for nothing, why.
pub(in crate::example) fn leave_out(source: &Source, transcript: &mut Transcript) {
    cut_foreign_comments(source, transcript);
    let mut since: Option<String> = None;
    for index in 0..transcript.prompts.len() {
        let range = transcript.prompts[index].first - 1..transcript.prompts[index].last;
        let code: String = transcript.lines[range.clone()].iter().map(|line| line.text(source) + "\n").collect();
        // A comment of xdoctest alone is about all that follows.
        if let Some(options) = code.trim().strip_prefix('#').and_then(options).filter(|_| code.contains("xdoctest:")) {
            since = reason(&options, NOT_RUN);
        }
        let options = options(&code).unwrap_or_default();
        let not_run = since.clone().or_else(|| reason(&options, NOT_RUN)).or_else(|| notebook::needed(&code));
        let prompt = &mut transcript.prompts[index];
        let shown: String = prompt.want.iter().map(|line| line.text(source) + "\n").collect();
        let ends = |mark: &&&str| code.lines().chain(shown.lines()).any(|line| line.trim_end().ends_with(**mark));
        let has_comment = code.contains('#') || shown.contains('#');
        let varies = || VARIES.iter().filter(|_| has_comment).find(ends);
        let not_compared =
            || reason(&options, NOT_COMPARED).or_else(|| varies().map(|mark| format!("marked `{mark}`")));
        if not_run.is_some() {
            transcript.lines[range].iter_mut().for_each(|line| *line = blank(*line));
        }
        prompt.unchecked = not_run.or_else(not_compared);
    }
}

/// Takes off the prompts what stands behind `//` in words of another script than Python's: `>>> x[-2:] //取倒数两个`. Its author means
/// a comment, unless a name of that script is used elsewhere in the session.
fn cut_foreign_comments(source: &Source, transcript: &mut Transcript) {
    let all: String = transcript.lines.iter().map(|line| line.text(source) + "\n").collect();
    if !all.contains("//") {
        return;
    }
    for line in &mut transcript.lines {
        let text = source.slice(line.span);
        if let Some(at) = behind_code(text).filter(|&at| !is_used_again(&all, &text[at..])) {
            line.span.end = line.span.start + text[..at].trim_end().len();
        }
    }
}

/// Where in `line` a blank, `//` and a word of another script stand behind code.
fn behind_code(line: &str) -> Option<usize> {
    let is_foreign = |c: char| !c.is_ascii() && c.is_alphabetic();
    let found = |&(at, _): &(usize, &str)| {
        let behind = line[at + 2..].trim_start_matches('/').trim_start();
        line[..at].ends_with([' ', '\t']) && !line[..at].trim().is_empty() && behind.starts_with(is_foreign)
    };
    let is_text = line.contains(['"', '\'']) || line.contains('#');
    line.match_indices("//").find(found).map(|(at, _)| at).filter(|_| !is_text)
}

/// Whether the word that `comment` begins with stands in `code` a second time.
fn is_used_again(code: &str, comment: &str) -> bool {
    let text = comment.trim_start_matches(['/', ' ', '\t']);
    let word = text.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
    code.matches(word).count() > 1
}

/// The options in a comment of `code`, in lower case.
fn options(code: &str) -> Option<String> {
    let found = TOOLS.iter().filter_map(|tool| Some((code.find(tool)?, tool))).min()?;
    let rest = &code[found.0 + found.1.len()..];
    Some(rest.lines().next().unwrap_or_default().to_ascii_lowercase())
}

fn reason(options: &str, known: &[&str]) -> Option<String> {
    let option = known.iter().find(|option| options.contains(**option))?;
    Some(format!("marked `{}`", option.trim_end_matches('(')))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::CodeLine;

    /// Why each prompt of `text` is not checked, and the code that is left.
    fn left(text: &str) -> (Vec<String>, String) {
        let source = Source::new("a.md", text.as_bytes().to_vec());
        let line = |line| CodeLine { line, span: source.line_span(line), pad: 0 };
        let lines: Vec<_> = (1..=source.line_count()).map(line).collect();
        let mut session = super::super::read(&source, &lines).remove(0);
        leave_out(&source, &mut session);
        let code = session.lines.iter().map(|line| line.text(&source)).filter(|line| !line.trim().is_empty());
        let code = code.collect::<Vec<_>>().join(";");
        (session.prompts.iter().map(|prompt| prompt.unchecked.clone().unwrap_or_default()).collect(), code)
    }

    #[test]
    fn marks_of_other_tools_leave_a_prompt_out() {
        let (reasons, code) = left(">>> f()  # doctest: +SKIP\n1\n>>> x\n2\n>>> g()  # byexample: +fail-fast +skip\n3");
        assert_eq!(reasons, ["marked `+skip`", "", "marked `+skip`"]);
        assert_eq!(code, "x");
        let (reasons, code) = left(">>> # xdoctest: +SKIP\n>>> f()\n1\n>>> # xdoctest: -SKIP\n>>> x\n2");
        assert_eq!(reasons, ["marked `+skip`", "marked `+skip`", "", ""]);
        assert!(code.ends_with("x") && !code.contains("f()"));
    }

    #[test]
    fn an_output_that_may_differ_is_not_compared_and_the_prompt_runs() {
        let (reasons, code) =
            left(">>> f()  # byexample: +pass\n1\n>>> g()\n2  # may vary\n>>> h()  # random numbers\n3");
        assert_eq!(reasons, ["marked `+pass`", "marked `# may vary`", ""]);
        assert_eq!(code.matches("()").count(), 3);
    }

    #[test]
    fn words_of_another_script_behind_two_slashes_are_a_comment() {
        for (text, code) in [
            (">>> x[-2:] //取倒数两个\n[1]", "x[-2:]"),
            (">>> next(g) // не часто\n0", "next(g)"),
            (">>> x // 2 //注释\n0", "x // 2"),
            (">>> n = 5\n>>> 7 // число\n0\n>>> число", "n = 5;7 // число;число"),
            (">>> x //y\n1", "x //y"),
            (">>> '// 是'\n1", "'// 是'"),
        ] {
            assert_eq!(left(text).1, code, "{text}");
        }
    }

    #[test]
    fn a_magic_at_a_prompt_needs_ipython() {
        let (reasons, code) = left("In [1]: %timeit f()\n10 ns\n\nIn [2]: x = 1\n");
        assert_eq!((reasons[0].as_str(), code.as_str()), ("needs-ipython: `%timeit f()`", "x = 1"));
    }
}
