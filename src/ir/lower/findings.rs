//! Findings of the bodies of mails: what only shows when Markdown is read.

use crate::diagnostic::{Code, Diagnostic, Finding, Text};
use crate::model::findings::{did_you_mean, listed, with_near};
use crate::source::Span;

/// HTML in a body.
#[derive(Debug)]
pub struct RawHtml {
    /// Where.
    pub span: Span,
}

impl Finding for RawHtml {
    const CODE: Code = Code(233);
    fn diagnose(&self) -> Diagnostic {
        Diagnostic::error(
            Self::CODE,
            Text::new("a body is Markdown and cannot hold HTML", "本文はMarkdownで書きます。HTMLは使えません"),
            self.span,
            Text::new("HTML", "HTMLです"),
        )
        .with_help(Text::new(
            "write `**bold**`, `# heading`, `- item` or `[words](link)`; a bare `<` is written `\\<`",
            "`**太字**`、`# 見出し`、`- 項目`、`[文字](リンク名)` と書いてください。記号の `<` そのものは `\\<` と書きます",
        ))
    }
}

/// An `{{ if }}` that begins in one paragraph and ends in another.
#[derive(Debug)]
pub struct IfAcrossParagraphs {
    /// From its first brace to its last.
    pub span: Span,
}

impl Finding for IfAcrossParagraphs {
    const CODE: Code = Code(234);
    fn diagnose(&self) -> Diagnostic {
        Diagnostic::error(
            Self::CODE,
            Text::new(
                "this `{{ if }}` begins in one paragraph, list or emphasis and ends in another",
                "この `{{ if }}` は、始まりと終わりが別の段落（または箇条書きや強調）にあります",
            ),
            self.span,
            Text::new("its ends do not belong together", "始まりと終わりが合っていません"),
        )
        .with_help(Text::new(
            "put `{{ if … }}`, `{{ else }}` and `{{ end }}` each alone on a line to choose between paragraphs",
            "段落ごと切り替えるなら、`{{ if … }}`・`{{ else }}`・`{{ end }}` をそれぞれ1行に単独で書いてください",
        ))
    }
}

/// A link in a body that leads nowhere.
#[derive(Debug)]
pub struct UnknownBodyLink<'a> {
    /// The mail.
    pub email: &'a str,
    /// The link as written.
    pub link: &'a str,
    /// The nearest one.
    pub near: Option<&'a str>,
    /// All links of the mail.
    pub known: Vec<&'a str>,
    /// Where `[words](link)` stands.
    pub span: Span,
}

impl Finding for UnknownBodyLink<'_> {
    const CODE: Code = Code(408);
    fn diagnose(&self) -> Diagnostic {
        let (email, link) = (self.email, self.link);
        let could_be_a_name = link.chars().all(|character| character.is_alphanumeric() || "_-".contains(character));
        let declare = if could_be_a_name && !link.is_empty() {
            Text::new(
                format!("declare it in the email: `link {link} \"https://…\"`, or write a whole address `https://…`"),
                format!(
                    "メールに `link {link} \"https://…\"` と宣言するか、`https://…` から始まるアドレスを書いてください"
                ),
            )
        } else {
            Text::new(
                "write the name of a link of the email, or a whole address `https://…`",
                "メールのリンク名か、`https://…` から始まるアドレスを書いてください",
            )
        };
        let help = if self.known.is_empty() {
            declare
        } else {
            let list = listed(self.known.iter().copied());
            Text::new(format!("{}; it has: {list}", declare.en), format!("{}。今あるリンク: {list}", declare.ja))
        };
        let message = if link.is_empty() {
            Text::new("it is not written where this link leads", "リンク先が書かれていません")
        } else {
            Text::new(
                format!("`{link}` is neither a link of the email `{email}` nor a web address"),
                format!("`{link}` は、メール `{email}` のリンクでもWebアドレスでもありません"),
            )
        };
        let diagnostic = Diagnostic::error(
            Self::CODE,
            message,
            self.span,
            did_you_mean(self.near, Text::new("leads nowhere", "リンク先がありません")),
        );
        with_near(diagnostic.with_help(help), self.span, self.near)
    }
}

/// The name of a link where the address of a picture is needed.
#[derive(Debug)]
pub struct LinkAsPicture<'a> {
    /// The link.
    pub link: &'a str,
    /// Where it stands.
    pub span: Span,
}

impl Finding for LinkAsPicture<'_> {
    const CODE: Code = Code(412);
    fn diagnose(&self) -> Diagnostic {
        let link = self.link;
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("`{link}` is a link to click, not the address of a picture"),
                format!("`{link}` はクリックするリンクで、画像のアドレスではありません"),
            ),
            self.span,
            Text::new("a picture needs its address here", "ここには画像のアドレスが必要です"),
        )
        .with_help(Text::new(
            format!("write `![what it shows](https://…)`, or `[words]({link})` for a link"),
            format!("画像は `![画像の説明](https://…)`、リンクは `[文字]({link})` と書いてください"),
        ))
    }
}

/// A value inside an address that is written in the body.
#[derive(Debug)]
pub struct ValueInAddress {
    /// Where `[words](address)` stands.
    pub span: Span,
}

impl Finding for ValueInAddress {
    const CODE: Code = Code(409);
    fn diagnose(&self) -> Diagnostic {
        Diagnostic::error(
            Self::CODE,
            Text::new(
                "an address with a value in it needs a name",
                "値を差し込むアドレスには、リンク名を付ける必要があります",
            ),
            self.span,
            Text::new("`{{ … }}` in an address", "アドレスの中に `{{ … }}` があります"),
        )
        .with_help(Text::new(
            "declare it in the email, `link page \"https://…/{{ … }}\"`, and write `[words](page)` here",
            "メールに `link page \"https://…/{{ … }}\"` と宣言し、ここには `[文字](page)` と書いてください",
        ))
    }
}
