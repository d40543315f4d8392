//! What people do: mark a message as urgent, confirm one, choose how they are reached.

use ground::bus::Subject;
use ground::{Ctx, Person, PersonId};
use std::collections::BTreeSet;
use yard::House;
use yard::access::the_house;

use super::jobs::UrgentStep;
use super::rules::{DAY, NAMED_MAX, RECEIVER_MAX, REFUSED_MAX, Rung, SENDER_MAX};
use super::{Refusal, Urgent, store};
use crate::conversation::{ConversationId, store as conversations};
use crate::frames::MessageUrged;
use crate::{log, mention};

/// For whom a message is to be urgent.
pub(super) struct Whom {
    pub people: Vec<PersonId>,
    pub all: bool,
}

/// Marks a message of one's own as urgent; durable when this returns. Answers for how many it is urgent now that it was
/// not before: marked again, it stays as it is.
pub(super) async fn urge(
    house: &House,
    who: Person,
    (conversation, seq): (ConversationId, i64),
    whom: Whom,
) -> Result<usize, Refusal> {
    let mut view = house.db.view().await?;
    let (_, own) = log::permits(&mut view, who, "message.urge", conversation).await?;
    drop(view);
    let mut cx = house.db.begin().await?;
    let message = log::store::find(&mut cx, conversation, seq).await?;
    let message = message.filter(|message| message.kind == log::Kind::Message && message.body.is_some());
    if message.ok_or(log::Refusal::MessageUnknown)?.actor != who.person {
        return Err(log::Refusal::NotYours.into());
    }
    if whom.all {
        mention::allows(&mut cx, conversation, &own, mention::What::MentionAll).await?;
    }
    let people = people(&mut cx, who, conversation, whom).await?;
    let since = cx.now().minus(DAY);
    let sent = store::count_sent(&mut cx, who.person, since).await?;
    let mut marked = 0;
    for person in people {
        let is_over = store::count_reached(&mut cx, person, since).await? >= RECEIVER_MAX;
        let held = is_over || store::refuses(&mut cx, person, who.person).await?;
        let (sender, made_at) = (who.person, cx.now());
        let new = Urgent { conversation, seq, person, sender, made_at, held, confirmed_at: None };
        if !store::add(&mut cx, &new).await? {
            continue;
        }
        marked += 1;
        if sent.saturating_add(i64::try_from(marked).unwrap_or(i64::MAX)) > SENDER_MAX {
            return Err(Refusal::Limit);
        }
        if !held {
            UrgentStep::at(&mut cx, &new, Rung::Page, made_at).await?;
        }
    }
    cx.commit().await?;
    Ok(marked)
}

/// Those for whom it is: in the conversation now, and not oneself.
async fn people(
    cx: &mut Ctx,
    who: Person,
    conversation: ConversationId,
    whom: Whom,
) -> Result<Vec<PersonId>, Refusal> {
    let mut present = conversations::present(cx, conversation).await?;
    present.retain(|person| *person != who.person);
    if whom.all {
        return if present.is_empty() { Err(Refusal::People) } else { Ok(present) };
    }
    let named: BTreeSet<PersonId> = whom.people.into_iter().collect();
    if named.is_empty() || named.len() > NAMED_MAX || named.iter().any(|person| !present.contains(person)) {
        return Err(Refusal::People);
    }
    Ok(named.into_iter().collect())
}

/// Confirms an urgent message: nothing more is done about it, and its sender hears of it.
pub(super) async fn confirm(
    house: &House,
    who: Person,
    (conversation, seq): (ConversationId, i64),
) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    log::permits(&mut view, who, "message.read", conversation).await?;
    let urgent = store::of_message(&mut view, conversation, seq).await?;
    drop(view);
    let sender = urgent.iter().find(|one| one.person == who.person).ok_or(Refusal::Unknown)?.sender;
    let mut cx = house.db.begin().await?;
    if !store::confirm(&mut cx, (conversation, seq), who.person).await? {
        return Err(Refusal::Unknown);
    }
    cx.commit().await?;
    for person in [who.person, sender] {
        hint(house, person, (conversation, seq));
    }
    Ok(())
}

/// Has the pages of somebody look again.
pub(super) fn hint(house: &House, person: PersonId, (conversation, seq): (ConversationId, i64)) {
    let body = MessageUrged { conversation, seq };
    house.db.bus().pass(Subject::Person(person), &crate::hint("conversation.urgent", &body));
}

/// Chooses whether urgent messages come in one's quiet hours, too.
pub(super) async fn choose(house: &House, who: Person, at_night: bool) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "conversation.start", &the_house())?;
    store::choose(&mut cx, who.person, at_night).await?;
    cx.commit().await?;
    Ok(())
}

/// Is reached by somebody's urgent messages no longer, or again. What he had marked waits no more, either: every rung asks.
pub(super) async fn refuse(
    house: &House,
    who: Person,
    sender: PersonId,
    is_refused: bool,
) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "conversation.start", &the_house())?;
    // By whom one shares no conversation with one is not reached anyway; nothing says whether he is here.
    let is_known = conversations::share_one(&mut view, who.person, sender).await?;
    drop(view);
    let mut cx = house.db.begin().await?;
    if !is_refused {
        if !store::allow(&mut cx, who.person, sender).await? {
            return Err(Refusal::PersonUnknown);
        }
    } else if !is_known {
        return Err(Refusal::PersonUnknown);
    } else if !store::refuse(&mut cx, who.person, sender, REFUSED_MAX).await? {
        return Err(Refusal::Bound);
    }
    cx.commit().await?;
    Ok(())
}
