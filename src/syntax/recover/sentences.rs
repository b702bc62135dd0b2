//! Lines in the order of a Japanese sentence, with its particles: `3日後に事例を送信`, `資料請求したら開始`, `次の月曜日に送信 事例`.
//! The word that says what to do comes first, behind the moment.

use super::Context;
use super::decide::{Explanation, Line, failure};
use super::glued::PARTICLES;
use super::numbers::amount;
use super::pieces::{Piece, PieceKind, is_word, pieces};
use super::times::{EVERY, Length};
use super::wording::begins;
use crate::diagnostic::FixSafety;
use crate::syntax::grammar::Rule;
use crate::syntax::surface::{Surface, WEEKDAYS};
use std::ops::Range;

/// Longest line that is read as a sentence, in pieces.
const MOST_PIECES: usize = 24;

/// Longest line that is read as a sentence, in bytes.
const LONGEST_SENTENCE: usize = 400;

/// What stands behind a noun before its verb; longer ones before their ends.
const BEHIND_NOUNS: &[&str] = &[
    "があったら",
    "があれば",
    "がきたら",
    "が来たら",
    "したとき",
    "した時",
    "した人",
    "したら",
    "すると",
    "のとき",
    "の時",
    "時に",
    "を",
    "に",
    "へ",
    "が",
    "は",
    "で",
];

/// What stands before a noun, behind a moment.
const BEFORE_NOUNS: &[&str] = &["から、", "後に", "に、", "の", "に", "は", "、"];

/// What is done without them, too: a step comes at once behind the one before it.
const AT_ONCE: &[&str] = &["今", "直ち", "即座", "ただち"];

/// What stands behind the time that passes before a step.
const WAITED: &[&str] = &[
    "待って",
    "待って、",
    "待ってから",
    "待ってから、",
    "待った後",
    "待った後に",
    "経ったら",
    "たったら",
    "経過後",
    "経過後に",
    "過ぎたら",
];

/// What stands behind the length of a rhythm.
const RHYTHMS: [&str; 4] = ["おきに", "ごとに", "おき", "ごと"];

/// Other words for the next of a weekday, and whether nothing else can be meant.
const NEXT: &[(&str, bool)] = &[
    ("来週の", false),
    ("来週", false),
    ("翌週の", false),
    ("翌週", false),
    ("次回の", true),
    ("翌", true),
    ("次", true),
];

/// When something is done, as a sentence says it.
enum When {
    /// A moment, as it stands before a step.
    Moment(String),
    /// A length of time: from when it counts is the author's to say.
    Length(Length),
    /// A time of day alone.
    Clock(String),
}

/// A sentence taken apart.
struct Sentence {
    /// When, and the bytes that say it.
    when: Option<(When, Range<usize>)>,
    /// What is done.
    verb: Piece,
    /// With what.
    nouns: Vec<String>,
    /// Whether nothing else can be meant.
    sure: bool,
}

