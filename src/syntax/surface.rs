//! The two surfaces of the language: English and Japanese words for the same rules. Most words stand in the same order in
//! both; here is where Japanese leaves one out or has another order, and which of its words it chooses at which place.

use super::grammar::Rule;
use super::keywords::{KEYWORDS, Keyword, is_keyword, is_latin};
use crate::diagnostic::Text;

/// One of the two languages in which the words of the language can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surface {
    /// `send thanks`.
    English,
    /// `送信 thanks`.
    Japanese,
}

/// How many lines tell in which words a text is written.
const LINES_LOOKED_AT: usize = 1000;

/// Where Japanese chooses another word than the first of its forms: (the rule around it, the word's rule, the form).
const CHOICES: &[(Rule, Rule, &str)] = &[
    (Rule::stop_when, Rule::kw_when, "条件"),
    (Rule::start_when, Rule::kw_when, "条件"),
    (Rule::segment_declaration, Rule::kw_when, "条件"),
    (Rule::rank, Rule::kw_from, "以上"),
    (Rule::silence, Rule::kw_for, "期間"),
    (Rule::on_step, Rule::kw_on, "予定"),
    (Rule::in_group, Rule::kw_in, "含まれる"),
    (Rule::window, Rule::kw_in, "期間"),
    (Rule::cap, Rule::kw_in, "期間"),
    (Rule::ensure_cap, Rule::kw_in, "期間"),
    (Rule::ensure_silence, Rule::kw_emails, "メール"),
    (Rule::ensure_ends, Rule::kw_every, "すべての"),
    (Rule::on_step, Rule::kw_else, "でなければ"),
    (Rule::wait_until_step, Rule::kw_else, "でなければ"),
    (Rule::answer, Rule::kw_else, "でなければ"),
    (Rule::late_send, Rule::kw_else, "でなければ"),
    (Rule::schedule, Rule::unit_months, "毎月"),
    (Rule::schedule, Rule::unit_weeks, "毎週"),
    (Rule::schedule, Rule::unit_days, "毎日"),
    (Rule::schedule, Rule::kw_day, "日"),
    (Rule::one_for_each, Rule::kw_each, "単位"),
    (Rule::repeat_until, Rule::kw_until, "終了条件"),
    (Rule::message_to, Rule::kw_to, "宛先"),
    (Rule::email_invitation, Rule::kw_from, "開始"),
    (Rule::email_invitation, Rule::kw_to, "終了"),
    (Rule::email_invitation, Rule::kw_for, "期間"),
    (Rule::email_invitation, Rule::kw_at, "場所"),
];

/// Where English chooses another word than the plural, which is its first form, whatever number stands before it.
const ENGLISH_CHOICES: &[(Rule, Rule, &str)] = &[
    (Rule::ensure_silence, Rule::kw_emails, "email"),
    (Rule::schedule, Rule::unit_months, "month"),
    (Rule::schedule, Rule::unit_weeks, "week"),
    (Rule::schedule, Rule::unit_days, "day"),
];

/// A word that Japanese leaves out.
#[derive(Debug)]
pub(super) struct LeftOut {
    /// The rule around it.
    pub inside: Rule,
    /// The word.
    pub word: Rule,
    /// Where English has it.
    pub place: Place,
}

/// A place beside another part of the same rule.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place {
    /// Behind that part.
    Behind(Rule),
    /// Before that part.
    Before(Rule),
    /// Before that part; it is left out only where that part is a date or a number of days.
    BeforeDay(Rule),
}

const fn left_out(inside: Rule, word: Rule, place: Place) -> LeftOut {
    LeftOut { inside, word, place }
}

