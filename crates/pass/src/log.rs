//! The log of a door: each entry has the next number and the digest of the one before, so that a house that takes it over knows
//! of every gap, every second copy, and every change.

use serde::{Deserialize, Serialize};

use crate::bytes::{Digest, DoorId, PassId, PublicKey, Signature};
use crate::clock::Trust;
use crate::decide::Reason;
use crate::keys::{Signer, sha256};
use crate::moment::Moment;
use crate::passes::By;

/// Entries that travel together.
pub const BATCH_MAX: usize = 200;

/// What happened.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case", deny_unknown_fields)]
pub enum What {
    /// The door opens: written before the relay is told.
    Opened {
        /// By which pass.
        pass: PassId,
        /// Which way.
        by: By,
        /// The fresh code, by the phone's clock.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code: Option<u32>,
        /// Whether the list does not hold the pass, and the slip alone was believed.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        unlisted: bool,
    },
    /// The door stays shut.
    Refused {
        /// The pass that was shown, where one is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pass: Option<PassId>,
        /// Which way.
        by: By,
        /// Why.
        reason: Reason,
    },
    /// The terminal at the door decided by itself, and the door hears of it now. A relay of ours was not told.
    Terminal {
        /// The pass by which it opened, where one is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pass: Option<PassId>,
        /// Which way.
        by: By,
        /// Whether it opened.
        opened: bool,
        /// When, by the terminal's clock.
        seen: Moment,
        /// The number of this in the terminal's own log: what has a number not beyond it was taken over.
        serial: u64,
    },
    /// The relay did not do what it was told for the entry of this number.
    Stuck {
        /// The number of that entry.
        opening: u64,
    },
    /// The program began, and found so many bytes of a write that a cut of power broke off.
    Started {
        /// Bytes that were no whole record.
        torn: u64,
    },
    /// The door took another version of its list.
    Listed {
        /// Which.
        version: u64,
    },
    /// Somebody's code brought news of so many passes that ended.
    Carried {
        /// How many.
        count: u32,
    },
    /// So many refusals of the unknown, the forged and what was shown before followed so fast that they have no entries of their own.
    Unwritten {
        /// How many.
        count: u64,
    },
}

/// One entry.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Entry {
    /// One more than the one before; the first has 1.
    pub n: u64,
    /// When, by the door's clock.
    pub at: Moment,
    /// Whether the door was sure of the time.
    pub trust: Trust,
    /// The digest of the entry before, or of the beginning.
    pub before: Digest,
    /// What happened.
    #[serde(flatten)]
    pub what: What,
}

impl Entry {
    /// What the next entry names as the one before.
    #[must_use]
    pub fn digest(&self) -> Digest {
        sha256(&[b"courtyard door entry 1\0", &serde_json::to_vec(self).unwrap_or_default()])
    }
}

/// Why a batch is not taken over.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, thiserror::Error)]
pub enum Broken {
    /// Entries are missing before it.
    #[error("entries are missing")]
    Gap,
    /// It says something else than what was taken over before, or than the agent signed.
    #[error("another log than before")]
    Fork,
    /// The agent did not sign it.
    #[error("not signed by the agent")]
    Unsigned,
    /// It has more entries than travel together.
    #[error("too many entries at once")]
    TooMany,
}

/// How far a log goes: all that is needed to add to it, and to take it over.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chain {
    /// The number of the last entry.
    pub n: u64,
    /// Its digest.
    pub last: Digest,
}

impl Chain {
    /// The log of an agent at a door, before its first entry.
    #[must_use]
    pub fn begin(door: DoorId, agent: PublicKey) -> Self {
        Self { n: 0, last: sha256(&[b"courtyard door log 1\0", door.bytes(), agent.bytes()]) }
    }

    /// The next entry. The chain goes on with `follow` once it is kept.
    #[must_use]
    pub const fn next(&self, at: Moment, trust: Trust, what: What) -> Entry {
        Entry { n: self.n + 1, at, trust, before: self.last, what }
    }

    /// Goes on with an entry.
    ///
    /// # Errors
    /// When it does not follow.
    pub fn follow(&mut self, entry: &Entry) -> Result<(), Broken> {
        if entry.n != self.n + 1 {
            return Err(Broken::Gap);
        }
        if entry.before != self.last {
            return Err(Broken::Fork);
        }
        *self = Self { n: entry.n, last: entry.digest() };
        Ok(())
    }

    /// What of a batch is new to whoever has come this far; what he has already, he leaves out. The chain goes on to its end.
    ///
    /// # Errors
    /// When entries are missing, or it is not the log that was taken over before; then nothing is new, and the chain stays.
    pub fn merge<'a>(&mut self, entries: &'a [Entry]) -> Result<&'a [Entry], Broken> {
        let Some(first) = entries.first() else { return Ok(entries) };
        if first.n > self.n + 1 || first.n == 0 {
            return Err(Broken::Gap);
        }
        let mut chain = Self { n: first.n - 1, last: first.before };
        let known = entries.iter().take_while(|entry| entry.n <= self.n).count();
        for (at, entry) in entries.iter().enumerate() {
            if at == known && chain != *self {
                return Err(Broken::Fork);
            }
            chain.follow(entry)?;
        }
        if known == entries.len() {
            // Nothing is new, and its end can be compared only where it is ours.
            return if chain.n == self.n && chain != *self { Err(Broken::Fork) } else { Ok(&[]) };
        }
        *self = chain;
        Ok(&entries[known..])
    }
}

/// Entries on their way to the house, under the agent's name.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Batch {
    /// In order, without a gap.
    pub entries: Vec<Entry>,
    signature: Signature,
}

const DOMAIN: &[u8] = b"courtyard door batch 1\0";

impl Batch {
    /// Entries as the agent sends them. Its signature of the last is one of all before.
    #[must_use]
    pub fn sign(entries: Vec<Entry>, agent: &Signer) -> Self {
        let end = entries.last().map_or(Digest::new([0; 32]), Entry::digest);
        Self { entries, signature: agent.sign(&[DOMAIN, end.bytes()]) }
    }

    /// Takes over what is new in it, as `Chain::merge`.
    ///
    /// # Errors
    /// When it is not the agent's, does not follow, or has more than `BATCH_MAX` entries.
    pub fn merge(&self, chain: &mut Chain, agent: PublicKey) -> Result<&[Entry], Broken> {
        if self.entries.len() > BATCH_MAX {
            return Err(Broken::TooMany);
        }
        let Some(last) = self.entries.last() else { return Ok(&[]) };
        if !agent.verifies(&[DOMAIN, last.digest().bytes()], &self.signature) {
            return Err(Broken::Unsigned);
        }
        chain.merge(&self.entries)
    }
}
