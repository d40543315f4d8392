//! What the property does: make and remove lanes, say how much room there is, and look at what passed.

use ground::{Caller, Ctx, Fault, Member, View};
use policy::Purpose;
use std::collections::HashMap;
use yard::org::Line;
use yard::{House, token};

use super::rules::{self, Ways};
use super::{Lane, LaneId, Parking, Passage, PassageId, Refusal, SECRET, store};
use crate::pass;
use crate::place::{DoorId, HomeId, resource, store as places};
use crate::vehicle::{Plate, Vehicle, VehicleId, store as vehicles};

/// Entries on a page.
pub(super) const PAGE: u32 = 50;

async fn look(house: &House, who: Member) -> Result<View, Refusal> {
    let view = house.db.view().await?;
    view.permit(who, "org.administer", &resource(who.org))?;
    Ok(view)
}

async fn begin(house: &House, who: Member) -> Result<Ctx, Refusal> {
    let cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
    Ok(cx)
}

/// A lane with the name of its door.
pub(super) struct Shown {
    pub row: Lane,
    pub door: String,
}

/// The lanes of the community.
pub(super) async fn lanes(house: &House, who: Member) -> Result<Vec<Shown>, Refusal> {
    let mut view = look(house, who).await?;
    let rows = store::lanes(&mut view, who.org).await?;
    let doors = places::door_names(&mut view, who.org).await?;
    let shown = |row: Lane| Shown { door: doors.get(&row.door).cloned().unwrap_or_default(), row };
    Ok(rows.into_iter().map(shown).collect())
}

/// A lane that was made: what stands in the address of its camera is told once.
pub(super) struct Made {
    pub id: LaneId,
    pub secret: String,
}

/// Makes a door a lane.
pub(super) async fn make(house: &House, who: Member, door: DoorId, ways: Ways) -> Result<Made, Refusal> {
    let mut cx = begin(house, who).await?;
    if !places::has_door(&mut cx, who.org, door).await? {
        return Err(Refusal::Door);
    }
    if store::count(&mut cx, who.org).await? >= rules::LANES_MAX {
        return Err(Refusal::Many);
    }
    let (secret, verifier) = token::fresh(house, &SECRET)?;
    let (id, made_at) = (LaneId::fresh(cx.clock()), cx.now());
    let lane = Lane { id, org: who.org, door, ways, made_at, seen_at: None };
    match store::add(&mut cx, &lane, verifier).await {
        Err(error) if error.is_unique_on("community_lane") => return Err(Refusal::Taken),
        other => other.map_err(Fault::from)?,
    }
    // The barrier is told in the name of the desk: its pass is at the door before the first vehicle is.
    pass::of_desk(house, &mut cx, who.org).await?;
    cx.commit().await?;
    Ok(Made { id, secret })
}

/// Takes the camera away: its address leads nowhere from the commit on.
pub(super) async fn remove(house: &House, who: Member, id: LaneId) -> Result<(), Refusal> {
    let mut cx = begin(house, who).await?;
    if !store::remove(&mut cx, who.org, id).await? {
        return Err(Refusal::Unknown);
    }
    Ok(cx.commit().await?)
}

/// How much room there is.
pub(super) async fn parking(house: &House, who: Member) -> Result<Parking, Refusal> {
    let mut view = look(house, who).await?;
    Ok(store::parking(&mut view, who.org).await?)
}

/// Says how much room there is, and how many are there: some leave unseen.
pub(super) async fn set_parking(house: &House, who: Member, to: Parking) -> Result<(), Refusal> {
    let mut cx = begin(house, who).await?;
    if to.capacity.is_some_and(|most| !(0..=rules::ROOM_MAX).contains(&most)) {
        return Err(Refusal::Room("capacity"));
    }
    if !(0..=rules::ROOM_MAX).contains(&to.present) {
        return Err(Refusal::Room("present"));
    }
    if !store::set_parking(&mut cx, who.org, to).await? {
        return Err(Refusal::Door);
    }
    Ok(cx.commit().await?)
}

