//! F05xx: `test` blocks.

use super::{did_you_mean, listed, with_near_name};
use crate::diagnostic::{Code, Diagnostic, Finding, Text};
use crate::ir::Basis;
use crate::source::Span;

/// A test whose clock does not know where to begin.
#[derive(Debug)]
pub struct NoFirstDate {
    /// There is a first action, without a date; else there is no action.
    pub action: bool,
    /// What starts the scenario, as an action of a test.
    pub begin: String,
    /// The scenario starts by the clock for this segment; `begin` brings the lead into it.
    pub segment: Option<String>,
    /// It, or the test's name.
    pub span: Span,
}

impl Finding for NoFirstDate {
    const CODE: Code = Code(501);
    fn diagnose(&self) -> Diagnostic {
        let begin = &self.begin;
        let message = if self.action {
            Text::new("the first thing in a test needs a date", "テストの最初の出来事には日付が必要です")
        } else {
            Text::new("nothing happens in this test", "このテストでは何も起きません")
        };
        let line = format!("at 2026-04-01 10:00 {begin}");
        let help = match &self.segment {
            None => {
                Text::new(format!("begin with a line such as `{line}`"), format!("`{line}` のような行で始めてください"))
            }
            Some(segment) => Text::new(
                format!(
                    "begin with a line such as `{line}`, after which the lead is in `{segment}`: on its day the scenario starts by itself"
                ),
                format!(
                    "`{line}` のような、リードがセグメント `{segment}` に入る行で始めてください。決まった日時になると、シナリオは自動で始まります"
                ),
            ),
        };
        Diagnostic::error(Self::CODE, message, self.span, Text::new("when does it begin?", "いつ始まりますか？"))
            .with_help(help)
    }
}

/// A basis for mailing that a test takes from its lead, and that no start of the scenario needs.
#[derive(Debug)]
pub struct NeedlessWithout<'a> {
    /// The scenario under test.
    pub scenario: &'a str,
    /// What its starts need.
    pub needed: Vec<Basis>,
    /// What is taken.
    pub basis: Basis,
    /// Where.
    pub span: Span,
}

impl Finding for NeedlessWithout<'_> {
    const CODE: Code = Code(504);
    fn diagnose(&self) -> Diagnostic {
        let Self { scenario, .. } = self;
        let word = basis_words(self.basis);
        let help = match self.needed.first().map(|needed| basis_words(*needed)) {
            Some(needed) => Text::new(
                format!("write `no {needed}`, which a start of `{scenario}` needs"),
                format!("`{scenario}` の開始が求めているのは `{needed}` です。`no {needed}` と書いてください"),
            ),
            None => Text::new(
                "delete the line: the lead of a test has on record only what the scenario `needs`",
                "この行を削除してください。テストのリードに初めから記録されているのは、シナリオが `needs` で求める根拠だけです",
            ),
        };
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("no start of `{scenario}` needs `{word}`, so it makes no difference to this test"),
                format!("`{scenario}` に `{word}` を求める開始がないため、この行があってもテストは変わりません"),
            ),
            self.span,
            Text::new("says nothing", "意味がありません"),
        )
        .with_help(help)
    }
}

/// A basis as the language writes it.
const fn basis_words(basis: Basis) -> &'static str {
    match basis {
        Basis::Consent => "consent",
        Basis::Written => "written",
        Basis::BusinessRelation => "business relation",
        Basis::Published => "published",
    }
}

/// An event or a lead without a required value.
#[derive(Debug)]
pub struct MissingValues<'a> {
    /// The event; the lead where `None`.
    pub event: Option<&'a str>,
    /// What is missing.
    pub lacking: Vec<&'a str>,
    /// Where.
    pub span: Span,
}

impl Finding for MissingValues<'_> {
    const CODE: Code = Code(502);
    fn diagnose(&self) -> Diagnostic {
        let list = listed(self.lacking.iter().copied());
        let values = self.lacking.iter().map(|name| format!("{name}: …")).collect::<Vec<_>>().join(" ");
        let (message, example) = match self.event {
            Some(event) => (
                Text::new(
                    format!("a `{event}` always has {list}, but this one does not"),
                    format!("`{event}` には {list} が必要ですが、書かれていません"),
                ),
                format!("{event} {{ {values} }}"),
            ),
            None => (
                Text::new(
                    format!("a lead always has {list}, but the one in this test does not"),
                    format!("リードには {list} が必要ですが、このテストのリードにはありません"),
                ),
                format!("lead {{ {values} }}"),
            ),
        };
        Diagnostic::error(Self::CODE, message, self.span, Text::new("not complete", "項目が足りません")).with_help(
            Text::new(
                format!("write `{example}`, or declare it with `?` where it may be missing"),
                format!("`{example}` のように書くか、空でもよい項目なら宣言で型に `?` を付けてください"),
            ),
        )
    }
}

/// A line of a test that lies before the one above.
#[derive(Debug)]
pub struct BackInTime {
    /// The moment above.
    pub before: Span,
    /// The moment.
    pub span: Span,
}

impl Finding for BackInTime {
    const CODE: Code = Code(503);
    fn diagnose(&self) -> Diagnostic {
        Diagnostic::error(
            Self::CODE,
            Text::new("a test cannot go back in time", "テストの時間は戻せません"),
            self.span,
            Text::new("earlier than the line above", "上の行より前の日時です"),
        )
        .with_label(self.before, Text::new("it is this late already", "すでにこの日時まで進んでいます"))
        .with_help(Text::new("put the lines in order of time", "日時の順に並べてください"))
    }
}

/// A `choose` of something that nothing chooses.
#[derive(Debug)]
pub struct UnknownChoice<'a> {
    /// The name.
    pub name: &'a str,
    /// The nearest one that there is.
    pub near: Option<&'a str>,
    /// All that there are.
    pub known: Vec<&'a str>,
    /// Where.
    pub span: Span,
}

/// Names that a message lists; more would hide the message.
const CHOICES_SHOWN: usize = 6;

impl Finding for UnknownChoice<'_> {
    const CODE: Code = Code(371);
    fn diagnose(&self) -> Diagnostic {
        let name = self.name;
        let otherwise = if self.known.is_empty() {
            Text::new(
                "no `split` and no mail with variants is in this workspace",
                "このワークスペースには `split` も、バリエーションのあるメールもありません",
            )
        } else {
            let list = listed(self.known.iter().take(CHOICES_SHOWN).copied());
            Text::new(format!("there are: {list}"), format!("選べるもの：{list}"))
        };
        let diagnostic = Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("no `split` and no mail has a way `{name}`"),
                format!("`{name}` という分け先やバリエーションはありません"),
            ),
            self.span,
            Text::new("nothing of that name to choose", "選べません"),
        )
        .with_help(did_you_mean(self.near, otherwise));
        with_near_name(diagnostic, self.span, self.near)
    }
}
