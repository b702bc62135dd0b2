//! F02xx: types of fields, comparisons and conditions.

use super::{did_you_mean, replacement, with_near};
use crate::diagnostic::{Code, Diagnostic, Finding, Fix, FixSafety, Text};
use crate::ir::constant::Constant;
use crate::model::types::Type;
use crate::source::Span;

/// A type that does not exist.
#[derive(Debug)]
pub struct UnknownType {
    /// As written.
    pub word: String,
    /// The nearest type.
    pub near: Option<&'static str>,
    /// The type that another tool, or Japanese, calls so.
    pub called: Option<&'static str>,
    /// Where.
    pub span: Span,
}

impl Finding for UnknownType {
    const CODE: Code = Code(201);
    fn diagnose(&self) -> Diagnostic {
        let word = &self.word;
        if let Some(meant) = self.called {
            return Diagnostic::error(
                Self::CODE,
                Text::new(
                    format!("the type `{word}` is called `{meant}` here"),
                    format!("型 `{word}` は、ここでは `{meant}` と書きます"),
                ),
                self.span,
                Text::new("another name of the type", "型の別の呼び名です"),
            )
            .with_help(Text::new(format!("write `{meant}`"), format!("`{meant}` と書いてください")))
            .with_fix(Fix {
                // Which values there are, or of what a list is, only the author knows.
                safety: if meant.contains(' ') { FixSafety::Unsafe } else { FixSafety::Safe },
                ..replacement(self.span, meant)
            });
        }
        let diagnostic = Diagnostic::error(
            Self::CODE,
            Text::new(format!("there is no type `{word}`"), format!("`{word}` という型はありません")),
            self.span,
            did_you_mean(self.near, Text::new("not a type", "型の名前ではありません")),
        )
        .with_help(Text::new(
            "types are text, number, true/false, date, datetime, duration, email, url, `one of [a, b]` and `list of text`",
            "使える型: text、number、true/false、date、datetime、duration、email、url、`one of [a, b]`、`list of text`",
        ));
        with_near(diagnostic, self.span, self.near)
    }
}

/// Two values that can never be equal.
#[derive(Debug)]
pub struct UnlikeValues {
    /// Type of the one.
    pub left: Type,
    /// Type of the other.
    pub right: Type,
    /// Where the one stands, if it can be shown.
    pub left_span: Option<Span>,
    /// Where the other stands.
    pub span: Span,
}

impl Finding for UnlikeValues {
    const CODE: Code = Code(202);
    fn diagnose(&self) -> Diagnostic {
        let (left, right) = (self.left.describe(), self.right.describe());
        let diagnostic = Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("{} and {} do not go together", left.en, right.en),
                format!("{}と{}は型が違うため、一緒に使えません", left.ja, right.ja),
            ),
            self.span,
            Text::new(format!("this is {}", right.en), format!("こちらは{}です", right.ja)),
        )
        .with_help(Text::new(
            format!("write {} here, such as `{}`", left.en, self.left.example()),
            format!("ここには `{}` のような{}を書いてください", self.left.example(), left.ja),
        ));
        match self.left_span {
            Some(span) => diagnostic
                .with_label(span, Text::new(format!("this is {}", left.en), format!("こちらは{}です", left.ja))),
            None => diagnostic,
        }
    }
}

/// Something that is neither true nor false where a condition is needed.
#[derive(Debug)]
pub struct NotACondition {
    /// What it is.
    pub kind: Type,
    /// The path, if it is one.
    pub path: Option<String>,
    /// Whether it may be missing, so that this may be what is asked.
    pub optional: bool,
    /// Where.
    pub span: Span,
}

