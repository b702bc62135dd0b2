//! Ways of writing that come from other tools, from everyday Japanese, or from a look-alike on the keyboard.

use super::{fix, shown, text};
use crate::diagnostic::{Code, Diagnostic, Finding, Fix, FixSafety};
use crate::source::Span;

/// `&&` for `and`, `elif` for `else if`, `;` at the end of a line: another way of writing something that the language has.
#[derive(Debug)]
pub struct OtherWriting {
    /// What is written.
    pub span: Span,
    /// The same as text.
    pub written: String,
    /// How it is written here; empty where it is left out.
    pub meant: String,
    /// The change.
    pub edits: Vec<(Span, String)>,
    /// Whether nothing else can be meant.
    pub safety: FixSafety,
}

impl Finding for OtherWriting {
    const CODE: Code = Code(60);
    fn diagnose(&self) -> Diagnostic {
        let written = shown(&self.written);
        let meant = self.meant.trim();
        let (diagnostic, title) = if meant.is_empty() {
            let diagnostic = Diagnostic::error(
                Self::CODE,
                text(format!("{written} is not written here"), format!("ここに {written} は書きません")),
                self.span,
                text("leave it out", "ここは不要です"),
            );
            (
                diagnostic.with_help(text(format!("delete {written}"), format!("{written} を消してください"))),
                text(format!("delete {written}"), format!("{written} を消す")),
            )
        } else {
            let diagnostic = Diagnostic::error(
                Self::CODE,
                text(
                    format!("{written} is written `{meant}` here"),
                    format!("{written} は、ここでは `{meant}` と書きます"),
                ),
                self.span,
                text("another way of writing", "別の書き方です"),
            );
            (
                diagnostic.with_help(text(format!("write `{meant}`"), format!("`{meant}` と書いてください"))),
                text(format!("write `{meant}`"), format!("`{meant}` に直す")),
            )
        };
        diagnostic.with_fix(Fix { safety: self.safety, title, edits: self.edits.clone() })
    }
}

/// `送信thanks`, `待つ3日`: Japanese words without the blank between them.
#[derive(Debug)]
pub struct GluedWords {
    /// The words.
    pub span: Span,
    /// As written.
    pub written: String,
    /// With blanks.
    pub meant: String,
    /// Whether the words can be cut in no other way.
    pub safety: FixSafety,
}

impl Finding for GluedWords {
    const CODE: Code = Code(65);
    fn diagnose(&self) -> Diagnostic {
        let (written, meant) = (shown(&self.written), &self.meant);
        let title = text(format!("write `{meant}`"), format!("`{meant}` に直す"));
        Diagnostic::error(
            Self::CODE,
            text(format!("{written} needs a space between its words"), format!("{written} は、語の間に空白が必要です")),
            self.span,
            text("words without a space", "空白がありません"),
        )
        .with_help(text(
            format!("write `{meant}`; a space stands between a word and the name or number behind it"),
            format!("`{meant}` と書いてください。語と、それに続く名前や数字の間には空白を入れます"),
        ))
        .with_fix(fix(self.safety, title, self.span, meant.clone()))
    }
}

/// One word of the language is missing, and with it the line is right.
#[derive(Debug)]
pub struct MissingWord {
    /// What stands before the place.
    pub span: Span,
    /// The same as text.
    pub after: String,
    /// The word.
    pub word: &'static str,
    /// Whether no blank stands before it.
    pub joins: bool,
    /// Where it belongs.
    pub insert: Span,
}

impl Finding for MissingWord {
    const CODE: Code = Code(61);
    fn diagnose(&self) -> Diagnostic {
        let (after, word) = (shown(&self.after), self.word);
        let gap = if self.joins { "" } else { " " };
        Diagnostic::error(
            Self::CODE,
            text(format!("after {after}, `{word}` is missing"), format!("{after} のあとに `{word}` がありません")),
            self.span,
            text(format!("`{word}` must follow"), format!("このあとに `{word}` が必要です")),
        )
        .with_help(text(
            format!("write `{}{gap}{word} …`", self.after.trim()),
            format!("`{}{gap}{word} …` と書いてください", self.after.trim()),
        ))
        .with_fix(fix(
            FixSafety::Safe,
            text(format!("insert `{word}`"), format!("`{word}` を入れる")),
            self.insert,
            format!("{gap}{word}"),
        ))
    }
}

/// `4/1`, `4月1日`: a date needs its year.
#[derive(Debug)]
pub struct DateWithoutYear {
    /// The date.
    pub span: Span,
    /// As written.
    pub written: String,
    /// Month and day as the language writes them: `04-01`.
    pub day: String,
}

impl Finding for DateWithoutYear {
    const CODE: Code = Code(62);
    fn diagnose(&self) -> Diagnostic {
        let (written, day) = (shown(&self.written), &self.day);
        Diagnostic::error(
            Self::CODE,
            text(format!("the date {written} has no year"), format!("日付 {written} に年がありません")),
            self.span,
            text("which year?", "何年かが必要です"),
        )
        .with_help(text(
            format!("write year, month and day, such as `2026-{day}`; a day of the scenario is written `day 3`"),
            format!("`2026-{day}` のように年から書いてください。シナリオの開始から数える日なら `day 3` と書きます"),
        ))
    }
}

/// A character that looks like another: a Cyrillic `а` in a Latin word, a dash for the long-vowel mark `ー`.
#[derive(Debug)]
pub struct LookAlike {
    /// The word, or the character alone.
    pub span: Span,
    /// The wrong character.
    pub character: char,
    /// What it looks like.
    pub meant: char,
    /// What it is, in words.
    pub kind: (&'static str, &'static str),
    /// All changes in the word.
    pub edits: Vec<(Span, String)>,
}

impl Finding for LookAlike {
    const CODE: Code = Code(63);
    fn diagnose(&self) -> Diagnostic {
        let (character, meant, (en, ja)) = (self.character, self.meant, self.kind);
        let number = format!("U+{:04X}", character as u32);
        let title = text(format!("write `{meant}`"), format!("`{meant}` に直す"));
        Diagnostic::error(
            Self::CODE,
            text(
                format!("`{character}` looks like `{meant}`, but is {en} ({number})"),
                format!("`{character}` は `{meant}` に似た別の文字（{ja}、{number}）です"),
            ),
            self.span,
            text("a look-alike", "似た文字です"),
        )
        .with_help(text(
            format!("type `{meant}` anew; look-alikes come from copied texts and from the input method's list"),
            format!("`{meant}` を打ち直してください。コピーした文章や変換候補から紛れ込むことがあります"),
        ))
        .with_fix(Fix { safety: FixSafety::Safe, title, edits: self.edits.clone() })
    }
}
