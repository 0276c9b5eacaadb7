//! `dangri completions` and `dangri man`: what shells and systems want to know of the command line, made from its own declaration.

use clap::{Args, CommandFactory};

use super::args::Cli;
use super::say;

/// `dangri completions`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// 终端
    #[arg(value_name = "终端", value_enum, hide_possible_values = true)]
    pub shell: clap_complete::Shell,
}

/// Completions of a shell, on standard output.
pub fn shell(args: &CompletionsArgs) -> u8 {
    let mut made = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "dangri", &mut made);
    text(&made)
}

/// The manual page, on standard output: the program, then each command.
pub fn man() -> u8 {
    let mut made = Vec::new();
    let mut cli = Cli::command();
    cli.build();
    let commands = cli.get_subcommands().filter(|command| !command.is_hide_set()).cloned().map(|command| {
        let name = format!("dangri-{}", command.get_name());
        command.name(name)
    });
    for command in std::iter::once(cli.clone()).chain(commands) {
        // into memory: nothing can fail
        let _ = clap_mangen::Man::new(command).render(&mut made);
    }
    text(&made)
}

fn text(made: &[u8]) -> u8 {
    say::text(&String::from_utf8_lossy(made));
    0
}