impl Line<'_> {
    /// The line with its words in the order of the language.
    pub(super) fn sentence(&self) -> Option<Explanation> {
        if self.text.is_ascii() || self.text.len() > LONGEST_SENTENCE {
            return None;
        }
        if let Some(told) = self.rhythm_said() {
            return Some(told);
        }
        let brace = self.tokens.iter().find(|token| self.slice(token.range.clone()) == "{");
        let close = brace.map_or(self.text.len(), |brace| self.slice(0..brace.range.start).trim_end().len());
        let commas =
            self.tokens.iter().map(|token| token.range.clone()).filter(|range| self.slice(range.clone()) == ",");
        // What stands behind a comma may be right as it is: `資料請求したら開始, 同意 取得`.
        let ends = commas.map(|comma| comma.start).filter(|at| *at < close).chain([close]);
        ends.collect::<Vec<_>>().into_iter().find_map(|end| self.sentence_to(end))
    }

    /// `2日おきに事例を送信`, `毎週月曜に事例を送信`.
    fn rhythm_said(&self) -> Option<Explanation> {
        if !matches!(self.context, Context::ScenarioLine | Context::StepLine) {
            return None;
        }
        let first = pieces(self.text, &self.explainer.declared.names).into_iter().next()?;
        let counted = first.kind == PieceKind::Number;
        let behind = self.slice(first.range.end..self.text.len());
        let word = RHYTHMS.iter().find(|word| counted && behind.starts_with(**word));
        let every = word.map(|word| first.range.end + word.len());
        let each = || {
            let word = EVERY.iter().find(|word| self.text.starts_with(**word))?;
            self.text.find([' ', '\u{3000}', 'に']).filter(|at| *at >= word.len())
        };
        let end = every.or_else(each)?;
        let rest = self.slice(end..self.text.len()).trim_start_matches(['に', '、', ' ', '\u{3000}']);
        let whole = |step: &str| failure(self.context.rule(), step).is_none();
        let step = if whole(rest) {
            Some(rest.to_owned())
        } else {
            self.steps_meant(rest).into_iter().find(|step| whole(step))
        };
        Some(self.rhythm(0..end, &step?))
    }

    /// The steps that a sentence may mean.
    fn steps_meant(&self, text: &str) -> Vec<String> {
        let all = pieces(text, &self.explainer.declared.names);
        self.sentences(&all).iter().flat_map(|sentence| self.ways(sentence)).collect()
    }

    /// The pieces as sentences, with each verb that they have, the last first.
    fn sentences(&self, all: &[Piece]) -> Vec<Sentence> {
        if all.len() < 2 || all.len() > MOST_PIECES {
            return Vec::new();
        }
        let verbs = (0..all.len()).rev().filter(|at| all.get(*at).is_some_and(|piece| self.is_verb(piece)));
        verbs.filter_map(|at| self.take_apart(all, at)).collect()
    }

    fn sentence_to(&self, end: usize) -> Option<Explanation> {
        let all = pieces(self.slice(0..end), &self.explainer.declared.names);
        let behind = self.slice(end..self.text.len());
        self.sentences(&all).into_iter().find_map(|sentence| {
            if let Some((when, range)) = &sentence.when
                && let Some(told) = self.asks_when(&sentence, when, range)
            {
                return Some(told);
            }
            let ways = self.ways(&sentence).into_iter();
            let mut right = ways.filter(|way| failure(self.context.rule(), &format!("{way}{behind}")).is_none());
            let meant = right.next().filter(|way| way != self.slice(0..end))?;
            let safety = if sentence.sure { FixSafety::Safe } else { FixSafety::Unsafe };
            // `待つ 三日`: the order is right, and only the number is said in words.
            let mut said = all.iter().filter(|piece| self.slice(piece.range.clone()) != piece.text);
            let texts: Vec<&str> = all.iter().map(|piece| piece.text.as_str()).collect();
            let edit = said.next().map(|one| (one.range.clone(), one.text.clone()));
            if let (Some(edit), None, true) = (edit, said.next(), joined(&texts) == meant)
                && failure(self.context.rule(), &self.with(&edit)).is_none()
            {
                return Some(self.other_writing(edit.0.clone(), &edit.1, vec![edit.clone()], safety));
            }
            Some(self.other_writing(0..end, &meant, vec![(0..end, meant.clone())], safety))
        })
    }

    /// `1週間後に事例を送信`, `10時に事例を送信`: the day is the author's to say.
    fn asks_when(&self, sentence: &Sentence, when: &When, range: &Range<usize>) -> Option<Explanation> {
        if !matches!(self.context, Context::ScenarioLine | Context::StepLine) {
            return None;
        }
        let waits = is_word(&sentence.verb, Rule::kw_wait);
        let step = joined(&[&sentence.verb.text, &sentence.nouns.join(" ")]);
        match when {
            When::Moment(_) => None,
            When::Length(length) if waits => {
                let line = joined(&[&sentence.verb.text, &amount(&length.number, length.unit)]);
                let right = failure(self.context.rule(), &line).is_none();
                right.then(|| self.rewritten(&line, FixSafety::Unsafe))
            }
            When::Length(length) if length.number == "0" => {
                let whole = (0..self.text.len(), joined(&["0日後", &step]));
                let right = failure(self.context.rule(), &whole.1).is_none();
                right.then(|| self.counted_from_start(range.clone(), "0日後", &step, whole))
            }
            When::Length(length) => {
                let right = failure(self.context.rule(), &step).is_none();
                right.then(|| self.told_time(range.clone(), &step, length, false))
            }
            When::Clock(time) if waits => Some(self.clock_alone(range.clone(), &format!("待つ 3日後 {time} まで"))),
            When::Clock(time) => {
                let right = failure(self.context.rule(), &step).is_none();
                right.then(|| self.clock_alone(range.clone(), &format!("3日後 {time} {step}")))
            }
        }
    }

    fn is_verb(&self, piece: &Piece) -> bool {
        let starters = self.context.starters().iter();
        // The words behind another declaration are its name.
        let names =
            self.context == Context::Declaration && !is_word(piece, Rule::kw_when) && !is_word(piece, Rule::kw_ensure);
        !names && piece.kind == PieceKind::Word && starters.copied().any(|rule| begins(self.context, rule, &piece.text))
    }

    /// The moment, the verb and the rest of a sentence.
    fn take_apart(&self, all: &[Piece], verb: usize) -> Option<Sentence> {
        let mut sentence = Sentence { when: None, verb: all.get(verb)?.clone(), nouns: Vec::new(), sure: true };
        let mut at = 0;
        while at < all.len() {
            if at == verb {
                at += 1;
                continue;
            }
            if let Some((when, length, sure)) = self.when_of(all, at).filter(|_| sentence.when.is_none()) {
                let end = all.get(at + length - 1)?.range.end;
                sentence.when = Some((when, all.get(at)?.range.start..end));
                sentence.sure &= sure;
                at += length;
                continue;
            }
            if let Some((noun, sure)) = self.noun(all, at, verb) {
                sentence.sure &= sure;
                sentence.nouns.push(noun);
            }
            at += 1;
        }
        Some(sentence)
    }

    /// A piece without what a sentence puts around it; nothing where it is all that.
    fn noun(&self, all: &[Piece], at: usize, verb: usize) -> Option<(String, bool)> {
        let (piece, verb_piece) = (all.get(at)?, all.get(verb));
        match piece.kind {
            // `事例メールを送る`: the mail is named by its name.
            PieceKind::Word
                if is_word(piece, Rule::kw_email) && verb_piece.is_some_and(|verb| is_word(verb, Rule::kw_send)) =>
            {
                None
            }
            PieceKind::Word if is_word(piece, Rule::kw_now) && at < verb => None,
            PieceKind::Mark if piece.text == "," => None,
            PieceKind::Other => bare_noun(all, at, verb).map(|noun| (self.with_email(noun, verb_piece), true)),
            PieceKind::Text => Some((self.with_email(&piece.text, verb_piece), true)),
            // Half a day is twelve hours, or half a working day.
            PieceKind::Number => Some((piece.text.clone(), !self.slice(piece.range.clone()).starts_with("半日"))),
            PieceKind::Name | PieceKind::Word | PieceKind::Time | PieceKind::Date | PieceKind::Mark => {
                Some((piece.text.clone(), true))
            }
        }
    }

    /// `詳しくをクリック`: a link alone is that of the one mail which has it.
    fn with_email(&self, name: &str, verb: Option<&Piece>) -> String {
        let plain = name.trim_matches('"');
        let clicks = verb.is_some_and(|verb| is_word(verb, Rule::kw_click) || is_word(verb, Rule::kw_clicked));
        let declared = &self.explainer.declared.names;
        let email = declared.email_of(plain).filter(|_| clicks && !declared.is(Rule::kw_email, plain));
        email.map_or_else(|| name.to_owned(), |email| format!("{email}.{plain}"))
    }

    /// When something is done, from a piece on, the number of its pieces, and whether nothing else can be meant.
    fn when_of(&self, all: &[Piece], at: usize) -> Option<(When, usize, bool)> {
        let moment = self.moment_of(all, at).map(|(moment, length, sure)| (When::Moment(moment), length, sure));
        moment.or_else(|| {
            let piece = all.get(at)?;
            let until = all.get(at + 1).is_some_and(|next| is_word(next, Rule::kw_until));
            let length = 1 + usize::from(until);
            match piece.kind {
                PieceKind::Time => Some((When::Clock(piece.text.clone()), length, false)),
                PieceKind::Number if piece.text.ends_with('後') => {
                    self.whole_length(&piece.text).map(|said| (When::Length(said), 1, false))
                }
                PieceKind::Number if all.get(at + 1).is_some_and(|next| WAITED.contains(&next.text.as_str())) => {
                    let behind =
                        all.iter().skip(at + 2).take_while(|next| matches!(next.text.as_str(), "から" | "、" | "に"));
                    self.whole_length(&piece.text).map(|said| (When::Length(said), 2 + behind.count(), false))
                }
                // `明日まで待つ`, `翌日に事例を送信`.
                PieceKind::Other => self.whole_length(&piece.text).map(|said| (When::Length(said), length, false)),
                PieceKind::Number
                | PieceKind::Name
                | PieceKind::Word
                | PieceKind::Date
                | PieceKind::Text
                | PieceKind::Mark => None,
            }
        })
    }

    /// A moment that begins at a piece, the number of its pieces, and whether nothing else can be meant.
    fn moment_of(&self, all: &[Piece], at: usize) -> Option<(String, usize, bool)> {
        let piece = all.get(at)?;
        let (day, mut length, sure) = match piece.kind {
            PieceKind::Number if piece.text.ends_with("日後") && !piece.text.ends_with("営業日後") => {
                (piece.text.clone(), 1, true)
            }
            PieceKind::Date => (piece.text.clone(), 1, true),
            PieceKind::Word | PieceKind::Other => self.weekday_of(all, at)?,
            PieceKind::Number | PieceKind::Name | PieceKind::Time | PieceKind::Text | PieceKind::Mark => return None,
        };
        let gap = all.get(at + length).is_some_and(|piece| piece.kind == PieceKind::Other && is_particles(&piece.text));
        let clock = all.get(at + length + usize::from(gap)).filter(|piece| piece.kind == PieceKind::Time);
        if clock.is_some() {
            length += 1 + usize::from(gap);
        }
        Some((clock.map_or_else(|| day.clone(), |clock| format!("{day} {}", clock.text)), length, sure))
    }

    /// `次の月曜日`, `来週の月曜日`, `月曜日`.
    fn weekday_of(&self, all: &[Piece], at: usize) -> Option<(String, usize, bool)> {
        if !matches!(self.context, Context::ScenarioLine | Context::StepLine) {
            return None;
        }
        let day = |at: usize| all.get(at).filter(|piece| WEEKDAYS.iter().any(|rule| is_word(piece, *rule)));
        let first = all.get(at)?;
        let next = if is_word(first, Rule::kw_next) {
            Some(true)
        } else {
            NEXT.iter().find(|(word, _)| *word == first.text).map(|(_, sure)| *sure)
        };
        let (weekday, length, sure) = match next {
            Some(sure) => (day(at + 1)?, 2, sure),
            None => (day(at)?, 1, false),
        };
        Some((format!("次の{}", weekday.text), length, sure))
    }

    /// The lines that may be meant, the likeliest first.
    fn ways(&self, sentence: &Sentence) -> Vec<String> {
        let is = |rule: Rule| is_word(&sentence.verb, rule);
        let on = Surface::Japanese.word(Rule::kw_on).unwrap_or_default();
        let verb = sentence.verb.text.as_str();
        let nouns = sentence.nouns.join(" ");
        let moment = match &sentence.when {
            Some((When::Moment(moment), _)) => moment.as_str(),
            Some((When::Length(_) | When::Clock(_), _)) => return Vec::new(),
            None => "",
        };
        let mut ways = Vec::new();
        if is(Rule::kw_wait) && !moment.is_empty() {
            ways.push(joined(&[verb, moment, &nouns]));
        }
        if let ([field, value], true) = (sentence.nouns.as_slice(), is(Rule::kw_set)) {
            let object = if field.contains('.') { "" } else { "リード." };
            ways.push(joined(&[verb, &format!("{object}{field}"), "=", value]));
        }
        if self.context == Context::TestLine && is(Rule::kw_expect) {
            ways.push(joined(&[verb, &nouns, moment]));
        }
        if (is(Rule::kw_start) || is(Rule::kw_stop)) && moment.is_empty() && !sentence.nouns.is_empty() {
            ways.push(joined(&[verb, on, &nouns]));
        }
        ways.push(joined(&[moment, verb, &nouns]));
        if !moment.is_empty() {
            ways.push(joined(&["予定", moment, verb, &nouns]));
        }
        ways
    }
}

