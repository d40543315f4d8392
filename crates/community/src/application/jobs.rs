//! What happens by itself: what was shown to prove who somebody is goes soon, the rest later.

use ground::jobs::Jobs;
use ground::{Because, Ctx, Fault, Job, Stop, Timestamp};
use policy::{Category, Purpose};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use yard::House;
use yard::consent::store::{self as consents, Scope};

use super::{ApplicationId, ending, store};

/// Applications of one step of the sweep.
const STEP: i64 = 200;

/// What goes: what was decided before, and what was made before, decided or not.
#[derive(Clone, Copy)]
pub(super) struct Ends {
    pub decided: Timestamp,
    pub made: Timestamp,
}

/// Removes what was decided or made long ago, and numbers of identity cards whose consent was taken back.
#[derive(Serialize, Deserialize)]
struct Sweep(());

impl Job<House> for Sweep {
    const NAME: &'static str = "home.sweep";

    async fn run(self, house: &House, cx: &mut Ctx) -> Result<(), Stop> {
        if yard::incident::frozen(cx).await? {
            return Ok(());
        }
        let cards = ends(house, cx, Category::IdentityNumber)?;
        let all = ends(house, cx, Category::HomeApplication)?;
        while !ending::lapse_some(cx, house, all.made, STEP).await? {}
        store::sweep(cx, cards, all).await?;
        crate::household::store::sweep_events(cx).await?;
        crate::awaited::sweep(cx).await?;
        crate::letter::sweep(cx).await?;
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

fn ends(house: &House, cx: &Ctx, category: Category) -> Result<Ends, Fault> {
    let before = |event: &str| {
        let period = house.policy.retention(category).from(event);
        let period = period.because("the policy does not say how long an application is kept")?;
        Ok::<Timestamp, Fault>(vault::begun_before(period, cx.now()))
    };
    Ok(Ends { decided: before("decided")?, made: before("collected")? })
}

/// The jobs of this feature.
pub(crate) fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.every::<Sweep>(Duration::from_secs(3_600))
}
