//! Connectors: requests to services outside the house, built and signed to their documents, and their answers read.
//!
//! - Nothing here connects, reads a clock or draws a random number: whoever carries a request gives all three.
//! - What a service answers becomes one of a few outcomes that stay the same whichever service it is.
//! - A secret is never printed and never part of an outcome.

pub mod identity;
pub mod nominatim;
pub mod outcome;
pub mod push;
mod sign;
pub mod sms;
mod tencent;
pub mod tuya;
mod when;

pub use outcome::{Next, Refused, Why};

use std::fmt;

/// A secret that signs requests. It prints as `…`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The secret in this text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    pub(crate) fn text(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("…")
    }
}

/// A request that is ready to leave, by POST.
#[derive(Clone, PartialEq, Eq)]
pub struct Post {
    /// Path and query below the service's address.
    pub path: String,
    /// Headers, without `host`, which whoever carries it writes.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// When and with which number-used-once a request is signed.
#[derive(Clone, Copy, Debug)]
pub struct Signing<'a> {
    /// Seconds since 1970, UTC.
    pub at: i64,
    /// Never used before: a service refuses it the second time.
    pub nonce: &'a str,
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn a_secret_prints_nothing() {
        assert_eq!(format!("{:?}", Secret::new("hunter2")), "…");
    }
}
