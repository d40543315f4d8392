//! What people do: order that a conversation is kept, agree, prolong it, end it, and see that it is.

use ground::{Ctx, Fault, Member, Person, PersonId, View};
use yard::House;

use super::{Hold, HoldId, Refusal, Why, jobs, rules, store, telling};
use crate::conversation::{ConversationId, store as conversations};
use crate::directory::resource;
use crate::frames::OfConversation;
use crate::log::permits;

/// What somebody wishes to be kept.
pub(super) struct Wish {
    pub conversation: ConversationId,
    /// Whose part alone.
    pub person: Option<PersonId>,
    pub why: Why,
    pub days: u32,
}

/// An administrator has a conversation of his organisation kept. Where there is another administrator, it waits for that one.
pub(super) async fn place(house: &House, who: Member, wish: Wish) -> Result<Hold, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.administer", &resource(who.org))?;
    let span = rules::span(wish.days)?;
    fits(&mut view, who, &wish).await?;
    drop(view);
    let mut cx = house.db.begin().await?;
    let now = cx.now();
    let open = store::open_on(&mut cx, wish.conversation, wish.person).await?;
    if open.iter().any(|hold| !rules::is_over(hold, now)) {
        return Err(Refusal::Standing);
    }
    let is_alone = is_alone(&mut cx, who).await?;
    let hold = Hold {
        id: HoldId::fresh(cx.clock()),
        conversation: wish.conversation,
        org: who.org,
        person: wish.person,
        why: wish.why,
        given_by: Some(who.person),
        given_at: now,
        agreed_by: None,
        stands_at: is_alone.then_some(now),
        ends_at: now.plus(span),
        ended_at: None,
        asked: (!is_alone).then_some((who.person, wish.days)),
        kept: 0,
    };
    store::add(&mut cx, &hold).await?;
    if is_alone {
        telling::begun(&mut cx, house, &hold).await?;
    }
    cx.commit().await?;
    pass(house, hold.conversation).await?;
    Ok(hold)
}

/// Only what the organisation holds is kept for it, only what the house can read, and only the part of somebody who was there.
async fn fits(view: &mut View, who: Member, wish: &Wish) -> Result<(), Refusal> {
    let found = conversations::find(view, wish.conversation).await?;
    let found = found.filter(|found| found.org == Some(who.org)).ok_or(Refusal::Conversation)?;
    if found.is_sealed {
        return Err(Refusal::Sealed);
    }
    if let Some(person) = wish.person
        && conversations::member(view, wish.conversation, person).await?.is_none()
    {
        return Err(Refusal::Person);
    }
    Ok(())
}

async fn is_alone(cx: &mut Ctx, who: Member) -> Result<bool, Fault> {
    Ok(yard::org::store::count_administrators(cx, who.org).await? == 1)
}

/// The second administrator's word: it stands from now on, or goes on, for as long as was asked.
pub(super) async fn agree(house: &House, who: Member, id: HoldId) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
    let mut hold = store::lock(&mut cx, who.org, id).await?.ok_or(Refusal::Unknown)?;
    let days = rules::agreed(&hold, who.person, cx.now())?;
    hold.ends_at = cx.now().plus(rules::of_days(days));
    store::stand(&mut cx, id, (Some(who.person), hold.ends_at)).await?;
    telling::begun(&mut cx, house, &hold).await?;
    cx.commit().await?;
    Ok(pass(house, hold.conversation).await?)
}

/// Has it stand for so many days from now on; another administrator agrees, where there is one.
pub(super) async fn prolong(house: &House, who: Member, id: HoldId, days: u32) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
    let mut hold = store::lock(&mut cx, who.org, id).await?.ok_or(Refusal::Unknown)?;
    rules::prolongs(&hold, days, cx.now())?;
    if is_alone(&mut cx, who).await? {
        hold.ends_at = cx.now().plus(rules::of_days(days));
        store::stand(&mut cx, id, (None, hold.ends_at)).await?;
        telling::begun(&mut cx, house, &hold).await?;
    } else {
        store::ask(&mut cx, id, who.person, days).await?;
    }
    cx.commit().await?;
    Ok(pass(house, hold.conversation).await?)
}

/// Ends it: what was withheld under it alone is destroyed.
pub(super) async fn end(house: &House, who: Member, id: HoldId) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
    let hold = store::lock(&mut cx, who.org, id).await?.ok_or(Refusal::Unknown)?;
    if rules::is_over(&hold, cx.now()) {
        return Err(Refusal::Unknown);
    }
    let now = cx.now();
    store::end(&mut cx, id, now).await?;
    if hold.stands_at.is_some() {
        telling::over(&mut cx, house, &hold).await?;
    }
    jobs::release_later(&mut cx).await?;
    cx.commit().await?;
    Ok(pass(house, hold.conversation).await?)
}

/// Those that an organisation placed.
pub(super) async fn of_org(house: &House, who: Member) -> Result<Vec<Hold>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.administer", &resource(who.org))?;
    Ok(store::of_org(&mut view, who.org).await?)
}

/// Those of a conversation, for whoever is or was in it: over all of it, and over his own part.
pub(super) async fn of(house: &House, who: Person, id: ConversationId) -> Result<Vec<Hold>, Refusal> {
    let mut view = house.db.view().await?;
    permits(&mut view, who, "conversation.read", id).await?;
    Ok(store::of(&mut view, id, who.person).await?)
}

/// Open pages ask again.
async fn pass(house: &House, id: ConversationId) -> Result<(), Fault> {
    crate::pass(house, id, ("conversation.held", &OfConversation { conversation: id })).await
}
