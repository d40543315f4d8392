//! A conversation from its first word on: pairing, or the link of an agent.

use ::pass::{Call, Request};
use ground::bus::{Note, Subject};
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep_until};
use yard::House;

use super::line::{Ended, Line, written};
use super::link::Link;
use super::links::{Arrival, Links};
use super::pairing;
use super::rules::{self, BEAT, Frame, GREETING, PAUSE, SILENCE};

/// Letters of a first word, at most.
const FIRST_MAX: usize = 1_024;

/// Carries one until it ends.
pub(super) async fn serve(house: House, links: Links, arrival: Arrival) {
    if let Err(ended) = begin(&house, &links, arrival).await {
        match ended {
            Ended::Fault(fault) => tracing::warn!(fault = %fault.chain(), "a link of a door ended"),
            ended => tracing::debug!(%ended, "a link of a door ended"),
        }
    }
}

async fn begin(house: &House, links: &Links, arrival: Arrival) -> Result<(), Ended> {
    let Arrival { mut line, stranger } = arrival;
    let first = line.within(GREETING).await?;
    if first.len() > FIRST_MAX {
        return Err(Ended::Stranger);
    }
    if let Ok(request) = serde_json::from_str::<Request>(&first) {
        let offer = pairing::offer(house, links.invited(), &request).await?.ok_or(Ended::Stranger)?;
        return line.send(written(&offer)?).await;
    }
    let call: Call = serde_json::from_str(&first).map_err(|_| Ended::Stranger)?;
    let link = greeted(house, line, &call).await?;
    drop(stranger);
    carry(house, link).await
}

/// The link of whoever showed that he is the agent of the door.
async fn greeted<'a>(house: &'a House, line: Line, call: &Call) -> Result<Link<'a>, Ended> {
    let mut link = Link::open(house, line, call).await?;
    link.welcome().await?;
    Ok(link)
}

async fn carry(house: &House, mut link: Link<'_>) -> Result<(), Ended> {
    let (door, bus) = (Subject::Person(rules::of_door(link.door())), house.db.bus());
    let mut told = bus.listen(door);
    let mut all = bus.listen(Subject::Person(rules::of_org(link.org())));
    bus.pass(door, &written(&Frame::Begun { link: link.mark() })?);
    link.look(true).await?;
    let mut beat = interval_at(Instant::now() + BEAT, BEAT);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut silent_at, mut due) = (Instant::now() + SILENCE, None);
    loop {
        let next = due.unwrap_or(silent_at);
        tokio::select! {
            text = link.hear() => {
                silent_at = Instant::now() + SILENCE;
                if link.heard(&text?).await? {
                    due = Some(soon(&link));
                }
            }
            note = told.recv() => match note {
                Note::Passing(frame) => link.told(&frame).await?,
                Note::New | Note::Missed => due = Some(soon(&link)),
            },
            _ = all.recv() => due = Some(soon(&link)),
            _ = beat.tick() => link.look(true).await?,
            () = sleep_until(next), if due.is_some() => {
                due = None;
                link.look(false).await?;
            }
            () = sleep_until(silent_at) => return Err(Ended::Silent),
        }
    }
}

/// When the list is made next: at once, or a moment after it was made last.
fn soon(link: &Link<'_>) -> Instant {
    Instant::now().max(link.looked_at() + PAUSE)
}
