//! What leads do, asked for in other words: `if click guide`, `if guide not clicked`, `stop when click guide`, `when …` inside
//! a scenario, `click any email`.

use super::Context;
use super::decide::{Explanation, Line, failure, said};
use super::examples::of;
use super::rewrites::Helps;
use super::tokens::{Token, TokenKind};
use crate::diagnostic::{Fix, FixSafety, Text};
use crate::syntax::findings::WrongPlace;
use crate::syntax::grammar::Rule;
use crate::syntax::keywords::forms;
use crate::syntax::surface::Surface;

/// What is written for an opening or a click: (the word, whether it is a click, whether it is denied).
const VERBS: &[(&str, bool, bool)] = &[
    ("opened", false, false),
    ("open", false, false),
    ("opens", false, false),
    ("unopened", false, true),
    ("clicked", true, false),
    ("click", true, false),
    ("clicks", true, false),
    ("開封", false, false),
    ("開封済み", false, false),
    ("開封した", false, false),
    ("開封済", false, false),
    ("開封していない", false, true),
    ("開封しない", false, true),
    ("開封なし", false, true),
    ("未開封", false, true),
    ("クリック", true, false),
    ("クリック済み", true, false),
    ("クリック済", true, false),
    ("クリックした", true, false),
    ("クリックしていない", true, true),
    ("クリックしない", true, true),
    ("クリックなし", true, true),
    ("未クリック", true, true),
];

/// Words that deny.
const DENIALS: &[&str] = &["not", "no", "never", "isn", "wasn", "次ではない", "なし", "ない", "していない"];

/// Words between the mail and what was done with it that say nothing.
const FILLERS: &[&str] = &["is", "was", "has", "been", "were", "が", "を", "は", "の", "t", "'"];

/// Where a condition may begin, for a mail before what was done with it.
const JOINS: &[Rule] = &[Rule::kw_and, Rule::kw_or, Rule::kw_not, Rule::kw_when, Rule::kw_if, Rule::kw_where];

/// Words for all mails.
const ANY: &[&str] = &["any", "every", "all", "いずれかの", "すべての", "全ての"];

