//! What those do who run a community: enter stations, see whether they are there, turn their passwords, remove them.

use aws_lc_rs::rand;
use ground::{Ctx, Fault, Member};
use yard::House;

use super::{Place, Refusal, Station, StationId, book, rules, store};
use crate::intercom::Intercom;
use crate::place::{DoorId, HomeId, resource, rules as places_rules, store as places};

/// A station, and whether it is registered.
pub(super) struct Seen {
    pub row: Station,
    pub is_there: bool,
}

/// Stations after one of them.
pub(super) async fn list(
    house: &House,
    intercom: &Intercom,
    who: Member,
    after: Option<StationId>,
    limit: u32,
) -> Result<Vec<Seen>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.administer", &resource(who.org))?;
    let node = intercom.node().ok_or(Refusal::Off)?;
    let rows = store::list(&mut view, who.org, after, limit).await?;
    let seen = |row: Station| Seen { is_there: !node.registered(&row.account).is_empty(), row };
    Ok(rows.into_iter().map(seen).collect())
}

/// A unit of work of those who run the organisation.
async fn begin(house: &House, intercom: &Intercom, who: Member) -> Result<Ctx, Refusal> {
    let cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
    if intercom.node().is_none() { Err(Refusal::Off) } else { Ok(cx) }
}

/// What is written of a station.
pub(super) struct Wish<'a> {
    pub name: &'a str,
    pub door: Option<DoorId>,
    pub home: Option<HomeId>,
    pub opens: Option<&'a str>,
    /// At the duty desk.
    pub desk: bool,
    /// It knows MD5 alone.
    pub old: bool,
}

/// Enters a station; answers it with its password, which is shown this once.
pub(super) async fn add(
    house: &House,
    intercom: &Intercom,
    who: Member,
    wish: Wish<'_>,
) -> Result<(Station, String), Refusal> {
    let mut cx = begin(house, intercom, who).await?;
    let place = rules::place(wish.door, wish.home, wish.desk)?;
    let is_own = match place {
        Place::Door(door) => places::has_door(&mut cx, who.org, door).await?,
        Place::Home(home) => places::find_now(&mut cx, home).await?.is_some_and(|home| home.org == who.org),
        Place::Desk => true,
    };
    if !is_own {
        return Err(Refusal::Place);
    }
    let name = places_rules::line("name", wish.name, 40).map_err(|_| Refusal::Name)?;
    let opens = rules::key(wish.opens)?;
    let is_full = match place {
        Place::Door(_) => false,
        Place::Home(home) => store::count_in(&mut cx, home).await? >= rules::PHONES_MAX,
        Place::Desk => store::count_at_desk(&mut cx, who.org).await? >= rules::PHONES_MAX,
    };
    if is_full || store::count(&mut cx, who.org).await? >= rules::STATIONS_MAX {
        return Err(Refusal::Many);
    }
    let mut drawn = [0; 10];
    rand::fill(&mut drawn).map_err(|_| Fault::new("no randomness"))?;
    let (id, made_at) = (StationId::fresh(cx.clock()), cx.now());
    let account = rules::typed(&drawn).to_ascii_lowercase();
    let is_old = wish.old;
    let new = Station { id, org: who.org, place, name, account, turn: 1, opens, is_old, made_at };
    store::add(&mut cx, &new).await?;
    cx.commit().await?;
    let password = book::password(house, &new.account, new.turn);
    Ok((new, password))
}

/// Makes a station's password anew; the old one ends now.
pub(super) async fn turn(
    house: &House,
    intercom: &Intercom,
    who: Member,
    id: StationId,
) -> Result<(Station, String), Refusal> {
    let mut cx = begin(house, intercom, who).await?;
    let mut station = store::find(&mut cx, who.org, id).await?.ok_or(Refusal::Unknown)?;
    station.turn += 1;
    store::turn(&mut cx, id, station.turn).await?;
    cx.commit().await?;
    intercom.forget(&station.account);
    let password = book::password(house, &station.account, station.turn);
    Ok((station, password))
}

/// Removes a station.
pub(super) async fn remove(
    house: &House,
    intercom: &Intercom,
    who: Member,
    id: StationId,
) -> Result<(), Refusal> {
    let mut cx = begin(house, intercom, who).await?;
    let station = store::find(&mut cx, who.org, id).await?.ok_or(Refusal::Unknown)?;
    store::remove(&mut cx, id).await?;
    cx.commit().await?;
    intercom.forget(&station.account);
    Ok(())
}
