//! Tests of recognition: each notation finds its claims, knows what they are about, and reads what it writes.

use super::*;
use crate::directive::{Directives, resolve};
use crate::document;
use crate::example::{Class, classify};

/// The claims of all examples of a document; a text without a fence is one block of Python.
fn claims(code: &str) -> (Source, Vec<Claim>) {
    let text = if code.starts_with(['`', '<']) { code.to_owned() } else { format!("```python\n{code}\n```\n") };
    let document = document::parse(Source::new("a.md", text.into_bytes()));
    let classes = classify(&document, &resolve(&document, &Directives::default()).blocks);
    let found = classes.iter().flat_map(Class::examples).flat_map(|example| recognise(&document.source, example));
    let found = found.collect();
    (document.source, found)
}

/// Notation, documented text and first place of each claim, in lines of the code.
fn found(code: &str) -> Vec<String> {
    let (_, claims) = claims(code);
    let describe = |claim: &Claim| {
        let place = &claim.places[0];
        format!(
            "{} {:?} {}-{}",
            claim.notation.as_str(),
            claim.text(claim.lines.len()),
            place.first - 1,
            place.last - 1
        )
    };
    claims.iter().map(describe).collect()
}

#[test]
fn every_notation_finds_the_claim_of_its_example() {
    for notation in notation::TABLE {
        let (source, claims) = claims(notation.example().trim_end());
        assert_eq!(claims.len(), 1, "{}", notation.name());
        assert_eq!(claims[0].notation, notation.id());
        for line in &claims[0].lines {
            assert_eq!(source.slice(line.span), line.text);
        }
    }
}

#[test]
fn every_notation_reads_what_it_writes() {
    for notation in notation::TABLE {
        let (source, claims) = claims(notation.example().trim_end());
        for output in [vec!["42".to_owned()], vec!["x  y".to_owned(), "42".to_owned(), "  z".to_owned()]] {
            let Some(text) = notation.rewrite(&claims[0], &output) else {
                assert!(output.len() > 1, "{} cannot write one line", notation.name());
                continue;
            };
            let mut edited = source.text().to_owned();
            edited.replace_range(claims[0].span().range(), &text);
            let (_, again) = self::claims(&edited);
            assert_eq!(again.len(), 1, "{edited}");
            assert_eq!(again[0].text(9), output.join("\n"), "{edited}");
            assert_eq!(again[0].notation, notation.id());
        }
    }
}

#[test]
fn markers_behind_statements_and_on_their_own() {
    assert_eq!(found("x = 1\nprint(x)  # Output: 1"), ["output-trailing \"1\" 2-2"]);
    assert_eq!(found("print(1)\n\n# output: 1"), ["output-block \"1\" 1-1"]);
    assert_eq!(
        found("for i in range(2):\n    print(i)\n# Output:\n#   0\n# 1\n\n# more"),
        ["output-block \"  0\\n1\" 1-2"]
    );
    assert_eq!(found("print(1)  # Output:\n# 1"), ["output-trailing \"1\" 1-1"]);
    assert_eq!(found("print(1)  # Output:\n# 1\n# Output: 2"), ["output-trailing \"1\" 1-1", "output-block \"2\" 1-1"]);
    assert_eq!(found("print(1)\n# Output\n# 1"), ["output-block \"1\" 1-1"]);
    assert_eq!(found("print(1)\n# Output"), [""; 0]);
}

#[test]
fn a_hash_arrow_block_is_one_claim() {
    assert_eq!(found("print(a)\n#> 1\n#> 2\nprint(b)\n#> 3"), ["hash-arrow \"1\\n2\" 1-1", "hash-arrow \"3\" 4-4"]);
    assert_eq!(found("print(a)  #> 1"), ["hash-arrow \"1\" 1-1"]);
}

#[test]
fn a_bare_comment_behind_a_print_is_a_claim_or_may_be_one() {
    let (_, claims) =
        claims("print(x)  # 15\nprint(x)  # tuple\nprint(x)  # 1. One\nimport x  # 3\nprint('a')  ## 1 (x)");
    let strengths: Vec<_> = claims.iter().map(|claim| (claim.strength, claim.constant)).collect();
    let (value, text) = (Strength::InferredValue, Strength::InferredText);
    assert_eq!(strengths, [(value, false), (text, false), (value, true)]);
}

