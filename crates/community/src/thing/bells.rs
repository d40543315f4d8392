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
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::{Instant, interval, sleep_until, timeout};
use yard::account::{Bound, store as accounts};
use yard::{House, push, quiet};

use super::bell::store as cameras;
use super::{Camera, LookId, Rang, Refusal, Thing, ThingId, actions, hearing, marking, store};
use crate::household::store as households;
use crate::intercom::{Intercom, from_line, seat_sound};
use crate::place::HomeId;

/// A camera has so long to begin.
const BEGINS: Duration = Duration::from_secs(8);
/// How long a look lasts; whoever wants to go on asks again.
const LASTS: Duration = Duration::from_secs(180);
/// How often a camera is told that somebody looks still, and whoever looks is asked for whether he may.
const KEEP: Duration = Duration::from_secs(20);
/// How long a ring is news to a page that opens.
const NEWS: Duration = Duration::from_secs(60);
/// Looks at once, of all homes and of one.
const LOOKS_MAX: usize = 100;
const OF_HOME_MAX: usize = 3;
/// Places in one look.
const PLACES_MAX: usize = 64;
/// Looks that one person asks for.
const ASKED: Bound = Bound { kind: "home.device.look", span_s: 3_600, most: 30 };
/// Who the camera is in the room.
const CAMERA: &str = "camera";

/// The looks that are open, by the device that has the camera. Clones share them.
#[derive(Clone, Default)]
pub(super) struct Looks(Arc<Mutex<HashMap<ThingId, Open>>>);

/// A look that is open.
struct Open {
    look: Look,
    home: HomeId,
    /// Who looks, each with who he is in the room.
    people: Vec<(Person, String)>,
}

/// Which look, and when it is over. Each has a room of its own: what opened an earlier one opens no later one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Look {
    id: LookId,
    ends_at: Instant,
}

/// What keeps a look open, until it is dropped.
struct Held {
    looks: Looks,
    thing: ThingId,
}

impl Looks {
    fn open(&self) -> MutexGuard<'_, HashMap<ThingId, Open>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a place in the look through a device's camera. Where nobody looks yet, `new` begins, and whoever began it gets what
    /// keeps it open. An error where there are as many as there may be.
    fn join(
        &self,
        new: LookId,
        (home, thing): (HomeId, ThingId),
        by: (Person, String),
    ) -> Result<(Look, Option<Held>), Refusal> {
        let mut open = self.open();
        if let Some(one) = open.get_mut(&thing) {
            if one.people.len() >= PLACES_MAX {
                return Err(Refusal::Many);
            }
            one.people.push(by);
            return Ok((one.look, None));
        }
        let of_home = open.values().filter(|one| one.home == home).count();
        if open.len() >= LOOKS_MAX || of_home >= OF_HOME_MAX {
            return Err(Refusal::Many);
        }
        let look = Look { id: new, ends_at: Instant::now() + LASTS };
        open.insert(thing, Open { look, home, people: vec![by] });
        Ok((look, Some(Held { looks: self.clone(), thing })))
    }
}

