//! Labels in words, for mails and notices, in the reader's language.

use crate::diagnostic::Language;
use crate::ir::{Field, Piece, Template};

/// Whether a text has kana or kanji in it.
#[must_use]
pub fn is_japanese(text: &str) -> bool {
    text.chars().any(
        |character| matches!(character, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ff66}'..='\u{ff9f}'),
    )
}

/// Labels of fields that most workspaces have, for those without a `///` comment.
const KNOWN_FIELDS: &[(&str, &str, &str)] = &[
    ("name", "Name", "お名前"),
    ("company", "Company", "会社名"),
    ("department", "Department", "部署"),
    ("title", "Title", "役職"),
    ("phone", "Phone", "電話番号"),
    ("location", "Location", "所在地"),
    ("prefecture", "Prefecture", "都道府県"),
    ("industry", "Industry", "業種"),
];

/// What to call a field: the first line of its `///` comment, a usual word for a usual name, else its name.
#[must_use]
pub fn field_label(name: &str, field: Option<&Field>, language: Language) -> String {
    if let Some(label) = field.and_then(|field| first_line(field.documentation.as_deref())) {
        return label;
    }
    let known = KNOWN_FIELDS.iter().find(|(known, ..)| *known == name);
    known.map_or_else(
        || name.to_owned(),
        |(_, en, ja)| match language {
            Language::English => (*en).to_owned(),
            Language::Japanese => (*ja).to_owned(),
        },
    )
}

/// The first line of a comment, if there is one.
#[must_use]
pub fn first_line(documentation: Option<&str>) -> Option<String> {
    let line = documentation?.lines().next()?.trim();
    (!line.is_empty()).then(|| line.to_owned())
}

/// What stands on a link of a body, without the marks in it. Nothing where it is a picture, or where a lead's values are
/// part of it.
#[must_use]
pub fn words_of_link(html: &Template, link: &str) -> Option<String> {
    let mut pieces = html.pieces.iter().peekable();
    while let Some(piece) = pieces.next() {
        let found = match (piece, pieces.peek()) {
            (Piece::Link(name), Some(Piece::Text(behind))) if name == link => words_up_to_end(behind),
            (Piece::Each { body, .. }, _) => words_of_link(body, link),
            (Piece::If { then, otherwise, .. }, _) => {
                words_of_link(then, link).or_else(|| words_of_link(otherwise, link))
            }
            (Piece::Link(_) | Piece::Text(_) | Piece::Value(_), _) => None,
        };
        if found.is_some() {
            return found;
        }
    }
    None
}

/// The words between the rest of `<a href="…` and `</a>`.
fn words_up_to_end(behind: &str) -> Option<String> {
    let (_, inner) = behind.split_once('>')?;
    let (inner, _) = inner.split_once("</a>")?;
    let mut words = String::new();
    for (number, part) in inner.split('<').enumerate() {
        words.push_str(if number == 0 { part } else { part.split_once('>')?.1 });
    }
    let plain = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", " "), ("&amp;", "&")];
    for (escaped, character) in plain {
        words = words.replace(escaped, character);
    }
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    (!words.is_empty()).then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::Expression;

    #[test]
    fn a_link_is_named_by_its_words_alone() {
        let text = |text: &str| Piece::Text(text.to_owned());
        let words = |behind: Vec<Piece>| {
            let pieces = [vec![text("<p><a href=\""), Piece::Link("guide".to_owned())], behind].concat();
            let otherwise = Template::default();
            let inside = Piece::If { condition: Expression::Score, then: Template { pieces }, otherwise };
            words_of_link(&Template { pieces: vec![text("<h1>A</h1>"), inside] }, "guide")
        };
        let found = words(vec![text("\" class=\"button\">R&amp;D の<b>資料</b>\n を開く</a></p>")]);
        assert_eq!(found.as_deref(), Some("R&D の資料 を開く"));
        assert_eq!(words(vec![text("\"><img src=\"a.png\"></a>")]), None);
        let value = Piece::Value(Expression::Lead("name".to_owned()));
        assert_eq!(words(vec![text("\">資料："), value, text("</a>")]), None);
        assert_eq!(words_of_link(&Template::default(), "guide"), None);
    }
}
