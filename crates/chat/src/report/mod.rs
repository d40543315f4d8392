//! Messages that somebody reports.
//!
//! - To those who keep order in a group and outrank whoever wrote it: they see which message, why, and what the reporter says
//!   of it, and not who he is. They answer with one of four outcomes, which is carried out, and of which both are told.
//! - Or to the house: what the message says then goes along by the reporter's own act, into a ticket at the support's queue,
//!   and the house can take the message down.
//! - A report copies nothing inside the conversation. Whoever takes a message back destroys it for those who keep order, too.
//!
//! Table: `chat_report`. Tells (notices): `report.answered`, `report.acted`. Passes: `conversation.report`, a hint to those
//! who keep order. Job: `report.sweep`. `docs/adr/0023r-reports-and-an-organisations-rules.md` says why.

mod actions;
mod answering;
mod desk;
mod held;
mod http;
mod jobs;
mod rules;
pub(crate) mod store;

pub(crate) use held::held;
pub use http::routes;
pub(crate) use jobs::jobs;
pub(crate) use rules::{Outcome, Why};

use ground::{Erasure, Export, Fault, PersonId, Problem, TableDecl, Timestamp};
use policy::Personal;
use vault::Sealed;
use yard::ticket::TicketId;

use crate::conversation::ConversationId;
use crate::log::Text;

ground::id! {
    /// One report.
    pub struct ReportId => "report"
}

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[TableDecl {
    name: "chat_report",
    owner: "person",
    lifetime: "half a year, or until the reporter or the reported is erased, or the conversation goes; removed by report.sweep",
    export: Export::Person,
    erasure: Erasure::Rows,
    plain: &[
        "id",
        "conversation",
        "seq",
        "reporter",
        "reported",
        "why",
        "ticket",
        "at",
        "outcome",
        "done_by",
        "done_at",
    ],
    sealed: &["note"],
}];

/// A row of `chat_report`.
#[derive(Personal)]
#[personal(table = "chat_report")]
pub(crate) struct Report {
    /// Its id.
    pub id: ReportId,
    /// Where the message stands.
    pub conversation: ConversationId,
    /// Its number there.
    pub seq: i64,
    /// Who reports it.
    pub reporter: PersonId,
    /// Who wrote it.
    pub reported: PersonId,
    /// Why.
    pub why: Why,
    /// What he says of it.
    #[personal(category = "message-content")]
    pub note: Option<Sealed<Text>>,
    /// The ticket that it became; none where it is for those who keep order.
    pub ticket: Option<TicketId>,
    /// When.
    pub at: Timestamp,
    /// What came of it.
    pub outcome: Option<Outcome>,
    /// When that was.
    pub done_at: Option<Timestamp>,
}

/// How it is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// There is none, or it is not the caller's to see.
    #[error("there is no such report")]
    Unknown,
    /// One's own message, or one that no person wrote.
    #[error("this is no message of somebody else")]
    Message,
    /// He reported it already.
    #[error("you reported this message already")]
    Again,
    /// He reported as many as one may in a day.
    #[error("you reported many messages today; go on tomorrow")]
    TooMany,
    /// Nobody there outranks whoever wrote it.
    #[error("nobody there keeps order above whoever wrote this; report it to the house")]
    Nobody,
    /// What is said of it is too long.
    #[error("say it in at most 1,000 characters")]
    Note,
    /// An answer was given.
    #[error("this report has been answered")]
    Done,
    /// Access says no.
    #[error(transparent)]
    Denied(#[from] ground::Denied),
    /// The log refused it.
    #[error(transparent)]
    Log(#[from] crate::log::Refusal),
    /// Order refused it.
    #[error(transparent)]
    Order(#[from] crate::order::Refusal),
    /// The conversation refused it.
    #[error(transparent)]
    Conversation(#[from] crate::conversation::Refusal),
    /// The desk refused it.
    #[error(transparent)]
    Ticket(#[from] yard::ticket::Refusal),
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

ground::faults!(Refusal);

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Unknown => Self::not_found("report.unknown", refusal),
            Refusal::Message => Self::conflict("report.message", refusal),
            Refusal::Again => Self::conflict("report.again", refusal),
            Refusal::TooMany => Self::conflict("report.too_many", refusal),
            Refusal::Nobody => Self::conflict("report.nobody", refusal),
            Refusal::Note => Self::field("report.note", "note", refusal),
            Refusal::Done => Self::conflict("report.done", refusal),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Log(refusal) => refusal.into(),
            Refusal::Order(refusal) => refusal.into(),
            Refusal::Conversation(refusal) => refusal.into(),
            Refusal::Ticket(refusal) => refusal.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
