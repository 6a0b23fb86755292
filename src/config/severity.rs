//! Severities as people write them: which codes there are, and what a repository may say of them.

use crate::directive::nearest;
use crate::finding::{CODES, FindingCode, Severity};
use crate::judge::{VERDICTS, Verdict};
use crate::settings::severity::{Level, Severities};

/// The codes that may weigh more or less: every verdict that may be a problem, and every finding.
pub fn codes() -> impl Iterator<Item = &'static str> {
    let verdicts = VERDICTS.into_iter().filter(|verdict| *verdict != Verdict::Confirmed).map(Verdict::as_str);
    verdicts.chain(CODES.into_iter().map(|code| code.as_str()))
}

/// Reads a code.
///
/// # Errors
/// What is wrong with it, for a person.
pub fn code(text: &str) -> Result<&'static str, String> {
    let is_it = |code: &&str| *code == text;
    codes().find(is_it).ok_or_else(|| match nearest(text, codes()) {
        _ if text == Verdict::Confirmed.as_str() => "`confirmed` is not a problem, so it has no severity".to_owned(),
        Some(near) => format!("unknown code `{text}`; did you mean `{near}`?"),
        None => format!("unknown code `{text}`; `doctrue explain` lists them all"),
    })
}

/// Reads `CODE=LEVEL`.
///
/// # Errors
/// What is wrong with it, for a person.
pub fn setting(text: &str) -> Result<(&'static str, Level), String> {
    let (name, level) = text.split_once('=').ok_or("write CODE=error, CODE=warning, CODE=note or CODE=allow")?;
    Ok((code(name.trim())?, level.trim().parse()?))
}

/// Reads several, with commas between them.
///
/// # Errors
/// What is wrong with the first that is wrong, for a person.
pub fn settings(text: &str) -> Result<Severities, String> {
    let all = text.split(',').map(str::trim).filter(|one| !one.is_empty());
    all.map(setting).collect::<Result<_, _>>().map(Severities::new)
}

/// What a configuration may say of `code`. It comes with the documents, perhaps in the pull request that makes one wrong.
///
/// # Errors
/// Why it may not.
pub(super) fn permitted(code: &'static str, level: Level) -> Result<(&'static str, Level), String> {
    let protects = [Verdict::Wrong, Verdict::Stale, Verdict::Unreached].iter().find(|verdict| verdict.as_str() == code);
    if code == FindingCode::BaselineUnused.as_str() && level < Level::Error {
        return Err(format!(
            "a configuration cannot lower `{code}`, so that nothing comes back unseen: use `--severity {code}={}`",
            level.as_str()
        ));
    }
    match protects {
        Some(verdict) if verdict.severity() == Some(Severity::Error) && level < Level::Error => Err(format!(
            "a configuration cannot lower `{code}`, so that no change can hide what it breaks: use `--severity {code}={}`",
            level.as_str()
        )),
        Some(_) | None => Ok((code, level)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_verdicts_and_findings() {
        assert_eq!(setting("wrong=note"), Ok(("wrong", Level::Note)));
        assert_eq!(setting("undefined-name = error"), Ok(("undefined-name", Level::Error)));
        for (text, told) in [
            ("wrogn=note", "did you mean `wrong`?"),
            ("confirmed=error", "not a problem"),
            ("wrong=fatal", "write `error`, `warning`, `note` or `allow`"),
            ("wrong", "write CODE=error"),
            ("something-else=note", "`doctrue explain` lists them"),
        ] {
            let error = setting(text).expect_err(text);
            assert!(error.contains(told), "{error}");
        }
    }

    #[test]
    fn several_are_read_with_commas() {
        let said = settings("wrong=note, skipped=error,").expect("severities");
        assert_eq!((said.of("wrong"), said.of("skipped")), (Some(Level::Note), Some(Level::Error)));
        assert!(settings("wrong=note,x").is_err());
    }

    #[test]
    fn a_configuration_never_lowers_what_a_change_may_break() {
        for code in ["wrong", "stale", "unreached"] {
            assert!(permitted(code, Level::Warning).is_err() && permitted(code, Level::Error).is_ok(), "{code}");
        }
        assert!(
            permitted("baseline-unused", Level::Allow).is_err() && permitted("baseline-unused", Level::Error).is_ok()
        );
        assert!(permitted("example-raised", Level::Allow).is_ok() && permitted("skipped", Level::Allow).is_ok());
    }
}
