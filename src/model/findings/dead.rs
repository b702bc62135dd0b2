//! F0222, F0308, F0309: conditions that never hold where they stand, and starts that let nobody in.

use crate::diagnostic::{Code, Diagnostic, Finding, Text};
use crate::source::Span;

/// Why a value is never missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyThere {
    /// Every such event has it.
    OfEvent,
    /// Every lead must have it when it comes in.
    OfLead,
    /// It has a default.
    Default,
    /// It is there by itself, as a score is.
    BuiltIn,
}

/// `is missing` of what is never missing.
#[derive(Debug)]
pub struct NeverMissing<'a> {
    /// As written, `lead.name`.
    pub path: &'a str,
    /// Why.
    pub why: WhyThere,
    /// The condition.
    pub span: Span,
}

impl Finding for NeverMissing<'_> {
    const CODE: Code = Code(222);
    fn diagnose(&self) -> Diagnostic {
        let path = self.path;
        let message = match self.why {
            WhyThere::OfLead => Text::new(
                format!("no lead comes in without `{path}`"),
                format!("`{path}` のないリードは取り込まれません"),
            ),
            WhyThere::OfEvent | WhyThere::Default | WhyThere::BuiltIn => {
                Text::new(format!("`{path}` is never missing"), format!("`{path}` がないことはありません"))
            }
        };
        let diagnostic = Diagnostic::warning(
            Self::CODE,
            message,
            self.span,
            Text::new("this does not hold", "この条件は成り立ちません"),
        );
        let name = path.rsplit('.').next().unwrap_or(path);
        let help = match self.why {
            WhyThere::OfEvent => Text::new(
                format!(
                    "write `?` behind the type of `{name}` if events may come without it, or leave this condition out"
                ),
                format!(
                    "値のないイベントもあるなら、宣言で `{name}` の型の後に `?` を付けてください。ないなら、この条件は不要です"
                ),
            ),
            WhyThere::OfLead => Text::new(
                format!(
                    "write `?` behind the type of `{name}` if leads may come without it, or leave this condition out; only \
                     leads that were known before it was declared can lack it"
                ),
                format!(
                    "値のないリードもあるなら、宣言で `{name}` の型の後に `?` を付けてください。ないなら、この条件は不要です。\
                     値がないことがあるのは、この項目を宣言する前からいるリードだけです"
                ),
            ),
            WhyThere::Default => Text::new(
                "it has its default where nothing else is known; ask for that value, or leave this condition out",
                "値がなければ既定値になります。既定値かどうかを条件にするか、この条件を消してください",
            ),
            WhyThere::BuiltIn => Text::new("leave this condition out", "この条件を消してください"),
        };
        diagnostic.with_help(help)
    }
}

/// A start whose leads a rule to stop keeps out.
#[derive(Debug)]
pub struct StartInVain {
    /// The rule to stop.
    pub by: Span,
    /// The start.
    pub span: Span,
}

impl Finding for StartInVain {
    const CODE: Code = Code(308);
    fn diagnose(&self) -> Diagnostic {
        Diagnostic::warning(
            Self::CODE,
            Text::new(
                "no lead ever enters here: a rule to stop holds for each of them",
                "ここから入れるリードはいません。停止の条件が必ず成り立つためです",
            ),
            self.span,
            Text::new("lets nobody in", "誰も入れません"),
        )
        .with_label(self.by, Text::new("this holds for each of them", "入るときには必ず成り立っています"))
        .with_help(Text::new(
            "a lead does not enter while a `stop when` holds for it; change one of the two",
            "`stop when` が成り立つリードはシナリオに入りません。どちらかの条件を見直してください",
        ))
    }
}

/// A condition on a mail of the run before the run has sent it.
#[derive(Debug)]
pub struct MailNotSentYet<'a> {
    /// The mail.
    pub email: &'a str,
    /// The condition.
    pub span: Span,
}

impl Finding for MailNotSentYet<'_> {
    const CODE: Code = Code(309);
    fn diagnose(&self) -> Diagnostic {
        let email = self.email;
        Diagnostic::warning(
            Self::CODE,
            Text::new("this never holds here", "この条件は、ここでは成り立ちません"),
            self.span,
            Text::new(
                format!("this run has not sent `{email}` before"),
                format!("`{email}` はこれより前に送られていません"),
            ),
        )
        .with_help(Text::new(
            format!(
                "in a scenario that sends `{email}` itself this means the mail of this run: put `send {email}` above; to \
                 ask for mails of earlier runs write a `segment` and `lead in` it"
            ),
            format!(
                "`{email}` を自分で送るシナリオでは、この実行で送ったメールだけが対象です。前に `send {email}` を書いてください。\
                 以前の実行のメールも対象にするなら、条件を `segment` に書き、`lead in` で使ってください"
            ),
        ))
    }
}
