//! The final bytes of a message: headers (RFC 5322, RFC 2047), two alternative parts (RFC 2046) in base64 or
//! quoted-printable, and the last look at the bytes before they may leave.

use super::address::{Address, HeaderText};
use super::compose::ComposeError;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::fmt::Write;

/// Longest line without its line end, in bytes (RFC 5322, 2.1.1).
pub const MAX_LINE_BYTES: usize = 998;
/// Line length to aim at (RFC 5322, 2.1.1; also the limit of base64 and quoted-printable, RFC 2045).
const GOOD_LINE_BYTES: usize = 76;
/// Bytes of UTF-8 in one encoded word: with the longest header name that holds text (`Subject: `) the line stays within 76.
const ENCODED_WORD_BYTES: usize = 39;
/// Largest message, in bytes: what the large mailbox providers take, and far above any written mail.
const MAX_MESSAGE_BYTES: usize = 10 * 1024 * 1024;

/// A header as it will be written: folded, ASCII, without the line end at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Name.
    pub name: &'static str,
    /// Value.
    pub value: String,
}

/// The headers and the body of a message, not yet put together, so that a signature can be put before them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Headers in order.
    pub headers: Vec<Header>,
    /// The body with CRLF line ends.
    pub body: String,
}

impl Message {
    /// A message with these headers and a plain text part, and where `html` is given an HTML part as its better
    /// alternative, beside which an entry for a calendar may stand. `seed` makes the line between the parts: one message,
    /// one seed.
    #[must_use]
    pub fn new(mut headers: Vec<Header>, text: &str, html: Option<&str>, calendar: Option<&str>, seed: &str) -> Self {
        headers.push(Header { name: "MIME-Version", value: "1.0".into() });
        let Some(html) = html else {
            let part = Part::new("text/plain", text);
            headers.push(Header { name: "Content-Type", value: part.content_type });
            headers.push(Header { name: "Content-Transfer-Encoding", value: part.encoding.into() });
            return Self { headers, body: part.body };
        };
        let boundary = format!("=_sodate_{seed}");
        headers.push(Header {
            name: "Content-Type",
            value: format!("multipart/alternative;\r\n boundary=\"{boundary}\""),
        });
        let mut body = String::new();
        let calendar = calendar.map(|entry| Part::new("text/calendar; method=REQUEST", entry));
        for part in [Part::new("text/plain", text), Part::new("text/html", html)].into_iter().chain(calendar) {
            let _ = write!(
                body,
                "--{boundary}\r\nContent-Type: {}\r\nContent-Transfer-Encoding: {}\r\n\r\n{}\r\n",
                part.content_type, part.encoding, part.body
            );
        }
        let _ = write!(body, "--{boundary}--\r\n");
        Self { headers, body }
    }

    /// The message as it goes over the wire.
    ///
    /// # Errors
    /// [`ComposeError::Bytes`] where the bytes break a rule of mail.
    pub fn into_bytes(self) -> Result<Vec<u8>, ComposeError> {
        let mut whole = String::with_capacity(self.body.len() + 2048);
        for header in &self.headers {
            let _ = write!(whole, "{}: {}\r\n", header.name, header.value);
        }
        whole.push_str("\r\n");
        let head_bytes = whole.len();
        whole.push_str(&self.body);
        check_headers(whole.as_bytes().get(..head_bytes).unwrap_or_default(), self.headers.len())?;
        check_bytes(whole.as_bytes())?;
        Ok(whole.into_bytes())
    }
}

/// Looks at the final bytes once more: whatever went wrong before, nothing that a mail server could read in two ways
/// leaves this program (SMTP smuggling rests on bare CR or LF).
///
/// # Errors
/// [`ComposeError::Bytes`] with the broken rule.
pub fn check_bytes(bytes: &[u8]) -> Result<(), ComposeError> {
    let broken = |rule| Err(ComposeError::Bytes { rule });
    if bytes.len() > MAX_MESSAGE_BYTES {
        return broken("larger than 10 MiB");
    }
    if !bytes.ends_with(b"\r\n") {
        return broken("the last line has no end");
    }
    let mut line_bytes = 0;
    let mut previous = 0;
    for &byte in bytes {
        match byte {
            0 => return broken("a NUL byte"),
            0x80.. => return broken("a byte that is not ASCII"),
            b'\n' if previous != b'\r' => return broken("a line feed without a carriage return"),
            b'\n' => line_bytes = 0,
            b'\r' if previous == b'\r' => return broken("a carriage return without a line feed"),
            b'\r' => {}
            _ if previous == b'\r' => return broken("a carriage return without a line feed"),
            _ => line_bytes += 1,
        }
        if line_bytes > MAX_LINE_BYTES {
            return broken("a line longer than 998 bytes");
        }
        previous = byte;
    }
    Ok(())
}

