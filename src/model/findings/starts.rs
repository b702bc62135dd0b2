//! F033x: segments, starts and what runs are kept by; days on which the company is closed; events about things.

use super::listed;
use crate::diagnostic::{Code, Diagnostic, Finding, Text};
use crate::model::types::Type;
use crate::source::Span;
use crate::syntax::written_name;

/// `segment a when lead in b`, `segment b when lead in a`.
#[derive(Debug)]
pub struct SegmentInCircle<'a> {
    /// The segments on the way, from the first.
    pub circle: Vec<&'a str>,
    /// Name of the first.
    pub span: Span,
}

impl Finding for SegmentInCircle<'_> {
    const CODE: Code = Code(331);
    fn diagnose(&self) -> Diagnostic {
        let first = self.circle.first().copied().unwrap_or_default();
        let way = listed(self.circle.iter().skip(1).copied());
        let (en, ja) = if way.is_empty() {
            (
                format!("the segment `{first}` rests on itself"),
                format!("セグメント `{first}` が自分自身を条件にしています"),
            )
        } else {
            (
                format!("the segment `{first}` rests on itself by way of {way}"),
                format!("セグメント `{first}` が、{way} を通して自分自身を条件にしています"),
            )
        };
        Diagnostic::error(
            Self::CODE,
            Text::new(en, ja),
            self.span,
            Text::new("nobody can say who belongs to it", "だれが含まれるか決まりません"),
        )
        .with_help(Text::new(
            "say in one of them who belongs to it by fields, events or the score",
            "いずれかのセグメントの条件を、項目、イベント、スコアで書いてください",
        ))
    }
}

/// Why there cannot be a run for each of it.
#[derive(Debug)]
pub enum NoKey<'a> {
    /// It is of this type: a list, or nothing of the event.
    Kind(Type),
    /// An event can come without it.
    MayBeMissing {
        /// The event.
        event: &'a str,
        /// As written, `event.note`.
        path: String,
    },
    /// A run can start without it.
    NotThere {
        /// The start.
        start: Span,
        /// As written, `event.cart`.
        path: String,
    },
}

/// `one for each event.interests`, which is a list, or `event.note`, which may be missing.
#[derive(Debug)]
pub struct KeyOfManyParts<'a> {
    /// What is wrong.
    pub problem: NoKey<'a>,
    /// Where.
    pub span: Span,
}

impl KeyOfManyParts<'_> {
    fn message(&self) -> (Text, Text) {
        match &self.problem {
            NoKey::Kind(kind) => {
                let kind = kind.describe();
                (
                    Text::new(
                        format!("there cannot be a run for each of this: it is {}", kind.en),
                        format!("これを単位に実行を分けることはできません（{}です）", kind.ja),
                    ),
                    Text::new("not a single value of the start event", "開始イベントの単一の値ではありません"),
                )
            }
            NoKey::MayBeMissing { path, .. } => (
                Text::new(
                    format!("`{path}` may be missing, and all events without it would share one run"),
                    format!("`{path}` は空のことがあり、空のイベントがすべて同じ1つの実行になってしまいます"),
                ),
                Text::new("may be missing", "空のことがあります"),
            ),
            NoKey::NotThere { path, .. } => (
                Text::new(
                    format!("a run can start without `{path}`, and all of these would share one run"),
                    format!("`{path}` のない開始があり、その開始がすべて同じ1つの実行になってしまいます"),
                ),
                Text::new("not every start has it", "この項目のない開始があります"),
            ),
        }
    }

    fn way_out(&self) -> Text {
        match &self.problem {
            NoKey::Kind(_) => Text::new(
                "name a property of the event that starts the scenario, such as an order's number: `one for each event.order`",
                "`one for each event.order` のように、開始イベントの項目（注文番号など）を指定してください",
            ),
            NoKey::MayBeMissing { event, path } => {
                let start = format!("start on {} where {path} is known", written_name(event));
                Text::new(
                    format!("start only where it is there: `{start}`, or declare it without `?`"),
                    format!("`{start}` のように、値があるときだけ開始するか、`?` を付けずに宣言してください"),
                )
            }
            NoKey::NotThere { .. } => Text::new(
                "write two scenarios: one for these starts, and one without `one for each` for the others; both can send the same emails",
                "シナリオを2つに分け、この項目のない開始は `one for each` のないシナリオに書いてください（同じメールを送れます）",
            ),
        }
    }
}

impl Finding for KeyOfManyParts<'_> {
    const CODE: Code = Code(332);
    fn diagnose(&self) -> Diagnostic {
        let (message, label) = self.message();
        let diagnostic = Diagnostic::error(Self::CODE, message, self.span, label).with_help(self.way_out());
        match &self.problem {
            NoKey::NotThere { start, .. } => {
                diagnostic.with_label(*start, Text::new("starts without it", "ここから開始すると、値がありません"))
            }
            NoKey::Kind(_) | NoKey::MayBeMissing { .. } => diagnostic,
        }
    }
}

/// `start every month on day 32`.
#[derive(Debug)]
pub struct NoDayOfMonth {
    /// Where.
    pub span: Span,
}

