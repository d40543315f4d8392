//! Keys: what signs, what is kept secret, and what is made of it.

use std::fmt;

use argon2::{Algorithm, Argon2, Params, Version};
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use aws_lc_rs::{constant_time, digest, hmac, rand};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroize as _;

use crate::bytes::{Digest, DoorId, Mac, Nonce, PassId, PublicKey, Signature, read, written};

/// Memory that one look at a PIN takes, in KiB: what a small box can spare while somebody waits at it.
const PIN_KIB: u32 = 4_096;
/// Rounds over that memory.
const PIN_ROUNDS: u32 = 2;

/// Bytes that nobody can foretell.
///
/// # Panics
/// When the system has no randomness, in which case nothing here may go on.
#[must_use]
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    assert!(rand::fill(&mut bytes).is_ok(), "the system gives no random bytes");
    bytes
}

pub(crate) fn sha256(parts: &[&[u8]]) -> Digest {
    let mut context = digest::Context::new(&digest::SHA256);
    parts.iter().for_each(|part| context.update(part));
    let mut out = [0; 32];
    out.copy_from_slice(context.finish().as_ref());
    Digest::new(out)
}

/// Whether two are the same, in a time that does not tell where they differ.
pub(crate) fn same(left: &[u8], right: &[u8]) -> bool {
    constant_time::verify_slices_are_equal(left, right).is_ok()
}

/// Thirty-two bytes that are shown to nobody.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; 32]);

impl Secret {
    /// The secret with these bytes.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// A new one.
    #[must_use]
    pub fn fresh() -> Self {
        Self(random())
    }

    /// Its bytes, for whoever keeps it.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    pub(crate) fn hmac(&self, parts: &[&[u8]]) -> Digest {
        let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, &self.0));
        parts.iter().for_each(|part| context.update(part));
        let mut out = [0; 32];
        out.copy_from_slice(context.sign().as_ref());
        Digest::new(out)
    }

    /// Another secret that follows from this one.
    #[must_use]
    pub fn derive(&self, parts: &[&[u8]]) -> Self {
        Self(*self.hmac(parts).bytes())
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&written(&self.0))
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(&String::deserialize(deserializer)?).map(Self).map_err(D::Error::custom)
    }
}

/// The secret of one door, which its agent and the house share: what card numbers and PINs are hashed under, so that a list
/// that was copied says neither.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DoorSecret(Secret);

impl DoorSecret {
    /// The secret of a door.
    #[must_use]
    pub const fn new(secret: Secret) -> Self {
        Self(secret)
    }

    /// Its bytes, for whoever keeps it.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 32] {
        self.0.bytes()
    }

    /// What stands in a list for the number on a card, as `Card::matched` gives it.
    #[must_use]
    pub fn card(&self, number: u64) -> Digest {
        self.0.hmac(&[b"courtyard card 1\0", &number.to_be_bytes()])
    }

    /// What stands in a list for a PIN. Slow on purpose: there are few PINs, and whoever has a box may try them all.
    #[must_use]
    pub fn pin(&self, pin: &str) -> Digest {
        let salt = self.0.hmac(&[b"courtyard pin salt 1\0"]);
        let mut slow = [0; 32];
        let done = Params::new(PIN_KIB, PIN_ROUNDS, 1, Some(slow.len())).and_then(|params| {
            let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
            argon.hash_password_into(pin.as_bytes(), &salt.bytes()[..16], &mut slow)
        });
        // It fails for lengths alone, and all of them but the PIN's are fixed here; what is too long is no PIN.
        let kind: &[u8] = if done.is_ok() { b"courtyard pin 1\0" } else { b"courtyard no pin 1\0" };
        self.0.hmac(&[kind, &slow])
    }
}

/// What a phone answers over Bluetooth to the nonce of a door.
#[must_use]
pub fn token_mac(key: &Secret, door: DoorId, pass: PassId, nonce: Nonce) -> Digest {
    key.hmac(&[b"courtyard token 1\0", door.bytes(), pass.bytes(), nonce.bytes()])
}

pub(crate) fn first(digest: &Digest) -> Mac {
    let mut mac = [0; 8];
    mac.copy_from_slice(&digest.bytes()[..8]);
    Mac::new(mac)
}

/// A key pair that signs: of a house for its doors, or of an agent.
pub struct Signer {
    pair: Ed25519KeyPair,
    seed: Secret,
}

impl Signer {
    /// The pair that follows from a seed.
    ///
    /// # Panics
    /// Never: every seed of this length is one.
    #[must_use]
    pub fn from_seed(seed: Secret) -> Self {
        let Ok(pair) = Ed25519KeyPair::from_seed_unchecked(seed.bytes()) else {
            panic!("thirty-two bytes are a seed");
        };
        Self { pair, seed }
    }

    /// A new pair.
    #[must_use]
    pub fn fresh() -> Self {
        Self::from_seed(Secret::fresh())
    }

    /// Its seed, for whoever keeps it.
    #[must_use]
    pub const fn seed(&self) -> &Secret {
        &self.seed
    }

    /// The half that others know.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(self.pair.public_key().as_ref());
        PublicKey::new(bytes)
    }

    pub(crate) fn sign(&self, parts: &[&[u8]]) -> Signature {
        let mut bytes = [0; 64];
        bytes.copy_from_slice(self.pair.sign(&parts.concat()).as_ref());
        Signature::new(bytes)
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({})", self.public())
    }
}

impl PublicKey {
    pub(crate) fn verifies(&self, parts: &[&[u8]], signature: &Signature) -> bool {
        UnparsedPublicKey::new(&ED25519, self.bytes()).verify(&parts.concat(), signature.bytes()).is_ok()
    }

    /// Twelve groups of five digits that two people can read to one another.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let digest = sha256(&[b"courtyard fingerprint 1\0", self.bytes()]);
        let groups = digest.bytes().chunks(2).take(12).map(|pair| {
            let number = u32::from(pair[0]) << 8 | u32::from(pair[1]);
            format!("{:05}", number % 100_000)
        });
        groups.collect::<Vec<_>>().join(" ")
    }
}
