//! What happens by itself: invitations that nobody answered go, and the numbers with them.

use ground::jobs::Jobs;
use ground::{Ctx, Job, Stop};
use serde::{Deserialize, Serialize};
use std::time::Duration;

use super::store;
use crate::{House, incident};

/// Removes invitations whose time is over.
#[derive(Serialize, Deserialize)]
struct Sweep(());

impl Job<House> for Sweep {
    const NAME: &'static str = "org.sweep";

    async fn run(self, _: &House, cx: &mut Ctx) -> Result<(), Stop> {
        if incident::frozen(cx).await? {
            return Ok(());
        }
        Ok(store::sweep(cx).await?)
    }
}

/// The jobs of this feature.
pub fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.every::<Sweep>(Duration::from_secs(600))
}
