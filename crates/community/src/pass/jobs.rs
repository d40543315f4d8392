//! What happens by itself: whoever may open gets his passes; what is over goes.

use ground::jobs::Jobs;
use ground::{Ctx, Fault, Job, Stop};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use yard::House;

use super::{Kind, issuing, store};
use crate::household::{ResidentId, store as households};

/// Rows of one run.
const STEP: i64 = 500;

/// Gives somebody who may open what he has by himself: a code for his phone, and the button of the client.
#[derive(Serialize, Deserialize)]
struct Begin(ResidentId);

impl Job<House> for Begin {
    const NAME: &'static str = "pass.begin";

    async fn run(self, house: &House, cx: &mut Ctx) -> Result<(), Stop> {
        let Some(one) = households::find_now(cx, self.0).await? else { return Ok(()) };
        if one.person.is_none() || !one.rights.open || one.until_at.is_some_and(|until| until <= cx.now()) {
            return Ok(());
        }
        for kind in [Kind::Code, Kind::App] {
            issuing::ensured(house, cx, &one, kind).await?;
        }
        // Who moves into another home of the community is known there by the photo that he gave.
        if let Some(person) = one.person
            && crate::face::store::of_now(cx, one.org, person).await?.is_some()
        {
            issuing::with_face(house, cx, &one).await?;
        }
        Ok(())
    }
}

/// Leaves it for after the commit.
pub(super) async fn begin_later(cx: &mut Ctx, resident: ResidentId) -> Result<(), Fault> {
    cx.later(Begin::NAME, &Begin(resident)).await
}

/// Removes passes whose time is over or whose right ended, and forgets what ended long ago. Doors refused them before.
#[derive(Serialize, Deserialize)]
struct Sweep(());

impl Job<House> for Sweep {
    const NAME: &'static str = "pass.sweep";

    async fn run(self, _: &House, cx: &mut Ctx) -> Result<(), Stop> {
        if yard::incident::frozen(cx).await? {
            return Ok(());
        }
        for one in store::over(cx, STEP).await? {
            issuing::end(cx, &one).await?;
        }
        Ok(store::sweep_gone(cx).await?)
    }
}

/// The jobs of this feature.
pub(crate) fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.on::<Begin>().every::<Sweep>(Duration::from_secs(60))
}
