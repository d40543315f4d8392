//! What happens after the answer: those who are away are woken.

use ground::jobs::Jobs;
use ground::{Ctx, Fault, Job, PersonId, Stop};
use serde::{Deserialize, Serialize};
use yard::House;
use yard::push::{self, Kind};

use super::store;
use crate::conversation::ConversationId;

/// People looked at in one run; the next run goes on.
const AT_ONCE: i64 = 200;

/// Wakes those who have not read up to a number.
#[derive(Serialize, Deserialize)]
pub(crate) struct Reach {
    conversation: ConversationId,
    seq: i64,
    after: Option<PersonId>,
}

impl Reach {
    /// Leaves word, in the unit of work that wrote the message; nothing where nobody can be woken anyway.
    pub(crate) async fn later(
        cx: &mut Ctx,
        house: &House,
        conversation: ConversationId,
        seq: i64,
    ) -> Result<(), Fault> {
        if push::is_used(house) {
            cx.later(<Self as Job<House>>::NAME, &Self { conversation, seq, after: None }).await?;
        }
        Ok(())
    }
}

impl Job<House> for Reach {
    const NAME: &'static str = "message.reach";

    async fn run(self, house: &House, cx: &mut Ctx) -> Result<(), Stop> {
        let Self { conversation, seq, after } = self;
        let people = store::behind(cx, conversation, seq, (after, AT_ONCE)).await?;
        for person in &people {
            if push::is_reachable(cx, house, *person).await? {
                push::notify(cx, house, *person, Kind::Message).await?;
            }
        }
        let full = i64::try_from(people.len()).unwrap_or(i64::MAX) >= AT_ONCE;
        match people.last().filter(|_| full) {
            Some(last) => {
                let next = Self { conversation, seq, after: Some(*last) };
                Ok(cx.later(<Self as Job<House>>::NAME, &next).await?)
            }
            None => Ok(()),
        }
    }
}

/// The jobs of this feature.
pub(crate) fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.on::<Reach>()
}
