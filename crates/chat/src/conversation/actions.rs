//! What people do: begin a conversation, let people in, go.

use ground::{Ctx, Fault, OrgId, Person, PersonId, View, uuid::Uuid};
use yard::House;
use yard::access::the_house;

use super::rules::{self, GroupName};
use super::{Conversation, ConversationId, Kind, Order, Refusal, Role, store};
use crate::frames::OfConversation;
use crate::log::{self, Chat, Draft, Event, What};
use crate::{block, friend, governing};

/// Begins a conversation of two, or answers the one that there is.
pub(super) async fn direct(house: &House, who: Person, with: PersonId) -> Result<ConversationId, Refusal> {
    of_two(house, who, with, false).await
}

/// The same; one that is sealed is another, and stays so.
pub(crate) async fn of_two(
    house: &House,
    who: Person,
    with: PersonId,
    is_sealed: bool,
) -> Result<ConversationId, Refusal> {
    if with == who.person {
        return Err(Refusal::Alone);
    }
    let mut view = house.db.view().await?;
    view.permit(who, "conversation.start", &the_house())?;
    connected(&mut view, who.person, with).await?;
    // Whom one blocked begins it and is not told; it is in nobody else's list.
    let is_heard = !block::store::blocks(&mut view, with, who.person).await?;
    drop(view);
    let mut cx = house.db.begin().await?;
    let pair = rules::pair(who.person, with, is_sealed);
    let new = Conversation { is_sealed, ..fresh(&cx, Kind::Direct) };
    if !store::add(&mut cx, &new, Some(pair.clone())).await? {
        let found = store::of_pair(&mut cx, pair).await?;
        return Ok(found.ok_or_else(|| Fault::new("a pair without its conversation"))?.id);
    }
    if is_sealed {
        crate::sealed::store::open(&mut cx, new.id).await?;
    }
    begin(&mut cx, &new, (who.person, Role::Member), (&[with], is_heard)).await?;
    cx.commit().await?;
    Ok(new.id)
}

/// Makes a group of people of one's organisations; one that is held in an organisation has people of that one alone.
pub(super) async fn group(
    house: &House,
    who: Person,
    (name, org): (&str, Option<OrgId>),
    people: &[PersonId],
) -> Result<ConversationId, Refusal> {
    let name = GroupName::read(name)?;
    let others = rules::others(who.person, people)?;
    let mut view = house.db.view().await?;
    view.permit(who, "conversation.start", &the_house())?;
    if let Some(org) = org {
        yard::org::store::membership(&mut view, &who, org).await?.ok_or(Refusal::OrgUnknown)?;
        if !governing::may_begin(&mut view, org, who.person).await? {
            return Err(Refusal::Groups);
        }
    }
    for other in &others {
        reachable(&mut view, who.person, *other).await?;
        belongs(&mut view, org, *other).await?;
    }
    drop(view);
    let id = ConversationId::fresh(&house.clock);
    let name = house.vault.seal(&Conversation::NAME, Conversation::subject(id), id.bytes(), &name).await?;
    let mut cx = house.db.begin().await?;
    let new = Conversation { id, org, name: Some(name), ..fresh(&cx, Kind::Group) };
    store::add(&mut cx, &new, None).await?;
    begin(&mut cx, &new, (who.person, Role::Owner), (&others, true)).await?;
    cx.commit().await?;
    Ok(id)
}

pub(super) fn fresh(cx: &Ctx, kind: Kind) -> Conversation {
    let id = ConversationId::fresh(cx.clock());
    Conversation {
        id,
        kind,
        org: None,
        name: None,
        made_at: cx.now(),
        last_seq: 1,
        order: Order::default(),
        is_sealed: false,
    }
}

/// Whoever makes it, and the others, are in it from its first event on.
pub(super) async fn begin(
    cx: &mut Ctx,
    new: &Conversation,
    (maker, role): (PersonId, Role),
    (others, is_heard): (&[PersonId], bool),
) -> Result<(), Fault> {
    store::join(cx, new.id, maker, role, 1).await?;
    for other in others {
        store::join(cx, new.id, *other, Role::Member, 1).await?;
    }
    let id = *Uuid::now_v7().as_bytes();
    let made = Event::bare(new.id, 1, (id, maker, cx.now()), log::Kind::Made);
    log::store::add(cx, &made, id).await?;
    let body = OfConversation { conversation: new.id };
    let told: &[PersonId] = if is_heard { others } else { &[] };
    for person in told.iter().chain([&maker]) {
        cx.tell(*person, "conversation", "conversation.begun", &body).await?;
    }
    Ok(())
}

