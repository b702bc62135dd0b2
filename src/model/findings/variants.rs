//! F0426 and following: variants of emails, the trial between them, and invitations.

use crate::diagnostic::{Code, Diagnostic, Finding, Text};
use crate::model::types::Type;
use crate::source::Span;

/// A single variant.
#[derive(Debug)]
pub struct OneVariant<'a> {
    /// Its name.
    pub variant: &'a str,
    /// Where its name stands.
    pub span: Span,
}

impl Finding for OneVariant<'_> {
    const CODE: Code = Code(426);
    fn diagnose(&self) -> Diagnostic {
        let variant = self.variant;
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("`{variant}` is the only variant, so every lead would get it"),
                format!("バリアントが `{variant}` だけなので、全員に同じものが届きます"),
            ),
            self.span,
            Text::new("nothing to compare it with", "比べる相手がありません"),
        )
        .with_help(Text::new(
            "write the other wording as a variant, too: `variant a { subject \"…\" }`; an empty `variant a { }` is the email as it stands",
            "比べたい文面も `variant a { subject \"…\" }` のように書いてください。メールの文面のままでよければ、空の `variant a { }` で足ります",
        ))
    }
}

/// What is wrong with a trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrialProblem {
    /// The email has no variants.
    NoVariants,
    /// The share is nothing or everything.
    Share,
    /// Clicks decide, and the email has no links.
    NoLinks,
}

/// `try on …` that decides nothing.
#[derive(Debug)]
pub struct WrongTrial {
    /// Why.
    pub problem: TrialProblem,
    /// Where.
    pub span: Span,
}

impl Finding for WrongTrial {
    const CODE: Code = Code(427);
    fn diagnose(&self) -> Diagnostic {
        let (message, label, help) = match self.problem {
            TrialProblem::NoVariants => (
                Text::new("there are no variants to try", "試すバリアントがありません"),
                Text::new("tries nothing", "試すものがありません"),
                Text::new(
                    "write at least two: `variant a { subject \"…\" }` and `variant b { subject \"…\" }`",
                    "`variant a { subject \"…\" }` と `variant b { subject \"…\" }` のように、2つ以上書いてください",
                ),
            ),
            TrialProblem::Share => (
                Text::new(
                    "the share of a trial is more than 0% and less than 100%",
                    "試す割合は、0%より大きく100%より小さくしてください",
                ),
                Text::new("leaves nobody for one side", "どちらかの人数が0になります"),
                Text::new(
                    "write a share such as `20%`; without `try` every lead gets a variant, in equal parts",
                    "`20%` のように書いてください。`try` を書かなければ、全員に等しい割合でバリアントが届きます",
                ),
            ),
            TrialProblem::NoLinks => (
                Text::new(
                    "clicks cannot decide: the email has no named link",
                    "名前の付いたリンクがないため、クリックでは決められません",
                ),
                Text::new("nobody can click", "クリックできるものがありません"),
                Text::new(
                    "declare `link name \"https://…\"` and show it in the body, or write `winner by opens`",
                    "`link 名前 \"https://…\"` と宣言して本文に置くか、`winner by opens` と書いてください",
                ),
            ),
        };
        Diagnostic::error(Self::CODE, message, self.span, label).with_help(help)
    }
}

/// Something else where an invitation needs a datetime.
#[derive(Debug)]
pub struct NoDatetime {
    /// What it is.
    pub found: Type,
    /// Where.
    pub span: Span,
}

impl Finding for NoDatetime {
    const CODE: Code = Code(428);
    fn diagnose(&self) -> Diagnostic {
        let found = self.found.describe();
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("an invitation needs a datetime, but this is {}", found.en),
                format!("招待には日時が必要ですが、これは{}です", found.ja),
            ),
            self.span,
            Text::new("not a datetime", "日時ではありません"),
        )
        .with_help(Text::new("declare the field or property as `datetime`", "項目を `datetime` として宣言してください"))
    }
}

/// A datetime of an invitation that may be missing.
#[derive(Debug)]
pub struct DatetimeMayBeMissing<'a> {
    /// As written, `event.starts_at`.
    pub path: &'a str,
    /// Where.
    pub span: Span,
}

impl Finding for DatetimeMayBeMissing<'_> {
    const CODE: Code = Code(429);
    fn diagnose(&self) -> Diagnostic {
        let path = self.path;
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("`{path}` may be missing, and an invitation without a time is none"),
                format!("`{path}` は空のことがあります。日時のない招待は送れません"),
            ),
            self.span,
            Text::new("may be missing", "空のことがあります"),
        )
        .with_help(Text::new(
            "declare it without `?`, so that every event brings it",
            "宣言から `?` を外し、必ず値が入るようにしてください",
        ))
    }
}