/// A passage as the desk sees it.
pub(super) struct Logged {
    pub row: Passage,
    pub door: String,
    /// The public number of the home.
    pub home: Option<String>,
    /// The plate, masked; nothing where the vehicle is gone.
    pub masked: Option<String>,
}

/// What came to the lanes, with masked plates, and where the next page begins.
pub(super) async fn log(
    house: &House,
    who: Member,
    before: Option<PassageId>,
) -> Result<(Vec<Logged>, Option<PassageId>), Refusal> {
    let mut view = look(house, who).await?;
    let rows = store::of_org(&mut view, who.org, (before, PAGE)).await?;
    let next = rows.last().filter(|_| rows.len() >= PAGE as usize).map(|last| last.id);
    let doors = places::door_names(&mut view, who.org).await?;
    let mut homes: HashMap<HomeId, String> = HashMap::new();
    let mut known: HashMap<VehicleId, Vehicle> = HashMap::new();
    for row in &rows {
        if let Some(home) = row.home.filter(|home| !homes.contains_key(home)) {
            homes.extend(places::find(&mut view, home).await?.map(|there| (home, there.number)));
        }
        if let Some(id) = row.vehicle.filter(|id| !known.contains_key(id)) {
            known.extend(vehicles::find(&mut view, id).await?.map(|one| (id, one)));
        }
    }
    drop(view);
    let masked = masked(house, who, &rows, &known).await?;
    let each = rows.into_iter().zip(masked).map(|(row, masked)| Logged {
        door: doors.get(&row.door).cloned().unwrap_or_default(),
        home: row.home.and_then(|home| homes.get(&home).cloned()),
        masked,
        row,
    });
    Ok((each.collect(), next))
}

/// The plates of a page, masked; one look for all of them.
async fn masked(
    house: &House,
    who: Member,
    rows: &[Passage],
    known: &HashMap<VehicleId, Vehicle>,
) -> Result<Vec<Option<String>>, Refusal> {
    let caller = Caller::from(who);
    let plate = |row: &Passage| match row.vehicle {
        Some(id) => known.get(&id).map(|one| vault::untyped(&one.plate)),
        None => row.plate.as_ref().map(vault::untyped),
    };
    let plates: Vec<_> = rows.iter().map(plate).collect();
    let look = house.vault.look(&caller, Purpose::VehicleAccess).act("lane.log");
    let opened = look.open_present(plates.iter().flatten()).await;
    let mut opened = opened.map_err(|no| Fault::caused("opening the plates of a log", no))?.into_iter();
    let masked = |bytes: Vec<u8>| String::from_utf8(bytes).ok().and_then(|text| Plate::read(&text));
    Ok(plates
        .iter()
        .map(|plate| plate.as_ref().and_then(|_| opened.next().flatten()))
        .map(|bytes| bytes.and_then(masked).map(|plate| plate.masked()))
        .collect())
}

/// Opens the whole plate behind a passage: a leaf of the access log that says why.
pub(super) async fn look_closer(
    house: &House,
    who: Member,
    (id, why): (PassageId, Option<&str>),
) -> Result<String, Refusal> {
    let mut view = look(house, who).await?;
    let row = store::find(&mut view, who.org, id).await?.ok_or(Refusal::Passage)?;
    let vehicle = match row.vehicle {
        Some(id) => vehicles::find(&mut view, id).await?,
        None => None,
    };
    drop(view);
    let why = Line::reason(why).ok_or(Refusal::Reason)?;
    let sealed = vehicle.as_ref().map(|one| vault::untyped(&one.plate));
    let sealed = sealed.or_else(|| row.plate.as_ref().map(vault::untyped)).ok_or(Refusal::NoPlate)?;
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::VehicleAccess).act("lane.look").reason(why.as_str());
    let bytes = look.open(&sealed).await.map_err(|no| no.or(Refusal::NoPlate))?.into_inner();
    String::from_utf8(bytes).map_err(|_| Refusal::NoPlate)
}
