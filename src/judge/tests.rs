//! Tests of judging: from runs made up by hand to verdicts, so that no interpreter is needed.

mod content;
mod wording;

use super::*;
use crate::claim::recognise;
use crate::document;
use crate::example::classify;
use crate::run::{Chunk, Ending, Excess, Origin, Stream, Unseen};
use crate::settings::Matching;
use crate::source::Source;

/// A run that printed these texts, each from these lines of the code.
fn run(output: &[(&str, &[usize])]) -> Run {
    let in_file = |lines: &[usize]| lines.iter().map(|line| line + 1).collect::<Vec<_>>();
    output.iter().fold(Run::silent(), |run, (text, lines)| run.printing(text, &in_file(lines)))
}

fn raising(run: Run, kind: &str, message: &str, line: usize) -> Run {
    run.raising(Exception::new(kind, message, vec![line + 1]))
}

fn judged(code: &str, run: &Run) -> Vec<Judgement> {
    let document = document::parse(Source::new("a.md", format!("```py\n{code}\n```\n").into_bytes()));
    let classes = classify(&document, &[]);
    let example = classes[0].examples().next().expect("an example");
    judge(&recognise(&document.source, example), run, Matching::Any)
}

/// The verdict on the only claim, and its match or reason.
fn verdict(code: &str, run: &Run) -> (Verdict, String) {
    let mut judgements = judged(code, run);
    assert_eq!(judgements.len(), 1, "{judgements:?}");
    let judgement = judgements.remove(0);
    let matched = judgement.matched.map(|matched| matched.as_str().to_owned());
    (judgement.verdict, matched.or(judgement.reason).unwrap_or_default())
}

#[test]
fn a_value_that_was_not_looked_at_is_unverified() {
    let mut run = run(&[]);
    run.unseen.insert(0, Unseen::Shared);
    for code in ["f()  # Output: 5", "x = f()  # 5", "f()  # => 5"] {
        assert_eq!(verdict(code, &run).0, Verdict::Unverified, "{code}");
    }
    run.values.insert(0, vec![Recorded::Value("6".to_owned())]);
    assert_eq!(verdict("x = f()  # 5", &run).0, Verdict::Unverified);
}

#[test]
fn output_below_a_call_belongs_to_the_call() {
    let run = run(&[("hi\n", &[2, 3])]);
    assert_eq!(verdict("def f():\n    print('hi')\nf()  # Output: hi", &run), (Verdict::Confirmed, "exact".to_owned()));
    assert_eq!(verdict("def f():\n    print('hi')  # Output: hi\nf()", &run), (Verdict::Confirmed, "exact".to_owned()));
}

#[test]
fn a_blank_line_in_a_transcript_is_written_out() {
    let run = run(&[("a\n\nb\n", &[1])]);
    assert_eq!(verdict(">>> print(x)\na\n<BLANKLINE>\nb", &run).0, Verdict::Confirmed);
    assert_eq!(verdict(">>> print(x)\na\nc", &run).0, Verdict::Wrong);
}

#[test]
fn a_print_is_told_from_what_its_argument_prints() {
    let run = run(&[("inner\n", &[2, 3]), ("5\n", &[3])]);
    let code = |comment: &str| format!("def f():\n    print('inner')\nprint(f())  # {comment}");
    assert_eq!(verdict(&code("5"), &run).0, Verdict::Confirmed);
    assert_eq!(verdict(&code("Output: 5"), &run).0, Verdict::Wrong);
}

#[test]
fn behind_a_statement_the_value_does_not_join_what_is_printed() {
    let mut run = run(&[("a\n", &[1, 3])]);
    run.values.insert(0, vec![Recorded::Value("5".to_owned())]);
    let code = "def g():\n    return 5\ng()  # Output:\n# a\n# 5";
    assert_eq!(verdict(code, &run).0, Verdict::Wrong);
}

