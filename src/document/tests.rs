//! Tests of the Markdown reader: what is a block, and that each line of code is where it says.

use super::*;
use proptest::prelude::*;

fn read(text: &str) -> Document {
    parse(Source::new("a.md", text.as_bytes().to_vec()))
}

/// The code of each block.
fn codes(text: &str) -> Vec<String> {
    let document = read(text);
    document.blocks.iter().map(|block| block.code(&document.source)).collect()
}

#[test]
fn fences_are_found_in_lists_quotes_callouts_and_details() {
    let text = "\
- item

  ```python
  a = 1

    b
  ```

> [!note]
> ```python
> c = 1
>
> d
> ```

<details>

~~~~py
e
~~~
~~~~

</details>
";
    assert_eq!(codes(text), ["a = 1\n\n  b\n", "c = 1\n\nd\n", "e\n~~~\n"]);
}

#[test]
fn a_fence_that_tabs_move_to_the_right_is_found() {
    for text in [
        "- x\n\n\t\t```python\n\t\ta = 1\n\t\t```\n",
        "x\n\n=== \"A\"\n\n\t```python\n\ta = 1\n\t```\n",
        "!!! note\n    !!! note\n\t\t```python\n\t\ta = 1\n\t\t```\n",
    ] {
        assert_eq!(codes(text), ["a = 1\n"], "{text:?}");
    }
}

#[test]
fn containers_in_containers_are_found_to_a_depth() {
    let nested = |depth: usize| {
        let markers: String = (0..depth).map(|level| format!("{}!!! note\n", "\t".repeat(level))).collect();
        let code = ["```python", "a = 1", "```"].map(|line| format!("{}{line}\n", "\t".repeat(depth)));
        codes(&(markers + &code.concat()))
    };
    assert_eq!(nested(50), ["a = 1\n"]);
    // Without a bound, thousands take gigabytes, and calls within calls until the stack overflows.
    assert_ne!(nested(51), ["a = 1\n"]);
    assert!(nested(300).len() < 2);
}

#[test]
fn every_line_ending_gives_the_same_code() {
    let text = "```py\na = 1\n\nb = 2\n```\nx\n";
    for ending in ["\n", "\r\n", "\r"] {
        let written = text.replace('\n', ending);
        assert_eq!(codes(&written), ["a = 1\n\nb = 2\n"], "{written:?}");
        let document = read(&written);
        let lines: Vec<_> = document.blocks[0].lines.iter().map(|line| line.line).collect();
        assert_eq!(lines, [2, 3, 4]);
        assert_eq!((document.blocks[0].line, document.blocks[0].end_line), (1, 5));
    }
}

#[test]
fn a_byte_order_mark_hides_neither_a_fence_nor_front_matter() {
    assert_eq!(codes("\u{feff}```py\n1\n```\n"), ["1\n"]);
    let document = read("\u{feff}---\ntitle: x\n---\n\n```py\n1\n```\n");
    let matter = document.front_matter.expect("front matter");
    assert!(document.source.slice(matter).starts_with("---\ntitle"));
    assert_eq!(document.blocks[0].line, 5);
}

#[test]
fn code_in_comments_and_longer_fences_is_not_a_block_of_its_own() {
    assert_eq!(codes("<!--\n```py\n1\n```\n-->\n"), Vec::<String>::new());
    assert_eq!(codes("````md\n```py\n1\n```\n````\n"), ["```py\n1\n```\n"]);
}

#[test]
fn an_unclosed_fence_is_a_finding() {
    let document = read("a\n\n```py\nprint(1)");
    assert_eq!(document.findings[0].code, FindingCode::UnclosedFence);
    assert_eq!(document.findings[0].line, 3);
    assert_eq!(document.blocks[0].code(&document.source), "print(1)\n");
    let unclosed_in_a_quote = read("> ```py\n> 1\n\nx\n");
    assert_eq!(unclosed_in_a_quote.findings.len(), 1);
    assert!(read("> ```py\n> 1\n> ```\n\nx\n").findings.is_empty());
    assert!(read("```py\n```\n").findings.is_empty());
}

#[test]
fn indented_code_is_a_block() {
    assert_eq!(codes("text\n\n    a = 1\n\n    b = 2\n\ntext\n"), ["a = 1\n\nb = 2\n"]);
}