/// Looks whether the head holds exactly the headers that were put in: a line break inside a value would make one more, or
/// end the head early.
fn check_headers(head: &[u8], expected: usize) -> Result<(), ComposeError> {
    let lines: Vec<&[u8]> = head.split(|byte| *byte == b'\n').collect();
    let begun = lines.iter().filter(|line| !matches!(line.first(), None | Some(b' ' | b'\t' | b'\r'))).count();
    let empty = lines.iter().filter(|line| line.trim_ascii().is_empty()).count();
    // The empty line that ends the head, and what split() gives after its line feed.
    if begun != expected || empty != 2 {
        return Err(ComposeError::Bytes { rule: "a header with a line break of its own" });
    }
    Ok(())
}

/// A text for a header: as it is where it is plain ASCII that fits on a line, else as encoded words.
#[must_use]
pub fn encode_text(text: &HeaderText) -> String {
    let text = text.as_str();
    if text.len() <= GOOD_LINE_BYTES - 16
        && text.bytes().all(|byte| (b' '..=b'~').contains(&byte))
        && !text.contains("=?")
    {
        return text.to_owned();
    }
    let mut words = Vec::new();
    let mut word = String::new();
    for character in text.chars() {
        if word.len() + character.len_utf8() > ENCODED_WORD_BYTES {
            words.push(std::mem::take(&mut word));
        }
        word.push(character);
    }
    words.push(word);
    words.iter().map(|word| format!("=?UTF-8?B?{}?=", STANDARD.encode(word))).collect::<Vec<_>>().join("\r\n ")
}

/// An address with a shown name: `"Acme, Inc." <info@acme.example>`.
#[must_use]
pub fn mailbox(name: &HeaderText, address: &Address) -> String {
    if name.as_str().is_empty() {
        return address.to_string();
    }
    let encoded = encode_text(name);
    let is_phrase =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b" !#$%&'*+-/=?^_`{|}~".contains(&byte));
    if encoded == name.as_str() && !is_phrase(&encoded) {
        let escaped = encoded.replace('\\', "\\\\").replace('"', "\\\"");
        return format!("\"{escaped}\"\r\n <{address}>");
    }
    format!("{encoded}\r\n <{address}>")
}

struct Part {
    content_type: String,
    encoding: &'static str,
    body: String,
}

impl Part {
    fn new(kind: &str, content: &str) -> Self {
        let content_type = format!("{kind}; charset=utf-8");
        let content = canonical_line_ends(content);
        // Japanese triples in quoted-printable; mostly-ASCII text stays readable in it. The shorter one wins.
        let foreign = content.bytes().filter(|byte| !byte.is_ascii()).count();
        if foreign * 6 < content.len() {
            Self { content_type, encoding: "quoted-printable", body: quoted_printable(&content) }
        } else {
            Self { content_type, encoding: "base64", body: base64_lines(&content) }
        }
    }
}

/// CRLF line ends, and one at the end.
fn canonical_line_ends(content: &str) -> String {
    let mut canonical = content.replace("\r\n", "\n").replace('\r', "\n").replace('\n', "\r\n");
    if !canonical.ends_with("\r\n") {
        canonical.push_str("\r\n");
    }
    canonical
}

fn base64_lines(content: &str) -> String {
    let encoded = STANDARD.encode(content);
    let mut lines = String::with_capacity(encoded.len() + encoded.len() / 38 + 2);
    for (at, character) in encoded.chars().enumerate() {
        if at > 0 && at % GOOD_LINE_BYTES == 0 {
            lines.push_str("\r\n");
        }
        lines.push(character);
    }
    lines.push_str("\r\n");
    lines
}

