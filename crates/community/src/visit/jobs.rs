//! What happens by itself: whoever expects somebody is told that he came.

use ground::jobs::Jobs;
use ground::{Ctx, Fault, Job, PersonId, Stop, Timestamp};
use serde::{Deserialize, Serialize};
use yard::House;
use yard::consent;
use yard::notice::{self, Notice};

use super::{VisitId, store};
use crate::pass::PassId;
use crate::place::store as places;

/// Tells whoever expects somebody that he came in.
#[derive(Serialize, Deserialize)]
struct Came(VisitId);

impl Job<House> for Came {
    const NAME: &'static str = "visit.came";

    async fn run(self, house: &House, cx: &mut Ctx) -> Result<(), Stop> {
        let Some(found) = store::find_now(cx, self.0).await? else { return Ok(()) };
        let (Some(person), Some(home)) = (found.row.person, found.row.home) else { return Ok(()) };
        let home = places::find_now(cx, home).await?.map(|home| home.number).unwrap_or_default();
        let community = places::of_now(cx, found.row.org).await?.map(|one| one.name).unwrap_or_default();
        let told = Notice::new("visitor.came").about("home", format!("{community} {home}"));
        notice::tell(cx, house, person, &told).await?;
        Ok(())
    }
}

/// A door opened by this pass: where it is a visit's, whoever expects him is told after the commit, once in half a day.
///
/// # Errors
/// What the database says.
pub(crate) async fn came(cx: &mut Ctx, pass: PassId, at: Timestamp) -> Result<(), Fault> {
    match store::came(cx, pass, at).await? {
        Some(visit) => cx.later(Came::NAME, &Came(visit)).await,
        None => Ok(()),
    }
}

/// Forgets the yes of a visitor whose face opens nothing any more, and destroys the keys under which his photo was.
#[derive(Serialize, Deserialize)]
struct Forget(PersonId);

impl Job<House> for Forget {
    const NAME: &'static str = "visit.forget";

    async fn run(self, house: &House, cx: &mut Ctx) -> Result<(), Stop> {
        consent::guest_is_gone(cx, self.0).await?;
        Ok(house.vault.destroy_all(self.0).await?)
    }
}

/// Leaves it for after the commit in which his face went.
///
/// # Errors
/// What the database says.
pub(crate) async fn forget_later(cx: &mut Ctx, guest: PersonId) -> Result<(), Fault> {
    cx.later(Forget::NAME, &Forget(guest)).await
}

/// The jobs of this feature.
pub(crate) fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.on::<Came>().on::<Forget>()
}
