//! What happens after the answer: one rung after the other, each a job of its own, as long as nobody has read or confirmed.

use ground::jobs::{Errand, Jobs};
use ground::{Because, Ctx, Fault, Job, PersonId, Stop, Timestamp};
use policy::Category;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use yard::House;
use yard::push::{self, Kind};

use super::rules::{Outcome, Rung};
use super::{Urgent, actions, store, text};
use crate::conversation::ConversationId;

/// Takes one rung for one person.
#[derive(Serialize, Deserialize)]
pub(super) struct UrgentStep {
    conversation: ConversationId,
    seq: i64,
    person: PersonId,
    rung: Rung,
}

impl UrgentStep {
    /// Has it taken then.
    pub(super) async fn at(cx: &mut Ctx, of: &Urgent, rung: Rung, due: Timestamp) -> Result<(), Fault> {
        let step = Self { conversation: of.conversation, seq: of.seq, person: of.person, rung };
        cx.later_at(<Self as Errand<House>>::NAME, &step, None, due).await
    }
}

impl Errand<House> for UrgentStep {
    const NAME: &'static str = "urgent.step";

    async fn run(self, house: &House) -> Result<(), Stop> {
        let Some(urgent) = self.waiting(house).await? else { return Ok(()) };
        let mut view = house.db.view().await?;
        let is_for_night = store::at_night(&mut view, self.person).await?;
        drop(view);
        if !is_for_night && let Some(morning) = yard::quiet::ends(house, self.person).await? {
            return Ok(self.end(house, &urgent, Outcome::Waits, (self.rung, morning)).await?);
        }
        let outcome = self.take(house, &urgent).await?;
        let ways = house.egress.ways();
        let mut cx = house.db.begin().await?;
        store::note(&mut cx, &urgent, self.rung, outcome).await?;
        if let Some(next) = self.rung.next_there(ways) {
            let due = next.due(urgent.made_at).max(cx.now());
            Self::at(&mut cx, &urgent, next, due).await?;
        }
        cx.commit().await?;
        Ok(())
    }
}

impl UrgentStep {
    /// What waits still, and may be brought to him: whom he refuses meanwhile, or whose account rests, brings nothing.
    async fn waiting(&self, house: &House) -> Result<Option<Urgent>, Fault> {
        let mut cx = house.db.begin().await?;
        let Some(urgent) = store::waiting(&mut cx, (self.conversation, self.seq), self.person).await? else {
            return Ok(None);
        };
        let is_refused = store::refuses(&mut cx, urgent.person, urgent.sender).await?;
        let rests = [urgent.person, urgent.sender].iter().any(|person| house.vault.held(*person).is_some());
        Ok((!is_refused && !rests).then_some(urgent))
    }

    /// Takes the rung.
    async fn take(&self, house: &House, urgent: &Urgent) -> Result<Outcome, Stop> {
        match self.rung {
            Rung::Page => {
                actions::hint(house, urgent.person, (urgent.conversation, urgent.seq));
                Ok(Outcome::Sent)
            }
            Rung::Push => {
                let mut cx = house.db.begin().await?;
                let has_one = push::has_device(&mut cx, house, urgent.person).await?;
                if has_one {
                    push::notify(&mut cx, house, urgent.person, Kind::Urgent).await?;
                }
                cx.commit().await?;
                Ok(if has_one { Outcome::Sent } else { Outcome::Without })
            }
            Rung::Sms => text::send(house, urgent).await,
            Rung::Call => Ok(Outcome::Without),
        }
    }

    async fn end(
        &self,
        house: &House,
        urgent: &Urgent,
        outcome: Outcome,
        (rung, due): (Rung, Timestamp),
    ) -> Result<(), Fault> {
        let mut cx = house.db.begin().await?;
        store::note(&mut cx, urgent, self.rung, outcome).await?;
        Self::at(&mut cx, urgent, rung, due).await?;
        cx.commit().await
    }
}

/// Removes the log of urgent messages when its time is over.
#[derive(Serialize, Deserialize)]
struct Sweep(());

impl Job<House> for Sweep {
    const NAME: &'static str = "urgent.sweep";

    async fn run(self, house: &House, cx: &mut Ctx) -> Result<(), Stop> {
        if yard::incident::frozen(cx).await? {
            return Ok(());
        }
        let period = house.policy.retention(Category::UrgentRecord).from("collected");
        let period = period.because("the policy does not say how long the log of urgent messages is kept")?;
        Ok(store::sweep(cx, vault::begun_before(period, cx.now())).await?)
    }
}

/// The jobs of this feature.
pub(crate) fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.on_errand::<UrgentStep>().every::<Sweep>(Duration::from_secs(3_600))
}
