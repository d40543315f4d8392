//! What the house does by itself: backups, rehearsals, erasures carried on, a look at the age.

use ground::jobs::Jobs;
use ground::{Because, Ctx, Job, LongJob, Stop};
use serde::{Deserialize, Serialize};
use std::time::Duration;

use super::{Targets, actions};
use crate::House;

/// Makes a backup when one is due.
#[derive(Serialize, Deserialize)]
struct Make(());

impl LongJob<House> for Make {
    const NAME: &'static str = "backup.make";

    async fn run(self, house: &House) -> Result<(), Stop> {
        Ok(actions::make_if_due(house).await?)
    }
}

/// Makes one because a keeper asked.
#[derive(Serialize, Deserialize)]
pub(super) struct Now(());

impl LongJob<House> for Now {
    const NAME: &'static str = "backup.now";

    async fn run(self, house: &House) -> Result<(), Stop> {
        let targets = Targets::configured(&house.config.backup)?.because("backups have no place any more")?;
        Ok(actions::make(house, &targets).await?)
    }
}

/// Brings the newest backup back when it is time to know that it can be done.
#[derive(Serialize, Deserialize)]
struct Rehearse(());

impl LongJob<House> for Rehearse {
    const NAME: &'static str = "backup.rehearse";

    async fn run(self, house: &House) -> Result<(), Stop> {
        Ok(actions::rehearse_if_due(house).await?)
    }
}

/// Carries erasures on to where the backups lie.
#[derive(Serialize, Deserialize)]
struct Erasures(());

impl LongJob<House> for Erasures {
    const NAME: &'static str = "backup.erasures";

    async fn run(self, house: &House) -> Result<(), Stop> {
        Ok(actions::follow_erasures(house).await?)
    }
}

/// Tells keepers when the newest backup is too old.
#[derive(Serialize, Deserialize)]
struct Watch(());

impl Job<House> for Watch {
    const NAME: &'static str = "backup.watch";

    async fn run(self, house: &House, cx: &mut Ctx) -> Result<(), Stop> {
        Ok(actions::watch(house, cx).await?)
    }
}

/// The jobs of this feature.
pub fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.every_long::<Make>(Duration::from_secs(900))
        .on_long::<Now>()
        .every_long::<Rehearse>(Duration::from_secs(6 * 3_600))
        .every_long::<Erasures>(Duration::from_secs(60))
        .every::<Watch>(Duration::from_secs(86_400))
}
