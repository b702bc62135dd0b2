//! Help texts in both languages, put into the command line's definition at run time. Each command keeps its words in its own
//! file; a test finds commands and arguments without words.

use super::{
    audience, build, check, completions, demo, event, explain, fmt, graph, init, lead, mail, preview, publish, run,
    test, trials,
};
use crate::diagnostic::Language;
use clap::{Arg, ArgAction, Command, CommandFactory};
use std::ffi::OsString;

/// A text in English and Japanese.
pub type Pair = (&'static str, &'static str);

/// The words of one command.
#[derive(Debug, Clone, Copy)]
pub struct Words {
    /// The command as typed, `lead import`; empty for `sodate` itself.
    pub command: &'static str,
    /// What it does, one line.
    pub about: Pair,
    /// What its arguments are, by their names in the definition.
    pub arguments: &'static [(&'static str, Pair)],
    /// More, below the arguments: examples.
    pub more: Option<Pair>,
}

/// The words of `sodate` itself and of the options of all commands.
const TOP: Words = Words {
    command: "",
    about: (
        "Check, test and run step mail scenarios (.flow files).",
        "ステップメールのシナリオ（.flowファイル）を検査し、\nテストし、動かします。",
    ),
    arguments: &[
        (
            "lang",
            (
                "Language: en or ja. Otherwise SODATE_LANG, sodate.toml or the locale decides",
                "表示の言語（en・ja）。指定がなければ\nSODATE_LANG、sodate.toml、ロケールの順",
            ),
        ),
        (
            "workspace",
            (
                "The workspace. Otherwise the nearest folder above with a sodate.toml",
                "ワークスペース。指定がなければ、上へたどって\n最初にsodate.tomlがあるフォルダー",
            ),
        ),
        ("color", ("Colours: auto, always or never", "色: auto・always・never")),
        ("ascii", ("Draw frames in ASCII", "枠線をASCII文字で描く")),
        ("help", ("Show help", "使い方を表示")),
        ("version", ("Show the version", "バージョンを表示")),
    ],
    more: Some((
        "Exit codes: 0 fine, 1 findings, 2 wrong usage, 3 internal or I/O error.\nSODATE_… variables override sodate.toml: SODATE_MAIL_SEND_MODE=sandbox.",
        "終了コード: 0 問題なし、1 指摘あり、2 使い方の誤り、\n            3 内部エラーまたは入出力エラー\n環境変数SODATE_…はsodate.tomlより優先されます。\n例: SODATE_MAIL_SEND_MODE=sandbox",
    )),
};

/// The words of all commands.
const ALL: &[&Words] = &[
    &TOP,
    &demo::WORDS,
    &init::WORDS,
    &check::WORDS,
    &test::WORDS,
    &fmt::WORDS,
    &explain::WORDS,
    &build::WORDS,
    &graph::WORDS,
    &publish::WORDS,
    &lead::WORDS,
    &lead::IMPORT_WORDS,
    &lead::SHOW_WORDS,
    &lead::LIST_WORDS,
    &lead::START_WORDS,
    &event::WORDS,
    &run::WORDS,
    &audience::WORDS,
    &audience::LIST_WORDS,
    &audience::EXPORT_WORDS,
    &mail::WORDS,
    &mail::LIST_WORDS,
    &trials::WORDS,
    &preview::WORDS,
    &completions::WORDS,
];

/// Picks one language.
#[must_use]
pub const fn pick(pair: Pair, language: Language) -> &'static str {
    match language {
        Language::English => pair.0,
        Language::Japanese => pair.1,
    }
}

/// The definition of the command line with its words in one language, wrapped for a terminal of `width` columns.
#[must_use]
pub fn command(language: Language, width: usize) -> Command {
    let base = super::arguments::Cli::command().max_term_width(width).term_width(width);
    localize(base.disable_help_flag(true).disable_version_flag(true), "", language).arg(version(language))
}

fn version(language: Language) -> Arg {
    Arg::new("version")
        .short('V')
        .long("version")
        .action(ArgAction::Version)
        .help(words_of(&TOP, "version", language))
        .help_heading(pick(("Options", "オプション"), language))
        .display_order(901)
}

