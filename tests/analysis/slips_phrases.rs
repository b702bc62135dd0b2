//! What a newcomer writes who knows the language from a first look at it, in the order and with the words of speech: lines that
//! say what is to be done in another order, with another word for a part, or with what other tools have. As in `slips`, each has
//! one message, and each fix gives a clean file.

use crate::host::check_text;
use crate::slips::{Slip, compare, fixed};
use sodate::diagnostic::FixSafety;

/// The places of the clean Japanese file that slips stand in, and the slips.
mod japanese {
    use super::Slip;

    pub const CLEAN: &str = include_str!("../cases/newcomer.ja.flow");
    const ACT: &str = "  4日後 15:00  クリック 事例.詳しく\n";
    const ANS: &str = "  担当者 \"sato@mirai.example\"\n";
    const AW: &str = "  反応待ち 最大 7日 {\n";
    const CL: &str = "    クリック 事例.詳しく { 引き渡し 営業 理由 \"事例を閲覧\" }\n";
    const END: &str = "配信制限 {\n";
    const EXH: &str = "  期待 引き渡し 営業\n";
    const EXO: &str = "  期待 メール お礼\n";
    const EXP: &str = "  期待 メール 事例 3日後\n";
    const LAST: &str = "    それ以外 { 送信 最後 }\n";
    const LIM: &str = "  送信 平日 9:00 から 18:00, 祝日を除く japan\n";
    const LINK: &str = "  リンク 資料 \"https://mirai.example/guide.pdf\"\n";
    const NAME: &str = "    {{ リード.氏名 }} 様\n\n    [相談を予約する](相談)";
    const NOM: &str = "  期待 これ以上なし\n";
    const RANK: &str = "  ランク { 低い 20未満, 高い 20以上 }\n";
    const SEG: &str = "セグメント 大手 条件 リード.従業員数 >= 300";
    const SEND3: &str = "  3日後  送信 事例\n";
    const SIL: &str = "  反応 なし 期間 6か月  -30\n";
    const ST2: &str = "  停止 条件 リード.商談 次のいずれか [商談中, 受注]\n";
    const START: &str = "  開始 きっかけ 資料請求, 同意 取得\n";
    const STOP: &str = "  停止 きっかけ 注文\n";
    const SUB: &str = "  件名 \"導入事例のご紹介\"\n";
    const TL: &str = "  リード { 氏名: \"田中 一郎\" 会社名: \"北浜部品\" }\n";
    const TST: &str = "テスト \"詳しくで営業へ\" 対象 資料請求後 {\n";

