//! What happens by itself: whatever runs under a consent hears that it must look again.

use ground::jobs::Jobs;
use ground::{Ctx, Fault, Job, PersonId, Stop};
use serde::{Deserialize, Serialize};

use crate::{House, consent, notice};

/// People in one run; the next run goes on.
const AT_ONCE: u32 = 500;

/// Stops what runs under consents, person by person.
#[derive(Serialize, Deserialize)]
pub(super) struct StopWork {
    after: Option<PersonId>,
}

impl StopWork {
    pub(super) async fn begin(cx: &mut Ctx) -> Result<(), Fault> {
        cx.later(<Self as Job<House>>::NAME, &Self { after: None }).await
    }
}

impl Job<House> for StopWork {
    const NAME: &'static str = "succession.stop";

    async fn run(self, house: &House, cx: &mut Ctx) -> Result<(), Stop> {
        let people = notice::people(cx, self.after, AT_ONCE).await?;
        for person in &people {
            for facts in house.policy.purposes().iter().filter(|facts| facts.basis == policy::Basis::Consent)
            {
                consent::look_again(house, *person, facts.purpose);
            }
        }
        if let Some(last) =
            people.last().filter(|_| u32::try_from(people.len()).is_ok_and(|many| many >= AT_ONCE))
        {
            cx.later(Self::NAME, &Self { after: Some(*last) }).await?;
        }
        Ok(())
    }
}

/// The jobs of this feature.
pub fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.on::<StopWork>()
}
