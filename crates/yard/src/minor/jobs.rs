//! What happens by itself: accounts whose guardian never answered end.

use ground::jobs::Jobs;
use ground::{Ctx, Errand, Job, PersonId, Stop};
use serde::{Deserialize, Serialize};
use std::time::Duration;

use super::{rules, store};
use crate::{House, erasure};

/// Accounts that one run ends.
const AT_ONCE: i64 = 100;

/// Finds minors who have waited too long.
#[derive(Serialize, Deserialize)]
struct Sweep(());

impl Job<House> for Sweep {
    const NAME: &'static str = "minor.sweep";

    async fn run(self, _: &House, cx: &mut Ctx) -> Result<(), Stop> {
        let before = cx.now().minus(rules::WAIT);
        for person in store::overdue(cx, before, AT_ONCE).await? {
            cx.later(End::NAME, &End { person }).await?;
        }
        Ok(())
    }
}

/// Ends the account of one of them.
#[derive(Serialize, Deserialize)]
struct End {
    person: PersonId,
}

impl Errand<House> for End {
    const NAME: &'static str = "minor.end";

    async fn run(self, house: &House) -> Result<(), Stop> {
        let standing = store::standing(&mut house.db.view().await?, self.person).await?;
        // Somebody agreed in between, or it was done already.
        if standing.is_none_or(|standing| !standing.waiting) {
            return Ok(());
        }
        Ok(erasure::end(house, self.person).await?)
    }
}

/// The jobs of this feature.
pub fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.every::<Sweep>(Duration::from_secs(3_600)).on_errand::<End>()
}
