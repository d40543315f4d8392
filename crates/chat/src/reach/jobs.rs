//! What happens after the answer: those who are away are woken.

use ground::jobs::Jobs;
use ground::{Ctx, Fault, Job, PersonId, Stop, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::time::Duration;
use yard::House;
use yard::push::{self, Kind};

use super::store;
use crate::conversation::{ConversationId, store as conversations};

/// People looked at in one run; the next run goes on.
const AT_ONCE: i64 = 200;

/// In a conversation it is looked no more often than this: who reads meanwhile is not woken, and who is away once.
const SPAN: Duration = Duration::from_secs(1);
/// Conversations of which is known when it was last looked; then those are forgotten of which it is over.
const KNOWN_MAX: usize = 10_000;

/// When word was left last, by conversation, by whoever writes.
#[derive(Default)]
pub(crate) struct Lately(HashMap<ConversationId, Timestamp>);

impl Lately {
    /// When it is to be looked because of what is written now, where nobody is about to look anyway. Whoever asks has the lock
    /// of the conversation: who looks has it too, and sees what was written while he was waited for.
    fn due(&mut self, conversation: ConversationId, now: Timestamp) -> Option<Timestamp> {
        if self.0.len() >= KNOWN_MAX {
            self.0.retain(|_, at| at.plus(SPAN) > now);
        }
        let due = match self.0.get(&conversation) {
            Some(at) if *at > now => return None,
            Some(at) => at.plus(SPAN).max(now),
            None => now,
        };
        self.0.insert(conversation, due);
        Some(due)
    }
}

/// Wakes those who have not read up to a number, or up to the last.
#[derive(Serialize, Deserialize)]
pub(crate) struct Reach {
    conversation: ConversationId,
    seq: Option<i64>,
    after: Option<PersonId>,
}

impl Reach {
    /// Leaves word, in the unit of work that wrote the message; nothing where nobody can be woken anyway.
    pub(crate) async fn later(
        cx: &mut Ctx,
        house: &House,
        conversation: ConversationId,
        lately: &mut Lately,
    ) -> Result<(), Fault> {
        if !push::is_used(house) {
            return Ok(());
        }
        let Some(due) = lately.due(conversation, house.clock.now()) else { return Ok(()) };
        let reach = Self { conversation, seq: None, after: None };
        cx.later_at(<Self as Job<House>>::NAME, &reach, None, due).await
    }
}

impl Job<House> for Reach {
    const NAME: &'static str = "message.reach";

    async fn run(self, house: &House, cx: &mut Ctx) -> Result<(), Stop> {
        let Self { conversation, seq, after } = self;
        let seq = match seq {
            Some(seq) => seq,
            None => match conversations::lock(cx, conversation).await? {
                Some(last) => last,
                None => return Ok(()),
            },
        };
        let people = store::behind(cx, conversation, seq, (after, AT_ONCE)).await?;
        for person in &people {
            if push::is_reachable(cx, house, *person).await? {
                push::notify(cx, house, *person, Kind::Message).await?;
            }
        }
        let full = i64::try_from(people.len()).unwrap_or(i64::MAX) >= AT_ONCE;
        match people.last().filter(|_| full) {
            Some(last) => {
                let next = Self { conversation, seq: Some(seq), after: Some(*last) };
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

#[cfg(test)]
mod tests {
    use super::*;
    use ground::Clock;

    #[test]
    fn it_is_looked_at_once_and_then_once_a_second() {
        let clock = Clock::system();
        let (one, other) = (ConversationId::fresh(&clock), ConversationId::fresh(&clock));
        let at = |tenths: u64| Timestamp::from_micros(0).plus(Duration::from_millis(100 * tenths));
        let mut lately = Lately::default();
        assert_eq!(lately.due(one, at(0)), Some(at(0)));
        assert_eq!(lately.due(one, at(3)), Some(at(10)), "that was looked at before this was said");
        assert_eq!((lately.due(one, at(4)), lately.due(other, at(4))), (None, Some(at(4))));
        assert_eq!(lately.due(one, at(10)), Some(at(20)), "it may be looked at right now");
        assert_eq!(lately.due(one, at(95)), Some(at(95)));
    }
}
