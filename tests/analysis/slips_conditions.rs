//! Conditions, triggers and expectations in the words of speech: each has one message, and what its fix leaves says what was
//! meant, never the opposite. The expected output has all messages.

use crate::host::{check_text, describe};
use crate::slips::fixed;
use sodate::diagnostic::FixSafety;
use std::fmt::Write as _;
use std::path::Path;

const JAPANESE: &str = include_str!("../cases/conditions.ja.flow");
const ENGLISH: &str = include_str!("../cases/conditions.flow");

/// What is written, and what is meant by it; nothing where the message alone tells what to do.
type Said = (&'static str, &'static str);

/// What stands in the clean file, and what people say instead of it.
type Place = (&'static str, &'static [Said]);

const IN_JAPANESE: &[Place] = &[
    (
        "もし リード.請求書 未入力 {",
        &[
            ("もし リード.役職 が 未入力 {", "もし リード.役職 は 未入力 {"),
            ("もし リード.役職 が 空 {", "もし リード.役職 は 未入力 {"),
            ("もし リード.役職 は 空欄 {", "もし リード.役職 は 未入力 {"),
            ("もし リード.役職 が ない {", "もし リード.役職 は 未入力 {"),
            ("もし リード.役職 なし {", "もし リード.役職 は 未入力 {"),
            ("もし リード.役職が未入力 {", "もし リード.役職 は 未入力 {"),
            ("もし リード.役職がない {", "もし リード.役職 は 未入力 {"),
            ("もし リード.役職が空なら {", "もし リード.役職 は 未入力 {"),
            ("もし リード.契約終了日が入力済み {", "もし リード.契約終了日 は 入力済み {"),
            ("もし リード.請求書がなし {", "もし リード.請求書 == なし {"),
            ("もし リード.業種が製造なら {", "もし リード.業種 == 製造 {"),
            ("もし リード.業種が製造ではない {", "もし リード.業種 != 製造 {"),
            ("もし リード.従業員数が300以上 {", "もし リード.従業員数 >= 300 {"),
            ("もし リード.役職が部長 {", "もし リード.役職 == \"部長\" {"),
            ("もし スコアが50以上 {", "もし スコア >= 50 {"),
            ("もし スコアが20点未満なら {", "もし スコア < 20 {"),
            ("もし ランクが高い {", "もし ランク == 高い {"),
            ("もし 商談が受注なら {", "もし リード.商談 == 受注 {"),
            ("もし リード.役職 が 空 ではない {", "もし リード.役職 は 入力済み {"),
            ("もし リード.役職 が 未入力 でない {", "もし リード.役職 は 入力済み {"),
            ("もし リード.契約終了日 が 入力済み {", "もし リード.契約終了日 は 入力済み {"),
            // A value of the workspace is that value.
            ("もし リード.請求書 が なし {", "もし リード.請求書 == なし {"),
            ("もし リード.請求書 が あり ではない {", "もし リード.請求書 != あり {"),
            ("もし スコア が 30 以上 {", "もし スコア >= 30 {"),
            ("もし スコア は 30 以上 {", "もし スコア >= 30 {"),
            ("もし スコアが 30 以上 なら {", "もし スコア >= 30 {"),
            ("もし スコア 30以上 {", "もし スコア >= 30 {"),
            ("もし スコア >= 30 以上 {", "もし スコア >= 30 {"),
            ("もし スコア == 30 以上 {", "もし スコア >= 30 {"),
            ("もし スコア が 30 より大きい {", "もし スコア > 30 {"),
            ("もし スコア が 30点 以下 {", "もし スコア <= 30 {"),
            ("もし スコア が 30 以上 ではない {", "もし スコア < 30 {"),
            ("もし リード.従業員数 が 300 未満 {", "もし リード.従業員数 < 300 {"),
            ("もし リード.従業員数 300人以上 {", "もし リード.従業員数 >= 300 {"),
            ("もし リード.従業員数 >= 300人 {", "もし リード.従業員数 >= 300 {"),
            ("もし リード.契約終了日 が 2026-12-31 より前 {", "もし リード.契約終了日 < 2026-12-31 {"),
            ("もし リード.契約終了日 が 2026年12月31日以前 {", "もし リード.契約終了日 <= 2026-12-31 {"),
            ("もし ランク が 高い {", "もし ランク == 高い {"),
            ("もし リード.業種 は 製造 {", "もし リード.業種 == 製造 {"),
            ("もし リード.業種 が 製造 ではない {", "もし リード.業種 != 製造 {"),
            ("もし リード.業種 == 製造 じゃない {", "もし リード.業種 != 製造 {"),
            ("もし リード.業種 が 製造 または 金融 {", "もし リード.業種 次のいずれか [製造, 金融] {"),
            ("もし リード.業種 は 製造 か 金融 {", "もし リード.業種 次のいずれか [製造, 金融] {"),
            ("もし リード.業種 が [製造, 金融] {", "もし リード.業種 次のいずれか [製造, 金融] {"),
            ("もし リード.役職 が 部長 {", "もし リード.役職 == \"部長\" {"),
            (
                "もし リード.従業員数 が 300 以上 かつ スコア が 20 以上 {",
                "もし リード.従業員数 >= 300 かつ スコア >= 20 {",
            ),
            (
                "もし リード.従業員数 が 300 以上 かつ ランク == 高い {",
                "もし リード.従業員数 >= 300 かつ ランク == 高い {",
            ),
            ("もし 開封済み 事例 ではない {", "もし 次ではない 開封済み 事例 {"),
            ("もし 開封済み 事例 でない {", "もし 次ではない 開封済み 事例 {"),
            ("もし 開封済み 事例 じゃない場合 {", "もし 次ではない 開封済み 事例 {"),
            ("もし クリック済み 事例.詳しく ではない {", "もし 次ではない クリック済み 事例.詳しく {"),
            ("もし リード 含まれる 大手 ではない {", "もし 次ではない リード 含まれる 大手 {"),
            ("もし 開封済み 事例 ではなく スコア >= 20 {", "もし 次ではない 開封済み 事例 かつ スコア >= 20 {"),
            ("もし 開封済み いずれかの メール {", ""),
            // Half a sentence in one name.
            ("もし 事例を開封済み {", "もし 開封済み 事例 {"),
            ("もし 事例を開封していない {", "もし 次ではない 開封済み 事例 {"),
            ("もし 注文済み {", "もし 行動あり 注文 {"),
            ("もし 注文していない {", "もし 次ではない 行動あり 注文 {"),
            ("もし クリックした {", ""),
            ("もし 開封 {", ""),
            ("もし どのメールも開封していない {", ""),
            ("もし メールを1通も開封していない {", ""),
            ("もし リード.契約終了日 < 今日 {", ""),
            // Comparisons with nothing.
            ("もし リード.役職 == \"\" {", "もし リード.役職 は 未入力 {"),
            ("もし リード.役職 != \"\" {", "もし リード.役職 は 入力済み {"),
            ("もし リード.役職 == 未入力 {", "もし リード.役職 は 未入力 {"),
            ("もし リード.役職 == 空 {", "もし リード.役職 は 未入力 {"),
            ("もし リード.役職 != 空欄 {", "もし リード.役職 は 入力済み {"),
            ("もし リード.業種 == \"\" {", "もし リード.業種 は 未入力 {"),
            ("もし リード.業種 == 未入力 {", "もし リード.業種 は 未入力 {"),
            ("もし リード.従業員数 == \"\" {", "もし リード.従業員数 は 未入力 {"),
            ("もし リード.契約終了日 == なし {", "もし リード.契約終了日 は 未入力 {"),
            ("もし リード.役職 == なし {", ""),
            ("もし リード.商談 == 空 {", ""),
        ],
    ),
    (
        "条件 リード.従業員数 >= 300",
        &[
            ("条件 リード.従業員数 が 300 以上", "条件 リード.従業員数 >= 300"),
            ("条件 リード.従業員数 300人以上", "条件 リード.従業員数 >= 300"),
            ("条件 リード.従業員数 >= 300人", "条件 リード.従業員数 >= 300"),
            ("条件 リード.業種 が 製造", "条件 リード.業種 == 製造"),
            ("条件 リード.業種 が 製造 または 金融", "条件 リード.業種 次のいずれか [製造, 金融]"),
        ],
    ),
    (
        "ランク { 低い 20未満, 高い 20以上 }",
        &[
            ("ランク { 低い 19以下, 高い 20以上 }", "ランク { 低い 20未満, 高い 20以上 }"),
            ("ランク { 低い 19点まで, 高い 20点以上 }", "ランク { 低い 20未満, 高い 20以上 }"),
            ("ランク { 低い <= 19, 高い >= 20 }", "ランク { 低い 20未満, 高い 20以上 }"),
            ("ランク { 低い 20未満, 高い 19超 }", "ランク { 低い 20未満, 高い 20以上 }"),
        ],
    ),
    (
        "停止 条件 リード.商談 次のいずれか [商談中, 受注]",
        &[
            ("停止 リード.商談 次のいずれか [商談中, 受注]", "停止 条件 リード.商談 次のいずれか [商談中, 受注]"),
            ("停止 リード.商談 == 受注", "停止 条件 リード.商談 == 受注"),
            ("停止 リード.商談 が 受注", "停止 条件 リード.商談 == 受注"),
            ("終了 リード.商談 が 受注 または 商談中", "終了 条件 リード.商談 次のいずれか [受注, 商談中]"),
            ("停止 条件 リード.商談 が 受注", "停止 条件 リード.商談 == 受注"),
            ("停止 クリック 最後.相談", "停止 きっかけ クリック 最後.相談"),
        ],
    ),
    (
        "停止 きっかけ 注文",
        &[("停止 注文", "停止 きっかけ 注文"), ("停止 きっかけ 注文があったら", "停止 きっかけ 注文")],
    ),
    (
        "クリック 事例.詳しく {",
        &[
            ("クリックした人には {", ""),
            ("開封した人には {", ""),
            ("事例をクリック {", "クリック 事例 {"),
            ("事例の詳しくをクリック {", "クリック 事例.詳しく {"),
            ("事例メールを開封 {", "開封 事例 {"),
            ("注文があったら {", "注文 {"),
            ("クリックしなかった人 {", ""),
        ],
    ),
    (
        "それ以外 {",
        &[
            ("それ以外の人 {", "それ以外 {"),
            ("反応なし {", "それ以外 {"),
            ("反応がなければ {", "それ以外 {"),
            ("未開封 {", ""),
            ("クリックしなかった人 {", ""),
        ],
    ),
    (
        "開封済み いずれかの メール  +10",
        &[
            ("開封  +10", "開封済み いずれかの メール  +10"),
            ("メールを開封したら  +10", "開封済み いずれかの メール  +10"),
            ("事例を開封したら  +10", "開封済み 事例  +10"),
            ("リンクをクリック  +10", "クリック済み いずれかの メール  +10"),
            ("反応なし  -10", ""),
        ],
    ),
    ("反応 なし 期間 6か月  -30", &[("半年間反応なし  -30", "反応 なし 期間 6か月  -30")]),
    (
        "いつでも スコア 50 到達 {",
        &[
            ("いつでも リード.商談 == 受注 になったら {", "いつでも リード.商談 == 受注 {"),
            ("いつでも リード.商談 が 受注 になったら {", "いつでも リード.商談 == 受注 {"),
            ("いつでも リード.業種 == 金融 になったら {", "いつでも リード.業種 == 金融 {"),
            ("いつでも スコア が 50 以上 になったら {", "いつでも スコア >= 50 {"),
            ("いつでも スコア が 50 になったら {", "いつでも スコア >= 50 {"),
            ("いつでも クリック 最後.相談 条件 リード 含まれる 大手 {", ""),
            ("いつでも 注文があったら {", "いつでも 注文 {"),
            ("いつでも 商談が受注になったら {", "いつでも リード.商談 == 受注 {"),
            ("いつでも 最後をクリックしたら {", "いつでも クリック 最後 {"),
            ("いつでも 半年間反応なし {", "いつでも 反応 なし 期間 6か月 {"),
            ("いつでも クリックしたら {", ""),
        ],
    ),
    (
        "  期待 これ以上なし",
        &[
            ("  期待 メール 最後 なし", ""),
            ("  期待しない メール 最後", ""),
            ("  期待 メール 最後 が 届かない", ""),
            ("  期待 メール 最後 ではない", ""),
            ("  期待 引き渡し 営業 なし", ""),
            ("  期待しない 引き渡し 営業", ""),
            ("  期待 リード.商談 が 受注 ではない", "  期待 リード.商談 != 受注"),
            ("  期待 スコア が 10 以上", "  期待 スコア >= 10"),
        ],
    ),
];

