//! Marks of byexample in outputs, which stand for something else.

use crate::claim::{Claim, NotationId};
use crate::document::Document;
use crate::judge::{self, Judgement, Verdict};

/// Skips what fails where byexample, whose options the document has, fills a tag in: `<...>`, `<name>`, or `~` for a blank
/// line.
pub(super) fn leave_tags(document: &Document, claims: &[Claim], judgements: &mut [Judgement]) {
    let is_name = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c));
    let has_tag = |text: &str| {
        let mut tags = text.split('<').skip(1).filter_map(|rest| rest.split_once('>'));
        tags.any(|(name, _)| is_name(name)) || text.lines().any(|line| line.trim() == "~")
    };
    // It shows bytes without their prefix.
    let is_bare = |text: &str, judgement: &Judgement| {
        let actual = judgement.actual.as_deref().unwrap_or_default();
        let bare = ["[", "{", "(", " "]
            .iter()
            .fold(actual.to_owned(), |bare, before| bare.replace(&format!("{before}b'"), &format!("{before}'")));
        let bare = bare.strip_prefix('b').filter(|rest| rest.starts_with('\'')).unwrap_or(&bare);
        bare != actual && bare == text
    };
    let is_meant = |claim: &Claim, judgement: &Judgement| {
        let text = claim.text(claim.lines.len());
        claim.notation == NotationId::Transcript && (has_tag(&text) || is_bare(&text, judgement))
    };
    let fails = |judgement: &Judgement| matches!(judgement.verdict, Verdict::Wrong | Verdict::Unreached);
    let found =
        claims.iter().zip(judgements).filter(|(claim, judgement)| fails(judgement) && is_meant(claim, judgement));
    let mut found = found.map(|(_, judgement)| judgement).peekable();
    if found.peek().is_some() && document.source.text().contains("byexample") {
        judge::given::skip_failing(found, "contains a byexample tag, which stands for another text");
    }
}
