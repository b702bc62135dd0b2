//! A text as a row of words, marks, comments and line breaks, each with what its layout depends on. The formatter sees only
//! these, not the rules of the grammar: so a new rule is laid out without a new line of code.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "pest makes the rules; each match names those that are laid out in a special way"
)]

mod turn;

use super::depth::too_deep;
use super::grammar::{FlowParser, Pair, Rule, has};
use super::keywords::is_latin;
use super::surface::{Surface, joins_number, joins_unit};
use pest::Parser as _;

/// What a piece of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LexemeKind {
    /// A word of the language, a name, a date, a comparison: stands between blanks.
    Word,
    /// A number.
    Number,
    /// A word that belongs to the number before it: `3日`.
    Suffix,
    /// A word that belongs to the word behind it: `次の月曜日`.
    Prefix,
    /// A quoted text.
    Text,
    /// Punctuation.
    Mark,
    /// `(` of a call: belongs to the word before it.
    CallOpen,
    /// `{` of a block.
    BlockOpen,
    /// `}` of a block.
    BlockClose,
    /// `,` between the entries of a block.
    Separator,
    /// `// …`, without blanks at its end.
    Comment,
    /// The end of a line.
    LineBreak,
}

/// A kind of rows that read as a table: their parts stand below each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    /// Steps with their moments.
    Steps,
    /// Score rules.
    Points,
    /// The arms of a branch.
    Arms,
    /// What happens in a test, with its time.
    Actions,
}

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lexeme {
    /// What it is.
    pub kind: LexemeKind,
    /// As it is to be written, except for the layout inside of quoted texts.
    pub text: String,
    /// A declaration, or an entry of a block, begins here.
    pub entry: bool,
    /// A column of a table begins here.
    pub column: Option<Table>,
}

/// The pieces of a text that has no mistakes, its words those of a surface where one is given; nothing for any other text.
#[must_use]
pub fn lexemes(text: &str, surface: Option<Surface>) -> Option<Vec<Lexeme>> {
    if too_deep(text).is_some() {
        return None;
    }
    let file = FlowParser::parse(Rule::file, text).ok()?.next()?;
    let mut walk = Walk { text, surface, at: 0, pieces: Vec::new(), entry: false, column: None, broken: false };
    walk.node(&file);
    walk.gap(text.len());
    if walk.broken {
        return None;
    }
    let mut pieces = walk.pieces;
    if let Some(surface) = surface {
        turn::words(&mut pieces, surface);
    }
    join(&mut pieces);
    Some(pieces.into_iter().map(|piece| piece.lexeme).collect())
}

/// A piece, and what the grammar says about it.
#[derive(Debug)]
struct Piece {
    lexeme: Lexeme,
    /// The rule of a leaf of the tree.
    rule: Option<Rule>,
    /// The rule around it.
    inside: Rule,
}

/// Marks Japanese words that belong to their neighbours.
fn join(pieces: &mut [Piece]) {
    let mut before = LexemeKind::Mark;
    for piece in pieces {
        let words = piece.lexeme.kind == LexemeKind::Word && !is_latin(&piece.lexeme.text);
        if let Some(rule) = piece.rule.filter(|_| words) {
            piece.lexeme.kind = match before {
                LexemeKind::Number if joins_number(rule, &piece.lexeme.text) => LexemeKind::Suffix,
                LexemeKind::Suffix if joins_unit(&piece.lexeme.text) => LexemeKind::Suffix,
                _ if rule == Rule::kw_next => LexemeKind::Prefix,
                _ if rule == Rule::kw_a => LexemeKind::Number,
                _ => LexemeKind::Word,
            };
        }
        before = piece.lexeme.kind;
    }
}

struct Walk<'t> {
    text: &'t str,
    surface: Option<Surface>,
    /// Everything before this byte is done.
    at: usize,
    pieces: Vec<Piece>,
    /// The next piece begins an entry.
    entry: bool,
    /// The next piece begins a column.
    column: Option<Table>,
    /// The grammar left junk.
    broken: bool,
}

