//! What findings look like: the exact terminal output and JSON for the texts that usually go wrong (full-width text, tabs,
//! the end of a file, several lines, several files, long lines). Expected output stands in tests/cases/render;
//! `UPDATE_EXPECTED=1` rewrites it.

use proptest::prelude::*;
use sodate::diagnostic::{Code, Diagnostic, Fix, FixSafety, Language, Text};
use sodate::engine::{Cause, Effect, InputKind, MailOutcome, Score};
use sodate::ir::Value;
use sodate::render::story::{self, Speech};
use sodate::render::{self, Counts, Look, json};
use sodate::source::{FileId, Sources, Span};
use std::collections::BTreeMap;
use std::path::Path;

fn expect(name: &str, actual: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/render").join(name);
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        std::fs::write(&path, actual).unwrap();
        return;
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    assert_eq!(actual, expected, "{name} differs; UPDATE_EXPECTED=1 rewrites it");
}

/// The span of the `nth` (from 0) occurrence of a text.
fn span(sources: &Sources, file: FileId, text: &str, nth: usize) -> Span {
    let (start, _) = sources.get(file).unwrap().text.match_indices(text).nth(nth).unwrap();
    Span::new(file, u32::try_from(start).unwrap(), u32::try_from(start + text.len()).unwrap())
}

fn unknown_mail(span: Span) -> Diagnostic {
    Diagnostic::error(
        Code(101),
        Text::new("there is no email `お礼メイル`", "`お礼メイル`というメールはありません"),
        span,
        Text::new("this name is not declared", "この名前は宣言されていません"),
    )
    .with_help(Text::new("did you mean `お礼メール`?", "`お礼メール`ではありませんか。"))
}

fn both(name: &str, one: &Diagnostic, sources: &Sources) {
    expect(&format!("{name}.en.expected"), &render::diagnostic(one, sources, &Look::plain(Language::English)));
    expect(&format!("{name}.ja.expected"), &render::diagnostic(one, sources, &Look::plain(Language::Japanese)));
}

#[test]
fn wide_text_aligns_under_the_carets() {
    let mut sources = Sources::new();
    let text = "scenario 資料請求フォロー {\n  send お礼メイル  // ﾊﾝｶｸも😀も\n  on day 3 send 事例\n}\n";
    let file = sources.add("資料/scenario.flow", text);
    let one = unknown_mail(span(&sources, file, "お礼メイル", 0))
        .with_label(span(&sources, file, "資料請求フォロー", 0), Text::new("in this scenario", "このシナリオの中"));
    both("wide", &one, &sources);
}

#[test]
fn tabs_and_column_numbers_count_characters() {
    let mut sources = Sources::new();
    let file = sources.add("a.flow", "scenario a {\r\n\tsend\t導入 お礼メイル\r\n}\r\n");
    let one = unknown_mail(span(&sources, file, "お礼メイル", 0));
    let drawn = render::diagnostic(&one, &sources, &Look::plain(Language::English));
    assert!(drawn.contains("[a.flow:2:10]"), "{drawn}");
    both("tabs", &one, &sources);
}

#[test]
fn end_of_file_points_at_the_last_character() {
    let texts =
        ["scenario 事例 {\n  send 礼", "scenario 事例 {\n  send 礼\n", "scenario 事例 {\r\n  send 礼\r\n\r\n  "];
    for (at, text) in texts.into_iter().enumerate() {
        let mut sources = Sources::new();
        let file = sources.add("a.flow", text);
        let end = u32::try_from(text.len()).unwrap();
        let one = Diagnostic::error(
            Code(3),
            Text::new("a `{` is never closed", "`{`が閉じられていません"),
            Span::new(file, end, end),
            Text::new("a `}` is missing here", "ここに`}`がありません"),
        );
        both(&format!("end_of_file_{at}"), &one, &sources);
    }
    let mut sources = Sources::new();
    let file = sources.add("empty.flow", "");
    let one = Diagnostic::warning(
        Code(4),
        Text::new("the file is empty", "ファイルが空です"),
        Span::new(file, 0, 0),
        Text::new("nothing here", "何もありません"),
    );
    both("empty", &one, &sources);
}

