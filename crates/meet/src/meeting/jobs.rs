//! What happens by itself: deserted meetings end.

use ground::jobs::Jobs;
use ground::{Ctx, Job, Stop};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use yard::House;

use super::{actions, rules, store};

/// Meetings that one run handles; the next run goes on.
const AT_ONCE: i64 = 200;

/// Ends meetings that everybody left ten minutes ago, or that nobody entered within an hour.
#[derive(Serialize, Deserialize)]
struct CloseEmpty(());

impl Job<House> for CloseEmpty {
    const NAME: &'static str = "meet.close_empty";

    async fn run(self, _: &House, cx: &mut Ctx) -> Result<(), Stop> {
        let (left, begun) = (cx.now().minus(rules::EMPTY_MAX), cx.now().minus(rules::UNENTERED_MAX));
        for meeting in store::deserted(cx, left, begun, AT_ONCE).await? {
            actions::finish(cx, &meeting).await?;
        }
        Ok(())
    }
}

/// The jobs of this feature.
pub(crate) fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.every::<CloseEmpty>(Duration::from_secs(60))
}
