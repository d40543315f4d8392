//! How tickets look on the wire.

use ground::{PersonId, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;

use super::asker::{Said, Shown};
use super::store::TicketRow;
use super::{Kind, Side, State, TicketId};

/// A ticket without what stands in it.
#[derive(Serialize, JsonSchema)]
pub(super) struct TicketBrief {
    /// The ticket.
    pub id: TicketId,
    /// The number that was told.
    pub number: String,
    /// What for.
    pub kind: Kind,
    /// Where it stands.
    pub state: State,
    /// Since when it waits for an answer, or did.
    pub opened_at: Timestamp,
    /// By when it is answered.
    pub due_at: Timestamp,
    /// True where it was not answered in time.
    pub overdue: bool,
    /// When it was last answered.
    pub answered_at: Option<Timestamp>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// How often it was opened again.
    pub reopened: i64,
}

impl From<&TicketRow> for TicketBrief {
    fn from(row: &TicketRow) -> Self {
        Self {
            id: row.id,
            number: row.number.clone(),
            kind: row.kind,
            state: row.state,
            opened_at: row.opened_at,
            due_at: row.due_at,
            overdue: row.overdue_at.is_some(),
            answered_at: row.answered_at,
            closed_at: row.closed_at,
            reopened: row.reopened,
        }
    }
}

/// A ticket as keepers see it in the list: of whoever wrote it, four signs.
#[derive(Serialize, JsonSchema)]
pub(super) struct WaitingTicket {
    #[serde(flatten)]
    brief: TicketBrief,
    /// The last four signs of the person's id, behind stars.
    person: String,
    /// Whether the person has an account.
    account: bool,
}

impl From<&TicketRow> for WaitingTicket {
    fn from(row: &TicketRow) -> Self {
        Self { brief: row.into(), person: masked(row.person), account: row.account }
    }
}

fn masked(person: PersonId) -> String {
    let id = person.to_string();
    format!("****{}", &id[id.len().saturating_sub(4)..])
}

/// A ticket with what stands in it.
#[derive(Serialize, JsonSchema)]
pub(super) struct TicketView {
    #[serde(flatten)]
    brief: TicketBrief,
    /// How to reach whoever wrote it, as he said.
    contact: Option<String>,
    /// What was written, oldest first.
    messages: Vec<MessageView>,
}

/// One message.
#[derive(Serialize, JsonSchema)]
struct MessageView {
    /// `asker` or `house`.
    side: Side,
    /// When.
    at: Timestamp,
    /// What.
    text: String,
}

impl From<Shown> for TicketView {
    fn from(shown: Shown) -> Self {
        let message = |Said { side, at, text }| MessageView { side, at, text };
        Self {
            brief: (&shown.row).into(),
            contact: shown.contact,
            messages: shown.said.into_iter().map(message).collect(),
        }
    }
}
