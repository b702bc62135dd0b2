//! `sodate event NAME`: tells that a lead did something, as a form or another system would by HTTP; or, without a lead,
//! that something happened to a thing, for every lead that it is about.

use super::context::Context;
use super::help::Words;
use super::problem::{Exit, Outcome, Problem};
use super::storage::{Opened, next_step, now, reference, time};
use crate::diagnostic::{Language, Text, nearest};
use crate::engine::{Input, InputKind, zone_of};
use crate::ir::Program;
use crate::ir::time::{Instant, MINUTE_MILLISECONDS};
use crate::runtime::typed::{self, FieldProblem};
use crate::store::{Accepted, Announced, Broadcasts, Intake, NewInput};

/// The words of this command.
pub const WORDS: Words = Words {
    command: "event",
    about: ("Tell that a lead did something", "リードの行動を知らせる"),
    arguments: &[
        ("name", ("The event", "イベントの名前")),
        ("properties", ("Its properties: resource=Guide", "イベントの項目。例: resource=導入ガイド")),
        (
            "lead",
            ("The lead's address or identity, unless for everyone", "リードのアドレスか識別子（全リード向けなら不要）"),
        ),
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
    #[arg(long, value_name = "LEAD")]
    pub lead: Option<String>,
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
    let everyone = program.events.get(&arguments.name).map(|event| event.everyone);
    if everyone.is_none() {
        return Err(unknown(&program, &arguments.name));
    }
    let new = match (&arguments.lead, everyone) {
        (Some(_), Some(true)) => {
            let name = &arguments.name;
            return Err(Problem::usage(
                format!("`{name}` is for everyone: it is not about one lead"),
                format!("`{name}` は全リード向けのイベントです。特定のリードには送れません"),
            )
            .help("leave out --lead", "--leadを付けずに実行してください"));
        }
        (Some(lead), Some(false) | None) => tell(arguments, lead, &opened, &program, context)?,
        (None, Some(true) | None) => announce(arguments, &opened, &program, context)?,
        (None, Some(false)) => {
            let name = &arguments.name;
            return Err(Problem::usage(
                format!("`{name}` needs a lead"),
                format!("`{name}` にはリードの指定が必要です"),
            )
            .help("give --lead with an address or identity", "--leadでメールアドレスまたは識別子を指定してください"));
        }
    };
    if new {
        context.output.print(&next_step("sodate run", context.look.language))?;
    }
    Ok(Exit::Fine)
}

/// Events that a message lists; more would hide it.
const EVENTS_LISTED: usize = 8;

/// There is no such event; what there is.
fn unknown(program: &Program, name: &str) -> Box<Problem> {
    let problem = Problem::finding(
        format!("the published scenarios have no event `{name}`"),
        format!("公開中のシナリオに `{name}` というイベントはありません"),
    );
    let known: Vec<&str> = program.events.keys().map(String::as_str).collect();
    if let Some(near) = nearest(name, known.iter().copied()) {
        return problem.help(format!("did you mean `{near}`?"), format!("`{near}` のことですか？"));
    }
    let list = known.iter().take(EVENTS_LISTED).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let more = if known.len() > EVENTS_LISTED { ", …" } else { "" };
    if list.is_empty() {
        return problem.help(
            "declare it with `event … { … }` and publish again",
            "`event … { … }` と宣言して、もう一度公開してください",
        );
    }
    problem.help(
        format!("the events are: {list}{more}; after a change of the files, `sodate publish` makes new ones known"),
        format!("今あるイベント: {list}{more}。ファイルに追加したときは `sodate publish` で公開してください"),
    )
}

/// The event as an input, checked against the program.
fn input(arguments: &Arguments, program: &Program, zone: &str) -> Outcome<Input> {
    let at = arguments.at.as_deref().map_or_else(|| Ok(now()), |text| time(text, zone))?;
    refuse_future(at, arguments.at.as_deref())?;
    let pairs = pairs(&arguments.properties)?;
    let properties = typed::event_from_text(program, &arguments.name, &pairs)
        .map_err(|problems| refused(&problems, program, &arguments.name))?;
    let id = match &arguments.id {
        Some(id) => own_identity(id)?,
        None => new_id()?,
    };
    Ok(Input { id, at, kind: InputKind::Event { event: arguments.name.clone(), properties } })
}

/// Stores the event of one lead; whether it is new.
fn tell(
    arguments: &Arguments,
    named: &str,
    opened: &Opened,
    program: &Program,
    context: &mut Context,
) -> Outcome<bool> {
    let lead = opened.lead(named)?;
    let input = input(arguments, program, zone_of(program, &lead))?;
    let (id, name) = (input.id.clone(), &arguments.name);
    let input = NewInput { lead: reference(&lead.lead), input, create: false };
    let accepted = opened.ask(opened.store.accept(vec![input], true))?.pop();
    let text = match (&accepted, context.look.language) {
        (Some(Accepted::New { .. }), Language::English) => format!("accepted `{name}` of {} ({id})\n", lead.email),
        (Some(Accepted::New { .. }), Language::Japanese) => {
            format!("{}の `{name}` を受け付けました（{id}）。\n", lead.email)
        }
        (Some(Accepted::Repeated { .. }), language) => repeated(&id, language),
        (Some(Accepted::Conflict), _) => return Err(used_before(&id)),
        (Some(Accepted::UnknownLead) | None, _) => {
            return Err(Problem::finding(
                format!("there is no lead `{named}`"),
                format!("リード `{named}` は登録されていません"),
            ));
        }
    };
    context.output.print(&text)?;
    Ok(matches!(accepted, Some(Accepted::New { .. })))
}

/// Stores an event for everyone; whether it is new.
fn announce(arguments: &Arguments, opened: &Opened, program: &Program, context: &mut Context) -> Outcome<bool> {
    let input = input(arguments, program, &program.limits.zone)?;
    let (id, name) = (input.id.clone(), &arguments.name);
    let announced = opened.ask(opened.store.announce(input))?;
    let text = match (announced, context.look.language) {
        (Announced::New, Language::English) => format!("accepted `{name}` for every lead that it is about ({id})\n"),
        (Announced::New, Language::Japanese) => {
            format!("`{name}` を受け付けました。該当するリードに届けます（{id}）。\n")
        }
        (Announced::Repeated, language) => repeated(&id, language),
        (Announced::Conflict, _) => return Err(used_before(&id)),
    };
    context.output.print(&text)?;
    Ok(announced == Announced::New)
}

pub(super) fn repeated(id: &str, language: Language) -> String {
    match language {
        Language::English => format!("`{id}` was accepted before: nothing changed\n"),
        Language::Japanese => format!("`{id}` は受け付け済みです。変更はありません。\n"),
    }
}

pub(super) fn used_before(id: &str) -> Box<Problem> {
    Problem::finding(
        format!("the identity `{id}` was used before for something else"),
        format!("識別子 `{id}` は別の内容で使われています"),
    )
    .help("give another --id", "別の--idを指定してください")
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
    let pair = |(number, word): (usize, &String)| {
        let (key, value) = word.split_once('=').ok_or_else(|| {
            let problem =
                Problem::usage(format!("`{word}` is no property"), format!("`{word}` は項目として読めません"));
            match whole_value(words, number) {
                Some(whole) => problem.help(quoted(&whole).en, quoted(&whole).ja),
                None => problem.help("write key=value", "key=valueの形で書いてください"),
            }
        })?;
        Ok((key.trim().to_owned(), value.to_owned()))
    };
    words.iter().enumerate().map(pair).collect()
}

/// What was meant where a word without `=` stands behind a value: a value with spaces that the shell has cut.
pub(super) fn whole_value(words: &[String], number: usize) -> Option<String> {
    let begin = words.iter().take(number).rposition(|word| word.contains('='))?;
    let rest = words.iter().skip(number + 1).take_while(|word| !word.contains('='));
    let parts = words.get(begin..=number)?.iter().chain(rest);
    Some(parts.map(String::as_str).collect::<Vec<_>>().join(" "))
}

/// How to write a value with spaces.
pub(super) fn quoted(whole: &str) -> Text {
    Text::new(
        format!("a value with a space stands in quotes:\n\"{whole}\""),
        format!("空白を含む値は、全体を引用符で囲んでください:\n\"{whole}\""),
    )
}

fn refused(problems: &[FieldProblem], program: &Program, event: &str) -> Box<Problem> {
    let join = |language| problems.iter().map(|one| one.text.get(language)).collect::<Vec<_>>().join("\n");
    let problem = Problem::finding(join(Language::English), join(Language::Japanese));
    let names = program.events.get(event).into_iter().flat_map(|event| event.properties.keys());
    let list = names.map(|name| format!("`{name}=…`")).collect::<Vec<_>>();
    if list.is_empty() {
        return problem;
    }
    problem.help(
        format!("values follow the name of the event: {}", list.join(", ")),
        format!("値はイベントの名前の後に書きます: {}", list.join(" ")),
    )
}

/// An identity that the caller may give: one line, not too long, and not of the kind that sodate makes for itself.
pub(super) fn own_identity(id: &str) -> Outcome<String> {
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
pub(super) fn new_id() -> Outcome<String> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|error| {
        Problem::failure(
            format!("the system gives no random numbers: {error}"),
            format!("システムから乱数を得られません（{error}）"),
        )
    })?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