    pub const SLIPS: &[Slip] = &[
        (ST2, "  停止 もし リード.商談 次のいずれか [商談中, 受注]\n"),
        (STOP, "  停止 もし 注文\n"),
        (START, "  開始 きっかけ 資料請求 資料 == \"導入ガイド\", 同意 取得\n"),
        (SEND3, "  待つ 3日 10:00\n  送信 事例\n"),
        (SEND3, "  待つ 5日 10:00 まで\n  送信 事例\n"),
        (SEND3, "  待つ 3日 まで\n  送信 事例\n"),
        (SEND3, "  待つ 1ヶ月半\n  送信 事例\n"),
        (SEND3, "  待つ 3日半\n  送信 事例\n"),
        (LIM, "  送信 平日 9:00 から 18:00, 祝日を除く japan\n  週3通まで\n"),
        (LIM, "  送信 平日 9:00 から 18:00, 祝日を除く japan\n  1人1日1通まで\n"),
        (LIM, "  送信 平日 9:00 から 18:00, 祝日を除く japan\n  7日間に3通まで\n"),
        (EXP, "  期待 メール 事例 3日目\n"),
        (SEND3, "  半年後 送信 事例\n"),
        (SEND3, "  半年後に事例を送信\n"),
        (SEND3, "  三日後に事例を送信\n"),
        (SEND3, "  1週間後に事例を送信\n"),
        (SEND3, "  三営業日後に事例を送信\n"),
        (SEND3, "  10分後に事例を送る\n"),
        ("  送信 お礼\n", "  当日 お礼を送信\n"),
        (SEND3, "  翌朝 事例を送信\n"),
        (SEND3, "  次の日に事例を送信\n"),
        ("  送信 お礼\n", "  すぐにお礼を送信\n"),
        (SEND3, "  10時に事例を送信\n"),
        (SEND3, "  2日おきに事例を送信\n"),
        (SEND3, "  毎週月曜に事例を送信\n"),
        (SEND3, "  三日間待ってから、事例を送信\n"),
        (SEND3, "  3日経過後に事例を送信\n"),
        (SEND3, "  三日待つ\n  送信 事例\n"),
        (SEND3, "  1時間半待つ\n  送信 事例\n"),
        (SEND3, "  半日待つ\n  送信 事例\n"),
        (SEND3, "  明日まで待つ\n  送信 事例\n"),
        (SEND3, "  翌営業日まで待つ\n  送信 事例\n"),
        (SEND3, "  月曜日まで待つ\n  送信 事例\n"),
        (SEND3, "  10時まで待つ\n  送信 事例\n"),
        (SEND3, "  待つ 翌日 まで\n  送信 事例\n"),
        (SEND3, "  3日後  送信 事例\n  商談を \"商談中\" に設定\n"),
        (SEG, "セグメント 大手 リード.従業員数 >= 300"),
        (SEG, "セグメント 大手 = リード.従業員数 >= 300"),
        (SEG, "セグメント 大手 { リード.従業員数 >= 300 }"),
        (SEG, "セグメント 大手: リード.従業員数 >= 300"),
        (RANK, "  ランク { 低い 0〜19, 高い 20以上 }\n"),
        (RANK, "  ランク { 低い 20, 高い 20以上 }\n"),
        (RANK, "  ランク { 低い 20, 高い 20 }\n"),
        (RANK, "  ランク { 低い 0から19, 高い 20から }\n"),
        (RANK, "  ランク { 低い 0点から19点, 高い 20点以上 }\n"),
        (RANK, "  ランク { 低い 0-19, 高い 20- }\n"),
        (RANK, "  ランク { 低い 〜19, 高い 20〜 }\n"),
        (LINK, "  リンク 資料 \"https://mirai.example/guide.pdf\"\n  予定表 \"相談会\"\n"),
        (LINK, "  リンク 資料 \"https://mirai.example/guide.pdf\"\n  予定表 \"相談会\" イベント.資料\n"),
        (END, "保証 7日\n\n配信制限 {\n"),
        (END, "保証 7日 3通\n\n配信制限 {\n"),
        (END, "保証 メール 3通まで\n\n配信制限 {\n"),
        (END, "保証 最大 3通\n\n配信制限 {\n"),
        (END, "保証 7日間に3通まで\n\n配信制限 {\n"),
        (END, "保証 引き渡し後はメールを送らない\n\n配信制限 {\n"),
        (END, "保証 引き渡し後 メールを送らない\n\n配信制限 {\n"),
        (END, "保証 60日以内に終了\n\n配信制限 {\n"),
        (SEND3, "  くり返し {\n    送信 事例\n    待つ 7日\n  }\n"),
        (LIM, "  送信 平日 9:00 から 17:00, 12:00 から 13:00, 祝日を除く japan\n"),
        (LIM, "  送信 平日 9:00 から 17:00, 12:00 から 13:00を除く\n"),
        (EXH, "  期待 引き渡し\n"),
        (NOM, "  期待 なし メール 最後\n"),
        (SEND3, "  もし 行動あり 資料請求 3回 { 3日後 送信 事例 }\n"),
        (AW, "  待つ 最大 7日 {\n"),
        (AW, "  待つ 7日 {\n"),
        (SIL, "  反応 なし 6か月  -30\n"),
        (SIL, "  反応なし 6か月  -30\n"),
        (SIL, "  6か月 反応なし  -30\n"),
        (SIL, "  6か月間反応なし  -30\n"),
        (SEND3, "  以上\n  3日後  送信 事例\n"),
        (SEND3, "  3日後  送信 事例\n  以上\n"),
        (SEND3, "  追加 { 送信 事例 }\n"),
        (SEND3, "  並行開始\n"),
        (SEND3, "  待つ リード.契約終了日 1日\n"),
        (START, "  開始 毎月 1日 9:00, 同意 必要\n"),
        (START, "  開始\n"),
        (START, "  開始 きっかけ 資料請求, 同意\n"),
        (START, "  開始 きっかけ 資料請求, 同意 取得\n  遅れたとき 送信 2日\n"),
        (LIM, "  送信 平日 9:00 から 18:00, 祝日を除く japan\n  休業 12/29 1/3\n"),
        (LIM, "  送信 平日 9:00 から 18:00, 祝日を除く japan\n  1日 1通\n"),
        (ANS, "  担当者 \"sato@mirai.example\"\n  割り当て\n"),
        (ANS, "  担当者 \"sato@mirai.example\"\n  対応 24時間\n"),
        (SEND3, "  3日後に事例を送信\n"),
        (SEND3, "  3日後に事例メールを送信\n"),
        (SEND3, "  事例を3日後に送信\n"),
        (SEND3, "  3日後、事例を送信\n"),
        (SEND3, "  3日後に、事例を送信する\n"),
        (SEND3, "  3日後に事例を送る\n"),
        (SEND3, "  事例メールを3日後に送る\n"),
        (SEND3, "  3日後に「事例」を送信\n"),
        (SEND3, "  3日後に 事例 を 送信\n"),
        (SEND3, "  3日後 事例を送信\n"),
        (SEND3, "  3日後 事例送信\n"),
        (SEND3, "  3日後の10:00に事例を送信\n"),
        (SEND3, "  3日後 10時に事例を送信\n"),
        (AW, "  反応待ち 7日以内 {\n"),
        (AW, "  反応待ち 7日以内に {\n"),
        (AW, "  反応待ち 最大 7日以内 {\n"),
        (AW, "  7日以内に反応待ち {\n"),
        (NAME, "    ご契約は{{ リード.契約終了日 - 30日 }}まで。\n\n    [相談を予約する](相談)"),
        (NAME, "    ご契約は{{ リード.契約終了日 30日前 }}まで。\n\n    [相談を予約する](相談)"),
        (ACT, "  15:00  クリック 事例.詳しく\n"),
        (ACT, "  15時 クリック 事例.詳しく\n"),
        (ST2, "  停止 条件 リード.業種 次のいずれか 「製造」「金融」\n"),
        (ST2, "  停止 条件 リード.業種 次のいずれか 「製造」、「金融」\n"),
        (ST2, "  停止 条件 リード.業種 次のいずれか 製造、金融\n"),
        (ST2, "  停止 条件 リード.業種 次のいずれか 製造 金融\n"),
        (CL, "    事例の「詳しく」をクリック { 引き渡し 営業 理由 \"事例を閲覧\" }\n"),
        (CL, "    「詳しく」をクリック { 引き渡し 営業 理由 \"事例を閲覧\" }\n"),
        (CL, "    クリック 事例の「詳しく」 { 引き渡し 営業 理由 \"事例を閲覧\" }\n"),
        (LAST, "    それ以外 { 送信 最後 もし 開封済み 事例 }\n"),
        (SEND3, "  3日後 送信 事例 もし リード.商談 == なし\n"),
        (SEND3, "  送信 事例 件名 \"別の件名\"\n"),
        (TL, "  リード 氏名: \"田中 一郎\", 会社名: \"北浜部品\"\n"),
        (TL, "  リード 氏名 \"田中 一郎\" 会社名 \"北浜部品\"\n"),
        (TL, "  リード { 氏名 \"田中 一郎\" 会社名 \"北浜部品\" }\n"),
        (TL, "  リード { 氏名: 田中 一郎 会社名: \"北浜部品\" }\n"),
        (TL, "  リード {\n    氏名: 田中 一郎\n    会社名: \"北浜部品\"\n  }\n"),
        (EXO, "  期待 送信 お礼\n"),
        (EXO, "  期待 メール送信 お礼\n"),
        (ACT, "  2026-06-05 15:00 に クリック 事例.詳しく\n"),
        (ACT, "  2026-06-05 15:00に クリック 事例.詳しく\n"),
        (ACT, "  2026-06-05の15:00 クリック 事例.詳しく\n"),
        (ACT, "  2026-06-05 15時に事例.詳しくをクリック\n"),
        (ACT, "  4日後 15:00 に クリック 事例.詳しく\n"),
        (ACT, "  4日後に クリック 事例.詳しく\n"),
        (ACT, "  4日後の15:00に クリック 事例.詳しく\n"),
        (SEG, "セグメント 大手 条件 リード.従業員数 >= 300人"),
        (SEG, "セグメント 大手 条件 リード.従業員数 >= 300名"),
        (SEG, "セグメント 大手 条件 リード.業種 が 製造"),
        (SEG, "セグメント 大手 条件 リード.役職 に 部長 を含む"),
        (SEG, "セグメント 大手 条件 リード.役職 に \"部長\" を含む"),
        (SEG, "セグメント 大手 条件 リード.役職 含む \"部長\""),
        (NAME, "    {{ リード.役職 | 既定値 \"ご担当者\" }} 様\n\n    [相談を予約する](相談)"),
        (NAME, "    {{ リード.役職 | 既定値: \"ご担当者\" }} 様\n\n    [相談を予約する](相談)"),
        (NAME, "    {{ リード.役職 | default: \"ご担当者\" }} 様\n\n    [相談を予約する](相談)"),
        (NAME, "    {{ リード.役職 ?? \"ご担当者\" }} 様\n\n    [相談を予約する](相談)"),
        (NAME, "    {{ リード.役職 || \"ご担当者\" }} 様\n\n    [相談を予約する](相談)"),
        (NAME, "    {{ リード.役職 既定値 \"ご担当者\" }} 様\n\n    [相談を予約する](相談)"),
        (NAME, "    {{ リード.役職, \"ご担当者\" }} 様\n\n    [相談を予約する](相談)"),
        (START, "  資料請求したら開始, 同意 取得\n"),
        (START, "  開始 資料請求したら, 同意 取得\n"),
        (START, "  資料請求で開始, 同意 取得\n"),
        (START, "  資料請求 で 開始, 同意 取得\n"),
        (START, "  開始 資料請求のとき, 同意 取得\n"),
        (START, "  開始 資料請求時, 同意 取得\n"),
        (START, "  資料請求があったら開始, 同意 取得\n"),
        (STOP, "  注文したら停止\n"),
        (STOP, "  停止 注文したら\n"),
        (STOP, "  注文で停止\n"),
        (STOP, "  注文があったら停止\n"),
        (SEND3, "  3日後の10時 送信 事例\n"),
        (SEND3, "  3日後の10:00 送信 事例\n"),
        (SEND3, "  3日後10時 送信 事例\n"),
        (SEND3, "  3日後 10時 送信 事例\n"),
        (SEND3, "  3日後の午前10時に送信 事例\n"),
        (SEND3, "  次の月曜日 10:00 送信 事例\n"),
        (SEND3, "  次の月曜日 送信 事例\n"),
        (SEND3, "  次の月曜日に送信 事例\n"),
        (SEND3, "  次の月曜 10時に送信 事例\n"),
        (SEND3, "  来週の月曜日に送信 事例\n"),
        (SEND3, "  来週月曜日 10:00 送信 事例\n"),
        (SEND3, "  翌月曜日 送信 事例\n"),
        (SEND3, "  月曜日に送信 事例\n"),
        (SEND3, "  送信 事例 次の月曜日\n"),
        (AW, "  7日間 反応待ち {\n"),
        (AW, "  7日間反応待ち {\n"),
        (AW, "  反応を7日間待つ {\n"),
        (AW, "  反応を待つ 7日 {\n"),
        (AW, "  最大7日間反応を待つ {\n"),
        (AW, "  反応待ち 7日間 {\n"),
        (AW, "  7日間待つ {\n"),
        (CL, "    クリック 事例/詳しく { 引き渡し 営業 理由 \"事例を閲覧\" }\n"),
        (CL, "    クリック 事例 の 詳しく { 引き渡し 営業 理由 \"事例を閲覧\" }\n"),
        (CL, "    クリック 事例＞詳しく { 引き渡し 営業 理由 \"事例を閲覧\" }\n"),
        (CL, "    クリック 事例(詳しく) { 引き渡し 営業 理由 \"事例を閲覧\" }\n"),
        (LIM, "  送信 平日 9:00 から 18:00, 祝日を除く japan\n  間隔 3日以上\n"),
        (LIM, "  送信 平日 9:00 から 18:00, 祝日を除く japan\n  間隔 3日\n"),
        (LIM, "  送信 平日 9:00 から 18:00, 祝日を除く japan\n  間隔 最低3日\n"),
        (LIM, "  送信 平日 9:00 から 18:00, 祝日を除く japan\n  間隔 3日以上あける\n"),
        (LIM, "  送信 平日 9:00 から 18:00, 祝日を除く japan\n  配信間隔 3日\n"),
        (LIM, "  送信 平日 9:00 から 18:00, 祝日を除く japan\n  メールの間隔は3日以上\n"),
        (SUB, "  タイトル \"導入事例のご紹介\"\n"),
        (SUB, "  題名 \"導入事例のご紹介\"\n"),
        (SUB, "  表題: \"導入事例のご紹介\"\n"),
        (SUB, "  件名 \"導入事例のご紹介\"\n  添付 \"a.pdf\"\n"),
        (SUB, "  件名 \"導入事例のご紹介\"\n  添付ファイル \"a.pdf\"\n"),
        (SUB, "  件名 \"導入事例のご紹介\"\n  画像 \"a.png\"\n"),
        (SUB, "  件名 \"導入事例のご紹介\"\n  宛先 リード.氏名\n"),
        (SUB, "  件名 \"導入事例のご紹介\"\n  署名 \"株式会社みらい精機\"\n"),
        (TST, "テスト \"詳しくで営業へ\" 資料請求後 {\n"),
        (TST, "テスト 詳しくで営業へ 対象 資料請求後 {\n"),
        (EXP, "  3日後 期待 メール 事例\n"),
        (EXP, "  3日後に期待 メール 事例\n"),
        (EXP, "  期待 3日後 メール 事例\n"),
        (LIM, "  送信 平日 9:00 から 18:00, 祝日を除く japan\n  土日は送らない\n"),
        (LIM, "  送信 平日 9:00 から 18:00, 祝日を除く japan\n  祝日は送らない\n"),
        (LIM, "  送信 平日 9:00 から 18:00, 祝日を除く japan\n  土日祝は送信しない\n"),
        (
            LINK,
            "  リンク 資料 \"https://mirai.example/guide.pdf\"\n  予定表 \"相談会\" 開始 \"2026-06-12 14:00\" 期間 60分\n",
        ),
        (
            LINK,
            "  リンク 資料 \"https://mirai.example/guide.pdf\"\n  予定表 \"相談会\" 開始 2026-06-12 14:00 期間 60分\n",
        ),
        (LINK, "  リンク 資料 \"https://mirai.example/guide.pdf\"\n  予定表 \"相談会\" 2026-06-12 14:00 60分\n"),
        (
            LINK,
            "  リンク 資料 \"https://mirai.example/guide.pdf\"\n  予定表 \"相談会\" 開始 \"2026-06-12 14:00\" 終了 \"2026-06-12 15:00\"\n",
        ),
        (SEND3, "  もし 行動あり 資料請求 3回以上 { 3日後 送信 事例 }\n"),
        (SEND3, "  もし 資料請求 3回以上 { 3日後 送信 事例 }\n"),
        (SEND3, "  もし 行動あり 資料請求 7日 { 3日後 送信 事例 }\n"),
        (SEND3, "  もし 行動あり 資料請求 7日以内 { 3日後 送信 事例 }\n"),
        (SEND3, "  もし 反応 なし 14日 { 3日後 送信 事例 }\n"),
        (SEND3, "  もし 反応なし 14日 { 3日後 送信 事例 }\n"),
        (SEND3, "  もし 14日間反応なし { 3日後 送信 事例 }\n"),
        (SEND3, "  もし 反応 なし 14日間 { 3日後 送信 事例 }\n"),
        (SEND3, "  もし 14日間 反応がない { 3日後 送信 事例 }\n"),
        (SEND3, "  くり返し 3回 {\n    待つ 7日\n    送信 事例\n  }\n"),
        (SEND3, "  3回くり返し {\n    待つ 7日\n    送信 事例\n  }\n"),
        (SEND3, "  3日後 送信 事例 もし 開封済み お礼\n"),
        (SEND3, "  3日後 送信 事例 条件 開封済み お礼\n"),
        (SEND3, "  待つ 3日\n  事例メールを送る\n"),
        (SEND3, "  待つ 3日\n  事例メールを送信する\n"),
        (SEND3, "  待つ 3日\n  メール「事例」を送る\n"),
        (SEND3, "  もし リード.商談 == 受注 { 3日後 送信 事例 } それ以外なら { 待つ 3日 }\n"),
        (SEND3, "  もし リード.商談 == 受注 { 3日後 送信 事例 } そうでなければ { 待つ 3日 }\n"),
        (SEND3, "  もし リード.商談 == 受注 { 3日後 送信 事例 } それ以外は { 待つ 3日 }\n"),
        (SEND3, "  もし リード.商談 == 受注 { 3日後 送信 事例 } それ以外の人には { 待つ 3日 }\n"),
        (NAME, "    【氏名】 様\n\n    [相談を予約する](相談)"),
        (NAME, "    [氏名] 様\n\n    [相談を予約する](相談)"),
        (NAME, "    ＜氏名＞ 様\n\n    [相談を予約する](相談)"),
        (NAME, "    ‹氏名› 様\n\n    [相談を予約する](相談)"),
        (NAME, "    〔氏名〕 様\n\n    [相談を予約する](相談)"),
        (NAME, "    ((氏名)) 様\n\n    [相談を予約する](相談)"),
        (NAME, "    $氏名$ 様\n\n    [相談を予約する](相談)"),
        (NAME, "    __氏名__ 様\n\n    [相談を予約する](相談)"),
        (NAME, "    〇〇 様\n\n    [相談を予約する](相談)"),
        (NAME, "    ○○ 様\n\n    [相談を予約する](相談)"),
        (NAME, "    「氏名」 様\n\n    [相談を予約する](相談)"),
        (NAME, "    【お名前】 様\n\n    [相談を予約する](相談)"),
        (NAME, "    %%氏名%% 様\n\n    [相談を予約する](相談)"),
        (NAME, "    ##氏名## 様\n\n    [相談を予約する](相談)"),
        (NAME, "    [[氏名]] 様\n\n    [相談を予約する](相談)"),
        (NAME, "    {氏名} 様\n\n    [相談を予約する](相談)"),
        (NAME, "    {リード.氏名} 様\n\n    [相談を予約する](相談)"),
        (NAME, "    【リード.氏名】 様\n\n    [相談を予約する](相談)"),
        (NAME, "    ご契約は{{ リード.契約終了日の30日前 }}まで\n\n    [相談を予約する](相談)"),
        (CL, "    クリック 事例の詳しく { 引き渡し 営業 理由 \"事例を閲覧\" }\n"),
        (CL, "    クリック 事例・詳しく { 引き渡し 営業 理由 \"事例を閲覧\" }\n"),
        (SEND3, "  3日後 送信 事例メール\n"),
        (SEND3, "  待つ 月曜まで\n  送信 事例\n"),
        (SEND3, "  待つ 次の月曜 10:00\n  送信 事例\n"),
        (SEND3, "  次の月曜 10:00 送信 事例\n"),
        (SEND3, "  3日後 送信 事例と最後\n"),
        (SEND3, "  スコア += 10\n  3日後 送信 事例\n"),
        (SEND3, "  12/1/2026 送信 事例, でなければ スキップ\n"),
        (SEG, "セグメント 大手 条件 リード.従業員数 >= 3,000"),
        (SEG, "セグメント 大手 条件 リード.従業員数 >= 3千"),
        (SEG, "セグメント 大手 条件 リード.従業員数 >= ５万"),
        (SUB, "  件名 \"{{ }}導入事例のご紹介\"\n"),
        (SUB, "  件名 「導入事例」のご紹介です\n"),
        (SEG, "セグメント 大手 条件 リード.従業員数 >= 1万5千"),
        (AW, "  反応待ち 最大 7日 （\n"),
        (SUB, "  件名 \"{{{ リード.氏名 }}}様へ\"\n"),
        (TST, "テスト \"詳しくで営業へ\" 対象 資料請求後 （\n"),
        (RANK, "  ランク（低い 20未満, 高い 20以上）\n"),
    ];
}

