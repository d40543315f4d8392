//! What an administrator orders and members see; and what the other features ask.

use ground::{Fault, Member, OrgId, PersonId, View};
use yard::House;

use super::{By, Ordered, Refusal, rules, store};
use crate::directory::resource;
use crate::log::{self, Body};

/// What an organisation ordered; its members see it.
pub(super) async fn look(house: &House, who: Member) -> Result<Ordered, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.read", &resource(who.org))?;
    Ok(store::of(&mut view, who.org).await?)
}

/// Orders it so: an administrator does.
pub(super) async fn set(
    house: &House,
    who: Member,
    (groups_by, (links, previews), typed): (By, (bool, bool), &[String]),
) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
    let words = rules::words(typed)?;
    store::set(&mut cx, who.org, &Ordered { groups_by, links, previews, words, set_at: None }).await?;
    Ok(cx.commit().await?)
}

/// Whether somebody of this organisation makes a group in it.
pub(crate) async fn may_begin(view: &mut View, org: OrgId, person: PersonId) -> Result<bool, Fault> {
    if store::of(view, org).await?.groups_by == By::Everybody {
        return Ok(true);
    }
    let role = yard::org::store::role_of(view, org, person).await?;
    Ok(role == Some(yard::org::Role::Administrator))
}

/// Whether links lead into a group that is held there.
pub(crate) async fn allows_links(view: &mut View, org: Option<OrgId>) -> Result<bool, Fault> {
    let Some(org) = org else { return Ok(true) };
    Ok(store::of(view, org).await?.links)
}

/// Whether the house looks at the pages that are linked to there.
pub(crate) async fn wants_previews(view: &mut View, org: OrgId) -> Result<bool, Fault> {
    Ok(store::of(view, org).await?.previews)
}

/// Whether this may be said in a conversation that is held there: it has none of the words that the organisation refuses. Of
/// one that is held in none nothing is asked.
pub(crate) async fn may_say(house: &House, org: Option<OrgId>, body: &Body) -> Result<(), log::Refusal> {
    let Some(org) = org else { return Ok(()) };
    let ordered = store::of(&mut house.db.view().await?, org).await?;
    if ordered.words.is_empty() {
        return Ok(());
    }
    match rules::found(&ordered.words, &body.words()) {
        Some(word) => Err(log::Refusal::Word(word.to_owned())),
        None => Ok(()),
    }
}
