//! Tests of what announces a failure.

use super::*;
use crate::example::classify;
use crate::source::Source;

const ZERO_DIVISION: ExampleFailure<'_> = raised("ZeroDivisionError", &["ArithmeticError", "Exception"], &[4]);

const fn raised<'a>(kind: &'a str, bases: &'a [&'a str], lines: &'a [usize]) -> ExampleFailure<'a> {
    ExampleFailure::Raised { kind, bases, by_statement: false, lines }
}

/// Whether the first block of `text` is announced to fail like `failure`.
fn is_announced(text: &str, failure: &ExampleFailure<'_>) -> bool {
    let document = crate::document::parse(Source::new("a.md", text.as_bytes().to_vec()));
    let classes = classify(&document, &[]);
    let example = classes.iter().flat_map(crate::example::Class::examples).next().expect("an example");
    failing(&document, &document.blocks[example.block], example, failure)
}

/// The lines of the file of `code` behind one line of text and a blank one.
fn below(sentence: &str, code: &str) -> String {
    format!("{sentence}\n\n```python\n{code}\n```\n")
}

#[test]
fn the_patterns_are_sound() {
    assert!(FILLER.is_sound() && FOREVER.is_sound() && ITEM.is_sound() && RAISES.is_sound() && CHOICE.is_sound());
}

#[test]
fn each_word_announces_its_example() {
    for language in languages() {
        for (word, about, example) in language.rows {
            let failure = match about {
                About::Fault => ZERO_DIVISION,
                About::Exit => ExampleFailure::Exited,
                About::Endless => ExampleFailure::Endless,
            };
            assert!(example.to_lowercase().contains(word) && announces(example, &failure), "{word}: {example}");
        }
    }
}

#[test]
fn what_takes_a_word_back_announces_nothing() {
    for sentence in [
        "This runs without any error:",
        "There is no error:",
        "It never fails:",
        "This doesn't raise an exception:",
        "To avoid an error, ask first:",
        "We catch the exception:",
        "For error handling there is a class:",
        "This cannot fail:",
        "The error is caught:",
        "Nothing goes wrong:",
        "The mean squared error:",
        "Esto funciona sin errores:",
        "Das läuft ohne Fehler:",
        "Fehlerfrei ist es so:",
        "Cela marche sans aucune erreur :",
        "Это работает без ошибок:",
        "这不会报错：",
        "エラーになりません:",
        "오류 없이 실행됩니다:",
        "Hatasız çalışır:",
    ] {
        assert!(!announces(sentence, &ZERO_DIVISION), "{sentence}");
    }
    assert!(announces("If we don't catch the error, the program ends:", &ZERO_DIVISION));
}

#[test]
fn a_type_that_is_named_must_be_the_one_that_is_raised() {
    let error = raised("KeyError", &["LookupError", "Exception"], &[2]);
    for (sentence, expected) in [
        ("This raises a `KeyError`:", true),
        ("This raises a LookupError:", true),
        ("An Exception is raised:", true),
        ("This raises a TypeError:", false),
        ("`get` gives None without a KeyError:", false),
        ("This raises:", true),
        ("It raises because there is no such key:", true),
        ("This raises the price:", false),
    ] {
        assert_eq!(announces(sentence, &error), expected, "{sentence}");
    }
    let own = raised("TooPoorError", &["Exception"], &[2]);
    assert!(announces("This raises an error, which is a ValueError:", &own), "nobody knows what it derives from");
}

#[test]
fn the_sentence_directly_before_or_behind_counts() {
    let fails = |text: &str| is_announced(text, &raised("TypeError", &["Exception"], &[4]));
    assert!(fails(&below("Add them. This fails:", "x + y")));
    assert!(
        fails(&below("This fails. For example:", "x + y")),
        "a sentence that says nothing stands with its neighbour"
    );
    assert!(!fails(&below("- First, this fails.\n- This works:", "x + y")));
    assert!(!fails(&below("Adding a text fails. Now we add two numbers:", "x + y")));
    assert!(!fails(&below("1. This fails.\n2. Now we add two numbers:", "x + y")));
    assert!(fails(&below("1. Read it.\n2. Fix this program:", "x + y")));
    assert!(fails(&format!("{}\nPython says that this is an error.\n", below("Text:", "x + y"))));
    assert!(fails(&format!("{}\nRun it. It fails.\n", below("We add two numbers:", "x + y"))), "the second one");
    assert!(!fails(&format!("{}\nWe have added two numbers. An error is something else.\n", below("Text:", "x + y"))));
    assert!(fails(&below("<!-- a comment -->\n## Errors\n", "x + y")));
    let next = "\n```python\nz\n```\n";
    assert!(!fails(&format!("{}\nThe next one fails:\n{next}", below("Text:", "x + y"))), "leads to the next");
    assert!(fails(&format!("{}\nThat one fails.\n{next}", below("Text:", "x + y"))));
}

