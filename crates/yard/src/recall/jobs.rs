//! What happens by itself: each recipient is asked at once, and again once a day until it acknowledges.

use ground::jobs::{Errand, Jobs};
use ground::{Ctx, Fault, Job, Stop};
use serde::{Deserialize, Serialize};
use std::time::Duration;

use super::store::{self, RecallRow};
use super::{RecallId, actions};
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
        cx.later(<Self as Errand<House>>::NAME, &Self { recall }).await
    }
}

impl Errand<House> for Ask {
    const NAME: &'static str = "recall.ask";

    async fn run(self, house: &House) -> Result<(), Stop> {
        let row = store::find(&mut house.db.view().await?, self.recall).await?;
        let Some(row) = row.filter(RecallRow::waits) else { return Ok(()) };
        let Some(said) = actions::ask(house, Self::NAME, &row).await? else { return Ok(()) };
        let mut cx = house.db.begin().await?;
        // Keepers may have noted the answer meanwhile.
        if store::lock(&mut cx, row.id).await?.is_some() {
            store::asked(&mut cx, row.id).await?;
            actions::keep(house, &mut cx, &row, &said).await?;
        }
        Ok(cx.commit().await?)
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
    jobs.on_errand::<Ask>().every::<Again>(Duration::from_secs(86_400))
}
