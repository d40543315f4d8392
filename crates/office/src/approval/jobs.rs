//! What happens by itself: turns of those who left or whose time is over, files that no case names, and cases whose time is over.

use ground::jobs::Jobs;
use ground::{Because, Ctx, Errand, Fault, Job, OrgId, PersonId, Stop};
use policy::Category;
use serde::{Deserialize, Serialize};
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;
use yard::House;
use yard::org::{Parting, Service, policy::tighter_periods};

use super::handing::{self, Why};
use super::matter::store::{self as cases, Turn};
use super::part::store as parts_kept;
use super::{CaseId, Enter, Plan, Refusal, decided, naming, store};

/// The errand's name, as the access log says it.
pub(super) const NAME: &str = "approval.turn";
/// Rows of one step.
const STEP: i64 = 200;
/// A reminder a day.
pub(super) const AGAIN: Duration = Duration::from_secs(86_400);
/// Until one who left is looked at again, where nothing came of it: others are looked at first.
const LOOKED: Duration = Duration::from_secs(3_600);
/// Open turns of one who is away that are handed on.
pub(super) const AWAY_MAX: i64 = 1_000;

/// Looks for all of it.
#[derive(Serialize, Deserialize)]
struct Sweep(());

impl Job<House> for Sweep {
    const NAME: &'static str = "approval.sweep";

    async fn run(self, house: &House, cx: &mut Ctx) -> Result<(), Stop> {
        if yard::incident::frozen(cx).await? {
            return Ok(());
        }
        let mut view = house.db.view().await?;
        let gone = cases::gone(&mut view, cx.now().minus(LOOKED), STEP).await?;
        let late = cases::late(&mut view, STEP).await?;
        let parted = parts_kept::to_part_from(&mut view, STEP).await?;
        let named = naming::stale(&mut view, STEP).await?;
        drop(view);
        // Whatever comes of it, the next run begins with others.
        for at in gone {
            cases::looked(cx, at).await?;
            later(cx, at, Why::Gone).await?;
        }
        let next = cx.now().plus(AGAIN);
        for at in late {
            cases::look_at(cx, at, next).await?;
            later(cx, at, Why::Late).await?;
        }
        for (org, person, alias) in parted {
            let alias = alias.unwrap_or_else(|| PersonId::fresh(cx.clock()));
            parts_kept::rename(cx, (org, person), alias, STEP).await?;
        }
        let unnamed = naming::unnamed(cx, STEP).await?;
        for one in named.into_iter().chain(unnamed) {
            cx.later(<naming::Forget as Errand<House>>::NAME, &one).await?;
        }
        store::sweep_absences(cx).await?;
        sweep(house, cx).await?;
        Ok(())
    }
}

async fn sweep(house: &House, cx: &mut Ctx) -> Result<(), Fault> {
    let keep = house.policy.retention(Category::ApprovalCase);
    let unsent = keep.from("unsent").because("the policy does not say how long an upload waits")?;
    let before = vault::begun_before(unsent, cx.now());
    while store::sweep_files(cx, before, STEP).await? >= STEP.unsigned_abs() {}
    let decided = keep.from("decided").because("the policy does not say how long a case is kept")?;
    let before = vault::begun_before(decided, cx.now());
    while cases::sweep(cx, None, before, STEP).await? >= STEP.unsigned_abs() {}
    for (org, period) in tighter_periods(cx, Category::ApprovalCase, "decided").await? {
        let before = vault::begun_before(period, cx.now());
        while cases::sweep(cx, Some(org), before, STEP).await? >= STEP.unsigned_abs() {}
    }
    let asked = keep.from("collected").because("the policy does not say how long a case waits")?;
    let before = vault::begun_before(asked, cx.now());
    while cases::sweep_undecided(cx, None, before, STEP).await? >= STEP.unsigned_abs() {}
    for (org, period) in tighter_periods(cx, Category::ApprovalCase, "collected").await? {
        let before = vault::begun_before(period, cx.now());
        while cases::sweep_undecided(cx, Some(org), before, STEP).await? >= STEP.unsigned_abs() {}
    }
    Ok(())
}

async fn later(cx: &mut Ctx, at: Turn, why: Why) -> Result<(), Fault> {
    let errand = Act { org: at.org, case: at.case, party: at.party, why };
    cx.later(NAME, &errand).await
}

/// Acts for somebody whose turn it is.
#[derive(Serialize, Deserialize)]
struct Act {
    org: OrgId,
    case: CaseId,
    party: u16,
    why: Why,
}

impl Errand<House> for Act {
    const NAME: &'static str = NAME;

    async fn run(self, house: &House) -> Result<(), Stop> {
        // While it is shut nobody is told of it; whoever's turn it is is looked for again when it is open.
        let opened = yard::org::open_since(&mut house.db.view().await?, self.org, Service::Approval).await?;
        let Some(opened) = opened else { return Ok(()) };
        let at = Turn { org: self.org, case: self.case, party: self.party };
        match handing::act(house, at, self.why, opened).await {
            Ok(()) => Ok(()),
            Err(Refusal::Fault(fault)) => Err(Stop::Retry(fault)),
            Err(_) => Err(Stop::GiveUp("the case does not stand so any longer")),
        }
    }
}

/// Somebody left: his turns are looked for at once.
#[derive(Serialize, Deserialize)]
struct Part {
    org: OrgId,
    person: PersonId,
}

impl Job<House> for Part {
    const NAME: &'static str = "approval.part";

    async fn run(self, house: &House, cx: &mut Ctx) -> Result<(), Stop> {
        let mut view = house.db.view().await?;
        let turns = cases::turns_of(&mut view, self.org, self.person, STEP).await?;
        let returned = cases::returned_to(&mut view, self.org, self.person, STEP).await?;
        drop(view);
        for at in turns.into_iter().chain(returned) {
            later(cx, at, Why::Gone).await?;
        }
        Ok(())
    }
}

/// Somebody is away: what waits for him waits for whoever stands in.
pub(super) async fn away(cx: &mut Ctx, turns: Vec<Turn>) -> Result<(), Fault> {
    for at in turns {
        later(cx, at, Why::Away).await?;
    }
    Ok(())
}

fn part<'a>(
    cx: &'a mut Ctx,
    org: OrgId,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<(), Fault>> + Send + 'a>> {
    Box::pin(async move { cx.later(Part::NAME, &Part { org, person }).await })
}

/// What follows when somebody leaves an organisation.
pub(crate) fn parts() -> Parting {
    part
}

/// The jobs of this feature.
pub(crate) fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.every::<Sweep>(Duration::from_secs(600))
        .on::<Part>()
        .on_errand::<Act>()
        .on_errand::<naming::Forget>()
        .on::<decided::Decided>()
        .on_errand::<Plan>()
        .on_errand::<Enter>()
}
