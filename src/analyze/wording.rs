//! Findings about a Japanese file name the words of the language as that file has them: `送信 thanks`, not `send thanks`. The checks
//! write their advice in English words; here the code between backticks is turned, by the formatter, where it is code.

use crate::diagnostic::{Diagnostic, Text};
use crate::format::format;
use crate::source::{FileId, Sources};
use crate::syntax::{Surface, lexemes};
use std::collections::BTreeMap;

/// What makes a piece of code a whole file: what stands before and behind it, and the same in Japanese words. The piece
/// itself is what is between.
const FRAMES: &[(&str, &str, &str, &str)] = &[
    ("", "", "", ""),
    ("", " { }", "", " { }"),
    ("scenario x {\n", "\n}", "シナリオ x {\n", "\n}"),
    ("test \"x\" for x {\n", "\n}", "テスト \"x\" 対象 x {\n", "\n}"),
    ("limits {\n", "\n}", "配信制限 {\n", "\n}"),
    ("email x {\n", "\n}", "メール x {\n", "\n}"),
    ("score {\n", "\n}", "スコア {\n", "\n}"),
    ("team x {\n", "\n}", "チーム x {\n", "\n}"),
    ("sender x {\n", "\n}", "送信者 x {\n", "\n}"),
    ("scenario x {\nstop when ", "\n}", "シナリオ x {\n停止 条件 ", "\n}"),
    ("scenario x {\nwait until ", "\n}", "シナリオ x {\n待つ ", " まで\n}"),
    ("scenario x {\nwait until ", " lead.x\n}", "シナリオ x {\n待つ リード.x ", " まで\n}"),
    ("scenario x {\nwait ", "\n}", "シナリオ x {\n待つ ", "\n}"),
    ("scenario x {\nstart on x", "\n}", "シナリオ x {\n開始 きっかけ x", "\n}"),
    ("scenario x {\nstart on x, ", "\n}", "シナリオ x {\n開始 きっかけ x, ", "\n}"),
    ("scenario x {\non 2026-04-01 send x, ", "\n}", "シナリオ x {\n2026-04-01  送信 x, ", "\n}"),
    ("scenario x {\nsend x, ", "\n}", "シナリオ x {\n送信 x, ", "\n}"),
    ("limits {\nsend weekdays 9:00 to 18:00, ", "\n}", "配信制限 {\n送信 平日 9:00 から 18:00, ", "\n}"),
    ("limits {\nsend weekdays ", "\n}", "配信制限 {\n送信 平日 ", "\n}"),
    ("scenario x {\nawait up to 1 day {\n", " { }\n}\n}", "シナリオ x {\n反応待ち 最大 1日 {\n", " { }\n}\n}"),
    ("scenario x {\nawait up to 1 day {\n", "\n}\n}", "シナリオ x {\n反応待ち 最大 1日 {\n", "\n}\n}"),
    VALUE,
    ("event x { ", " }", "イベント x { ", " }"),
    TYPE,
];

/// Around a value or a path.
const VALUE: (&str, &str, &str, &str) = ("segment x when ", " is known", "セグメント x 条件 ", " 入力済み");

/// Around a type.
const TYPE: (&str, &str, &str, &str) = ("event x { x: ", " }", "イベント x { x: ", " }");

/// Longest piece of code that is looked at, in bytes.
const LONGEST: usize = 120;

/// Turns what the findings about Japanese files say.
pub(super) fn in_words_of_files(found: &mut [Diagnostic], sources: &Sources) {
    let mut japanese: BTreeMap<FileId, Option<String>> = BTreeMap::new();
    let mut known: BTreeMap<String, Option<String>> = BTreeMap::new();
    for one in found {
        let file = one.primary.span.file;
        let Some(text) = sources.get(file).map(|source| source.text.as_str()) else { continue };
        let text = japanese
            .entry(file)
            .or_insert_with(|| (Surface::of(text) == Surface::Japanese).then(|| without_placeholders(text)));
        let Some(text) = text else { continue };
        let mut turn = |told: &mut Text| {
            told.en = turned(&told.en, text, &mut known);
            told.ja = turned(&told.ja, text, &mut known);
        };
        turn(&mut one.message);
        turn(&mut one.primary.text);
        one.others.iter_mut().for_each(|other| turn(&mut other.text));
        one.fixes.iter_mut().for_each(|fix| turn(&mut fix.title));
        if let Some(help) = &mut one.help {
            turn(help);
        }
    }
}

