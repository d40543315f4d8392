//! Channels: an administrator of the organisation makes one and is its first editor; another takes one over whose owner is gone.

use ground::Member as OfOrg;
use yard::House;

use super::following::FollowOrg;
use super::rules::GroupName;
use super::{Conversation, ConversationId, Kind, Order, Refusal, Role, actions, store};
use crate::directory::resource;

/// Channels of one organisation, at most.
const MOST: usize = 100;

/// Makes one. Its maker owns it; the other members come right afterwards.
pub(super) async fn begin(house: &House, who: OfOrg, name: &str) -> Result<ConversationId, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.administer", &resource(who.org))?;
    let there = store::channels(&mut view, who.org).await?.len();
    drop(view);
    if there >= MOST {
        return Err(Refusal::Channels);
    }
    let name = GroupName::read(name)?;
    let id = ConversationId::fresh(&house.clock);
    let name = house.vault.seal(&Conversation::NAME, Conversation::subject(id), id.bytes(), &name).await?;
    let mut cx = house.db.begin().await?;
    let order = Order { quiet: true, ..Order::default() };
    let new = Conversation {
        id,
        org: Some(who.org),
        name: Some(name),
        order,
        ..actions::fresh(&cx, Kind::Channel)
    };
    store::add(&mut cx, &new, None).await?;
    store::set_order(&mut cx, id, order).await?;
    actions::begin(&mut cx, &new, (who.person, Role::Owner), (&[], true)).await?;
    FollowOrg::later(&mut cx, who.org).await?;
    cx.commit().await?;
    Ok(id)
}

/// Takes one over: whoever owned it until now keeps on as an editor, where he is there.
pub(super) async fn take(house: &House, who: OfOrg, id: ConversationId) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.administer", &resource(who.org))?;
    if !store::channels(&mut view, who.org).await?.contains(&id) {
        return Err(Refusal::Unknown);
    }
    drop(view);
    let mut cx = house.db.begin().await?;
    let last = store::lock(&mut cx, id).await?.ok_or(Refusal::Unknown)?;
    store::come(&mut cx, (id, last), who.person).await?;
    store::hand_over(&mut cx, id, who.person).await?;
    Ok(cx.commit().await?)
}
