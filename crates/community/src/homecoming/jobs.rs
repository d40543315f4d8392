//! What happens by itself: a door opened, and the guardian of whoever opened it is told.

use ground::jobs::Jobs;
use ground::{Caller, Ctx, Errand, Fault, Job, PersonId, Stop, Timestamp};
use policy::Purpose;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use yard::House;
use yard::account::store as accounts;
use yard::minor;
use yard::notice::{self, Notice};

use super::{rules, store};
use crate::household::{Resident, ResidentId, store as households};
use crate::opening::Taken;
use crate::pass;
use crate::place::{DoorId, store as places};

/// Tells the guardian of whoever came home.
#[derive(Serialize, Deserialize)]
struct Tell {
    resident: ResidentId,
    door: DoorId,
    /// When the door opened.
    at: Timestamp,
}

/// Who is told of whom, and where.
struct Told {
    guardian: PersonId,
    ward: Resident,
    place: String,
}

/// A door opened by somebody's right. Where his guardian wishes to know, and it was he himself, at the door, just now, that is told
/// after the commit.
///
/// # Errors
/// What the database says.
pub(crate) async fn opened(cx: &mut Ctx, resident: ResidentId, new: &Taken) -> Result<(), Fault> {
    let now: Timestamp = cx.now();
    let (Some(pass), Some(way)) = (new.pass, new.way.as_deref()) else { return Ok(()) };
    if !rules::is_fresh(new.at, now)
        || !rules::is_at_the_door(way)
        || store::of_now(cx, resident).await?.is_none()
        || !pass::store::is_residents(cx, pass, resident).await?
    {
        return Ok(());
    }
    cx.later(<Tell as Errand<House>>::NAME, &Tell { resident, door: new.door, at: new.at }).await
}

impl Tell {
    /// Whether it is still to be told: it was just now, the choice stands, both live there, and nothing about the two is another.
    async fn standing(&self, house: &House) -> Result<Option<Told>, Fault> {
        let mut view = house.db.view().await?;
        let now = view.now();
        // A house that stood still says nothing of yesterday: the notice says that it was just now.
        if !rules::is_fresh(self.at, now) {
            return Ok(None);
        }
        let Some(choice) = store::of(&mut view, self.resident).await? else { return Ok(None) };
        let ward = households::find(&mut view, choice.resident).await?.filter(|one| one.lives(now));
        let guardian = households::find(&mut view, choice.guardian).await?.filter(|one| one.lives(now));
        let (Some(ward), Some(guardian)) = (ward, guardian) else { return Ok(None) };
        let (Some(person), Some(told)) = (ward.person, guardian.person) else { return Ok(None) };
        let guarded = minor::guarded(&mut view, person).await?;
        if ward.home != guardian.home || guarded.is_none_or(|guarded| guarded.guardian != told) {
            return Ok(None);
        }
        let Some(home) = places::find(&mut view, ward.home).await? else { return Ok(None) };
        let doors = places::doors(&mut view, ward.org).await?;
        let units = places::units(&mut view, ward.org).await?;
        let building = units.iter().find(|(unit, ..)| *unit == home.unit).map(|(_, building, _)| *building);
        let door = doors.iter().find(|door| door.id == self.door);
        let (Some(building), Some(door)) = (building, door) else { return Ok(None) };
        let is_last = rules::is_last(door, &doors, &home, building);
        Ok(is_last.then_some(Told { guardian: told, ward, place: home.number }))
    }
}

impl Errand<House> for Tell {
    const NAME: &'static str = "homecoming.tell";

    async fn run(self, house: &House) -> Result<(), Stop> {
        let Some(told) = self.standing(house).await? else { return Ok(()) };
        let program = Caller::Program(<Self as Errand<House>>::NAME);
        // A delivery: counted by the day. A leaf for each would be the log that there is not to be.
        let look = house.vault.look(&program, Purpose::Homecoming).act("homecoming.tell").delivery();
        let name = look.open_present([&told.ward.name]).await;
        let name = name.map_err(|no| Fault::caused("opening who came home", no))?;
        // Nobody's data are read while they rest.
        let Some(name) = name.into_iter().flatten().next() else { return Ok(()) };
        let mut cx = house.db.begin().await?;
        if !rules::is_fresh(self.at, cx.now())
            || store::of_now(&mut cx, self.resident).await?.is_none()
            || accounts::count(&mut cx, rules::OF_HOUR, self.resident.bytes()).await?
                > i64::from(rules::OF_HOUR.most)
        {
            return Ok(());
        }
        let notice = Notice::new("homecoming.came").about("name", name.as_str()).about("home", told.place);
        notice::tell(&mut cx, house, told.guardian, &notice).await?;
        Ok(cx.commit().await?)
    }
}

/// Removes what was chosen for those who are grown.
#[derive(Serialize, Deserialize)]
struct Sweep(());

impl Job<House> for Sweep {
    const NAME: &'static str = "homecoming.sweep";

    async fn run(self, _: &House, cx: &mut Ctx) -> Result<(), Stop> {
        Ok(store::sweep(cx).await?)
    }
}

/// The jobs of this feature.
pub(crate) fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.every::<Sweep>(Duration::from_secs(3_600)).on_errand::<Tell>()
}
