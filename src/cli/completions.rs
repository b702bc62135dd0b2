//! `sodate completions SHELL`: the shell script that completes commands and options.

use super::context::Context;
use super::help::{self, Words};
use super::problem::{Exit, Outcome};

/// The words of this command.
pub const WORDS: Words = Words {
    command: "completions",
    about: ("Print a script that completes commands in a shell", "シェルの入力補完スクリプトを出力"),
    arguments: &[("shell", ("bash, zsh, fish, elvish or powershell", "bash・zsh・fish・elvish・powershellのどれか"))],
    more: Some((
        "Example: sodate completions bash > ~/.local/share/bash-completion/completions/sodate",
        "例: sodate completions bash\n      > ~/.local/share/bash-completion/completions/sodate",
    )),
};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The shell.
    #[arg(value_name = "SHELL")]
    pub shell: clap_complete::Shell,
}

/// Prints the script. It goes through a buffer, because the generator would panic on a closed pipe.
///
/// # Errors
/// When the output cannot be written.
pub fn run(arguments: &Arguments, context: &mut Context) -> Outcome {
    let mut buffer = Vec::new();
    let mut command = help::command(context.look.language, context.look.width);
    clap_complete::generate(arguments.shell, &mut command, "sodate", &mut buffer);
    context.output.print(&String::from_utf8_lossy(&buffer))?;
    Ok(Exit::Fine)
}