#[test]
fn a_block_claim_may_reach_back_to_the_one_before() {
    let (_, claims) = claims("print(0)\n# Output: 0\nprint(1)\nprint(2)\n# Output:\n# 1\n# 2");
    let places: Vec<_> = claims[1].places.iter().map(|place| (place.first, place.last)).collect();
    assert_eq!(places, [(5, 5), (4, 5)]);
    assert_eq!(claims[1].fallback.as_ref().map(|place| (place.first, place.last)), Some((2, 8)));
}

#[test]
fn bodies_of_functions_are_no_part_of_what_stands_above() {
    let (_, claims) = claims("def f():\n    print(1)\nf()\n# Output: 1\nx = 1");
    assert!(claims[0].places[0].holds(4) && !claims[0].places[0].holds(3));
    assert!(!claims[0].places[1].holds(3) && claims[0].places[1].holds(2));
    assert!(!claims[0].fallback.as_ref().expect("a fallback").holds(3));
}

#[test]
fn an_explanation_behind_the_output_may_be_left_out() {
    let (_, claims) = claims("print(1)\n# Output: 1\n# This is the first one");
    assert_eq!(claims[0].extents().collect::<Vec<_>>(), [2, 1]);
    let (_, claims) = self::claims("print(1)\n# Output: 1\n# 2");
    assert_eq!(claims[0].extents().collect::<Vec<_>>(), [2]);
}

/// Notation, strength and text of each claim.
fn kinds(code: &str) -> Vec<String> {
    let describe = |claim: &Claim| format!("{} {:?} {}", claim.notation.as_str(), claim.strength, claim.text(9));
    claims(code).1.iter().map(describe).collect()
}

#[test]
fn values_behind_statements_that_print_nothing_are_claims() {
    let code = "x = f(1)  # 15\nx += 1  # 16\nx == 1  # False\nif x > 1:  # True\n    x.sort()  # [1, 2]\ndel x[0]  # [2]\ny = x  # a copy";
    let value = |text: &str| format!("bare-value InferredValue {text}");
    let expected = ["15", "16", "False", "True", "[1, 2]", "[2]"].map(value).to_vec();
    assert_eq!(kinds(code), [expected, vec!["bare-value InferredText a copy".to_owned()]].concat());
    let (_, claims) = claims("x = f(1)  # 15\nprint(x)  # 15");
    assert_eq!([claims[0].watch.value, claims[1].watch.value], [Some((2, 0)), None]);
}

#[test]
fn exceptions_are_watched_for_where_they_are_claimed() {
    let (_, claims) = claims(
        "x[0]  # IndexError: list index out of range\ntry:\n    f()  # ValueError\nexcept ValueError:\n    pass",
    );
    let go_on: Vec<_> = claims.iter().map(|claim| claim.watch.exception.map(|catch| catch.go_on)).collect();
    assert_eq!(go_on, [Some(true), Some(false)]);
}

#[test]
fn comments_below_statements_may_be_values() {
    assert_eq!(kinds("print(x)\n# 15"), ["value-below InferredValue 15"]);
    assert_eq!(kinds("x[0] = 1\n# TypeError: no"), ["value-below Explicit TypeError: no"]);
    assert_eq!(kinds("print(x)  # 3\n# 15"), ["bare-print InferredValue 3"]);
    assert_eq!(kinds("import x\n# 15\nx = 3\n# then"), [""; 0]);
}

#[test]
fn arrows_and_verbs_are_explicit_before_values_only() {
    assert_eq!(
        kinds("f(1)  # -> 15\nf(1)  # returns the sum\nf(1)\n# raises KeyError"),
        ["arrow Explicit 15", "arrow InferredText the sum", "arrow Explicit KeyError"]
    );
}

#[test]
fn transcripts_claim_what_they_show() {
    let code = "```pycon\n>>> x = [1]\n>>> x  # the list\n[1]\n>>> x.pop()\n# 1\n>>> y = 5\n5\n>>> z = 1\n# now z\n>>> 1/0\nTraceback (most recent call last):\n  File\nZeroDivisionError: x\n```";
    let found = kinds(code);
    assert_eq!(found[..3], ["transcript Explicit [1]", "transcript InferredValue 1", "transcript Explicit 5"]);
    assert!(found[3].starts_with("transcript Explicit Traceback") && found.len() == 4, "{found:?}");
}

/// Notation, strength and text of each claim of a transcript.
fn shown(transcript: &str) -> Vec<String> {
    kinds(&format!("```pycon\n{transcript}\n```"))
}

