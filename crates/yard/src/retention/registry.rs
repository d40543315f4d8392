//! The sweepers: what removes a category when its time is over, told by the feature that owns the table.

use ground::{Ctx, Fault, Timestamp, View};
use policy::{Category, KeyGroup, Policy};
use std::future::Future;
use std::pin::Pin;

use crate::House;
use crate::erasure::Working;

/// A count under way.
pub type Counting<'a> = Pin<Box<dyn Future<Output = Result<i64, Fault>> + Send + 'a>>;

/// Counts what would go if everything went whose event came before that instant.
pub type Count = for<'a> fn(&'a mut View, Timestamp) -> Counting<'a>;

/// Removes what came before that instant, at most so much; less means that nothing is left.
pub type Sweep = for<'a> fn(&'a House, &'a mut Ctx, Timestamp, i64) -> Working<'a>;

/// How something goes when its time is over.
#[derive(Clone, Copy)]
pub enum How {
    /// By the sweep of the house, which can say before how much it will be.
    Swept {
        /// How much would go.
        count: Count,
        /// Lets it go.
        sweep: Sweep,
    },
    /// By a job of its own.
    Job(&'static str),
    /// With the act that is the event.
    Act(&'static str),
}

/// What removes one category, counted from one event.
#[derive(Clone, Copy)]
pub struct Sweeper {
    /// Of which category.
    pub category: Category,
    /// From which event of `policy/retention.toml`.
    pub event: &'static str,
    /// How it goes.
    pub how: How,
}

/// Stored categories that no table of this build holds. This list only shrinks.
const NOT_HELD: [Category; 1] = [Category::ServiceLog];

/// Holds the sweepers against the policy.
///
/// # Errors
/// A fault naming the first period that nothing enforces, or the first sweeper of a period that is none.
pub fn check(policy: &Policy, sweepers: &[Sweeper]) -> Result<(), Fault> {
    for category in Category::ALL.iter().filter(|one| one.stored() && !NOT_HELD.contains(one)) {
        for end in &policy.retention(*category).ends {
            // The end of the account takes everything along but what proves something.
            let with_account = end.from == "account-closed" && category.key_group() != KeyGroup::Record;
            let swept = sweepers.iter().any(|one| one.category == *category && one.event == end.from);
            if !with_account && !swept {
                return Err(Fault::new(format!("nothing removes `{category}` counted from `{}`", end.from)));
            }
        }
    }
    let counted = |one: &&Sweeper| policy.retention(one.category).from(one.event).is_none();
    match sweepers.iter().find(counted) {
        Some(stray) => Err(Fault::new(format!(
            "`{}` is not counted from `{}`, but swept so",
            stray.category, stray.event
        ))),
        None => Ok(()),
    }
}