impl Finding for NotACondition {
    const CODE: Code = Code(204);
    fn diagnose(&self) -> Diagnostic {
        let kind = self.kind.describe();
        let path = self.path.as_deref().unwrap_or("lead.title");
        let example = match &self.kind {
            Type::Number | Type::Duration => format!("{path} >= 50"),
            Type::OneOf(values) => format!("{path} == {}", values.first().map_or("…", String::as_str)),
            Type::Text | Type::Email | Type::Url => format!("{path} == \"…\""),
            Type::TrueFalse | Type::Date | Type::Datetime | Type::ListOf(_) | Type::Unknown => {
                format!("{path} is known")
            }
        };
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("a condition is needed here, but this is {}", kind.en),
                format!("ここには条件が必要ですが、これは{}です", kind.ja),
            ),
            self.span,
            Text::new("neither true nor false", "成り立つかどうかを判断できません"),
        )
        .with_help(match self.path.as_deref().filter(|_| self.optional) {
            Some(path) => Text::new(
                format!("to ask whether it is filled in, write `{path} is known`; or compare it: `{example}`"),
                format!(
                    "入力されているかを調べるなら `{path} is known`、値を調べるなら `{example}` のように書いてください"
                ),
            ),
            None => {
                Text::new(format!("compare it: `{example}`"), format!("`{example}` のように条件として書いてください"))
            }
        })
    }
}

/// A function that does not exist.
#[derive(Debug)]
pub struct UnknownFunction<'a> {
    /// As written.
    pub name: &'a str,
    /// The nearest one.
    pub near: Option<&'static str>,
    /// The whole call and what is meant, where the name is a word that takes no brackets.
    pub plain: Option<(Span, String)>,
    /// Where.
    pub span: Span,
}

impl Finding for UnknownFunction<'_> {
    const CODE: Code = Code(205);
    fn diagnose(&self) -> Diagnostic {
        let name = self.name;
        if let Some((span, plain)) = &self.plain {
            let message =
                Text::new(format!("`{name}` is written without brackets"), format!("`{name}` にかっこは付けません"));
            let label = Text::new("not a function", "関数ではありません");
            return Diagnostic::error(Self::CODE, message, *span, label)
                .with_help(Text::new(format!("write `{plain}`"), format!("`{plain}` と書いてください")))
                .with_fix(Fix { safety: FixSafety::Safe, ..replacement(*span, plain) });
        }
        let diagnostic = Diagnostic::error(
            Self::CODE,
            Text::new(format!("there is no function `{name}`"), format!("`{name}` という関数はありません")),
            self.span,
            did_you_mean(self.near, Text::new("not a function", "関数の名前ではありません")),
        )
        .with_help(Text::new(
            "there is one function: `default(lead.title, \"…\")`, the value or else these words",
            "使える関数は `default(lead.title, \"…\")`（値がなければ後ろの言葉を使う）だけです",
        ));
        with_near(diagnostic, self.span, self.near)
    }
}

/// `default` with too few or too many values.
#[derive(Debug)]
pub struct WrongArguments {
    /// How many there are.
    pub count: usize,
    /// Where.
    pub span: Span,
}

impl Finding for WrongArguments {
    const CODE: Code = Code(206);
    fn diagnose(&self) -> Diagnostic {
        let count = self.count;
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("`default` takes two values, here it has {count}"),
                format!("`default` には値を2つ書きますが、ここでは{count}つです"),
            ),
            self.span,
            Text::new("the value, then what stands in for it", "値と、その代わりの言葉を書きます"),
        )
        .with_help(Text::new(
            "write `default(lead.title, \"…\")`",
            "`default(lead.title, \"…\")` のように書いてください",
        ))
    }
}

/// Two parts of an `and` that no lead meets at once.
#[derive(Debug)]
pub struct NeverTogether {
    /// The one that stands first, or those that do; `None` where this one never holds by itself.
    pub first: Option<Span>,
    /// The other.
    pub span: Span,
}

impl Finding for NeverTogether {
    const CODE: Code = Code(220);
    fn diagnose(&self) -> Diagnostic {
        let message = Text::new("this condition never holds", "この条件が成り立つことはありません");
        let Some(first) = self.first else {
            let label = Text::new("no value meets this", "当てはまる値がありません");
            return Diagnostic::warning(Self::CODE, message, self.span, label)
                .with_help(Text::new("change it, or leave it out", "条件を見直すか、消してください"));
        };
        Diagnostic::warning(
            Self::CODE,
            message,
            self.span,
            Text::new("never at once with the other", "もう一方と同時には成り立ちません"),
        )
        .with_label(first, Text::new("the other", "もう一方の条件です"))
        .with_help(Text::new(
            "write `or` if one of them is enough, or leave one of them out",
            "どちらかでよければ `or` と書いてください。両方は要らないなら、一方を消してください",
        ))
    }
}

