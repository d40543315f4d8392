//! What happens by itself: every day the record of what left is held against what the house declares.

use ground::jobs::Jobs;
use ground::{Ctx, Job, Stop};
use serde::{Deserialize, Serialize};
use std::time::Duration;

use crate::{House, rights};

/// Looks for sharings without a basis; those who run the house are told.
#[derive(Serialize, Deserialize)]
struct Check(());

impl Job<House> for Check {
    const NAME: &'static str = "flows.check";

    async fn run(self, house: &House, cx: &mut Ctx) -> Result<(), Stop> {
        let strays = house.egress.strays().await?;
        if strays.is_empty() {
            return Ok(());
        }
        ground::metrics::add("courtyard_flows_stray_total", u64::try_from(strays.len()).unwrap_or(0));
        for stray in &strays {
            tracing::error!(recipient = %stray.recipient, purpose = %stray.purpose, "shared without a basis");
        }
        let what: Vec<_> = strays
            .iter()
            .map(|one| serde_json::json!({ "recipient": one.recipient, "purpose": one.purpose, "times": one.times }))
            .collect();
        for keeper in rights::keepers(cx).await? {
            cx.tell(keeper, "house", "flows.stray", &serde_json::json!({ "strays": what })).await?;
        }
        Ok(())
    }
}

/// The jobs of this feature.
pub fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.every::<Check>(Duration::from_secs(86_400))
}
