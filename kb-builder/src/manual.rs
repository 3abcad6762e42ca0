//! The manual page and what shells complete by, both made from the command line itself.

use clap::{Command, CommandFactory as _};
use clap_complete::Shell;

use crate::args::Args;

/// The name of the program.
const NAME: &str = "kb-builder";

/// What a shell completes the command line by, in its own language.
pub fn completions(shell: Shell) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), NAME, &mut script);
    let script = String::from_utf8(script).expect("bug: the command line is written in letters");
    match shell {
        // clap takes the dash of our name for one between commands, in one of two places that must say
        // the same (clap_complete 4.6.12): nothing below a command would be completed.
        Shell::Bash => script.replace("kb__subcmd__builder", "kb__builder"),
        _ => script,
    }
}

/// The manual page of the program.
pub fn page() -> String {
    rendered(built())
}

/// That page and one for every command, after the names of their files.
pub fn pages() -> Vec<(String, String)> {
    let program = built();
    let commands: Vec<Command> = program.get_subcommands().cloned().collect();
    // What clap adds by itself repeats the others.
    let commands = commands.into_iter().filter(|command| command.get_name() != "help");
    let pages = commands.map(|command| {
        let name = format!("{NAME}-{}", command.get_name());
        (format!("{name}.1"), rendered(command))
    });
    std::iter::once((format!("{NAME}.1"), page())).chain(pages).collect()
}

/// The command line with all that commands inherit.
fn built() -> Command {
    let mut program = Args::command();
    program.build();
    program
}

fn rendered(command: Command) -> String {
    let mut page = Vec::new();
    let program = format!("{NAME} {}", env!("CARGO_PKG_VERSION"));
    let man = clap_mangen::Man::new(command).source(program);
    man.render(&mut page).expect("bug: a list of bytes takes more");
    String::from_utf8(page).expect("bug: the command line is written in letters")
}
