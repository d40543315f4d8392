//! What people see of the log: pages of it, and how a message came to say what it says.

use ground::{Caller, Fault, Person, PersonId, Timestamp};
use policy::{Category, Purpose};
use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use vault::{OpenRefused, Sealed};
use yard::{Held, House};

use super::actions::permits;
use super::{Event, Kind, Refusal, Text, store};
use crate::block::{self, Unheard};
use crate::conversation::{self, Conversation, ConversationId, Member};

/// Events of one page, at most.
pub(super) const PAGE_MAX: u32 = 200;

/// Messages of one's own that the list of what is held shows, the newest; the archive holds the same.
const HELD_MAX: i64 = 10_000;

/// An event in the open.
pub(super) struct Shown {
    pub event: Event,
    /// What is said: of a message what it says now.
    pub text: Option<String>,
    /// The number of the edit that a message says what it says by.
    pub edit: Option<i64>,
    /// Whether a message was taken back.
    pub is_recalled: bool,
}

/// Which part of the log.
#[derive(Clone, Copy)]
pub(super) enum Part {
    /// What comes after a number, from there on.
    After(i64),
    /// What stands before a number, up to there.
    Before(i64),
}

/// A page of what is the caller's to read, in order.
pub(super) async fn page(
    house: &House,
    who: Person,
    id: ConversationId,
    (part, limit): (Part, u32),
) -> Result<Vec<Shown>, Refusal> {
    let mut view = house.db.view().await?;
    let (conversation, member) = permits(&mut view, who, "message.read", id).await?;
    let (first, last) = (member.from_seq - 1, member.last(&conversation));
    let (between, from_end) = match part {
        Part::After(seq) => ((seq.max(first), last), false),
        Part::Before(seq) => ((first, last.min(seq.saturating_sub(1))), true),
    };
    let limit = (i64::from(limit.clamp(1, PAGE_MAX)), from_end);
    let events = store::between(&mut view, id, between, limit).await?;
    let (Some(begin), Some(end)) = (events.first(), events.last()) else { return Ok(Vec::new()) };
    let span = (begin.seq, end.seq);
    let edits = store::edits(&mut view, id, span, last).await?;
    let recalled = store::recalled(&mut view, id, span).await?;
    let unheard = unheard(&mut view, who, &conversation).await?;
    drop(view);
    let mut latest = latest_of(edits, &unheard);
    let mut shown: Vec<Shown> = events
        .into_iter()
        .map(|event| Shown {
            text: None,
            edit: latest.get(&event.seq).filter(|_| event.kind == Kind::Message).map(|edit| edit.seq),
            is_recalled: recalled.contains(&event.seq),
            event,
        })
        .collect();
    let said: Vec<Option<Sealed<Text>>> = shown
        .iter_mut()
        .map(|one| {
            let edit = one.edit.and_then(|_| latest.remove(&one.event.seq));
            let own = one.event.body.take();
            let body = edit.and_then(|edit| edit.body).or(own);
            body.filter(|_| is_shown(house, who, one.event.actor))
                .filter(|_| !unheard.covers(one.event.actor, one.event.at))
        })
        .collect();
    for (one, text) in shown.iter_mut().zip(open(house, who, &said, "message.read").await?) {
        one.text = text;
    }
    Ok(shown)
}

/// A message that a search opened.
pub(crate) struct Found {
    pub event: Event,
    pub text: String,
}

impl Found {
    /// When it was written.
    pub(crate) const fn at(&self) -> Timestamp {
        self.event.at
    }
}

/// What these messages say now, as far as it is the caller's to read; the newest first.
pub(crate) async fn texts_of(
    house: &House,
    who: Person,
    conversation: &Conversation,
    member: &Member,
    seqs: &[i64],
) -> Result<Vec<Found>, Refusal> {
    let (Some(first), Some(until)) = (seqs.iter().min(), seqs.iter().max()) else { return Ok(Vec::new()) };
    let mut view = house.db.view().await?;
    let mut events = store::these(&mut view, conversation.id, seqs).await?;
    let edits = store::edits(&mut view, conversation.id, (*first, *until), member.last(conversation)).await?;
    let unheard = unheard(&mut view, who, conversation).await?;
    drop(view);
    let mut latest = latest_of(edits, &unheard);
    let now = |event: &mut Event| {
        let edit = latest.remove(&event.seq).and_then(|edit| edit.body);
        edit.or(event.body.take())
            .filter(|_| is_shown(house, who, event.actor) && !unheard.covers(event.actor, event.at))
    };
    let said: Vec<Option<Sealed<Text>>> = events.iter_mut().map(now).collect();
    let texts = open(house, who, &said, "message.search").await?;
    Ok(events.into_iter().zip(texts).filter_map(|(event, text)| Some(Found { event, text: text? })).collect())
}

