//! The kinds of places in a file: what may stand there, and what to call it.

use crate::diagnostic::Text;
use crate::syntax::grammar::Rule;

/// A kind of place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::syntax) enum Context {
    /// Outside of all braces.
    Declaration,
    /// In a sender.
    SenderEntry,
    /// In a lead or an event.
    Field,
    /// In an email.
    EmailEntry,
    /// In a variant of an email.
    VariantEntry,
    /// In a message.
    MessageEntry,
    /// In a score.
    ScoreRule,
    /// In `ranks`.
    Rank,
    /// In a team.
    TeamEntry,
    /// In limits.
    LimitEntry,
    /// In the braces of a test's lead or event.
    ValueField,
    /// After `when`.
    WhenTrigger,
    /// In `await`.
    Arm,
    /// After `await`.
    AwaitLimit,
    /// In `match`.
    MatchArm,
    /// After `match`.
    MatchSubject,
    /// In `split`.
    SplitArm,
    /// After `split`.
    SplitHead,
    /// After `repeat`.
    RepeatLimit,
    /// After `if`.
    Condition,
    /// In a scenario.
    ScenarioLine,
    /// In the braces of a step.
    StepLine,
    /// In a test.
    TestLine,
    /// In `{{ }}`.
    TemplateTag,
}

impl Context {
    /// The rule for one such thing alone.
    pub(super) const fn rule(self) -> Rule {
        match self {
            Self::Declaration => Rule::only_declaration_head,
            Self::SenderEntry => Rule::only_sender_entry,
            Self::Field => Rule::only_field,
            Self::EmailEntry => Rule::only_email_entry,
            Self::VariantEntry => Rule::only_variant_entry,
            Self::MessageEntry => Rule::only_message_entry,
            Self::ScoreRule => Rule::only_score_rule,
            Self::Rank => Rule::only_rank,
            Self::TeamEntry => Rule::only_team_entry,
            Self::LimitEntry => Rule::only_limit_entry,
            Self::ValueField => Rule::only_value_field,
            Self::WhenTrigger => Rule::only_when_trigger,
            Self::Arm => Rule::only_arm,
            Self::AwaitLimit => Rule::only_await_limit,
            Self::MatchArm => Rule::only_match_arm,
            Self::MatchSubject => Rule::only_match_subject,
            Self::SplitArm => Rule::only_split_arm,
            Self::SplitHead => Rule::only_split_head,
            Self::RepeatLimit => Rule::only_repeat_limit,
            Self::Condition => Rule::only_condition,
            Self::ScenarioLine => Rule::only_scenario_line,
            Self::StepLine => Rule::only_step_line,
            Self::TestLine => Rule::only_test_line,
            Self::TemplateTag => Rule::template_tag,
        }
    }

    /// Whether each thing stands on a line of its own.
    pub(super) const fn is_lines(self) -> bool {
        matches!(self, Self::ScenarioLine | Self::StepLine | Self::TestLine)
    }

    /// What stands there: `a step`.
    pub(super) fn what(self) -> Text {
        match self {
            Self::Declaration => Text::new("a declaration", "宣言"),
            Self::SenderEntry => Text::new("an entry of a sender", "送信者の項目"),
            Self::Field | Self::ValueField => Text::new("a field", "項目"),
            Self::EmailEntry | Self::VariantEntry => Text::new("an entry of an email", "メールの項目"),
            Self::MessageEntry => Text::new("an entry of a message", "メッセージの項目"),
            Self::ScoreRule => Text::new("a score rule", "スコアの規則"),
            Self::Rank => Text::new("a rank", "ランク"),
            Self::TeamEntry => Text::new("an entry of a team", "チームの項目"),
            Self::LimitEntry => Text::new("a limit", "配信制限の項目"),
            Self::WhenTrigger | Self::Arm => Text::new("something that a lead does", "リードの行動"),
            Self::AwaitLimit => Text::new("`up to` with a length of time", "`up to` と期間"),
            Self::MatchArm => Text::new("a value with its steps", "値とステップ"),
            Self::MatchSubject => Text::new("a field such as `lead.industry`", "`lead.industry` のような項目"),
            Self::SplitArm => Text::new("a name with its share, such as `short 50%`", "`short 50%` のような名前と割合"),
            Self::SplitHead => Text::new("`{` at once", "すぐに `{`"),
            Self::RepeatLimit => Text::new("`at most` with a number of times", "`at most` と回数"),
            Self::Condition => Text::new("a condition", "条件"),
            Self::ScenarioLine | Self::StepLine => Text::new("a step", "ステップ"),
            Self::TestLine => Text::new("a line of a test", "テストの行"),
            Self::TemplateTag => Text::new("something to insert", "差し込む項目"),
        }
    }