#[test]
fn several_lines_and_labels() {
    let mut sources = Sources::new();
    let text = "scenario a {\n  if score > 10 {\n    send 礼状\n  } else {\n    stop\n  }\n  wait 3 days\n}\n// one\n// two\n// three\n// four\nemail 礼状 {\n}\n";
    let file = sources.add("a.flow", text);
    let whole = span(&sources, file, "if score > 10 {\n    send 礼状\n  } else {\n    stop\n  }", 0);
    let one = Diagnostic::warning(
        Code(310),
        Text::new("both ways lead to the end", "どちらの道もここで終わります"),
        whole,
        Text::new("this choice changes nothing", "この分岐には意味がありません"),
    )
    .with_label(span(&sources, file, "礼状", 0), Text::new("sent here", "ここで送信"))
    .with_label(span(&sources, file, "礼状", 1), Text::new("declared here", "ここで宣言"))
    .with_fix(Fix {
        safety: FixSafety::Unsafe,
        title: Text::new("remove the choice", "分岐を削除する"),
        edits: vec![(whole, "send 礼状".to_owned())],
    });
    both("several", &one, &sources);
    expect(
        "several.ascii.expected",
        &render::diagnostic(&one, &sources, &Look { ascii: true, ..Look::plain(Language::English) }),
    );
}

#[test]
fn a_long_block_is_shown_by_its_first_line() {
    let mut sources = Sources::new();
    let text = format!("scenario 長い {{\n{}}}\n", "  wait 1 day\n".repeat(40));
    let file = sources.add("a.flow", text.clone());
    let one = Diagnostic::error(
        Code(320),
        Text::new("the scenario never sends", "このシナリオは何も送信しません"),
        Span::new(file, 0, u32::try_from(text.len()).unwrap()),
        Text::new("only waits", "待つだけです"),
    );
    both("long_block", &one, &sources);
}

#[test]
fn long_lines_are_cut_around_the_label() {
    let mut sources = Sources::new();
    let text = format!("  body \"{}{{{{ lead.nama }}}}{}\"\n", "前の文。".repeat(40), "後の文。".repeat(40));
    let file = sources.add("a.flow", text);
    let one = Diagnostic::error(
        Code(110),
        Text::new("a lead has no field `nama`", "リードに`nama`という項目はありません"),
        span(&sources, file, "lead.nama", 0),
        Text::new("unknown field", "この項目はありません"),
    )
    .with_help(Text::new("did you mean `name`?", "`name`ではありませんか。"));
    both("long_line", &one, &sources);
    for language in [Language::English, Language::Japanese] {
        let drawn = render::diagnostic(&one, &sources, &Look::plain(language));
        assert!(drawn.lines().all(|line| render::layout::width(line) <= 80), "{drawn}");
    }
}

#[test]
fn labels_in_two_files_show_both_files() {
    let mut sources = Sources::new();
    let first = sources.add("mails.flow", "// メール\n\nemail 礼状 {\n}\n");
    let second = sources.add("scenario.flow", "email 礼状 {\n}\n");
    let one = Diagnostic::error(
        Code(102),
        Text::new("the email `礼状` is declared twice", "メール`礼状`が2回宣言されています"),
        span(&sources, second, "礼状", 0),
        Text::new("again here", "2回目"),
    )
    .with_label(span(&sources, first, "礼状", 0), Text::new("first here", "1回目"));
    both("two_files", &one, &sources);
}

#[test]
fn steering_characters_do_not_reach_the_terminal() {
    let mut sources = Sources::new();
    let file = sources.add("a.flow", "send \u{1b}[31mred\u{202e}  wrong\n");
    let one = Diagnostic::error(
        Code(9),
        Text::new("unknown word `\u{1b}[31m`", "わからない語`\u{1b}[31m`"),
        span(&sources, file, "wrong", 0),
        Text::new("\u{7}here", "\u{7}ここ"),
    );
    let drawn = render::diagnostic(&one, &sources, &Look::plain(Language::English));
    assert!(!drawn.chars().any(|one| (one.is_control() && one != '\n') || one == '\u{202e}'), "{drawn:?}");
    both("steering", &one, &sources);
}

#[test]
fn colours_change_nothing_but_colours() {
    let mut sources = Sources::new();
    let file = sources.add("a.flow", "send お礼メイル\n");
    let one = unknown_mail(span(&sources, file, "お礼メイル", 0));
    let plain = render::diagnostic(&one, &sources, &Look::plain(Language::Japanese));
    let colored = render::diagnostic(&one, &sources, &Look { color: true, ..Look::plain(Language::Japanese) });
    assert_ne!(plain, colored);
    let stripped: String = anstream::adapter::strip_str(&colored)
        .to_string()
        .lines()
        .map(|line| format!("{}\n", line.trim_end()))
        .collect();
    assert_eq!(stripped, plain);
}

#[test]
fn the_summary_counts_and_says_what_is_left_out() {
    let counts = Counts { errors: 2, warnings: 1, left_out: 12, files: 3, ..Counts::default() };
    let clean = Counts { files: 1, ..Counts::default() };
    let (en, ja) = (Look::plain(Language::English), Look::plain(Language::Japanese));
    assert_eq!(render::summary(counts, &en), "2 errors, 1 warning in 3 files\n12 more left out: mend these first\n");
    assert_eq!(
        render::summary(counts, &ja),
        "エラー2件、注意1件（3ファイル）\nほかに12件あります。先に上の指摘を直してください。\n"
    );
    assert_eq!(render::summary(clean, &en), "no problems in 1 file\n");
    assert_eq!(render::summary(clean, &ja), "問題はありません（1ファイル）\n");
}