#[test]
fn comments_at_the_place_count_and_those_that_name_the_type() {
    let fails = |code: &str, line: usize| {
        is_announced(&below("Text:", code), &raised("TypeError", &["Exception"], &[line + 3]))
    };
    assert!(fails("x = 1\nx + 'a'  # not allowed", 2));
    assert!(fails("x = 1\n# this fails\nx + 'a'", 3));
    assert!(fails("x = 1\nx + 'a'\n# Error!", 2));
    assert!(fails("# ❌ never like this\nx = 1\nx + 'a'", 3));
    assert!(fails("x = 1  # leads to a TypeError\ny = 2\nx + 'a'", 3));
    assert!(!fails("x = 1  # no error here\ny = 2\nx + 'a'", 3));
    assert!(!fails("x = 1\ny = 2  # an error of rounding\nz = 3\nx + 'a'", 4), "another place");
}

#[test]
fn code_announces_what_it_does_on_purpose() {
    let fails = |code: &str, kind: &str, lines: &[usize]| {
        let lines: Vec<_> = lines.iter().map(|line| line + 3).collect();
        let failure = ExampleFailure::Raised { kind, bases: &["Exception"], by_statement: true, lines: &lines };
        is_announced(&below("Text:", code), &failure)
    };
    assert!(fails("raise ValueError('x')\nprint(1)", "ValueError", &[1, 1]));
    assert!(fails("x = 1\nif x:\n    raise ValueError('x')\nprint(1)", "ValueError", &[3, 3]));
    assert!(!fails("x = 1\nif x:\n    raise AssertionError\nprint(1)", "AssertionError", &[3, 3]));
    assert!(fails("def f():\n    raise ValueError\nf()", "ValueError", &[3, 2]), "the last thing it does");
    assert!(!fails("def f():\n    raise ValueError\nf()\nprint(1)", "ValueError", &[3, 2]));
    assert!(fails("def f():\n    raise NotImplementedError\nf()\nprint(1)", "NotImplementedError", &[3, 2]));
    assert!(!is_announced(&below("Text:", "1 / 0"), &ZERO_DIVISION));
    assert!(is_announced(&below("Text:", "server.serve_forever()"), &ExampleFailure::Endless));
    assert!(!is_announced(&below("Text:", "while True: pass"), &ExampleFailure::Endless));
}

#[test]
fn an_output_below_shows_the_exception() {
    let fails = |text: &str| is_announced(text, &raised("TypeError", &["Exception"], &[4]));
    let shown = |kind: &str| {
        format!(
            "{}\nNow run it:\n\n```\n$ python a.py\nTraceback (most recent call last):\n{kind}: no\n```\n",
            below("Text:", "x + y")
        )
    };
    assert!(fails(&shown("TypeError")));
    assert!(!fails(&shown("KeyError")));
    assert!(!fails(&shown("TypeError").replace("Now run it", "```python\n1\n```")), "that of another example");
}

#[test]
fn an_answer_to_choose_names_the_exception() {
    let asked = |answers: &str| {
        is_announced(&format!("```python\n1 / 0\n```\n\n{answers}\n"), &raised("ZeroDivisionError", &[], &[2]))
    };
    for answers in [
        "- A) 0\n- B) ZeroDivisionError",
        "1. `0`\n2. `ZeroDivisionError`\n3. nothing",
        "a) 0\nb) ZeroDivisionError: division by zero",
        "- [ ] 0\n- [x] ZeroDivisionError",
        "(A) 0\n\n(B) ZeroDivisionError",
    ] {
        assert!(asked(answers), "{answers}");
    }
    for answers in ["- A) 0\n- B) TypeError", "The first.\n\n- 0\n- ZeroDivisionError", "- 0\n- 1"] {
        assert!(!asked(answers), "{answers}");
    }
}
