//! What happens by itself: entries of calls go when their time is over.

use ground::jobs::Jobs;
use ground::{Because, Ctx, Job, Stop};
use policy::Category;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use yard::House;

use super::store;

/// Removes entries that were kept for as long as the policy says.
#[derive(Serialize, Deserialize)]
struct Sweep(());

impl Job<House> for Sweep {
    const NAME: &'static str = "phone.sweep";

    async fn run(self, house: &House, cx: &mut Ctx) -> Result<(), Stop> {
        if yard::incident::frozen(cx).await? {
            return Ok(());
        }
        let period = house.policy.retention(Category::PhoneCall).from("collected");
        let period = period.because("the policy does not say how long telephone calls are kept")?;
        let before = vault::begun_before(period, cx.now());
        Ok(store::sweep(cx, before).await?)
    }
}

/// The jobs of this feature.
pub(crate) fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.every::<Sweep>(Duration::from_secs(3_600))
}