impl Finding for NoDayOfMonth {
    const CODE: Code = Code(333);
    fn diagnose(&self) -> Diagnostic {
        Diagnostic::error(
            Self::CODE,
            Text::new("no month has this day", "この日がある月はありません"),
            self.span,
            Text::new("write a day from 1 to 31", "1から31までの日を書いてください"),
        )
        .with_help(Text::new(
            "in a shorter month day 31 is its last day, so `every month on day 31` is every end of a month",
            "短い月では31日の代わりに月末になります。毎月末にするには `every month on day 31` と書いてください",
        ))
    }
}

/// A reaction to an event for everyone that does not say whom it is about.
#[derive(Debug)]
pub struct NamesNoLead<'a> {
    /// The event.
    pub event: &'a str,
    /// One of its properties, for an example.
    pub property: Option<String>,
    /// A part of an `or` names one, and another does not.
    pub in_part: bool,
    /// Where.
    pub span: Span,
}

impl Finding for NamesNoLead<'_> {
    const CODE: Code = Code(334);
    fn diagnose(&self) -> Diagnostic {
        let event = self.event;
        let property = self.property.as_deref().unwrap_or("product");
        let (message, help) = if self.in_part {
            (
                Text::new(
                    format!("a part of this `or` names no field of the lead, and `{event}` is for everyone"),
                    format!(
                        "`{event}` は全リード向けのイベントですが、`or` の条件の一部に、リードの項目との照合がありません"
                    ),
                ),
                Text::new(
                    format!(
                        "each part of the `or` needs its own: `event.{property} == lead.{property}`, or `event.{property} in lead.…` where the field is a list"
                    ),
                    format!(
                        "`or` のどの条件にも `event.{property} == lead.{property}`（項目がリストなら `event.{property} in lead.…`）のような照合を書いてください"
                    ),
                ),
            )
        } else {
            (
                Text::new(
                    format!("this names no field of the lead, and `{event}` is for everyone"),
                    format!("`{event}` は全リード向けのイベントですが、リードの項目との照合がありません"),
                ),
                Text::new(
                    format!(
                        "say which leads it is about: `where event.{property} == lead.{property}`, or `event.{property} in lead.…` where the field is a list"
                    ),
                    format!(
                        "対象のリードを `where event.{property} == lead.{property}` のように指定してください。項目がリストの場合は `event.{property} in lead.…` と書きます"
                    ),
                ),
            )
        };
        let label = Text::new("every lead would be meant", "すべてのリードが対象になってしまいます");
        Diagnostic::error(Self::CODE, message, self.span, label).with_help(help)
    }
}

/// What is wrong with closed days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClosedProblem {
    /// The end is before the beginning.
    Backwards,
    /// One end has a year, the other has none.
    Mixed,
    /// No day is left.
    AllYear,
}

/// `closed 2026-08-15 to 2026-08-13`.
#[derive(Debug)]
pub struct ClosedNever {
    /// What is wrong.
    pub problem: ClosedProblem,
    /// Where.
    pub span: Span,
}

impl Finding for ClosedNever {
    const CODE: Code = Code(335);
    fn diagnose(&self) -> Diagnostic {
        let (message, label) = match self.problem {
            ClosedProblem::Backwards => (
                Text::new("these days end before they begin", "休業期間の終わりが始まりより前です"),
                Text::new("the second day is before the first", "終わりの日が始まりの日より前です"),
            ),
            ClosedProblem::Mixed => (
                Text::new("one day has a year and the other has none", "一方の日付にだけ年があります"),
                Text::new("once, or every year?", "一度だけか毎年か、わかりません"),
            ),
            ClosedProblem::AllYear => (
                Text::new(
                    "no mail could ever leave: every day of the year is closed",
                    "一年中が休業日になるため、メールを送れる日がありません",
                ),
                Text::new("leaves no day to send", "送れる日が残りません"),
            ),
        };
        Diagnostic::error(Self::CODE, message, self.span, label).with_help(Text::new(
            "write `closed 12/29 to 1/3` for every year, `closed 2026-08-13 to 2026-08-15` for once",
            "毎年の休業日は `closed 12/29 to 1/3`、一度だけの休業日は `closed 2026-08-13 to 2026-08-15` のように書いてください",
        ))
    }
}

/// `lead.email changes`.
#[derive(Debug)]
pub struct NeverChanges<'a> {
    /// As written.
    pub path: &'a str,
    /// Where.
    pub span: Span,
}

impl Finding for NeverChanges<'_> {
    const CODE: Code = Code(336);
    fn diagnose(&self) -> Diagnostic {
        let path = self.path;
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("a change of `{path}` cannot be waited for"),
                format!("`{path}` の変化は条件にできません"),
            ),
            self.span,
            Text::new("not one of your lead's fields", "`lead` で宣言した項目ではありません"),
        )
        .with_help(Text::new(
            "name a field that `lead { … }` declares: `lead.deal changes`",
            "`lead.deal changes` のように、`lead { … }` で宣言した項目を指定してください",
        ))
    }
}
