//! What people do: see where they are mentioned, leave to others what is the owner's.

use ground::Person;
use yard::House;

use super::{Left, store};
use crate::conversation::{ConversationId, Kind};
use crate::log::{Found, Refusal, permits, said_at};

/// Mentions of one list, at most.
const LIST_MAX: i64 = 100;

/// Where the caller is mentioned, the newest first, and whether he read that far.
pub(super) async fn list(house: &House, who: Person) -> Result<Vec<(Found, bool)>, Refusal> {
    let mut view = house.db.view().await?;
    view.scope(who, "conversation.list")?;
    let rows = store::of_person(&mut view, who.person, LIST_MAX).await?;
    drop(view);
    let places: Vec<(ConversationId, i64)> = rows.iter().map(|row| row.0).collect();
    let found = said_at(house, who, &places).await?;
    let is_read =
        |one: &Found| rows.iter().any(|row| row.0 == (one.event.conversation, one.event.seq) && row.1);
    Ok(found
        .into_iter()
        .map(|one| {
            let read = is_read(&one);
            (one, read)
        })
        .collect())
}

/// What the owner leaves to everybody.
pub(super) async fn left(house: &House, who: Person, id: ConversationId) -> Result<Left, Refusal> {
    let mut view = house.db.view().await?;
    permits(&mut view, who, "conversation.read", id).await?;
    Ok(store::left(&mut view, id).await?)
}

/// Leaves it to them, or no longer: the owner of a group does.
pub(super) async fn leave(house: &House, who: Person, id: ConversationId, left: Left) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    let (conversation, _) = permits(&mut view, who, "conversation.direct", id).await?;
    drop(view);
    if conversation.kind != Kind::Group {
        return Err(Refusal::OwnerOnly);
    }
    let mut cx = house.db.begin().await?;
    store::leave(&mut cx, id, left).await?;
    cx.commit().await?;
    Ok(())
}
