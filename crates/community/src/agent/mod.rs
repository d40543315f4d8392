//! Agents: the boxes at the doors of a community, as its house knows them.
//!
//! - A door has one agent. Those who run the community pair it by the code that it shows, and strike it off; both hold at once.
//! - The community's key for doors signs every list and every order. It, and the secret of each door, are sealed.
//! - A linked agent has what changed within a second, and hears each minute that it has the newest list.
//! - What a door writes down is taken over once, and is durable here before the agent is told so. Gaps and changes are told to
//!   those who run the community.
//! - Whatever cannot be shown to come from the agent that was paired is not answered.
//!
//! Form, dangers and rules: `docs/adr/0031-doors.md` and `docs/adr/0033-doors-of-a-house.md`.
//!
//! Tables: `community_door_key`, `community_agent`. Tells, as a notice, `door.trouble`.

mod actions;
mod faces;
mod http;
mod invited;
mod keys;
mod line;
mod link;
mod links;
mod listing;
mod orders;
mod pairing;
mod rules;
mod store;
mod taking;
mod talk;
mod terminals;

pub(crate) use http::routes;
pub use keys::signer;
pub use links::{Links, links};
pub(crate) use orders::is_linked;
pub use orders::{NotOpened, order};
pub use rules::{wake, wake_all};
pub(crate) use store::{end_all, eye_at};

use ::pass::{Chain, Digest, PublicKey};
use ground::{Attr, Erasure, Export, Fault, OrgId, Problem, Resource, TableDecl, Timestamp};
use policy::Personal;
use vault::{Sealed, Subject};

use crate::place::DoorId;

ground::id! {
    /// An agent that was paired with a door.
    pub struct AgentId => "agent"
}

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[
    TableDecl {
        name: "community_door_key",
        owner: "org",
        lifetime: "from the first agent until the organisation ends; erasure.end_org",
        export: Export::None,
        erasure: Erasure::Nothing,
        plain: &["org", "made_at"],
        sealed: &["seed"],
    },
    TableDecl {
        name: "community_agent",
        owner: "org",
        lifetime: "until it is struck off, another is paired with its door, or its organisation ends; erasure.end_org",
        export: Export::None,
        erasure: Erasure::Nothing,
        plain: &[
            "id",
            "org",
            "door",
            "public_key",
            "paired_at",
            "heard_at",
            "list_version",
            "list_digest",
            "held_version",
            "log_number",
            "log_last",
            "knows_time",
            "trouble",
            "trouble_at",
            "eye",
            "full_at",
        ],
        sealed: &["secret"],
    },
];

/// The key with which a community signs for its doors.
#[derive(Personal)]
#[personal(table = "community_door_key")]
pub(crate) struct DoorKey {
    /// Whose.
    pub org: OrgId,
    /// The seed of an Ed25519 key.
    #[personal(category = "org-company-particulars")]
    pub seed: Sealed<Vec<u8>>,
}

/// A row of `community_agent`.
#[derive(Personal)]
#[personal(table = "community_agent")]
pub(crate) struct Agent {
    /// Which.
    pub id: AgentId,
    /// Of which community.
    pub org: OrgId,
    /// At which door.
    pub door: DoorId,
    /// By what it is known.
    pub key: PublicKey,
    /// What it and the house share, under which cards and PINs stand in its list.
    #[personal(category = "org-company-particulars")]
    pub secret: Sealed<Vec<u8>>,
    /// Since when.
    pub paired_at: Timestamp,
    /// When it was last heard.
    pub heard_at: Option<Timestamp>,
    /// The list that was made last for it.
    pub listed: Listed,
    /// The version that it said it holds; 0 for none.
    pub holds: u64,
    /// How far its log was taken over.
    pub chain: Chain,
    /// Whether it knew the time when it wrote the last entry of that.
    pub knows_time: Option<bool>,
    /// What is not right with its log, and since when.
    pub trouble: Option<(Trouble, Timestamp)>,
    /// Since when its list has more passes than it can hold.
    pub full_at: Option<Timestamp>,
    /// Its eye; nothing where it has none.
    pub eye: Option<Eye>,
}

/// The eye of a box.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Eye {
    /// It sees.
    Sees,
    /// It has one that cannot see now: its models or its camera are not there.
    Blind,
}

impl Eye {
    /// The word in the table and on the wire.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Sees => "sees",
            Self::Blind => "blind",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        [Self::Sees, Self::Blind].into_iter().find(|one| one.word() == word)
    }
}

/// Which list was made last.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Listed {
    /// Its version.
    pub version: u64,
    /// The digest of its passes; none before the first.
    pub digest: Option<Digest>,
}

/// What is not right with the log of an agent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Trouble {
    /// Entries of its log are missing.
    Gap,
    /// Its log is another than before.
    Changed,
}

impl Trouble {
    const ALL: [Self; 2] = [Self::Gap, Self::Changed];

    /// The word in the table and on the wire.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Gap => "gap",
            Self::Changed => "changed",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

/// Under whose key the secrets of a community's doors are.
const fn subject(org: OrgId) -> Subject {
    Subject::Org(org)
}

/// A door as the policies see it when a box says that it is the agent there.
fn resource(door: DoorId, is_paired: bool) -> Resource {
    Resource { kind: "Door", id: door.to_string(), attrs: vec![("paired", Attr::Bool(is_paired))] }
}

/// How it is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// There is no such door.
    #[error("there is no such door")]
    Door,
    /// Nothing was paired with it.
    #[error("this door has no agent")]
    None,
    /// What was scanned is no code of an agent.
    #[error("this is not the code that an agent shows")]
    Code,
    /// As many wait as may.
    #[error("many agents are being paired; try again in three minutes")]
    Many,
    /// The house has as many links as it carries, or too many strangers call.
    #[error("too many call at once; try again")]
    Busy,
    /// Access says no.
    #[error(transparent)]
    Denied(#[from] ground::Denied),
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

ground::faults!(Refusal);

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Door => Self::not_found("agent.door", refusal),
            Refusal::None => Self::not_found("agent.none", refusal),
            Refusal::Code => Self::field("agent.code", "code", refusal),
            Refusal::Many => Self::conflict("agent.many", refusal),
            Refusal::Busy => Self::too_many("agent.busy", refusal, rules::GREETING.as_secs()),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
