//! A visitor dials: which home that is, whose pages and phones ring, and whose own telephone is called.

use egress::SendRefused;
use ground::bus::Subject;
use ground::{Because, Ctx, Fault, PersonId};
use policy::Purpose;
use serde_json::json;
use sip::{CallId, Caller, Dial, Offered, Target};
use std::collections::HashMap;
use yard::account::store as accounts;
use yard::{House, push, quiet};

use super::live::Live;
use super::{By, Call, Intercom, IntercomId, carrying, rules, store};
use crate::household::{self, Resident};
use crate::pass::store as passes;
use crate::place::{Home, HomeId};
use crate::station::{Place, Station, store as stations};

/// Under which name numbers are opened.
const ACT: &str = "intercom.telephone";

/// Why a visitor hears that it does not ring.
pub(super) type No = sip::Refusal;

/// A call as it comes from the node.
pub(super) struct Dialled<'a> {
    pub leg: CallId,
    pub caller: &'a Caller,
    pub to: &'a str,
    pub offered: Offered,
}

/// Has a home ring, or says why not.
pub(super) async fn begin(
    house: &House,
    intercom: &Intercom,
    dialled: Dialled<'_>,
) -> Result<Result<(), No>, Fault> {
    let (station, home) = match found(house, intercom, &dialled).await? {
        Ok(found) => found,
        Err(no) => return Ok(Err(no)),
    };
    let Some(lines) = intercom.lines() else { return Ok(Err(No::Away)) };
    let (people, phones) = reached(house, home.id).await?;
    let call = fresh(house, &station, &home);
    if !intercom.media().open(call.id).await {
        return Ok(Err(No::Overloaded));
    }
    let mut cx = house.db.begin().await?;
    store::add(&mut cx, &call).await?;
    let mut rung = Vec::with_capacity(people.len());
    for one in people {
        rung.push(woken(&mut cx, house, one).await?);
    }
    cx.commit().await?;
    intercom.put(Live {
        call: call.clone(),
        station: station.clone(),
        visitor: dialled.leg,
        offered: dialled.offered.clone(),
        people: rung.iter().map(|one| one.person).collect(),
        unreached: rung.iter().filter(|one| !one.is_reached).map(|one| one.person).collect(),
        legs: HashMap::new(),
        answered: None,
        is_phoned: false,
        desk_since: None,
    });
    sound(house, (&call, &home, &station), &rung);
    // A visitor who hung up meanwhile is heard of as the next event.
    lines.node.ring(dialled.leg).await.ok();
    carrying::begin(intercom, call.id, (dialled.leg, &dialled.offered)).await;
    if dialled.offered.video.is_some() {
        lines.node.early(dialled.leg).await.ok();
    }
    ring_phones(intercom, call.id, &phones).await;
    telephone(house, intercom, call.id, false).await?;
    Ok(Ok(()))
}

fn fresh(house: &House, station: &Station, home: &Home) -> Call {
    Call {
        id: IntercomId::fresh(&house.clock),
        org: home.org,
        home: home.id,
        station: station.id,
        begun_at: house.clock.now(),
        answered_at: None,
        answered_by: None,
        opened_at: None,
        opened_by: None,
        ended_at: None,
        outcome: None,
    }
}

/// Has the open pages of a home ring.
fn sound(house: &House, (call, home, station): (&Call, &Home, &Station), rung: &[Rung]) {
    for one in rung {
        let body = json!({
            "intercom": call.id, "home": home.id, "number": home.number, "station": station.name,
            "at": call.begun_at, "silent": one.is_silent,
        });
        let frame = json!({ "topic": "intercom", "kind": "intercom.ringing", "body": body });
        house.db.bus().pass(Subject::Person(one.person), &frame.to_string());
    }
}

/// Who calls, and which home was meant.
async fn found(
    house: &House,
    intercom: &Intercom,
    dialled: &Dialled<'_>,
) -> Result<Result<(Station, Home), No>, Fault> {
    // Nobody calls a home from outside, nor from an indoor phone.
    let Caller::Account(account) = dialled.caller else { return Ok(Err(No::Forbidden)) };
    let mut view = house.db.view().await?;
    let station = stations::by_account(&mut view, account).await?;
    let Some(station) = station else { return Ok(Err(No::Forbidden)) };
    let Place::Door(door) = station.place else { return Ok(Err(No::Forbidden)) };
    let Some(signs) = rules::dialled(dialled.to) else { return Ok(Err(No::Unknown)) };
    let mut homes = store::dialled(&mut view, station.org, door, &signs).await?;
    // Two homes of one number: whoever dials has to say more.
    let (Some(home), true) = (homes.pop(), homes.is_empty()) else { return Ok(Err(No::Unknown)) };
    if intercom.is_called(home.id) {
        return Ok(Err(No::Busy));
    }
    if intercom.all().len() >= rules::CALLS_MAX {
        return Ok(Err(No::Overloaded));
    }
    Ok(Ok((station, home)))
}

/// Whether somebody of a home is asked at its doors: he lives there, and may open.
pub(super) fn is_asked(one: &Resident, now: ground::Timestamp) -> bool {
    one.lives(now) && one.rights.open
}

/// Whose pages ring, each with whether he rests, and the phones of the home.
async fn reached(house: &House, home: HomeId) -> Result<(Vec<(PersonId, bool)>, Vec<Station>), Fault> {
    let mut view = house.db.view().await?;
    let now = view.now();
    let rows = household::store::of_home(&mut view, home).await?;
    let asked = rows.iter().filter(|one| is_asked(one, now)).filter_map(|one| one.person);
    let asked: Vec<PersonId> = asked.filter(|person| house.vault.held(*person).is_none()).collect();
    let phones = stations::of_home(&mut view, home).await?;
    // Each look at quiet hours takes a view of its own.
    drop(view);
    let mut people = Vec::with_capacity(asked.len());
    for person in asked {
        people.push((person, quiet::ends(house, person).await?.is_some()));
    }
    Ok((people, phones))
}

