//! Whether to use colours, and how wide the terminal is.

use std::io::IsTerminal;

use super::args::{Color, environment};

/// What is asked of the environment.
type Lookup<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Whether what goes to standard output is coloured: the option decides, then the environment, then the terminal.
pub(super) fn for_stdout(option: Color) -> bool {
    decide(option, &environment, std::io::stdout().is_terminal())
}

/// The same for standard error.
pub(super) fn for_stderr(option: Color) -> bool {
    decide(option, &environment, std::io::stderr().is_terminal())
}

fn decide(option: Color, lookup: Lookup<'_>, is_terminal: bool) -> bool {
    let is_on = |name: &str| lookup(name).is_some_and(|value| !matches!(value.as_str(), "0" | "false"));
    let is = |name: &str, wanted: &str| lookup(name).as_deref() == Some(wanted);
    match option {
        Color::Always => true,
        Color::Never => false,
        Color::Auto if lookup("NO_COLOR").is_some() => false,
        Color::Auto if is_on("FORCE_COLOR") || is_on("CLICOLOR_FORCE") => true,
        Color::Auto => is_terminal && !is("CLICOLOR", "0") && !is("TERM", "dumb"),
    }
}

/// Columns where there is no terminal.
pub(super) const DEFAULT_WIDTH: usize = 140;

/// Columns of the terminal; wide enough for most lines where there is none.
pub(super) fn width() -> usize {
    let of_terminal = console::Term::stdout().size_checked().map(|(_, columns)| usize::from(columns));
    of_terminal.filter(|&columns| columns >= 40).unwrap_or(DEFAULT_WIDTH)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decided(option: Color, variables: &[(&str, &str)], is_terminal: bool) -> bool {
        let lookup = |name: &str| variables.iter().find(|(own, _)| *own == name).map(|(_, value)| (*value).to_owned());
        decide(option, &lookup, is_terminal)
    }

    #[test]
    fn the_option_beats_the_environment_and_that_beats_the_terminal() {
        assert!(decided(Color::Always, &[("NO_COLOR", "1")], false));
        assert!(!decided(Color::Never, &[("FORCE_COLOR", "1")], true));
        assert!(!decided(Color::Auto, &[("NO_COLOR", "1"), ("FORCE_COLOR", "1")], true));
        assert!(decided(Color::Auto, &[("FORCE_COLOR", "1")], false));
        assert!(!decided(Color::Auto, &[("CLICOLOR_FORCE", "0")], false));
        assert!(!decided(Color::Auto, &[("TERM", "dumb")], true));
        assert!(decided(Color::Auto, &[], true));
    }
}
