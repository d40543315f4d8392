//! The services of the house in an organisation: until its administrators open one, nothing is collected for it and nothing of it
//! is shown (DB-014, DB-064).
//!
//! - A new organisation has those open that its creator named when he created it, and no other.
//! - Of one that is shut every operation within the organisation is refused with `org.service_shut`, for administrators too, and what
//!   people have of it elsewhere (their own calendar, their tasks, reminders) leaves out what is of that organisation.
//! - What was kept rests: it is in each person's export, goes when its time is over, and is there again when it is opened again.
//!
//! A wing says which of its routes serve which service by the extension [`Serves`]; whoever comes in by an organisation is asked for
//! it after his membership. Table: `yard_org_opened`. Decision: `docs/adr/0051-applications.md`.

mod actions;
mod http;
mod store;

pub(in crate::org) use actions::{found, is_there};
pub(in crate::org) use http::routes;
pub(in crate::org) use store::of_person;
pub use store::{is_open, is_open_now, open_since};

use ground::{Erasure, Export, OrgId, Problem, TableDecl, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The table of this room.
pub(in crate::org) const TABLE: TableDecl = TableDecl {
    name: "yard_org_opened",
    owner: "org",
    lifetime: "until it is closed, or the organisation ends",
    export: Export::Org,
    erasure: Erasure::Nothing,
    plain: &["org", "service", "opened_at"],
    sealed: &[],
};

/// What may be opened.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "OrgServiceKind")]
pub enum Service {
    /// Calendars of the organisation, its rooms, and invitations among colleagues.
    Calendar,
    /// Tasks for colleagues.
    Tasks,
    /// Attendance.
    Attendance,
    /// Approval.
    Approval,
    /// Personnel matters.
    Personnel,
}

impl Service {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Calendar, Self::Tasks, Self::Attendance, Self::Approval, Self::Personnel];

    /// The service of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|service| service.word() == word)
    }

    /// The word in the table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Calendar => "calendar",
            Self::Tasks => "tasks",
            Self::Attendance => "attendance",
            Self::Approval => "approval",
            Self::Personnel => "personnel",
        }
    }
}

/// Laid over routes as an `axum::Extension`: they serve this, and lead nowhere in an organisation that has not opened it.
#[derive(Clone, Copy)]
pub struct Serves(pub Service);

/// Whether an organisation opened what is asked for.
///
/// # Errors
/// `org.service_shut`, or a fault of ours.
pub(crate) async fn served(view: &mut View, org: OrgId, Serves(service): Serves) -> Result<(), Problem> {
    let open = is_open(view, org, service).await.map_err(Problem::from)?;
    if open { Ok(()) } else { Err(Problem::forbidden("org.service_shut", Shut)) }
}

/// The organisation has not opened it.
#[derive(Debug, thiserror::Error)]
#[error("this organisation has not opened this service")]
pub struct Shut;
