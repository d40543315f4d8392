//! Listens to the media engine: who came, who went. One task, ended by its owner.

use ground::bus::Subject;
use ground::{Clock, Ctx, Fault, MeetingId, OwnedTask, Timestamp, monotonic};
use sfu::Event;
use std::time::{Duration, Instant};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;
use yard::House;
use yard::consent::Changed;

use super::{actions, rules, store};
use crate::media::{Media, SELFTEST_LIFE, meeting_of};
use crate::meeting::{self, Participant};
use crate::{frozen, sending};

/// How often the record is held against who is there.
const ROUND: Duration = Duration::from_secs(30);
/// After a start, whoever was there before has so long to come back to the same stay.
const SETTLED: Duration = Duration::from_secs(120);
/// Open meetings looked at in one go.
const PAGE: i64 = 500;

/// Begins to listen. What a fall left open is mended first. When it ends, stays go on: whoever comes back after the restart
/// comes back to the same one.
pub fn listen(house: House, media: Media) -> OwnedTask {
    let ear = Ear { house, media, began: monotonic() };
    OwnedTask::spawn("listening to meetings", |stopped| ear.listen(stopped))
}

struct Ear {
    house: House,
    media: Media,
    began: Instant,
}

impl Ear {
    async fn listen(self, mut stopped: watch::Receiver<bool>) {
        let mut events = self.media.events();
        let mut consents = self.house.db.bus().listen(Subject::Consents);
        let mut freezes = self.house.db.bus().listen(Subject::Freezes);
        let mut rounds = tokio::time::interval(ROUND);
        loop {
            let outcome = tokio::select! {
                _ = stopped.changed() => break,
                _ = rounds.tick() => self.round().await,
                note = consents.recv() => match Changed::heard(&note) {
                    Some(change) => sending::changed(&self.house, &self.media, change).await,
                    None => Ok(()),
                },
                // A hint that was missed is no different: everybody who is frozen is looked for.
                _ = freezes.recv() => frozen::put_out(&self.house, &self.media).await,
                event = events.recv() => match event {
                    Ok(event) => self.hear(event).await,
                    Err(RecvError::Lagged(_)) => self.round().await,
                    Err(RecvError::Closed) => break,
                },
            };
            if let Err(fault) = outcome {
                tracing::error!(fault = %fault.chain(), "noting who came and went");
            }
        }
        // Who is there now was there until now, should nobody come back.
        if let Err(fault) = self.round().await {
            tracing::error!(fault = %fault.chain(), "noting who is there at the end");
        }
    }

    async fn hear(&self, event: Event) -> Result<(), Fault> {
        match event {
            Event::Joined { room, identity, at_unix_ms } => match meeting_of(&room) {
                Some(meeting) => self.joined(meeting, &identity, self.house_time(at_unix_ms)).await,
                None => Ok(()),
            },
            Event::Left { room, identity, at_unix_ms, .. } => match meeting_of(&room) {
                Some(meeting) => self.left(meeting, &identity, self.house_time(at_unix_ms)).await,
                None => Ok(()),
            },
            Event::RoomEnded { room } => match meeting_of(&room) {
                Some(meeting) => self.mend(meeting, true).await,
                None => Ok(()),
            },
        }
    }

    /// The engine's clock is the system's; the house's may have been moved.
    fn house_time(&self, unix_ms: i64) -> Timestamp {
        let then = Timestamp::from_micros(unix_ms.saturating_mul(1_000));
        self.house.clock.now().minus(Clock::system().now().since(then))
    }

    async fn joined(&self, id: MeetingId, identity: &str, at: Timestamp) -> Result<(), Fault> {
        let mut cx = self.house.db.begin().await?;
        let is_open =
            meeting::store::lock(&mut cx, id).await?.is_some_and(|meeting| meeting.ended_at.is_none());
        let participant = meeting::store::by_identity(&mut cx, id, identity).await?;
        let mut participant = participant.filter(|one| one.removed_at.is_none());
        if let Some(one) = &participant
            && yard::freeze::stands(&mut cx, one.person).await?
        {
            participant = None;
        }
        match participant {
            // A token outlives the meeting; whoever comes by it after the end finds a room that closes.
            _ if !is_open => {
                drop(cx);
                self.media.close(id).await;
            }
            // And it outlives being put out, when the room was made anew since, and a freeze.
            None => {
                drop(cx);
                self.media.remove(id, identity).await;
            }
            Some(participant) => {
                actions::came(&mut cx, &self.house, &participant, at).await?;
                cx.commit().await?;
            }
        }
        Ok(())
    }

    async fn left(&self, id: MeetingId, identity: &str, at: Timestamp) -> Result<(), Fault> {
        let mut cx = self.house.db.begin().await?;
        if let Some(participant) = open_participant(&mut cx, id, identity).await? {
            actions::went(&mut cx, &self.house, &participant, at).await?;
            cx.commit().await?;
        }
        Ok(())
    }

    /// Holds the record of every open meeting against who is there, and ends self-tests that are over.
    async fn round(&self) -> Result<(), Fault> {
        let settled = monotonic().duration_since(self.began) > SETTLED;
        let mut after = [0; 16];
        loop {
            let mut view = self.house.db.view().await?;
            let page = meeting::store::open_after(&mut view, after, PAGE).await?;
            drop(view);
            let Some(last) = page.last() else { break };
            after = last.bytes();
            for meeting in page {
                self.mend(meeting, settled).await?;
            }
        }
        let begun = Clock::system().now().minus(SELFTEST_LIFE).micros() / 1_000;
        self.media.end_selftests(begun).await;
        Ok(())
    }

    async fn mend(&self, id: MeetingId, settled: bool) -> Result<(), Fault> {
        let there = self.media.present(id).await;
        let mut view = self.house.db.view().await?;
        let open = store::open_of(&mut view, id).await?;
        drop(view);
        if open.is_empty() && there.is_empty() {
            return Ok(());
        }
        let known: Vec<&str> = open.iter().map(|stay| stay.identity.as_str()).collect();
        let present: Vec<&str> = there.iter().map(|one| one.identity.as_str()).collect();
        let mending = rules::mend(&known, &present, settled);
        for identity in &mending.missed {
            let came = there.iter().find(|one| one.identity == *identity).map(|one| one.joined_at_unix_ms);
            self.joined(id, identity, self.house_time(came.unwrap_or_default())).await?;
        }
        let mut cx = self.house.db.begin().await?;
        for identity in &mending.lost {
            let seen = open.iter().find(|stay| stay.identity == *identity).map(|stay| stay.seen_at);
            if let (Some(seen), Some(participant)) = (seen, open_participant(&mut cx, id, identity).await?) {
                actions::went(&mut cx, &self.house, &participant, seen).await?;
            }
        }
        if mending.seen.len() == known.len() {
            store::all_seen(&mut cx, id).await?;
        } else {
            for identity in &mending.seen {
                store::seen(&mut cx, id, identity).await?;
            }
        }
        cx.commit().await
    }
}

/// A participant of a meeting that goes on; what is over keeps its record as it ended.
async fn open_participant(cx: &mut Ctx, id: MeetingId, identity: &str) -> Result<Option<Participant>, Fault> {
    let is_open = meeting::store::lock(cx, id).await?.is_some_and(|meeting| meeting.ended_at.is_none());
    if is_open { meeting::store::by_identity(cx, id, identity).await } else { Ok(None) }
}
