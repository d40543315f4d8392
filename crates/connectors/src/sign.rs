//! HMAC-SHA256 and its hexadecimal writing.

use aws_lc_rs::{digest, hmac};

/// Small letters, two a byte.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The SHA-256 of these bytes, written out.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex(digest::digest(&digest::SHA256, bytes).as_ref())
}

/// The MD5 of these bytes, written out: some makers of telephones sign by it.
pub(crate) fn md5(bytes: &[u8]) -> String {
    use md5::Digest;
    hex(md5::Md5::digest(bytes).as_slice())
}

/// The HMAC-SHA256 of a text.
pub(crate) fn hmac_sha256(key: &[u8], text: &str) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), text.as_bytes()).as_ref().to_vec()
}

/// Percent-encoded as RFC 3986 says: letters, digits and `-_.~` stay.
pub(crate) fn percent(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

/// Host, and port where it is not the scheme's own, of an address such as `https://sms.example/`: what the header
/// `host` says, which is part of what is signed.
pub(crate) fn host(address: &str) -> &str {
    let (scheme, rest) = address.split_once("://").unwrap_or(("https", address));
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let usual = if scheme == "http" { ":80" } else { ":443" };
    authority.strip_suffix(usual).unwrap_or(authority)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_letter_is_percent_encoded() {
        assert_eq!(percent("a b*c~{\"码\"}"), "a%20b%2Ac~%7B%22%E7%A0%81%22%7D");
    }

    #[test]
    fn the_usual_port_is_not_part_of_the_host() {
        assert_eq!(host("https://sms.example/"), "sms.example");
        assert_eq!(host("https://sms.example:443"), "sms.example");
        assert_eq!(host("http://127.0.0.1:8080/x"), "127.0.0.1:8080");
    }

    /// RFC 4231, test case 2.
    #[test]
    fn the_published_vector_of_hmac_holds() {
        assert_eq!(
            hex(&hmac_sha256(b"Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }
}
