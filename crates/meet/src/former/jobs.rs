//! What happens by itself: records are cut off from those who left, when their time is over.

use ground::jobs::Jobs;
use ground::{Ctx, Errand, Job, OrgId, PersonId, Stop};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use yard::House;
use yard::org::leaver;

use super::actions;

/// The errand's name, as the access log says it.
pub(super) const NAME: &str = "meet.cut_off";
/// People of one run; the next run goes on.
const AT_ONCE: i64 = 200;

/// Finds those who left an organisation, and whose time is over.
#[derive(Serialize, Deserialize)]
struct Part(());

impl Job<House> for Part {
    const NAME: &'static str = "meet.part";

    async fn run(self, house: &House, cx: &mut Ctx) -> Result<(), Stop> {
        if yard::incident::frozen(cx).await? {
            return Ok(());
        }
        let due = leaver::due(&mut house.db.view().await?, AT_ONCE).await?;
        for one in due {
            cx.later(CutOff::NAME, &CutOff { org: one.org, person: one.person }).await?;
        }
        Ok(())
    }
}

/// Cuts the records of one organisation off from one who left it.
#[derive(Serialize, Deserialize)]
struct CutOff {
    org: OrgId,
    person: PersonId,
}

impl Errand<House> for CutOff {
    const NAME: &'static str = NAME;

    async fn run(self, house: &House) -> Result<(), Stop> {
        let found = leaver::of_person(&mut house.db.view().await?, self.person).await?;
        match found.into_iter().find(|one| one.org == self.org) {
            Some(one) => Ok(actions::cut_off(house, &one).await?),
            // He came back, or had it erased, meanwhile.
            None => Ok(()),
        }
    }
}

/// The jobs of this feature.
pub(crate) fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.every::<Part>(Duration::from_secs(3_600)).on_errand::<CutOff>()
}
