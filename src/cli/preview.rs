//! `sodate mail preview NAME`: a mail or message as a lead would get it, with a lead of the store or with made-up values. It reads the
//! workspace's files, so it shows what is being written and not what is published; nothing is sent or recorded.

mod message;

use super::build::one_workspace;
use super::compile::Compiled;
use super::context::Context;
use super::event::{quoted, whole_value};
use super::help::{Words, pick};
use super::problem::{Doing, Exit, Outcome, Problem};
use super::sample;
use super::storage::{Opened, now};
use crate::config::Config;
use crate::diagnostic::{Language, nearest};
use crate::engine::{Enrolment, LeadState, MailKey, PlannedMail};
use crate::ir::{Email, FieldType, Program, Template, Value};
use crate::mail::{ComposeSettings, Preview, StepMail, TokenKey, Tokens, preview_mail};
use crate::render::layout;
use crate::runtime::typed;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The words of this command.
pub const WORDS: Words = Words {
    command: "mail preview",
    about: ("Show a mail or message as a lead would get it", "リードに届くとおりにメールやメッセージを表示"),
    arguments: &[
        ("name", ("The email or message", "メールかメッセージの名前")),
        ("values", ("Values to show: lead.company=Kitahama", "差し込む値。例: lead.company=北浜部品")),
        ("lead", ("With the values of this lead of the store", "登録済みのリードの値で表示（アドレスか識別子）")),
        ("variant", ("This variant", "バリアントの名前")),
        ("text", ("Print the text part only", "テキスト部分だけを表示")),
        ("html", ("Write the HTML part to a file, for a browser", "HTML部分をファイルに書き出す（ブラウザー用）")),
        (
            "eml",
            (
                "Write the whole message to a file, for a mail program",
                "メール全体をファイルに書き出す（メールソフト用）",
            ),
        ),
    ],
    more: Some((
        "Reads the files of the workspace, published or not. Nothing is sent or recorded.\nWithout --lead, values are made up: texts stand in 〔 〕.",
        "公開前でも、ワークスペースのファイルから表示します。送信も記録もしません。\n--leadがなければ見本の値を使います（文章は〔 〕で囲みます）。",
    )),
};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The email or message.
    #[arg(value_name = "NAME")]
    pub name: String,
    /// Values to show.
    #[arg(value_name = "KEY=VALUE")]
    pub values: Vec<String>,
    /// A lead of the store.
    #[arg(long, value_name = "LEAD")]
    pub lead: Option<String>,
    /// The variant.
    #[arg(long, value_name = "NAME")]
    pub variant: Option<String>,
    /// The text part only.
    #[arg(long, conflicts_with_all = ["html", "eml"])]
    pub text: bool,
    /// Where to write the HTML part.
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// Where to write the message.
    #[arg(long, value_name = "FILE")]
    pub eml: Option<PathBuf>,
}

/// Values that were given, by field of the lead and property of the event.
#[derive(Debug, Default)]
struct Given {
    lead: BTreeMap<String, Value>,
    event: BTreeMap<String, Value>,
}

/// Shows a mail.
///
/// # Errors
/// A workspace with errors, an unknown email, variant, lead or field, a file that cannot be written.
pub fn run(arguments: &Arguments, context: &mut Context) -> Outcome {
    let form = format!("sodate mail preview {} --workspace", arguments.name);
    let compiled = Compiled::new(one_workspace(None, &form, context)?, context)?;
    let root = compiled.target.root.clone();
    let program = compiled.program(
        context,
        "there is nothing to show, because the workspace has errors",
        "ワークスペースにエラーがあるため、表示できません",
    )?;
    let settings = settings(&context.config(&root)?, context)?;
    if let Some(message) = program.messages.get(&arguments.name) {
        let text = message::show(arguments, &program, message, &settings, context)?;
        context.output.print(&text)?;
        return Ok(Exit::Fine);
    }
    let email = find(&program, &arguments.name)?;
    let variant = variant(email, arguments)?;
    let given = given(&program, &arguments.values)?;
    let (state, sampled_lead) = lead(arguments, &program, &given, context)?;
    let (state, number, sampled_event) = with_run(state, &program, &arguments.name, &given);
    let planned = PlannedMail { variant: variant.clone(), ..planned(&state, number, &arguments.name) };
    let step = StepMail { program: &program, mail: &planned, contents: &program.contents, state: &state, now: now() };
    let preview = preview_mail(&step, &settings).map_err(|error| Problem::finding(error.text().en, error.text().ja))?;
    let written = write(arguments, &preview)?;
    let made_up = MadeUp { lead: sampled_lead.is_none(), event: sampled_event };
    let parts = email.written(variant.as_deref());
    let texts = [Some(parts.subject), parts.preheader, Some(parts.text), Some(parts.html)];
    let samples = samples(&program, texts.into_iter().flatten().chain(parts.links.values()), &given, made_up);
    let text = if arguments.text {
        layout::clean(&preview.composed.text)
    } else if written.is_empty() {
        shown(&preview, email, variant.as_deref(), &samples, context) + &sampled_lead.unwrap_or_default()
    } else {
        written.iter().map(|path| written_words(path, context.look.language)).collect()
    };
    context.output.print(&text)?;
    Ok(Exit::Fine)
}