/// The words that Japanese leaves out. Several at one place stand in the order of English.
pub(super) const LEFT_OUT: &[LeftOut] = &[
    left_out(Rule::sender_entry, Rule::kw_to, Place::Behind(Rule::kw_reply)),
    left_out(Rule::list_of, Rule::kw_of, Place::Behind(Rule::kw_list)),
    left_out(Rule::one_of, Rule::kw_of, Place::Behind(Rule::kw_one)),
    left_out(Rule::at_most, Rule::kw_at, Place::Before(Rule::kw_most)),
    left_out(Rule::cap, Rule::kw_at, Place::Before(Rule::kw_most)),
    left_out(Rule::cap, Rule::kw_for, Place::Before(Rule::kw_each)),
    left_out(Rule::cap, Rule::kw_lead, Place::Behind(Rule::kw_each)),
    left_out(Rule::assign, Rule::kw_in, Place::Before(Rule::kw_turn)),
    left_out(Rule::start_by_hand, Rule::kw_by, Place::Before(Rule::kw_hand)),
    left_out(Rule::basis, Rule::kw_business, Place::Before(Rule::kw_relation)),
    left_out(Rule::await_step, Rule::kw_to, Place::Behind(Rule::kw_up)),
    left_out(Rule::go_step, Rule::kw_to, Place::Behind(Rule::kw_go)),
    left_out(Rule::handoff_step, Rule::kw_to, Place::Behind(Rule::kw_handoff)),
    left_out(Rule::expect_handoff, Rule::kw_to, Place::Behind(Rule::kw_handoff)),
    left_out(Rule::is_known, Rule::kw_is, Place::Before(Rule::kw_missing)),
    left_out(Rule::is_known, Rule::kw_is, Place::Before(Rule::kw_known)),
    left_out(Rule::window, Rule::kw_start, Place::Behind(Rule::kw_since)),
    left_out(Rule::sending, Rule::kw_day, Place::Behind(Rule::kw_every)),
    left_out(Rule::holidays, Rule::kw_not, Place::Before(Rule::kw_holidays)),
    left_out(Rule::holidays, Rule::kw_on, Place::Before(Rule::kw_holidays)),
    left_out(Rule::holidays, Rule::kw_of, Place::Behind(Rule::kw_holidays)),
    left_out(Rule::expect_nothing, Rule::kw_more, Place::Behind(Rule::kw_nothing)),
    left_out(Rule::on_step, Rule::kw_on, Place::BeforeDay(Rule::moment)),
    left_out(Rule::expect_email, Rule::kw_on, Place::Before(Rule::kw_day)),
    left_out(Rule::expect_email, Rule::kw_at, Place::Before(Rule::time)),
    left_out(Rule::expect_handoff, Rule::kw_on, Place::Before(Rule::kw_day)),
    left_out(Rule::expect_handoff, Rule::kw_at, Place::Before(Rule::time)),
    left_out(Rule::expect_notice, Rule::kw_on, Place::Before(Rule::kw_day)),
    left_out(Rule::expect_notice, Rule::kw_at, Place::Before(Rule::time)),
    left_out(Rule::expect_call, Rule::kw_on, Place::Before(Rule::kw_day)),
    left_out(Rule::expect_call, Rule::kw_at, Place::Before(Rule::time)),
    left_out(Rule::moment, Rule::kw_at, Place::Before(Rule::time)),
    left_out(Rule::timed_action, Rule::kw_at, Place::BeforeDay(Rule::test_time)),
    left_out(Rule::for_everyone, Rule::kw_for, Place::Before(Rule::kw_everyone)),
    left_out(Rule::email_trial, Rule::kw_on, Place::Behind(Rule::kw_try)),
    left_out(Rule::email_trial, Rule::kw_by, Place::Behind(Rule::kw_winner)),
    left_out(Rule::ensure_cap, Rule::kw_at, Place::Before(Rule::kw_most)),
    left_out(Rule::repeat_step, Rule::kw_at, Place::Before(Rule::kw_most)),
    left_out(Rule::metric, Rule::kw_at, Place::Before(Rule::kw_most)),
    left_out(Rule::metric, Rule::kw_at, Place::Before(Rule::kw_least)),
    left_out(Rule::smallest_gap, Rule::kw_at, Place::Before(Rule::kw_least)),
    left_out(Rule::smallest_gap, Rule::kw_emails, Place::Behind(Rule::kw_between)),
    left_out(Rule::start_around, Rule::kw_at, Place::Before(Rule::time)),
    left_out(Rule::start_every, Rule::kw_at, Place::Before(Rule::time)),
    left_out(Rule::start_every, Rule::kw_every, Place::Before(Rule::schedule)),
    left_out(Rule::schedule, Rule::kw_on, Place::Before(Rule::kw_day)),
    left_out(Rule::schedule, Rule::kw_on, Place::Before(Rule::weekday)),
    left_out(Rule::one_for_each, Rule::kw_one, Place::Before(Rule::kw_each)),
    left_out(Rule::one_for_each, Rule::kw_for, Place::Before(Rule::kw_each)),
    left_out(Rule::capped, Rule::kw_when, Place::Before(Rule::kw_capped)),
    left_out(Rule::since_start, Rule::kw_start, Place::Behind(Rule::kw_since)),
    left_out(Rule::add_step, Rule::kw_to, Place::Behind(Rule::kw_add)),
    left_out(Rule::remove_step, Rule::kw_from, Place::Behind(Rule::kw_remove)),
    left_out(Rule::stop_mailing_step, Rule::kw_stop, Place::Before(Rule::kw_mailing)),
    left_out(Rule::expect_notice, Rule::kw_to, Place::Behind(Rule::kw_notice)),
    left_out(Rule::expect_stopped, Rule::kw_stopped, Place::Behind(Rule::kw_mailing)),
    left_out(Rule::test_basis, Rule::kw_business, Place::Before(Rule::kw_relation)),
];

