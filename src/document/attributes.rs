//! Attribute lists of kramdown, which Jekyll renders: `{: .language-python}` on the line below a block says what the block
//! is, as an info string does. Lessons of The Carpentries are written so, `{: .output}` below what is printed.

use super::{Block, Document};
use crate::source::Source;

/// Gives each block what the attribute list directly below it says. The list belongs to the block then.
pub(super) fn take_in(document: &mut Document) {
    for index in 0..document.blocks.len() {
        let block = &document.blocks[index];
        let Some(list) = below(&document.source, block) else { continue };
        let line = block.end_line + 1;
        let end = document.source.line_span(line).end;
        let list = list.to_owned();
        let block = &mut document.blocks[index];
        block.info.attach(&list);
        (block.end_line, block.span.end) = (line, end);
    }
}

/// What stands in the braces on the line behind `block`, in the same quotes.
fn below<'s>(source: &'s Source, block: &Block) -> Option<&'s str> {
    let line = block.end_line + 1;
    if line > source.line_count() {
        return None;
    }
    let (depth, text) = without_quotes(source.slice(source.line_span(line)));
    let list = text.strip_prefix("{:")?.strip_suffix('}')?;
    // `{::comment}` is an extension of kramdown, and no list.
    let is_list = !list.starts_with(':') && !list.contains(['{', '}']);
    let (of_block, _) = without_quotes(source.slice(source.line_span(block.end_line)));
    (is_list && depth == of_block).then(|| list.trim())
}

/// In how many quotes `line` stands, and what is in them.
fn without_quotes(line: &str) -> (usize, &str) {
    let text = line.trim_start_matches(['>', ' ', '\t']);
    let prefix = &line[..line.len() - text.len()];
    (prefix.matches('>').count(), text.trim_end())
}

#[cfg(test)]
mod tests {
    use crate::document::parse;
    use crate::source::Source;

    /// The languages of the blocks of `text`, and the lines on which they end.
    fn blocks(text: &str) -> Vec<(Option<String>, usize)> {
        let document = parse(Source::new("a.md", text.as_bytes().to_vec()));
        document.blocks.iter().map(|block| (block.info.language.clone(), block.end_line)).collect()
    }

    fn language(list: &str) -> Option<String> {
        blocks(&format!("~~~\n1\n~~~\n{list}\n")).remove(0).0
    }

    #[test]
    fn a_list_below_a_block_says_what_it_is() {
        for list in ["{: .language-python}", "{:.language-python}", "{: .foo-bar .python #id}", "  {: .python }"] {
            assert!(language(list).is_some_and(|word| word.ends_with("python")), "{list}");
        }
        assert_eq!(language("{: .output}").as_deref(), Some("output"));
        assert_eq!(blocks("    1\n{: .output}\n\ntext\n"), [(Some("output".to_owned()), 2)]);
        for list in [
            "{: .source}",
            "{: .no-copy}",
            "{: .nolineno}",
            "{: .wide}",
            "{: #id}",
            "{::comment}",
            "{{: .python}}",
            "\n{: .python}",
        ] {
            assert_eq!(language(list), None, "{list}");
        }
    }

    #[test]
    fn the_tag_of_a_fence_stays_what_it_is() {
        let document = parse(Source::new("a.md", b"```python\n1\n```\n{: .output file=\"a.py\"}\n".to_vec()));
        let info = &document.blocks[0].info;
        assert_eq!(info.language.as_deref(), Some("python"));
        assert!(info.has_word("output") && info.attributes == [("file".to_owned(), "a.py".to_owned())]);
    }

    #[test]
    fn a_list_of_the_quote_around_a_block_is_not_the_block_s() {
        let text = "> ~~~\n> 1\n> ~~~\n> {: .python}\n{: .challenge}\n\n> ~~~\n> 1\n> ~~~\n{: .callout}\n";
        assert_eq!(blocks(text), [(Some("python".to_owned()), 4), (None, 9)]);
    }
}
