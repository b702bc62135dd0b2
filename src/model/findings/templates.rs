//! F0231 and following: what stands between `{{` and `}}`.

use crate::diagnostic::{Code, Diagnostic, Finding, Fix, FixSafety, Text};
use crate::model::types::Type;
use crate::source::Span;

/// A value that may be missing in a text that people read.
#[derive(Debug)]
pub struct MayBeMissing<'a> {
    /// As written, `lead.title`.
    pub path: &'a str,
    /// Its type.
    pub kind: Type,
    /// Where the path stands.
    pub span: Span,
    /// The whole expression between the braces.
    pub whole: Span,
    /// In the reason of a step around which an `if` can stand.
    pub in_run: bool,
}

impl MayBeMissing<'_> {
    /// Words that can stand in for the value, as a marketer would write them: in English, in Japanese.
    fn stand_in(&self) -> (&'static str, &'static str) {
        let field = self.path.rsplit('.').next().unwrap_or_default().to_lowercase();
        let says = |words: &[&str]| words.iter().any(|word| field.contains(word));
        if says(&["company", "会社", "organization", "社名"]) {
            ("your company", "貴社")
        } else if says(&["title", "役職", "position", "role", "contact", "担当"]) {
            ("there", "ご担当者")
        } else if says(&["name", "名前", "氏名"]) {
            ("there", "お客様")
        } else {
            match self.kind {
                Type::Number => ("0", "0"),
                Type::Date | Type::Datetime | Type::Duration => ("to be announced", "未定"),
                Type::Text
                | Type::TrueFalse
                | Type::Email
                | Type::Url
                | Type::OneOf(_)
                | Type::ListOf(_)
                | Type::Unknown => ("not given", "（未登録）"),
            }
        }
    }
}

impl Finding for MayBeMissing<'_> {
    const CODE: Code = Code(231);
    fn diagnose(&self) -> Diagnostic {
        let path = self.path;
        let quote = if self.kind == Type::Number { "" } else { "\"" };
        let (english, japanese) = self.stand_in();
        let with_default = |words: &str| format!("default({path}, {quote}{words}{quote})");
        let (english, with_default) = (with_default(english), with_default(japanese));
        let diagnostic = Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("`{path}` may be missing, so this text could show a hole"),
                format!("`{path}` は空のことがあり、差し込みが空欄のまま送られるおそれがあります"),
            ),
            self.span,
            Text::new("may be missing", "空のことがあります"),
        )
        .with_help(if self.in_run {
            Text::new(
                format!("write `{{{{ {english} }}}}`, or put the step into `if {path} is known {{ … }}`"),
                format!("`{{{{ {with_default} }}}}` と書くか、このステップを `if {path} is known {{ … }}` で囲んでください"),
            )
        } else {
            Text::new(
                format!("write `{{{{ {english} }}}}`, or put `{{{{ if {path} is known }}}}` … `{{{{ end }}}}` around it"),
                format!("`{{{{ {with_default} }}}}` と書くか、`{{{{ if {path} is known }}}}` 〜 `{{{{ end }}}}` で囲んでください"),
            )
        });
        if self.span != self.whole {
            return diagnostic;
        }
        diagnostic.with_fix(Fix {
            safety: FixSafety::Unsafe,
            title: Text::new("give it a stand-in with `default`", format!("`{with_default}` に書き換える")),
            edits: vec![(self.whole, with_default)],
        })
    }
}

/// A condition where a value is to be shown.
#[derive(Debug)]
pub struct CannotBeShown {
    /// Where.
    pub span: Span,
}

impl Finding for CannotBeShown {
    const CODE: Code = Code(232);
    fn diagnose(&self) -> Diagnostic {
        Diagnostic::error(
            Self::CODE,
            Text::new("a text cannot show true or false", "真偽値（true/false）は文面に表示できません"),
            self.span,
            Text::new("this is true or false", "これは成り立つかどうかを表す値です"),
        )
        .with_help(Text::new(
            "write `{{ if … }}` words `{{ else }}` other words `{{ end }}`",
            "`{{ if … }}` 文 `{{ else }}` 別の文 `{{ end }}` のように書いてください",
        ))
    }
}