/// Parts that stand in another order in Japanese.
#[derive(Debug)]
pub(super) struct Order {
    /// The rule around them.
    pub inside: Rule,
    /// In the order of English. Of alternatives, each.
    pub english: &'static [Rule],
    /// In the order of Japanese.
    pub japanese: &'static [Rule],
}

const fn order(inside: Rule, english: &'static [Rule], japanese: &'static [Rule]) -> Order {
    Order { inside, english, japanese }
}

/// All other orders.
pub(super) const ORDERS: &[Order] = &[
    order(Rule::day_moment, &[Rule::kw_day, Rule::integer], &[Rule::integer, Rule::kw_day]),
    order(Rule::test_time, &[Rule::kw_day, Rule::integer], &[Rule::integer, Rule::kw_day]),
    order(Rule::expect_email, &[Rule::kw_day, Rule::integer], &[Rule::integer, Rule::kw_day]),
    order(Rule::expect_handoff, &[Rule::kw_day, Rule::integer], &[Rule::integer, Rule::kw_day]),
    order(Rule::expect_notice, &[Rule::kw_day, Rule::integer], &[Rule::integer, Rule::kw_day]),
    order(Rule::expect_call, &[Rule::kw_day, Rule::integer], &[Rule::integer, Rule::kw_day]),
    order(Rule::schedule, &[Rule::kw_day, Rule::integer], &[Rule::integer, Rule::kw_day]),
    order(
        Rule::around_moment,
        &[Rule::amount, Rule::kw_before, Rule::kw_after, Rule::date, Rule::path],
        &[Rule::date, Rule::path, Rule::amount, Rule::kw_before, Rule::kw_after],
    ),
    order(Rule::wait_until_step, &[Rule::kw_until, Rule::moment], &[Rule::moment, Rule::kw_until]),
    order(Rule::again, &[Rule::kw_after, Rule::amount], &[Rule::amount, Rule::kw_after]),
    order(Rule::email_trial, &[Rule::kw_after, Rule::amount], &[Rule::amount, Rule::kw_after]),
    order(Rule::answer, &[Rule::kw_within, Rule::amount], &[Rule::amount, Rule::kw_within]),
    order(Rule::late_send, &[Rule::kw_within, Rule::amount], &[Rule::amount, Rule::kw_within]),
    order(
        Rule::ensure_ends,
        &[Rule::kw_ends, Rule::kw_within, Rule::amount],
        &[Rule::amount, Rule::kw_within, Rule::kw_ends],
    ),
    order(
        Rule::ensure_silence,
        &[
            Rule::kw_no,
            Rule::kw_emails,
            Rule::kw_after,
            Rule::kw_handoff,
            Rule::click,
            Rule::opening,
            Rule::change,
            Rule::event_reaction,
        ],
        &[
            Rule::kw_handoff,
            Rule::click,
            Rule::opening,
            Rule::change,
            Rule::event_reaction,
            Rule::kw_after,
            Rule::kw_emails,
            Rule::kw_no,
        ],
    ),
    order(
        Rule::basis,
        &[
            Rule::kw_gives,
            Rule::kw_needs,
            Rule::kw_consent,
            Rule::kw_written,
            Rule::kw_business,
            Rule::kw_relation,
            Rule::kw_published,
        ],
        &[
            Rule::kw_consent,
            Rule::kw_written,
            Rule::kw_business,
            Rule::kw_relation,
            Rule::kw_published,
            Rule::kw_gives,
            Rule::kw_needs,
        ],
    ),
    order(
        Rule::test_basis,
        &[Rule::kw_no, Rule::kw_consent, Rule::kw_written, Rule::kw_business, Rule::kw_relation, Rule::kw_published],
        &[Rule::kw_consent, Rule::kw_written, Rule::kw_business, Rule::kw_relation, Rule::kw_published, Rule::kw_no],
    ),
    order(
        Rule::silence,
        &[Rule::kw_no, Rule::kw_response, Rule::event_name],
        &[Rule::kw_response, Rule::event_name, Rule::kw_no],
    ),
    order(
        Rule::at_most,
        &[Rule::kw_at, Rule::kw_most, Rule::integer, Rule::kw_times, Rule::kw_a, Rule::unit],
        &[Rule::kw_a, Rule::unit, Rule::kw_at, Rule::kw_most, Rule::integer, Rule::kw_times],
    ),
    order(Rule::cap, COUNT_IN, IN_COUNT),
    order(Rule::ensure_cap, COUNT_IN, IN_COUNT),
    order(
        Rule::metric,
        &[Rule::kw_at, Rule::kw_least, Rule::kw_most, Rule::integer, Rule::kw_a, Rule::unit],
        &[Rule::kw_a, Rule::unit, Rule::kw_at, Rule::kw_least, Rule::kw_most, Rule::integer],
    ),
    order(
        Rule::smallest_gap,
        &[Rule::kw_at, Rule::kw_least, Rule::amount, Rule::kw_between, Rule::kw_emails],
        &[Rule::kw_between, Rule::kw_emails, Rule::kw_at, Rule::kw_least, Rule::amount],
    ),
    order(
        Rule::rank,
        &[Rule::kw_below, Rule::kw_from, Rule::whole_number],
        &[Rule::whole_number, Rule::kw_below, Rule::kw_from],
    ),
    order(Rule::score_reaches, &[Rule::kw_reaches, Rule::whole_number], &[Rule::whole_number, Rule::kw_reaches]),
];

