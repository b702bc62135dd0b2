//! Lines that are right, for messages: as in the files of the one surface and of the other.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "pest makes the rules; each match names those that its node can hold"
)]

use super::Context;
use crate::syntax::grammar::Rule;
use crate::syntax::surface::Surface;

/// A line in English words, and the same in Japanese ones.
pub(super) type Example = (&'static str, &'static str);

/// The one of the surface.
pub(super) const fn of(surface: Surface, (english, japanese): Example) -> &'static str {
    match surface {
        Surface::English => english,
        Surface::Japanese => japanese,
    }
}

/// A whole line that is right, for the word that a line begins with.
pub(super) fn example(context: Context, first: Option<Rule>) -> Option<Example> {
    match context {
        Context::Declaration => declaration_example(first?),
        Context::ScenarioLine | Context::StepLine => step_example(first?),
        Context::TestLine => test_example(first?),
        Context::SenderEntry => Some(("name \"株式会社アクメ\"", "名前 \"株式会社アクメ\"")),
        Context::Field => Some(("company: text", "company: text")),
        Context::EmailEntry => match first? {
            Rule::kw_link => Some((
                "link guide \"https://acme.example/guide.pdf\"",
                "リンク guide \"https://acme.example/guide.pdf\"",
            )),
            Rule::kw_sender => Some(("sender acme", "送信者 acme")),
            Rule::kw_body => Some(("body file \"mails/thanks.md\"", "本文 ファイル \"mails/thanks.md\"")),
            Rule::kw_invitation => Some((
                "invitation \"無料セミナー\" from event.starts_at for 90 minutes",
                "予定表 \"無料セミナー\" 開始 event.starts_at 期間 90分",
            )),
            Rule::kw_variant => Some(("variant b { subject \"…\" }", "案 b { 件名 \"…\" }")),
            Rule::kw_try => Some(("try on 20%, winner by opens after 2 days", "試験配信 20%, 採用 開封数 2日後")),
            _ => Some(("subject \"資料のご案内\"", "件名 \"資料のご案内\"")),
        },
        Context::VariantEntry => Some(("subject \"資料のご案内\"", "件名 \"資料のご案内\"")),
        Context::MessageEntry => match first? {
            Rule::kw_link => {
                Some(("link shop \"https://acme.example/shop\"", "リンク shop \"https://acme.example/shop\""))
            }
            Rule::kw_to => Some(("to lead.line_id", "宛先 lead.line_id")),
            _ => Some(("body \"カートに商品が残っています。\"", "本文 \"カートに商品が残っています。\"")),
        },
        Context::MatchArm => Some(("manufacturing { … }", "manufacturing { … }")),
        Context::MatchSubject => Some(("match lead.industry { … }", "場合分け lead.industry { … }")),
        Context::SplitArm => Some(("short 50% { … }", "short 50% { … }")),
        Context::SplitHead => Some(("split { … }", "振り分け { … }")),
        Context::RepeatLimit => Some(("repeat at most 3 times { … }", "くり返し 最大 3回 { … }")),
        Context::ScoreRule => match first {
            Some(Rule::kw_no) => Some(("no response for 6 months -30", "response なし 期間 6か月 -30")),
            Some(Rule::kw_ranks) => Some((
                "ranks { cold below 20, warm from 20, hot from 50 }",
                "ランク { cold 20未満, warm 20以上, hot 50以上 }",
            )),
            _ => Some(("opened any email +10", "開封 いずれかの メール +10")),
        },
        Context::Rank => Some(("hot from 50", "hot 50以上")),
        Context::TeamEntry => match first? {
            Rule::kw_assign => Some(("assign in turn", "割り当て 順番に")),
            Rule::kw_via => Some(("via slack", "手段 slack")),
            Rule::kw_answer => Some((
                "answer within 24 hours, else tell \"manager@acme.example\"",
                "対応 24時間以内, でなければ 通知 \"manager@acme.example\"",
            )),
            _ => Some(("member \"sato@acme.example\"", "担当者 \"sato@acme.example\"")),
        },
        Context::LimitEntry => match first? {
            Rule::kw_zone => Some(("zone \"Asia/Tokyo\"", "タイムゾーン \"Asia/Tokyo\"")),
            Rule::kw_at => Some(("at most 1 email a day", "1日 最大 1通")),
            Rule::kw_closed => Some(("closed 12/29 to 1/3", "休業 12/29 から 1/3")),
            _ => Some(("send weekdays 9:00 to 18:00", "送信 平日 9:00 から 18:00")),
        },
        Context::ValueField => Some(("company: \"A社\"", "company: \"A社\"")),
        Context::WhenTrigger => Some(("when score reaches 50 { … }", "いつでも スコア 50 到達 { … }")),
        Context::Arm => Some(("click thanks.guide { … }", "クリック thanks.guide { … }")),
        Context::AwaitLimit => Some(("await up to 7 days { … }", "反応待ち 最大 7日 { … }")),
        Context::Condition => Some(("lead.deal == won", "lead.deal == won")),
        Context::TemplateTag => Some(("{{ lead.name }}", "{{ lead.name }}")),
    }
}

