//! API keys of the admin listener: only their SHA-256 is known here, wrong ones are counted for each address, and an address
//! with many wrong ones has to wait.

use crate::ir::time::{Instant, MINUTE_MILLISECONDS};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

/// Wrong keys of one address within [`WINDOW_MILLISECONDS`] before it has to wait.
const MAX_FAILURES: u32 = 10;
/// How long wrong keys are remembered.
const WINDOW_MILLISECONDS: i64 = MINUTE_MILLISECONDS;
/// Addresses that are remembered; far more than a network of our own has.
const MAX_ADDRESSES: usize = 1024;

/// The accepted keys.
pub struct ApiKeys {
    hashes: Vec<[u8; 32]>,
    failures: Mutex<BTreeMap<IpAddr, (Instant, u32)>>,
}

impl fmt::Debug for ApiKeys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("ApiKeys").field("count", &self.hashes.len()).finish_non_exhaustive()
    }
}

/// A key that is not given as the SHA-256 of it in 64 hexadecimal digits. Holds its place in the list, from 1, and never the
/// text, which may be a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ApiKeysError {
    /// Place in the list, from 1.
    pub number: usize,
}

impl fmt::Display for ApiKeysError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "API key {} is not the SHA-256 of a key in 64 hexadecimal digits", self.number)
    }
}

impl std::error::Error for ApiKeysError {}

/// What a key is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is one of ours.
    Good,
    /// It is not.
    Bad,
    /// Too many wrong ones came from there: it was not looked at.
    Wait,
}

impl ApiKeys {
    /// Keys by their SHA-256 in hexadecimal. Without any nobody gets in.
    ///
    /// # Errors
    /// The first that is none.
    pub fn from_sha256_hex(hashes: &[String]) -> Result<Self, ApiKeysError> {
        let read = |(at, text): (usize, &String)| read_hash(text.trim()).ok_or(ApiKeysError { number: at + 1 });
        let hashes = hashes.iter().enumerate().map(read).collect::<Result<_, _>>()?;
        Ok(Self { hashes, failures: Mutex::default() })
    }

    /// Judges a key. All hashes are compared to their end, so the time tells nothing.
    pub(super) fn judge(&self, key: Option<&str>, from: IpAddr, now: Instant) -> Verdict {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        failures.retain(|_, (since, _)| (0..WINDOW_MILLISECONDS).contains(&now.milliseconds_since(*since)));
        if failures.get(&from).is_some_and(|(_, count)| *count >= MAX_FAILURES) {
            return Verdict::Wait;
        }
        let given = Sha256::digest(key.unwrap_or_default());
        let good = self.hashes.iter().fold(false, |good, hash| {
            let differences = hash.iter().zip(given.iter()).fold(0, |bits, (one, other)| bits | (one ^ other));
            good | (differences == 0)
        });
        if good && key.is_some_and(|key| !key.is_empty()) {
            return Verdict::Good;
        }
        if failures.len() < MAX_ADDRESSES || failures.contains_key(&from) {
            failures.entry(from).or_insert((now, 0)).1 += 1;
        }
        Verdict::Bad
    }
}

fn read_hash(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let mut hash = [0; 32];
    for (at, byte) in hash.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(hash)
}

#[cfg(test)]
mod tests {
    use super::{ApiKeys, ApiKeysError, Verdict};
    use crate::ir::time::Instant;
    use std::net::{IpAddr, Ipv4Addr};

    /// SHA-256 of `secret`.
    const HASH: &str = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b";

    fn address(last: u8) -> IpAddr {
        IpAddr::V4(Ipv4Addr::new(127, 0, 0, last))
    }

    #[test]
    fn only_the_right_key_is_good() {
        let keys = ApiKeys::from_sha256_hex(&[format!("{}\n", HASH.to_uppercase())]).unwrap();
        assert_eq!(keys.judge(Some("secret"), address(1), Instant(0)), Verdict::Good);
        for key in [None, Some(""), Some("Secret"), Some(HASH)] {
            assert_eq!(keys.judge(key, address(1), Instant(0)), Verdict::Bad);
        }
        let none = ApiKeys::from_sha256_hex(&[]).unwrap();
        assert_eq!(none.judge(Some(""), address(1), Instant(0)), Verdict::Bad);
    }

    #[test]
    fn many_wrong_keys_make_their_address_wait_a_minute() {
        let keys = ApiKeys::from_sha256_hex(&[HASH.to_owned()]).unwrap();
        for second in 0..10 {
            assert_eq!(keys.judge(Some("x"), address(1), Instant(second * 1000)), Verdict::Bad);
        }
        assert_eq!(keys.judge(Some("secret"), address(1), Instant(59_000)), Verdict::Wait);
        assert_eq!(keys.judge(Some("secret"), address(2), Instant(59_000)), Verdict::Good);
        assert_eq!(keys.judge(Some("secret"), address(1), Instant(60_000)), Verdict::Good);
    }

    #[test]
    fn a_key_in_clear_is_refused_and_not_repeated() {
        let error = ApiKeys::from_sha256_hex(&[HASH.to_owned(), "my secret key".to_owned()]).unwrap_err();
        assert_eq!(error, ApiKeysError { number: 2 });
        assert!(!error.to_string().contains("my secret"));
    }
}
