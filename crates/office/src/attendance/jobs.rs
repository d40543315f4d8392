//! What happens by itself: what was clocked, where, and what was noted goes when its time is over.

use ground::jobs::Jobs;
use ground::{Because, Ctx, Fault, Job, Stop, Timestamp};
use policy::Category;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use yard::House;

use super::agreeing;
use super::belonging::store as belonging;
use super::face;
use super::finding;
use super::machine::store as machines;
use super::store;
use super::zone::Day;

/// Removes what was kept for as long as the policy says.
#[derive(Serialize, Deserialize)]
struct Sweep(());

impl Job<House> for Sweep {
    const NAME: &'static str = "attendance.sweep";

    async fn run(self, house: &House, cx: &mut Ctx) -> Result<(), Stop> {
        if yard::incident::frozen(cx).await? {
            return Ok(());
        }
        let now = cx.now();
        let before = |category: Category| {
            let period = house.policy.retention(category).from("collected");
            let period = period.because("the policy does not say how long attendance is kept")?;
            Ok::<Timestamp, Fault>(vault::begun_before(period, now))
        };
        store::sweep_notes(cx, before(Category::FieldNote)?).await?;
        store::sweep_places(cx, before(Category::WorkPlace)?).await?;
        let records = before(Category::ClockRecord)?;
        store::sweep_records(cx, records).await?;
        Ok(belonging::sweep(cx, Day(records.day())).await?)
    }
}

/// Agreements of one unit of work, so that nobody who clocks meanwhile waits for it long.
const STEP: i64 = 50;

/// Ends what is kept of people whose consent is gone, a step in each run.
#[derive(Serialize, Deserialize)]
struct TakenBack(());

impl Job<House> for TakenBack {
    const NAME: &'static str = "attendance.taken_back";

    async fn run(self, _: &House, cx: &mut Ctx) -> Result<(), Stop> {
        if yard::incident::frozen(cx).await? {
            return Ok(());
        }
        machines::end_broken(cx).await?;
        finding::store::end_broken(cx).await?;
        if agreeing::end_broken(cx, STEP).await? {
            cx.later(Self::NAME, &self).await?;
        }
        Ok(())
    }
}

/// The jobs of this feature. What was taken back is gone within a minute.
pub(crate) fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    finding::jobs(jobs)
        .every::<Sweep>(Duration::from_secs(3_600))
        .every::<TakenBack>(Duration::from_secs(30))
        .every::<face::jobs::Sweep>(Duration::from_secs(600))
}
