//! Answering and opening: whoever is first has it, whichever way he comes.

use ground::Fault;
use sip::Digit;
use yard::House;

use super::live::Live;
use super::{By, Intercom, IntercomId, Refusal, ending, store};
use crate::household::{Resident, store as households};
use crate::pass::{self, Kind, PassId, store as passes};
use crate::place::DoorId;
use crate::{agent, station};

/// Answers a call for somebody; the other phones stop, and the visitor is told. Whoever has it already has it.
///
/// `leg` is the telephone that answered; nothing where a page did.
pub(super) async fn answer(
    house: &House,
    intercom: &Intercom,
    id: IntercomId,
    (by, leg): (By, Option<sip::CallId>),
) -> Result<(), Refusal> {
    let (node, live) = (intercom.node().ok_or(Refusal::Off)?, intercom.get(id).ok_or(Refusal::Over)?);
    match live.answered {
        Some((other, ..)) if other == by && leg.is_none() => return Ok(()),
        Some(_) => return Err(Refusal::Elsewhere),
        None => {}
    }
    let mut cx = house.db.begin().await?;
    if !store::answer(&mut cx, id, by).await? {
        return Err(Refusal::Elsewhere);
    }
    cx.commit().await?;
    let now = house.clock.now();
    let taken = intercom.change(id, |live| {
        live.answered = Some((by, leg, now));
        if let Some(leaving) = &live.leaving {
            leaving.taken();
        }
        let others: Vec<sip::CallId> =
            live.legs.keys().copied().filter(|other| Some(*other) != leg).collect();
        // A message that began in this moment took the leg out: it is the call's.
        live.legs = leg.map(|leg| (leg, by)).into_iter().collect();
        (others, live.clone())
    });
    let (others, live) = taken.ok_or(Refusal::Over)?;
    for other in others {
        // One that ended by itself is what is wanted.
        node.hangup(other).await.ok();
    }
    // Where the visitor hung up meanwhile, the next event ends the call.
    node.answer(live.visitor).await.ok();
    if let Some(leg) = leg {
        node.bridge(live.visitor, leg).await.ok();
    }
    ending::changed(house, &live);
    Ok(())
}

/// By what a door opens.
#[derive(Clone, Copy)]
enum Lock {
    /// The box at the door, told in the name of a pass.
    Agent(DoorId, PassId, ::pass::By),
    /// The station itself, by its key.
    Key(Digit),
}

/// What is left to do of an opening that is written.
pub(super) struct Opening {
    live: Live,
    lock: Lock,
}

impl Opening {
    /// Whether it waits for the box at the door.
    pub(super) const fn takes_time(&self) -> bool {
        matches!(self.lock, Lock::Agent(..))
    }

    /// Does it. Where the door did not open, nothing stands written, and it may be tried again.
    pub(super) async fn act(self, house: &House, intercom: &Intercom) -> Result<(), Refusal> {
        let done = match self.lock {
            Lock::Agent(door, pass, by) => {
                pass::ordered(house, door, pass, by).await.map_err(|no| Refusal::Door(no.into()))
            }
            Lock::Key(key) => {
                let node = intercom.node().ok_or(Refusal::Off)?;
                node.press(self.live.visitor, key).await.map_err(|_| Refusal::Over)
            }
        };
        if done.is_err() {
            let mut cx = house.db.begin().await?;
            store::not_opened(&mut cx, self.live.call.id).await?;
            cx.commit().await?;
        }
        ending::changed(house, &self.live);
        done
    }
}

/// Opens the door of a call, once in it. Whoever opens before anybody answered has answered.
pub(super) async fn open(house: &House, intercom: &Intercom, id: IntercomId, by: By) -> Result<(), Refusal> {
    written(house, intercom, id, (by, ::pass::By::App)).await?.act(house, intercom).await
}

