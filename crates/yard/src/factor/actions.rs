//! What staff do: give a second factor.

use ground::{Person, Timestamp};
use std::net::IpAddr;

use super::{Refusal, rules, store};
use crate::House;
use crate::access::account_of;
use crate::identity::{self, Proof};

/// What was given as a second factor.
pub(super) struct Given {
    pub passkey: Option<identity::PasskeyProof>,
    pub password: Option<String>,
    pub code: Option<String>,
}

/// Checks it, and notes it for this device; answers until when it stands. Password and code are two proofs of two kinds;
/// the password goes first, so that a wrong one uses up no code.
pub(super) async fn prove(
    house: &House,
    who: Person,
    given: Given,
    from: IpAddr,
) -> Result<Timestamp, Refusal> {
    let alone = |passkey, password, code| Proof { code, passkey, password };
    match (given.passkey, given.password, given.code) {
        (Some(passkey), _, _) => {
            identity::prove(house, who, &alone(Some(passkey), None, None), from).await?;
        }
        (None, Some(password), Some(code)) => {
            identity::prove(house, who, &alone(None, Some(password), None), from).await?;
            identity::prove(house, who, &alone(None, None, Some(code)), from).await?;
        }
        _ => return Err(Refusal::Missing),
    }
    let mut cx = house.db.begin().await?;
    cx.permit(who, "me.prove", &account_of(who.person))?;
    store::note(&mut cx, who.person, who.device).await?;
    let until = cx.now().plus(rules::STANDS);
    cx.commit().await?;
    Ok(until)
}
