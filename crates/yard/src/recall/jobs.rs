//! What happens by itself: each recipient is asked at once, and again once a day until it acknowledges.

use ground::jobs::Jobs;
use ground::{Ctx, Fault, Job, Stop};
use serde::{Deserialize, Serialize};
use std::time::Duration;

use super::{RecallId, actions, store};
use crate::House;

/// Requests that one run asks again.
const AT_ONCE: u32 = 50;

/// Asks one recipient.
#[derive(Serialize, Deserialize)]
pub(super) struct Ask {
    recall: RecallId,
}

impl Ask {
    pub(super) async fn later(cx: &mut Ctx, recall: RecallId) -> Result<(), Fault> {
        cx.later(<Self as Job<House>>::NAME, &Self { recall }).await
    }
}

impl Job<House> for Ask {
    const NAME: &'static str = "recall.ask";

    async fn run(self, house: &House, cx: &mut Ctx) -> Result<(), Stop> {
        let Some(row) = store::lock(cx, self.recall).await? else { return Ok(()) };
        let answered = actions::ask(house, Self::NAME, &row).await?;
        if let Some(said) = answered {
            store::asked(cx, row.id).await?;
            actions::keep(house, cx, &row, &said).await?;
        }
        Ok(())
    }
}

/// Asks again whoever has not acknowledged.
#[derive(Serialize, Deserialize)]
struct Again(());

impl Job<House> for Again {
    const NAME: &'static str = "recall.again";

    async fn run(self, _: &House, cx: &mut Ctx) -> Result<(), Stop> {
        for row in store::unanswered(cx, AT_ONCE).await? {
            Ask::later(cx, row.id).await?;
        }
        Ok(())
    }
}

/// The jobs of this feature.
pub fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.on::<Ask>().every::<Again>(Duration::from_secs(86_400))
}