    /// Where it stands: `in a scenario`.
    pub(super) fn place(self) -> Text {
        match self {
            Self::Declaration => Text::new("outside of all blocks", "ブロックの外"),
            Self::SenderEntry => Text::new("in a sender", "`sender` の中"),
            Self::Field => Text::new("in a list of fields", "項目の一覧の中"),
            Self::EmailEntry => Text::new("in an email", "`email` の中"),
            Self::VariantEntry => Text::new("in a variant", "`variant` の中"),
            Self::MessageEntry => Text::new("in a message", "`message` の中"),
            Self::ScoreRule => Text::new("in `score`", "`score` の中"),
            Self::Rank => Text::new("in `ranks`", "`ranks` の中"),
            Self::TeamEntry => Text::new("in a team", "`team` の中"),
            Self::LimitEntry => Text::new("in `limits`", "`limits` の中"),
            Self::ValueField => Text::new("in a list of values", "値の一覧の中"),
            Self::WhenTrigger => Text::new("after `when`", "`when` のあと"),
            Self::Arm => Text::new("in `await`", "`await` の中"),
            Self::AwaitLimit => Text::new("after `await`", "`await` のあと"),
            Self::MatchArm => Text::new("in `match`", "`match` の中"),
            Self::MatchSubject => Text::new("after `match`", "`match` のあと"),
            Self::SplitArm => Text::new("in `split`", "`split` の中"),
            Self::SplitHead => Text::new("after `split`", "`split` のあと"),
            Self::RepeatLimit => Text::new("after `repeat`", "`repeat` のあと"),
            Self::Condition => Text::new("in a condition", "条件の中"),
            Self::ScenarioLine => Text::new("in a scenario", "`scenario` の中"),
            Self::StepLine => Text::new("among the steps of a block", "ステップのブロックの中"),
            Self::TestLine => Text::new("in a test", "`test` の中"),
            Self::TemplateTag => Text::new("between `{{` and `}}`", "`{{ }}` の中"),
        }
    }

    /// The words that begin a line there.
    pub(in crate::syntax) const fn starters(self) -> &'static [Rule] {
        match self {
            Self::Declaration => &[
                Rule::kw_scenario,
                Rule::kw_email,
                Rule::kw_sender,
                Rule::kw_lead,
                Rule::kw_event,
                Rule::kw_score,
                Rule::kw_team,
                Rule::kw_when,
                Rule::kw_limits,
                Rule::kw_test,
                Rule::kw_use,
                Rule::kw_message,
                Rule::kw_content,
                Rule::kw_segment,
                Rule::kw_audience,
                Rule::kw_ensure,
            ],
            Self::SenderEntry => &[Rule::kw_name, Rule::kw_from, Rule::kw_address, Rule::kw_contact, Rule::kw_reply],
            Self::EmailEntry => &[
                Rule::kw_subject,
                Rule::kw_preheader,
                Rule::kw_sender,
                Rule::kw_link,
                Rule::kw_body,
                Rule::kw_invitation,
                Rule::kw_variant,
                Rule::kw_try,
            ],
            Self::VariantEntry => &[Rule::kw_subject, Rule::kw_preheader, Rule::kw_link, Rule::kw_body],
            Self::MessageEntry => &[Rule::kw_to, Rule::kw_link, Rule::kw_body],
            Self::ScoreRule => &[Rule::kw_opened, Rule::kw_clicked, Rule::kw_no, Rule::kw_ranks],
            Self::TeamEntry => &[Rule::kw_member, Rule::kw_assign, Rule::kw_answer, Rule::kw_via],
            Self::LimitEntry => &[Rule::kw_zone, Rule::kw_send, Rule::kw_at, Rule::kw_closed],
            Self::WhenTrigger => &[Rule::kw_score, Rule::kw_click, Rule::kw_open],
            Self::Arm => &[Rule::kw_click, Rule::kw_open, Rule::kw_otherwise],
            Self::AwaitLimit => &[Rule::kw_up],
            Self::MatchArm => &[Rule::kw_missing, Rule::kw_otherwise],
            Self::RepeatLimit => &[Rule::kw_at],
            Self::ScenarioLine => &[
                Rule::kw_start,
                Rule::kw_again,
                Rule::kw_stop,
                Rule::kw_send,
                Rule::kw_wait,
                Rule::kw_on,
                Rule::kw_await,
                Rule::kw_if,
                Rule::kw_go,
                Rule::kw_handoff,
                Rule::kw_set,
                Rule::kw_score,
                Rule::kw_match,
                Rule::kw_split,
                Rule::kw_repeat,
                Rule::kw_begin,
                Rule::kw_notify,
                Rule::kw_add,
                Rule::kw_remove,
                Rule::kw_call,
                Rule::kw_one,
                Rule::kw_late,
                Rule::kw_priority,
                Rule::kw_goal,
                Rule::kw_kpi,
                Rule::kw_persona,
            ],
            Self::StepLine => &[
                Rule::kw_send,
                Rule::kw_wait,
                Rule::kw_on,
                Rule::kw_await,
                Rule::kw_if,
                Rule::kw_go,
                Rule::kw_handoff,
                Rule::kw_set,
                Rule::kw_score,
                Rule::kw_match,
                Rule::kw_split,
                Rule::kw_repeat,
                Rule::kw_begin,
                Rule::kw_notify,
                Rule::kw_add,
                Rule::kw_remove,
                Rule::kw_call,
                Rule::kw_stop,
            ],
            Self::TestLine => &[
                Rule::kw_lead,
                Rule::kw_at,
                Rule::kw_expect,
                Rule::kw_open,
                Rule::kw_click,
                Rule::kw_set,
                Rule::kw_unsubscribe,
                Rule::kw_start,
                Rule::kw_choose,
                Rule::kw_no,
            ],
            Self::Field
            | Self::Rank
            | Self::ValueField
            | Self::Condition
            | Self::MatchSubject
            | Self::SplitArm
            | Self::SplitHead
            | Self::TemplateTag => &[],
        }
    }
}
