//! How tickets look on the wire.

use ground::{PersonId, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;

use super::asker::{Said, Shown};
use super::file::store::FileRow;
use super::store::TicketRow;
use super::{Channel, FileId, Kind, Side, State, TicketId};
use crate::staff::Role;

/// A ticket without what stands in it.
#[derive(Serialize, JsonSchema)]
pub(super) struct TicketBrief {
    /// The ticket.
    pub id: TicketId,
    /// The number that was told.
    pub number: String,
    /// What for.
    pub kind: Kind,
    /// By which channel it came.
    pub channel: Channel,
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
            channel: row.channel,
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
    /// At which queue it waits.
    queue: Role,
}

impl From<&TicketRow> for WaitingTicket {
    fn from(row: &TicketRow) -> Self {
        Self { brief: row.into(), person: masked(row.person), account: row.account, queue: row.kind.role() }
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
    /// Pictures and voice clips, oldest first.
    files: Vec<FileView>,
    /// When the identity of whoever asks was last checked at the desk.
    verified_at: Option<Timestamp>,
    /// What solved it.
    resolution: Option<String>,
}

/// One picture or voice clip.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "TicketFileView")]
struct FileView {
    /// The file.
    id: FileId,
    /// `asker` or `house`.
    side: Side,
    /// Such as `image/png` or `audio/webm`.
    media_type: &'static str,
    /// Bytes.
    size: i64,
    /// When it was attached.
    at: Timestamp,
}

impl From<FileRow> for FileView {
    fn from(row: FileRow) -> Self {
        Self { id: row.id, side: row.side, media_type: row.media.word(), size: row.size, at: row.at }
    }
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
            files: shown.files.into_iter().map(FileView::from).collect(),
            verified_at: shown.row.verified_at,
            resolution: shown.resolution,
        }
    }
}
