//! F02xx: values that do not fit where they stand.

use super::{did_you_mean, listed, replacement, with_near_name};
use crate::diagnostic::{Code, Diagnostic, Finding, Fix, FixSafety, Text};
use crate::ir::time::Amount;
use crate::model::expression::Origin;
use crate::model::types::{Type, shown};
use crate::source::Span;

/// A word that is not among the values of a `one of`.
#[derive(Debug)]
pub struct UnknownValue<'a> {
    /// As written.
    pub value: &'a str,
    /// The nearest value.
    pub near: Option<&'a str>,
    /// All values.
    pub values: &'a [String],
    /// Where.
    pub span: Span,
}

impl Finding for UnknownValue<'_> {
    const CODE: Code = Code(203);
    fn diagnose(&self) -> Diagnostic {
        let (value, list) = (self.value, listed(self.values.iter().map(String::as_str)));
        let diagnostic = Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("`{value}` can never be the value here"),
                format!("ここの値が `{value}` になることはありません"),
            ),
            self.span,
            did_you_mean(self.near, Text::new("not one of the values", "選択肢にない値です")),
        )
        .with_help(Text::new(format!("write one of: {list}"), format!("次のどれかを書いてください: {list}")));
        with_near_name(diagnostic, self.span, self.near)
    }
}

/// `event.x` where there may be no event, or one without `x`.
#[derive(Debug)]
pub struct NoEventHere<'a> {
    /// As written.
    pub path: &'a str,
    /// The start that lacks it; `None` where nothing starts from an event.
    pub(crate) start: Option<&'a Origin>,
    /// Where.
    pub span: Span,
}

impl Finding for NoEventHere<'_> {
    const CODE: Code = Code(207);
    fn diagnose(&self) -> Diagnostic {
        let path = self.path;
        let Some(start) = self.start else {
            return Diagnostic::error(
                Self::CODE,
                Text::new(
                    format!("`{path}`: there is no event here"),
                    format!("`{path}` は使えません。ここにはイベントがありません"),
                ),
                self.span,
                Text::new("no event led here", "きっかけになるイベントがありません"),
            )
            .with_help(Text::new(
                "`event.…` works in a `where`, in a scenario that an event starts, and in its mails",
                "`event.…` は、`where` の中、イベントで始まるシナリオの中、そのシナリオが送るメールの中で使えます",
            ));
        };
        let scenario = &start.scenario;
        let label = start.event.as_ref().map_or_else(
            || Text::new("this start has no event", "この開始にはイベントがありません"),
            |event| Text::new(format!("`{event}` has no such property"), format!("`{event}` にこの項目はありません")),
        );
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("`{path}` is not there for every start of `{scenario}`"),
                format!("`{path}` は、`{scenario}` の開始のしかたによっては存在しません"),
            ),
            self.span,
            Text::new("may not exist", "存在しないことがあります"),
        )
        .with_label(start.span, label)
        .with_help(Text::new(
            format!("write `default({path}, \"…\")`, or `{{{{ if {path} is known }}}}…{{{{ end }}}}` in a mail"),
            format!("`default({path}, \"…\")` と書くか、メールでは `{{{{ if {path} is known }}}}…{{{{ end }}}}` で囲んでください"),
        ))
    }
}

/// A property with another type in another start event.
#[derive(Debug)]
pub struct UnlikeProperties<'a> {
    /// The property.
    pub property: &'a str,
    /// An event, and its type there.
    pub first: (&'a str, Type),
    /// Another, and its type there.
    pub second: (&'a str, Type),
    /// Where it is used.
    pub span: Span,
}

impl Finding for UnlikeProperties<'_> {
    const CODE: Code = Code(208);
    fn diagnose(&self) -> Diagnostic {
        let (property, (one, one_kind), (two, two_kind)) = (self.property, &self.first, &self.second);
        let (one_kind, two_kind) = (one_kind.describe(), two_kind.describe());
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("`event.{property}` is {} in `{one}`, but {} in `{two}`", one_kind.en, two_kind.en),
                format!("`event.{property}` は、`{one}` では{}、`{two}` では{}です", one_kind.ja, two_kind.ja),
            ),
            self.span,
            Text::new("either event may have led here", "どちらのイベントから来たのか決まっていません"),
        )
        .with_help(Text::new(
            "declare the property with the same type in both events",
            "両方のイベントで、この項目の型をそろえてください",
        ))
    }
}

/// A fixed value that does not fit.
#[derive(Debug)]
pub struct WrongValue {
    /// What is needed.
    pub wanted: Type,
    /// Where.
    pub span: Span,
    /// The datetime that is surely meant, without quotes.
    pub meant: Option<String>,
    /// What was written as a datetime, with an example of what it lacks; without quotes.
    pub like: Option<String>,
}

