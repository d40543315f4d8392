//! What happens by itself: those who run the house are told before the time of a request is over, and when it is.

use ground::jobs::Jobs;
use ground::{Ctx, Job, Stop};
use serde::{Deserialize, Serialize};
use std::time::Duration;

use super::store;
use crate::House;

/// Looks at the clocks of requests.
#[derive(Serialize, Deserialize)]
struct Clocks(());

impl Job<House> for Clocks {
    const NAME: &'static str = "rights.clocks";

    async fn run(self, _: &House, cx: &mut Ctx) -> Result<(), Stop> {
        let soon = store::take_due_soon(cx).await?;
        let over = store::take_overdue(cx).await?;
        ground::metrics::add("courtyard_rights_overdue_total", u64::try_from(over.len()).unwrap_or(0));
        let keepers = if soon.len() + over.len() > 0 { store::keepers(cx).await? } else { Vec::new() };
        let told =
            soon.iter().map(|id| (id, "rights.due_soon")).chain(over.iter().map(|id| (id, "rights.overdue")));
        for (request, kind) in told {
            for keeper in &keepers {
                cx.tell(*keeper, "rights", kind, &serde_json::json!({ "request": request })).await?;
            }
        }
        Ok(())
    }
}

/// The jobs of this feature.
pub fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.every::<Clocks>(Duration::from_secs(600))
}
