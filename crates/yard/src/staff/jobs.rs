//! What happens by itself: what ended long ago is forgotten.

use ground::jobs::Jobs;
use ground::{Ctx, Job, Stop};
use serde::{Deserialize, Serialize};
use std::time::Duration;

use super::store;
use crate::House;

/// How long a grant that ended is remembered.
const REMEMBERED: Duration = Duration::from_secs(3 * 366 * 86_400);

/// Removes grants that ended long ago.
#[derive(Serialize, Deserialize)]
struct Sweep(());

impl Job<House> for Sweep {
    const NAME: &'static str = "staff.sweep";

    async fn run(self, _: &House, cx: &mut Ctx) -> Result<(), Stop> {
        let before = cx.now().minus(REMEMBERED);
        Ok(store::sweep(cx, before).await?)
    }
}

/// The jobs of this feature.
pub fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.every::<Sweep>(Duration::from_secs(86_400))
}
