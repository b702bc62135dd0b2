//! The command line: the composition root. It reads the environment once, understands the arguments, runs one command and
//! says how it ended.

mod arguments;
mod audience;
mod build;
mod channels;
mod check;
mod compile;
mod completions;
mod context;
mod demo;
mod event;
mod explain;
mod fmt;
mod graph;
mod help;
mod history;
mod init;
mod lead;
mod mail;
mod output;
mod preview;
mod problem;
mod publish;
mod run;
mod sample;
mod signal;
mod storage;
mod test;
mod trials;
mod usage;
mod workspace;

use crate::diagnostic::Language;
use crate::render::Look;
use arguments::{Cli, Command};
use clap::FromArgMatches;
use clap::error::ErrorKind;
use context::{Context, Environment};
use output::Output;
use problem::{Exit, Outcome};
use std::ffi::OsString;
use std::process::ExitCode;

/// Runs `sodate` with these arguments, the program's name first, and gives the exit code: 0 fine, 1 findings, 2 wrong usage,
/// 3 internal or I/O error.
#[must_use]
pub fn main(arguments: Vec<OsString>) -> ExitCode {
    let environment = Environment::of_process();
    let arguments = help_as_option(arguments);
    let language = context::guess_language(&arguments, &environment);
    let parsed = help::command(language, context::width())
        .try_get_matches_from(&arguments)
        .and_then(|matches| Cli::from_arg_matches(&matches));
    match parsed {
        Ok(cli) => run(&cli, environment).into(),
        Err(error) => {
            let command = help::named_command(&arguments, &help::command(language, context::width()));
            not_understood(&error, &command, language).into()
        }
    }
}

/// `sodate help check` is `sodate check --help`.
fn help_as_option(mut arguments: Vec<OsString>) -> Vec<OsString> {
    if arguments.get(1).is_some_and(|first| first == "help") {
        arguments.remove(1);
        arguments.push("--help".into());
    }
    arguments
}

/// Help and version are results; everything else is a wrong call.
fn not_understood(error: &clap::Error, command: &str, language: Language) -> Exit {
    let mut output = Output::new(anstream::ColorChoice::Auto);
    let asked = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    if asked {
        let text = if output.colored() { error.render().ansi().to_string() } else { error.render().to_string() };
        return output.print(&help::finish(&text, language)).map_or(Exit::Failure, |()| Exit::Fine);
    }
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        output.complain(&help::finish(&error.render().to_string(), language));
        return Exit::Usage;
    }
    let look = Look { color: output.errors_colored(), width: context::width(), ..Look::plain(language) };
    let problem = usage::problem(error, command);
    output.complain(&problem.draw(&look));
    problem.exit
}

fn run(cli: &Cli, environment: Environment) -> Exit {
    let mut context = Context::new(&cli.options, environment, &place(cli));
    match dispatch(&cli.command, &mut context) {
        Ok(exit) => exit,
        Err(problem) => {
            let look = Look { color: context.output.errors_colored(), ..context.look.clone() };
            context.output.complain(&problem.draw(&look));
            problem.exit
        }
    }
}

/// Where the command works, for the language that its workspace sets.
fn place(cli: &Cli) -> std::path::PathBuf {
    let path = match &cli.command {
        Command::Check(arguments) => arguments.paths.first(),
        Command::Test(arguments) => arguments.paths.first(),
        Command::Fmt(arguments) => arguments.paths.first().filter(|path| path.as_os_str() != "-"),
        Command::Build(arguments) => arguments.path.as_ref(),
        Command::Init(_)
        | Command::Explain(_)
        | Command::Graph(_)
        | Command::Publish(_)
        | Command::Lead(_)
        | Command::Event(_)
        | Command::Run(_)
        | Command::Audience(_)
        | Command::Mail(_)
        | Command::Demo(_)
        | Command::Completions(_) => None,
    };
    path.or(cli.options.workspace.as_ref()).cloned().unwrap_or_else(|| ".".into())
}

fn dispatch(command: &Command, context: &mut Context) -> Outcome {
    match command {
        Command::Init(arguments) => init::run(arguments, context),
        Command::Check(arguments) => check::run(arguments, context),
        Command::Test(arguments) => test::run(arguments, context),
        Command::Fmt(arguments) => fmt::run(arguments, context),
        Command::Explain(arguments) => explain::run(arguments, context),
        Command::Build(arguments) => build::run(arguments, context),
        Command::Graph(arguments) => graph::run(arguments, context),
        Command::Publish(arguments) => publish::run(arguments, context),
        Command::Lead(command) => lead::run(command, context),
        Command::Event(arguments) => event::run(arguments, context),
        Command::Run(arguments) => run::run(arguments, context),
        Command::Audience(command) => audience::run(command, context),
        Command::Mail(command) => mail::run(command, context),
        Command::Demo(arguments) => demo::run(arguments, context),
        Command::Completions(arguments) => completions::run(arguments, context),
    }
}
