//! What the grammar expected, said in words.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "pest makes the rules; each match names those that its node can hold"
)]

use super::Context;
use crate::diagnostic::Text;
use crate::syntax::grammar::Rule;
use crate::syntax::keywords::forms;

/// How to call what a rule stands for.
const PHRASES: &[(Rule, &str, &str)] = &[
    (Rule::email_name, "the name of an email", "メールの名前"),
    (Rule::event_name, "the name of an event", "イベントの名前"),
    (Rule::team_name, "the name of a team", "チームの名前"),
    (Rule::scenario_name, "the name of a scenario", "シナリオの名前"),
    (Rule::sender_name, "the name of a sender", "送信者の名前"),
    (Rule::link_name, "the name of a link", "リンクの名前"),
    (Rule::segment_name, "the name of a segment", "セグメントの名前"),
    (Rule::audience_name, "the name of an audience", "オーディエンスの名前"),
    (Rule::channel_name, "a channel such as `line`", "`line` などのチャネル"),
    (Rule::content_name, "the name of a content", "コンテンツの名前"),
    (Rule::percent, "a share such as `20%`", "`20%` のような割合"),
    (Rule::match_value, "a value", "値"),
    (
        Rule::schedule,
        "`day`, `week on monday` or `month on day 1`",
        "`day`、`week on monday`、`month on day 1` のいずれか",
    ),
    (Rule::closed_day, "a day such as `12/29`", "`12/29` のような日"),
    (Rule::calendar_name, "the name of a calendar, `japan`", "暦の名前（`japan`）"),
    (Rule::field_name, "the name of a field", "項目の名前"),
    (Rule::new_name, "a name", "名前"),
    (Rule::path, "a field such as `lead.name`", "`lead.name` のような項目"),
    (Rule::ident, "a name", "名前"),
    (Rule::any_ident, "a name", "名前"),
    (Rule::string, "a text in quotes `\"…\"`", "引用符 `\"…\"` で囲んだ文章"),
    (Rule::type_name, "a type such as `text`", "`text` などの型"),
    (Rule::type_word, "a type such as `text`", "`text` などの型"),
    (Rule::amount, "a length of time such as `3 days`", "`3 days` のような期間"),
    (Rule::how_many, "a length of time such as `3 days`", "`3 days` のような期間"),
    (Rule::integer, "a number", "数字"),
    (Rule::whole_number, "a number", "数字"),
    (Rule::number, "a number", "数字"),
    (Rule::points, "points with `+` or `-`, such as `+10`", "`+10` のような符号付きの点数"),
    (Rule::unit, "a unit such as `days`", "`days` などの単位"),
    (Rule::moment, "a moment such as `day 3`", "`day 3` のような時点"),
    (Rule::test_time, "a day such as `2026-04-01` or `day 3`", "`2026-04-01` や `day 3` のような日"),
    (Rule::date, "a date such as `2026-04-01`", "`2026-04-01` のような日付"),
    (Rule::time, "a time such as `9:00`", "`9:00` のような時刻"),
    (Rule::weekday, "a day of the week such as `monday`", "`monday` などの曜日"),
    (Rule::expression, "a condition or a value", "条件または値"),
    (Rule::conjunction, "a condition", "条件"),
    (Rule::negation, "a condition", "条件"),
    (Rule::comparison, "a condition", "条件"),
    (Rule::operator, "a comparison such as `==`", "`==` などの比較"),
    (Rule::colon, "`:`", "`:`"),
    (Rule::equals, "`=`", "`=`"),
    (Rule::comma, "`,`", "`,`"),
    (Rule::brace_open, "`{`", "`{`"),
    (Rule::paren_open, "`(`", "`(`"),
    (Rule::paren_close, "`)`", "`)`"),
    (Rule::bracket_open, "`[`", "`[`"),
    (Rule::bracket_close, "`]`", "`]`"),
    (Rule::link_part, "`.` and the name of a link", "`.` とリンクの名前"),
    (Rule::block, "`{`", "`{`"),
    (Rule::kw_up, "`up to` and a length of time", "`up to` と期間"),
];

