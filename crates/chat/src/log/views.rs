//! What people see of the log: pages of it, and how a message came to say what it says.

use ground::{Caller, Fault, Person, PersonId, Timestamp, View};
use policy::{Category, Purpose};
use std::collections::{HashMap, HashSet};
use std::future::Future;
use std::pin::Pin;
use vault::{Look, Sealed};
use yard::{Held, House, own};

use super::actions::permits;
use super::{Body, Event, Kind, Refusal, store};
use crate::block::{self, Unheard};
use crate::conversation::{self, Conversation, ConversationId, Member};
use crate::file::{self, FileView};
use crate::preview::{self, PreviewView};

/// Events of one page, at most.
pub(super) const PAGE_MAX: u32 = 200;

/// Signs of one page, at most.
const REACTIONS_MAX: i64 = 10_000;

/// Messages of one's own that the list of what is held shows, the newest; the archive holds the same.
const HELD_MAX: i64 = 10_000;

/// An event in the open.
pub(crate) struct Shown {
    pub event: Event,
    /// What is said: of a message what it says now.
    pub body: Option<Body>,
    /// The number of the edit that a message says what it says by.
    pub edit: Option<i64>,
    /// Whether a message was taken back.
    pub is_recalled: bool,
    /// The signs that are put to a message, and by whom.
    pub reactions: Vec<(String, Vec<PersonId>)>,
    /// The files that it carries.
    pub files: Vec<FileView>,
    /// What the house found at a link of it.
    pub preview: Option<PreviewView>,
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
    show(house, who, view, (&conversation, last), events).await
}

/// The last page of what is the caller's to read before a number, in order.
pub(crate) async fn before(
    house: &House,
    who: Person,
    id: ConversationId,
    seq: i64,
) -> Result<Vec<Shown>, Refusal> {
    page(house, who, id, (Part::Before(seq), PAGE_MAX)).await
}

/// What is said by these events, in the open, as it stands at a number.
pub(super) async fn show(
    house: &House,
    who: Person,
    mut view: View,
    (conversation, last): (&Conversation, i64),
    events: Vec<Event>,
) -> Result<Vec<Shown>, Refusal> {
    let id = conversation.id;
    let (Some(begin), Some(end)) = (events.first(), events.last()) else { return Ok(Vec::new()) };
    let span = (begin.seq, end.seq);
    let signs = store::reactions(&mut view, id, span, (last, REACTIONS_MAX)).await?;
    let edits = store::edits(&mut view, id, span, last).await?;
    let recalled = store::recalled(&mut view, id, span).await?;
    let unheard = unheard(&mut view, who, conversation).await?;
    drop(view);
    let mut latest = latest_of(edits, &unheard);
    let mut shown: Vec<Shown> = events
        .into_iter()
        .map(|event| Shown {
            body: None,
            reactions: Vec::new(),
            files: Vec::new(),
            preview: None,
            edit: latest.get(&event.seq).filter(|_| event.kind == Kind::Message).map(|edit| edit.seq),
            is_recalled: recalled.contains(&event.seq),
            event,
        })
        .collect();
    let said: Vec<Option<Sealed<Body>>> = shown
        .iter_mut()
        .map(|one| {
            let edit = one.edit.and_then(|_| latest.remove(&one.event.seq));
            let own = one.event.body.take();
            let body = edit.and_then(|edit| edit.body).or(own);
            // A change of the group says nothing to anybody, and whoever misses it reads no further.
            let is_change = one.event.kind == Kind::Change;
            body.filter(|_| is_change || is_shown(house, who, one.event.actor))
                .filter(|_| is_change || !unheard.covers(one.event.actor, one.event.at))
        })
        .collect();
    for (one, body) in shown.iter_mut().zip(open(house, who, &said, "message.read").await?) {
        one.body = body;
    }
    put_signs(house, who, &mut shown, signs).await?;
    let mut files = file::of_messages(house, who, id, span).await?;
    let mut previews = preview::of_messages(house, who, conversation, (span, last)).await?;
    for one in shown.iter_mut().filter(|one| one.body.is_some()) {
        one.files = files.remove(&one.event.seq).unwrap_or_default();
        one.preview = previews.remove(&one.event.seq);
    }
    Ok(shown)
}

/// Puts to messages the signs that are there: each once, with who put it.
async fn put_signs(
    house: &House,
    who: Person,
    shown: &mut [Shown],
    mut signs: Vec<Event>,
) -> Result<(), Refusal> {
    let sealed: Vec<Option<Sealed<Body>>> =
        signs.iter_mut().map(|sign| sign.body.take().filter(|_| is_shown(house, who, sign.actor))).collect();
    let opened = open(house, who, &sealed, "message.read").await?;
    for (event, body) in signs.into_iter().zip(opened) {
        let Some(Body { text: sign, .. }) = body else { continue };
        let Some(one) = shown.iter_mut().find(|one| Some(one.event.seq) == event.target) else { continue };
        match one.reactions.iter_mut().find(|(known, _)| *known == sign) {
            Some((_, people)) => people.push(event.actor),
            None => one.reactions.push((sign, vec![event.actor])),
        }
    }
    Ok(())
}

