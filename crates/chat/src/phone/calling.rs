//! Dialling: each number is written down and recorded by the way out before anything is dialled.

use egress::SendRefused;
use ground::{Because, Fault, OrgId, PersonId};
use sip::sdp::{Audio, Want};
use sip::{CallId, Dial, Event, Target};
use tokio::sync::oneshot;
use vault::Subject;
use yard::House;
use yard::org::Line;

use super::live::LiveLeg;
use super::mixing::{Order, Telephone};
use super::rules::{self, State};
use super::{Leg, LegId, PhoneId, Phones, Refusal, ending, store};

/// Whose call it is: which, for which organisation, and who dials.
pub(super) type Whose = (PhoneId, OrgId, PersonId);

/// Dials these numbers into an open call. Whoever asked for it may go away meanwhile: it is done by a task of its own, so that no
/// telephone rings that nobody knows of.
///
/// # Errors
/// More than somebody may in a day; or that none of them could be dialled, and why.
pub(super) async fn dial(
    house: &House,
    phones: &Phones,
    whose: Whose,
    numbers: Vec<String>,
) -> Result<(), Refusal> {
    let (told, outcome) = oneshot::channel();
    let (house, own) = (house.clone(), phones.clone());
    phones.spawn(async move {
        // Nobody may wait for it any more.
        told.send(dialled(&house, &own, whose, numbers).await).ok();
    });
    outcome.await.because("dialling ended with the house")?
}

async fn dialled(house: &House, phones: &Phones, whose: Whose, numbers: Vec<String>) -> Result<(), Refusal> {
    let legs = written(house, whose, &numbers).await?;
    let rung = phones.change(whose.0, |live| {
        for (leg, number) in legs.iter().zip(&numbers) {
            live.legs.push(LiveLeg {
                id: *leg,
                number: number.clone(),
                call: None,
                state: State::Calling,
                is_muted: false,
                answered_at: None,
                is_dropped: false,
            });
        }
    });
    if rung.is_none() {
        // It ended meanwhile.
        for leg in legs {
            over(house, leg, State::Cancelled).await?;
        }
        return Err(Refusal::Unknown);
    }
    let (mut last, many) = (Ok(()), numbers.len());
    let mut failed = 0;
    for (leg, number) in legs.into_iter().zip(numbers) {
        if let Err(refusal) = one(house, phones, (whose, leg), &number).await {
            failed += 1;
            tracing::warn!(%refusal, "a telephone could not be called");
            if let Err(fault) = given_up(house, phones, (whose.0, leg)).await {
                tracing::error!(fault = %fault.chain(), "giving up a telephone");
            }
            last = Err(refusal);
        }
    }
    if failed == many { last } else { Ok(()) }
}

