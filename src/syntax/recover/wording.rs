//! Which form of a word a place has. Several Japanese words share one rule of the grammar (`いつでも` and `条件` are both `when`,
//! `以上` and `差出人` both `from`), and some English words Japanese leaves out or puts elsewhere: so what a message names, or a
//! fix inserts, depends on what stands around it.

use super::Context;
use super::decide::{Line, failure};
use super::examples::Example;
use crate::syntax::grammar::Rule;
use crate::syntax::keywords::forms;
use crate::syntax::surface::{LEFT_OUT, Surface, UNITS};

/// What a line is inside of, once it has one of these words.
const INSIDE: &[(Rule, &[Rule])] = &[
    (Rule::kw_segment, &[Rule::segment_declaration]),
    (Rule::kw_event, &[Rule::for_everyone]),
    (Rule::kw_ensure, &[Rule::ensure_cap, Rule::ensure_silence, Rule::ensure_ends]),
    (Rule::kw_no, &[Rule::silence]),
    (Rule::kw_did, &[Rule::window]),
    (Rule::kw_count, &[Rule::window]),
    (Rule::kw_invitation, &[Rule::email_invitation]),
    (Rule::kw_try, &[Rule::email_trial]),
    (Rule::kw_repeat, &[Rule::repeat_step, Rule::repeat_until]),
    (Rule::kw_ranks, &[Rule::rank]),
    (Rule::kw_start, &[Rule::start_when, Rule::start_every, Rule::start_around, Rule::start_by_hand, Rule::basis]),
    (Rule::kw_stop, &[Rule::stop_when, Rule::stop_mailing_step]),
    (Rule::kw_again, &[Rule::again]),
    (Rule::kw_wait, &[Rule::wait_until_step]),
    (Rule::kw_await, &[Rule::await_step]),
    (Rule::kw_go, &[Rule::go_step]),
    (Rule::kw_handoff, &[Rule::handoff_step]),
    (Rule::kw_add, &[Rule::add_step]),
    (Rule::kw_remove, &[Rule::remove_step]),
    (Rule::kw_notice, &[Rule::expect_notice]),
    (Rule::kw_answer, &[Rule::answer]),
    (Rule::kw_assign, &[Rule::assign]),
    (Rule::kw_late, &[Rule::late_send]),
    (Rule::kw_send, &[Rule::on_step]),
    (Rule::kw_goal, &[Rule::metric]),
    (Rule::kw_kpi, &[Rule::metric]),
    (Rule::kw_between, &[Rule::smallest_gap]),
    (Rule::kw_reply, &[Rule::sender_entry]),
    (Rule::kw_list, &[Rule::list_of]),
    (Rule::kw_one, &[Rule::one_of]),
];

/// What each thing of a kind of place is inside of.
const fn around(context: Context) -> &'static [Rule] {
    match context {
        Context::Declaration => &[Rule::when_declaration],
        Context::SenderEntry => &[Rule::sender_entry],
        Context::MessageEntry => &[Rule::message_to],
        Context::Rank => &[Rule::rank],
        Context::ScoreRule => &[Rule::at_most, Rule::silence],
        Context::LimitEntry => &[Rule::cap, Rule::smallest_gap, Rule::sending, Rule::holidays],
        Context::AwaitLimit => &[Rule::await_step],
        Context::RepeatLimit => &[Rule::repeat_step, Rule::repeat_until],
        Context::Arm => &[Rule::since_start],
        Context::ScenarioLine | Context::StepLine => &[Rule::moment, Rule::capped],
        Context::TestLine => &[Rule::expect_email, Rule::expect_nothing, Rule::expect_stopped, Rule::timed_action],
        Context::Field
        | Context::EmailEntry
        | Context::VariantEntry
        | Context::TeamEntry
        | Context::ValueField
        | Context::WhenTrigger
        | Context::MatchArm
        | Context::MatchSubject
        | Context::SplitArm
        | Context::SplitHead
        | Context::Condition
        | Context::TemplateTag => &[],
    }
}

/// Whether a word of that rule may begin such a line in that form. Of the forms that a rule has in Japanese, some are for
/// other places: `以上` is a `from`, but begins no entry of a sender.
pub(super) fn begins(context: Context, rule: Rule, word: &str) -> bool {
    let own = around(context).iter().find_map(|inside| Surface::Japanese.chosen(rule, *inside));
    forms(rule).contains(&word) && (own == Some(word) || !Surface::is_for_one_place(rule, word))
}

/// What no word of the grammar takes, and what is not ASCII: the orders of Japanese may begin with it.
const STRANGE: char = '\u{fffd}';

