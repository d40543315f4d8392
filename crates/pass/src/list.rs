//! The signed list of one door, whole and by its changes.
//!
//! What is signed is a small head with the digest of all passes. A change brings the head of the list that results; whoever
//! applies it arrives at that digest or refuses it and asks for the whole list.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::bytes::{Digest, DoorId, FaceId, PassId, PublicKey, Signature};
use crate::keys::{Signer, sha256};
use crate::moment::Moment;
use crate::passes::{Pass, Way};
use crate::week::Zone;

/// Passes of one door; as many may a change add and end. `MESSAGE_MAX` is made for them.
pub const PASSES_MAX: usize = 20_000;
/// The form of a head that is understood.
const FORM: u16 = 1;
/// The longest that a door may open by what it last heard.
const HOLD_MAX: u32 = 24 * 60;
/// The longest that a pass that needs vouching for is good without it.
const LEASE_MAX: u32 = 10;
const DOMAIN: &[u8] = b"courtyard door list 1\0";

/// What a house says about the list of a door, and signs.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// The form of the list: 1.
    pub form: u16,
    /// Which door.
    pub door: DoorId,
    /// Grows with every change.
    pub version: u64,
    /// When the house last looked: it says so again and again while nothing changes.
    pub made: Moment,
    /// The zone in which weeks are lived.
    pub zone: String,
    /// How many bits of a card's number count here: 24 or 32.
    pub card_bits: u8,
    /// Whether the door is closed to all but staff and rescue.
    pub closed: bool,
    /// Minutes after `made` for which a door that is cut off opens to those who live there; a day at most.
    pub hold: u32,
    /// Minutes for which the house's word for any other pass is good; ten at most.
    pub lease: u32,
    /// How many passes.
    pub count: u32,
    /// Digest of the passes, in the order of their numbers.
    pub digest: Digest,
}

impl Head {
    /// A head for these passes, with the longest times that are allowed; its digest and count are filled in.
    #[must_use]
    pub fn of(door: DoorId, version: u64, made: Moment, zone: &str, passes: &[Pass]) -> Self {
        let sorted: BTreeMap<PassId, Pass> = passes.iter().map(|pass| (pass.id, pass.clone())).collect();
        Self {
            form: FORM,
            door,
            version,
            made,
            zone: zone.to_owned(),
            card_bits: 32,
            closed: false,
            hold: HOLD_MAX,
            lease: LEASE_MAX,
            count: u32::try_from(sorted.len()).unwrap_or(u32::MAX),
            digest: digest(&sorted),
        }
    }

    /// How long those who live here are let in after the house was last heard.
    #[must_use]
    pub fn holds_for(&self) -> Duration {
        Duration::from_secs(u64::from(self.hold) * 60)
    }

    /// How long the house's word is good for the others.
    #[must_use]
    pub fn leases_for(&self) -> Duration {
        Duration::from_secs(u64::from(self.lease) * 60)
    }

    /// Signs it with the house's key for doors.
    ///
    /// # Panics
    /// Never: a head can be written.
    #[must_use]
    pub fn sign(&self, house: &Signer) -> SignedHead {
        let Ok(text) = serde_json::to_string(self) else { panic!("a head can be written") };
        let signature = house.sign(&[DOMAIN, text.as_bytes()]);
        SignedHead { text, signature }
    }
}

/// A head as it travels and as it is kept: the very text that was signed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedHead {
    text: String,
    signature: Signature,
}

impl SignedHead {
    fn open(&self, house: PublicKey, door: DoorId) -> Result<(Head, Zone), NotTaken> {
        if !house.verifies(&[DOMAIN, self.text.as_bytes()], &self.signature) {
            return Err(NotTaken::Unsigned);
        }
        let head: Head = serde_json::from_str(&self.text).map_err(|_| NotTaken::Unsound("head"))?;
        if head.door != door {
            return Err(NotTaken::AnotherDoor);
        }
        let zone = Zone::named(&head.zone).ok_or(NotTaken::Unsound("zone"))?;
        let sound = head.form == FORM
            && (head.card_bits == 24 || head.card_bits == 32)
            && head.hold <= HOLD_MAX
            && head.lease <= LEASE_MAX;
        if sound { Ok((head, zone)) } else { Err(NotTaken::Unsound("head")) }
    }
}

/// A whole list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Full {
    /// The signed head.
    pub head: SignedHead,
    /// All passes.
    pub passes: Vec<Pass>,
}

/// What makes one version of the next.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// The version it begins with.
    pub from: u64,
    /// The signed head of the list that results.
    pub head: SignedHead,
    /// Passes that are new or other than before.
    pub put: Vec<Pass>,
    /// Passes that are no more.
    pub gone: Vec<PassId>,
}

