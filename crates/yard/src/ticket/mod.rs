//! Tickets: whoever turns to the house — with an account or without — gets a number, a day by which he is answered, and the
//! answer.
//!
//! - What is written is sealed under the key of whoever wrote it; without an account that is a subject of its own, reached by
//!   number and code. The code is told once and kept as a keyed fingerprint.
//! - The day is counted by the numbers of the policy: `request-reply` for complaints about personal data, `contact-reply`
//!   (working days in mainland China) for the rest. At four fifths of the time the keepers are warned, and once more when it
//!   is over.
//! - Keepers see a list that names nobody; opening one is a leaf of the access log with the ticket's number as its reason.
//! - Whoever wrote may go on writing after the answer; that opens the ticket again.
//!
//! Tables: `yard_ticket`, `yard_ticket_message`. Tells: `ticket.answered` (a notice). Jobs: `ticket.clocks`, `ticket.sweep`.

mod actions;
mod asker;
mod grounds;
mod held;
mod http;
mod jobs;
mod rules;
mod store;
mod views;

pub use grounds::checks;
pub use held::held;
pub use http::routes;
pub use jobs::jobs;
pub use rules::{Kind, Side, State};
pub(crate) use store::written_by;
pub use store::{MessageRow, TicketRow};

use ground::{Attr, Erasure, Export, Fault, PersonId, Problem, Resource, TableDecl};

ground::id! {
    /// One ticket.
    pub struct TicketId => "ticket"
}
ground::id! {
    /// One message of a ticket.
    pub struct MessageId => "message"
}

/// The tables of this feature.
pub const TABLES: &[TableDecl] = &[
    TableDecl {
        name: "yard_ticket",
        owner: "person",
        lifetime: "as `feedback` in policy/retention.toml, counted from the answer; removed by ticket.sweep",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &[
            "id",
            "number",
            "person",
            "account",
            "kind",
            "state",
            "opened_at",
            "due_at",
            "warned_at",
            "overdue_at",
            "answered_at",
            "closed_at",
            "reopened",
        ],
        sealed: &["code_index", "contact"],
    },
    TableDecl {
        name: "yard_ticket_message",
        owner: "person",
        lifetime: "as its ticket",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["id", "ticket", "person", "side", "author", "at"],
        sealed: &["text"],
    },
];

/// A ticket as the policies see it.
fn resource(id: TicketId, person: PersonId) -> Resource {
    Resource { kind: "Ticket", id: id.to_string(), attrs: vec![("person", Attr::Id(person.to_string()))] }
}

/// What becomes of what somebody wrote who is erased.
pub fn erasers() -> Vec<crate::erasure::Eraser> {
    use crate::erasure::{Eraser, Work};
    vec![
        Eraser { table: "yard_ticket_message", work: Work::AtOnce(store::erase_messages) },
        Eraser { table: "yard_ticket", work: Work::AtOnce(store::erase) },
    ]
}

/// What removes tickets when their time is over.
pub fn sweepers() -> Vec<crate::retention::Sweeper> {
    use crate::retention::{How, Sweeper};
    let how = How::Job("ticket.sweep");
    vec![Sweeper { category: policy::Category::Feedback, event: "answered", how }]
}

/// How writing, reading or answering is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// There is no text.
    #[error("a message has 1 to 4000 characters")]
    TextWrong,
    /// The contact cannot be one.
    #[error("a contact has at most 200 characters and no control characters")]
    ContactWrong,
    /// There is no such ticket, or the code is not its own.
    #[error("there is no such ticket, or the code is not its own")]
    Unknown,
    /// It is closed already.
    #[error("this ticket is closed")]
    Closed,
    /// Nothing was answered yet.
    #[error("a ticket is closed with an answer")]
    Unanswered,
    /// The proof of work is missing or used.
    #[error("the proof of work is missing, wrong or was used before")]
    ProofWrong,
    /// Too much was written or tried.
    #[error("too many at once")]
    TooMany {
        /// Seconds after which to try again.
        after_s: u64,
    },
    /// Access says no.
    #[error(transparent)]
    Denied(#[from] ground::Denied),
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<vault::OpenRefused> for Refusal {
    fn from(refusal: vault::OpenRefused) -> Self {
        refusal.or(Self::Unknown)
    }
}

impl From<ground::DbError> for Refusal {
    fn from(error: ground::DbError) -> Self {
        Self::Fault(error.into())
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::TextWrong => Self::field("ticket.text_wrong", "text", refusal),
            Refusal::ContactWrong => Self::field("ticket.contact_wrong", "contact", refusal),
            Refusal::Unknown => Self::not_found("ticket.unknown", refusal),
            Refusal::Closed => Self::conflict("ticket.closed", refusal),
            Refusal::Unanswered => Self::conflict("ticket.unanswered", refusal),
            Refusal::ProofWrong => Self::field("session.proof_wrong", "proof", refusal),
            Refusal::TooMany { after_s } => Self::too_many("ticket.limit", refusal, after_s),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