/// The mail or message of that run as if it were planned now.
fn planned(state: &LeadState, enrolment: u64, name: &str) -> PlannedMail {
    PlannedMail {
        key: MailKey { lead: state.lead.clone(), enrolment, step: "preview".to_owned(), occurrence: 0 },
        email: name.to_owned(),
        channel: None,
        scenario: String::new(),
        version: 0,
        due: now(),
        variant: None,
    }
}

/// Writes the files that are asked for; returns which.
fn write<'a>(arguments: &'a Arguments, preview: &Preview) -> Outcome<Vec<&'a Path>> {
    let html = (&arguments.html, preview.composed.html.as_bytes());
    let whole = (&arguments.eml, preview.composed.bytes.as_slice());
    let mut written = Vec::new();
    for (path, bytes) in [html, whole] {
        if let Some(path) = path {
            std::fs::write(path, bytes).map_err(|error| Problem::file(Doing::Writing, path, &error))?;
            written.push(path.as_path());
        }
    }
    Ok(written)
}

fn find<'p>(program: &'p Program, name: &str) -> Outcome<&'p Email> {
    program.emails.get(name).ok_or_else(|| {
        let known = program.emails.keys().chain(program.messages.keys()).map(String::as_str);
        unknown(("there is no email or message", "メールやメッセージ"), name, known)
    })
}

/// "There is no such thing", with the nearest one.
fn unknown<'a>(what: (&str, &str), name: &str, known: impl Iterator<Item = &'a str> + Clone) -> Box<Problem> {
    let problem = Problem::usage(format!("{} `{name}`", what.0), format!("{} `{name}` はありません", what.1));
    match nearest(name, known.clone()) {
        Some(near) => problem.help(format!("did you mean `{near}`?"), format!("`{near}` ではありませんか")),
        None => {
            let all = known.map(|one| format!("`{one}`")).collect::<Vec<_>>().join(", ");
            problem.help(format!("there are: {all}"), format!("使えるもの: {all}"))
        }
    }
}

/// The variant to show: the one that is named, else the first.
fn variant(email: &Email, arguments: &Arguments) -> Outcome<Option<String>> {
    let Some(named) = &arguments.variant else { return Ok(email.variants.keys().next().cloned()) };
    if email.variants.contains_key(named) {
        return Ok(Some(named.clone()));
    }
    if email.variants.is_empty() {
        return Err(Problem::usage(
            format!("`{}` has no variants", arguments.name),
            format!("メール `{}` にバリアントはありません", arguments.name),
        )
        .help("leave out --variant", "--variantを付けずに実行してください"));
    }
    Err(unknown(("there is no variant", "バリアント"), named, email.variants.keys().map(String::as_str)))
}

/// `lead.company=…`, `event.resource=…`; as in scenarios, the first word may be Japanese.
fn given(program: &Program, pairs: &[String]) -> Outcome<Given> {
    let mut given = Given::default();
    let cut = pairs.iter().enumerate().find(|(_, pair)| !pair.contains('='));
    if let Some((pair, whole)) = cut.and_then(|(number, pair)| Some((pair, whole_value(pairs, number)?))) {
        let problem = Problem::usage(format!("`{pair}` is no value"), format!("`{pair}` は値として読めません"));
        return Err(problem.help(quoted(&whole).en, quoted(&whole).ja));
    }
    for pair in pairs {
        let (path, text) = pair.split_once('=').ok_or_else(|| no_value(pair))?;
        let (of, name) = path.trim().split_once('.').ok_or_else(|| no_value(pair))?;
        let (kind, table) = match of {
            "lead" | "リード" | "見込み客" => (lead_type(program, name)?, &mut given.lead),
            "event" | "イベント" => (event_type(program, name)?, &mut given.event),
            _ => return Err(no_value(pair)),
        };
        let value = typed::value_from_text(kind, text, &program.limits.zone)
            .map_err(|problem| Problem::usage(format!("{path}: {}", problem.en), format!("{path}：{}", problem.ja)))?;
        table.insert(name.to_owned(), value);
    }
    Ok(given)
}

