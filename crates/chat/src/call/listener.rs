//! Listens to the media engine: who came into a call, who fell out of it. One task, ended by its owner.

use ground::bus::Subject;
use ground::{Fault, OwnedTask, Timestamp};
use sfu::Event;
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;
use yard::House;
use yard::consent::Changed;

use super::media::call_of;
use super::rules::{Outcome, State};
use super::{Call, CallId, Calls, Refusal, actions, changes, ending, store};
use crate::conversation::store as conversations;

/// How often calls are held against who is in their rooms.
const ROUND: Duration = Duration::from_secs(15);
/// Whoever has a place in a call and is not seen in its room for so long is not in it.
const AWAY: Duration = Duration::from_secs(60);
/// Open calls looked at in one go.
const PAGE: i64 = 500;

/// Begins to listen. Calls that a fall or a restart cut off are ended first: their rooms are gone.
pub fn listen(house: House, calls: Calls) -> OwnedTask {
    let began = house.clock.now();
    OwnedTask::spawn("listening to calls", |stopped| Ear { house, calls }.listen(began, stopped))
}

struct Ear {
    house: House,
    calls: Calls,
}

impl Ear {
    async fn listen(self, began: Timestamp, mut stopped: watch::Receiver<bool>) {
        let mut events = self.calls.media.events();
        let mut freezes = self.house.db.bus().listen(Subject::Freezes);
        let mut consents = self.house.db.bus().listen(Subject::Consents);
        let mut rounds = tokio::time::interval(ROUND);
        let mut outcome = self.cut_off(began).await;
        loop {
            if let Err(refusal) = &outcome {
                tracing::error!(%refusal, "noting who is in a call");
            }
            outcome = tokio::select! {
                _ = stopped.changed() => break,
                _ = rounds.tick() => self.round().await,
                note = consents.recv() => match Changed::heard(&note) {
                    Some(change) => self.consent(change).await,
                    None => Ok(()),
                },
                // A hint that was missed is no different: everybody who is frozen is looked for.
                _ = freezes.recv() => self.freeze().await,
                event = events.recv() => match event {
                    Ok(event) => self.hear(event).await,
                    Err(RecvError::Lagged(_)) => self.round().await,
                    Err(RecvError::Closed) => break,
                },
            };
        }
    }

    /// Ends what rang or ran before this start.
    async fn cut_off(&self, began: Timestamp) -> Result<(), Refusal> {
        for call in self.open().await?.into_iter().filter(|call| call.begun_at <= began) {
            let (outcome, at) = if call.answered_at.is_some() {
                (Outcome::Done, call.seen_at)
            } else {
                (Outcome::Missed, began)
            };
            let mut cx = self.house.db.begin().await?;
            let settled = ending::end(&mut cx, &self.house, &call, (outcome, at)).await?;
            cx.commit().await?;
            ending::tell(&self.house, &call, settled).await?;
        }
        Ok(())
    }

    async fn open(&self) -> Result<Vec<Call>, Fault> {
        let (mut open, mut after) = (Vec::new(), [0; 16]);
        loop {
            let mut view = self.house.db.view().await?;
            let page = store::open_after(&mut view, after, PAGE).await?;
            let Some(last) = page.last() else { return Ok(open) };
            after = last.id.bytes();
            open.extend(page);
        }
    }

    async fn hear(&self, event: Event) -> Result<(), Refusal> {
        match event {
            Event::Joined { room, identity, .. } => match call_of(&room) {
                Some(call) => self.joined(call, &identity).await,
                None => Ok(()),
            },
            Event::Left { room, identity, .. } => match call_of(&room) {
                Some(call) => self.left(call, &identity).await,
                None => Ok(()),
            },
            Event::RoomEnded { .. } => Ok(()),
        }
    }

    async fn joined(&self, id: CallId, identity: &str) -> Result<(), Refusal> {
        let mut view = self.house.db.view().await?;
        let is_open = store::find(&mut view, id).await?.is_some_and(|call| call.ended_at.is_none());
        let is_his = is_open && store::is_of(&mut view, id, identity).await?;
        drop(view);
        // A token outlives the call, and the place in it.
        if !is_open {
            self.calls.media.close(id).await;
        } else if !is_his {
            self.calls.media.remove(id, identity).await;
        }
        Ok(())
    }

    async fn left(&self, id: CallId, identity: &str) -> Result<(), Refusal> {
        // Who came back under the same identity has not left.
        if self.calls.media.present(id).await.iter().any(|one| one == identity) {
            return Ok(());
        }
        let mut view = self.house.db.view().await?;
        let Some(call) = store::find(&mut view, id).await? else { return Ok(()) };
        let parties = store::parties(&mut view, id).await?;
        drop(view);
        let gone = parties.into_iter().find(|one| one.identity.as_deref() == Some(identity));
        match gone {
            Some(gone) => self.went(&call, gone.person).await,
            None => Ok(()),
        }
    }

    async fn went(&self, call: &Call, person: ground::PersonId) -> Result<(), Refusal> {
        let mut view = self.house.db.view().await?;
        let Some(conversation) = conversations::find(&mut view, call.conversation).await? else {
            return Ok(());
        };
        drop(view);
        changes::went(&self.house, &self.calls, (call, conversation.kind), person).await
    }

    /// A consent was given or is gone: what is sent in calls under it ends, or may begin again.
    async fn consent(&self, change: Changed) -> Result<(), Refusal> {
        if change.purpose != policy::Purpose::Call {
            return Ok(());
        }
        let may_send = actions::may_send(&self.house, change.person).await?;
        let mut view = self.house.db.view().await?;
        let seats = store::seats_of(&mut view, change.person).await?;
        drop(view);
        for (call, identity) in seats {
            self.calls.media.allow(call, &identity, may_send).await;
        }
        Ok(())
    }

    /// An account was frozen: whoever is in a call in the name of one that is frozen is there no longer.
    async fn freeze(&self) -> Result<(), Refusal> {
        let mut view = self.house.db.view().await?;
        let seats = store::frozen(&mut view).await?;
        drop(view);
        for (id, person) in seats {
            let Some(call) = store::find(&mut self.house.db.view().await?, id).await? else { continue };
            self.went(&call, person).await?;
        }
        Ok(())
    }

    /// Holds every open call against who is in its room, and closes the rooms of those that are over.
    async fn round(&self) -> Result<(), Refusal> {
        let open = self.open().await?;
        for id in self.calls.media.rooms().await {
            // A room is made before its call is written.
            let mut view = self.house.db.view().await?;
            let call = store::find(&mut view, id).await?;
            drop(view);
            if call.is_some_and(|call| call.ended_at.is_some()) {
                self.calls.media.close(id).await;
            }
        }
        for call in open {
            let there = self.calls.media.present(call.id).await;
            let mut view = self.house.db.view().await?;
            let parties = store::parties(&mut view, call.id).await?;
            drop(view);
            if !there.is_empty() {
                let mut cx = self.house.db.begin().await?;
                store::seen(&mut cx, call.id).await?;
                cx.commit().await?;
            }
            let late = self.house.clock.now().minus(AWAY);
            for one in parties.into_iter().filter(|one| one.state == State::Joined && one.since < late) {
                if one.identity.as_ref().is_none_or(|own| !there.contains(own)) {
                    self.went(&call, one.person).await?;
                }
            }
        }
        Ok(())
    }
}
