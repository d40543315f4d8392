//! That somebody writes just now: told to those in the conversation who tell it, too.

use ground::{Person, PersonId};
use std::sync::Arc;
use yard::House;

use super::rules::TYPING_MAX;
use super::watching::Watching;
use super::{Refusal, store, views};
use crate::block;
use crate::conversation::ConversationId;
use crate::frames::PersonTypes;
use crate::log::permits;

/// Tells it, where he tells it, no more often than it may be told.
pub(super) async fn tell(
    house: &House,
    watching: &Watching,
    who: Person,
    conversation: ConversationId,
) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    permits(&mut view, who, "message.send", conversation).await?;
    let mut people = store::few_in(&mut view, conversation, TYPING_MAX).await?;
    let chosen = store::chosen_by(&mut view, &people).await?;
    let unchosen = views::unchosen(house);
    let tells = |person: &PersonId| chosen.get(person).copied().unwrap_or_default().types(unchosen);
    if !tells(&who.person) || house.vault.held(who.person).is_some() {
        return Ok(());
    }
    let blocked = block::store::blocked_by(&mut view, who.person).await?;
    let blocking = block::store::blocking(&mut view, who.person).await?;
    people
        .retain(|one| *one != who.person && tells(one) && !blocked.contains(one) && !blocking.contains(one));
    if people.is_empty() || !watching.may_tell_typing(who.person, view.now()) {
        return Ok(());
    }
    drop(view);
    let frame: Arc<str> =
        crate::hint("conversation.typing", &PersonTypes { conversation, person: who.person }).into();
    house.db.bus().pass_to(&people, &frame);
    Ok(())
}
