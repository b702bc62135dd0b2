//! Parts of a line that are missing, or something else in their place.

use super::{either, fix, shown, text};
use crate::diagnostic::{Code, Diagnostic, Finding, Fix, FixSafety, Text};
use crate::source::Span;

/// A line that ends before it says everything.
#[derive(Debug)]
pub struct MissingPart {
    /// The last word before the place.
    pub span: Span,
    /// The same as text.
    pub after: String,
    /// What could follow. Never empty.
    pub expected: Vec<Text>,
    /// A line that is right.
    pub example: Option<&'static str>,
    /// What to write, where that is known better than by an example.
    pub help: Option<Text>,
}

/// Sample values of examples, and what English texts show instead.
const SAMPLES: &[(&str, &str)] = &[
    ("株式会社アクメ", "Acme Inc."),
    ("資料のご案内", "Your guide"),
    ("資料を読んだら営業へ", "readers of the guide go to sales"),
    ("導入事例を閲覧", "read a case study"),
    ("セミナー参加", "came to the seminar"),
    ("田中", "Tanaka"),
    ("A社", "Acme"),
];

/// The example with English sample values.
fn english(example: &str) -> String {
    SAMPLES.iter().fold(example.to_owned(), |text, (japanese, english)| text.replace(japanese, english))
}

/// `write it like this`, where an example is known.
fn like(diagnostic: Diagnostic, example: Option<&'static str>) -> Diagnostic {
    match example {
        Some(example) => diagnostic.with_help(text(
            format!("for example: `{}`", english(example)),
            format!("例: `{example}` のように書いてください"),
        )),
        None => diagnostic,
    }
}

impl Finding for MissingPart {
    const CODE: Code = Code(10);
    fn diagnose(&self) -> Diagnostic {
        let after = shown(&self.after);
        let what = either(&self.expected);
        let diagnostic = Diagnostic::error(
            Self::CODE,
            text(
                format!("after {after}, {} is missing", what.en),
                format!("{after} のあとに、{}がありません", what.ja),
            ),
            self.span,
            text("something must follow", "このあとに続きが必要です"),
        );
        match &self.help {
            Some(help) => diagnostic.with_help(text(help.en.clone(), help.ja.clone())),
            None => like(diagnostic, self.example),
        }
    }
}

/// Something that cannot stand where it stands.
#[derive(Debug)]
pub struct Unexpected {
    /// What is there.
    pub span: Span,
    /// The same as text.
    pub found: String,
    /// The word before it.
    pub after: String,
    /// What must stand there; empty where the line could end.
    pub expected: Vec<Text>,
    /// What may follow where the line could end.
    pub may_follow: Vec<Text>,
    /// A line that is right.
    pub example: Option<&'static str>,
    /// Where `//` belongs, if it looks like a note.
    pub note: Option<Span>,
}

impl Finding for Unexpected {
    const CODE: Code = Code(11);
    fn diagnose(&self) -> Diagnostic {
        let found = shown(&self.found);
        let after = shown(&self.after);
        let what = either(&self.expected);
        let diagnostic = if self.expected.is_empty() {
            Diagnostic::error(
                Self::CODE,
                text(format!("{found} is too much here"), format!("ここに {found} は書けません")),
                self.span,
                text("nothing may follow here", "前の部分で終わっています"),
            )
        } else if self.after.is_empty() {
            Diagnostic::error(
                Self::CODE,
                text(format!("here {} must stand, not {found}", what.en), format!("ここには{}が必要です", what.ja)),
                self.span,
                text(format!("not {}", what.en), format!("{found} は書けません")),
            )
        } else {
            Diagnostic::error(
                Self::CODE,
                text(
                    format!("after {after} comes {}, not {found}", what.en),
                    format!("{after} のあとには、{}が必要です", what.ja),
                ),
                self.span,
                text("cannot stand here", format!("{found} は書けません")),
            )
        };
        if !self.expected.is_empty() {
            return like(diagnostic, self.example);
        }
        if let Some(place) = self.note {
            let note = format!("`// {}`", self.found.trim());
            let title = text("make it a note with `//`", "`//` を付けてメモにする");
            return diagnostic
                .with_help(text(format!("if it is a note, write {note}"), format!("メモなら {note} と書いてください")))
                .with_fix(fix(FixSafety::Unsafe, title, place, "// "));
        }
        if self.may_follow.is_empty() {
            return diagnostic.with_help(text(
                "delete it, or begin a new line before it",
                "削除するか、改行して次の行に書いてください",
            ));
        }
        let may = either(&self.may_follow);
        diagnostic.with_help(text(
            format!("delete it; after {after} only {} may follow", may.en),
            format!("削除してください。{after} のあとに書けるのは、{}だけです", may.ja),
        ))
    }
}

