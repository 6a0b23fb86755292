//! What is fuzzed: functions of bytes that panic where something is wrong. `fuzz_targets` gives them to libFuzzer,
//! `tests/it/fuzz.rs` replays `regressions` and tries some bytes of its own. No interpreter is asked.

use doctrue::claim::{self, Claim};
use doctrue::directive::{self, Directives, resolve};
use doctrue::document::{self, Document};
use doctrue::example::{Class, Example, classify};
use doctrue::fix::verify::Trial;
use doctrue::fix::{self, Checked, FixLimits, Privacy};
use doctrue::judge;
use doctrue::judge::elsewhere::{Elsewhere, WorldResult};
use doctrue::lang::literal::{self, Digits, Literal};
use doctrue::lang::metadata::Metadata;
use doctrue::plan::{Context, Library, Session, Sharings};
use doctrue::run::{Exception, Recorded, Run};
use doctrue::settings::Matching;
use doctrue::source::Source;

/// A target of its name.
pub(crate) type Target = (&'static str, fn(&[u8]));

/// All of them.
pub(crate) const TARGETS: [Target; 5] =
    [("document", document), ("directive", directive), ("claim", claim), ("literal", literal), ("judge", judge)];

/// Bytes to blocks and examples: each line of code is a piece of the file.
pub(crate) fn document(data: &[u8]) {
    let document = parse(data);
    for block in &document.blocks {
        assert!(document.source.text().get(block.span.range()).is_some());
        for line in &block.lines {
            assert!(document.source.text().get(line.span.range()).is_some());
            assert_eq!(document.source.line(line.span.start), line.line);
        }
    }
    let classes = classes(&document);
    assert_eq!(classes.len(), document.blocks.len());
    let examples: Vec<_> = classes.iter().flat_map(Class::examples).collect();
    let library = Library::of(&document, &classes);
    for example in &examples {
        assert!(library.asked_for(&[example]).len() < 1000);
        let _ = Metadata::of_code(&example.code);
    }
}

/// A text as the words of a directive, an info string, a front matter.
pub(crate) fn directive(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    for item in directive::grammar::items(&text) {
        assert!(text.get(item.range).is_some());
    }
    let _ = Directives::default().take(&directive::grammar::items(&text), |_| None);
    for form in [
        format!("<!-- doctrue: {text} -->\n```python\nx = 1\n```\n"),
        format!("```python {text}\nx = 1\n```\n"),
        format!("<!-- {text} -->\n\n    x = 1\n"),
        format!("---\ndoctrue:\n  {text}\n---\n```py\nx\n```\n"),
        format!("```{{code-cell}} {text}\n:{text}: x\n---\n{text}\n---\nx = 1\n```\n"),
    ] {
        let document = parse(form.as_bytes());
        assert_eq!(resolve(&document, &Directives::default()).blocks.len(), document.blocks.len());
    }
}

/// Bytes to claims and the programs that would run: what is documented is a piece of the file.
pub(crate) fn claim(data: &[u8]) {
    let document = parse(data);
    let classes = classes(&document);
    let examples: Vec<_> = classes.iter().flat_map(Class::examples).collect();
    let sharings = Sharings::of_document(&examples);
    for example in &examples {
        let claims = claims(&document, example);
        let session = Session::first(example, &claims, &sharings);
        let behind = session.behind_all(&document, &examples, Context::File);
        for session in behind.iter().chain([&session]) {
            assert!(session.source().len() < 100 * (document.source.text().len() + 1000));
            let _ = session.orders();
        }
    }
}

/// A text as a literal, and two texts as one value.
pub(crate) fn literal(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (written, real) = text.split_once('\0').unwrap_or((&text, &text));
    let _ = (literal::truth(written), literal::is_about(written, real));
    let _ = (claim::shape::is_value(written), claim::exception::named(written), claim::remark::describes(written));
    if let (Some(a), Some(b)) = (literal::parse(written), literal::parse(real)) {
        // NaN is nothing that is equal to itself.
        assert!(written != real || Literal::stands_for(&a, &b, Digits::All) || written.contains("nan"));
    }
}

/// A document, and behind each byte 0xFF an output of one of its claims: what is judged right says what is documented,
/// and what is written into the document is judged right in it.
pub(crate) fn judge(data: &[u8]) {
    let mut parts = data.split(|byte| *byte == 0xff);
    let text = parts.next().unwrap_or_default();
    let outputs: Vec<_> = parts.map(|output| String::from_utf8_lossy(output).into_owned()).collect();
    let document = parse(text);
    let trial = Trial::new("a.md", text, Directives::default());
    let mut checked = Vec::new();
    for example in classes(&document).iter().flat_map(Class::examples) {
        let claims = claims(&document, example);
        let run = run(&claims, &outputs);
        for matching in [Matching::Exact, Matching::Any] {
            let judgements = judge::judge(&claims, &run, matching);
            assert_eq!(judgements.len(), claims.len());
            checked = claims
                .iter()
                .cloned()
                .zip(judgements)
                .map(|(claim, judgement)| made(claim, judgement, example))
                .collect();
        }
        let mut judgements: Vec<_> = checked.iter().map(|one: &Checked| one.judgement.clone()).collect();
        judge::volatile::by_folder(&mut judgements, &claims, "/tmp/x");
        judge::volatile::by_system(&mut judgements, &claims);
        let other = self::run(&claims, &outputs.iter().rev().cloned().collect::<Vec<_>>());
        let elsewhere = Elsewhere::new(&claims, &run, example.code.clone());
        let again = judge::judge(&claims, &other, Matching::Any);
        let world = elsewhere.seen(other, again);
        for (index, judgement) in judgements.iter().enumerate() {
            let change = elsewhere.change(index, judgement, &world);
            _ = elsewhere.unshifted(index, judgement, &world, change == WorldResult::Unknown);
            _ = elsewhere.drawn(index, judgement, &world.run);
            _ = elsewhere.scheduled(index, judgement, &world.run);
        }
        let limits = FixLimits { most_lines: 100, privacy: Privacy::default() };
        let changes = fix::plan(&document.source, &checked, &limits).changes;
        assert!(trial.bytes(&trial.sound(&changes).0).is_some(), "changes that overlap");
    }
}

fn parse(data: &[u8]) -> Document {
    document::parse(Source::new("a.md", data.to_vec()))
}

fn classes(document: &Document) -> Vec<Class> {
    classify(document, &resolve(document, &Directives::default()).blocks)
}

fn claims(document: &Document, example: &Example) -> Vec<Claim> {
    let claims = claim::recognise(&document.source, example);
    for claim in &claims {
        assert!(!claim.lines.is_empty() && claim.extents().all(|count| count <= claim.lines.len()));
        for line in &claim.lines {
            assert!(document.source.text().get(line.span.range()).is_some(), "{line:?}");
            assert_eq!(document.source.line(line.span.start), line.line);
        }
    }
    claims
}

fn made(claim: Claim, judgement: judge::Judgement, example: &Example) -> Checked {
    Checked {
        claim,
        judgement,
        code: example.code.as_str().into(),
        first_line: example.file_line(1),
        failed_before: None,
        included: None,
        python: "3.11.7".into(),
    }
}

/// A run in which each claim meets one of `outputs`, or its own text if there are none, printed, as a value or raised.
fn run(claims: &[Claim], outputs: &[String]) -> Run {
    let own: Vec<_> = claims.iter().map(|claim| claim.text(claim.lines.len())).collect();
    let outputs = if outputs.is_empty() { &own } else { outputs };
    let mut run = Run { folder: "/tmp/x".to_owned(), ..Run::silent() };
    for (id, (claim, output)) in claims.iter().zip(outputs.iter().cycle()).enumerate() {
        let line = claim.places.first().map_or(1, |place| place.first);
        let (kind, message) = output.split_once(": ").unwrap_or((output, ""));
        match (claim.watch.value, claim.watch.exception) {
            (_, Some(_)) if kind.len() % 2 == 0 => {
                run.caught.insert(id, vec![Exception::new(kind, message, vec![line])]);
            }
            (Some(_), _) => _ = run.values.insert(id, vec![Recorded::Value(output.clone())]),
            (None, _) => run = run.printing(&format!("{output}\n"), &[line]),
        }
    }
    run
}
