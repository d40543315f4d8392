//! What happens by itself: deserted meetings end, and what the policy's time has run out for goes.

use ground::jobs::Jobs;
use ground::{Ctx, Fault, Job, MeetingId, Stop, Timestamp};
use policy::{Category, Period, Policy};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use vault::Subject;
use yard::House;

use super::{actions, rules, store};

/// Meetings that one run handles; the next run goes on.
const AT_ONCE: i64 = 200;
/// The event that the retention of everything here is counted from.
const ENDED: &str = "meeting-ended";

/// Ends meetings that everybody left ten minutes ago, or that nobody entered within an hour.
#[derive(Serialize, Deserialize)]
struct CloseEmpty(());

impl Job<House> for CloseEmpty {
    const NAME: &'static str = "meet.close_empty";

    async fn run(self, _: &House, cx: &mut Ctx) -> Result<(), Stop> {
        let (left, begun) = (cx.now().minus(rules::EMPTY_MAX), cx.now().minus(rules::UNENTERED_MAX));
        for meeting in store::deserted(cx, left, begun, AT_ONCE).await? {
            actions::finish(cx, &meeting).await?;
        }
        Ok(())
    }
}

/// Removes titles, names of guests and attendance when their time has run out.
#[derive(Serialize, Deserialize)]
struct Sweep(());

impl Job<House> for Sweep {
    const NAME: &'static str = "meet.sweep";

    async fn run(self, house: &House, cx: &mut Ctx) -> Result<(), Stop> {
        if yard::incident::frozen(cx).await? {
            return Ok(());
        }
        let over =
            |ended: Vec<(MeetingId, Timestamp)>, category, now| over(&house.policy, category, ended, now);
        let now = cx.now();
        for meeting in over(store::ended_with_title(cx, AT_ONCE).await?, Category::MeetingTitle, now)? {
            store::drop_title(cx, meeting).await?;
        }
        for meeting in over(store::ended_with_names(cx, AT_ONCE).await?, Category::GuestName, now)? {
            store::drop_names(cx, meeting).await?;
        }
        for meeting in
            over(store::ended_with_people(cx, AT_ONCE).await?, Category::MeetingParticipation, now)?
        {
            // A guest exists in this meeting alone: with the rows go the keys.
            for guest in store::guests(cx, meeting).await? {
                house.vault.destroy_all(Subject::Person(guest)).await?;
            }
            store::drop_people(cx, meeting).await?;
        }
        store::drop_bare(cx).await?;
        Ok(())
    }
}

/// Those of the ended meetings for which the time of a category has run out.
fn over(
    policy: &Policy,
    category: Category,
    ended: Vec<(MeetingId, Timestamp)>,
    now: Timestamp,
) -> Result<Vec<MeetingId>, Fault> {
    let period: Period = policy
        .retention(category)
        .from(ENDED)
        .ok_or_else(|| Fault::new(format!("`{category}` is not kept from the end of a meeting")))?;
    let due = |ended: Timestamp| period.after(ended.micros()) <= now.micros();
    Ok(ended.into_iter().filter(|(_, at)| due(*at)).map(|(meeting, _)| meeting).collect())
}

/// The jobs of this feature.
pub(crate) fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.every::<CloseEmpty>(Duration::from_secs(60)).every::<Sweep>(Duration::from_secs(3_600))
}
