//! What can be wrong with the text itself, in the words of a marketer, with the way out.

use crate::diagnostic::{Code, Diagnostic, Finding, Text};
use crate::source::Span;

/// Braces, parentheses, `not` or `else if` inside each other more than the limit.
#[derive(Debug)]
pub struct NestedTooDeep {
    /// What goes beyond.
    pub span: Span,
    /// How deep is allowed.
    pub limit: usize,
}

impl Finding for NestedTooDeep {
    const CODE: Code = Code(2);
    fn diagnose(&self) -> Diagnostic {
        let limit = self.limit;
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("this is nested more than {limit} levels deep"),
                format!("入れ子が{limit}段を超えています"),
            ),
            self.span,
            Text::new("this level is too deep", "ここが深すぎます"),
        )
        .with_help(Text::new(
            "split the scenario: move the inner part to a scenario of its own and enter it with `go to`",
            "内側の部分を別のシナリオに分け、`go to` でそちらへ進めてください",
        ))
    }
}

/// A number that is surely a slip.
#[derive(Debug)]
pub struct NumberTooLarge {
    /// The number.
    pub span: Span,
    /// Largest that is taken.
    pub largest: u32,
}

impl Finding for NumberTooLarge {
    const CODE: Code = Code(16);
    fn diagnose(&self) -> Diagnostic {
        let largest = self.largest;
        Diagnostic::error(
            Self::CODE,
            Text::new("this number is too large", "数が大きすぎます"),
            self.span,
            Text::new(format!("at most {largest}"), format!("{largest} までにしてください")),
        )
    }
}

/// A backslash before a character that needs none.
#[derive(Debug)]
pub struct UnknownEscape {
    /// Both characters.
    pub span: Span,
    /// The second.
    pub character: char,
}

impl Finding for UnknownEscape {
    const CODE: Code = Code(22);
    fn diagnose(&self) -> Diagnostic {
        let character = self.character;
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("`\\{character}` means nothing in a text"),
                format!("`\\{character}` という書き方はありません"),
            ),
            self.span,
            Text::new("a backslash has a special meaning here", "バックスラッシュ（¥）は特別な意味を持ちます"),
        )
    }
}

/// A day that the calendar does not have.
#[derive(Debug)]
pub struct NoSuchDate {
    /// The date.
    pub span: Span,
    /// As written.
    pub written: String,
}

impl Finding for NoSuchDate {
    const CODE: Code = Code(13);
    fn diagnose(&self) -> Diagnostic {
        let written = &self.written;
        Diagnostic::error(
            Self::CODE,
            Text::new(format!("there is no day `{written}`"), format!("`{written}` という日付はありません")),
            self.span,
            Text::new("not in the calendar", "カレンダーにない日付です"),
        )
    }
}

/// A time that the clock does not have.
#[derive(Debug)]
pub struct NoSuchTime {
    /// The time.
    pub span: Span,
    /// As written.
    pub written: String,
}

impl Finding for NoSuchTime {
    const CODE: Code = Code(14);
    fn diagnose(&self) -> Diagnostic {
        let written = &self.written;
        Diagnostic::error(
            Self::CODE,
            Text::new(format!("there is no time `{written}`"), format!("`{written}` という時刻はありません")),
            self.span,
            Text::new("not on the clock", "時計にない時刻です"),
        )
    }
}

/// `otherwise` twice in one `await`.
#[derive(Debug)]
pub struct SecondOtherwise {
    /// The second one.
    pub span: Span,
    /// The first one.
    pub first: Span,
}

impl Finding for SecondOtherwise {
    const CODE: Code = Code(23);
    fn diagnose(&self) -> Diagnostic {
        Diagnostic::error(
            Self::CODE,
            Text::new("this `await` has two `otherwise` parts", "この `await` には `otherwise` が2つあります"),
            self.span,
            Text::new("the second one", "2つ目の `otherwise`"),
        )
        .with_label(self.first, Text::new("the first one", "1つ目の `otherwise`"))
        .with_help(Text::new("put the steps of both into one `otherwise`", "1つの `otherwise` にまとめてください"))
    }
}

/// Text that could not be understood, with no better word about it.
#[derive(Debug)]
pub struct NotUnderstood {
    /// The text.
    pub span: Span,
}

impl Finding for NotUnderstood {
    const CODE: Code = Code(9);
    fn diagnose(&self) -> Diagnostic {
        Diagnostic::error(
            Self::CODE,
            Text::new("this line is not understood", "この行は読み取れません"),
            self.span,
            Text::new("not understood", "読み取れません"),
        )
    }
}

/// `{{` without `}}`.
#[derive(Debug)]
pub struct UnclosedTag {
    /// The `{{`.
    pub span: Span,
}

impl Finding for UnclosedTag {
    const CODE: Code = Code(30);
    fn diagnose(&self) -> Diagnostic {
        Diagnostic::error(
            Self::CODE,
            Text::new("this `{{` is never closed", "この `{{` が閉じられていません"),
            self.span,
            Text::new("opened here", "ここで開いています"),
        )
        .with_help(Text::new(
            "write `}}` after what is to be inserted, as in `{{ lead.name }}`",
            "`{{ lead.name }}` のように、差し込む項目のあとに `}}` を書いてください",
        ))
    }
}

/// `{{ else }}` or `{{ end }}` without `{{ if … }}`.
#[derive(Debug)]
pub struct ElseOrEndAlone {
    /// The tag.
    pub span: Span,
    /// `else` or `end`.
    pub word: &'static str,
}

impl Finding for ElseOrEndAlone {
    const CODE: Code = Code(31);
    fn diagnose(&self) -> Diagnostic {
        let word = self.word;
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("`{{{{ {word} }}}}` has no `{{{{ if … }}}}` before it"),
                format!("この `{{{{ {word} }}}}` に対応する `{{{{ if … }}}}` がありません"),
            ),
            self.span,
            Text::new("belongs to no `if`", "対応する `if` がありません"),
        )
        .with_help(Text::new(
            "write `{{ if lead.company is known }} … {{ else }} … {{ end }}`, or take this out",
            "`{{ if lead.company is known }} … {{ else }} … {{ end }}` の形にするか、これを消してください",
        ))
    }
}

/// `{{ if … }}` without `{{ end }}`.
#[derive(Debug)]
pub struct IfWithoutEnd {
    /// The `if` tag.
    pub span: Span,
}

impl Finding for IfWithoutEnd {
    const CODE: Code = Code(32);
    fn diagnose(&self) -> Diagnostic {
        Diagnostic::error(
            Self::CODE,
            Text::new("this `{{ if … }}` has no `{{ end }}`", "この `{{ if … }}` に `{{ end }}` がありません"),
            self.span,
            Text::new("begins here", "ここから始まっています"),
        )
        .with_help(Text::new(
            "write `{{ end }}` where the part that depends on it ends",
            "条件で出し分ける部分の終わりに `{{ end }}` を書いてください",
        ))
    }
}