fn no_value(pair: &str) -> Box<Problem> {
    Problem::usage(format!("`{pair}` is no value"), format!("`{pair}` は値として読めません")).help(
        "write lead.company=Kitahama or event.resource=Guide",
        "lead.company=北浜部品 や event.resource=導入ガイド のように書いてください",
    )
}

fn lead_type<'p>(program: &'p Program, name: &str) -> Outcome<&'p FieldType> {
    if name == "email" {
        return Ok(&FieldType::Email);
    }
    let known = program.lead_fields.keys().map(String::as_str);
    let field = program.lead_fields.get(name);
    Ok(&field.ok_or_else(|| unknown(("the lead has no field", "リードの項目"), name, known))?.kind)
}

fn event_type<'p>(program: &'p Program, name: &str) -> Outcome<&'p FieldType> {
    let properties = || program.events.values().flat_map(|event| &event.properties);
    let field = properties().find(|(known, _)| *known == name).map(|(_, field)| field);
    let known = properties().map(|(known, _)| known.as_str());
    Ok(&field.ok_or_else(|| unknown(("no event has the property", "イベントの項目"), name, known))?.kind)
}

/// The lead of the store, with a line about what it has not been told yet, or a made-up one; with the values that were given.
fn lead(
    arguments: &Arguments,
    program: &Program,
    given: &Given,
    context: &Context,
) -> Outcome<(LeadState, Option<String>)> {
    let Some(named) = &arguments.lead else { return Ok((sample::lead(program, &given.lead), None)) };
    let opened = Opened::existing(context)?;
    let mut state = opened.lead(named)?;
    let waiting = opened.waiting_line(Some(&state.lead), context.look.language)?;
    sample::set(&mut state, &given.lead);
    Ok((state, Some(waiting)))
}

/// The run that the mail belongs to: one of the lead's own where it sends the mail, else a made-up one; its number, and
/// whether it is made up.
fn with_run(mut state: LeadState, program: &Program, email: &str, given: &Given) -> (LeadState, u64, bool) {
    let sends = |run: &Enrolment| {
        program.scenarios.get(&run.scenario).is_some_and(|scenario| scenario.sent().any(|sent| sent == email))
    };
    if let Some(run) = state.enrolments.iter_mut().find(|run| sends(run)) {
        if let Some(event) = &mut run.start_event {
            event.properties.extend(given.event.clone());
        }
        let number = run.number;
        return (state, number, false);
    }
    let number = state.next_enrolment;
    state.enrolments.push(Enrolment { number, ..sample::run(program, email, &given.event, now()) });
    (state, number, true)
}

/// What is made up.
#[derive(Debug, Clone, Copy)]
struct MadeUp {
    lead: bool,
    event: bool,
}

/// The values in the mail that are made up: neither given nor declared as defaults.
fn samples<'a>(
    program: &Program,
    texts: impl IntoIterator<Item = &'a Template>,
    given: &Given,
    made_up: MadeUp,
) -> Vec<String> {
    let looked_at = sample::looked_at(texts);
    let has_default = |name: &str| program.lead_fields.get(name).is_some_and(|field| field.default.is_some());
    let is_sample = |path: &String| match path.split_once('.') {
        Some(("lead", "id" | "zone")) | None => false,
        Some(("lead", name)) => made_up.lead && !given.lead.contains_key(name) && !has_default(name),
        Some((_, name)) => made_up.event && !given.event.contains_key(name),
    };
    looked_at.into_iter().filter(is_sample).collect()
}

/// What a preview needs of the settings: no key signs it, and its tokens mean nothing.
fn settings(config: &Config, context: &Context) -> Outcome<ComposeSettings> {
    let failed = |error: crate::mail::TokensError| {
        Problem::failure(format!("no tokens: {error}"), format!("リンクの署名を用意できません（{error}）"))
    };
    Ok(ComposeSettings {
        public_url: config.public_url(),
        tokens: Tokens::new(vec![TokenKey { id: 0, secret: vec![0; 32] }]).map_err(failed)?,
        message_id_domain: "preview.example".to_owned(),
        unsubscribe_mailbox: None,
        dkim: None,
        notice_language: context.look.language,
        workspace_language: config.workspace.language.map(Into::into),
    })
}

