//! What is right on the machine of its author, who says so, or who had not installed what is here.

use super::volatile::{Cause, volatile};
use super::{Judgement, Verdict};
use crate::claim::{Claim, NotationId, traceback};
use crate::example::Example;
use crate::lang::python::stdlib;

/// Systems by the names that authors give them, in lower case, each with its name in `std::env::consts::OS`.
const SYSTEMS: [(&str, &str); 8] = [
    ("windows", "windows"),
    ("win32", "windows"),
    ("macos", "macos"),
    ("mac", "macos"),
    ("osx", "macos"),
    ("linux", "linux"),
    ("unix", "linux"),
    ("posix", "linux"),
];

/// Words that may stand beside the name of a system without saying more than that.
const BESIDE: [&str; 18] = [
    "auf", "en", "for", "in", "na", "on", "only", "para", "sous", "su", "system", "systems", "under", "unter", "下",
    "系统", "平台", "上",
];

/// Marks wrong claims in a session about a prompt of `example` whose comment says no more than which other system it is for: `# windows`.
/// Elsewhere such a comment may be about a path, or a branch that does not run here.
pub fn by_remark(judgements: &mut [Judgement], claims: &[Claim], example: &Example) {
    for (judgement, claim) in wrong(judgements, claims).filter(|(_, claim)| claim.notation == NotationId::Transcript) {
        let is_about = |line: usize| claim.places.first().is_some_and(|place| place.holds(line));
        let mut comments = example.module.comments.iter().filter(|comment| !comment.own_line);
        let system = comments.find_map(|comment| {
            let text = &example.code[comment.range.clone()];
            other_system(text, std::env::consts::OS).filter(|_| is_about(example.file_line(comment.line)))
        });
        if let Some(system) = system {
            let hint = Some(format!("the comment on this line says that it is for {system}"));
            *judgement = Judgement { hint, ..volatile(judgement, Cause::Machine) };
        }
    }
}

/// The system that `comment` names, and says nothing else, unless that is `own`.
fn other_system<'t>(comment: &'t str, own: &str) -> Option<&'t str> {
    let mut named = None;
    for word in comment.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let lower = word.to_lowercase();
        match SYSTEMS.iter().find(|(name, _)| *name == lower) {
            Some((_, system)) if *system == own => return None,
            Some(_) => named = named.or(Some(word)),
            None if BESIDE.contains(&lower.as_str()) => {}
            None => return None,
        }
    }
    named
}

/// Marks wrong claims that a package cannot be imported: whether one is installed differs from machine to machine.
pub fn by_package(judgements: &mut [Judgement], claims: &[Claim], example: &Example) {
    for (judgement, claim) in wrong(judgements, claims) {
        let text = claim.text(judgement.lines);
        let package = traceback::shown_by(claim, &text).and_then(|shown| {
            let named = shown.message.strip_prefix("No module named ")?.trim_matches(['\'', '"']).split('.').next()?;
            let imports = example.module.imported_packages().any(|package| package == named);
            let is_package =
                imports && judgement.actual.as_deref().is_none_or(str::is_empty) && !stdlib::is_module(named);
            (is_package && matches!(shown.kind.as_str(), "ModuleNotFoundError" | "ImportError"))
                .then(|| named.to_owned())
        });
        if let Some(package) = package {
            let hint = Some(format!("`{package}` is installed here"));
            *judgement = Judgement { hint, ..volatile(judgement, Cause::Machine) };
        }
    }
}

fn wrong<'j>(
    judgements: &'j mut [Judgement],
    claims: &'j [Claim],
) -> impl Iterator<Item = (&'j mut Judgement, &'j Claim)> {
    judgements.iter_mut().zip(claims).filter(|(judgement, _)| judgement.verdict == Verdict::Wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_that_names_a_system_and_no_more_says_for_which_one_a_line_is() {
        for comment in
            ["# windows", "# on Windows", "# Windows only", "# (Windows)", "# Windows 系统", "# macOS", "# Mac"]
        {
            assert!(other_system(comment, "linux").is_some(), "{comment}");
        }
        for comment in ["# linux", "# Linux or Windows", "# opens a window", "# Windows is closed", "# 5", "# on", "#"]
        {
            assert_eq!(other_system(comment, "linux"), None, "{comment}");
        }
        assert_eq!(other_system("# Linux", "windows"), Some("Linux"));
    }
}
