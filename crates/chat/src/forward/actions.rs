//! What people do: carry on what was said.

use ground::{Person, PersonId};
use std::collections::HashMap;
use yard::House;

use crate::conversation::{ConversationId, names};
use crate::log::body::{Body, Forwarded, PASSED_MAX, Passed};
use crate::log::{self, Chat, Found, Refusal, Wish};

/// Conversations into which one act carries, at most.
const TARGETS_MAX: usize = 20;
/// Messages that one act writes, at most.
const WRITTEN_MAX: usize = 200;
/// Characters of one record, at most.
const RECORD_MAX: usize = 100_000;

/// What somebody wants carried on, and where to.
pub(super) struct Carry<'a> {
    pub from: ConversationId,
    pub seqs: &'a [i64],
    pub to: &'a [ConversationId],
    pub as_record: bool,
    pub mark: &'a str,
}

/// Carries messages on; each is durable when this returns.
pub(super) async fn carry(
    house: &House,
    chat: &Chat,
    who: Person,
    carry: Carry<'_>,
) -> Result<Vec<(ConversationId, i64)>, Refusal> {
    let Carry { from, seqs, to, as_record, mark } = carry;
    let written = if as_record { to.len() } else { to.len() * seqs.len() };
    let is_fit = (1..=PASSED_MAX).contains(&seqs.len())
        && (1..=TARGETS_MAX).contains(&to.len())
        && written <= WRITTEN_MAX;
    let mut view = house.db.view().await?;
    log::permits(&mut view, who, "message.read", from).await?;
    if !is_fit {
        return Err(Refusal::Bound);
    }
    for id in to {
        log::permits(&mut view, who, "message.send", *id).await?;
    }
    drop(view);
    let bodies = bodies(house, who, from, seqs, as_record).await?;
    let mut carried = Vec::with_capacity(written);
    for id in to {
        for (number, body) in bodies.iter().enumerate() {
            let own = format!("{mark}-{number}");
            let wish = Wish::Say { body: body.clone(), reply_to: None, topic: None };
            let written = log::write_message(house, chat, who, *id, (&own, wish)).await?;
            carried.push((*id, written.seq));
        }
    }
    Ok(carried)
}

/// What is written: the messages in the order in which they were said.
async fn bodies(
    house: &House,
    who: Person,
    from: ConversationId,
    seqs: &[i64],
    as_record: bool,
) -> Result<Vec<Body>, Refusal> {
    let mut seqs = seqs.to_vec();
    seqs.sort_unstable();
    seqs.dedup();
    let places: Vec<(ConversationId, i64)> = seqs.iter().map(|seq| (from, *seq)).collect();
    let found = log::said_at(house, who, &places).await?;
    if found.len() != seqs.len() {
        return Err(Refusal::MessageUnknown);
    }
    if found.iter().any(|one| !one.body.files.is_empty()) {
        return Err(Refusal::FilesStay);
    }
    let writers: Vec<PersonId> = found.iter().map(|one| one.event.actor).collect();
    let names = names(house, who, &writers).await?;
    if !as_record {
        return Ok(found.into_iter().map(|one| single(one, &names)).collect());
    }
    let items: Vec<Passed> = found.into_iter().flat_map(|one| passed(one, &names)).collect();
    let size: usize = items.iter().map(|item| item.text.chars().count()).sum();
    if items.len() > PASSED_MAX || size > RECORD_MAX {
        return Err(Refusal::Bound);
    }
    Ok(vec![Body { forwarded: Some(Forwarded { items, record: true }), ..Body::default() }])
}

/// A message by itself: it says the same, and that it was passed on.
fn single(found: Found, names: &HashMap<PersonId, String>) -> Body {
    if found.body.forwarded.is_some() {
        return Body { mentions: Vec::new(), all: false, ..found.body };
    }
    let items = passed(found, names);
    Body { forwarded: Some(Forwarded { items, record: false }), ..Body::default() }
}

/// As an item of a record; a record within it is taken apart.
fn passed(Found { event, body }: Found, names: &HashMap<PersonId, String>) -> Vec<Passed> {
    if let Some(forwarded) = body.forwarded {
        return forwarded.items;
    }
    let program = body.program.map(|program| program.name);
    let name = program.or_else(|| names.get(&event.actor).cloned()).unwrap_or_default();
    vec![Passed { name, at: event.at, text: body.text, card: body.card }]
}
