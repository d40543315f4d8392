//! What people do: call, join, add a number, mute, hang up one, press keys, end it for all.

use ground::bus::Subject;
use ground::{Because, Fault, Member, OrgId, Person, PersonId, View};
use policy::Purpose;
use sfu::fresh_identity;
use std::sync::MutexGuard;
use tokio::sync::mpsc;
use yard::org::{Role, store as orgs};
use yard::{House, consent, push, quiet};

use super::live::{Live, Open};
use super::mixing::{self, Order};
use super::rules::{self, State};
use super::{LegId, PhoneId, Phones, Refusal, calling, ending, store};
use crate::block;
use crate::directory::resource;
use crate::frames::PhoneRings;

/// Whether a member may call telephones, and be heard.
async fn may_dial(view: &mut View, phones: &Phones, who: Member) -> Result<(), Refusal> {
    view.permit(who, "phone.dial", &resource(who.org))?;
    if !phones.is_there() {
        return Err(Refusal::Off);
    }
    if !store::is_allowed(view, who.org).await? {
        return Err(Refusal::Closed);
    }
    if consent::store::is_declined(view, who.person, Purpose::Call).await? {
        return Err(Refusal::Mute);
    }
    Ok(())
}

/// The organisation of an open call that the caller is in, as long as he is a member of it.
async fn permits(view: &mut View, phones: &Phones, who: Person, id: PhoneId) -> Result<Member, Refusal> {
    let of = phones.change(id, |live| live.has(who.person).then_some(live.org)).flatten();
    let org = of.ok_or(Refusal::Unknown)?;
    let role = orgs::role_of(view, org, who.person).await?.ok_or(Refusal::Unknown)?;
    let (person, device) = (who.person, who.device);
    let member = Member { person, device, org, administrator: role == Role::Administrator };
    view.permit(member, "phone.dial", &resource(org))?;
    Ok(member)
}

/// The same for who began it.
async fn owns(view: &mut View, phones: &Phones, who: Person, id: PhoneId) -> Result<Member, Refusal> {
    let member = permits(view, phones, who, id).await?;
    let is_own = phones.change(id, |live| live.owner == who.person);
    if is_own == Some(true) { Ok(member) } else { Err(Refusal::NotYours) }
}

/// Calls these numbers, and asks these members to come by their pages; gives what opens the room.
pub(super) async fn start(
    house: &House,
    phones: &Phones,
    who: Member,
    (numbers, people): (&[String], &[PersonId]),
) -> Result<(PhoneId, String), Refusal> {
    let mut view = house.db.view().await?;
    may_dial(&mut view, phones, who).await?;
    let sip = &house.config.sip;
    let most = usize::try_from(sip.dial_legs).unwrap_or(usize::MAX);
    if numbers.is_empty() || numbers.len() > most || people.len() > rules::PEOPLE_MAX {
        return Err(Refusal::Many);
    }
    let numbers = numbers.iter().map(|typed| rules::dialable(typed, &sip.dial_prefixes));
    let numbers = numbers.collect::<Result<Vec<String>, Refusal>>()?;
    let mut people = people.to_vec();
    people.retain(|person| *person != who.person);
    for person in &people {
        if orgs::role_of(&mut view, who.org, *person).await?.is_none() {
            return Err(Refusal::Member);
        }
    }
    let deaf = block::store::blocking(&mut view, who.person).await?;
    drop(view);
    people.retain(|person| !deaf.contains(person) && house.vault.held(*person).is_none());
    let id = PhoneId::fresh(&house.clock);
    begun(house, phones, (id, who), &people).await?;
    if let Err(refusal) = calling::dial(house, phones, (id, who.org, who.person), numbers).await {
        ending::end(house, phones, id).await?;
        return Err(refusal);
    }
    ring(house, (id, who), &people).await?;
    Ok((id, seated(house, phones, (id, who.person)).await?))
}

/// It is open: its room is there, and what mixes its sound.
async fn begun(
    house: &House,
    phones: &Phones,
    (id, who): (PhoneId, Member),
    people: &[PersonId],
) -> Result<(), Refusal> {
    let (orders, told) = mpsc::channel(mixing::ORDERS);
    let now = house.clock.now();
    drop(place(phones, who.person)?);
    let Ok(seat) = phones.media().open(id).await else {
        phones.media().close(id).await;
        return Err(Refusal::Full);
    };
    let entered = place(phones, who.person).map(|mut open| {
        open.calls.push(Live {
            id,
            org: who.org,
            owner: who.person,
            begun_at: now,
            seen_at: now,
            people: people.to_vec(),
            seats: Vec::new(),
            legs: Vec::new(),
            orders,
        });
    });
    if let Err(refusal) = entered {
        phones.media().close(id).await;
        return Err(refusal);
    }
    phones.spawn(mixing::mix(seat, told));
    Ok(())
}

/// A place for one more call of somebody who has none open.
fn place(phones: &Phones, person: PersonId) -> Result<MutexGuard<'_, Open>, Refusal> {
    let open = phones.open();
    if open.calls.iter().any(|live| live.owner == person) {
        return Err(Refusal::Busy);
    }
    if open.calls.len() >= rules::CALLS_MAX { Err(Refusal::Full) } else { Ok(open) }
}

/// Has the pages of those ring who are asked to come.
async fn ring(house: &House, (id, who): (PhoneId, Member), people: &[PersonId]) -> Result<(), Fault> {
    for person in people {
        let is_silent = quiet::ends(house, *person).await?.is_some();
        if !is_silent {
            let mut cx = house.db.begin().await?;
            if push::is_reachable(&mut cx, house, *person).await? {
                push::notify(&mut cx, house, *person, push::Kind::Call).await?;
            }
            cx.commit().await?;
        }
        let body = PhoneRings { phone: id, by: who.person, silent: is_silent };
        house.db.bus().pass(Subject::Person(*person), &crate::hint("phone.ringing", &body));
    }
    Ok(())
}

