//! Numbers of fixed length, each a type of its own, written as base64url.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A text that is no number of the length asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("no {bytes} bytes in base64url")]
pub struct Unreadable {
    bytes: usize,
}

pub(crate) fn read<const N: usize>(text: &str) -> Result<[u8; N], Unreadable> {
    let wrong = Unreadable { bytes: N };
    URL_SAFE_NO_PAD.decode(text).map_err(|_| wrong)?.try_into().map_err(|_| wrong)
}

pub(crate) fn written(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

macro_rules! fixed {
    ($(#[$doc:meta] $name:ident: $length:literal;)*) => {$(
        #[$doc]
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name([u8; $length]);

        impl $name {
            /// The number with these bytes.
            #[must_use]
            pub const fn new(bytes: [u8; $length]) -> Self {
                Self(bytes)
            }

            /// Its bytes.
            #[must_use]
            pub const fn bytes(&self) -> &[u8; $length] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&written(&self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl FromStr for $name {
            type Err = Unreadable;

            fn from_str(text: &str) -> Result<Self, Unreadable> {
                read(text).map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(D::Error::custom)
            }
        }
    )*};
}

fixed! {
    /// One pass: one way in of one holder. The house draws it at random and alone knows whose it is.
    PassId: 16;
    /// One door.
    DoorId: 16;
    /// One enrolled face at the recogniser beside the door. Not a template.
    FaceId: 16;
    /// Ed25519, of a house's key for doors or of an agent.
    PublicKey: 32;
    /// Ed25519.
    Signature: 64;
    /// SHA-256, or HMAC with it.
    Digest: 32;
    /// Drawn once, for one conversation.
    Nonce: 16;
    /// The end of a pass's number, where room is short.
    Short: 8;
    /// The end of a door's number, where room is short.
    Tag: 4;
    /// The beginning of an HMAC, where room is short.
    Mac: 8;
}

impl PassId {
    /// Its last eight bytes.
    #[must_use]
    pub fn short(&self) -> Short {
        Short(tail(&self.0))
    }
}

impl DoorId {
    /// Its last four bytes.
    #[must_use]
    pub fn tag(&self) -> Tag {
        Tag(tail(&self.0))
    }
}

fn tail<const N: usize>(bytes: &[u8; 16]) -> [u8; N] {
    let mut end = [0; N];
    end.copy_from_slice(&bytes[16 - N..]);
    end
}
