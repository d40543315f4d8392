//! What a camera does: it says what it saw, and the barrier follows.

use ground::{Because, Ctx, Fault, Timestamp};
use tracing::Instrument;
use yard::account::store as accounts;
use yard::notice::{self, Notice};
use yard::{House, token};

use super::camera::{self, Said};
use super::rules::{self, Direction, Done, Gate, Known, Reading, Reason};
use super::{Lane, Passage, PassageId, Plates, Refusal, SECRET, frames, store};
use crate::agent::{self, NotOpened};
use crate::household::store as households;
use crate::pass;
use crate::place::store as places;
use crate::vehicle::{self, Kind, Plate, Vehicle, store as vehicles};

/// The lane of an address: whoever has it is the camera.
pub(super) async fn lane(house: &House, secret: &str) -> Result<Lane, Refusal> {
    if secret.len() != token::SIGNS {
        return Err(Refusal::Unknown);
    }
    let verifier = house.vault.index(&SECRET, secret);
    store::by_verifier(&mut house.db.view().await?, verifier).await?.ok_or(Refusal::Unknown)
}

/// Takes what a camera said. Whatever is decided, it is answered alike.
pub(super) async fn event(house: &House, plates: &Plates, lane: Lane, body: &[u8]) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    let count = accounts::count(&mut cx, rules::EVENTS, lane.id.bytes()).await?;
    store::heard(&mut cx, lane.id).await?;
    cx.commit().await?;
    if count > i64::from(rules::EVENTS.most) {
        return Err(Refusal::TooOften(u64::from(rules::EVENTS.span_s)));
    }
    let said = camera::read(body).ok_or(Refusal::Unreadable)?;
    if said == Said::Picture && !plates.are_read() {
        return Err(Refusal::Unreadable);
    }
    let (reading, is_vehicle) = match said {
        Said::Vehicle(reading) => (reading, true),
        // Pictures of whatever moved there: without a plate on them it was nothing. When that was stays said.
        Said::Other(reading) => (reading, false),
        Said::Picture => (Reading::empty(), false),
    };
    let frames = if reading.plate.is_none() && plates.are_read() { frames::frames(body) } else { Vec::new() };
    if !is_vehicle && frames.is_empty() {
        return Ok(());
    }
    // The task is as long as reading and a barrier may take; it goes on when the camera hangs up, so that what the barrier did is
    // written down.
    let (house, plates) = (house.clone(), plates.clone());
    let doing = async move {
        let reading = plates.read(lane.id, reading, (frames, house.clock.now())).await;
        if reading.plate.is_none() && !is_vehicle { Ok(()) } else { seen(house, lane, reading).await }
    };
    let doing = tokio::spawn(ground::limits::carried(doing).in_current_span());
    doing.await.because("following a camera")?
}

/// Decides, writes it down, and then tells the barrier: an opening is never unwritten.
async fn seen(house: House, lane: Lane, reading: Reading) -> Result<(), Refusal> {
    let (house, lane, reading) = (&house, &lane, &reading);
    let direction = lane.ways.direction(reading.direction);
    let mut cx = house.db.begin().await?;
    let flaw = reading.flaw(direction, cx.now());
    let Some(decided) = decided(house, &mut cx, lane, (reading, flaw)).await? else { return Ok(()) };
    let Decided { passage, vehicle } = decided;
    store::add_passage(&mut cx, &passage).await?;
    if passage.what != Done::Ordered {
        return Ok(cx.commit().await?);
    }
    let (desk, _) = pass::of_desk(house, &mut cx, lane.org).await?;
    cx.commit().await?;
    let desk = pass::at_doors(desk);
    let end = match agent::order(house, lane.door, desk, ::pass::By::Staff, rules::WITHIN).await {
        Ok(()) => (Done::Opened, None),
        Err(NotOpened::Absent) => (Done::Stuck, Some("absent")),
        Err(NotOpened::Refused(_)) => (Done::Stuck, Some("agent")),
        Err(NotOpened::Late) => (Done::Stuck, Some("silent")),
        Err(NotOpened::Fault(fault)) => return Err(fault.into()),
    };
    let mut cx = house.db.begin().await?;
    store::done(&mut cx, passage.id, end).await?;
    if end.0 == Done::Opened {
        store::passed(&mut cx, lane.org, passage.direction).await?;
        if let Some(vehicle) = vehicle.filter(|_| passage.direction == Direction::In) {
            arrived(house, &mut cx, &vehicle).await?;
        }
    }
    Ok(cx.commit().await?)
}

