//! The shape of a file: its size, braces, brackets and quotes.

use super::{fix, shown, text};
use crate::diagnostic::{Code, Diagnostic, Finding, Fix, FixSafety};
use crate::source::Span;

/// A file that is larger than any scenario.
#[derive(Debug)]
pub struct FileTooLarge {
    /// Its beginning.
    pub span: Span,
    /// Its size in bytes.
    pub bytes: usize,
}

impl Finding for FileTooLarge {
    const CODE: Code = Code(1);
    fn diagnose(&self) -> Diagnostic {
        let kib = self.bytes.div_ceil(1024);
        Diagnostic::error(
            Self::CODE,
            text(
                format!("this file has {kib} KiB; files of more than 1024 KiB are not read"),
                format!("このファイルは {kib} KiB あります。1024 KiB を超えるファイルは読み込みません"),
            ),
            self.span,
            text("not read", "読み込んでいません"),
        )
        .with_help(text(
            "split it into several `.flow` files, which share their names; if it is no scenario, move it out of the folder",
            "複数の `.flow` ファイルに分けてください（名前は共有されます）。シナリオでないファイルなら、別のフォルダーに移してください",
        ))
    }
}

/// Braces, brackets, parentheses, `not` or `else if` inside each other more than the limit.
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
            text(format!("this is nested more than {limit} levels deep"), format!("入れ子が {limit} 段を超えています")),
            self.span,
            text("one level too many", "ここで深くなりすぎます"),
        )
        .with_help(text(
            "move the inner part to a scenario of its own and enter it with `go to`; in a condition, take out parentheses; in a \
             text, let fewer conditions choose",
            "内側の部分を別のシナリオに分けて `go to` で移るか、条件の括弧を減らしてください。メールの文章の中では、条件の数を減らしてください",
        ))
    }
}

/// `{` without `}`.
#[derive(Debug)]
pub struct UnclosedBrace {
    /// The brace.
    pub open: Span,
    /// What stands before it on its line; may be empty.
    pub head: String,
    /// The last character before the place at which `}` seems to be missing.
    pub last: Span,
    /// Where and what to insert.
    pub insert: (Span, String),
}

impl Finding for UnclosedBrace {
    const CODE: Code = Code(3);
    fn diagnose(&self) -> Diagnostic {
        let message = if self.head.is_empty() {
            text("this `{` is never closed", "この `{` が閉じられていません")
        } else {
            let head = shown(&self.head);
            text(format!("the `{{` of {head} is never closed"), format!("{head} の `{{` が閉じられていません"))
        };
        let (place, with) = &self.insert;
        let title = text("insert `}`", "`}` を入れる");
        Diagnostic::error(Self::CODE, message, self.open, text("opened here", "ここで開いています"))
            .with_label(self.last, text("`}` seems to be missing after this", "このあとに `}` が抜けているようです"))
            .with_help(text("write `}` where this block ends", "このブロックの終わりに `}` を書いてください"))
            .with_fix(fix(FixSafety::Unsafe, title, *place, with.clone()))
    }
}

/// `}` without `{`.
#[derive(Debug)]
pub struct StrayBrace {
    /// The brace.
    pub span: Span,
    /// The next line, where its indentation shows that the block goes on.
    pub goes_on: Option<Span>,
}

impl Finding for StrayBrace {
    const CODE: Code = Code(4);
    fn diagnose(&self) -> Diagnostic {
        let delete = fix(FixSafety::Unsafe, text("delete this `}`", "この `}` を消す"), self.span, "");
        if let Some(goes_on) = self.goes_on {
            return Diagnostic::error(
                Self::CODE,
                text("this `}` is one too many", "この `}` が余分です"),
                self.span,
                text("ends the block too early", "ここでブロックが終わってしまいます"),
            )
            .with_label(goes_on, text("this still belongs to the block", "ここから先もブロックの中のようです"))
            .with_help(text("delete this `}`", "この `}` を消してください"))
            .with_fix(delete);
        }
        Diagnostic::error(
            Self::CODE,
            text("this `}` closes nothing", "この `}` に対応する `{` がありません"),
            self.span,
            text("one `}` too many", "`}` が1つ多いようです"),
        )
        .with_help(text(
            "delete it, or look above for a line whose `{` is missing",
            "これを消すか、上の行で `{` が抜けていないか確かめてください",
        ))
        .with_fix(delete)
    }
}

