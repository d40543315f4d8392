//! What people do: say, change, take back, read on.

use ground::bus::Subject;
use ground::{Because, Person, uuid::Uuid};
use serde_json::json;
use yard::House;

use super::body::Body;
use super::rules;
use super::{Chat, Draft, Event, MARK, Refusal, What, writer::Written};
use crate::choice;
use crate::conversation::{Conversation, ConversationId, Seen, store as conversations};
use crate::file::FileId;
use crate::search::{Tokens, tokens_of};

/// In a conversation of more people the others find how far somebody read in the list of who is in it.
const RECEIPTS_MAX: i64 = 100;

/// What somebody wants written.
pub(super) enum Wish<'a> {
    Say { text: &'a str, reply_to: Option<i64>, files: Vec<FileId> },
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
    permits(&mut view, who, act, conversation).await?;
    drop(view);
    let mark = house.vault.index(&MARK, rules::mark(mark)?);
    let id = *Uuid::now_v7().as_bytes();
    let what = match wish {
        Wish::Say { text, reply_to, files } => {
            let (body, tokens) = sealed(house, conversation, id, &Body::read(text, &files)?).await?;
            What::Say { body, tokens, reply_to, files }
        }
        Wish::Edit { target, text } => {
            let (body, tokens) = sealed(house, conversation, id, &Body::read(text, &[])?).await?;
            What::Edit { target, body, tokens }
        }
        Wish::Recall { target } => What::Recall { target },
    };
    chat.append(Draft { conversation, id, actor: who.person, mark, what }).await
}

async fn sealed(
    house: &House,
    conversation: ConversationId,
    id: [u8; 16],
    said: &Body,
) -> Result<(vault::Sealed<Body>, Tokens), Refusal> {
    let body = house.vault.seal(&Event::BODY, Conversation::subject(conversation), id, said).await?;
    Ok((body, tokens_of(house, conversation, &said.text).await?))
}

/// The conversation and what the caller is in it, where he may do this there.
pub(crate) async fn permits(
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

/// Notes that somebody read up to a number.
pub(super) async fn read(house: &House, who: Person, id: ConversationId, seq: i64) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    let (conversation, member) = permits(&mut view, who, "message.read", id).await?;
    let others = if choice::shows(&mut view, who.person).await? {
        conversations::few_present(&mut view, id, RECEIPTS_MAX).await?
    } else {
        Vec::new()
    };
    drop(view);
    let seq = seq.min(member.last(&conversation));
    let mut cx = house.db.begin().await?;
    let is_new = conversations::read(&mut cx, id, who.person, seq).await?;
    cx.commit().await.because("noting what was read")?;
    if is_new {
        // One's other devices hear of it; those that are away find it in the list.
        let frame = crate::hint("conversation.read", &json!({ "conversation": id, "seq": seq }));
        house.db.bus().pass(Subject::Person(who.person), &frame);
        let seen = json!({ "conversation": id, "person": who.person, "seq": seq });
        let frame = crate::hint("conversation.seen", &seen);
        for other in others.into_iter().filter(|other| *other != who.person) {
            house.db.bus().pass(Subject::Person(other), &frame);
        }
    }
    Ok(())
}
