//! Leave: what of each kind somebody may take, took and lost, as a ledger of which no line is ever changed.
//!
//! - A balance is the sum of its lines. What was wrong is put right by a line of its own, which says who wrote it and why.
//! - What expires first is used first. What is given back goes to where it came from, also where that expired meanwhile.
//! - A line is written on top of the lines that were read: two who write at once do not both write on the same ones.
//! - A day that is taken counts where its person would have worked; a kind may count every day.
//! - A line that concerns a month which was closed already says so, and the month stays as it was.
//! - One's own ledger is one's own; of others those who run the organisation read and write it, and every look is recorded.
//!
//! Form and dangers: `docs/adr/0049-leave.md`.
//!
//! Tables: `office_leave_kind`, `office_leave_book`, `office_leave_entry`. Jobs: `leave.due`, `leave.turn`, `leave.sweep`. Knows nothing
//! of approvals: a case that takes or earns leave is a number to it.

mod actions;
mod asking;
mod book;
mod desk;
mod desk_http;
mod ending;
mod grounds;
#[cfg(test)]
mod hard_cases;
mod held;
mod http;
mod jobs;
mod kinds;
mod refusal;
mod rules;
mod sheet_of;
mod store;
mod tables;

pub(crate) use asking::{Prepared, Taken, Weighed, Wish, earn, keep, prepare, take, weigh};
pub(crate) use book::{Away, Leaves, Seen};
pub(crate) use ending::{end_some, parts};
pub(crate) use grounds::known;
pub(crate) use held::held;
pub(crate) use jobs::jobs;
pub(crate) use refusal::Refusal;
pub(crate) use rules::{Half, Part};
pub(crate) use sheet_of::written;
pub(crate) use store::{erase_books, erase_entries};
pub(crate) use tables::TABLES;

use aide::axum::ApiRouter;
use ground::{OrgId, PersonId, Resource, Timestamp};
use policy::Personal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vault::{Plain, Sealed};
use yard::House;

use crate::attendance::Day;

ground::id! {
    /// A kind of leave of an organisation.
    pub struct LeaveKindId => "leavekind"
}
ground::id! {
    /// A line of a ledger.
    pub struct LeaveEntryId => "leaveentry"
}

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new().merge(http::routes()).merge(desk_http::routes())
}

/// The organisation as the policies see it.
fn resource(org: OrgId) -> Resource {
    let attr = ground::Attr::Id(org.to_string());
    Resource { kind: "Org", id: org.to_string(), attrs: vec![("org", attr)] }
}

/// In what a kind is asked for and granted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Whole days.
    Day,
    /// Half days.
    HalfDay,
    /// Hours.
    Hour,
}

/// Which days of a stretch count.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Counts {
    /// Those on which the person would have worked.
    WorkDays,
    /// All of them.
    AllDays,
}

/// What follows where more is asked than there is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Over {
    /// It is refused.
    Refuse,
    /// It is taken and marked; what is granted later pays for it.
    Mark,
}

/// From how many full years of work on there is how much in a year.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Full years.
    pub years: u16,
    /// In a year, in hundredths of a day.
    pub amount: i64,
}

/// How there comes to be some of a kind.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "by", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Grant {
    /// Somebody who runs the organisation grants it.
    Hand,
    /// Each year by the years that somebody worked, wherever; in the year in which he came or first may have it, its share.
    Seniority {
        /// The fewest years first.
        steps: Vec<Step>,
        /// For how many months after its year it may be taken.
        carry_months: u8,
        /// How much of it may be taken then, at most, in hundredths; null: all.
        #[serde(default)]
        carry_most: Option<i64>,
    },
    /// Overtime that was approved.
    Overtime {
        /// For how many months it may be taken.
        months: u8,
        /// How much time is a day, in hundredths of an hour.
        day_hours: i64,
    },
}