/// The texts that the first claim of a transcript may stand for, and those that are left open.
fn extents(transcript: &str) -> (Vec<String>, Vec<String>) {
    let (_, claims) = claims(&format!("```pycon\n{transcript}\n```"));
    let claim = claims.first().expect("a claim");
    let text = |count| claim.text(count);
    (claim.extents().map(text).collect(), claim.unclear_extents().map(text).collect())
}

#[test]
fn a_remark_on_the_line_of_a_prompt_is_no_claim_where_its_output_is_shown() {
    assert_eq!(
        shown(">>> 1/0  # this fails\nTraceback:\nZeroDivisionError"),
        ["transcript Explicit Traceback:\nZeroDivisionError"]
    );
    assert_eq!(shown(">>> x  # 5 before\n6"), ["transcript Explicit 6"]);
    assert_eq!(shown(">>> x  # 5"), ["bare-value InferredValue 5"]);
    assert_eq!(shown(">>> f(x)  # Output: 5\n6"), ["output-trailing Explicit 5", "transcript Explicit 6"]);
    assert_eq!(
        shown(">>> f(x)  # expected: two keys\n6"),
        ["output-trailing InferredText two keys", "transcript Explicit 6"]
    );
}

#[test]
fn an_output_may_hold_blank_lines_and_be_followed_by_text() {
    assert_eq!(extents(">>> f()\na\n\nb"), (vec!["a\n\nb".to_owned()], vec![]));
    assert_eq!(
        extents(">>> f()\na\n\nSo it is shown."),
        (vec!["a\n\nSo it is shown.".to_owned(), "a".to_owned()], vec![])
    );
    assert_eq!(extents(">>> f()\na\n\nthe rest"), (vec!["a\n\nthe rest".to_owned()], vec!["a".to_owned()]));
    assert_eq!(extents(">>> f()\na\n# now b\n>>> b").0, ["a\n# now b", "a"]);
}

#[test]
fn an_output_behind_a_blank_line_is_no_sure_one() {
    assert_eq!(shown(">>> f()\n\n15"), ["transcript InferredValue 15"]);
    assert_eq!(shown(">>> f()\n\nall done"), ["transcript InferredText all done"]);
    assert_eq!(shown(">>> f()\n\nThis gives the sum:"), [""; 0]);
    assert_eq!(shown(">>> f()\n\n# 15"), [""; 0]);
}

#[test]
fn an_output_may_begin_with_a_hash_sign() {
    assert_eq!(shown(">>> print('#north')\n#south"), ["transcript Explicit #south"]);
    assert_eq!(
        shown(">>> print('# a')\n# b\n>>> print(x)  # a '#'\n# b"),
        ["transcript Explicit # b", "transcript InferredText b"]
    );
    assert_eq!(shown(">>> f()\n# calls it\n15"), ["transcript Explicit 15"]);
    assert_eq!(shown(">>> x = 1\n# a remark"), [""; 0]);
}

#[test]
fn a_prompt_relies_on_the_imports_that_bind_its_names() {
    let code = "```pycon\n>>> import a\n>>> from b import c\n>>> d = c(1)\n>>> d\n1\n>>> a.x\n2\n>>> d = 5\n>>> d\n5\n>>> 1\n1\n```";
    let (_, claims) = claims(code);
    let relied: Vec<_> = claims.iter().map(|claim| claim.relies_on.clone()).collect();
    assert_eq!(relied, [vec![3], vec![2], vec![], vec![]]);
}

#[test]
fn markers_have_many_words_and_forms() {
    for comment in ["Output 15", "Output = 15", "Result is 15", "Out[3]: 15", "=> Output: 15", "Prints: 15", "输出：15"]
    {
        assert_eq!(found(&format!("f()  # {comment}")), ["output-trailing \"15\" 1-1"], "{comment}");
    }
    assert_eq!(found("print(1)\n# --- Output ---\n# 1\n# ---"), ["output-block \"1\" 1-1"]);
    assert_eq!(found("print(1)\n## 输出: 1"), ["output-block \"1\" 1-1"]);
    // The name of a variable is no marker, and a marker that the statement prints is part of the output.
    assert_eq!(found("output = f()  # output = 15"), ["bare-value \"output = 15\" 1-1"]);
    assert_eq!(found("print('Result:', 1)  # Result: 1"), ["output-trailing \"Result: 1\" 1-1"]);
    assert_eq!(found("print('Sum:\\nSum: 1')\n# Output:\n# Result: 2\n# Result: 3").len(), 3);
    assert_eq!(found("print('Result: 2')\n# Output:\n# Result: 2\n# more"), ["output-block \"Result: 2\\nmore\" 1-1"]);
}

