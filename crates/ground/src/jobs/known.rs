//! What the house knows how to do, by name, and what of it comes again and again.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use super::store;
use super::{Errand, Job, LongJob, Stop};
use crate::{Ctx, Db, Fault};

type Running<'a> = Pin<Box<dyn Future<Output = Result<(), Stop>> + Send + 'a>>;
pub(super) type Within<H> = Arc<dyn for<'a> Fn(&'a H, &'a mut Ctx, String) -> Running<'a> + Send + Sync>;
pub(super) type Outside<H> = Arc<dyn for<'a> Fn(&'a H, String) -> Running<'a> + Send + Sync>;

/// How a job is run: in a unit of work, or outside of any.
pub(super) enum Runner<H> {
    Within(Within<H>),
    Outside(Outside<H>),
}

/// What the house knows how to do, by name.
pub struct Jobs<H> {
    pub(super) runners: BTreeMap<&'static str, Runner<H>>,
    pub(super) long: BTreeMap<&'static str, Outside<H>>,
    every: Vec<(&'static str, Duration)>,
    pub(super) sabotaged: Option<String>,
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
            if !store::stands(&mut cx, &key).await? {
                store::enqueue(&mut cx, name, &(), Some(&key), now).await?;
            }
        }
        cx.commit().await
    }
}
