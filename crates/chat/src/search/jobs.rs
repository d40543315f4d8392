//! What happens by itself: the tokens of what was said lately are brought into segments.

use ground::jobs::{Jobs, LongJob};
use ground::{Ctx, Fault, Job, Stop};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use yard::House;

use super::segment::store as segment;
use super::store;
use crate::conversation::ConversationId;

/// Each so many events of a conversation, the tokens of its messages are made a segment.
const MANY: i64 = 128;
/// Fewer messages make none.
const FEW: usize = 64;
/// Small segments are made one where they have so many messages together.
const LARGE: i64 = 2_048;
/// A segment of fewer is small: as it was made, or what taking back has left of a large one.
const SMALL: i64 = LARGE / 2;
/// So many small segments are made one, however few messages taking back has left in them.
const SEGMENTS: usize = 32;
/// So many rows lie fresh only where an errand was lost, or came from an older house.
const OVERDUE: i64 = 512;
/// Conversations of one look.
const CONVERSATIONS: i64 = 500;
/// How often it is looked.
const LOOK: Duration = Duration::from_secs(60 * 60);

/// Looks for what has lain fresh without an errand.
#[derive(Serialize, Deserialize)]
struct Fold(());

impl Job<House> for Fold {
    const NAME: &'static str = "search.fold";

    async fn run(self, _: &House, cx: &mut Ctx) -> Result<(), Stop> {
        for conversation in store::ripe(cx, OVERDUE, CONVERSATIONS).await? {
            cx.later(<FoldIn as LongJob<House>>::NAME, &FoldIn { conversation }).await?;
        }
        Ok(())
    }
}

/// Where a conversation grew from a number to a number: has its tokens brought into a segment if it is time.
pub(crate) async fn grown(
    cx: &mut Ctx,
    conversation: ConversationId,
    was: i64,
    last: i64,
) -> Result<(), Fault> {
    if was / MANY == last / MANY {
        return Ok(());
    }
    cx.later(<FoldIn as LongJob<House>>::NAME, &FoldIn { conversation }).await
}

/// Brings those of one conversation into segments.
#[derive(Serialize, Deserialize)]
struct FoldIn {
    conversation: ConversationId,
}

impl LongJob<House> for FoldIn {
    const NAME: &'static str = "search.fold_in";

    async fn run(self, house: &House) -> Result<(), Stop> {
        loop {
            let mut cx = house.db.begin().await?;
            if !store::fold(&mut cx, self.conversation, (FEW, MANY)).await? {
                return Ok(());
            }
            segment::merge(&mut cx, self.conversation, (SMALL, LARGE, SEGMENTS)).await?;
            cx.commit().await?;
            // Whoever writes goes first.
            tokio::task::yield_now().await;
        }
    }
}

/// The jobs of this feature.
pub(crate) fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.every::<Fold>(LOOK).on_long::<FoldIn>()
}
