//! The words of the language: which rule of the grammar each belongs to and how it may be written. The grammar decides what
//! is understood; this table lets messages name the words that may stand at a place and find the one that was meant. A
//! test holds the two together.

use super::grammar::Rule;
use crate::diagnostic::fold;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// A word of the language.
#[derive(Debug)]
pub(super) struct Keyword {
    /// Its rule in grammar/flow.pest.
    pub rule: Rule,
    /// Its forms: the English ones, the one that messages show first, then the Japanese ones, the usual one first.
    pub forms: &'static [&'static str],
}

const fn word(rule: Rule, forms: &'static [&'static str]) -> Keyword {
    Keyword { rule, forms }
}

/// All words, in the order of the grammar.
pub(super) const KEYWORDS: &[Keyword] = &[
    word(Rule::kw_use, &["use", "読み込む", "使う"]),
    word(Rule::kw_sender, &["sender", "送信者"]),
    word(Rule::kw_lead, &["lead", "リード", "見込み客"]),
    word(Rule::kw_event, &["event", "イベント"]),
    word(Rule::kw_email, &["email", "メール"]),
    word(Rule::kw_score, &["score", "スコア", "点数"]),
    word(Rule::kw_team, &["team", "チーム", "担当チーム"]),
    word(Rule::kw_when, &["when", "いつでも", "条件"]),
    word(Rule::kw_scenario, &["scenario", "シナリオ"]),
    word(Rule::kw_limits, &["limits", "配信制限"]),
    word(Rule::kw_test, &["test", "テスト"]),
    word(Rule::kw_message, &["message", "メッセージ"]),
    word(Rule::kw_content, &["content", "差し込み"]),
    word(Rule::kw_segment, &["segment", "セグメント"]),
    word(Rule::kw_audience, &["audience", "配信リスト"]),
    word(Rule::kw_ensure, &["ensure", "保証"]),
    word(Rule::kw_name, &["name", "名前", "名称"]),
    word(Rule::kw_from, &["from", "差出人", "以上", "開始", "から"]),
    word(Rule::kw_address, &["address", "住所"]),
    word(Rule::kw_contact, &["contact", "連絡先", "問い合わせ先"]),
    word(Rule::kw_reply, &["reply", "返信先"]),
    word(Rule::kw_one, &["one", "選択肢"]),
    word(Rule::kw_of, &["of", "の"]),
    word(Rule::kw_list, &["list", "複数"]),
    word(Rule::kw_transactional, &["transactional", "取引連絡"]),
    word(Rule::kw_subject, &["subject", "件名"]),
    word(Rule::kw_preheader, &["preheader", "プレヘッダー"]),
    word(Rule::kw_link, &["link", "リンク"]),
    word(Rule::kw_body, &["body", "本文"]),
    word(Rule::kw_file, &["file", "ファイル"]),
    word(Rule::kw_opened, &["opened", "開封済み", "開封"]),
    word(Rule::kw_clicked, &["clicked", "クリック済み", "クリック"]),
    word(Rule::kw_any, &["any", "いずれかの"]),
    word(Rule::kw_no, &["no", "なし"]),
    word(Rule::kw_at, &["at", "時刻", "場所"]),
    word(Rule::kw_for, &["for", "対象", "期間"]),
    word(Rule::kw_most, &["most", "最大", "上限"]),
    word(Rule::kw_times, &["times", "time", "回"]),
    word(Rule::kw_a, &["a", "an", "1"]),
    word(Rule::kw_ranks, &["ranks", "ランク"]),
    word(Rule::kw_below, &["below", "未満"]),
    word(Rule::kw_reaches, &["reaches", "到達"]),
    word(Rule::kw_member, &["member", "担当者", "メンバー"]),
    word(Rule::kw_assign, &["assign", "割り当て"]),
    word(Rule::kw_turn, &["turn", "順番に", "順番"]),
    word(Rule::kw_answer, &["answer", "対応"]),
    word(Rule::kw_within, &["within", "以内", "以内に"]),
    word(Rule::kw_tell, &["tell", "通知"]),
    word(Rule::kw_start, &["start", "開始"]),
    word(Rule::kw_on, &["on", "きっかけ", "予定"]),
    word(Rule::kw_by, &["by", "で"]),
    word(Rule::kw_hand, &["hand", "手動"]),
    word(Rule::kw_where, &["where", "条件"]),
    word(Rule::kw_gives, &["gives", "取得"]),
    word(Rule::kw_needs, &["needs", "必要"]),
    word(Rule::kw_consent, &["consent", "同意"]),
    word(Rule::kw_written, &["written", "書面", "名刺"]),
    word(Rule::kw_business, &["business", "取引"]),
    word(Rule::kw_relation, &["relation", "取引関係"]),
    word(Rule::kw_published, &["published", "公開アドレス"]),
    word(Rule::kw_again, &["again", "再参加"]),
    word(Rule::kw_never, &["never", "しない"]),
    word(Rule::kw_always, &["always", "いつでも"]),
    word(Rule::kw_after, &["after", "後"]),
    word(Rule::kw_before, &["before", "前"]),
    word(Rule::kw_stop, &["stop", "停止", "終了", "中止"]),
    word(Rule::kw_send, &["send", "送信", "送る"]),
    word(Rule::kw_wait, &["wait", "待つ", "待機"]),
    word(Rule::kw_until, &["until", "まで", "終了条件"]),
    word(Rule::kw_await, &["await", "反応待ち"]),
    word(Rule::kw_up, &["up", "最大"]),
    word(Rule::kw_to, &["to", "から", "宛先", "終了"]),
    word(Rule::kw_otherwise, &["otherwise", "それ以外"]),
    word(Rule::kw_if, &["if", "もし"]),
    word(Rule::kw_else, &["else", "それ以外", "でなければ"]),
    word(Rule::kw_end, &["end", "終わり"]),
    word(Rule::kw_go, &["go", "移動"]),
    word(Rule::kw_handoff, &["handoff", "引き渡し", "引渡し"]),
    word(Rule::kw_because, &["because", "理由"]),
    word(Rule::kw_set, &["set", "設定"]),
    word(Rule::kw_now, &["now", "すぐ"]),
    word(Rule::kw_skip, &["skip", "スキップ"]),
    word(Rule::kw_click, &["click", "クリック"]),
    word(Rule::kw_open, &["open", "開封"]),
    word(Rule::kw_day, &["day", "日後", "日"]),
    word(Rule::kw_next, &["next", "次の"]),
    word(Rule::kw_monday, &["monday", "月曜日", "月曜"]),
    word(Rule::kw_tuesday, &["tuesday", "火曜日", "火曜"]),
    word(Rule::kw_wednesday, &["wednesday", "水曜日", "水曜"]),
    word(Rule::kw_thursday, &["thursday", "木曜日", "木曜"]),
    word(Rule::kw_friday, &["friday", "金曜日", "金曜"]),
    word(Rule::kw_saturday, &["saturday", "土曜日", "土曜"]),
    word(Rule::kw_sunday, &["sunday", "日曜日", "日曜"]),
    word(Rule::unit_minutes, &["minutes", "minute", "分", "分間"]),
    word(Rule::unit_hours, &["hours", "hour", "時間"]),
    word(Rule::unit_days, &["days", "day", "日", "日間", "毎日"]),
    word(Rule::unit_business_days, &["business days", "business day", "営業日"]),
    word(Rule::unit_weeks, &["weeks", "week", "週間", "週", "毎週"]),
    word(Rule::unit_months, &["months", "month", "か月", "ヶ月", "カ月", "ヵ月", "毎月"]),
    word(Rule::unit_years, &["years", "year", "年", "年間"]),
    word(Rule::kw_or, &["or", "または"]),
    word(Rule::kw_and, &["and", "かつ"]),
    word(Rule::kw_not, &["not", "次ではない"]),
    word(Rule::kw_in, &["in", "次のいずれか", "含まれる", "期間"]),
    word(Rule::kw_is, &["is", "は"]),
    word(Rule::kw_missing, &["missing", "未入力"]),
    word(Rule::kw_known, &["known", "入力済み"]),
    word(Rule::kw_received, &["received", "受信", "受信済み"]),
    word(Rule::kw_did, &["did", "行動あり"]),
    word(Rule::kw_count, &["count", "回数"]),
    word(Rule::kw_since, &["since", "開始以降"]),
    word(Rule::kw_true, &["true", "はい"]),
    word(Rule::kw_false, &["false", "いいえ"]),
    word(Rule::kw_zone, &["zone", "タイムゾーン"]),
    word(Rule::kw_weekdays, &["weekdays", "平日"]),
    word(Rule::kw_every, &["every", "毎日", "すべての"]),
    word(Rule::kw_holidays, &["holidays", "祝日を除く", "祝日"]),
    word(Rule::kw_emails, &["emails", "email", "通", "メール"]),
    word(Rule::kw_each, &["each", "リードごと", "単位", "各"]),
    word(Rule::kw_unsubscribe, &["unsubscribe", "配信停止"]),
    word(Rule::kw_expect, &["expect", "期待"]),
    word(Rule::kw_nothing, &["nothing", "これ以上なし"]),
    word(Rule::kw_more, &["more", "もう"]),
    word(Rule::kw_everyone, &["everyone", "全員向け"]),
    word(Rule::kw_via, &["via", "手段"]),
    word(Rule::kw_path, &["path", "経路"]),
    word(Rule::kw_ends, &["ends", "終了"]),
    word(Rule::kw_invitation, &["invitation", "予定表"]),
    word(Rule::kw_variant, &["variant", "案"]),
    word(Rule::kw_try, &["try", "試験配信"]),
    word(Rule::kw_winner, &["winner", "採用"]),
    word(Rule::kw_opens, &["opens", "開封数"]),
    word(Rule::kw_clicks, &["clicks", "クリック数"]),
    word(Rule::kw_changes, &["changes", "変化"]),
    word(Rule::kw_late, &["late", "遅れたとき"]),
    word(Rule::kw_delay, &["delay", "延期"]),
    word(Rule::kw_capped, &["capped", "上限到達時"]),
    word(Rule::kw_priority, &["priority", "優先度"]),
    word(Rule::kw_goal, &["goal", "目標"]),
    word(Rule::kw_kpi, &["kpi", "指標"]),
    word(Rule::kw_complete, &["complete", "完了"]),
    word(Rule::kw_persona, &["persona", "人物像"]),
    word(Rule::kw_match, &["match", "場合分け"]),
    word(Rule::kw_split, &["split", "振り分け"]),
    word(Rule::kw_repeat, &["repeat", "くり返し"]),
    word(Rule::kw_begin, &["begin", "並行開始"]),
    word(Rule::kw_notify, &["notify", "通知"]),
    word(Rule::kw_add, &["add", "追加"]),
    word(Rule::kw_remove, &["remove", "除外"]),
    word(Rule::kw_call, &["call", "呼び出し"]),
    word(Rule::kw_mailing, &["mailing", "配信終了"]),
    word(Rule::kw_notice, &["notice", "通知"]),
    word(Rule::kw_stopped, &["stopped", "済み"]),
    word(Rule::kw_choose, &["choose", "選択"]),
    word(Rule::kw_least, &["least", "最低"]),
    word(Rule::kw_between, &["between", "間隔"]),
    word(Rule::kw_closed, &["closed", "休業"]),
    word(Rule::kw_response, &["response", "反応"]),
    word(Rule::kw_rank, &["rank", "ランク"]),
    word(Rule::kw_item, &["item", "項目"]),
    word(Rule::kw_default, &["default", "既定値"]),
    word(Rule::kw_type_text, &["text", "テキスト"]),
    word(Rule::kw_type_number, &["number", "数値"]),
    word(Rule::kw_type_true_false, &["true/false", "真偽値"]),
    word(Rule::kw_type_date, &["date", "日付"]),
    word(Rule::kw_type_datetime, &["datetime", "日時"]),
    word(Rule::kw_type_duration, &["duration", "期間"]),
    word(Rule::kw_type_email, &["email", "メールアドレス"]),
    word(Rule::kw_type_url, &["url", "ウェブアドレス"]),
];

