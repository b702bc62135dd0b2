//! F0469: words that an author left for later, such as `TODO`, `（ここに本文）` and `YYYY年MM月DD日`. Readers would get them. Texts between
//! `{{` and `}}` are not looked at; they have their own rules.

use super::mail_characters::outside_tags;
use super::{MailText, Subject};
use crate::diagnostic::{Code, Diagnostic, Finding, Text};
use crate::source::Span;
use std::ops::Range;

/// Words that stand alone, in these letters: `TODOリスト` is the name of a thing.
const WORDS: [&str; 6] = ["TODO", "FIXME", "TBD", "TBA", "Lorem ipsum", "lorem ipsum"];

/// Words that a text has nowhere else.
const PARTS: [&str; 17] = [
    "ここに本文",
    "ここに件名",
    "ここに入力",
    "ここに記入",
    "本文を書く",
    "本文をここに",
    "要修正",
    "要差し替え",
    "差し替え予定",
    "ダミーテキスト",
    "サンプルテキスト",
    "YYYY年",
    "YYYY/MM",
    "YYYY-MM",
    "MM月DD日",
    "mm月dd日",
    "yyyy年",
];

/// Notes in brackets, which are words of their own elsewhere.
const IN_BRACKETS: [&str; 6] = ["仮", "要確認", "未定", "確認中", "本文", "insert text here"];

/// Brackets around notes.
const BRACKETS: [(char, char); 6] = [('【', '】'), ('（', '）'), ('［', '］'), ('[', ']'), ('(', ')'), ('＜', '＞')];

/// Places of one text that a finding points at.
const MOST_PLACES: usize = 5;

/// A text that is not finished.
#[derive(Debug)]
struct UnfinishedText {
    /// As written, and where. Never empty.
    places: Vec<(String, Span)>,
}

impl Finding for UnfinishedText {
    const CODE: Code = Code(469);
    fn diagnose(&self) -> Diagnostic {
        let label = Text::new("left for later?", "書きかけではありませんか？");
        let first = self.places.first();
        let span = first.map_or(Span::new(crate::source::FileId(0), 0, 0), |(_, span)| *span);
        let written = first.map(|(written, _)| written.as_str()).unwrap_or_default();
        let diagnostic = Diagnostic::warning(
            Self::CODE,
            Text::new(
                format!("readers would get `{written}` as it stands"),
                format!("`{written}` が、このままの文字で読者に届きます"),
            ),
            span,
            label.clone(),
        )
        .with_help(Text::new("write what belongs there, or delete it", "本来の文章に書き換えるか、削除してください"));
        let others = self.places.iter().skip(1).take(MOST_PLACES);
        others.fold(diagnostic, |diagnostic, (_, span)| diagnostic.with_label(*span, label.clone()))
    }
}

/// What is left for later in a text, in its order.
fn unfinished(text: &str) -> Vec<Range<usize>> {
    let whole = |at: usize, word: &str| {
        let near = |one: char| one.is_alphanumeric() || one == '_';
        !text.get(..at).is_some_and(|before| before.ends_with(near))
            && !text.get(at + word.len()..).is_some_and(|behind| behind.starts_with(near))
    };
    let words = WORDS.iter().flat_map(|word| {
        text.match_indices(word).filter(|(at, word)| whole(*at, word)).map(|(at, word)| at..at + word.len())
    });
    let parts = PARTS.iter().flat_map(|part| text.match_indices(part).map(|(at, part)| at..at + part.len()));
    let notes = BRACKETS.iter().flat_map(|(open, close)| {
        let note = |at: usize| {
            let inside = text.get(at + open.len_utf8()..)?;
            let note = IN_BRACKETS
                .iter()
                .find(|note| inside.strip_prefix(**note).is_some_and(|rest| rest.starts_with(*close)))?;
            let end = at + open.len_utf8() + note.len() + close.len_utf8();
            // The words of a link: `[本文](guide)`.
            (!text.get(end..)?.starts_with('(')).then_some(at..end)
        };
        text.match_indices(*open).filter_map(move |(at, _)| note(at))
    });
    let mut found: Vec<Range<usize>> = words.chain(parts).chain(notes).collect();
    found.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
    let mut end = 0;
    found.retain(|range| {
        let apart = range.start >= end;
        end = end.max(range.end);
        apart
    });
    found
}

fn places(mail: &MailText<'_>) -> Vec<(String, Span)> {
    let parts = outside_tags(&mail.text.text).into_iter();
    let ranges = parts.flat_map(|part| {
        let text = mail.text.text.get(part.clone()).unwrap_or_default();
        unfinished(text).into_iter().map(move |range| part.start + range.start..part.start + range.end)
    });
    ranges
        .map(|range| (mail.text.text.get(range.clone()).unwrap_or_default().to_owned(), mail.text.span_of(range)))
        .collect()
}

pub(super) fn check(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for mail in subject.texts {
        let places = places(mail);
        if !places.is_empty() {
            found.push(UnfinishedText { places }.diagnose());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_for_later_is_found() {
        for (text, left) in [
            ("TODO: 本文", vec!["TODO"]),
            ("YYYY年MM月DD日開催", vec!["YYYY年", "MM月DD日"]),
            ("（ここに本文を書く）", vec!["ここに本文"]),
            ("［要修正］価格は10万円です", vec!["要修正"]),
            ("開催日は【仮】6月8日です", vec!["【仮】"]),
            ("Lorem ipsum dolor", vec!["Lorem ipsum"]),
        ] {
            let found: Vec<_> = unfinished(text).into_iter().map(|range| text.get(range).unwrap()).collect();
            assert_eq!(found, left, "{text}");
        }
        for text in [
            "TODOS の使い方",
            "TODOリストの作り方",
            "仮想環境のご紹介",
            "詳細は未定です",
            "[本文](guide)",
            "本文は次のとおりです",
            "Todo 管理",
        ] {
            assert!(unfinished(text).is_empty(), "{text}");
        }
    }
}
