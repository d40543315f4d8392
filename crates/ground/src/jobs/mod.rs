//! Durable jobs: enqueued in the transaction of their cause, claimed with a lease, safe to run twice.

mod known;
mod run;
mod store;
mod work;

pub use known::Jobs;
pub(crate) use store::enqueue;
pub use store::sweep;

use serde::Serialize;
use serde::de::DeserializeOwned;
use std::future::Future;

use crate::{Ctx, Fault};

/// How a job ends when it does not succeed.
#[derive(Debug)]
pub enum Stop {
    /// Try again later.
    Retry(Fault),
    /// It will never work; the reason is kept with the row.
    GiveUp(&'static str),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Retry(fault)
    }
}

impl From<crate::DbError> for Stop {
    fn from(error: crate::DbError) -> Self {
        Self::Retry(error.into())
    }
}

/// Work for after the answer. Carries ids, not facts; looks again when it runs.
pub trait Job<H>: Serialize + DeserializeOwned + Send + 'static {
    /// The stable name: `meet.close_empty`.
    const NAME: &'static str;

    /// Does the work within a unit of work that is committed when it succeeds.
    fn run(self, house: &H, cx: &mut Ctx) -> impl Future<Output = Result<(), Stop>> + Send;
}

/// Work that speaks to somewhere else and waits for its answer. No unit of work is open meanwhile: on SQLite nobody else
/// could write. Whoever needs one begins it himself.
pub trait Errand<H>: Serialize + DeserializeOwned + Send + 'static {
    /// The stable name: `org.invitation.text`.
    const NAME: &'static str;

    /// Does the work. It may be done twice where the house stops before it is noted as done.
    fn run(self, house: &H) -> impl Future<Output = Result<(), Stop>> + Send;
}

/// Work that takes minutes or hours: it holds no unit of work, runs beside the others, and one of a name at a time.
pub trait LongJob<H>: Serialize + DeserializeOwned + Send + 'static {
    /// The stable name: `backup.make`.
    const NAME: &'static str;

    /// Does the work; stopped when the house stops, and then begun anew.
    fn run(self, house: &H) -> impl Future<Output = Result<(), Stop>> + Send;
}
