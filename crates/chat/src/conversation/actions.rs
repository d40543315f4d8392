//! What people do: begin a conversation, look at theirs, let people in, go.

use ground::{Ctx, Fault, Person, PersonId, View, uuid::Uuid};
use policy::Purpose;
use vault::OpenRefused;
use yard::House;
use yard::access::the_house;

use super::rules::{self, GroupName};
use super::{Conversation, ConversationId, Kind, Member, Refusal, Role, Seen, store};
use crate::log::{self, Chat, Draft, Event, MARK, What};

/// Conversations of one list, at most.
const LIST_MAX: i64 = 500;

/// A conversation as somebody sees it.
pub(super) struct Shown {
    pub conversation: Conversation,
    pub own: Member,
    pub name: Option<String>,
    /// The other of two.
    pub with: Option<PersonId>,
}

/// Begins a conversation of two, or answers the one that there is.
pub(super) async fn direct(house: &House, who: Person, with: PersonId) -> Result<ConversationId, Refusal> {
    if with == who.person {
        return Err(Refusal::Alone);
    }
    let mut view = house.db.view().await?;
    view.permit(who, "conversation.start", &the_house())?;
    reachable(&mut view, who.person, with).await?;
    drop(view);
    let mut cx = house.db.begin().await?;
    let pair = rules::pair(who.person, with);
    let new = fresh(&cx, Kind::Direct);
    if !store::add(&mut cx, &new, Some(pair)).await? {
        let found = store::of_pair(&mut cx, pair).await?;
        return Ok(found.ok_or_else(|| Fault::new("a pair without its conversation"))?.id);
    }
    begin(&mut cx, &new, who.person, Role::Member, &[with]).await?;
    cx.commit().await?;
    Ok(new.id)
}

/// Makes a group of people of one's organisations.
pub(super) async fn group(
    house: &House,
    who: Person,
    name: &str,
    people: &[PersonId],
) -> Result<ConversationId, Refusal> {
    let name = GroupName::read(name)?;
    let others = rules::others(who.person, people)?;
    let mut view = house.db.view().await?;
    view.permit(who, "conversation.start", &the_house())?;
    for other in &others {
        reachable(&mut view, who.person, *other).await?;
    }
    drop(view);
    let id = ConversationId::fresh(&house.clock);
    let name = house.vault.seal(&Conversation::NAME, Conversation::subject(id), id.bytes(), &name).await?;
    let mut cx = house.db.begin().await?;
    let new = Conversation { id, name: Some(name), ..fresh(&cx, Kind::Group) };
    store::add(&mut cx, &new, None).await?;
    begin(&mut cx, &new, who.person, Role::Owner, &others).await?;
    cx.commit().await?;
    Ok(id)
}

fn fresh(cx: &Ctx, kind: Kind) -> Conversation {
    let id = ConversationId::fresh(cx.clock());
    Conversation { id, kind, org: None, name: None, made_at: cx.now(), last_seq: 1 }
}

/// Whoever makes it, and the others, are in it from its first event on.
async fn begin(
    cx: &mut Ctx,
    new: &Conversation,
    maker: PersonId,
    role: Role,
    others: &[PersonId],
) -> Result<(), Fault> {
    store::join(cx, new.id, maker, role, 1).await?;
    for other in others {
        store::join(cx, new.id, *other, Role::Member, 1).await?;
    }
    let id = *Uuid::now_v7().as_bytes();
    let made = Event {
        conversation: new.id,
        seq: 1,
        id,
        actor: maker,
        at: cx.now(),
        kind: log::Kind::Made,
        target: None,
        about: None,
        body: None,
    };
    log::store::add(cx, &made, id).await?;
    let body = serde_json::json!({ "conversation": new.id });
    for person in others.iter().chain([&maker]) {
        cx.tell(*person, "conversation", "conversation.begun", &body).await?;
    }
    Ok(())
}

/// People of one's organisations can be written to.
async fn reachable(view: &mut View, one: PersonId, other: PersonId) -> Result<(), Refusal> {
    if yard::org::store::share_one(view, one, other).await? { Ok(()) } else { Err(Refusal::PersonUnknown) }
}

