//! Which variant of an email a lead gets: a hash of stable identities, so that it is the same on every host, at every try and
//! in every test, and no lead ever sees two.

use crate::ir::Email;
use sha2::{Digest, Sha256};

/// The variant of an email that a lead gets, in equal parts over all leads; `None` where the email has no variants.
/// `email` is its name.
#[must_use]
pub fn variant_of<'a>(email: &str, declared: &'a Email, lead: &str) -> Option<&'a str> {
    let count = u64::try_from(declared.variants.len()).ok().filter(|count| *count > 0)?;
    let at = usize::try_from(hash("variant", email, lead) % count).ok()?;
    declared.variants.get_index(at).map(|(name, _)| name.as_str())
}

fn hash(purpose: &str, email: &str, lead: &str) -> u64 {
    let mut hash = Sha256::new();
    for part in [purpose, email, lead] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().iter().take(8).fold(0, |sum, byte| (sum << 8) | u64::from(*byte))
}
