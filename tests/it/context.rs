//! Which examples run together, and what becomes of claims that hold only alone or only together.

use crate::project::Project;

/// Line and verdict of each claim of a document, checked in the way that `arguments` ask for.
fn verdicts_by(text: &str, arguments: &[&str]) -> Vec<(u64, String)> {
    let project = Project::new().file("a.md", text);
    let report = project.report(&[&["check", "a.md"], arguments].concat());
    let claims = report["documents"][0]["claims"].as_array().expect("claims").iter();
    let word = |value: &serde_json::Value| value.as_str().expect("a word").to_owned();
    claims.map(|claim| (claim["line"].as_u64().expect("a line"), word(&claim["verdict"]))).collect()
}

fn verdicts(text: &str) -> Vec<String> {
    verdicts_by(text, &[]).into_iter().map(|(_, verdict)| verdict).collect()
}

#[test]
fn a_module_of_the_document_wins_however_the_interpreter_is_started() {
    let import = "```python\nimport enum\nprint(enum.flag())  # Output: own\n```\n\n";
    let from = "```python\nfrom enum import flag\nprint(flag())  # Output: Flag\n```\n\n";
    let other = "```python\nimport json\nprint(json.dumps(1))  # Output: 1\n```\n\n";
    let module = "```python\n# enum.py\ndef flag():\n    return 'own'\n```\n\n";
    let text = format!("{module}{import}{from}{other}{import}{from}{other}{import}{from}");
    for isolation in ["fork", "spawn"] {
        let found = verdicts_by(&text, &["--isolation", isolation]);
        let words: Vec<_> = found.iter().map(|(_, verdict)| verdict.as_str()).collect();
        let three = ["confirmed", "wrong", "confirmed"];
        assert_eq!(words, [&three[..], &three[..], &three[..2]].concat(), "{isolation}");
    }
}

#[test]
fn of_two_outputs_of_the_same_code_the_order_of_the_page_tells_the_true_one() {
    let shadowed = "```python\nmax = min\n```\n\n";
    let low = "```python\nprint(max([1, 5]))  # Output: 1\n```\n\n";
    let high = "```python\nprint(max([1, 5]))  # Output: 5\n```\n\n";
    assert_eq!(verdicts(&format!("{shadowed}{low}{high}")), ["confirmed", "wrong"]);
    assert_eq!(verdicts(&format!("{high}{shadowed}{low}")), ["confirmed", "confirmed"]);
    let undone = "```python\ndel max\n```\n\n";
    assert_eq!(verdicts(&format!("{shadowed}{low}{undone}{high}")), ["confirmed", "confirmed"]);
}

#[test]
fn what_is_first_shown_runs_behind_what_is_written_below() {
    let text = "```python\nrate = 3\n```\n\n```python\nprint(price(2))  # Output: 6\nprice(4)  # 13\n```\n\n\
                It is:\n\n```python\ndef price(n):\n    return n * rate\n```\n";
    assert_eq!(verdicts(text), ["confirmed", "wrong"]);
    let assigned = "```python\nprint(total)  # Output: 3\n```\n\n```python\ntotal = 3\n```\n";
    assert_eq!(verdicts(assigned), ["unreached"]);
}

#[test]
fn a_documented_missing_name_is_no_missing_context() {
    let text = "```python\nresult = 1\n```\n\n```python\nprint('in')\nprint(result)\n```\n\n**Output**\n\n```\nin\n\
                Traceback (most recent call last):\nNameError: name 'result' is not defined\n```\n";
    assert_eq!(verdicts(text), ["confirmed"]);
    let other = text.replace("name 'result' is", "name 'value' is");
    assert_eq!(verdicts(&other), ["wrong"]);
}

#[test]
fn schemes_hide_no_definitions_and_define_nothing() {
    let text = "```python\nclass Name(Base):\n    <body>\n\ndef area(w, h):\n    return w * h\n```\n\n\
                Syntax:\n\n```python\ndef area(w, h): ...\n```\n\n\
                ```python\nprint(area(2, 3))  # Output: 6\nprint(area(2, 3))  # Output: 7\n```\n";
    assert_eq!(verdicts(text), ["confirmed", "wrong"]);
}

#[test]
fn what_is_announced_as_an_expectation_is_left_open() {
    let code = "```python\nprint([1] + [2])  # Output: [2, 1]\n```\n";
    assert_eq!(verdicts(&format!("You might expect:\n\n{code}")), ["unverified"]);
    assert_eq!(verdicts(&format!("As you might expect:\n\n{code}")), ["wrong"]);
    let fence = "```python\nprint(1)\n```\n\nOne would think that the output is:\n\n```\n2\n```\n";
    assert_eq!(verdicts(fence), ["unverified"]);
}

#[test]
fn a_file_is_what_the_blocks_before_have_made_of_it() {
    let blocks = [
        "lines = 'one\\n'",
        "with open('log.txt', 'w') as file:\n    file.write(lines)",
        "with open('log.txt', 'a') as file:\n    file.write('two\\n')",
        "print(open('log.txt').read().split())  # ['one', 'two']",
        "print(open('log.txt').readline().strip())  # Output: two",
        "import os\nprint(os.path.exists('log.txt'))  # True",
        "print(open('other.txt').read())  # Output: one",
        "try:\n    open('log.txt')\nexcept FileNotFoundError as error:\n    print(error.filename)  # log.txt",
    ];
    let text: String = blocks.iter().map(|block| format!("```python\n{block}\n```\n\n")).collect();
    // The last one says what it gives by itself.
    let expected = ["confirmed", "wrong", "confirmed", "skipped", "confirmed"];
    for isolation in ["auto", "spawn"] {
        let found = verdicts_by(&text, &["--isolation", isolation]);
        assert_eq!(found.iter().map(|(_, verdict)| verdict.as_str()).collect::<Vec<_>>(), expected, "{isolation}");
    }
}

#[test]
fn what_a_block_sets_of_a_package_holds_for_the_blocks_below_that_import_it() {
    let text = "# A\n\n```python\nfrom decimal import getcontext\n\ngetcontext().prec = 3\ngetcontext().clear_flags()\n```\n\n\
                # B\n\n```python\nfrom decimal import Decimal\n\nprint(Decimal(1) / 3)  # 0.333\n```\n\n\
                ```python\nfrom decimal import Decimal\n\nprint(Decimal(2) / 3)  # 0.6666666666666666666666666667\n```\n";
    let report = Project::new().file("a.md", text).report(&["a.md"]);
    let claims = report["documents"][0]["claims"].as_array().expect("claims");
    assert_eq!(claims[0]["verdict"], "confirmed", "{claims:?}");
    assert_eq!(claims[1]["verdict"], "confirmed", "{claims:?}");
}