#[test]
fn a_block_claim_takes_as_much_of_what_is_above_as_it_documents() {
    let run = run(&[("1\n", &[1]), ("2\n", &[2])]);
    assert_eq!(verdict("print(1)\nprint(2)\n# Output:\n# 1\n# 2", &run).0, Verdict::Confirmed);
    assert_eq!(verdict("print(1)\nprint(2)\n# Output: 2", &run).0, Verdict::Confirmed);
    let wrong = &judged("print(1)\nprint(2)\n# Output:\n# 1\n# 3", &run)[0];
    assert_eq!(
        (wrong.verdict, wrong.actual.as_deref(), wrong.replacement.as_deref()),
        (Verdict::Wrong, Some("1\n2"), Some("1\n# 2"))
    );
}

#[test]
fn a_sentence_below_the_output_is_no_part_of_it() {
    assert_eq!(
        verdict("print(1)\n# Output: 1\n# This is the first number", &run(&[("1\n", &[1])])).0,
        Verdict::Confirmed
    );
    assert_eq!(verdict("print(1)\n# Output: 1\n# 2", &run(&[("1\n", &[1])])).0, Verdict::Wrong);
}

#[test]
fn words_are_claims_only_if_they_resemble_the_output() {
    let run = run(&[("Hello, World\n", &[1])]);
    assert_eq!(verdict("print(x)  # Hello, World", &run).0, Verdict::Confirmed);
    assert_eq!(verdict("print(x)  # Hello World!", &run).0, Verdict::Wrong);
    assert_eq!(verdict("print(x)  # greets the user", &run).0, Verdict::Unverified);
    assert_eq!(verdict("print(x)  # Output: some text, varies", &run).0, Verdict::Unverified);
    assert_eq!(verdict("print('Hello, World')  # 1", &run).0, Verdict::Unverified);
    assert_eq!(verdict("print(x)  # 1", &run).0, Verdict::Unverified);
    let a_type = self::run(&[("<class 'float'>\n", &[1])]);
    assert_eq!(verdict("print(type(x))  # int", &a_type).0, Verdict::Wrong);
    assert_eq!(verdict("print(type(x))  # a number", &a_type).0, Verdict::Unverified);
}

#[test]
fn several_executions_are_joined_or_the_last_counts() {
    let run = run(&[("1\n", &[2]), ("2\n", &[2])]);
    assert_eq!(verdict("for i in x:\n    print(i)  # 1 2", &run).1, "joined");
    assert_eq!(verdict("for i in x:\n    print(i)  # 2", &run).1, "last");
    let same = self::run(&[("1\n", &[2]), ("1\n", &[2])]);
    assert_eq!(verdict("for i in x:\n    print(7)  # 1", &same).1, "exact");
    assert_eq!(verdict("for i in x:\n    print(i)  # 1", &run).0, Verdict::Unverified);
    assert_eq!(verdict("for i in x:\n    print(i)  # 5", &run).0, Verdict::Wrong);
    assert_eq!(verdict("if x:\n    print(i)  # 2", &run).0, Verdict::Unverified);
    assert_eq!(verdict("if x:\n    print(i)  # Output: 2", &run).0, Verdict::Wrong);
}

#[test]
fn what_an_example_was_not_given_skips_its_claims() {
    let missing = raising(run(&[]), "ModuleNotFoundError", "No module named 'numpy'", 1);
    assert_eq!(
        verdict("import numpy\nprint(1)  # 1", &missing),
        (Verdict::Skipped, "needs the package numpy".to_owned())
    );
    let raised = raising(run(&[]), "NameError", "name 'x' is not defined", 1);
    let reason = "line 2 raised NameError: name 'x' is not defined".to_owned();
    assert_eq!(verdict("x\nprint(1)  # 1", &raised), (Verdict::Unreached, reason));
}