/// A block without its `{`.
#[derive(Debug)]
pub struct MissingOpenBrace {
    /// What stands before the place.
    pub span: Span,
    /// The same as text.
    pub after: String,
    /// Where to insert it, in the place of a `:` that stands there.
    pub insert: Span,
    /// What to insert: ` {`, or ` { }` where the block is empty.
    pub with: &'static str,
    /// Where its `}` is missing, too.
    pub close: Option<Span>,
}

impl Finding for MissingOpenBrace {
    const CODE: Code = Code(21);
    fn diagnose(&self) -> Diagnostic {
        let after = shown(&self.after);
        Diagnostic::error(
            Self::CODE,
            text(format!("`{{` is missing after {after}"), format!("{after} のあとに `{{` がありません")),
            self.span,
            text("`{` must follow", "このあとに `{` が必要です"),
        )
        .with_help(text("write what belongs to it between `{` and `}`", "内容を `{` と `}` で囲んでください"))
        .with_fix(self.braces())
    }
}

impl MissingOpenBrace {
    fn braces(&self) -> Fix {
        let open = (self.insert, self.with.to_owned());
        let Some(close) = self.close else {
            let title = text(format!("insert `{}`", self.with.trim()), format!("`{}` を入れる", self.with.trim()));
            return Fix { safety: FixSafety::Unsafe, title, edits: vec![open] };
        };
        let title = text("insert `{` and `}`", "`{` と `}` を入れる");
        Fix { safety: FixSafety::Safe, title, edits: vec![open, (close, " }".to_owned())] }
    }
}

/// `(` or `[` without its counterpart.
#[derive(Debug)]
pub struct UnclosedBracket {
    /// The bracket.
    pub open: Span,
    /// What closes it.
    pub close: char,
    /// Where it is missing.
    pub insert: Span,
}

impl Finding for UnclosedBracket {
    const CODE: Code = Code(28);
    fn diagnose(&self) -> Diagnostic {
        let close = self.close;
        let open = if close == ')' { '(' } else { '[' };
        Diagnostic::error(
            Self::CODE,
            text(format!("this `{open}` is never closed"), format!("この `{open}` が閉じられていません")),
            self.open,
            text("opened here", "ここで開いています"),
        )
        .with_help(text(
            format!("write `{close}` after the last part that belongs inside"),
            format!("括弧に入れる部分の終わりに `{close}` を書いてください"),
        ))
        .with_fix(fix(
            FixSafety::Unsafe,
            text(format!("insert `{close}`"), format!("`{close}` を入れる")),
            self.insert,
            close,
        ))
    }
}

/// A text without its closing quote.
#[derive(Debug)]
pub struct UnclosedText {
    /// The quote that opens it.
    pub span: Span,
    /// Whether it is a `"""` text.
    pub block: bool,
    /// Quotation marks on the line.
    pub quotes: usize,
    /// Where the closing quote seems to be missing.
    pub insert: Span,
    /// From there to the rest of the text, where it goes on in the line below.
    pub join: Option<Span>,
}

impl Finding for UnclosedText {
    const CODE: Code = Code(5);
    fn diagnose(&self) -> Diagnostic {
        if let Some(join) = self.join {
            let title = text("put the text on one line", "文章を1行につなげる");
            return Diagnostic::error(
                Self::CODE,
                text("this text is broken over two lines", "文章が2行に分かれています"),
                self.span,
                text("the text begins here", "ここから文章が始まっています"),
            )
            .with_help(text(
                "write it on one line; a text of several lines stands between `\"\"\"` and `\"\"\"`",
                "1行に書いてください。複数行の文章は `\"\"\"` と `\"\"\"` で囲みます",
            ))
            .with_fix(fix(FixSafety::Unsafe, title, join, ""));
        }
        let marks = if self.block { "\"\"\"" } else { "\"" };
        let help = if self.block {
            text(
                "write `\"\"\"` on a line of its own where the text ends",
                "本文の終わりに、`\"\"\"` だけの行を書いてください",
            )
        } else if self.quotes > 1 {
            let quotes = self.quotes;
            text(
                format!("this line has {quotes} quotation marks; each text needs one before and one after it"),
                format!("この行には引用符が {quotes} 個あります。文章ごとに前後1つずつ必要です"),
            )
        } else {
            text(
                "write `\"` at the end of the text; a text of several lines stands between `\"\"\"` and `\"\"\"`",
                "文章の終わりに `\"` を書いてください。複数行の文章は `\"\"\"` と `\"\"\"` で囲みます",
            )
        };
        let with = if self.block { "\n\"\"\"" } else { "\"" };
        Diagnostic::error(
            Self::CODE,
            text("this text is never closed", format!("文章の終わりを示す `{marks}` がありません")),
            self.span,
            text("the text begins here", "ここから文章が始まっています"),
        )
        .with_help(help)
        .with_fix(fix(FixSafety::Unsafe, text("close the text here", "ここで文章を閉じる"), self.insert, with))
    }
}

