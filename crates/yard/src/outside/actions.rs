//! What people without an account do: prove a number, look at what is held of it, have it erased.

use ground::{Caller, Timestamp};
use policy::Lang;
use std::net::IpAddr;

use super::Refusal;
use crate::House;
use crate::access::the_house;
use crate::account::{self, Phone};
use crate::minor;
use crate::org::invitation::{self, Invited};

/// What is held of a number.
pub(super) struct Held {
    /// Whether there is an account: the rest is seen there.
    pub account: bool,
    /// Invitations that wait for it.
    pub invitations: Vec<Invited>,
    /// Whether a minor named it as his guardian's, and nobody has agreed yet.
    pub guardian: bool,
    /// The key to have it erased.
    pub pass: String,
    /// Until when the key is good.
    pub expires_at: Timestamp,
}

/// Sends a code to a number. The answer is the same whatever is held of it.
pub(super) async fn send(
    house: &House,
    caller: Caller,
    phone: &Phone,
    asked: (IpAddr, Lang),
) -> Result<Timestamp, Refusal> {
    let view = house.db.view().await?;
    view.permit(caller, "outside.ask", &the_house())?;
    drop(view);
    Ok(account::send_outside_code(house, phone, asked).await?)
}

/// Shows what is held of a number whose code is right.
pub(super) async fn held(house: &House, caller: Caller, phone: &Phone, code: &str) -> Result<Held, Refusal> {
    let view = house.db.view().await?;
    view.permit(caller, "outside.ask", &the_house())?;
    drop(view);
    let index = account::prove_outside(house, phone, code).await?;
    let mut cx = house.db.begin().await?;
    let account = account::has_account(&mut cx, index).await?;
    let guardian = !account && minor::waits_for(&mut cx, index).await?;
    let now = cx.now();
    drop(cx);
    let invitations = if account { Vec::new() } else { invitation::of_number(house, index).await? };
    let (pass, expires_at) = house.moments().passes.0.keep(index, now)?;
    Ok(Held { account, invitations, guardian, pass, expires_at })
}

/// Erases what is held of the number that this key stands for; answers how many things that were.
pub(super) async fn erase(house: &House, caller: Caller, pass: &str) -> Result<u64, Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(caller, "outside.ask", &the_house())?;
    let taken = house.moments().passes.0.take(pass, cx.now());
    let index = taken.ok_or(Refusal::PassUnknown)?;
    if account::has_account(&mut cx, index).await? {
        return Err(Refusal::HasAccount);
    }
    let invitations = invitation::forget_number(&mut cx, index).await?;
    let asked = minor::unask(&mut cx, index).await?;
    cx.commit().await?;
    Ok(asked + u64::try_from(invitations).unwrap_or(u64::MAX))
}
