//! Tests of what is taken for an output.

use super::*;
use crate::document;

/// The outputs shown for the first block, and the kinds of all blocks.
fn shown(text: &str) -> (Vec<(OutputPlace, String)>, usize) {
    let document = document::parse(Source::new("a.md", text.as_bytes().to_vec()));
    let classes = crate::example::classify(&document, &[]);
    let examples = classes.iter().flat_map(Class::examples).count();
    let example = classes[0].examples().next().expect("an example");
    let text = |shown: &Shown| crate::example::joined(&document.source, &shown.lines);
    (example.shown.iter().map(|shown| (shown.form, text(shown))).collect(), examples)
}

/// Whether the fence behind the first block is surely an output.
fn fence(between: &str, tag: &str) -> bool {
    let (found, examples) = shown(&format!("```py\nprint(1)\n```\n{between}\n```{tag}\n1\n```\n"));
    assert_eq!(found.is_empty(), !found.contains(&(OutputPlace::Fence, "1\n".to_owned())));
    assert_eq!(examples, if found.is_empty() && tag == "py" { 2 } else { 1 });
    sureness(between, &format!("```{tag}\n1\n```")) == Some(true)
}

#[test]
fn a_fence_is_output_if_its_tag_or_the_text_before_says_so() {
    assert!(fence("", "output") && fence("\nOutput:\n", "") && fence("\n**Output** (example):\n", "text"));
    assert!(
        fence("\n### Output\n", "py") && fence("\nThis prints:\n", "") && fence("\nThe loop's output is:\n", "text")
    );
    // Values alone do nothing as an example.
    assert!(fence("\nThis prints:\n", "py"));
    assert!(!fence("", "") && !fence("", "text") && !fence("\nAnother example:\n", "text"));
}

/// Whether the fence behind the first block is an output, and whether that is sure.
fn sureness(between: &str, fence: &str) -> Option<bool> {
    let text = format!("```py\nf()\n```\n{between}\n{fence}\n");
    let document = document::parse(Source::new("a.md", text.into_bytes()));
    let classes = crate::example::classify(&document, &[]);
    classes[0].examples().next()?.shown.first().map(|shown| shown.is_sure)
}

#[test]
fn text_right_behind_code_may_be_its_output() {
    assert_eq!(sureness("", "```text\none\ntwo\n```"), Some(false));
    assert_eq!(sureness("\n输出：\n", "```\none two\n```"), Some(true));
    assert_eq!(sureness("\nAffiche :\n", "```text\n1\n```"), Some(true));
    assert_eq!(sureness("\nVoilà :\n", "```text\n1\n```"), Some(false));
    assert_eq!(sureness("\nAnother file.\n", "```text\n1\n```"), None);
    assert_eq!(sureness("", "```json\n{}\n```"), None);
    assert_eq!(sureness("", "```\nls -l\n```"), None);
    assert_eq!(sureness("", "```\nprint(1)\n```"), None);
}

#[test]
fn data_may_be_an_output_where_it_is_announced() {
    for tag in ["json", "yaml", "csv", "html"] {
        assert_eq!(sureness("\nOutput:\n", &format!("```{tag}\n{{}}\n```")), Some(false), "{tag}");
        assert_eq!(sureness("\nThis prints:\n", &format!("```{tag}\n{{}}\n```")), Some(false), "{tag}");
        assert_eq!(sureness("\nThe file:\n", &format!("```{tag}\n{{}}\n```")), None, "{tag}");
        assert_eq!(sureness("", &format!("```{tag}\n{{}}\n```")), None, "{tag}");
    }
    assert_eq!(sureness("\nOutput:\n", "```js\n{}\n```"), None);
}

#[test]
fn code_below_a_heading_about_outputs_is_another_example() {
    assert_eq!(sureness("\n### Output\n", "```python\nprint('hello')\n```"), None);
    assert_eq!(sureness("\n出力：\n", "```shell\n>>> 1 + 1\n2\n```"), None);
    assert_eq!(sureness("\n### Output\n", "```python\nEven\n```"), Some(true));
}

#[test]
fn a_traceback_behind_code_is_its_output() {
    let traceback = "Traceback (most recent call last):\n  ...\nKeyError: 1";
    assert_eq!(sureness("", &format!("```\n{traceback}\n```")), Some(true));
    assert_eq!(sureness("", &format!("```\nstart\n{traceback}\n```")), Some(true));
    assert_eq!(sureness("", &format!("```python\n{traceback}\n```")), Some(true));
    assert_eq!(sureness("\nThe last call fails:\n", &format!("```text\n{traceback}\n```")), Some(true));
    assert_eq!(
        sureness(
            "\nFrom a notebook:\n",
            "    ----\n    KeyError   Traceback (most recent call last)\n\n    KeyError: 1"
        ),
        Some(true)
    );
    assert_eq!(sureness("\nAnother one.\n", &format!("```\n{traceback}\n```")), None);
    assert_eq!(sureness("", &format!("```python\n>>> f()\n{traceback}\n```")), None);
}