/// The words that rules of several parts begin with; pest names only the whole.
const STARTERS: &[(Rule, &[Rule])] = &[
    (Rule::moment, &[Rule::kw_day, Rule::kw_next]),
    (Rule::basis, &[Rule::kw_gives, Rule::kw_needs]),
    (Rule::window, &[Rule::kw_in, Rule::kw_since]),
    (Rule::holidays, &[Rule::kw_not]),
    (Rule::on_else, &[Rule::kw_now, Rule::kw_skip, Rule::kw_stop]),
    (Rule::wait_else, &[Rule::kw_now, Rule::kw_skip, Rule::kw_stop]),
    (Rule::test_time, &[Rule::kw_day]),
    (Rule::type_name, &[Rule::kw_one, Rule::kw_list]),
    (
        Rule::expression,
        &[Rule::kw_not, Rule::kw_opened, Rule::kw_clicked, Rule::kw_received, Rule::kw_did, Rule::kw_no],
    ),
    (
        Rule::weekday,
        &[
            Rule::kw_monday,
            Rule::kw_tuesday,
            Rule::kw_wednesday,
            Rule::kw_thursday,
            Rule::kw_friday,
            Rule::kw_saturday,
            Rule::kw_sunday,
        ],
    ),
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

/// What is expected, in words, the likeliest first.
pub(super) fn phrases(expected: &[Rule]) -> Vec<Text> {
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
        add(Text::new("a step such as `send thanks`", "`send thanks` のようなステップ"));
    }
    // A comma that may stand there is not worth a word; one that must is found before this.
    for (rule, en, ja) in PHRASES.iter().filter(|(rule, _, _)| *rule != Rule::comma) {
        if expected.contains(rule) {
            add(Text::new(*en, *ja));
        }
    }
    let told = |rule: &Rule| steps && step.contains(rule) || PHRASES.iter().any(|(one, _, _)| one == rule);
    for rule in expected.iter().filter(|rule| !told(rule)) {
        let own = forms(*rule).first().into_iter();
        let starts = STARTERS.iter().filter(|(whole, _)| whole == rule);
        for word in own.chain(starts.flat_map(|(_, starts)| starts.iter().filter_map(|one| forms(*one).first()))) {
            add(Text::new(format!("`{word}`"), format!("`{word}`")));
        }
    }
    found.truncate(MOST_PHRASES);
    found
}

/// A whole line that is right, for the word that a line begins with.
pub(super) fn example(context: Context, first: Option<Rule>) -> Option<&'static str> {
    match context {
        Context::Declaration => declaration_example(first?),
        Context::ScenarioLine | Context::StepLine => step_example(first?),
        Context::TestLine => test_example(first?),
        Context::SenderEntry => Some("name \"株式会社アクメ\""),
        Context::Field => Some("company: text"),
        Context::EmailEntry => match first? {
            Rule::kw_link => Some("link guide \"https://acme.example/guide.pdf\""),
            Rule::kw_sender => Some("sender acme"),
            Rule::kw_body => Some("body file \"mails/thanks.md\""),
            Rule::kw_invitation => Some("invitation \"無料セミナー\" from event.starts_at for 90 minutes"),
            Rule::kw_variant => Some("variant b { subject \"…\" }"),
            Rule::kw_try => Some("try on 20%, winner by opens after 2 days"),
            _ => Some("subject \"資料のご案内\""),
        },
        Context::VariantEntry => Some("subject \"資料のご案内\""),
        Context::MessageEntry => match first? {
            Rule::kw_link => Some("link shop \"https://acme.example/shop\""),
            Rule::kw_to => Some("to lead.line_id"),
            _ => Some("body \"カートに商品が残っています。\""),
        },
        Context::MatchArm => Some("manufacturing { … }"),
        Context::MatchSubject => Some("match lead.industry { … }"),
        Context::SplitArm => Some("short 50% { … }"),
        Context::SplitHead => Some("split { … }"),
        Context::RepeatLimit => Some("repeat at most 3 times { … }"),
        Context::ScoreRule => match first {
            Some(Rule::kw_no) => Some("no response for 6 months -30"),
            Some(Rule::kw_ranks) => Some("ranks { cold below 20, warm from 20, hot from 50 }"),
            _ => Some("opened any email +10"),
        },
        Context::Rank => Some("hot from 50"),
        Context::TeamEntry => match first? {
            Rule::kw_assign => Some("assign in turn"),
            Rule::kw_via => Some("via slack"),
            Rule::kw_answer => Some("answer within 24 hours, else tell \"manager@acme.example\""),
            _ => Some("member \"sato@acme.example\""),
        },
        Context::LimitEntry => match first? {
            Rule::kw_zone => Some("zone \"Asia/Tokyo\""),
            Rule::kw_at => Some("at most 1 email a day"),
            Rule::kw_closed => Some("closed 12/29 to 1/3"),
            _ => Some("send weekdays 9:00 to 18:00"),
        },
        Context::ValueField => Some("company: \"A社\""),
        Context::WhenTrigger => Some("when score reaches 50 { … }"),
        Context::Arm => Some("click thanks.guide { … }"),
        Context::AwaitLimit => Some("await up to 7 days { … }"),
        Context::Condition => Some("lead.deal == won"),
        Context::TemplateTag => Some("{{ lead.name }}"),
    }
}