/// Quoted-printable (RFC 2045, 6.7) of a text with CRLF line ends. A dot at the start of a line and the word `From` are
/// escaped too, since old servers change them, which breaks signatures.
fn quoted_printable(content: &str) -> String {
    let mut out = String::with_capacity(content.len() + content.len() / 8);
    for line in content.strip_suffix("\r\n").unwrap_or(content).split("\r\n") {
        let bytes = line.as_bytes();
        let mut column = 0;
        for (at, &byte) in bytes.iter().enumerate() {
            let last = at + 1 == bytes.len();
            let is_plain = |column: usize| match byte {
                b'=' => false,
                b' ' | b'\t' => !last,
                b'.' => column > 0,
                b'F' => column > 0 || !line.get(at..).is_some_and(|rest| rest.starts_with("From ")),
                b'!'..=b'~' => true,
                _ => false,
            };
            // One column is kept for the `=` of a soft line break.
            if column + if is_plain(column) { 1 } else { 3 } > GOOD_LINE_BYTES - 1 {
                out.push_str("=\r\n");
                column = 0;
            }
            if is_plain(column) {
                out.push(char::from(byte));
                column += 1;
            } else {
                let _ = write!(out, "={byte:02X}");
                column += 3;
            }
        }
        out.push_str("\r\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Header, Message, base64_lines, check_bytes, encode_text, mailbox, quoted_printable};
    use crate::mail::{Address, ComposeError, HeaderText};

    fn encoded(text: &str) -> String {
        encode_text(&HeaderText::new(text))
    }

    #[test]
    fn encodes_header_text() {
        assert_eq!(encoded("Thank you"), "Thank you");
        assert_eq!(encoded("育て"), "=?UTF-8?B?6IKy44Gm?=");
        assert_eq!(encoded("=?UTF-8?B?eA==?="), "=?UTF-8?B?PT9VVEYtOD9CP2VBPT0/PQ==?=");
        let long = encoded(&"『導入ガイド』のダウンロードありがとうございます".repeat(3));
        assert!(long.split("\r\n ").all(|word| word.len() <= 66 && word.starts_with("=?") && word.ends_with("?=")));
        assert!(encoded(&"a".repeat(500)).split("\r\n ").all(|word| word.len() <= 66));
    }

    #[test]
    fn quotes_names() {
        let address = Address::parse("info@acme.example").unwrap();
        let shown = |name: &str| mailbox(&HeaderText::new(name), &address);
        assert_eq!(shown("Acme"), "Acme\r\n <info@acme.example>");
        assert_eq!(shown("Acme, \"Inc\""), "\"Acme, \\\"Inc\\\"\"\r\n <info@acme.example>");
        assert_eq!(shown("株式会社アクメ"), "=?UTF-8?B?5qCq5byP5Lya56S+44Ki44Kv44Oh?=\r\n <info@acme.example>");
        assert_eq!(shown(""), "info@acme.example");
        assert_eq!(shown("x\r\nBcc: y@z.example"), "\"x Bcc: y@z.example\"\r\n <info@acme.example>");
    }

    #[test]
    fn quoted_printable_keeps_lines_short_and_safe() {
        assert_eq!(
            quoted_printable("a=b \r\n.dot\r\nFrom me\r\né\r\n"),
            "a=3Db=20\r\n=2Edot\r\n=46rom me\r\n=C3=A9\r\n"
        );
        let long = quoted_printable(&format!("{}.{}\r\n", "x".repeat(75), "y".repeat(300)));
        assert!(long.lines().all(|line| line.len() <= 76 && !line.starts_with('.')), "{long}");
        assert_eq!(
            long.replace("=\r\n", "").replace("=2E", "."),
            format!("{}.{}\r\n", "x".repeat(75), "y".repeat(300))
        );
    }

    #[test]
    fn base64_lines_are_76_wide() {
        let lines = base64_lines(&"あ".repeat(100));
        assert!(lines.ends_with("\r\n") && lines.lines().all(|line| line.len() <= 76));
    }

    #[test]
    fn nothing_ambiguous_leaves() {
        let rule = |bytes: &[u8]| match check_bytes(bytes) {
            Err(ComposeError::Bytes { rule }) => rule,
            other => panic!("{other:?}"),
        };
        assert_eq!(check_bytes(b"a: b\r\n\r\nc\r\n"), Ok(()));
        assert!(rule(b"a\nb\r\n").contains("line feed"));
        assert!(rule(b"a\rb\r\n").contains("carriage return"));
        assert!(rule(b"a\r\r\n").contains("carriage return"));
        assert!(rule(b"a\0\r\n").contains("NUL"));
        assert!(rule("あ\r\n".as_bytes()).contains("ASCII"));
        assert!(rule(b"a\r\n.").contains("last line"));
        assert!(rule(format!("{}\r\n", "a".repeat(999)).as_bytes()).contains("998"));
        assert_eq!(check_bytes(format!("{}\r\n", "a".repeat(998)).as_bytes()), Ok(()));
    }

    #[test]
    fn a_line_break_in_a_header_value_is_caught() {
        for value in ["a\r\nBcc: b@c.example", "a\r\n\r\nbody", "a\r\n"] {
            let message = Message::new(vec![Header { name: "Subject", value: value.into() }], "x", None, None, "s");
            assert!(message.into_bytes().is_err(), "{value:?}");
        }
        let folded =
            Message::new(vec![Header { name: "Subject", value: "a\r\n b".into() }], "x", Some("<p>x"), None, "s");
        assert!(folded.into_bytes().is_ok());
    }
}
