//! Tests of what the words of a claim say: which of them a run confirms, refutes, or leaves open.

use super::*;

#[test]
fn a_label_of_another_variable_confirms_nothing() {
    let judge = |code: &str, value: &str, printed: &str| {
        let mut run = run(&[(printed, &[1])]);
        run.chunks.retain(|_| !printed.is_empty());
        run.values.insert(0, vec![Recorded::Value(value.to_owned())]);
        verdict(code, &run).0
    };
    for label in ["y: 15", "y = 15", "max_n = 15"] {
        assert_eq!(judge(&format!("x = 7 + 8  # {label}"), "15", ""), Verdict::Unverified, "{label}");
        assert_eq!(judge(&format!("print(x)  # {label}"), "15", "15\n"), Verdict::Unverified, "{label}");
        assert_eq!(judge(&format!("print(x)  # Output: {label}"), "15", "15\n"), Verdict::Unverified, "{label}");
    }
    for label in ["x: 15", "total = 15", "sum: 15"] {
        assert_eq!(judge(&format!("x = 7 + 8  # {label}"), "15", ""), Verdict::Confirmed, "{label}");
        assert_eq!(judge(&format!("x = 7 + 8  # {label}"), "16", ""), Verdict::Wrong, "{label}");
    }
}

#[test]
fn none_is_wrong_beside_a_value() {
    let printed = |text: &str| run(&[(text, &[1])]);
    assert_eq!(verdict("print(x)  # None", &printed("1\n")).0, Verdict::Wrong);
    assert_eq!(verdict("print(x)  # None", &printed("None\n")).0, Verdict::Confirmed);
    // What a call prints is not what it returns.
    assert_eq!(verdict("f()  # None", &printed("hello\n")).0, Verdict::Unverified);
    let mut run = run(&[]);
    run.values.insert(0, vec![Recorded::Value("1".to_owned())]);
    assert_eq!(verdict("f()  # None", &run).0, Verdict::Wrong);
    run.values.insert(0, vec![Recorded::Value("'None'".to_owned())]);
    assert_ne!(verdict("f()  # None", &run).0, Verdict::Wrong);
    run.values.insert(0, vec![Recorded::Value("1".to_owned())]);
    assert_eq!(verdict("x = 1  # None", &run).0, Verdict::Unverified);
}

#[test]
fn prose_behind_a_marker_describes_values() {
    let judge =
        |claim: &str, printed: &str| verdict(&format!("print(x)  # Output: {claim}"), &run(&[(printed, &[1])])).0;
    for claim in ["the sum of both", "a list with the names", "all of them, one by one"] {
        assert_eq!(judge(claim, "7\n"), Verdict::Unverified, "{claim}");
        assert_eq!(judge(claim, "[1, 2]\n"), Verdict::Unverified, "{claim}");
        assert_eq!(judge(claim, "Ann and Bob\n"), Verdict::Wrong, "{claim}");
    }
    assert_eq!(judge("8 of them", "7\n"), Verdict::Wrong);
    assert_eq!(judge("Hello World", "7\n"), Verdict::Wrong);
}

#[test]
fn a_digit_with_a_remark_is_a_value_unless_the_page_counts() {
    let printed = run(&[("4\n", &[1])]);
    for claim in ["3 - integer division", "3: an integer", "3 — abgerundet"] {
        assert_eq!(verdict(&format!("print(x)  # {claim}"), &printed).0, Verdict::Wrong, "{claim}");
    }
    assert_eq!(verdict("print(x)  # 4 - integer division", &printed).0, Verdict::Confirmed);
    assert_eq!(verdict("print(x)  # 1 - the first way", &printed).0, Verdict::Unverified);
    let counted = judged("print(x)  # 2 - the second\n# 1 - the first", &printed);
    assert_eq!(counted[0].verdict, Verdict::Unverified);
}

#[test]
fn a_remark_may_say_what_is_printed_and_what_is_returned() {
    let mut run = run(&[("a\n", &[1])]);
    for id in 0..2 {
        run.values.insert(id, vec![Recorded::Value("3".to_owned())]);
    }
    let verdicts =
        |claim: &str| judged(&format!("f()  # {claim}"), &run).iter().map(|one| one.verdict).collect::<Vec<_>>();
    assert_eq!(verdicts("prints 'a' and returns 3"), [Verdict::Confirmed; 2]);
    assert_eq!(verdicts("prints 'a', returns 4"), [Verdict::Confirmed, Verdict::Wrong]);
    assert_eq!(verdicts("returns 3 and prints 'b'"), [Verdict::Confirmed, Verdict::Wrong]);
}

