//! What a keeper reads of a conversation to which somebody let him: what people said, and which files they sent.

use ground::{PersonId, Timestamp};
use std::collections::HashMap;
use vault::Look;
use yard::House;

use super::views::{PAGE_MAX, latest_of, opened};
use super::{Body, Event, Kind, Refusal, store};
use crate::block::Unheard;
use crate::conversation::{self, ConversationId};
use crate::file::{self, FileView};
use crate::hold;

/// A message as a keeper sees it: under the id of who wrote it.
pub(crate) struct Inspected {
    pub seq: i64,
    pub by: PersonId,
    pub at: Timestamp,
    /// What it says now; nothing where it is gone.
    pub text: Option<String>,
    pub files: Vec<FileView>,
    /// Whether it was taken back, or is over, and stands here because it is held.
    pub is_withheld: bool,
}

/// A page of messages before a number, in order. Each that opens is a leaf. Whose account is closed or restricted, or waits, is
/// read by a case alone.
pub(crate) async fn inspected(
    house: &House,
    look: &Look<'_>,
    (id, by_case): (ConversationId, bool),
    (before, limit): (i64, u32),
) -> Result<Vec<Inspected>, Refusal> {
    let mut view = house.db.view().await?;
    let conversation = conversation::store::find(&mut view, id).await?.ok_or(Refusal::Unknown)?;
    let last = conversation.last_seq;
    let between = (0, last.min(before.saturating_sub(1)));
    let limit = (i64::from(limit.clamp(1, PAGE_MAX)), true);
    let mut events = store::between(&mut view, id, between, limit).await?;
    let (Some(begin), Some(end)) = (events.first(), events.last()) else { return Ok(Vec::new()) };
    let span = (begin.seq, end.seq);
    let edits = store::edits(&mut view, id, span, last).await?;
    drop(view);
    let mut latest = latest_of(edits, &Unheard::default());
    events.retain(|event| event.kind == Kind::Message);
    let mut said = Vec::with_capacity(events.len());
    for event in &mut events {
        let edit = latest.remove(&event.seq).and_then(|edit| edit.body);
        let is_shown = by_case || house.vault.held(event.actor).is_none();
        said.push(edit.or(event.body.take()).filter(|_| is_shown));
    }
    let bodies = opened(look, &said).await?;
    let mut files: HashMap<i64, Vec<FileView>> = file::inspected(house, look, id, span).await?;
    let mut withheld = hold::withheld(house, look, id, span).await?;
    let shown = |(event, body): (Event, Option<Body>)| {
        let is_shown = by_case || house.vault.held(event.actor).is_none();
        let kept = withheld.remove(&event.seq).filter(|_| is_shown && body.is_none());
        let is_withheld = kept.is_some();
        let body = body.or(kept);
        Inspected {
            seq: event.seq,
            by: event.actor,
            at: event.at,
            files: files.remove(&event.seq).filter(|_| body.is_some()).unwrap_or_default(),
            text: body.map(|body| body.told()),
            is_withheld,
        }
    };
    Ok(events.into_iter().zip(bodies).map(shown).collect())
}