impl Line<'_> {
    /// The first case that fits.
    pub(super) fn asked(&self) -> Option<Explanation> {
        self.rule_inside()
            .or_else(|| self.any_email())
            .or_else(|| self.filtered_reaction())
            .or_else(|| self.reaction_for_condition())
            .or_else(|| self.mail_before_verb())
    }

    fn word(&self, at: usize) -> &str {
        self.tokens.get(at).map(|token| self.slice(token.range.clone())).unwrap_or_default()
    }

    fn is(&self, at: usize, rule: Rule) -> bool {
        forms(rule).contains(&self.word(at))
    }

    /// `when click guide { … }` among the steps of a scenario.
    fn rule_inside(&self) -> Option<Explanation> {
        let steps = matches!(self.context, Context::ScenarioLine | Context::StepLine);
        if !steps || !(self.is(0, Rule::kw_when) || self.word(0) == "いつでも") || self.index == 0 && self.at > 0 {
            return None;
        }
        let first = self.tokens.first()?.range.clone();
        let line = self.slice(first.end..self.text.len()).trim();
        let trigger = line.strip_suffix('{')?.trim();
        let condition = failure(Rule::only_condition, trigger).is_none();
        let does = self.is(1, Rule::kw_click) || self.is(1, Rule::kw_open) || !trigger.contains(' ');
        let reaction = failure(Rule::only_arm, line).is_none() && (does || !condition);
        if !reaction && !condition && failure(Rule::only_when_trigger, trigger).is_some() {
            return None;
        }
        let (when, if_word, await_words) = match self.explainer.surface {
            Surface::English => ("when", "if", "await up to 7 days"),
            Surface::Japanese => ("いつでも", "もし", "反応待ち 最大 7日"),
        };
        let rule = Text::new(
            format!("a rule that holds at any time, `{when} {trigger} {{ … }}`, stands outside of the scenario"),
            format!("いつでも働くルールなら、シナリオの外に `{when} {trigger} {{ … }}` と書いてください"),
        );
        let here = if reaction {
            Text::new(
                format!("to wait for it here, write `{await_words} {{ {trigger} {{ … }} }}`"),
                format!("ここで反応を待つなら `{await_words} {{ {trigger} {{ … }} }}` と書きます"),
            )
        } else if condition {
            Text::new(
                format!("to decide here, write `{if_word} {trigger} {{ … }}`"),
                format!("ここで分けるだけなら `{if_word} {trigger} {{ … }}` と書きます"),
            )
        } else {
            Text::new("it looks at every lead", "すべてのリードが対象になります")
        };
        let instead = Text::new(format!("{}; {}", rule.en, here.en), format!("{}。{}", rule.ja, here.ja));
        let finding = WrongPlace {
            span: self.span(first.clone()),
            written: self.slice(first.clone()).to_owned(),
            place: self.explainer.surface.name_words(&self.context.place()),
            choice: None,
            home: None,
            instead: Some(instead),
        };
        if reaction || !condition {
            return Some(said(&finding, Vec::new()));
        }
        // What belongs to an `if`, such as an `else` behind it, can be read as if it were one.
        let mut told = said(&finding, vec![self.edit(first.clone(), if_word)]);
        let title = Text::new(format!("write `{if_word}`"), format!("`{if_word}` に直す"));
        let edits = vec![(self.span(first), if_word.to_owned())];
        told.diagnostic = told.diagnostic.with_fix(Fix { safety: FixSafety::Unsafe, title, edits });
        Some(told)
    }

    /// `when click any email.pricing { … }`: only points are given for any mail.
    fn any_email(&self) -> Option<Explanation> {
        let asks = |at: &usize| self.is(*at, Rule::kw_clicked) || self.is(*at, Rule::kw_opened);
        let verb = |at: &usize| self.is(*at, Rule::kw_click) || self.is(*at, Rule::kw_open) || asks(at);
        let at = (0..self.tokens.len()).find(|at| verb(at) && ANY.contains(&self.word(at + 1)))?;
        if self.context == Context::ScoreRule || self.tokens.get(at)?.range.start > self.at {
            return None;
        }
        if self.has_condition_at(at) {
            return self.any_email_asked(at);
        }
        let any = self.tokens.get(at + 1)?.range.clone();
        let mail = self.tokens.get(at + 2).filter(|_| self.is(at + 2, Rule::kw_email));
        let range = any.start..mail.map_or(any.end, |mail| mail.range.end);
        let (reaction, points) = match self.explainer.surface {
            Surface::English => (format!("{} case_study", self.word(at)), "score { clicked any email +10 }"),
            Surface::Japanese => {
                (format!("{} case_study", self.word(at)), "スコア { クリック済み いずれかの メール +10 }")
            }
        };
        let instead = Text::new(
            format!(
                "name the email, as in `{reaction}`, and write one line for each; for all emails together give points, `{points}`"
            ),
            format!(
                "`{reaction}` のようにメールの名前を書き、メールごとに1行ずつ書いてください。すべてのメールをまとめて扱うのは `{points}` の点数だけです"
            ),
        );
        let finding = WrongPlace {
            span: self.span(range.clone()),
            written: self.slice(range).to_owned(),
            place: Text::new(format!("after `{}`", self.word(at)), format!("`{}` のあと", self.word(at))),
            choice: None,
            home: None,
            instead: Some(instead),
        };
        Some(said(&finding, Vec::new()))
    }

    /// Whether a condition, and no reaction, stands there.
    fn has_condition_at(&self, at: usize) -> bool {
        let joins = at.checked_sub(1).is_some_and(|before| JOINS.iter().any(|rule| self.is(before, *rule)));
        self.context == Context::Condition || joins
    }

    /// `if opened any email { … }`: each mail is asked for by its name.
    fn any_email_asked(&self, at: usize) -> Option<Explanation> {
        let surface = self.explainer.surface;
        let word = surface.word(if self.is(at, Rule::kw_click) || self.is(at, Rule::kw_clicked) {
            Rule::kw_clicked
        } else {
            Rule::kw_opened
        })?;
        let verb = self.tokens.get(at)?.range.clone();
        let last = if self.is(at + 2, Rule::kw_email) { at + 2 } else { at + 1 };
        let range = verb.start..self.tokens.get(last)?.range.end;
        let (one, two) = match self.explainer.declared.emails.as_slice() {
            [one, two, ..] => (*one, *two),
            [..] => ("thanks", "case_study"),
        };
        let or = surface.word(Rule::kw_or)?;
        let silence = of(surface, ("no response for 14 days", "反応 なし 期間 14日"));
        let instead = Text::new(
            format!(
                "name the emails, `{word} {one} {or} {word} {two}`; whether a lead has reacted to nothing for a while is `{silence}`"
            ),
            format!(
                "`{word} {one} {or} {word} {two}` のようにメールの名前を並べてください。しばらく何の反応もないことは `{silence}` と書きます"
            ),
        );
        let finding = WrongPlace {
            span: self.span(range.clone()),
            written: self.slice(range).to_owned(),
            place: Context::Condition.place(),
            choice: None,
            home: None,
            instead: Some(instead),
        };
        Some(said(&finding, Vec::new()))
    }

    /// `when click guide.pricing where lead in vip { … }`: a click has nothing that a condition could look at.
    fn filtered_reaction(&self) -> Option<Explanation> {
        let trigger = self.context == Context::WhenTrigger;
        let click = self.is(0, Rule::kw_click);
        if !(trigger || self.context == Context::Arm) || !(click || self.is(0, Rule::kw_open)) {
            return None;
        }
        let (mail, last) = self.path_from(1)?;
        let filter = self.tokens.get(last + 1).filter(|_| self.is(last + 1, Rule::kw_where))?.range.clone();
        let behind = self.slice(filter.end..self.text.len());
        let condition = behind.trim_end_matches('{').trim();
        if failure(Rule::only_condition, condition).is_some() {
            return None;
        }
        let surface = self.explainer.surface;
        let reaction = self.slice(0..filter.start).trim_end();
        if !trigger {
            let if_word = surface.word(Rule::kw_if)?;
            let meant = format!("{reaction} {{ {if_word} {condition} {{ … }} }}");
            let finding = WrongPlace {
                span: self.span(filter.clone()),
                written: self.slice(filter).to_owned(),
                place: Text::new(format!("after `{reaction}`"), format!("`{reaction}` のあと")),
                choice: None,
                home: None,
                instead: Some(Text::new(
                    format!("only events take conditions; ask inside the braces, `{meant}`"),
                    format!("条件で絞れるのはイベントだけです。`{meant}` のように、波かっこの中で分けてください"),
                )),
            };
            return Some(said(&finding, Vec::new()));
        }
        let verb = surface.word(if click { Rule::kw_clicked } else { Rule::kw_opened })?;
        let (and, when) = (surface.word(Rule::kw_and)?, surface.word(Rule::kw_when)?);
        let brackets = condition.split_whitespace().any(|word| forms(Rule::kw_or).contains(&word));
        let condition = if brackets { format!("({condition})") } else { condition.to_owned() };
        let meant = format!("{verb} {mail} {and} {condition}");
        if failure(Rule::only_when_trigger, &meant).is_some() {
            return None;
        }
        let range = 0..filter.end + behind.trim_end_matches('{').trim_end().len();
        let mut told = self.other_writing(range.clone(), &meant, vec![(range, meant.clone())], FixSafety::Unsafe);
        told.diagnostic = told.diagnostic.with_help(Text::new(
            format!("only events take conditions; `{when} {meant} {{ … }}` acts once, when both have come true"),
            format!(
                "条件で絞れるのはイベントだけです。`{when} {meant} {{ … }}` と書くと、両方が成り立った時に1回だけ働きます"
            ),
        ));
        Some(told)
    }

    /// `stop when click guide`, `start when download where …`: what leads do begins with `on`.
    fn reaction_for_condition(&self) -> Option<Explanation> {
        let head = self.is(0, Rule::kw_start) || self.is(0, Rule::kw_stop);
        if self.context != Context::ScenarioLine || !head || !self.is(1, Rule::kw_when) {
            return None;
        }
        let when = self.tokens.get(1)?.range.clone();
        let on = self.explainer.surface.word(Rule::kw_on)?;
        let edit = (when.clone(), on.to_owned());
        let range = self.tokens.first()?.range.start..when.end;
        let meant = format!("{} {on}", self.word(0));
        (self.helps(std::slice::from_ref(&edit)) == Helps::Wholly)
            .then(|| self.other_writing(range, &meant, vec![edit], FixSafety::Safe))
    }

    /// `if guide not clicked`, `if no click guide`, `もし 事例 未開封`: the verb, in its past form, stands before the mail.
    fn mail_before_verb(&self) -> Option<Explanation> {
        let conditions = matches!(self.context, Context::Condition | Context::ScenarioLine | Context::StepLine);
        (0..self.tokens.len()).filter(|_| conditions).find_map(|at| self.mail_at_verb(at))
    }

    fn mail_at_verb(&self, at: usize) -> Option<Explanation> {
        let (click, denied) = self.verb(at)?;
        if self.tokens.get(at)?.kind != TokenKind::Word {
            return None;
        }
        let (mail, first, last, more) = self.mail_behind(at).or_else(|| self.mail_in_front(at))?;
        let begins = self.tokens.get(first)?.range.start;
        let range = begins..self.tokens.get(last)?.range.end;
        let surface = self.explainer.surface;
        let verb = surface.word(if click { Rule::kw_clicked } else { Rule::kw_opened })?;
        let not = if denied || more { format!("{} ", surface.word(Rule::kw_not)?) } else { String::new() };
        let meant = format!("{not}{verb} {mail}");
        let edit = (range.clone(), meant.clone());
        if self.slice(range.clone()) == meant || self.helps(std::slice::from_ref(&edit)) == Helps::No {
            return None;
        }
        Some(self.other_writing(range, &meant, vec![edit], FixSafety::Safe))
    }

    fn verb(&self, at: usize) -> Option<(bool, bool)> {
        let word = self.word(at);
        let plain = word.trim_start_matches(['を', 'が', 'は', 'の']);
        VERBS.iter().find(|(verb, ..)| *verb == plain).map(|(_, click, denied)| (*click, *denied))
    }

    /// `no click guide.pricing`, `クリック 事例 なし`: the mail, and the tokens from the first to the last of it all.
    fn mail_behind(&self, verb: usize) -> Option<(String, usize, usize, bool)> {
        let (mail, last) = self.path_from(verb + 1)?;
        let before = (0..verb).rev().take_while(|at| DENIALS.contains(&self.word(*at))).last();
        let behind = DENIALS.contains(&self.word(last + 1)) && !self.word(last + 1).is_ascii();
        let end = if behind { last + 1 } else { last };
        Some((mail, before.unwrap_or(verb), end, before.is_some() || behind))
    }

    /// `guide was not opened`, `事例 を開封`.
    fn mail_in_front(&self, verb: usize) -> Option<(String, usize, usize, bool)> {
        let between = |at: &usize| FILLERS.contains(&self.word(*at)) || DENIALS.contains(&self.word(*at));
        let words = (0..verb).rev().take_while(between).count();
        let denied = (verb - words..verb).any(|at| DENIALS.contains(&self.word(at)));
        let last = verb.checked_sub(words + 1)?;
        let first = (0..=last).rev().take_while(|at| self.joins(*at, last)).last()?;
        let (mail, end) = self.path_from(first)?;
        let begins = first == 0 || JOINS.iter().any(|rule| self.is(first - 1, *rule)) || self.word(first - 1) == "(";
        (end == last && begins).then_some((mail, first, verb, denied))
    }

    /// Whether a token belongs to the path whose last token is `last`.
    fn joins(&self, at: usize, last: usize) -> bool {
        let part = |token: &Token| token.kind == TokenKind::Word || self.slice(token.range.clone()) == ".";
        let touches = |at: usize| match (self.tokens.get(at), self.tokens.get(at + 1)) {
            (Some(left), Some(right)) => left.range.end == right.range.start,
            _ => false,
        };
        self.tokens.get(at).is_some_and(part) && (at..last).all(touches)
    }

    /// `guide.pricing`, and the number of its last token.
    fn path_from(&self, first: usize) -> Option<(String, usize)> {
        let name =
            |at: usize| self.tokens.get(at).filter(|token| matches!(token.kind, TokenKind::Word | TokenKind::Text));
        let begin = name(first)?;
        let link = (self.word(first + 1) == ".").then(|| name(first + 2)).flatten();
        let (end, last) = link.map_or((begin.range.end, first), |link| (link.range.end, first + 2));
        let mail = self.slice(begin.range.start..end);
        let joins = JOINS.iter().any(|rule| forms(*rule).contains(&mail));
        let known = joins || DENIALS.contains(&mail) || FILLERS.contains(&mail) || ANY.contains(&mail);
        (!known).then(|| (mail.to_owned(), last))
    }
}
