//! What people did in meetings between two instants, for the house's numbers: who held how many for how long, and who
//! was admitted. Nothing sealed is opened for it.

mod store;

use ground::{Ctx, Fault, MeetingId, PersonId, Timestamp};
use std::collections::HashMap;
use yard::statistic::{Deed, Gathering};

/// A meeting as it counts.
pub(super) struct Held {
    pub id: MeetingId,
    pub host: PersonId,
    pub org: Option<ground::OrgId>,
    pub started_at: Timestamp,
    pub ended_at: Timestamp,
}

/// Deeds of meetings that ended between two instants.
pub(crate) fn deeds(cx: &mut Ctx, from: Timestamp, until: Timestamp) -> Gathering<'_> {
    Box::pin(gather(cx, from, until))
}

async fn gather(cx: &mut Ctx, from: Timestamp, until: Timestamp) -> Result<Vec<Deed>, Fault> {
    let meetings = store::ended_between(cx, from, until).await?;
    let of: HashMap<MeetingId, Option<ground::OrgId>> =
        meetings.iter().map(|meeting| (meeting.id, meeting.org)).collect();
    let mut deeds: Vec<Deed> = meetings
        .iter()
        .map(|meeting| Deed {
            person: meeting.host,
            org: meeting.org,
            held: 1,
            minutes: minutes(meeting.started_at, meeting.ended_at),
            written: 0,
        })
        .collect();
    for (meeting, person) in store::admitted_between(cx, from, until).await? {
        let org = of.get(&meeting).copied().flatten();
        deeds.push(Deed { person, org, held: 0, minutes: 0, written: 0 });
    }
    Ok(deeds)
}

/// Minutes that were begun.
fn minutes(from: Timestamp, until: Timestamp) -> u32 {
    u32::try_from(until.since(from).as_secs().div_ceil(60)).unwrap_or(u32::MAX)
}
