//! Tests of classification: what runs, what does not, and where each line of it stands.

use super::*;
use crate::document;
use crate::source::Source;

fn classes(text: &str) -> Vec<String> {
    let document = document::parse(Source::new("a.md", text.as_bytes().to_vec()));
    let describe = |class: &Class| match (class.examples().count(), &class.reason) {
        (0, Some(reason)) => format!("{}: {reason}", class.kind.as_str()),
        (0, None) => panic!("{class:?}"),
        (1, _) => "example".to_owned(),
        (count, _) => format!("{count} examples"),
    };
    classify(&document, &[]).iter().map(describe).collect()
}

fn class(fence: &str) -> String {
    classes(&format!("```{fence}\n```\n")).remove(0)
}

fn example(text: &str) -> (Document, Example) {
    let document = document::parse(Source::new("a.md", text.as_bytes().to_vec()));
    let part = classify(&document, &[]).remove(0).parts.remove(0);
    (document, *part.example.expect("an example"))
}

#[test]
fn tagged_blocks_are_what_the_tag_says() {
    assert_eq!(class("python\nx = 1"), "example");
    assert_eq!(class("python\nx = = 1"), "example");
    assert_eq!(class("bash\nprint(1)"), "example");
    assert_eq!(class("bash\nimport a.png"), "shell: tagged `bash`");
    assert_eq!(class("bash\nfor i in 1 2; do\n  echo $i\ndone"), "shell: tagged `bash`");
    assert_eq!(class("sh\nx=1"), "shell: tagged `sh`");
    assert_eq!(class("text\n# Output: 4"), "text: tagged `text`");
    assert_eq!(class("pycon\n>>> 1/0"), "example");
    assert_eq!(class("pycon\n>>> x = = 1\nSyntaxError: invalid syntax"), "example");
    assert_eq!(class("console\n$ python3\n>>> 1"), "example");
    assert_eq!(class("\nIn [1]: 6 * 7\nOut[1]: 42"), "example");
    assert_eq!(class("ruby\n>>> 1 + 1\n2"), "example");
    assert_eq!(class("pycon\nno prompt"), "empty: contains no statement");
    assert_eq!(class("python\n# only words"), "empty: contains no statement");
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
        assert!(class(&format!("\n{code}")).starts_with(['t', 's']), "{code}");
    }
}

#[test]
fn an_untagged_block_beside_tagged_python_must_show_more() {
    let found = classes("```python\nx = 1\n```\n\n```\nx = 1\n```\n\n```\nprint(1)\n```\n");
    assert_eq!(found, ["example", "text: untagged, in a document that tags its Python", "example"]);
}

