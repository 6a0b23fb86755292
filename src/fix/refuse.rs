//! Refusals: what is not put right, and why.
//!
//! A fixer that is wrong once is not used again. Each reason here stands for a way in which a text could be made worse:
//! an output that is another tomorrow, a secret in a public document, an edit of somebody else's that is lost.

use std::path::{Path, PathBuf};

use crate::claim::{Claim, Strength, exception, remark};
use crate::judge::{Judgement, Unfit, Verdict};
use crate::pattern::Pattern;

/// Why something is not written. Closed: the documentation has a row for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Refusal {
    /// The output changes.
    Volatile,
    /// The example did not get there.
    Unreached,
    /// It was not run.
    Skipped,
    /// It may be no claim.
    Unverified,
    /// Nothing is printed.
    Nothing,
    /// Too many lines.
    TooLong,
    /// Characters that do harm.
    Characters,
    /// The notation cannot say it.
    Notation,
    /// It is not known which part of the text is the output.
    Ambiguous,
    /// Something is left out by dots.
    Elision,
    /// A value of another kind.
    OtherKind,
    /// It depends on what is around the example.
    Surroundings,
    /// A value of a secret variable.
    Secret,
    /// A path of this machine.
    PrivatePath,
    /// Something before it failed.
    Context,
    /// Some of its code stands in another file.
    Included,
    /// The claim stands in code with escapes of HTML, and only a report is known.
    Escapes,
    /// The document would read differently.
    Structure,
    /// The new text does not hold.
    NotConfirmed,
    /// The file is another by now.
    Changed,
    /// Somebody else is at it.
    Busy,
    /// It has other names.
    HardLinks,
    /// It lies elsewhere.
    LeavesTree,
    /// It would belong to somebody else.
    Owner,
}

/// All refusals, in the order of the documentation.
pub const REFUSALS: [Refusal; 24] = [
    Refusal::Volatile,
    Refusal::Unreached,
    Refusal::Skipped,
    Refusal::Unverified,
    Refusal::Nothing,
    Refusal::TooLong,
    Refusal::Characters,
    Refusal::Notation,
    Refusal::Ambiguous,
    Refusal::Elision,
    Refusal::OtherKind,
    Refusal::Surroundings,
    Refusal::Secret,
    Refusal::PrivatePath,
    Refusal::Context,
    Refusal::Included,
    Refusal::Escapes,
    Refusal::Structure,
    Refusal::NotConfirmed,
    Refusal::Changed,
    Refusal::Busy,
    Refusal::HardLinks,
    Refusal::LeavesTree,
    Refusal::Owner,
];

impl Refusal {
    /// The word used in messages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Volatile => "volatile",
            Self::Unreached => "unreached",
            Self::Skipped => "skipped",
            Self::Unverified => "unverified",
            Self::Nothing => "nothing",
            Self::TooLong => "too-long",
            Self::Characters => "characters",
            Self::Notation => "notation",
            Self::Ambiguous => "ambiguous",
            Self::Elision => "elision",
            Self::OtherKind => "other-kind",
            Self::Surroundings => "surroundings",
            Self::Secret => "secret",
            Self::PrivatePath => "private-path",
            Self::Context => "context",
            Self::Included => "included",
            Self::Escapes => "escapes",
            Self::Structure => "structure",
            Self::NotConfirmed => "not-confirmed",
            Self::Changed => "changed",
            Self::Busy => "busy",
            Self::HardLinks => "hard-links",
            Self::LeavesTree => "leaves-tree",
            Self::Owner => "owner",
        }
    }

    /// What it means and what to do, for people.
    #[must_use]
    pub const fn explain(self) -> &'static str {
        match self {
            Self::Volatile => {
                "The output changes from run to run or from machine to machine: fix the seed, or describe it in words."
            }
            Self::Unreached => "The example never reached the claim, so its output is unknown: fix the example first.",
            Self::Skipped => "The example did not run: give it what it needs.",
            Self::Unverified => "The comment may not be a claim.",
            Self::Nothing => "Nothing is printed there: remove the claim, or print something.",
            Self::TooLong => {
                "The output has more lines than `--max-lines` allows, or a line of more than a thousand characters."
            }
            Self::Characters => {
                "The output contains control, bidirectional or invalid characters, which could damage the document or hide something in it."
            }
            Self::Notation => {
                "This notation cannot express the output: use another, such as `# Output:` with comment lines below."
            }
            Self::Ambiguous => {
                "The text contains something other than the output, such as a second comment or an explanation, which would be lost."
            }
            Self::Elision => "The text leaves something out with `...`, and the rest no longer matches.",
            Self::OtherKind => {
                "The comment shows a value of another type than Python prints, so it may be about something else."
            }
            Self::Surroundings => {
                "The output depends on files, the environment, other programs or the version of Python, which may differ on the author's machine."
            }
            Self::Secret => "The output contains the value of an environment variable whose name suggests a secret.",
            Self::PrivatePath => {
                "The output contains the path of a folder on this machine that the example does not mention."
            }
            Self::Context => {
                "The example depends on code that failed or is left to the reader, so its output may change once that code works."
            }
            Self::Included => "A part of the example comes from a file that the document includes: edit that file.",
            Self::Escapes => {
                "The report does not contain the original text of code with HTML escapes: run `doctrue fix` on the document."
            }
            Self::Structure => "With this output, the document would have different blocks, claims or code.",
            Self::NotConfirmed => {
                "doctrue checked the document with the new output, and this claim was still wrong, or another claim became wrong."
            }
            Self::Changed => "The document has changed since doctrue checked it: check it again.",
            Self::Busy => "Another program holds a lock on the file.",
            Self::HardLinks => {
                "The file has another name (a hard link), which would keep the old text: edit it by hand, or remove the link."
            }
            Self::LeavesTree => "The path is a link to a file outside the repository: name that file itself.",
            Self::Owner => "The new file could not be given the owner and group of the old one.",
        }
    }
}

