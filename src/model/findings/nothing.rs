//! F022x: comparisons with nothing, and fields that are set to it.

use crate::diagnostic::{Code, Diagnostic, Finding, Fix, FixSafety, Text};
use crate::source::Span;

/// What is asked instead of a comparison with nothing, in words of the file.
const fn asked(missing: bool, japanese: bool) -> &'static str {
    match (missing, japanese) {
        (true, false) => " is missing",
        (false, false) => " is known",
        (true, true) => " は 未入力",
        (false, true) => " は 入力済み",
    }
}

fn replaced(whole: Span, missing: bool, japanese: bool, safety: FixSafety) -> Fix {
    let with = asked(missing, japanese);
    let plain = with.trim_start();
    let title = Text::new(format!("write `{plain}`"), format!("`{plain}` に直す"));
    Fix { safety, title, edits: vec![(whole, with.to_owned())] }
}

/// `lead.title == empty`: a word for nothing where a value is needed.
#[derive(Debug)]
pub struct ComparedWithNothing<'a> {
    /// What is compared, as `lead.title`.
    pub path: String,
    /// The word; empty for an empty text.
    pub word: &'a str,
    /// It is asked whether the value is missing; else whether it is there.
    pub missing: bool,
    /// The value may be missing.
    pub optional: bool,
    /// The word can be no value.
    pub sure: bool,
    /// The words around it are Japanese.
    pub japanese: bool,
    /// The comparison, without what is compared.
    pub whole: Span,
    /// The word.
    pub span: Span,
}

impl Finding for ComparedWithNothing<'_> {
    const CODE: Code = Code(224);
    fn diagnose(&self) -> Diagnostic {
        let (path, asked) = (&self.path, asked(self.missing, false));
        let word = if self.word.is_empty() { "\"\"" } else { self.word };
        let diagnostic = Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("`{word}` is no value: whether `{path}` has one is asked with `{path}{asked}`"),
                format!("`{word}` という値はありません。空かどうかは `{path}{asked}` と書きます"),
            ),
            self.span,
            Text::new("not a value", "値ではありません"),
        );
        if !self.optional {
            return diagnostic.with_help(Text::new(
                format!("`{path}` always has a value: leave the condition out, or declare the field with `?`"),
                format!(
                    "`{path}` は必須の項目で、空になりません。条件を消すか、空でもよい項目なら型に `?` を付けてください"
                ),
            ));
        }
        let safety = if self.sure { FixSafety::Safe } else { FixSafety::Unsafe };
        diagnostic
            .with_help(Text::new(format!("write `{path}{asked}`"), format!("`{path}{asked}` と書いてください")))
            .with_fix(replaced(self.whole, self.missing, self.japanese, safety))
    }
}

/// `lead.title == ""`: a value that is missing is no empty text.
#[derive(Debug)]
pub struct EmptyText {
    /// What is compared, as `lead.title`.
    pub path: String,
    /// It is asked whether the value is missing; else whether it is there.
    pub missing: bool,
    /// The words around it are Japanese.
    pub japanese: bool,
    /// The comparison, without what is compared.
    pub whole: Span,
    /// The empty text.
    pub span: Span,
}

impl Finding for EmptyText {
    const CODE: Code = Code(223);
    fn diagnose(&self) -> Diagnostic {
        let (path, asked) = (&self.path, asked(self.missing, false));
        Diagnostic::warning(
            Self::CODE,
            Text::new(
                "a value that is missing is not equal to an empty text",
                "空の項目を空のテキストと比べても、条件は成り立ちません",
            ),
            self.span,
            Text::new("an empty text", "空のテキストです"),
        )
        .with_help(Text::new(
            format!("whether there is a value is asked with `{path}{asked}`"),
            format!("空かどうかは `{path}{asked}` と書いてください"),
        ))
        .with_fix(replaced(self.whole, self.missing, self.japanese, FixSafety::Safe))
    }
}

/// `set lead.title = null`: the word that clears a field is `missing`.
#[derive(Debug)]
pub struct SetToNothing<'a> {
    /// The field.
    pub field: &'a str,
    /// As written.
    pub word: &'a str,
    /// The field may be empty.
    pub optional: bool,
    /// The word can be no value.
    pub sure: bool,
    /// Where.
    pub span: Span,
}

impl Finding for SetToNothing<'_> {
    const CODE: Code = Code(226);
    fn diagnose(&self) -> Diagnostic {
        let (word, field) = (self.word, self.field);
        let diagnostic = Diagnostic::error(
            Self::CODE,
            Text::new(format!("there is no value `{word}`"), format!("`{word}` という値はありません")),
            self.span,
            Text::new("not a value", "値ではありません"),
        );
        if !self.optional {
            return diagnostic.with_help(always_has_a_value(field));
        }
        let missing = if word.is_ascii() { "missing" } else { "未入力" };
        let safety = if self.sure { FixSafety::Safe } else { FixSafety::Unsafe };
        let title = Text::new(format!("write `{missing}`"), format!("`{missing}` に直す"));
        diagnostic
            .with_help(Text::new(
                format!("a field is cleared with `{missing}`"),
                format!("項目を空にするには `{missing}` と書いてください"),
            ))
            .with_fix(Fix { safety, title, edits: vec![(self.span, missing.to_owned())] })
    }
}

/// `set lead.name = missing`, where the field must have a value.
#[derive(Debug)]
pub struct ClearsNeeded<'a> {
    /// The field.
    pub field: &'a str,
    /// Where.
    pub span: Span,
}

impl Finding for ClearsNeeded<'_> {
    const CODE: Code = Code(225);
    fn diagnose(&self) -> Diagnostic {
        let field = self.field;
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("`lead.{field}` must have a value and cannot be cleared"),
                format!("`lead.{field}` は必ず値を持つ項目なので、空にできません"),
            ),
            self.span,
            Text::new("clears the field", "項目を空にします"),
        )
        .with_help(always_has_a_value(field))
    }
}

fn always_has_a_value(field: &str) -> Text {
    Text::new(
        format!("set it to another value, or declare `{field}` with `?` and no default if it may be empty"),
        format!("別の値を書いてください。空でもよい項目なら `{field}` の型に `?` を付け、既定値を外してください"),
    )
}
