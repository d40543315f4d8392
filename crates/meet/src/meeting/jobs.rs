//! What happens by itself: deserted meetings end.

use ground::jobs::Jobs;
use ground::{Ctx, Fault, Job, MeetingId, Stop, Timestamp};
use policy::{Category, Period};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use vault::Subject;
use yard::House;
use yard::org::policy::tighter_periods;

use super::kept::store::{self as ended, Kept};
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

/// Removes what an organisation keeps for a shorter time than the house (whose own periods `retention.sweep` keeps), and
/// the marks of who was put out.
#[derive(Serialize, Deserialize)]
struct Sweep(());

impl Job<House> for Sweep {
    const NAME: &'static str = "meet.sweep";

    async fn run(self, house: &House, cx: &mut Ctx) -> Result<(), Stop> {
        if yard::incident::frozen(cx).await? {
            return Ok(());
        }
        for meeting in due(cx, Kept::Title, Category::MeetingTitle).await? {
            ended::drop_title(cx, meeting).await?;
        }
        for meeting in due(cx, Kept::GuestNames, Category::GuestName).await? {
            ended::drop_names(cx, meeting).await?;
        }
        for meeting in due(cx, Kept::People, Category::MeetingParticipation).await? {
            // A guest exists in this meeting alone: with the rows go the keys.
            for guest in ended::guests(cx, meeting).await? {
                house.vault.destroy_all(Subject::Person(guest)).await?;
            }
            ended::drop_people(cx, meeting).await?;
        }
        if let Some(period) = house.policy.retention(Category::AttemptCount).from("collected") {
            let due = period.after(0);
            let before = cx.now().micros().saturating_sub(due);
            ended::drop_marks(cx, Timestamp::from_micros(before)).await?;
        }
        ended::drop_bare(cx).await?;
        Ok(())
    }
}

/// The meetings for which the time of a category has run out by the stricter word of the organisation in whose name they
/// were held.
async fn due(cx: &mut Ctx, kept: Kept, category: Category) -> Result<Vec<MeetingId>, Fault> {
    let now = cx.now();
    let mut due = Vec::new();
    for (org, period) in tighter_periods(cx, category, ENDED).await? {
        due.extend(over(period, ended::ended_with(cx, kept, org, AT_ONCE).await?, now));
    }
    Ok(due)
}

fn over(period: Period, ended: Vec<(MeetingId, Timestamp)>, now: Timestamp) -> Vec<MeetingId> {
    let due = |ended: Timestamp| period.after(ended.micros()) <= now.micros();
    ended.into_iter().filter(|(_, at)| due(*at)).map(|(meeting, _)| meeting).collect()
}

/// The jobs of this feature.
pub(crate) fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.every::<CloseEmpty>(Duration::from_secs(60)).every::<Sweep>(Duration::from_secs(3_600))
}
