//! Reading a configuration: TOML in, values out, and all that is wrong with it at once.

use std::path::Path;
use toml::Spanned;
use toml::de::{DeString, DeTable};

use super::keys::{self, DIRECTIVES, Draft, ENV, KEYS, OVERRIDES, PATHS, REFUSED};
use super::problem::ConfigProblem;
use super::said::{Group, Said};
use super::value::{self, Value};
use crate::directive::{self, DirectiveRow, DirectiveScope, Directives, Scalar, nearest};

/// A key and its place.
type Name<'a> = Spanned<DeString<'a>>;

/// What a file says.
#[derive(Clone, Debug, Default)]
pub(super) struct Content {
    pub(super) draft: Draft,
    /// Keys with the 1-based lines they stand on.
    pub(super) lines: Vec<(&'static str, usize)>,
    /// Directives, those for all documents first.
    pub(super) groups: Vec<Group>,
}

/// Whether `text`, a `pyproject.toml`, has a table for this tool. One that is broken has it if it seems to.
pub(super) fn has_table(text: &str) -> bool {
    match DeTable::parse(text) {
        Ok(root) => ours(root.get_ref()).is_some(),
        Err(_) => text.contains("tool.doctrue"),
    }
}

fn ours<'v, 'a>(root: &'v DeTable<'a>) -> Option<&'v Value<'a>> {
    root.get("tool")?.get_ref().as_table()?.get("doctrue")
}

/// Reads `text`, patterns being relative to `folder`; in a pyproject only the table of this tool is looked at.
pub(super) fn read(text: &str, folder: &Path, in_pyproject: bool) -> Result<Content, Vec<ConfigProblem>> {
    let draft = Draft { folder: folder.to_owned(), ..Draft::default() };
    let content = Content { draft, ..Content::default() };
    let ends = text.match_indices('\n').map(|(end, _)| end).collect();
    let mut reader = Reader { ends, content, problems: Vec::new() };
    match DeTable::parse(text) {
        Err(error) => reader.problems.push(syntax(&error)),
        Ok(root) if !in_pyproject => reader.root(root.get_ref()),
        Ok(root) => match ours(root.get_ref()).map(value::table) {
            Some(Ok(table)) => reader.root(table),
            Some(Err(problem)) => reader.problems.push(problem.about("tool.doctrue")),
            None => {}
        },
    }
    if reader.problems.is_empty() {
        return Ok(reader.content);
    }
    reader.problems.sort_by_key(|problem| (problem.span.start, problem.span.end));
    Err(reader.problems)
}

fn syntax(error: &toml::de::Error) -> ConfigProblem {
    let message = error.message().lines().collect::<Vec<_>>().join(", ");
    ConfigProblem::new(error.span().unwrap_or_default(), format!("invalid TOML: {message}"))
}

struct Reader {
    /// Where the lines of the file end.
    ends: Vec<usize>,
    content: Content,
    problems: Vec<ConfigProblem>,
}

impl Reader {
    /// The 1-based line of a key.
    fn line(&self, name: &Name<'_>) -> usize {
        self.ends.partition_point(|&end| end < name.span().start) + 1
    }

    /// Notes the problem, if there is one.
    fn hold<T>(&mut self, result: Result<T, ConfigProblem>) -> Option<T> {
        result.map_err(|problem| self.problems.push(problem)).ok()
    }

    fn root(&mut self, table: &DeTable<'_>) {
        for (name, value) in table {
            let key = name.get_ref().as_ref();
            match (key, KEYS.iter().find(|known| known.name == key)) {
                (_, Some(known)) => {
                    let done = (known.set)(&mut self.content.draft, value).map_err(|problem| problem.about(key));
                    if self.hold(done).is_some() {
                        let line = self.line(name);
                        self.content.lines.push((known.name, line));
                    }
                }
                (DIRECTIVES, None) => self.directives(value),
                (OVERRIDES, None) => self.overrides(value),
                (_, None) => self.problems.push(ConfigProblem::new(name.span(), unknown(key))),
            }
        }
    }

    /// `[directives]`, which all overrides come after, wherever they stand.
    fn directives(&mut self, value: &Value<'_>) {
        if let Some(table) = self.hold(value::table(value).map_err(|problem| problem.about(DIRECTIVES))) {
            let said = self.said(table, false);
            self.content.groups.insert(0, Group { paths: None, said });
        }
    }

    fn overrides(&mut self, value: &Value<'_>) {
        let Some(all) = self.hold(value::list(value).map_err(|problem| problem.about(OVERRIDES))) else { return };
        for one in all {
            let Some(table) = self.hold(value::table(one).map_err(|problem| problem.about(OVERRIDES))) else {
                continue;
            };
            let Some(paths) = table.get(PATHS) else {
                let message = format!("this override needs `{PATHS}`, the patterns of its documents");
                self.problems.push(ConfigProblem::new(one.span(), message));
                continue;
            };
            let paths = keys::patterns(&self.content.draft, paths).and_then(|found| match found.texts() {
                [] => Err(ConfigProblem::new(paths.span(), "name at least one pattern")),
                [_, ..] => Ok(found),
            });
            let paths = paths.map_err(|problem| problem.about(PATHS));
            let paths = self.hold(paths);
            let said = self.said(table, true);
            self.content.groups.push(Group { paths, said });
        }
    }