impl Held {
    /// The home, and who has a place.
    fn people(&self) -> Option<(HomeId, Vec<(Person, String)>)> {
        self.looks.open().get(&self.thing).map(|one| (one.home, one.people.clone()))
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.looks.open().remove(&self.thing);
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
    if !egress::looks_at(address.at, &house.config.things.cameras) {
        return Err(Refusal::Network);
    }
    marking::done(house).await?;
    let (thing, org, mark) = (thing.id, thing.org, mark(house, &address));
    let address = house.vault.seal(&Camera::ADDRESS, org, thing.bytes(), &text.to_owned()).await?;
    let mut cx = house.db.begin().await?;
    actions::still(&mut cx, who, home, "home.manage").await?;
    if cameras::is_anothers(&mut cx, (home, thing), mark).await? {
        return Err(Refusal::Network);
    }
    let before = cameras::before(&mut cx, thing).await?;
    cameras::put(&mut cx, &Camera { thing, org, address }, mark).await?;
    cx.commit().await?;
    // Two homes that name it at once do not see each other before: the later gives way, and has what it had.
    let mut cx = house.db.begin().await?;
    if !cameras::is_anothers(&mut cx, (home, thing), mark).await? {
        return Ok(());
    }
    cameras::give_back(&mut cx, thing, mark, before.as_ref()).await?;
    cx.commit().await?;
    Err(Refusal::Network)
}

/// By what a camera is found: where it is, at whichever port and path. A recorder with cameras of several homes is one camera here.
fn mark(house: &House, address: &Address) -> [u8; 16] {
    house.vault.index(&Camera::ADDRESS, &address.at.ip().to_canonical().to_string())
}

/// The same of what is kept; nothing where it is no address.
pub(super) fn mark_of(house: &House, text: &str) -> Option<[u8; 16]> {
    Address::read(text).map(|address| mark(house, &address))
}

/// Refuses where the camera is another home's, which had it before: it may have been named before anybody looked for that.
async fn own(house: &House, of: (HomeId, ThingId), address: &Address) -> Result<(), Refusal> {
    marking::done(house).await?;
    let mark = mark(house, address);
    let mut cx = house.db.begin().await?;
    cameras::mark(&mut cx, of.1, mark).await?;
    if cameras::is_anothers(&mut cx, of, mark).await? {
        return Err(Refusal::NoCamera);
    }
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

/// Counts that somebody asks for a look; refused where that was too often.
async fn counted(house: &House, who: Person) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    if accounts::count(&mut cx, ASKED, who.person.bytes()).await? > i64::from(ASKED.most) {
        return Err(Refusal::TooMany);
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
    counted(house, who).await?;
    let caller = Caller::from(who);
    let opening = house.vault.look(&caller, Purpose::HomeDevices).act("home.device.look");
    let address =
        opening.open(&camera.address).await.map_err(|no| Fault::caused("opening a camera's address", no))?;
    let address = Address::read(&address).ok_or(Refusal::NoCamera)?;
    own(house, (home, id), &address).await?;
    let identity = fresh_identity().ok_or_else(|| Fault::new("no randomness"))?;
    let new = LookId::fresh(&house.clock);
    let (look, held) = looks.join(new, (home, id), (who, identity.clone()))?;
    if let Some(held) = held {
        match begun(house, intercom, (look.id, address)).await {
            Ok(shown) => {
                let (house, own) = (house.clone(), intercom.clone());
                intercom.carry(async move {
                    shows((&house, &own), (look, &held), shown).await;
                    drop(held);
                    own.media().close(look.id).await;
                });
            }
            Err(refusal) => {
                drop(held);
                intercom.media().close(look.id).await;
                return Err(refusal);
            }
        }
    }
    let mut cx = house.db.begin().await?;
    hearing::log(&mut cx, house, (org, Some(home)), (Some(id), Some(who.person)), ("looked", None)).await?;
    cx.commit().await?;
    let left = look.ends_at.saturating_duration_since(Instant::now());
    Ok(intercom.media().token_for(look.id, &identity, left))
}

/// Has a camera begin, and takes its seat in the room.
async fn begun(
    house: &House,
    intercom: &Intercom,
    (id, address): (LookId, Address),
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

/// Passes on what it shows until one of them is over, the time is, or nobody who looks may.
async fn shows(
    (house, intercom): (&House, &Intercom),
    (look, held): (Look, &Held),
    (mut camera, mut seat): (rtsp::Camera<TcpStream>, Seat),
) {
    let (mut keep, over) = (interval(KEEP), sleep_until(look.ends_at));
    tokio::pin!(over);
    loop {
        let goes_on = tokio::select! {
            () = &mut over => false,
            _ = keep.tick() => {
                may_still(house, intercom, (look.id, held)).await && camera.keep().await.is_ok()
            }
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

/// Puts out who moved out since he began to look, or may do so no longer for another reason; whether anybody is left. Where nobody
/// can say whether he may, he may not.
async fn may_still(house: &House, intercom: &Intercom, (id, held): (LookId, &Held)) -> bool {
    let Some((home, people)) = held.people() else { return false };
    let mut is_left = false;
    for (who, identity) in people {
        if actions::at(house, who, home, "home.use").await.is_ok() {
            is_left = true;
        } else {
            intercom.media().put_out(id, &identity).await;
        }
    }
    is_left
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

#[cfg(test)]
mod tests {
    use super::*;
    use ground::{DeviceId, PersonId};

    fn home(of: u8) -> HomeId {
        HomeId::from_bytes([of; 16])
    }

    fn thing(of: u8) -> ThingId {
        ThingId::from_bytes([of; 16])
    }

    fn join(
        looks: &Looks,
        new: u8,
        (home, thing): (HomeId, ThingId),
    ) -> Result<(Look, Option<Held>), Refusal> {
        let person = PersonId::from_bytes([new; 16]);
        let who = Person { person, device: DeviceId::from_bytes([new; 16]), keeper: false, limited: false };
        looks.join(LookId::from_bytes([new; 16]), (home, thing), (who, format!("page {new}")))
    }

    #[tokio::test]
    async fn who_looks_at_once_shares_a_look_and_what_begins_later_is_another() {
        let looks = Looks::default();
        let (first, held) = join(&looks, 1, (home(1), thing(1))).unwrap();
        let (second, other) = join(&looks, 2, (home(1), thing(1))).unwrap();
        assert_eq!((first, other.is_none()), (second, true));
        let held = held.unwrap();
        let (of, people) = held.people().unwrap();
        assert_eq!((of, people.len()), (home(1), 2), "each of them is asked for whether he may");
        drop(held);
        let (later, held) = join(&looks, 3, (home(1), thing(1))).unwrap();
        assert!(later.id != first.id && held.is_some());
    }

    #[tokio::test]
    async fn a_home_has_three_looks_and_takes_none_from_others() {
        let looks = Looks::default();
        let held: Vec<_> = (0..3).map(|at| join(&looks, at, (home(1), thing(at))).unwrap()).collect();
        assert!(matches!(join(&looks, 3, (home(1), thing(3))), Err(Refusal::Many)));
        assert!(join(&looks, 4, (home(2), thing(4))).is_ok());
        drop(held);
        assert!(join(&looks, 5, (home(1), thing(3))).is_ok());
        let held = join(&looks, 6, (home(1), thing(6))).unwrap();
        for at in 7..70 {
            assert!(join(&looks, at, (home(1), thing(6))).is_ok(), "place {at}");
        }
        assert!(matches!(join(&looks, 70, (home(1), thing(6))), Err(Refusal::Many)));
        drop(held);
    }
}