/// `at most 2 emails in 7 days`.
const COUNT_IN: &[Rule] =
    &[Rule::kw_at, Rule::kw_most, Rule::integer, Rule::kw_emails, Rule::kw_a, Rule::unit, Rule::kw_in, Rule::amount];

/// `期間 7日 最大 2通`.
const IN_COUNT: &[Rule] =
    &[Rule::kw_a, Rule::unit, Rule::kw_in, Rule::amount, Rule::kw_at, Rule::kw_most, Rule::integer, Rule::kw_emails];

/// Japanese words that belong to the number before them, beside the units of time: `3回`, `20以上`.
const BEHIND_NUMBERS: &[&str] = &["回", "通", "日後", "日", "以上", "未満"];

/// Japanese words that belong to the length of time before them: `3日前`.
const BEHIND_UNITS: &[&str] = &["前", "後", "以内", "以内に"];

/// What messages call a word in Japanese where its first form means something else at the beginning of a line.
const BEGINNINGS: &[(Rule, &str)] = &[(Rule::kw_on, "3日後"), (Rule::kw_at, "2026-04-01 10:00")];

/// Words that are others in Japanese than one by one.
const PHRASES: &[(&str, &str)] = &[
    ("up to", "最大"),
    ("await up to", "反応待ち 最大"),
    ("at most", "最大"),
    ("go to", "移動"),
    ("else if", "それ以外 もし"),
    ("by hand", "手動"),
    ("is missing", "未入力"),
    ("is known", "入力済み"),
    ("nothing more", "これ以上なし"),
    ("one for each", "単位"),
    (", else", ", でなければ"),
    ("business relation", "取引関係"),
    ("stop when", "停止 条件"),
    ("stop on", "停止 きっかけ"),
];

