//! Signatures of webhooks as Standard Webhooks 1.0.0 has them (standardwebhooks.com): HMAC-SHA256 over identity, time and
//! body, so that a receiver knows that sodate sent it, unchanged and just now.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// What a secret begins with.
const PREFIX: &str = "whsec_";
/// Bytes of a secret, as the specification bounds them.
const SECRET_BYTES: std::ops::RangeInclusive<usize> = 24..=64;

/// The key in a secret such as `whsec_…`; `None` where it is none.
pub(super) fn key(secret: &str) -> Option<Vec<u8>> {
    let key = STANDARD.decode(secret.trim().strip_prefix(PREFIX)?).ok()?;
    SECRET_BYTES.contains(&key.len()).then_some(key)
}

/// The value of `webhook-signature`. `seconds` is that of `webhook-timestamp`.
pub(super) fn signature(key: &[u8], id: &str, seconds: i64, body: &[u8]) -> String {
    // HMAC takes keys of any length.
    let Ok(mut code) = <Hmac<Sha256> as Mac>::new_from_slice(key) else { return String::new() };
    code.update(format!("{id}.{seconds}.").as_bytes());
    code.update(body);
    format!("v1,{}", STANDARD.encode(code.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_base64_of_24_to_64_bytes_behind_their_prefix() {
        let secret = |bytes: usize| format!("whsec_{}", STANDARD.encode(vec![7_u8; bytes]));
        assert_eq!(key(&secret(24)).map(|key| key.len()), Some(24));
        assert_eq!(key(&format!("{}\n", secret(64))).map(|key| key.len()), Some(64));
        for bad in [secret(23), secret(65), secret(32).replace("whsec_", ""), "whsec_!".to_owned(), String::new()] {
            assert_eq!(key(&bad), None, "{bad}");
        }
    }

    #[test]
    fn a_changed_part_changes_the_signature() {
        let first = signature(&[1; 24], "a", 1, b"{}");
        assert!(first.starts_with("v1,"));
        let others = [
            signature(&[2; 24], "a", 1, b"{}"),
            signature(&[1; 24], "b", 1, b"{}"),
            signature(&[1; 24], "a", 2, b"{}"),
            signature(&[1; 24], "a", 1, b"[]"),
        ];
        assert!(others.iter().all(|other| *other != first));
    }
}