fn declaration_example(first: Rule) -> Option<&'static str> {
    match first {
        Rule::kw_use => Some("use \"shared.flow\""),
        Rule::kw_sender => Some("sender acme { … }"),
        Rule::kw_lead => Some("lead { … }"),
        Rule::kw_event => Some("event download { … }"),
        Rule::kw_email => Some("email thanks { … }"),
        Rule::kw_message => Some("message cart_reminder via line { … }"),
        Rule::kw_content => Some("content best_sellers file \"data/best_sellers.csv\" { … }"),
        Rule::kw_segment => Some("segment interested when rank == hot"),
        Rule::kw_audience => Some("audience retargeting"),
        Rule::kw_ensure => Some("ensure at most 2 emails in 7 days"),
        Rule::kw_score => Some("score { … }"),
        Rule::kw_team => Some("team inside_sales { … }"),
        Rule::kw_when => Some("when score reaches 50 { … }"),
        Rule::kw_scenario => Some("scenario whitepaper { … }"),
        Rule::kw_limits => Some("limits { … }"),
        Rule::kw_test => Some("test \"資料を読んだら営業へ\" for whitepaper { … }"),
        _ => None,
    }
}

fn step_example(first: Rule) -> Option<&'static str> {
    match first {
        Rule::kw_start => Some("start on download, gives consent"),
        Rule::kw_again => Some("again after 90 days"),
        Rule::kw_stop => Some("stop when lead.deal == won"),
        Rule::kw_send => Some("send thanks"),
        Rule::kw_wait => Some("wait 3 days"),
        Rule::kw_on => Some("on day 3 send thanks"),
        Rule::kw_await => Some("await up to 7 days { … }"),
        Rule::kw_if => Some("if lead.deal == won { … }"),
        Rule::kw_else => Some("if lead.deal == won { … } else { … }"),
        Rule::kw_go => Some("go to follow_up"),
        Rule::kw_match => Some("match lead.industry { … }"),
        Rule::kw_split => Some("split { … }"),
        Rule::kw_repeat => Some("repeat at most 3 times { … }"),
        Rule::kw_begin => Some("begin newsletter"),
        Rule::kw_notify => Some("notify inside_sales because \"料金ページを閲覧\""),
        Rule::kw_add => Some("add to retargeting"),
        Rule::kw_remove => Some("remove from retargeting"),
        Rule::kw_call => Some("call postcard { name: lead.name }"),
        Rule::kw_one => Some("one for each event.cart"),
        Rule::kw_late => Some("late send within 2 days"),
        Rule::kw_priority => Some("priority 10"),
        Rule::kw_goal => Some("goal \"月5件の商談\" handoff at least 5 a month"),
        Rule::kw_kpi => Some("kpi complete at least 40%"),
        Rule::kw_persona => Some("persona \"製造業の生産管理のご担当者\""),
        Rule::kw_handoff => Some("handoff to inside_sales because \"導入事例を閲覧\""),
        Rule::kw_set => Some("set lead.deal = talking"),
        Rule::kw_score => Some("score +10 because \"セミナー参加\""),
        _ => None,
    }
}

fn test_example(first: Rule) -> Option<&'static str> {
    match first {
        Rule::kw_lead => Some("lead { name: \"田中\" }"),
        Rule::kw_at => Some("at day 7 15:00 click thanks.guide"),
        Rule::kw_expect => Some("expect email thanks on day 3"),
        Rule::kw_open => Some("open thanks"),
        Rule::kw_click => Some("click thanks.guide"),
        Rule::kw_set => Some("set lead.deal = won"),
        Rule::kw_choose => Some("choose short"),
        _ => None,
    }
}
