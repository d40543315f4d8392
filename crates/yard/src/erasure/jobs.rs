//! What happens by itself: what was begun is ended, and what rested locked is erased on its day.

use ground::jobs::Jobs;
use ground::{Ctx, Job, Stop};
use serde::{Deserialize, Serialize};
use std::time::Duration;

use super::{actions, store};
use crate::House;

/// Closings that one run goes on with.
const AT_ONCE: i64 = 100;
/// Steps of one closing within one run; the next run goes on.
const STEPS: usize = 20;
/// How long whoever closed the account is left to end it himself.
const OWN_TIME: Duration = Duration::from_secs(120);

/// Goes on with closings that were interrupted, and erases those whose time has come.
#[derive(Serialize, Deserialize)]
pub(super) struct CarryOn(());

impl Job<House> for CarryOn {
    const NAME: &'static str = "erasure.carry_on";

    async fn run(self, house: &House, cx: &mut Ctx) -> Result<(), Stop> {
        let begun_before = cx.now().minus(OWN_TIME);
        for id in store::unfinished(cx, begun_before, AT_ONCE).await? {
            for _ in 0..STEPS {
                if !actions::step(house, cx, id).await? {
                    break;
                }
            }
        }
        Ok(())
    }
}

/// What follows where an organisation ended with its last member: the wings end what hangs on it, a step in each run, and then
/// its keys are destroyed.
#[derive(Serialize, Deserialize)]
pub(crate) struct EndOrg {
    /// Which.
    pub org: ground::OrgId,
}

impl Job<House> for EndOrg {
    const NAME: &'static str = "erasure.end_org";

    async fn run(self, house: &House, cx: &mut Ctx) -> Result<(), Stop> {
        for ends in &house.endings {
            if !ends(house, cx, self.org).await? {
                return Ok(cx.later(Self::NAME, &self).await?);
            }
        }
        Ok(house.vault.destroy_all(self.org).await?)
    }
}

/// The jobs of this feature.
pub fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.every::<CarryOn>(Duration::from_secs(60)).on::<EndOrg>()
}
