//! What happens by itself: what went a month ago is told no longer.

use ground::jobs::Jobs;
use ground::{Ctx, Job, Stop};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use yard::House;

use super::store;

/// For how long devices are told what went: as the policy says.
const TOLD: Duration = Duration::from_secs(30 * 86_400);
/// Rows of one run.
const STEP: i64 = 5_000;

/// Forgets what went.
#[derive(Serialize, Deserialize)]
struct Sweep(());

impl Job<House> for Sweep {
    const NAME: &'static str = "calendar.dav.sweep";

    async fn run(self, _: &House, cx: &mut Ctx) -> Result<(), Stop> {
        if yard::incident::frozen(cx).await? {
            return Ok(());
        }
        let before = cx.now().minus(TOLD);
        Ok(store::sweep(cx, before, STEP).await?)
    }
}

/// The jobs of this feature.
pub(crate) fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.every::<Sweep>(Duration::from_secs(3_600))
}
