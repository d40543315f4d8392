//! What people do: have this device woken, try it, end it.

use ground::{Because, Caller, Fault, Person, PersonId};
use policy::{Category, Purpose};
use std::pin::Pin;
use vault::Subject;

use super::jobs::Send;
use super::rules::{DEVICES_MAX, Kind, Place};
use super::store::{self, PushRow};
use super::{PushId, Refusal, key};
use crate::House;
use crate::access::account_of;
use crate::consent;
use crate::house::Held;

/// How one stands to being woken.
pub(super) struct Standing {
    /// Whether the consent stands.
    pub on: bool,
    /// The key that a browser wants to hear; nothing where no browser is woken.
    pub key: Option<String>,
    /// Whose devices are woken.
    pub brands: Vec<&'static str>,
    /// The devices of the person that are.
    pub rows: Vec<PushRow>,
}

/// How I stand to being woken.
pub(super) async fn standing(house: &House, who: Person) -> Result<Standing, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "notice.read", &account_of(who.person))?;
    let on = consent::store::stands(&mut view, who.person, Purpose::Push).await?;
    let rows = store::of_person(&mut view, who.person).await?;
    drop(view);
    let key = if house.egress.wakes_browsers() { Some(key::public(house).await?) } else { None };
    let brands = house.egress.push_brands().into_iter().map(|(brand, _)| brand.word()).collect();
    Ok(Standing { on, key, brands, rows })
}

/// Has this device woken from now on, under the consent that goes with asking for it.
pub(super) async fn begin(house: &House, who: Person, place: Place, version: &str) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "notice.change", &account_of(who.person))?;
    let stands = consent::store::stands(&mut view, who.person, Purpose::Push).await?;
    drop(view);
    check(house, &place)?;
    if !stands {
        consent::switch_on(house, who, Purpose::Push, version).await?;
    }
    let id = PushId::fresh(&house.clock);
    let mark = house.vault.index(&store::MARK, &place.name());
    let sealed = house.vault.seal(&PushRow::PLACE, Subject::Person(who.person), id.bytes(), &place).await?;
    let mut cx = house.db.begin().await?;
    let new =
        store::New { id, person: who.person, device: who.device, brand: place.word(), mark, place: &sealed };
    store::put(&mut cx, &new).await?;
    if store::count(&mut cx, who.person).await? > DEVICES_MAX {
        return Err(Refusal::TooMany);
    }
    cx.commit().await?;
    house.moments().push_used.store(true, std::sync::atomic::Ordering::Relaxed);
    Ok(())
}

/// The service of the place is one of ours.
fn check(house: &House, place: &Place) -> Result<(), Refusal> {
    match place {
        Place::Browser { address, .. } => {
            house.egress.push_service_of(address).map(drop).ok_or(Refusal::ServiceUnknown)
        }
        Place::Device { brand, .. } => {
            let mut brands = house.egress.push_brands().into_iter();
            brands.find(|(known, _)| known.word() == brand).map(drop).ok_or(Refusal::BrandUnknown)
        }
    }
}

/// Wakes this device no longer. The consent stays: other devices may be woken under it.
pub(super) async fn end(house: &House, who: Person) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "notice.change", &account_of(who.person))?;
    store::end(&mut cx, who.person, who.device).await?;
    Ok(cx.commit().await?)
}

/// Wakes this device once, to see whether it works.
pub(super) async fn attempt(house: &House, who: Person) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "notice.change", &account_of(who.person))?;
    let now = cx.now();
    let waiting = store::wait(&mut cx, who.person, Kind::Trial, Some(who.device)).await?;
    if waiting.is_empty() {
        return Err(Refusal::Off);
    }
    for (id, _) in waiting {
        Send::later(&mut cx, who.person, id, now).await?;
    }
    Ok(cx.commit().await?)
}

/// What this feature holds about a person.
pub fn held<'a>(
    house: &'a House,
    caller: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + std::marker::Send + 'a>> {
    Box::pin(async move {
        let rows = store::of_person(&mut house.db.view().await?, person).await?;
        let look = house.vault.look(caller, Purpose::OwnData).act("me.held");
        let mut held = Vec::with_capacity(rows.len());
        for row in rows {
            let place = look.open(&row.place).await.because("opening a push address")?.into_inner();
            held.push(Held {
                category: Category::PushAddress,
                table: "yard_push",
                value: Some(place.name()),
                collected_at: row.since,
            });
        }
        Ok(held)
    })
}
