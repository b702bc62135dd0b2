//! `sodate audience …`: who is on an audience, as a list and as CSV for other programs.

use super::context::Context;
use super::help::Words;
use super::problem::{Doing, Exit, Outcome, Problem};
use super::storage::Opened;
use crate::diagnostic::{Language, nearest};
use crate::engine::{LeadState, civil};
use crate::render::{layout, plural};
use crate::store::{Reports, address_key, hand_out};
use clap::ValueEnum;
use sha2::{Digest, Sha256};
use std::path::PathBuf;

/// Tells table programs that the file is UTF-8.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// The words of `sodate audience`.
pub const WORDS: Words = Words {
    command: "audience",
    about: ("See who is on an audience", "オーディエンスの確認と書き出し"),
    arguments: &[],
    more: None,
};

/// The words of `sodate audience list`.
pub const LIST_WORDS: Words = Words {
    command: "audience list",
    about: ("List audiences with their number of leads", "オーディエンスと人数の一覧"),
    arguments: &[],
    more: None,
};

/// The words of `sodate audience export`.
pub const EXPORT_WORDS: Words = Words {
    command: "audience export",
    about: ("Write the leads on an audience as CSV", "オーディエンスのリードをCSVで書き出す"),
    arguments: &[
        ("name", ("The audience", "オーディエンスの名前")),
        (
            "hash",
            (
                "Only hashed addresses, for upload to advertising: sha256",
                "広告へのアップロード用に、\nハッシュ化したアドレスだけを書き出す: sha256",
            ),
        ),
        ("output", ("Write to this file instead of standard output", "標準出力の代わりに書き出すファイル")),
    ],
    more: Some((
        "Leads that have unsubscribed, and all others whose mail is stopped, are left out.\nExample:\n  sodate audience export fans --hash sha256 -o fans.csv",
        "配信停止を希望した方など、メールをお送りしないリードは含まれません。\n例:\n  sodate audience export fans --hash sha256 -o fans.csv",
    )),
};

/// `sodate audience …`.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Lists audiences.
    List,
    /// Writes one.
    Export(Export),
}

/// Arguments of `sodate audience export`.
#[derive(Debug, clap::Args)]
pub struct Export {
    /// The audience.
    #[arg(value_name = "NAME")]
    pub name: String,
    /// Hashed addresses only.
    #[arg(long, value_name = "HASH")]
    pub hash: Option<Hash>,
    /// Where to write.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// `--hash`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Hash {
    /// SHA-256 in lower-case hexadecimal of the trimmed address in lower case, as advertising platforms want it.
    Sha256,
}

/// Runs a command about audiences.
///
/// # Errors
/// No workspace or store, an unknown audience, a file that cannot be written.
pub fn run(command: &Command, context: &mut Context) -> Outcome {
    match command {
        Command::List => list(context),
        Command::Export(arguments) => export(arguments, context),
    }
}

/// Audiences of the published program, and those that leads are still on, with their numbers of leads.
fn known(opened: &Opened) -> Outcome<Vec<(String, u64)>> {
    let stored = opened.ask(opened.store.audiences())?;
    let declared = opened.published()?.map(|(_, program)| program.audiences).unwrap_or_default();
    let count = |name: &str| stored.iter().find(|(one, _)| one == name).map_or(0, |(_, count)| *count);
    let mut all: Vec<(String, u64)> = declared.keys().map(|name| (name.clone(), count(name))).collect();
    all.extend(stored.iter().filter(|(name, _)| !declared.contains_key(name)).cloned());
    Ok(all)
}