impl Finding for WrongValue {
    const CODE: Code = Code(209);
    fn diagnose(&self) -> Diagnostic {
        let wanted = self.wanted.describe();
        let diagnostic = Diagnostic::error(
            Self::CODE,
            Text::new(format!("{} is needed here", wanted.en), format!("ここには{}が必要です", wanted.ja)),
            self.span,
            Text::new(format!("not {}", wanted.en), format!("{}ではありません", wanted.ja)),
        );
        if let Some(meant) = &self.meant {
            let title = Text::new(format!("write `\"{meant}\"`"), format!("`\"{meant}\"` に直す"));
            let help = Text::new(format!("write `\"{meant}\"`"), format!("`\"{meant}\"` と書いてください"));
            let edits = vec![(self.span, format!("\"{meant}\""))];
            return diagnostic.with_help(help).with_fix(Fix { safety: FixSafety::Safe, title, edits });
        }
        let example = self.like.as_ref().map_or_else(|| self.wanted.example(), |like| format!("\"{like}\""));
        diagnostic
            .with_help(Text::new(format!("write it like `{example}`"), format!("`{example}` のように書いてください")))
    }
}

/// A word that needs quotes.
#[derive(Debug)]
pub struct NeedsQuotes<'a> {
    /// The word.
    pub word: &'a str,
    /// Where.
    pub span: Span,
}

impl Finding for NeedsQuotes<'_> {
    const CODE: Code = Code(212);
    fn diagnose(&self) -> Diagnostic {
        let quoted = format!("\"{}\"", self.word);
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("`{}` is a text and needs quotes", self.word),
                format!("`{}` はテキストなので、引用符が必要です", self.word),
            ),
            self.span,
            Text::new("a word without quotes", "引用符のない言葉です"),
        )
        .with_help(Text::new(format!("write `{quoted}`"), format!("`{quoted}` と書いてください")))
        .with_fix(replacement(self.span, &quoted))
    }
}

/// `set` with a value of another type.
#[derive(Debug)]
pub struct WrongSet<'a> {
    /// The field.
    pub field: &'a str,
    /// Its type.
    pub wanted: Type,
    /// The value's type.
    pub found: Type,
    /// The value.
    pub span: Span,
}

impl Finding for WrongSet<'_> {
    const CODE: Code = Code(213);
    fn diagnose(&self) -> Diagnostic {
        let (field, wanted, found) = (self.field, self.wanted.describe(), self.found.describe());
        let label = match &self.wanted {
            Type::OneOf(values) => {
                let list = shown(values);
                Text::new(format!("may be something else than [{list}]"), format!("[{list}] 以外になることがあります"))
            }
            Type::Text
            | Type::Number
            | Type::TrueFalse
            | Type::Date
            | Type::Datetime
            | Type::Duration
            | Type::Email
            | Type::Url
            | Type::ListOf(_)
            | Type::Unknown => Text::new(format!("this is {}", found.en), format!("これは{}です", found.ja)),
        };
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("`lead.{field}` holds {}, not {}", wanted.en, found.en),
                format!("`lead.{field}` に入れられるのは{}です。{}は入れられません", wanted.ja, found.ja),
            ),
            self.span,
            label,
        )
        .with_help(Text::new(
            "give a value of the field's type, or change its type in `lead { … }`",
            "項目の型に合う値を書くか、`lead { … }` の型を変えてください",
        ))
    }
}

/// `set` that may empty a field that must have a value.
#[derive(Debug)]
pub struct SetsMissing<'a> {
    /// The field.
    pub field: &'a str,
    /// What may be missing.
    pub path: &'a str,
    /// Its type.
    pub kind: Type,
    /// At a step around which an `if` can stand.
    pub in_run: bool,
    /// Where.
    pub span: Span,
}

impl Finding for SetsMissing<'_> {
    const CODE: Code = Code(214);
    fn diagnose(&self) -> Diagnostic {
        let (field, path) = (self.field, self.path);
        let with_default = format!("default({path}, {})", self.kind.example());
        let (en, ja) = if self.in_run {
            (
                format!(
                    "write `{with_default}`, put the step into `if {path} is known {{ … }}`, or declare `{field}` with `?` and no default"
                ),
                format!(
                    "`{with_default}` と書くか、このステップを `if {path} is known {{ … }}` で囲むか、`{field}` の型に `?` を付けて、既定値を外してください"
                ),
            )
        } else {
            (
                format!("write `{with_default}`, or declare `{field}` with `?` and no default"),
                format!("`{with_default}` と書くか、`{field}` の型に `?` を付けて、既定値を外してください"),
            )
        };
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("`{path}` may be missing, but `lead.{field}` must have a value"),
                format!("`{path}` は空のことがありますが、`lead.{field}` は空にできない項目です"),
            ),
            self.span,
            Text::new("may be missing", "空のことがあります"),
        )
        .with_help(Text::new(en, ja))
    }
}

