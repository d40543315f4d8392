//! A code that proves a number, or an address, is one's own. It opens no session, and a code for one thing proves nothing for another.

use ground::Timestamp;
use std::net::IpAddr;

use super::Refusal;
use super::actions::{count_all, six_digits};
use super::place::Place;
use super::rules::{CODE_LIFE, CODE_TRIES};
use super::store::{self, Pending};
use crate::House;

/// What a code is for.
#[derive(Clone, Copy)]
pub(super) enum Proving {
    /// That it is really the person who is signed in.
    Identity,
    /// That a number is one's own where there is no account.
    Outside,
    /// That a number that is to become somebody's is his now.
    Number,
    /// That whoever turns to the desk by telephone or letter holds the number.
    Desk,
    /// That whoever lifts a freeze holds the account's number or address.
    Thaw,
}

impl Proving {
    const fn word(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Outside => "outside",
            Self::Number => "number",
            Self::Desk => "desk",
            Self::Thaw => "thaw",
        }
    }

    fn index(self, house: &House, place: &Place, code: &str) -> [u8; 16] {
        house.vault.index(&store::CODE, &format!("{}\n{}\n{code}", self.word(), place.as_str()))
    }
}

/// Draws a code and writes down that it waits; answers it, to be sent, and when it expires. The bounds are those of
/// signing in, counted together with them.
pub(super) async fn pend(
    house: &House,
    proving: Proving,
    place: &Place,
    from: IpAddr,
) -> Result<(String, Timestamp), Refusal> {
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
        code_index: proving.index(house, place, &code),
        tries_left: CODE_TRIES,
        expires_at,
        consent_version: String::new(),
        purposes: String::new(),
    };
    store::save_code(&mut cx, index, &pending).await?;
    cx.commit().await?;
    Ok((code, expires_at))
}

/// Compares a code; right, it is used up, and the number's index is answered.
pub(super) async fn compare(
    house: &House,
    proving: Proving,
    place: &Place,
    typed: &str,
) -> Result<[u8; 16], Refusal> {
    let index = place.index(house);
    let mut cx = house.db.begin().await?;
    let pending = store::take_try(&mut cx, index).await?.ok_or(Refusal::CodeExpired)?;
    if pending.expires_at <= cx.now() {
        return Err(Refusal::CodeExpired);
    }
    let fits = pending.code_index == proving.index(house, place, typed);
    if fits {
        store::drop_code(&mut cx, index).await?;
    }
    cx.commit().await?; // a wrong try counts
    if fits { Ok(index) } else { Err(Refusal::CodeWrong { left: pending.tries_left }) }
}