/// One claim, or a whole file, that is not put right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The 1-based line of the claim; none for the whole file.
    pub line: Option<usize>,
    /// Why.
    pub refusal: Refusal,
    /// What exactly.
    pub detail: Option<String>,
    /// Whether what is refused fails the check.
    pub fails: bool,
}

/// The refusal that follows from the verdict alone.
#[must_use]
pub fn by_verdict(verdict: Verdict) -> Option<Refusal> {
    match verdict {
        Verdict::Confirmed | Verdict::Wrong | Verdict::Stale => None,
        Verdict::Volatile => Some(Refusal::Volatile),
        Verdict::Unreached => Some(Refusal::Unreached),
        Verdict::Skipped => Some(Refusal::Skipped),
        Verdict::Unverified => Some(Refusal::Unverified),
    }
}

/// The refusal for a wrong claim that there is no text for.
#[must_use]
pub fn without_text(judgement: &Judgement) -> Refusal {
    match judgement.unfit {
        Some(Unfit::Nothing) => Refusal::Nothing,
        Some(Unfit::TooLong) => Refusal::TooLong,
        Some(Unfit::Characters) => Refusal::Characters,
        Some(Unfit::Folder) => Refusal::PrivatePath,
        Some(Unfit::Reason) => Refusal::Ambiguous,
        Some(Unfit::Unreached) => Refusal::Unreached,
        Some(Unfit::Surroundings) => Refusal::Surroundings,
        Some(Unfit::Notation) | None => Refusal::Notation,
    }
}

/// Why the text `old` of `claim` is not given up for `new`, if it is not: it may hold something that is no output, or
/// be about something else.
#[must_use]
pub fn loses(claim: &Claim, old: &str, new: &str, actual: &str) -> Option<Refusal> {
    let is_ambiguous = has_second_comment(old, actual) || quotes(claim, old, actual) || loses_words(old, new);
    if is_ambiguous {
        return Some(Refusal::Ambiguous);
    }
    let leaves_out = |text: &str| text.contains("...") || text.contains('…');
    if leaves_out(old) && !leaves_out(new) && !actual.contains("...") && !exception::is_traceback(old) {
        return Some(Refusal::Elision);
    }
    let is_container = |text: &str| text.trim_start().starts_with(['[', '{', '(']);
    let is_other = claim.strength == Strength::InferredValue && is_container(old) != is_container(new);
    let is_module = actual.starts_with("<module ") && !old.starts_with('<');
    // Whoever documents an exception means the code to raise it.
    let names = |text: &str| exception::named(text).is_some();
    let bare = |line: &str| line.strip_prefix(claim.continuation.as_str()).unwrap_or(line).to_owned();
    let bare_new = new.lines().map(bare).collect::<Vec<_>>().join("\n");
    if is_other || is_module || (names(old) && !names(&bare_new)) {
        return Some(Refusal::OtherKind);
    }
    is_of_another_release(old, new).then_some(Refusal::Surroundings)
}