#[test]
fn a_claimed_exception_is_confirmed_at_its_line() {
    let raised = raising(run(&[]), "ZeroDivisionError", "division by zero", 1);
    assert_eq!(verdict("print(1/0)  # ZeroDivisionError", &raised).1, "exception");
    assert_eq!(verdict("print(1/0)  # ZeroDivisionError: division by zero", &raised).1, "exception");
    assert_eq!(verdict("print(1/0)  # Output: ValueError", &raised).0, Verdict::Wrong);
    assert_eq!(verdict("print(1/0)  # Output: 5", &raised).0, Verdict::Unreached);
}

#[test]
fn a_run_without_a_receipt_confirms_nothing() {
    for ending in
        [Ending::Vanished(0), Ending::Signalled(9), Ending::TimedOut, Ending::TooMuchOutput(Excess::Bytes(8 << 20))]
    {
        let run = Run { ending, ..run(&[("1\n", &[1])]) };
        assert_eq!(verdict("print(1)  # 1", &run).0, Verdict::Unreached);
    }
    let exited = Run { ending: Ending::Exited(0), ..run(&[("1\n", &[1])]) };
    let verdicts: Vec<_> =
        judged("print(1)  # 1\nexit()\nprint(2)\n# Output: 2", &exited).iter().map(|j| j.verdict).collect();
    assert_eq!(verdicts, [Verdict::Confirmed, Verdict::Unreached]);
}

#[test]
fn output_that_bypasses_python_counts_where_it_may_belong() {
    let mut run = run(&[("a\n", &[1]), ("c\n", &[3])]);
    let foreign = Origin::Foreign { after: Some(2), before: Some(4) };
    run.chunks.insert(1, Chunk { stream: Stream::Stdout, origin: foreign, bytes: b"b\n".to_vec() });
    let verdicts: Vec<_> =
        judged("print('a')  # Output: a\nos.system('echo b')  # Output: b\nprint('c')  # Output: c", &run)
            .iter()
            .map(|judgement| judgement.verdict)
            .collect();
    assert_eq!(verdicts, [Verdict::Confirmed; 3]);
}

#[test]
fn hints_point_to_where_the_text_is_printed() {
    let run = run(&[("1\n", &[1]), ("2\n", &[2])]);
    let judgements = judged("print(a)  # Output: 2\nprint(b)", &run);
    assert_eq!(judgements[0].hint.as_deref(), Some("this is what line 3 prints"));
}

#[test]
fn an_empty_marker_is_wrong_where_something_is_printed() {
    assert_eq!(verdict("print(1)\n# Output:", &run(&[("1\n", &[1])])).0, Verdict::Wrong);
    assert_eq!(verdict("x = 1\n# Output:", &run(&[])).0, Verdict::Unverified);
}

#[test]
fn options_of_doctest_loosen_the_comparison() {
    let verdict_of = |option: &str, shown: &str, printed: &str| {
        let code = format!(">>> print(x)  # doctest: {option}\n{shown}");
        judged(&code, &run(&[(printed, &[1])]))[0].verdict
    };
    assert_eq!(verdict_of("+NORMALIZE_WHITESPACE", "a  b c", "a b\nc\n"), Verdict::Confirmed);
    assert_eq!(verdict_of("+ELLIPSIS", "a  b c", "a b\nc\n"), Verdict::Wrong);
}

/// The verdict once the folder `/tmp/run` of the run is known, and that after a run in another one.
fn verdicts_in_folder(code: &str, printed: &str) -> [Verdict; 2] {
    let document = document::parse(Source::new("a.md", format!("```py\n{code}\n```\n").into_bytes()));
    let classes = classify(&document, &[]);
    let claims = recognise(&document.source, classes[0].examples().next().expect("an example"));
    let judged = |printed: &str| judge(&claims, &run(&[(printed, &[1])]), Matching::Any);
    let mut judgements = judged(printed);
    volatile::by_folder(&mut judgements, &claims, "/tmp/run");
    let first = judgements[0].verdict;
    let second = judged(&printed.replace("/tmp/run", "/tmp/other"));
    let in_folder = |printed: &str, folder: &str| Run { folder: folder.to_owned(), ..run(&[(printed, &[1])]) };
    let (here, there) = (in_folder(printed, "/tmp/run"), in_folder("", "/tmp/other"));
    let known = elsewhere::Elsewhere::new(&claims, &here, String::new());
    let change = known.change(0, &judgements[0], &known.seen(there, second));
    assert_eq!(change, elsewhere::WorldResult::None);
    assert_eq!(judgements[0].unfit == Some(Unfit::Folder), judgements[0].verdict == Verdict::Wrong);
    [first, judgements[0].verdict]
}

