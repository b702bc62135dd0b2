//! HTML cut into tags, text and comments, with the place of each part. Written by hand: all that is needed is where tags and
//! attributes begin and end, which the parsers at hand do not say of attributes.

use std::ops::Range;

/// Elements whose content is no markup.
const RAW: [&str; 4] = ["script", "style", "textarea", "title"];

/// A piece of HTML. Ranges are bytes of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ir::lower) enum Token {
    /// Text between tags.
    Text(Range<usize>),
    /// The content of an element that holds no markup.
    Raw(Range<usize>),
    /// A tag that begins an element.
    Start(Tag),
    /// A tag that ends one.
    End { name: String, range: Range<usize> },
    /// A comment for people; also a document type or processing instruction.
    Comment(Range<usize>),
    /// `<!--[if mso]>` and the like; `hidden` where other clients take what follows for a comment.
    Condition { range: Range<usize>, hidden: bool },
    /// `<![endif]-->`.
    EndCondition(Range<usize>),
    /// A tag or comment that is not closed.
    Broken(Range<usize>),
}

/// A tag that begins an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ir::lower) struct Tag {
    /// In lower case.
    pub name: String,
    pub attributes: Vec<Attribute>,
    pub range: Range<usize>,
    /// `<br/>`.
    pub closed: bool,
}

/// An attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ir::lower) struct Attribute {
    /// In lower case.
    pub name: String,
    /// As written, without quotes.
    pub value: Option<Range<usize>>,
    pub range: Range<usize>,
}

impl Tag {
    /// The attribute of that name.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|one| one.name == name)
    }
}

/// Cuts a text into tokens.
pub(in crate::ir::lower) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = text.get(at..).unwrap_or_default();
        let token = match rest.strip_prefix('<').and_then(|behind| behind.chars().next()) {
            Some('!' | '?') => special(rest, at),
            Some('/') => end(rest, at),
            Some(next) if next.is_ascii_alphabetic() => start(text, at),
            Some(_) | None => {
                let skip = usize::from(rest.starts_with('<'));
                let length = rest.get(skip..).and_then(|rest| rest.find('<')).map_or(rest.len(), |next| skip + next);
                Token::Text(at..at + length)
            }
        };
        at = range_of(&token).end.max(at + 1);
        let raw = match &token {
            Token::Start(tag) if !tag.closed && RAW.contains(&tag.name.as_str()) => Some(tag.name.clone()),
            Token::Start(_)
            | Token::Text(_)
            | Token::Raw(_)
            | Token::End { .. }
            | Token::Comment(_)
            | Token::Condition { .. }
            | Token::EndCondition(_)
            | Token::Broken(_) => None,
        };
        tokens.push(token);
        if let Some(name) = raw {
            let length = raw_length(text.get(at..).unwrap_or_default(), &name);
            tokens.push(Token::Raw(at..at + length));
            at += length;
        }
    }
    tokens
}

/// The place of a token.
pub(in crate::ir::lower) fn range_of(token: &Token) -> Range<usize> {
    match token {
        Token::Text(range)
        | Token::Raw(range)
        | Token::End { range, .. }
        | Token::Comment(range)
        | Token::Condition { range, .. }
        | Token::EndCondition(range)
        | Token::Broken(range) => range.clone(),
        Token::Start(tag) => tag.range.clone(),
    }
}

fn raw_length(text: &str, name: &str) -> usize {
    let closes = |at: usize| {
        let behind = text.get(at + 2..at + 2 + name.len());
        behind.is_some_and(|word| word.eq_ignore_ascii_case(name))
    };
    text.match_indices("</").map(|(at, _)| at).find(|at| closes(*at)).unwrap_or(text.len())
}

/// `<!doctype html>`, `<!-- … -->`, `<!--[if mso]>`, `<![endif]-->`.
fn special(rest: &str, at: usize) -> Token {
    for end in ["<!--<![endif]-->", "<![endif]-->", "<![endif]>"] {
        if rest.starts_with(end) {
            return Token::EndCondition(at..at + end.len());
        }
    }
    for start in ["<!--[if", "<![if"] {
        if let Some(length) = rest.starts_with(start).then(|| rest.find("]>")).flatten() {
            let behind = rest.get(length + 2..).unwrap_or_default();
            let shown = ["<!-->", "-->"].into_iter().find(|mark| behind.starts_with(mark));
            let end = at + length + 2 + shown.map_or(0, str::len);
            return Token::Condition { range: at..end, hidden: shown.is_none() && start == "<!--[if" };
        }
    }
    let close = if rest.starts_with("<!--") { "-->" } else { ">" };
    match rest.find(close) {
        Some(length) => Token::Comment(at..at + length + close.len()),
        None => Token::Broken(at..at + first_line(rest)),
    }
}

