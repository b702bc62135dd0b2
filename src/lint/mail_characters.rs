//! F0461 to F0463: characters that garble, or cannot be seen, in the mails of readers: half-width kana, 機種依存文字, control
//! and zero-width characters in a subject. Texts between `{{` and `}}` are not looked at; they have their own rules.

use super::{MailText, Subject};
use crate::diagnostic::{Code, Diagnostic, Finding, Fix, FixSafety, Text};
use crate::source::Span;
use std::ops::Range;
use unicode_normalization::UnicodeNormalization as _;

/// Places of one text that a finding points at; its fix mends all of them.
const MOST_PLACES: usize = 5;
/// Characters that a message names.
const MOST_NAMED: usize = 4;

/// Characters in a text, with what belongs in their place.
#[derive(Debug)]
struct Places {
    /// As written.
    written: Vec<String>,
    /// Where, and what belongs there.
    edits: Vec<(Span, String)>,
}

impl Places {
    /// `ｾﾐﾅｰ`, `ﾃｽﾄ`, and more: the different ones as written.
    fn named(&self, show: impl Fn(&str, &str) -> String) -> String {
        let mut named: Vec<String> = Vec::new();
        for (written, (_, with)) in self.written.iter().zip(&self.edits) {
            let one = show(written, with);
            if !named.contains(&one) {
                named.push(one);
            }
        }
        let more = named.len() > MOST_NAMED;
        named.truncate(MOST_NAMED);
        named.join(", ") + if more { " …" } else { "" }
    }

    fn warning(
        &self,
        code: Code,
        message: Text,
        label: &Text,
        help: Text,
        title: Text,
        safety: FixSafety,
    ) -> Diagnostic {
        let first = self.edits.first().map_or(Span::new(crate::source::FileId(0), 0, 0), |(span, _)| *span);
        let mut diagnostic = Diagnostic::warning(code, message, first, label.clone()).with_help(help);
        for (span, _) in self.edits.iter().skip(1).take(MOST_PLACES) {
            diagnostic = diagnostic.with_label(*span, label.clone());
        }
        diagnostic.with_fix(Fix { safety, title, edits: self.edits.clone() })
    }
}

/// Half-width kana.
#[derive(Debug)]
struct HalfWidthKana(Places);

impl Finding for HalfWidthKana {
    const CODE: Code = Code(461);
    fn diagnose(&self) -> Diagnostic {
        let show = |written: &str, _: &str| format!("`{written}`");
        let meant = self.0.named(|_, with| format!("`{with}`"));
        let written = self.0.named(show);
        self.0.warning(
            Self::CODE,
            Text::new(
                format!("half-width kana can garble in mail: {written}"),
                format!("半角カナはメールで文字化けすることがあります: {written}"),
            ),
            &Text::new("half-width kana", "半角カナです"),
            Text::new(format!("write full-width kana: {meant}"), format!("全角で {meant} と書いてください")),
            Text::new("write full-width kana", "全角カナに直す"),
            FixSafety::Safe,
        )
    }
}

/// Characters that only some machines have.
#[derive(Debug)]
struct MachineDependent(Places);

impl Finding for MachineDependent {
    const CODE: Code = Code(462);
    fn diagnose(&self) -> Diagnostic {
        let written = self.0.named(|written, _| format!("`{written}`"));
        let pairs = self.0.named(|written, with| format!("`{with}` for `{written}`"));
        let pairs_ja = self.0.named(|written, with| format!("`{written}` → `{with}`"));
        self.0.warning(
            Self::CODE,
            Text::new(
                format!("these characters garble on some machines: {written}"),
                format!("機種依存文字は、相手の環境によって文字化けすることがあります: {written}"),
            ),
            &Text::new("not on every machine", "機種依存文字です"),
            Text::new(format!("write {pairs}"), format!("次のように書き換えてください: {pairs_ja}")),
            Text::new("write characters that every machine has", "どの環境でも読める文字に直す"),
            FixSafety::Unsafe,
        )
    }
}

/// Control or zero-width characters in a subject or preheader.
#[derive(Debug)]
struct InvisibleInSubject(Places);

impl Finding for InvisibleInSubject {
    const CODE: Code = Code(463);
    fn diagnose(&self) -> Diagnostic {
        let number = |written: &str, _: &str| {
            written.chars().next().map_or_else(String::new, |one| format!("U+{:04X}", one as u32))
        };
        let numbers = self.0.named(number);
        self.0.warning(
            Self::CODE,
            Text::new(
                format!("this subject or preheader contains characters that cannot be seen ({numbers})"),
                format!("件名またはプレヘッダーに、目に見えない文字（{numbers}）が入っています"),
            ),
            &Text::new("cannot be seen", "目に見えない文字です"),
            Text::new(
                "delete it; it comes along with copied text, and some mail programs show it as a box",
                "削除してください。コピーした文章から紛れ込み、メールソフトによっては四角い記号で表示されます",
            ),
            Text::new("delete it", "取り除く"),
            FixSafety::Safe,
        )
    }
}