/// People of one's organisations, and friends, can be written to.
async fn connected(view: &mut View, one: PersonId, other: PersonId) -> Result<(), Refusal> {
    let is_known =
        yard::org::store::share_one(view, one, other).await? || friend::store::are(view, one, other).await?;
    if is_known { Ok(()) } else { Err(Refusal::PersonUnknown) }
}

/// The same, and they do not block who would let them into a group.
async fn reachable(view: &mut View, one: PersonId, other: PersonId) -> Result<(), Refusal> {
    connected(view, one, other).await?;
    if block::store::blocks(view, other, one).await? { Err(Refusal::PersonUnknown) } else { Ok(()) }
}

/// Who comes into a group of an organisation belongs to it: what is said there is under its rules.
pub(crate) async fn belongs(view: &mut View, org: Option<OrgId>, person: PersonId) -> Result<(), Refusal> {
    let Some(org) = org else { return Ok(()) };
    let role = yard::org::store::role_of(view, org, person).await?;
    role.map(drop).ok_or(Refusal::PersonUnknown)
}

/// The group of people who stand together, within the unit of work that found them so.
pub(crate) async fn begin_group(
    cx: &mut Ctx,
    house: &House,
    name: &str,
    first: PersonId,
    others: &[PersonId],
) -> Result<ConversationId, crate::log::Refusal> {
    let name = GroupName::read(name).map_err(|_| Fault::new("a group's name that is none"))?;
    let id = ConversationId::fresh(cx.clock());
    let name = house.vault.seal(&Conversation::NAME, Conversation::subject(id), id.bytes(), &name).await?;
    let new = Conversation { id, name: Some(name), ..fresh(cx, Kind::Group) };
    store::add(cx, &new, None).await?;
    begin(cx, &new, (first, Role::Owner), (others, true)).await?;
    Ok(id)
}

/// Lets somebody into a group who stands with those in it.
pub(crate) async fn let_in(
    house: &House,
    chat: &Chat,
    (person, conversation): (PersonId, ConversationId),
    beside: impl Iterator<Item = PersonId>,
) -> Result<(), crate::log::Refusal> {
    let mut view = house.db.view().await?;
    let there = store::member(&mut view, conversation, person).await?;
    if there.is_some_and(|member| member.is_present()) {
        return Ok(());
    }
    // One of those in it lets him in; where all have gone, there is no group to come into.
    let mut by = None;
    for one in beside {
        if store::member(&mut view, conversation, one).await?.is_some_and(|member| member.is_present()) {
            by = Some(one);
            break;
        }
    }
    drop(view);
    let by = by.ok_or(crate::log::Refusal::Unknown)?;
    chat.append(Draft::once(house, conversation, by, What::Join { person })).await?;
    Ok(())
}

/// Lets somebody into a group: those who moderate do, or everybody where the owner leaves it to them.
pub(super) async fn add(
    house: &House,
    chat: &Chat,
    who: Person,
    id: ConversationId,
    person: PersonId,
) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    let (conversation, _) = log::permits(&mut view, who, "conversation.let_in", id).await?;
    movable(&conversation)?;
    reachable(&mut view, who.person, person).await?;
    belongs(&mut view, conversation.org, person).await?;
    let there = store::member(&mut view, id, person).await?;
    drop(view);
    if there.is_some_and(|member| member.is_present()) {
        return Ok(());
    }
    changed(house, chat, who, id, What::Join { person }).await
}

/// Whether people come and go there one by one.
fn movable(conversation: &Conversation) -> Result<(), Refusal> {
    match conversation.kind {
        Kind::Direct => Err(Refusal::OfTwo),
        Kind::Channel => Err(Refusal::Channel),
        Kind::Group => Ok(()),
    }
}

/// Goes, or puts somebody out of a group: those who moderate do.
pub(crate) async fn remove(
    house: &House,
    chat: &Chat,
    who: Person,
    id: ConversationId,
    person: PersonId,
) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    let act = if person == who.person { "conversation.leave" } else { "conversation.moderate" };
    let (conversation, _) = log::permits(&mut view, who, act, id).await?;
    movable(&conversation)?;
    let there = store::member(&mut view, id, person).await?;
    drop(view);
    if there.is_none_or(|member| !member.is_present()) {
        return Err(Refusal::PersonUnknown);
    }
    changed(house, chat, who, id, What::Leave { person }).await
}

async fn changed(
    house: &House,
    chat: &Chat,
    who: Person,
    conversation: ConversationId,
    what: What,
) -> Result<(), Refusal> {
    chat.append(Draft::once(house, conversation, who.person, what)).await?;
    Ok(())
}
