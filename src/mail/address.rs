//! Addresses and header texts as types that cannot hold what would break a header or an SMTP command: no control
//! character can be in them, however the lead's data came in.

use crate::diagnostic::Text;
use std::fmt;
use unicode_normalization::UnicodeNormalization;

/// Longest local part, in bytes (RFC 5321, 4.5.3.1.1).
const MAX_LOCAL_BYTES: usize = 64;
/// Longest address, in bytes (RFC 5321, 4.5.3.1.3, without the angle brackets).
const MAX_ADDRESS_BYTES: usize = 254;

/// A mail address as it goes into SMTP commands and headers: ASCII, the local part quoted where it must be, the domain in
/// its ASCII form.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address(String);

impl Address {
    /// Reads an address as a person gives it. Full-width letters become plain ones, a Japanese domain becomes its ASCII
    /// form, and a local part that only breaks the rule about dots (`a..b@docomo.ne.jp`, `a.@ezweb.ne.jp`: old mobile
    /// addresses) is quoted.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let normal: String = text.trim().nfkc().collect();
        if normal.chars().any(char::is_control) {
            return Err(AddressError::ControlCharacter);
        }
        let (local, domain) = normal.rsplit_once('@').ok_or(AddressError::NoAt)?;
        let local = local_part(local)?;
        let domain = domain_part(domain)?;
        let whole = format!("{local}@{domain}");
        if local.len() > MAX_LOCAL_BYTES || whole.len() > MAX_ADDRESS_BYTES {
            return Err(AddressError::TooLong);
        }
        Ok(Self(whole))
    }

    /// The address, without angle brackets.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part after the last `@`.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Characters of an atom (RFC 5322, 3.2.3).
fn is_atom(character: char) -> bool {
    character.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(character)
}

fn local_part(local: &str) -> Result<String, AddressError> {
    if local.is_empty() {
        return Err(AddressError::LocalPart);
    }
    if let Some(inner) = local.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        return if is_quoted_content(inner) { Ok(local.to_owned()) } else { Err(AddressError::LocalPart) };
    }
    if !local.chars().all(|character| is_atom(character) || character == '.') {
        return Err(AddressError::LocalPart);
    }
    let dots_are_right = local.split('.').all(|atom| !atom.is_empty());
    Ok(if dots_are_right { local.to_owned() } else { format!("\"{local}\"") })
}

/// Whether a text may stand between the quotes of a local part: printable ASCII, quotes and backslashes escaped.
fn is_quoted_content(inner: &str) -> bool {
    let mut characters = inner.chars();
    while let Some(character) = characters.next() {
        let good = match character {
            '\\' => characters.next().is_some_and(|next| next == ' ' || next.is_ascii_graphic()),
            '"' => false,
            other => other == ' ' || other.is_ascii_graphic(),
        };
        if !good {
            return false;
        }
    }
    !inner.is_empty()
}

fn domain_part(domain: &str) -> Result<String, AddressError> {
    let ascii = idna::domain_to_ascii(domain).map_err(|_| AddressError::Domain)?;
    let good_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    if ascii.is_empty() || !ascii.split('.').all(good_label) {
        return Err(AddressError::Domain);
    }
    Ok(ascii)
}

/// Why a text is no address to which mail can be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressError {
    /// No `@`.
    NoAt,
    /// A line break or another control character.
    ControlCharacter,
    /// The part before the `@`.
    LocalPart,
    /// The part after the `@`.
    Domain,
    /// Longer than mail allows.
    TooLong,
}

