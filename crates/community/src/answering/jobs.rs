//! What happens by itself: messages and pictures go when their time is over, and when nobody lives there any longer.

use ground::jobs::Jobs;
use ground::{Because, Ctx, Fault, Job, Stop};
use policy::Category;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use yard::House;

use super::{ending, store};

/// Removes a file that no row names any longer. Its name is random and says nothing.
#[derive(Serialize, Deserialize)]
pub(super) struct RemoveFile {
    name: String,
}

impl RemoveFile {
    pub(super) async fn later(cx: &mut Ctx, name: &str) -> Result<(), Fault> {
        cx.later(<Self as Job<House>>::NAME, &Self { name: name.to_owned() }).await
    }
}

impl Job<House> for RemoveFile {
    const NAME: &'static str = "answering.remove_file";

    async fn run(self, house: &House, _: &mut Ctx) -> Result<(), Stop> {
        Ok(house.blobs.delete(&self.name).await?)
    }
}

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
