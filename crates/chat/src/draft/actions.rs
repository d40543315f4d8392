//! What people do: go on with what they began to write, on whatever device.

use ground::bus::Subject;
use ground::{Caller, Fault, Person, PersonId, Timestamp, uuid::Uuid};
use policy::{Category, Purpose};
use std::future::Future;
use std::pin::Pin;
use yard::{Held, House, own};

use super::{Draft, store};
use crate::conversation::ConversationId;
use crate::frames::OfConversation;
use crate::log::{Refusal, Text, permits};

/// Drafts of one list, at most.
const LIST_MAX: i64 = 500;

/// A draft in the open.
pub(super) struct Shown {
    pub conversation: ConversationId,
    pub at: Timestamp,
    pub text: String,
}

/// Keeps what somebody has written so far; nothing ends the draft.
pub(super) async fn put(house: &House, who: Person, id: ConversationId, text: &str) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    permits(&mut view, who, "message.send", id).await?;
    drop(view);
    let text = if text.trim().is_empty() { None } else { Some(Text::read(text)?) };
    let row = *Uuid::now_v7().as_bytes();
    let sealed = match &text {
        Some(text) => Some(house.vault.seal(&Draft::TEXT, who.person, row, text).await?),
        None => None,
    };
    let mut cx = house.db.begin().await?;
    let changed = match sealed {
        Some(text) => {
            let draft = Draft { conversation: id, person: who.person, id: row, at: cx.now(), text };
            store::save(&mut cx, &draft).await?;
            true
        }
        None => store::forget(&mut cx, id, who.person).await?,
    };
    cx.commit().await?;
    if changed {
        let frame = crate::hint("conversation.draft", &OfConversation { conversation: id });
        house.db.bus().pass(Subject::Person(who.person), &frame);
    }
    Ok(())
}

/// One's own drafts.
pub(super) async fn list(house: &House, who: Person) -> Result<Vec<Shown>, Refusal> {
    let mut view = house.db.view().await?;
    view.scope(who, "conversation.list")?;
    let drafts = store::of(&mut view, who.person, LIST_MAX).await?;
    drop(view);
    let caller = who.into();
    let look = house.vault.look(&caller, Purpose::Messaging).act("draft.list").delivery();
    let opened = look.open_present(drafts.iter().map(|draft| &draft.text)).await;
    let opened = opened.map_err(|no| Fault::caused("opening drafts", no))?;
    let shown = drafts.iter().zip(opened).filter_map(|(draft, text)| {
        let (conversation, at) = (draft.conversation, draft.at);
        Some(Shown { conversation, at, text: text?.into_inner() })
    });
    Ok(shown.collect())
}

/// What this feature holds about a person: the drafts.
pub(crate) fn held<'a>(
    house: &'a House,
    caller: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let drafts = store::of(&mut house.db.view().await?, person, LIST_MAX).await?;
        let rows = drafts.iter().map(|draft| (draft.at, &draft.text));
        let of = (Category::MessageDraft, "chat_draft");
        own::opened(own::look(house, caller), of, rows, Text::into_inner).await
    })
}