#[test]
fn what_names_the_folder_of_the_run_is_volatile() {
    for (claim, printed) in [
        ("/home/ada/example.py", "/tmp/run/work/block.py\n"),
        ("['/home/ada/a.py', '/home/ada/b.py']", "['/tmp/run/work/block.py']\n"),
        ("None", "/tmp/run/tmp\n"),
        ("3.14", "/tmp/run/tmp\n"),
        ("File \"example.py\", line 3", "File \"/tmp/run/work/block.py\", line 2\n"),
    ] {
        assert_eq!(verdicts_in_folder(&format!("f()\n# Output: {claim}"), printed), [Verdict::Volatile; 2], "{claim}");
    }
}

#[test]
fn what_would_be_wrong_in_any_folder_is_wrong() {
    let traceback = "Traceback (most recent call last):\n  File \"/tmp/run/work/block.py\", line 1\nValueError: no\n";
    let claimed = |end: &str| {
        format!("f()\n# Output:\n# Traceback (most recent call last):\n#   File \"/home/ada/a.py\", line 1\n# {end}")
    };
    assert_eq!(verdicts_in_folder(&claimed("ValueError: no"), traceback), [Verdict::Volatile; 2]);
    assert_eq!(verdicts_in_folder(&claimed("KeyError: 1"), traceback), [Verdict::Wrong; 2]);
    assert_eq!(verdicts_in_folder("f()\n# Output: example.py", "/tmp/run/work/block.py\n"), [Verdict::Wrong; 2]);
}

#[test]
fn what_is_printed_above_is_no_remark_below() {
    let run = run(&[("It is a day\n", &[1]), ("5\n", &[2])]);
    let code = |below: &str| format!("print(a)\nprint(b)\n# Output:\n# 5\n# {below}");
    assert_eq!(verdict(&code("It is a day"), &run).0, Verdict::Unverified);
    assert_eq!(verdict(&code("That is the number"), &run).0, Verdict::Confirmed);
}

#[test]
fn a_remark_may_follow_an_output_with_open_brackets() {
    let run = |text: &str| run(&[(text, &[1])]);
    for (printed, text) in [
        ("Step (2\n", "Step (2 - the second one"),
        ("Aa: ['(', 1]\n", "Aa: ['(', 1] because 1 is odd"),
        ("['[=0']\n", "['[=0']：see f(3)"),
    ] {
        assert_eq!(verdict(&format!("print(x)  # Output: {text}"), &run(printed)).0, Verdict::Confirmed, "{text}");
    }
    assert_ne!(verdict("print(x)  # Output: [ - 1, 2]", &run("[\n")).0, Verdict::Confirmed);
    assert_ne!(verdict("print(x)  # Output: Step (3 - the third one", &run("Step (2\n")).0, Verdict::Confirmed);
}

#[test]
fn a_remark_behind_a_message_is_never_another_message() {
    let run = raising(run(&[]), "ValueError", "too small", 1);
    for (text, expected) in [
        ("ValueError: too small (2)", Verdict::Confirmed),
        ("ValueError: too small - unchanged", Verdict::Unverified),
        ("ValueError: too large - unchanged", Verdict::Wrong),
    ] {
        assert_eq!(verdict(&format!("f(2)  # {text}"), &run).0, expected, "{text}");
    }
    let traceback = |message: &str| format!(">>> f(2)\nTraceback (most recent call last):\nValueError: {message}");
    assert_eq!(verdict(&traceback("too small (2)"), &run).0, Verdict::Unverified);
}