const IN_ENGLISH: &[Place] = &[
    (
        "if lead.invoice is missing {",
        &[
            ("if lead.title is empty {", "if lead.title is missing {"),
            ("if lead.title is blank {", "if lead.title is missing {"),
            ("if lead.title isn't empty {", "if lead.title is known {"),
            ("if lead.title is not empty {", "if lead.title is known {"),
            ("if lead.invoice is none {", "if lead.invoice == none {"),
            ("if score is 30 or more {", "if score >= 30 {"),
            ("if score is at least 30 {", "if score >= 30 {"),
            ("if score is more than 30 points {", "if score > 30 {"),
            ("if score is under 30 {", "if score < 30 {"),
            ("if lead.employees is 300 or more and score is over 20 {", "if lead.employees >= 300 and score > 20 {"),
            ("if lead.renewal is before 2026-12-31 {", "if lead.renewal < 2026-12-31 {"),
            ("if lead.industry is finance {", "if lead.industry == finance {"),
            ("if lead.industry is not finance {", "if lead.industry != finance {"),
            ("if lead.industry is finance or other {", "if lead.industry in [finance, other] {"),
            ("if lead.title is director {", "if lead.title == \"director\" {"),
            ("if opened any email {", ""),
            ("if not opened {", ""),
            ("if opened {", ""),
            ("if lead.title == \"\" {", "if lead.title is missing {"),
            ("if lead.title == empty {", "if lead.title is missing {"),
            ("if lead.title != null {", "if lead.title is known {"),
            ("if lead.employees == \"\" {", "if lead.employees is missing {"),
            ("if lead.renewal < today {", ""),
        ],
    ),
    ("when lead.employees >= 300", &[("when lead.employees is 300 or more", "when lead.employees >= 300")]),
    (
        "ranks { low below 20, high from 20 }",
        &[
            ("ranks { low up to 19, high from 20 }", "ranks { low below 20, high from 20 }"),
            ("ranks { low at most 19, high at least 20 }", "ranks { low below 20, high from 20 }"),
        ],
    ),
    (
        "stop when lead.deal in [talking, won]",
        &[
            ("stop lead.deal in [talking, won]", "stop when lead.deal in [talking, won]"),
            ("stop lead.deal is won", "stop when lead.deal == won"),
            ("stop click last.meeting", "stop on click last.meeting"),
        ],
    ),
    ("stop on order", &[("stop order", "stop on order")]),
    ("click cases.details {", &[("clicked {", ""), ("opened {", "")]),
    ("otherwise {", &[("no_response {", "otherwise {"), ("everyone_else {", "otherwise {")]),
    ("opened any email  +10", &[("opened  +10", "opened any email  +10")]),
    (
        "when score reaches 50 {",
        &[("when click last.meeting where lead in large {", ""), ("when score is 50 or more {", "when score >= 50 {")],
    ),
    (
        "  expect nothing more",
        &[
            ("  expect no email last", ""),
            ("  expect not email last", ""),
            ("  expect email last never", ""),
            ("  expect lead.deal is won", "  expect lead.deal == won"),
        ],
    ),
];

