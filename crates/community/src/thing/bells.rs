//! Bells with a camera: where the camera of a bell is, a look through it, and who is told that it rings.
//!
//! A look goes through the media engine as a visitor at a station does: what the camera shows is passed on as it comes, to those of
//! the home alone, for three minutes at most. Nothing of it is kept.

use ground::bus::Subject;
use ground::{Caller, Fault, Person, View};
use policy::Purpose;
use serde_json::json;
use sfu::{Seat, SeatHeard, SeatSends, fresh_identity};
use sip::rtsp::{self, Address};
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::{Instant, interval, sleep_until, timeout};
use yard::{House, push, quiet};

use super::bell::store as cameras;
use super::{Camera, Rang, Refusal, Thing, ThingId, actions, hearing, store};
use crate::household::store as households;
use crate::intercom::{Intercom, from_line, seat_sound};
use crate::place::HomeId;

/// A camera has so long to begin.
const BEGINS: Duration = Duration::from_secs(8);
/// How long a look lasts; whoever wants to go on asks again.
const LASTS: Duration = Duration::from_secs(180);
/// How often a camera is told that somebody looks still.
const KEEP: Duration = Duration::from_secs(20);
/// How long a ring is news to a page that opens.
const NEWS: Duration = Duration::from_secs(60);
/// Looks at once, of all homes.
const LOOKS_MAX: usize = 100;
/// Who the camera is in the room.
const CAMERA: &str = "camera";

/// The cameras that somebody looks through. Clones share it.
#[derive(Clone, Default)]
pub(super) struct Looks(Arc<Mutex<HashSet<ThingId>>>);

/// One of them, until it is dropped.
struct Look(Looks, ThingId);

impl Looks {
    /// Begins one; nothing where somebody looks already. An error where there are as many as there may be.
    fn begin(&self, id: ThingId) -> Result<Option<Look>, Refusal> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if open.len() >= LOOKS_MAX && !open.contains(&id) {
            return Err(Refusal::Many);
        }
        Ok(open.insert(id).then(|| Look(self.clone(), id)))
    }
}

impl Drop for Look {
    fn drop(&mut self) {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.1);
    }
}

async fn found(view: &mut View, (home, id): (HomeId, ThingId)) -> Result<Thing, Refusal> {
    let thing = store::find(view, id).await?;
    thing.filter(|thing| thing.home == Some(home)).ok_or(Refusal::Unknown)
}

/// Where the camera of a device is, from now on.
pub(super) async fn put(
    house: &House,
    who: Person,
    (home, id): (HomeId, ThingId),
    text: &str,
) -> Result<(), Refusal> {
    actions::at(house, who, home, "home.manage").await?;
    let thing = found(&mut house.db.view().await?, (home, id)).await?;
    let address = Address::read(text).ok_or(Refusal::Field("address"))?;
    let is_ours = |network: &String| ground::network::lies_in(network, address.at.ip()) == Some(true);
    if !house.config.things.cameras.iter().any(is_ours) {
        return Err(Refusal::Network);
    }
    let (thing, org) = (thing.id, thing.org);
    let address = house.vault.seal(&Camera::ADDRESS, org, thing.bytes(), &text.to_owned()).await?;
    let mut cx = house.db.begin().await?;
    actions::still(&mut cx, who, home, "home.manage").await?;
    cameras::put(&mut cx, &Camera { thing, org, address }).await?;
    Ok(cx.commit().await?)
}

/// Forgets the camera of a device.
pub(super) async fn remove(house: &House, who: Person, (home, id): (HomeId, ThingId)) -> Result<(), Refusal> {
    actions::at(house, who, home, "home.manage").await?;
    found(&mut house.db.view().await?, (home, id)).await?;
    let mut cx = house.db.begin().await?;
    actions::still(&mut cx, who, home, "home.manage").await?;
    if !cameras::remove(&mut cx, id).await? {
        return Err(Refusal::NoCamera);
    }
    Ok(cx.commit().await?)
}

