//! What happens by itself: inspectors of long ago are forgotten.

use ground::jobs::Jobs;
use ground::{Ctx, Job, Stop};
use serde::{Deserialize, Serialize};
use std::time::Duration;

use super::{rules, store};
use crate::{House, incident};

/// Removes appointments three years after they were over. While evidence is frozen nothing goes.
#[derive(Serialize, Deserialize)]
struct Sweep(());

impl Job<House> for Sweep {
    const NAME: &'static str = "desk.sweep";

    async fn run(self, _: &House, cx: &mut Ctx) -> Result<(), Stop> {
        if !incident::frozen(cx).await? {
            let before = cx.now().minus(rules::REMEMBERED);
            store::sweep(cx, before).await?;
        }
        Ok(())
    }
}

/// The jobs of this feature.
pub fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.every::<Sweep>(Duration::from_secs(86_400))
}