/// A condition that is the same for every lead.
#[derive(Debug)]
pub struct ConstantCondition {
    /// How.
    pub constant: Constant,
    /// Where.
    pub span: Span,
}

impl Finding for ConstantCondition {
    const CODE: Code = Code(221);
    fn diagnose(&self) -> Diagnostic {
        let fixed = Text::new("nothing in it depends on the lead", "リードによって変わる部分がありません");
        let (message, label) = match self.constant {
            Constant::Always => (Text::new("this condition always holds", "この条件は常に成り立ちます"), fixed),
            Constant::Never => (Text::new("this condition never holds", "この条件が成り立つことはありません"), fixed),
            Constant::Itself => (
                Text::new("this compares a value with itself", "同じものどうしを比べています"),
                Text::new("both sides are the same", "左右が同じです"),
            ),
        };
        Diagnostic::warning(Self::CODE, message, self.span, label).with_help(Text::new(
            "ask for something of the lead, such as `lead.plan == \"A\"`; to leave lines out for a while, put `//` before them",
            "`lead.plan == \"A\"` のように、リードの何かを条件にしてください。一時的に外しておきたい行は、先頭に `//` を付けます",
        ))
    }
}

/// `<` between values without an order.
#[derive(Debug)]
pub struct NotOrdered {
    /// Their type.
    pub kind: Type,
    /// They are ranks.
    pub rank: bool,
    /// The comparison.
    pub span: Span,
}

impl Finding for NotOrdered {
    const CODE: Code = Code(210);
    fn diagnose(&self) -> Diagnostic {
        let kind = self.kind.describe();
        let help = if self.rank {
            Text::new(
                "compare the score (`score >= 50`), or list the ranks: `rank in [warm, hot]`",
                "`score >= 50` のようにスコアで比べるか、`rank in [warm, hot]` とランクを並べてください",
            )
        } else {
            Text::new("use `==`, `!=` or `in […]`", "`==`、`!=`、`in […]` を使ってください")
        };
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("there is no smaller and larger between values that are {}", kind.en),
                format!("{}には大小がありません", kind.ja),
            ),
            self.span,
            Text::new("these can only be equal or not", "等しいかどうかだけを比べられます"),
        )
        .with_help(help)
    }
}

/// `in` something that is no list.
#[derive(Debug)]
pub struct NotAList {
    /// What it is.
    pub kind: Type,
    /// Where.
    pub span: Span,
}

impl Finding for NotAList {
    const CODE: Code = Code(211);
    fn diagnose(&self) -> Diagnostic {
        let kind = self.kind.describe();
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("`in` needs a list after it, but this is {}", kind.en),
                format!("`in` の後ろには一覧が必要ですが、これは{}です", kind.ja),
            ),
            self.span,
            Text::new("not a list", "一覧ではありません"),
        )
        .with_help(Text::new(
            "write `in [a, b]`, or `==` for one value",
            "`in [a, b]` と書くか、値が1つなら `==` を使ってください",
        ))
    }
}

/// A moment that counts from something that is no date.
#[derive(Debug)]
pub struct UnlikeAnchor {
    /// What it is.
    pub kind: Type,
    /// Where.
    pub span: Span,
}

impl Finding for UnlikeAnchor {
    const CODE: Code = Code(215);
    fn diagnose(&self) -> Diagnostic {
        let kind = self.kind.describe();
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("a moment counts from a date, but this is {}", kind.en),
                format!("日時の基準には日付が必要ですが、これは{}です", kind.ja),
            ),
            self.span,
            Text::new("neither a date nor a datetime", "日付でも日時でもありません"),
        )
        .with_help(Text::new(
            "use a field of type `date` or `datetime`",
            "型が `date` か `datetime` の項目を使ってください",
        ))
    }
}
