//! Tests of reading transcripts: what is code, what is shown, and where sessions begin and end.

use super::*;
use proptest::prelude::*;

/// The code without blank lines at its end, and for each prompt what is shown below it.
fn transcript(text: &str) -> (String, Vec<String>) {
    let source = Source::new("a.md", text.as_bytes().to_vec());
    let lines: Vec<_> =
        (1..=source.line_count()).map(|line| CodeLine { line, span: source.line_span(line), pad: 0 }).collect();
    let sessions = read(&source, &lines);
    let join = |lines: &[CodeLine]| lines.iter().map(|line| line.text(&source)).collect::<Vec<_>>().join("\n");
    let code: Vec<_> = sessions.iter().map(|session| join(&session.lines)).collect();
    let prompts = sessions.iter().flat_map(|session| &session.prompts);
    (code.join("\n").trim_end().to_owned(), prompts.map(|prompt| join(&prompt.want)).collect())
}

#[test]
fn prompts_and_what_is_shown_are_told_apart() {
    let (code, wants) = transcript(">>> x = 1\n>>> x\n1\n>>> def f():\n...     return 2\n...\n>>> f()\n2\n3\n\n>>>\n");
    assert_eq!(code, "x = 1\nx\n\ndef f():\n    return 2\n\nf()");
    assert_eq!(wants, ["", "1", "", "2\n3", ""]);
}

#[test]
fn prompts_for_further_lines_may_be_missing() {
    let (code, wants) = transcript(">>> for x in y:\n        print(x)\n\n4\n9\n...\n>>> f(1,\n      2)\n5\n");
    assert_eq!(code, "for x in y:\n        print(x)\n\n\n\n\nf(1,\n      2)");
    assert_eq!(wants, ["4\n9\n...", "5"]);
}

#[test]
fn code_may_go_on_behind_a_blank_line() {
    let (code, wants) = transcript(">>> for x in y:\n...     x\n\n... else:\n...     z\n1\n");
    assert_eq!(code, "for x in y:\n    x\n\nelse:\n    z");
    assert_eq!(wants, ["1"]);
}

#[test]
fn code_without_prompts_may_lead_to_the_next_one() {
    let (code, wants) = transcript("a.sort()\n>>> a\n[1]\n\na.sort(reverse=True)\n>>> a\n[2]\n");
    assert_eq!(code, "a.sort()\na\n\n\na.sort(reverse=True)\na");
    assert_eq!(wants, ["[1]", "[2]"]);
    // Where all code has prompts it may be printed.
    let (_, wants) = transcript(">>> f()\nf(1)\n\ng(2)\n>>> a\n[2]\n");
    assert_eq!(wants, ["f(1)\n\ng(2)", "[2]"]);
}

#[test]
fn a_text_that_is_printed_goes_on_behind_its_blank_line() {
    let (code, wants) = transcript("x = 2\n>>> print(\"a = 1\\n\\nb = 2\")\na = 1\n\nb = 2\n>>> x\n2\n");
    assert_eq!(code, "x = 2\nprint(\"a = 1\\n\\nb = 2\")\n\n\n\nx");
    assert_eq!(wants, ["a = 1\n\nb = 2", "2"]);
    let (_, wants) =
        transcript("s = \"def f(x): return x\\n\\nf(2)\"\n>>> print(s)\ndef f(x): return x\n\nf(3)\n>>> s\n2\n");
    assert_eq!(wants, ["def f(x): return x\n\nf(3)", "2"]);
}

#[test]
fn a_rule_may_end_a_session() {
    let (code, wants) = transcript(">>> f(1)\n[1]\n==========\ndef f(x):\n    return x\n");
    assert_eq!((code.as_str(), wants.as_slice()), ("f(1)\n\n\ndef f(x):\n    return x", &["[1]".to_owned()][..]));
    for text in [">>> f(1)\n[1]\n==========\nTotal: 3\n", ">>> print('=' * 10)\n==========\ndef f(x):\n    return x\n"]
    {
        assert!(transcript(text).1[0].contains("=========="), "{text}");
    }
}

#[test]
fn headings_with_numbers_stand_above_prompts_of_a_notebook() {
    let (_, wants) = transcript("In [1]: x\nOut[1]: 4\n\n3. \nIn [2]: y\n[5]\n\n练习（2）\nIn [3]: z\n");
    assert_eq!(wants, ["4", "[5]", ""]);
    let (_, wants) = transcript("In [1]: f()\na\n\nb\nIn [2]: f()\n3.\nIn [3]: z\n");
    assert_eq!(wants, ["a\n\nb", "3.", ""]);
}