fn end(rest: &str, at: usize) -> Token {
    match rest.find('>') {
        Some(length) => {
            let name = rest.get(2..length).unwrap_or_default().trim().to_ascii_lowercase();
            Token::End { name, range: at..at + length + 1 }
        }
        None => Token::Broken(at..at + first_line(rest)),
    }
}

fn first_line(text: &str) -> usize {
    text.find(['\n', '\r']).unwrap_or(text.len())
}

fn start(text: &str, from: usize) -> Token {
    let bytes = text.as_bytes();
    let byte = |at: usize| bytes.get(at).copied();
    let until = |mut at: usize, stop: fn(u8) -> bool| {
        while byte(at).is_some_and(|one| !stop(one)) {
            at += 1;
        }
        at
    };
    let name_end = until(from + 1, |one| one.is_ascii_whitespace() || matches!(one, b'>' | b'/'));
    let lower = |range: Range<usize>| text.get(range).unwrap_or_default().to_ascii_lowercase();
    let mut tag = Tag { name: lower(from + 1..name_end), attributes: Vec::new(), range: from..name_end, closed: false };
    let mut at = name_end;
    loop {
        at = until(at, |one| !one.is_ascii_whitespace() && one != b'/');
        match byte(at) {
            None => return Token::Broken(from..from + first_line(text.get(from..).unwrap_or_default())),
            Some(b'>') => {
                tag.closed = at > name_end && byte(at - 1) == Some(b'/');
                tag.range.end = at + 1;
                return Token::Start(tag);
            }
            Some(_) => {}
        }
        let start = at;
        at = until(at + 1, |one| one.is_ascii_whitespace() || matches!(one, b'=' | b'>' | b'/'));
        let name = lower(start..at);
        let equals = until(at, |one| !one.is_ascii_whitespace());
        let value = if byte(equals) == Some(b'=') {
            let value = until(equals + 1, |one| !one.is_ascii_whitespace());
            match byte(value) {
                Some(quote @ (b'"' | b'\'')) => {
                    let Some(length) = text.get(value + 1..).and_then(|rest| rest.find(char::from(quote))) else {
                        return Token::Broken(from..from + first_line(text.get(from..).unwrap_or_default()));
                    };
                    at = value + 1 + length + 1;
                    Some(value + 1..value + 1 + length)
                }
                Some(_) | None => {
                    at = until(value, |one| one.is_ascii_whitespace() || one == b'>');
                    Some(value..at)
                }
            }
        } else {
            None
        };
        tag.attributes.push(Attribute { name, value, range: start..at });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        tokens(text).iter().map(|token| text.get(range_of(token)).unwrap()).collect()
    }

    #[test]
    fn every_byte_is_in_one_token() {
        for text in [
            "a < b <p class=x>c</p>",
            "<style>p > a { }</style><title>a<b</title>",
            "<!doctype html><!-- note --><!--[if mso]><table><![endif]-->x<!--[if !mso]><!-->y<!--<![endif]-->",
            "<a href='x\"y' title = \"a>b\" disabled>z</a",
            "<a href=\"open",
            "<!-- open",
            "<br/><img src=a/b.png>",
            "<",
            "日本<語>",
        ] {
            assert_eq!(cut(text).concat(), text);
        }
    }

    #[test]
    fn attributes_have_names_and_values() {
        let text = "<A HREF='x\"y' title = \"a>b\" disabled data-x=1>";
        let Some(Token::Start(tag)) = tokens(text).into_iter().next() else { panic!("no tag") };
        let value = |name: &str| tag.attribute(name).and_then(|one| one.value.clone()).and_then(|at| text.get(at));
        assert_eq!(tag.name, "a");
        assert_eq!(value("href"), Some("x\"y"));
        assert_eq!(value("title"), Some("a>b"));
        assert_eq!(value("disabled"), None);
        assert_eq!(value("data-x"), Some("1"));
    }

    #[test]
    fn conditions_for_outlook_are_no_comments() {
        let kinds = tokens("<!--[if mso]>a<![endif]--><!--[if !mso]><!-->b<!--<![endif]--><!-- c -->");
        assert!(matches!(kinds[0], Token::Condition { hidden: true, .. }));
        assert!(matches!(kinds[2], Token::EndCondition(_)));
        assert!(matches!(kinds[3], Token::Condition { hidden: false, .. }));
        assert!(matches!(kinds[5], Token::EndCondition(_)));
        assert!(matches!(kinds[6], Token::Comment(_)));
    }
}
