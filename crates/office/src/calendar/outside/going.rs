//! How people outside come to an event: whether they can, as which row, and along with a series that goes on as another.

use ground::{Ctx, Fault, PersonId};
use schemars::JsonSchema;
use serde::Serialize;
use vault::Subject;
use yard::House;
use yard::account::{Bound, store as accounts};

use super::rules::SETTLES;
use super::{ADDRESS, Outsider, OutsiderId, Refusal, store, views};
use crate::calendar::rules::Reply;
use crate::calendar::views::Loaded;
use crate::calendar::{Event, EventId};

/// Whether people outside can be invited to an event.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Outward {
    /// They can.
    Open,
    /// The house sends no mail.
    NoMail,
    /// The house has no public address, at which they could answer.
    NoAddress,
    /// The event stands in a shared calendar, which nobody organises.
    Shared,
}

/// Whether mails of this house reach people outside, and they it.
pub(super) fn outward(house: &House) -> Outward {
    if house.egress.sender().is_none() {
        return Outward::NoMail;
    }
    let is_reached = house.dev || house.particulars().public_url.is_some();
    if is_reached { Outward::Open } else { Outward::NoAddress }
}

/// Refused where this was done too often by, or to, whom the key is of.
pub(super) async fn counted(cx: &mut Ctx, bound: Bound, key: [u8; 16]) -> Result<(), Refusal> {
    if accounts::count(cx, bound, key).await? <= i64::from(bound.most) {
        return Ok(());
    }
    Err(Refusal::Often { after_s: bound.left_s(cx.now()) })
}

/// A row of an address that is new at an event: of nothing told yet.
pub(super) async fn sealed(
    house: &House,
    (event, person): (EventId, PersonId),
    (address, name): (&str, Option<&str>),
) -> Result<Outsider, Fault> {
    let (id, subject) = (OutsiderId::fresh(&house.clock), Subject::Person(person));
    let sealed = house.vault.seal(&Outsider::ADDRESS, subject, id.bytes(), &address.to_owned()).await?;
    let name = match name {
        Some(name) => Some(house.vault.seal(&Outsider::NAME, subject, id.bytes(), &name.to_owned()).await?),
        None => None,
    };
    Ok(Outsider {
        id,
        event,
        person,
        address: sealed,
        name,
        reply: Reply::Waiting,
        proposed: None,
        told: None,
        sequence: 0,
        told_at: None,
        is_out: false,
        why: None,
        due_at: None,
        over_at: None,
        made_at: house.clock.now(),
    })
}

/// Those outside who come along to another series, each with the fingerprint of his address.
pub(in crate::calendar) struct Going(Vec<(Outsider, [u8; 16])>);

/// Who outside is invited to a series comes along to another that begins where it ends.
pub(in crate::calendar) async fn going_on(house: &House, from: &Loaded, to: &Event) -> Result<Going, Fault> {
    let Some(person) = to.person else { return Ok(Going(Vec::new())) };
    let rows = store::of(&mut house.db.view().await?, from.event.id).await?;
    let opened = views::opened(house, (&from.caller, "event.change"), &rows).await?;
    let mut going = Vec::with_capacity(rows.len());
    for open in opened.into_iter().flatten() {
        let new = sealed(house, (to.id, person), (&open.address, open.name.as_deref())).await?;
        going.push((new, house.vault.index(&ADDRESS, &open.address)));
    }
    Ok(Going(going))
}

/// Keeps them within the unit of work in which the other series begins.
pub(in crate::calendar) async fn goes_on(cx: &mut Ctx, going: Going) -> Result<(), Fault> {
    let due = cx.now().plus(SETTLES);
    for (mut new, index) in going.0 {
        // Whoever wants nothing any more since comes along to nothing.
        if !store::refuses(cx, index).await? {
            new.due_at = Some(due);
            store::add(cx, &new, index).await?;
        }
    }
    Ok(())
}
