//! What happens by itself: calendars elsewhere are asked for.

use egress::{Came, SendRefused};
use ground::jobs::{Jobs, LongJob};
use ground::{Because, Caller, Ctx, Fault, Job, PersonId, Stop};
use policy::Purpose;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use vault::Subject;
use yard::House;

use super::rules::{self, EVERY, Why};
use super::{Subscription, SubscriptionId, store};
use crate::calendar::ics::HOME;
use crate::calendar::{ical, telling};

/// Calendars of one run; what is over that waits for the next.
const STEP: i64 = 100;

/// Finds those whose time has come.
#[derive(Serialize, Deserialize)]
struct Look(());

impl Job<House> for Look {
    const NAME: &'static str = "calendar.subscription.due";

    async fn run(self, house: &House, cx: &mut Ctx) -> Result<(), Stop> {
        if yard::incident::frozen(cx).await? || !house.egress.asks_for_calendars() {
            return Ok(());
        }
        let next = cx.now().plus(EVERY);
        for (person, id) in store::due(cx, next, STEP).await? {
            later(cx, person, id).await?;
        }
        Ok(())
    }
}

/// Has one asked for after the unit of work.
pub(super) async fn later(cx: &mut Ctx, person: PersonId, id: SubscriptionId) -> Result<(), Fault> {
    cx.later(<Bring as LongJob<House>>::NAME, &Bring { person, id }).await
}

/// Asks for one.
#[derive(Serialize, Deserialize)]
struct Bring {
    person: PersonId,
    id: SubscriptionId,
}

/// What came of it.
enum Brought {
    New { text: String, marks: String },
    Same,
    Failed(Why),
}

impl Bring {
    /// Asks its site; what is no calendar file is none.
    async fn ask(&self, house: &House, row: &Subscription) -> Result<Brought, Stop> {
        let program = Caller::Program(Self::NAME);
        let look = || house.vault.look(&program, Purpose::Calendar).act(Self::NAME);
        let opened = look().open_present([&row.address].into_iter().chain(&row.marks)).await;
        let mut opened = opened.because("opening the address of a calendar")?.into_iter();
        let Some(address) = opened.next().flatten() else { return Ok(Brought::Failed(Why::Refused)) };
        let marks = opened.next().flatten();
        Ok(match house.egress.fetch_calendar(self.person, &address, marks.as_deref()).await {
            Ok(Came::File(file)) if ical::read(&file.text, HOME).is_some() => {
                Brought::New { text: file.text, marks: file.marks }
            }
            Ok(Came::Same) if row.file.is_some() => Brought::Same,
            Ok(_) => Brought::Failed(Why::NoFile),
            Err(SendRefused::Unreachable) => Brought::Failed(Why::Unreachable),
            Err(SendRefused::Fault(fault)) => return Err(fault.into()),
            Err(_) => Brought::Failed(Why::Refused),
        })
    }
}

/// Of its own kind: while a site takes its time, what the house has to say to others goes on.
impl LongJob<House> for Bring {
    const NAME: &'static str = "calendar.subscription.bring";

    async fn run(self, house: &House) -> Result<(), Stop> {
        let at = (self.person, self.id);
        // It may have been ended meanwhile, and is looked at again before anything of it is kept.
        let Some(row) = store::find(&mut house.db.view().await?, at).await? else { return Ok(()) };
        let brought = self.ask(house, &row).await?;
        let (subject, bytes) = (Subject::Person(self.person), self.id.bytes());
        let sealed = match &brought {
            Brought::New { text, marks } => Some((
                house.vault.seal(&Subscription::FILE, subject, bytes, text).await?,
                house.vault.seal(&Subscription::MARKS, subject, bytes, marks).await?,
            )),
            Brought::Same | Brought::Failed(_) => None,
        };
        let mut cx = house.db.begin().await?;
        match brought {
            Brought::Failed(why) => {
                let failures = row.failures.saturating_add(1);
                let next = rules::next(cx.now(), failures);
                store::failed(&mut cx, self.id, (failures, why, next)).await?;
            }
            Brought::New { .. } | Brought::Same => {
                let next = rules::next(cx.now(), 0);
                if let Some((file, marks)) = &sealed {
                    store::keep(&mut cx, self.id, (file, marks)).await?;
                }
                store::brought(&mut cx, self.id, next).await?;
            }
        }
        telling::hint(&mut cx, &[self.person]).await?;
        Ok(cx.commit().await?)
    }
}

/// The jobs of this feature.
pub(in crate::calendar) fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.every::<Look>(Duration::from_secs(60)).on_long::<Bring>()
}
