//! What packagers ask for: completions of shells and manual pages, both made from the arguments themselves, so that they
//! cannot say anything else than the program does.

use anyhow::Context as _;
use clap::{Command, CommandFactory as _};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use super::args::{Args, CompletionsArgs, ManArgs};
use super::{EXIT_STATUSES, print};
use crate::report::EXIT_OK;

/// Prints the script that tells a shell what may stand behind `doctrue`.
pub(super) fn completions(args: &CompletionsArgs) -> anyhow::Result<u8> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut documented(), "doctrue", &mut script);
    print(&String::from_utf8(script).context("the completion script is not UTF-8")?)?;
    Ok(EXIT_OK)
}

/// Prints the page of the whole program, or writes all pages.
pub(super) fn man(args: &ManArgs) -> anyhow::Result<u8> {
    let mut program = documented().disable_help_subcommand(true);
    program.build();
    let Some(folder) = &args.out else {
        print(&String::from_utf8(page(&program)?).context("the manual page is not UTF-8")?)?;
        return Ok(EXIT_OK);
    };
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    for command in [&program].into_iter().chain(program.get_subcommands()) {
        write(folder, command)?;
    }
    Ok(EXIT_OK)
}

/// The program without the commands that are hidden: generators of completions would show those too.
fn documented() -> Command {
    let full = Args::command();
    let commands: Vec<_> = full.get_subcommands().filter(|command| !command.is_hide_set()).cloned().collect();
    Command::new("doctrue")
        .version(env!("CARGO_PKG_VERSION"))
        .about(full.get_about().cloned().unwrap_or_default())
        .subcommand_required(true)
        .args(full.get_arguments().cloned())
        .subcommands(commands)
}

fn write(folder: &Path, command: &Command) -> anyhow::Result<()> {
    let path = folder.join(Man::new(command.clone()).get_filename());
    fs::write(&path, page(command)?).with_context(|| format!("cannot write {}", path.display()))
}

/// The manual page of one command. It bears no date, so that the same version gives the same page. The title is written by
/// hand: the generator leaves an empty date out, and then the version is read as one.
fn page(command: &Command) -> io::Result<Vec<u8>> {
    let man = Man::new(command.clone());
    let mut page = Vec::new();
    let name = command.get_display_name().unwrap_or_else(|| command.get_name()).to_uppercase();
    writeln!(page, ".TH {name} 1 \"\" \"doctrue {}\" \"doctrue manual\"", env!("CARGO_PKG_VERSION"))?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    if command.get_arguments().any(|argument| !argument.is_hide_set()) {
        man.render_options_section(&mut page)?;
    }
    if command.has_subcommands() {
        man.render_subcommands_section(&mut page)?;
    }
    exit_statuses().to_writer(&mut page)?;
    Ok(page)
}

fn exit_statuses() -> Roff {
    let mut section = Roff::new();
    section.control("SH", ["EXIT STATUS"]);
    for (status, meaning) in EXIT_STATUSES {
        section.control("TP", []).text([bold(status.to_string())]).text([roman(meaning)]);
    }
    section
}
