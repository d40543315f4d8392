//! The record of a meeting: who was there from when to when, for its host (JJB-018).
//!
//! - A stay begins when the media engine says that somebody entered, and ends when it says that he is gone.
//! - Nobody is there twice at once; who comes back has another stay, and the time between is not counted.
//! - What a fall of the server left open goes on with whoever comes back in time, else it ends when he was last seen.
//! - When somebody came and went is sealed under his own key; only the host of the meeting has it opened, and each
//!   such opening is one leaf in the access log.
//!
//! Table: `meet_stay`. Tells nothing. Knows nothing of what anybody said.

mod actions;
mod http;
mod listener;
mod rules;
mod store;

pub(crate) use actions::{held, hosted, went};
pub use http::routes;
pub use listener::listen;
pub(crate) use store::stay as stay_of;

use ground::{Erasure, Export, MeetingId, TableDecl, Timestamp};
use policy::Personal;
use vault::{Plain, Sealed};

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[TableDecl {
    name: "meet_stay",
    owner: "person",
    lifetime: "as retention says of meeting-participation, removed by retention.sweep",
    export: Export::Person,
    erasure: Erasure::Keys,
    plain: &["id", "meeting", "participant", "seen_at"],
    sealed: &["came", "went"],
}];

/// When somebody came or went.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment(pub Timestamp);

impl Plain for Moment {
    fn to_plain(&self) -> Vec<u8> {
        self.0.micros().to_be_bytes().to_vec()
    }

    fn from_plain(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(|bytes| Self(Timestamp::from_micros(i64::from_be_bytes(bytes))))
    }
}

/// One stay of a participant.
#[derive(Personal)]
#[personal(table = "meet_stay")]
pub(crate) struct Stay {
    /// The row.
    pub id: [u8; 16],
    /// The meeting.
    pub meeting: MeetingId,
    /// Whose stay.
    pub participant: [u8; 16],
    /// From when.
    #[personal(category = "meeting-participation")]
    pub came: Sealed<Moment>,
    /// Until when.
    #[personal(category = "meeting-participation")]
    pub went: Option<Sealed<Moment>>,
}
