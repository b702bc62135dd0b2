//! The words of the language: which rule of the grammar each belongs to and how it may be written. The grammar decides what
//! is understood; this table lets messages name the words that may stand at a place and find the one that was meant. A
//! test holds the two together.

use super::grammar::Rule;
use crate::diagnostic::fold;

/// A word of the language.
#[derive(Debug)]
pub(super) struct Keyword {
    /// Its rule in grammar/flow.pest.
    pub rule: Rule,
    /// Its forms, the one that messages show first.
    pub forms: &'static [&'static str],
}

const fn word(rule: Rule, forms: &'static [&'static str]) -> Keyword {
    Keyword { rule, forms }
}

/// All words, in the order of the grammar.
pub(super) const KEYWORDS: &[Keyword] = &[
    word(Rule::kw_use, &["use"]),
    word(Rule::kw_sender, &["sender"]),
    word(Rule::kw_lead, &["lead"]),
    word(Rule::kw_event, &["event"]),
    word(Rule::kw_email, &["email"]),
    word(Rule::kw_score, &["score"]),
    word(Rule::kw_team, &["team"]),
    word(Rule::kw_when, &["when"]),
    word(Rule::kw_scenario, &["scenario"]),
    word(Rule::kw_limits, &["limits"]),
    word(Rule::kw_test, &["test"]),
    word(Rule::kw_message, &["message"]),
    word(Rule::kw_content, &["content"]),
    word(Rule::kw_segment, &["segment"]),
    word(Rule::kw_audience, &["audience"]),
    word(Rule::kw_ensure, &["ensure"]),
    word(Rule::kw_name, &["name"]),
    word(Rule::kw_from, &["from"]),
    word(Rule::kw_address, &["address"]),
    word(Rule::kw_contact, &["contact"]),
    word(Rule::kw_reply, &["reply"]),
    word(Rule::kw_one, &["one"]),
    word(Rule::kw_of, &["of"]),
    word(Rule::kw_list, &["list"]),
    word(Rule::kw_transactional, &["transactional"]),
    word(Rule::kw_subject, &["subject"]),
    word(Rule::kw_preheader, &["preheader"]),
    word(Rule::kw_link, &["link"]),
    word(Rule::kw_body, &["body"]),
    word(Rule::kw_file, &["file"]),
    word(Rule::kw_opened, &["opened"]),
    word(Rule::kw_clicked, &["clicked"]),
    word(Rule::kw_any, &["any"]),
    word(Rule::kw_no, &["no"]),
    word(Rule::kw_at, &["at"]),
    word(Rule::kw_for, &["for"]),
    word(Rule::kw_most, &["most"]),
    word(Rule::kw_times, &["times", "time"]),
    word(Rule::kw_a, &["a", "an"]),
    word(Rule::kw_ranks, &["ranks"]),
    word(Rule::kw_below, &["below"]),
    word(Rule::kw_reaches, &["reaches"]),
    word(Rule::kw_member, &["member"]),
    word(Rule::kw_assign, &["assign"]),
    word(Rule::kw_turn, &["turn"]),
    word(Rule::kw_answer, &["answer"]),
    word(Rule::kw_within, &["within"]),
    word(Rule::kw_tell, &["tell"]),
    word(Rule::kw_start, &["start"]),
    word(Rule::kw_on, &["on"]),
    word(Rule::kw_by, &["by"]),
    word(Rule::kw_hand, &["hand"]),
    word(Rule::kw_where, &["where"]),
    word(Rule::kw_gives, &["gives"]),
    word(Rule::kw_needs, &["needs"]),
    word(Rule::kw_consent, &["consent"]),
    word(Rule::kw_written, &["written"]),
    word(Rule::kw_business, &["business"]),
    word(Rule::kw_relation, &["relation"]),
    word(Rule::kw_published, &["published"]),
    word(Rule::kw_again, &["again"]),
    word(Rule::kw_never, &["never"]),
    word(Rule::kw_always, &["always"]),
    word(Rule::kw_after, &["after"]),
    word(Rule::kw_before, &["before"]),
    word(Rule::kw_stop, &["stop"]),
    word(Rule::kw_send, &["send"]),
    word(Rule::kw_wait, &["wait"]),
    word(Rule::kw_until, &["until"]),
    word(Rule::kw_await, &["await"]),
    word(Rule::kw_up, &["up"]),
    word(Rule::kw_to, &["to"]),
    word(Rule::kw_otherwise, &["otherwise"]),
    word(Rule::kw_if, &["if"]),
    word(Rule::kw_else, &["else"]),
    word(Rule::kw_end, &["end"]),
    word(Rule::kw_go, &["go"]),
    word(Rule::kw_handoff, &["handoff"]),
    word(Rule::kw_because, &["because"]),
    word(Rule::kw_set, &["set"]),
    word(Rule::kw_now, &["now"]),
    word(Rule::kw_skip, &["skip"]),
    word(Rule::kw_click, &["click"]),
    word(Rule::kw_open, &["open"]),
    word(Rule::kw_day, &["day"]),
    word(Rule::kw_next, &["next"]),
    word(Rule::kw_monday, &["monday"]),
    word(Rule::kw_tuesday, &["tuesday"]),
    word(Rule::kw_wednesday, &["wednesday"]),
    word(Rule::kw_thursday, &["thursday"]),
    word(Rule::kw_friday, &["friday"]),
    word(Rule::kw_saturday, &["saturday"]),
    word(Rule::kw_sunday, &["sunday"]),
    word(Rule::unit_minutes, &["minutes", "minute"]),
    word(Rule::unit_hours, &["hours", "hour"]),
    word(Rule::unit_days, &["days", "day"]),
    word(Rule::unit_business_days, &["business days", "business day"]),
    word(Rule::unit_weeks, &["weeks", "week"]),
    word(Rule::unit_months, &["months", "month"]),
    word(Rule::unit_years, &["years", "year"]),
    word(Rule::kw_or, &["or"]),
    word(Rule::kw_and, &["and"]),
    word(Rule::kw_not, &["not"]),
    word(Rule::kw_in, &["in"]),
    word(Rule::kw_is, &["is"]),
    word(Rule::kw_missing, &["missing"]),
    word(Rule::kw_known, &["known"]),
    word(Rule::kw_received, &["received"]),
    word(Rule::kw_did, &["did"]),
    word(Rule::kw_count, &["count"]),
    word(Rule::kw_since, &["since"]),
    word(Rule::kw_true, &["true"]),
    word(Rule::kw_false, &["false"]),
    word(Rule::kw_zone, &["zone"]),
    word(Rule::kw_weekdays, &["weekdays"]),
    word(Rule::kw_every, &["every"]),
    word(Rule::kw_holidays, &["holidays"]),
    word(Rule::kw_emails, &["emails", "email"]),
    word(Rule::kw_each, &["each"]),
    word(Rule::kw_unsubscribe, &["unsubscribe"]),
    word(Rule::kw_expect, &["expect"]),
    word(Rule::kw_nothing, &["nothing"]),
    word(Rule::kw_more, &["more"]),
    word(Rule::kw_everyone, &["everyone"]),
    word(Rule::kw_via, &["via"]),
    word(Rule::kw_path, &["path"]),
    word(Rule::kw_ends, &["ends"]),
    word(Rule::kw_invitation, &["invitation"]),
    word(Rule::kw_variant, &["variant"]),
    word(Rule::kw_try, &["try"]),
    word(Rule::kw_winner, &["winner"]),
    word(Rule::kw_opens, &["opens"]),
    word(Rule::kw_clicks, &["clicks"]),
    word(Rule::kw_changes, &["changes"]),
    word(Rule::kw_late, &["late"]),
    word(Rule::kw_delay, &["delay"]),
    word(Rule::kw_capped, &["capped"]),
    word(Rule::kw_priority, &["priority"]),
    word(Rule::kw_goal, &["goal"]),
    word(Rule::kw_kpi, &["kpi"]),
    word(Rule::kw_complete, &["complete"]),
    word(Rule::kw_persona, &["persona"]),
    word(Rule::kw_match, &["match"]),
    word(Rule::kw_split, &["split"]),
    word(Rule::kw_repeat, &["repeat"]),
    word(Rule::kw_begin, &["begin"]),
    word(Rule::kw_notify, &["notify"]),
    word(Rule::kw_add, &["add"]),
    word(Rule::kw_remove, &["remove"]),
    word(Rule::kw_call, &["call"]),
    word(Rule::kw_mailing, &["mailing"]),
    word(Rule::kw_notice, &["notice"]),
    word(Rule::kw_stopped, &["stopped"]),
    word(Rule::kw_choose, &["choose"]),
    word(Rule::kw_least, &["least"]),
    word(Rule::kw_between, &["between"]),
    word(Rule::kw_closed, &["closed"]),
];

/// How many words at the beginning of [`KEYWORDS`] begin declarations.
const DECLARATIONS: usize = 16;

/// The rule of a word that begins declarations.
pub(super) fn declaration(word: &str) -> Option<Rule> {
    let found = KEYWORDS.iter().take(DECLARATIONS).find(|keyword| keyword.forms.contains(&word));
    found.map(|keyword| keyword.rule)
}

/// The forms of the word with that rule; none where the rule is no word.
pub(super) fn forms(rule: Rule) -> &'static [&'static str] {
    KEYWORDS.iter().find(|keyword| keyword.rule == rule).map_or(&[], |keyword| keyword.forms)
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
            for form in &expected {
                let whole = FlowParser::parse(*rule, form).map(|pairs| pairs.as_str().len());
                assert_eq!(whole.ok(), Some(form.len()), "{name} does not take {form}");
            }
            if *rule != Rule::unit_business_days {
                let mut literals = literals(*rule);
                literals.sort();
                expected.sort_unstable();
                assert_eq!(literals, expected, "forms of {name}");
            }
        }
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
