//! What people see of conversations: their own, one of them, and who is in it.

use ground::{Caller, Fault, Person, PersonId, Timestamp};
use policy::{Category, Purpose};
use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use yard::account::store as accounts;
use yard::{Held, House, own};

use super::store::{self, Own};
use super::{Conversation, ConversationId, GroupName, Member, Refusal, Role};
use crate::setting::{self, Setting};
use crate::{choice, log, mention, order};

/// Conversations of one list, at most.
const LIST_MAX: i64 = 500;

/// A conversation as somebody sees it.
pub(super) struct Shown {
    pub own: Own,
    pub name: Option<String>,
    pub with_name: Option<String>,
    pub setting: Setting,
    /// Messages that he has not read and that mention him.
    pub mentions: i64,
    /// Until when he says nothing there, where he is silenced now.
    pub silenced: Option<Timestamp>,
}

/// The caller's conversations, the liveliest first.
pub(super) async fn list(house: &House, who: Person) -> Result<Vec<Shown>, Refusal> {
    let mut view = house.db.view().await?;
    view.scope(who, "conversation.list")?;
    let mut found = Vec::new();
    for own in store::of_person(&mut view, who.person, LIST_MAX).await? {
        let has_left = !own.member.is_present();
        if !(has_left && log::is_closed(&mut view, &own.conversation, who.person).await?) {
            found.push(own);
        }
    }
    drop(view);
    show(house, who, found).await
}

/// Messages of others that the caller has not read, in all conversations that he is in.
pub(super) async fn unread(house: &House, who: Person) -> Result<i64, Refusal> {
    let mut view = house.db.view().await?;
    view.scope(who, "conversation.list")?;
    let found = store::of_person(&mut view, who.person, LIST_MAX).await?;
    let settings = setting::store::of(&mut view, who.person).await?;
    let mentions: HashMap<ConversationId, i64> =
        mention::store::unread(&mut view, who.person).await?.into_iter().collect();
    let counts = found.iter().filter(|one| one.member.is_present()).map(|one| {
        let id = one.conversation.id;
        let is_muted = settings.get(&id).is_some_and(|setting| setting.muted);
        if is_muted { mentions.get(&id).copied().unwrap_or_default() } else { one.unread }
    });
    Ok(counts.sum())
}

/// One of them.
pub(super) async fn get(house: &House, who: Person, id: ConversationId) -> Result<Shown, Refusal> {
    let mut view = house.db.view().await?;
    log::permits(&mut view, who, "conversation.read", id).await?;
    let own = store::of_person_one(&mut view, who.person, id).await?.ok_or(Refusal::Unknown)?;
    drop(view);
    show(house, who, vec![own]).await?.pop().ok_or(Refusal::Unknown)
}

async fn show(house: &House, who: Person, found: Vec<Own>) -> Result<Vec<Shown>, Refusal> {
    let caller = who.into();
    let look = house.vault.look(&caller, Purpose::Messaging).act("conversation.list").delivery();
    let sealed = found.iter().filter_map(|one| one.conversation.name.as_ref());
    let opened = look.open_present(sealed).await;
    let mut opened = opened.map_err(|no| Fault::caused("opening names of groups", no))?.into_iter();
    let others: Vec<PersonId> = found.iter().filter_map(|one| one.with).collect();
    let mut names = names(house, who, &others).await?;
    let mut view = house.db.view().await?;
    let settings = setting::store::of(&mut view, who.person).await?;
    let mentions: HashMap<ConversationId, i64> =
        mention::store::unread(&mut view, who.person).await?.into_iter().collect();
    drop(view);
    let mut shown = Vec::with_capacity(found.len());
    for own in found {
        let name = own.conversation.name.as_ref().and_then(|_| opened.next()).flatten();
        let name = name.map(GroupName::into_inner);
        let with_name = own.with.and_then(|other| names.remove(&other));
        let id = own.conversation.id;
        let setting = settings.get(&id).copied().unwrap_or_default();
        let mentions = mentions.get(&id).copied().unwrap_or_default();
        let silenced = order::is_silent(&own.member, house.clock.now());
        shown.push(Shown { own, name, with_name, setting, mentions, silenced });
    }
    Ok(shown)
}

/// The names of people in one's conversations: a delivery, counted by day.
pub(crate) async fn names(
    house: &House,
    who: Person,
    people: &[PersonId],
) -> Result<HashMap<PersonId, String>, Fault> {
    let rows = accounts::people(&mut house.db.view().await?, people).await?;
    let caller = who.into();
    let look = house.vault.look(&caller, Purpose::Messaging).act("conversation.members").delivery();
    // Whose account is closed or restricted has no name here.
    let opened = look.open_present(rows.iter().map(|row| &row.name)).await;
    let opened = opened.map_err(|no| Fault::caused("opening names", no))?;
    let named = rows.iter().zip(opened).filter_map(|(row, name)| Some((row.id, name?.as_str().to_owned())));
    Ok(named.collect())
}

/// What one of the caller's groups is called; nothing of one of two.
pub(crate) async fn name_of(
    house: &House,
    who: Person,
    conversation: &Conversation,
) -> Result<Option<String>, Fault> {
    let Some(name) = &conversation.name else { return Ok(None) };
    let caller = who.into();
    let look = house.vault.look(&caller, Purpose::Messaging).act("conversation.archive").delivery();
    let opened = look.open_present([name]).await;
    let name = opened.map_err(|no| Fault::caused("opening the name of a group", no))?.pop().flatten();
    Ok(name.map(GroupName::into_inner))
}

/// Somebody who is or was in it.
pub(super) struct Present {
    pub member: Member,
    pub name: Option<String>,
    /// How far he read, where he lets the caller see it.
    pub read_seq: Option<i64>,
    /// Until when he says nothing there, where the caller sees that.
    pub silenced_until: Option<Timestamp>,
}

/// Who is in it, and who was.
pub(super) async fn members(house: &House, who: Person, id: ConversationId) -> Result<Vec<Present>, Refusal> {
    let mut view = house.db.view().await?;
    let (found, own) = log::permits(&mut view, who, "conversation.read", id).await?;
    let members = store::members(&mut view, (id, found.kind), who.person).await?;
    let hiding = choice::hiding(&mut view, id).await?;
    drop(view);
    let people: Vec<PersonId> = members.iter().map(|member| member.person).collect();
    let mut names = names(house, who, &people).await?;
    let now = house.clock.now();
    let present = |member: Member| Present {
        name: names.remove(&member.person),
        read_seq: (member.person == who.person || !hiding.contains(&member.person))
            .then_some(member.read_seq),
        silenced_until: order::is_silent(&member, now)
            .filter(|_| member.person == who.person || (own.is_present() && own.role.moderates())),
        member,
    };
    Ok(members.into_iter().map(present).collect())
}

/// What this feature holds about a person: the names of the groups that are his.
pub(crate) fn held<'a>(
    house: &'a House,
    caller: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let found = store::of_person(&mut house.db.view().await?, person, LIST_MAX).await?;
        let own = found.iter().filter(|one| one.member.role == Role::Owner);
        let rows = own.filter_map(|one| Some((one.conversation.made_at, one.conversation.name.as_ref()?)));
        let of = (Category::ConversationName, "chat_conversation");
        own::opened(own::look(house, caller).delivery(), of, rows, |name| name.into_inner()).await
    })
}
