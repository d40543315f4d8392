//! Listens to the node: who dials, who answered, what was pressed, what ended. One task, ended by its owner.

use ground::{Fault, OwnedTask};
use sip::{Event, Events, Node};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};
use yard::House;

use super::calling::{self, Dialled};
use super::live::Lines;
use super::media::Media;
use super::{Intercom, Outcome, Refusal, duty, ending, leaving, opening, rules, store};
use crate::answering::Voice;
use crate::station::Book;

/// How often calls are held against the clock.
const ROUND: Duration = Duration::from_millis(500);

/// Who may register at a node of the house: its stations.
#[must_use]
pub fn book(house: &House) -> Book {
    Book(house.clone())
}

/// Starts the intercom at a node, with the name of the trunk where there is one; without a node there is none, and nothing
/// runs. Whoever started the node ends it, after this.
///
/// # Errors
/// A fault where the database does not answer.
pub async fn start(
    house: &House,
    node: Option<(Arc<Node>, Events, Option<String>)>,
    media: sfu::Handle,
) -> Result<(Intercom, Option<OwnedTask>), Fault> {
    let media = Media::new(media);
    // Also where there is no intercom any longer: a call that was open when the house fell rings no more.
    let mut cx = house.db.begin().await?;
    store::cut_off(&mut cx).await?;
    cx.commit().await?;
    let Some((node, events, trunk)) = node else {
        return Ok((Intercom::new(None, media, Voice::default()), None));
    };
    let intercom = Intercom::new(Some(Lines { node, trunk }), media, Voice::find().await);
    let ear = Ear { house: house.clone(), intercom: intercom.clone() };
    let task = OwnedTask::spawn("listening to doors", |stopped| ear.listen(events, stopped));
    Ok((intercom, Some(task)))
}

struct Ear {
    house: House,
    intercom: Intercom,
}

impl Ear {
    async fn listen(self, mut events: Events, mut stopped: watch::Receiver<bool>) {
        let mut rounds = interval(ROUND);
        rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let outcome = tokio::select! {
                _ = stopped.changed() => break,
                _ = rounds.tick() => self.round().await,
                event = events.next() => match event {
                    Some(event) => self.hear(event).await,
                    None => break,
                },
            };
            if let Err(fault) = outcome {
                tracing::error!(fault = %fault.chain(), "hearing a call from a door");
            }
        }
        for live in self.intercom.all() {
            if let Err(fault) = self.end(&live, Outcome::Missed, None).await {
                tracing::error!(fault = %fault.chain(), "ending a call from a door");
            }
        }
        duty::end_all(&self.house, &self.intercom).await;
        self.intercom.settle().await;
    }

    async fn end(
        &self,
        live: &super::live::Live,
        outcome: Outcome,
        over: Option<sip::CallId>,
    ) -> Result<(), Fault> {
        ending::end(&self.house, &self.intercom, live.call.id, (outcome, over)).await
    }

    /// Ends what rang long enough, and calls telephones and the desk where nobody answers.
    async fn round(&self) -> Result<(), Fault> {
        let now = self.house.clock.now();
        for live in self.intercom.all() {
            let since = rules::Since {
                answered: live.answered.map(|(_, _, at)| at),
                desk: live.desk_since,
                leaving: live.leaving.as_ref().map(|leaving| leaving.since),
            };
            match rules::due(now, live.call.begun_at, since) {
                rules::Due::Nothing => {}
                rules::Due::Telephones => {
                    calling::telephone(&self.house, &self.intercom, live.call.id, true).await?;
                }
                rules::Due::Desk => {
                    if !calling::desk(&self.house, &self.intercom, live.call.id).await? {
                        self.unanswered(&live).await?;
                    }
                }
                rules::Due::Over => self.unanswered(&live).await?,
            }
        }
        duty::round(&self.house, &self.intercom, now).await;
        Ok(())
    }

    /// Nobody answered, or it lasted long enough: a visitor who may leave a message is asked for one, once.
    async fn unanswered(&self, live: &super::live::Live) -> Result<(), Fault> {
        if live.answered.is_some() {
            return self.end(live, Outcome::Missed, None).await;
        }
        if live.leaving.is_none() && leaving::begin(&self.house, &self.intercom, live).await? {
            return Ok(());
        }
        ending::end_unanswered(&self.house, &self.intercom, live.call.id).await
    }

    async fn hear(&self, event: Event) -> Result<(), Fault> {
        match event {
            Event::Incoming { call, caller, to, offered } => {
                let dialled = Dialled { leg: call, caller: &caller, to: &to, offered };
                let begun = calling::begin(&self.house, &self.intercom, dialled).await;
                let no = match &begun {
                    Ok(Ok(())) => return Ok(()),
                    Ok(Err(no)) => *no,
                    Err(_) => sip::Refusal::Overloaded,
                };
                if let Some(node) = self.intercom.node() {
                    // Who hung up meanwhile needs no answer.
                    node.refuse(call, no).await.ok();
                }
                begun.map(|_| ())
            }
            Event::Answered { call, .. } => self.answered(call).await,
            Event::Digit { call, digit } => match self.intercom.of_leg(call) {
                Some(live) => self.pressed(&live, (call, digit)).await,
                None => Ok(()),
            },
            Event::Ended { call, .. } => self.ended(call).await,
            _ => Ok(()),
        }
    }

    /// A key: a visitor's where he leaves a message, and of whoever has the call otherwise.
    async fn pressed(
        &self,
        live: &super::live::Live,
        (leg, digit): (sip::CallId, sip::Digit),
    ) -> Result<(), Fault> {
        match &live.leaving {
            Some(leaving) if leg == live.visitor && live.answered.is_none() => {
                leaving::pressed(&self.house, &self.intercom, (live, leaving), digit).await
            }
            _ => opening::pressed(&self.house, &self.intercom, live, (leg, digit)).await,
        }
    }

    /// A phone of the home, or somebody's own, was taken off; where another was first, it is hung up.
    async fn answered(&self, leg: sip::CallId) -> Result<(), Fault> {
        let Some(live) = self.intercom.of_leg(leg) else {
            duty::answered(&self.house, &self.intercom, leg);
            return Ok(());
        };
        let Some(by) = live.legs.get(&leg).copied() else { return Ok(()) };
        match opening::answer(&self.house, &self.intercom, live.call.id, (by, Some(leg))).await {
            Ok(()) => Ok(()),
            Err(Refusal::Fault(fault)) => Err(fault),
            Err(_) => {
                if let Some(node) = self.intercom.node() {
                    node.hangup(leg).await.ok();
                }
                Ok(())
            }
        }
    }

    async fn ended(&self, leg: sip::CallId) -> Result<(), Fault> {
        let Some(live) = self.intercom.of_leg(leg) else {
            duty::ended(&self.house, &self.intercom, leg).await;
            return Ok(());
        };
        let has_it = live.answered.is_some_and(|(_, own, _)| own == Some(leg));
        if leg == live.visitor || has_it {
            return self.end(&live, Outcome::Missed, Some(leg)).await;
        }
        self.intercom.change(live.call.id, |live| live.legs.remove(&leg));
        Ok(())
    }
}
