//! Frozen accounts: while one is, none of its sessions stands and none opens. And the codes by which somebody proves, at the
//! desk or to lift a freeze, that a number or an address is his.

mod store;

pub(crate) use store::end_sessions_of;

use ground::{Ctx, Fault, PersonId, Timestamp};
use policy::Lang;
use std::net::IpAddr;
use vault::Subject;

use super::place::{self, Place};
use super::proving::{self, Proving};
use super::words::For;
use super::{Phone, Refusal};
use crate::House;

/// Whether its person froze an account.
pub(crate) async fn is_frozen(cx: &mut Ctx, person: PersonId) -> Result<bool, Fault> {
    store::is_frozen(cx, person).await
}

/// Freezes an account within the unit of work of its cause.
pub(crate) async fn freeze(cx: &mut Ctx, person: PersonId) -> Result<(), Fault> {
    store::freeze(cx, person).await?;
    // Wings that act for him without a session hear of it, and end that.
    cx.hint(ground::bus::Subject::Freezes);
    // It wakes the streams of all his devices, and each ends.
    cx.tell(person, "account", "account.frozen", &()).await
}

/// Lifts a freeze; answers whether there was one.
pub(crate) async fn thaw(cx: &mut Ctx, person: PersonId) -> Result<bool, Fault> {
    store::thaw(cx, person).await
}

/// Where a code can go: a number or an address.
pub(crate) struct Reached(Place);

impl Reached {
    /// Reads what was typed: one of the two.
    pub(crate) fn read(phone: &str, mail: Option<&str>) -> Result<Self, Refusal> {
        Place::read(phone, mail).map(Self)
    }
}

/// Sends the code by which a freeze is lifted; the answer is the same whether there is such an account or not.
pub(crate) async fn send_thaw_code(
    house: &House,
    to: &Reached,
    (from, lang): (IpAddr, Lang),
) -> Result<Timestamp, Refusal> {
    to.0.is_open(house)?;
    let (code, expires_at) = proving::pend(house, Proving::Thaw, &to.0, from).await?;
    to.0.send(house, Subject::House, lang, Some(&code)).await?;
    Ok(expires_at)
}

/// Compares such a code; right, it is used up, and the account of the number or address is answered.
pub(crate) async fn prove_thaw(
    house: &House,
    to: &Reached,
    typed: &str,
) -> Result<Option<PersonId>, Refusal> {
    let index = proving::compare(house, Proving::Thaw, &to.0, typed).await?;
    let mut cx = house.db.begin().await?;
    Ok(to.0.person(&mut cx, index).await?.map(|row| row.id))
}

/// Sends a code that somebody reads to whoever he speaks with at the desk.
pub(crate) async fn send_desk_code(
    house: &House,
    phone: &Phone,
    (from, lang): (IpAddr, Lang),
) -> Result<Timestamp, Refusal> {
    let to = Place::Phone(phone.clone());
    to.is_open(house)?;
    let (code, expires_at) = proving::pend(house, Proving::Desk, &to, from).await?;
    place::text(house, Subject::House, phone, (lang, For::Desk, Some(&code)))
        .await
        .map_err(place::not_sent)?;
    Ok(expires_at)
}

/// Compares such a code; right, it is used up, and the account of the number is answered.
pub(crate) async fn prove_at_desk(
    house: &House,
    phone: &Phone,
    typed: &str,
) -> Result<Option<PersonId>, Refusal> {
    let to = Place::Phone(phone.clone());
    let index = proving::compare(house, Proving::Desk, &to, typed).await?;
    let mut cx = house.db.begin().await?;
    Ok(to.person(&mut cx, index).await?.map(|row| row.id))
}
