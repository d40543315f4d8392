//! What happens by itself: keys turn.

use ground::jobs::Jobs;
use ground::{Ctx, Job, Stop};
use serde::{Deserialize, Serialize};
use std::time::Duration;

use crate::House;

/// Makes the next key when it is due, and destroys those whose time is over.
#[derive(Serialize, Deserialize)]
struct Turn(());

impl Job<House> for Turn {
    const NAME: &'static str = "seal.turn";

    async fn run(self, house: &House, cx: &mut Ctx) -> Result<(), Stop> {
        Ok(house.seals.turn(cx.now())?)
    }
}

/// The jobs of this feature.
pub fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.every::<Turn>(Duration::from_secs(900))
}
