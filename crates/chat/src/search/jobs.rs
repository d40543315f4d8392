//! What happens by itself: the tokens of what was said lately are brought among the others.

use ground::jobs::{Jobs, LongJob};
use ground::{Ctx, Fault, Job, Stop};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use tokio::time::Instant;
use yard::House;

use super::store;
use crate::conversation::ConversationId;

/// Each so many events of a conversation, the tokens of its messages are brought among the others.
const MANY: i64 = 128;
/// After so long they are brought there however few they are.
const LONG: Duration = Duration::from_secs(60 * 60);
/// Messages of one unit of work: it holds whoever writes up for some hundredths of a second.
const AT_ONCE: i64 = 64;
/// After each it rests so many times as long as it took: whoever writes goes first.
const REST: u32 = 3;
/// The longest rest.
const REST_MAX: Duration = Duration::from_millis(300);
/// Conversations of one look.
const CONVERSATIONS: i64 = 500;

/// Looks for what has lain fresh for long.
#[derive(Serialize, Deserialize)]
struct Fold(());

impl Job<House> for Fold {
    const NAME: &'static str = "search.fold";

    async fn run(self, _: &House, cx: &mut Ctx) -> Result<(), Stop> {
        let now = cx.now();
        let period = now.micros() / i64::try_from(LONG.as_micros()).unwrap_or(i64::MAX);
        for conversation in store::ripe(cx, now.minus(LONG), CONVERSATIONS).await? {
            // Once in that time, however often it is seen that it waits.
            let name = <FoldIn as LongJob<House>>::NAME;
            let key = format!("{name}/{conversation}/{period}");
            cx.later_at(name, &FoldIn { conversation }, Some(&key), now).await?;
        }
        Ok(())
    }
}

/// Where a conversation grew from a number to a number: has its tokens brought among the others if it is time.
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

/// Brings those of one conversation among the others.
#[derive(Serialize, Deserialize)]
struct FoldIn {
    conversation: ConversationId,
}

impl LongJob<House> for FoldIn {
    const NAME: &'static str = "search.fold_in";

    async fn run(self, house: &House) -> Result<(), Stop> {
        loop {
            let begun = Instant::now();
            let mut cx = house.db.begin().await?;
            let folded = store::fold(&mut cx, self.conversation, AT_ONCE).await?;
            cx.commit().await?;
            if i64::try_from(folded).unwrap_or(i64::MAX) < AT_ONCE {
                return Ok(());
            }
            tokio::time::sleep((begun.elapsed() * REST).min(REST_MAX)).await;
        }
    }
}

/// The jobs of this feature.
pub(crate) fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.every::<Fold>(Duration::from_secs(60)).on_long::<FoldIn>()
}