/// `,` or `:` forgotten.
#[derive(Debug)]
pub struct MissingMark {
    /// What stands before the place.
    pub span: Span,
    /// The same as text.
    pub after: String,
    /// The mark.
    pub mark: char,
    /// Where it belongs.
    pub insert: Span,
}

impl Finding for MissingMark {
    const CODE: Code = Code(25);
    fn diagnose(&self) -> Diagnostic {
        let (after, mark) = (shown(&self.after), self.mark);
        let title = text(format!("insert `{mark}`"), format!("`{mark}` を入れる"));
        Diagnostic::error(
            Self::CODE,
            text(format!("`{mark}` is missing after {after}"), format!("{after} のあとに `{mark}` がありません")),
            self.span,
            text(format!("`{mark}` must follow"), format!("このあとに `{mark}` が必要です")),
        )
        .with_help(text(format!("write `{mark}` between the two"), format!("半角の `{mark}` を間に入れてください")))
        .with_fix(fix(FixSafety::Safe, title, self.insert, mark))
    }
}

/// A name with characters that a bare name cannot have.
#[derive(Debug)]
pub struct NameNeedsQuotes {
    /// The name.
    pub span: Span,
    /// As written.
    pub written: String,
}

impl Finding for NameNeedsQuotes {
    const CODE: Code = Code(15);
    fn diagnose(&self) -> Diagnostic {
        let written = shown(&self.written);
        let quoted = format!("\"{}\"", self.written);
        let title = text("put it in quotes", "引用符で囲む");
        let bare: String =
            self.written.chars().map(|one| if unicode_ident::is_xid_continue(one) { one } else { '_' }).collect();
        // `更新（90日前）` is `更新_90日前`: no mark at the ends, and one between.
        let bare = bare.split('_').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("_");
        let begins = self.written.starts_with(unicode_ident::is_xid_start);
        let (en, ja) = if begins {
            (format!("`{quoted}`, or rename it to `{bare}`"), format!("`{quoted}` と囲むか、`{bare}` のように変えて"))
        } else {
            (format!("`{quoted}`"), format!("`{quoted}` のように引用符で囲んで"))
        };
        Diagnostic::error(
            Self::CODE,
            text(
                format!("{written} cannot be a name without quotes"),
                format!("{written} は、引用符なしでは名前に使えません"),
            ),
            self.span,
            text("not a plain name", "そのままでは名前になりません"),
        )
        .with_help(text(
            format!("a plain name begins with a letter and has only letters, digits and `_`; write {en}"),
            format!("名前は文字で始まり、文字・数字・`_` だけが使えます。{ja}ください"),
        ))
        // Where the name could be meant with `_`, quoting is only one of two ways.
        .with_fix(fix(if begins { FixSafety::Unsafe } else { FixSafety::Safe }, title, self.span, quoted))
    }
}

/// A text without quotes.
#[derive(Debug)]
pub struct TextNeedsQuotes {
    /// The text.
    pub span: Span,
    /// As written.
    pub written: String,
    /// The word before it.
    pub after: String,
    /// For the text of a mail on lines of its own: its marks, where they belong.
    pub marks: Option<Vec<(Span, String)>>,
}

impl Finding for TextNeedsQuotes {
    const CODE: Code = Code(18);
    fn diagnose(&self) -> Diagnostic {
        let after = shown(&self.after);
        if let Some(marks) = &self.marks {
            return self.between_marks(marks);
        }
        let quoted = format!("\"{}\"", self.written);
        let title = text("put it in quotes", "引用符で囲む");
        Diagnostic::error(
            Self::CODE,
            text(
                format!("the text after {after} must stand in quotes"),
                format!("{after} のあとの文章は、引用符で囲んでください"),
            ),
            self.span,
            text("a text without quotes", "引用符がありません"),
        )
        .with_help(text(
            format!("write {} between `\"` and `\"`", shown(&self.written)),
            format!("{} の前後に半角の `\"` を付けてください", shown(&self.written)),
        ))
        .with_fix(fix(
            if self.is_address() { FixSafety::Safe } else { FixSafety::Unsafe },
            title,
            self.span,
            quoted,
        ))
    }
}