/// What is told of one, and what is wrong with that.
fn tell(clean: &str, (good, said, meant): (&str, &str, &str), all: &mut String, wrong: &mut String) {
    let text = clean.replace(good, said);
    let analysis = check_text(&text);
    let told = describe(&analysis);
    writeln!(all, "--- {}\n{told}", said.trim()).unwrap();
    let [only] = analysis.diagnostics.as_slice() else {
        writeln!(wrong, "--- {said}\n{} messages: {told}\n", analysis.diagnostics.len()).unwrap();
        return;
    };
    for fix in &only.fixes {
        let after = describe(&check_text(&fixed(&text, fix)));
        if !after.is_empty() {
            writeln!(wrong, "--- {said}\n`{}` leaves: {after}", fix.title.ja).unwrap();
        }
    }
    let sure: Vec<String> =
        only.fixes.iter().filter(|fix| fix.safety == FixSafety::Safe).map(|fix| fixed(&text, fix)).collect();
    let wanted: Vec<String> = (!meant.is_empty()).then(|| clean.replace(good, meant)).into_iter().collect();
    if sure != wanted {
        writeln!(wrong, "--- {said}\nis not mended to {meant:?}: {told}").unwrap();
    }
}

fn compare(expected: &str, clean: &str, places: &[Place]) {
    assert_eq!(describe(&check_text(clean)), "");
    let (mut all, mut wrong) = (String::new(), String::new());
    for (good, sayings) in places {
        assert_eq!(clean.matches(good).count(), 1, "{good:?} must stand once in the clean file");
        for (said, meant) in *sayings {
            tell(clean, (good, said, meant), &mut all, &mut wrong);
        }
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(expected);
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        std::fs::write(&path, &all).unwrap();
    }
    assert!(wrong.is_empty(), "{wrong}");
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(expected == all, "run with UPDATE_EXPECTED=1 and look at the difference");
}

