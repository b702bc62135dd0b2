//! The arguments of the command line. Their help stands in [`super::help`], in both languages.

use super::{
    audience, build, check, completions, demo, event, explain, fmt, graph, init, lead, mail, publish, run, test,
};
use clap::{Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// `sodate …`.
#[derive(Debug, Parser)]
#[command(name = "sodate", version, disable_help_subcommand = true, arg_required_else_help = true)]
pub struct Cli {
    /// Options of all commands.
    #[command(flatten)]
    pub options: Options,
    /// The command.
    #[command(subcommand)]
    pub command: Command,
}

/// Options of all commands.
#[derive(Debug, Clone, clap::Args)]
pub struct Options {
    /// Language of everything that is printed.
    #[arg(long, global = true, value_name = "LANG")]
    pub lang: Option<LanguageOption>,
    /// When to use colours.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: ColorOption,
    /// Frames in ASCII.
    #[arg(long, global = true)]
    pub ascii: bool,
    /// The workspace.
    #[arg(long, global = true, value_name = "DIR")]
    pub workspace: Option<PathBuf>,
}

/// `--lang`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LanguageOption {
    En,
    Ja,
}

/// `--color`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ColorOption {
    Auto,
    Always,
    Never,
}

/// `--format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Human,
    Json,
}

/// `--format` of `sodate check`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    Human,
    Concise,
    Json,
    Sarif,
    Github,
    Junit,
}

/// `--format` of `sodate test`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TestFormat {
    Human,
    Json,
    Github,
    Junit,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    Demo(demo::Arguments),
    Init(init::Arguments),
    Check(check::Arguments),
    Test(test::Arguments),
    Fmt(fmt::Arguments),
    Explain(explain::Arguments),
    Build(build::Arguments),
    Graph(graph::Arguments),
    Publish(publish::Arguments),
    #[command(subcommand)]
    Lead(lead::Command),
    Event(event::Arguments),
    Run(run::Arguments),
    #[command(subcommand)]
    Audience(audience::Command),
    #[command(subcommand)]
    Mail(mail::Command),
    Completions(completions::Arguments),
}
