//! What people do: keep a message, keep it no longer, look at what they keep.

use ground::Person;
use ground::bus::Subject;
use yard::House;

use super::store;
use crate::conversation::ConversationId;
use crate::log::{Found, Refusal, permits, said_at};

/// Stars of one person, at most.
pub(super) const STARS_MAX: i64 = 1_000;

/// Keeps a message that is the caller's to read, or keeps it no longer.
pub(super) async fn turn(
    house: &House,
    who: Person,
    (id, seq): (ConversationId, i64),
    is_put: bool,
) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    permits(&mut view, who, "message.read", id).await?;
    let count = store::count(&mut view, who.person).await?;
    drop(view);
    if is_put && said_at(house, who, &[(id, seq)]).await?.is_empty() {
        return Err(Refusal::MessageUnknown);
    }
    if is_put && count >= STARS_MAX {
        return Err(Refusal::Bound);
    }
    let mut cx = house.db.begin().await?;
    let changed = if is_put {
        store::add(&mut cx, who.person, (id, seq)).await?
    } else {
        store::remove(&mut cx, who.person, (id, seq)).await?
    };
    cx.commit().await?;
    if changed {
        house.db.bus().pass(
            Subject::Person(who.person),
            &crate::hint("conversation.stars", &crate::frames::Nothing {}),
        );
    }
    Ok(())
}

/// What the caller keeps, the last kept first.
pub(super) async fn list(house: &House, who: Person) -> Result<Vec<Found>, Refusal> {
    let mut view = house.db.view().await?;
    view.scope(who, "conversation.list")?;
    let places = store::of(&mut view, who.person, STARS_MAX).await?;
    drop(view);
    said_at(house, who, &places).await
}
