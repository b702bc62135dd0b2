//! `sodate publish`: makes the scenarios of the workspace the ones that new runs get. It checks first, says what changed by
//! name, and how many leads stay on older versions.

use super::compile::Compiled;
use super::context::Context;
use super::help::{Pair, Words, pick};
use super::problem::{Exit, Outcome, Problem};
use super::storage::{Opened, next_step, now};
use super::workspace;
use crate::diagnostic::Language;
use crate::ir::{Program, code};
use crate::render::{layout, plural};
use crate::store::{Reports, Store};
use indexmap::IndexMap;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// The words of this command.
pub const WORDS: Words = Words {
    command: "publish",
    about: ("Check, then let new runs use these scenarios", "検査してから公開する（新しく始まる分に適用）"),
    arguments: &[],
    more: Some((
        "Leads that are in a scenario stay on the version with which they began.",
        "進行中のリードは、始めたときのバージョンのまま進みます。",
    )),
};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Arguments {}

/// Checks and publishes.
///
/// # Errors
/// A workspace with errors, a store that cannot be written.
pub fn run(_arguments: &Arguments, context: &mut Context) -> Outcome {
    let root = context.root()?;
    let target = workspace::whole(&root)?;
    if target.files.is_empty() {
        return Err(Problem::usage("the workspace has no .flow file", "ワークスペースに.flowファイルがありません"));
    }
    let compiled = Compiled::new(target, context)?;
    let program = compiled.program(context, "nothing was published", "公開していません")?;
    if declares_nothing(&program) {
        context.output.complain(&compiled.draw());
        return Err(Problem::finding("the workspace declares nothing to publish", "公開する宣言がありません").help(
            "write a scenario; `sodate init DIR` makes a workspace with a working one",
            "シナリオを書いてください。`sodate init DIR` で、動くシナリオの入ったワークスペースを作れます",
        ));
    }
    let config = context.config(&root)?;
    let opened = Opened::open(root, config)?;
    let before = opened.published()?;
    let version = opened.ask(opened.store.publish(&program, now()))?;
    let look = (context.look.language, context.look.width);
    let text = report(look, version, &program, before.as_ref(), &in_flight(&opened, version)?);
    context.output.print(&compiled.draw())?;
    context.output.print(&text)?;
    let some = !opened.ask(opened.store.leads())?.is_empty();
    let command = if some { "sodate run" } else { "sodate lead import FILE" };
    context.output.print(&next_step(command, context.look.language))?;
    Ok(Exit::Fine)
}

/// Number of live runs on versions before `version`.
fn in_flight(opened: &Opened, version: u32) -> Outcome<BTreeMap<u32, usize>> {
    let mut counts = BTreeMap::new();
    opened.each_lead(|lead| {
        let mut versions: Vec<u32> =
            lead.enrolments.iter().map(|run| run.version).filter(|one| *one < version).collect();
        versions.sort_unstable();
        versions.dedup();
        versions.into_iter().for_each(|one| *counts.entry(one).or_insert(0) += 1);
        Ok(())
    })?;
    Ok(counts)
}

fn report(
    (language, width): (Language, usize),
    version: u32,
    program: &Program,
    before: Option<&(u32, Program)>,
    in_flight: &BTreeMap<u32, usize>,
) -> String {
    let hash: String = program.content_hash.chars().take(12).collect();
    let mut out = String::new();
    match before {
        Some((old, _)) if *old == version => {
            return match language {
                Language::English => format!("nothing changed: version {version} ({hash}) is published already\n"),
                Language::Japanese => format!("変更はありません。バージョン{version}（{hash}）が公開済みです。\n"),
            };
        }
        Some((_, old)) => {
            out.push_str(&title(language, version, &hash));
            out.push_str(&layout::table_within(&changes(old, program, language), 2, width));
        }
        None => {
            out.push_str(&title(language, version, &hash));
            out.push_str(&layout::table_within(&overview(program, language), 2, width));
        }
    }
    for (version, leads) in in_flight {
        out.push_str(&match language {
            Language::English if *leads == 1 => format!("1 lead in flight stays on version {version}\n"),
            Language::English => format!("{} in flight stay on version {version}\n", plural(*leads, "lead", "leads")),
            Language::Japanese => format!("進行中のリード{leads}件はバージョン{version}のまま進みます。\n"),
        });
    }
    out
}

fn title(language: Language, version: u32, hash: &str) -> String {
    match language {
        Language::English => format!("published version {version} ({hash})\n"),
        Language::Japanese => format!("バージョン{version}（{hash}）を公開しました。\n"),
    }
}

/// What `when` rules are called.
const RULE: Pair = ("when rule", "ルール");

/// One kind of named things of a program.
struct Things {
    kind: Pair,
    by_name: BTreeMap<String, Value>,
}

