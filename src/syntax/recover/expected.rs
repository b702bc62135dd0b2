//! What the grammar expected, said in words.

use super::Context;
use super::examples::{Example, of};
use crate::diagnostic::Text;
use crate::syntax::grammar::Rule;
use crate::syntax::keywords::forms;
use crate::syntax::surface::{Surface, WEEKDAYS};

/// No word of the language stands in the phrase.
const SAME: Example = ("", "");

/// How to call what a rule stands for, with `{}` for the words that are others in Japanese files.
const PHRASES: &[(Rule, &str, &str, Example)] = &[
    (Rule::email_name, "the name of an email", "メールの名前", SAME),
    (Rule::event_name, "the name of an event", "イベントの名前", SAME),
    (Rule::team_name, "the name of a team", "チームの名前", SAME),
    (Rule::scenario_name, "the name of a scenario", "シナリオの名前", SAME),
    (Rule::sender_name, "the name of a sender", "送信者の名前", SAME),
    (Rule::link_name, "the name of a link", "リンクの名前", SAME),
    (Rule::segment_name, "the name of a segment", "セグメントの名前", SAME),
    (Rule::audience_name, "the name of an audience", "オーディエンスの名前", SAME),
    (Rule::channel_name, "a channel such as `line`", "`line` などのチャネル", SAME),
    (Rule::content_name, "the name of a content", "コンテンツの名前", SAME),
    (Rule::percent, "a share such as `20%`", "`20%` のような割合", SAME),
    (Rule::match_value, "a value", "値", SAME),
    (
        Rule::schedule,
        "{}",
        "{} のいずれか",
        ("`day`, `week on monday`, `month on day 1`", "`毎日`、`毎週 月曜日`、`毎月 1日`"),
    ),
    (Rule::closed_day, "a day such as `12/29`", "`12/29` のような日", SAME),
    (Rule::calendar_name, "the name of a calendar, `japan`", "暦の名前（`japan`）", SAME),
    (Rule::field_name, "the name of a field", "項目の名前", SAME),
    (Rule::new_name, "a name", "名前", SAME),
    (Rule::path, "a field such as `lead.name`", "`lead.name` のような項目", SAME),
    (Rule::ident, "a name", "名前", SAME),
    (Rule::any_ident, "a name", "名前", SAME),
    (Rule::string, "a text in quotes `\"…\"`", "引用符 `\"…\"` で囲んだ文章", SAME),
    (Rule::type_name, "a type such as `text`", "`text` などの型", SAME),
    (Rule::type_word, "a type such as `text`", "`text` などの型", SAME),
    (Rule::amount, "a length of time such as {}", "{} のような期間", ("`3 days`", "`3日`")),
    (Rule::how_many, "a length of time such as {}", "{} のような期間", ("`3 days`", "`3日`")),
    (Rule::integer, "a number", "数字", SAME),
    (Rule::whole_number, "a number", "数字", SAME),
    (Rule::number, "a number", "数字", SAME),
    (Rule::points, "points with `+` or `-`, such as `+10`", "`+10` のような符号付きの点数", SAME),
    (Rule::unit, "a unit such as {}", "{} などの単位", ("`days`", "`日`")),
    (Rule::moment, "a moment such as {}", "{} のような時点", ("`day 3`", "`3日後`")),
    (Rule::test_time, "a day such as `2026-04-01` or {}", "`2026-04-01` や {} のような日", ("`day 3`", "`3日後`")),
    (Rule::date, "a date such as `2026-04-01`", "`2026-04-01` のような日付", SAME),
    (Rule::time, "a time such as `9:00`", "`9:00` のような時刻", SAME),
    (Rule::weekday, "a day of the week such as {}", "{} などの曜日", ("`monday`", "`月曜日`")),
    (Rule::expression, "a condition or a value", "条件または値", SAME),
    (Rule::conjunction, "a condition", "条件", SAME),
    (Rule::negation, "a condition", "条件", SAME),
    (Rule::comparison, "a condition", "条件", SAME),
    (Rule::operator, "a comparison such as `==`", "`==` などの比較", SAME),
    (Rule::colon, "`:`", "`:`", SAME),
    (Rule::equals, "`=`", "`=`", SAME),
    (Rule::comma, "`,`", "`,`", SAME),
    (Rule::brace_open, "`{`", "`{`", SAME),
    (Rule::paren_open, "`(`", "`(`", SAME),
    (Rule::paren_close, "`)`", "`)`", SAME),
    (Rule::bracket_open, "`[`", "`[`", SAME),
    (Rule::bracket_close, "`]`", "`]`", SAME),
    (Rule::link_part, "`.` and the name of a link", "`.` とリンクの名前", SAME),
    (Rule::block, "`{`", "`{`", SAME),
    (Rule::kw_holidays, "{}", "{}", ("`holidays`", "`祝日を除く japan`")),
    (Rule::holidays, "{}", "{}", ("`not on holidays of japan`", "`祝日を除く japan`")),
    (Rule::kw_up, "{} and a length of time", "{} と期間", ("`up to`", "`最大`")),
];

