//! What people do: look at the topics of a conversation, read on in one.

use ground::Person;
use ground::bus::Subject;
use yard::House;

use super::store::{self, Topic};
use crate::conversation::ConversationId;
use crate::frames::OfConversation;
use crate::log::{Refusal, permits};

/// Topics of one list, at most.
const LIST_MAX: i64 = 200;

/// The topics of a conversation, the liveliest first.
pub(super) async fn list(house: &House, who: Person, id: ConversationId) -> Result<Vec<Topic>, Refusal> {
    let mut view = house.db.view().await?;
    let (conversation, member) = permits(&mut view, who, "message.read", id).await?;
    let span = (member.from_seq, member.last(&conversation));
    Ok(store::of(&mut view, (id, who.person), span, LIST_MAX).await?)
}

/// Notes how far somebody read in a topic.
pub(super) async fn read(
    house: &House,
    who: Person,
    (id, topic): (ConversationId, i64),
    seq: i64,
) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    let (conversation, member) = permits(&mut view, who, "message.read", id).await?;
    let span = (member.from_seq, member.last(&conversation));
    let is_there = store::is_topic(&mut view, id, topic, span).await?;
    drop(view);
    if !is_there {
        return Err(Refusal::MessageUnknown);
    }
    let mut cx = house.db.begin().await?;
    store::read(&mut cx, (id, who.person), topic, seq.min(span.1)).await?;
    cx.commit().await?;
    let frame = crate::hint("conversation.topic", &OfConversation { conversation: id });
    house.db.bus().pass(Subject::Person(who.person), &frame);
    Ok(())
}