/// A count that makes no sense.
#[derive(Debug)]
pub struct OutOfRange {
    /// Least count.
    pub least: u32,
    /// Where.
    pub span: Span,
}

impl Finding for OutOfRange {
    const CODE: Code = Code(216);
    fn diagnose(&self) -> Diagnostic {
        let (least, most) = (self.least, Amount::LARGEST);
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("this number must be from {least} to {most}"),
                format!("この数は{least}から{most}までです"),
            ),
            self.span,
            Text::new("out of range", "範囲の外です"),
        )
    }
}

/// A number with too many digits.
#[derive(Debug)]
pub struct NumberTooLarge {
    /// Where.
    pub span: Span,
}

impl Finding for NumberTooLarge {
    const CODE: Code = Code(217);
    fn diagnose(&self) -> Diagnostic {
        Diagnostic::error(
            Self::CODE,
            Text::new("this number has too many digits", "この数は桁が多すぎます"),
            self.span,
            Text::new("cannot be stored exactly", "正確に扱えません"),
        )
        .with_help(Text::new("numbers have at most 28 digits", "数は28桁までです"))
    }
}

/// What is wrong with ranks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RankProblem {
    /// The first does not say `below`.
    NoLowest {
        /// Its bound.
        bound: i64,
    },
    /// A later one says `below`.
    SecondBelow,
    /// Scores between the first and the second have no rank, or two.
    Gap {
        /// The first ends here.
        below: i64,
        /// The second begins here.
        from: i64,
    },
    /// A rank does not begin above the one before.
    NotRising {
        /// Bound of the one before.
        before: i64,
        /// Its bound.
        bound: i64,
    },
    /// There is only the lowest.
    Alone,
}

/// Ranks that do not cover every score once.
#[derive(Debug)]
pub struct RanksOutOfOrder {
    /// What is wrong.
    pub problem: RankProblem,
    /// Where.
    pub span: Span,
}

impl Finding for RanksOutOfOrder {
    const CODE: Code = Code(218);
    fn diagnose(&self) -> Diagnostic {
        let message = match self.problem {
            RankProblem::NoLowest { bound } => Text::new(
                format!("a lead with fewer than {bound} points has no rank"),
                format!("{bound}点未満のリードのランクがありません"),
            ),
            RankProblem::SecondBelow => {
                Text::new("only the lowest rank says `below`", "`below` と書けるのは一番下のランクだけです")
            }
            RankProblem::Gap { below, from } => Text::new(
                format!("the lowest rank ends at {below}, but the next begins at {from}"),
                format!("一番下のランクは{below}点未満ですが、次のランクは{from}点から始まっています"),
            ),
            RankProblem::NotRising { before, bound } => Text::new(
                format!("ranks must rise: {bound} does not come after {before}"),
                format!("ランクは点数の低い順に並べます。{bound}は{before}より大きくありません"),
            ),
            RankProblem::Alone => Text::new(
                "there is a lowest rank, but none above it",
                "一番下のランクだけで、その上のランクがありません",
            ),
        };
        Diagnostic::error(Self::CODE, message, self.span, Text::new("this rank", "このランクです")).with_help(
            Text::new(
                "write them in rising order: `ranks { cold below 20, warm from 20, hot from 50 }`",
                "低い順に `ranks { cold below 20, warm from 20, hot from 50 }` のように書いてください",
            ),
        )
    }
}

/// Something that must be a fixed value but is computed.
#[derive(Debug)]
pub struct NotFixed {
    /// Where.
    pub span: Span,
}

impl Finding for NotFixed {
    const CODE: Code = Code(219);
    fn diagnose(&self) -> Diagnostic {
        Diagnostic::error(
            Self::CODE,
            Text::new("a fixed value is needed here", "ここには決まった値が必要です"),
            self.span,
            Text::new("depends on something else", "ほかの値によって変わります"),
        )
        .with_help(Text::new(
            "write the value itself, such as `\"…\"`, `42` or `2026-04-01`",
            "`\"…\"`、`42`、`2026-04-01` のように値そのものを書いてください",
        ))
    }
}
