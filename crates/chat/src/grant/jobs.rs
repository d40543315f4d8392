//! What happens by itself: a grant is forgotten a year after its end.

use ground::jobs::Jobs;
use ground::{Ctx, Job, Stop};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use yard::House;

use super::store;

/// So long whoever was in the conversation can see that it was read.
const KEPT: Duration = Duration::from_secs(365 * 86_400);

/// Removes grants that are long over.
#[derive(Serialize, Deserialize)]
struct Sweep(());

impl Job<House> for Sweep {
    const NAME: &'static str = "grant.sweep";

    async fn run(self, _: &House, cx: &mut Ctx) -> Result<(), Stop> {
        if yard::incident::frozen(cx).await? {
            return Ok(());
        }
        let before = cx.now().minus(KEPT);
        Ok(store::sweep(cx, before).await?)
    }
}

/// The jobs of this feature.
pub(crate) fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.every::<Sweep>(Duration::from_secs(86_400))
}