/// The same of the English file.
mod english {
    use super::Slip;

    pub const CLEAN: &str = include_str!("../cases/newcomer.flow");
    const ACT: &str = "  at day 4 15:00 click case_study.details\n";
    const AW: &str = "  await up to 7 days {\n";
    const CL: &str = "    click case_study.details { handoff to sales because \"事例を閲覧\" }\n";
    const END: &str = "limits {\n";
    const EXP: &str = "  expect email case_study on day 3\n";
    const LIM: &str = "  send weekdays 9:00 to 18:00, not on holidays of japan\n";
    const LINK: &str = "  link guide \"https://mirai.example/guide.pdf\"\n";
    const NAME: &str = "    {{ lead.name }} 様\n\n    [相談を予約する](meeting)";
    const RANK: &str = "  ranks { cold below 20, hot from 20 }\n";
    const SEG: &str = "segment large when lead.employees >= 300";
    const SEND3: &str = "  on day 3 send case_study\n";
    const SIL: &str = "  no response for 6 months  -30\n";
    const SUB: &str = "  subject \"導入事例のご紹介\"\n";
    const TL: &str = "  lead { name: \"田中 一郎\" company: \"北浜部品\" }\n";

    pub const SLIPS: &[Slip] = &[
        (SEG, "segment large lead.employees >= 300"),
        (SEG, "segment large = lead.employees >= 300"),
        (SEG, "segment large { lead.employees >= 300 }"),
        (SEG, "segment large where lead.employees >= 300"),
        (SEG, "segment large when lead.employees >= 300 people"),
        (SEG, "segment large when lead.title contains \"部長\""),
        (RANK, "  ranks { cold 0 to 19, hot from 20 }\n"),
        (RANK, "  ranks { cold 20, hot 20 }\n"),
        (END, "ensure 3 emails in 7 days\n\nlimits {\n"),
        (END, "ensure 3 emails per 7 days\n\nlimits {\n"),
        (END, "ensure ends within 60 days\n\nlimits {\n"),
        (END, "ensure every scenario ends within 60 days\n\nlimits {\n"),
        (SEND3, "  repeat 3 times {\n    wait 7 days\n    send case_study\n  }\n"),
        (SEND3, "  repeat up to 3 times {\n    wait 7 days\n    send case_study\n  }\n"),
        (SEND3, "  if did download 3 times { on day 3 send case_study }\n"),
        (SIL, "  no response 6 months  -30\n"),
        (SIL, "  6 months without response  -30\n"),
        (AW, "  wait 7 days {\n"),
        (AW, "  wait up to 7 days {\n"),
        (AW, "  wait for a response within 7 days {\n"),
        (AW, "  await within 7 days {\n"),
        (LIM, "  send weekdays 9:00 to 18:00, not on holidays of japan\n  gap 3 days\n"),
        (LIM, "  send weekdays 9:00 to 18:00, not on holidays of japan\n  3 days between emails\n"),
        (LIM, "  send weekdays 9:00 to 18:00, not on holidays of japan\n  no weekends\n"),
        (SEND3, "  send case_study subject \"別の件名\"\n"),
        (TL, "  lead { name \"田中 一郎\" company \"北浜部品\" }\n"),
        (TL, "  lead { name: 田中 一郎 company: \"北浜部品\" }\n"),
        (ACT, "  15:00 click case_study.details\n"),
        (ACT, "  at 15:00 click case_study.details\n"),
        (NAME, "    {{ lead.title | default \"ご担当者\" }} 様\n\n    [相談を予約する](meeting)"),
        (NAME, "    {{ lead.title || \"ご担当者\" }} 様\n\n    [相談を予約する](meeting)"),
        (NAME, "    {{ lead.contract_end - 30 days }} 様\n\n    [相談を予約する](meeting)"),
        (NAME, "    {{ 30 days before lead.contract_end }} 様\n\n    [相談を予約する](meeting)"),
        (CL, "    click case_study/details { handoff to sales because \"事例を閲覧\" }\n"),
        (CL, "    click case_study > details { handoff to sales because \"事例を閲覧\" }\n"),
        (SUB, "  title \"導入事例のご紹介\"\n"),
        (SUB, "  subject \"導入事例のご紹介\"\n  attachment \"a.pdf\"\n"),
        (SUB, "  subject \"導入事例のご紹介\"\n  attach \"a.pdf\"\n"),
        (SUB, "  subject \"導入事例のご紹介\"\n  to lead.name\n"),
        (SUB, "  subject \"導入事例のご紹介\"\n  image \"a.png\"\n"),
        (
            LINK,
            "  link guide \"https://mirai.example/guide.pdf\"\n  invitation \"相談会\" from \"2026-06-12 14:00\" for 60 minutes\n",
        ),
        (
            LINK,
            "  link guide \"https://mirai.example/guide.pdf\"\n  invitation \"相談会\" from 2026-06-12 14:00 to 15:00\n",
        ),
        (NAME, "    <name> 様\n\n    [相談を予約する](meeting)"),
        (SEND3, "  if download at least 3 times { on day 3 send case_study }\n"),
        (SEND3, "  if no response 14 days { on day 3 send case_study }\n"),
        (SEND3, "  if no response within 14 days { on day 3 send case_study }\n"),
        (SEND3, "  on day 3 send case_study if lead.deal == none\n"),
        (RANK, "  ranks { cold 0-19, hot 20+ }\n"),
        (LIM, "  send weekdays 9:00 to 18:00, not on holidays of japan\n  1 email a day\n"),
        (SEND3, "  next monday send case_study\n"),
        (SEND3, "  next monday at 10:00 send case_study\n"),
        (EXP, "  day 3 expect email case_study\n"),
        (EXP, "  on day 3 expect email case_study\n"),
        (EXP, "  at day 3 expect email case_study\n"),
        (NAME, "    [name] 様\n\n    [相談を予約する](meeting)"),
        (NAME, "    ((name)) 様\n\n    [相談を予約する](meeting)"),
        (NAME, "    $name$ 様\n\n    [相談を予約する](meeting)"),
        (NAME, "    __name__ 様\n\n    [相談を予約する](meeting)"),
        (NAME, "    %%name%% 様\n\n    [相談を予約する](meeting)"),
        (SEND3, "  on day 3 send case_study_email\n"),
        (SEND3, "  wait until monday\n  send case_study\n"),
        (SEND3, "  wait monday 10:00\n  send case_study\n"),
        (SEND3, "  on monday at 10:00 send case_study\n"),
        (SEND3, "  on day7 send case_study\n"),
        (SEND3, "  on 17 send case_study\n"),
        (SEND3, "  score += 10\n  on day 3 send case_study\n"),
        (SEND3, "  score = score + 10\n  on day 3 send case_study\n"),
        (SEND3, "  on 12/1/2026 send case_study, else skip\n"),
        (SEND3, "  on 12/31/2026 send case_study, else skip\n"),
        (SEND3, "  on Jun 8 send case_study\n"),
        (SEG, "segment large when lead.employees >= 50,000"),
        (SEG, "segment large when lead.employees in [1,000, 20]"),
        (NAME, "    {{ if lead.title is known }}{{ lead.title }}{{ endif }} 様\n\n    [相談を予約する](meeting)"),
        (NAME, "    {{ if lead.title }}様{{ end }}\n\n    [相談を予約する](meeting)"),
    ];
}

