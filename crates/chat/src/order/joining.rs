//! How people come into a group by its link: it is made and taken back, somebody comes by it, and who waits is let in.

use ground::{Person, PersonId, View};
use yard::House;
use yard::access::the_house;

use super::actions::{group, pass, tell};
use super::{Came, Link, Refusal, SECRET, rules, store};
use crate::conversation::{self, Conversation, ConversationId, store as conversations};
use crate::governing;
use crate::log::{self, Chat, Draft, What};

/// Makes the link of a group; the one before leads nowhere from then on. What stands in it is told this once.
pub(super) async fn make(
    house: &House,
    who: Person,
    id: ConversationId,
    (days, most): (u32, u32),
) -> Result<(Link, String), Refusal> {
    let mut view = house.db.view().await?;
    let (found, _) = group(&mut view, who, "conversation.moderate", id).await?;
    if !governing::allows_links(&mut view, found.org).await? {
        return Err(Refusal::Links);
    }
    drop(view);
    let (secret, verifier) = yard::token::fresh(house, &SECRET)?;
    let mut cx = house.db.begin().await?;
    let ends_at = rules::link(days, most, cx.now())?;
    let link = Link { conversation: id, made_by: who.person, ends_at, most, used: 0 };
    store::put(&mut cx, &link, verifier).await?;
    cx.commit().await?;
    Ok((link, secret))
}

/// Takes it back.
pub(super) async fn end(house: &House, who: Person, id: ConversationId) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    group(&mut view, who, "conversation.moderate", id).await?;
    drop(view);
    let mut cx = house.db.begin().await?;
    store::end(&mut cx, id).await?;
    Ok(cx.commit().await?)
}

/// Comes into a group by its link, or asks to.
pub(super) async fn join(
    house: &House,
    who: Person,
    secret: &str,
) -> Result<(ConversationId, Came), Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "conversation.start", &the_house())?;
    if secret.len() != rules::SECRET_LEN {
        return Err(Refusal::LinkUnknown);
    }
    let verifier = house.vault.index(&SECRET, secret);
    let link = store::by_verifier(&mut view, verifier).await?.ok_or(Refusal::LinkUnknown)?;
    let id = link.conversation;
    let found = leads(&mut view, who.person, &link).await?;
    let there = conversations::member(&mut view, id, who.person).await?;
    if there.is_some_and(|member| member.is_present()) {
        return Ok((id, Came::In));
    }
    if store::asks(&mut view, id, who.person).await? {
        return Ok((id, Came::Waits));
    }
    let waits = found.order.asks || store::was_put_out(&mut view, id, who.person).await?;
    let moderators = if waits { conversations::moderators(&mut view, id).await? } else { Vec::new() };
    drop(view);
    let mut cx = house.db.begin().await?;
    let now = cx.now();
    if !store::take(&mut cx, verifier, now).await? {
        return Err(Refusal::LinkUnknown);
    }
    if waits {
        if store::count_askers(&mut cx, id).await? >= rules::ASKERS_MAX {
            return Err(Refusal::Askers);
        }
        store::ask(&mut cx, id, who.person).await?;
        cx.commit().await?;
        let moderators: Vec<PersonId> = moderators.into_iter().map(|(person, _)| person).collect();
        pass(house, id, &moderators);
        return Ok((id, Came::Waits));
    }
    let draft = arrival(house, id, (link.made_by, who.person));
    let (answer, told) = log::append_within(&mut cx, house, draft).await?;
    // A refusal takes the count back with it.
    answer?;
    cx.commit().await?;
    log::tell(house, told).await;
    Ok((id, Came::In))
}

/// The group into which a link leads somebody: its maker keeps order there, and into a group of an organisation come its
/// people alone.
async fn leads(view: &mut View, person: PersonId, link: &Link) -> Result<Conversation, Refusal> {
    let found = conversations::find(view, link.conversation).await?.ok_or(Refusal::LinkUnknown)?;
    let maker = conversations::member(view, link.conversation, link.made_by).await?;
    if !maker.is_some_and(|maker| maker.is_present() && maker.role.moderates()) {
        return Err(Refusal::LinkUnknown);
    }
    if !governing::allows_links(view, found.org).await? {
        return Err(Refusal::LinkUnknown);
    }
    conversation::belongs(view, found.org, person).await.map_err(|no| match no {
        conversation::Refusal::PersonUnknown => Refusal::LinkUnknown,
        other => other.into(),
    })?;
    Ok(found)
}

fn arrival(house: &House, conversation: ConversationId, (by, person): (PersonId, PersonId)) -> Draft {
    Draft::once(house, conversation, by, What::Join { person })
}

/// Lets somebody in who asks: those who keep order do.
pub(super) async fn let_in(
    house: &House,
    chat: &Chat,
    who: Person,
    (id, person): (ConversationId, PersonId),
) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    let (found, _) = group(&mut view, who, "conversation.moderate", id).await?;
    if !store::asks(&mut view, id, person).await? {
        return Err(Refusal::PersonUnknown);
    }
    // Who left the organisation meanwhile comes no longer.
    conversation::belongs(&mut view, found.org, person).await?;
    let there = conversations::member(&mut view, id, person).await?;
    drop(view);
    if !there.is_some_and(|member| member.is_present()) {
        chat.append(arrival(house, id, (who.person, person))).await?;
    }
    decline(house, who, (id, person)).await
}

/// Has somebody ask no longer; he is not told.
pub(super) async fn decline(
    house: &House,
    who: Person,
    (id, person): (ConversationId, PersonId),
) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    group(&mut view, who, "conversation.moderate", id).await?;
    drop(view);
    let mut cx = house.db.begin().await?;
    if !store::answered(&mut cx, id, person).await? {
        return Err(Refusal::PersonUnknown);
    }
    cx.commit().await?;
    tell(house, id).await
}
