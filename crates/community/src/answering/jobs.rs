//! What happens by itself: messages and pictures go when their time is over, and when nobody lives there any longer.

use ground::jobs::Jobs;
use ground::{Because, Ctx, Job, Stop};
use policy::Category;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use yard::House;

use super::{ending, store};

yard::removes_file!("answering.remove_file");

/// Removes what is due.
#[derive(Serialize, Deserialize)]
struct Sweep(());

impl Job<House> for Sweep {
    const NAME: &'static str = "answering.sweep";

    async fn run(self, house: &House, cx: &mut Ctx) -> Result<(), Stop> {
        if yard::incident::frozen(cx).await? {
            return Ok(());
        }
        let period = house.policy.retention(Category::DoorMessage).from("collected");
        let period = period.because("the policy does not say how long messages of visitors are kept")?;
        let before = vault::begun_before(period, cx.now());
        for one in store::due(cx, before).await? {
            ending::end(cx, &one).await?;
        }
        Ok(())
    }
}

/// The jobs of this feature. What is left of a home that is empty is gone within a minute.
pub(crate) fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.on::<RemoveFile>().every::<Sweep>(Duration::from_secs(30))
}
