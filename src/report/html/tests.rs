//! Tests of the page: what is in it, and that nothing of a document becomes markup.

use super::*;
use crate::judge::{VERDICTS, Verdict};
use crate::report::sample;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};
use proptest::prelude::*;
use sha2::{Digest as _, Sha256};

/// What a browser reads: elements with their attributes, and text.
#[derive(Debug, Default)]
struct Read {
    elements: Vec<(String, Vec<(String, String)>)>,
    text: String,
    errors: Vec<String>,
}

fn read(page: &str) -> Read {
    let mut read = Read::default();
    let string = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    for token in Tokenizer::new_with_emitter(page, emitter).flatten() {
        match token {
            Token::StartTag(tag) => {
                let attributes = tag.attributes.iter().map(|(name, value)| (string(name), string(value)));
                read.elements.push((string(&tag.name), attributes.collect()));
            }
            Token::String(text) => read.text.push_str(&string(&text)),
            Token::Error(error) => read.errors.push(error.to_string()),
            Token::Comment(_) => read.errors.push("a comment".to_owned()),
            Token::EndTag(_) | Token::Doctype(_) => {}
        }
    }
    read
}

impl Read {
    fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let attributes = self.elements.iter().flat_map(|(_, attributes)| attributes);
        attributes.filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

fn page(documents: Vec<crate::report::DocumentReport>) -> String {
    render(&sample::report(documents), Some(&Links::relative()))
}

#[test]
fn every_claim_and_every_finding_is_there_once() {
    let read = read(&page(vec![sample::document(), sample::document()]));
    assert!(read.errors.is_empty(), "{:?}", read.errors);
    for verdict in VERDICTS {
        assert_eq!(read.named("data-verdict").filter(|word| *word == verdict.as_str()).count(), 2, "{verdict:?}");
    }
    assert_eq!(read.named("data-finding").count(), 4);
    assert_eq!(read.named("data-claims").collect::<Vec<_>>(), ["7", "7"]);
    assert!(read.text.contains("gone.md: cannot read it"), "what could not be checked is told");
}

#[test]
fn a_problem_shows_what_is_documented_what_is_real_and_why() {
    let mut document = sample::document();
    document.claims[1].hint = Some("another digit".to_owned());
    document.claims[1].replacement = Some("16 apples".to_owned());
    let page = page(vec![document]);
    let card = page.split("id=\"d1-L5.20\"").nth(1).and_then(|rest| rest.split("</article>").next()).expect("a card");
    for part in [
        "documented output differs from what Python prints",
        "href=\"./notes/counting.md\">line 5</a>",
        "<del>15</del>",
        "<ins>16</ins>",
        "another digit",
        "Suggested fix: <code>16 apples</code>",
        "href=\"#notation-output-trailing\"",
    ] {
        assert!(card.contains(part), "{part}\n{card}");
    }
}

#[test]
fn a_claim_that_stands_in_no_block_is_told_all_the_same() {
    let mut document = sample::document();
    document.blocks.clear();
    let read = read(&page(vec![document]));
    assert_eq!(read.named("data-verdict").count(), 7);
    assert_eq!(read.named("data-finding").count(), 2);
}

#[test]
fn an_output_behind_an_example_stands_in_its_block() {
    let mut document = sample::document();
    let mut output = sample::block(16, 18, &["15"]);
    output.kind = crate::example::Kind::Output;
    document.blocks.push(output);
    let mut claim = sample::claim(17, Verdict::Wrong);
    claim.block_line = 16;
    document.claims.push(claim);
    let read = read(&page(vec![document]));
    assert_eq!(read.named("class").filter(|class| *class == "block").count(), 1);
}

#[test]
fn the_policy_lets_only_this_script_and_this_style_count() {
    let read = read(&page(vec![sample::document()]));
    let policy = read.named("content").find(|text| text.starts_with("default-src")).expect("a policy");
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    assert_eq!(read.elements.iter().filter(|(name, _)| name == "script").count(), 1);
    assert!(!SCRIPT.contains("</") && !STYLE.contains("</"), "nothing ends the element early");
}

/// Attributes that the page has; none runs anything, and none holds a style.
const ATTRIBUTES: [&str; 41] = [
    "aria-hidden",
    "aria-label",
    "aria-labelledby",
    "autocomplete",
    "charset",
    "class",
    "content",
    "data-claims",
    "data-count",
    "data-error",
    "data-filter",
    "data-finding",
    "data-n",
    "data-name",
    "data-path",
    "data-s",
    "data-severity",
    "data-sort",
    "data-status",
    "data-value",
    "data-verdict",
    "for",
    "height",
    "hidden",
    "href",
    "http-equiv",
    "id",
    "lang",
    "method",
    "name",
    "open",
    "placeholder",
    "preserveaspectratio",
    "role",
    "scope",
    "spellcheck",
    "tabindex",
    "type",
    "value",
    "viewbox",
    "width",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]
    #[test]
    fn no_text_becomes_markup(text in "[\\PC\u{0}-\u{9f}\u{202e}\u{2028}\u{fdd0}<>&\"'=/ a-z\n]{0,40}|<script>alert\\(1\\)</script>|</pre></code><img src=x onerror=x>|\" onmouseover=\"x|--><!--|</style>|&lt;b&#62;|<!\\[CDATA\\[|javascript:x|\n</title><b>|\n::error::x|##\\[error\\]x") {
        let plain = read(&page(vec![sample::hostile("x")]));
        let page = page(vec![sample::hostile(&text), sample::hostile(&text)]);
        let read = read(&page);
        prop_assert!(read.errors.is_empty(), "{:?}", read.errors);
        let known: Vec<_> = plain.elements.iter().map(|(name, _)| name.as_str()).chain(["span", "del", "ins", "nav", "table", "thead", "tbody", "tr", "td", "th"]).collect();
        for (name, attributes) in &read.elements {
            prop_assert!(known.contains(&name.as_str()), "{}", name);
            for (key, value) in attributes {
                prop_assert!(ATTRIBUTES.contains(&key.as_str()) || ["x", "vector-effect"].contains(&key.as_str()), "{}", key);
                prop_assert!(key != "href" || value.starts_with('#') || value.starts_with("./"), "{}", value);
            }
        }
        for name in ["script", "style", "meta", "title", "form", "svg"] {
            let count = |read: &Read| read.elements.iter().filter(|(other, _)| other == name).count();
            prop_assert!(count(&read) == count(&plain) || name == "svg", "{}", name);
        }
        prop_assert!(!page.chars().any(|c| c != '\n' && c != '\t' && crate::report::sanitise::is_dangerous(c)));
        let commands = page.lines().filter(|line| line.trim_start().starts_with("::") || line.contains("##["));
        prop_assert_eq!(commands.count(), 0, "a log takes none of it for a command");
        let path = read.named("data-path").next().map(str::to_owned);
        let seen: String = text.chars().map(|c| if crate::report::sanitise::is_dangerous(c) { crate::report::sanitise::name(c) } else { c.to_string() }).collect();
        let is_whole = text.chars().any(|c| (0xfdd0..=0xfdef).contains(&(c as u32))) || path.unwrap_or_default() == seen;
        prop_assert!(is_whole, "the text is there, every character of it");
    }
}

#[test]
fn the_policy_knows_the_style_and_the_script_as_they_are() {
    let digest = |text: &str| format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(text)));
    assert_eq!(STYLE_DIGEST, digest(STYLE));
    assert_eq!(SCRIPT_DIGEST, digest(SCRIPT));
}