#[test]
fn the_end_of_a_printed_label_is_neither_right_nor_wrong() {
    let run = run(&[("Be aa: -1\n", &[1])]);
    assert_eq!(verdict("print(x)  # => Be aa: -1 - the sum of 1 and 2", &run).0, Verdict::Unverified);
    assert_eq!(verdict("print(x)  # Output: aa: -1", &run).0, Verdict::Unverified);
    assert_eq!(verdict("print(x)  # Output: aa: -2", &run).0, Verdict::Wrong);
}

#[test]
fn a_reason_behind_a_labelled_value_is_no_part_of_it_whatever_the_label_says() {
    for (printed, claimed) in [
        ("Room no: 5", "Room no: 5 because it is free"),
        ("Total minus: [1, 2]", "Total minus: [1, 2] since both are due"),
        ("found no = 'a'", "found no = 'a', not 'b'"),
        ("What it is is [1, 2]", "What it is is [1, 2] because both are"),
    ] {
        let run = run(&[(&format!("{printed}\n"), &[1])]);
        let judged = |text: &str| verdict(&format!("print(x)  # Output: {text}"), &run).0;
        assert_eq!(judged(claimed), Verdict::Confirmed, "{claimed}");
        assert_eq!(
            judged(&claimed.replace("Room no: 5", "Room no: 6").replace("1, 2", "1, 3").replace("= 'a'", "= 'c'")),
            Verdict::Wrong
        );
    }
    for (printed, claimed) in
        [("5", "no: 5"), ("Room 5", "Room 5 because it is free"), ("Room no: 5", "5"), ("Room no: 5", "Room no: 5, 6")]
    {
        let run = run(&[(&format!("{printed}\n"), &[1])]);
        assert_eq!(verdict(&format!("print(x)  # Output: {claimed}"), &run).0, Verdict::Wrong, "{claimed}");
    }
}

#[test]
fn a_line_that_is_printed_is_no_remark_on_the_lines_above_it() {
    let run = run(&[("0\nThe sum is 5\n", &[1])]);
    let judged = |lines: &[&str]| verdict(&format!("print(x)\n# Output:\n# {}", lines.join("\n# ")), &run).0;
    assert_eq!(judged(&["0", "The sum is 5"]), Verdict::Confirmed);
    assert_eq!(judged(&["0", "The sum is 5", "This is what they add up to"]), Verdict::Confirmed);
    for added in ["All: 5", "The sum is 5"] {
        assert_ne!(judged(&["0", added, "The sum is 5"]), Verdict::Confirmed, "{added}");
    }
}

#[test]
fn a_part_of_a_text_is_no_labelled_value() {
    let judged = |printed: &str, text: &str| verdict(&format!("print(x)  # {text}"), &run(&[(printed, &[1])])).0;
    assert_eq!(judged("Total *a: 50%\n", "50%"), Verdict::Confirmed);
    assert_eq!(judged("Range: (0, 1]\n", "(0, 1]"), Verdict::Confirmed);
    assert_ne!(judged("Total *a: (0\n", "*a: (0"), Verdict::Confirmed);
    assert_ne!(judged("Total *a: (0\n", "(0"), Verdict::Confirmed);
}

#[test]
fn another_label_is_not_the_printed_one() {
    let judged = |printed: &str, text: &str| verdict(&format!("print(f(x))  # {text}"), &run(&[(printed, &[1])])).0;
    for (printed, text, expected) in [
        ("Age: 15\n", "Output: Height: 15", Verdict::Wrong),
        ("x = 15\n", "Output: y = 15", Verdict::Wrong),
        ("sum → 15\n", "Output: top -> 15", Verdict::Wrong),
        // A bare comment may name the value in the author's words, but that is not what is printed.
        ("Age: 15\n", "Height: 15", Verdict::Unverified),
        ("x = 15\n", "y = 15", Verdict::Unverified),
        ("Age: 15\n", "Height: 16", Verdict::Wrong),
        ("Age: 15\n", "age: 15", Verdict::Wrong),
        ("Age: 15\n", "15", Verdict::Confirmed),
        ("Age: 15\n", "Age : 15", Verdict::Confirmed),
        ("Age: 15\n", "Age = 15", Verdict::Confirmed),
        ("The sum is 15\n", "Output: n = 15", Verdict::Confirmed),
    ] {
        assert_eq!(judged(printed, text), expected, "{text} for {printed}");
    }
}

