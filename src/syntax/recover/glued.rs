//! Japanese words typed without blanks between them, in the order of a Japanese sentence, or with the particles that a
//! sentence has: `送信thanks`, `待つ3日`, `thanksを送信`, `3日後に送信`.

use super::decide::{Explanation, Line, failure, said};
use super::rewrites::Helps;
use super::tokens::{Token, TokenKind};
use crate::diagnostic::FixSafety;
use crate::syntax::findings::GluedWords;
use crate::syntax::keywords::{KEYWORDS, is_keyword, is_latin};

/// What a Japanese sentence puts behind words, and the language leaves out.
pub(super) const PARTICLES: &[&str] =
    &["を", "に", "の", "へ", "が", "は", "する", "します", "して", "た後", "のあと", "、", "したら", "すると", "点に"];

/// What people write before a number of days.
const SINCE_START: &[&str] = &["開始から", "登録から", "申込から"];

/// What belongs to the number before it.
const COUNTED: &[&str] = &[
    "営業日後",
    "営業日",
    "日間",
    "日後",
    "日",
    "時間以内",
    "時間後",
    "時間",
    "分間",
    "分後",
    "分",
    "週間後",
    "週間",
    "か月後",
    "ヶ月後",
    "か月",
    "ヶ月",
    "年間",
    "年後",
    "年",
    "回",
    "通",
    "点以上",
    "以上",
    "未満",
];

/// Words of so many characters or more are looked for inside others; shorter ones are part of too many names.
const SHORTEST_WORD: usize = 2;

/// Longest run of characters that is looked at: nobody glues more words than this.
const LONGEST_RUN: usize = 60;

/// Longest line that is looked at as a Japanese sentence, in tokens.
const MOST_TOKENS: usize = 24;

/// Part of a run of characters.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Part<'t> {
    text: &'t str,
    /// A word of the language.
    word: bool,
}

/// The word of the language that a text begins with, the longest of them.
pub(super) fn word_at(text: &str) -> Option<&'static str> {
    let long = |form: &&&str| !is_latin(form) && form.chars().count() >= SHORTEST_WORD && text.starts_with(**form);
    let forms = KEYWORDS.iter().flat_map(|keyword| keyword.forms);
    forms.filter(long).max_by_key(|form| form.len()).copied()
}

/// Bytes of a number with what it counts.
pub(super) fn number_length(text: &str) -> usize {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let behind = text.get(digits..).unwrap_or_default();
    let minutes = behind.strip_prefix(':').map_or(0, |rest| rest.bytes().take_while(u8::is_ascii_digit).count());
    if minutes > 0 {
        return digits + 1 + minutes;
    }
    digits + counted(behind).map_or(0, str::len)
}

/// What a text begins with that belongs to the number before it.
pub(super) fn counted(text: &str) -> Option<&'static str> {
    COUNTED.iter().find(|unit| text.starts_with(**unit)).copied()
}

/// A run of characters cut into words of the language, numbers, and what stands between them.
fn parts(run: &str) -> Vec<Part<'_>> {
    let mut found: Vec<Part<'_>> = Vec::new();
    let mut at = 0;
    while let Some(rest) = run.get(at..).filter(|rest| !rest.is_empty()) {
        let (length, word) = next_part(rest);
        let text = rest.get(..length).unwrap_or(rest);
        // `後は`: words of one character are known by what stands on both sides.
        let stem = PARTICLES.iter().find_map(|particle| text.strip_suffix(particle)).filter(|stem| is_keyword(stem));
        let text = if word { text } else { stem.unwrap_or(text) };
        found.push(Part { text, word: word || stem.is_some() });
        at += text.len().max(1);
    }
    found
}

fn next_part(rest: &str) -> (usize, bool) {
    if let Some(word) = word_at(rest) {
        return (word.len(), true);
    }
    if rest.starts_with(|one: char| one.is_ascii_digit()) {
        return (number_length(rest), false);
    }
    let ascii = rest.starts_with(|one: char| one.is_ascii());
    let ends = |(at, one): &(usize, char)| {
        *at > 0 && (one.is_ascii() != ascii || !ascii && word_at(rest.get(*at..).unwrap_or_default()).is_some())
    };
    (rest.char_indices().find(ends).map_or(rest.len(), |(at, _)| at), false)
}

/// Whether a part can be nothing but what it is taken for.
fn is_sure(part: &Part<'_>) -> bool {
    part.word
        || part.text.is_ascii()
        || part.text.starts_with(|one: char| one.is_ascii_digit())
        || is_keyword(part.text)
}

fn is_particle(part: &Part<'_>) -> bool {
    !part.word && PARTICLES.contains(&part.text)
}

