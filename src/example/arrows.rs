//! Outputs in code without prompts that their author leads to with `>>>`, as if it were an arrow: `>>> [0]` on the line
//! below a call, or `>>>` alone and the output below it. `>>` and `>` are no prompts of Python, and lead to outputs, too.

use crate::document::CodeLine;
use crate::lang::literal::{self, Literal};
use crate::lang::python;
use crate::source::{Source, Span};

/// The signs that stand for an arrow, the prompt first.
const ARROWS: [&str; 3] = [">>>", ">>", ">"];

/// Code without its outputs, and these.
#[derive(Debug)]
pub(super) struct Arrows {
    /// The lines; those of outputs are blank.
    pub(super) lines: Vec<CodeLine>,
    /// The lines of the outputs, in order.
    pub(super) outputs: Vec<Vec<CodeLine>>,
}

/// Reads `lines`, which do not begin with a prompt, as code with such outputs; none if any `>>>` may be a prompt: if
/// something else than a value or words stands behind it, or something is shown below. Only what `is_tagged` as Python may
/// have the other signs: with them people quote, too.
pub(super) fn read(source: &Source, lines: &[CodeLine], is_tagged: bool) -> Option<Arrows> {
    let texts: Vec<_> = lines.iter().map(|line| line.text(source)).collect();
    let signs = if is_tagged { &ARROWS[..] } else { &ARROWS[..1] };
    signs.iter().find_map(|arrow| read_by(source, lines, &texts, arrow))
}

fn read_by(source: &Source, lines: &[CodeLine], texts: &[String], arrow: &str) -> Option<Arrows> {
    let mut arrows = Arrows { lines: lines.to_vec(), outputs: Vec::new() };
    let mut index = 0;
    while index < texts.len() {
        let end = group(texts, index, arrow)?;
        if end > index {
            let behind =
                lines[index..end].iter().map(|&line| output(source, line, arrow)).filter(|line| !line.span.is_empty());
            arrows.outputs.push(behind.collect());
            arrows.lines[index..end].iter_mut().for_each(|line| *line = blank(*line));
        }
        index = end.max(index + 1);
    }
    if arrows.outputs.is_empty() {
        return None;
    }
    let code = super::joined(source, &arrows.lines);
    let module = python::parse(&code);
    let first = module.statements.first().and_then(|first| lines.get(first.first_line - 1)).map(|line| line.line);
    let is_below_code = |output: &[CodeLine]| output.first().zip(first).is_some_and(|(line, first)| line.line > first);
    let is_bound =
        |output: &[CodeLine]| output.iter().any(|line| module.bound_names.contains(line.text(source).trim()));
    let are_outputs = arrows.outputs.iter().all(|output| is_below_code(output) && !is_bound(output));
    (module.error.is_none() && are_outputs).then_some(arrows)
}

/// Where the output that begins on line `index` ends; `index` if none begins there, none if a prompt does.
fn group(texts: &[String], index: usize, arrow: &str) -> Option<usize> {
    let rest = |text: &str| {
        text.strip_prefix(arrow).filter(|rest| rest.is_empty() || rest.starts_with([' ', '\t'])).map(str::to_owned)
    };
    let Some(first) = rest(&texts[index]) else {
        return (!texts[index].trim_start().starts_with(arrow)).then_some(index);
    };
    let below = &texts[index + 1..];
    if first.trim().is_empty() {
        let count = below.iter().take_while(|text| !text.trim().is_empty() && rest(text).is_none()).count();
        let lines = below.get(..count)?.join("\n");
        let is_code = python::parse(&lines).error.is_none() && python::parse(&lines).evidence.strong > 0;
        return (count > 0 && !is_code).then_some(index + 1 + count);
    }
    if let Some(count) = rest_of_container(&first, below).filter(|_| is_output(first.trim())) {
        return Some(index + 1 + count);
    }
    let more = below.iter().map_while(|text| rest(text)).take_while(|rest| !rest.trim().is_empty());
    let outputs: Vec<_> = std::iter::once(first).chain(more).collect();
    let next = below.get(outputs.len() - 1).filter(|next| !next.trim().is_empty());
    let is_shown_below = next.is_some_and(|next| !next.starts_with('#') && is_output(next.trim()) && !is_opened(next));
    (outputs.iter().all(|text| is_output(text.trim())) && !is_shown_below).then_some(index + outputs.len())
}

/// How many lines of `below` go on with the container that `first` begins; none if that opens none or it is not closed there.
fn rest_of_container(first: &str, below: &[String]) -> Option<usize> {
    let count = |text: &str, marks: [char; 3]| text.matches(marks).count();
    let mut depth =
        count(first, ['[', '{', '(']).checked_sub(count(first, [']', '}', ')'])).filter(|depth| *depth > 0)?;
    for (index, line) in below.iter().take_while(|line| !line.trim().is_empty()).enumerate() {
        depth = (depth + count(line, ['[', '{', '('])).checked_sub(count(line, [']', '}', ')']))?;
        if depth == 0 {
            return Some(index + 1);
        }
    }
    None
}