/// What the caller does not hear there: of two, what the other wrote while he was blocked.
async fn unheard(
    view: &mut ground::View,
    who: Person,
    conversation: &Conversation,
) -> Result<Unheard, Refusal> {
    match conversation.kind {
        conversation::Kind::Direct => Ok(block::store::unheard(view, who.person).await?),
        conversation::Kind::Group => Ok(Unheard::default()),
    }
}

/// By which edit each message says what it says, as far as it is heard.
fn latest_of(edits: Vec<Event>, unheard: &Unheard) -> HashMap<i64, Event> {
    let heard = edits.into_iter().filter(|edit| !unheard.covers(edit.actor, edit.at));
    heard.filter_map(|edit| Some((edit.target?, edit))).collect()
}

/// Whose account is closed or restricted, or waits, says nothing to others meanwhile.
fn is_shown(house: &House, who: Person, author: PersonId) -> bool {
    author == who.person || house.vault.held(author).is_none()
}

/// Opens bodies on their way to somebody in the conversation: counted by day, no leaf.
async fn open(
    house: &House,
    who: Person,
    said: &[Option<Sealed<Text>>],
    act: &'static str,
) -> Result<Vec<Option<String>>, Refusal> {
    let caller = who.into();
    let look = house.vault.look(&caller, Purpose::Messaging).act(act).delivery();
    let opened = look.open_each(said.iter().flatten()).await;
    let mut opened = opened.map_err(|no| Fault::caused("opening messages", no))?.into_iter();
    let mut texts = Vec::with_capacity(said.len());
    for body in said {
        texts.push(match body.as_ref().and_then(|_| opened.next()) {
            Some(Ok(text)) => Some(text.into_inner().into_inner()),
            Some(Err(OpenRefused::Fault(fault))) => return Err(fault.into()),
            Some(Err(_)) | None => None,
        });
    }
    Ok(texts)
}

/// What a message said first, and each time that it was changed.
pub(super) async fn history(
    house: &House,
    who: Person,
    id: ConversationId,
    seq: i64,
) -> Result<Vec<(Event, Option<String>)>, Refusal> {
    let mut view = house.db.view().await?;
    let (conversation, member) = permits(&mut view, who, "message.read", id).await?;
    if seq < member.from_seq {
        return Err(Refusal::MessageUnknown);
    }
    let mut events = store::history(&mut view, id, seq, member.last(&conversation)).await?;
    let unheard = unheard(&mut view, who, &conversation).await?;
    drop(view);
    if events.first().is_none_or(|event| event.kind != Kind::Message) {
        return Err(Refusal::MessageUnknown);
    }
    let shown = |event: &mut Event| {
        let is_heard = is_shown(house, who, event.actor) && !unheard.covers(event.actor, event.at);
        event.body.take().filter(|_| is_heard)
    };
    let said: Vec<Option<Sealed<Text>>> = events.iter_mut().map(shown).collect();
    let texts = open(house, who, &said, "message.read").await?;
    Ok(events.into_iter().zip(texts).collect())
}

/// What this feature holds about a person: what he wrote and did not take back.
pub(crate) fn held<'a>(
    house: &'a House,
    caller: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let mut view = house.db.view().await?;
        let events = store::said_by(&mut view, person, HELD_MAX).await?;
        drop(view);
        let look = house.vault.look(caller, Purpose::OwnData).act("me.held").delivery();
        let opened = look.open_each(events.iter().filter_map(|event| event.body.as_ref())).await;
        let opened = opened.map_err(|no| Fault::caused("opening messages of one's own", no))?;
        let held = events.iter().zip(opened).map(|(event, text)| Held {
            category: Category::MessageContent,
            table: "chat_event",
            value: text.ok().map(|text| text.into_inner().into_inner()),
            collected_at: event.at,
        });
        Ok(held.collect())
    })
}
