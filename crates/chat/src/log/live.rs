//! What goes to open pages the moment it is durable: a hint, and with it what was said, so that nobody has to ask. One frame
//! is written for a conversation, however many hear it.

use ground::{Fault, PersonId};
use policy::{Category, Purpose};
use std::sync::Arc;
use yard::House;

use super::event_view::EventView;
use super::views::Shown;
use super::{Body, Event, Kind};
use crate::block;
use crate::conversation::{Conversation, ConversationId};
use crate::frames::ConversationWent;

/// Bytes of what one frame carries; whoever hears of more asks for it.
const CARRIED_MAX: usize = 32 * 1024;

/// What was said in a conversation by one transaction.
#[derive(Default)]
pub(super) struct Said {
    events: Vec<EventView>,
    authors: Vec<PersonId>,
    /// Something else happened between, or it is too much: the number alone is told.
    is_more: bool,
    bytes: usize,
    has_message: bool,
}

impl Said {
    /// Whether something was said: whoever is away is to hear of it.
    pub(super) const fn has_message(&self) -> bool {
        self.has_message
    }

    /// The next event.
    pub(super) fn add(&mut self, event: &Event, body: Option<Body>) {
        self.has_message |= matches!(event.kind, Kind::Message | Kind::Missed);
        // What files there are, and what they are called, the page of the log says.
        let Some(body) = body.filter(|body| event.kind == Kind::Message && body.files.is_empty()) else {
            self.is_more = true;
            return;
        };
        self.bytes += body.words().len() + body.cipher.as_ref().map_or(0, String::len);
        self.is_more |= self.bytes > CARRIED_MAX;
        if self.is_more {
            return self.events.clear();
        }
        if !self.authors.contains(&event.actor) {
            self.authors.push(event.actor);
        }
        let Event { conversation, seq, id, actor, at, kind, target, topic, .. } = *event;
        let event = Event { target, topic, ..Event::bare(conversation, seq, (id, actor, at), kind) };
        let shown = Shown {
            event,
            body: Some(body),
            edit: None,
            is_recalled: false,
            reactions: Vec::new(),
            files: Vec::new(),
            preview: None,
        };
        self.events.push(shown.into());
    }
}

/// Who is told of what.
pub(crate) struct Told {
    pub conversation: ConversationId,
    /// The newest number.
    pub seq: i64,
    pub(super) said: Said,
    /// Who is in it now, or whose last event it was.
    pub people: Vec<PersonId>,
    /// Whether they went with it: who sees whom is another matter from then on.
    pub(super) is_gone: bool,
}

/// Tells whoever is there now; the log is the truth, and what is missed is asked for.
pub(crate) async fn tell(house: &House, told: Vec<Told>) {
    for Told { conversation, seq, said, people, is_gone } in told {
        if is_gone {
            people.iter().for_each(|person| crate::status::turned(house, *person));
        }
        let bus = house.db.bus();
        let listening = bus.listening(&people);
        if listening == 0 {
            continue;
        }
        let is_carried = carries(house, conversation, (&said, &people), listening).await;
        let body = ConversationWent { conversation, seq, events: is_carried.then_some(said.events) };
        let frame: Arc<str> = crate::hint("conversation.event", &body).into();
        bus.pass_to(&people, &frame);
    }
}

/// Whether what was said may go along; it is counted as delivered then.
async fn carries(
    house: &House,
    conversation: ConversationId,
    (said, people): (&Said, &[PersonId]),
    listening: usize,
) -> bool {
    // Whose account rests says nothing to others meanwhile.
    let rests = said.authors.iter().any(|author| house.vault.held(*author).is_some());
    if said.is_more || said.events.is_empty() || rests {
        return false;
    }
    match is_unheard(house, &said.authors, people).await {
        Ok(false) => {}
        Ok(true) => return false,
        Err(fault) => {
            tracing::warn!(fault = %fault.chain(), "looking who is blocked");
            return false;
        }
    }
    let subject = Conversation::subject(conversation);
    let times = u64::try_from(listening).unwrap_or(u64::MAX);
    let what = (subject, Category::MessageContent);
    match house.vault.pass_on(what, Purpose::Messaging, times).await {
        Ok(()) => true,
        Err(refused) => {
            tracing::debug!(%refused, "what was said is not passed on with its number");
            false
        }
    }
}

/// Whether one of two people does not hear the other. In a group one hears everybody.
async fn is_unheard(house: &House, authors: &[PersonId], people: &[PersonId]) -> Result<bool, Fault> {
    let [one, other] = people else { return Ok(false) };
    let mut view = house.db.glance().await?;
    for author in authors {
        let hearer = if author == one { other } else { one };
        if block::store::blocks(&mut view, *hearer, *author).await? {
            return Ok(true);
        }
    }
    Ok(false)
}
