//! What people do: say, change, take back, read on.

use ground::{Because, Fault, Person, uuid::Uuid};
use policy::Purpose;
use vault::OpenRefused;
use yard::House;

use super::rules::{self, Text};
use super::{Chat, Draft, Event, MARK, Refusal, What, store, writer::Written};
use crate::conversation::{Conversation, ConversationId, Seen, store as conversations};

/// Events of one page, at most.
pub(super) const PAGE_MAX: u32 = 200;

/// An event in the open.
pub(super) struct Shown {
    pub event: Event,
    pub text: Option<String>,
}

/// What somebody wants written.
pub(super) enum Wish<'a> {
    Say { text: &'a str, reply_to: Option<i64> },
    Edit { target: i64, text: &'a str },
    Recall { target: i64 },
}

/// Says something, changes it or takes it back; durable when this returns.
pub(super) async fn write(
    house: &House,
    chat: &Chat,
    who: Person,
    conversation: ConversationId,
    (mark, wish): (&str, Wish<'_>),
) -> Result<Written, Refusal> {
    let act = match wish {
        Wish::Say { .. } => "message.send",
        Wish::Edit { .. } => "message.edit",
        Wish::Recall { .. } => "message.recall",
    };
    let mut view = house.db.view().await?;
    permitted(&mut view, who, act, conversation).await?;
    drop(view);
    let id = *Uuid::now_v7().as_bytes();
    let what = match wish {
        Wish::Say { text, reply_to } => What::Say { body: sealed(house, conversation, id, text).await?, reply_to },
        Wish::Edit { target, text } => What::Edit { target, body: sealed(house, conversation, id, text).await? },
        Wish::Recall { target } => What::Recall { target },
    };
    let mark = house.vault.index(&MARK, rules::mark(mark)?);
    chat.append(Draft { conversation, id, actor: who.person, mark, what }).await
}

async fn sealed(
    house: &House,
    conversation: ConversationId,
    id: [u8; 16],
    text: &str,
) -> Result<vault::Sealed<Text>, Refusal> {
    let text = Text::read(text)?;
    Ok(house.vault.seal(&Event::BODY, Conversation::subject(conversation), id, &text).await?)
}

/// The conversation and what the caller is in it, where he may do this there.
pub(crate) async fn permitted(
    view: &mut ground::View,
    who: Person,
    act: &'static str,
    id: ConversationId,
) -> Result<(Conversation, crate::conversation::Member), Refusal> {
    let conversation = conversations::find(view, id).await?.ok_or(Refusal::Unknown)?;
    let member = conversations::member(view, id, who.person).await?;
    view.permit(who, act, &Seen { conversation: &conversation, member }).map_err(|_| Refusal::Unknown)?;
    Ok((conversation, member.ok_or(Refusal::Unknown)?))
}

/// Everything after a number that is the caller's to read, in order.
pub(super) async fn after(
    house: &House,
    who: Person,
    id: ConversationId,
    (after, limit): (i64, u32),
) -> Result<Vec<Shown>, Refusal> {
    let mut view = house.db.view().await?;
    let (conversation, member) = permitted(&mut view, who, "message.read", id).await?;
    let last = member.to_seq.unwrap_or(conversation.last_seq);
    let first = after.max(member.from_seq - 1);
    let events = store::after(&mut view, id, (first, last), limit.clamp(1, PAGE_MAX).into()).await?;
    drop(view);
    show(house, who, events).await
}

/// Opens bodies on their way to somebody in the conversation: counted by day, no leaf.
async fn show(house: &House, who: Person, events: Vec<Event>) -> Result<Vec<Shown>, Refusal> {
    let caller = who.into();
    let look = house.vault.look(&caller, Purpose::Messaging).act("message.read").delivery();
    let opened = look.open_each(events.iter().filter_map(|event| event.body.as_ref())).await;
    let mut opened = opened.map_err(|no| Fault::caused("opening messages", no))?.into_iter();
    let mut shown = Vec::with_capacity(events.len());
    for event in events {
        let text = match event.body.as_ref().and_then(|_| opened.next()) {
            Some(Ok(text)) => Some(text.into_inner().into_inner()),
            Some(Err(OpenRefused::Fault(fault))) => return Err(fault.into()),
            Some(Err(_)) | None => None,
        };
        shown.push(Shown { event, text });
    }
    Ok(shown)
}

/// Notes that somebody read up to a number.
pub(super) async fn read(house: &House, who: Person, id: ConversationId, seq: i64) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    let (conversation, member) = permitted(&mut view, who, "message.read", id).await?;
    drop(view);
    let seq = seq.min(member.to_seq.unwrap_or(conversation.last_seq));
    let mut cx = house.db.begin().await?;
    if conversations::read(&mut cx, id, who.person, seq).await? {
        // One's other devices hear of it.
        let body = serde_json::json!({ "conversation": id, "seq": seq });
        cx.tell(who.person, "conversation", "conversation.read", &body).await?;
    }
    Ok(cx.commit().await.because("noting what was read")?)
}
