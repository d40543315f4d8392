//! What people do: prove that it is they who ask.

use ground::Person;
use std::net::IpAddr;

use super::{Proof, Refusal};
use crate::access::account_of;
use crate::{House, account, passkey, password};

/// Checks a proof. A code is used up, a ceremony too; tries are counted.
pub(crate) async fn prove(house: &House, who: Person, proof: &Proof, from: IpAddr) -> Result<(), Refusal> {
    let view = house.db.view().await?;
    view.permit(who, "me.prove", &account_of(who.person)).map_err(account::Refusal::from)?;
    drop(view);
    if let Some(passkey) = &proof.passkey {
        return Ok(passkey::prove(house, who, &passkey.ceremony, &passkey.credential).await?);
    }
    if who.limited {
        return Err(Refusal::Limited);
    }
    match (&proof.code, &proof.password) {
        (Some(code), _) => Ok(account::prove_by_code(house, who, code.trim()).await?),
        (None, Some(typed)) => Ok(password::prove(house, who, typed.clone(), from).await?),
        (None, None) => Err(Refusal::Missing),
    }
}
