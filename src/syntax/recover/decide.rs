//! Decides what to say about a piece of junk, most exact reason first, and how to repair it so that what follows is still
//! understood.

use super::declared::Declared;
use super::examples::{example, of};
use super::expected::{is_value, phrases};
use super::lists::choice;
use super::tokens::{Token, TokenKind, tokens};
use super::wording::begins;
use super::{Context, Site};
use crate::diagnostic::{Diagnostic, Finding, FixSafety, Text, nearest};
use crate::source::Span;
use crate::syntax::build::Places;
use crate::syntax::findings::{MissingOpenBrace, MissingPart, NotUnderstood, Unexpected, UnknownTypeForm, WrongPlace};
use crate::syntax::grammar::{FlowParser, Rule};
use crate::syntax::keywords::{KEYWORDS, forms};
use crate::syntax::lines::indent_width;
use crate::syntax::patch::Edit;
use crate::syntax::surface::Surface;
use pest::Parser as _;
use pest::error::{ErrorVariant, InputLocation};
use std::ops::Range;

/// Most words from the beginning of a line that a message repeats; beyond that the last one alone is clearer.
const MOST_WORDS: usize = 3;

/// What people write below the last line; the end of the block says that.
const CLOSINGS: &[&str] = &["以上", "以上です", "おわり", "終わり", "おしまい", "終了です", "EOF"];

/// What is said about a piece of junk.
#[derive(Debug)]
pub(in crate::syntax) struct Explanation {
    /// The finding.
    pub diagnostic: Diagnostic,
    /// Repairs of the original text, after which the line can be understood.
    pub edits: Vec<Edit>,
    /// Nothing better was found than that it is not understood.
    pub vague: bool,
}

/// Looks at junk again.
#[derive(Debug, Clone, Copy)]
pub(in crate::syntax) struct Explainer<'a> {
    /// The text that pest saw.
    pub text: &'a str,
    /// The text without repairs.
    pub original: &'a str,
    /// The way back to the file.
    pub places: Places<'a>,
    /// In which words the file is written, so that messages name words of it.
    pub surface: Surface,
    /// What the file declares.
    pub declared: &'a Declared<'a>,
}

/// A line under examination. Positions are bytes of the line.
pub(super) struct Line<'a> {
    pub(super) explainer: Explainer<'a>,
    pub(super) context: Context,
    /// Where the line begins in the text that pest saw.
    pub(super) base: usize,
    pub(super) text: &'a str,
    pub(super) tokens: Vec<Token>,
    /// Whether the grammar takes it as it is.
    complete: bool,
    /// The furthest point that the grammar reached.
    pub(super) at: usize,
    /// What could have stood there.
    pub(super) expected: Vec<Rule>,
    /// Number of the token at that point; one beyond the last at the end of the line.
    pub(super) index: usize,
}

/// How far a rule gets in a text, and what it wanted there; nothing where it takes all of it.
pub(super) fn failure(rule: Rule, text: &str) -> Option<(usize, Vec<Rule>)> {
    let error = FlowParser::parse(rule, text).err()?;
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    };
    match error.variant {
        ErrorVariant::ParsingError { positives, .. } => Some((at, positives)),
        ErrorVariant::CustomError { .. } => Some((at, Vec::new())),
    }
}

impl<'a> Explainer<'a> {
    /// Explains the junk in `range`, which should be one thing of the context, or the end of the entry before it on the same
    /// line.
    pub(in crate::syntax) fn explain(self, context: Context, range: Range<usize>, entry: Option<usize>) -> Explanation {
        let line = self.line(context, range.clone());
        if let Some(told) = line.days_off(entry.and_then(|entry| self.text.get(entry..range.start))) {
            return told;
        }
        let known = line.tokens.first().map(|first| line.slice(first.range.clone()));
        let begins =
            |word: &str| nearest(word, context.starters().iter().flat_map(|rule| forms(*rule)).copied()).is_some();
        if let (Some(entry), false) = (entry, known.is_some_and(begins)) {
            let whole = self.line(context, entry..range.end);
            let more = whole.at + entry > range.start || whole.expected.iter().any(|rule| *rule != Rule::EOI);
            if !whole.complete && whole.at + entry >= range.start && more {
                return whole.decide();
            }
        }
        if line.complete { line.alone() } else { line.decide() }
    }