#[test]
fn json_has_lines_and_both_kinds_of_columns() {
    let mut sources = Sources::new();
    let file = sources.add("a.flow", "// 😀\n// 😀 お礼メイル\n");
    let place = span(&sources, file, "お礼メイル", 0);
    let one = unknown_mail(place).with_fix(Fix {
        safety: FixSafety::Safe,
        title: Text::new("write `お礼メール`", "`お礼メール`と書く"),
        edits: vec![(place, "お礼メール".to_owned())],
    });
    let counts = Counts { files: 1, ..Counts::of(&[&one]) };
    let data = json::check(
        vec![json::diagnostic(&one, &sources, Language::Japanese, "work/")],
        counts,
        None,
        Language::Japanese,
    );
    expect("check.json.expected", &json::text(&data));
}

proptest! {
    /// Whatever the text and wherever the labels, drawing neither panics nor loses the message, and stays in its width.
    #[test]
    fn drawing_never_fails(
        text in "[ a{}\n\t\r日本ｶ😀\u{301}\u{202e}\u{1b}]{0,120}",
        spans in prop::collection::vec((0_u32..420, 0_u32..420), 1..5),
        width in 40_usize..100,
        ascii in any::<bool>(),
    ) {
        let mut sources = Sources::new();
        let file = sources.add("a.flow", text.clone());
        let other = sources.add("b.flow", "one\ntwo\n");
        let mut one = Diagnostic::error(
            Code(1),
            Text::new("the message", "内容"),
            Span::new(file, spans[0].0.min(spans[0].1), spans[0].0.max(spans[0].1)),
            Text::new("primary", "主"),
        );
        for (at, (start, end)) in spans[1..].iter().enumerate() {
            let file = if at == 1 { other } else { file };
            one = one.with_label(Span::new(file, *start.min(end), *start.max(end)), Text::new("other", "他"));
        }
        let look = Look { width, ascii, ..Look::plain(Language::English) };
        let drawn = render::diagnostic(&one, &sources, &look);
        prop_assert!(drawn.contains("the message"), "{drawn}");
        prop_assert!(drawn.contains("primary"), "{drawn}");
        prop_assert!(drawn.contains("[a.flow:"), "{drawn}");
        let steering = drawn.contains(['\u{1b}', '\u{202e}']);
        prop_assert!(!steering, "{drawn:?}");
    }
}

#[test]
fn a_history_speaks_the_readers_words() {
    let speech = |language| Speech { language, zone: "Asia/Tokyo" };
    let words = |words: Option<story::Words>, language| {
        let words = words.unwrap();
        format!("{} {}", words.mark.word(language), words.text)
    };
    let properties = BTreeMap::from([("paid".to_owned(), Value::TrueFalse(true))]);
    let order = InputKind::Event { event: "order".to_owned(), properties };
    let opt_out = InputKind::OptOut { source: "one-click".to_owned() };
    let score = Effect::Score {
        score: Score { points: 10, total: 10, because: None },
        cause: Cause { rule: Some("opened any email".to_owned()), ..Cause::default() },
    };
    for (language, expected) in [
        (
            Language::English,
            ["event order (paid: yes)", "stop unsubscribed (one-click)", "score +10, now 10 (opened an email)"],
        ),
        (
            Language::Japanese,
            ["行動 order（paid: はい）", "停止 配信停止の申し出（one-click）", "スコア +10、合計10（メールを開封）"],
        ),
    ] {
        let speech = speech(language);
        let told = [
            words(speech.input(&order, None, false), language),
            words(speech.input(&opt_out, None, false), language),
            words(speech.effect(&score), language),
        ];
        assert_eq!(told, expected);
    }
}

#[test]
fn a_message_on_a_channel_is_called_no_mail() {
    let sent = InputKind::Mail { mail: "m".to_owned(), outcome: MailOutcome::Sent };
    for (language, message, expected) in [
        (Language::English, true, "message hello"),
        (Language::English, false, "mail hello"),
        (Language::Japanese, true, "メッセージ hello"),
        (Language::Japanese, false, "メール hello"),
    ] {
        let speech = Speech { language, zone: "Asia/Tokyo" };
        let words = speech.input(&sent, Some("hello"), message).unwrap();
        assert_eq!(format!("{} {}", words.mark.word(language), words.text), expected);
    }
}