impl Line<'_> {
    /// Words without blanks, or a sentence.
    pub(super) fn glued(&self) -> Option<Explanation> {
        let before = self.index.checked_sub(1);
        let tokens = [Some(self.index), before].into_iter().flatten().filter_map(|at| self.tokens.get(at));
        let mut japanese = tokens.filter(|token| self.may_be_glued(token));
        japanese.find_map(|token| self.cut(token)).or_else(|| self.cut_everywhere()).or_else(|| self.sentence())
    }

    fn may_be_glued(&self, token: &Token) -> bool {
        let text = self.slice(token.range.clone());
        matches!(token.kind, TokenKind::Word | TokenKind::Number)
            && !text.is_ascii()
            && text.chars().count() <= LONGEST_RUN
    }

    /// The fewest cuts with which the line can be read further.
    fn cut(&self, token: &Token) -> Option<Explanation> {
        let text = self.slice(token.range.clone());
        if let Some(rest) =
            SINCE_START.iter().find_map(|start| text.strip_prefix(start)).filter(|rest| !rest.is_empty())
        {
            let edit = (token.range.clone(), rest.to_owned());
            if self.helps(std::slice::from_ref(&edit)) != Helps::No {
                return Some(self.other_writing(token.range.clone(), rest, vec![edit], FixSafety::Safe));
            }
        }
        let parts = parts(text);
        if parts.len() < 2
            || !parts.iter().any(|part| part.word || part.text.starts_with(|one: char| one.is_ascii_digit()))
        {
            return None;
        }
        let first = parts.first().map(|part| part.text.len())?;
        let last = text.len() - parts.last().map(|part| part.text.len())?;
        let kept: Vec<&str> = parts.iter().filter(|part| !is_particle(part)).map(|part| part.text).collect();
        let particles = kept.len() < parts.len();
        let two = |at: usize| Some(format!("{} {}", text.get(..at)?, text.get(at..)?));
        let mut whole = kept.join(" ");
        if let (super::Context::LimitEntry, [span, count, "まで"]) = (self.context, kept.as_slice()) {
            whole = format!("{span} 最大 {count}");
        } else if self.context == super::Context::Declaration && kept.last() == Some(&"到達") {
            whole = format!("いつでも {whole}");
        }
        // `7日間に最大3通`
        let most = kept.contains(&"最大");
        let ways = if most && self.context == super::Context::Declaration {
            vec![format!("期間 {whole}"), whole]
        } else if most && particles && self.context == super::Context::LimitEntry {
            vec![whole.clone(), format!("期間 {whole}")]
        } else if particles {
            vec![whole]
        } else {
            [two(first), two(last), Some(whole)].into_iter().flatten().collect()
        };
        let meant = ways.into_iter().find(|with| {
            let edit = (token.range.clone(), with.clone());
            let helps = self.helps(std::slice::from_ref(&edit));
            // Where all is Japanese, any part may be a name: then the whole line must be right.
            let open = parts.iter().any(|part| part.text.starts_with(|one: char| one.is_ascii()));
            helps == Helps::Wholly || open && helps == Helps::Further
        })?;
        let edit = (token.range.clone(), meant.clone());
        if particles || meant.contains("最大 ") && !text.contains("最大") || meant.starts_with("いつでも ") {
            return Some(self.other_writing(token.range.clone(), &meant, vec![edit], FixSafety::Safe));
        }
        // Between a word and a Japanese name nobody can be sure where the one ends.
        let sure = parts.iter().all(is_sure);
        let safety = if sure { FixSafety::Safe } else { FixSafety::Unsafe };
        let span = self.span(token.range.clone());
        let finding = GluedWords { span, written: text.to_owned(), meant: meant.clone(), safety };
        Some(said(&finding, vec![self.edit(token.range.clone(), meant)]))
    }

    /// `保証 引き渡し後 メールなし`: several runs of words, none of which is right alone.
    fn cut_everywhere(&self) -> Option<Explanation> {
        if self.tokens.len() > MOST_TOKENS {
            return None;
        }
        let cut = |token: &Token| {
            let parts = parts(self.slice(token.range.clone()));
            let kept: Vec<&str> = parts.iter().filter(|part| !is_particle(part)).map(|part| part.text).collect();
            let sure = parts.len() > 1 && parts.iter().all(|part| is_sure(part) || is_particle(part));
            sure.then(|| (token.range.clone(), kept.join(" ")))
        };
        let edits: Vec<_> = self.tokens.iter().filter(|token| self.may_be_glued(token)).filter_map(cut).collect();
        let range = edits.first()?.0.start..edits.last()?.0.end;
        let meant = self.edited(range.clone(), &edits);
        if edits.len() < 2 || failure(self.context.rule(), &self.with(&(range.clone(), meant.clone()))).is_some() {
            return None;
        }
        let (span, written) = (self.span(range.clone()), self.slice(range.clone()).to_owned());
        let finding = GluedWords { span, written, meant: meant.clone(), safety: FixSafety::Safe };
        Some(said(&finding, vec![self.edit(range, meant)]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(run: &str) -> Vec<&str> {
        parts(run).iter().map(|part| part.text).collect()
    }

    #[test]
    fn runs_are_cut_at_words_numbers_and_scripts() {
        assert_eq!(cut("送信thanks"), ["送信", "thanks"]);
        assert_eq!(cut("待つ3日"), ["待つ", "3日"]);
        assert_eq!(cut("3日後に送信"), ["3日後", "に", "送信"]);
        assert_eq!(cut("反応待ち最大7日間"), ["反応待ち", "最大", "7日間"]);
        assert_eq!(cut("thanksを送信"), ["thanks", "を", "送信"]);
        assert_eq!(cut("引き渡し後はメールなし"), ["引き渡し", "後", "は", "メール", "なし"]);
        assert_eq!(cut("資料送付"), ["資料送付"]);
    }
}
