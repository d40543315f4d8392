//! What may happen: plain functions on plain values.

use std::time::Duration;
use vault::Plain;

use super::Refusal;

/// How long an answer is kept.
pub(super) const LIFE: Duration = Duration::from_secs(86_400);
/// Bytes of a request that carries a key.
pub(super) const BODY_MAX: usize = 1 << 20;
/// Bytes of an answer that is kept; a longer one is given and forgotten.
pub(super) const ANSWER_MAX: u64 = 256 << 10;
/// Signs of a key.
const KEY_MAX: usize = 128;

/// The key in a header's bytes.
pub(super) fn key(header: &[u8]) -> Result<&str, Refusal> {
    let visible = header.iter().all(u8::is_ascii_graphic) && (1..=KEY_MAX).contains(&header.len());
    std::str::from_utf8(header).ok().filter(|_| visible).ok_or(Refusal::KeyWrong)
}

/// Sessions hand out tokens: nothing below them is kept.
pub(super) fn hands_out_tokens(path: &str) -> bool {
    let path = path.strip_prefix("/api/v1").unwrap_or(path);
    path.starts_with("/session/")
}

/// What a caller can do nothing about by waiting is final; the rest is asked anew.
pub(super) fn is_final(status: u16) -> bool {
    (200..500).contains(&status) && ![401, 408, 425, 429].contains(&status)
}

/// An answer as it is kept.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(test, derive(Debug))]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The value of `content-type`; empty where there was none.
    pub kind: String,
    /// The body.
    pub body: Vec<u8>,
}

impl Plain for Answer {
    fn to_plain(&self) -> Vec<u8> {
        let length = u16::try_from(self.kind.len()).unwrap_or(0);
        let kind = &self.kind.as_bytes()[..usize::from(length)];
        [&self.status.to_be_bytes()[..], &length.to_be_bytes(), kind, &self.body].concat()
    }

    fn from_plain(bytes: &[u8]) -> Option<Self> {
        let (status, rest) = bytes.split_first_chunk()?;
        let (length, rest) = rest.split_first_chunk()?;
        let (kind, body) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
        let kind = std::str::from_utf8(kind).ok()?.to_owned();
        Some(Self { status: u16::from_be_bytes(*status), kind, body: body.to_vec() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_short_and_visible() {
        assert_eq!(key(b"3f0c-1").unwrap(), "3f0c-1");
        let long = "k".repeat(129);
        for wrong in [&b""[..], b"a b", b"a\n", "键".as_bytes(), long.as_bytes()] {
            assert!(matches!(key(wrong), Err(Refusal::KeyWrong)));
        }
    }

    #[test]
    fn an_answer_survives_its_bytes_and_a_cut_one_does_not() {
        let answer = Answer { status: 201, kind: "application/json".into(), body: b"{\"id\":1}".to_vec() };
        assert_eq!(Answer::from_plain(&answer.to_plain()).unwrap(), answer);
        let empty = Answer { status: 204, kind: String::new(), body: Vec::new() };
        assert_eq!(Answer::from_plain(&empty.to_plain()).unwrap(), empty);
        for cut in 0..20 {
            assert_eq!(Answer::from_plain(&answer.to_plain()[..cut]), None, "cut to {cut}");
        }
    }

    #[test]
    fn sessions_are_not_kept_wherever_they_are_mounted() {
        assert!(hands_out_tokens("/api/v1/session/open"));
        assert!(hands_out_tokens("/session/passkey"));
        assert!(!hands_out_tokens("/api/v1/orgs"));
        assert!(!hands_out_tokens("/api/v1/orgs/session/"));
    }

    #[test]
    fn what_waiting_may_mend_is_not_final() {
        assert!(is_final(200) && is_final(204) && is_final(422) && is_final(409));
        assert!(!is_final(401) && !is_final(429) && !is_final(500) && !is_final(503));
    }
}