fn shown(preview: &Preview, email: &Email, variant: Option<&str>, samples: &[String], context: &Context) -> String {
    let language = context.look.language;
    let word = |en, ja| pick((en, ja), language).to_owned();
    let mut rows = vec![vec![word("subject", "件名"), layout::clean_line(&preview.composed.subject)]];
    if let Some(line) = &preview.preheader {
        rows.push(vec![word("preheader", "プレヘッダー"), layout::clean_line(line)]);
    }
    let (name, address) = &preview.from;
    rows.push(vec![word("from", "差出人"), layout::clean_line(&format!("{name} <{address}>"))]);
    rows.push(vec![word("to", "宛先"), layout::clean_line(&preview.composed.envelope.to.to_string())]);
    if let Some(variant) = variant {
        let others: Vec<&str> = email.variants.keys().map(String::as_str).filter(|one| *one != variant).collect();
        let others = others.join(", ");
        let line = match language {
            Language::English => format!("{variant} (others: {others})"),
            Language::Japanese => format!("{variant}（ほか: {others}）"),
        };
        rows.push(vec![word("variant", "バリアント"), line]);
    }
    if email.invitation.is_some() {
        rows.push(vec![word("attached", "添付"), word("an invitation for the calendar", "カレンダーへの招待")]);
    }
    page(&rows, &preview.composed.text, &preview.links, samples, context)
}

/// What is said about it, its text between two lines, where its links lead, and which values are made up.
fn page(rows: &[Vec<String>], text: &str, links: &[(String, String)], samples: &[String], context: &Context) -> String {
    let width = context.look.width;
    let line = if context.look.ascii { "-" } else { "─" }.repeat(width);
    let mut page = layout::table_within(rows, 0, width) + &line + "\n";
    for paragraph in layout::clean(text.trim_end()).lines() {
        wrapped(paragraph, width).iter().for_each(|line| page += &(line.trim_end().to_owned() + "\n"));
    }
    page += &(line + "\n");
    page += &links_words(links, context.look.language);
    page + &samples_words(samples, context)
}

/// A paragraph of the text part. An address stays whole, so that it can be copied.
fn wrapped(paragraph: &str, width: usize) -> Vec<String> {
    let Some(scheme) = paragraph.find("://") else { return layout::wrap(paragraph, width) };
    let begin = paragraph.get(..scheme).and_then(|before| before.rfind(' ')).map_or(0, |at| at + 1);
    let (words, address) = paragraph.split_at(begin);
    let mut lines = if words.trim().is_empty() { Vec::new() } else { layout::wrap(words.trim_end(), width) };
    match lines.last_mut() {
        Some(last) if layout::width(last) + 1 + layout::width(address) <= width => {
            last.push(' ');
            last.push_str(address);
        }
        Some(_) | None => lines.push(address.to_owned()),
    }
    lines
}

fn links_words(links: &[(String, String)], language: Language) -> String {
    if links.is_empty() {
        return String::new();
    }
    let rows: Vec<Vec<String>> =
        links.iter().map(|(name, address)| vec![layout::clean_line(name), layout::clean_line(address)]).collect();
    pick(("links\n", "リンク\n"), language).to_owned() + &layout::table(&rows, 2)
}

fn samples_words(samples: &[String], context: &Context) -> String {
    if samples.is_empty() {
        return String::new();
    }
    let names = samples.join(", ");
    let (lead, help) = match context.look.language {
        Language::English => {
            ("made up: ", format!("choose values: --lead ADDRESS, or {}=…", samples.first().map_or("", String::as_str)))
        }
        Language::Japanese => (
            "見本の値: ",
            format!("値を選ぶには: --lead アドレス、または {}=…", samples.first().map_or("", String::as_str)),
        ),
    };
    layout::hanging(lead, &names, context.look.width) + &help + "\n"
}

fn written_words(path: &Path, language: Language) -> String {
    let path = super::workspace::shown(path);
    match language {
        Language::English => format!("wrote {path}\n"),
        Language::Japanese => format!("{path} を書き出しました。\n"),
    }
}
