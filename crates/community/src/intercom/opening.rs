//! Answering and opening: whoever is first has it, whichever way he comes.

use ground::Fault;
use sip::Digit;
use yard::House;

use super::live::Live;
use super::{By, Intercom, IntercomId, Refusal, ending, store};
use crate::pass::{Kind, store as passes};

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
        let others: Vec<sip::CallId> =
            live.legs.keys().copied().filter(|other| Some(*other) != leg).collect();
        live.legs.retain(|other, _| Some(*other) == leg);
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

/// Opens the door of a call, once in it. Whoever opens before anybody answered has answered.
pub(super) async fn open(house: &House, intercom: &Intercom, id: IntercomId, by: By) -> Result<(), Refusal> {
    let node = intercom.node().ok_or(Refusal::Off)?;
    let live = intercom.get(id).ok_or(Refusal::Over)?;
    let key = live.station.opens.and_then(Digit::new).ok_or(Refusal::NoLock)?;
    if live.answered.is_none() {
        answer(house, intercom, id, (by, None)).await?;
    }
    let mut cx = house.db.begin().await?;
    if !store::open(&mut cx, id, by).await? {
        return Err(Refusal::Opened);
    }
    cx.commit().await?;
    // It is written before it is done: a door never opens unseen.
    node.press(live.visitor, key).await.map_err(|_| Refusal::Over)?;
    ending::changed(house, &live);
    Ok(())
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
    match open(house, intercom, live.call.id, by).await {
        Ok(()) | Err(Refusal::Opened | Refusal::Over) => Ok(()),
        Err(Refusal::Fault(fault)) => Err(fault),
        Err(refusal) => {
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
    let rows = crate::household::store::of_home(&mut view, live.call.home).await?;
    let own = rows.iter().find(|one| one.person == Some(person) && super::calling::is_asked(one, now));
    let Some(own) = own else { return Ok(false) };
    let lets = passes::of_resident(&mut view, own.id).await?;
    Ok(lets.iter().any(|one| one.kind == Kind::Telephone && one.person == Some(person))
        && house.vault.held(person).is_none()
        && yard::consent::store::stands(&mut view, person, policy::Purpose::DoorByPhone).await?)
}