impl Line<'_> {
    /// The rules around the furthest point, the nearest first.
    fn inside(&self) -> Vec<Rule> {
        let count = self.tokens.iter().take_while(|token| token.range.end <= self.at).count();
        let told = self.tokens.iter().take(count).rev().flat_map(|token| {
            let word = self.slice(token.range.clone());
            INSIDE.iter().filter(move |(rule, _)| forms(*rule).contains(&word)).flat_map(|(_, inside)| *inside)
        });
        told.chain(around(self.context)).copied().collect()
    }

    /// What could stand at the furthest point, as a file in these words has it.
    pub(super) fn wanted(&self) -> Vec<Rule> {
        if self.explainer.surface == Surface::English {
            return self.expected.clone();
        }
        // A whole step may stand there, which is one phrase.
        if self.expects(&[Rule::kw_send]) && self.expects(&[Rule::kw_go]) {
            let own = |rule: &Rule| !self.stands_elsewhere(*rule);
            return self.expected.iter().copied().filter(own).collect();
        }
        let cut = format!("{}{STRANGE}", self.slice(0..self.at));
        let japanese = failure(self.context.rule(), &cut).filter(|(at, _)| *at == self.at).map(|(_, wanted)| wanted);
        let wanted = japanese.unwrap_or_else(|| self.expected.clone());
        let kept: Vec<Rule> = wanted.iter().copied().filter(|rule| !self.stands_elsewhere(*rule)).collect();
        if kept.is_empty() { wanted } else { kept }
    }

    /// Whether Japanese leaves the word out, or puts something before it that is not there.
    fn stands_elsewhere(&self, word: Rule) -> bool {
        let inside = self.inside();
        let chosen = inside.iter().any(|inside| Surface::Japanese.chosen(word, *inside).is_some());
        if !chosen && LEFT_OUT.iter().any(|out| out.word == word && inside.contains(&out.inside)) {
            return true;
        }
        inside.iter().any(|inside| {
            let before = |order: &'static [Rule]| order.iter().take_while(|part| **part != word);
            let Some(order) = Surface::Japanese.order(*inside).filter(|order| order.contains(&word)) else {
                return false;
            };
            let english = Surface::English.order(*inside).unwrap_or_default();
            let mut later = before(order).filter(|part| !before(english).any(|one| one == *part)).peekable();
            later.peek().is_some() && !before(order).any(|part| self.stands_before(*part))
        })
    }

    /// Whether the token before the furthest point may be, or end, such a part.
    fn stands_before(&self, part: Rule) -> bool {
        let (_, before) = self.before();
        let number = before.starts_with(|one: char| one.is_ascii_digit());
        let is_unit = UNITS.iter().any(|rule| forms(*rule).contains(&before));
        forms(part).contains(&before)
            || (number || is_unit) && matches!(part, Rule::amount | Rule::integer | Rule::whole_number | Rule::unit)
            || part == Rule::path && before.contains('.')
    }

    /// The form in which the file has an expected word here; none where its surface leaves the word out.
    pub(super) fn form_here(&self, word: Rule) -> Option<&'static str> {
        let surface = self.explainer.surface;
        if surface == Surface::English {
            return surface.word(word);
        }
        if self.stands_elsewhere(word) {
            return None;
        }
        self.inside().iter().find_map(|inside| surface.chosen(word, *inside)).or_else(|| surface.word(word))
    }

    /// A whole line that is right, for what the line is about where it stops.
    pub(super) fn example_inside(&self) -> Option<Example> {
        let expect = self.context == Context::TestLine && self.has_word(Rule::kw_expect);
        let every = self.text.contains('毎') || self.has_word(Rule::kw_every);
        let monthly = "start every month on day 1 at 9:00 for customers, needs consent";
        let pairs: &[(Rule, bool, Example)] = &[
            (Rule::kw_start, every, (monthly, "開始 毎月 1日 9:00 対象 customers, 同意 必要")),
            (Rule::kw_handoff, expect, ("expect handoff to inside_sales", "期待 引き渡し inside_sales")),
            (Rule::kw_notice, expect, ("expect notice to inside_sales", "期待 通知 inside_sales")),
            (Rule::kw_response, true, ("no response for 14 days", "反応 なし 期間 14日")),
            (Rule::kw_did, true, ("did download in 30 days", "行動あり download 期間 30日")),
            (Rule::kw_count, true, ("count(download) in 30 days >= 3", "回数(download) 期間 30日 >= 3")),
        ];
        pairs.iter().find(|(rule, holds, _)| *holds && self.has_word(*rule)).map(|(.., example)| *example)
    }

    /// Whether the line has that word before the furthest point.
    fn has_word(&self, rule: Rule) -> bool {
        let mut before = self.tokens.iter().take_while(|token| token.range.start < self.at.max(1));
        before.any(|token| forms(rule).contains(&self.slice(token.range.clone())))
    }
}
