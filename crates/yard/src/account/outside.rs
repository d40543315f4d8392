//! A code that proves a number is one's own where there is no account.

use ground::{Ctx, Fault, PersonId, Timestamp};
use policy::Lang;
use std::net::IpAddr;
use vault::Subject;

use super::place::Place;
use super::proving::{self, Proving};
use super::store;
use super::{Phone, Refusal};
use crate::House;

/// Sends a code to a number, whether anything is held of it or not: who asks learns nothing from the answer.
pub(crate) async fn send_outside_code(
    house: &House,
    phone: &Phone,
    (from, lang): (IpAddr, Lang),
) -> Result<Timestamp, Refusal> {
    let place = Place::Phone(phone.clone());
    place.is_open(house)?;
    let (code, expires_at) = proving::pend(house, Proving::Outside, &place, from).await?;
    place.send(house, Subject::House, lang, Some(&code)).await?;
    Ok(expires_at)
}

/// Compares a code that was sent by [`send_outside_code`]; right, it is used up, and the number's index is answered.
pub(crate) async fn prove_outside(house: &House, phone: &Phone, typed: &str) -> Result<[u8; 16], Refusal> {
    proving::compare(house, Proving::Outside, &Place::Phone(phone.clone()), typed).await
}

/// Sends a code to a number that is to become somebody's, whoever holds it now.
pub(crate) async fn send_number_code(
    house: &House,
    person: PersonId,
    phone: &Phone,
    (from, lang): (IpAddr, Lang),
) -> Result<Timestamp, Refusal> {
    let place = Place::Phone(phone.clone());
    place.is_open(house)?;
    let (code, expires_at) = proving::pend(house, Proving::Number, &place, from).await?;
    place.send(house, Subject::Person(person), lang, Some(&code)).await?;
    Ok(expires_at)
}

/// Compares a code that was sent by [`send_number_code`]; right, it is used up.
pub(crate) async fn prove_number(house: &House, phone: &Phone, typed: &str) -> Result<(), Refusal> {
    proving::compare(house, Proving::Number, &Place::Phone(phone.clone()), typed).await.map(drop)
}

/// Whether somebody has an account with the number of this index.
pub(crate) async fn has_account(cx: &mut Ctx, index: [u8; 16]) -> Result<bool, Fault> {
    Ok(store::person_by_phone(cx, index).await?.is_some())
}
