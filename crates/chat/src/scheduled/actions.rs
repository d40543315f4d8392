//! What people do: write for later, change it, take it away.

use ground::bus::Subject;
use ground::{Caller, Fault, Person, PersonId, Timestamp};
use policy::{Category, Purpose};
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;
use yard::{Held, House, own};

use super::jobs::SendLater;
use super::{Scheduled, ScheduledId, store};
use crate::conversation::ConversationId;
use crate::frames::OfConversation;
use crate::log::{Refusal, Text, permits};

/// What one person has waiting, at most.
pub(super) const WAITING_MAX: i64 = 200;
/// How far ahead one may write.
const AHEAD_MAX: Duration = Duration::from_secs(366 * 86_400);

/// What waits, in the open.
pub(super) struct Shown {
    pub row: Scheduled,
    pub text: String,
}

/// What somebody wants sent, and when.
pub(super) struct Later<'a> {
    pub text: &'a str,
    pub due_at: Timestamp,
}

/// Keeps a message until its time, in place of `before` where it is given.
pub(super) async fn put(
    house: &House,
    who: Person,
    conversation: ConversationId,
    (before, wish): (Option<ScheduledId>, Later<'_>),
) -> Result<ScheduledId, Refusal> {
    let mut view = house.db.view().await?;
    permits(&mut view, who, "message.send", conversation).await?;
    let text = Text::read(wish.text)?;
    let waiting = store::count(&mut view, who.person).await?;
    drop(view);
    let now = house.clock.now();
    if wish.due_at <= now || wish.due_at > now.plus(AHEAD_MAX) {
        return Err(Refusal::When);
    }
    if before.is_none() && waiting >= WAITING_MAX {
        return Err(Refusal::Bound);
    }
    // The key of the conversation's tokens is made here, where no job waits for it.
    crate::search::tokens_of(house, conversation, "").await?;
    let id = before.unwrap_or_else(|| ScheduledId::fresh(&house.clock));
    let text = house.vault.seal(&Scheduled::TEXT, who.person, id.bytes(), &text).await?;
    let (person, due_at) = (who.person, wish.due_at);
    let mut cx = house.db.begin().await?;
    let row = Scheduled { id, conversation, person, made_at: cx.now(), due_at, refused: false, text };
    let is_kept = if before.is_some() {
        store::change(&mut cx, &row).await?
    } else {
        store::add(&mut cx, &row).await?
    };
    if !is_kept {
        return Err(Refusal::MessageUnknown);
    }
    SendLater::at(&mut cx, id, due_at).await?;
    cx.commit().await?;
    tell(house, person, conversation);
    Ok(id)
}

/// Takes a message away before its time.
pub(super) async fn remove(
    house: &House,
    who: Person,
    conversation: ConversationId,
    id: ScheduledId,
) -> Result<(), Refusal> {
    // Who left the conversation still takes away what he wrote for it.
    let view = house.db.view().await?;
    view.scope(who, "conversation.list")?;
    drop(view);
    let mut cx = house.db.begin().await?;
    if !store::remove(&mut cx, who.person, conversation, id).await? {
        return Err(Refusal::MessageUnknown);
    }
    cx.commit().await?;
    tell(house, who.person, conversation);
    Ok(())
}

/// One's devices look again.
pub(super) fn tell(house: &House, person: PersonId, conversation: ConversationId) {
    let frame = crate::hint("conversation.scheduled", &OfConversation { conversation });
    house.db.bus().pass(Subject::Person(person), &frame);
}

/// What waits of the caller, the next first.
pub(super) async fn list(house: &House, who: Person) -> Result<Vec<Shown>, Refusal> {
    let mut view = house.db.view().await?;
    view.scope(who, "conversation.list")?;
    let rows = store::of(&mut view, who.person, WAITING_MAX).await?;
    drop(view);
    let caller = who.into();
    let look = house.vault.look(&caller, Purpose::Messaging).act("scheduled.list").delivery();
    let opened = look.open_each(rows.iter().map(|row| &row.text)).await;
    let opened = opened.map_err(|no| Fault::caused("opening what is sent later", no))?;
    let texts: Vec<Option<String>> =
        opened.into_iter().map(|text| text.ok().map(|text| text.into_inner().into_inner())).collect();
    Ok(rows.into_iter().zip(texts).filter_map(|(row, text)| Some(Shown { row, text: text? })).collect())
}

/// What this feature holds about a person: what waits.
pub(crate) fn held<'a>(
    house: &'a House,
    caller: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let rows = store::of(&mut house.db.view().await?, person, WAITING_MAX).await?;
        let rows = rows.iter().map(|row| (row.made_at, &row.text));
        let of = (Category::MessageDraft, "chat_scheduled");
        own::opened(own::look(house, caller), of, rows, Text::into_inner).await
    })
}