#[test]
fn the_mark_before_words_is_a_part_of_the_text() {
    let judged = |text: &str| verdict(&format!("print(x)  # Output: {text}"), &run(&[("Aaa Aa0= #a\n", &[1])])).0;
    assert_eq!(judged("Aaa Aa0= #a"), Verdict::Confirmed);
    assert_ne!(judged("Aaa Aa0: #a"), Verdict::Confirmed);
}

#[test]
fn words_around_the_value_are_never_wrong() {
    for (printed, text) in [
        ("[1, 2, 3]\n", "devient [1, 2, 3]"),
        ("[1, 2, 3]\n", "wird nun zu [1, 2, 3]."),
        ("[1, 2, 3]\n", "现在是[1, 2, 3]"),
        ("[1, 2, 3]\n", "여기서 [1, 2, 3]가 된다"),
        ("{'a': 1, 'b': 2}\n", "теперь {'a': 1, 'b': 2}"),
    ] {
        let judged = |printed: &str| verdict(&format!("print(x)  # {text}"), &run(&[(printed, &[1])])).0;
        assert_ne!(judged(printed), Verdict::Wrong, "{text}");
        assert_ne!(judged(&printed.replace('1', "7")), Verdict::Confirmed, "{text}");
    }
    let judged = |text: &str| verdict(&format!("print(x)  # {text}"), &run(&[("[1, 2, 3]\n", &[1])])).0;
    assert_eq!(judged("now [1, 2, 4]"), Verdict::Wrong);
    assert_eq!(judged("[[1, 2, 3]"), Verdict::Wrong);
    assert_eq!(judged("Output: devient [1, 2, 3]"), Verdict::Wrong);
}

#[test]
fn a_string_below_may_show_what_several_statements_print() {
    let two = run(&[("1\n", &[1]), ("2\n", &[2])]);
    let code = |text: &str| format!("print(x)\nprint(y)\n\"\"\"\n{text}\n\"\"\"");
    assert_eq!(verdict(&code("1\n2"), &two).0, Verdict::Confirmed);
    assert_eq!(verdict(&code("2"), &two).0, Verdict::Confirmed);
    assert_eq!(verdict(&code("Output:\n1\n2"), &two).0, Verdict::Confirmed);
    assert_eq!(verdict(&code("1\n3"), &two).0, Verdict::Wrong);
    assert_eq!(verdict(&code("1\n2\n3"), &two).0, Verdict::Wrong);
    assert_eq!(verdict(&code("Both are shown by the calls above."), &two).0, Verdict::Unverified);
    let turns = run(&[("0\n", &[2]), ("1\n", &[2])]);
    let code = |text: &str| format!("for i in x:\n    print(i)\n\'\'\'\n{text}\n\'\'\'");
    assert_eq!(verdict(&code("0\n1"), &turns).0, Verdict::Confirmed);
    assert_eq!(verdict(&code("0\n2"), &turns).0, Verdict::Wrong);
    assert_eq!(verdict(&code("counts the turns"), &turns).0, Verdict::Unverified);
}

#[test]
fn colours_of_a_terminal_are_no_part_of_the_text() {
    let run = run(&[("\u{1b}[31mred\u{1b}[0m, plain\n", &[1])]);
    assert_eq!(verdict("f()  # prints: red, plain", &run).0, Verdict::Confirmed);
    assert_eq!(verdict("f()  # prints: blue, plain", &run).0, Verdict::Wrong);
    let cleared = self::run(&[("\u{1b}[2J\u{1b}[31mred\n", &[1])]);
    assert_eq!(verdict("f()  # prints: red", &cleared).0, Verdict::Wrong);
}