fn localize(command: Command, path: &str, language: Language) -> Command {
    let words = ALL.iter().find(|words| words.command == path).copied().unwrap_or(&TOP);
    let mut command = command
        .about(pick(words.about, language))
        .long_about(None)
        .help_template(pick(
            (
                "{about-with-newline}\nUsage: {usage}\n\n{all-args}{after-help}",
                "{about-with-newline}\n使い方: {usage}\n\n{all-args}{after-help}",
            ),
            language,
        ))
        .subcommand_help_heading(pick(("Commands", "コマンド"), language))
        .subcommand_value_name(pick(("COMMAND", "コマンド"), language))
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .mut_args(|argument| dress(argument, words, language));
    if let Some(more) = words.more {
        command = command.after_help(pick(more, language));
    }
    let help = Arg::new("help")
        .short('h')
        .long("help")
        .action(ArgAction::Help)
        .help(words_of(&TOP, "help", language))
        .help_heading(pick(("Options", "オプション"), language))
        .display_order(900);
    command.arg(help).mut_subcommands(|sub| {
        let path = format!("{path} {}", sub.get_name());
        localize(sub, path.trim_start(), language)
    })
}

fn dress(argument: Arg, words: &Words, language: Language) -> Arg {
    let name = argument.get_id().to_string();
    let heading = if argument.is_positional() { ("Arguments", "引数") } else { ("Options", "オプション") };
    let place_at_top = TOP.arguments.iter().position(|(known, _)| *known == name);
    let help = words_of(if place_at_top.is_some() { &TOP } else { words }, &name, language);
    let takes_value = argument.get_action().takes_values();
    let mut argument = argument.help(help).long_help(None).help_heading(pick(heading, language));
    if takes_value {
        // The parser shows these in English only; the words above say them.
        argument = argument.hide_default_value(true).hide_possible_values(true);
    }
    match place_at_top {
        Some(place) => argument.display_order(800 + place),
        None => argument,
    }
}

fn words_of(words: &Words, name: &str, language: Language) -> &'static str {
    words.arguments.iter().find(|(known, _)| *known == name).map_or("", |(_, pair)| pick(*pair, language))
}

/// The command that these words name, as far as it exists: `sodate lead import`.
#[must_use]
pub fn named_command(arguments: &[OsString], definition: &Command) -> String {
    let mut here = definition;
    let mut path = "sodate".to_owned();
    for word in arguments.iter().skip(1).filter_map(|word| word.to_str()) {
        if let Some(sub) = here.find_subcommand(word) {
            here = sub;
            path = format!("{path} {word}");
        }
    }
    path
}

/// Help as rendered by the argument parser, with the words that it has only in English put right.
#[must_use]
pub fn finish(text: &str, language: Language) -> String {
    match language {
        Language::English => text.to_owned(),
        Language::Japanese => {
            let line = |line: &str| {
                if line.starts_with("使い方") {
                    line.replace("[OPTIONS]", "[オプション]")
                } else {
                    line.to_owned()
                }
            };
            text.lines().map(|one| line(one) + "\n").collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::layout;

    fn all_helps(command: &mut Command, path: &str, language: Language, helps: &mut Vec<(String, String)>) {
        helps.push((path.to_owned(), finish(&command.render_help().to_string(), language)));
        let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
        for name in names {
            let path = format!("{path} {name}");
            all_helps(command.find_subcommand_mut(&name).unwrap(), &path, language, helps);
        }
    }

    #[test]
    fn every_command_and_argument_has_words_in_both_languages() {
        fn walk(command: &Command, path: &str) {
            let words =
                ALL.iter().find(|words| words.command == path).unwrap_or_else(|| panic!("no words for `{path}`"));
            assert!(!words.about.0.is_empty() && !words.about.1.is_ascii(), "{path}");
            for argument in command.get_arguments() {
                let name = argument.get_id().as_str();
                let known = |words: &Words| {
                    words.arguments.iter().any(|(known, (en, ja))| *known == name && !en.is_empty() && !ja.is_ascii())
                };
                assert!(known(words) || known(&TOP), "`{path}` has no words for `{name}`");
            }
            for sub in command.get_subcommands() {
                walk(sub, format!("{path} {}", sub.get_name()).trim_start());
            }
        }
        walk(&super::super::arguments::Cli::command(), "");
    }

    #[test]
    fn help_fits_eighty_columns_and_speaks_one_language() {
        for language in [Language::English, Language::Japanese] {
            let mut helps = Vec::new();
            let mut command = command(language, 80);
            command.build();
            all_helps(&mut command, "sodate", language, &mut helps);
            assert!(helps.len() >= 16);
            for (path, help) in helps {
                for line in help.lines() {
                    assert!(layout::width(line) <= 80, "{path}: {line}");
                }
                if language == Language::Japanese {
                    for english in ["Usage", "Options", "Arguments", "Commands", "OPTIONS", "default", "possible"] {
                        assert!(!help.contains(english), "{path}: {english}\n{help}");
                    }
                }
            }
        }
    }
}