/// The parts of a text outside `{{ }}`.
pub(super) fn outside_tags(text: &str) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut at = 0;
    while let Some(open) = text.get(at..).and_then(|rest| rest.find("{{")) {
        parts.push(at..at + open);
        let inside = text.get(at + open..).unwrap_or_default();
        at += open + inside.find("}}").map_or(inside.len(), |close| close + 2);
    }
    parts.push(at..text.len());
    parts
}

/// Runs of characters that `wrong` picks, with what `meant` makes of each run.
fn places(
    mail: &MailText<'_>,
    wrong: impl Fn(char) -> bool,
    together: bool,
    meant: impl Fn(&str) -> String,
) -> Option<Places> {
    let mut found = Places { written: Vec::new(), edits: Vec::new() };
    for part in outside_tags(&mail.text.text) {
        let text = mail.text.text.get(part.clone()).unwrap_or_default();
        let mut at = 0;
        while let Some(next) = text.get(at..).and_then(|rest| rest.find(&wrong)) {
            let begin = at + next;
            let rest = text.get(begin..).unwrap_or_default();
            let one = rest.chars().next().map_or(1, char::len_utf8);
            let length = if together { rest.find(|one| !wrong(one)).unwrap_or(rest.len()) } else { one };
            let written = rest.get(..length).unwrap_or_default();
            found.written.push(written.to_owned());
            let span = mail.text.span_of(part.start + begin..part.start + begin + length);
            found.edits.push((span, meant(written)));
            at = begin + length;
        }
    }
    (!found.edits.is_empty()).then_some(found)
}

/// Half-width katakana and their punctuation.
const fn is_half_width_kana(one: char) -> bool {
    matches!(one, '｡'..='ﾟ')
}

/// The rows of the Japanese standard that vendors filled in their own way (NEC row 13), and the eras.
fn is_machine_dependent(one: char) -> bool {
    matches!(one, '①'..='⑳' | 'Ⅰ'..='Ⅻ' | 'ⅰ'..='ⅻ' | '㈱' | '㈲' | '㈹' | '㊤'..='㊨' | '㍻'..='㍿' | '㋿')
        || "㍉㌔㌢㍍㌘㌧㌃㌶㍑㍗㌍㌦㌣㌫㍊㌻㎜㎝㎞㎎㎏㏄㎡№㏍℡".contains(one)
}

/// What every machine can show in the place of a vendor's character.
fn plain(written: &str) -> String {
    let normal: String = written.nfkc().collect();
    match written {
        "℡" => "TEL".to_owned(),
        "№" => "No.".to_owned(),
        "㏍" => "（株）".to_owned(),
        _ if written.chars().any(|one| matches!(one, '①'..='⑳')) => format!("({normal})"),
        _ => normal.replace('(', "（").replace(')', "）"),
    }
}

const fn cannot_be_seen(one: char) -> bool {
    matches!(one, '\0'..='\u{9}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{a0}')
        || matches!(
            one,
            '\u{ad}' | '\u{200b}' | '\u{200c}' | '\u{2028}' | '\u{2029}' | '\u{2060}' | '\u{feff}' | '\u{180e}'
        )
}

/// A blank for what is one, nothing for the rest.
fn seen(written: &str) -> String {
    if matches!(written, "\t" | "\u{a0}" | "\u{85}" | "\u{2028}" | "\u{2029}") { " ".to_owned() } else { String::new() }
}

pub(super) fn check(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for mail in subject.texts {
        let kana = places(mail, is_half_width_kana, true, |written| written.nfkc().collect());
        found.extend(kana.map(|places| HalfWidthKana(places).diagnose()));
        let machine = places(mail, is_machine_dependent, false, plain);
        found.extend(machine.map(|places| MachineDependent(places).diagnose()));
        if mail.header {
            let hidden = places(mail, cannot_be_seen, false, seen);
            found.extend(hidden.map(|places| InvisibleInSubject(places).diagnose()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_has_something_to_write_in_its_place() {
        for (written, meant) in [
            ("①", "(1)"),
            ("⑳", "(20)"),
            ("Ⅲ", "III"),
            ("㈱", "（株）"),
            ("㍿", "株式会社"),
            ("㍻", "平成"),
            ("㋿", "令和"),
            ("㎡", "m2"),
            ("℡", "TEL"),
            ("№", "No."),
            ("㍉", "ミリ"),
            ("㊤", "上"),
        ] {
            assert_eq!(plain(written), meant);
            assert!(is_machine_dependent(written.chars().next().unwrap()));
            assert!(!meant.contains(is_machine_dependent));
        }
        for one in "髙﨑～ー♪★→㌀あ漢A1（）".chars().filter(|one| *one != '㌀') {
            assert!(!is_machine_dependent(one), "{one}");
        }
    }

    #[test]
    fn tags_are_left_out() {
        let text = "あ{{ default(lead.title, \"ｱ\") }}い{{ x";
        let parts: Vec<_> = outside_tags(text).into_iter().map(|part| text.get(part).unwrap()).collect();
        assert_eq!(parts, ["あ", "い", ""]);
    }
}
