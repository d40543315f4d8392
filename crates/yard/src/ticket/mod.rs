//! Tickets: whoever turns to the house — with an account or without — gets a number, a day by which he is answered, and the
//! answer.
//!
//! - What is written is sealed under the key of whoever wrote it; without an account that is a subject of its own, reached by
//!   number and code. The code is told once and kept as a keyed fingerprint.
//! - The day is counted by the numbers of the policy: `request-reply` for complaints about personal data, `contact-reply`
//!   (working days in mainland China) for the rest. At four fifths of the time the keepers are warned, and once more when it
//!   is over.
//! - Complaints about privacy and security wait at the queue of data protection, everything else at the general one; only
//!   whoever holds the role (see [`crate::staff`]) sees and opens what waits there.
//! - The list names nobody; opening one is a leaf of the access log with the ticket's number as its reason.
//! - Pictures and voice clips belong to a ticket as messages do: recognised by their bytes, sealed under the key of whoever
//!   wrote it.
//! - A call, an e-mail or a letter is recorded as a ticket, too. Of the account behind a number nothing is shown at the desk
//!   before a code to that number was read back; that is good for an hour.
//! - Whoever wrote may go on writing after the answer; that opens the ticket again.
//!
//! Tables: `yard_ticket`, `yard_ticket_message`, `yard_ticket_file`. Tells (notices): `ticket.answered`, `ticket.follow_up`,
//! `ticket.security_case`. Jobs: `ticket.clocks`, `ticket.sweep`, `ticket.remove_file`.

mod actions;
mod asker;
mod desk_http;
mod file;
mod file_http;
mod files;
mod grounds;
mod held;
mod http;
mod identity;
mod jobs;
mod media;
mod record;
mod rules;
mod store;
mod views;

pub use actions::may_answer;
pub(crate) use files::own_files;
pub use grounds::checks;
pub use held::held;
pub use http::routes;
pub use jobs::jobs;
pub(crate) use record::open_case;
pub use record::report;
pub use rules::{Channel, Kind, Side, State};
pub(crate) use store::written_by;
pub use store::{MessageRow, TicketRow};

use crate::staff;
use axum::http::StatusCode;
use ground::{Attr, Erasure, Export, Fault, PersonId, Problem, Resource, TableDecl};

ground::id! {
    /// One ticket.
    pub struct TicketId => "ticket"
}
ground::id! {
    /// One message of a ticket.
    pub struct MessageId => "message"
}

ground::id! {
    /// One picture or voice clip of a ticket.
    pub struct FileId => "file"
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
            "channel",
            "verified_at",
        ],
        sealed: &["code_index", "contact", "resolution"],
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
    TableDecl {
        name: "yard_ticket_file",
        owner: "person",
        lifetime: "as its ticket; the file goes by ticket.remove_file",
        export: Export::Person,
        erasure: Erasure::Rows,
        // `file` is a random name in the store; what lies there is sealed for this column.
        plain: &["id", "ticket", "person", "side", "media", "size", "at"],
        sealed: &["file"],
    },
];

/// A ticket as the policies see it: whose it is, and who sits at its queue.
fn resource(id: TicketId, person: PersonId, staff: &[PersonId]) -> Resource {
    let attrs = vec![("person", Attr::Id(person.to_string())), ("staff", staff::ids(staff))];
    Resource { kind: "Ticket", id: id.to_string(), attrs }
}

/// What becomes of what somebody wrote who is erased.
pub fn erasers() -> Vec<crate::erasure::Eraser> {
    use crate::erasure::{Eraser, Work};
    vec![
        // Files before their tickets: with a ticket the name of what is to be removed would go.
        Eraser { table: "yard_ticket_file", work: Work::AtOnce(file::store::erase) },
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
    /// Nobody writes this kind by himself.
    #[error("a ticket of this kind is not written")]
    KindWrong,
    /// What comes by the pages of the house is not recorded by hand.
    #[error("record a call, an e-mail or a letter")]
    ChannelWrong,
    /// It is neither a picture nor a voice clip.
    #[error("this is neither a PNG, JPEG or WebP picture nor a voice clip in WebM, Ogg or MP4")]
    FileWrong,
    /// It is too large.
    #[error("a picture or a voice clip has at most one MiB")]
    FileLarge,
    /// A ticket has so many already.
    #[error("a ticket has at most 20 pictures and voice clips")]
    FilesMany,
    /// There is no such file.
    #[error("there is no such picture or voice clip")]
    FileUnknown,
    /// Nothing is shown or done before the identity of whoever asks was checked.
    #[error("first check who it is: a code to his number, read back")]
    Unverified,
    /// The number that was proved is not that of the ticket's account.
    #[error("this ticket belongs to an account with another number")]
    NumberOther,
    /// Nobody has an account with this number.
    #[error("nobody has an account with this number")]
    NoAccount,
    /// The number, or the code that was sent to it.
    #[error(transparent)]
    Account(#[from] crate::account::Refusal),
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

ground::faults!(Refusal);

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::TextWrong => Self::field("ticket.text_wrong", "text", refusal),
            Refusal::ContactWrong => Self::field("ticket.contact_wrong", "contact", refusal),
            Refusal::KindWrong => Self::field("ticket.kind_wrong", "kind", refusal),
            Refusal::ChannelWrong => Self::field("ticket.channel_wrong", "channel", refusal),
            Refusal::FileWrong => Self::invalid("ticket.file_wrong", refusal),
            Refusal::FileLarge => Self::new(StatusCode::PAYLOAD_TOO_LARGE, "ticket.file_large", refusal),
            Refusal::FilesMany => Self::conflict("ticket.files_many", refusal),
            Refusal::FileUnknown => Self::not_found("ticket.file_unknown", refusal),
            Refusal::Unverified => Self::conflict("ticket.unverified", refusal),
            Refusal::NumberOther => Self::conflict("ticket.number_other", refusal),
            Refusal::NoAccount => Self::not_found("ticket.no_account", refusal),
            Refusal::Account(refusal) => refusal.into(),
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
