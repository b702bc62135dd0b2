//! A received mail, read back as its reader sees it: subject, text, HTML and the way to unsubscribe. The demo's people read
//! their mail with it, and tests compare what was written with what arrives.

use mail_parser::MessageParser;

/// A mail as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Decoded subject.
    pub subject: String,
    /// Decoded plain text part.
    pub text: String,
    /// Decoded HTML part.
    pub html: String,
    /// The web address in List-Unsubscribe.
    pub unsubscribe: Option<String>,
}

impl Letter {
    /// Reads the bytes of a mail; `None` where they are none.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let message = MessageParser::default().parse(bytes)?;
        let text = |part: Option<std::borrow::Cow<'_, str>>| part.map(std::borrow::Cow::into_owned).unwrap_or_default();
        let unsubscribe = message.header_raw("List-Unsubscribe").and_then(|value| between(value, "<http", ">"));
        Some(Self {
            subject: message.subject().unwrap_or_default().to_owned(),
            text: text(message.body_text(0)),
            html: text(message.body_html(0)),
            unsubscribe: unsubscribe.map(|rest| format!("http{}", rest.split_whitespace().collect::<String>())),
        })
    }

    /// Web addresses in the text part that begin with `start`, in order.
    #[must_use]
    pub fn addresses(&self, start: &str) -> Vec<String> {
        addresses(&self.text, start)
    }

    /// Web addresses in the HTML part that begin with `start`, in order: also those of pictures.
    #[must_use]
    pub fn html_addresses(&self, start: &str) -> Vec<String> {
        addresses(&self.html, start)
    }
}

fn between<'text>(text: &'text str, start: &str, end: &str) -> Option<&'text str> {
    let rest = text.split_once(start)?.1;
    rest.split_once(end).map(|(inner, _)| inner)
}

fn addresses(text: &str, start: &str) -> Vec<String> {
    let is_end = |character: char| character.is_whitespace() || matches!(character, '"' | '\'' | '<' | '>' | ')');
    text.match_indices(start)
        .filter_map(|(at, _)| text.get(at..))
        .map(|rest| rest.split(is_end).next().unwrap_or_default().to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_encoded_words_parts_and_a_folded_unsubscribe() {
        let mail = "Subject: =?utf-8?B?6LOH5paZ?=\r\nMIME-Version: 1.0\r\n\
            List-Unsubscribe: <mailto:u@a.example>,\r\n <http://127.0.0.1:1/u/abc>\r\n\
            Content-Type: multipart/alternative; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain; charset=utf-8\r\n\
            Content-Transfer-Encoding: quoted-printable\r\n\r\n=E8=A6=8B http://127.0.0.1:1/c/t =E3=80=82\r\n--x\r\n\
            Content-Type: text/html; charset=utf-8\r\n\r\n<img src=\"http://127.0.0.1:1/o/t.gif\">\r\n--x--\r\n";
        let letter = Letter::read(mail.as_bytes()).unwrap();
        assert_eq!(letter.subject, "資料");
        assert!(letter.text.starts_with("見 "), "{}", letter.text);
        assert_eq!(letter.addresses("http://127.0.0.1:1/c/"), ["http://127.0.0.1:1/c/t"]);
        assert_eq!(letter.html_addresses("http://127.0.0.1:1/o/"), ["http://127.0.0.1:1/o/t.gif"]);
        assert_eq!(letter.unsubscribe.as_deref(), Some("http://127.0.0.1:1/u/abc"));
    }
}
