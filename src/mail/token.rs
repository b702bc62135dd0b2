//! Tokens in the addresses of tracked links, the open pixel and the unsubscribe page. A token names a mail (and a link's
//! number) and nothing else: never a web address, so no token can be turned into a redirect to somewhere else, and never
//! a lead, so nothing about people can be read from it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::fmt;

/// Bytes of the authentication code that are kept: 128 bits cannot be guessed, and addresses stay short.
const CODE_BYTES: usize = 16;
/// Bytes of a mail's identity.
const MAIL_BYTES: usize = 16;
/// Shortest secret, in bytes: as long as the hash.
const MIN_SECRET_BYTES: usize = 32;
/// Separates these codes from any other use of the same secret.
const DOMAIN: &[u8] = b"sodate token 1\0";

/// What a token is good for. A token of one purpose is worth nothing for another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    /// A click.
    Click {
        /// [`crate::engine::MailKey::id`].
        mail: String,
        /// Place of the link in the email's list of links.
        link: u16,
    },
    /// The open pixel.
    Open {
        /// [`crate::engine::MailKey::id`].
        mail: String,
    },
    /// The page by which a team takes a lead on.
    Answer {
        /// Identity of the notice of the handoff.
        notice: String,
    },
    /// The unsubscribe page.
    Unsubscribe {
        /// [`crate::engine::MailKey::id`].
        mail: String,
    },
}

/// A secret with its number. The number stands in each token, so that a new secret can be taken into use while tokens in
/// mails of the past stay good.
#[derive(Clone)]
pub struct TokenKey {
    /// Number of the secret.
    pub id: u8,
    /// The secret, at least 32 bytes.
    pub secret: Vec<u8>,
}

impl fmt::Debug for TokenKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("TokenKey").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Why secrets cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokensError {
    /// No secret.
    None,
    /// The secret of this number is shorter than 32 bytes.
    TooShort(u8),
    /// Two secrets have this number.
    Twice(u8),
}

impl fmt::Display for TokensError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => write!(formatter, "there is no token secret"),
            Self::TooShort(id) => {
                write!(formatter, "token secret {id} is shorter than {MIN_SECRET_BYTES} bytes")
            }
            Self::Twice(id) => write!(formatter, "two token secrets have the number {id}"),
        }
    }
}

impl std::error::Error for TokensError {}

/// Makes and checks tokens.
#[derive(Debug, Clone)]
pub struct Tokens {
    keys: Vec<TokenKey>,
}

impl Tokens {
    /// Signs with the first secret and accepts all of them.
    ///
    /// # Errors
    /// No secret, a short one, or one number twice.
    pub fn new(keys: Vec<TokenKey>) -> Result<Self, TokensError> {
        if keys.is_empty() {
            return Err(TokensError::None);
        }
        for (at, key) in keys.iter().enumerate() {
            if key.secret.len() < MIN_SECRET_BYTES {
                return Err(TokensError::TooShort(key.id));
            }
            if keys.iter().take(at).any(|other| other.id == key.id) {
                return Err(TokensError::Twice(key.id));
            }
        }
        Ok(Self { keys })
    }

