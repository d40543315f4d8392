//! The receipt of an erasure: checked by anybody, offline, with RFC 6962 and Ed25519 alone.
//!
//! 1. SHA-256(`courtyard erasure 1`, statement) is the commitment in the leaf (bytes 14 to 45 of its data).
//! 2. SHA-256(0x00, data) leads by the proof to the root of the checkpoint.
//! 3. The log's key signed the checkpoint (RFC 6962's `TreeHeadSignature`).

use ground::Timestamp;

use crate::Subject;
use crate::log::Proven;
use crate::log::leaf::{Body, Leaf};
use crate::log::merkle::{self, Hash, sha256};

/// A line of the erasure list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Erased {
    /// Who; an opaque id.
    pub subject: Subject,
    /// When.
    pub at: Timestamp,
    /// The leaf that says so.
    pub leaf: u64,
}

/// What whoever was erased takes along.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// What was done, in the house's words; the leaf commits to these bytes.
    pub statement: String,
    /// The leaf and its way to the signed root.
    pub proven: Proven,
    /// The Ed25519 key of the log.
    pub log_key: Vec<u8>,
}

/// The commitment of a leaf to a statement.
pub(crate) fn commitment(statement: &str) -> Hash {
    sha256(&[b"courtyard erasure 1", statement.as_bytes()])
}

impl Receipt {
    /// Whether the statement stands in the log that this key signs. Whoever got the key from elsewhere compares it.
    pub fn holds(&self) -> bool {
        let Proven { leaf, data, proof, checkpoint } = &self.proven;
        let says =
            Leaf::read(data).is_some_and(|leaf| leaf.body == Body::Erased(commitment(&self.statement)));
        says && merkle::includes(&merkle::leaf_hash(data), *leaf, checkpoint.size, proof, &checkpoint.root)
            && checkpoint.is_signed_by(&self.log_key)
    }
}