impl Surface {
    /// The one in which most of the first lines of a text begin; English where none does.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let (mut english, mut japanese) = (0_usize, 0_usize);
        for line in text.lines().take(LINES_LOOKED_AT) {
            let line = line.trim_start();
            let word = line.split(|one: char| !unicode_ident::is_xid_continue(one)).next().unwrap_or_default();
            if is_keyword(word) {
                *if is_latin(word) { &mut english } else { &mut japanese } += 1;
            }
        }
        if japanese > english { Self::Japanese } else { Self::English }
    }

    /// Whether a text has a word of the language in this surface.
    #[must_use]
    pub fn writes(self, text: &str) -> bool {
        let mut words = text.split(|one: char| !unicode_ident::is_xid_continue(one));
        words.any(|word| is_keyword(word) && is_latin(word) == (self == Self::English))
    }

    /// A word as messages name it, where it begins a line.
    pub(super) fn beginning(self, word: Rule) -> Option<&'static str> {
        let special = BEGINNINGS.iter().find(|(rule, _)| *rule == word).map(|(_, form)| *form);
        special.filter(|_| self == Self::Japanese).or_else(|| self.word(word))
    }

    /// English words of the language in this surface; nothing where one of them is not of the language.
    #[must_use]
    pub fn phrase(self, words: &str) -> Option<String> {
        if self == Self::English {
            return Some(words.to_owned());
        }
        if let Some((_, japanese)) = PHRASES.iter().find(|(english, _)| *english == words.trim()) {
            return Some((*japanese).to_owned());
        }
        let rule =
            |word: &str| KEYWORDS.iter().find(|keyword| keyword.forms.contains(&word)).map(|keyword| keyword.rule);
        let words: Option<Vec<&str>> = words.split_whitespace().map(|word| self.word(rule(word)?)).collect();
        words.map(|words| words.join(" ")).filter(|words| !words.is_empty())
    }

    /// A text of a message with the words between its backticks in this surface.
    pub(super) fn name_words(self, text: &Text) -> Text {
        let turned = |text: &str| {
            let parts = text.split('`').enumerate().map(|(number, part)| {
                let own = if number % 2 == 1 { self.phrase(part) } else { None };
                own.unwrap_or_else(|| part.to_owned())
            });
            parts.collect::<Vec<_>>().join("`")
        };
        if self == Self::English { text.clone() } else { Text::new(turned(&text.en), turned(&text.ja)) }
    }

    /// The first form of a word.
    pub(super) fn word(self, word: Rule) -> Option<&'static str> {
        let keyword = KEYWORDS.iter().find(|keyword| keyword.rule == word)?;
        match self {
            Self::English => english(keyword, false),
            Self::Japanese => japanese(keyword),
        }
    }

    /// The order of parts inside a rule, if it has one of its own.
    pub(super) fn order(self, inside: Rule) -> Option<&'static [Rule]> {
        let order = ORDERS.iter().find(|order| order.inside == inside)?;
        Some(match self {
            Self::English => order.english,
            Self::Japanese => order.japanese,
        })
    }

    /// The form that Japanese chooses for a word inside a rule, where that is not the usual one.
    pub(super) fn chosen(self, word: Rule, inside: Rule) -> Option<&'static str> {
        let chosen = CHOICES.iter().find(|(around, rule, _)| *around == inside && *rule == word);
        chosen.map(|(_, _, form)| *form).filter(|_| self == Self::Japanese)
    }

    /// Whether that form of a word is for one place only, and not another way of writing it everywhere.
    pub(super) fn is_for_one_place(word: Rule, form: &str) -> bool {
        let usual = Self::Japanese.word(word) == Some(form);
        !usual && CHOICES.iter().any(|(_, rule, chosen)| *rule == word && *chosen == form)
    }

    /// The form of a word inside a rule. `one` says that it stands with the number 1.
    pub(super) fn form(self, word: Rule, inside: Rule, one: bool) -> Option<&'static str> {
        let keyword = KEYWORDS.iter().find(|keyword| keyword.rule == word)?;
        match self {
            Self::English => {
                let chosen = ENGLISH_CHOICES.iter().find(|(around, rule, _)| *around == inside && *rule == word);
                chosen.map(|(_, _, form)| *form).or_else(|| english(keyword, one))
            }
            Self::Japanese => self.chosen(word, inside).or_else(|| japanese(keyword)),
        }
    }
}

/// The English form: of two, the plural stands first.
fn english(keyword: &Keyword, one: bool) -> Option<&'static str> {
    let mut forms = keyword.forms.iter().filter(|form| is_latin(form));
    let first = forms.next();
    if one { forms.next().or(first) } else { first }.copied()
}

fn japanese(keyword: &Keyword) -> Option<&'static str> {
    keyword.forms.iter().find(|form| !is_latin(form)).copied()
}

/// Whether a Japanese word belongs to the number before it.
pub(super) fn joins_number(rule: Rule, written: &str) -> bool {
    UNITS.contains(&rule) || BEHIND_NUMBERS.contains(&written)
}

/// Whether a Japanese word belongs to the length of time before it.
pub(super) fn joins_unit(written: &str) -> bool {
    BEHIND_UNITS.contains(&written)
}

/// The days of the week, Monday first.
pub(super) const WEEKDAYS: [Rule; 7] = [
    Rule::kw_monday,
    Rule::kw_tuesday,
    Rule::kw_wednesday,
    Rule::kw_thursday,
    Rule::kw_friday,
    Rule::kw_saturday,
    Rule::kw_sunday,
];

/// Units of time.
pub(super) const UNITS: &[Rule] = &[
    Rule::unit_minutes,
    Rule::unit_hours,
    Rule::unit_days,
    Rule::unit_business_days,
    Rule::unit_weeks,
    Rule::unit_months,
    Rule::unit_years,
];
