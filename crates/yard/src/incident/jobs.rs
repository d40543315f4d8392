//! What happens by itself: who is touched is found in the log, each is told, clocks warn, and old records go.

use ground::jobs::Jobs;
use ground::{Because, Caller, Ctx, Fault, Job, PersonId, Stop, Timestamp};
use policy::Category;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::time::Duration;
use vault::{Actor, Opening, Stretch, Subject};

use super::record::store as record;
use super::rules::{self, Reach, Scope};
use super::store::{self, IncidentRow};
use super::{IncidentId, bulletin, facts, touched};
use crate::House;
use crate::notice::{self, Notice, both, instant};

/// People handled in one run; the next run goes on.
const AT_ONCE: u32 = 200;

/// Finds the next of those who are touched.
#[derive(Serialize, Deserialize)]
pub(super) struct Touch {
    incident: IncidentId,
    leaf: u64,
    after: Option<PersonId>,
}

impl Touch {
    pub(super) async fn begin(cx: &mut Ctx, incident: IncidentId) -> Result<(), Fault> {
        cx.later(<Self as Job<House>>::NAME, &Self { incident, leaf: 0, after: None }).await
    }
}

impl Job<House> for Touch {
    const NAME: &'static str = "incident.touch";

    async fn run(self, house: &House, cx: &mut Ctx) -> Result<(), Stop> {
        let Some(row) = store::lock(cx, self.incident).await? else { return Ok(()) };
        let next = match row.scope {
            Scope::Log => from_log(house, cx, &row, self.leaf).await?,
            Scope::Everyone => everyone(cx, &row, self.after).await?,
        };
        match next {
            Some(next) => Ok(cx.later(<Self as Job<House>>::NAME, &next).await?),
            None => {
                store::assessed(cx, row.id).await?;
                Ok(record::step(cx, row.id, "assessed", None).await?)
            }
        }
    }
}

/// The next leaves of the access log.
async fn from_log(house: &House, cx: &mut Ctx, row: &IncidentRow, leaf: u64) -> Result<Option<Touch>, Fault> {
    let program = Caller::Program(<Touch as Job<House>>::NAME);
    let reason = format!("incident {}", row.number);
    let stretch = Stretch { from: row.span_from, until: row.span_until, leaf, reason: &reason };
    let page =
        house.vault.openings_in(&program, <Touch as Job<House>>::NAME, stretch, |one| is_meant(row, one));
    let page = page.await.because("reading the access log for an incident")?;
    let mut counts: BTreeMap<PersonId, i64> = BTreeMap::new();
    for (subject, _) in page.seen {
        if let Subject::Person(person) = subject {
            *counts.entry(person).or_default() += 1;
        }
    }
    for (person, openings) in counts {
        touched::store::touch(cx, row.id, person, openings).await?;
    }
    Ok(page.next.map(|leaf| Touch { incident: row.id, leaf, after: None }))
}

/// Whether an opening is one of those that the incident is about.
fn is_meant(row: &IncidentRow, opening: &Opening) -> bool {
    let by = |suspect: &String| names(&opening.actor).any(|name| name == *suspect);
    row.suspect.as_ref().is_none_or(by) && row.act.as_ref().is_none_or(|act| *act == opening.act)
}

fn names(actor: &Actor) -> impl Iterator<Item = String> {
    [actor.person.map(|id| id.to_string()), actor.device.map(|id| id.to_string()), actor.program.clone()]
        .into_iter()
        .flatten()
}

/// The next people with an account.
async fn everyone(cx: &mut Ctx, row: &IncidentRow, after: Option<PersonId>) -> Result<Option<Touch>, Fault> {
    let people = notice::people(cx, after, AT_ONCE).await?;
    for person in &people {
        touched::store::touch(cx, row.id, *person, 0).await?;
    }
    let full = u32::try_from(people.len()).unwrap_or(u32::MAX) >= AT_ONCE;
    Ok(people.last().filter(|_| full).map(|last| Touch { incident: row.id, leaf: 0, after: Some(*last) }))
}

/// Tells the next of those who are touched.
#[derive(Serialize, Deserialize)]
pub(super) struct Tell {
    incident: IncidentId,
}

impl Tell {
    pub(super) async fn begin(cx: &mut Ctx, incident: IncidentId) -> Result<(), Fault> {
        cx.later(<Self as Job<House>>::NAME, &Self { incident }).await
    }
}

impl Job<House> for Tell {
    const NAME: &'static str = "incident.tell";