impl AddressError {
    /// What is wrong, in both languages.
    #[must_use]
    pub fn text(self) -> Text {
        match self {
            Self::NoAt => Text::new("the mail address has no `@`", "メールアドレスに `@` がありません"),
            Self::ControlCharacter => Text::new(
                "the mail address contains a line break or another control character",
                "メールアドレスに改行などの制御文字が含まれています",
            ),
            Self::LocalPart => Text::new(
                "the part of the mail address before the `@` is not valid",
                "メールアドレスの `@` より前の部分が正しくありません",
            ),
            Self::Domain => Text::new(
                "the part of the mail address after the `@` is not a valid domain",
                "メールアドレスの `@` より後ろの部分（ドメイン）が正しくありません",
            ),
            Self::TooLong => Text::new("the mail address is too long", "メールアドレスが長すぎます"),
        }
    }
}

/// A text for a header or a log line: one line, without control characters and without characters that turn the direction
/// of writing (they make a name look like another).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderText(String);

impl HeaderText {
    /// Makes any text fit: each run of line breaks, tabs and other control characters becomes one space, direction
    /// characters vanish, and the ends are trimmed.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut fit = String::with_capacity(text.len());
        for character in text.chars() {
            if character.is_control() || matches!(character, '\u{2028}' | '\u{2029}') {
                if !fit.ends_with(' ') {
                    fit.push(' ');
                }
            } else if !matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') {
                fit.push(character);
            }
        }
        Self(fit.trim().to_owned())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// From whom and to whom a server is asked to carry a mail: always one recipient, so that one refusal never touches
/// another lead's mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// Return path.
    pub from: Address,
    /// Recipient.
    pub to: Address,
}

#[cfg(test)]
mod tests {
    use super::{Address, AddressError, HeaderText};

    fn parsed(text: &str) -> Result<String, AddressError> {
        Address::parse(text).map(|address| address.to_string())
    }

    #[test]
    fn takes_addresses_as_people_give_them() {
        assert_eq!(parsed(" tanaka@a.example ").as_deref(), Ok("tanaka@a.example"));
        assert_eq!(parsed("ｔａｎａｋａ＠ａ．ｅｘａｍｐｌｅ").as_deref(), Ok("tanaka@a.example"));
        assert_eq!(parsed("info@育て.example").as_deref(), Ok("info@xn--m9jw13v.example"));
        assert_eq!(parsed("a..b@docomo.ne.jp").as_deref(), Ok("\"a..b\"@docomo.ne.jp"));
        assert_eq!(parsed("a.@ezweb.ne.jp").as_deref(), Ok("\"a.\"@ezweb.ne.jp"));
        assert_eq!(parsed("\"a b\"@a.example").as_deref(), Ok("\"a b\"@a.example"));
        assert_eq!(parsed("o'hara+list@a.example").as_deref(), Ok("o'hara+list@a.example"));
    }

    #[test]
    fn refuses_what_would_break_a_command() {
        assert_eq!(parsed("a@b.example\r\nRCPT TO:<c@d.example>"), Err(AddressError::ControlCharacter));
        assert_eq!(parsed("a@b.example> SIZE=1"), Err(AddressError::Domain));
        assert_eq!(parsed("a>b@c.example"), Err(AddressError::LocalPart));
        assert_eq!(parsed("a@b@c.example"), Err(AddressError::LocalPart));
        assert_eq!(parsed("\"a\"b\"@c.example"), Err(AddressError::LocalPart));
        assert_eq!(parsed("田中@c.example"), Err(AddressError::LocalPart));
        assert_eq!(parsed("a@"), Err(AddressError::Domain));
        assert_eq!(parsed("a@-b.example"), Err(AddressError::Domain));
        assert_eq!(parsed("tanaka"), Err(AddressError::NoAt));
        assert_eq!(parsed(&format!("{}@c.example", "a".repeat(65))), Err(AddressError::TooLong));
    }

    #[test]
    fn header_text_is_one_clean_line() {
        assert_eq!(HeaderText::new("田中\r\nBcc: x@y.example\0").as_str(), "田中 Bcc: x@y.example");
        assert_eq!(HeaderText::new("a\u{202e}b\u{2066}c").as_str(), "abc");
        assert_eq!(HeaderText::new("\u{2028}x\u{85}").as_str(), "x");
    }
}