/// A place in the call's room for somebody; what he had there before is gone.
async fn seated(
    house: &House,
    phones: &Phones,
    (id, person): (PhoneId, PersonId),
) -> Result<String, Refusal> {
    let mut view = house.db.view().await?;
    let speaks = !consent::store::is_declined(&mut view, person, Purpose::Call).await?;
    drop(view);
    let identity = fresh_identity().because("no randomness")?;
    let before = phones.change(id, |live| {
        let (own, others) = std::mem::take(&mut live.seats).into_iter().partition(|seat| seat.0 == person);
        live.seats = others;
        live.seats.push((person, identity.clone()));
        own
    });
    let before: Vec<(PersonId, String)> = before.ok_or(Refusal::Unknown)?;
    for (_, seat) in before {
        phones.media().remove(id, &seat).await;
    }
    Ok(phones.media().token(id, &identity, speaks))
}

/// Comes into a call by a page, or comes back; gives what opens its room.
pub(super) async fn join(
    house: &House,
    phones: &Phones,
    who: Person,
    id: PhoneId,
) -> Result<String, Refusal> {
    permits(&mut house.db.view().await?, phones, who, id).await?;
    let token = seated(house, phones, (id, who.person)).await?;
    ending::changed(house, phones, id);
    Ok(token)
}

/// Calls one more number.
pub(super) async fn add(
    house: &House,
    phones: &Phones,
    (who, id): (Person, PhoneId),
    number: &str,
) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    let member = owns(&mut view, phones, who, id).await?;
    may_dial(&mut view, phones, member).await?;
    drop(view);
    let number = rules::dialable(number, &house.config.sip.dial_prefixes)?;
    let most = usize::try_from(house.config.sip.dial_legs).unwrap_or(usize::MAX);
    let open = phones.change(id, |live| live.legs.iter().filter(|leg| leg.state.is_open()).count());
    if open.ok_or(Refusal::Unknown)? >= most {
        return Err(Refusal::Many);
    }
    calling::dial(house, phones, (id, member.org, who.person), vec![number]).await?;
    ending::changed(house, phones, id);
    Ok(())
}

/// Hangs up one telephone.
pub(super) async fn hang_up(
    house: &House,
    phones: &Phones,
    who: Person,
    (id, leg): (PhoneId, LegId),
) -> Result<(), Refusal> {
    owns(&mut house.db.view().await?, phones, who, id).await?;
    let found = phones.change(id, |live| {
        let leg = live.leg(leg).filter(|leg| leg.state.is_open())?;
        leg.is_dropped = true;
        Some(leg.call)
    });
    let call = found.flatten().ok_or(Refusal::NoLeg)?;
    if let (Some(line), Some(call)) = (phones.line(), call) {
        // One that is over already is what is wanted.
        line.node.hangup(call).await.ok();
    }
    Ok(())
}

/// Nobody hears a telephone any longer, or all do again.
pub(super) async fn mute(
    house: &House,
    phones: &Phones,
    who: Person,
    (id, leg, is_muted): (PhoneId, LegId, bool),
) -> Result<(), Refusal> {
    owns(&mut house.db.view().await?, phones, who, id).await?;
    let found = phones.change(id, |live| {
        let orders = live.orders.clone();
        let leg = live.leg(leg).filter(|leg| leg.state == State::Talking)?;
        leg.is_muted = is_muted;
        Some((orders, leg.call?))
    });
    let (orders, call) = found.flatten().ok_or(Refusal::NoLeg)?;
    // What mixes is gone only where the call has ended.
    orders.send(Order::Mute(call, is_muted)).await.ok();
    ending::changed(house, phones, id);
    Ok(())
}

/// Presses keys towards a telephone.
pub(super) async fn press(
    house: &House,
    phones: &Phones,
    who: Person,
    (id, leg, typed): (PhoneId, LegId, &str),
) -> Result<(), Refusal> {
    owns(&mut house.db.view().await?, phones, who, id).await?;
    let keys = rules::keys(typed)?;
    let call = phones
        .change(id, |live| live.leg(leg).filter(|leg| leg.state == State::Talking).and_then(|leg| leg.call));
    let call = call.flatten().ok_or(Refusal::NoLeg)?;
    let line = phones.line().ok_or(Refusal::Off)?;
    for key in keys {
        line.node.press(call, key).await.map_err(|_| Refusal::NoLeg)?;
    }
    Ok(())
}

/// Ends it for all.
pub(super) async fn end(house: &House, phones: &Phones, who: Person, id: PhoneId) -> Result<(), Refusal> {
    owns(&mut house.db.view().await?, phones, who, id).await?;
    Ok(ending::end(house, phones, id).await?)
}

/// Lets members of an organisation call telephones, or not: an administrator does.
pub(super) async fn allow(house: &House, who: Member, allowed: bool) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
    store::allow(&mut cx, who.org, allowed).await?;
    Ok(cx.commit().await?)
}

/// Whether members of an organisation may call telephones.
pub(super) async fn is_allowed(house: &House, who: Member) -> Result<bool, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.read", &resource(who.org))?;
    Ok(store::is_allowed(&mut view, who.org).await?)
}

/// The organisation of somebody in an open call, for who looks at it.
pub(super) async fn looks(
    house: &House,
    phones: &Phones,
    who: Person,
    id: PhoneId,
) -> Result<OrgId, Refusal> {
    Ok(permits(&mut house.db.view().await?, phones, who, id).await?.org)
}