/// How many words at the beginning of [`KEYWORDS`] begin declarations.
pub(super) const DECLARATIONS: usize = 16;

/// The rule of a word that begins declarations.
pub(super) fn declaration(word: &str) -> Option<Rule> {
    let found = KEYWORDS.iter().take(DECLARATIONS).find(|keyword| keyword.forms.contains(&word));
    found.map(|keyword| keyword.rule)
}

/// Whether a form is an English one.
pub(super) fn is_latin(form: &str) -> bool {
    form.starts_with(|one: char| one.is_ascii_alphabetic())
}

/// All forms of all words, for questions about each line of large workspaces.
static ALL_FORMS: LazyLock<BTreeSet<&str>> =
    LazyLock::new(|| KEYWORDS.iter().flat_map(|keyword| keyword.forms).copied().collect());

/// Whether the language has that word, in either surface.
pub(super) fn is_keyword(word: &str) -> bool {
    ALL_FORMS.contains(word)
}

/// The forms of the word with that rule; none where the rule is no word.
pub(super) fn forms(rule: Rule) -> &'static [&'static str] {
    KEYWORDS.iter().find(|keyword| keyword.rule == rule).map_or(&[], |keyword| keyword.forms)
}

/// The English form of the word with that rule, which is what the tree of syntax has; none where the rule is no word.
pub(super) fn english(rule: Rule) -> Option<&'static str> {
    forms(rule).first().copied()
}