static RELEASE: Pattern = Pattern::holding(&["://"], r"(://[^\s/]+/)v?\d+(?:\.\d+)*/");

/// Whether a line of the new text differs from one of the old only by the release that an address is of: that of the
/// package that happens to be installed here.
fn is_of_another_release(old: &str, new: &str) -> bool {
    let masked = |line: &str| RELEASE.replace_all(line.trim(), "$1/").into_owned();
    let stays = |line: &str| old.lines().any(|old| old.trim() == line.trim());
    let mut changed = new.lines().filter(|line| RELEASE.is_match(line) && !stays(line));
    changed.any(|line| old.lines().any(|old| masked(old) == masked(line)))
}

/// Whether another comment stands in the documented text. It would be lost, or it is a claim of its own.
fn has_second_comment(old: &str, actual: &str) -> bool {
    old.lines().count() == 1 && old.contains(" #") && !actual.contains('#')
}

/// Whether words without a marker quote the output already: `the text 'My name is Jake'`.
fn quotes(claim: &Claim, old: &str, actual: &str) -> bool {
    claim.strength == Strength::InferredText && old.contains(actual.trim())
}

/// Whether a line that explains the output would be lost.
fn loses_words(old: &str, new: &str) -> bool {
    let explains = |line: &str| line.trim_start().starts_with('#') || remark::is_sentence(line);
    let is_shorter = new.trim_start_matches('\n').lines().count() < old.lines().count();
    is_shorter && old.lines().any(|line| explains(line) && !new.contains(line.trim()))
}

/// Parts of names of variables whose values are not for documents.
const SECRET_NAMES: [&str; 9] =
    ["TOKEN", "SECRET", "PASSW", "KEY", "CREDENTIAL", "AUTH", "COOKIE", "PRIVATE", "DATABASE_URL"];

/// A value shorter than this is no secret worth the name, in bytes.
const SHORTEST_SECRET: usize = 6;

/// What of this machine must not get into a document.
#[derive(Clone, Debug, Default)]
pub struct Privacy {
    secrets: Vec<String>,
    folders: Vec<String>,
}

impl Privacy {
    /// What this machine keeps to itself: secrets in the environment, the home, the current folder `here`.
    #[must_use]
    pub fn of_this_machine(here: PathBuf) -> Self {
        let home = std::env::var_os("HOME").or_else(|| std::env::var_os("USERPROFILE")).map(PathBuf::from);
        let folders: Vec<_> = [here, std::env::temp_dir()].into_iter().chain(home).collect();
        let variables = std::env::vars_os()
            .map(|(name, value)| (name.to_string_lossy().into_owned(), value.to_string_lossy().into_owned()));
        Self::new(variables, &folders)
    }

    /// The values of those `variables` whose names speak of secrets, and `folders`.
    #[must_use]
    pub fn new(variables: impl Iterator<Item = (String, String)>, folders: &[PathBuf]) -> Self {
        let is_secret = |(name, value): &(String, String)| {
            let name = name.to_ascii_uppercase();
            value.trim().len() >= SHORTEST_SECRET && SECRET_NAMES.iter().any(|part| name.contains(part))
        };
        let folder = |path: &PathBuf| path.to_string_lossy().trim_end_matches(['/', '\\']).to_owned();
        Self {
            secrets: variables.filter(is_secret).map(|(_, value)| value.trim().to_owned()).collect(),
            folders: folders.iter().map(folder).filter(|folder| folder.len() > 1).collect(),
        }
    }

    /// Why `text` is not for a document whose example is `code` and says `claimed`, if it is not.
    #[must_use]
    pub fn refuses(&self, text: &str, code: &str, claimed: &str) -> Option<Refusal> {
        let leaks = |word: &String| text.contains(word.as_str()) && !code.contains(word.as_str());
        if self.secrets.iter().any(leaks) {
            return Some(Refusal::Secret);
        }
        let names = |folder: &String| {
            text.match_indices(folder.as_str()).any(|(index, _)| {
                let is_end = |c: Option<char>| !c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
                let before = text[..index].chars().next_back();
                let is_start = !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '/' | '.'));
                is_start && is_end(text[index + folder.len()..].chars().next())
            })
        };
        let is_private = |folder: &String| names(folder) && leaks(folder) && !claimed.contains(folder.as_str());
        self.folders.iter().any(is_private).then_some(Refusal::PrivatePath)
    }
}