#[test]
fn what_is_said_in_japanese_keeps_its_meaning() {
    compare("conditions.ja.expected", JAPANESE, IN_JAPANESE);
}

#[test]
fn what_is_said_in_english_keeps_its_meaning() {
    compare("conditions.expected", ENGLISH, IN_ENGLISH);
}

/// A name that the workspace declares is that name, however it sounds.
#[test]
fn a_declared_name_is_never_taken_for_a_sentence() {
    let event = JAPANESE.replace("イベント 注文 {", "イベント クリックした人 { }\nイベント 注文 {");
    let event = event.replace("    クリック 事例.詳しく {", "    クリックした人 {");
    let field = JAPANESE.replace("  役職: テキスト?", "  役職: テキスト?\n  役職が未入力: 真偽値 = いいえ");
    let field = field.replace("もし リード.請求書 未入力 {", "もし リード.役職が未入力 == はい {");
    let value = JAPANESE.replace("[製造, 金融, その他]", "[製造, 空, 未入力]");
    let value = value.replace("もし リード.請求書 未入力 {", "もし リード.業種 == 空 または リード.業種 == 未入力 {");
    for text in [event, field, value] {
        let told = describe(&check_text(&text));
        assert!(!told.contains("error"), "{told}");
    }
}

/// `空` among the values of a `match` is the missing one, which has a word of its own.
#[test]
fn a_missing_value_has_its_own_arm() {
    let arms = "場合分け リード.業種 {\n    製造, 金融, その他 { 通知 営業 }\n    空 { 通知 営業 }\n  }\n";
    let text = JAPANESE.replace("もし リード.請求書 未入力 { 通知 営業 理由 \"確かめてください\" }\n", arms);
    assert_ne!(text, JAPANESE);
    let analysis = check_text(&text);
    let [only] = analysis.diagnostics.as_slice() else { panic!("{}", describe(&analysis)) };
    let mended = fixed(&text, only.safe_fix().unwrap());
    assert_eq!(mended, text.replace("    空 {", "    未入力 {"));
    assert_eq!(describe(&check_text(&mended)), "");
    // Any other word is told all values, the missing one among them.
    let other = describe(&check_text(&text.replace("    空 {", "    不詳 {")));
    assert!(other.contains("`製造`, `金融`, `その他`, `未入力`"), "{other}");
}