impl TextNeedsQuotes {
    /// A text of several lines.
    fn between_marks(&self, marks: &[(Span, String)]) -> Diagnostic {
        let after = shown(&self.after);
        let title = text("put the text between `\"\"\"`", "文章を `\"\"\"` で囲む");
        Diagnostic::error(
            Self::CODE,
            text(
                format!("the text after {after} must stand between `\"\"\"`"),
                format!("{after} の文章は、`\"\"\"` で囲んでください"),
            ),
            self.span,
            text("a text of several lines without its marks", "文章の始まりと終わりの印がありません"),
        )
        .with_help(text(
            format!(
                "end this line with `\"\"\"`, as in `{} \"\"\"`, and write `\"\"\"` alone on a line below the text",
                self.after
            ),
            format!("この行を `{} \"\"\"` で終え、文章の下の行に `\"\"\"` だけを書いてください", self.after),
        ))
        .with_fix(Fix { safety: FixSafety::Safe, title, edits: marks.to_vec() })
    }

    /// Of an address it is certain where it ends.
    fn is_address(&self) -> bool {
        let written = self.written.as_str();
        let address = written.contains('@') || written.starts_with("https://") || written.starts_with("http://");
        address && !written.contains(|one: char| one.is_whitespace() || matches!(one, '"' | ',' | '\\'))
    }
}

/// A second step behind the first on one line.
#[derive(Debug)]
pub struct TwoOnOneLine {
    /// The word that begins the second.
    pub span: Span,
    /// The same as text.
    pub found: String,
    /// Where the line should break.
    pub insert: Span,
    /// Line break and indentation.
    pub line_break: String,
    /// Whether nothing more is to be decided then.
    pub safety: FixSafety,
}

impl Finding for TwoOnOneLine {
    const CODE: Code = Code(19);
    fn diagnose(&self) -> Diagnostic {
        let found = shown(&self.found);
        let title = text("begin a new line", "改行を入れる");
        Diagnostic::error(
            Self::CODE,
            text(format!("{found} must begin a line of its own"), format!("{found} は次の行に書いてください")),
            self.span,
            text("a second step on this line", "同じ行に2つ目のステップがあります"),
        )
        .with_help(text("write each step on its own line", "ステップは1行に1つずつ書いてください"))
        .with_fix(fix(self.safety, title, self.insert, self.line_break.clone()))
    }
}

/// `=` where two values are compared.
#[derive(Debug)]
pub struct SingleEquals {
    /// The sign.
    pub span: Span,
}

impl Finding for SingleEquals {
    const CODE: Code = Code(29);
    fn diagnose(&self) -> Diagnostic {
        let title = text("write `==`", "`==` に直す");
        Diagnostic::error(
            Self::CODE,
            text("to compare, write `==`", "比べるときは `==` と書きます"),
            self.span,
            text("a single `=`", "`=` が1つだけです"),
        )
        .with_help(text(
            "write `==`, which asks whether two values are equal; `=` alone gives a value in `set` and in fields",
            "`==` と書いてください。`=` 1つは、`set` や項目で値を入れるときに使います",
        ))
        .with_fix(fix(FixSafety::Safe, title, self.span, "=="))
    }
}

/// A type written in a way that does not exist.
#[derive(Debug)]
pub struct UnknownTypeForm {
    /// Where it stops being understood.
    pub span: Span,
    /// What is there.
    pub found: String,
}

impl Finding for UnknownTypeForm {
    const CODE: Code = Code(17);
    fn diagnose(&self) -> Diagnostic {
        let found = shown(&self.found);
        Diagnostic::error(
            Self::CODE,
            text(format!("this type is not understood at {found}"), format!("項目の型が {found} のところで読み取れません")),
            self.span,
            text("not part of a type", "型の書き方として読み取れません"),
        )
        .with_help(text(
            "types are `text`, `number`, `true/false`, `date`, `datetime`, `duration`, `email`, `url`, `one of [a, b]` and \
             `list of text`; a `?` behind means that the value may be missing",
            "型は `text`、`number`、`true/false`、`date`、`datetime`、`duration`、`email`、`url`、`one of [a, b]`、`list of text` \
             のどれかです。後ろに `?` を付けると、値がなくてもよい項目になります",
        ))
    }
}
