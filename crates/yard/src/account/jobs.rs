//! What happens by itself: expired codes, old counts and unused sessions go.

use ground::jobs::Jobs;
use ground::{Ctx, Job, Stop};
use serde::{Deserialize, Serialize};
use std::time::Duration;

use super::{rules, store};
use crate::{House, factor, incident, risk, watch};

/// Removes codes after five minutes, counts after two days, sessions unused for 180 days.
#[derive(Serialize, Deserialize)]
struct Sweep(());

impl Job<House> for Sweep {
    const NAME: &'static str = "account.sweep";

    async fn run(self, _: &House, cx: &mut Ctx) -> Result<(), Stop> {
        if incident::frozen(cx).await? {
            return Ok(());
        }
        let unused_since = cx.now().minus(rules::SESSION_LIFE);
        store::sweep(cx, unused_since).await?;
        watch::sweep(cx, unused_since).await?;
        factor::sweep(cx).await?;
        risk::sweep(cx).await?;
        ground::jobs::sweep(cx).await?;
        Ok(())
    }
}

/// Lets the access log and the record of what was sent forget what the policy keeps no longer.
#[derive(Serialize, Deserialize)]
struct Records(());

impl Job<House> for Records {
    const NAME: &'static str = "house.records";

    async fn run(self, house: &House, cx: &mut Ctx) -> Result<(), Stop> {
        if incident::frozen(cx).await? {
            return Ok(());
        }
        house.vault.sweep().await?;
        house.egress.sweep().await?;
        Ok(())
    }
}

/// The jobs of this feature.
pub fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.every::<Sweep>(Duration::from_secs(300)).every::<Records>(Duration::from_secs(3_600))
}
