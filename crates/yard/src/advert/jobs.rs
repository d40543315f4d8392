//! What happens by itself: a day that is over becomes totals, and interests whose consent is gone go.

use ground::jobs::Jobs;
use ground::{Ctx, Job, Stop};
use policy::Purpose;
use serde::{Deserialize, Serialize};
use std::time::Duration;

use super::store;
use crate::House;
use crate::consent::store::{Act, Scope};

/// Folds the days before today into totals.
#[derive(Serialize, Deserialize)]
struct Settle(());

impl Job<House> for Settle {
    const NAME: &'static str = "advert.settle";

    async fn run(self, _: &House, cx: &mut Ctx) -> Result<(), Stop> {
        let today = cx.now().day();
        store::fold(cx, today).await?;
        for person in store::choosers(cx).await? {
            let last = crate::consent::store::last(cx, person, Purpose::AdvertChoice, Scope::Purpose).await?;
            if last.is_none_or(|(act, _)| act != Act::Given) {
                store::forget(cx, person).await?;
            }
        }
        Ok(())
    }
}

/// The jobs of this feature.
pub fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.every::<Settle>(Duration::from_secs(3_600))
}
