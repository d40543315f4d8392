//! What people do: pin a message, unpin it, look at what is pinned.

use ground::Person;
use yard::House;

use super::store;
use crate::conversation::ConversationId;
use crate::log::{self, Chat, Found, Refusal, What, Written};

/// Pins a message, or unpins it; durable when this returns.
pub(super) async fn turn(
    house: &House,
    chat: &Chat,
    who: Person,
    (conversation, target): (ConversationId, i64),
    (mark, is_put): (&str, bool),
) -> Result<Written, Refusal> {
    let mut view = house.db.view().await?;
    log::permits(&mut view, who, "message.pin", conversation).await?;
    drop(view);
    let what = if is_put { What::Pin { target } } else { What::Unpin { target } };
    log::act(house, chat, who, conversation, ("message.pin", mark, what)).await
}

/// What is pinned, the last pinned first.
pub(super) async fn list(house: &House, who: Person, id: ConversationId) -> Result<Vec<Found>, Refusal> {
    let mut view = house.db.view().await?;
    let (conversation, member) = log::permits(&mut view, who, "message.read", id).await?;
    let pinned = store::of(&mut view, id, member.last(&conversation)).await?;
    drop(view);
    let places: Vec<(ConversationId, i64)> = pinned.into_iter().map(|seq| (id, seq)).collect();
    log::said_at(house, who, &places).await
}
