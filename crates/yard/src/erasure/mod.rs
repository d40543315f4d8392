//! The end of an account: a person cancels it, and what is held about him goes, provably.
//!
//! - Whoever cancels proves that it is he. Sessions, ways in, memberships and the claim on the number end at once.
//! - Where the doorplate keeps a closed account for a time, its data rest locked: the door opens them for security and
//!   legal hold alone. Then, and elsewhere at once, the keys are destroyed and the rows removed.
//! - What the law wants kept stays, store-only, until its time is over.
//! - The receipt proves by a leaf of the access log that it was done. The erasure list rests with the keys: a start
//!   erases again whoever came back with an older copy of the data.
//! - Every table that holds something about people has an [`Eraser`]; without one the house does not start.
//!
//! Table: `yard_closing`. Tells: `org.member_left`. Knows nothing of what wings hold: they bring their erasers along.

mod actions;
mod http;
mod jobs;
mod registry;
mod rules;
mod store;

pub use actions::awaken;
pub(crate) use actions::{end, end_within};
pub use http::routes;
pub(crate) use jobs::EndOrg;
pub use jobs::jobs;
pub use registry::{Erase, Eraser, Work, Working, check};

use ground::{Clock, Erasure, Export, Fault, Problem, TableDecl, Timestamp};

ground::id! {
    /// One closing of an account; whoever knows it may fetch the receipt.
    pub struct ClosingId => "closing"
}

/// The tables of this feature.
pub const TABLES: &[TableDecl] = &[TableDecl {
    name: "yard_closing",
    owner: "house",
    lifetime: "for good: an opaque id and times, so that a copy from before is erased again",
    export: Export::None,
    erasure: Erasure::Nothing,
    plain: &["id", "person", "state", "closed_at", "due_at", "erased_at", "leaf", "statement"],
    sealed: &[],
}];

/// The erasers of the tables of ground, of the vault and of egress, which know no house.
pub fn erasers() -> Vec<Eraser> {
    vec![
        Eraser { table: "ground_stream", work: Work::AtOnce(store::frames) },
        Eraser { table: "ground_stream_head", work: Work::AtOnce(store::stream_head) },
        Eraser { table: "ground_job", work: Work::AtOnce(store::waiting_jobs) },
        Eraser { table: "vault_access_entry", work: Work::Vault },
        Eraser { table: "vault_access_count", work: Work::Vault },
        Eraser { table: "vault_flow", work: Work::Vault },
        Eraser {
            table: "egress_sent",
            work: Work::Floor { category: policy::Category::SharingRecord, event: "collected" },
        },
    ]
}

/// How far a closing is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum State {
    /// Ways in and places are being removed.
    Closing,
    /// The data rest until they are due.
    Locked,
    /// The keys are gone, the rows are going.
    Erasing,
    /// Nothing is left but what the law wants.
    Erased,
}

impl State {
    const ALL: [Self; 4] = [Self::Closing, Self::Locked, Self::Erasing, Self::Erased];

    /// The word in the table and on the wire.
    const fn word(self) -> &'static str {
        match self {
            Self::Closing => "closing",
            Self::Locked => "locked",
            Self::Erasing => "erasing",
            Self::Erased => "erased",
        }
    }

    fn from_word(word: &str) -> Result<Self, Fault> {
        let found = Self::ALL.into_iter().find(|state| state.word() == word);
        found.ok_or_else(|| Fault::new("a closing in a state that nobody knows"))
    }
}

/// A closing.
#[derive(Clone, Debug)]
struct Closing {
    id: ClosingId,
    person: ground::PersonId,
    state: State,
    closed_at: Timestamp,
    due_at: Timestamp,
    erased_at: Option<Timestamp>,
    leaf: Option<u64>,
    statement: Option<String>,
}

impl Closing {
    /// One that begins: closed at the first instant, to be erased at the second.
    fn begun(
        clock: &Clock,
        person: ground::PersonId,
        state: State,
        (closed_at, due_at): (Timestamp, Timestamp),
    ) -> Self {
        let id = ClosingId::fresh(clock);
        Self { id, person, state, closed_at, due_at, erased_at: None, leaf: None, statement: None }
    }
}

/// How closing an account is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// Nobody would run the house.
    #[error("you are the only one who runs this house; name another keeper first")]
    LastKeeper,
    /// Organisations would be left without an administrator.
    #[error("an organisation would be left without an administrator; name another one first")]
    LastAdministrator,
    /// There is no such closing.
    #[error("there is no such closing")]
    Unknown,
    /// It was not proved that it is the person.
    #[error(transparent)]
    Identity(#[from] crate::identity::Refusal),
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
            Refusal::LastKeeper => Self::conflict("closing.last_keeper", refusal),
            Refusal::LastAdministrator => Self::conflict("closing.last_administrator", refusal),
            Refusal::Unknown => Self::not_found("closing.unknown", refusal),
            Refusal::Identity(refusal) => refusal.into(),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
