//! Findings about a Japanese file name the words of the language as that file has them: `送信 thanks`, not `send thanks`. The checks
//! write their advice in English words; here the code between backticks is turned, by the formatter, where it is code.

use crate::diagnostic::{Code, Diagnostic, Text};
use crate::format::format;
use crate::source::{FileId, Sources};
use crate::syntax::{Surface, lexemes};
use std::collections::{BTreeMap, BTreeSet};

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
    ("scenario x {\nmatch lead.x { a { } ", " }\n}", "シナリオ x {\n場合分け リード.x { a { } ", " }\n}"),
    ("scenario x {\non day 3 ", " send x\n}", "シナリオ x {\n3日後 ", "  送信 x\n}"),
    ("scenario x {\nstart ", " for x, needs consent\n}", "シナリオ x {\n開始 ", " 対象 x, 同意 必要\n}"),
    ("scenario x {\nstart on x ", "\n}", "シナリオ x {\n開始 きっかけ x ", "\n}"),
    ("team x {\nanswer within 1 day", "\n}", "チーム x {\n対応 1日以内", "\n}"),
    ("message x via slack { ", " }", "メッセージ x 手段 slack { ", " }"),
    VALUE,
    ("segment x when ", "", "セグメント x 条件 ", ""),
    ("segment x when lead.x ", "", "セグメント x 条件 リード.x ", ""),
    ("segment x when lead.x", "", "セグメント x 条件 リード.x", ""),
    ("event x { ", " }", "イベント x { ", " }"),
    TYPE,
];

/// What stands for `…` in code: a name, or a length of time; each with how it is written in Japanese words.
const LEFT_OPEN: [(&str, &str); 2] = [("xx", "xx"), ("7777 days", "7777日")];

/// The finding that is about types: there `email` is one.
const TYPES: Code = Code(201);

/// Around a value or a path.
const VALUE: (&str, &str, &str, &str) = ("segment x when ", " is known", "セグメント x 条件 ", " 入力済み");

/// Around a type.
const TYPE: (&str, &str, &str, &str) = ("event x { x: ", " }", "イベント x { x: ", " }");

/// Longest piece of code that is looked at, in bytes.
const LONGEST: usize = 120;

/// What the author has written in a file.
struct Written {
    text: String,
    words: BTreeSet<String>,
    /// What was looked for already: a fix may write the same word thousands of times.
    looked_for: BTreeMap<String, bool>,
}

impl Written {
    /// Of a file in Japanese words.
    fn of(text: &str) -> Option<Self> {
        if Surface::of(text) == Surface::English {
            return None;
        }
        let text = without_placeholders(text);
        let words = text.split(|one: char| !unicode_ident::is_xid_continue(one)).map(str::to_owned).collect();
        Some(Self { text, words, looked_for: BTreeMap::new() })
    }

    fn has(&mut self, code: &str) -> bool {
        if code.chars().all(unicode_ident::is_xid_continue) {
            return self.words.contains(code);
        }
        if let Some(known) = self.looked_for.get(code) {
            return *known;
        }
        let has = self.text.contains(code);
        self.looked_for.insert(code.to_owned(), has);
        has
    }
}

/// What stands in a file in Japanese words. A body in HTML, or a table, has none: it is in the words of the scenarios.
fn written_in(file: FileId, sources: &Sources) -> Option<Written> {
    let own = sources.get(file)?;
    let flows = || sources.iter().map(|(_, one)| one).filter(|one| one.path.ends_with(".flow"));
    if own.path.ends_with(".flow") || flows().next().is_none() {
        return Written::of(&own.text);
    }
    let japanese = flows().find(|one| Surface::of(&one.text) != Surface::English)?;
    Written::of(&format!("{}\n{}", japanese.text, own.text))
}

/// A text without its `{{ … }}`: their insides may be in English words in any file.
fn without_placeholders(text: &str) -> String {
    let mut parts = text.split("{{");
    let first = parts.next().unwrap_or_default();
    let rest = parts.map(|part| part.split_once("}}").map_or(part, |(_, behind)| behind));
    std::iter::once(first).chain(rest).collect::<Vec<_>>().join(" ")
}

/// Turns what the findings about Japanese files say.
pub(super) fn in_words_of_files(found: &mut [Diagnostic], sources: &Sources) {
    let mut files: BTreeMap<FileId, Option<Written>> = BTreeMap::new();
    let mut known: BTreeMap<(bool, String), Option<String>> = BTreeMap::new();
    for one in found {
        let file = one.primary.span.file;
        let Some(written) = files.entry(file).or_insert_with(|| written_in(file, sources)) else { continue };
        let types = one.code == TYPES;
        let mut turn = |told: &mut Text| {
            told.en = turned(&told.en, types, written, &mut known);
            told.ja = turned(&told.ja, types, written, &mut known);
        };
        turn(&mut one.message);
        turn(&mut one.primary.text);
        one.others.iter_mut().for_each(|other| turn(&mut other.text));
        let advice = one.help.as_ref().map_or_else(String::new, |help| help.en.clone());
        if let Some(help) = &mut one.help {
            turn(help);
        }
        for fix in &mut one.fixes {
            let before = format!("{advice} {}", fix.title.en);
            turn(&mut fix.title);
            // What the help or the title says is what the fix writes.
            let said = |new: &str| !new.is_empty() && before.contains(&format!("`{new}`"));
            for (_, new) in fix.edits.iter_mut().filter(|(_, new)| said(new) || said(new.trim())) {
                let code = if said(new) { new.as_str() } else { new.trim() };
                let mut quoted = Text::new(format!("`{code}`"), String::new());
                turn(&mut quoted);
                *new = new.replacen(code, quoted.en.trim_matches('`'), 1);
            }
        }
    }
}