    /// Whether the junk begins with the word that follows an `if`.
    pub(in crate::syntax) fn begins_with_else(self, site: &Site) -> bool {
        let text = self.text.get(site.junk.clone()).unwrap_or_default();
        forms(Rule::kw_else)
            .iter()
            .any(|word| text.strip_prefix(word).is_some_and(|rest| !rest.starts_with(unicode_ident::is_xid_continue)))
    }

    fn line(self, context: Context, range: Range<usize>) -> Line<'a> {
        let text = self.text.get(range.clone()).unwrap_or_default().trim_end();
        let tokens = tokens(text);
        let failure = failure(context.rule(), text);
        let complete = failure.is_none();
        let (at, expected) = failure.unwrap_or_default();
        let index = tokens.partition_point(|token| token.range.end <= at);
        Line { explainer: self, context, base: range.start, text, tokens, complete, at, expected, index }
    }
}

/// An explanation with its repairs.
pub(super) fn said(finding: &impl Finding, edits: Vec<Edit>) -> Explanation {
    Explanation { diagnostic: finding.diagnose(), edits, vague: false }
}

impl Line<'_> {
    /// The place in the file of a range of the line.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        self.explainer.places.span(self.base + range.start..self.base + range.end)
    }

    /// A repair of the original text.
    pub(super) fn edit(&self, range: Range<usize>, with: impl Into<String>) -> Edit {
        Edit::new(self.explainer.places.patched.range(self.base + range.start..self.base + range.end), with)
    }

    /// The text of a range of the line.
    pub(super) fn slice(&self, range: Range<usize>) -> &str {
        self.text.get(range).unwrap_or_default()
    }

    /// What stands at the furthest point: a token, or the rest of the token that the point lies in.
    pub(super) fn found(&self) -> Option<Token> {
        let token = self.tokens.get(self.index)?;
        if token.range.start >= self.at {
            return Some(token.clone());
        }
        let mut rest = tokens(self.slice(self.at..token.range.end));
        let first = if rest.is_empty() { return None } else { rest.swap_remove(0) };
        Some(Token { kind: first.kind, range: self.at + first.range.start..self.at + first.range.end })
    }

    /// The token before the furthest point, and its text. A path counts as one.
    pub(super) fn before(&self) -> (Range<usize>, &str) {
        let inside = self.tokens.get(self.index).filter(|token| token.range.start < self.at);
        let last = inside.map(|token| token.range.start..self.at);
        let last =
            last.or_else(|| self.index.checked_sub(1).and_then(|at| self.tokens.get(at)).map(|one| one.range.clone()));
        let mut range = last.unwrap_or(0..0);
        for token in self.tokens.iter().rev() {
            let joins = token.range.end == range.start
                && (token.kind == TokenKind::Word || self.slice(token.range.clone()) == ".")
                && !self.slice(range.clone()).starts_with(['"', '=', '(']);
            if joins {
                range.start = token.range.start;
            } else if token.range.end <= range.start {
                break;
            }
        }
        (range.clone(), self.slice(range))
    }

    /// The author's own text for a range of the line.
    pub(super) fn original(&self, range: Range<usize>) -> String {
        let range = self.explainer.places.patched.range(self.base + range.start..self.base + range.end);
        self.explainer.original.get(range).unwrap_or_default().to_owned()
    }

    /// What stands before the furthest point, for a message: the last token, or the few words that the line begins with.
    fn told_before(&self) -> &str {
        let (range, last) = self.before();
        let few = self.tokens.iter().take_while(|token| token.range.end <= range.end).count() <= MOST_WORDS;
        let whole = self.slice(0..range.end);
        if few && whole.chars().all(|one| one != '"') { whole } else { last }
    }

    /// Whether one of the rules is expected.
    pub(super) fn expects(&self, rules: &[Rule]) -> bool {
        rules.iter().any(|rule| self.expected.contains(rule))
    }

    /// The rule of the word that the line begins with.
    fn first_rule(&self) -> Option<Rule> {
        let first = self.slice(self.tokens.first()?.range.clone());
        // Some Japanese words are words for other things elsewhere.
        if let Some(own) = self.context.starters().iter().find(|rule| begins(self.context, **rule, first)) {
            return Some(*own);
        }
        KEYWORDS.iter().find(|keyword| keyword.forms.contains(&first)).map(|keyword| keyword.rule)
    }

    pub(super) fn example(&self) -> Option<&'static str> {
        let example = self.example_inside().or_else(|| example(self.context, self.first_rule()));
        example.map(|example| of(self.explainer.surface, example))
    }

    fn decide(&self) -> Explanation {
        let found = self.found();
        let exact = self
            .spreadsheet_row()
            .or_else(|| self.around())
            .or_else(|| self.trigger())
            .or_else(|| self.time_of_step(found.as_ref()))
            .or_else(|| self.expects_nothing())
            .or_else(|| self.cap_said())
            .or_else(|| self.large_number())
            .or_else(|| self.other_steps())
            .or_else(|| self.misplaced())
            .or_else(|| self.pairs())
            .or_else(|| self.segment_head())
            .or_else(|| self.ranks_in_ranges())
            .or_else(|| self.rank_bounds())
            .or_else(|| self.head_without_word())
            .or_else(|| self.loosely())
            .or_else(|| self.said_conditions())
            .or_else(|| self.asked())
            .or_else(|| self.habit(found.as_ref()))
            .or_else(|| self.date_or_time(found.as_ref()))
            .or_else(|| self.unbraced(found.as_ref()))
            .or_else(|| self.glued())
            .or_else(|| self.rewrite(found.as_ref()))
            .or_else(|| self.note(found.as_ref()?))
            .or_else(|| self.small_slip(found.as_ref()))
            .or_else(|| self.misspelt(found.as_ref()))
            .or_else(|| self.word_missing(found.as_ref()));
        if let Some(exact) = exact {
            return exact;
        }
        match found {
            Some(found) if self.index == 0 && found.range.start == 0 => self.at_start(&found),
            Some(found) if self.slice(found.range.clone()) != "{" => {
                self.unquoted_text(&found).unwrap_or_else(|| self.unexpected(&found))
            }
            Some(_) | None => self.missing(),
        }
    }

    /// The places where a word begins a line, if it is such a word: nothing said twice means "one place".
    pub(super) fn homes(&self, word: &str) -> Option<Vec<Context>> {
        const ALL: [Context; 8] = [
            Context::Declaration,
            Context::SenderEntry,
            Context::EmailEntry,
            Context::ScoreRule,
            Context::TeamEntry,
            Context::LimitEntry,
            Context::ScenarioLine,
            Context::TestLine,
        ];
        let begins = |context: &Context| context.starters().iter().any(|rule| begins(*context, *rule, word));
        let homes: Vec<Context> = ALL.into_iter().filter(begins).collect();
        (!homes.is_empty() && !homes.contains(&self.context)).then_some(homes)
    }

    fn choice(&self) -> Option<Text> {
        choice(self.context, self.explainer.surface)
    }

    /// A word that begins lines in other places.
    fn misplaced_word(&self, found: &Token, homes: &[Context]) -> Explanation {
        let home = match homes {
            [only] => Some(self.explainer.surface.name_words(&only.place())),
            _ => None,
        };
        let finding = WrongPlace {
            span: self.span(found.range.clone()),
            written: self.slice(found.range.clone()).to_owned(),
            place: self.explainer.surface.name_words(&self.context.place()),
            choice: self.choice(),
            home,
            instead: None,
        };
        said(&finding, Vec::new())
    }

    /// The line does not even begin as it should.
    fn at_start(&self, found: &Token) -> Explanation {
        if CLOSINGS.contains(&self.text.trim_end_matches(['。', '.'])) {
            let whole = 0..self.text.len();
            // Among steps `終わり` may be meant as the end of the run.
            let safety = if self.context == Context::Declaration { FixSafety::Safe } else { FixSafety::Unsafe };
            return self.other_writing(whole.clone(), "", vec![(whole, String::new())], safety);
        }
        // `メ-ル お礼`: a hyphen for the mark of a long vowel.
        let first = self.text.split_whitespace().next().unwrap_or_default();
        let long = first.replace('-', "ー");
        let starter = self.words_at(0).into_iter().find(|word| first.contains('-') && **word == long);
        if let Some(word) = starter {
            return self.meant(0..first.len(), word);
        }
        let written = self.slice(found.range.clone()).to_owned();
        // `イベント.開始日時 …` begins with a field, not with a declaration.
        let path = self.slice(found.range.end..self.text.len()).starts_with('.');
        if let Some(homes) = self.homes(&written).filter(|_| !path) {
            return self.misplaced_word(found, &homes);
        }
        let end = self
            .tokens
            .iter()
            .find(|token| self.slice(token.range.clone()) == "{")
            .map_or(self.text.len(), |one| one.range.start);
        let shown = if found.kind == TokenKind::Mark { found.range.clone() } else { 0..end.max(found.range.end) };
        let text = self.slice(shown.clone()).trim_end();
        let finding = NotUnderstood {
            span: self.span(0..text.len()),
            written: self.original(0..text.len()),
            what: self.explainer.surface.name_words(&self.context.what()),
            choice: self.choice(),
        };
        Explanation { diagnostic: finding.diagnose(), edits: Vec::new(), vague: true }
    }

    /// The line is right by itself, but not here: `else` without `if`, or a line that another one swallowed.
    fn alone(&self) -> Explanation {
        let end = self.tokens.first().map_or(self.text.len(), |first| first.range.end);
        let written = self.slice(0..end).to_owned();
        let span = self.span(0..end);
        if forms(Rule::kw_else).contains(&written.as_str()) {
            let place = Text::new("without an `if` before it", "`if` のない場所");
            let place = self.explainer.surface.name_words(&place);
            let choice = self.choice();
            return said(&WrongPlace { span, written, place, choice, home: None, instead: None }, Vec::new());
        }
        let what = self.explainer.surface.name_words(&self.context.what());
        let finding = NotUnderstood { span, written, what, choice: self.choice() };
        Explanation { diagnostic: finding.diagnose(), edits: Vec::new(), vague: true }
    }

    /// The line ends, or its `{` comes, before everything is said.
    fn missing(&self) -> Explanation {
        let (range, _) = self.before();
        let after = self.told_before().to_owned();
        let insert = range.end..range.end;
        if self.expects(&[Rule::brace_open, Rule::block]) {
            let head = self.slice(0..range.end).to_owned();
            let with = if self.nothing_inside() { " { }" } else { " {" };
            let finding = MissingOpenBrace {
                span: self.span(range),
                after: head,
                insert: self.span(insert.clone()),
                with,
                close: None,
            };
            return said(&finding, vec![self.edit(insert, with)]);
        }
        let mut expected = self.phrases();
        if expected.is_empty() {
            expected.push(Text::new("the rest", "続き"));
        }
        let help = self.moment_alone();
        said(&MissingPart { span: self.span(range), after, expected, example: self.example(), help }, Vec::new())
    }

    /// Whether the line below is indented no deeper, so that a block that begins here is empty.
    fn nothing_inside(&self) -> bool {
        let (before, behind) = self.explainer.text.split_at_checked(self.base).unwrap_or_default();
        let own = indent_width(before.rsplit('\n').next().unwrap_or_default());
        let mut below = behind.split('\n').skip(1).filter(|line| !line.trim().is_empty());
        let begins = before.rsplit('\n').next().is_some_and(|line| line.trim().is_empty());
        begins && below.next().is_some_and(|line| indent_width(line) <= own)
    }

    /// What could stand at the furthest point, in words.
    fn phrases(&self) -> Vec<Text> {
        phrases(&self.wanted(), self.explainer.surface, |word| self.form_here(word))
    }

    fn unexpected(&self, found: &Token) -> Explanation {
        let after = self.told_before().to_owned();
        let span = self.span(found.range.clone());
        let text = self.slice(found.range.clone()).to_owned();
        let types =
            self.tokens.iter().any(|token| token.range.start < self.at && self.slice(token.range.clone()) == ":");
        if self.context == Context::Field && types && !is_value(&self.expected) {
            return said(&UnknownTypeForm { span, found: text }, Vec::new());
        }
        let complete = self.expected.contains(&Rule::EOI);
        if let Some(homes) = self.homes(&text).filter(|_| complete && self.context.is_lines()) {
            return self.misplaced_word(found, &homes);
        }
        let phrases = self.phrases();
        let (expected, may_follow) = if complete { (Vec::new(), phrases) } else { (phrases, Vec::new()) };
        said(
            &Unexpected { span, found: text, after, expected, may_follow, example: self.example(), note: None },
            Vec::new(),
        )
    }
}
