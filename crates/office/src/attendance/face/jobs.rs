//! What happens by itself: a face goes where no group of its owner takes faces any longer, and what pictures were known by goes after
//! a month.

use ground::{Ctx, Fault, Job, OrgId, PersonId, Stop, View};
use serde::{Deserialize, Serialize};
use yard::House;

use super::super::belonging::store as belonging;
use super::super::plan::Way;
use super::super::plan::store as plans;
use super::{FaceId, rules, store};

/// Faces of one step.
const STEP: i64 = 200;

/// Ends what no group wants any longer.
#[derive(Serialize, Deserialize)]
pub(in crate::attendance) struct Sweep(());

impl Job<House> for Sweep {
    const NAME: &'static str = "attendance.face.sweep";

    async fn run(self, house: &House, cx: &mut Ctx) -> Result<(), Stop> {
        if yard::incident::frozen(cx).await? {
            return Ok(());
        }
        let before = cx.now().minus(rules::KNOWN_FOR);
        store::sweep_tries(cx, before).await?;
        let mut after = FaceId::from_bytes([0; 16]);
        loop {
            let mut view = house.db.view().await?;
            let some = store::after(&mut view, after, STEP).await?;
            let Some((last, ..)) = some.last() else { return Ok(()) };
            after = *last;
            let mut without = Vec::new();
            for (_, org, person) in some {
                if !is_taken(&mut view, org, person).await? {
                    without.push((org, person));
                }
            }
            drop(view);
            for (org, person) in without {
                store::remove(cx, org, person).await?;
            }
        }
    }
}

/// Whether the group to which somebody belongs now takes faces.
async fn is_taken(view: &mut View, org: OrgId, person: PersonId) -> Result<bool, Fault> {
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
