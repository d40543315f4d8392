//! Durable jobs: enqueued in the transaction of their cause, claimed with a lease, safe to run twice.

use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use crate::bus::Subject;
use crate::{Because, Ctx, Db, Fault, Timestamp, values};

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

/// Seconds a claimed job is ours before another may take it.
const LEASE: Duration = Duration::from_secs(120);
/// The same for a long one.
const LONG_LEASE: Duration = Duration::from_secs(2 * 3_600);
/// Tries before a job is given up.
const TRIES_MAX: i64 = 12;
/// Jobs claimed in one go.
const CLAIM: i64 = 16;

/// Writes a job; with a key that stands already, nothing.
pub(crate) async fn enqueue<J: Serialize>(
    cx: &mut Ctx,
    name: &str,
    job: &J,
    key: Option<&str>,
    at: Timestamp,
) -> Result<(), Fault> {
    let payload = serde_json::to_string(job).because("writing a job")?;
    let id = crate::ids::fresh_bytes(cx.now());
    cx.run(
        "INSERT INTO ground_job (id, name, key, payload, run_at, attempts, state, why) \
         VALUES ($1, $2, $3, $4, $5, 0, 'waiting', NULL) ON CONFLICT DO NOTHING",
        values![id, name, key, payload, at],
    )
    .await?;
    Ok(())
}

type Running<'a> = Pin<Box<dyn Future<Output = Result<(), Stop>> + Send + 'a>>;
type Within<H> = Arc<dyn for<'a> Fn(&'a H, &'a mut Ctx, String) -> Running<'a> + Send + Sync>;
type Outside<H> = Arc<dyn for<'a> Fn(&'a H, String) -> Running<'a> + Send + Sync>;

/// How a job is run: in a unit of work, or outside of any.
enum Runner<H> {
    Within(Within<H>),
    Outside(Outside<H>),
}

/// What the house knows how to do, by name.
pub struct Jobs<H> {
    runners: BTreeMap<&'static str, Runner<H>>,
    long: BTreeMap<&'static str, Outside<H>>,
    every: Vec<(&'static str, Duration)>,
    sabotaged: Option<String>,
}

impl<H: Send + Sync + 'static> Default for Jobs<H> {
    fn default() -> Self {
        Self { runners: BTreeMap::new(), long: BTreeMap::new(), every: Vec::new(), sabotaged: None }
    }
}

