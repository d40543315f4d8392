//! The record of what left: to whom, for which purpose, which fields, when, how much.

use ground::{Erasure, Export, TableDecl, Timestamp};
use policy::{Category, Purpose, Recipient};
use serde::{Deserialize, Serialize};
use vault::{Field, Plain, Sealed, Subject};

pub(crate) const TABLES: &[TableDecl] = &[
    TableDecl {
        name: "ground_migration",
        owner: "house",
        lifetime: "for good: what the schema has been through",
        export: Export::None,
        erasure: Erasure::Nothing,
        plain: &["version", "name", "checksum", "ran_at"],
        sealed: &[],
    },
    TableDecl {
        name: "egress_sent",
        owner: "person",
        lifetime: "as `sharing-record` in policy/retention.toml (three years), removed by Egress::sweep",
        export: Export::Person,
        erasure: Erasure::Floor,
        plain: &["id", "at", "subject", "recipient", "purpose", "outcome"],
        sealed: &["detail"],
    },
    TableDecl {
        name: "egress_errand",
        owner: "house",
        lifetime: "as `sharing-record` in policy/retention.toml (three years), removed by Egress::sweep",
        export: Export::None,
        erasure: Erasure::Nothing,
        plain: &["id", "at", "host", "purpose", "outcome"],
        sealed: &[],
    },
];

pub(crate) const DETAIL: Field<Detail> = Field::declare("egress_sent", "detail", Category::SharingRecord);

/// What became of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Outcome {
    /// It is about to leave; it stays so where the house stopped in between.
    Leaving,
    /// The recipient answered.
    Sent,
    /// The recipient answered, and did not take it.
    Refused,
    /// The recipient could not be reached.
    Failed,
    /// Nobody declared it: it was stopped at the gate.
    Undeclared,
    /// It lies in the outbox of `--dev`: nothing left.
    Outbox,
}

impl Outcome {
    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::Leaving => "leaving",
            Self::Sent => "sent",
            Self::Refused => "refused",
            Self::Failed => "failed",
            Self::Undeclared => "undeclared",
            Self::Outbox => "outbox",
        }
    }
}

/// The part that is sealed under the subject's key.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Detail {
    pub(crate) fields: Vec<String>,
    pub(crate) bytes: u64,
}

impl Plain for Detail {
    fn to_plain(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    fn from_plain(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }
}

/// A row before it is written.
pub(crate) struct Entry {
    pub(crate) id: [u8; 16],
    pub(crate) at: Timestamp,
    pub(crate) subject: Subject,
    pub(crate) recipient: Recipient,
    pub(crate) purpose: Purpose,
    pub(crate) outcome: Outcome,
    pub(crate) detail: Sealed<Detail>,
}

/// A row as read back.
pub(crate) struct Kept {
    pub(crate) at: Timestamp,
    pub(crate) recipient: String,
    pub(crate) purpose: String,
    pub(crate) outcome: String,
    pub(crate) detail: Sealed<Detail>,
}

/// Something that was sent, as the person reads it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sent {
    /// When.
    pub at: Timestamp,
    /// To whom, by the recipient's id at the time.
    pub recipient: String,
    /// What for, by the purpose's id at the time.
    pub purpose: String,
    /// `sent`, `refused` (it did not take it), `failed` (it could not be reached), `leaving` (the house stopped while it left) `undeclared` (nobody declared it, and nothing left)
    /// or `outbox` (`--dev`: nothing left).
    pub outcome: String,
    /// Which categories, by their ids at the time.
    pub fields: Vec<String>,
    /// How many bytes.
    pub bytes: u64,
}

/// One kind of sharing in the record, of whomever: what the daily check looks at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stray {
    /// To whom, by the recipient's id at the time.
    pub recipient: String,
    /// What for, by the purpose's id at the time.
    pub purpose: String,
    /// As [`Sent::outcome`].
    pub outcome: String,
    /// How often.
    pub times: u64,
}

/// A fresh id of a row.
pub(crate) fn fresh_id(clock: &ground::Clock) -> [u8; 16] {
    ground::ids::fresh_bytes(clock.now())
}

impl Kept {
    pub(crate) fn with(self, detail: &Detail) -> Sent {
        let Self { at, recipient, purpose, outcome, .. } = self;
        Sent { at, recipient, purpose, outcome, fields: detail.fields.clone(), bytes: detail.bytes }
    }
}
