//! Templates with a lead's values put in. Each place has its own escape, so that no value can become a tag, an attribute,
//! another address or a second header; a value is never read as a template again.

use super::address::HeaderText;
use super::words::is_japanese;
use crate::diagnostic::Language;
use crate::engine::{Scope, evaluate, holds, value_text, value_words};
use crate::ir::{Piece, Template, Value};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What is not left as it is in a part of a web address (RFC 3986, 2.3: all but the unreserved characters).
const ADDRESS_PART: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Where a template goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Escape {
    /// HTML: text, attributes, and addresses in `href` and `src`.
    Html,
    /// A web address.
    Url,
    /// A header: one line.
    Header,
    /// Plain text.
    Text,
}

/// Puts values and links in. `link` gives the address of a named link. A missing value leaves nothing: the checker has made
/// sure that there is none. Dates and the like are written in the language of the template.
#[must_use]
pub fn render(template: &Template, escape: Escape, scope: &Scope<'_>, link: &dyn Fn(&str) -> String) -> String {
    let language = if template_is_japanese(template) { Language::Japanese } else { Language::English };
    render_in(language, template, escape, scope, link)
}

/// As [`render`], with dates and the like in that language.
#[must_use]
pub fn render_in(
    language: Language,
    template: &Template,
    escape: Escape,
    scope: &Scope<'_>,
    link: &dyn Fn(&str) -> String,
) -> String {
    let renderer = Renderer { escape, scope, link, language };
    let mut out = String::new();
    renderer.pieces(template, &mut out);
    if escape == Escape::Header { HeaderText::new(&out).as_str().to_owned() } else { out }
}

/// Whether the author wrote it in Japanese; what leads' values hold does not count.
#[must_use]
pub fn template_is_japanese(template: &Template) -> bool {
    template.pieces.iter().any(|piece| match piece {
        Piece::Text(text) => is_japanese(text),
        Piece::Value(_) | Piece::Link(_) => false,
        Piece::Each { body, .. } => template_is_japanese(body),
        Piece::If { then, otherwise, .. } => template_is_japanese(then) || template_is_japanese(otherwise),
    })
}

/// Whether every value that the template would show is there.
#[must_use]
pub fn is_complete(template: &Template, scope: &Scope<'_>) -> bool {
    template.pieces.iter().all(|piece| match piece {
        Piece::Text(_) | Piece::Link(_) => true,
        Piece::Value(expression) => evaluate(expression, scope).is_some(),
        // The checker gives the columns shown in it values in every row.
        Piece::Each { .. } => true,
        Piece::If { condition, then, otherwise } => {
            is_complete(if holds(condition, scope) { then } else { otherwise }, scope)
        }
    })
}

struct Renderer<'a> {
    escape: Escape,
    scope: &'a Scope<'a>,
    link: &'a dyn Fn(&str) -> String,
    language: Language,
}

impl Renderer<'_> {
    fn pieces(&self, template: &Template, out: &mut String) {
        for piece in &template.pieces {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Value(expression) => {
                    if let Some(value) = evaluate(expression, self.scope) {
                        self.value(&value, out);
                    }
                }
                Piece::Link(name) => {
                    let address = (self.link)(name);
                    match self.escape {
                        Escape::Html => out.push_str(&escape_html(&address)),
                        Escape::Url | Escape::Header | Escape::Text => out.push_str(&address),
                    }
                }
                Piece::Each { content, at_most, body } => self.rows(content, *at_most, body, out),
                Piece::If { condition, then, otherwise } => {
                    self.pieces(if holds(condition, self.scope) { then } else { otherwise }, out);
                }
            }
        }
    }

    fn rows(&self, content: &str, at_most: Option<u32>, body: &Template, out: &mut String) {
        let limit = at_most.map_or(usize::MAX, |most| usize::try_from(most).unwrap_or(usize::MAX));
        for row in self.scope.rows(content).iter().take(limit) {
            let scope = Scope { item: Some(row), ..*self.scope };
            Renderer { scope: &scope, escape: self.escape, link: self.link, language: self.language }.pieces(body, out);
        }
    }

    fn value(&self, value: &Value, out: &mut String) {
        let words = || value_words(value, self.language, self.scope.zone());
        match self.escape {
            Escape::Url => {
                let text = address_text(value, self.scope.zone(), out.trim().is_empty());
                out.push_str(&text);
            }
            Escape::Header => out.push_str(&words()),
            Escape::Text => out.push_str(&clean(&words())),
            Escape::Html => match html_place(out) {
                HtmlPlace::Text => {
                    out.push_str(&escape_html(&clean(&words())).replace('\n', "<br>"));
                }
                HtmlPlace::Attribute => out.push_str(&escape_html(&clean(&words()))),
                HtmlPlace::Address { at_start } => {
                    let text = address_text(value, self.scope.zone(), at_start);
                    out.push_str(&escape_html(&text));
                }
            },
        }
    }
}

/// A value inside a web address: percent-encoded; at the start of the address a whole `http` or `https` address stays one.
fn address_text(value: &Value, zone: &str, at_start: bool) -> String {
    let text = value_text(value, zone);
    if at_start && let Some(address) = web_address(&text) {
        return address;
    }
    utf8_percent_encode(&text, ADDRESS_PART).to_string()
}

/// The address in its ASCII form, where it is an `http` or `https` address with a host and without a password.
#[must_use]
pub fn web_address(text: &str) -> Option<String> {
    let address = url::Url::parse(text.trim()).ok()?;
    let good = matches!(address.scheme(), "http" | "https")
        && address.host_str().is_some_and(|host| !host.is_empty())
        && address.username().is_empty()
        && address.password().is_none();
    good.then(|| address.to_string())
}

/// CRLF and CR become LF; other control characters vanish.
fn clean(text: &str) -> String {
    text.replace("\r\n", "\n")
        .replace('\r', "\n")
        .chars()
        .filter(|character| !character.is_control() || matches!(character, '\n' | '\t'))
        .collect()
}

/// Escapes for HTML text and for attributes in either kind of quotes.
#[must_use]
pub fn escape_html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

#[derive(Debug, PartialEq, Eq)]
enum HtmlPlace {
    Text,
    Attribute,
    Address { at_start: bool },
}

/// Where the end of some HTML stands. Values put in before hold no bare `<`, `>` or quotes, so only the author's own tags
/// count.
fn html_place(html: &str) -> HtmlPlace {
    let Some(tag_at) = html.rfind('<').filter(|at| html.rfind('>').is_none_or(|end| end < *at)) else {
        return HtmlPlace::Text;
    };
    let tag = html.get(tag_at..).unwrap_or_default();
    let Some((before, value)) = tag.rsplit_once('"') else { return HtmlPlace::Attribute };
    let name = before.trim_end().trim_end_matches('=').trim_end().to_ascii_lowercase();
    let is_address = before.trim_end().ends_with('=')
        && [" href", " src", "\nhref", "\nsrc"].iter().any(|attribute| name.ends_with(attribute));
    if is_address { HtmlPlace::Address { at_start: value.trim().is_empty() } } else { HtmlPlace::Attribute }
}