/// Whether there is so much and no more of a kind.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kept", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Balance {
    /// What is taken is counted, and bounded by nothing but a decision.
    None,
    /// There is what was granted.
    Kept {
        /// How it comes to be.
        grant: Grant,
        /// What follows where more is asked.
        over: Over,
    },
}

/// How a kind of leave is arranged. It holds for what is written from now on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Arranged {
    /// What people call it; a form's choice of this name takes of it.
    pub name: String,
    /// Other names by which forms call it.
    #[serde(default)]
    pub also: Vec<String>,
    /// In what it is asked for.
    pub unit: Unit,
    /// Whether it is paid.
    pub paid: bool,
    /// Which days count.
    pub counts: Counts,
    /// Whether there is so much and no more.
    pub balance: Balance,
}

/// A kind of an organisation.
#[derive(Clone, Debug)]
pub(crate) struct Kind {
    /// Which.
    pub id: LeaveKindId,
    /// How it is arranged.
    pub arranged: Arranged,
    /// Whether nothing more is written of it.
    pub has_ended: bool,
}

/// Why something was granted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Why {
    /// By the rule, for a year.
    Year(i16),
    /// By hand.
    Hand,
    /// It was there before the ledger.
    Opening,
    /// Overtime by a case that was approved.
    Overtime {
        /// The case.
        cause: [u8; 16],
        /// How long it was, in hundredths of an hour.
        hours: i64,
        /// How much time was a day then, in hundredths of an hour.
        day_hours: i64,
    },
}

/// How a kind was arranged when a line took of it: what is arranged later does not change what was taken.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Named {
    pub name: String,
    pub unit: Unit,
    pub paid: bool,
}

/// What a line does. Amounts are in hundredths of a day, or of an hour where the kind is asked for in hours.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "deed", rename_all = "kebab-case")]
pub(crate) enum Deed {
    /// Since when somebody works at all, and here: seniority goes by it.
    Since {
        /// At all.
        work: Day,
        /// Here.
        hired: Day,
    },
    /// There is more.
    Grant {
        amount: i64,
        /// The first day on which it may be taken.
        from: Day,
        /// The last, where there is one.
        until: Option<Day>,
        /// From which day on no more of it is left than this.
        carry: Option<(Day, i64)>,
        why: Why,
    },
    /// It is taken, so much on each of these days.
    Use {
        days: Vec<(Day, i64)>,
        /// Of which of them half is taken, and whether that is the afternoon.
        halves: Vec<(Day, bool)>,
        /// The case by which it was approved.
        cause: Option<[u8; 16]>,
        /// By how much more it was than there was.
        short: i64,
        /// How its kind was arranged.
        of: Named,
    },
    /// What another line took is given back, from a day on.
    Back { of: u32, from: Day, amount: i64 },
    /// What another line granted is over.
    Expire { of: u32, amount: i64 },
    /// So much more or less, as of a day where its person works.
    Correct { amount: i64, on: Day },
}

/// What stands in a line.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Line {
    /// Of which kind; none where it concerns the person.
    pub kind: Option<LeaveKindId>,
    /// What it does.
    pub deed: Deed,
    /// Why, in the words of whoever wrote it.
    pub reason: Option<String>,
    /// Months that were closed already when it was written.
    pub late: Vec<String>,
}

impl Plain for Line {
    fn to_plain(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    fn from_plain(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }
}

/// A line in the open.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// Which.
    pub id: LeaveEntryId,
    /// Its place in the ledger of its person, from 1.
    pub number: u32,
    /// When it was written.
    pub at: Timestamp,
    /// By whom; nobody where a rule or a case wrote it.
    pub by: Option<PersonId>,
    /// What it says.
    pub line: Line,
}

/// A row of `office_leave_entry`.
#[derive(Personal)]
#[personal(table = "office_leave_entry")]
pub(crate) struct EntryRow {
    pub id: LeaveEntryId,
    pub person: PersonId,
    pub number: u32,
    pub at: Timestamp,
    pub by: Option<PersonId>,
    #[personal(category = "leave-record")]
    pub line: Sealed<Line>,
}
