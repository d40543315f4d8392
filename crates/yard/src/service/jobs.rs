//! What happens by itself: what has been over for long is forgotten.

use ground::jobs::Jobs;
use ground::{Ctx, Job, Stop};
use serde::{Deserialize, Serialize};
use std::time::Duration;

use super::{actions, rules, store};
use crate::House;

/// Removes service accounts thirty days after they are over, with what they were told.
#[derive(Serialize, Deserialize)]
struct Sweep(());

impl Job<House> for Sweep {
    const NAME: &'static str = "service.sweep";

    async fn run(self, _: &House, cx: &mut Ctx) -> Result<(), Stop> {
        let before = cx.now().minus(rules::LISTED);
        for id in store::sweep(cx, before).await? {
            ground::stream::forget(cx, actions::stream_of(id)).await?;
        }
        Ok(())
    }
}

/// The jobs of this feature.
pub fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.every::<Sweep>(Duration::from_secs(3_600))
}
