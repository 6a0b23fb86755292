//! Tests of the summary, read by a parser of GitHub's Markdown.

use super::*;
use crate::report::sample;
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use regex::Regex;

fn shown(documents: Vec<DocumentReport>, most: usize) -> String {
    render(&sample::report(documents), sample::SETTING, most)
}

/// What a reader makes of it: the text outside code, the code, and the cells of each row of a table.
#[derive(Default)]
struct Read {
    text: String,
    code: Vec<String>,
    html: String,
    rows: Vec<usize>,
}

#[expect(clippy::wildcard_enum_match_arm, reason = "whatever else the parser finds is a mistake")]
fn read(markdown: &str) -> Result<Read, String> {
    let mut read = Read::default();
    let mut is_code = false;
    for event in Parser::new_ext(markdown, Options::all()) {
        match event {
            Event::Text(text) if is_code => read.code.last_mut().expect("a block").push_str(&text),
            Event::Text(text) => read.text.push_str(&text),
            Event::Code(code) => read.code.push(code.into_string()),
            Event::Html(html) => read.html.push_str(&html),
            Event::Start(Tag::CodeBlock(_)) => {
                is_code = true;
                read.code.push(String::new());
            }
            Event::End(TagEnd::CodeBlock) => is_code = false,
            Event::Start(Tag::TableRow | Tag::TableHead) => read.rows.push(0),
            Event::Start(Tag::TableCell) => *read.rows.last_mut().expect("a row") += 1,
            Event::Start(
                Tag::Heading { .. }
                | Tag::Paragraph
                | Tag::Table(_)
                | Tag::HtmlBlock
                | Tag::List(None)
                | Tag::Item
                | Tag::Strong,
            )
            | Event::End(_)
            | Event::SoftBreak => {}
            other => return Err(format!("{other:?}")),
        }
    }
    Ok(read)
}

#[test]
fn totals_documents_and_problems_are_shown() {
    let read = read(&shown(vec![sample::document()], COMMENT)).expect("known elements only");
    // Head, seven verdicts and their sum; head and one document.
    assert_eq!(read.rows, [vec![2; 9], vec![6; 2]].concat());
}

#[test]
fn what_does_not_fit_is_counted_and_nothing_is_cut_in_two() {
    let documents: Vec<_> = (0..200).map(|_| sample::document()).collect();
    let more = Regex::new(r"and (\d+) more problems").expect("a pattern");
    for most in [0, 3_000, 20_000, COMMENT, JOB_SUMMARY] {
        let markdown = shown((0..200).map(|_| sample::document()).collect(), most);
        assert!(markdown.len() <= most.max(2_000), "{} for {most}", markdown.len());
        let read = read(&markdown).expect("known elements only");
        assert_eq!(read.html.matches("<details>").count(), read.html.matches("</details>").count());
        let left_out = more.captures(&markdown).map_or(0, |told| told[1].parse().expect("a number"));
        let problems: usize = documents.iter().map(|document| problem::of_document(document).len()).sum();
        let findings =
            markdown.lines().filter(|line| line.starts_with("- warning") || line.starts_with("- error")).count();
        assert_eq!(read.html.matches("<details>").count() + findings + left_out, problems, "{most}");
    }
}

#[test]
fn the_worst_come_first() {
    let markdown = shown(vec![sample::document()], COMMENT);
    let pattern = Regex::new("(?m)^(?:<summary>|- )(error|warning) ").expect("a pattern");
    let words: Vec<_> = pattern.captures_iter(&markdown).map(|found| found[1].to_owned()).collect();
    assert_eq!(words.len(), 7);
    assert!(words.is_sorted_by_key(|word| *word != "error"), "{words:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn hostile_text_is_code_and_nothing_else(
        text in "[\\PC\u{0}-\u{9f}\u{202e} `|<>\\[\\]()!*_~#@&;:/\\\\a-c\n-]{0,40}|@me|#12|!\\[x\\]\\(http://x.y/z\\)|\\[x\\]\\(http://x.y\\)|https://x.y|www.x.y|</code></summary><img src=x>|```\n<b>\n```|a\\|b|a\\\\\\|b|</details>|\n\n# x\n|&lt;b&gt;"
    ) {
        let markdown = shown(vec![sample::hostile(&text)], COMMENT);
        let read = read(&markdown).map_err(TestCaseError::fail)?;
        let plain = shown(vec![sample::hostile("x")], COMMENT);
        let plain = self::read(&plain).expect("known elements only");
        prop_assert_eq!(&read.rows, &plain.rows, "{}", markdown);
        prop_assert_eq!(&read.text, &plain.text, "{}", markdown);
        // The lines of HTML are ours, with escaped text in them.
        let ours = Regex::new(r#"^(<details>|</details>|<summary>(error|warning|note) <code>[^<>"]*</code> [a-z-]+: [a-zA-Z ]+</summary>)$"#).expect("a pattern");
        for line in read.html.lines() {
            prop_assert!(ours.is_match(line), "{}", line);
        }
        prop_assert_eq!(read.html.lines().count(), plain.html.lines().count());
        // What is code is what was there, made visible.
        let reason = excerpted(&text);
        prop_assert!(read.code.iter().any(|code| code.trim_end_matches('\n') == reason.trim_end_matches('\n')), "{}\n{:?}", markdown, read.code);
    }
}