/// What belongs to a topic: its first message, and what was said in it, the newest.
pub(crate) async fn span_of(
    house: &House,
    who: Person,
    id: ConversationId,
    topic: i64,
) -> Result<Vec<Shown>, Refusal> {
    let mut view = house.db.view().await?;
    let (conversation, member) = permits(&mut view, who, "message.read", id).await?;
    let last = member.last(&conversation);
    let span = (member.from_seq, last);
    let events = store::of_topic(&mut view, id, topic, span, i64::from(PAGE_MAX)).await?;
    if events.is_empty() {
        return Err(Refusal::MessageUnknown);
    }
    show(house, who, view, (&conversation, last), events).await
}

/// The calls of a conversation, as far as they are the caller's to know; the newest, in order.
pub(crate) async fn calls_of(
    house: &House,
    who: Person,
    id: ConversationId,
    limit: i64,
) -> Result<Vec<Shown>, Refusal> {
    let mut view = house.db.view().await?;
    let (conversation, member) = permits(&mut view, who, "message.read", id).await?;
    let last = member.last(&conversation);
    let events = store::calls(&mut view, id, (member.from_seq, last), limit).await?;
    show(house, who, view, (&conversation, last), events).await
}

/// What these messages say now, of whatever conversations of the caller; in the order of the question. What is gone, or not
/// his to read, is not there.
pub(crate) async fn said_at(
    house: &House,
    who: Person,
    places: &[(ConversationId, i64)],
) -> Result<Vec<Found>, Refusal> {
    let mut by_place: HashMap<(ConversationId, i64), Found> = HashMap::new();
    let conversations: HashSet<ConversationId> = places.iter().map(|place| place.0).collect();
    for id in conversations {
        let mut view = house.db.view().await?;
        let (conversation, member) = match permits(&mut view, who, "message.read", id).await {
            Err(Refusal::Unknown) => continue,
            other => other?,
        };
        drop(view);
        let own = member.from_seq..=member.last(&conversation);
        let seqs: Vec<i64> =
            places.iter().filter(|place| place.0 == id && own.contains(&place.1)).map(|p| p.1).collect();
        for found in texts_of(house, who, &conversation, &member, &seqs).await? {
            by_place.insert((id, found.event.seq), found);
        }
    }
    Ok(places.iter().filter_map(|place| by_place.remove(place)).collect())
}

/// A message that was opened.
pub(crate) struct Found {
    pub event: Event,
    pub body: Body,
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
    let said: Vec<Option<Sealed<Body>>> = events.iter_mut().map(now).collect();
    let bodies = open(house, who, &said, "message.search").await?;
    Ok(events
        .into_iter()
        .zip(bodies)
        .filter_map(|(event, body)| Some(Found { event, body: body.filter(|body| body.cipher.is_none())? }))
        .collect())
}

/// What the caller does not hear there: of two, what the other wrote while he was blocked.
async fn unheard(
    view: &mut ground::View,
    who: Person,
    conversation: &Conversation,
) -> Result<Unheard, Refusal> {
    match conversation.kind {
        conversation::Kind::Direct => Ok(block::store::unheard(view, who.person).await?),
        conversation::Kind::Group | conversation::Kind::Channel => Ok(Unheard::default()),
    }
}

/// By which edit each message says what it says, as far as it is heard.
pub(super) fn latest_of(edits: Vec<Event>, unheard: &Unheard) -> HashMap<i64, Event> {
    let heard = edits.into_iter().filter(|edit| !unheard.covers(edit.actor, edit.at));
    heard.filter_map(|edit| Some((edit.target?, edit))).collect()
}

/// Whose account is closed or restricted, or waits, says nothing to others meanwhile.
pub(crate) fn is_shown(house: &House, who: Person, author: PersonId) -> bool {
    author == who.person || house.vault.held(author).is_none()
}

/// Opens bodies on their way to somebody in the conversation: counted by day, no leaf.
async fn open(
    house: &House,
    who: Person,
    said: &[Option<Sealed<Body>>],
    act: &'static str,
) -> Result<Vec<Option<Body>>, Refusal> {
    let caller = who.into();
    let look = house.vault.look(&caller, Purpose::Messaging).act(act).delivery();
    opened(&look, said).await
}

/// Opens bodies as whoever looks may see them, in the order given; nothing where one stays shut.
pub(super) async fn opened(
    look: &Look<'_>,
    said: &[Option<Sealed<Body>>],
) -> Result<Vec<Option<Body>>, Refusal> {
    let opened = look.open_present(said.iter().flatten()).await;
    let mut opened = opened.map_err(|no| Fault::caused("opening messages", no))?.into_iter();
    Ok(said.iter().map(|body| body.as_ref().and_then(|_| opened.next()).flatten()).collect())
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
    let said: Vec<Option<Sealed<Body>>> = events.iter_mut().map(shown).collect();
    let bodies = open(house, who, &said, "message.read").await?;
    Ok(events.into_iter().zip(bodies.into_iter().map(|body| body.map(|body| body.text))).collect())
}

/// What this feature holds about a person: what he wrote and did not take back.
pub(crate) fn held<'a>(
    house: &'a House,
    caller: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let events = store::said_by(&mut house.db.view().await?, person, HELD_MAX).await?;
        let rows = events.iter().filter_map(|event| Some((event.at, event.body.as_ref()?)));
        let of = (Category::MessageContent, "chat_event");
        own::opened(own::look(house, caller).delivery(), of, rows, |body| body.held()).await
    })
}
