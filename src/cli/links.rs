//! How pages link to lines of documents: by `--link-template`, by what a CI system says of itself, else to the files.

use anyhow::Context as _;
use std::path::{Component, Path, PathBuf};

use crate::report::link::Links;
use crate::source::slashed;

/// Names that stand for a template.
pub(super) const SHORTCUTS: [(&str, &str); 5] = [
    ("github", "{server}/{repository}/blob/{commit}/{path}#L{line}-L{end_line}"),
    ("gitlab", "{project}/-/blob/{commit}/{path}#L{line}-{end_line}"),
    ("vscode", "vscode://file{absolute}:{line}"),
    ("idea", "idea://open?file={absolute}&line={line}"),
    ("zed", "zed://file{absolute}:{line}"),
];

/// Variables of the environment.
pub(super) type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Links for reports that are written in the current directory, or in none; no links at all if that is wanted.
pub(super) fn resolve(template: Option<&str>, environment: Environment<'_>) -> anyhow::Result<Option<Links>> {
    let here = std::env::current_dir().context("cannot determine the current directory")?;
    let named = template.map(str::to_owned).or_else(|| environment("DOCTRUE_LINK_TEMPLATE"));
    let commit = environment("GITHUB_SHA").or_else(|| environment("CI_COMMIT_SHA"));
    let text = match named.as_deref() {
        Some("none") => return Ok(None),
        Some("relative") => return Ok(Some(Links::relative())),
        Some("github") => github(environment).ok_or_else(|| unknown("github"))?,
        Some("gitlab") => gitlab(environment).ok_or_else(|| unknown("gitlab"))?,
        Some(other) => SHORTCUTS.iter().find(|(name, _)| *name == other).map_or(other, |(_, text)| text).to_owned(),
        None => match github(environment).or_else(|| gitlab(environment)) {
            Some(text) => text,
            None => return Ok(Some(Links::relative())),
        },
    };
    let links = Links::parse(&text, commit.as_deref()).with_context(|| format!("--link-template {text}"))?;
    let base = if links.are_absolute() { slashed(&here) } else { slashed(&below_repository(&here)) };
    Ok(Some(links.within(&base)))
}

fn unknown(name: &str) -> anyhow::Error {
    anyhow::anyhow!(
        "--link-template {name}: it works only in its own CI, which is not running this check: write a URL with {{path}}"
    )
}

fn github(environment: Environment<'_>) -> Option<String> {
    environment("GITHUB_SHA")?;
    let (server, repository) = (environment("GITHUB_SERVER_URL")?, environment("GITHUB_REPOSITORY")?);
    Some(SHORTCUTS[0].1.replace("{server}", &server).replace("{repository}", &repository))
}

fn gitlab(environment: Environment<'_>) -> Option<String> {
    environment("CI_COMMIT_SHA")?;
    Some(SHORTCUTS[1].1.replace("{project}", &environment("CI_PROJECT_URL")?))
}

/// The links of a report that is written into `folder`.
pub(super) fn seen_from(links: &Links, folder: &Path) -> Option<Links> {
    if !links.are_relative() {
        return Some(links.clone());
    }
    let here = std::env::current_dir().and_then(|here| here.canonicalize()).ok()?;
    Some(links.clone().within(&slashed(&way(folder, &here)?)))
}

/// The way from one folder to another; none between two volumes.
fn way(from: &Path, to: &Path) -> Option<PathBuf> {
    let (from, to): (Vec<_>, Vec<_>) = (from.components().collect(), to.components().collect());
    let shared = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
    let up = from[shared..].iter().map(|_| Component::ParentDir);
    if shared == 0 { None } else { Some(up.chain(to[shared..].iter().copied()).collect()) }
}

/// Where `here` is within its repository; links lead to paths as the repository has them.
fn below_repository(here: &Path) -> PathBuf {
    let root = here.ancestors().find(|folder| folder.join(".git").exists());
    root.and_then(|root| here.strip_prefix(root).ok()).map(Path::to_owned).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn github_ci(name: &str) -> Option<String> {
        let value = match name {
            "GITHUB_SERVER_URL" => "https://github.com",
            "GITHUB_REPOSITORY" => "ada/notes",
            "GITHUB_SHA" => "abc123",
            _ => return None,
        };
        Some(value.to_owned())
    }

    #[test]
    fn a_ci_system_says_where_the_lines_are() {
        let links = resolve(None, &github_ci).expect("a template").expect("links");
        let link = links.to("notes/a.md", 3, 4).expect("a link");
        assert!(link.starts_with("https://github.com/ada/notes/blob/abc123/"), "{link}");
        assert!(link.ends_with("notes/a.md#L3-L4"), "{link}");
    }

    #[test]
    fn a_template_comes_before_the_ci_system() {
        let links = resolve(Some("https://x.org/{commit}/{path}"), &github_ci).expect("a template").expect("links");
        assert!(links.to("a.md", 3, 4).expect("a link").starts_with("https://x.org/abc123/"));
        assert_eq!(resolve(Some("none"), &github_ci).expect("no links"), None);
    }

    #[test]
    fn what_is_not_known_is_said() {
        let error = resolve(Some("github"), &|_| None).expect_err("no CI");
        assert!(error.to_string().contains("write a URL"), "{error}");
        assert_eq!(resolve(None, &|_| None).expect("links"), Some(Links::relative()));
    }

    #[test]
    fn a_way_leads_up_and_down() {
        let way = |from: &str, to: &str| way(Path::new(from), Path::new(to)).map(|way| slashed(&way));
        assert_eq!(way("/a/b/site/html", "/a/b").as_deref(), Some("../.."));
        assert_eq!(way("/a/x", "/a/b/c").as_deref(), Some("../b/c"));
        assert_eq!(way("/a", "/a").as_deref(), Some(""));
    }
}
