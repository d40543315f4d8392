//! Running what is due: each job is committed for itself, and its failure is kept with its row.

use std::time::Duration;

use super::Stop;
use super::known::{Jobs, Outside, Runner, Within};
use super::store::{Claimed, claim, done, fail};
use crate::{Db, Fault};

/// Seconds a claimed job is ours before another may take it.
const LEASE: Duration = Duration::from_secs(120);
/// The same for a long one.
pub(super) const LONG_LEASE: Duration = Duration::from_secs(2 * 3_600);

impl<H: Send + Sync + 'static> Jobs<H> {
    /// Claims and runs what is due; answers how many ran. Each is committed for itself.
    ///
    /// # Errors
    /// What the database says; a job's own failure is kept with its row.
    pub async fn run_due(&self, db: &Db, house: &H) -> Result<usize, Fault> {
        let ran = self.run_short(db, house).await?;
        let long: Vec<&'static str> = self.long.keys().copied().collect();
        let claimed = if long.is_empty() { Vec::new() } else { claim(db, LONG_LEASE, &long, "IN").await? };
        let count = ran + claimed.len();
        for job in claimed {
            self.run_long(db, house, job).await?;
        }
        Ok(count)
    }

    pub(super) async fn run_short(&self, db: &Db, house: &H) -> Result<usize, Fault> {
        let long: Vec<&'static str> = self.long.keys().copied().collect();
        let claimed = claim(db, LEASE, &long, "NOT IN").await?;
        let count = claimed.len();
        let mut errands = Vec::new();
        for job in claimed {
            match self.runners.get(job.name.as_str()) {
                // Side by side, so that one slow answer keeps the others neither waiting nor past their lease.
                Some(Runner::Outside(runner)) => errands.push(self.run_outside(db, house, runner, job)),
                Some(Runner::Within(runner)) => self.run_one(db, house, Some(runner), job).await?,
                None => self.run_one(db, house, None, job).await?,
            }
        }
        futures_util::future::join_all(errands).await.into_iter().collect::<Result<(), Fault>>()?;
        Ok(count)
    }

    pub(super) async fn run_long(&self, db: &Db, house: &H, job: Claimed) -> Result<(), Fault> {
        match self.long.get(job.name.as_str()) {
            Some(runner) => self.run_outside(db, house, runner, job).await,
            None => Ok(()),
        }
    }

    /// Runs what holds no unit of work, and notes how it ended.
    async fn run_outside(&self, db: &Db, house: &H, runner: &Outside<H>, job: Claimed) -> Result<(), Fault> {
        let Claimed { id, attempts, name, payload } = job;
        let outcome = if self.is_sabotaged(&name) { Ok(()) } else { runner(house, payload).await };
        match outcome {
            Ok(()) => done(db.begin().await?, id, attempts).await,
            Err(stop) => fail(db, id, attempts, &name, stop).await,
        }
    }

    fn is_sabotaged(&self, name: &str) -> bool {
        self.sabotaged.as_deref() == Some(name)
    }

    async fn run_one(
        &self,
        db: &Db,
        house: &H,
        runner: Option<&Within<H>>,
        job: Claimed,
    ) -> Result<(), Fault> {
        let Claimed { id, attempts, name, payload } = job;
        let mut cx = db.begin().await?;
        let outcome = match runner {
            _ if self.is_sabotaged(&name) => Ok(()),
            Some(runner) => runner(house, &mut cx, payload).await,
            None => Err(Stop::GiveUp("no such job")),
        };
        match outcome {
            Ok(()) => done(cx, id, attempts).await,
            Err(stop) => {
                drop(cx);
                fail(db, id, attempts, &name, stop).await
            }
        }
    }
}
