//! What happens by itself: codes and tokens that are over go, and keys follow each other.

use ground::jobs::Jobs;
use ground::{Ctx, Errand, Job, Stop};
use serde::{Deserialize, Serialize};
use std::time::Duration;

use super::{keys, store};
use crate::House;

/// Removes what is over, and looks after the keys where there are some.
#[derive(Serialize, Deserialize)]
struct Sweep(());

impl Job<House> for Sweep {
    const NAME: &'static str = "openid.sweep";

    async fn run(self, house: &House, cx: &mut Ctx) -> Result<(), Stop> {
        if crate::incident::frozen(cx).await? {
            return Ok(());
        }
        store::sweep(cx).await?;
        if keys::are_there(house).await? {
            cx.later(<Renew as Errand<House>>::NAME, &Renew(())).await?;
        }
        Ok(())
    }
}

/// Publishes the next key where its time has come.
#[derive(Serialize, Deserialize)]
struct Renew(());

impl Errand<House> for Renew {
    const NAME: &'static str = "openid.renew";

    async fn run(self, house: &House) -> Result<(), Stop> {
        keys::renew(house).await?;
        Ok(())
    }
}

/// The jobs of this feature.
pub fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.every::<Sweep>(Duration::from_secs(3_600)).on_errand::<Renew>()
}
