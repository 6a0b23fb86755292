//! The page on the command line is what the program says of itself. `UPDATE_DOCS=1` writes the tables anew.

use crate::project::root;
use doctrue::finding::{CODES, Severity};
use doctrue::judge::VERDICTS;
use similar::TextDiff;
use std::fmt::Write as _;
use std::fs;

const PAGE: &str = "notes/manual/command-line.md";

/// The options of each command, a table a command.
fn options() -> String {
    let mut text = String::new();
    let mut program = doctrue::cli::command();
    program.build();
    for command in program.get_subcommands().filter(|command| !command.is_hide_set() && command.get_name() != "help") {
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        writeln!(text, "### `doctrue {}`\n\n{about}.\n", command.get_name()).expect("text");
        writeln!(text, "| option | |\n|---|---|").expect("text");
        for argument in command.get_arguments().filter(|argument| !argument.is_hide_set()) {
            let values: Vec<_> =
                argument.get_value_names().unwrap_or_default().iter().map(|name| name.to_string()).collect();
            let value = if argument.get_action().takes_values() { values.join(" ") } else { String::new() };
            let short = argument.get_short().map(|short| format!("`-{short}`, ")).unwrap_or_default();
            let name = match argument.get_long() {
                Some(long) => format!("{short}`{}`", format!("--{long} {value}").trim()),
                None => match argument.get_short() {
                    Some(short) => format!("`{}`", format!("-{short} {value}").trim()),
                    None => format!("`{value}`"),
                },
            };
            let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
            let possible: Vec<_> = argument
                .get_possible_values()
                .iter()
                .filter(|value| value.get_help().is_some())
                .map(|value| {
                    format!("`{}`: {}", value.get_name(), value.get_help().map(ToString::to_string).unwrap_or_default())
                })
                .collect();
            let possible = if possible.is_empty() { String::new() } else { format!("<br>{}", possible.join("<br>")) };
            let cell = format!("{help}{possible}").replace('|', "\\|").replace('\n', " ");
            writeln!(text, "| {name} | {cell} |").expect("text");
        }
        text.push('\n');
    }
    text.trim_end().to_owned()
}

/// Every code that a report may show, what it weighs, and its meaning.
fn codes() -> String {
    let word = |severity: Option<Severity>| match severity {
        Some(Severity::Error) => "error",
        Some(Severity::Warning) => "warning",
        Some(Severity::Note) => "note",
        None => "",
    };
    let mut text = "| code | severity | meaning |\n|---|---|---|\n".to_owned();
    for verdict in VERDICTS {
        writeln!(text, "| `{}` | {} | {} |", verdict.as_str(), word(verdict.severity()), verdict.explain())
            .expect("text");
    }
    for code in CODES {
        writeln!(text, "| `{}` | {} | {} |", code.as_str(), word(Some(code.severity())), code.explain()).expect("text");
    }
    text.trim_end().to_owned()
}

fn statuses() -> String {
    let rows: Vec<_> =
        doctrue::cli::EXIT_STATUSES.iter().map(|(status, meaning)| format!("| {status} | {meaning} |")).collect();
    format!("| status | meaning |\n|---|---|\n{}", rows.join("\n"))
}

/// `text` with `content` between the marks of `name`.
fn with(text: &str, name: &str, content: &str) -> String {
    let (begin, end) = (format!("<!-- {name} -->\n"), format!("\n<!-- end of {name} -->"));
    let (before, rest) = text.split_once(&begin).unwrap_or_else(|| panic!("{PAGE} lacks the mark of {name}"));
    let (_, behind) = rest.split_once(&end).unwrap_or_else(|| panic!("{PAGE} lacks the end of {name}"));
    format!("{before}{begin}\n{content}\n{end}{behind}")
}

#[test]
fn the_page_has_all_options_codes_and_statuses() {
    let path = root().join(PAGE);
    let page = fs::read_to_string(&path).expect(PAGE);
    let wanted = with(&with(&with(&page, "options", &options()), "codes", &codes()), "statuses", &statuses());
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &wanted).expect(PAGE);
    } else {
        let diff = TextDiff::from_lines(&page, &wanted).unified_diff().to_string();
        assert!(diff.is_empty(), "{PAGE} is out of date: UPDATE_DOCS=1 cargo test --test it command_line\n{diff}");
    }
}
