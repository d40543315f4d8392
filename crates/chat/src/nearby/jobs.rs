//! What happens by itself: a circle that is over goes, with who stood in it.

use ground::jobs::Jobs;
use ground::{Ctx, Job, Stop};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use yard::House;

use super::{rules, store};

/// Removes circles that are over.
#[derive(Serialize, Deserialize)]
struct Sweep(());

impl Job<House> for Sweep {
    const NAME: &'static str = "nearby.sweep";

    async fn run(self, _: &House, cx: &mut Ctx) -> Result<(), Stop> {
        if yard::incident::frozen(cx).await? {
            return Ok(());
        }
        let over = cx.now().minus(rules::OPEN);
        Ok(store::close(cx, over).await?)
    }
}

/// The jobs of this feature.
pub(crate) fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.every::<Sweep>(Duration::from_secs(300))
}
