//! Tests of classification: what runs, what does not, and where each line of it stands.

use super::*;
use crate::document;

fn classes(text: &str) -> Vec<String> {
    let document = document::parse(Source::new("a.md", text.as_bytes().to_vec()));
    let describe = |class: &Class| match class {
        Class::Example(_) => "example".to_owned(),
        Class::Other { kind, reason } => format!("{kind:?}: {reason}"),
    };
    classify(&document).iter().map(describe).collect()
}

fn class(fence: &str) -> String {
    classes(&format!("```{fence}\n```\n")).remove(0)
}

fn example(text: &str) -> (Document, Example) {
    let document = document::parse(Source::new("a.md", text.as_bytes().to_vec()));
    match classify(&document).remove(0) {
        Class::Example(example) => (document, *example),
        Class::Other { reason, .. } => panic!("{reason}"),
    }
}

#[test]
fn tagged_blocks_are_what_the_tag_says() {
    assert_eq!(class("python\nx = 1"), "example");
    assert_eq!(class("python\nx = = 1"), "example");
    assert_eq!(class("bash\nprint(1)"), "NotPython: tagged `bash`");
    assert_eq!(class("text\n# Output: 4"), "NotPython: tagged `text`");
    assert_eq!(class("pycon\n>>> 1/0"), "example");
    assert_eq!(class("ruby\n>>> 1 + 1\n2"), "example");
    assert_eq!(class("pycon\nno prompt"), "NotExample: holds no statement");
    assert_eq!(class("python\n# only words"), "NotExample: holds no statement");
}

#[test]
fn untagged_python_is_told_from_what_merely_parses() {
    for code in
        ["print(1)", "def f():\n    return 1", "x = [1]\nx.append(2)\nx[0]", "f = lambda: 1", "x = 5;\nprint(x)"]
    {
        assert_eq!(class(&format!("\n{code}")), "example", "{code}");
    }
    for code in [
        "15",
        "[1, 2, 3]",
        "Hello",
        "ls -l",
        "name: value",
        "console.log(1);",
        "user = admin",
        "hello, world",
        "alert('hi')",
        "puts(1)",
        "print(*objects, sep=' ')",
    ] {
        assert!(class(&format!("\n{code}")).starts_with("NotPython"), "{code}");
    }
}

#[test]
fn an_untagged_block_beside_tagged_python_must_show_more() {
    let found = classes("```python\nx = 1\n```\n\n```\nx = 1\n```\n\n```\nprint(1)\n```\n");
    assert_eq!(found, ["example", "NotPython: untagged, in a document that tags its Python", "example"]);
}

#[test]
fn templates_and_python_2_are_no_examples() {
    assert!(class("\nwith expression as variable:\n    statements").starts_with("NotExample: a template"));
    assert!(class("python\n<bool> = <str> in <str>").starts_with("NotExample: a template"));
    assert!(class("python\nprint 'hello'").starts_with("NotExample: Python 2"));
    assert_eq!(class("python\nexpression = 1\nprint(expression)"), "example");
    assert_eq!(classes("```py\nelement = 1\n```\n```py\nprint(element)\n```\n"), ["example", "example"]);
}

#[test]
fn lines_and_spans_of_dedented_code_are_those_of_the_file() {
    let text = "> ```py\n>     a = 1  # é\n>\n>     if a:\n>         b\n> ```\n";
    let (document, example) = example(text);
    assert_eq!(example.code, "a = 1  # é\n\nif a:\n    b\n");
    let comment = &example.module.comments[0];
    assert_eq!(document.source.slice(example.file_span(&comment.range)), "# é");
    assert_eq!(example.file_line(4), 5);
}
