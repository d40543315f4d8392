//! What happens by itself: what was shown to prove who somebody is goes soon, the rest later.

use ground::jobs::Jobs;
use ground::{Because, Ctx, Fault, Job, Stop, Timestamp};
use policy::{Category, Purpose};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use yard::House;
use yard::consent::store::{self as consents, Scope};

use super::{ApplicationId, store};

/// Applications of one step of the sweep.
const STEP: i64 = 200;

/// Removes what was decided long ago, and numbers of identity cards whose consent was taken back.
#[derive(Serialize, Deserialize)]
struct Sweep(());

impl Job<House> for Sweep {
    const NAME: &'static str = "home.sweep";

    async fn run(self, house: &House, cx: &mut Ctx) -> Result<(), Stop> {
        if yard::incident::frozen(cx).await? {
            return Ok(());
        }
        let (identities, all) =
            (before(house, cx, Category::IdentityNumber)?, before(house, cx, Category::HomeApplication)?);
        store::sweep(cx, identities, all).await?;
        crate::household::store::sweep_events(cx).await?;
        let mut after = ApplicationId::from_bytes([0; 16]);
        loop {
            let some = store::identified(cx, after, STEP).await?;
            let Some(last) = some.last() else { return Ok(()) };
            after = last.0;
            let mut view = house.db.view().await?;
            for (id, person) in some {
                let part = Scope::Category(Category::IdentityNumber);
                if !consents::stands_for(&mut view, person, Purpose::HomeIdentity, part).await? {
                    store::forget_identity(cx, id).await?;
                }
            }
        }
    }
}

fn before(house: &House, cx: &Ctx, category: Category) -> Result<Timestamp, Fault> {
    let period = house.policy.retention(category).from("decided");
    let period = period.because("the policy does not say how long an application is kept")?;
    Ok(vault::begun_before(period, cx.now()))
}

/// The jobs of this feature.
pub(crate) fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.every::<Sweep>(Duration::from_secs(3_600))
}
