//! A body as one Markdown text: values and branches become private-use characters that it does not contain otherwise, so
//! that they can stand anywhere in a line and nothing of them is taken for markup.

use crate::ir::Expression;
use crate::model::Piece;
use std::collections::BTreeSet;
use std::ops::Range;

/// Private-use characters of plane 15 and 16, among which a run is chosen that the body does not use.
const FIRST_TOKEN: u32 = 0xf_0000;
/// See [`FIRST_TOKEN`].
const LAST_TOKEN: u32 = 0x10_fffd;

/// What a private-use character stands for.
#[derive(Debug)]
pub(super) enum Token<'a> {
    Value { value: &'a Expression, url: bool },
    If { condition: &'a Expression, range: &'a Range<usize> },
    Each { content: &'a str, at_most: Option<u32>, range: &'a Range<usize> },
    Else,
    End,
}

/// Markdown as one text, tokens included, and the way back to the body.
pub(super) struct Flat<'a> {
    pub text: String,
    tokens: Vec<Token<'a>>,
    first: u32,
    /// (position in `text`, position in the body), rising.
    map: Vec<(usize, usize)>,
}

impl<'a> Flat<'a> {
    pub fn new(pieces: &[&'a Piece]) -> Self {
        let mut used = BTreeSet::new();
        pieces.iter().for_each(|piece| private_use(piece, &mut used));
        let mut flat = Self { text: String::new(), tokens: Vec::new(), first: free_run(&used), map: Vec::new() };
        pieces.iter().for_each(|piece| flat.piece(piece));
        flat
    }

    fn piece(&mut self, piece: &'a Piece) {
        match piece {
            Piece::Text { text, range } => {
                self.map.push((self.text.len(), range.start));
                self.text.push_str(text);
            }
            Piece::Value { value, url, range } => self.token(Token::Value { value, url: *url }, range.start),
            Piece::Each { content, at_most, body, range } => {
                self.token(Token::Each { content, at_most: *at_most, range }, range.start);
                body.iter().for_each(|piece| self.piece(piece));
                self.token(Token::End, range.end);
            }
            Piece::If { condition, then, otherwise, range } => {
                self.token(Token::If { condition, range }, range.start);
                then.iter().for_each(|piece| self.piece(piece));
                if !otherwise.is_empty() {
                    self.token(Token::Else, range.end);
                    otherwise.iter().for_each(|piece| self.piece(piece));
                }
                self.token(Token::End, range.end);
            }
        }
    }

    fn token(&mut self, token: Token<'a>, at: usize) {
        let number = u32::try_from(self.tokens.len()).unwrap_or(u32::MAX);
        self.map.push((self.text.len(), at));
        // A body of at most 1 MiB has fewer tags than the two planes have characters.
        self.text.push(char::from_u32(self.first.saturating_add(number)).unwrap_or(char::REPLACEMENT_CHARACTER));
        self.tokens.push(token);
    }

    pub fn token_of(&self, character: char) -> Option<&Token<'a>> {
        self.tokens.get((character as u32).checked_sub(self.first)? as usize)
    }

    pub fn has_token(&self, text: &str) -> bool {
        text.chars().any(|character| self.token_of(character).is_some())
    }

    /// The column of a row with a whole web address that the text is, where it is nothing else.
    pub fn row_address(&self, text: &str) -> Option<&'a Expression> {
        let mut characters = text.chars();
        let token = self.token_of(characters.next()?)?;
        match token {
            Token::Value { value: value @ Expression::Item(_), url: true } if characters.next().is_none() => {
                Some(value)
            }
            Token::Value { .. } | Token::If { .. } | Token::Each { .. } | Token::Else | Token::End => None,
        }
    }

    /// The place in the body of a range of the flat text.
    pub fn source(&self, range: &Range<usize>) -> Range<usize> {
        let locate = |position: usize| {
            let at = self.map.partition_point(|(from, _)| *from <= position);
            at.checked_sub(1).and_then(|at| self.map.get(at)).map_or(0, |(from, source)| source + (position - from))
        };
        locate(range.start)..locate(range.end.saturating_sub(1)) + 1
    }
}

fn private_use(piece: &Piece, used: &mut BTreeSet<u32>) {
    match piece {
        Piece::Text { text, .. } => used.extend(text.chars().map(u32::from).filter(|code| *code >= FIRST_TOKEN)),
        Piece::Value { .. } => {}
        Piece::Each { body, .. } => body.iter().for_each(|piece| private_use(piece, used)),
        Piece::If { then, otherwise, .. } => {
            then.iter().chain(otherwise).for_each(|piece| private_use(piece, used));
        }
    }
}

/// The first character after which the body uses none: the longest run in practice, since hardly any body uses one.
fn free_run(used: &BTreeSet<u32>) -> u32 {
    used.last().map_or(FIRST_TOKEN, |last| if last + 1 < LAST_TOKEN { last + 1 } else { FIRST_TOKEN })
}