#[test]
fn a_sentence_may_quote_one_of_several_lines() {
    let document = |sentence: &str| format!("```py\nprint(x)\nprint(y)\n```\n\n{sentence}\n");
    let run = run(&[("a\n", &[1]), ("b\n", &[2])]);
    let verdict = |sentence: &str| {
        let document = document::parse(Source::new("a.md", document(sentence).into_bytes()));
        let classes = classify(&document, &[]);
        let example = classes[0].examples().next().expect("an example");
        judge(&recognise(&document.source, example), &run, Matching::Any)[0].verdict
    };
    assert_eq!(verdict("This prints `b`."), Verdict::Unverified);
    assert_eq!(verdict("This prints `c`."), Verdict::Wrong);
}

#[test]
fn an_exception_may_have_any_name() {
    let own = "class Boom(Exception):\n    pass\nf()  # ";
    let code = |claim: &str| format!("{own}{claim}");
    let raised = raising(run(&[]), "Boom", "bad 1", 3);
    for claim in ["Boom", "raises Boom", "-> Boom", "Boom: bad 1", "raises Boom(\"bad 1\")", "throws a Boom", "❌ Boom"]
    {
        assert_eq!(verdict(&code(claim), &raised).1, "exception", "{claim}");
    }
    let other = raising(run(&[]), "ValueError", "no", 3);
    for claim in ["raises Boom", "Boom: bad 1", "-> Boom"] {
        assert_eq!(verdict(&code(claim), &other).0, Verdict::Wrong, "{claim}");
    }
    assert_eq!(verdict(&code("raises Boom"), &run(&[])).0, Verdict::Wrong);
    // Nothing shows that this is an exception.
    assert_eq!(verdict(&code("raises Trouble"), &other).0, Verdict::Unverified);
    assert_eq!(verdict(&code("raises Trouble"), &raising(run(&[]), "a.Trouble", "", 3)).1, "exception");
}

#[test]
fn paths_and_tokens_stand_for_others() {
    let judge = |claim: &str, printed: &str| verdict(&format!("print(x)  # {claim}"), &run(&[(printed, &[1])])).0;
    for (claim, printed) in [
        ("/home/ada/project", "/tmp/work\n"),
        ("0cc175b9c0f1b6a8", "92eb5ffee6ae2fec\n"),
        ("1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed", "321fd67b-5bb0-43ee-bf34-39529e000000\n"),
    ] {
        assert_eq!(judge(claim, printed), Verdict::Wrong, "{claim}");
    }
    for (claim, printed) in
        [("/path to it", "/usr/bin\n"), ("/home/ada", "done\n"), ("0cc175b9c0f1", "92eb5ffee6ae2fec\n")]
    {
        assert_eq!(judge(claim, printed), Verdict::Unverified, "{claim}");
    }
}

#[test]
fn a_message_in_the_authors_language_explains_the_exception() {
    let run = raising(run(&[]), "TypeError", "'tuple' object does not support item assignment", 2);
    let verdict = |message: &str| verdict(&format!("t = (1,)\nt[0] = 5  # TypeError: {message}"), &run).0;
    for message in ["tuplas são imutáveis", "元组不能修改", "кортежи неизменяемы"] {
        assert_eq!(verdict(message), Verdict::Unverified, "{message}");
    }
    assert_eq!(verdict("'list' object does not support item assignment"), Verdict::Wrong);
    assert_eq!(verdict("'tuple' object does not support item assignment"), Verdict::Confirmed);
}

#[test]
fn a_fence_with_another_message_of_the_exception_is_wrong() {
    let run = raising(run(&[]), "ValueError", "insufficient funds", 1);
    let verdict = |shown: &str| verdict(&format!("withdraw(10)\n```\n\n```\n{shown}"), &run).0;
    assert_eq!(verdict("ValueError: not enough money"), Verdict::Wrong);
    assert_eq!(verdict("Traceback (most recent call last):\n  ...\nValueError: no money"), Verdict::Wrong);
    assert_eq!(verdict("ValueError: insufficient funds"), Verdict::Confirmed);
    assert_eq!(verdict("ValueError"), Verdict::Confirmed);
}
