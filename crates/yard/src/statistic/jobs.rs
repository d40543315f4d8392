//! What happens by itself: a week that is over is counted, and what is old goes.

use ground::jobs::Jobs;
use ground::{Ctx, Job, Stop};
use policy::StatisticRules;
use serde::{Deserialize, Serialize};
use std::time::Duration;

use super::{gather, rules, store};
use crate::House;

/// Weeks for which what was told stays: three years.
const TOLD_WEEKS: i64 = 157;

/// Counts the week before this one.
#[derive(Serialize, Deserialize)]
struct Gather(());

impl Job<House> for Gather {
    const NAME: &'static str = "statistic.gather";

    async fn run(self, house: &House, cx: &mut Ctx) -> Result<(), Stop> {
        let week = rules::week_of(cx.now());
        gather::gather(cx, &house.statistics, week - 1).await?;
        let keep = i64::from(StatisticRules::built_in().keep_weeks);
        Ok(store::sweep(cx, week - keep, week - TOLD_WEEKS).await?)
    }
}

/// The jobs of this feature.
pub fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.every::<Gather>(Duration::from_secs(3_600))
}