#[test]
fn half_a_tab_is_kept_as_blanks() {
    assert_eq!(codes("-\t```py\n\tif x:\n\t\ty\n\t```\n"), ["if x:\n\ty\n"]);
    assert_eq!(codes("> ```py\n>\ta\n> ```\n"), ["  a\n"]);
}

#[test]
fn fences_inside_mkdocs_containers_are_blocks() {
    let text = "=== \"Python\"\n    ```py\n    a\n    ```\n\n    !!! note\n\n        ```py\n        if b:\n            c\n        ```\n\ntext\n\n    d\n";
    assert_eq!(codes(text), ["a\n", "if b:\n    c\n", "d\n"]);
    let document = read(text);
    assert_eq!(document.blocks[1].lines[1].line, 10);
}

#[test]
fn headings_above_a_block_are_its_path() {
    let document = read("# A\n\n## B `c`\n\n```\n1\n```\n\n## D\n\n```\n2\n```\n");
    assert_eq!(document.blocks[0].headings, ["A", "B c"]);
    assert_eq!(document.blocks[1].headings, ["A", "D"]);
}

#[test]
fn options_of_a_myst_directive_are_no_code() {
    assert_eq!(codes("```{code-cell} ipython3\n:tags: [x]\n\na = 1\n```\n"), ["\na = 1\n"]);
    assert_eq!(codes("```{code-cell}\n---\nx: 1\n---\na = 1\n```\n"), ["a = 1\n"]);
}

#[test]
fn only_blocks_with_a_bad_byte_are_marked() {
    let mut bytes = b"caf\xe9\n\n```py\n1\n```\n\n```py\n'".to_vec();
    bytes.extend(b"\xe9'\n```\n");
    let document = parse(Source::new("a.md", bytes));
    assert_eq!(document.findings.iter().map(|finding| finding.line).collect::<Vec<_>>(), [1, 8]);
    assert_eq!(document.blocks.iter().map(|block| block.invalid_utf8).collect::<Vec<_>>(), [false, true]);
}

#[test]
fn utf16_is_refused_with_a_finding() {
    let document = parse(Source::new("a.md", vec![0xff, 0xfe, b'a', 0]));
    assert_eq!(document.findings[0].code, FindingCode::UnreadableText);
}

/// Lines that make trouble when they are put together.
fn awkward_line() -> impl Strategy<Value = String> {
    let pieces =
        ["```py", "```", "~~~", "> ", "- ", "\t", "    ", "=== \"a\"", "!!! note", "x = 1", "é", "---", "# h", ""];
    proptest::collection::vec(proptest::sample::select(pieces.to_vec()), 0..4).prop_map(|parts| parts.concat())
}

/// Those, and what extends Markdown.
fn odd_line() -> impl Strategy<Value = String> {
    let pieces = [
        ":::{code-block} python",
        ":::",
        "::: {.output}",
        "{% highlight python %}",
        "{% endhighlight %}",
        "<details>",
        "<pre><code class=\"python\">",
        "</code></pre>",
        "````{note}",
        "````",
        "```{eval-rst}",
        ".. code-block:: python",
        ">>> 1",
        "{/* x */}",
        "{/*",
        "% x",
        "<!--",
        "-->",
        ":::python",
        "+++",
    ];
    let odd = proptest::sample::select(pieces.to_vec()).prop_map(str::to_owned);
    // In a quote or a list, braces at the end of a heading fail an assertion of pulldown-cmark's own (0.13, debug builds).
    let indented = ("[ ]{0,5}", odd).prop_map(|(before, piece)| before + &piece);
    prop_oneof![awkward_line(), indented]
}

/// The code of each block as pulldown-cmark's own text has it.
fn reference(text: &str) -> Vec<String> {
    let (mut codes, mut inside) = (Vec::new(), false);
    let matter = matter::length(text).unwrap_or(0);
    for event in Parser::new_ext(&text[matter..], Options::ENABLE_HEADING_ATTRIBUTES) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => {
                inside = true;
                codes.push(String::new());
            }
            Event::End(TagEnd::CodeBlock) => inside = false,
            Event::Text(text) if inside => codes.last_mut().expect("a block").push_str(&text),
            _ => {}
        }
    }
    codes
}