/// A name that is not declared, without the particles around it; nothing where it is nothing else.
fn bare_noun(all: &[Piece], at: usize, verb: usize) -> Option<&str> {
    let piece = all.get(at)?;
    let touches = |other: Option<&Piece>| {
        other.is_some_and(|other| {
            let next_to_it = other.range.end == piece.range.start || other.range.start == piece.range.end;
            other.kind != PieceKind::Other && next_to_it
        })
    };
    let mut text = piece.text.as_str();
    if AT_ONCE.contains(&text.trim_end_matches('に')) {
        return None;
    }
    if touches(at.checked_sub(1).and_then(|before| all.get(before))) {
        text = BEFORE_NOUNS.iter().find_map(|part| text.strip_prefix(part)).unwrap_or(text);
    }
    // A verb stands behind its noun, with or without a blank; anything else must touch it.
    if touches(all.get(at + 1)) || at < verb {
        text = BEHIND_NOUNS.iter().find_map(|part| text.strip_suffix(part)).unwrap_or(text);
    }
    (!is_particles(&piece.text) && !is_particles(text)).then_some(text)
}

/// The parts that are not empty, with a blank between each two.
fn joined(parts: &[&str]) -> String {
    parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" ")
}

/// Whether a text is nothing but particles.
pub(super) fn is_particles(text: &str) -> bool {
    let mut rest = text;
    while let Some(shorter) = PARTICLES
        .iter()
        .chain(BEHIND_NOUNS)
        .chain(BEFORE_NOUNS)
        .chain(&["時", "後"])
        .filter_map(|particle| rest.strip_prefix(particle))
        .min_by_key(|shorter| shorter.len())
    {
        rest = shorter;
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn particles_are_told_from_names() {
        for text in ["に", "を", "があったら", "の", "します", "に、"] {
            assert!(is_particles(text), "{text}");
        }
        for text in ["事例", "に事例", "メール"] {
            assert!(!is_particles(text), "{text}");
        }
    }
}
