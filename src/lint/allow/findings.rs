//! F07xx: what is wrong with comments that allow findings.

use super::comment::WORDS;
use crate::diagnostic::registry::kind_of;
use crate::diagnostic::{Code, Diagnostic, Finding, Fix, FixSafety, Text, nearest};
use crate::source::Span;

/// A kind of finding that is allowed but not found.
#[derive(Debug)]
pub struct UnusedAllow {
    /// The kind.
    pub code: Code,
    /// Where it is named.
    pub span: Span,
    /// What to delete.
    pub delete: Span,
    /// Whether that is the whole comment.
    pub whole: bool,
}

impl Finding for UnusedAllow {
    const CODE: Code = Code(701);
    fn diagnose(&self) -> Diagnostic {
        let code = self.code;
        let title = if self.whole {
            Text::new("delete the comment", "コメントを削除する")
        } else {
            Text::new(format!("delete `{code}` from the comment"), format!("コメントから `{code}` を削除する"))
        };
        Diagnostic::warning(
            Self::CODE,
            Text::new(
                format!("`{code}` is allowed, but there is no such finding here"),
                format!("ここに `{code}` の指摘はないため、許可は不要です"),
            ),
            self.span,
            Text::new("allows nothing", "許可するものがありません"),
        )
        .with_help(Text::new(
            "delete it, so that it cannot hide a later mistake",
            "今後の誤りを見落とさないように、削除してください",
        ))
        .with_fix(Fix { safety: FixSafety::Safe, title, edits: vec![(self.delete, String::new())] })
    }
}

/// A code or name that no kind of finding has.
#[derive(Debug)]
pub struct UnknownAllow<'a> {
    /// As written.
    pub written: &'a str,
    /// The name that was most likely meant.
    pub near: Option<&'static str>,
    /// Where.
    pub span: Span,
}

impl Finding for UnknownAllow<'_> {
    const CODE: Code = Code(702);
    fn diagnose(&self) -> Diagnostic {
        let written = self.written;
        let label = match self.near {
            Some(near) => Text::new(format!("did you mean `{near}`?"), format!("`{near}` のことですか？")),
            None => Text::new("allows nothing", "許可するものがありません"),
        };
        let found = Diagnostic::warning(
            Self::CODE,
            Text::new(
                format!("there is no code or name `{written}`"),
                format!("`{written}` という番号や名前はありません"),
            ),
            self.span,
            label,
        )
        .with_help(Text::new(
            "name findings by the code or name that `sodate check` shows; `sodate explain` lists all",
            "`sodate check` に表示される番号か名前を書いてください。一覧は `sodate explain` で見られます",
        ));
        match self.near {
            Some(near) => found.with_fix(Fix {
                safety: FixSafety::Unsafe,
                title: Text::new(format!("write `{near}`"), format!("`{near}` に書き換える")),
                edits: vec![(self.span, near.to_owned())],
            }),
            None => found,
        }
    }
}

/// A comment that does not say why.
#[derive(Debug)]
pub struct AllowWithoutReason {
    /// The comment.
    pub span: Span,
}

impl Finding for AllowWithoutReason {
    const CODE: Code = Code(703);
    fn diagnose(&self) -> Diagnostic {
        Diagnostic::warning(
            Self::CODE,
            Text::new("this comment does not say why the finding is allowed", "許可する理由が書かれていません"),
            self.span,
            Text::new("allows nothing without a reason", "理由がないと許可されません"),
        )
        .with_help(Text::new(
            "write the reason behind `because`: `// sodate: allow F0406 because …`",
            "`because` か `理由` のあとに書いてください: `// sodate: 許可 F0406 理由 …`",
        ))
    }
}

/// A kind of finding that no comment can allow.
#[derive(Debug)]
pub struct CannotAllow {
    /// The kind.
    pub code: Code,
    /// Where it is named.
    pub span: Span,
}

impl Finding for CannotAllow {
    const CODE: Code = Code(704);
    fn diagnose(&self) -> Diagnostic {
        let code = self.code;
        let error = kind_of(code).is_some_and(|kind| !kind.adjustable());
        let (message, help) = if error {
            (
                Text::new(
                    format!("`{code}` is an error, and errors cannot be allowed"),
                    format!("`{code}` はエラーなので、許可できません"),
                ),
                Text::new(
                    format!("mend what `{code}` says, and delete it here; warnings can be allowed"),
                    format!("`{code}` の指摘を直し、ここから削除してください。許可できるのは注意だけです"),
                ),
            )
        } else {
            (
                Text::new(
                    format!("`{code}` is about such comments and cannot be allowed by one"),
                    format!("`{code}` は許可のコメントについての指摘なので、許可できません"),
                ),
                Text::new(
                    format!("mend the comment, or set the level of `{code}` in sodate.toml under `[lint]`"),
                    format!("コメントを直すか、sodate.tomlの `[lint]` で `{code}` のレベルを変えてください"),
                ),
            )
        };
        Diagnostic::warning(Self::CODE, message, self.span, Text::new("cannot be allowed", "許可できません"))
            .with_help(help)
    }
}

/// What is wrong with the form of such a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form<'a> {
    /// Another word than `allow`.
    UnknownWord {
        /// It; may be empty.
        word: &'a str,
    },
    /// No code and no name.
    NothingNamed,
    /// `allow-file` below a declaration.
    NotAtTop,
}

/// A comment that speaks to sodate but is not understood.
#[derive(Debug)]
pub struct AllowForm<'a> {
    /// What is wrong.
    pub form: Form<'a>,
    /// Where.
    pub span: Span,
}

impl Finding for AllowForm<'_> {
    const CODE: Code = Code(705);
    fn diagnose(&self) -> Diagnostic {
        let form = Text::new(
            "the form is `// sodate: allow F0406 because …`, or `allow-file` for the whole file",
            "`// sodate: 許可 F0406 理由 …`、ファイル全体なら `// sodate: ファイルで許可 F0406 理由 …` と書きます",
        );
        let (message, label, help) = match self.form {
            Form::UnknownWord { word } => {
                let message = Text::new(
                    "this comment begins with `sodate:`, but says nothing that is understood",
                    "`sodate:` で始まるコメントですが、内容を理解できません",
                );
                let label = match nearest(word, WORDS.iter().map(|(known, _)| *known)) {
                    Some(near) => Text::new(format!("did you mean `{near}`?"), format!("`{near}` のことですか？")),
                    None => Text::new("`allow` or `allow-file` is needed", "`許可` か `ファイルで許可` が必要です"),
                };
                (message, label, form)
            }
            Form::NothingNamed => (
                Text::new("this comment does not say what it allows", "何を許可するのか書かれていません"),
                Text::new("a code such as `F0406` is missing", "`F0406` のような番号が必要です"),
                form,
            ),
            Form::NotAtTop => (
                Text::new("`allow-file` stands above all declarations", "ファイル全体の許可は、宣言より前に書きます"),
                Text::new("too late here", "この位置では効きません"),
                Text::new(
                    "move it to the top of the file, or write `allow` for what comes next",
                    "ファイルの先頭に移すか、次の宣言や行だけなら `許可` と書いてください",
                ),
            ),
        };
        Diagnostic::warning(Self::CODE, message, self.span, label).with_help(help)
    }
}
