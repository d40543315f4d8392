//! Somebody of a home speaks with the property's desk: his page and the phones of the desk, over a room of the media engine.
//! Nothing of it is kept.

use ground::bus::Subject;
use ground::{Because, Fault, Person, PersonId, Timestamp};
use policy::Purpose;
use serde_json::json;
use sfu::{Seat, SeatSends, SeatSound, fresh_identity};
use sip::sdp::{Audio, Want};
use sip::{CallId, Dial, Target};
use tokio::sync::oneshot;
use yard::{House, consent};

use super::live::Duty;
use super::{DutyId, Intercom, Refusal, carrying, rules};
use crate::household;
use crate::place::{Home, HomeId, store as places};
use crate::station::store as stations;

/// Who the desk is in the room.
const DESK: &str = "desk";
/// What a phone of the desk and a browser both speak.
const SPOKEN: SeatSends = SeatSends { sound: Some(SeatSound::Pcma), picture: false };

/// The home that somebody calls from, and the accounts of the desk's phones that are there.
async fn permits(
    house: &House,
    intercom: &Intercom,
    who: Person,
    home: HomeId,
) -> Result<(Home, Vec<String>), Refusal> {
    let mut view = house.db.view().await?;
    let (rows, now) = (household::store::of_home(&mut view, home).await?, view.now());
    if !rows.iter().any(|one| one.person == Some(who.person) && one.lives(now)) {
        return Err(Refusal::Home);
    }
    view.permit(who, "home.read", &household::resource(home, &rows, now))?;
    let home = places::find(&mut view, home).await?.ok_or(Refusal::Home)?;
    let node = intercom.node().ok_or(Refusal::Off)?;
    if consent::store::is_declined(&mut view, who.person, Purpose::Call).await? {
        return Err(Refusal::Mute);
    }
    let phones = stations::of_desk(&mut view, home.org).await?.into_iter().map(|phone| phone.account);
    let there: Vec<String> = phones.filter(|account| !node.registered(account).is_empty()).collect();
    if there.is_empty() { Err(Refusal::Nobody) } else { Ok((home, there)) }
}

/// Calls the desk of the caller's own community; gives what opens the room. Whatever he had open with it ends.
pub(super) async fn call(
    house: &House,
    intercom: &Intercom,
    who: Person,
    home: HomeId,
) -> Result<(DutyId, String), Refusal> {
    let (home, accounts) = permits(house, intercom, who, home).await?;
    let lines = intercom.lines().ok_or(Refusal::Off)?;
    for id in of_person(intercom, who.person) {
        over(house, intercom, id, None).await;
    }
    let id = DutyId::fresh(&house.clock);
    let is_full = intercom.duties().len() >= rules::CALLS_MAX;
    if is_full || !intercom.media().open(id).await {
        return Err(Refusal::Nobody);
    }
    let seat = match intercom.media().seat(id, DESK, SPOKEN).await {
        Ok(seat) => seat,
        Err(no) => {
            intercom.media().close(id).await;
            return Err(Fault::caused("taking the desk's seat", no).into());
        }
    };
    begun(house, intercom, (id, who.person), seat);
    let dial = Dial {
        targets: accounts.into_iter().map(Target::Account).collect(),
        // The desk sees which home it is.
        shown: rules::dialled(&home.number).unwrap_or_else(|| "home".into()),
        want: Want { audio: vec![Audio::Pcma], video: None },
        patience: rules::RINGS,
    };
    let legs = lines.node.dial(dial).await.unwrap_or_default();
    let early = intercom.duties().get_mut(&id).map(|duty| {
        duty.legs.clone_from(&legs);
        std::mem::take(&mut duty.early)
    });
    let (false, Some(early)) = (legs.is_empty(), early) else {
        over(house, intercom, id, None).await;
        return Err(Refusal::Nobody);
    };
    for leg in early {
        answered(house, intercom, leg);
    }
    let identity = fresh_identity().because("no randomness")?;
    Ok((id, intercom.media().token(id, &identity, true)))
}

fn of_person(intercom: &Intercom, person: PersonId) -> Vec<DutyId> {
    intercom.duties().iter().filter(|(_, duty)| duty.person == person).map(|(id, _)| *id).collect()
}