/// The word that differs from what was typed by at most a quarter of its letters: for places where any name may stand, so
/// that only a sure slip counts.
pub(super) fn nearest_by_letters<'w>(typed: &str, words: &[&'w str]) -> Option<&'w str> {
    let typed = fold(typed);
    let near = |word: &&&str| {
        let length = word.chars().count();
        length.abs_diff(typed.chars().count()) <= length / 4 && strsim::osa_distance(&typed, word) <= length / 4
    };
    words.iter().find(near).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::grammar::FlowParser;
    use pest::Parser as _;

    /// The literals of each keyword rule in the grammar.
    fn literals(rule: Rule) -> Vec<String> {
        let grammar = include_str!("../../grammar/flow.pest");
        let name = format!("{rule:?} ");
        let line = grammar.lines().find(|line| line.starts_with(&name)).unwrap();
        line.split('"').skip(1).step_by(2).map(str::to_owned).collect()
    }

    #[test]
    fn every_keyword_rule_of_the_grammar_is_in_the_table_with_its_forms() {
        for rule in Rule::all_rules() {
            let name = format!("{rule:?}");
            if !name.starts_with("kw_") && !name.starts_with("unit_") {
                continue;
            }
            let mut expected = forms(*rule).to_vec();
            assert!(!expected.is_empty(), "{name} is missing from KEYWORDS");
            // `1` is a form of `a` only before a unit.
            for form in expected.iter().filter(|form| **form != "1") {
                let whole = FlowParser::parse(*rule, form).map(|pairs| pairs.as_str().len());
                assert_eq!(whole.ok(), Some(form.len()), "{name} does not take {form}");
            }
            // Two rules hold literals that are no forms.
            if *rule != Rule::unit_business_days && *rule != Rule::kw_a {
                let mut literals = literals(*rule);
                literals.sort();
                expected.sort_unstable();
                assert_eq!(literals, expected, "forms of {name}");
            }
        }
    }

    #[test]
    fn every_word_has_english_forms_and_behind_them_japanese_ones() {
        for keyword in KEYWORDS {
            let latin = keyword.forms.iter().take_while(|form| is_latin(form)).count();
            let rest = keyword.forms.get(latin..).unwrap();
            assert!(latin > 0 && !rest.is_empty(), "{:?}", keyword.rule);
            for form in rest {
                assert!(form.chars().all(|one| !one.is_ascii()) || *form == "1", "{:?} {form}", keyword.rule);
            }
        }
    }

    #[test]
    fn words_that_join_parts_are_no_names_in_either_surface() {
        use Rule::{kw_and, kw_because, kw_else, kw_in, kw_is, kw_not, kw_or, kw_where};
        for rule in [kw_where, kw_and, kw_or, kw_not, kw_in, kw_is, kw_else, kw_because] {
            for form in forms(rule) {
                assert!(FlowParser::parse(Rule::ident, form).is_err(), "{form}");
            }
        }
        assert!(forms(Rule::kw_send).iter().all(|form| FlowParser::parse(Rule::ident, form).is_ok()));
    }

    #[test]
    fn the_first_words_are_those_of_declarations() {
        use crate::syntax::recover::Context;
        let first: Vec<Rule> = KEYWORDS.iter().take(DECLARATIONS).map(|keyword| keyword.rule).collect();
        let starters = Context::Declaration.starters();
        assert_eq!(first.len(), starters.len());
        assert!(starters.iter().all(|rule| first.contains(rule)));
    }

    #[test]
    fn only_a_sure_slip_counts_where_any_name_may_stand() {
        assert_eq!(nearest_by_letters("othrwise", &["otherwise"]), Some("otherwise"));
        assert_eq!(nearest_by_letters("other", &["otherwise"]), None);
    }
}
