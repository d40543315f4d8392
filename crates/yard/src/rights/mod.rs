//! Rights: what people ask about their own data, answered in time and for a reason.
//!
//! - A request is a ticket. Its clock starts when it is proved that it is the person who asks: fifteen days, and for the
//!   report fifteen working days, by numbers of the policy and the holidays of the country.
//! - At four fifths of the time those who run the house are told, and again when it is over.
//! - A refusal names one of the grounds there are and says why; the person sees both, and whom to complain to. Asking
//!   costs nothing.
//! - The archive is everything that is held about a person, signed, in a format that another house can read.
//! - Whoever restricts his data keeps them and sees them; nobody else and no program uses them.
//!
//! Tables: `yard_request`, `yard_restriction`. Tells: `rights.due_soon`, `rights.overdue`, `rights.answered`. Knows
//! nothing of what features hold: they say so themselves (`held`).

mod actions;
mod archive;
mod http;
mod jobs;
mod rules;
mod store;

pub(crate) use actions::{Prepared, ask_for, enter, prepare};
pub use actions::{awaken, checks, held};
pub(crate) use archive::{DOMAIN as ARCHIVE_DOMAIN, FORMAT as ARCHIVE_FORMAT};
pub use http::routes;
pub use jobs::jobs;
pub use rules::{Ground, Kind};
pub use store::RequestRow;
pub(crate) use store::keepers;

use ground::{Erasure, Export, Fault, Problem, TableDecl};

use crate::erasure::{Eraser, Work};
use crate::retention::{How, Sweeper};

ground::id! {
    /// One request about one's own data.
    pub struct RequestId => "request"
}

/// The tables of this feature.
pub const TABLES: &[TableDecl] = &[
    TableDecl {
        name: "yard_request",
        owner: "person",
        lifetime: "as retention says of feedback, removed by retention.sweep; until the person takes it back",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &[
            "id",
            "person",
            "kind",
            "opened_at",
            "verified_at",
            "due_at",
            "working_due_at",
            "warn_at",
            "warned_at",
            "overdue_at",
            "answered_at",
            "outcome",
            "ground",
            "answered_by",
        ],
        sealed: &["words", "answer"],
    },
    TableDecl {
        name: "yard_restriction",
        owner: "person",
        lifetime: "until the person lifts it",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["person", "since"],
        sealed: &[],
    },
];

/// What becomes of these tables when somebody is erased.
pub fn erasers() -> Vec<Eraser> {
    vec![
        Eraser { table: "yard_request", work: Work::AtOnce(store::erase_requests) },
        Eraser { table: "yard_restriction", work: Work::AtOnce(store::erase_restriction) },
    ]
}

/// What removes requests when their time is over.
pub fn sweepers() -> Vec<Sweeper> {
    let category = policy::Category::Feedback;
    let how = How::Swept { count: store::count_over, sweep: store::sweep_over };
    vec![
        Sweeper { category, event: "answered", how },
        Sweeper { category, event: "removed", how: How::Act("rights.withdraw") },
    ]
}

/// How a request is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// There is no such request of one's own, or none that waits.
    #[error("there is no such request, or it is answered already")]
    Unknown,
    /// There is no such kind.
    #[error("there is no such kind of request")]
    KindUnknown,
    /// The words are missing or too long.
    #[error("say it in 1 to 2000 characters")]
    Words,
    /// A refusal needs one of the grounds.
    #[error("a refusal needs one of the grounds there are")]
    GroundMissing,
    /// The ground is for those who ask again and again, and this person did not.
    #[error("this person has not asked too often: this ground does not hold")]
    NotRepeated,
    /// It was not proved yet that it is the person who asks.
    #[error("it was not proved yet that it is the person who asks")]
    Unverified,
    /// Too many requests today.
    #[error("too many requests today")]
    TooMany {
        /// Seconds after which to try again.
        after_s: u64,
    },
    /// The proof.
    #[error(transparent)]
    Identity(#[from] crate::identity::Refusal),
    /// The number that an appeal asks for.
    #[error(transparent)]
    Number(#[from] crate::number::Refusal),
    /// The vault says no.
    #[error(transparent)]
    Open(#[from] vault::OpenRefused),
    /// Access says no.
    #[error(transparent)]
    Denied(#[from] ground::Denied),
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Unknown => Self::not_found("rights.unknown", refusal),
            Refusal::KindUnknown => Self::field("rights.kind_unknown", "kind", refusal),
            Refusal::Words => Self::field("rights.words", "words", refusal),
            Refusal::GroundMissing => Self::field("rights.ground_missing", "ground", refusal),
            Refusal::NotRepeated => Self::field("rights.not_repeated", "ground", refusal),
            Refusal::Unverified => Self::conflict("rights.unverified", refusal),
            Refusal::TooMany { after_s } => Self::too_many("rights.too_many", refusal, after_s),
            Refusal::Identity(refusal) => refusal.into(),
            Refusal::Number(refusal) => refusal.into(),
            Refusal::Open(refusal) => refusal.into(),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