#[test]
fn each_phrase_in_japanese_has_one_message_whose_fixes_mend_it() {
    compare("phrases.ja.expected", japanese::CLEAN, japanese::SLIPS, &[]);
}

#[test]
fn each_phrase_in_english_has_one_message_whose_fixes_mend_it() {
    compare("phrases.expected", english::CLEAN, english::SLIPS, &[]);
}

/// What stands in the clean file, what is written instead, and what a safe fix must never make of it.
const NEVER: &[(&str, &str, &str)] = &[
    ("limits {\n", "ensure at least 3 emails in 7 days\n\nlimits {\n", "at most 3"),
    ("limits {\n", "ensure more than 3 emails in 7 days\n\nlimits {\n", "at most 3"),
    ("limits {\n", "ensure no path ends within 7 days\n\nlimits {\n", "every path"),
    (
        "  on day 3 send case_study\n",
        "  repeat at least 3 times {\n    send case_study\n    wait 7 days\n  }\n",
        "at most 3",
    ),
    ("  await up to 7 days {\n", "  wait at least 7 days {\n", "up to"),
    ("  zone \"Asia/Tokyo\"\n", "  zone \"Asia/Tokyo\"\n  max 3 days between emails\n", "at least 3 days"),
    ("  no response for 6 months  -30\n", "  any response in 6 months  -30\n", "no response"),
    ("  on day 3 send case_study\n", "  if no more than 3 times download { on day 3 send case_study }\n", ">= 3"),
    ("  on day 3 send case_study\n", "  if download at most 3 times { on day 3 send case_study }\n", ">= 3"),
    ("  on day 3 send case_study\n", "  on day 3 send case_study if lead.employees > 5\n", "if lead.employees > 5 {"),
    ("  on day 3 send case_study\n", "  on day 3 send case_study when opened thanks\n", "if opened"),
    ("  on day 3 send case_study\n", "  on day 3 send closing_mail\n", "send closing\n"),
    ("  on day 3 send case_study\n", "  score = -10\n  on day 3 send case_study\n", "score -10"),
    (">= 300\n", ">= 5万5000\n", "500005000"),
    (">= 300\n", ">= 3千5百\n", "30005"),
];

