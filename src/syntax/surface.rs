//! The two surfaces of the language: English and Japanese words for the same rules. Most words stand in the same order in
//! both; here is where Japanese leaves one out or has another order, and which of its words it chooses at which place.

use super::grammar::Rule;
use super::keywords::{KEYWORDS, Keyword, is_latin};

/// One of the two languages in which the words of the language can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surface {
    /// `send thanks`.
    English,
    /// `送信 thanks`.
    Japanese,
}

/// Where Japanese chooses another word than the first of its forms: (the rule around it, the word's rule, the form).
const CHOICES: &[(Rule, Rule, &str)] = &[
    (Rule::stop_when, Rule::kw_when, "条件"),
    (Rule::rank, Rule::kw_from, "以上"),
    (Rule::silence, Rule::kw_for, "期間"),
    (Rule::on_step, Rule::kw_on, "予定"),
    (Rule::expect_email, Rule::kw_on, "予定"),
    (Rule::window, Rule::kw_in, "期間"),
    (Rule::cap, Rule::kw_in, "期間"),
    (Rule::on_step, Rule::kw_else, "でなければ"),
    (Rule::wait_until_step, Rule::kw_else, "でなければ"),
    (Rule::answer, Rule::kw_else, "でなければ"),
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
    /// Before that part; it is left out only where that part begins with a digit.
    BeforeDigit(Rule),
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
    left_out(Rule::on_step, Rule::kw_on, Place::BeforeDigit(Rule::moment)),
    left_out(Rule::expect_email, Rule::kw_on, Place::Before(Rule::kw_day)),
    left_out(Rule::expect_email, Rule::kw_at, Place::Before(Rule::time)),
    left_out(Rule::moment, Rule::kw_at, Place::Before(Rule::time)),
    left_out(Rule::timed_action, Rule::kw_at, Place::BeforeDigit(Rule::test_time)),
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

/// All other orders.
pub(super) const ORDERS: &[Order] = &[
    Order {
        inside: Rule::day_moment,
        english: &[Rule::kw_day, Rule::integer],
        japanese: &[Rule::integer, Rule::kw_day],
    },
    Order {
        inside: Rule::test_time,
        english: &[Rule::kw_day, Rule::integer],
        japanese: &[Rule::integer, Rule::kw_day],
    },
    Order {
        inside: Rule::expect_email,
        english: &[Rule::kw_day, Rule::integer],
        japanese: &[Rule::integer, Rule::kw_day],
    },
    Order {
        inside: Rule::around_moment,
        english: &[Rule::amount, Rule::kw_before, Rule::kw_after, Rule::date, Rule::call, Rule::path],
        japanese: &[Rule::date, Rule::call, Rule::path, Rule::amount, Rule::kw_before, Rule::kw_after],
    },
    Order {
        inside: Rule::wait_until_step,
        english: &[Rule::kw_until, Rule::moment],
        japanese: &[Rule::moment, Rule::kw_until],
    },
    Order {
        inside: Rule::again,
        english: &[Rule::kw_after, Rule::amount],
        japanese: &[Rule::amount, Rule::kw_after],
    },
    Order {
        inside: Rule::basis,
        english: &[
            Rule::kw_gives,
            Rule::kw_needs,
            Rule::kw_consent,
            Rule::kw_written,
            Rule::kw_business,
            Rule::kw_relation,
            Rule::kw_published,
        ],
        japanese: &[
            Rule::kw_consent,
            Rule::kw_written,
            Rule::kw_business,
            Rule::kw_relation,
            Rule::kw_published,
            Rule::kw_gives,
            Rule::kw_needs,
        ],
    },
    Order {
        inside: Rule::silence,
        english: &[Rule::kw_no, Rule::event_name],
        japanese: &[Rule::event_name, Rule::kw_no],
    },
    Order {
        inside: Rule::at_most,
        english: &[Rule::kw_at, Rule::kw_most, Rule::integer, Rule::kw_times, Rule::kw_a, Rule::unit],
        japanese: &[Rule::kw_a, Rule::unit, Rule::kw_at, Rule::kw_most, Rule::integer, Rule::kw_times],
    },
    Order {
        inside: Rule::cap,
        english: &[
            Rule::kw_at,
            Rule::kw_most,
            Rule::integer,
            Rule::kw_emails,
            Rule::kw_a,
            Rule::unit,
            Rule::kw_in,
            Rule::amount,
        ],
        japanese: &[
            Rule::kw_a,
            Rule::unit,
            Rule::kw_in,
            Rule::amount,
            Rule::kw_at,
            Rule::kw_most,
            Rule::integer,
            Rule::kw_emails,
        ],
    },
    Order {
        inside: Rule::rank,
        english: &[Rule::kw_below, Rule::kw_from, Rule::whole_number],
        japanese: &[Rule::whole_number, Rule::kw_below, Rule::kw_from],
    },
    Order {
        inside: Rule::score_reaches,
        english: &[Rule::kw_reaches, Rule::whole_number],
        japanese: &[Rule::whole_number, Rule::kw_reaches],
    },
    Order {
        inside: Rule::answer,
        english: &[Rule::kw_within, Rule::amount],
        japanese: &[Rule::amount, Rule::kw_within],
    },
];

/// Japanese words that belong to the number, or the number with its unit, before them: `3日`, `3日前`, `20以上`.
const SUFFIXES: &[&str] = &["回", "通", "日後", "前", "後", "以内", "以内に", "以上", "未満"];

impl Surface {
    /// The order of parts inside a rule, if it has one of its own.
    pub(super) fn order(self, inside: Rule) -> Option<&'static [Rule]> {
        let order = ORDERS.iter().find(|order| order.inside == inside)?;
        Some(match self {
            Self::English => order.english,
            Self::Japanese => order.japanese,
        })
    }

    /// The form of a word inside a rule. `one` says that it stands with the number 1.
    pub(super) fn form(self, word: Rule, inside: Rule, one: bool) -> Option<&'static str> {
        let keyword = KEYWORDS.iter().find(|keyword| keyword.rule == word)?;
        match self {
            Self::English => english(keyword, one),
            Self::Japanese => {
                let chosen = CHOICES.iter().find(|(around, rule, _)| *around == inside && *rule == word);
                chosen.map(|(_, _, form)| *form).or_else(|| japanese(keyword))
            }
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

/// Whether a written word belongs to the number before it.
pub(super) fn joins_number(rule: Rule, written: &str) -> bool {
    let unit = UNITS.contains(&rule);
    !is_latin(written) && (unit || SUFFIXES.contains(&written))
}

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