    /// The token as base64url text, 46 or 48 characters; `None` where the mail's identity is not 32 hexadecimal digits.
    #[must_use]
    pub fn make(&self, token: &Token) -> Option<String> {
        let key = self.keys.first()?;
        let mut bytes = encode(key.id, token)?;
        let code = code(key, &bytes)?.finalize().into_bytes();
        bytes.extend(code.iter().take(CODE_BYTES));
        Some(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// What a token says, if it is ours and unchanged. Takes the same time wherever it differs.
    #[must_use]
    pub fn check(&self, text: &str) -> Option<Token> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (body, given) = bytes.split_at_checked(bytes.len().checked_sub(CODE_BYTES)?)?;
        let (&id, _) = body.split_first()?;
        let key = self.keys.iter().find(|key| key.id == id)?;
        code(key, body)?.verify_truncated_left(given).ok()?;
        decode(body)
    }
}

fn code(key: &TokenKey, body: &[u8]) -> Option<Hmac<Sha256>> {
    let mut code = Hmac::<Sha256>::new_from_slice(&key.secret).ok()?;
    code.update(DOMAIN);
    code.update(body);
    Some(code)
}

fn encode(key: u8, token: &Token) -> Option<Vec<u8>> {
    let (purpose, mail, link) = match token {
        Token::Click { mail, link } => (b'c', mail, Some(*link)),
        Token::Open { mail } => (b'o', mail, None),
        Token::Unsubscribe { mail } => (b'u', mail, None),
        Token::Answer { notice } => (b'a', notice, None),
    };
    let mut bytes = vec![key, purpose];
    bytes.extend(mail_bytes(mail)?);
    if let Some(link) = link {
        bytes.extend(link.to_be_bytes());
    }
    Some(bytes)
}

fn decode(body: &[u8]) -> Option<Token> {
    let (head, rest) = body.split_at_checked(2)?;
    let (mail, rest) = rest.split_at_checked(MAIL_BYTES)?;
    let mail: String = mail.iter().map(|byte| format!("{byte:02x}")).collect();
    match (head.get(1)?, rest) {
        (b'c', [high, low]) => Some(Token::Click { mail, link: u16::from_be_bytes([*high, *low]) }),
        (b'o', []) => Some(Token::Open { mail }),
        (b'a', []) => Some(Token::Answer { notice: mail }),
        (b'u', []) => Some(Token::Unsubscribe { mail }),
        _ => None,
    }
}

fn mail_bytes(mail: &str) -> Option<[u8; MAIL_BYTES]> {
    let digits = mail.as_bytes();
    if digits.len() != 2 * MAIL_BYTES || !digits.iter().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f')) {
        return None;
    }
    u128::from_str_radix(mail, 16).ok().map(u128::to_be_bytes)
}

#[cfg(test)]
mod tests {
    use super::{Token, TokenKey, Tokens, TokensError};

    const MAIL: &str = "0123456789abcdef0123456789abcdef";

    fn key(id: u8, byte: u8) -> TokenKey {
        TokenKey { id, secret: vec![byte; 32] }
    }

    fn all() -> Vec<Token> {
        vec![
            Token::Click { mail: MAIL.into(), link: 3 },
            Token::Open { mail: MAIL.into() },
            Token::Unsubscribe { mail: MAIL.into() },
            Token::Answer { notice: MAIL.into() },
        ]
    }

    #[test]
    fn each_token_reads_back_as_itself() {
        let tokens = Tokens::new(vec![key(1, 7)]).unwrap();
        for token in all() {
            let text = tokens.make(&token).unwrap();
            assert!(text.len() <= 48 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
            assert_eq!(tokens.check(&text), Some(token));
        }
    }

    #[test]
    fn no_changed_token_is_accepted() {
        let tokens = Tokens::new(vec![key(1, 7)]).unwrap();
        for token in all() {
            let text = tokens.make(&token).unwrap();
            for at in 0..text.len() {
                for replacement in ['A', 'B', 'c', '_'] {
                    let mut changed: Vec<char> = text.chars().collect();
                    if changed[at] == replacement {
                        continue;
                    }
                    changed[at] = replacement;
                    assert_eq!(tokens.check(&changed.iter().collect::<String>()), None);
                }
            }
            assert_eq!(tokens.check(&text[1..]), None);
            assert_eq!(tokens.check(&format!("{text}A")), None);
        }
        assert_eq!(tokens.check(""), None);
        assert_eq!(tokens.check("../../etc"), None);
    }

    #[test]
    fn another_secret_means_another_token_and_old_ones_stay_good() {
        let old = Tokens::new(vec![key(1, 7)]).unwrap();
        let new = Tokens::new(vec![key(2, 9), key(1, 7)]).unwrap();
        let stranger = Tokens::new(vec![key(1, 8)]).unwrap();
        let text = old.make(&Token::Open { mail: MAIL.into() }).unwrap();
        assert!(new.check(&text).is_some());
        assert_eq!(stranger.check(&text), None);
        assert_eq!(old.check(&new.make(&Token::Open { mail: MAIL.into() }).unwrap()), None);
    }

    #[test]
    fn weak_secrets_are_refused_and_never_shown() {
        assert_eq!(Tokens::new(vec![]).unwrap_err(), TokensError::None);
        assert_eq!(Tokens::new(vec![TokenKey { id: 4, secret: vec![1; 31] }]).unwrap_err(), TokensError::TooShort(4));
        assert_eq!(Tokens::new(vec![key(1, 1), key(1, 2)]).unwrap_err(), TokensError::Twice(1));
        assert!(!format!("{:?}", Tokens::new(vec![key(1, 77)]).unwrap()).contains("77"));
        assert_eq!(Tokens::new(vec![key(1, 1)]).unwrap().make(&Token::Open { mail: "x".into() }), None);
    }
}
