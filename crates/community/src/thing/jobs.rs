//! What happens by itself: tokens, codes and old entries of the log go, and all of a home in which nobody lives any longer.

use ground::jobs::Jobs;
use ground::{Because, Ctx, Job, LongJob, Stop};
use policy::Category;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use yard::House;

use super::{cloud, marking, store};

/// Removes what is over. A credential that has no device any longer ends when the link compares next.
#[derive(Serialize, Deserialize)]
struct Sweep(());

impl Job<House> for Sweep {
    const NAME: &'static str = "home.device.sweep";

    async fn run(self, house: &House, cx: &mut Ctx) -> Result<(), Stop> {
        if yard::incident::frozen(cx).await? {
            return Ok(());
        }
        let kept = house.policy.retention(Category::HomeDeviceLog).from("collected");
        let kept = kept.because("the policy does not say how long the log of devices is kept")?;
        store::sweep(cx, vault::begun_before(kept, cx.now())).await?;
        cloud::leave(cx).await?;
        for home in store::left_homes(cx).await? {
            store::clear_home(cx, home).await?;
        }
        Ok(())
    }
}

/// Marks what was kept before marks were; later there is nothing to do.
#[derive(Serialize, Deserialize)]
struct Mark(());

impl LongJob<House> for Mark {
    const NAME: &'static str = "home.device.mark";

    async fn run(self, house: &House) -> Result<(), Stop> {
        marking::cameras(house).await?;
        Ok(cloud::mark(house).await?)
    }
}

/// The jobs of this feature.
pub(crate) fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.every::<Sweep>(Duration::from_secs(60)).every_long::<Mark>(Duration::from_secs(3_600))
}
