//! What happens by itself: a face goes where no group of its owner takes faces any longer, attendance is shut or his consent does not count,
//! and what pictures were known by goes after a month.

use ground::{Ctx, Fault, Job, OrgId, PersonId, Stop, View};
use serde::{Deserialize, Serialize};
use yard::House;
use yard::consent::store as consents;
use yard::org::{Service, is_open};

use super::super::agreeing::{self, AgreedTo};
use super::super::belonging::store as belonging;
use super::super::plan::Way;
use super::super::plan::store as plans;
use super::{FaceId, rules, store};

/// Faces of one unit of work, so that nobody who clocks meanwhile waits for it long.
const STEP: i64 = 50;
/// Rows of used pictures of one unit of work.
const TRIES: i64 = 1_000;

/// Ends what no group wants any longer and what rests on no consent, a step in each run; from where.
#[derive(Serialize, Deserialize)]
pub(in crate::attendance) struct Sweep(Option<FaceId>);

impl Job<House> for Sweep {
    const NAME: &'static str = "attendance.face.sweep";

    async fn run(self, house: &House, cx: &mut Ctx) -> Result<(), Stop> {
        if yard::incident::frozen(cx).await? {
            return Ok(());
        }
        let before = cx.now().minus(rules::KNOWN_FOR);
        let has_more = store::sweep_tries(cx, before, TRIES).await?;
        let some = store::after(cx, self.0.unwrap_or(FaceId::from_bytes([0; 16])), STEP).await?;
        let mut view = house.db.view().await?;
        for (_, org, person) in &some {
            // While the house goes to somebody else a consent of before counts no longer, and nobody took it back.
            let of = AgreedTo::ClockFace;
            if !consents::stands_for(&mut view, *person, of.purpose(), of.scope()).await? {
                agreeing::end(cx, (*org, *person), of.purpose()).await?;
            } else if !is_taken(&mut view, *org, *person).await? {
                store::remove(cx, *org, *person).await?;
            }
        }
        drop(view);
        if has_more || i64::try_from(some.len()).is_ok_and(|found| found >= STEP) {
            let last = some.last().map(|(last, ..)| *last).or(self.0);
            cx.later(Self::NAME, &Self(last)).await?;
        }
        Ok(())
    }
}

/// Whether the group to which somebody belongs now takes faces. Where attendance is shut in the organisation none does.
async fn is_taken(view: &mut View, org: OrgId, person: PersonId) -> Result<bool, Fault> {
    if !is_open(view, org, Service::Attendance).await? {
        return Ok(false);
    }
    let now = view.now();
    for time in belonging::times_of(view, org, person).await?.into_iter().rev() {
        let Some(group) = plans::group_of(view, org, time.group).await? else { continue };
        let day = group.day(now)?;
        if time.is_on(day) {
            let plan = plans::plan_at(view, group.id, day).await?;
            return Ok(plan.is_some_and(|plan| plan.ways.contains(&Way::Face)));
        }
    }
    Ok(false)
}
