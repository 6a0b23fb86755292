//! The list of a document: its blocks, examples and claims, and the plan, before anything runs.

use super::{assemble, outcome};
use crate::claim::{self, Strength};
use crate::directive::{self, Directives, Sharing};
use crate::document::Document;
use crate::example::{self, Class, Example, Kind, Left, Part};
use crate::plan::{Context, Library, Missing, Session, Sharings};
use crate::report::Status;
use crate::report::listing::{ListedBlock, ListedDocument, ListedPart};

/// The list of `document`.
pub(super) fn document(document: &Document, defaults: &Directives) -> ListedDocument {
    let said = directive::resolve(document, defaults);
    let classes = example::classify(document, &said.blocks);
    let examples: Vec<_> = classes.iter().flat_map(Class::all_examples).collect();
    let running: Vec<_> =
        examples.iter().copied().filter(|one| !one.directives.skip && one.directives.lacks.is_none()).collect();
    let plan =
        Plan { document, sharings: Sharings::of_document(&running), library: Library::of(document, &classes), running };
    let blocks = document.blocks.iter().zip(&classes).map(|(block, class)| ListedBlock {
        line: block.line,
        end_line: block.end_line,
        language: block.info.language.clone(),
        headings: block.headings.clone(),
        kind: class.kind,
        status: assemble::status_without_run(class).map(Status::as_str),
        reason: class.reason.clone(),
        is_hidden: block.hidden,
        parts: class
            .parts
            .iter()
            .map(|part| plan.part(part))
            .chain(class.left.iter().filter_map(|left| plan.left(left)))
            .chain(class.docstrings.iter().map(|one| plan.docstring(one)))
            .collect(),
    });
    let findings = document.findings.iter().cloned().chain(said.findings);
    let mut findings: Vec<_> = findings.collect();
    findings.sort_by_key(|finding| finding.line);
    ListedDocument {
        path: document.source.name().to_owned(),
        blocks: blocks.collect(),
        findings: findings.into_iter().map(Into::into).collect(),
    }
}

/// What is known of the runs of a document before there are any.
struct Plan<'a> {
    document: &'a Document,
    running: Vec<&'a Example>,
    sharings: Sharings<'a>,
    library: Library<'a>,
}

impl<'a> Plan<'a> {
    fn part(&self, part: &'a Part) -> ListedPart {
        let mut listed = ListedPart {
            line: part.first,
            end_line: part.last,
            kind: part.kind,
            reason: part.reason.clone(),
            ..ListedPart::default()
        };
        if let Some(example) = part.example.as_deref() {
            self.example(example, &mut listed);
        }
        listed
    }

    /// The explicit claims of Python that does not run, if it has any.
    fn left(&self, left: &Left) -> Option<ListedPart> {
        let example = &left.example;
        let block = &self.document.blocks[example.block];
        let claims = claim::recognise(&self.document.source, example);
        let explicit = claims.iter().filter(|claim| claim.strength == Strength::Explicit);
        let claims: Vec<_> = explicit.map(|claim| (&assemble::claim(self.document, block, claim)).into()).collect();
        (!claims.is_empty()).then(|| ListedPart {
            line: example.file_line(1),
            end_line: example.file_line(example.lines.len()),
            reason: Some(left.reason.clone()),
            claims,
            ..ListedPart::default()
        })
    }

    /// A session in a docstring, as a part of its block.
    fn docstring(&self, example: &'a Example) -> ListedPart {
        let mut listed = ListedPart {
            line: example.file_line(1),
            end_line: example.file_line(example.lines.len()),
            kind: Kind::Transcript,
            ..ListedPart::default()
        };
        self.example(example, &mut listed);
        listed
    }

    fn example(&self, example: &'a Example, listed: &mut ListedPart) {
        let claims = claim::recognise(&self.document.source, example);
        let block = &self.document.blocks[example.block];
        listed.claims = claims.iter().map(|claim| (&assemble::claim(self.document, block, claim)).into()).collect();
        listed.skip = skip(example);
        listed.file.clone_from(&example.file);
        listed.session = match &example.directives.session {
            Sharing::Named(name) => Some(name.clone()),
            Sharing::ByNeed | Sharing::Isolated | Sharing::Continued => None,
        };
        let line = |other: &Example| outcome::line(self.document, other);
        let first = Session::first(example, &[], &self.sharings);
        listed.behind = first.before.iter().map(|other| line(other)).collect();
        let contexts = [Context::Section, Context::File];
        let names = example.module.free_names.iter().cloned().collect();
        let missing = Missing { names, ..Missing::default() };
        let wider =
            contexts.into_iter().find_map(|context| first.behind(self.document, &self.running, &missing, context));
        let session = wider.unwrap_or(first);
        let before = session.before.iter().map(|other| line(other));
        listed.may_need = before.filter(|line| !listed.behind.contains(line)).collect();
        let together: Vec<_> = session.examples().collect();
        listed.finds = self.library.asked_for(&together).into_keys().collect();
    }
}

/// The skip of an example as its author wrote it: whether a condition holds is not known yet.
fn skip(example: &Example) -> Option<String> {
    if let Some(lacks) = &example.directives.lacks {
        return Some(lacks.clone());
    }
    if let Some(reason) = example.directives.always_skipped() {
        return Some(if reason.is_empty() { "by its author" } else { reason }.to_owned());
    }
    let conditions: Vec<_> = example.directives.skip_if.iter().map(ToString::to_string).collect();
    (!conditions.is_empty()).then(|| format!("if {}", conditions.join(" or ")))
}
