//! What happens by itself: cases of long ago go.

use ground::jobs::Jobs;
use ground::{Because, Ctx, Job, Stop};
use policy::Category;
use serde::{Deserialize, Serialize};
use std::time::Duration;

use super::store;
use crate::{House, incident};

/// Removes closed cases when their time is over. While evidence is frozen nothing goes.
#[derive(Serialize, Deserialize)]
struct Sweep(());

impl Job<House> for Sweep {
    const NAME: &'static str = "disclosure.sweep";

    async fn run(self, house: &House, cx: &mut Ctx) -> Result<(), Stop> {
        if incident::frozen(cx).await? {
            return Ok(());
        }
        let period = house.policy.retention(Category::DisclosureRecord).from("disclosure-closed");
        let period = period.because("the policy does not say how long cases are kept")?;
        let before = vault::begun_before(period, cx.now());
        Ok(store::sweep(cx, before).await?)
    }
}

/// The jobs of this feature.
pub fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.every::<Sweep>(Duration::from_secs(86_400))
}