/// Why a list, a change or a word about one is refused. Nothing changed then.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, thiserror::Error)]
pub enum NotTaken {
    /// The house did not sign it.
    #[error("not signed by the house")]
    Unsigned,
    /// It is for another door.
    #[error("for another door")]
    AnotherDoor,
    /// A part of it cannot be.
    #[error("unsound: {0}")]
    Unsound(&'static str),
    /// It is older than what is held.
    #[error("older than what is held")]
    Older,
    /// It begins with another version than is held, or arrives at another digest.
    #[error("does not follow on what is held")]
    DoesNotFollow,
}

/// The list that a door holds, verified.
#[derive(Clone, Debug)]
pub struct List {
    head: Head,
    signed: SignedHead,
    zone: Zone,
    passes: BTreeMap<PassId, Pass>,
    // Two homes may have chosen the same PIN, and a card may have had a holder before.
    by_hash: HashMap<Digest, Vec<PassId>>,
    by_face: HashMap<FaceId, Vec<PassId>>,
}

impl List {
    /// Takes a whole list in the place of `old`.
    ///
    /// # Errors
    /// When it is not the house's, not for this door, unsound, or older than `old`.
    pub fn take(full: Full, old: Option<&Self>, house: PublicKey, door: DoorId) -> Result<Self, NotTaken> {
        let (head, zone) = full.head.open(house, door)?;
        not_older(&head, old)?;
        if full.passes.len() > PASSES_MAX {
            return Err(NotTaken::Unsound("passes"));
        }
        Self::build(head, full.head, zone, full.passes.into_iter().map(|pass| (pass.id, pass)).collect())
    }

    /// The list that results from a change.
    ///
    /// # Errors
    /// As for a whole list, and when it does not follow on this one.
    pub fn change(&self, change: Change, house: PublicKey) -> Result<Self, NotTaken> {
        let (head, zone) = change.head.open(house, self.head.door)?;
        not_older(&head, Some(self))?;
        // What says more than the whole list would is not a change.
        let parts = change.put.len().saturating_add(change.gone.len());
        if change.from != self.head.version || parts > PASSES_MAX {
            return Err(NotTaken::DoesNotFollow);
        }
        let mut passes = self.passes.clone();
        for gone in &change.gone {
            passes.remove(gone);
        }
        passes.extend(change.put.into_iter().map(|pass| (pass.id, pass)));
        Self::build(head, change.head, zone, passes)
    }

    /// Hears that the list held is still the newest.
    ///
    /// # Errors
    /// When it is another list, or was said before.
    pub fn freshen(&mut self, signed: SignedHead, house: PublicKey) -> Result<(), NotTaken> {
        let (head, _) = signed.open(house, self.head.door)?;
        not_older(&head, Some(self))?;
        if head.version != self.head.version {
            return Err(NotTaken::DoesNotFollow);
        }
        self.head = head;
        self.signed = signed;
        Ok(())
    }

    fn build(
        head: Head,
        signed: SignedHead,
        zone: Zone,
        passes: BTreeMap<PassId, Pass>,
    ) -> Result<Self, NotTaken> {
        if passes.len() > PASSES_MAX || !passes.values().all(Pass::is_sound) {
            return Err(NotTaken::Unsound("passes"));
        }
        if u32::try_from(passes.len()).ok() != Some(head.count) || digest(&passes) != head.digest {
            return Err(NotTaken::DoesNotFollow);
        }
        let (mut by_hash, mut by_face): (HashMap<_, Vec<_>>, HashMap<_, Vec<_>>) = Default::default();
        for pass in passes.values() {
            match &pass.way {
                Way::Card { hash } | Way::Pin { hash } => by_hash.entry(*hash).or_default().push(pass.id),
                Way::Face { face } => by_face.entry(*face).or_default().push(pass.id),
                Way::Code { .. } | Way::Token { .. } | Way::App {} | Way::Telephone {} | Way::Staff {} => {}
            }
        }
        Ok(Self { head, signed, zone, passes, by_hash, by_face })
    }

    /// What the house said about it.
    #[must_use]
    pub const fn head(&self) -> &Head {
        &self.head
    }

    /// The list as it came, to be kept and to be verified again.
    #[must_use]
    pub fn full(&self) -> Full {
        Full { head: self.signed.clone(), passes: self.passes.values().cloned().collect() }
    }

    /// The pass of this number.
    #[must_use]
    pub fn pass(&self, id: PassId) -> Option<&Pass> {
        self.passes.get(&id)
    }

    /// All passes, by their numbers.
    pub fn passes(&self) -> impl Iterator<Item = &Pass> {
        self.passes.values()
    }

    pub(crate) const fn zone(&self) -> &Zone {
        &self.zone
    }

    pub(crate) fn by_hash(&self, hash: &Digest) -> Vec<&Pass> {
        self.all(self.by_hash.get(hash))
    }

    /// The faces that passes of this list are known by.
    pub fn faces(&self) -> impl Iterator<Item = FaceId> + '_ {
        self.by_face.keys().copied()
    }

    pub(crate) fn by_face(&self, face: FaceId) -> Vec<&Pass> {
        self.all(self.by_face.get(&face))
    }

    fn all(&self, ids: Option<&Vec<PassId>>) -> Vec<&Pass> {
        ids.into_iter().flatten().filter_map(|id| self.passes.get(id)).collect()
    }
}

/// Nothing runs back: neither the version, nor the time at which the house looked; and one version is one list.
fn not_older(head: &Head, old: Option<&List>) -> Result<(), NotTaken> {
    let Some(old) = old.map(|old| &old.head) else { return Ok(()) };
    let turned = head.version == old.version && head.digest != old.digest;
    if head.version < old.version || head.made < old.made || turned {
        return Err(NotTaken::Older);
    }
    Ok(())
}

fn digest(passes: &BTreeMap<PassId, Pass>) -> Digest {
    let written: Vec<Vec<u8>> = passes
        .values()
        .map(|pass| {
            let mut line = serde_json::to_vec(pass).unwrap_or_default();
            line.push(b'\n');
            line
        })
        .collect();
    let mut parts: Vec<&[u8]> = vec![b"courtyard passes 1\0"];
    parts.extend(written.iter().map(Vec::as_slice));
    sha256(&parts)
}
