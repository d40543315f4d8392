//! What people do: a guardian looks and chooses, a ward sees what was chosen.

use ground::{Caller, Fault, Person, Timestamp};
use policy::Purpose;
use serde_json::json;
use yard::House;
use yard::minor;
use yard::notice::{self, Notice};

use super::store;
use super::{Choice, Refusal};
use crate::household::{self, Resident, ResidentId, store as households};
use crate::place::{HomeId, store as places};

/// A ward who lives in the same home.
pub(super) struct Ward {
    pub resident: ResidentId,
    pub name: Option<String>,
    /// Since when his guardian is told; nothing where he is not.
    pub since: Option<Timestamp>,
}

/// What the caller sees of it in one home.
pub(super) struct Seen {
    /// Those whose guardian he is.
    pub wards: Vec<Ward>,
    /// Who is told of him, and since when.
    pub told: Option<(Option<String>, Timestamp)>,
}

fn own(people: &[Resident], who: Person, now: Timestamp) -> Result<&Resident, Refusal> {
    let own = people.iter().find(|one| one.person == Some(who.person) && one.lives(now));
    own.ok_or(Refusal::Home)
}

/// Whose wards live in this home with the caller, whether he is told of each, and who is told of himself.
pub(super) async fn get(house: &House, who: Person, home: HomeId) -> Result<Seen, Refusal> {
    let mut view = house.db.view().await?;
    let (people, now) = (households::of_home(&mut view, home).await?, view.now());
    let own = own(&people, who, now)?;
    view.permit(who, "home.read", &household::resource(home, &people, now))?;
    let mut shown = Vec::new();
    for one in people.iter().filter(|one| one.id != own.id && one.lives(now)) {
        let Some(person) = one.person else { continue };
        let guarded = minor::guarded(&mut view, person).await?;
        if guarded.is_some_and(|guarded| guarded.guardian == who.person) {
            let chosen = store::of(&mut view, one.id).await?.filter(|choice| choice.guardian == own.id);
            shown.push((one, chosen.map(|choice| choice.chosen_at)));
        }
    }
    let guardian = minor::guarded(&mut view, who.person).await?.map(|guarded| guarded.guardian);
    let told = store::of(&mut view, own.id).await?.and_then(|choice| {
        let told = people.iter().find(|one| one.id == choice.guardian && one.lives(now))?;
        (guardian.is_some() && told.person == guardian).then_some((told, choice.chosen_at))
    });
    drop(view);
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::Household).act("homecoming.get");
    let asked = shown.iter().map(|(one, _)| *one).chain(told.map(|(one, _)| one));
    let names = look.open_present(asked.map(|one| &one.name)).await;
    let names = names.map_err(|no| Fault::caused("opening those of a home", no))?;
    let mut names = names.into_iter().map(|name| name.map(|line| line.as_str().to_owned()));
    let wards = shown.iter().zip(names.by_ref());
    let wards = wards.map(|((one, since), name)| Ward { resident: one.id, name, since: *since }).collect();
    Ok(Seen { wards, told: told.map(|(_, since)| (names.next().flatten(), since)) })
}

/// Chooses to be told when this ward comes home, or no longer. The ward is told which.
pub(super) async fn set(
    house: &House,
    who: Person,
    (home, resident): (HomeId, ResidentId),
    is_on: bool,
) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    let (people, now) = (households::of_home_now(&mut cx, home).await?, cx.now());
    let own = own(&people, who, now)?;
    cx.permit(who, "home.read", &household::resource(home, &people, now))?;
    let ward = people.iter().find(|one| one.id == resident && one.lives(now));
    let person = ward.and_then(|one| one.person).ok_or(Refusal::Unknown)?;
    let guarded = minor::guarded_now(&mut cx, person).await?;
    let guarded = guarded.filter(|guarded| guarded.guardian == who.person).ok_or(Refusal::Unknown)?;
    cx.permit(who, "guardian.care", &minor::ward(person, guarded.guardian))?;
    if who.limited {
        return Err(yard::identity::Refusal::Limited.into());
    }
    let was_on = store::of_now(&mut cx, resident).await?.is_some_and(|choice| choice.guardian == own.id);
    if was_on == is_on {
        return Ok(());
    }
    if is_on {
        let choice = Choice { resident, guardian: own.id, until_at: guarded.grown_at, chosen_at: now };
        store::set(&mut cx, own.org, choice).await?;
    } else {
        store::clear(&mut cx, resident).await?;
    }
    let place = places::find_now(&mut cx, home).await?.map(|home| home.number).unwrap_or_default();
    let told = Notice::new(if is_on { "homecoming.begun" } else { "homecoming.ended" }).about("home", place);
    notice::tell(&mut cx, house, person, &told).await?;
    cx.tell(person, "home", "home.changed", &json!({ "home": home })).await?;
    Ok(cx.commit().await?)
}
