//! Who besides its people reads a conversation: nobody, unless a grant stands.
//!
//! - A grant names one conversation, a reason and an end. An administrator of the organisation that holds the conversation
//!   gives it, and where the organisation has another one, that one agrees; or a case at the desk does that a second keeper
//!   approved.
//! - Everybody in the conversation is told when it begins, sees that it stands, by whose word, and how much was opened. Whoever
//!   gave it, or any administrator of the organisation, ends it at once; a case that is closed ends its own.
//! - A keeper reads by it what people said and the files they sent, under ids instead of names; each opening is a leaf of the
//!   access log. He writes nothing, and what was taken back stays gone, unless it is held ([`crate::hold`]).
//!
//! Table: `chat_grant`. Tells (notice): `conversation.granted`. Passes: `conversation.granted`, a hint. Job: `grant.sweep`.

mod actions;
mod grounds;
mod http;
mod jobs;
mod rules;
pub(crate) mod store;

pub(crate) use grounds::granted;
pub use http::routes;
pub(crate) use jobs::jobs;

use ground::{Denied, Erasure, Export, Fault, OrgId, PersonId, Problem, TableDecl, Timestamp};
use yard::disclosure::DisclosureId;

use crate::conversation::ConversationId;
pub(crate) use rules::Why;

ground::id! {
    /// One grant.
    pub struct GrantId => "grant"
}

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[TableDecl {
    name: "chat_grant",
    owner: "conversation",
    lifetime: "a year beyond its end, for whoever was in the conversation; removed by grant.sweep",
    export: Export::None,
    erasure: Erasure::Rows,
    plain: &[
        "id",
        "conversation",
        "org",
        "disclosure",
        "why",
        "given_by",
        "given_at",
        "agreed_by",
        "stands_at",
        "ends_at",
        "ended_at",
        "looks",
    ],
    sealed: &[],
}];

/// A row of `chat_grant`.
pub(crate) struct Grant {
    pub id: GrantId,
    pub conversation: ConversationId,
    /// The organisation whose word it is; none where it is a case's.
    pub org: Option<OrgId>,
    /// The case whose it is.
    pub disclosure: Option<DisclosureId>,
    pub why: Why,
    pub given_by: PersonId,
    pub given_at: Timestamp,
    /// The second administrator.
    pub agreed_by: Option<PersonId>,
    /// From when on it stands.
    pub stands_at: Option<Timestamp>,
    pub ends_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    /// Pages and files that were opened under it.
    pub looks: i64,
}

/// How it is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// Such callers do not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// There is none, or it is over.
    #[error("there is no such grant, or it is over")]
    Unknown,
    /// The organisation holds no such conversation.
    #[error("the organisation holds no such conversation")]
    Conversation,
    /// The hours are out of bounds.
    #[error("a grant holds for one hour to thirty days")]
    Hours,
    /// Whoever gave it cannot agree to it.
    #[error("another administrator has to agree")]
    SamePerson,
    /// One stands or waits already.
    #[error("a grant for this conversation stands or waits already")]
    Standing,
    /// No grant stands.
    #[error("nobody let the house read this conversation")]
    Needed,
    /// The case is none that was approved.
    #[error("this is no case that a second keeper approved, or nobody in it is in the conversation")]
    Case,
    /// The file is not there.
    #[error(transparent)]
    File(#[from] crate::file::Refusal),
    /// The log refused it.
    #[error(transparent)]
    Log(#[from] crate::log::Refusal),
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

ground::faults!(Refusal);

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Denied(denied) => denied.into(),
            Refusal::Unknown => Self::not_found("grant.unknown", refusal),
            Refusal::Conversation => Self::field("grant.conversation", "conversation", refusal),
            Refusal::Hours => Self::field("grant.hours", "hours", refusal),
            Refusal::SamePerson => Self::conflict("grant.same_person", refusal),
            Refusal::Standing => Self::conflict("grant.standing", refusal),
            Refusal::Needed => Self::forbidden("grant.needed", refusal),
            Refusal::Case => Self::conflict("grant.case", refusal),
            Refusal::File(refusal) => refusal.into(),
            Refusal::Log(refusal) => refusal.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