#[test]
fn a_prompt_may_be_indented_or_touch_its_code() {
    let (code, wants) = transcript(">>>x = 1\n   >>> x\n   1\n>>> f()\n  2\n");
    assert_eq!(code, "x = 1\nx\n\nf()");
    assert_eq!(wants, ["", "1", "  2"]);
}

#[test]
fn a_blank_line_does_not_end_a_string() {
    let (code, wants) = transcript(">>> s = '''a\n\nb'''\n>>> s\n1\n");
    assert_eq!(code, "s = '''a\n\nb'''\ns");
    assert_eq!(wants, ["", "1"]);
}

#[test]
fn code_without_prompts_may_stand_between_prompts() {
    let (code, wants) = transcript("x = 1\n\n>>> x\n1\n\ndef f():\n    return 2\n\n>>> f()\n2\n\nThat is all.\n");
    assert_eq!(code, "x = 1\n\nx\n\n\ndef f():\n    return 2\n\nf()");
    assert_eq!(wants, ["1", "2\n\nThat is all."]);
}

#[test]
fn notebook_prompts_are_prompts() {
    let (code, wants) = transcript("In [1]: x = 2\n\nIn [2]: for i in x:\n   ...:     i\n   ...: \nOut[2]: 3\n");
    assert_eq!(code, "x = 2\n\nfor i in x:\n    i");
    assert_eq!(wants, ["", "3"]);
}

#[test]
fn output_may_go_on_behind_a_blank_line() {
    let (code, wants) = transcript(">>> f()\na\n\nb\n\n>>> x\n1\n\nAll is said.\n");
    assert_eq!(code, "f()\n\n\n\n\nx");
    assert_eq!(wants, ["a\n\nb", "1\n\nAll is said."]);
    assert_eq!(transcript(">>> f()\n\na\n").1, ["a"]);
}

#[test]
fn every_line_of_a_statement_may_have_the_primary_prompt() {
    let (code, wants) =
        transcript(">>> print(\n>>>     1\n>>> )\n1\n>>> if x:\n>>>     y\n>>> else:\n>>>     z\n>>> w\n");
    assert_eq!(code, "print(\n    1\n)\n\nif x:\n    y\nelse:\n    z\nw");
    assert_eq!(wants, ["1", "", ""]);
}

#[test]
fn lines_without_prompts_belong_to_code_that_is_not_complete() {
    let (code, wants) =
        transcript(">>> print(\n\"a\",\n)\na\n>>> def f():\n    x = 1\n\n    return x\n\n>>> @g\ndef h(): pass\n1\n");
    assert_eq!(code, "print(\n\"a\",\n)\n\ndef f():\n    x = 1\n\n    return x\n\n@g\ndef h(): pass");
    assert_eq!(wants, ["a", "", "1"]);
}

#[test]
fn indented_output_is_no_code_that_goes_on() {
    let (code, wants) = transcript(">>> for n in x:\n        print(n)\n   1\n  2\n>>> t\n   1\n");
    assert_eq!(code, "for n in x:\n        print(n)\n\n\nt");
    assert_eq!(wants, ["   1\n  2", "   1"]);
}

#[test]
fn an_empty_prompt_may_stand_before_code_without_prompts() {
    let (code, wants) = transcript(">>> import a\n>>>\ndef f(x):\n    return x\n\n>>> f(1)\n1\n>>>\n\n>>> x\n1\n");
    assert_eq!(code, "import a\n\ndef f(x):\n    return x\n\nf(1)\n\n\n\nx");
    assert_eq!(wants, ["", "", "1", "", "1"]);
}

#[test]
fn a_prompt_may_follow_an_output_on_its_line() {
    let (code, wants) = transcript(">>> print(7, end=\" \")\n7 >>> x\n1\n>>> print(3, end=\", \")\n3, >>>\n");
    assert_eq!(code, "print(7, end=\" \")\nx\n\nprint(3, end=\", \")");
    assert_eq!(wants, ["7", "1", "3,", ""]);
    assert_eq!(transcript(">>> print('a >>> b')\na >>> b\n").1, ["a >>> b"]);
}

#[test]
fn dots_below_a_complete_statement_stand_for_output() {
    let (code, wants) =
        transcript(">>> f()  # doctest: +ELLIPSIS\n...\nready\n>>> for n in x:\n...     n\n...\n...\n9\n");
    assert_eq!(code, "f()  # doctest: +ELLIPSIS\n\n\nfor n in x:\n    n");
    assert_eq!(wants, ["...\nready", "...\n9"]);
    let (code, wants) = transcript(">>> f()\n...\n>>> g()\n");
    assert_eq!(code, "f()\n\ng()");
    assert_eq!(wants, ["", ""]);
}

#[test]
fn what_a_shell_shows_belongs_to_no_prompt() {
    let (code, wants) = transcript("$ python3\nPython 3.11.7 (main)\n>>> 6 + 1\n7\n>>> exit()\n$ ls\na.py\n");
    assert_eq!(code, "\n\n6 + 1");
    assert_eq!(wants, ["7"]);
}