    async fn run(self, house: &House, cx: &mut Ctx) -> Result<(), Stop> {
        let Some(row) = store::lock(cx, self.incident).await? else { return Ok(()) };
        if row.told_at.is_some() {
            return Ok(());
        }
        let program = Caller::Program(Self::NAME);
        let facts = facts::open(house, &program, Self::NAME, &row).await;
        let parts = facts.because("opening what is said of an incident")?.told();
        let Ok(parts) = parts else { return Err(Stop::GiveUp("a part of the notice is missing")) };
        let drill = if row.drill { both("【演练】", "[Drill] ") } else { both("", "") };
        let told = Notice { personal: parts.clone(), ..Notice::new("incident.notice") };
        let told = told.with("drill", drill.clone()).texted();
        let people = touched::store::waiting(cx, row.id, AT_ONCE).await?;
        for (person, has_account, has_number) in &people {
            tell_one(house, cx, &row, (*person, *has_account, *has_number), &told).await?;
        }
        if u32::try_from(people.len()).unwrap_or(u32::MAX) >= AT_ONCE {
            return Ok(Self::begin(cx, row.id).await?);
        }
        let publicly = touched::store::any_unreached(cx, row.id).await?;
        if publicly {
            let mut args = parts;
            args.insert("drill".to_owned(), drill);
            let now = cx.now();
            bulletin::hang_out(cx, "incident.notice", &args, now).await?;
        }
        store::told(cx, row.id, publicly).await?;
        Ok(record::step(cx, row.id, if publicly { "told_and_hung_out" } else { "told" }, None).await?)
    }
}

async fn tell_one(
    house: &House,
    cx: &mut Ctx,
    row: &IncidentRow,
    (person, has_account, has_number): (PersonId, bool, bool),
    told: &Notice,
) -> Result<(), Fault> {
    if !has_account {
        return touched::store::mark_told(cx, row.id, person, Reach::Unreached, "").await;
    }
    notice::tell(cx, house, person, told).await?;
    let channels = if has_number && house.egress.ways().sms { "app,sms" } else { "app" };
    touched::store::mark_told(cx, row.id, person, Reach::Told, channels).await
}

/// Warns keepers at four fifths of each clock, and tells them when it is over.
#[derive(Serialize, Deserialize)]
struct Clocks(());

impl Job<House> for Clocks {
    const NAME: &'static str = "incident.clocks";

    async fn run(self, house: &House, cx: &mut Ctx) -> Result<(), Stop> {
        for row in store::running(cx).await? {
            if !record::is_reported(cx, row.id).await? {
                look_at(house, cx, &row, &REPORT, row.report_due).await?;
            }
            if row.told_at.is_none() {
                look_at(house, cx, &row, &NOTICE, row.notice_due).await?;
            }
        }
        Ok(())
    }
}

/// A clock, and the steps that say what was said of it.
struct ClockWords {
    warned: &'static str,
    late: &'static str,
    zh: &'static str,
    en: &'static str,
}

const REPORT: ClockWords = ClockWords {
    warned: "report_warned",
    late: "report_overdue",
    zh: "上报监管部门",
    en: "the report to the authorities",
};
const NOTICE: ClockWords = ClockWords {
    warned: "notice_warned",
    late: "notice_overdue",
    zh: "告知受影响的人",
    en: "the notice to those touched",
};

async fn look_at(
    house: &House,
    cx: &mut Ctx,
    row: &IncidentRow,
    clock: &ClockWords,
    due: Timestamp,
) -> Result<(), Fault> {
    let now = cx.now();
    let (code, step) = if due <= now {
        ("incident.overdue", clock.late)
    } else if rules::warned(row.found_at, due) <= now {
        ("incident.due_soon", clock.warned)
    } else {
        return Ok(());
    };
    if record::has_step(cx, row.id, step).await? {
        return Ok(());
    }
    let told = Notice::new(code)
        .with("number", row.number)
        .with("clock", both(clock.zh, clock.en))
        .with("due", instant(due));
    notice::tell_keepers(cx, house, &told).await?;
    record::step(cx, row.id, step, None).await
}

/// Removes closed incidents when their time is over, and public notices after their last day.
#[derive(Serialize, Deserialize)]
struct Sweep(());

impl Job<House> for Sweep {
    const NAME: &'static str = "incident.sweep";

    async fn run(self, house: &House, cx: &mut Ctx) -> Result<(), Stop> {
        bulletin::store::sweep(cx).await?;
        if store::frozen(cx).await? {
            return Ok(());
        }
        let period = house.policy.retention(Category::IncidentRecord).from("incident-closed");
        let period = period.because("the policy does not say how long incidents are kept")?;
        let before = vault::begun_before(period, cx.now());
        Ok(store::sweep(cx, before).await?)
    }
}

/// The jobs of this feature.
pub fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.on::<Touch>()
        .on::<Tell>()
        .every::<Clocks>(Duration::from_secs(300))
        .every::<Sweep>(Duration::from_secs(3_600))
}
