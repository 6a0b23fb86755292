//! Prompts that do not compile. Each stands for itself, as at a real prompt: the others run without it.

use super::{Prompt, Transcript, blank};
use crate::document::CodeLine;
use crate::example::code::dedent;
use crate::lang::python;
use crate::source::Source;
use std::ops::Range;

/// Code of a session that does not run, and what is shown below it.
#[derive(Debug)]
pub(in crate::example) struct LeftOut {
    /// The code, prompts taken off.
    pub(in crate::example) lines: Vec<CodeLine>,
    /// What is shown.
    pub(in crate::example) want: Vec<CodeLine>,
}

/// Takes out the code before the first prompt, and of each prompt, that does not compile by itself, and gives it back. Where
/// the lines below such a prompt say that it does not compile, it stays, because that can be checked.
pub(in crate::example) fn leave_out(source: &Source, transcript: &mut Transcript) -> Vec<LeftOut> {
    let compiles = |lines: &[CodeLine]| python::compiles(&code(source, lines));
    let mut found = Vec::new();
    let before = ahead_of_prompts(transcript);
    if !compiles(&transcript.lines[before.clone()]) {
        found.push(LeftOut { lines: take(transcript, before), want: Vec::new() });
    }
    for index in 0..transcript.prompts.len() {
        let prompt = &transcript.prompts[index];
        let range = prompt.first - 1..prompt.last;
        if compiles(&transcript.lines[range.clone()]) {
            continue;
        }
        let broken = tells_syntax_error(source, &prompt.want).then(|| code(source, &transcript.lines[range.clone()]));
        // `... and so on` below a complete line is no code that goes on, but an output that is left out.
        let goes_on = range.len() > 1 && compiles(&transcript.lines[range.start..=range.start]);
        let kept = usize::from(goes_on);
        let lines = take(transcript, range.start + kept..range.end);
        let prompt = &mut transcript.prompts[index];
        prompt.last = if goes_on { prompt.first } else { prompt.last };
        prompt.broken = broken;
        if prompt.broken.is_none() {
            let want = output(source, prompt, &code(source, &lines));
            prompt.want.clear();
            found.push(LeftOut { lines, want });
        }
    }
    found
}

/// All code of a session that does not run at all.
pub(in crate::example) fn all(source: &Source, transcript: &Transcript) -> Vec<LeftOut> {
    let before = LeftOut { lines: transcript.lines[ahead_of_prompts(transcript)].to_vec(), want: Vec::new() };
    let at = |prompt: &Prompt| {
        let lines = transcript.lines.get(prompt.first - 1..prompt.last).unwrap_or_default().to_vec();
        let want = output(source, prompt, &code(source, &lines));
        LeftOut { lines, want }
    };
    std::iter::once(before).chain(transcript.prompts.iter().map(at)).filter(|one| !one.lines.is_empty()).collect()
}

/// The indices of the lines before the first prompt.
fn ahead_of_prompts(transcript: &Transcript) -> Range<usize> {
    0..transcript.prompts.first().map_or(transcript.lines.len(), |prompt| prompt.first - 1)
}

fn code(source: &Source, lines: &[CodeLine]) -> String {
    lines.iter().map(|line| line.text(source) + "\n").collect()
}

/// The lines in `range`, of which blank ones stay.
fn take(transcript: &mut Transcript, range: Range<usize>) -> Vec<CodeLine> {
    let lines = &mut transcript.lines[range];
    let taken = lines.to_vec();
    lines.iter_mut().for_each(|line| *line = blank(*line));
    taken
}

