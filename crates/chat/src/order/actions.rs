//! What people do who keep order: say who speaks, name moderators, hand the group over, silence somebody. And what the
//! writer of the log asks.

use ground::{Ctx, Person, PersonId, View};
use yard::House;

use super::{Refusal, rules, store};
use crate::conversation::{
    self, Conversation, ConversationId, Kind, Member, Order, Role, store as conversations,
};
use crate::frames::OfConversation;
use crate::log;

/// The hint that something is ordered otherwise.
const ORDERED: &str = "conversation.order";

/// Whether somebody says something here now; where it `is_new`, not too soon after his last message. Asked by the writer,
/// which holds the conversation.
pub(crate) async fn may_speak(
    cx: &mut Ctx,
    id: ConversationId,
    (own, order): (&Member, Order),
    is_new: bool,
) -> Result<(), log::Refusal> {
    let now = cx.now();
    rules::speaks(own, order, now)?;
    if order.slow_s > 0 && is_new && !own.role.moderates() {
        let last = store::last_said(cx, id, own.person).await?;
        if let Some(wait_s) = last.and_then(|last| rules::wait(order.slow_s, last, now)) {
            return Err(log::Refusal::Slow(wait_s));
        }
    }
    Ok(())
}

/// The group, where the caller may do this there.
pub(super) async fn group(
    view: &mut View,
    who: Person,
    act: &'static str,
    id: ConversationId,
) -> Result<(Conversation, Member), Refusal> {
    let found = several(view, who, act, id).await?;
    if found.0.kind == Kind::Channel { Err(conversation::Refusal::Channel.into()) } else { Ok(found) }
}

/// The group or the channel, where the caller may do this there.
async fn several(
    view: &mut View,
    who: Person,
    act: &'static str,
    id: ConversationId,
) -> Result<(Conversation, Member), Refusal> {
    let found = log::permits(view, who, act, id).await?;
    if found.0.kind == Kind::Direct { Err(Refusal::OfTwo) } else { Ok(found) }
}

/// Orders it so: the owner does.
pub(super) async fn set(house: &House, who: Person, id: ConversationId, order: Order) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    group(&mut view, who, "conversation.direct", id).await?;
    drop(view);
    let order = rules::order(order)?;
    let mut cx = house.db.begin().await?;
    conversations::set_order(&mut cx, id, order).await?;
    cx.commit().await?;
    tell(house, id).await
}

/// Names a moderator, or no longer; or hands the group over. The owner does.
pub(super) async fn appoint(
    house: &House,
    who: Person,
    (id, person): (ConversationId, PersonId),
    role: Role,
) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    several(&mut view, who, "conversation.direct", id).await?;
    drop(view);
    let mut cx = house.db.begin().await?;
    let (own, theirs) = both(&mut cx, id, (who.person, person)).await?;
    if own.role != Role::Owner || person == who.person {
        return Err(Refusal::Rank);
    }
    if role == Role::Moderator && theirs.role != Role::Moderator {
        let there = conversations::count_moderators(&mut cx, id).await?;
        if there >= rules::MODERATORS_MAX {
            return Err(Refusal::Moderators);
        }
    }
    conversations::set_role(&mut cx, id, person, role).await?;
    if role == Role::Owner {
        // Who hands over stays as one who keeps order; the new owner may have it otherwise.
        conversations::set_role(&mut cx, id, who.person, Role::Moderator).await?;
    }
    cx.commit().await?;
    tell(house, id).await
}

/// Silences somebody for so many seconds, or lets him speak again: those who outrank him do.
pub(crate) async fn silence(
    house: &House,
    who: Person,
    (id, person): (ConversationId, PersonId),
    seconds: u32,
) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    several(&mut view, who, "conversation.moderate", id).await?;
    drop(view);
    let mut cx = house.db.begin().await?;
    let until = rules::silence(seconds, cx.now())?;
    let (own, theirs) = both(&mut cx, id, (who.person, person)).await?;
    if !own.role.outranks(theirs.role) {
        return Err(Refusal::Rank);
    }
    conversations::silence(&mut cx, id, person, until).await?;
    cx.commit().await?;
    tell(house, id).await
}

/// What both are in the group now, which is held until this unit of work is over.
async fn both(
    cx: &mut Ctx,
    id: ConversationId,
    (one, other): (PersonId, PersonId),
) -> Result<(Member, Member), Refusal> {
    conversations::lock(cx, id).await?;
    let own = conversations::lock_member(cx, id, one).await?.filter(|(own, _)| own.is_present());
    let theirs = conversations::lock_member(cx, id, other).await?.filter(|(own, _)| own.is_present());
    let (own, _) = own.ok_or(log::Refusal::Unknown)?;
    let (theirs, _) = theirs.ok_or(Refusal::PersonUnknown)?;
    Ok((own, theirs))
}

/// Whoever is there hears that something is ordered otherwise.
pub(super) async fn tell(house: &House, id: ConversationId) -> Result<(), Refusal> {
    Ok(crate::pass(house, id, (ORDERED, &OfConversation { conversation: id })).await?)
}

/// These hear of it.
pub(super) fn pass(house: &House, id: ConversationId, people: &[PersonId]) {
    let frame = crate::hint(ORDERED, &OfConversation { conversation: id });
    house.db.bus().pass_to(people, &frame.into());
}
