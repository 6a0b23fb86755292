//! `--severity` and its short forms: they stand beside each other, and the later one counts.

use clap::{Arg, ArgAction, ArgMatches, Args, Command, Error, FromArgMatches};

use crate::config::severity::{code, setting};
use crate::settings::severity::{Level, Severities};

/// What the command line says of severities, in its order.
#[derive(Debug, Default)]
pub(in crate::cli) struct SeverityArgs {
    said: Severities,
}

/// The short forms: their letter, name, level, and help.
const SHORT: [(char, &str, Level, &str); 3] = [
    ('D', "deny", Level::Error, "Make CODE fail the check (same as --severity CODE=error)"),
    ('W', "warn", Level::Warning, "Make CODE a warning (same as --severity CODE=warning)"),
    ('A', "allow", Level::Allow, "Do not report CODE (same as --severity CODE=allow)"),
];

impl SeverityArgs {
    /// What is said.
    pub(in crate::cli) fn said(&self) -> Severities {
        self.said.clone()
    }
}

impl FromArgMatches for SeverityArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let indices = |name: &str| matches.indices_of(name).into_iter().flatten();
        let settings = matches.get_many("severity").into_iter().flatten().copied();
        let mut said: Vec<(usize, (&'static str, Level))> = indices("severity").zip(settings).collect();
        for (_, name, level, _) in SHORT {
            let codes = matches.get_many::<&'static str>(name).into_iter().flatten();
            said.extend(indices(name).zip(codes.map(|code| (*code, level))));
        }
        said.sort_by_key(|(index, _)| *index);
        Ok(Self { said: Severities::new(said.into_iter().map(|(_, said)| said).collect()) })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Args for SeverityArgs {
    fn augment_args(command: Command) -> Command {
        let option = |name: &'static str| {
            Arg::new(name).long(name).action(ArgAction::Append).value_delimiter(',').help_heading("Exit status")
        };
        let severity = option("severity").value_name("CODE=LEVEL").value_parser(setting).help(
            "Set the severity of a verdict or finding to error, warning, note or allow; can be given several times, and the \
             last one wins [env: DOCTRUE_SEVERITY]",
        );
        SHORT.into_iter().fold(command.arg(severity), |command, (letter, name, _, help)| {
            command.arg(option(name).short(letter).value_name("CODE").value_parser(code).help(help))
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(words: &[&str]) -> Result<Severities, String> {
        let command = SeverityArgs::augment_args(Command::new("doctrue").no_binary_name(true));
        let matches = command.try_get_matches_from(words).map_err(|error| error.to_string())?;
        Ok(SeverityArgs::from_arg_matches(&matches).map_err(|error| error.to_string())?.said())
    }

    #[test]
    fn the_later_one_counts_whichever_form_it_has() {
        let all = said(&["-A", "wrong", "--severity", "wrong=note,skipped=error", "-W", "skipped", "-Dvolatile"]);
        let all = all.expect("severities");
        assert_eq!(
            ["wrong", "skipped", "volatile", "stale"].map(|code| all.of(code)),
            [Some(Level::Note), Some(Level::Warning), Some(Level::Error), None]
        );
        assert_eq!(
            said(&["--severity", "wrong=note", "-A", "wrong"]).expect("severities").of("wrong"),
            Some(Level::Allow)
        );
    }

    #[test]
    fn a_code_that_is_not_known_is_an_error_with_the_nearest() {
        assert!(said(&["-A", "wrnog"]).is_err_and(|error| error.contains("did you mean `wrong`?")));
        assert!(said(&["--severity", "wrong"]).is_err_and(|error| error.contains("write CODE=error")));
    }
}
