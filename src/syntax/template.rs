//! Texts with `{{ … }}`: subjects, bodies, link addresses, reasons. The tags are cut out here by hand, because anything
//! may stand around them; what stands inside a tag is parsed by the grammar like any other expression.

use super::ast::{Expression, ExpressionKind, Name, Quoted, TemplatePiece};
use super::build::{Builder, MAX_NESTING, Places};
use super::depth::too_deep;
use super::findings::{
    ElseOrEndAlone, EmptyTag, IfWithoutEnd, NestedTooDeep, OtherWriting, SingleBraces, UnclosedTag, WrongCharacters,
};
use super::grammar::{FlowParser, Rule, child};
use super::keywords::forms;
use super::other_tags::{OtherTag, other_tag};
use super::patch::{Edit, Patched};
use super::placeholders::placeholders;
use super::recover::{Context, Declared, Explainer};
use super::report::{MAX_KEPT, Report};
use super::scan::scan;
use super::surface::Surface;
use crate::diagnostic::{Diagnostic, Finding, FixSafety};
use crate::source::{Lines, Span, Spanned};
use pest::Parser as _;
use pest::iterators::Pair;
use std::ops::Range;

/// Braces that a tag may have been meant to begin and end with.
const OPENING: [char; 2] = ['{', '｛'];
const CLOSING: [char; 2] = ['}', '｝'];

/// What a tag says.
enum Tag {
    Value(Expression),
    If(Expression),
    Each(Name, Option<Spanned<i64>>),
    ElseIf(Expression),
    Else,
    End,
    Junk,
}

/// What an `end` closes.
enum Opening {
    If(Expression),
    Each(Name, Option<Spanned<i64>>),
}

/// An `if` or `each` whose `end` has not come yet.
struct Open {
    by: Opening,
    range: Range<usize>,
    then: Vec<TemplatePiece>,
    otherwise: Option<Vec<TemplatePiece>>,
    /// Begun by an `else if`: it ends with the `if` that it stands in.
    chained: bool,
}

struct Template<'q> {
    quoted: &'q Quoted,
    /// The fields of leads that are declared, as far as they are known.
    fields: &'q [&'q str],
    pieces: Vec<TemplatePiece>,
    open: Vec<Open>,
    /// `if` and `each` tags beyond the limit, whose `end` is still to come.
    too_deep: usize,
    diagnostics: Vec<Diagnostic>,
}

/// Cuts a text into pieces. Never fails: a tag that is not understood becomes [`TemplatePiece::Junk`] and a diagnostic.
#[must_use]
pub fn parse_template(quoted: &Quoted) -> (Vec<TemplatePiece>, Vec<Diagnostic>) {
    parse_template_of(quoted, &[])
}

/// The same where the fields of leads are known: their names tell placeholders of other tools from other words in brackets.
#[must_use]
pub fn parse_template_of(quoted: &Quoted, fields: &[&str]) -> (Vec<TemplatePiece>, Vec<Diagnostic>) {
    let mut template =
        Template { quoted, fields, pieces: Vec::new(), open: Vec::new(), too_deep: 0, diagnostics: Vec::new() };
    template.read();
    (template.pieces, template.diagnostics)
}

/// Ends of a tag: the right one, and those that an input method makes of it.
const ENDS: [&str; 4] = ["}}", "｝｝", "｝}", "}｝"];

/// Bytes of a tag's inside, up to its end, and bytes of that; nothing where it is not closed before the next tag.
fn inside_length(text: &str) -> Option<(usize, usize)> {
    let mut quoted = false;
    let mut escaped = false;
    for (at, character) in text.char_indices() {
        if escaped {
            escaped = false;
        } else if quoted && character == '\\' {
            escaped = true;
        } else if character == '"' {
            quoted = !quoted;
        } else if let Some(end) =
            ENDS.iter().find(|end| !quoted && text.get(at..).is_some_and(|rest| rest.starts_with(**end)))
        {
            return Some((at, end.len()));
        } else if text.get(at..).is_some_and(|rest| rest.starts_with("{{")) {
            return None;
        }
    }
    None
}