proptest! {
    #[test]
    fn every_line_of_code_is_where_it_says(
        lines in proptest::collection::vec(odd_line(), 0..25),
        ending in proptest::sample::select(vec!["\n", "\r\n", "\r"]),
    ) {
        let document = read(&lines.join(ending));
        for block in &document.blocks {
            for line in &block.lines {
                let text = document.source.slice(line.span);
                prop_assert!(!text.contains(['\n', '\r']));
                let whole = document.source.line_span(line.line);
                // Only before the end of an element or a tag may code end before its line.
                let may_end = ["</", "{%"].iter().any(|end| document.source.slice(whole).contains(end));
                let is_whole = line.span.end == whole.end || text.is_empty() || may_end;
                prop_assert!(whole.start <= line.span.start && is_whole, "{:?} in {:?}", line, whole);
                prop_assert!(block.line <= line.line && line.line <= block.end_line);
            }
        }
    }

    #[test]
    fn the_code_is_what_commonmark_says(
        lines in proptest::collection::vec(awkward_line(), 0..25),
        ending in proptest::sample::select(vec!["\n", "\r\n"]),
    ) {
        // Containers of Python-Markdown, and fences that are moved too far to be some, are read on purpose.
        let unmoved = |line: &String| {
            let bare = line.trim_start();
            if bare.starts_with(['`', '~']) { bare.to_owned() } else { line.clone() }
        };
        let text = lines.iter().map(unmoved).collect::<Vec<_>>().join(ending).replace(['=', '!'], "+");
        // Blank lines at the end of an unclosed fence, and blanks on blank lines, are nobody's business.
        let blank = |code: &str| code.lines().map(|line| line.trim_end().to_owned() + "\n").collect::<String>();
        let trimmed = |codes: Vec<String>| codes.iter().map(|code| blank(code).trim_end().to_owned()).collect::<Vec<_>>();
        prop_assert_eq!(trimmed(codes(&text)), trimmed(reference(&text)));
    }

    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = parse(Source::new("a.md", bytes));
    }
}

#[test]
fn a_fence_that_is_indented_too_far_is_a_fence() {
    let document = read("- text:\n\n        ```py\n        a = 1\n\n        b\n        ```\n\nend\n");
    assert_eq!(document.blocks[0].code(&document.source), "a = 1\n\nb\n");
    assert_eq!((document.blocks[0].line, document.blocks[0].end_line, document.blocks.len()), (3, 7, 1));
    assert_eq!(document.blocks[0].info.language.as_deref(), Some("py"));
}

/// The language and the code of each block.
fn tagged(text: &str) -> Vec<(String, String)> {
    let document = read(text);
    let of = |block: &Block| (block.info.language.clone().unwrap_or_default(), block.code(&document.source));
    document.blocks.iter().map(of).collect()
}

fn python(code: &str) -> (String, String) {
    ("python".to_owned(), code.to_owned())
}

#[test]
fn code_in_directives_of_myst_is_found() {
    let text = "````{note}\nA\n\n```python\na\n```\n````\n\n`````{tab-set}\n````{tab-item} A\n```python\nb\n```\n````\n`````\n";
    assert_eq!(tagged(text), [python("a\n"), python("b\n")]);
    assert_eq!(read(text).blocks[1].line, 11);
    assert_eq!(tagged("> ````{tip}\n> ```python\n> a\n> ```\n> ````\n"), [python("a\n")]);
    assert_eq!(tagged("- ````{tip}\n  ```python\n  a\n  ```\n  ````\n"), [python("a\n")]);
    assert_eq!(tagged("```{note}\ntext\n```\n"), [("note".to_owned(), "text\n".to_owned())]);
    assert_eq!(tagged(":::{note}\n:::{code-block} python\n:caption: x\na\n:::\n:::\n"), [python("a\n")]);
    assert_eq!(
        tagged("::::{code-cell} python\n# b\n\na\n::::\n\n```python\nc\n```\n"),
        [python("# b\n\na\n"), python("c\n")]
    );
    let text =
        "```{eval-rst}\n.. code-block:: python\n   :linenos:\n\n   a\n\n     b\n\n.. note::\n\n   >>> 1\n   1\n```\n";
    assert_eq!(tagged(text), [python("a\n\n  b\n"), ("pycon".to_owned(), ">>> 1\n1\n".to_owned())]);
}

