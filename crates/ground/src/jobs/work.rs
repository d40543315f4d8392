//! The two tasks that run jobs until the house stops: one for the short ones, one for the long ones beside.

use std::sync::Arc;
use std::time::Duration;

use super::known::Jobs;
use super::run::LONG_LEASE;
use super::store::claim;
use crate::Db;
use crate::bus::Subject;

impl<H: Send + Sync + 'static> Jobs<H> {
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
