//! What happens by itself: whose time is over goes, and so does what nobody answered.

use ground::jobs::Jobs;
use ground::{Ctx, Fault, Job, Stop};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use yard::House;

use super::{Refusal, parting, store};

/// Rows of one run.
const STEP: i64 = 500;

/// Ends what is over. Rights were asked of the clock before: this removes the rows, tells, and writes the outbox.
#[derive(Serialize, Deserialize)]
struct End(());

impl Job<House> for End {
    const NAME: &'static str = "home.end";

    async fn run(self, house: &House, cx: &mut Ctx) -> Result<(), Stop> {
        if yard::incident::frozen(cx).await? {
            return Ok(());
        }
        for one in store::over(cx, STEP).await? {
            let people = store::of_home_now(cx, one.home).await?;
            match parting::end(cx, house, &people, one.id, None).await {
                // It went with whoever entered him.
                Ok(()) | Err(Refusal::Unknown) => {}
                Err(refusal) => return Err(Fault::caused("ending what is over in a home", refusal).into()),
            }
        }
        Ok(())
    }
}

/// The jobs of this feature.
pub(crate) fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.every::<End>(Duration::from_secs(30))
}
