//! What happens after the answer: what lies in the store goes, and what nobody sent goes after its day.

use ground::jobs::Jobs;
use ground::{Because, Ctx, Fault, Job, Stop};
use policy::Category;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use yard::House;

use super::{erasing, store};

/// Names in one job.
const NAMES_MAX: usize = 200;
/// Files that one run removes; the next run goes on.
const AT_ONCE: i64 = 200;

/// Removes from the store what no row names any longer. The names are random and say nothing.
#[derive(Serialize, Deserialize)]
struct Remove {
    names: Vec<String>,
}

impl Job<House> for Remove {
    const NAME: &'static str = "file.remove";

    async fn run(self, house: &House, _: &mut Ctx) -> Result<(), Stop> {
        for name in &self.names {
            house.blobs.delete(name).await?;
        }
        Ok(())
    }
}

/// Once the unit of work is committed, these are removed from the store.
pub(super) async fn remove_later(cx: &mut Ctx, names: Vec<String>) -> Result<(), Fault> {
    for some in names.chunks(NAMES_MAX) {
        cx.later(Remove::NAME, &Remove { names: some.to_vec() }).await?;
    }
    Ok(())
}

/// Removes uploads that were not finished, and files that were not sent.
#[derive(Serialize, Deserialize)]
struct Sweep(());

impl Job<House> for Sweep {
    const NAME: &'static str = "file.sweep";

    async fn run(self, house: &House, cx: &mut Ctx) -> Result<(), Stop> {
        if yard::incident::frozen(cx).await? {
            return Ok(());
        }
        let period = house.policy.retention(Category::ChatFile).from("unsent");
        let period = period.because("the policy does not say how long an unsent file is kept")?;
        let before = vault::begun_before(period, cx.now());
        let files = store::unsent(cx, before, AT_ONCE).await?;
        Ok(erasing::these(cx, &files).await?)
    }
}

/// The jobs of this feature.
pub(crate) fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.on::<Remove>().every::<Sweep>(Duration::from_secs(3_600))
}
