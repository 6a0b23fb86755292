//! The configuration of a repository: `doctrue.toml`, `.doctrue.toml`, or `[tool.doctrue]` of `pyproject.toml`.
//!
//! It says what the people who keep the documents have agreed on: which files are left out, which claims count, how
//! strict a check is, and directives for many documents at once. It may tighten and never loosen: it comes with the
//! documents, perhaps from a stranger, and what protects the user from these is the business of the command line. What
//! is wrong with it stops everything, because a check by half a configuration is not the check that was asked for.

mod find;
mod keys;
mod options;
mod problem;
mod read;
mod said;
pub mod severity;
mod show;
mod template;
mod value;

#[cfg(test)]
mod tests;

pub use find::{Choice, NAMES};
pub use keys::{ConfigKey, DIRECTIVES, ENV, KEYS, OVERRIDES, PATHS, REFUSED, directives};
pub use options::{Options, Settings, Sourced, ValueOrigin, VariableError, variable};
pub use problem::{ConfigError, ConfigProblem, Invalid};
pub use show::{Overview, overview};
pub use template::{RepositoryFacts, template};

use std::path::Path;

use crate::directive::Directives;
use crate::discover::patterns::Patterns;
use find::Found;
use read::Content;

/// Hexadecimal digits of a digest.
const DIGITS: usize = 32;

/// What the configuration says. By default there is none, and it says nothing.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The file, as it is shown.
    name: Option<String>,
    content: Content,
    /// What tells its text from others.
    digest: Option<String>,
}

impl Config {
    /// Finds and reads the configuration for work in the folder `here`.
    ///
    /// # Errors
    /// If there is one and it cannot be read, or something is wrong with it.
    pub fn load(choice: &Choice, here: &Path) -> Result<Self, ConfigError> {
        let found = match choice {
            Choice::Nearest => find::nearest(here)?,
            Choice::Named(path) => Some(find::named(path)?),
            Choice::None => None,
        };
        found.map_or_else(|| Ok(Self::default()), |found| Self::of(&found, here))
    }

    fn of(found: &Found, here: &Path) -> Result<Self, ConfigError> {
        let folder = here.join(found.path.parent().unwrap_or(here));
        let text = match std::str::from_utf8(&found.bytes) {
            Ok(text) => text,
            Err(error) => return Err(no_text(found, error.valid_up_to())),
        };
        Self::read(&found.name, text, &folder, found.is_pyproject())
    }

    /// Reads `text`, the content of a file that is shown as `name` and lies in `folder`.
    ///
    /// # Errors
    /// If something is wrong with it.
    pub fn parse(name: &str, text: &str, folder: &Path) -> Result<Self, ConfigError> {
        Self::read(name, text, folder, false)
    }

    fn read(name: &str, text: &str, folder: &Path, in_pyproject: bool) -> Result<Self, ConfigError> {
        let name = name.to_owned();
        match read::read(text, folder, in_pyproject) {
            Ok(content) => {
                let digest = Some(blake3::hash(text.as_bytes()).to_hex()[..DIGITS].to_owned());
                Ok(Self { name: Some(name), content, digest })
            }
            Err(problems) => Err(ConfigError::Invalid(Invalid { name, text: text.to_owned(), problems })),
        }
    }

    /// The file it comes from, as it is shown; none if there is none.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// What tells its text from others; none if there is none.
    #[must_use]
    pub fn digest(&self) -> Option<&str> {
        self.digest.as_deref()
    }

    /// What it says about single settings.
    #[must_use]
    pub fn options(&self) -> &Options {
        &self.content.draft.options
    }

    /// The patterns of what a search leaves out.
    #[must_use]
    pub fn exclude(&self) -> &Patterns {
        &self.content.draft.exclude
    }

    /// Whether the document at `path`, which may be relative to the current directory, is left out.
    #[must_use]
    pub fn excludes(&self, path: &Path) -> bool {
        self.exclude().matches(path)
    }

    /// What is said of all blocks of the document at `path`, which may be relative to the current directory. A time
    /// limit is as it was asked for: see `settings::bounded`. The key `match` at the top is no directive: the command
    /// line beats it.
    #[must_use]
    pub fn directives_for(&self, path: &Path) -> Directives {
        let mut directives = Directives::default();
        for group in self.content.groups.iter().filter(|group| group.is_about(path)) {
            group.apply(&mut directives);
        }
        directives
    }

    /// The place of the key `name`.
    fn origin(&self, name: &str) -> ValueOrigin {
        let line = self.content.lines.iter().find(|(key, _)| *key == name).map(|(_, line)| *line);
        line.map_or(ValueOrigin::Default, |line| ValueOrigin::File(self.place(line)))
    }

    /// The place of a line.
    fn place(&self, line: usize) -> String {
        format!("{}:{line}", self.name.as_deref().unwrap_or_default())
    }
}

/// Whether `bytes`, the content of a `pyproject.toml`, have a table for this tool.
#[must_use]
pub fn has_table(bytes: &[u8]) -> bool {
    read::has_table(&String::from_utf8_lossy(bytes))
}

/// A file that is not UTF-8 from the byte at `offset` on.
fn no_text(found: &Found, offset: usize) -> ConfigError {
    let text = String::from_utf8_lossy(&found.bytes).into_owned();
    let problems = vec![ConfigProblem::new(offset..offset, "this is not UTF-8: save the file as UTF-8")];
    ConfigError::Invalid(Invalid { name: found.name.clone(), text, problems })
}