/// The caller's conversations, the liveliest first.
pub(super) async fn list(house: &House, who: Person) -> Result<Vec<Shown>, Refusal> {
    let mut view = house.db.view().await?;
    view.scope(who, "conversation.list")?;
    let found = store::of_person(&mut view, who.person, LIST_MAX).await?;
    let mut shown = Vec::with_capacity(found.len());
    for (conversation, own) in found {
        shown.push(see(&mut view, who, conversation, own).await?);
    }
    drop(view);
    named(house, who, shown).await
}

/// One of them.
pub(super) async fn get(house: &House, who: Person, id: ConversationId) -> Result<Shown, Refusal> {
    let mut view = house.db.view().await?;
    let (conversation, own) = may(&mut view, who, "conversation.read", id).await?;
    let shown = see(&mut view, who, conversation, own).await?;
    drop(view);
    let mut named = named(house, who, vec![shown]).await?;
    named.pop().ok_or(Refusal::Unknown)
}

async fn see(view: &mut View, who: Person, conversation: Conversation, own: Member) -> Result<Shown, Fault> {
    let is_direct = conversation.kind == Kind::Direct;
    let with = if is_direct { store::other(view, conversation.id, who.person).await? } else { None };
    Ok(Shown { conversation, own, name: None, with })
}

async fn named(house: &House, who: Person, mut shown: Vec<Shown>) -> Result<Vec<Shown>, Refusal> {
    let caller = who.into();
    let look = house.vault.look(&caller, Purpose::Messaging).act("conversation.list").delivery();
    let sealed = shown.iter().filter_map(|one| one.conversation.name.as_ref());
    let opened = look.open_each(sealed).await.map_err(|no| Fault::caused("opening names of groups", no))?;
    let mut opened = opened.into_iter();
    for one in &mut shown {
        one.name = match one.conversation.name.as_ref().and_then(|_| opened.next()) {
            Some(Ok(name)) => Some(name.into_inner().into_inner()),
            Some(Err(OpenRefused::Fault(fault))) => return Err(fault.into()),
            Some(Err(_)) | None => None,
        };
    }
    Ok(shown)
}

async fn may(
    view: &mut View,
    who: Person,
    act: &'static str,
    id: ConversationId,
) -> Result<(Conversation, Member), Refusal> {
    let conversation = store::find(view, id).await?.ok_or(Refusal::Unknown)?;
    let member = store::member(view, id, who.person).await?;
    view.permit(who, act, &Seen { conversation: &conversation, member }).map_err(|_| Refusal::Unknown)?;
    Ok((conversation, member.ok_or(Refusal::Unknown)?))
}

/// Who is in it now.
pub(super) async fn members(house: &House, who: Person, id: ConversationId) -> Result<Vec<Member>, Refusal> {
    let mut view = house.db.view().await?;
    may(&mut view, who, "conversation.read", id).await?;
    Ok(store::members(&mut view, id).await?)
}

/// Lets somebody into a group: its owner does.
pub(super) async fn add(
    house: &House,
    chat: &Chat,
    who: Person,
    id: ConversationId,
    person: PersonId,
) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    let (conversation, _) = may(&mut view, who, "conversation.direct", id).await?;
    if conversation.kind == Kind::Direct {
        return Err(Refusal::OfTwo);
    }
    reachable(&mut view, who.person, person).await?;
    let there = store::member(&mut view, id, person).await?;
    drop(view);
    if there.is_some_and(|member| member.to_seq.is_none()) {
        return Ok(());
    }
    changed(house, chat, who, id, What::Join { person }).await
}

/// Goes, or puts somebody out of a group: its owner does.
pub(super) async fn remove(
    house: &House,
    chat: &Chat,
    who: Person,
    id: ConversationId,
    person: PersonId,
) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    let act = if person == who.person { "conversation.leave" } else { "conversation.direct" };
    let (conversation, _) = may(&mut view, who, act, id).await?;
    if conversation.kind == Kind::Direct {
        return Err(Refusal::OfTwo);
    }
    let there = store::member(&mut view, id, person).await?;
    drop(view);
    if there.is_none_or(|member| member.to_seq.is_some()) {
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
    let id = *Uuid::now_v7().as_bytes();
    // Nobody sends this one again: its mark is its own.
    let mark = house.vault.index(&MARK, &Uuid::from_bytes(id).to_string());
    chat.append(Draft { conversation, id, actor: who.person, mark, what }).await?;
    Ok(())
}
