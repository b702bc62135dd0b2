//! Characters that an input method, a word processor or the clipboard put where plain ones belong.

use super::text;
use crate::diagnostic::{Code, Diagnostic, Finding, Fix, FixSafety};
use crate::source::Span;
use indexmap::IndexSet;

/// Most kinds of wrong characters that a message names; the places show the rest.
const MOST_NAMED: usize = 8;

/// Most places of a finding that are shown. The fix changes all.
const MOST_PLACES: usize = 20;

/// Full-width punctuation or digits, or look-alikes, where plain ones are needed. One finding for a line.
#[derive(Debug)]
pub struct WrongCharacters {
    /// Each run of wrong characters, with what belongs there. Never empty.
    pub edits: Vec<(Span, String)>,
    /// The runs as written.
    pub written: Vec<String>,
    /// They stand in a `{{ }}` of a mail, or for its braces.
    pub in_tag: bool,
}

impl Finding for WrongCharacters {
    const CODE: Code = Code(6);
    fn diagnose(&self) -> Diagnostic {
        let right = self.edits.iter().map(|(_, one)| one.trim_end());
        let kinds: IndexSet<(&str, &str)> = self.written.iter().map(String::as_str).zip(right).collect();
        let list = |kind: fn(&(&'_ str, &'_ str)) -> String| {
            let named: Vec<String> = kinds.iter().take(MOST_NAMED).map(kind).collect();
            named.join(" ") + if kinds.len() > MOST_NAMED { " …" } else { "" }
        };
        let (wrong, right) = (list(|(wrong, _)| format!("`{wrong}`")), list(|(_, right)| format!("`{right}`")));
        let message = text(
            format!("{wrong} must be typed as {right} here"),
            format!("ここの {wrong} は、半角の {right} で入力してください"),
        );
        let label = text("not a plain character", "半角ではない文字です");
        let span = self.edits.first().map_or(Span::new(crate::source::FileId(0), 0, 0), |(span, _)| *span);
        let help = if self.in_tag {
            text(
                "what is inserted into a mail is written with plain (half-width) characters; otherwise it would be sent as it stands",
                "差し込みは、波括弧も中身も半角で書きます。全角のままでは、そのまま読者に届いてしまいます",
            )
        } else {
            text(
                "outside of quoted texts, names and comments only plain (half-width) characters count; switch the input method off",
                "`\"` で囲んだ文章・名前・コメント以外では、半角の文字だけが意味を持ちます。日本語入力を切って入力してください",
            )
        };
        let mut diagnostic = Diagnostic::error(Self::CODE, message, span, label.clone()).with_help(help);
        for (span, _) in self.edits.iter().take(MOST_PLACES).skip(1) {
            diagnostic = diagnostic.with_label(*span, label.clone());
        }
        let title = text("type plain characters", "半角の文字に直す");
        diagnostic.with_fix(Fix { safety: FixSafety::Safe, title, edits: self.edits.clone() })
    }
}

/// A character that cannot be seen, or an odd kind of blank.
#[derive(Debug)]
pub struct InvisibleCharacter {
    /// Where.
    pub span: Span,
    /// Which.
    pub character: char,
    /// What belongs there; nothing where it stands inside a text, which only the author may change.
    pub fix: Option<&'static str>,
    /// Others on the same line, with what belongs there.
    pub more: Vec<(Span, String)>,
}

impl Finding for InvisibleCharacter {
    const CODE: Code = Code(7);
    fn diagnose(&self) -> Diagnostic {
        let number = format!("U+{:04X}", self.character as u32);
        let blank = self.fix.is_some_and(|with| !with.is_empty());
        let message = if blank {
            text(format!("a special space ({number}) stands here"), format!("特殊な空白文字（{number}）が入っています"))
        } else {
            text(
                format!("an invisible character ({number}) stands here"),
                format!("目に見えない文字（{number}）が入っています"),
            )
        };
        let label = text("here", "ここにあります");
        let (safety, with) = self.fix.map_or((FixSafety::Unsafe, ""), |with| (FixSafety::Safe, with));
        let title = text("replace it", "取り除く");
        let mut edits = vec![(self.span, with.to_owned())];
        edits.extend(self.more.iter().cloned());
        Diagnostic::error(Self::CODE, message, self.span, label)
            .with_help(text(
                "it often comes along when text is copied from a web page or a word processor; delete it and type a plain \
                 space where one is needed",
                "ウェブページや文書からコピーした際に紛れ込むことがあります。削除し、必要なら普通の空白を入れてください",
            ))
            .with_fix(Fix { safety, title, edits })
    }
}

/// Typographic, Japanese or single quotation marks around a text.
#[derive(Debug)]
pub struct WrongQuotes {
    /// The text with its marks, or the wrong mark alone.
    pub span: Span,
    /// What belongs in the place of the marks.
    pub edits: Vec<(Span, String)>,
}

impl Finding for WrongQuotes {
    const CODE: Code = Code(20);
    fn diagnose(&self) -> Diagnostic {
        let title = text("use plain quotation marks", "半角の `\"` に直す");
        Diagnostic::error(
            Self::CODE,
            text("a text stands between plain quotation marks `\"`", "文章は半角の引用符 `\"` で囲みます"),
            self.span,
            text("other quotation marks", "別の引用符が使われています"),
        )
        .with_help(text(
            "type `\"` before and after the text; inside it any marks may be used",
            "文章の前後に半角の `\"` を入力してください。文章の中では「」などを自由に使えます",
        ))
        .with_fix(Fix { safety: FixSafety::Safe, title, edits: self.edits.clone() })
    }
}

/// A text of several lines between other marks than `"""`.
#[derive(Debug)]
pub struct WrongBlockQuotes {
    /// The first wrong marks.
    pub span: Span,
    /// What belongs in the place of the marks.
    pub edits: Vec<(Span, String)>,
}

impl Finding for WrongBlockQuotes {
    const CODE: Code = Code(64);
    fn diagnose(&self) -> Diagnostic {
        let title = text("write `\"\"\"` before and after it", "前後を `\"\"\"` にする");
        Diagnostic::error(
            Self::CODE,
            text(
                "a text of several lines stands between `\"\"\"` and `\"\"\"`",
                "複数行の文章は、半角の `\"\"\"` と `\"\"\"` で囲みます",
            ),
            self.span,
            text("other marks", "別の記号が使われています"),
        )
        .with_help(text(
            "type three plain quotation marks before the text, and three on a line of their own after it",
            "文章の前と、文章の後の独立した行に、半角の `\"` を3つずつ入力してください",
        ))
        .with_fix(Fix { safety: FixSafety::Safe, title, edits: self.edits.clone() })
    }
}

/// `#`, `/*` or full-width slashes for a comment.
#[derive(Debug)]
pub struct WrongComment {
    /// The marks.
    pub span: Span,
    /// As written.
    pub marks: &'static str,
    /// What makes it a comment.
    pub edits: Vec<(Span, String)>,
}

impl Finding for WrongComment {
    const CODE: Code = Code(26);
    fn diagnose(&self) -> Diagnostic {
        let marks = self.marks;
        let title = text("write `//`", "`//` に直す");
        Diagnostic::error(
            Self::CODE,
            text(format!("`{marks}` does not begin a comment"), format!("`{marks}` ではコメントになりません")),
            self.span,
            text("taken for a comment", "コメントとみなしました"),
        )
        .with_help(text(
            "a comment begins with `//` and goes to the end of the line",
            "コメントは半角の `//` で始め、行末までがコメントになります",
        ))
        .with_fix(Fix { safety: FixSafety::Safe, title, edits: self.edits.clone() })
    }
}
