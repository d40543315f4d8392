//! What happens by itself: what is over goes.

use ground::jobs::Jobs;
use ground::{Ctx, Job, Stop};
use serde::{Deserialize, Serialize};
use std::time::Duration;

use super::actions;
use crate::{House, incident};

/// Removes what the policy, or a keeper, keeps no longer.
#[derive(Serialize, Deserialize)]
struct SweepAll(());

impl Job<House> for SweepAll {
    const NAME: &'static str = "retention.sweep";

    async fn run(self, house: &House, cx: &mut Ctx) -> Result<(), Stop> {
        if incident::frozen(cx).await? {
            return Ok(());
        }
        actions::sweep(house, cx).await?;
        Ok(())
    }
}

/// The jobs of this feature.
pub fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.every::<SweepAll>(Duration::from_secs(900))
}
