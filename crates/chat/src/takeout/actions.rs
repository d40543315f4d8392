//! What people do: take a conversation along.

use ground::{Because, Person, PersonId, Timestamp};
use serde::Serialize;
use std::collections::BTreeSet;
use yard::House;

use crate::conversation::{self, ConversationId};
use crate::log::{EventView, Refusal, before, has_words, permits};

/// The format; another number where a field changes its meaning.
pub(crate) const FORMAT: &str = "courtyard-conversation-1";
/// What is signed begins with this line, so that it can be taken for nothing else.
pub(crate) const DOMAIN: &str = "courtyard conversation 1\n";
/// Events of one file.
const EVENTS_MAX: usize = 5_000;
/// Bytes of one file, but for the event with which it passes them.
const BYTES_MAX: usize = 4 << 20;

#[derive(Serialize)]
struct Content<'a> {
    format: &'static str,
    made_at: Timestamp,
    house: String,
    profile: &'a str,
    conversation: ConversationId,
    kind: &'static str,
    name: Option<String>,
    /// For whom it was made.
    by: PersonId,
    /// The number before which there is more that is his to read; null where this is the beginning.
    before: Option<i64>,
    people: Vec<Called>,
    events: Vec<serde_json::Value>,
}

#[derive(Serialize)]
struct Called {
    person: PersonId,
    name: Option<String>,
}

/// A signed file.
pub(super) struct Archive {
    /// The content, as the exact bytes that are signed.
    pub content: String,
    /// The number before which there is more.
    pub before: Option<i64>,
    /// Ed25519 over the domain line and the content.
    pub signature: Vec<u8>,
    /// The key, the one that signs the access log.
    pub key: Vec<u8>,
}

/// Puts together what the caller may read of a conversation, before a number where one is given.
pub(super) async fn make(
    house: &House,
    who: Person,
    id: ConversationId,
    until: Option<i64>,
) -> Result<Archive, Refusal> {
    let mut view = house.db.view().await?;
    let (found, member) = permits(&mut view, who, "conversation.read", id).await?;
    has_words(&found)?;
    let made_at = view.now();
    drop(view);
    let (events, people, first) = events(house, who, id, until).await?;
    let before = first.filter(|first| *first > member.from_seq.max(1));
    let people: Vec<PersonId> = people.into_iter().collect();
    let mut names = conversation::names(house, who, &people).await?;
    let name = conversation::name_of(house, who, &found).await?;
    let called = |person: PersonId| Called { person, name: names.remove(&person) };
    let content = Content {
        format: FORMAT,
        made_at,
        house: house.particulars().legal_name.clone(),
        profile: house.policy.profile(),
        conversation: id,
        kind: found.kind.word(),
        name,
        by: who.person,
        before,
        people: people.into_iter().map(called).collect(),
        events,
    };
    let content = serde_json::to_string(&content).because("writing what is taken along")?;
    let (signature, key) = house.vault.sign(DOMAIN, content.as_bytes())?;
    Ok(Archive { content, before, signature, key })
}

/// The newest events before a number in order, who did them, and the number of the first.
async fn events(
    house: &House,
    who: Person,
    id: ConversationId,
    until: Option<i64>,
) -> Result<(Vec<serde_json::Value>, BTreeSet<PersonId>, Option<i64>), Refusal> {
    let (mut latest, mut people, mut first) = (Vec::new(), BTreeSet::new(), until);
    let mut bytes = 0;
    'pages: loop {
        let page = before(house, who, id, first.unwrap_or(i64::MAX)).await?;
        if page.is_empty() {
            break;
        }
        for one in page.into_iter().rev() {
            people.extend([Some(one.event.actor), one.event.about].into_iter().flatten());
            let seq = one.event.seq;
            let line = serde_json::to_value(EventView::from(one)).because("writing an event")?;
            bytes += line.to_string().len();
            latest.push(line);
            first = Some(seq);
            if latest.len() >= EVENTS_MAX || bytes >= BYTES_MAX {
                break 'pages;
            }
        }
    }
    let first = first.filter(|_| !latest.is_empty());
    latest.reverse();
    Ok((latest, people, first))
}