fn list(context: &mut Context) -> Outcome {
    let opened = Opened::existing(context)?;
    let language = context.look.language;
    let row = |(name, count): &(String, u64)| {
        let count = usize::try_from(*count).unwrap_or(usize::MAX);
        let leads = match language {
            Language::English => plural(count, "lead", "leads"),
            Language::Japanese => format!("{count}件"),
        };
        vec![layout::clean_line(name), leads]
    };
    let rows: Vec<Vec<String>> = known(&opened)?.iter().map(row).collect();
    let text = match (rows.is_empty(), language) {
        (true, Language::English) => "no audiences are declared\n".to_owned(),
        (true, Language::Japanese) => "オーディエンスは宣言されていません\n".to_owned(),
        (false, Language::English | Language::Japanese) => layout::table_within(&rows, 0, context.look.width),
    };
    context.output.print(&text)?;
    Ok(Exit::Fine)
}

fn export(arguments: &Export, context: &mut Context) -> Outcome {
    let opened = Opened::existing(context)?;
    let names: Vec<String> = known(&opened)?.into_iter().map(|(name, _)| name).collect();
    let wanted = &arguments.name;
    if !names.contains(wanted) {
        let problem = Problem::finding(
            format!("there is no audience `{wanted}`"),
            format!("`{wanted}` というオーディエンスはありません"),
        );
        return Err(match nearest(wanted, names.iter().map(String::as_str)) {
            Some(near) => problem.help(format!("did you mean `{near}`?"), format!("`{near}` のことですか？")),
            None => problem.help("`sodate audience list` shows all", "一覧は `sodate audience list` です"),
        });
    }
    let zone = opened.zone()?;
    let mut text = String::from(BYTE_ORDER_MARK);
    text.push_str(match arguments.hash {
        Some(Hash::Sha256) => "email_sha256\r\n",
        None => "lead,email,since\r\n",
    });
    let mut show = |lead: &LeadState| text.push_str(&line(lead, wanted, arguments.hash, &zone));
    let left_out = opened.ask(hand_out(&opened.store, wanted, &mut show))?;
    match &arguments.output {
        Some(path) => std::fs::write(path, text).map_err(|error| Problem::file(Doing::Writing, path, &error))?,
        None => context.output.print(&text)?,
    }
    if left_out > 0 {
        // Beside the list, which may go into another program.
        context.output.complain(&told_left_out(left_out, context.look.language));
    }
    Ok(Exit::Fine)
}

fn told_left_out(count: usize, language: Language) -> String {
    match language {
        Language::English => format!("{} left out: mail to them is stopped\n", plural(count, "lead", "leads")),
        Language::Japanese => format!("{count}件を除きました：配信停止などで、メールをお送りしない方です\n"),
    }
}

fn line(lead: &LeadState, audience: &str, hash: Option<Hash>, zone: &str) -> String {
    match hash {
        Some(Hash::Sha256) => {
            let digest = Sha256::digest(address_key(&lead.email).as_bytes());
            let digits: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
            format!("{digits}\r\n")
        }
        None => {
            let since = lead.audiences.get(audience).map(|at| civil::rfc3339_in(*at, zone)).unwrap_or_default();
            let cells = [lead.lead.as_str(), &lead.email, &since].map(cell);
            format!("{}\r\n", cells.join(","))
        }
    }
}

/// A cell of CSV. What a table program would take for a formula gets an apostrophe in front.
fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_never_run() {
        assert_eq!(cell("tanaka@a.example"), "tanaka@a.example");
        assert_eq!(cell("a,\"b\""), "\"a,\"\"b\"\"\"");
        for formula in ["=1+1", "+81", "-1", "@sum(a1)"] {
            assert_eq!(cell(formula), format!("'{formula}"));
        }
        assert_eq!(cell("=a,b"), "\"'=a,b\"");
    }

    #[test]
    fn addresses_are_hashed_in_their_canonical_form() {
        let hashed = |email: &str| {
            line(&LeadState { email: email.into(), ..LeadState::default() }, "fans", Some(Hash::Sha256), "UTC")
        };
        assert_eq!(hashed(" Tanaka@A.example"), hashed("tanaka@a.example"));
        assert_eq!(hashed("tanaka@a.example").trim_end().len(), 64);
    }
}