/// Somebody whose pages ring.
struct Rung {
    person: PersonId,
    /// He rests: it is shown without a sound, and nothing of his is woken.
    is_silent: bool,
    /// A page of his is open, or a device is woken.
    is_reached: bool,
}

/// Wakes the devices of somebody who does not rest.
async fn woken(cx: &mut Ctx, house: &House, (person, is_silent): (PersonId, bool)) -> Result<Rung, Fault> {
    let is_woken = push::is_reachable(cx, house, person).await?;
    if is_woken && !is_silent {
        push::notify(cx, house, person, push::Kind::Call).await?;
    }
    Ok(Rung { person, is_silent, is_reached: is_woken || push::is_looking(house, person) })
}

/// Calls the property's desk, where nobody of the home answered; `false` where nobody is there either.
pub(super) async fn desk(house: &House, intercom: &Intercom, id: IntercomId) -> Result<bool, Fault> {
    let now = house.clock.now();
    let asked = intercom.change(id, |live| {
        live.desk_since = Some(now);
        live.call.org
    });
    let Some(org) = asked else { return Ok(false) };
    let phones = stations::of_desk(&mut house.db.view().await?, org).await?;
    Ok(ring_phones(intercom, id, &phones).await > 0)
}

/// Calls phones, all at once; how many of them ring.
async fn ring_phones(intercom: &Intercom, id: IntercomId, phones: &[Station]) -> usize {
    let (Some(lines), Some(live)) = (intercom.lines(), intercom.get(id)) else { return 0 };
    let mut ring = 0;
    for phone in phones {
        let targets = vec![Target::Account(phone.account.clone())];
        let dial = Dial { targets, shown: "door".into(), want: live.offered.want(), patience: rules::RINGS };
        match lines.node.dial(dial).await {
            Ok(legs) => {
                joined(intercom, id, &legs, By::Phone(phone.id)).await;
                ring += 1;
            }
            Err(sip::Failure::Nobody) => {}
            Err(failure) => tracing::warn!(%failure, "an indoor phone could not be called"),
        }
    }
    ring
}

/// Notes legs of a call; where it was answered or ended meanwhile, they are hung up.
async fn joined(intercom: &Intercom, id: IntercomId, legs: &[CallId], by: By) {
    let rings = intercom.change(id, |live| {
        let rings = live.answered.is_none();
        if rings {
            live.legs.extend(legs.iter().map(|leg| (*leg, by)));
        }
        rings
    });
    if rings != Some(true)
        && let Some(lines) = intercom.lines()
    {
        for leg in legs {
            // One that is over already is what is wanted.
            lines.node.hangup(*leg).await.ok();
        }
    }
}

/// Calls those on their own telephones who agreed to it and switched it on in this home: at once where nothing else of theirs can be reached, all once
/// nobody has answered for a while.
pub(super) async fn telephone(
    house: &House,
    intercom: &Intercom,
    id: IntercomId,
    all: bool,
) -> Result<(), Fault> {
    let Some(lines) = intercom.lines() else { return Ok(()) };
    let Some(trunk) = &lines.trunk else { return Ok(()) };
    if all && intercom.change(id, |live| std::mem::replace(&mut live.is_phoned, true)) != Some(false) {
        return Ok(());
    }
    let Some(live) = intercom.get(id) else { return Ok(()) };
    for person in if all { live.people } else { live.unreached } {
        if live.legs.values().any(|by| *by == By::Person(person)) {
            continue;
        }
        let Some(number) = number_of(house, (live.call.home, person)).await? else { continue };
        let dial = Dial {
            targets: vec![Target::Trunk { trunk: trunk.clone(), number: number.clone() }],
            shown: "door".into(),
            want: sip::sdp::Want { video: None, ..live.offered.want() },
            patience: rules::RINGS,
        };
        let dialling = async { lines.node.dial(dial).await.map_err(|_| SendRefused::Unreachable) };
        match house.egress.dial(person, &number, dialling).await {
            Ok(legs) => joined(intercom, id, &legs, By::Person(person)).await,
            Err(refusal) => tracing::warn!(%refusal, "a telephone could not be called"),
        }
    }
    Ok(())
}

/// The number of somebody who agreed to be called on it, switched it on in this home, and does not rest.
async fn number_of(house: &House, (home, person): (HomeId, PersonId)) -> Result<Option<String>, Fault> {
    let purpose = Purpose::DoorByPhone;
    if quiet::ends(house, person).await?.is_some() {
        return Ok(None);
    }
    let mut view = house.db.view().await?;
    let (rows, now) = (household::store::of_home(&mut view, home).await?, view.now());
    let own = rows.iter().find(|one| one.person == Some(person) && is_asked(one, now));
    let Some(own) = own else { return Ok(None) };
    if !passes::by_telephone(&mut view, own.id, person).await? {
        return Ok(None);
    }
    let Some(row) = accounts::number(&mut view, person).await? else { return Ok(None) };
    drop(view);
    let look = house.vault.look(&ground::Caller::Program(ACT), purpose).act(ACT);
    let phone =
        look.open(&row.phone).await.because("opening the number of somebody who is called at his door")?;
    Ok(Some(phone.e164().to_owned()))
}
