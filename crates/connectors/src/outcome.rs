//! What became of a request, in the few words that every service's answer is read into.

use std::fmt;

/// Longest word of a service's own that is kept.
const SAID_MAX: usize = 80;

/// Why a service did not take what it was given.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Why {
    /// The service has too much to do or a fault of its own.
    Busy,
    /// What it answered cannot be read.
    Unreadable,
    /// This addressee got too much already.
    TooOften,
    /// This number or address cannot be reached.
    Addressee,
    /// What the message says is not taken.
    Content,
    /// Key, secret or password are not accepted.
    Key,
    /// No encrypted connection could be made, or the certificate is not trusted.
    Encryption,
    /// The clock of this machine and the service's differ.
    Clock,
    /// The account may not do this: not activated, not permitted, not paid.
    Account,
    /// The sender (signature, application, address) is not the account's.
    Sender,
    /// The template is unknown, not approved or wants other values.
    Template,
    /// A word that is not in the service's documents as they were read.
    Unknown,
}

/// What follows from it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Next {
    /// The same request may succeed later.
    Retry,
    /// It never will; other requests may.
    GiveUp,
    /// None will until whoever runs the house changes something.
    Misconfigured,
}

impl Why {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Busy,
        Self::Unreadable,
        Self::TooOften,
        Self::Addressee,
        Self::Content,
        Self::Key,
        Self::Encryption,
        Self::Clock,
        Self::Account,
        Self::Sender,
        Self::Template,
        Self::Unknown,
    ];

    /// What follows from it.
    pub const fn next(self) -> Next {
        match self {
            Self::Busy | Self::Unreadable => Next::Retry,
            Self::TooOften | Self::Addressee | Self::Content | Self::Unknown => Next::GiveUp,
            Self::Key | Self::Encryption | Self::Clock | Self::Account | Self::Sender | Self::Template => {
                Next::Misconfigured
            }
        }
    }

    /// The stable word: `key`, `template`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Busy => "busy",
            Self::Unreadable => "unreadable",
            Self::TooOften => "too_often",
            Self::Addressee => "addressee",
            Self::Content => "content",
            Self::Key => "key",
            Self::Encryption => "encryption",
            Self::Clock => "clock",
            Self::Account => "account",
            Self::Sender => "sender",
            Self::Template => "template",
            Self::Unknown => "unknown",
        }
    }
}

/// Not taken, and why. Nothing in it is about a person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refused {
    /// Why.
    pub why: Why,
    /// The service's own word for it, such as `isv.SMS_SIGNATURE_ILLEGAL`; only letters, digits and `._-`.
    pub said: String,
}

impl Refused {
    /// Not taken, in the service's own word. Of that only what cannot carry a message is kept.
    pub fn new(why: Why, said: &str) -> Self {
        let plain = |sign: &char| sign.is_ascii_alphanumeric() || matches!(sign, '.' | '_' | '-');
        Self { why, said: said.chars().filter(plain).take(SAID_MAX).collect() }
    }

    /// What follows from it.
    pub const fn next(&self) -> Next {
        self.why.next()
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} ({})", self.why.word(), self.said)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_services_word_is_bounded_and_carries_no_sentence() {
        let refused = Refused::new(Why::Addressee, "isv.X <b>+86 138\n0013</b>");
        assert_eq!(refused.said, "isv.Xb861380013b");
        assert_eq!(Refused::new(Why::Busy, &"x".repeat(500)).said.len(), SAID_MAX);
        assert_eq!(refused.next(), Next::GiveUp);
    }
}
