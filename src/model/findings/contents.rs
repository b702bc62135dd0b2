//! F0414 and following: rows of contents in texts, and how bodies of files are written.

use super::{did_you_mean, listed, with_near_name};
use crate::diagnostic::{Code, Diagnostic, Finding, Text};
use crate::source::Span;

/// `{{ each }}` where no rows can be shown.
#[derive(Debug)]
pub struct EachOutsideBody {
    /// It stands inside another `{{ each }}`.
    pub inside: bool,
    /// Where the content is named.
    pub span: Span,
}

impl Finding for EachOutsideBody {
    const CODE: Code = Code(414);
    fn diagnose(&self) -> Diagnostic {
        let (message, help) = if self.inside {
            (
                Text::new(
                    "an `{{ each }}` cannot stand inside another one",
                    "`{{ each }}` の中に別の `{{ each }}` は書けません",
                ),
                Text::new(
                    "close the first one with `{{ end }}` before it",
                    "先の `{{ each }}` を `{{ end }}` で閉じてから書いてください",
                ),
            )
        } else {
            (
                Text::new(
                    "only the body of an email can show rows of a content",
                    "コンテンツの行を並べられるのは、メールの本文だけです",
                ),
                Text::new("move the `{{ each }}` to the body", "`{{ each }}` は本文に書いてください"),
            )
        };
        Diagnostic::error(Self::CODE, message, self.span, Text::new("not possible here", "ここには書けません"))
            .with_help(help)
    }
}

/// `item.title` where no row is at hand.
#[derive(Debug)]
pub struct NoRowHere<'a> {
    /// As written.
    pub path: &'a str,
    /// Where.
    pub span: Span,
}

impl Finding for NoRowHere<'_> {
    const CODE: Code = Code(415);
    fn diagnose(&self) -> Diagnostic {
        let path = self.path;
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("`{path}` is a column of a row, but no row is at hand here"),
                format!("`{path}` はコンテンツの列ですが、ここではどの行も選ばれていません"),
            ),
            self.span,
            Text::new("outside of `{{ each … }}`", "`{{ each … }}` の外です"),
        )
        .with_help(Text::new(
            "write it in a body between `{{ each CONTENT }}` and `{{ end }}`",
            "本文の `{{ each コンテンツ名 }}` と `{{ end }}` の間に書いてください",
        ))
    }
}

/// A column that the content does not declare.
#[derive(Debug)]
pub struct UnknownColumn<'a> {
    /// The content.
    pub content: &'a str,
    /// The column as written.
    pub column: &'a str,
    /// The nearest one.
    pub near: Option<&'a str>,
    /// All of them.
    pub known: Vec<&'a str>,
    /// Where the column's name stands.
    pub span: Span,
}

impl Finding for UnknownColumn<'_> {
    const CODE: Code = Code(416);
    fn diagnose(&self) -> Diagnostic {
        let (content, column) = (self.content, self.column);
        let add = Text::new(
            format!("add `{column}: text` to `content {content} {{ … }}`"),
            format!("`content {content} {{ … }}` に `{column}: text` のように追加してください"),
        );
        let help = if self.known.is_empty() {
            add
        } else {
            let list = listed(self.known.iter().copied());
            Text::new(format!("{}, or use one of: {list}", add.en), format!("{}。今ある列: {list}", add.ja))
        };
        let label = did_you_mean(self.near, Text::new("not declared", "宣言されていません"));
        let diagnostic = Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("the content `{content}` has no column `{column}`"),
                format!("コンテンツ `{content}` に `{column}` という列はありません"),
            ),
            self.span,
            label,
        );
        with_near_name(diagnostic.with_help(help), self.span, self.near)
    }
}

/// A body file with a name that does not say how it is written.
#[derive(Debug)]
pub struct UnknownBodyFormat<'a> {
    /// The path as written.
    pub path: &'a str,
    /// Where.
    pub span: Span,
}

impl Finding for UnknownBodyFormat<'_> {
    const CODE: Code = Code(421);
    fn diagnose(&self) -> Diagnostic {
        let path = self.path;
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("the name `{path}` does not say how the body is written"),
                format!("`{path}` という名前からは、本文の書式が分かりません"),
            ),
            self.span,
            Text::new("unknown ending", "この拡張子は使えません"),
        )
        .with_help(Text::new(
            "a body is `.md` (Markdown), `.txt` (plain text), `.html` or `.mjml`",
            "本文に使えるのは `.md`（Markdown）・`.txt`（テキスト）・`.html`・`.mjml` です",
        ))
    }
}