/// What is written, and what a safe fix must not take away.
const KEPT: &[(&str, &str, &str)] = &[
    (
        "    [資料を開く](guide)\n",
        "    __name__ と [name] と $name$\n    [資料を開く](guide)\n",
        "__name__ と [name] と $name$",
    ),
    ("  zone \"Asia/Tokyo\"\n", "  zone \"Asia/Tokyo\"\n  weekends 10:00 to 15:00\n", "weekends 10:00"),
    ("  zone \"Asia/Tokyo\"\n", "  zone \"Asia/Tokyo\"\n  土日も送信\n", "土日も送信"),
    ("    otherwise { send closing }\n", "    otherwise { 終わり }\n", "終わり"),
    (
        "  subject \"最後のご案内\"\n",
        "  subject \"{{ lead.title | default: \\\"VIP\\\" }}\"\n",
        "{{ lead.title | default: \\\"VIP\\\" }}\"",
    ),
];

/// The file after all safe fixes of one look at it.
fn safely_fixed(text: &str) -> String {
    let fixes = check_text(text).diagnostics.into_iter().flat_map(|one| one.fixes);
    fixes.filter(|fix| fix.safety == FixSafety::Safe).fold(text.to_owned(), |text, fix| fixed(&text, &fix))
}

#[test]
fn safe_fixes_never_turn_the_meaning_round() {
    for (good, bad, never) in NEVER {
        assert_eq!(english::CLEAN.matches(good).count(), 1, "{good}");
        let text = english::CLEAN.replace(good, bad);
        let after = safely_fixed(&text);
        let count = |text: &str| text.matches(never).count();
        assert!(count(&after) <= count(&text), "{bad}: {after}");
        assert!(!check_text(&text).diagnostics.is_empty(), "{bad}");
    }
    for (good, bad, kept) in KEPT {
        assert_eq!(english::CLEAN.matches(good).count(), 1, "{good}");
        let after = safely_fixed(&english::CLEAN.replace(good, bad));
        assert!(after.contains(kept), "{bad}: {after}");
    }
}

#[test]
fn bounds_of_ranks_beyond_all_numbers_are_refused() {
    for ranks in ["cold 0 to 9223372036854775807, hot 20+", "cold -9223372036854775808点未満, hot from 20"] {
        let text = english::CLEAN.replace("cold below 20, hot from 20", ranks);
        assert!(!check_text(&text).diagnostics.is_empty(), "{ranks}");
    }
}
