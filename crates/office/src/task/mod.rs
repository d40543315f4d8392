//! Tasks: what somebody has to do, or asks colleagues to do, until when, step by step.
//!
//! - Whoever makes a task changes and removes it; whoever is to do it sees it, ticks off its steps and says that it is done.
//! - Those who are to do it belong to the organisation for which it is. Who leaves it has it no longer, and what he asked others
//!   to do goes with him.
//! - What is told of somebody's acts in a day is bounded: he gives no more than so many tasks, and says no more often that one is done.
//! - A reminder reaches everybody who is to do it; where nobody is named, whoever made it.
//!
//! Tables: `office_task`, `office_doer`. Tells, as notices, `task.given`, `task.done`, `task.reminder`. Jobs: `task.remind`,
//! `task.tell`.

mod actions;
pub(crate) mod device;
mod ending;
mod held;
mod http;
mod jobs;
mod rules;
mod store;
mod telling;
mod views;

pub(crate) use ending::{erase, erase_doer, parts};
pub(crate) use held::held;
pub(crate) use http::routes;
pub(crate) use jobs::jobs;
pub(crate) use store::{end_some, work_together, works_for};

use ground::{Erasure, Export, Fault, OrgId, PersonId, Problem, Resource, TableDecl, Timestamp};
use policy::Personal;
use vault::Sealed;

ground::id! {
    /// A task.
    pub struct TaskId => "task"
}

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[
    TableDecl {
        name: "office_task",
        owner: "person",
        lifetime: "until it is removed, its maker leaves, or its organisation ends; task.remove, erasure.end_org",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["id", "person", "org", "due_at", "remind_at", "done_at", "made_at"],
        sealed: &["title", "notes", "steps"],
    },
    TableDecl {
        name: "office_doer",
        owner: "person",
        lifetime: "as long as its task",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["task", "person"],
        sealed: &[],
    },
];

/// A row of `office_task`.
#[derive(Personal)]
#[personal(table = "office_task")]
pub(crate) struct Task {
    /// Which.
    pub id: TaskId,
    /// Who made it.
    pub person: PersonId,
    /// For which organisation, where colleagues are to do it.
    pub org: Option<OrgId>,
    /// What is to be done.
    #[personal(category = "task-entry")]
    pub title: Sealed<String>,
    /// What else is to be known.
    #[personal(category = "task-entry")]
    pub notes: Option<Sealed<String>>,
    /// Its steps, as [`rules::Step`]s in JSON.
    #[personal(category = "task-entry")]
    pub steps: Option<Sealed<String>>,
    /// Until when.
    pub due_at: Option<Timestamp>,
    /// When those who are to do it are reminded; nothing once they were.
    pub remind_at: Option<Timestamp>,
    /// Since when it is done.
    pub done_at: Option<Timestamp>,
    /// Since when it is there.
    pub made_at: Timestamp,
}

impl Task {
    /// As the policies see it, with who is to do it.
    fn resource(&self, doers: &[PersonId]) -> Resource {
        crate::calendar::entry(self.id.to_string(), Some(self.person), None, doers)
    }
}

/// How it is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// There is no such task, or it is not the caller's to know of.
    #[error("there is no such task")]
    Unknown,
    /// No title.
    #[error("a task has a title of 1 to 200 characters")]
    Title,
    /// No notes.
    #[error("notes have at most 4000 characters")]
    Notes,
    /// No steps.
    #[error("a task has at most 50 steps of 1 to 200 characters")]
    Steps,
    /// Somebody else ticked meanwhile.
    #[error("the steps were changed meanwhile; look at them again")]
    Ticked,
    /// Not these people.
    #[error("name up to 50 members of one organisation that you belong to")]
    Doers,
    /// No time.
    #[error("a reminder comes after now")]
    Reminder,
    /// As many as there may be.
    #[error("there are as many tasks as there may be")]
    Many,
    /// Others were told often enough.
    #[error("others were told of your tasks often enough for one day; go on tomorrow")]
    Often {
        /// Seconds until the next day.
        after_s: u64,
    },
    /// The organisation has not opened it.
    #[error(transparent)]
    Shut(#[from] yard::org::Shut),
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
            Refusal::Unknown => Self::not_found("task.unknown", refusal),
            Refusal::Title => Self::field("task.title", "title", refusal),
            Refusal::Notes => Self::field("task.notes", "notes", refusal),
            Refusal::Steps => Self::field("task.steps", "steps", refusal),
            Refusal::Ticked => Self::conflict("task.ticked", refusal),
            Refusal::Doers => Self::field("task.doers", "doers", refusal),
            Refusal::Reminder => Self::field("task.reminder", "remind", refusal),
            Refusal::Many => Self::conflict("task.many", refusal),
            Refusal::Often { after_s } => Self::too_many("task.often", refusal, after_s),
            Refusal::Shut(shut) => Self::forbidden("org.service_shut", shut),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