#[test]
fn a_section_at_the_end_of_the_fence_is_output() {
    let (found, _) = shown("```py\nprint(1)\nprint(2)\n\nOutput:\n1\n2\n```\n");
    assert_eq!(found, [(OutputPlace::Section, "1\n2\n".to_owned())]);
    let (found, _) = shown("```py\nprint(1)\nOutput: 1\n```\n");
    assert_eq!(found, [(OutputPlace::Section, "1\n".to_owned())]);
    let (found, _) = shown("```py\nprint(1)\nOutput:\n1\n\nExplanation: one is printed.\n```\n");
    assert_eq!(found, [(OutputPlace::Section, "1\n".to_owned())]);
}

#[test]
fn a_paragraph_may_quote_the_output() {
    let (found, _) = shown("```py\nprint(1)\n```\n\n**Output:** `1`\n");
    assert_eq!(found, [(OutputPlace::Inline, "1\n".to_owned())]);
}

#[test]
fn what_happens_may_stand_behind_what_one_would_expect() {
    let page = |first: &str, second: &str| {
        shown(&format!("```py\nprint(1)\n```\n\n{first}\n\n```\n2\n```\n\n{second}\n\n```\n1\n```\n")).0
    };
    let both = [(OutputPlace::Fence, "2\n".to_owned()), (OutputPlace::Fence, "1\n".to_owned())];
    assert_eq!(page("You might expect:", "But the output is:"), both);
    assert_eq!(page("You might expect:", "What actually happens:"), both);
    assert_eq!(page("You might expect:", "Another file."), both[..1]);
    assert_eq!(page("This prints:", "On Windows:"), both[..1]);
}

#[test]
fn an_attribute_may_name_a_fence_an_output() {
    for fence in [
        "```bash\n'one two'\n```\n{: file=\"Output\"}",
        "```bash title=\"Output\"\none two\n```",
        "```text {title=\"출력\"}\none\n```",
    ] {
        assert_eq!(sureness("", fence), Some(true), "{fence}");
    }
    for fence in [
        "```bash\nls -l\n```\n{: file=\"a.sh\"}",
        "```python title=\"Output\"\nprint(1)\n```",
        "```js title=\"Output\"\none\n```",
    ] {
        assert_eq!(sureness("", fence), None, "{fence}");
    }
}

#[test]
fn python_that_is_nothing_but_values_is_an_output_where_a_sentence_says_so() {
    assert_eq!(sureness("\nThis prints:\n", "```python\n1\n[2, 3]\n```"), Some(true));
    assert_eq!(sureness("\n如果是奇数，将会被执行。\n输出示例：\n", "```python\n1\n3\n```"), Some(true));
    for code in ["f(1)", "x", "x = 1", "print(1)"] {
        assert_eq!(sureness("\nThis prints:\n", &format!("```python\n{code}\n```")), None, "{code}");
    }
}

#[test]
fn python_below_a_marker_in_a_comment_is_an_output() {
    assert_eq!(sureness("", "```python\n# 실행결과\n[1, 4]\n```"), Some(true));
    let (found, examples) = shown("```py\nprint([1])\n```\n\n```py\n# Output\n[1]\n```\n");
    assert_eq!((found, examples), (vec![(OutputPlace::Fence, "[1]\n".to_owned())], 1));
    assert_eq!(sureness("", "```python\n# Output\nprint(1)\n```"), None);
    assert_eq!(sureness("\nAnother one.\n", "```python\n# Output\n[1]\n```"), None);
}

#[test]
fn text_behind_a_paragraph_about_something_else_may_be_an_output() {
    let fence = "```\nCart() -> True\n\nEmpty() -> False\n```";
    assert_eq!(sureness("\nAn empty cart is true.\n", fence), Some(false));
    assert_eq!(sureness("\n### What comes\n", fence), Some(false));
    assert_eq!(sureness("\n## The next\n\nAnother file.\n", fence), None);
    assert_eq!(sureness("\nAnother file.\n", "```text\n5\n```"), None);
    assert_eq!(sureness("\nAnother file.\n", "```json\n{\"a\": 5,\n\"b\": 6}\n```"), None);
}

#[test]
fn the_title_of_a_fence_may_be_the_name_of_an_output() {
    for tag in ["shell:result", "bash:出力", "text:実行結果", "sh title=\"Output\"", "python:結果"] {
        assert_eq!(sureness("", &format!("```{tag}\n[1, 2]\n```")), Some(true), "{tag}");
    }
    for tag in ["shell:setup", "bash:a.sh", "python:output.py", "js"] {
        assert_ne!(sureness("", &format!("```{tag}\nls\n```")), Some(true), "{tag}");
    }
}