#[test]
fn templates_and_python_2_are_no_examples() {
    assert!(class("\nwith expression as variable:\n    statements").starts_with("template: "));
    assert!(class("python\n<bool> = <str> in <str>").starts_with("template: "));
    assert!(class("python\nprint 'hello'").starts_with("python2: "));
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

#[test]
fn a_line_of_a_string_is_no_comment_when_code_is_dedented() {
    let (_, of_string) = example("```py\n    s = \"\"\"\n  # a\n    b\n    \"\"\"\n```\n");
    assert_eq!(of_string.code, "  s = \"\"\"\n# a\n  b\n  \"\"\"\n");
    let (_, comment) = example("```py\n    s = \"\"\"a\"\"\"\n  # a\n    b = 1\n```\n");
    assert_eq!(comment.code, "s = \"\"\"a\"\"\"\n# a\nb = 1\n");
}

#[test]
fn each_kind_is_told_whatever_its_tag_says() {
    for (fence, kind) in [
        ("python\n$ pip install x", "shell"),
        ("python\nTraceback (most recent call last):\n  File \"a.py\", line 1, in f\nKeyError: 'a'", "traceback"),
        ("python\nproject/\n├── a.py\n└── b.py", "tree"),
        ("python\nHello World\nThe end of it", "output"),
        ("\nInput: [1, 2]\nOutput: 3", "exercise"),
        ("\n{\"name\": \"x\"}", "config"),
        ("sh\nTraceback (most recent call last):\n  File \"a\", line 1\nKeyError", "traceback"),
        ("js\nlet x = 1", "language"),
        ("json\n{}", "config"),
        ("python\nelse:\n    print(1)", "fragment"),
        ("python\nexcept ValueError:\n    pass", "fragment"),
        ("python\nif x:\n    # do something", "fragment"),
        ("python\nif a < 2:\nif (a < 2):", "fragment"),
        ("python\n@wraps(f)\n@other", "fragment"),
        ("python\nx = 1\nreturn x", "fragment"),
        ("python\nawait main()", "fragment"),
        ("\nfor each item in list:\n    do something with item", "template"),
        ("\nfor each line in the file:\n    print the line", "template"),
        ("python\nif the user is logged in:\n    show the page", "template"),
        ("python\nvalues = ____\nprint(values)", "template"),
        ("python\nx = ???", "template"),
        ("python\nitertools.count(start=0, step=1)", "template"),
        ("python\nzip(*iterables, strict=False)", "template"),
        ("python\nitertools.takewhile(test, data)", "template"),
        ("python\nprint >>sys.stderr, 'x'", "python2"),
        ("python\na + b       a.__add__(b)\na - b       a.__sub__(b)", "text"),
        ("python\n{\"a\": true, \"b\": null}", "config"),
        ("python\n>>> break\n> a.py(1)f()\n(Pdb) c", "text"),
        ("python\n>>> x = = 1\n5", "empty"),
        ("python\nexec(object[, globals[, locals]])", "template"),
        ("python\nname = ____", "template"),
        ("python\ntry:\n    f()\nexcept ValueError, error:\n    pass", "python2"),
    ] {
        let class = class(fence);
        assert!(class.starts_with(&format!("{kind}: ")), "{fence}: {class}");
    }
}

#[test]
fn lines_for_a_notebook_are_no_part_of_the_code() {
    for cell in [
        "%matplotlib inline\nx = 1",
        "%load_ext autoreload\n%autoreload 2\nx = 1",
        "!pip install a \\\n  b\nx = 1",
        "$ pip install a\n\nx = 1",
        "%config InlineBackend.figure_format = 'svg'\nx = 1",
        "%conda install a\nx = 1\nlen?",
        "%time x = 1",
        "x = 1\n%timeit x",
    ] {
        let (_, example) = example(&format!("```python\n{cell}\n```\n"));
        assert_eq!((example.module.statements.len(), example.ipython), (1, None), "{cell}");
    }
    for (cell, line) in
        [("files = !ls\nx = 1", 2), ("%%time\nx = 1", 2), ("x = %time f()\nx = 1", 2), ("!ls\nx = 1", 2)]
    {
        let (_, example) = example(&format!("```python\n{cell}\n```\n"));
        assert_eq!(example.module.error, None, "{cell}");
        assert_eq!(example.ipython.map(|notebook| notebook.line), Some(line), "{cell}");
    }
    assert_eq!(class("python\n%%bash\necho 1"), "language: a cell of `%%bash`");
    assert_eq!(class("python\nx = (5\n  % y\n)"), "example");
    assert!(class("python\n%matplotlib inline").starts_with("empty: "));
    assert!(class("python\n!ls").starts_with("shell: "));
    let (_, session) = example("```pycon\n>>> ask()\nyes?\n%d\n```\n");
    let want: Vec<_> = session.prompts[0].want.iter().map(|line| line.line).collect();
    assert_eq!((want, session.ipython), (vec![3, 4], None));
}

#[test]
fn a_fence_that_shows_markdown_is_never_run() {
    assert_eq!(classes("````\n```python\n1\n```\n````\n"), ["text: shows Markdown"]);
    assert_eq!(classes("~~~python\n```python\nprint(1)\n```\n~~~\n"), ["text: shows Markdown"]);
    assert_eq!(classes("Write:\n\n    ```python\n    print(1)\n    ```\n"), ["text: shows Markdown"]);
    assert_eq!(classes("````python\ns = '''\n```js\n```\n'''\nprint(s)\n````\n"), ["example"]);
}

#[test]
fn the_output_behind_the_input_of_an_exercise_belongs_to_no_block() {
    let text = "### 入力例\n```python\n3\n4\n```\n### 出力例\n```python\nEven\n```\n\n```python\nprint(1)\n```\n";
    assert_eq!(
        classes(text),
        ["exercise: an input, by the title above", "output: the output of an exercise", "example"]
    );
    let text = "Input:\n\n```python\n1 + 1\n```\n\nOutput:\n\n```python\n2\n```\n";
    assert_eq!(classes(text), ["example", "output: the output of the block above"]);
}

#[test]
fn a_file_that_is_included_is_missing() {
    let (_, example) = example("```python\n--8<-- \"a.py\"\nprint(f(1))\n```\n");
    assert!(example.directives.lacks.is_some_and(|reason| reason.starts_with("missing-include: ")));
    assert!(class("python\n{{#include a.py}}").starts_with("empty: missing-include: "));
    assert_eq!(class("text\n{{#include a.py}}"), "text: tagged `text`");
}

#[test]
fn wrong_python_stays_an_example_that_fails() {
    for code in [
        "for i in [1]:\nprint(i)",
        "x = 3 +",
        "def f()\n    pass",
        "2height = 442",
        "return 1  # SyntaxError: 'return' outside function",
        "if x = 3:\n    pass",
        "print(\"a)",
    ] {
        assert_eq!(class(&format!("python\n{code}")), "example", "{code}");
    }
}

#[test]
fn a_block_may_hold_several_examples() {
    assert_eq!(class("python\nprint(1)\n-----\nprint(2)"), "2 examples");
    assert_eq!(class("\nx = 3\nprint(x)\nANOTHER EXAMPLE\ny = 4\nprint(y)\nOutput:\n3\n4"), "2 examples");
    assert_eq!(class("\n# a.py\nX = 1\n# b.py\nimport a\nprint(a.X)"), "2 examples");
}

#[test]
fn an_untagged_block_that_changes_what_is_known_is_an_example() {
    let found = classes("```\nclass A: pass\nb = A()\n```\n\n```\nb.size = 3\n```\n\n```\nc.size = b\n```\n");
    assert_eq!(found, ["example", "example", "text: untagged, and nothing in it shows that it is Python"]);
}

#[test]
fn an_untagged_use_of_what_tagged_blocks_define_is_an_example() {
    let found = classes("```python\nclass A:\n    def f(self): return 1\n```\n\n```\na = A()\na.f()  # 1\n```\n");
    assert_eq!(found, ["example", "example"]);
}

#[test]
fn a_tag_with_prompts_under_it_means_python() {
    let found = classes("```ruby\n>>> 1\n```\n```ruby\n>>> 2\n```\n```ruby\ndef f():\n    pass\n```\n");
    assert_eq!(found, ["example", "example", "example"]);
    assert!(class("ruby\ndef f():\n    pass").starts_with("language"));
}

#[test]
fn a_use_of_what_is_defined_below_states_an_exercise() {
    let found = classes("```\nprint(f(2))  # 4\n```\n\n```python\ndef f(x):\n    return x * 2\n```\n");
    assert_eq!(found, ["exercise: uses `f`, which a block below defines", "example"]);
}

#[test]
fn computed_literals_with_their_values_are_a_beginners_note() {
    assert_eq!(class("\n10 / 3    # 3.333\n10 // 3   # 3"), "example");
    assert_eq!(class("\nIn [1]: 2 + 2\nOut[1]: 4"), "example");
    assert_eq!(
        classes("You can loop:\n\n```\nYou can loop like this:\nfor i in range(2):\n    print(i)\n```\n"),
        ["example"]
    );
}

#[test]
fn schemes_are_no_examples_and_faults_are() {
    for scheme in [
        "def match(name, pattern, *, flags=0)",
        "search(text, word) -> position",
        "compose(f, [a, b]) = f(f(a), b)",
        "train(model=m, ...)",
        "text[first index:last index]",
    ] {
        assert!(class(&format!("python\n{scheme}")).starts_with("template"), "{scheme}");
    }
    for fault in ["print(\"open\"\ntotal = 3", "print(x y)", "list(x) = 3", "def f(x)\n    return x", "print (\"a\""] {
        assert_eq!(class(&format!("python\n{fault}")), "example", "{fault}");
    }
    assert!(class("python\nCoco (2017)\nToy Story 3 (2010)").starts_with("output"));
}

#[test]
fn code_beside_a_scheme_is_an_example() {
    assert_eq!(class("python\ntext[first index:last index]\n\ntext = 'harbor'\ntext[0:3]  # 'har'"), "example");
    assert_eq!(class("python\nfor item in iterable:\n    statement\ndef f(x):\n    return x\nf(1)  # 1"), "example");
    // What depends on the scheme, or is to be filled in, belongs to it.
    for whole in ["def bar(x):\n    statements\na = bar(4)", "total = ____\nfor x in [1]:\n    total += x"] {
        assert!(class(&format!("python\n{whole}")).starts_with("template"), "{whole}");
    }
}

#[test]
fn what_stands_above_code_for_a_shell_or_by_an_interpreter_is_left_out() {
    assert_eq!(class("python\n$ pip install x\n\nimport math\nprint(math.pi)"), "example");
    assert!(class("python\n$ pip install x\n$ python main.py\nhello").starts_with("shell"));
    assert_eq!(
        class("python\n$ ipython\nPython 3.11.7 (main)\nType 'copyright'\n\nIn [1]: 2 + 3\nOut[1]: 5"),
        "example"
    );
    assert_eq!(class("python\nprint(1)\n\n==> 1\n\nprint(2)\n\n==> 2"), "2 examples");
}