/// What is to be written, and of which vehicle.
struct Decided {
    passage: Passage,
    vehicle: Option<Vehicle>,
}

/// What follows from a reading; nothing where the same plate was read here a moment ago.
async fn decided(
    house: &House,
    cx: &mut Ctx,
    lane: &Lane,
    (reading, flaw): (&Reading, Option<Reason>),
) -> Result<Option<Decided>, Fault> {
    let (id, now) = (PassageId::fresh(cx.clock()), cx.now());
    // A lane that leads both ways and a camera that does not say which: it is refused, and stands among those that came in.
    let direction = lane.ways.direction(reading.direction).unwrap_or(Direction::In);
    let mut passage = empty(lane, id, (direction, now));
    let Some(plate) = &reading.plate else {
        passage.reason = flaw.map(|why| why.word().to_owned());
        return Ok(Some(Decided { passage, vehicle: None }));
    };
    let index = vehicle::index(house, lane.org, plate);
    // What a camera was not sure of does not keep it from being sure a moment later.
    let marked = if flaw.is_some() { unsure(house, lane, plate) } else { index };
    if !store::is_new(cx, lane.id, marked).await? {
        return Ok(None);
    }
    let mut known = known(cx, lane, index).await?;
    let gate = Gate {
        is_barred: vehicles::is_barred(cx, lane.org, index).await?,
        is_full: store::parking_now(cx, lane.org).await?.is_full(),
    };
    let (which, why) = rules::decide(&known, direction, gate, now);
    let why = flaw.or(why);
    if known.is_empty() {
        let sealed = house.vault.seal(&Passage::PLATE, lane.org, id.bytes(), plate).await?;
        passage.plate = Some(sealed);
    }
    let vehicle = which.map(|at| known.swap_remove(at).vehicle);
    if let Some(of) = &vehicle {
        passage.kind = Some(of.kind);
        passage.vehicle = Some(of.id);
        passage.resident = Some(of.resident);
        passage.home = Some(of.home);
    }
    passage.what = if why.is_none() { Done::Ordered } else { Done::Refused };
    passage.reason = why.map(|why| why.word().to_owned());
    Ok(Some(Decided { passage, vehicle }))
}

/// A passage of nobody that was refused.
fn empty(lane: &Lane, id: PassageId, (direction, at): (Direction, Timestamp)) -> Passage {
    Passage {
        id,
        org: lane.org,
        lane: lane.id,
        door: lane.door,
        at,
        direction,
        what: Done::Refused,
        reason: None,
        kind: None,
        vehicle: None,
        resident: None,
        home: None,
        plate: None,
    }
}

fn unsure(house: &House, lane: &Lane, plate: &Plate) -> [u8; 16] {
    house.vault.index(&Vehicle::PLATE, &format!("{} {} unsure", lane.org, plate.as_str()))
}

/// The vehicles that have a plate, each with the row by whose right it passes.
async fn known(cx: &mut Ctx, lane: &Lane, index: [u8; 16]) -> Result<Vec<Known>, Fault> {
    let mut known = Vec::new();
    for vehicle in vehicles::with_plate(cx, lane.org, index).await? {
        let by = households::find_now(cx, vehicle.resident).await?;
        known.push(Known { vehicle, by });
    }
    Ok(known)
}

/// Tells whoever entered a visitor's vehicle that it came, once in its window and where he wishes it.
async fn arrived(house: &House, cx: &mut Ctx, one: &Vehicle) -> Result<(), Fault> {
    if one.kind != Kind::Visitor || !vehicles::told(cx, one.id).await? {
        return Ok(());
    }
    let home = places::find_now(cx, one.home).await?.map(|home| home.number).unwrap_or_default();
    let community = places::of_now(cx, one.org).await?.map(|one| one.name).unwrap_or_default();
    let told = Notice::new("visitor.arrived").about("home", format!("{community} {home}"));
    notice::tell(cx, house, one.person, &told).await?;
    Ok(())
}