/// `otherwise` twice in one `await` or `match`.
#[derive(Debug)]
pub struct SecondOtherwise {
    /// The word of the step.
    pub step: &'static str,
    /// The second one.
    pub span: Span,
    /// The first one.
    pub first: Span,
}

impl Finding for SecondOtherwise {
    const CODE: Code = Code(23);
    fn diagnose(&self) -> Diagnostic {
        let step = self.step;
        Diagnostic::error(
            Self::CODE,
            text(
                format!("this `{step}` has two `otherwise` parts"),
                format!("この `{step}` には `otherwise` が2つあります"),
            ),
            self.span,
            text("the second one", "2つ目の `otherwise` です"),
        )
        .with_label(self.first, text("the first one", "1つ目の `otherwise` です"))
        .with_help(text(
            "put the steps of both into one `otherwise`",
            "2つの内容を1つの `otherwise` にまとめてください",
        ))
    }
}

/// `if …:` with deeper lines below, or `if … end`: blocks without their braces.
#[derive(Debug)]
pub struct BlocksByIndent {
    /// The first line that has a block.
    pub span: Span,
    /// The same as text.
    pub head: String,
    /// The braces of all blocks.
    pub edits: Vec<(Span, String)>,
    /// Whether the author surely meant blocks.
    pub safety: FixSafety,
}

impl Finding for BlocksByIndent {
    const CODE: Code = Code(66);
    fn diagnose(&self) -> Diagnostic {
        let head = shown(self.head.trim_end_matches([':', '：']));
        let title = text("put the braces where the indentation shows them", "字下げのとおりに波かっこを入れる");
        Diagnostic::error(
            Self::CODE,
            text(
                format!("what belongs to {head} must stand between `{{` and `}}`"),
                format!("{head} の内容は `{{` と `}}` で囲んでください"),
            ),
            self.span,
            text("no `{` on this line", "この行に `{` がありません"),
        )
        .with_help(text(
            "write `{` at the end of this line, without a colon, and `}` on a line of its own below the last line that belongs \
             to it; the indentation alone means nothing",
            "この行の終わりに `{` を書き（コロンは不要です）、内容の最後の行の次に `}` だけの行を書いてください。字下げだけではまとまりになりません",
        ))
        .with_fix(Fix { safety: self.safety, title, edits: self.edits.clone() })
    }
}

/// `)` where a block ends, `}` where a list does, `{ a, b }` for a list.
#[derive(Debug)]
pub struct WrongBracket {
    /// The wrong bracket.
    pub span: Span,
    /// The same as text.
    pub written: char,
    /// What belongs there.
    pub meant: char,
    /// All changes.
    pub edits: Vec<(Span, String)>,
}

impl Finding for WrongBracket {
    const CODE: Code = Code(67);
    fn diagnose(&self) -> Diagnostic {
        let (written, meant) = (self.written, self.meant);
        let (use_en, use_ja) = match meant {
            '{' | '}' => ("steps and entries stand between `{` and `}`", "ステップや項目は `{` と `}` で囲みます"),
            '[' | ']' => ("values to choose from stand between `[` and `]`", "値の一覧は `[` と `]` で囲みます"),
            _ => ("the parts of a condition stand between `(` and `)`", "条件のまとまりは `(` と `)` で囲みます"),
        };
        let title = text(format!("write `{meant}`"), format!("`{meant}` に直す"));
        Diagnostic::error(
            Self::CODE,
            text(format!("`{written}` must be `{meant}` here"), format!("ここの `{written}` は `{meant}` と書きます")),
            self.span,
            text("another bracket", "別の種類の括弧です"),
        )
        .with_help(text(format!("write `{meant}`: {use_en}"), format!("`{meant}` と書いてください。{use_ja}")))
        .with_fix(Fix { safety: FixSafety::Safe, title, edits: self.edits.clone() })
    }
}
