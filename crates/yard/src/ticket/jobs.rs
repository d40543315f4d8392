//! What happens by itself: keepers are warned before a day is missed and told when it was, and old tickets go.

use ground::jobs::Jobs;
use ground::{Because, Ctx, Job, Stop};
use policy::Category;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use vault::Subject;

use super::{rules, store};
use crate::notice::{self, Notice, instant};
use crate::{House, incident, staff};

/// Tickets that one run handles; the next run goes on.
const AT_ONCE: i64 = 200;

/// Warns at four fifths of the time, and tells when it is over.
#[derive(Serialize, Deserialize)]
struct Clocks(());

impl Job<House> for Clocks {
    const NAME: &'static str = "ticket.clocks";

    async fn run(self, house: &House, cx: &mut Ctx) -> Result<(), Stop> {
        for row in store::unwarned(cx, AT_ONCE).await? {
            if rules::warned(row.opened_at, row.due_at) <= cx.now() {
                tell(cx, house, "ticket.due_soon", &row).await?;
                store::mark_warned(cx, row.id).await?;
            }
        }
        for row in store::run_out(cx, AT_ONCE).await? {
            tell(cx, house, "ticket.overdue", &row).await?;
            store::mark_overdue(cx, row.id).await?;
        }
        Ok(())
    }
}

async fn tell(
    cx: &mut Ctx,
    house: &House,
    code: &'static str,
    row: &store::TicketRow,
) -> Result<(), ground::Fault> {
    let told = Notice::new(code).with("number", row.number.as_str()).with("due", instant(row.due_at));
    for person in staff::holders_now(cx, row.kind.role()).await? {
        notice::tell(cx, house, person, &told).await?;
    }
    Ok(())
}

/// Removes tickets when their time is over; with a subject of its own its keys go, too.
#[derive(Serialize, Deserialize)]
struct Sweep(());

impl Job<House> for Sweep {
    const NAME: &'static str = "ticket.sweep";

    async fn run(self, house: &House, cx: &mut Ctx) -> Result<(), Stop> {
        if incident::frozen(cx).await? {
            return Ok(());
        }
        let period = house.policy.retention(Category::Feedback).from("answered");
        let period = period.because("the policy does not say how long feedback is kept")?;
        let before = vault::begun_before(period, cx.now());
        for row in store::answered_before(cx, before, AT_ONCE).await? {
            if !row.account {
                house.vault.destroy_all(Subject::Person(row.person)).await?;
            }
            store::remove(cx, row.id).await?;
        }
        Ok(())
    }
}

crate::removes_file!("ticket.remove_file");

/// The jobs of this feature.
pub fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.on::<RemoveFile>()
        .every::<Clocks>(Duration::from_secs(300))
        .every::<Sweep>(Duration::from_secs(3_600))
}