#[test]
fn a_compiler_says_it_in_other_words_in_other_releases() {
    let mut run = raising(run(&[]), "IndentationError", "expected an indented block after 'if'", 1);
    run.exception.as_mut().expect("an exception").compiling = true;
    let told = |text: &str| verdict(&format!("f()\n# {text}"), &run).0;
    assert_eq!(told("SyntaxError: unexpected EOF while parsing"), Verdict::Unverified);
    assert_ne!(told("ValueError: no"), Verdict::Confirmed);
    assert_eq!(told("IndentationError: expected an indented block"), Verdict::Unverified);
    assert_eq!(told("IndentationError: unindent does not match any outer indentation level"), Verdict::Unreached);
    let mut run = raising(self::run(&[]), "SyntaxError", "expected ':'", 1);
    run.exception.as_mut().expect("an exception").compiling = true;
    let told = |text: &str| verdict(&format!("f()\n# {text}"), &run).0;
    assert_eq!(told("SyntaxError: invalid syntax"), Verdict::Unverified);
    assert_eq!(told("SyntaxError: expected an expression"), Verdict::Unreached);
}

#[test]
fn lines_of_a_message_may_be_joined() {
    let failing = |message| raising(run(&[]), "ValueError", message, 1);
    let code = "f()  # ValueError: not handled: [1, 2]";
    assert_eq!(verdict(code, &failing("not handled:\n[1, 2]")).0, Verdict::Confirmed);
    assert_ne!(verdict(code, &failing("not handled:\n[1, 3]")).0, Verdict::Confirmed);
}

#[test]
fn other_digits_in_the_same_form_are_meant() {
    let judged = |printed: &str, text: &str| verdict(&format!("print(x)  # {text}"), &run(&[(printed, &[1])])).0;
    for (printed, text) in
        [("2024-12-31\n", "2023-05-14"), ("23:40\n", "10:05"), ("7.50 EUR\n", "3.19 EUR"), ("+49 30 12\n", "+41 52 67")]
    {
        assert_eq!(judged(printed, text), Verdict::Wrong, "{text} for {printed}");
        assert_eq!(judged(printed, printed.trim()), Verdict::Confirmed);
    }
    for (printed, text) in [("2024-12-31\n", "14 May 2023"), ("v1\n", "v2: the second step"), ("23:40\n", "1 of 5")] {
        assert_eq!(judged(printed, text), Verdict::Unverified, "{text} for {printed}");
    }
}

#[test]
fn the_authors_mark_before_each_line_of_a_session_is_no_output() {
    let two = run(&[("0\n1\n", &[1])]);
    for (shown, verdict) in [("> 0\n> 1", Verdict::Confirmed), ("> 0\n1", Verdict::Wrong), ("> 0\n> 2", Verdict::Wrong)]
    {
        assert_eq!(self::verdict(&format!(">>> f()\n{shown}"), &two).0, verdict, "{shown}");
    }
    let quoted = run(&[("> a\n", &[1])]);
    assert_eq!(verdict(">>> f()\na", &quoted).0, Verdict::Wrong);
    assert_eq!(verdict(">>> f()\n> a", &quoted), (Verdict::Confirmed, "exact".to_owned()));
}

#[test]
fn comments_behind_an_exception_at_a_prompt_are_none_of_it() {
    let mut run = raising(run(&[]), "KeyError", "'ok'", 1);
    let exception = run.exception.take().expect("an exception");
    run.caught.insert(0, vec![exception]);
    let judgements = judged(">>> params['ok']\nKeyError: 'ko'\n# use get", &run);
    assert_eq!((judgements[0].verdict, judgements[0].lines), (Verdict::Wrong, 1));
    assert_eq!(judgements[0].replacement.as_deref(), Some("KeyError: 'ok'"));
}