/// Whether the file shown as `name`, which is really `path`, is reached by a link out of the tree at `root`, the
/// canonical path of the repository or of the current directory.
#[must_use]
pub fn leaves_tree(name: &Path, path: &Path, root: &Path, here: &Path) -> bool {
    let named = here.join(name);
    if named.starts_with(root) {
        return !path.starts_with(root);
    }
    let folder = named.parent().and_then(|folder| folder.canonicalize().ok());
    let is_link = named.symlink_metadata().is_ok_and(|metadata| metadata.is_symlink());
    is_link && !folder.is_some_and(|folder| path.starts_with(folder))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_pattern_is_sound() {
        assert!(RELEASE.is_sound());
    }

    #[test]
    fn every_refusal_has_a_word_of_its_own_and_a_meaning() {
        let words: BTreeSet<_> = REFUSALS.iter().map(|refusal| refusal.as_str()).collect();
        assert_eq!(words.len(), REFUSALS.len());
        assert!(REFUSALS.is_sorted(), "the list has the order of the type");
        assert!(REFUSALS.iter().all(|refusal| refusal.explain().ends_with('.')));
    }

    #[test]
    fn what_may_be_no_output_is_not_given_up() {
        assert!(has_second_comment("1  # Output: 2", "1"));
        assert!(!has_second_comment("# 1", "# 2") && !has_second_comment("a #1", "b #1"));
        assert!(loses_words("8\nreturns the count of it", "9") && loses_words("# later\n1", "1"));
        assert!(!loses_words("8\nreturns the count of it", "9\nreturns the count of it") && !loses_words("8\n9", "8"));
    }

    #[test]
    fn releases_in_addresses_are_not_put_right() {
        let (old, new) = ("see\n  https://a.dev/2/x", "see\n  https://a.dev/2.13/x");
        assert!(is_of_another_release(old, new));
        assert!(!is_of_another_release(old, old) && !is_of_another_release(old, "see\n  https://a.dev/2.13/y"));
        assert!(!is_of_another_release("a/2/x", "a/3/x"));
    }

    #[test]
    fn secrets_and_private_paths_are_refused_unless_the_example_names_them() {
        let variables = [("GITHUB_TOKEN", "abc-123"), ("EDITOR", "emacs-29"), ("API_KEY", "x")];
        let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let privacy = Privacy::new(variables.into_iter(), &[PathBuf::from("/home/ada/"), PathBuf::from("/")]);
        let refuses = |text: &str, code: &str| privacy.refuses(text, code, "");
        assert_eq!(refuses("it is abc-123!", ""), Some(Refusal::Secret));
        assert_eq!(refuses("it is abc-123!", "print('abc-123')"), None);
        assert_eq!(refuses("emacs-29 x /", ""), None);
        assert_eq!(refuses("'/home/ada'", ""), Some(Refusal::PrivatePath));
        assert_eq!(refuses("/home/ada/x", ""), Some(Refusal::PrivatePath));
        assert_eq!(refuses("/home/adam", ""), None);
        assert_eq!(refuses("/srv/home/ada", ""), None);
        assert_eq!(refuses("/home/ada/x", "open('/home/ada/x')"), None);
    }

    #[cfg(unix)]
    #[test]
    fn links_out_of_the_tree_are_told_from_others() {
        let folder = tempfile::tempdir().expect("a folder");
        let here = folder.path().canonicalize().expect("a path").join("repo");
        std::fs::create_dir_all(here.join("notes")).expect("a folder");
        let outside = here.parent().expect("a parent").join("b.md");
        for path in [&here.join("notes/a.md"), &outside] {
            std::fs::write(path, "x").expect("a file");
        }
        std::os::unix::fs::symlink("notes/a.md", here.join("in.md")).expect("a link");
        std::os::unix::fs::symlink(&outside, here.join("out.md")).expect("a link");
        let leaves = |name: &str| {
            let path = here.join(name).canonicalize().expect("a path");
            leaves_tree(Path::new(name), &path, &here, &here)
        };
        assert_eq!(["notes/a.md", "in.md", "out.md"].map(leaves), [false, false, true]);
        assert!(!leaves_tree(&outside, &outside, &here, &here), "a file that is named is no link");
    }
}
