//! `sodate event NAME`: tells that a lead did something, as a form or another system would by HTTP.

use super::context::Context;
use super::help::Words;
use super::problem::{Exit, Outcome, Problem};
use super::storage::{Opened, next_step, now, reference, time};
use crate::diagnostic::Language;
use crate::engine::{Input, InputKind, zone_of};
use crate::ir::time::{Instant, MINUTE_MILLISECONDS};
use crate::runtime::typed::{self, FieldProblem};
use crate::store::{Accepted, Intake, NewInput};

/// The words of this command.
pub const WORDS: Words = Words {
    command: "event",
    about: ("Tell that a lead did something", "リードの行動を知らせる"),
    arguments: &[
        ("name", ("The event", "イベントの名前")),
        ("properties", ("Its properties: resource=Guide", "イベントの項目。例: resource=導入ガイド")),
        ("lead", ("The lead's mail address or identity", "リードのメールアドレスまたは識別子")),
        ("id", ("Identity of the event; the same one counts once", "イベントの識別子（同じものは1回だけ有効）")),
        ("at", ("When it happened [now]: 2026-04-01 10:00", "起きた日時（省略時は今）。例: 2026-04-01 10:00")),
    ],
    more: Some((
        "Example: sodate event download --lead tanaka@kitahama.example resource=Guide",
        "例: sodate event download --lead tanaka@kitahama.example\n      resource=導入ガイド",
    )),
};

/// How far ahead of this machine's clock an event may lie: clocks of others go differently.
const MAX_AHEAD_MILLISECONDS: i64 = 5 * MINUTE_MILLISECONDS;

/// Longest identity of an event, in characters.
const MAX_ID_CHARACTERS: usize = 200;

/// Identities that begin so are made by sodate itself.
const RESERVED: &str = "sodate:";

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The event.
    #[arg(value_name = "NAME")]
    pub name: String,
    /// Its properties.
    #[arg(value_name = "KEY=VALUE")]
    pub properties: Vec<String>,
    /// The lead.
    #[arg(long, value_name = "LEAD", required = true)]
    pub lead: String,
    /// Identity of the event.
    #[arg(long, value_name = "ID")]
    pub id: Option<String>,
    /// When it happened.
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
}

/// Checks the event against the published program and stores it.
///
/// # Errors
/// An unknown event, lead or property, a value of the wrong type, an identity that was used for something else.
pub fn run(arguments: &Arguments, context: &mut Context) -> Outcome {
    let opened = Opened::existing(context)?;
    let (_, program) = opened.current()?;
    let lead = opened.lead(&arguments.lead)?;
    let zone = zone_of(&program, &lead);
    let at = arguments.at.as_deref().map_or_else(|| Ok(now()), |text| time(text, zone))?;
    refuse_future(at, arguments.at.as_deref())?;
    let pairs = pairs(&arguments.properties)?;
    let properties =
        typed::event_from_text(&program, &arguments.name, &pairs).map_err(|problems| refused(&problems))?;
    let id = match &arguments.id {
        Some(id) => own_identity(id)?,
        None => new_id()?,
    };
    let kind = InputKind::Event { event: arguments.name.clone(), properties };
    let input = NewInput { lead: reference(&lead.lead), input: Input { id: id.clone(), at, kind }, create: false };
    let accepted = opened.ask(opened.store.accept(vec![input], true))?.pop();
    let text = match (&accepted, context.look.language) {
        (Some(Accepted::New { .. }), Language::English) => {
            format!("accepted `{}` of {} ({id})\n", arguments.name, lead.email)
        }
        (Some(Accepted::New { .. }), Language::Japanese) => {
            format!("{}の `{}` を受け付けました（{id}）。\n", lead.email, arguments.name)
        }
        (Some(Accepted::Repeated { .. }), Language::English) => {
            format!("`{id}` was accepted before: nothing changed\n")
        }
        (Some(Accepted::Repeated { .. }), Language::Japanese) => {
            format!("`{id}` は受け付け済みです。変更はありません。\n")
        }
        (Some(Accepted::Conflict), _) => {
            return Err(Problem::finding(
                format!("the identity `{id}` was used before for something else"),
                format!("識別子 `{id}` は別の内容で使われています"),
            )
            .help("give another --id", "別の--idを指定してください"));
        }
        (Some(Accepted::UnknownLead) | None, _) => {
            return Err(Problem::finding(
                format!("there is no lead `{}`", arguments.lead),
                format!("リード `{}` は登録されていません", arguments.lead),
            ));
        }
    };
    context.output.print(&text)?;
    if matches!(accepted, Some(Accepted::New { .. })) {
        context.output.print(&next_step("sodate run", context.look.language))?;
    }
    Ok(Exit::Fine)
}

/// What will happen tomorrow did not happen: a mistyped year would hold every wait of the lead up.
fn refuse_future(at: Instant, written: Option<&str>) -> Outcome<()> {
    if at.milliseconds_since(now()) <= MAX_AHEAD_MILLISECONDS {
        return Ok(());
    }
    let written = written.unwrap_or_default();
    Err(Problem::usage(format!("`{written}` lies in the future"), format!("`{written}` は未来の日時です"))
        .help("give the time when it happened", "実際に起きた日時を指定してください"))
}

fn pairs(words: &[String]) -> Outcome<Vec<(String, String)>> {
    let pair = |word: &String| {
        let (key, value) = word.split_once('=').ok_or_else(|| {
            Problem::usage(format!("`{word}` is no property"), format!("`{word}` は項目として読めません"))
                .help("write key=value", "key=valueの形で書いてください")
        })?;
        Ok((key.trim().to_owned(), value.to_owned()))
    };
    words.iter().map(pair).collect()
}

fn refused(problems: &[FieldProblem]) -> Box<Problem> {
    let join = |language| problems.iter().map(|one| one.text.get(language)).collect::<Vec<_>>().join("\n");
    Problem::finding(join(Language::English), join(Language::Japanese))
}

/// An identity that the caller may give: one line, not too long, and not of the kind that sodate makes for itself.
fn own_identity(id: &str) -> Outcome<String> {
    if !id.is_empty()
        && id.chars().count() <= MAX_ID_CHARACTERS
        && !id.chars().any(char::is_control)
        && !id.starts_with(RESERVED)
    {
        return Ok(id.to_owned());
    }
    Err(Problem::usage(format!("`{id}` cannot be an identity"), format!("`{id}` は識別子にできません")).help(
        format!("give 1 to {MAX_ID_CHARACTERS} characters that do not begin with `{RESERVED}`"),
        format!("`{RESERVED}` で始まらない、1〜{MAX_ID_CHARACTERS}文字で指定してください"),
    ))
}

/// A fresh identity: 16 random bytes in lower-case hexadecimal.
fn new_id() -> Outcome<String> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|error| {
        Problem::failure(
            format!("the system gives no random numbers: {error}"),
            format!("システムから乱数を得られません（{error}）"),
        )
    })?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