fn all_things(program: &Program) -> Vec<Things> {
    let rules = program.rules.iter().map(|rule| (rule.id.clone(), content(rule))).collect();
    let single = |thing: Value| BTreeMap::from([(String::new(), thing)]);
    [
        (("scenario", "シナリオ"), named(&program.scenarios)),
        (("email", "メール"), named(&program.emails)),
        (("message", "メッセージ"), named(&program.messages)),
        (("sender", "差出人"), named(&program.senders)),
        (("lead field", "リードの項目"), named(&program.lead_fields)),
        (("event", "イベント"), named(&program.events)),
        (("segment", "セグメント"), named(&program.segments)),
        (("audience", "オーディエンス"), named(&program.audiences)),
        (("content", "コンテンツ"), named(&program.contents)),
        (("team", "チーム"), named(&program.teams)),
        (RULE, rules),
        (("scoring", "スコア"), single(content(&program.score))),
        (("limits", "送信の制限"), single(content(&program.limits))),
    ]
    .map(|(kind, by_name)| Things { kind, by_name })
    .into()
}

/// Whether nothing could come of a program: an empty one would end all starts. Scoring and limits alone change nothing.
fn declares_nothing(program: &Program) -> bool {
    let is_named = |things: &Things| things.by_name.keys().any(|name| !name.is_empty());
    !all_things(program).iter().any(is_named)
}

fn named<T: Serialize>(things: &IndexMap<String, T>) -> BTreeMap<String, Value> {
    things.iter().map(|(name, thing)| (name.clone(), content(thing))).collect()
}

/// What a thing says, without where it stands: moving it in its file is no change.
fn content(thing: &impl Serialize) -> Value {
    let mut value = serde_json::to_value(thing).unwrap_or_default();
    drop_places(&mut value);
    value
}

fn drop_places(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.remove("place");
            fields.values_mut().for_each(drop_places);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_places),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn overview(program: &Program, language: Language) -> Vec<Vec<String>> {
    let shown = |things: &Things| matches!(things.kind.0, "scenario" | "email" | "message" | "event" | "team");
    let row = |things: Things| {
        let names: Vec<String> = things.by_name.into_keys().collect();
        vec![pick(things.kind, language).to_owned(), names.join(", ")]
    };
    all_things(program).into_iter().filter(|things| shown(things) && !things.by_name.is_empty()).map(row).collect()
}

fn changes(before: &Program, after: &Program, language: Language) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for (old, new) in all_things(before).into_iter().zip(all_things(after)) {
        let mut row = |what: Pair, name: &str, program: &Program| {
            let rule = program.rules.iter().find(|rule| new.kind == RULE && rule.id == name);
            let name = rule.map_or_else(|| name.to_owned(), |rule| code::rule(program, rule));
            let thing = format!("{} {name}", pick(new.kind, language));
            rows.push(vec![pick(what, language).to_owned(), thing.trim_end().to_owned()]);
        };
        for (name, thing) in &new.by_name {
            match old.by_name.get(name) {
                None => row(("new", "追加"), name, after),
                Some(old) if old != thing => row(("changed", "変更"), name, after),
                Some(_) => {}
            }
        }
        for name in old.by_name.keys().filter(|name| !new.by_name.contains_key(*name)) {
            row(("removed", "削除"), name, before);
        }
    }
    if rows.is_empty() {
        let nothing = ("only comments or the order changed", "コメントや並び順だけの変更です");
        rows.push(vec![pick(nothing, language).to_owned()]);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyze::{FilesInMemory, Options, analyze};

    const FLOW: &str = r#"
sender acme { name "A" from "info@acme.example" address "東京都千代田区一番町1-1" contact "https://acme.example/contact" }
lead { name: text  line_id: text? }
event visit { }
email thanks { subject "お礼" body "{{ lead.name }} 様" }
message hello via line { to lead.line_id body "こんにちは" }
message alert via slack transactional { body "来訪" }
segment named when lead.line_id is known
scenario s {
  start on visit, gives consent
  send thanks
  if lead in named { send hello }
  send alert
}
"#;

    fn program(flow: &str) -> Program {
        let files = FilesInMemory(BTreeMap::from([("a.flow".to_owned(), flow.to_owned())]));
        let analysis = analyze(&files, &["a.flow".to_owned()], &Options::in_zone("Asia/Tokyo"));
        Program::clone(&analysis.playable.unwrap())
    }

    fn rows(rows: Vec<Vec<String>>) -> Vec<String> {
        rows.into_iter().map(|row| row.join(": ")).collect()
    }

    #[test]
    fn messages_go_live_as_well_as_mails() {
        let program = program(FLOW);
        assert_eq!(
            rows(overview(&program, Language::English)),
            ["scenario: s", "email: thanks", "message: alert, hello", "event: visit"]
        );
        assert_eq!(rows(overview(&program, Language::Japanese))[2], "メッセージ: alert, hello");
    }

    #[test]
    fn a_change_is_named_whatever_it_is_of() {
        let before = program(FLOW);
        for (from, to, expected) in [
            ("こんにちは", "こんばんは", "変更: メッセージ hello"),
            ("line_id is known", "line_id is missing", "変更: セグメント named"),
        ] {
            assert_eq!(rows(changes(&before, &program(&FLOW.replace(from, to)), Language::Japanese)), [expected]);
        }
    }
}