/// Writes the opening down before it is done: a door never opens unseen.
async fn written(
    house: &House,
    intercom: &Intercom,
    id: IntercomId,
    (by, way): (By, ::pass::By),
) -> Result<Opening, Refusal> {
    let live = intercom.get(id).ok_or(Refusal::Over)?;
    let lock = lock(house, &live, (by, way)).await?;
    if live.answered.is_none() {
        answer(house, intercom, id, (by, None)).await?;
    }
    let mut cx = house.db.begin().await?;
    if !store::open(&mut cx, id, by).await? {
        return Err(Refusal::Opened);
    }
    cx.commit().await?;
    Ok(Opening { live, lock })
}

/// By what this door opens for somebody: the box where one is linked, the station by its own key otherwise.
async fn lock(house: &House, live: &Live, (by, way): (By, ::pass::By)) -> Result<Lock, Refusal> {
    let key = live.station.opens.and_then(Digit::new).map(Lock::Key);
    let station::Place::Door(door) = live.station.place else { return key.ok_or(Refusal::NoLock) };
    if !agent::is_linked(house, door) {
        return key.ok_or(Refusal::NoLock);
    }
    let mut cx = house.db.begin().await?;
    let (pass, by) = match by {
        // Nobody knows who held it: the property gave the phone, and its pass opens.
        By::Phone(_) => (pass::of_desk(house, &mut cx, live.call.org).await?.0, ::pass::By::Staff),
        By::Person(person) => {
            let (rows, now) = (households::of_home_now(&mut cx, live.call.home).await?, cx.now());
            let own =
                rows.iter().find(|one| one.person == Some(person) && super::calling::is_asked(one, now));
            let own = own.ok_or(Refusal::Rights)?;
            let kind = if way == ::pass::By::Telephone { Kind::Telephone } else { Kind::App };
            (pass::ensured(house, &mut cx, own, kind).await?.0, way)
        }
    };
    cx.commit().await?;
    Ok(Lock::Agent(door, pass, by))
}

/// A key was pressed on a telephone: `#` opens where it has the call, and nothing else does anything.
pub(super) async fn pressed(
    house: &House,
    intercom: &Intercom,
    live: &Live,
    (leg, digit): (sip::CallId, Digit),
) -> Result<(), Fault> {
    let Some((by, Some(own), _)) = live.answered else { return Ok(()) };
    if own != leg || digit.sign() != super::rules::OPENS || !may_still(house, live, by).await? {
        return Ok(());
    }
    let opening = match written(house, intercom, live.call.id, (by, ::pass::By::Telephone)).await {
        Ok(opening) => opening,
        Err(refusal) => return said(refusal),
    };
    if !opening.takes_time() {
        return opening.act(house, intercom).await.or_else(said);
    }
    // A door may take seconds to answer, and whoever listens to all calls does not wait for it.
    let (house, own) = (house.clone(), intercom.clone());
    intercom.carry(async move {
        if let Err(fault) = opening.act(&house, &own).await.or_else(said) {
            tracing::error!(fault = %fault.chain(), "opening a door by telephone");
        }
    });
    Ok(())
}

/// Nobody is there to be told: whoever pressed hears nothing, and sees the door.
fn said(refusal: Refusal) -> Result<(), Fault> {
    match refusal {
        Refusal::Opened | Refusal::Over => Ok(()),
        Refusal::Fault(fault) => Err(fault),
        refusal => {
            tracing::warn!(%refusal, "a key on a telephone opened nothing");
            Ok(())
        }
    }
}

/// Whether whoever holds a telephone may open at this moment, and lets it: he may have moved out, or taken his consent or the switch
/// back, since it rang.
async fn may_still(house: &House, live: &Live, by: By) -> Result<bool, Fault> {
    let By::Person(person) = by else { return Ok(true) };
    let mut view = house.db.view().await?;
    let now = view.now();
    let rows = households::of_home(&mut view, live.call.home).await?;
    let own = rows.iter().find(|one| one.person == Some(person) && super::calling::is_asked(one, now));
    let Some(Resident { id, .. }) = own else { return Ok(false) };
    Ok(passes::by_telephone(&mut view, *id, person).await? && house.vault.held(person).is_none())
}