impl Walk<'_> {
    fn push(&mut self, kind: LexemeKind, text: impl Into<String>, rule: Option<Rule>, inside: Rule) {
        let trivia = matches!(kind, LexemeKind::Comment | LexemeKind::LineBreak);
        let entry = !trivia && std::mem::take(&mut self.entry);
        let column = if trivia { None } else { self.column.take() };
        self.pieces.push(Piece { lexeme: Lexeme { kind, text: text.into(), entry, column }, rule, inside });
    }

    fn trivia(&mut self, kind: LexemeKind, text: impl Into<String>) {
        self.push(kind, text, None, Rule::file);
    }

    /// What stands between the leaves of the tree: blanks, line breaks, comments, and marks that have no rule.
    fn gap(&mut self, end: usize) {
        while let Some(next) = self.text.get(self.at..end).and_then(|rest| rest.chars().next()) {
            let rest = self.text.get(self.at..end).unwrap_or_default();
            let length = match next {
                '\n' | '\r' => {
                    self.trivia(LexemeKind::LineBreak, "\n");
                    if rest.starts_with("\r\n") { 2 } else { 1 }
                }
                '/' if rest.starts_with("//") => {
                    let line = rest.split(['\n', '\r']).next().unwrap_or_default();
                    self.trivia(LexemeKind::Comment, line.trim_end());
                    line.len()
                }
                _ if next.is_whitespace() => next.len_utf8(),
                _ => {
                    self.trivia(LexemeKind::Mark, next);
                    next.len_utf8()
                }
            };
            self.at += length;
        }
    }

    fn node(&mut self, pair: &Pair<'_>) {
        let outer = pair.as_rule();
        let block = outer == Rule::file || has(pair, Rule::brace_open);
        let mut inside = outer == Rule::file;
        let mut before = None;
        let begin = self.pieces.len();
        let mut parts = Vec::new();
        for child in pair.clone().into_inner() {
            let rule = child.as_rule();
            self.gap(child.as_span().start());
            match rule {
                Rule::line_break | Rule::test_line_break | Rule::EOI => continue,
                Rule::junk_line | Rule::junk_head | Rule::trailing | Rule::stray_close | Rule::missing_close => {
                    self.broken = true;
                }
                Rule::close => inside = false,
                _ => {}
            }
            self.entry |= inside && rule != Rule::comma;
            self.column = self.column.or_else(|| column(outer, before, rule));
            let whole = rule == Rule::string || child.clone().into_inner().next().is_none();
            match rule {
                Rule::comma if inside && block => self.leaf(&child, LexemeKind::Separator, outer),
                _ if whole => self.leaf(&child, leaf_kind(rule, outer), outer),
                _ => self.node(&child),
            }
            inside |= rule == Rule::brace_open;
            before = Some(rule);
            parts.push((rule, self.pieces.len()));
        }
        if let Some(surface) = self.surface {
            turn::parts(&mut self.pieces, begin, &parts, outer, surface);
        }
    }

    fn leaf(&mut self, pair: &Pair<'_>, kind: LexemeKind, inside: Rule) {
        let written = pair.as_str();
        let text = match pair.as_rule() {
            Rule::points => written.split_whitespace().collect(),
            Rule::string => written.to_owned(),
            _ => written.split_whitespace().collect::<Vec<_>>().join(" "),
        };
        self.push(kind, text, Some(pair.as_rule()), inside);
        self.at = pair.as_span().end();
    }
}

fn leaf_kind(rule: Rule, parent: Rule) -> LexemeKind {
    match rule {
        Rule::string => LexemeKind::Text,
        Rule::integer | Rule::how_many | Rule::whole_number | Rule::points | Rule::number => LexemeKind::Number,
        Rule::brace_open => LexemeKind::BlockOpen,
        Rule::close => LexemeKind::BlockClose,
        Rule::paren_open if parent != Rule::group => LexemeKind::CallOpen,
        Rule::comma
        | Rule::colon
        | Rule::optional
        | Rule::paren_open
        | Rule::paren_close
        | Rule::bracket_open
        | Rule::bracket_close => LexemeKind::Mark,
        _ => LexemeKind::Word,
    }
}

/// The table whose next column begins with a part of `parent` that follows `before`.
fn column(parent: Rule, before: Option<Rule>, rule: Rule) -> Option<Table> {
    match (parent, before, rule) {
        (Rule::on_step, Some(Rule::moment), _) => Some(Table::Steps),
        (Rule::score_rule, _, Rule::points | Rule::at_most) => Some(Table::Points),
        (Rule::arm | Rule::otherwise_arm | Rule::match_arm | Rule::split_arm, _, Rule::block) => Some(Table::Arms),
        (Rule::timed_action, Some(Rule::test_time), _) => Some(Table::Actions),
        _ => None,
    }
}