/// It is open; what carries its sound waits for whoever answers.
fn begun(house: &House, intercom: &Intercom, (id, person): (DutyId, PersonId), seat: Seat) {
    let (answer, answered) = oneshot::channel();
    let begun_at = house.clock.now();
    let (legs, early) = Default::default();
    let duty = Duty { person, legs, early, begun_at, answered_at: None, answer: Some(answer) };
    intercom.duties().insert(id, duty);
    let own = intercom.clone();
    intercom.carry(async move {
        // Where nobody answers, the seat is given up with this.
        if let Ok(leg) = answered.await {
            carrying::carry(&own, leg, seat).await;
        }
    });
}

/// The page of whoever called hears what became of it.
fn changed(house: &House, person: PersonId, (id, state): (DutyId, &str)) {
    let body = json!({ "duty": id, "state": state });
    let frame = json!({ "topic": "intercom", "kind": "duty.changed", "body": body });
    house.db.bus().pass(Subject::Person(person), &frame.to_string());
}

/// A phone of the desk was taken off.
pub(super) fn answered(house: &House, intercom: &Intercom, leg: CallId) {
    let mut duties = intercom.duties();
    let Some((id, duty)) = duties.iter_mut().find(|(_, duty)| duty.legs.contains(&leg)) else {
        for duty in duties.values_mut().filter(|duty| duty.legs.is_empty()) {
            duty.early.push(leg);
        }
        return;
    };
    let Some(answer) = duty.answer.take() else { return };
    duty.answered_at = Some(house.clock.now());
    duty.legs = vec![leg];
    // What carries is gone only where the house ends.
    answer.send(leg).ok();
    changed(house, duty.person, (*id, "answered"));
}

/// A phone of the desk stopped; with the last of them, or the one that had it, it is over.
pub(super) async fn ended(house: &House, intercom: &Intercom, leg: CallId) {
    let last = {
        let mut duties = intercom.duties();
        let Some((id, duty)) = duties.iter_mut().find(|(_, duty)| duty.legs.contains(&leg)) else { return };
        duty.legs.retain(|other| *other != leg);
        duty.legs.is_empty().then_some(*id)
    };
    if let Some(id) = last {
        over(house, intercom, id, Some(leg)).await;
    }
}

/// Ends one. `ended` is the leg that ended by itself.
async fn over(house: &House, intercom: &Intercom, id: DutyId, ended: Option<CallId>) {
    let Some(duty) = intercom.duties().remove(&id) else { return };
    if let Some(node) = intercom.node() {
        for leg in duty.legs.iter().filter(|leg| ended != Some(**leg)) {
            // One that is over already is what is wanted.
            node.hangup(*leg).await.ok();
        }
    }
    intercom.media().close(id).await;
    changed(house, duty.person, (id, "over"));
}

/// Whoever called hangs up.
pub(super) async fn end(house: &House, intercom: &Intercom, who: Person, id: DutyId) -> Result<(), Refusal> {
    let view = house.db.view().await?;
    view.permit(who, "me.read", &yard::access::account_of(who.person))?;
    drop(view);
    if !of_person(intercom, who.person).contains(&id) {
        return Err(Refusal::Unknown);
    }
    over(house, intercom, id, None).await;
    Ok(())
}

/// Ends what rang or lasted long enough.
pub(super) async fn round(house: &House, intercom: &Intercom, now: Timestamp) {
    let is_due = |duty: &Duty| match duty.answered_at {
        Some(at) => at.plus(rules::LASTS) <= now,
        None => duty.begun_at.plus(rules::RINGS) <= now,
    };
    let due: Vec<DutyId> =
        intercom.duties().iter().filter(|(_, duty)| is_due(duty)).map(|(id, _)| *id).collect();
    for id in due {
        over(house, intercom, id, None).await;
    }
}

/// Ends all: the house closes.
pub(super) async fn end_all(house: &House, intercom: &Intercom) {
    let open: Vec<DutyId> = intercom.duties().keys().copied().collect();
    for id in open {
        over(house, intercom, id, None).await;
    }
}
