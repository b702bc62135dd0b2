//! F01xx: fields of leads and properties of events that are not declared, or that nobody can declare or change.

use super::names::NAMES_LISTED;
use super::{did_you_mean, listed, replacement, with_near_name};
use crate::diagnostic::{Code, Diagnostic, Finding, Fix, FixSafety, Text};
use crate::source::Span;
use crate::syntax::moment_in_name;

/// A field of the lead or a property of an event that does not exist.
#[derive(Debug)]
pub struct UnknownField<'a> {
    /// The event; the lead where `None`.
    pub event: Option<&'a str>,
    /// The field as written.
    pub field: &'a str,
    /// The nearest one.
    pub near: Option<&'a str>,
    /// All of them.
    pub known: Vec<&'a str>,
    /// Whether its value is shown in a text.
    pub shown: bool,
    /// Where the field's name stands.
    pub span: Span,
}

impl Finding for UnknownField<'_> {
    const CODE: Code = Code(104);
    fn diagnose(&self) -> Diagnostic {
        let field = self.field;
        if let Some((stem, moment)) = moment_in_name(field).filter(|(stem, _)| self.known.contains(stem)) {
            return if self.shown { self.computed(stem) } else { self.with_moment(stem, &moment) };
        }
        let message = match self.event {
            None => Text::new(
                format!("a lead has no field `{field}`"),
                format!("リードに `{field}` という項目はありません"),
            ),
            Some(event) => Text::new(
                format!("the event `{event}` has no property `{field}`"),
                format!("イベント `{event}` に `{field}` という項目はありません"),
            ),
        };
        let place = self.event.map_or_else(|| "lead { … }".to_owned(), |event| format!("event {event} {{ … }}"));
        let add = Text::new(
            format!("add `{field}: text` to `{place}`"),
            format!("`{place}` に `{field}: text` のように追加してください"),
        );
        let help = if self.known.is_empty() {
            add
        } else {
            let list = listed(self.known.iter().copied().take(NAMES_LISTED));
            Text::new(format!("{}, or use one of: {list}", add.en), format!("{}。今ある項目: {list}", add.ja))
        };
        let label = did_you_mean(self.near, Text::new("not declared", "宣言されていません"));
        with_near_name(Diagnostic::error(Self::CODE, message, self.span, label).with_help(help), self.span, self.near)
    }
}

impl UnknownField<'_> {
    /// `{{ リード.契約終了日の30日前 }}`: a text shows dates, and computes none.
    fn computed(&self, stem: &str) -> Diagnostic {
        let field = self.field;
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("`{field}` is no field: dates are not computed in a text"),
                format!("`{field}` という項目はありません（文面の中で日付の計算はできません）"),
            ),
            self.span,
            Text::new("not computed", "計算はできません"),
        )
        .with_help(Text::new(
            format!("a text shows `{stem}` as it is; keep the other date in a field of its own"),
            format!("差し込めるのは `{stem}` の日付そのものです。計算した日付を見せるには、その日付を入れる項目を用意してください"),
        ))
    }

    /// `開始日時の1日前`: a field with a moment around it, without the blank between.
    fn with_moment(&self, stem: &str, moment: &str) -> Diagnostic {
        let (field, meant) = (self.field, format!("{stem} {moment}"));
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("`{field}` is written in two words, `{stem}` and `{moment}`"),
                format!("`{field}` は、`{stem}` と `{moment}` に分けて書きます"),
            ),
            self.span,
            Text::new("all of it is taken for a name", "全体が1つの項目名とみなされます"),
        )
        .with_help(Text::new(format!("write `{meant}`"), format!("`{meant}` のように、空白で区切って書いてください")))
        .with_fix(Fix { safety: FixSafety::Safe, ..replacement(self.span, &meant) })
    }
}

/// `id`, `email` or `zone` declared as a field of the lead.
#[derive(Debug)]
pub struct BuiltInField {
    /// Which.
    pub name: String,
    /// Where.
    pub span: Span,
}

impl Finding for BuiltInField {
    const CODE: Code = Code(110);
    fn diagnose(&self) -> Diagnostic {
        let name = &self.name;
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("every lead has `{name}` already"),
                format!("`{name}` はすべてのリードに最初からある項目です"),
            ),
            self.span,
            Text::new("built in", "組み込みの項目です"),
        )
        .with_help(Text::new(
            format!("delete this line; `lead.{name}` can be used without it"),
            format!("この行を削除してください。宣言しなくても `lead.{name}` と書けます"),
        ))
    }
}

/// `set lead.email`, `set event.x`: something that a scenario cannot change.
#[derive(Debug)]
pub struct NotSettable<'a> {
    /// As written.
    pub path: &'a str,
    /// Where.
    pub span: Span,
}

impl Finding for NotSettable<'_> {
    const CODE: Code = Code(111);
    fn diagnose(&self) -> Diagnostic {
        let path = self.path;
        Diagnostic::error(
            Self::CODE,
            Text::new(format!("`set` cannot change `{path}`"), format!("`{path}` は `set` で変更できません")),
            self.span,
            Text::new("not a field that you declared", "宣言した項目ではありません"),
        )
        .with_help(Text::new(
            "`set` changes fields declared in `lead { … }`, as in `set lead.stage = \"interest\"`",
            "`set` で変更できるのは `lead { … }` で宣言した項目だけです。例: `set lead.stage = \"interest\"`",
        ))
    }
}
