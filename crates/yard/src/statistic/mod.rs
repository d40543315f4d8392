//! Statistics: numbers about groups, never about anybody.
//!
//! - Once a week is over, the wings say who did what in it; what is counted is told with noise, and only where enough
//!   people stand behind it. The exact numbers are kept nowhere.
//! - A number goes out once: whoever asks again gets the same, so that asking often does not wash the noise out. What
//!   it cost is taken from the budget of its set of data and week; where that is spent, nothing more is told.
//! - Whether a group is large enough is decided on its noised size, so that neither a number nor its absence tells more
//!   than is paid for. The limit for that lies so far above the least number that the dice lift a smaller group over it
//!   hardly ever (`slip_ppm` in `policy/statistics.toml`).
//! - The rows that an export is made of hold bands and keys that were drawn for one week and kept nowhere: no join leads
//!   from them to anybody. An export holds no group that is too small, and where each is it is refused.
//!
//! Tables: `yard_statistic`, `yard_statistic_budget`, `yard_fact`. Jobs: `statistic.gather`. Tells nothing. Knows no wing:
//! they bring their [`Source`]s along.

mod actions;
mod gather;
mod http;
mod jobs;
mod release;
mod rules;
mod store;

pub use gather::{Deed, Gathering, Source};
pub use http::routes;
pub use jobs::jobs;
pub(crate) use release::{Count, release};
pub(crate) use rules::monday;
pub(crate) use store::cells;

use ground::{Erasure, Export, Fault, Problem, TableDecl};

/// The set of data of the whole house.
pub(crate) const HOUSE: &str = "house";

/// The tables of this feature. Nobody can be told from them, and so nothing of them is exported or erased.
pub const TABLES: &[TableDecl] = &[
    TableDecl {
        name: "yard_statistic",
        owner: "house",
        lifetime: "three years, removed by statistic.gather",
        export: Export::None,
        erasure: Erasure::Nothing,
        plain: &["id", "dataset", "week", "cell", "value", "scale", "at"],
        sealed: &[],
    },
    TableDecl {
        name: "yard_statistic_budget",
        owner: "house",
        lifetime: "three years, removed by statistic.gather",
        export: Export::None,
        erasure: Erasure::Nothing,
        plain: &["dataset", "week", "spent"],
        sealed: &[],
    },
    TableDecl {
        name: "yard_fact",
        owner: "house",
        lifetime: "as `keep_weeks` in policy/statistics.toml, removed by statistic.gather",
        export: Export::None,
        erasure: Erasure::Nothing,
        plain: &["id", "week", "who", "device", "devices", "meetings", "minutes"],
        sealed: &[],
    },
];

/// How a number is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The week is not over, or nothing was counted in it.
    #[error("this week is not over, or nothing was counted in it")]
    NoWeek,
    /// By nothing, twice by the same, or by something that is not counted.
    #[error("an export is split by `devices`, `meetings` or `minutes`, each once")]
    SplitWrong,
    /// Every group is too small.
    #[error("somebody could be told from this: no group is surely larger than {least}")]
    GroupSmall {
        /// People of a group at least.
        least: u32,
    },
    /// Nothing more may be told of this week.
    #[error("as much was told of this week as may be; more would wash the noise out")]
    BudgetSpent,
    /// Access says no.
    #[error(transparent)]
    Denied(#[from] ground::Denied),
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NoWeek => Self::not_found("statistic.no_week", refusal),
            Refusal::SplitWrong => Self::field("statistic.split_wrong", "by", refusal),
            Refusal::GroupSmall { least } => {
                Self::conflict("statistic.group_small", refusal).with("least", least.to_string())
            }
            Refusal::BudgetSpent => Self::conflict("statistic.budget_spent", refusal),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