/// The output that `prompt` surely shows, whose code `own_code` is not read. Comments are none, nor is code that goes on without
/// prompts, nor what stands behind a blank line.
fn output(source: &Source, prompt: &Prompt, own_code: &str) -> Vec<CodeLine> {
    let is_code = |lines: &[CodeLine]| {
        let module = python::parse(&code(source, &dedent(source, lines)));
        module.error.is_none() && module.evidence.strong > 0
    };
    let is_open = own_code.trim_end().ends_with(':');
    let goes_on = |line: &&CodeLine| line.text(source).starts_with([' ', '\t']) && (is_open || is_code(&[**line]));
    let own = &prompt.want[prompt.want.iter().take_while(goes_on).count()..];
    let is_comment = |line: &CodeLine| {
        let text = line.text(source);
        text.trim().is_empty() || text.trim_start().starts_with('#')
    };
    let is_none = prompt.apart || own.iter().all(is_comment) || is_code(own);
    if is_none { Vec::new() } else { own.to_vec() }
}

/// Whether `lines` show that code does not compile: by the type, or by the place without a traceback.
fn tells_syntax_error(source: &Source, lines: &[CodeLine]) -> bool {
    let kinds = ["SyntaxError", "IndentationError", "TabError"];
    let texts: Vec<_> = lines.iter().map(|line| line.text(source)).collect();
    let begins = |words: &[&str]| texts.iter().any(|text| words.iter().any(|word| text.trim_start().starts_with(word)));
    begins(&kinds) || begins(&["File \"", "Cell In["]) && !begins(&["Traceback"])
}

#[cfg(test)]
mod tests {
    use crate::directive::{Directives, resolve};
    use crate::document;
    use crate::example::{Class, Left, classify, left};
    use crate::source::Source;

    /// The outputs at prompts of `text` that do not run, each with its line and the reason.
    fn outputs(text: &str) -> Vec<(usize, String, String)> {
        let document = document::parse(Source::new("a.md", text.as_bytes().to_vec()));
        let classes = classify(&document, &resolve(&document, &Directives::default()).blocks);
        let shown = |left: &Left| {
            let want = left.example.prompts.iter().flat_map(|prompt| prompt.want.clone()).collect::<Vec<_>>();
            let text = super::code(&document.source, &want);
            want.first().map(|line| (line.line, text.trim_end().to_owned(), left.reason.clone()))
        };
        classes.iter().flat_map(|class: &Class| &class.left).filter_map(shown).collect()
    }

    #[test]
    fn what_stands_below_a_prompt_that_does_not_compile_is_kept_with_the_reason() {
        let reason = left::NOT_COMPILING.to_owned();
        let text = "```python\n>>> x = = 1\n5\n>>> 1 + 1\n2\n```\n";
        assert_eq!(outputs(text), [(3, "5".to_owned(), reason.clone())]);
        let text = "```python\n>>> try:\n        x = 1\n    except y:\n        print('no')\nno\n```\n";
        assert_eq!(outputs(text), [(6, "no".to_owned(), reason.clone())]);
        let text = "```pycon\n>>> print \"a\"\na\nb\n```\n";
        assert_eq!(outputs(text), [(3, "a\nb".to_owned(), reason.clone())]);
        let text = "```python\ndef f():\n    \"\"\"\n    >>> f( =\n    4\n    \"\"\"\n```\n";
        assert_eq!(outputs(text), [(5, "4".to_owned(), reason)]);
    }

    #[test]
    fn the_prompts_of_a_session_that_does_not_run_keep_their_outputs() {
        let told = outputs("```python\n>>> x = ____\n3\n>>> y\n4\n```\n");
        assert_eq!(told.iter().map(|(line, ..)| *line).collect::<Vec<_>>(), [3, 5]);
        assert!(told.iter().all(|(.., reason)| reason == "contains blanks to fill in"));
    }

    #[test]
    fn code_that_goes_on_and_text_without_a_tag_are_no_output() {
        for text in [
            "```python\n>>> for i in x\n        print(i)\n>>> 1\n1\n```\n",
            "```python\n>>> f(\n# a comment\n>>> 1\n1\n```\n",
            "```\n>>> as he said\nyesterday\n```\n",
        ] {
            assert_eq!(outputs(text), [], "{text}");
        }
    }
}
