//! What happens by itself: reports whose consent was taken back go, and groups that have none left.

use ground::jobs::Jobs;
use ground::{Ctx, Job, Stop};
use policy::Purpose;
use serde::{Deserialize, Serialize};
use std::time::Duration;

use super::store;
use crate::House;
use crate::consent;
use crate::consent::store::{Act, Scope};

/// Removes what no consent carries any longer.
#[derive(Serialize, Deserialize)]
struct Sweep(());

impl Job<House> for Sweep {
    const NAME: &'static str = "crash.sweep";

    async fn run(self, _: &House, cx: &mut Ctx) -> Result<(), Stop> {
        for person in store::people(cx).await? {
            let last = consent::store::last(cx, person, Purpose::CrashReports, Scope::Purpose).await?;
            if last.is_none_or(|(act, _)| act != Act::Given) {
                store::forget(cx, person).await?;
            }
        }
        Ok(store::sweep_groups(cx).await?)
    }
}

/// The jobs of this feature.
pub fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.every::<Sweep>(Duration::from_secs(3_600))
}
