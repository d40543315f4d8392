//! What happens by itself: what is over ends, what a year grants is granted, and what is left of those who left goes.

use ground::jobs::Jobs;
use ground::{Because, Caller, Ctx, Errand, Job, OrgId, PersonId, Stop};
use policy::Category;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use yard::House;

use super::book::{self, Kept, TRIES};
use super::{Refusal, store};
use crate::attendance::{self, Day};

/// Ledgers of one run.
const STEP: i64 = 500;

/// Looks for ledgers in which something is due.
#[derive(Serialize, Deserialize)]
struct Due(());

impl Job<House> for Due {
    const NAME: &'static str = "leave.due";

    async fn run(self, _: &House, cx: &mut Ctx) -> Result<(), Stop> {
        if yard::incident::frozen(cx).await? {
            return Ok(());
        }
        let today = Day(cx.now().day());
        for (org, person) in store::due(cx, today, STEP).await? {
            cx.later(<Turn as Errand<House>>::NAME, &Turn { org, person }).await?;
        }
        Ok(())
    }
}

/// Writes in a ledger what is due.
#[derive(Serialize, Deserialize)]
struct Turn {
    org: OrgId,
    person: PersonId,
}

impl Errand<House> for Turn {
    const NAME: &'static str = "leave.turn";

    async fn run(self, house: &House) -> Result<(), Stop> {
        match self.turn(house).await {
            Ok(()) => Ok(()),
            Err(Refusal::Fault(fault)) => Err(Stop::Retry(fault)),
            Err(Refusal::Many) => Err(Stop::GiveUp("a ledger has as many lines as it may")),
            Err(_) => Err(Stop::GiveUp("others wrote in a ledger again and again")),
        }
    }
}

impl Turn {
    async fn turn(&self, house: &House) -> Result<(), Refusal> {
        let whose = (self.org, self.person);
        let name = <Self as Errand<House>>::NAME;
        for _ in 0..TRIES {
            let mut view = house.db.view().await?;
            let kinds = store::kinds(&mut view, self.org).await?;
            let today = attendance::today_of(&mut view, whose).await?;
            drop(view);
            let ledger = book::open(house, (&Caller::Program(name), name), whose).await?;
            let ready = book::ready(house, &ledger, (None, None), (&kinds, today)).await?;
            let mut cx = house.db.begin().await?;
            match book::keep(&mut cx, &ready).await? {
                Kept::Yes => return Ok(cx.commit().await?),
                Kept::Gone => return Ok(()),
                Kept::Stale => {}
            }
        }
        Err(Refusal::Stale)
    }
}

/// Removes what was kept of those who left for as long as the policy says.
#[derive(Serialize, Deserialize)]
struct Sweep(());

impl Job<House> for Sweep {
    const NAME: &'static str = "leave.sweep";

    async fn run(self, house: &House, cx: &mut Ctx) -> Result<(), Stop> {
        if yard::incident::frozen(cx).await? {
            return Ok(());
        }
        let period = house.policy.retention(Category::LeaveRecord).from("organisation-left");
        let period = period.because("the policy does not say how long leave is kept")?;
        let before = vault::begun_before(period, cx.now());
        Ok(store::sweep(cx, before).await?)
    }
}

/// The jobs of this feature.
pub(crate) fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.every::<Due>(Duration::from_secs(300)).every::<Sweep>(Duration::from_secs(3_600)).on_errand::<Turn>()
}
