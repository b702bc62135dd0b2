//! DKIM signatures (RFC 6376, RFC 8463), relaxed on headers and body. Written here because the time of signing must be the
//! time that is passed in, because keys come in the PEM forms that `openssl` writes today, and because the primitives of
//! `ring` take the same time for any key (the pure Rust RSA does not).

use super::mime::{Header, Message};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::signature::{Ed25519KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use sha2::{Digest, Sha256};
use std::fmt;

/// Headers that are signed where the message has them. `From` is counted once more than it occurs, so that a second one
/// cannot be added on the way.
const SIGNED: &[&str] = &[
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Reply-To",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "Auto-Submitted",
];

/// Characters of a signature on one line of its header.
const SIGNATURE_LINE: usize = 70;

enum Pair {
    Rsa(Box<RsaKeyPair>),
    Ed25519(Ed25519KeyPair),
}

/// A key with the place of its public half in DNS (`SELECTOR._domainkey.DOMAIN`).
pub struct DkimKey {
    domain: String,
    selector: String,
    pair: Pair,
}

impl fmt::Debug for DkimKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("DkimKey")
            .field("domain", &self.domain)
            .field("selector", &self.selector)
            .finish_non_exhaustive()
    }
}

/// Why a DKIM key cannot be used. Never shows any of the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DkimKeyError {
    /// The domain or the selector is not made of letters, digits, dots and hyphens.
    Name(String),
    /// Not PEM text with a private key.
    NotPem,
    /// Neither RSA (2,048 bits or more) nor Ed25519.
    Unusable(String),
}

impl fmt::Display for DkimKeyError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => write!(formatter, "`{name}` is not a domain or selector for DKIM"),
            Self::NotPem => write!(formatter, "the DKIM key is not PEM text with a private key"),
            Self::Unusable(detail) => write!(
                formatter,
                "the DKIM key is neither an RSA key of 2,048 bits or more nor an Ed25519 key: {detail}"
            ),
        }
    }
}

impl std::error::Error for DkimKeyError {}

impl DkimKey {
    /// Reads a private key: PKCS#8 (`BEGIN PRIVATE KEY`, RSA or Ed25519) or PKCS#1 (`BEGIN RSA PRIVATE KEY`).
    ///
    /// # Errors
    /// See [`DkimKeyError`].
    pub fn from_pem(domain: &str, selector: &str, pem: &str) -> Result<Self, DkimKeyError> {
        for name in [domain, selector] {
            let good = |character: char| character.is_ascii_alphanumeric() || "-._".contains(character);
            if name.is_empty() || !name.chars().all(good) {
                return Err(DkimKeyError::Name(name.to_owned()));
            }
        }
        let (label, der) = read_pem(pem).ok_or(DkimKeyError::NotPem)?;
        let unusable = |error: ring::error::KeyRejected| DkimKeyError::Unusable(error.to_string());
        let pair = match label.as_str() {
            "RSA PRIVATE KEY" => Pair::Rsa(Box::new(RsaKeyPair::from_der(&der).map_err(unusable)?)),
            "PRIVATE KEY" => match Ed25519KeyPair::from_pkcs8_maybe_unchecked(&der) {
                Ok(pair) => Pair::Ed25519(pair),
                Err(_) => Pair::Rsa(Box::new(RsaKeyPair::from_pkcs8(&der).map_err(unusable)?)),
            },
            _ => return Err(DkimKeyError::NotPem),
        };
        Ok(Self { domain: domain.to_owned(), selector: selector.to_owned(), pair })
    }

    /// Puts the signature before the other headers. `seconds` is the time of signing since 1970, never negative.
    ///
    /// # Errors
    /// The words of the crypto library where it fails.
    pub fn sign(&self, message: &mut Message, seconds: i64) -> Result<(), String> {
        let mut names = Vec::new();
        let mut hash_input = String::new();
        for name in SIGNED {
            for header in message.headers.iter().filter(|header| header.name.eq_ignore_ascii_case(name)) {
                names.push(name.to_ascii_lowercase());
                hash_input.push_str(&relaxed_header(header.name, &header.value));
                hash_input.push_str("\r\n");
            }
        }
        names.push("from".into());
        let body_hash = STANDARD.encode(Sha256::digest(relaxed_body(&message.body)));
        let algorithm = match self.pair {
            Pair::Rsa(_) => "rsa-sha256",
            Pair::Ed25519(_) => "ed25519-sha256",
        };
        let unsigned = format!(
            "v=1; a={algorithm}; c=relaxed/relaxed; d={};\r\n s={}; t={}; q=dns/txt;\r\n h={};\r\n bh={body_hash};\r\n b=",
            self.domain,
            self.selector,
            seconds.max(0),
            names.join(":\r\n  "),
        );
        hash_input.push_str(&relaxed_header("DKIM-Signature", &unsigned));
        let signature = STANDARD.encode(self.signature(hash_input.as_bytes())?);
        let lines: Vec<&str> = chunks(&signature, SIGNATURE_LINE);
        let value = format!("{unsigned}{}", lines.join("\r\n  "));
        message.headers.insert(0, Header { name: "DKIM-Signature", value });
        Ok(())
    }

