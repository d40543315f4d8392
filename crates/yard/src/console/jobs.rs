//! What happens by itself: codes that wait no longer go.

use ground::jobs::Jobs;
use ground::{Ctx, Job, Stop};
use serde::{Deserialize, Serialize};
use std::time::Duration;

use super::store;
use crate::House;

/// Removes codes whose time is over.
#[derive(Serialize, Deserialize)]
struct Sweep(());

impl Job<House> for Sweep {
    const NAME: &'static str = "console.sweep";

    async fn run(self, _: &House, cx: &mut Ctx) -> Result<(), Stop> {
        Ok(store::sweep(cx).await?)
    }
}

/// The jobs of this feature.
pub fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.every::<Sweep>(Duration::from_secs(600))
}