#[test]
fn code_in_tags_of_a_site_is_found() {
    let text = "Text\n{% highlight python linenos %}\n# h\n\na\n{% endhighlight %}\ntext\n\n{{< highlight python \"x=1\" >}}\nb\n{{< /highlight >}}\n\n{% codeblock lang:python %}\nc\n{% endcodeblock %}\n";
    assert_eq!(tagged(text), [python("# h\n\na\n"), python("b\n"), python("c\n")]);
    assert_eq!(tagged("{% highlight python %}\na\n"), []);
    let titled = "{% code title=\"a.py\" %}\n```python\na\n```\n{% endcode %}\n";
    assert_eq!(tagged(titled).len(), 1, "{titled}");
    assert_eq!(tagged("text\n\n    :::python\n    a\n"), [python("a\n")]);
}

#[test]
fn code_in_html_is_found() {
    let text = "<details>\n<summary>A</summary>\n```python\na\n\nb\n```\n</details>\n\ntext\n\n```python\nc\n```\n";
    assert_eq!(tagged(text), [python("a\n\nb\n"), python("c\n")]);
    let findings: Vec<_> = read(text).findings.iter().map(|one| (one.code, one.line)).collect();
    assert_eq!(findings, [(FindingCode::FenceInHtml, 3)]);
    let of_another_language = read("<details>\n```js\na\n```\n</details>\n");
    assert_eq!((of_another_language.blocks.len(), of_another_language.findings.len()), (1, 0));
    let element = "<pre><code class=\"language-python\">a\n\nb\n</code></pre>\n\n<pre lang=\"python\">\nc\n</pre>\n";
    assert_eq!(tagged(element).iter().map(|(_, code)| code.as_str()).collect::<Vec<_>>(), ["a\n\nb\n", "c\n"]);
    let element = |code: &str| read(&format!("<pre><code class=\"language-python\">{code}\n</code></pre>\n"));
    let decoded = element("a &lt; b\n\nc &amp;&amp; &quot;d&quot;");
    assert_eq!(decoded.blocks[0].code(&decoded.source), "a < b\n\nc && \"d\"\n");
    assert!(!decoded.blocks[0].is_escaped && !element("a").source.has_inserted());
    for code in ["<b>a</b> &lt; b", "a &copy; b", "print(&quot;&lt;/pre&gt;&quot;)"] {
        assert!(element(code).blocks[0].is_escaped, "{code}");
    }
    assert_eq!(tagged("<!-- x\n```python\na\n```\n-->\n<div>\n```python\nb\n```\n</div>\n"), [python("b\n")]);
    assert_eq!(tagged("<pre>\n```python\na\n```\n</pre>\n"), []);
    let mdx = parse(Source::new("a.mdx", b"<Tab>\n```python\na\n```\n</Tab>\n".to_vec()));
    assert_eq!((mdx.blocks.len(), mdx.findings.len()), (1, 0));
}

#[test]
fn a_fence_that_swallows_another_is_told() {
    let swallowed = |text: &str| {
        let found = read(text).findings;
        found.iter().filter(|one| one.code == FindingCode::SwallowedFence).map(|one| one.line).collect::<Vec<_>>()
    };
    assert_eq!(swallowed("text\n\n```\n\n```python\na\n```\n"), [3]);
    assert_eq!(swallowed("```python\na\n```python\n\ntext\n\n```\n"), [1]);
    for text in ["````\n```python\na\n```\n````\n", "```\na\n```\n", "```python\ns = '''\n```js\n'''\n```\n"] {
        assert!(swallowed(text).is_empty(), "{text}");
    }
}

#[test]
fn a_rule_hides_nothing() {
    let text = "# A\n\n---\n## B\n\n```python\na\n```\n\n---\n\n+++\nc\n```python\nb\n```\n+++\n";
    assert_eq!(tagged(text), [python("a\n"), python("b\n")]);
    assert!(read(text).front_matter.is_none());
}

#[test]
fn hidden_code_in_a_quote_has_no_marks_of_it() {
    let document = read("> <!-- doctrue: setup\n> z = 3\n>\n> y = 4\n> -->\n>\n> text\n");
    assert_eq!(document.blocks[0].code(&document.source), "z = 3\n\ny = 4\n");
    assert!(document.blocks[0].hidden);
}