impl<H: Send + Sync + 'static> Jobs<H> {
    /// Knows this kind of job.
    #[must_use]
    pub fn on<J: Job<H>>(mut self) -> Self {
        let runner: Within<H> = Arc::new(|house, cx, payload| {
            Box::pin(async move {
                let job: J =
                    serde_json::from_str(&payload).map_err(|_| Stop::GiveUp("payload unreadable"))?;
                job.run(house, cx).await
            })
        });
        self.runners.insert(J::NAME, Runner::Within(runner));
        self
    }

    /// Knows this kind of errand.
    #[must_use]
    pub fn on_errand<E: Errand<H>>(mut self) -> Self {
        let runner: Outside<H> = Arc::new(|house, payload| {
            Box::pin(async move {
                let errand: E =
                    serde_json::from_str(&payload).map_err(|_| Stop::GiveUp("payload unreadable"))?;
                errand.run(house).await
            })
        });
        self.runners.insert(E::NAME, Runner::Outside(runner));
        self
    }

    /// Knows this kind of job and runs it again and again; the payload is `null`.
    #[must_use]
    pub fn every<J: Job<H>>(mut self, span: Duration) -> Self {
        self = self.on::<J>();
        self.every.push((J::NAME, span));
        self
    }

    /// Knows this kind of long job.
    #[must_use]
    pub fn on_long<J: LongJob<H>>(mut self) -> Self {
        let runner: Outside<H> = Arc::new(|house, payload| {
            Box::pin(async move {
                let job: J =
                    serde_json::from_str(&payload).map_err(|_| Stop::GiveUp("payload unreadable"))?;
                job.run(house).await
            })
        });
        self.long.insert(J::NAME, runner);
        self
    }

    /// Knows this kind of long job and runs it again and again; the payload is `null`.
    #[must_use]
    pub fn every_long<J: LongJob<H>>(mut self, span: Duration) -> Self {
        self = self.on_long::<J>();
        self.every.push((J::NAME, span));
        self
    }

    /// This job does nothing (`COURTYARD_DEV__SABOTAGE`, `--dev` only).
    #[must_use]
    pub fn sabotage(mut self, name: Option<String>) -> Self {
        self.sabotaged = name;
        self
    }

    /// The names it knows.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.runners.keys().chain(self.long.keys()).copied()
    }

    /// Enqueues the recurring jobs of the running period, once each.
    ///
    /// # Errors
    /// What the database says.
    pub async fn plan(&self, db: &Db) -> Result<(), Fault> {
        let mut cx = db.begin().await?;
        for (name, span) in &self.every {
            let period = i64::try_from(span.as_micros()).unwrap_or(i64::MAX).max(1);
            let key = format!("{name}:{}", cx.now().micros().div_euclid(period));
            let now = cx.now();
            let done = cx
                .opt("SELECT 1 AS done FROM ground_job WHERE key = $1", values![key.as_str()])
                .await?
                .is_some();
            if !done {
                enqueue(&mut cx, name, &(), Some(&key), now).await?;
            }
        }
        cx.commit().await
    }

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

    async fn run_short(&self, db: &Db, house: &H) -> Result<usize, Fault> {
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

    async fn run_long(&self, db: &Db, house: &H, job: Claimed) -> Result<(), Fault> {
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

    /// Runs jobs until `stopped` says so: at once when told, and at least every second. Long ones run beside.
    pub async fn work(self: Arc<Self>, db: Db, house: H, stopped: tokio::sync::watch::Receiver<bool>)
    where
        H: Clone,
    {
        let long = Arc::clone(&self).work_long(db.clone(), house.clone(), stopped.clone());
        tokio::join!(long, self.work_short(db, house, stopped));
    }

    /// Long jobs: one of a name at a time, each in a task of its own, ended with the house.
    async fn work_long(self: Arc<Self>, db: Db, house: H, mut stopped: tokio::sync::watch::Receiver<bool>)
    where
        H: Clone,
    {
        let mut running = tokio::task::JoinSet::new();
        let mut busy: Vec<&'static str> = Vec::new();
        while !*stopped.borrow() {
            let free: Vec<&'static str> =
                self.long.keys().copied().filter(|name| !busy.contains(name)).collect();
            let claimed =
                if free.is_empty() { Ok(Vec::new()) } else { claim(&db, LONG_LEASE, &free, "IN").await };
            match claimed {
                Ok(claimed) => {
                    for job in claimed {
                        let Some(name) = self.long.keys().copied().find(|name| *name == job.name) else {
                            continue;
                        };
                        let (jobs, db, house) = (Arc::clone(&self), db.clone(), house.clone());
                        busy.push(name);
                        running.spawn(async move { (name, jobs.run_long(&db, &house, job).await) });
                    }
                }
                Err(fault) => tracing::error!(fault = %fault.chain(), "claiming long jobs"),
            }
            tokio::select! {
                ended = running.join_next(), if !running.is_empty() => match ended {
                    Some(Ok((name, outcome))) => {
                        busy.retain(|one| *one != name);
                        if let Err(fault) = outcome {
                            tracing::error!(fault = %fault.chain(), job = name, "ending a long job");
                        }
                    }
                    Some(Err(error)) => tracing::error!(%error, "a long job broke off"),
                    None => {}
                },
                () = tokio::time::sleep(Duration::from_secs(1)) => {}
                _ = stopped.changed() => {}
            }
        }
        running.shutdown().await;
    }

    async fn work_short(self: Arc<Self>, db: Db, house: H, mut stopped: tokio::sync::watch::Receiver<bool>) {
        let mut told = db.bus().listen(Subject::Jobs);
        loop {
            if let Err(fault) = self.plan(&db).await {
                tracing::error!(fault = %fault.chain(), "planning jobs");
            }
            match self.run_short(&db, &house).await {
                Ok(0) => {}
                Ok(_) => continue,
                Err(fault) => tracing::error!(fault = %fault.chain(), "running jobs"),
            }
            tokio::select! {
                _ = told.recv() => {}
                () = tokio::time::sleep(Duration::from_secs(1)) => {}
                _ = stopped.changed() => return,
            }
            if *stopped.borrow() {
                return;
            }
        }
    }
}

struct Claimed {
    id: [u8; 16],
    attempts: i64,
    name: String,
    payload: String,
}

/// Claims what is due of the jobs that are `IN` these names, or `NOT IN` them. Names are words of our own.
async fn claim(db: &Db, lease: Duration, names: &[&'static str], which: &str) -> Result<Vec<Claimed>, Fault> {
    let mut cx = db.begin().await?;
    let (now, until) = (cx.now(), cx.now().plus(lease));
    let lock = if db.is_sqlite() { "" } else { " FOR UPDATE SKIP LOCKED" };
    let named = match names {
        [] => String::new(),
        names => format!(" AND name {which} ('{}')", names.join("', '")),
    };
    let sql = format!(
        "UPDATE ground_job SET run_at = $1, attempts = attempts + 1 WHERE id IN \
         (SELECT id FROM ground_job WHERE state = 'waiting' AND run_at <= $2{named} ORDER BY run_at LIMIT $3{lock}) \
         RETURNING id, attempts, name, payload"
    );
    let rows = cx.all(crate::db::Assembled(sql), values![until, now, CLAIM]).await?;
    cx.commit().await?;
    rows.iter()
        .map(|row| {
            Ok(Claimed {
                id: row.get("id")?,
                attempts: row.get("attempts")?,
                name: row.get("name")?,
                payload: row.get("payload")?,
            })
        })
        .collect()
}

/// Notes that a job is done, in the unit of work that did it.
async fn done(mut cx: Ctx, id: [u8; 16], attempts: i64) -> Result<(), Fault> {
    let kept = cx
        .run("UPDATE ground_job SET state = 'done' WHERE id = $1 AND attempts = $2", values![id, attempts])
        .await?;
    // Another worker took it over after our lease ran out: its result counts, not ours.
    if kept == 1 { cx.commit().await } else { Ok(()) }
}

async fn fail(db: &Db, id: [u8; 16], attempts: i64, name: &str, stop: Stop) -> Result<(), Fault> {
    let (state, why) = match stop {
        Stop::Retry(fault) if attempts < TRIES_MAX => {
            tracing::warn!(job = name, attempts, fault = %fault.chain(), "a job is tried again");
            ("waiting", "tried again")
        }
        Stop::Retry(fault) => {
            tracing::error!(job = name, fault = %fault.chain(), "a job is given up");
            ("given_up", "too many tries")
        }
        Stop::GiveUp(why) => {
            tracing::error!(job = name, why, "a job is given up");
            ("given_up", why)
        }
    };
    let mut cx = db.begin().await?;
    let pause = Duration::from_secs(1 << attempts.clamp(0, 10));
    let again = cx.now().plus(pause);
    cx.run(
        "UPDATE ground_job SET state = $1, why = $2, run_at = $3 WHERE id = $4 AND attempts = $5",
        values![state, why, again, id, attempts],
    )
    .await?;
    cx.commit().await
}

/// Removes what is done for a day and given up for thirty; frames of streams after thirty.
///
/// # Errors
/// What the database says.
pub async fn sweep(cx: &mut Ctx) -> Result<(), Fault> {
    let day = cx.now().minus(Duration::from_secs(86_400));
    let month = cx.now().minus(Duration::from_secs(30 * 86_400));
    cx.run("DELETE FROM ground_job WHERE state = 'done' AND run_at < $1", values![day]).await?;
    cx.run("DELETE FROM ground_job WHERE state = 'given_up' AND run_at < $1", values![month]).await?;
    cx.run("DELETE FROM ground_stream WHERE at < $1", values![month]).await?;
    Ok(())
}
