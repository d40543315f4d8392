//! Calendars and tasks on telephones and computers, by CalDAV (RFC 4791): the calendar program of a device keeps them in step.
//!
//! - A program comes in with a password that its person made for it (`yard::account::serving`): it is he, and sees and changes what he
//!   does on the page, by the same actions. Of other people's addresses it learns nothing.
//! - Each person has two lists: what he organises or comes to, and his tasks. Lists are not made or removed from a device.
//! - The names and numbers that a device gives its entries are kept. What changed since a token is told, also what went, for thirty days.
//! - What is brought is read within bounds and kept as far as the house knows it; `docs/adr/0048-dav.md` says what is not.
//!
//! Tables: `office_dav`, `office_dav_list`. Job: `calendar.dav.sweep`.

mod actions;
mod answer;
mod component;
mod data;
mod device_http;
mod ending;
mod free;
mod held;
mod http;
mod jobs;
mod props;
mod query;
mod reports;
mod shelf;
mod store;
mod todo;
mod xml;

pub(crate) use device_http::routes;
pub(crate) use ending::erase_lists;
pub(crate) use held::held;
pub(crate) use http::router;
pub(crate) use jobs::jobs;
pub(crate) use store::erase;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use ground::{Erasure, Export, Fault, PersonId, Problem, TableDecl};
use policy::Personal;
use vault::Sealed;

use crate::{calendar, task};

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[
    TableDecl {
        name: "office_dav",
        owner: "person",
        lifetime: "thirty days after its event or task is gone; calendar.dav.sweep",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["person", "item", "list", "name_index", "uid_index", "mark", "step", "gone_at"],
        sealed: &["name", "uid"],
    },
    TableDecl {
        name: "office_dav_list",
        owner: "person",
        lifetime: "as long as the account of its person",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["person", "list", "step", "swept", "colour"],
        sealed: &["name"],
    },
];

/// A row of `office_dav`.
#[derive(Personal)]
#[personal(table = "office_dav")]
pub(crate) struct Listed {
    /// The event or the task.
    pub item: [u8; 16],
    /// Its file name, where a device gave it one.
    #[personal(category = "calendar-sync")]
    pub name: Option<Sealed<String>>,
    /// The same to find it by.
    pub name_index: Option<[u8; 16]>,
    /// The number that a device gave a task.
    #[personal(category = "calendar-sync")]
    pub uid: Option<Sealed<String>>,
    /// The same to find it by.
    pub uid_index: Option<[u8; 16]>,
    /// What was last seen of it.
    pub mark: [u8; 16],
    /// In which step it was seen to be another.
    pub step: i64,
    /// It is gone.
    pub is_gone: bool,
}

impl Listed {
    /// An item to which no device gave a name, as it was seen in a step.
    const fn seen(item: [u8; 16], (mark, step): ([u8; 16], i64)) -> Self {
        Self { item, name: None, name_index: None, uid: None, uid_index: None, mark, step, is_gone: false }
    }
}

/// A row of `office_dav_list`.
#[derive(Personal, Default)]
#[personal(table = "office_dav_list")]
pub(crate) struct List {
    /// How many steps it has taken.
    pub step: i64,
    /// Up to which step nothing is known of what went.
    pub swept: i64,
    /// What a device calls it.
    #[personal(category = "calendar-sync")]
    pub name: Option<Sealed<String>>,
    /// In which colour a device shows it.
    pub colour: Option<String>,
}

/// One of the two lists of a person.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Which {
    /// What he organises or comes to.
    Events,
    /// What he has to do.
    Tasks,
}

impl Which {
    const ALL: [Self; 2] = [Self::Events, Self::Tasks];

    /// The word in the table and in addresses.
    const fn word(self) -> &'static str {
        match self {
            Self::Events => "events",
            Self::Tasks => "tasks",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }

    /// What it holds, by its name in a calendar file.
    const fn component(self) -> &'static str {
        match self {
            Self::Events => "VEVENT",
            Self::Tasks => "VTODO",
        }
    }

    /// The file name of an item to which no device gave one.
    fn own_name(self, item: [u8; 16]) -> String {
        match self {
            Self::Events => format!("{}.ics", calendar::EventId::from_bytes(item)),
            Self::Tasks => format!("{}.ics", task::TaskId::from_bytes(item)),
        }
    }

    /// The item of such a name.
    fn item(self, name: &str) -> Option<[u8; 16]> {
        let id = name.strip_suffix(".ics")?;
        let item = match self {
            Self::Events => id.parse::<calendar::EventId>().ok()?.bytes(),
            Self::Tasks => id.parse::<task::TaskId>().ok()?.bytes(),
        };
        (self.own_name(item) == name).then_some(item)
    }

    /// The row of a person's list, to seal by: one of his own each.
    const fn row(self, person: PersonId) -> [u8; 16] {
        let mut row = person.bytes();
        if matches!(self, Self::Tasks) {
            row[15] ^= 1;
        }
        row
    }
}

/// How a device is refused: by a status, by a condition that did not hold (RFC 4918, 16), or as a page would be.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// A status alone.
    Status(StatusCode),
    /// A condition, as its element.
    Condition(StatusCode, &'static str),
    /// As on a page.
    Problem(Box<Problem>),
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self::Problem(Box::new(problem))
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Problem::from(fault).into()
    }
}

impl From<ground::DbError> for Refusal {
    fn from(error: ground::DbError) -> Self {
        Problem::from(error).into()
    }
}

impl From<ground::Denied> for Refusal {
    fn from(_: ground::Denied) -> Self {
        Self::Condition(StatusCode::FORBIDDEN, "D:need-privileges")
    }
}

/// What is brought is not what a calendar of the house can hold.
const UNFIT: Refusal = Refusal::Condition(StatusCode::FORBIDDEN, "C:valid-calendar-object-resource");

impl From<calendar::Refusal> for Refusal {
    fn from(refusal: calendar::Refusal) -> Self {
        use calendar::Refusal as No;
        match refusal {
            No::Unknown | No::Calendar => Self::Status(StatusCode::NOT_FOUND),
            No::Stale => Self::Status(StatusCode::PRECONDITION_FAILED),
            No::At
            | No::Title
            | No::Place
            | No::Notes
            | No::Time
            | No::Zone
            | No::Rule
            | No::Begins
            | No::OneGuests
            | No::Reminders
            | No::Guests
            | No::Shared
            | No::Reply
            | No::File => UNFIT,
            No::Denied(denied) => denied.into(),
            // There is no place for more (RFC 4918, 11.5).
            No::Many => Self::Status(StatusCode::INSUFFICIENT_STORAGE),
            other @ (No::Narrower
            | No::Often { .. }
            | No::Taken
            | No::Stretch
            | No::Shut(_)
            | No::Fault(_)) => Problem::from(other).into(),
        }
    }
}

impl From<task::Refusal> for Refusal {
    fn from(refusal: task::Refusal) -> Self {
        use task::Refusal as No;
        match refusal {
            No::Unknown => Self::Status(StatusCode::NOT_FOUND),
            No::Ticked => Self::Status(StatusCode::PRECONDITION_FAILED),
            No::Title | No::Notes | No::Steps | No::Doers | No::Reminder => UNFIT,
            No::Denied(denied) => denied.into(),
            No::Many => Self::Status(StatusCode::INSUFFICIENT_STORAGE),
            other @ (No::Often { .. } | No::Shut(_) | No::Fault(_)) => Problem::from(other).into(),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Self::Status(status) => status.into_response(),
            Self::Condition(status, condition) => answer::condition(status, condition),
            Self::Problem(problem) => problem.into_response(),
        }
    }
}