/// The words that rules of several parts begin with; pest names only the whole.
const STARTERS: &[(Rule, &[Rule])] = &[
    (Rule::moment, &[Rule::kw_day, Rule::kw_next]),
    (Rule::basis, &[Rule::kw_gives, Rule::kw_needs]),
    (Rule::window, &[Rule::kw_in, Rule::kw_since]),
    (Rule::on_else, &[Rule::kw_now, Rule::kw_skip, Rule::kw_stop]),
    (Rule::wait_else, &[Rule::kw_now, Rule::kw_skip, Rule::kw_stop]),
    (Rule::test_time, &[Rule::kw_day]),
    (Rule::type_name, &[Rule::kw_one, Rule::kw_list]),
    (
        Rule::expression,
        &[Rule::kw_not, Rule::kw_opened, Rule::kw_clicked, Rule::kw_received, Rule::kw_did, Rule::kw_no],
    ),
    (Rule::weekday, &WEEKDAYS),
    (Rule::true_false, &[Rule::kw_true, Rule::kw_false]),
    (Rule::score_rule, &[Rule::kw_opened, Rule::kw_clicked, Rule::kw_no]),
    (Rule::sender_entry, &[Rule::kw_name, Rule::kw_from, Rule::kw_address, Rule::kw_contact, Rule::kw_reply]),
];

/// Most phrases that one message lists.
const MOST_PHRASES: usize = 4;

/// All words of the language that may stand where these rules are expected.
pub(super) fn words(expected: &[Rule]) -> Vec<&'static str> {
    let starters = |rule: &Rule| STARTERS.iter().find(|(whole, _)| whole == rule).map_or(&[][..], |(_, starts)| starts);
    expected
        .iter()
        .flat_map(|rule| forms(*rule).iter().chain(starters(rule).iter().flat_map(|one| forms(*one))))
        .copied()
        .collect()
}

/// Whether any value or condition may stand there.
pub(super) fn is_value(expected: &[Rule]) -> bool {
    expected.contains(&Rule::expression) || expected.contains(&Rule::number) && expected.contains(&Rule::string)
}

/// What is expected, in words, the likeliest first. `form` is how a word is written here.
pub(super) fn phrases(expected: &[Rule], surface: Surface, form: impl Fn(Rule) -> Option<&'static str>) -> Vec<Text> {
    let mut found: Vec<Text> = Vec::new();
    let mut add = |text: Text| {
        if !found.contains(&text) {
            found.push(text);
        }
    };
    if is_value(expected) {
        add(Text::new("a condition or a value", "条件または値"));
        return found;
    }
    let step = Context::StepLine.starters();
    let steps = expected.contains(&Rule::kw_send) && expected.contains(&Rule::kw_go);
    if steps {
        let step = of(surface, ("`send thanks`", "`送信 thanks`"));
        add(Text::new(format!("a step such as {step}"), format!("{step} のようなステップ")));
    }
    // A comma that may stand there is not worth a word; one that must is found before this.
    for (rule, en, ja, words) in PHRASES.iter().filter(|(rule, ..)| *rule != Rule::comma) {
        if expected.contains(rule) {
            let words = of(surface, *words);
            add(Text::new(en.replace("{}", words), ja.replace("{}", words)));
        }
    }
    let told = |rule: &Rule| steps && step.contains(rule) || PHRASES.iter().any(|(one, ..)| one == rule);
    for rule in expected.iter().filter(|rule| !told(rule)) {
        let own = form(*rule).into_iter();
        let starts = STARTERS.iter().filter(|(whole, _)| whole == rule);
        let starts =
            starts.flat_map(|(whole, starts)| starts.iter().filter_map(|one| surface.form(*one, *whole, false)));
        for word in own.chain(starts) {
            add(Text::new(format!("`{word}`"), format!("`{word}`")));
        }
    }
    found.truncate(MOST_PHRASES);
    found
}
