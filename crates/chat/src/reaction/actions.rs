//! What people do: put a sign to a message, take it away.

use ground::Person;
use ground::uuid::Uuid;
use yard::House;

use super::{TOKEN, rules};
use crate::conversation::{Conversation, ConversationId};
use crate::log::{self, Body, Chat, Event, Refusal, What, Written};

/// Puts a sign to a message, or takes it away; durable when this returns.
pub(super) async fn turn(
    house: &House,
    chat: &Chat,
    who: Person,
    (conversation, target): (ConversationId, i64),
    (mark, typed, is_put): (&str, &str, bool),
) -> Result<Written, Refusal> {
    // Asked before anything is sealed for the conversation; the writer asks once more.
    let mut view = house.db.view().await?;
    log::permits(&mut view, who, "message.react", conversation).await?;
    drop(view);
    let sign = rules::sign(typed)?;
    let row = *Uuid::now_v7().as_bytes();
    let body = Body { text: sign.to_owned(), ..Body::default() };
    let sealed = house.vault.seal(&Event::BODY, Conversation::subject(conversation), row, &body).await?;
    let token = house.vault.index(&TOKEN, &format!("{conversation}/{target}/{sign}"));
    let body = (sealed, row);
    let what =
        if is_put { What::React { target, body, token } } else { What::Unreact { target, body, token } };
    log::act(house, chat, who, conversation, ("message.react", mark, what)).await
}
