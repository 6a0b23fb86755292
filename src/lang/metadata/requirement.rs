//! Which requirements may be handed to an installer: a name, and what narrows it down.
//!
//! Whoever writes a document names the packages, so the text is held against the grammar of dependency specifiers (at
//! first PEP 508) without its forms that lead somewhere else than to the package index of the user: no URL, no path, no
//! option. What is plain is safe to hand over, not yet right: the installer may still refuse it.

use regex::Regex;
use std::sync::LazyLock;

/// Endings of archives: `a.whl` is the name of a package by the grammar, and a file for installers.
const ARCHIVES: &[&str] = &[
    ".whl", ".egg", ".zip", ".tar", ".tgz", ".tbz", ".tbz2", ".txz", ".tlz", ".tzst", ".gz", ".bz2", ".xz", ".lz",
    ".lzma", ".zst",
];

/// A plain requirement. Only the ASCII blank separates; in a marker, parentheses need not be balanced here.
static PLAIN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let name = "[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?";
    let extras = format!(r"\[ *(?:{name} *(?:, *{name} *)*)?\]");
    let clause = "(?:===|==|~=|!=|<=|>=|<|>) *[A-Za-z0-9][A-Za-z0-9_.*+!-]*";
    let clauses = format!("{clause} *(?:, *{clause} *)*");
    let marker = marker();
    let versions = format!(r"(?:{clauses}|\( *{clauses}\) *)?");
    Regex::new(&format!("^ *(?P<name>{name}) *(?:{extras} *)?{versions}(?:;(?P<marker>{marker}))?$")).ok()
});

/// The expression for an environment marker: comparisons, joined by `and` and `or`.
fn marker() -> String {
    let variable = "python_version|python_full_version|os_name|sys_platform|platform_(?:release|system|version|machine)\
                    |platform_python_implementation|implementation_(?:name|version)|extra";
    // Printable ASCII without quotes, backslash and parentheses.
    let text = r"[ !#-&*-\[\]-~]*";
    let value = format!(r#"(?:{variable}|'{text}'|"{text}")"#);
    let operator = "(?:===|==|~=|!=|<=|>=|<|>|in|not +in)";
    let comparison = format!(r"(?: *\()* *{value} *{operator} *{value} *(?:\) *)*");
    format!("{comparison}(?:(?:and|or){comparison})*")
}

/// Whether `requirement` is a name of a package with, at most, extras, version specifiers and an environment marker.
///
/// A URL, a path, an archive or an option is not plain, and neither is anything with another white space than blanks,
/// with control characters or beyond ASCII.
#[must_use]
pub fn is_plain(requirement: &str) -> bool {
    let Some(parts) = PLAIN.as_ref().and_then(|pattern| pattern.captures(requirement)) else { return false };
    let name = parts["name"].to_ascii_lowercase();
    let is_archive = ARCHIVES.iter().any(|ending| name.ends_with(ending));
    !is_archive && parts.name("marker").is_none_or(|marker| is_balanced(marker.as_str()))
}

/// Whether each parenthesis that is opened is closed; strings hold none.
fn is_balanced(marker: &str) -> bool {
    let mut open = 0_usize;
    for character in marker.chars() {
        open = match character {
            '(' => open + 1,
            ')' if open == 0 => return false,
            ')' => open - 1,
            _ => open,
        };
    }
    open == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_with_extras_versions_and_markers_are_plain() {
        for requirement in [
            "rich",
            "A",
            "zope.interface",
            "discord.py",
            "ruamel_yaml-clib",
            "requests<3",
            "requests >= 2.8.1, == 2.8.*",
            "requests (>=2.8)",
            "requests[security,tests]>=2.8.1",
            "requests [ security , tests ] ~= 2.8",
            "requests[]",
            "torch==2.1.0+cpu",
            "a==1!2.0rc1.post2.dev3",
            "a===1.0-x",
            "tomli; python_version<'3.11'",
            "tomli>=2 ; python_version < \"3.11\" and (sys_platform == 'linux' or os_name != 'nt')",
            "a; 'linux' in sys_platform",
            "a; sys_platform not in 'win32 cygwin'",
            " rich ",
        ] {
            assert!(is_plain(requirement), "{requirement}");
        }
    }

    #[test]
    fn what_leads_elsewhere_is_not_plain() {
        for requirement in [
            "",
            " ",
            "pip @ https://example.com/pip.zip",
            "pip@https://example.com/pip.zip",
            "pip @ file:///tmp/pip",
            "https://example.com/pip-1.0-py3-none-any.whl",
            "git+https://example.com/pip",
            "pip @ git+ssh://example.com/pip",
            ".",
            "..",
            "./pip",
            "../pip",
            "/tmp/pip",
            "C:\\pip",
            "~/pip",
            "folder/pip",
            "pip-1.0-py3-none-any.whl",
            "pip.tar.gz",
            "PIP.ZIP",
            "-r",
            "-e .",
            "--index-url=https://example.com",
            "pip --index-url=https://example.com",
            "pip rich",
            "pip>=1 --pre",
            "pip>=1,",
            "pip>=",
            "pip>=$(id)",
            "pip;",
            "pip; python_version",
            "pip; python_version < '3",
            "pip; os.system('id') == 'x'",
            "pip; (python_version < '3'",
            "pip; python_version < '3')",
            "pip; python_version < '\\'",
            "pip # comment",
            "-pip",
            "pip-",
            "pip[",
            "pip[-e]",
            "p\u{131}p",
            "$PIP",
            "pip\0",
        ] {
            assert!(!is_plain(requirement), "{requirement}");
        }
    }

    #[test]
    fn white_space_other_than_blanks_never_passes() {
        for character in ["\n", "\r", "\t", "\u{b}", "\u{c}", "\u{85}", "\u{a0}", "\u{2028}", "\u{1b}", "\u{202e}"] {
            for requirement in ["|pip", "pip|", "pip|>=1", "pip>=1|", "pip; os_name == 'a|b'", "pip[a,|b]", "pi|p"] {
                let requirement = requirement.replace('|', character);
                assert!(!is_plain(&requirement), "{requirement:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn any_text_is_judged_without_a_panic(text in "\\PC*|[a-z\\[\\]();,<>=!'\" .@/-]{0,24}|(?s:.*)") {
            if is_plain(&text) {
                prop_assert!(text.bytes().all(|byte| (0x20..0x7f).contains(&byte)));
                prop_assert!(!text.trim_start().starts_with(['-', '.', '/']));
                prop_assert!(!text.split(';').next().unwrap_or_default().contains(['@', '/', ':', '\\']));
            }
        }
    }
}
