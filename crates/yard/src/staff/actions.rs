//! What keepers do: see who holds what, give a role, take it.

use ground::{Ctx, Person, PersonId};

use super::store::{self, Grant};
use super::{Refusal, Role};
use crate::House;
use crate::access::the_house;
use crate::account::{NumberRow, Phone};
use crate::notice::{self, Notice};

/// Who holds what, and what was given and taken.
pub(super) struct Staff {
    pub holders: Vec<(Role, Vec<PersonId>)>,
    pub grants: Vec<Grant>,
}

pub(super) async fn list(house: &House, who: Person) -> Result<Staff, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "house.keep", &the_house())?;
    let mut holders = Vec::new();
    for role in Role::ALL {
        holders.push((role, store::holders(&mut view, role).await?));
    }
    Ok(Staff { holders, grants: store::grants(&mut view).await? })
}

/// Gives a role to another keeper.
pub(super) async fn grant(house: &House, who: Person, phone: &str, role: Role) -> Result<(), Refusal> {
    let phone = Phone::read(phone).ok_or(Refusal::PhoneWrong)?;
    let index = house.vault.index(&NumberRow::PHONE, phone.e164());
    let mut cx = house.db.begin().await?;
    cx.permit(who, "house.keep", &the_house())?;
    let person = store::keeper_of(&mut cx, index).await?.ok_or(Refusal::NoKeeper)?;
    if person == who.person {
        return Err(Refusal::Oneself);
    }
    if store::holders_now(&mut cx, role).await?.contains(&person) {
        return Err(Refusal::Already);
    }
    store::add(&mut cx, person, role, who.person, false).await?;
    tell(&mut cx, house, role).await?;
    Ok(cx.commit().await?)
}

/// Takes a role from a keeper; somebody else holds it.
pub(super) async fn end(house: &House, who: Person, person: PersonId, role: Role) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "house.keep", &the_house())?;
    let holders = store::holders_now(&mut cx, role).await?;
    if !holders.contains(&person) {
        return Err(Refusal::Unknown);
    }
    if holders.len() < 2 {
        return Err(Refusal::Last);
    }
    if !store::end(&mut cx, person, role, who.person).await? {
        store::add(&mut cx, person, role, who.person, true).await?;
    }
    tell(&mut cx, house, role).await?;
    Ok(cx.commit().await?)
}

async fn tell(cx: &mut Ctx, house: &House, role: Role) -> Result<(), Refusal> {
    let (zh, en) = role.name();
    let told = Notice::new("staff.changed").with("role", notice::both(zh, en));
    Ok(notice::tell_keepers(cx, house, &told).await?)
}
