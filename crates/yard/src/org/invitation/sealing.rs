//! An invitation before it is written: sealed, with the time until which it waits.

use ground::{Because, Fault, Member, Timestamp};
use policy::Category;
use vault::Subject;

use super::{Basis, InvitationId, InvitationRow, State};
use crate::House;
use crate::account::Phone;
use crate::org::Role;

/// An invitation that is sealed and not written yet.
pub(in crate::org) async fn sealed(
    house: &House,
    who: Member,
    phone: &Phone,
    role: Role,
    basis: Basis,
) -> Result<InvitationRow, Fault> {
    let (id, now) = (InvitationId::fresh(&house.clock), house.clock.now());
    let sealed = house.vault.seal(&InvitationRow::PHONE, Subject::Org(who.org), id.bytes(), phone).await?;
    Ok(InvitationRow {
        id,
        org: who.org,
        role,
        state: State::Open,
        phone: Some(sealed),
        invited_by: who.person,
        invited_at: now,
        expires_at: expiry(house, now)?,
        basis,
    })
}

/// The invitation waits as long as the policy keeps the number.
fn expiry(house: &House, now: Timestamp) -> Result<Timestamp, Fault> {
    let period = house.policy.retention(Category::InvitationPhone).from("collected");
    let period = period.because("the policy does not say how long the number of an invitation is kept")?;
    Ok(Timestamp::from_micros(period.after(now.micros())))
}