    fn signature(&self, input: &[u8]) -> Result<Vec<u8>, String> {
        match &self.pair {
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &ring::rand::SystemRandom::new(), input, &mut signature)
                    .map_err(|_| "the RSA key cannot sign".to_owned())?;
                Ok(signature)
            }
            // RFC 8463: Ed25519 signs the SHA-256 of the input, not the input.
            Pair::Ed25519(pair) => Ok(pair.sign(&Sha256::digest(input)).as_ref().to_vec()),
        }
    }
}

/// Splits ASCII text into pieces.
fn chunks(text: &str, size: usize) -> Vec<&str> {
    let mut rest = text;
    let mut pieces = Vec::new();
    while let Some((piece, tail)) = rest.split_at_checked(size) {
        pieces.push(piece);
        rest = tail;
    }
    if !rest.is_empty() {
        pieces.push(rest);
    }
    pieces
}

fn read_pem(pem: &str) -> Option<(String, Vec<u8>)> {
    let (_, rest) = pem.split_once("-----BEGIN ")?;
    let (label, rest) = rest.split_once("-----")?;
    let (content, _) = rest.split_once("-----END ")?;
    let content: String = content.chars().filter(|character| !character.is_ascii_whitespace()).collect();
    Some((label.to_owned(), STANDARD.decode(content).ok()?))
}

/// RFC 6376, 3.4.2.
fn relaxed_header(name: &str, value: &str) -> String {
    let unfolded = value.split(['\r', '\n', ' ', '\t']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    format!("{}:{unfolded}", name.to_ascii_lowercase())
}

/// RFC 6376, 3.4.4.
fn relaxed_body(body: &str) -> String {
    let mut out = String::with_capacity(body.len());
    let mut empty_lines = 0;
    for line in body.strip_suffix("\r\n").unwrap_or(body).split("\r\n") {
        let mut relaxed = String::with_capacity(line.len());
        for character in line.trim_end_matches([' ', '\t']).chars() {
            match character {
                ' ' | '\t' if relaxed.ends_with(' ') => {}
                ' ' | '\t' => relaxed.push(' '),
                other => relaxed.push(other),
            }
        }
        if relaxed.is_empty() {
            empty_lines += 1;
        } else {
            out.push_str(&"\r\n".repeat(empty_lines));
            empty_lines = 0;
            out.push_str(&relaxed);
            out.push_str("\r\n");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{DkimKey, DkimKeyError, relaxed_body, relaxed_header};

    #[test]
    fn relaxes_as_the_example_of_the_standard() {
        // RFC 6376, 3.4.5.
        assert_eq!(relaxed_header("A", "X"), "a:X");
        assert_eq!(relaxed_header("B ".trim(), " Y\t\r\n\tZ  "), "b:Y Z");
        assert_eq!(relaxed_body(" C \r\nD \t E\r\n\r\n\r\n"), " C\r\nD E\r\n");
        assert_eq!(relaxed_body("\r\n\r\n"), "");
        assert_eq!(relaxed_body("a\r\n\r\nb\r\n"), "a\r\n\r\nb\r\n");
    }

    #[test]
    fn bad_keys_are_named_without_showing_them() {
        let pem = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0IGtleQ==\n-----END PRIVATE KEY-----\n";
        let error = DkimKey::from_pem("acme.example", "s1", pem).unwrap_err();
        assert!(matches!(error, DkimKeyError::Unusable(_)) && !error.to_string().contains("c2Vj"));
        assert_eq!(DkimKey::from_pem("acme.example", "s1", "hello").unwrap_err(), DkimKeyError::NotPem);
        assert_eq!(
            DkimKey::from_pem("acme.example;", "s1", pem).unwrap_err(),
            DkimKeyError::Name("acme.example;".into())
        );
        let certificate = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        assert_eq!(DkimKey::from_pem("acme.example", "s1", certificate).unwrap_err(), DkimKeyError::NotPem);
    }
}