#[test]
fn an_expectation_that_was_not_met_is_no_explicit_claim() {
    let strength = |code: &str| claims(code).1.iter().map(|claim| claim.strength).collect::<Vec<_>>();
    assert_eq!(strength("f()  # Expected: 5"), [Strength::Explicit]);
    assert_eq!(strength("f()  # Expected: 5, got 4"), [Strength::InferredText]);
    assert_eq!(strength("f()\n# Expected: 5\n# Actual: 4"), [Strength::InferredText, Strength::Explicit]);
}

#[test]
fn verbs_say_what_is_meant() {
    let about = |code: &str| claims(code).1.first().map(|claim| claim.manner.about);
    assert_eq!(about("f()  # prints 5"), Some(About::Print));
    assert_eq!(about("f()  # Prints: 5"), Some(About::Print));
    assert_eq!(about("f()  # returns 5"), Some(About::Value));
    assert_eq!(about("f()  # devuelve 5"), Some(About::Value));
    assert_eq!(about("print(f())  # returns 5"), about("print(f())  # => 5"));
    assert_eq!(about("x.sort()  # Result: [1]"), Some(About::PrintElseValueOrState));
    assert_eq!(about("print(\n    f(1),  # Output: 5\n)"), Some(About::Value));
}

#[test]
fn outputs_may_stand_above_their_statements() {
    assert_eq!(found("# Output: 7\nprint(3 + 3)"), ["output-block \"7\" 2-2"]);
    assert_eq!(found("x = 'tea'\n\n# Output: TEA\nprint(x)"), ["output-block \"TEA\" 4-4"]);
    assert_eq!(found("import x\n# Output: 3\nprint(x.f())"), ["output-block \"3\" 3-3"]);
    assert_eq!(found("def f():\n    # Output: 5\n    print(5)"), ["output-block \"5\" 3-3"]);
    // What stands above without a blank line is nearer.
    assert_eq!(found("print(1)\n# Output: 1\nprint(2)"), ["output-block \"1\" 1-1"]);
    // One habit for the whole example.
    assert_eq!(
        found("print(1)\n\n# Output: 1\nprint(2)\n\n# Output: 2"),
        ["output-block \"1\" 1-1", "output-block \"2\" 4-4"]
    );
    assert_eq!(
        found("# Output: 1\nprint(1)\n# Output: 2\nprint(2)"),
        ["output-block \"1\" 2-2", "output-block \"2\" 4-4"]
    );
    let (_, claims) = claims("# Output:\n# 1\n# 2\nprint(1)\nprint(2)\n# Output: 2\nprint(3)");
    let places: Vec<_> = claims[0].places.iter().map(|place| (place.first - 1, place.last - 1)).collect();
    assert_eq!(places, [(4, 4), (4, 5)]);
    // Words above a statement may be its title.
    assert_eq!(kinds("# Result: sorting a list\nprint(x)"), ["output-block InferredText sorting a list"]);
}

#[test]
fn comments_within_statements_are_about_the_expression_before_them() {
    let code =
        "print(\n    f(1),  # 5\n    2,  # 6\n    g,  # the function\n)\nx = [\n    f(1),  # 0\n    f(2),  # 1\n]";
    let value = |text: &str| format!("bare-value InferredValue {text}");
    let number = |text: &str| format!("bare-value InferredText {text}");
    assert_eq!(kinds(code), [value("5"), number("0"), number("1")]);
    let (_, claims) = claims("print(\n    f(1),  # 5\n)");
    assert_eq!((claims[0].watch.value, claims[0].watch.end), (Some((3, 4)), Some((3, 8))));
    assert_eq!(kinds("def f(a):\n    return a + 1  # 7"), [value("7")]);
    assert_eq!(kinds("def f(a):\n    return a + 1  # the next\n"), [""; 0]);
    assert_eq!(kinds("if a:\n    pass\nelif b > 1:  # True\n    pass"), [value("True")]);
}

