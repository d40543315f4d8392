//! A message as it stands, for what the house does with it by itself.

use ground::{Fault, PersonId, View};
use vault::Sealed;

use super::{Body, store};
use crate::conversation::ConversationId;

/// A message, shut.
pub(crate) struct Standing {
    pub author: PersonId,
    /// The event by which it says what it says now.
    pub said_by: i64,
    pub body: Sealed<Body>,
}

/// What a message says now; nothing where there is none, or where it is gone.
pub(crate) async fn standing(
    view: &mut View,
    id: ConversationId,
    seq: i64,
) -> Result<Option<Standing>, Fault> {
    let Some(message) = store::these(view, id, &[seq]).await?.pop() else { return Ok(None) };
    let edit = store::edits(view, id, (seq, seq), i64::MAX).await?.pop();
    let (author, own) = (message.actor, message.body);
    // What was taken back has no body of its own, whatever was edited before.
    let Some(own) = own else { return Ok(None) };
    Ok(Some(match edit.and_then(|edit| Some((edit.seq, edit.body?))) {
        Some((said_by, body)) => Standing { author, said_by, body },
        None => Standing { author, said_by: seq, body: own },
    }))
}
