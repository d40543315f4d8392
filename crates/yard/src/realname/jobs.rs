//! What happens by itself: the identity body is asked after the answer, and what nobody decides goes.

use ground::jobs::{Errand, Jobs};
use ground::{Ctx, Fault, Job, PersonId, Stop};
use policy::{Category, Purpose};
use serde::{Deserialize, Serialize};
use std::time::Duration;

use super::rules::{self, State};
use super::{RealNameId, Refusal, body, desk, store};
use crate::House;
use crate::consent::store::{self as consents, Scope};
use crate::notice::{self, Notice};

/// People of one step of the sweep.
const STEP: i64 = 200;

/// Asks the identity body about what somebody sent.
#[derive(Serialize, Deserialize)]
pub(super) struct Check {
    person: PersonId,
    id: RealNameId,
}

impl Check {
    pub(super) async fn later(cx: &mut Ctx, person: PersonId, id: RealNameId) -> Result<(), Fault> {
        cx.later(<Self as Errand<House>>::NAME, &Self { person, id }).await
    }
}

impl Errand<House> for Check {
    const NAME: &'static str = "real_name.check";

    async fn run(self, house: &House) -> Result<(), Stop> {
        let row = store::of(&mut house.db.view().await?, self.person).await?;
        let Some(row) = row.filter(|row| row.id == self.id && row.state == State::Waiting) else {
            return Ok(());
        };
        let state = body::ask(house, &row).await;
        let state =
            state.map_err(|refused| Stop::Retry(Fault::caused("asking an identity body", refused)))?;
        match desk::settle(house, &row, state, None, None).await {
            Ok(()) | Err(Refusal::Decided) => Ok(()),
            Err(Refusal::Fault(fault)) => Err(fault.into()),
            Err(_) => Err(Stop::GiveUp("a verification could not be settled")),
        }
    }
}

/// Removes what waited too long, and what is kept of people whose consent is gone.
#[derive(Serialize, Deserialize)]
struct Sweep(());

impl Job<House> for Sweep {
    const NAME: &'static str = "real_name.sweep";

    async fn run(self, house: &House, cx: &mut Ctx) -> Result<(), Stop> {
        if crate::incident::frozen(cx).await? {
            return Ok(());
        }
        let before = cx.now().minus(rules::WAIT);
        for person in store::stale(cx, before, STEP).await? {
            store::forget(cx, person).await?;
            notice::tell(cx, house, person, &Notice::new("real_name.lapsed")).await?;
        }
        let mut after = PersonId::from_bytes([0; 16]);
        loop {
            let some = store::people(cx, after, STEP).await?;
            let Some(last) = some.last() else { return Ok(()) };
            after = *last;
            let mut view = house.db.view().await?;
            for person in some {
                let (part, purpose) = (Scope::Category(Category::RealName), Purpose::RealName);
                if !consents::stands_for(&mut view, person, purpose, part).await? {
                    store::forget(cx, person).await?;
                }
            }
        }
    }
}

/// The jobs of this feature.
pub fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.on_errand::<Check>().every::<Sweep>(Duration::from_secs(3_600))
}
