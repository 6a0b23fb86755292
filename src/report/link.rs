//! Links from a report to the lines of a document, by a template such as
//! `https://example.org/blob/main/{path}#L{line}`.

use std::fmt::Write as _;
use thiserror::Error;

/// Schemes that a link may have: pages, and editors that open a file. Anything else might run something.
pub const SCHEMES: [&str; 11] =
    ["https", "http", "vscode", "vscode-insiders", "vscodium", "cursor", "windsurf", "zed", "idea", "pycharm", "txmt"];

/// How to link to a place in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Links {
    pieces: Vec<Piece>,
    /// Segments between where the links begin and where the paths of the report begin.
    base: Vec<String>,
    /// Whether a path may lead out of where the links begin.
    may_climb: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Path,
    Absolute,
    Line,
    EndLine,
}

/// What is wrong with a template.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum LinkError {
    /// It does not say where the path goes.
    #[error("the template has no `{{path}}`: write something like https://example.org/{{path}}#L{{line}}")]
    NoPath,
    /// A placeholder that is not known.
    #[error(
        "the template has `{{{0}}}`: known are `{{path}}`, `{{absolute}}`, `{{line}}`, `{{end_line}}` and `{{commit}}`"
    )]
    Unknown(String),
    /// A commit is wanted and none is known.
    #[error("the template has `{{commit}}`, but the commit is known in GitHub's and GitLab's CI only")]
    NoCommit,
    /// It could run something, or be anything.
    #[error("links may begin with {schemes}, `/` or `./`, not with `{start}`", schemes = SCHEMES.map(|scheme| format!("{scheme}:")).join(", "))]
    Scheme {
        /// How it begins.
        start: String,
    },
}

impl Links {
    /// Reads `template`; `commit` stands for its `{commit}`.
    ///
    /// # Errors
    /// If it has no path, has something unknown, or begins with a scheme that is not in [`SCHEMES`].
    pub fn parse(template: &str, commit: Option<&str>) -> Result<Self, LinkError> {
        check_beginning(template)?;
        let mut pieces = Vec::new();
        let mut rest = template;
        while let Some((before, behind)) = rest.split_once('{') {
            let Some((name, behind)) = behind.split_once('}') else { break };
            pieces.push(Piece::Text(before.to_owned()));
            pieces.push(match name {
                "path" => Piece::Path,
                "absolute" => Piece::Absolute,
                "line" => Piece::Line,
                "end_line" => Piece::EndLine,
                "commit" => Piece::Text(encoded(commit.ok_or(LinkError::NoCommit)?)),
                other => return Err(LinkError::Unknown(other.to_owned())),
            });
            rest = behind;
        }
        pieces.push(Piece::Text(rest.to_owned()));
        if !pieces.iter().any(|piece| matches!(piece, Piece::Path | Piece::Absolute)) {
            return Err(LinkError::NoPath);
        }
        Ok(Self { pieces, base: Vec::new(), may_climb: false })
    }

    /// Links to the files themselves.
    #[must_use]
    pub fn relative() -> Self {
        Self { pieces: vec![Piece::Text("./".to_owned()), Piece::Path], base: Vec::new(), may_climb: true }
    }

    /// The same, where the paths of the report begin in `base`, seen from where the links begin.
    #[must_use]
    pub fn within(mut self, base: &str) -> Self {
        self.base = segments(base);
        self
    }

    /// Whether they lead to a file from the report's own folder, which is different for each report.
    #[must_use]
    pub const fn are_relative(&self) -> bool {
        self.may_climb
    }

    /// Whether they need the place of the paths on this machine.
    #[must_use]
    pub fn are_absolute(&self) -> bool {
        self.pieces.contains(&Piece::Absolute)
    }

    /// The link to these lines of `path`, as the report names it; none if it lies outside of what can be linked to.
    #[must_use]
    pub fn to(&self, path: &str, line: usize, end_line: usize) -> Option<String> {
        let is_rooted = path.starts_with('/');
        if is_rooted && !self.are_absolute() {
            return None;
        }
        let own = segments(path);
        let steps = if is_rooted { own } else { self.base.iter().cloned().chain(own).collect() };
        let path = joined(&steps, self.may_climb)?;
        let mut link = String::new();
        for piece in &self.pieces {
            // Writing to a String cannot fail.
            let _ = match piece {
                Piece::Text(text) => write!(link, "{text}"),
                Piece::Path => write!(link, "{path}"),
                Piece::Absolute => write!(link, "/{path}"),
                Piece::Line => write!(link, "{line}"),
                Piece::EndLine => write!(link, "{}", end_line.max(line)),
            };
        }
        Some(link)
    }
}

