//! The command line: one file per command, each parses, calls and prints. The only room that prints and the only one that reads the clock.

// Before the others: they are to find its macros.
#[macro_use]
mod say;

mod args;
mod bars;
mod calendar;
mod check;
mod completions;
mod demo;
mod dialogue;
mod diff;
mod door;
mod ends;
mod explain;
mod interrupt;
mod match_names;
mod opening;
mod profiles;
mod reading;
mod record;
mod rollup;
mod run;
mod sample;
mod show;
mod taught;
mod template;
mod told;
mod typed;
mod upset;
mod usage;
mod verify;
mod window;
mod worker;
mod wrap;

use std::ffi::OsString;
use std::fmt::Display;

use clap::Parser;

use args::{Cli, Command};

/// Parses the command line, runs the command, and gives the exit code: 0 done; 1 done with findings at or above `--fail-on`; 2 the command line,
/// profile or workspace is unusable; 3 input or output failed.
pub fn main() -> u8 {
    if let Some(code) = worker::serve() {
        return code;
    }
    worker::enlist();
    let typed = typed::meant(std::env::args_os().skip(1));
    if let Some(paths) = door::dropped(&typed) {
        return upset::told(|| door::open(&paths));
    }
    let cli = match parsed(&typed) {
        Ok(cli) => cli,
        Err(error) => return usage::answer(&error, &typed),
    };
    interrupt::listen();
    upset::told(|| command(&cli))
}

fn parsed(typed: &[OsString]) -> Result<Cli, clap::Error> {
    Cli::try_parse_from(std::iter::once(OsString::from("dangri")).chain(typed.iter().cloned()))
}

/// Does what a line of words says, as if it had been typed behind the program's name.
fn line(words: &[OsString]) -> u8 {
    match parsed(words) {
        Ok(cli) => command(&cli),
        Err(error) => usage::answer(&error, words),
    }
}

fn command(cli: &Cli) -> u8 {
    let common = &cli.common;
    match &cli.command {
        Command::Run(args) => run::run(args, common),
        Command::Calendar(args) => calendar::run(args, common),
        Command::Sample(args) => sample::run(args, common),
        Command::Explain(args) => explain::run(args, common),
        Command::Profiles(args) => profiles::run(args, common),
        Command::Demo(args) => demo::run(args, common),
        Command::Check(args) => check::run(args, common),
        Command::Match(args) => match_names::run(args, common),
        Command::Template(args) => template::run(args, common),
        Command::Verify(args) => verify::run(args),
        Command::Show(args) => show::run(args),
        Command::Diff(args) => diff::run(args),
        Command::Rollup(args) => rollup::run(args, common),
        Command::Window(args) => window::run(args),
        Command::Completions(args) => completions::shell(args),
        Command::Man => completions::man(),
    }
}

/// Tells an error on stderr and gives its exit code.
fn fail(message: &dyn Display, code: u8) -> u8 {
    eprintln!("{}", message.to_string().trim_end());
    code
}