/// Words with which statements begin that nobody takes for an output.
const KEYWORDS: &[&str] =
    &["class", "def", "del", "for", "from", "if", "import", "print", "raise", "return", "try", "while", "with"];

/// Whether `text` is a value or words, and not code.
fn is_output(text: &str) -> bool {
    let first = text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    match literal::parse(text) {
        Some(Literal::Call(..)) => false,
        Some(Literal::Tuple(_) | Literal::Name(_)) => true,
        Some(literal) => literal.is_value(),
        None => !KEYWORDS.contains(&first) && python::parse(text).error.is_some(),
    }
}

/// Whether `text` is the first line of a statement of several.
fn is_opened(text: &str) -> bool {
    text.trim_end().ends_with([':', '(', '[', '{', ',', '\\'])
}

/// The line without the arrow.
fn output(source: &Source, line: CodeLine, arrow: &str) -> CodeLine {
    let text = line.text(source);
    let Some(rest) = text.strip_prefix(arrow) else { return line };
    let taken = text.len() - rest.strip_prefix(' ').unwrap_or(rest).len();
    let start = (line.span.start + taken.saturating_sub(line.pad)).min(line.span.end);
    CodeLine { span: Span::new(start, line.span.end), pad: line.pad.saturating_sub(taken), ..line }
}

fn blank(line: CodeLine) -> CodeLine {
    CodeLine { span: Span::new(line.span.end, line.span.end), pad: 0, ..line }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The code and the outputs.
    fn arrows(text: &str) -> Option<(String, Vec<String>)> {
        let source = Source::new("a.md", text.as_bytes().to_vec());
        let lines: Vec<_> =
            (1..=source.line_count()).map(|line| CodeLine { line, span: source.line_span(line), pad: 0 }).collect();
        let found = read(&source, &lines, true)?;
        let text = |lines: &[CodeLine]| lines.iter().map(|line| line.text(&source)).collect::<Vec<_>>().join("\n");
        Some((text(&found.lines), found.outputs.iter().map(|output| text(output)).collect()))
    }

    fn outputs(text: &str) -> Vec<String> {
        arrows(text).unwrap_or_else(|| panic!("{text}")).1
    }

    #[test]
    fn a_prompt_before_a_value_below_code_is_an_arrow() {
        let found = arrows("x = [0]\nx\n>>> [0]\nx[0]\n>>> 0").expect("arrows");
        assert_eq!(found, ("x = [0]\nx\n\nx[0]\n".to_owned(), vec!["[0]".to_owned(), "0".to_owned()]));
        assert_eq!(outputs("print(1)\nprint(2)\n>>> 1\n>>> 2\n\nx = 3"), ["1\n2"]);
        assert_eq!(outputs("greet()\n>>> Hello, Ann!\n>>> Bye"), ["Hello, Ann!\nBye"]);
        assert_eq!(outputs("x = f()\n\n>>> <object at 0x7f>"), ["<object at 0x7f>"]);
    }

    #[test]
    fn a_prompt_alone_leads_to_the_lines_below() {
        assert_eq!(outputs("print(sorted('ab'))\n\n>>>\n['a', 'b']\n"), ["['a', 'b']"]);
        assert_eq!(outputs("f()\n>>>\none\ntwo\n\ng()\n>>>\nthree"), ["one\ntwo", "three"]);
    }

    #[test]
    fn two_angle_brackets_and_one_are_arrows_too() {
        assert_eq!(outputs("print(1)\n>> 1"), ["1"]);
        assert_eq!(outputs("print(1)\n\n> 1\n> 2"), ["1\n2"]);
        assert_eq!(outputs("f()\n>> array([[1, 2],\n          [3, 4]])\ng()"), ["array([[1, 2],\n          [3, 4]])"]);
        for text in ["x = (a\n> 1)", "x = 1\n>> x + 1\n2", ">> 5", "f()\n>> [1,\n\n2]"] {
            assert!(arrows(text).is_none(), "{text}");
        }
    }

    #[test]
    fn code_at_a_prompt_is_none() {
        for text in [
            "x = 1\n>>> f(x)",
            "x = 1\n>>> x",
            "x = 1\n>>> x + 1\n2",
            "x = 1\n>>> 5\n5",
            "x = 1\n>>> import y",
            "x = 1\n  >>> 5",
            "x = = 1\n>>> 5",
            ">>> 5",
            "# only a comment\n>>> 5",
            "f()\n>>>\ndef g():\n    pass",
            "x = 1",
        ] {
            assert!(arrows(text).is_none(), "{text}");
        }
    }
}