/// Looks through the camera of a device; gives what opens its room. That he looks stands in the log of the home.
pub(super) async fn look(
    house: &House,
    (intercom, looks): (&Intercom, &Looks),
    who: Person,
    (home, id): (HomeId, ThingId),
) -> Result<String, Refusal> {
    let org = actions::at(house, who, home, "home.use").await?;
    let mut view = house.db.view().await?;
    found(&mut view, (home, id)).await?;
    let camera = cameras::camera(&mut view, id).await?.ok_or(Refusal::NoCamera)?;
    drop(view);
    let caller = Caller::from(who);
    let opening = house.vault.look(&caller, Purpose::HomeDevices).act("home.device.look");
    let address =
        opening.open(&camera.address).await.map_err(|no| Fault::caused("opening a camera's address", no))?;
    let address = Address::read(&address).ok_or(Refusal::NoCamera)?;
    let media = intercom.media();
    if let Some(look) = looks.begin(id)? {
        match begun(house, intercom, (id, address)).await {
            Ok((camera, seat)) => {
                let own = intercom.clone();
                intercom.carry(async move {
                    shows(camera, seat).await;
                    own.media().close(id).await;
                    drop(look);
                });
            }
            Err(refusal) => {
                media.close(id).await;
                return Err(refusal);
            }
        }
    }
    let mut cx = house.db.begin().await?;
    hearing::log(&mut cx, house, (org, Some(home)), (Some(id), Some(who.person)), ("looked", None)).await?;
    cx.commit().await?;
    let identity = fresh_identity().ok_or_else(|| Fault::new("no randomness"))?;
    Ok(media.token(id, &identity, false))
}

/// Has a camera begin, and takes its seat in the room.
async fn begun(
    house: &House,
    intercom: &Intercom,
    (id, address): (ThingId, Address),
) -> Result<(rtsp::Camera<TcpStream>, Seat), Refusal> {
    if !intercom.media().open(id).await {
        return Err(Refusal::Away);
    }
    let stream = house.egress.open_camera(address.at, &house.config.things.cameras).await;
    let stream = stream.map_err(|_| Refusal::Away)?;
    let opening = timeout(BEGINS, rtsp::Camera::open(stream, address)).await;
    let camera = match opening {
        Ok(Ok(camera)) => camera,
        Ok(Err(error)) => {
            tracing::info!(%error, "a camera does not show");
            return Err(Refusal::Away);
        }
        Err(_) => return Err(Refusal::Away),
    };
    let sends = SeatSends { sound: camera.sound().map(seat_sound), picture: true };
    let seat = intercom.media().seat(id, CAMERA, sends).await;
    Ok((camera, seat.map_err(|no| Fault::caused("taking a camera's seat", no))?))
}

/// Passes on what it shows until one of them is over, or the time is.
async fn shows(mut camera: rtsp::Camera<TcpStream>, mut seat: Seat) {
    let (mut keep, over) = (interval(KEEP), sleep_until(Instant::now() + LASTS));
    tokio::pin!(over);
    loop {
        let goes_on = tokio::select! {
            () = &mut over => false,
            _ = keep.tick() => camera.keep().await.is_ok(),
            packet = camera.next() => match packet {
                Ok(packet) => seat.send(from_line(packet)).await.is_ok(),
                Err(_) => false,
            },
            heard = seat.next() => match heard {
                Some(SeatHeard::WantsPicture) => camera.picture().await.is_ok(),
                Some(_) => true,
                None => false,
            },
        };
        if !goes_on {
            return;
        }
    }
}

/// Tells those of a home that a bell rings: open pages by a hint, devices by a push of the kind that calls have, unless they rest.
pub(super) async fn ring(house: &House, thing: &Thing) -> Result<(), Fault> {
    let Some(home) = thing.home else { return Ok(()) };
    let mut view = house.db.view().await?;
    let (rows, now) = (households::of_home(&mut view, home).await?, view.now());
    let has_camera = cameras::camera(&mut view, thing.id).await?.is_some();
    drop(view);
    let mut people = Vec::new();
    for person in rows.iter().filter(|row| row.lives(now)).filter_map(|row| row.person) {
        people.push((person, quiet::ends(house, person).await?.is_some()));
    }
    let mut cx = house.db.begin().await?;
    for (person, _) in people.iter().filter(|(_, rests)| !rests) {
        push::notify(&mut cx, house, *person, push::Kind::Call).await?;
    }
    cx.commit().await?;
    for (person, silent) in people {
        let body =
            json!({ "home": home, "thing": thing.id, "at": now, "camera": has_camera, "silent": silent });
        let frame = json!({ "topic": "home", "kind": "bell.rang", "body": body });
        house.db.bus().pass(Subject::Person(person), &frame.to_string());
    }
    Ok(())
}

/// What rang at a home a moment ago: the page that is opened then leads straight there.
pub(crate) async fn rung(view: &mut View, home: HomeId) -> Result<Vec<Rang>, Fault> {
    let since = view.now().minus(NEWS);
    cameras::rung(view, home, since).await
}

/// Whether there is a camera behind each of these devices.
pub(super) async fn with_cameras(
    view: &mut View,
    things: impl Iterator<Item = ThingId>,
) -> Result<HashSet<ThingId>, Fault> {
    let mut with = HashSet::new();
    for id in things {
        if cameras::camera(view, id).await?.is_some() {
            with.insert(id);
        }
    }
    Ok(with)
}