fn check_beginning(template: &str) -> Result<(), LinkError> {
    let scheme = template.split(':').next().filter(|_| template.contains(':')).unwrap_or_default();
    let is_known = SCHEMES.iter().any(|known| scheme.eq_ignore_ascii_case(known));
    let is_local = ["/", "./", "../"].iter().any(|start| template.starts_with(start)) && !template.starts_with("//");
    if is_known || is_local {
        return Ok(());
    }
    let beginning = if scheme.is_empty() { template } else { &template[..=scheme.len()] };
    Err(LinkError::Scheme { start: beginning.chars().take(30).collect() })
}

fn segments(path: &str) -> Vec<String> {
    path.split('/').filter(|part| !part.is_empty() && *part != ".").map(str::to_owned).collect()
}

/// `steps` as the path of a URL, with `..` only at its beginning, and only if `may_climb`.
fn joined(steps: &[String], may_climb: bool) -> Option<String> {
    let mut kept: Vec<&str> = Vec::new();
    for step in steps {
        match (step.as_str(), kept.last()) {
            ("..", Some(&last)) if last != ".." => {
                kept.pop();
            }
            ("..", _) if !may_climb => return None,
            (step, _) => kept.push(step),
        }
    }
    Some(kept.iter().map(|step| encoded(step)).collect::<Vec<_>>().join("/"))
}

/// A segment of a path: all but the unreserved characters of RFC 3986 is written as bytes.
fn encoded(segment: &str) -> String {
    let mut text = String::new();
    for byte in segment.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn link(template: &str, path: &str) -> Option<String> {
        Links::parse(template, Some("abc123")).expect("a template").to(path, 3, 5)
    }

    #[test]
    fn a_template_is_filled_in() {
        let link = link("https://x.org/blob/{commit}/{path}#L{line}-L{end_line}", "notes/a b#?.md");
        assert_eq!(link.as_deref(), Some("https://x.org/blob/abc123/notes/a%20b%23%3F.md#L3-L5"));
    }

    #[test]
    fn a_path_that_leads_out_gets_no_link() {
        assert_eq!(link("https://x.org/{path}", "../a.md"), None);
        assert_eq!(link("https://x.org/{path}", "/etc/a.md"), None);
        let links = Links::parse("https://x.org/{path}", None).expect("a template").within("docs/en");
        assert_eq!(links.to("../a.md", 1, 1).as_deref(), Some("https://x.org/docs/a.md"));
        assert_eq!(links.to("../../../a.md", 1, 1), None);
    }

    #[test]
    fn a_file_is_reached_from_the_folder_of_the_report() {
        let links = Links::relative().within("../..");
        assert_eq!(links.to("notes/a.md", 1, 1).as_deref(), Some("./../../notes/a.md"));
    }

    #[test]
    fn an_editor_gets_the_whole_path() {
        let links = Links::parse("vscode://file{absolute}:{line}", None).expect("a template").within("/home/x");
        assert_eq!(links.to("a.md", 7, 7).as_deref(), Some("vscode://file/home/x/a.md:7"));
        assert_eq!(links.to("/etc/a.md", 7, 7).as_deref(), Some("vscode://file/etc/a.md:7"));
    }

    #[test]
    fn what_cannot_be_a_link_is_refused() {
        let error = |template: &str| Links::parse(template, None).expect_err(template).to_string();
        for template in [
            "javascript:alert('{path}')",
            "JavaScript:{path}",
            "data:text/html,{path}",
            "{path}",
            "//x/{path}",
            " https://x/{path}",
        ] {
            assert!(error(template).starts_with("links may begin with https:, http:"), "{template}");
        }
        assert!(error("https://x.org/").contains("no `{path}`"));
        assert!(error("https://x.org/{file}").contains("`{file}`: known are `{path}`"));
        assert!(error("https://x.org/{commit}/{path}").contains("`{commit}`"));
    }

    proptest! {
        #[test]
        fn no_path_changes_what_is_around_it(path in "\\PC{0,30}|[./:@?#%a]{0,20}") {
            if let Some(link) = link("https://x.org/{path}#L{line}", &path) {
                let inside = link.strip_prefix("https://x.org/").and_then(|rest| rest.strip_suffix("#L3"));
                let inside = inside.expect("the path stands in its place");
                prop_assert!(inside.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~%/".contains(&b)), "{}", inside);
                prop_assert!(!inside.split('/').any(|part| part == ".."), "{}", inside);
            }
        }
    }
}
