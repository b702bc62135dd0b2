//! F0422 and following: what cannot stand in bodies of HTML and MJML.

use crate::diagnostic::{Code, Diagnostic, Finding, Text};
use crate::model::findings::{did_you_mean, with_near};
use crate::source::Span;

/// An element or attribute that mail programs throw away, or that makes them refuse the mail.
#[derive(Debug)]
pub struct NotInMails {
    /// As written: `<script>`, `onclick`.
    pub what: String,
    /// Where.
    pub span: Span,
}

impl Finding for NotInMails {
    const CODE: Code = Code(422);
    fn diagnose(&self) -> Diagnostic {
        let what = &self.what;
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("`{what}` does not work in mails: mail programs remove it or refuse the mail"),
                format!("`{what}` はメールでは使えません。メールソフトに取り除かれるか、メールごと拒否されます"),
            ),
            self.span,
            Text::new("not in mails", "メールでは使えません"),
        )
        .with_help(Text::new(
            "delete it; for forms and videos link to a page: `<a href=\"link_name\">…</a>`",
            "削除してください。フォームや動画は `<a href=\"リンク名\">…</a>` でページに案内します",
        ))
    }
}

/// `{{ … }}` inside a tag, a style or a comment.
#[derive(Debug)]
pub struct ValueInTag {
    /// Where.
    pub span: Span,
}

impl Finding for ValueInTag {
    const CODE: Code = Code(423);
    fn diagnose(&self) -> Diagnostic {
        Diagnostic::error(
            Self::CODE,
            Text::new(
                "`{{ … }}` stands in text and in `alt` and `title`, not in other parts of a tag or a style",
                "`{{ … }}` を書けるのは、文章の中と `alt`・`title` だけです。タグやスタイルのほかの場所には書けません",
            ),
            self.span,
            Text::new("no value here", "ここには差し込めません"),
        )
        .with_help(Text::new(
            "for an address declare `link name \"https://…/{{ … }}\"` and write `href=\"name\"`; to choose between elements \
             put `{{ if … }}` outside of the tags",
            "アドレスは `link 名前 \"https://…/{{ … }}\"` と宣言して `href=\"名前\"` と書きます。\
             要素を切り替えるときは、`{{ if … }}` をタグの外に書いてください",
        ))
    }
}

/// A tag, a comment or a quoted attribute without its end.
#[derive(Debug)]
pub struct UnclosedHtml {
    /// Where it begins.
    pub span: Span,
}

impl Finding for UnclosedHtml {
    const CODE: Code = Code(430);
    fn diagnose(&self) -> Diagnostic {
        Diagnostic::error(
            Self::CODE,
            Text::new("this tag or comment is not closed", "このタグ（またはコメント）が閉じられていません"),
            self.span,
            Text::new("begins here", "ここから始まっています"),
        )
        .with_help(Text::new(
            "close it with `>` (a comment with `-->`), and each `\"` with another `\"`",
            "`>`（コメントは `-->`）で閉じてください。`\"` の数も確かめてください",
        ))
    }
}

/// An element that MJML does not have, or that does not work in mails.
#[derive(Debug)]
pub struct UnknownMjml<'a> {
    /// Its name.
    pub name: &'a str,
    /// The nearest one.
    pub near: Option<&'a str>,
    /// Where the name stands.
    pub span: Span,
}

impl Finding for UnknownMjml<'_> {
    const CODE: Code = Code(424);
    fn diagnose(&self) -> Diagnostic {
        let name = self.name;
        let diagnostic = Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("there is no MJML element `{name}` that works in all mails"),
                format!("`{name}` というMJML要素はないか、メールでは使えません"),
            ),
            self.span,
            did_you_mean(self.near, Text::new("would not be shown", "表示されません")),
        )
        .with_help(Text::new(
            "use `mj-section`, `mj-column`, `mj-text`, `mj-button`, `mj-image`, `mj-table`, `mj-divider`, `mj-spacer` …",
            "`mj-section`・`mj-column`・`mj-text`・`mj-button`・`mj-image`・`mj-table`・`mj-divider`・`mj-spacer` などを使ってください",
        ));
        with_near(diagnostic, self.span, self.near)
    }
}

/// MJML that cannot be turned into HTML.
#[derive(Debug)]
pub struct BrokenMjml<'a> {
    /// Why, in the words of the MJML reader.
    pub reason: &'a str,
    /// Where, as far as it is known.
    pub span: Span,
}

impl Finding for BrokenMjml<'_> {
    const CODE: Code = Code(425);
    fn diagnose(&self) -> Diagnostic {
        let reason = self.reason;
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("this is not MJML that can be read: {reason}"),
                format!("MJMLとして読み込めません（{reason}）"),
            ),
            self.span,
            Text::new("cannot be read", "読み込めません"),
        )
        .with_help(Text::new(
            "an MJML file is `<mjml><mj-body> … </mj-body></mjml>`, and every element in it is closed",
            "MJMLファイルは `<mjml><mj-body> … </mj-body></mjml>` という形で、どの要素も閉じる必要があります",
        ))
    }
}
