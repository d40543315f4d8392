//! What happens by itself: mandates that nobody accepted are removed.

use ground::jobs::Jobs;
use ground::{Ctx, Job, Stop};
use serde::{Deserialize, Serialize};
use std::time::Duration;

use super::{rules, store};
use crate::House;

/// Removes what waited too long.
#[derive(Serialize, Deserialize)]
struct Sweep(());

impl Job<House> for Sweep {
    const NAME: &'static str = "mandate.sweep";

    async fn run(self, _: &House, cx: &mut Ctx) -> Result<(), Stop> {
        let before = cx.now().minus(rules::WAIT);
        Ok(store::remove_waiting(cx, before).await?)
    }
}

/// The jobs of this feature.
pub fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.every::<Sweep>(Duration::from_secs(86_400))
}
