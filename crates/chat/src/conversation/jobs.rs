//! What happens by itself: a conversation that everybody left goes, with its keys, unless it is held.

use ground::jobs::Jobs;
use ground::{Ctx, Job, Stop};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use yard::House;

use super::{Conversation, store};

/// Conversations that one run removes; the next run goes on.
const AT_ONCE: i64 = 100;

/// Removes conversations in which nobody is any longer.
#[derive(Serialize, Deserialize)]
struct Sweep(());

impl Job<House> for Sweep {
    const NAME: &'static str = "conversation.sweep";

    async fn run(self, house: &House, cx: &mut Ctx) -> Result<(), Stop> {
        if yard::incident::frozen(cx).await? {
            return Ok(());
        }
        for id in store::deserted(cx, AT_ONCE).await? {
            // Keys first: where the rows stay because the commit failed, nothing in them speaks.
            house.vault.destroy_all(Conversation::subject(id)).await?;
            crate::file::of_conversation(cx, id).await?;
            crate::draft::remove_all(cx, id).await?;
            crate::mention::store::remove_all(cx, id).await?;
            crate::reaction::store::remove_all(cx, id).await?;
            crate::order::store::remove_all(cx, id).await?;
            crate::pin::store::remove_all(cx, id).await?;
            crate::preview::store::remove_all(cx, id).await?;
            crate::hook::store::remove_all(cx, id).await?;
            crate::program::store::remove_all(cx, id).await?;
            crate::grant::store::remove_all(cx, id).await?;
            crate::hold::store::remove_all(cx, id).await?;
            crate::report::store::remove_all(cx, id).await?;
            crate::star::store::remove_all(cx, id).await?;
            crate::topic::store::remove_all(cx, id).await?;
            crate::scheduled::store::remove_all(cx, id).await?;
            crate::setting::store::remove_all(cx, id).await?;
            crate::call::store::remove_all(cx, id).await?;
            crate::keeping::store::remove_all(cx, id).await?;
            crate::urgent::store::remove_all(cx, id).await?;
            crate::sealed::store::remove_all(cx, id).await?;
            crate::search::store::remove_all(cx, id).await?;
            crate::log::store::remove_all(cx, id).await?;
            store::remove(cx, id).await?;
        }
        Ok(())
    }
}

/// The jobs of this feature.
pub(crate) fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    super::following::jobs(super::parting::jobs(jobs.every::<Sweep>(Duration::from_secs(3_600))))
}
