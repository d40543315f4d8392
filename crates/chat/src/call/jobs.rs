//! What happens by itself: a call rings no longer than 45 seconds, and a call that is over is forgotten a day later.

use ground::jobs::{Errand, Jobs};
use ground::{Ctx, Fault, Job, Stop, Timestamp};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use yard::House;

use super::rules::RINGS;
use super::{CallId, Refusal, ending, store};
use crate::conversation::store as conversations;

/// What a call was stands in the log; its rows stay so long.
const KEPT: Duration = Duration::from_secs(86_400);

/// Whoever was called and did not answer is called no longer.
#[derive(Serialize, Deserialize)]
pub(super) struct Expire {
    call: CallId,
}

impl Expire {
    /// Has it done then.
    pub(super) async fn at(cx: &mut Ctx, call: CallId, at: Timestamp) -> Result<(), Fault> {
        cx.later_at(<Self as Errand<House>>::NAME, &Self { call }, None, at).await
    }
}

impl Errand<House> for Expire {
    const NAME: &'static str = "call.expire";

    async fn run(self, house: &House) -> Result<(), Stop> {
        let mut view = house.db.view().await?;
        let Some(call) = store::find(&mut view, self.call).await? else { return Ok(()) };
        let Some(conversation) = conversations::find(&mut view, call.conversation).await? else {
            return Ok(());
        };
        drop(view);
        let mut cx = house.db.begin().await?;
        let before = cx.now().minus(RINGS);
        store::ring_out(&mut cx, call.id, before).await?;
        let settled = ending::settle(&mut cx, house, (&call, conversation.kind)).await;
        let settled = settled.map_err(|refusal| match refusal {
            Refusal::Fault(fault) => Stop::Retry(fault),
            refusal => Stop::Retry(Fault::caused("ending a call that nobody answered", refusal)),
        })?;
        cx.commit().await?;
        Ok(ending::tell(house, &call, settled).await?)
    }
}

/// Removes calls that are over.
#[derive(Serialize, Deserialize)]
struct Sweep(());

impl Job<House> for Sweep {
    const NAME: &'static str = "call.sweep";

    async fn run(self, _: &House, cx: &mut Ctx) -> Result<(), Stop> {
        if yard::incident::frozen(cx).await? {
            return Ok(());
        }
        let before = cx.now().minus(KEPT);
        Ok(store::sweep(cx, before).await?)
    }
}

/// The jobs of this feature.
pub(crate) fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.on_errand::<Expire>().every::<Sweep>(Duration::from_secs(3_600))
}