fn declaration_example(first: Rule) -> Option<Example> {
    match first {
        Rule::kw_use => Some(("use \"shared.flow\"", "読み込む \"shared.flow\"")),
        Rule::kw_sender => Some(("sender acme { … }", "送信者 acme { … }")),
        Rule::kw_lead => Some(("lead { … }", "リード { … }")),
        Rule::kw_event => Some(("event download { … }", "イベント download { … }")),
        Rule::kw_email => Some(("email thanks { … }", "メール thanks { … }")),
        Rule::kw_message => Some(("message cart_reminder via line { … }", "メッセージ cart_reminder 手段 line { … }")),
        Rule::kw_content => Some((
            "content best_sellers file \"data/best_sellers.csv\" { … }",
            "差し込み best_sellers ファイル \"data/best_sellers.csv\" { … }",
        )),
        Rule::kw_segment => Some(("segment interested when rank == hot", "セグメント interested 条件 rank == hot")),
        Rule::kw_audience => Some(("audience retargeting", "配信リスト retargeting")),
        Rule::kw_ensure => Some(("ensure at most 2 emails in 7 days", "保証 期間 7日 最大 2通")),
        Rule::kw_score => Some(("score { … }", "スコア { … }")),
        Rule::kw_team => Some(("team inside_sales { … }", "チーム inside_sales { … }")),
        Rule::kw_when => Some(("when score reaches 50 { … }", "いつでも スコア 50 到達 { … }")),
        Rule::kw_scenario => Some(("scenario whitepaper { … }", "シナリオ whitepaper { … }")),
        Rule::kw_limits => Some(("limits { … }", "配信制限 { … }")),
        Rule::kw_test => Some((
            "test \"資料を読んだら営業へ\" for whitepaper { … }",
            "テスト \"資料を読んだら営業へ\" 対象 whitepaper { … }",
        )),
        _ => None,
    }
}

fn step_example(first: Rule) -> Option<Example> {
    match first {
        Rule::kw_start => Some(("start on download, gives consent", "開始 きっかけ download, 同意 取得")),
        Rule::kw_again => Some(("again after 90 days", "再参加 90日後")),
        Rule::kw_stop => Some(("stop when lead.deal == won", "停止 条件 lead.deal == won")),
        Rule::kw_send => Some(("send thanks", "送信 thanks")),
        Rule::kw_wait => Some(("wait 3 days", "待つ 3日")),
        Rule::kw_on => Some(("on day 3 send thanks", "3日後 送信 thanks")),
        Rule::kw_await => Some(("await up to 7 days { … }", "反応待ち 最大 7日 { … }")),
        Rule::kw_if => Some(("if lead.deal == won { … }", "もし lead.deal == won { … }")),
        Rule::kw_else => Some(("if lead.deal == won { … } else { … }", "もし lead.deal == won { … } それ以外 { … }")),
        Rule::kw_go => Some(("go to follow_up", "移動 follow_up")),
        Rule::kw_match => Some(("match lead.industry { … }", "場合分け lead.industry { … }")),
        Rule::kw_split => Some(("split { … }", "振り分け { … }")),
        Rule::kw_repeat => Some(("repeat at most 3 times { … }", "くり返し 最大 3回 { … }")),
        Rule::kw_begin => Some(("begin newsletter", "並行開始 newsletter")),
        Rule::kw_notify => {
            Some(("notify inside_sales because \"料金ページを閲覧\"", "通知 inside_sales 理由 \"料金ページを閲覧\""))
        }
        Rule::kw_add => Some(("add to retargeting", "追加 retargeting")),
        Rule::kw_remove => Some(("remove from retargeting", "除外 retargeting")),
        Rule::kw_call => Some(("call postcard { name: lead.name }", "呼び出し postcard { name: lead.name }")),
        Rule::kw_one => Some(("one for each event.cart", "単位 event.cart")),
        Rule::kw_late => Some(("late send within 2 days", "遅れたとき 送信 2日以内")),
        Rule::kw_priority => Some(("priority 10", "優先度 10")),
        Rule::kw_goal => {
            Some(("goal \"月5件の商談\" handoff at least 5 a month", "目標 \"月5件の商談\" 引き渡し 1か月 最低 5"))
        }
        Rule::kw_kpi => Some(("kpi complete at least 40%", "指標 完了 最低 40%")),
        Rule::kw_persona => Some(("persona \"製造業の生産管理のご担当者\"", "人物像 \"製造業の生産管理のご担当者\"")),
        Rule::kw_handoff => Some((
            "handoff to inside_sales because \"導入事例を閲覧\"",
            "引き渡し inside_sales 理由 \"導入事例を閲覧\"",
        )),
        Rule::kw_set => Some(("set lead.deal = talking", "設定 lead.deal = talking")),
        Rule::kw_score => Some(("score +10 because \"セミナー参加\"", "スコア +10 理由 \"セミナー参加\"")),
        _ => None,
    }
}

fn test_example(first: Rule) -> Option<Example> {
    match first {
        Rule::kw_lead => Some(("lead { name: \"田中\" }", "リード { name: \"田中\" }")),
        Rule::kw_at => Some(("at day 7 15:00 click thanks.guide", "7日後 15:00 クリック thanks.guide")),
        Rule::kw_expect => Some(("expect email thanks on day 3", "期待 メール thanks 3日後")),
        Rule::kw_open => Some(("open thanks", "開封 thanks")),
        Rule::kw_click => Some(("click thanks.guide", "クリック thanks.guide")),
        Rule::kw_set => Some(("set lead.deal = won", "設定 lead.deal = won")),
        Rule::kw_choose => Some(("choose short", "選択 short")),
        Rule::kw_no => Some(("no consent", "同意 なし")),
        _ => None,
    }
}
