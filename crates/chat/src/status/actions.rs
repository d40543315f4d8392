//! What people do: say something about themselves, choose who sees it, want to be left alone.

use ground::{Person, Timestamp, uuid::Uuid};
use yard::access::the_house;
use yard::{House, quiet};

use super::rules::{self, Shows, Words};
use super::{Refusal, Status, listener, store, views};

/// Says something until then, or nothing any longer.
pub(super) async fn say(
    house: &House,
    who: Person,
    (sign, text): (&str, &str),
    until: Option<Timestamp>,
) -> Result<(), Refusal> {
    house.db.view().await?.permit(who, "conversation.start", &the_house())?;
    let words = Words::read(sign, text)?;
    let until = rules::end(until, house.clock.now())?;
    let id = *Uuid::now_v7().as_bytes();
    let sealed = match &words {
        Some(words) => Some(house.vault.seal(&Status::WORDS, who.person, id, words).await?),
        None => None,
    };
    let mut cx = house.db.begin().await?;
    match sealed {
        Some(words) => {
            let status = Status { person: who.person, id, at: cx.now(), until, words };
            store::say(&mut cx, &status, views::unchosen(house)).await?;
        }
        None => store::unsay(&mut cx, who.person).await?,
    }
    cx.commit().await?;
    listener::turned(house, who.person);
    Ok(())
}

/// Lets those see it from now on, and nobody else.
pub(super) async fn choose(
    house: &House,
    who: Person,
    (shows, typing): (Shows, Option<bool>),
) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "conversation.start", &the_house())?;
    store::choose(&mut cx, who.person, (shows, typing)).await?;
    cx.commit().await?;
    listener::turned(house, who.person);
    Ok(())
}

/// Is left alone until then, or no longer.
pub(super) async fn rest(house: &House, who: Person, until: Option<Timestamp>) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "conversation.start", &the_house())?;
    let until = rules::rest(until, cx.now())?;
    quiet::rest(&mut cx, who.person, until).await?;
    cx.commit().await?;
    listener::turned(house, who.person);
    Ok(())
}
