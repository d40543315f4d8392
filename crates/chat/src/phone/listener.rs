//! Listens to what happens in telephone calls, and holds them against the clock. One task, ended by its owner.

use ground::bus::Subject;
use ground::{Fault, OwnedTask, PersonId};
use policy::Purpose;
use sip::{Events, Node};
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};
use yard::House;
use yard::consent::{self, Changed};
use yard::org::store as orgs;

use super::live::Line;
use super::media::Media;
use super::{PhoneId, Phones, calling, ending, rules, store};

/// How often calls are held against the clock.
const ROUND: Duration = Duration::from_millis(500);
/// In each of so many rounds it is asked who still belongs to the organisation: every five seconds.
const BELONGING: u32 = 10;

/// Starts the telephones at a node with a trunk; without one, or where the settings let nothing be dialled, there are none,
/// and nothing runs. Whoever started the node ends it, after this.
///
/// # Errors
/// A fault where the database does not answer.
pub async fn start(
    house: &House,
    line: Option<(Arc<Node>, String)>,
    media: sfu::Handle,
) -> Result<(Phones, Option<OwnedTask>), Fault> {
    let media = Media::new(media);
    // Also where there are no telephones any longer: what was open when the house fell is over.
    let mut cx = house.db.begin().await?;
    store::cut_off(&mut cx).await?;
    cx.commit().await?;
    let line = line.filter(|_| !house.config.sip.dial_prefixes.is_empty());
    let Some((node, trunk)) = line else { return Ok((Phones::new(None, media), None)) };
    let (booth, events) = node.booth();
    let phones = Phones::new(Some(Line { node, booth, trunk }), media);
    let ear = Ear { house: house.clone(), phones: phones.clone() };
    let task = OwnedTask::spawn("listening to telephones", |stopped| ear.listen(events, stopped));
    Ok((phones, Some(task)))
}

struct Ear {
    house: House,
    phones: Phones,
}

impl Ear {
    async fn listen(self, mut events: Events, mut stopped: watch::Receiver<bool>) {
        let mut consents = self.house.db.bus().listen(Subject::Consents);
        let mut rounds = interval(ROUND);
        rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut turn = 0_u32;
        loop {
            let outcome = tokio::select! {
                _ = stopped.changed() => break,
                _ = rounds.tick() => {
                    turn = turn.wrapping_add(1);
                    self.round(turn.is_multiple_of(BELONGING)).await
                }
                note = consents.recv() => match Changed::heard(&note) {
                    Some(change) => self.consent(change).await,
                    None => Ok(()),
                },
                event = events.next() => match event {
                    Some(event) => calling::heard(&self.house, &self.phones, event).await,
                    None => break,
                },
            };
            if let Err(fault) = outcome {
                tracing::error!(fault = %fault.chain(), "hearing a telephone");
            }
        }
        for id in self.open() {
            if let Err(fault) = ending::end(&self.house, &self.phones, id).await {
                tracing::error!(fault = %fault.chain(), "ending a telephone call");
            }
        }
        self.phones.settle().await;
    }

    fn open(&self) -> Vec<PhoneId> {
        self.phones.open().calls.iter().map(|live| live.id).collect()
    }

    /// Ends what lasted too long, whose beginner is gone, or whose account was frozen; now and then it puts those out who do not
    /// belong any longer.
    async fn round(&self, asks: bool) -> Result<(), Fault> {
        for id in self.open() {
            let there = self.phones.media().present(id).await;
            let now = self.house.clock.now();
            let is_over = self.phones.change(id, |live| {
                let owner = live.owner;
                let is_there = |(person, seat): &(_, String)| *person == owner && there.contains(seat);
                if live.seats.iter().any(is_there) {
                    live.seen_at = now;
                }
                let is_held = self.house.vault.held(owner).is_some();
                is_held || rules::is_due(now, live.begun_at, live.seen_at)
            });
            if is_over == Some(true) {
                ending::end(&self.house, &self.phones, id).await?;
            } else if asks {
                self.belonging(id).await?;
            }
        }
        Ok(())
    }

    /// Puts those out of a call who left its organisation meanwhile, or whose accounts were frozen; with its beginner it ends.
    async fn belonging(&self, id: PhoneId) -> Result<(), Fault> {
        let found = self.phones.change(id, |live| {
            let seated = live.seats.iter().map(|seat| seat.0);
            let people = live.people.iter().copied().chain(seated).chain([live.owner]);
            (live.org, live.owner, people.collect::<HashSet<PersonId>>())
        });
        let Some((org, owner, people)) = found else { return Ok(()) };
        let mut gone = Vec::new();
        let mut view = self.house.db.view().await?;
        for person in people {
            let is_held = self.house.vault.held(person).is_some();
            if is_held || orgs::role_of(&mut view, org, person).await?.is_none() {
                gone.push(person);
            }
        }
        drop(view);
        if gone.contains(&owner) {
            return ending::end(&self.house, &self.phones, id).await;
        }
        if gone.is_empty() {
            return Ok(());
        }
        let seats = self.phones.change(id, |live| {
            live.people.retain(|person| !gone.contains(person));
            let all = std::mem::take(&mut live.seats);
            let (theirs, others) = all.into_iter().partition(|seat| gone.contains(&seat.0));
            live.seats = others;
            theirs
        });
        let seats: Vec<(PersonId, String)> = seats.unwrap_or_default();
        for (_, seat) in seats {
            // What opened the room for him opens it no longer.
            self.phones.media().remove(id, &seat).await;
        }
        ending::changed(&self.house, &self.phones, id);
        Ok(())
    }

    /// A consent was given or is gone: whoever is in a call is heard from now on, or no longer.
    async fn consent(&self, change: Changed) -> Result<(), Fault> {
        if change.purpose != Purpose::Call {
            return Ok(());
        }
        let mut view = self.house.db.view().await?;
        let speaks = !consent::store::is_declined(&mut view, change.person, Purpose::Call).await?;
        drop(view);
        let seats: Vec<(PhoneId, String)> = {
            let open = self.phones.open();
            let of = open.calls.iter().flat_map(|live| live.seats.iter().map(|seat| (live.id, seat)));
            of.filter(|(_, seat)| seat.0 == change.person).map(|(id, seat)| (id, seat.1.clone())).collect()
        };
        for (id, seat) in seats {
            self.phones.media().allow(id, &seat, speaks).await;
        }
        Ok(())
    }
}
