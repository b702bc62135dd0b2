//! Turning pieces from one surface into the other: the order of parts, the words that Japanese leaves out, and then the words
//! one by one. Names and texts are never touched.

use super::{Lexeme, LexemeKind, Piece};
use crate::syntax::grammar::Rule;
use crate::syntax::surface::{LEFT_OUT, Place, Surface, UNITS};

/// A part of a rule: its own rule, and its pieces.
type Part = (Rule, Vec<Piece>);

/// Turns the parts of one rule. Its pieces begin at `begin`; of each part the rule and the end of its pieces are given.
pub(super) fn parts(pieces: &mut Vec<Piece>, begin: usize, ends: &[(Rule, usize)], inside: Rule, surface: Surface) {
    let order = surface.order(inside);
    if order.is_none() && LEFT_OUT.iter().all(|one| one.inside != inside) {
        return;
    }
    let marks = pieces
        .get_mut(begin)
        .map(|first| (std::mem::take(&mut first.lexeme.entry), std::mem::take(&mut first.lexeme.column)));
    let mut rest = pieces.split_off(begin).into_iter();
    let mut done = begin;
    let mut parts: Vec<Part> = Vec::new();
    for (rule, end) in ends {
        parts.push((*rule, rest.by_ref().take(end - done).collect()));
        done = *end;
    }
    if let Some(order) = order {
        parts = ordered(parts, order);
    }
    for one in LEFT_OUT.iter().filter(|one| one.inside == inside) {
        match surface {
            Surface::Japanese => leave_out(&mut parts, one.word, one.place),
            Surface::English => put_in(&mut parts, one.word, one.place, inside),
        }
    }
    pieces.extend(parts.into_iter().flat_map(|(_, pieces)| pieces).chain(rest));
    if let (Some(first), Some((entry, column))) = (pieces.get_mut(begin), marks) {
        first.lexeme.entry = entry;
        first.lexeme.column = column;
    }
}

/// Puts the parts that the order names into that order; all others stay where they are.
fn ordered(parts: Vec<Part>, order: &[Rule]) -> Vec<Part> {
    let rank = |rule: Rule| order.iter().position(|one| *one == rule);
    // What stands on lines of its own is no matter of words.
    let trivia = |piece: &Piece| matches!(piece.lexeme.kind, LexemeKind::Comment | LexemeKind::LineBreak);
    if parts.iter().any(|(rule, pieces)| rank(*rule).is_some() && pieces.iter().any(trivia)) {
        return parts;
    }
    let slots: Vec<bool> = parts.iter().map(|(rule, _)| rank(*rule).is_some()).collect();
    let (mut named, others): (Vec<Part>, Vec<Part>) = parts.into_iter().partition(|(rule, _)| rank(*rule).is_some());
    named.sort_by_key(|(rule, _)| rank(*rule));
    let (mut named, mut others) = (named.into_iter(), others.into_iter());
    slots.into_iter().filter_map(|slot| if slot { named.next() } else { others.next() }).collect()
}

fn anchor(parts: &[Part], place: Place) -> Option<usize> {
    let (Place::Behind(rule) | Place::Before(rule) | Place::BeforeDay(rule)) = place;
    parts.iter().position(|(one, _)| *one == rule)
}

fn leave_out(parts: &mut Vec<Part>, word: Rule, place: Place) {
    let Some(anchor) = anchor(parts, place) else { return };
    let is_day = |piece: &Piece| matches!(piece.rule, Some(Rule::date | Rule::kw_day));
    let around = |piece: &Piece| matches!(piece.rule, Some(Rule::kw_before | Rule::kw_after));
    let day = parts.get(anchor).is_some_and(|(_, pieces)| pieces.iter().any(is_day) && !pieces.iter().any(around));
    if !matches!(place, Place::BeforeDay(_)) || day {
        parts.retain(|(rule, _)| *rule != word);
    }
}

fn put_in(parts: &mut Vec<Part>, word: Rule, place: Place, inside: Rule) {
    let Some(anchor) = anchor(parts, place).filter(|_| parts.iter().all(|(rule, _)| *rule != word)) else { return };
    let lexeme = Lexeme { kind: LexemeKind::Word, text: String::new(), entry: false, column: None };
    let piece = Piece { lexeme, rule: Some(word), inside };
    let mut pieces = vec![piece];
    let at = if matches!(place, Place::Behind(_)) { anchor + 1 } else { anchor };
    if let (Some((_, next)), false) = (parts.get_mut(at), matches!(place, Place::Behind(_))) {
        // The new word is now what begins the column.
        if let (Some(new), Some(first)) = (pieces.first_mut(), next.first_mut()) {
            new.lexeme.column = first.lexeme.column.take();
        }
    }
    parts.insert(at, (word, std::mem::take(&mut pieces)));
}

/// Writes each word of the language in its form of the surface.
pub(super) fn words(pieces: &mut [Piece], surface: Surface) {
    let mut before: Option<(Rule, bool)> = None;
    for at in 0..pieces.len() {
        let next = pieces.get(at + 1).and_then(|next| next.rule);
        let Some(piece) = pieces.get_mut(at) else { return };
        let Some(rule) = piece.rule else { continue };
        let one = match before {
            _ if rule == Rule::kw_a => next == Some(Rule::unit_hours),
            Some((Rule::kw_a, _)) => UNITS.contains(&rule),
            Some((_, one)) => one,
            None => false,
        };
        if let Some(form) = surface.form(rule, piece.inside, one) {
            form.clone_into(&mut piece.lexeme.text);
        }
        before = Some((rule, piece.lexeme.text == "1"));
    }
}
