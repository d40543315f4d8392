//! What happens by itself: somebody is reminded.

use ground::jobs::{Errand, Jobs};
use ground::{Because, Caller, Ctx, Job, PersonId, Stop, Timestamp};
use policy::Purpose;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use yard::House;
use yard::notice::{self, Notice};

use super::rules::Reply;
use super::{EventId, store};

/// Reminders of one run; what is over that waits for the next.
const STEP: i64 = 500;
/// A reminder that is later than this (the house stood still) is left out: the event is long over.
const LATE: Duration = Duration::from_secs(86_400);

/// Finds the reminders whose time has come.
#[derive(Serialize, Deserialize)]
struct Remind(());

impl Job<House> for Remind {
    const NAME: &'static str = "calendar.remind";

    async fn run(self, _: &House, cx: &mut Ctx) -> Result<(), Stop> {
        if yard::incident::frozen(cx).await? {
            return Ok(());
        }
        let now = cx.now();
        for due in store::due(cx, STEP).await? {
            if let Some(time) = due.time
                && now.since(due.due_at) < LATE
            {
                let tell = Tell { event: due.event.id, person: due.person, from: time.from };
                cx.later(<Tell as Errand<House>>::NAME, &tell).await?;
            }
            store::come_again(cx, &due).await?;
        }
        Ok(())
    }
}

/// Tells somebody of an event that is near.
#[derive(Serialize, Deserialize)]
struct Tell {
    event: EventId,
    person: PersonId,
    from: Timestamp,
}

impl Errand<House> for Tell {
    const NAME: &'static str = "calendar.tell";

    async fn run(self, house: &House) -> Result<(), Stop> {
        let mut view = house.db.view().await?;
        let Some(event) = store::find(&mut view, self.event).await? else { return Ok(()) };
        let guests = store::guests(&mut view, event.root()).await?;
        drop(view);
        // Whoever is invited no longer, or said no, is not reminded; in a shared calendar everybody is for himself.
        let reply = guests.iter().find(|guest| guest.person == self.person).map(|guest| guest.reply);
        let takes_part = match (event.person, reply) {
            (Some(organiser), None) => organiser == self.person,
            (_, reply) => reply != Some(Reply::Declined),
        };
        let before = Timestamp::from_micros(self.from.micros().saturating_sub(1));
        let time = event.when.after(before).filter(|time| time.from == self.from);
        let Some(time) = time.filter(|_| takes_part) else { return Ok(()) };
        let program = Caller::Program(Self::NAME);
        let look = house.vault.look(&program, Purpose::Calendar).act(Self::NAME);
        let title = look.open_present([&event.title]).await.because("opening an event to remind of it")?;
        let Some(title) = title.into_iter().next().flatten() else { return Ok(()) };
        let notice =
            Notice::new("calendar.reminder").about("what", title).about("when", event.when.told(time.at));
        let mut cx = house.db.begin().await?;
        notice::tell(&mut cx, house, self.person, &notice).await?;
        Ok(cx.commit().await?)
    }
}

/// The jobs of this feature.
pub(crate) fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    let jobs = super::subscribed::jobs(jobs.every::<Remind>(Duration::from_secs(20)).on_errand::<Tell>());
    super::outside::jobs(jobs)
}
