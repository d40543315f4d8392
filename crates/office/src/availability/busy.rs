//! When somebody is busy: what he organises, and what he said he comes to.

use ground::{PersonId, Timestamp, View};

use crate::calendar::rules::{Budget, Occurrence, Reply};
use crate::calendar::{Event, Refusal, store as calendars};

/// The times of somebody within a stretch at which he is busy, with their events; they are taken from what one look may have.
pub(super) async fn busy(
    view: &mut View,
    person: PersonId,
    (stretch, budget): ((Timestamp, Timestamp), &mut Budget),
) -> Result<Vec<(Event, Vec<Occurrence>)>, Refusal> {
    let mut events = calendars::of_person(view, person, stretch).await?;
    let roots: Vec<_> = events.iter().map(Event::root).collect();
    let replies = calendars::replies(view, person, &roots).await?;
    let comes = |event: &Event| {
        let reply = replies.iter().find(|(root, _)| *root == event.root()).map(|(_, reply)| *reply);
        event.person == Some(person) || matches!(reply, Some(Reply::Accepted | Reply::Tentative))
    };
    events.retain(|event| !event.is_free && comes(event));
    let mut found = Vec::with_capacity(events.len());
    for event in events {
        let times = budget.times(&event.when, stretch)?;
        found.push((event, times));
    }
    Ok(found)
}