/// Writes down what is dialled, as far as this person may dial so much.
async fn written(
    house: &House,
    (phone, org, person): Whose,
    numbers: &[String],
) -> Result<Vec<LegId>, Refusal> {
    let mut rows = Vec::with_capacity(numbers.len());
    for number in numbers {
        let id = LegId::fresh(&house.clock);
        let line = Line::read(number, 64).map_err(|_| Refusal::Number)?;
        let number = house.vault.seal(&Leg::NUMBER, Subject::Person(person), id.bytes(), &line).await?;
        let (state, begun_at) = (State::Calling, house.clock.now());
        let (answered_at, ended_at) = (None, None);
        rows.push(Leg { id, phone, org, person, state, begun_at, answered_at, ended_at, number });
    }
    let mut cx = house.db.begin().await?;
    let since = cx.now().minus(rules::DAY);
    let dialled = store::dialled_until_now(&mut cx, person, since).await?;
    let wanted = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    if dialled.saturating_add(wanted) > i64::from(house.config.sip.dial_daily) {
        return Err(Refusal::Daily);
    }
    for row in &rows {
        store::add(&mut cx, row).await?;
    }
    cx.commit().await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Dials one.
async fn one(
    house: &House,
    phones: &Phones,
    ((id, _, person), leg): (Whose, LegId),
    number: &str,
) -> Result<(), Refusal> {
    let line = phones.line().ok_or(Refusal::Off)?;
    if !phones.wants((id, leg)) {
        return Ok(gone(house, phones, (id, leg), State::Cancelled).await?);
    }
    let dial = Dial {
        targets: vec![Target::Trunk { trunk: line.trunk.clone(), number: number.to_owned() }],
        shown: "phone".into(),
        want: Want { audio: vec![Audio::Pcma, Audio::Pcmu], video: None },
        patience: rules::RINGS,
    };
    // The leg has its call before anything else is waited for: also where it cannot be recorded what became of it.
    let dialling = async {
        let calls = line.node.dial_from(&line.booth, dial).await.map_err(|_| SendRefused::Unreachable)?;
        let call = calls.first().copied().because("a trunk was dialled and nothing is known of it")?;
        let meanwhile = phones.known((id, leg), call);
        if meanwhile.is_none() {
            // It ended, or was hung up, while it was dialled. One that is over already is what is wanted.
            line.node.hangup(call).await.ok();
        }
        Ok::<_, SendRefused>(meanwhile)
    };
    match house.egress.call_out(person, number, dialling).await? {
        Some(events) => {
            for event in events {
                heard(house, phones, event).await?;
            }
        }
        None => gone(house, phones, (id, leg), State::Cancelled).await?,
    }
    Ok(())
}

/// A leg that could not be dialled, or of which it could not be written that it was, does not stay connected.
async fn given_up(house: &House, phones: &Phones, (id, leg): (PhoneId, LegId)) -> Result<(), Fault> {
    let call = phones.change(id, |live| live.leg(leg).and_then(|leg| leg.call)).flatten();
    if let (Some(line), Some(call)) = (phones.line(), call) {
        // One that is over already is what is wanted.
        line.node.hangup(call).await.ok();
    }
    gone(house, phones, (id, leg), State::Failed).await
}

/// What happened in a leg.
pub(super) async fn heard(house: &House, phones: &Phones, event: Event) -> Result<(), Fault> {
    let Some(call) = super::live::call_of(&event) else { return Ok(()) };
    let Some((id, leg)) = phones.of_event(call, &event) else { return Ok(()) };
    match event {
        Event::Ringing { .. } => {
            phones.change(id, |live| {
                if let Some(leg) = live.leg(leg).filter(|leg| leg.state == State::Calling) {
                    leg.state = State::Ringing;
                }
            });
            ending::changed(house, phones, id);
            Ok(())
        }
        Event::Answered { agreed, .. } => {
            let law = agreed.audio.unwrap_or(Audio::Pcma);
            answered(house, phones, (id, leg), (call, law)).await
        }
        Event::Ended { ending, .. } => {
            let state = phones.change(id, |live| live.leg(leg).map(|leg| leg.state.ended(ending)));
            gone(house, phones, (id, leg), state.flatten().unwrap_or(State::Failed)).await
        }
        _ => Ok(()),
    }
}

/// Somebody took a telephone off: he is mixed in.
async fn answered(
    house: &House,
    phones: &Phones,
    (id, leg): (PhoneId, LegId),
    (call, law): (CallId, Audio),
) -> Result<(), Fault> {
    let Some(line) = phones.line() else { return Ok(()) };
    // Who hung up meanwhile is heard of as the next event.
    let (Ok(said), Ok(hears)) = (line.node.listen(call).await, line.node.speak(call)) else { return Ok(()) };
    let now = house.clock.now();
    let orders = phones.change(id, |live| {
        let is_greeted = live.legs.len() > 1 || !live.people.is_empty();
        // That it is over may have been heard of first.
        let leg = live.leg(leg).filter(|leg| leg.state.is_open())?;
        (leg.state, leg.answered_at) = (State::Talking, Some(now));
        Some((live.orders.clone(), is_greeted))
    });
    let Some((orders, is_greeted)) = orders.flatten() else { return Ok(()) };
    // What mixes is gone only where the call has ended.
    orders.send(Order::Add(Telephone { call, law, said, hears, is_greeted })).await.ok();
    let mut cx = house.db.begin().await?;
    store::answered(&mut cx, leg, now).await?;
    cx.commit().await?;
    ending::changed(house, phones, id);
    Ok(())
}

/// A leg is over, as this, where it was not before; with the last of them the call is.
async fn gone(
    house: &House,
    phones: &Phones,
    (id, leg): (PhoneId, LegId),
    state: State,
) -> Result<(), Fault> {
    let left = phones.change(id, |live| {
        let call = live.leg(leg).and_then(|leg| {
            if leg.state.is_open() {
                leg.state = state;
            }
            leg.call
        });
        let is_last = !live.legs.iter().any(|leg| leg.state.is_open());
        (live.orders.clone(), call, is_last)
    });
    // Whoever reads that the last one is over finds no call open.
    let ended = match &left {
        Some((.., true)) => ending::taken(phones, id),
        _ => None,
    };
    // What cannot be written keeps no room open.
    let written = over(house, leg, state).await;
    if let Some(live) = ended {
        return written.and(ending::finish(house, phones, live).await);
    }
    if let Some((orders, Some(call), _)) = left {
        orders.send(Order::Remove(call)).await.ok();
    }
    ending::changed(house, phones, id);
    written
}

/// Writes down what became of a leg.
pub(super) async fn over(house: &House, leg: LegId, state: State) -> Result<(), Fault> {
    let mut cx = house.db.begin().await?;
    store::ended(&mut cx, leg, state).await?;
    cx.commit().await
}
