//! What people see of order: what is ordered, the link, who asks.

use ground::{Person, PersonId, Timestamp};
use yard::House;

use super::actions::group;
use super::{Link, Refusal, store};
use crate::conversation::{ConversationId, Order, names};

/// What is ordered; everybody who is or was in the group sees it.
pub(super) async fn look(house: &House, who: Person, id: ConversationId) -> Result<Order, Refusal> {
    let mut view = house.db.view().await?;
    let (found, _) = group(&mut view, who, "conversation.read", id).await?;
    Ok(found.order)
}

/// The link, where there is one that has not ended; those who keep order see it.
pub(super) async fn link(house: &House, who: Person, id: ConversationId) -> Result<Option<Link>, Refusal> {
    let mut view = house.db.view().await?;
    group(&mut view, who, "conversation.moderate", id).await?;
    let found = store::of(&mut view, id).await?;
    Ok(found.filter(|link| link.ends_at > house.clock.now()))
}

/// Somebody who asks to come in.
pub(super) struct Asker {
    pub person: PersonId,
    pub name: Option<String>,
    pub asked_at: Timestamp,
}

/// Who asks; those who keep order see it.
pub(super) async fn askers(house: &House, who: Person, id: ConversationId) -> Result<Vec<Asker>, Refusal> {
    let mut view = house.db.view().await?;
    group(&mut view, who, "conversation.moderate", id).await?;
    let found = store::askers(&mut view, id).await?;
    drop(view);
    let people: Vec<PersonId> = found.iter().map(|one| one.0).collect();
    let mut names = names(house, who, &people).await?;
    let asker = |(person, asked_at)| Asker { name: names.remove(&person), person, asked_at };
    Ok(found.into_iter().map(asker).collect())
}
