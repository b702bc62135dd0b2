//! What can be wrong with the text itself (codes F0001 to F0099), in the words of a marketer, with the way out.

mod characters;
mod habits;
mod parts;
mod shape;
mod template;
mod times;
mod values;
mod words;

pub use characters::{InvisibleCharacter, WrongBlockQuotes, WrongCharacters, WrongComment, WrongQuotes};
pub use habits::{DateWithoutYear, GluedWords, LookAlike, MissingWord, OtherWriting};
pub use parts::{
    MissingMark, MissingPart, NameNeedsQuotes, SingleEquals, TextNeedsQuotes, TwoOnOneLine, Unexpected, UnknownTypeForm,
};
pub use shape::{
    BlocksByIndent, FileTooLarge, MissingOpenBrace, NestedTooDeep, SecondOtherwise, StrayBrace, UnclosedBrace,
    UnclosedBracket, UnclosedText, WrongBracket,
};
pub use template::{ElseOrEndAlone, EmptyTag, IfWithoutEnd, SingleBraces, UnclosedTag};
pub use times::{SpreadsheetRow, StepTime, TimeOfStep};
pub use values::{
    NegativeDays, NoSuchDate, NoSuchTime, NotWhole, NumberTooLarge, OtherForm, UnknownEscape, UnknownUnit,
};
pub use words::{NotUnderstood, UnknownWord, WrongPlace};

use crate::diagnostic::{Fix, FixSafety, Text};
use crate::source::Span;

/// Longest piece of the author's text that a message repeats, in characters.
const LONGEST_SHOWN: usize = 30;

/// The author's text as a message repeats it: on one line, shortened, in backticks.
pub(super) fn shown(text: &str) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() > LONGEST_SHOWN {
        let short: String = line.chars().take(LONGEST_SHOWN).collect();
        return format!("`{short}…`");
    }
    format!("`{line}`")
}

/// Both languages, with a blank between Japanese words and the author's text in backticks.
fn text(en: impl Into<String>, ja: impl Into<String>) -> Text {
    let ja: String = ja.into();
    let mut spaced = String::with_capacity(ja.len());
    let mut inside = false;
    let mut characters = ja.chars().peekable();
    let joins = |one: char| one.is_whitespace() || "、。（）「」・？".contains(one);
    while let Some(one) = characters.next() {
        if one == '`' && !inside && spaced.chars().next_back().is_some_and(|before| !joins(before)) {
            spaced.push(' ');
        }
        spaced.push(one);
        if one == '`' {
            inside = !inside;
            if !inside && characters.peek().is_some_and(|after| !joins(*after) && *after != '`') {
                spaced.push(' ');
            }
        }
    }
    Text { en: en.into(), ja: spaced }
}

/// A change at one place.
fn fix(safety: FixSafety, title: Text, span: Span, with: impl Into<String>) -> Fix {
    Fix { safety, title, edits: vec![(span, with.into())] }
}

/// Several things to choose from: `a`, `b` or `c`.
fn either(parts: &[Text]) -> Text {
    let en: Vec<&str> = parts.iter().map(|part| part.en.as_str()).collect();
    let ja: Vec<&str> = parts.iter().map(|part| part.ja.as_str()).collect();
    let en = match en.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => en.concat(),
    };
    let ja = match ja.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{}または{last}", rest.join("、")),
        _ => ja.concat(),
    };
    Text::new(en, ja)
}