/// A text with the code between its backticks in Japanese words. What stands so in the file is the author's.
fn turned(told: &str, types: bool, file: &mut Written, known: &mut BTreeMap<(bool, String), Option<String>>) -> String {
    // `email` is a declaration or a type: where other types are named, it is one of them.
    let types = types || told.contains("`number`");
    // Among the fields of a lead these two are names.
    let fields = told.contains("`email`, `zone`");
    let parts: Vec<&str> = told.split('`').collect();
    let turned = parts.iter().enumerate().map(|(number, part)| {
        let code = number % 2 == 1 && number + 1 < parts.len() && part.len() <= LONGEST && !file.has(part);
        let code = code && !(fields && matches!(*part, "email" | "zone"));
        let turn = || if types { framed(part, TYPE).or_else(|| japanese(part)) } else { japanese(part) };
        let own = code.then(|| known.entry((types, (*part).to_owned())).or_insert_with(turn).clone()).flatten();
        own.unwrap_or_else(|| (*part).to_owned())
    });
    turned.collect::<Vec<_>>().join("`")
}

/// A piece of code in Japanese words; nothing where it is none, or has no words. What is inserted into mails stays: both
/// forms are understood there, and turning a file leaves it.
fn japanese(code: &str) -> Option<String> {
    if code.starts_with("{{") || code.starts_with("//") || code.contains('\n') || !Surface::English.writes(code) {
        return None;
    }
    if let Some(object) = code.strip_suffix('.') {
        return japanese(object).map(|object| format!("{object}."));
    }
    if !code.contains(' ') {
        return Surface::Japanese.phrase(code).or_else(|| open(code));
    }
    open(code)
        .or_else(|| {
            let plain = code.replace("{ … }", "{ }");
            let plain = plain.trim_end_matches(" …");
            let turned = Surface::Japanese.phrase(plain)?;
            Some(if code.ends_with(" …") { format!("{turned} …") } else { turned })
        })
        .or_else(|| {
            // `content best { … }` is no whole declaration, but begins like one.
            let (word, rest) = code.split_once(' ')?;
            rest.ends_with("{ … }").then(|| Some(format!("{} {rest}", Surface::Japanese.phrase(word)?))).flatten()
        })
}

/// Code that is whole with something in the places of `…`.
fn open(code: &str) -> Option<String> {
    let plain = code.replace("{{ … }}", "{{ xx }}").replace("{ … }", "{ }");
    let places = if plain.contains('…') { &LEFT_OPEN[..] } else { &LEFT_OPEN[..1] };
    let turned = places.iter().find_map(|(open, japanese)| {
        let whole = plain.replace('…', open);
        FRAMES.iter().find_map(|frame| framed(&whole, *frame)).map(|turned| turned.replace(japanese, "…"))
    });
    let trimmed = || {
        let short = plain.strip_suffix(" …")?;
        let turned = FRAMES.iter().find_map(|frame| framed(short, *frame))?;
        Some(format!("{turned} …"))
    };
    let turned = turned.or_else(trimmed)?;
    Some(if code.contains("{ … }") { turned.replace("{ }", "{ … }") } else { turned })
}

fn framed(code: &str, (before, behind, ja_before, ja_behind): (&str, &str, &str, &str)) -> Option<String> {
    let whole = format!("{before}{code}{behind}\n");
    lexemes(&whole, None)?;
    let turned = format(FileId(0), &whole, Some(Surface::Japanese)).ok()?;
    // One line is one line again, whatever its indentation.
    let lines = |text: &str| text.lines().map(str::trim_start).collect::<Vec<_>>().join("\n");
    let turned = lines(turned.trim_end());
    let turned = turned.strip_prefix(ja_before)?.strip_suffix(ja_behind)?;
    // Where a word of the language was taken for a name, it does not belong into that frame.
    (turned != code).then(|| turned.to_owned())
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
            ("lead.", "リード."),
            ("no response for …", "反応 なし 期間 …"),
            ("on day 3 send …", "3日後  送信 …"),
            ("at 2026-04-01 10:00 set lead.deal = …", "2026-04-01 10:00  設定 リード.deal = …"),
            ("in [a, b]", "次のいずれか [a, b]"),
            ("every month on day 31", "毎月 31日"),
            ("content best { … }", "差し込み best { … }"),
            ("to lead.line_id", "宛先 リード.line_id"),
            ("otherwise { … }", "それ以外 { … }"),
            ("if lead.rooms >= … { … } else { … }", "もし リード.rooms >= … { … } それ以外 { … }"),
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
