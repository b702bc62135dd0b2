//! Mail and web addresses as authors write them: checked before release, so that neither a header nor a link can break.

use url::Url;

/// Longest part before the `@` (RFC 5321, 4.5.3.1.1) and longest whole address (4.5.3.1.3, without the angle brackets).
const LOCAL_PART_BYTES: usize = 64;
/// See [`LOCAL_PART_BYTES`].
const ADDRESS_BYTES: usize = 254;

/// Whether the text is one mail address, such as `info@acme.example`. Dots in unusual places are let through, since old
/// mobile addresses have them.
#[must_use]
pub fn is_mail_address(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let good_local = |character: char| character.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(character);
    let good_domain = |ascii: String| {
        ascii.contains('.')
            && ascii.split('.').all(|label| {
                !label.is_empty()
                    && !label.starts_with('-')
                    && !label.ends_with('-')
                    && label.chars().all(|character| character.is_ascii_alphanumeric() || character == '-')
            })
    };
    text.len() <= ADDRESS_BYTES
        && !local.is_empty()
        && local.len() <= LOCAL_PART_BYTES
        && local.chars().all(good_local)
        && idna::domain_to_ascii(domain).is_ok_and(good_domain)
}

/// Whether the text is one absolute http or https address without spaces or control characters.
#[must_use]
pub fn is_web_address(text: &str) -> bool {
    let clean = !text.chars().any(|character| character.is_control() || character.is_whitespace());
    let parsed = Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    clean && parsed && has_web_scheme(text)
}

/// Whether the text begins with `http://` or `https://`.
#[must_use]
pub fn has_web_scheme(text: &str) -> bool {
    let begins = |scheme: &str| text.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme));
    begins("http://") || begins("https://")
}

/// Whether the text begins with a scheme and a whole host, so that what follows cannot change where the link goes.
#[must_use]
pub fn fixes_host(text: &str) -> bool {
    let Some((_, rest)) = text.split_once("//") else { return false };
    rest.find(['/', '?', '#']).is_some_and(|at| at > 0) && has_web_scheme(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_mail_addresses() {
        for good in ["info@acme.example", "a..b@docomo.example", "sales+x@日本.example"] {
            assert!(is_mail_address(good), "{good}");
        }
        for bad in ["info", "info@", "@acme.example", "a b@acme.example", "a@acme", "a@b@c.example", "a\n@acme.example"]
        {
            assert!(!is_mail_address(bad), "{bad}");
        }
    }

    #[test]
    fn knows_web_addresses() {
        assert!(is_web_address("https://acme.example/資料.pdf"));
        for bad in [
            "acme.example",
            "ftp://acme.example",
            "javascript:alert(1)",
            "https://",
            "https:/acme.example",
            "https://a b.example",
        ] {
            assert!(!is_web_address(bad), "{bad}");
        }
        assert!(fixes_host("https://acme.example/a?x="));
        assert!(!fixes_host("https://acme.example"));
        assert!(!fixes_host("https://"));
    }
}