#[test]
fn comments_below_may_stand_apart_and_below_remarks() {
    let value = |text: &str| format!("value-below InferredValue {text}");
    let words = |text: &str| format!("value-below InferredText {text}");
    assert_eq!(kinds("print(x)\n\n# 13"), [value("13")]);
    assert_eq!(kinds("print(x)\n\n# pear\n# plum\n\ny = 3"), [words("pear\nplum")]);
    assert_eq!(kinds("print(x)\n\n# 2\n\ny = 3"), [words("2")]);
    for code in
        ["print(x)\n\n# 13\ny = 3", "print(x)\n\n# 2. Next\ny = 3", "x = 3\n\n# 3", "print(x)\n# 2. Next\ny = 3"]
    {
        assert_eq!(kinds(code), [""; 0], "{code}");
    }
    assert_eq!(kinds("print(x)  # the rest\n# [3, 5]")[1..], [value("[3, 5]")]);
    assert_eq!(kinds("print(x)  # 3\n# [3, 5]").len(), 1);
    assert_eq!(kinds("if x:\n    print(x)\n# has p"), [words("has p")]);
    assert_eq!(kinds("a, *b = x\n# a = 1, b = [2]"), [value("a = 1, b = [2]")]);
    assert_eq!(kinds("for x in y:\n    print(x)\n# 1. red\n# 2. blue"), [words("1. red\n2. blue")]);
    // A statement that is commented out.
    assert_eq!(kinds("x = f()\n# x = 5\nprint(x)"), [words("x = 5")]);
    assert_eq!(kinds("x = f()\n# x = 5"), [value("x = 5")]);
}

#[test]
fn formatters_put_a_blank_into_the_sign() {
    assert_eq!(kinds("print(x)\n# > 4\n# > 5"), ["hash-arrow Explicit 4\n5"]);
    assert_eq!(kinds("print(x)  # > 4"), ["hash-arrow InferredValue 4"]);
    assert_eq!(kinds("x = 5\n# > 4"), [""; 0]);
}

#[test]
fn an_exception_above_several_lines_is_about_all_of_them() {
    assert_eq!(kinds("# raises TypeError\nint([])"), ["arrow Explicit TypeError"]);
    let code = "# ❌ TypeError が発生\nage = 25\n# text = 'a' + age\n";
    assert_eq!(kinds(code), ["arrow InferredText ❌ TypeError"]);
    let (_, claims) = claims("# raises TypeError\nage = 25\nage + 'a'\n\nage");
    let place = &claims[0].places[0];
    assert_eq!((claims.len(), place.first, place.last), (1, 3, 4));
    assert_eq!(claims[0].watch.exception.map(|catch| (catch.first, catch.last)), Some((3, 4)));
}

#[test]
fn a_label_that_names_another_slice_is_foreign() {
    let foreign = |code: &str| claims(code).1.remove(0).foreign_labels;
    assert_eq!(foreign("x[1:5:2]\n# 1:5 es 'exle'"), ["1:5"]);
    assert_eq!(foreign("x[1:5]\n# 1:5 es 'exle'"), [""; 0]);
    assert_eq!(foreign("x[-3:]  # [:3] is 'abc'"), ["[:3]"]);
}

#[test]
fn a_value_that_is_taken_back_is_no_value() {
    assert_eq!(
        kinds("f()  # 0 if missing\nf()  # returns 0 if missing\nprint(x)  # 'Rex', for example\nf()  # returns 0 now"),
        [
            "bare-value InferredText 0 if missing",
            "arrow InferredText 0 if missing",
            "bare-print InferredText 'Rex', for example",
            "arrow Explicit 0"
        ]
    );
}

#[test]
fn a_comment_behind_the_head_of_a_handler_says_what_is_caught() {
    let none: [&str; 0] = [];
    assert_eq!(found("items[0](-45)  # ValueError\nexcept items[2]:  # ValueError").len(), 1);
    assert_eq!(found("try:\n    f()\nexcept items[2]:  # ValueError\n    pass"), none);
}

#[test]
fn a_traceback_belongs_to_the_prompt_above_whatever_stands_between() {
    let text = "Traceback (most recent call last):\n  File \"<stdin>\", line 1, in <module>\nKeyError: 'x'";
    let (_, claims) = claims(&format!(">>> f()\n\n{text}"));
    assert_eq!((claims.len(), claims[0].strength), (1, Strength::Explicit));
    let (_, claims) = self::claims(">>> f()\n\n3");
    assert_eq!(claims[0].strength, Strength::InferredValue);
}
