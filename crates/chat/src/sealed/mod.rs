//! Sealed conversations: of two, encrypted from device to device by MLS (RFC 9420). The house keeps the order, and what it
//! cannot open.
//!
//! - A conversation is sealed from its beginning and for ever. What needs its words (search, files, forwarding, signs,
//!   programs, calls, urgency) is refused there, in one place, with a code of its own.
//! - What is written names the epoch in which it was encrypted, and is taken only in that one: all devices see messages and
//!   changes of the group in one order. Of two changes at once one wins; the other is told the epoch, and tries again.
//! - A key package is given out once; a device's lasting one only when no other is left.
//! - Who begins has an archive under a recovery key, so that a lost telephone is not a lost conversation. The key never comes
//!   here.
//!
//! Tables: `chat_device`, `chat_key_package`, `chat_sealed`, `chat_welcome`, `chat_archive`. Knows nothing of keys that open
//! something, and reads of a message its outside alone.

mod actions;
mod archive;
mod http;
mod rules;
pub(crate) mod store;

pub(crate) use archive::held;
pub use http::routes;

use ground::{Erasure, Export, Fault, PersonId, Problem, TableDecl, Timestamp};
use policy::Personal;
use vault::{Plain, Sealed};

ground::id! {
    /// A device that takes part in sealed conversations.
    pub struct SealedDeviceId => "sealer"
}

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[
    TableDecl {
        name: "chat_device",
        owner: "person",
        lifetime: "until its owner removes it or is erased",
        export: Export::None,
        erasure: Erasure::Rows,
        plain: &["id", "person", "signs", "made_at"],
        sealed: &[],
    },
    TableDecl {
        name: "chat_key_package",
        owner: "person",
        lifetime: "until it is taken, or its device is removed",
        export: Export::None,
        erasure: Erasure::Rows,
        plain: &["id", "device", "package", "lasting"],
        sealed: &[],
    },
    TableDecl {
        name: "chat_sealed",
        owner: "conversation",
        lifetime: "as long as the conversation; what a device comes back by, until one of the people is erased",
        export: Export::None,
        erasure: Erasure::Rows,
        plain: &["conversation", "epoch", "info"],
        sealed: &[],
    },
    TableDecl {
        name: "chat_welcome",
        owner: "person",
        lifetime: "until the device took it, or is removed",
        export: Export::None,
        erasure: Erasure::Rows,
        plain: &["conversation", "device", "seq", "welcome"],
        sealed: &[],
    },
    TableDecl {
        name: "chat_archive",
        owner: "person",
        lifetime: "until its owner replaces it or is erased",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["person", "id", "version", "at"],
        sealed: &["content"],
    },
];

/// A device.
pub(crate) struct Device {
    /// Its id; it is its name in the groups.
    pub id: SealedDeviceId,
    /// Whose.
    pub person: PersonId,
    /// The public key by which it signs (Ed25519).
    pub signs: Vec<u8>,
    /// Since when.
    pub made_at: Timestamp,
}

/// Bytes that the house cannot open.
#[derive(Clone)]
pub(crate) struct Shut(pub Vec<u8>);

impl Plain for Shut {
    fn to_plain(&self) -> Vec<u8> {
        self.0.clone()
    }

    fn from_plain(bytes: &[u8]) -> Option<Self> {
        Some(Self(bytes.to_vec()))
    }
}

/// What a person's devices keep together.
#[derive(Personal)]
#[personal(table = "chat_archive")]
pub(crate) struct Archive {
    /// The row.
    pub id: [u8; 16],
    /// Counts each time that it is replaced.
    pub version: i64,
    /// When that was last.
    pub at: Timestamp,
    /// What only the recovery key opens.
    #[personal(category = "message-content")]
    pub content: Sealed<Shut>,
}

/// A change of the group on its way into the log.
pub(crate) struct Change {
    /// What a device comes back in by, once the change stands.
    pub info: Vec<u8>,
    /// What lets new devices in.
    pub welcomes: Vec<(SealedDeviceId, Vec<u8>)>,
}

/// How it is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// No such device of the caller.
    #[error("there is no such device of yours")]
    DeviceUnknown,
    /// Somebody to whom the caller cannot write.
    #[error("there is nobody like that to whom you can write")]
    PersonUnknown,
    /// It is not encrypted from device to device.
    #[error("this conversation is not sealed")]
    NotSealed,
    /// What was sent is none, or too big; the field is named.
    #[error("this is not what MLS makes for this place, or it is too big")]
    Form(&'static str),
    /// There are as many devices as there may be.
    #[error("a person has at most ten devices")]
    Devices,
    /// That key is another device's.
    #[error("another device signs by this key")]
    KeyTaken,
    /// One of the two has no device yet.
    #[error("one of you has no device for sealed conversations yet")]
    NoDevice,
    /// The caller has made no recovery key.
    #[error("make a recovery key first")]
    NoRecovery,
    /// Another device replaced the archive meanwhile.
    #[error("the archive was replaced meanwhile")]
    Version(i64),
    /// Too many packages were taken.
    #[error("too often; try again later")]
    TooOften(u64),
    /// The conversation refused it.
    #[error(transparent)]
    Conversation(#[from] crate::conversation::Refusal),
    /// The log refused it.
    #[error(transparent)]
    Log(#[from] crate::log::Refusal),
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
            Refusal::DeviceUnknown => Self::not_found("sealed.device_unknown", refusal),
            Refusal::PersonUnknown => Self::not_found("sealed.person_unknown", refusal),
            Refusal::NotSealed => Self::conflict("sealed.not_sealed", refusal),
            Refusal::Form(field) => Self::field("sealed.form", field, refusal),
            Refusal::Devices => Self::conflict("sealed.devices", refusal),
            Refusal::KeyTaken => Self::conflict("sealed.key_taken", refusal),
            Refusal::NoDevice => Self::conflict("sealed.no_device", refusal),
            Refusal::NoRecovery => Self::conflict("sealed.no_recovery", refusal),
            Refusal::Version(version) => {
                Self::conflict("sealed.version", refusal).with("version", version.to_string())
            }
            Refusal::TooOften(wait_s) => Self::too_many("sealed.too_often", refusal, wait_s),
            Refusal::Conversation(refusal) => refusal.into(),
            Refusal::Log(refusal) => refusal.into(),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
