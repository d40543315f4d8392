//! Who leaves an organisation goes from the groups held in it, and what was said there is closed to him; the list of what is held
//! about him has what he wrote. The group of an owner goes on with whoever follows him.

use ground::jobs::Jobs;
use ground::{Ctx, Errand, Fault, OrgId, PersonId, Stop};
use serde::{Deserialize, Serialize};
use std::future::Future;
use std::pin::Pin;
use yard::House;

use super::{Kind, store};
use crate::log::{Draft, Refusal, What, append_now};

/// Takes somebody out of an organisation's groups.
#[derive(Serialize, Deserialize)]
struct Part {
    org: OrgId,
    person: PersonId,
}

/// Leaves word of it, in the unit of work that ended the membership.
pub(crate) fn parts<'a>(
    cx: &'a mut Ctx,
    org: OrgId,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<(), Fault>> + Send + 'a>> {
    Box::pin(async move { cx.later(<Part as Errand<House>>::NAME, &Part { org, person }).await })
}

impl Errand<House> for Part {
    const NAME: &'static str = "conversation.part";

    async fn run(self, house: &House) -> Result<(), Stop> {
        let Self { org, person } = self;
        let mut view = house.db.view().await?;
        // He came back meanwhile.
        if yard::org::store::role_of(&mut view, org, person).await?.is_some() {
            return Ok(());
        }
        let places = store::of_org(&mut view, org, person).await?;
        drop(view);
        // Colleagues no longer see whether he is there, nor he them.
        crate::status::turned(house, person);
        let mut cx = house.db.begin().await?;
        for (channel, _) in places.iter().filter(|(_, kind)| *kind == Kind::Channel) {
            // Nobody is told: in a channel nobody sees the others.
            if let Some(last) = store::lock(&mut cx, *channel).await? {
                store::leave(&mut cx, *channel, person, last).await?;
                store::demote(&mut cx, *channel, person).await?;
            }
        }
        cx.commit().await?;
        for (conversation, _) in places.into_iter().filter(|(_, kind)| *kind != Kind::Channel) {
            let leave = Draft::once(house, conversation, person, What::Leave { person });
            match append_now(house, leave).await {
                // He went by himself meanwhile.
                Ok(_) | Err(Refusal::Unknown) => {}
                Err(Refusal::Fault(fault)) => return Err(Stop::Retry(fault)),
                Err(refusal) => return Err(Stop::Retry(Fault::caused("leaving a group", refusal))),
            }
        }
        Ok(())
    }
}

/// The work of this room.
pub(super) fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.on_errand::<Part>()
}