impl Template<'_> {
    fn read(&mut self) {
        let text = self.quoted.text.as_str();
        let mut at = 0;
        while let Some(next) = text.get(at..).and_then(|rest| rest.find("{{")) {
            let start = at + next;
            self.text(at..start);
            let rest = text.get(start + 2..).unwrap_or_default();
            match inside_length(rest) {
                Some((length, end)) => {
                    let mut inside = start + 2..start + 2 + length;
                    at = inside.end + end;
                    self.full_width_end(inside.end..at);
                    // `{{{ lead.name }}}` of other tools: one brace too many on both sides.
                    if rest.starts_with('{') && text.get(at..).is_some_and(|behind| behind.starts_with('}')) {
                        at += 1;
                        inside.start += 1;
                        let meant = text.get(inside.clone()).unwrap_or_default().trim();
                        self.other_writing(start..at, format!("{{{{ {meant} }}}}"), FixSafety::Safe);
                    }
                    self.tag(start..at, inside);
                }
                None => {
                    at = start + 2;
                    self.report(&UnclosedTag { span: self.quoted.span_of(start..at) });
                    self.push(TemplatePiece::Junk);
                }
            }
        }
        self.text(at..text.len());
        while let Some(open) = self.open.pop() {
            if !open.chained {
                let insert = self.quoted.span_of(text.len()..text.len());
                self.report(&IfWithoutEnd { span: self.quoted.span_of(open.range.clone()), insert });
            }
            self.close(open, text.len());
        }
    }

    fn report(&mut self, finding: &impl Finding) {
        if self.diagnostics.len() < MAX_KEPT {
            self.diagnostics.push(finding.diagnose());
        }
    }

    fn push(&mut self, piece: TemplatePiece) {
        match self.open.last_mut() {
            Some(open) => open.otherwise.as_mut().unwrap_or(&mut open.then).push(piece),
            None => self.pieces.push(piece),
        }
    }

    fn text(&mut self, range: Range<usize>) {
        let text = self.quoted.text.get(range.clone()).unwrap_or_default();
        if text.contains("｛｛") {
            self.full_width_tags(range.clone());
        }
        // `{{ lead.name }}}`: one brace too many.
        if text.starts_with('}') && self.quoted.text.get(..range.start).is_some_and(|tag| tag.ends_with("}}")) {
            let length = text.len() - text.trim_start_matches('}').len();
            self.other_writing(range.start..range.start + length, String::new(), FixSafety::Safe);
        }
        self.single_braces(range.clone());
        let before_tag = range.end < self.quoted.text.len();
        for found in placeholders(text, self.fields, before_tag) {
            let place = range.start + found.range.start..range.start + found.range.end;
            let span = self.quoted.span_of(place);
            let edits = vec![(span, format!("{{{{ {} }}}}", found.meant))];
            let foreign = text.get(found.range).map(str::to_owned);
            self.report(&SingleBraces { span, inside: found.meant, edits, foreign, sure: found.sure });
        }
        if !text.is_empty() {
            self.push(TemplatePiece::Text { text: text.to_owned(), range });
        }
    }

    fn close(&mut self, open: Open, end: usize) {
        let Open { by, range, then, otherwise, .. } = open;
        let otherwise = otherwise.unwrap_or_default();
        let range = range.start..end;
        self.push(match by {
            Opening::If(condition) => TemplatePiece::If { condition, then, otherwise, range },
            Opening::Each(content, at_most) => TemplatePiece::Each { content, at_most, body: then, range },
        });
    }

    /// Closes an `if` with those that its `else if` stands in: they have one `end`.
    fn close_chain(&mut self, open: Open, end: usize) {
        let mut chained = open.chained;
        self.close(open, end);
        while chained {
            let Some(open) = self.open.pop() else { return };
            chained = open.chained;
            self.close(open, end);
        }
    }

    fn open(&mut self, by: Opening, range: Range<usize>) {
        if !self.open_at(by, range, false) {
            self.too_deep += 1;
        }
    }

    /// False, with a message, where too many are open.
    fn open_at(&mut self, by: Opening, range: Range<usize>, chained: bool) -> bool {
        let fits = self.open.len() < MAX_NESTING;
        if fits {
            self.open.push(Open { by, range, then: Vec::new(), otherwise: None, chained });
        } else {
            let span = self.quoted.span_of(range);
            self.report(&NestedTooDeep { span, limit: MAX_NESTING });
        }
        fits
    }

    /// `{{ else if … }}`: another `if` inside of the `else`, with which it ends.
    fn else_if(&mut self, condition: Expression, range: Range<usize>) {
        if self.too_deep > 0 {
            return;
        }
        if self.open.len() == MAX_NESTING {
            if !self.diagnostics.iter().any(|one| one.code == NestedTooDeep::CODE) {
                self.report(&NestedTooDeep { span: self.quoted.span_of(range), limit: MAX_NESTING });
            }
            return;
        }
        if self.begin_otherwise(self.quoted.span_of(range.clone())) {
            self.open_at(Opening::If(condition), range, true);
        }
    }

    /// What follows is for where the innermost `if` does not hold. False, with a message, where none is open that has no
    /// `else` yet.
    fn begin_otherwise(&mut self, span: Span) -> bool {
        let open = self.open.last_mut().filter(|open| open.otherwise.is_none() && matches!(open.by, Opening::If(_)));
        let begins = open.map(|open| open.otherwise = Some(Vec::new())).is_some();
        if !begins {
            self.report(&ElseOrEndAlone { span, word: "else" });
        }
        begins
    }

    /// `{{ lead.name ｝}` closes the tag, but not in the way of the language.
    fn full_width_end(&mut self, range: Range<usize>) {
        let written = self.quoted.text.get(range.clone()).unwrap_or_default().to_owned();
        if written != "}}" {
            let edits = vec![(self.quoted.span_of(range), "}}".to_owned())];
            self.report(&WrongCharacters { edits, written: vec![written], in_tag: true });
        }
    }

    fn tag(&mut self, range: Range<usize>, inside: Range<usize>) {
        let span = self.quoted.span_of(range.clone());
        let tag = self.parse(&range, inside);
        match tag {
            Tag::Value(expression) => self.push(TemplatePiece::Value { expression, range }),
            Tag::Junk => self.push(TemplatePiece::Junk),
            Tag::If(condition) => self.open(Opening::If(condition), range),
            Tag::Each(content, at_most) => self.open(Opening::Each(content, at_most), range),
            Tag::Else | Tag::End if self.too_deep > 0 => self.too_deep -= usize::from(matches!(tag, Tag::End)),
            Tag::Else => {
                self.begin_otherwise(span);
            }
            Tag::ElseIf(condition) => self.else_if(condition, range),
            Tag::End => match self.open.pop() {
                Some(open) => self.close_chain(open, range.end),
                None => self.report(&ElseOrEndAlone { span, word: "end" }),
            },
        }
    }

    /// What is written in the way of another tool, and what it is here.
    fn other_writing(&mut self, range: Range<usize>, meant: String, safety: FixSafety) {
        let span = self.quoted.span_of(range.clone());
        let written = self.quoted.text.get(range.clone()).unwrap_or_default().to_owned();
        // What stands in a quoted text has its own quotes behind a backslash.
        let escaped = self.quoted.is_escaped(range.clone());
        let with = if escaped { meant.replace('"', "\\\"") } else { meant.clone() };
        let edits = vec![(span, with)];
        self.report(&OtherWriting { span, written, meant, edits, safety });
    }

    /// Reads a tag; `range` is what stands inside of it.
    fn parse(&mut self, tag: &Range<usize>, range: Range<usize>) -> Tag {
        let inside = self.quoted.text.get(range.clone()).unwrap_or_default();
        if inside.trim().is_empty() {
            let span = self.quoted.span_of(tag.clone());
            self.report(&EmptyTag { span });
            return Tag::Junk;
        }
        let edits = match other_tag(inside, self.fields) {
            Some(OtherTag { meant, .. }) if meant.is_empty() => {
                self.other_writing(tag.clone(), meant, FixSafety::Unsafe);
                return Tag::Junk;
            }
            Some(OtherTag { meant, sure }) => {
                let safety = if sure { FixSafety::Safe } else { FixSafety::Unsafe };
                self.other_writing(tag.clone(), format!("{{{{ {meant} }}}}"), safety);
                vec![Edit { range: 0..inside.len(), text: meant }]
            }
            None => self.plain_characters(inside, range.start),
        };
        let patched = Patched::new(inside, &edits);
        let places =
            Places { patched: &patched, file: self.quoted.span.file, inside: Some((self.quoted, range.start)) };
        if let Some(beyond) = too_deep(&patched.text) {
            self.report(&NestedTooDeep { span: places.span(beyond), limit: MAX_NESTING });
            return Tag::Junk;
        }
        match FlowParser::parse(Rule::template_tag, &patched.text).ok().and_then(|mut pairs| pairs.next()) {
            Some(pair) => self.understood(&pair, places),
            None => self.junk(inside, places, range),
        }
    }

    /// A tag that the grammar takes.
    fn understood(&mut self, pair: &Pair<'_, Rule>, places: Places<'_>) -> Tag {
        let mut builder = Builder::new(places);
        let expression = child(pair, Rule::expression).map(|one| builder.expression(&one, 0));
        let content = child(pair, Rule::content_name).map(|name| builder.name(&name));
        let at_most = builder.whole_in(pair, Rule::integer);
        self.diagnostics.append(&mut builder.diagnostics);
        if let Some(content) = content {
            return Tag::Each(content, at_most);
        }
        match (pair.as_rule(), expression) {
            (Rule::template_else_if, Some(condition)) => Tag::ElseIf(condition),
            (Rule::template_else, _) => Tag::Else,
            (Rule::template_end, _) => Tag::End,
            (Rule::template_if, Some(condition)) => Tag::If(condition),
            (Rule::template_value, Some(expression)) => Tag::Value(expression),
            _ => Tag::Junk,
        }
    }

    /// A tag that the grammar does not take; of an `if` we know at least that an `end` belongs to it.
    fn junk(&mut self, inside: &str, places: Places<'_>, range: Range<usize>) -> Tag {
        if self.diagnostics.len() < MAX_KEPT {
            let (text, surface, declared) = (&places.patched.text, Surface::of(inside), Declared::default());
            let explainer = Explainer { text, original: inside, places, surface, declared: &declared };
            let blank = text.len() - text.trim_start().len();
            self.diagnostics.push(explainer.explain(Context::TemplateTag, blank..text.len(), None).diagnostic);
        }
        let word = inside.split_whitespace().next().unwrap_or_default();
        if forms(Rule::kw_if).contains(&word) {
            return Tag::If(Expression { span: self.quoted.span_of(range), kind: ExpressionKind::Junk });
        }
        Tag::Junk
    }

    /// Full-width characters inside a tag: reported, and repaired for the grammar.
    fn plain_characters(&mut self, inside: &str, base: usize) -> Vec<Edit> {
        let lines = Lines::new(inside);
        let edits = scan(self.quoted.span.file, inside, &mut Report::new(&lines)).edits;
        if !edits.is_empty() {
            let place = |edit: &Edit| self.quoted.span_of(base + edit.range.start..base + edit.range.end);
            let written =
                edits.iter().map(|edit| inside.get(edit.range.clone()).unwrap_or_default().to_owned()).collect();
            // A full-width comma needs no blank behind it, a plain one looks better with it.
            let with_blank = |edit: &Edit| {
                let behind = inside.get(edit.range.end..).is_some_and(|rest| !rest.starts_with(char::is_whitespace));
                if behind && edit.text == "," { ", ".to_owned() } else { edit.text.clone() }
            };
            let edits = edits.iter().map(|edit| (place(edit), with_blank(edit))).collect();
            self.report(&WrongCharacters { edits, written, in_tag: true });
        }
        edits
    }

    /// `{ lead.name }`, `｛{ lead.name }｝` would be sent as they stand.
    fn single_braces(&mut self, range: Range<usize>) {
        let text = self.quoted.text.get(range.clone()).unwrap_or_default();
        let mut at = 0;
        while let Some(next) = text.get(at..).and_then(|rest| rest.find(OPENING)) {
            let rest = text.get(at + next..).unwrap_or_default();
            let opening = rest.len() - rest.trim_start_matches(OPENING).len();
            let begin = range.start + at + next;
            at += next + opening;
            // `｛｛` has its own message.
            if rest.get(..opening) != Some("｛｛") && self.diagnostics.len() < MAX_KEPT {
                self.single_brace(begin, opening, rest);
            }
        }
    }

    /// `rest` begins with the braces, which are `opening` bytes long and stand at `begin`.
    fn single_brace(&mut self, begin: usize, opening: usize, rest: &str) {
        let inside = rest.get(opening..).unwrap_or_default();
        let words = inside.trim_start_matches([' ', '\t', '\u{3000}']);
        let value = words.strip_prefix("default(").unwrap_or(words);
        if !["lead.", "event.", "リード.", "見込み客.", "イベント."].iter().any(|word| value.starts_with(word))
        {
            return;
        }
        let line = inside.split(['\n', '\r']).next().unwrap_or_default();
        let length = line.find(|one: char| CLOSING.contains(&one) || OPENING.contains(&one)).unwrap_or(line.len());
        let behind = line.get(length..).unwrap_or_default();
        let closing = behind.len() - behind.trim_start_matches(CLOSING).len();
        let path = line.get(..length).unwrap_or_default();
        let name = |one: char| one == '.' || unicode_ident::is_xid_continue(one);
        let inside = if closing > 0 { path.trim() } else { words.split(|one| !name(one)).next().unwrap_or_default() };
        // `${lead.name}` of other tools: their sign goes as well.
        let text = self.quoted.text.get(..begin).unwrap_or_default();
        let sign = usize::from(text.ends_with(['$', '#', '%']));
        let place = |from: usize, end: usize| self.quoted.span_of(from..end);
        let (end, mut edits) = (begin + opening + length, Vec::new());
        if closing > 0 {
            edits = vec![
                (place(begin - sign, begin + opening), "{{".to_owned()),
                (place(end, end + closing), "}}".to_owned()),
            ];
        }
        let span = place(begin - sign, if closing > 0 { end + closing } else { begin + opening });
        self.report(&SingleBraces { span, inside: inside.to_owned(), edits, foreign: None, sure: true });
    }

    /// `｛｛ … ｝｝` would be sent as it stands.
    fn full_width_tags(&mut self, range: Range<usize>) {
        let text = self.quoted.text.get(range.clone()).unwrap_or_default();
        for (at, open) in text.match_indices("｛｛").take(MAX_KEPT) {
            let mut edits =
                vec![(self.quoted.span_of(range.start + at..range.start + at + open.len()), "{{".to_owned())];
            let rest = text.get(at..).unwrap_or_default();
            let close = rest.find("｝｝").filter(|end| !rest.get(..*end).is_some_and(|inside| inside.contains('\n')));
            let mut written = vec![open.to_owned()];
            if let Some(end) = close {
                let from = range.start + at + end;
                edits.push((self.quoted.span_of(from..from + open.len()), "}}".to_owned()));
                written.push("｝｝".to_owned());
            }
            self.report(&WrongCharacters { edits, written, in_tag: true });
        }
    }
}
