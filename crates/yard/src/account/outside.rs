//! A code that proves a number is one's own where there is no account. It opens no session.

use ground::{Ctx, Fault, Timestamp};
use std::net::IpAddr;
use vault::Subject;

use super::actions::{count_all, six_digits};
use super::place::Place;
use super::rules::{CODE_LIFE, CODE_TRIES};
use super::store::{self, Pending};
use super::{NumberRow, Phone, Refusal};
use crate::House;

/// Sends a code to a number, whether anything is held of it or not: who asks learns nothing from the answer.
/// The bounds are those of signing in, counted together with them.
pub(crate) async fn send_outside_code(
    house: &House,
    phone: &Phone,
    from: IpAddr,
) -> Result<Timestamp, Refusal> {
    let place = Place::Phone(phone.clone());
    place.is_open(house)?;
    let index = place.index(house);
    let address = house.vault.index(&store::ADDRESS, &from.to_string());
    let code = six_digits()?;
    let mut cx = house.db.begin().await?;
    let counted = count_all(&mut cx, house, index, address).await;
    if let Err(refusal @ Refusal::TooMany { .. }) = counted {
        cx.commit().await?; // what was counted stays counted
        return Err(refusal);
    }
    counted?;
    let expires_at = cx.now().plus(CODE_LIFE);
    let pending = Pending {
        code_index: code_index(house, phone, &code),
        tries_left: CODE_TRIES,
        expires_at,
        consent_version: String::new(),
        purposes: String::new(),
    };
    store::save_code(&mut cx, index, &pending).await?;
    cx.commit().await?;
    place.send(house, Subject::House, Some(&code)).await?;
    Ok(expires_at)
}

/// Compares a code that was sent by [`send_outside_code`]; right, it is used up, and the number's index is answered.
pub(crate) async fn prove_outside(house: &House, phone: &Phone, typed: &str) -> Result<[u8; 16], Refusal> {
    let index = house.vault.index(&NumberRow::PHONE, phone.e164());
    let mut cx = house.db.begin().await?;
    let pending = store::take_try(&mut cx, index).await?.ok_or(Refusal::CodeExpired)?;
    if pending.expires_at <= cx.now() {
        return Err(Refusal::CodeExpired);
    }
    let fits = pending.code_index == code_index(house, phone, typed);
    if fits {
        store::drop_code(&mut cx, index).await?;
    }
    cx.commit().await?; // a wrong try counts
    if fits { Ok(index) } else { Err(Refusal::CodeWrong { left: pending.tries_left }) }
}

/// Whether somebody has an account with the number of this index.
pub(crate) async fn has_account(cx: &mut Ctx, index: [u8; 16]) -> Result<bool, Fault> {
    Ok(store::person_by_phone(cx, index).await?.is_some())
}

/// The fingerprint of a key that is remembered in memory alone.
pub(crate) fn pass_index(house: &House, pass: &str) -> [u8; 16] {
    house.vault.index(&store::CODE, &format!("outside pass\n{pass}"))
}

fn code_index(house: &House, phone: &Phone, code: &str) -> [u8; 16] {
    house.vault.index(&store::CODE, &format!("outside\n{}\n{code}", phone.e164()))
}