#[test]
fn a_session_that_is_left_is_followed_by_a_new_one() {
    let source = Source::new("a.md", b">>> x = 1\n>>> exit()\n$ python3\n>>> x\n1\n".to_vec());
    let lines: Vec<_> =
        (1..=source.line_count()).map(|line| CodeLine { line, span: source.line_span(line), pad: 0 }).collect();
    let sessions = read(&source, &lines);
    assert_eq!(sessions.iter().map(|session| session.lines.len()).collect::<Vec<_>>(), [3, 2]);
    assert_eq!(sessions.iter().map(|session| session.prompts.len()).collect::<Vec<_>>(), [1, 1]);
}

#[test]
fn a_numbered_prompt_may_stand_alone_on_its_line() {
    let (code, wants) = transcript("In [2]:\nx = 1\n\nx + 1\nOut[2]:\n3\n\nIn [3]:\n\nprint(x)\n\n1\n");
    assert_eq!(code, "\nx = 1\n\nx + 1\n\n\n\n\n\nprint(x)");
    assert_eq!(wants, ["3", "1"]);
}

#[test]
fn a_value_may_begin_below_its_number() {
    let (_, wants) = transcript("In [1]: f()\nOut[1]:\n[1,\n 2]\n\nIn [2]: g()\nOut[2]: 5\n");
    assert_eq!(wants, ["[1,\n 2]", "5"]);
}

proptest! {
    #[test]
    fn no_line_is_lost_and_none_is_read_twice(lines in prop::collection::vec(
        ">>> x|>>>|>>> f\\(|>>>     y|\\.\\.\\.|\\.\\.\\.     z|7 >>> x|print\\(1, end=''\\)|In \\[1\\]:|Out\\[1\\]:|Out\\[1\\]: 5|    a||'''|>>> exit\\(\\)|\\$ python|\\)", 0..14)) {
        let source = Source::new("a.md", lines.join("\n").into_bytes());
        let lines: Vec<_> =
            (1..=source.line_count()).map(|line| CodeLine { line, span: source.line_span(line), pad: 0 }).collect();
        let sessions = read(&source, &lines);
        let numbers: Vec<_> = sessions.iter().flat_map(|session| &session.lines).map(|line| line.line).collect();
        prop_assert_eq!(numbers, (1..=source.line_count()).collect::<Vec<_>>());
        for prompt in sessions.iter().flat_map(|session| &session.prompts) {
            prop_assert!(prompt.first <= prompt.last);
            prop_assert!(prompt.want.windows(2).all(|pair| pair[0].line < pair[1].line));
        }
    }
}

#[test]
fn a_prompt_that_does_not_compile_is_kept_where_that_is_shown() {
    let text = ">>> x = = 1\n  File \"<stdin>\", line 1\nSyntaxError: invalid syntax\n>>> y = = 2\n5\n>>> print 3\nTraceback (most recent call last):\n  File \"<stdin>\", line 1\nKeyError\n";
    let source = Source::new("a.md", text.as_bytes().to_vec());
    let lines: Vec<_> =
        (1..=source.line_count()).map(|line| CodeLine { line, span: source.line_span(line), pad: 0 }).collect();
    let mut session = read(&source, &lines).remove(0);
    let left = leave_out_invalid(&source, &mut session);
    let told: Vec<_> = session.prompts.iter().map(|prompt| (prompt.broken.as_deref(), prompt.want.len())).collect();
    assert_eq!(told, [(Some("x = = 1\n"), 2), (None, 0), (None, 0)]);
    assert_eq!(left.iter().map(|one| one.want.len()).collect::<Vec<_>>(), [1, 3]);
}

#[test]
fn a_branch_may_stand_in_the_column_of_its_code() {
    let (code, wants) = transcript(">>> if x:\n        print(1)\n    else:\n        print(2)\n\n1\n");
    assert_eq!(code.trim(), "if x:\n        print(1)\nelse:\n    print(2)");
    assert_eq!(wants, ["1"]);
    let (code, _) = transcript(">>>  if x:\n       y\n     elif z:\n       w\n...\n1\n");
    assert_eq!(code, "if x:\n       y\nelif z:\n  w");
}

#[test]
fn a_tab_may_stand_behind_the_dots() {
    let (code, wants) = transcript(">>> if m:\n...\t\tprint(m)\n...\t\t\nLady\n>>> print(t)\n...\tx\n");
    assert_eq!(
        (code.as_str(), wants),
        ("if m:\n\t\tprint(m)\n\t\t\n\nprint(t)", vec!["Lady".to_owned(), "...\tx".to_owned()])
    );
}
