//! What happens by itself: whoever expects somebody is told that he came.

use ground::jobs::Jobs;
use ground::{Ctx, Fault, Job, Stop, Timestamp};
use serde::{Deserialize, Serialize};
use yard::House;
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

/// The jobs of this feature.
pub(crate) fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.on::<Came>()
}
