//! What people do: freeze their account, and lift that again.

use ground::{Ctx, Fault, Person, PersonId, Timestamp};
use policy::Lang;
use std::net::IpAddr;

use crate::House;
use crate::access::account_of;
use crate::account::{self, Reached};
use crate::notice::{self, Notice, instant};
use crate::ticket;

/// Freezes the account of whoever asks, with the session that asks; answers the number of the case.
pub(super) async fn freeze(
    house: &House,
    who: Person,
    words: Option<&str>,
) -> Result<String, ticket::Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "me.freeze", &account_of(who.person))?;
    within(&mut cx, house, who.person).await?;
    let number = ticket::open_case(&mut cx, house, who.person, words).await?;
    cx.commit().await?;
    Ok(number)
}

/// Freezes an account within the unit of work of its cause, and tells its person by every way.
pub(crate) async fn within(cx: &mut Ctx, house: &House, person: PersonId) -> Result<(), Fault> {
    account::freeze(cx, person).await?;
    let told = Notice::new("account.frozen")
        .with("at", instant(cx.now()))
        .about("link", house.link("/unfreeze"))
        .texted();
    notice::tell(cx, house, person, &told).await?;
    Ok(())
}

/// Whether an account is frozen: asked by whatever acts for its person without a session.
///
/// # Errors
/// What the database says.
pub async fn stands(cx: &mut Ctx, person: PersonId) -> Result<bool, Fault> {
    account::is_frozen(cx, person).await
}

/// Sends the code by which a freeze is lifted.
pub(super) async fn send(
    house: &House,
    to: &Reached,
    asked: (IpAddr, Lang),
) -> Result<Timestamp, account::Refusal> {
    account::send_thaw_code(house, to, asked).await
}

/// Lifts a freeze by a fresh proof. Where there is nothing to lift, nothing happens, and nobody learns of it.
pub(super) async fn thaw(house: &House, to: &Reached, code: &str) -> Result<(), account::Refusal> {
    let Some(person) = account::prove_thaw(house, to, code).await? else { return Ok(()) };
    let mut cx = house.db.begin().await?;
    // Whoever holds the code is this person in this one act.
    let device = ground::DeviceId::from_bytes([0; 16]);
    let who = Person { person, device, keeper: false, limited: false };
    cx.permit(who, "me.freeze", &account_of(person))?;
    if stands(&mut cx, person).await? {
        account::thaw(&mut cx, person).await?;
        let told = Notice::new("account.thawed").with("at", instant(cx.now()));
        notice::tell(&mut cx, house, person, &told).await?;
    }
    Ok(cx.commit().await?)
}
