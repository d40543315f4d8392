//! What people see of calls: what rings or runs, one of them, and those that were.

use ground::Person;
use yard::House;

use super::actions::known;
use super::{Call, CallId, Party, Refusal, store};
use crate::conversation::ConversationId;
use crate::log::{self, EventView};

/// Calls of one list, at most.
const LIST_MAX: i64 = 100;

/// A call and who is in it.
pub(super) struct Shown {
    pub call: Call,
    pub parties: Vec<Party>,
}

/// What rings or runs where the caller is, the newest first.
pub(super) async fn running(house: &House, who: Person) -> Result<Vec<Shown>, Refusal> {
    let mut view = house.db.view().await?;
    view.scope(who, "conversation.list").map_err(log::Refusal::from)?;
    let mut shown = Vec::new();
    for call in store::of_person(&mut view, who.person, LIST_MAX).await? {
        let parties = store::parties(&mut view, call.id).await?;
        shown.push(Shown { call, parties });
    }
    Ok(shown)
}

/// One call.
pub(super) async fn get(house: &House, who: Person, id: CallId) -> Result<Shown, Refusal> {
    let (call, _) = known(house, who, id, "message.read").await?;
    let parties = store::parties(&mut house.db.view().await?, id).await?;
    Ok(Shown { call, parties })
}

/// The calls of a conversation that are over, the newest last.
pub(super) async fn list(house: &House, who: Person, id: ConversationId) -> Result<Vec<EventView>, Refusal> {
    let calls = log::calls_of(house, who, id, LIST_MAX).await?;
    Ok(calls.into_iter().map(EventView::from).collect())
}