    /// The directives of a table.
    fn said(&mut self, table: &DeTable<'_>, in_override: bool) -> Vec<Said> {
        let mut all = Vec::new();
        for (name, value) in table {
            let key = name.get_ref().as_ref();
            if key == ENV {
                all.extend(self.variables(value));
            } else if !(in_override && key == PATHS) {
                let said = row(key, in_override).map_err(|message| ConfigProblem::new(name.span(), message));
                let said = said.and_then(|row| {
                    let scalar = value::scalar(key, row.takes, value).map_err(|problem| problem.about(key))?;
                    self.checked(name, value, &scalar)
                });
                all.extend(self.hold(said));
            }
        }
        self.contradictions(table);
        all
    }

    fn variables(&mut self, value: &Value<'_>) -> Vec<Said> {
        let Some(table) = self.hold(value::table(value).map_err(|problem| problem.about(ENV))) else {
            return Vec::new();
        };
        let mut all = Vec::new();
        for (name, value) in table {
            let word = format!("{ENV}.{}", name.get_ref());
            let said = value::text(value).map(|text| Scalar::Text(text.to_owned()));
            let said = said.map_err(|problem| problem.about(&word));
            let said = said.and_then(|scalar| {
                let name = Spanned::new(name.span(), word.into());
                self.checked(&name, value, &scalar)
            });
            all.extend(self.hold(said));
        }
        all
    }

    /// The directive, if the table of directives takes it.
    fn checked(&self, name: &Name<'_>, value: &Value<'_>, scalar: &Scalar) -> Result<Said, ConfigProblem> {
        let word = name.get_ref().to_string();
        let items = scalar.clone().items(&word);
        let refused = Directives::default().take(&items, |_| None).into_iter().next();
        match refused {
            None => Ok(Said { word, items, line: self.line(name), shown: scalar.into() }),
            Some(directive::DirectiveProblem::Unknown(message) | directive::DirectiveProblem::Invalid(message)) => {
                Err(ConfigProblem::new(value.span(), message))
            }
        }
    }

    /// Words that mean something only beside others, or nothing beside them.
    fn contradictions(&mut self, table: &DeTable<'_>) {
        let has = |word: &str| table.get(word).is_some_and(|value| value.get_ref().as_bool() != Some(false));
        if let Some((name, _)) = table.get_key_value("reason")
            && !has("skip")
            && !has("skip-if")
        {
            let message = "`reason` belongs to a `skip` or a `skip-if` in the same table";
            self.problems.push(ConfigProblem::new(name.span(), message));
        }
        if let Some((name, _)) = table.get_key_value("session")
            && has("isolated")
        {
            let message = "`session` and `isolated` contradict each other: keep one of them";
            self.problems.push(ConfigProblem::new(name.span(), message));
        }
    }
}

/// The row of a directive that may stand in a configuration, or what is wrong with the word.
fn row(key: &str, in_override: bool) -> Result<&'static DirectiveRow, String> {
    match directive::TABLE.iter().find(|row| row.word == key && !key.contains('.')) {
        Some(row) if row.scope == DirectiveScope::Any => return Ok(row),
        Some(_) => {
            return Err(format!("`{key}` applies to a single block: write it in the document, before the fence"));
        }
        None => {}
    }
    if let Some(reason) = refused(key) {
        return Err(reason);
    }
    if KEYS.iter().any(|known| known.name == key) {
        return Err(format!("`{key}` applies to the whole repository: put it at the top, before all tables"));
    }
    let words = keys::directives().map(|row| row.word).filter(|word| !word.contains('.'));
    let others = [ENV, PATHS].into_iter().filter(|word| in_override || *word != PATHS);
    Err(match nearest(key, words.chain(others)) {
        Some(near) => format!("unknown directive `{key}`; did you mean `{near}`?"),
        None => format!("`{key}` is not a directive that can be set for many documents"),
    })
}

/// The message about a key at the top that is not known.
fn unknown(key: &str) -> String {
    if let Some(reason) = refused(key) {
        return reason;
    }
    if key == ENV || keys::directives().any(|row| row.word == key) {
        return format!("`{key}` is a directive: put it under [{DIRECTIVES}] or [[{OVERRIDES}]]");
    }
    let names = KEYS.iter().map(|known| known.name).chain([DIRECTIVES, OVERRIDES]);
    match nearest(key, names.clone()) {
        Some(near) => format!("unknown key `{key}`; did you mean `{near}`?"),
        None => format!("unknown key `{key}`; the keys are {}", names.collect::<Vec<_>>().join(", ")),
    }
}

fn refused(key: &str) -> Option<String> {
    let (_, reason) = REFUSED.iter().find(|(word, _)| *word == key)?;
    Some(format!("`{key}` cannot be set here: {reason}"))
}