/// A text without its `{{ … }}`: their insides may be in English words in any file.
fn without_placeholders(text: &str) -> String {
    let mut parts = text.split("{{");
    let first = parts.next().unwrap_or_default();
    let rest = parts.map(|part| part.split_once("}}").map_or(part, |(_, behind)| behind));
    std::iter::once(first).chain(rest).collect::<Vec<_>>().join(" ")
}

/// A text with the code between its backticks in Japanese words. What stands so in the file is the author's.
fn turned(told: &str, file: &str, known: &mut BTreeMap<String, Option<String>>) -> String {
    // `email` is a declaration or a type: where other types are named, it is one of them.
    let types = told.contains("`number`");
    let parts: Vec<&str> = told.split('`').collect();
    let turned = parts.iter().enumerate().map(|(number, part)| {
        let code = number % 2 == 1 && number + 1 < parts.len() && part.len() <= LONGEST && !file.contains(part);
        let own = match code {
            false => None,
            true if types => framed(part, TYPE).or_else(|| japanese(part)),
            true => known.entry((*part).to_owned()).or_insert_with(|| japanese(part)).clone(),
        };
        own.unwrap_or_else(|| (*part).to_owned())
    });
    turned.collect::<Vec<_>>().join("`")
}

/// A piece of code in Japanese words; nothing where it is none, or has no words.
fn japanese(code: &str) -> Option<String> {
    if code.contains("{{") || code.contains('\n') || !Surface::English.writes(code) {
        return None;
    }
    if !code.contains(' ') {
        return Surface::Japanese.phrase(code).or_else(|| framed(code, VALUE));
    }
    let plain = code.replace("{ … }", "{ }");
    let plain = plain.trim_end_matches(" …");
    let tail = if code.ends_with(" …") { " …" } else { "" };
    let turned = FRAMES.iter().find_map(|frame| framed(plain, *frame)).or_else(|| Surface::Japanese.phrase(plain))?;
    let blocks = if plain.len() < code.len() { turned.replace("{ }", "{ … }") } else { turned };
    // The date that a length of time counts from stands before it.
    if !tail.is_empty() && (plain.ends_with(" before") || plain.ends_with(" after")) {
        Some(format!("… {blocks}"))
    } else {
        Some(format!("{blocks}{tail}"))
    }
}

fn framed(code: &str, (before, behind, ja_before, ja_behind): (&str, &str, &str, &str)) -> Option<String> {
    let whole = format!("{before}{code}{behind}\n");
    lexemes(&whole, None)?;
    let turned = format(FileId(0), &whole, Some(Surface::Japanese)).ok()?;
    // One line is one line again, whatever its indentation.
    let lines = |text: &str| text.lines().map(str::trim_start).collect::<Vec<_>>().join("\n");
    let turned = lines(turned.trim_end());
    turned.strip_prefix(ja_before)?.strip_suffix(ja_behind).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_of_all_places_is_turned() {
        for (code, meant) in [
            ("send thanks", "送信 thanks"),
            ("email お礼 { … }", "メール お礼 { … }"),
            ("event download { … }", "イベント download { … }"),
            ("email thanks", "メール thanks"),
            ("lead { … }", "リード { … }"),
            ("again", "再参加"),
            ("stop when", "停止 条件"),
            ("stop on", "停止 きっかけ"),
            ("day 3", "3日後"),
            ("3 days before lead.renewal", "リード.renewal 3日前"),
            ("lead.deal in [won, lost]", "リード.deal 次のいずれか [won, lost]"),
            ("lead in buyers", "リード 含まれる buyers"),
            ("not on holidays of japan", "祝日を除く japan"),
            ("zone \"Asia/Tokyo\"", "タイムゾーン \"Asia/Tokyo\""),
            ("else skip", "でなければ スキップ"),
            ("notify sales because \"…\"", "通知 sales 理由 \"…\""),
            ("gives consent", "同意 取得"),
            (", gives consent", ", 同意 取得"),
            ("start on download, gives consent", "開始 きっかけ download, 同意 取得"),
            ("wait 3 days", "待つ 3日"),
            ("36 hours", "36時間"),
            ("10 days before …", "… 10日前"),
            ("one for each", "単位"),
            (", else", ", でなければ"),
            ("business relation", "取引関係"),
            ("score", "スコア"),
            ("lead.deal", "リード.deal"),
            ("resource: text", "resource: テキスト"),
        ] {
            assert_eq!(japanese(code).as_deref(), Some(meant), "{code}");
        }
    }

    #[test]
    fn what_is_no_code_or_has_no_words_stays() {
        for code in ["thanks", "{{ lead.name }}", "sodate explain F0009", "C:\\a b"] {
            assert_eq!(japanese(code).as_deref().filter(|turned| *turned != code), None, "{code}");
        }
    }
}
