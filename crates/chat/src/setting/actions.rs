//! What people do: have a conversation in their list as they like.

use ground::Person;
use ground::bus::Subject;
use yard::House;

use super::{Setting, store};
use crate::conversation::ConversationId;
use crate::frames::OfConversation;
use crate::log::{Refusal, permits};

/// Has a conversation so from now on.
pub(super) async fn put(
    house: &House,
    who: Person,
    id: ConversationId,
    (setting, is_hidden): (Setting, bool),
) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    let (conversation, member) = permits(&mut view, who, "conversation.read", id).await?;
    drop(view);
    let hidden_seq = is_hidden.then(|| member.last(&conversation));
    let mut cx = house.db.begin().await?;
    store::save(&mut cx, id, who.person, Setting { hidden_seq, ..setting }).await?;
    cx.commit().await?;
    let frame = crate::hint("conversation.settings", &OfConversation { conversation: id });
    house.db.bus().pass(Subject::Person(who.person), &frame);
    Ok(())
}
