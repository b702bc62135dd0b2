//! Where pest's tree has junk, and what should have stood there.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "pest makes the rules; each match names those that its node can hold"
)]

use super::Context;
use crate::syntax::grammar::{Pair, Rule, child, extent};
use std::ops::Range;

/// What kind of junk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::syntax) enum SiteKind {
    /// Text that should be one thing of the context.
    Junk(Context),
    /// Text behind a whole line that contains blocks.
    BehindBlock,
    /// A closing brace too many.
    Stray,
    /// A block that ends without its closing brace; the range is its opening brace.
    Unclosed,
}

/// A place with junk, in bytes of the text that pest saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::syntax) struct Site {
    /// What kind.
    pub kind: SiteKind,
    /// What to look at again: a whole line, or a head with its `{`.
    pub range: Range<usize>,
    /// The junk itself.
    pub junk: Range<usize>,
    /// Where the entry before it on the same line begins, whose end this may be.
    pub entry: Option<usize>,
}

/// All junk of a file, in order.
pub(in crate::syntax) fn sites(file: &Pair<'_>, text: &str) -> Vec<Site> {
    let mut walk = Walk { text, sites: Vec::new() };
    walk.inside(file, Context::Declaration);
    walk.sites
}

struct Walk<'t> {
    text: &'t str,
    sites: Vec<Site>,
}

/// What the children of a node should be.
fn context_of(rule: Rule, outer: Context) -> Context {
    match rule {
        Rule::sender_declaration => Context::SenderEntry,
        Rule::lead_declaration | Rule::event_declaration | Rule::content_declaration => Context::Field,
        Rule::email_declaration => Context::EmailEntry,
        Rule::email_variant => Context::VariantEntry,
        Rule::message_declaration => Context::MessageEntry,
        Rule::score_declaration => Context::ScoreRule,
        Rule::ranks => Context::Rank,
        Rule::team_declaration => Context::TeamEntry,
        Rule::when_declaration => Context::WhenTrigger,
        Rule::scenario_declaration => Context::ScenarioLine,
        Rule::limits_declaration => Context::LimitEntry,
        Rule::test_declaration => Context::TestLine,
        Rule::test_lead | Rule::do_event | Rule::call_step => Context::ValueField,
        Rule::block => Context::StepLine,
        Rule::await_step => Context::Arm,
        Rule::match_step => Context::MatchArm,
        Rule::split_step => Context::SplitArm,
        Rule::if_step | Rule::else_if => Context::Condition,
        _ => outer,
    }
}

impl Walk<'_> {
    fn inside(&mut self, parent: &Pair<'_>, context: Context) {
        let mut before: Option<Pair<'_>> = None;
        for pair in parent.clone().into_inner() {
            // `send weekdays 9:00 to 18:00, not on holidays`: the comma may belong to the entry before it.
            let rule = pair.as_rule();
            match pair.as_rule() {
                Rule::junk_line => {
                    let entry = before.as_ref().and_then(|entry| self.same_line(entry, &pair));
                    self.junk(&pair, context, entry);
                }
                Rule::junk_head => self.head(&pair, parent, context),
                Rule::trailing => {
                    let statement = if parent.as_rule() == Rule::scenario_declaration { before.as_ref() } else { None };
                    self.trailing(&pair, statement.unwrap_or(parent), context);
                }
                Rule::stray_close => self.add(SiteKind::Stray, extent(&pair), extent(&pair)),
                Rule::missing_close => {
                    if let Some(open) = child(parent, Rule::brace_open) {
                        self.add(SiteKind::Unclosed, extent(&open), extent(&open));
                    }
                }
                rule => self.inside(&pair, context_of(rule, context)),
            }
            if before.is_none() || rule != Rule::comma {
                before = Some(pair);
            }
        }
    }

    fn add(&mut self, kind: SiteKind, range: (usize, usize), junk: (usize, usize)) {
        self.sites.push(Site { kind, range: range.0..range.1, junk: junk.0..junk.1, entry: None });
    }

    /// Where an entry begins that ends on the line of the junk, with nothing but blanks between.
    fn same_line(&self, entry: &Pair<'_>, junk: &Pair<'_>) -> Option<usize> {
        let (start, end) = extent(entry);
        let gap = self.text.get(end..junk.as_span().start())?;
        let entry = matches!(
            entry.as_rule(),
            Rule::sender_entry
                | Rule::field
                | Rule::value_field
                | Rule::score_rule
                | Rule::rank
                | Rule::answer
                | Rule::assign
                | Rule::sending
                | Rule::cap
                | Rule::zone
                | Rule::closed
                | Rule::smallest_gap
                | Rule::chat
                | Rule::segment_declaration
                | Rule::audience_declaration
                | Rule::ensure_declaration
                | Rule::use_declaration
        );
        (entry && gap.chars().all(|one| one != '\n' && (one.is_whitespace() || one == ','))).then_some(start)
    }

    fn trimmed(&self, start: usize, end: usize) -> (usize, usize) {
        (start, start + self.text.get(start..end).unwrap_or_default().trim_end().len())
    }

    /// A whole line or block: with a block, up to its opening brace.
    fn junk(&mut self, pair: &Pair<'_>, context: Context, entry: Option<usize>) {
        let start = pair.as_span().start();
        let end = child(pair, Rule::brace_open).map_or(extent(pair).1, |open| extent(&open).1);
        let range = self.trimmed(start, end);
        self.add(SiteKind::Junk(context), range, extent(pair));
        if let Some(site) = self.sites.last_mut() {
            site.entry = entry;
        }
    }

    /// A head that is not understood, in front of a block that is.
    fn head(&mut self, pair: &Pair<'_>, parent: &Pair<'_>, context: Context) {
        let (start, end) = extent(pair);
        let junk = self.trimmed(start, end);
        match parent.as_rule() {
            Rule::when_declaration | Rule::if_step | Rule::else_if => self.add(SiteKind::Junk(context), junk, junk),
            rule @ (Rule::await_step | Rule::match_step | Rule::split_step | Rule::repeat_step) => {
                let context = match rule {
                    Rule::match_step => Context::MatchSubject,
                    Rule::split_step => Context::SplitHead,
                    Rule::repeat_step => Context::RepeatLimit,
                    _ => Context::AwaitLimit,
                };
                self.add(SiteKind::Junk(context), (parent.as_span().start(), junk.1), junk);
            }
            rule => {
                let context = if rule == Rule::ranks { Context::ScoreRule } else { Context::Declaration };
                let end = child(parent, Rule::brace_open).map_or(end, |open| extent(&open).1);
                self.add(SiteKind::Junk(context), (parent.as_span().start(), end), junk);
            }
        }
    }

    /// What stands behind a whole line.
    fn trailing(&mut self, pair: &Pair<'_>, statement: &Pair<'_>, context: Context) {
        let start = statement.as_span().start();
        let (junk_start, junk_end) = extent(pair);
        let end = child(pair, Rule::junk_text).map_or(junk_start + 1, |text| text.as_span().end());
        let junk = self.trimmed(junk_start, end);
        let line = self.text.get(start..junk_start).unwrap_or_default();
        let kind = if line.contains('{') { SiteKind::BehindBlock } else { SiteKind::Junk(context) };
        self.add(kind, (start, junk.1), (junk_start, junk_end));
    }
}
