//! What a door holds: its passes as its list says them, made of what is sealed here.

use ground::{Caller, Fault, PersonId, Timestamp};
use policy::Purpose;
use std::collections::{BTreeSet, HashMap};
use std::sync::{LazyLock, Mutex, PoisonError};
use yard::House;

use super::store::{self, Listed};
use super::{Kind, Row, at_doors, rules};
use crate::place::DoorId;
use crate::{opening, terminal};

/// Ways that are kept in memory, of all doors.
const KEPT_MAX: usize = 100_000;

/// What a way follows from: the pass, the door, what the door's secret makes of nothing, and the bits that it counts.
type Key = ([u8; 16], [u8; 16], ::pass::Digest, u8);

/// Ways that were made before. A PIN takes two rounds of a slow hash at each door, and lists are made anew all the time; who may
/// open is never asked of this, but of the rows.
static MADE: LazyLock<Mutex<HashMap<Key, ::pass::Way>>> = LazyLock::new(Mutex::default);

/// The passes of a door. A pass stands here as long as the right does by which it opens, whether or not a job has run.
///
/// # Errors
/// What the database or the vault says.
pub async fn held_at(
    house: &House,
    door: DoorId,
    secret: &::pass::DoorSecret,
    now: Timestamp,
) -> Result<Vec<::pass::Pass>, Fault> {
    let mut view = house.db.view().await?;
    let Some(at) = store::door_at(&mut view, door).await? else { return Ok(Vec::new()) };
    // One more than a list takes, so that whoever makes it sees that they are too many.
    let most = i64::try_from(::pass::PASSES_MAX).unwrap_or(i64::MAX - 1) + 1;
    let mut listed = store::at_door(&mut view, door, (None, most), now).await?;
    let faces = listed.iter().filter(|one| one.face.is_some()).filter_map(|one| one.row.person);
    let faces: BTreeSet<PersonId> = faces.collect();
    // Whose photo may not go to the terminal there does not stand in the list with it.
    let withheld = terminal::withheld(&mut view, door, faces.into_iter()).await?;
    for one in listed.iter_mut().filter(|one| one.row.person.is_some_and(|person| withheld.contains(&person)))
    {
        one.face = None;
    }
    let mut elsewhere = HashMap::new();
    for one in listed.iter().filter(|one| one.row.uses.is_some()) {
        let count = opening::store::uses_elsewhere(&mut view, one.row.id, door).await?;
        elsewhere.insert(one.row.id, count);
    }
    drop(view);
    let ways = ways(house, &listed, (door, at.card_bits), secret).await?;
    let mut passes = Vec::with_capacity(listed.len());
    for (one, way) in listed.iter().zip(ways) {
        let Some(way) = way else { continue };
        let used = elsewhere.get(&one.row.id).copied().unwrap_or(0);
        passes.push(pass(one, way, used));
    }
    Ok(passes)
}

/// Whether a door is closed to most, and how many bits of a card's number it counts.
///
/// # Errors
/// What the database says.
pub(crate) async fn set_at(house: &House, door: DoorId) -> Result<(bool, u8), Fault> {
    let at = store::door_at(&mut house.db.view().await?, door).await?;
    Ok(at.map_or((false, 32), |at| (at.closed, at.card_bits)))
}

fn pass(one: &Listed, way: ::pass::Way, elsewhere: u32) -> ::pass::Pass {
    let moment = |at: Timestamp| ::pass::Moment::from_micros(at.micros());
    let later = |one: Option<Timestamp>, other: Option<Timestamp>| one.max(other);
    let sooner = |one: Option<Timestamp>, other: Option<Timestamp>| match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    };
    let row = &one.row;
    let mut pass = ::pass::Pass::new(at_doors(row.id), way, row.cut);
    if row.kind == Kind::Staff {
        pass.priority = ::pass::Priority::Staff;
    }
    pass.from = later(row.from_at, one.right_from).map(moment);
    pass.until = sooner(row.until_at, one.right_until).map(moment);
    pass.week.clone_from(&row.week);
    pass.uses = row.uses;
    pass.elsewhere = elsewhere;
    pass
}

/// How each of them is shown at this door, in their order; nothing for one whose secret is gone, or which this door cannot read.
async fn ways(
    house: &House,
    listed: &[Listed],
    (door, card_bits): (DoorId, u8),
    secret: &::pass::DoorSecret,
) -> Result<Vec<Option<::pass::Way>>, Fault> {
    let mark = secret.card(0);
    let key = |row: &Row| (row.id.bytes(), door.bytes(), mark, card_bits);
    // Of whoever rests, or closed his account, the vault is asked each time: what was made before says nothing of that.
    let rests = |row: &Row| row.person.is_some_and(|person| house.vault.held(person).is_some());
    let mut ways: Vec<Option<::pass::Way>> = {
        let made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
        let before = |row: &Row| if rests(row) { None } else { made.get(&key(row)).cloned() };
        listed
            .iter()
            .map(|one| face(one).or_else(|| plain(one.row.kind)).or_else(|| before(&one.row)))
            .collect()
    };
    let missing = |at: &usize| ways[*at].is_none() && listed[*at].row.secret.is_some();
    let missing: Vec<usize> = (0..listed.len()).filter(missing).collect();
    if missing.is_empty() {
        return Ok(ways);
    }
    let caller = Caller::Program("pass.list");
    let look = house.vault.look(&caller, Purpose::DoorOpening).act("pass.list").delivery();
    let sealed = missing.iter().filter_map(|at| listed[*at].row.secret.as_ref());
    let opened = look.open_present(sealed).await;
    let opened = opened.map_err(|no| Fault::caused("opening the passes of a door", no))?;
    let work: Vec<(usize, Kind, Option<Vec<u8>>)> =
        missing.iter().zip(opened).map(|(at, known)| (*at, listed[*at].row.kind, known)).collect();
    let (secret, at_door) = (secret.clone(), ::pass::DoorId::new(door.bytes()));
    let new = tokio::task::spawn_blocking(move || {
        let way = |known: Vec<u8>, kind| way(kind, &known, (at_door, card_bits), &secret);
        let made = |(at, kind, known): (usize, Kind, Option<Vec<u8>>)| {
            known.and_then(|known| way(known, kind)).map(|way| (at, way))
        };
        work.into_iter().filter_map(made).collect::<Vec<_>>()
    });
    let new = new.await.map_err(|error| Fault::caused("making the ways of a door", error))?;
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    if made.len() + new.len() > KEPT_MAX {
        made.clear();
    }
    for (at, way) in new {
        made.insert(key(&listed[at].row), way.clone());
        ways[at] = Some(way);
    }
    Ok(ways)
}

/// A face, by the number of the photo that its holder gave; nothing where he gave none. His being known by it rests with him.
fn face(one: &Listed) -> Option<::pass::Way> {
    let face = one.face.filter(|_| one.row.kind == Kind::Face)?;
    Some(::pass::Way::Face { face: crate::face::at_doors(face) })
}

/// A way that is known by nothing.
const fn plain(kind: Kind) -> Option<::pass::Way> {
    match kind {
        Kind::App => Some(::pass::Way::App {}),
        Kind::Telephone => Some(::pass::Way::Telephone {}),
        Kind::Staff => Some(::pass::Way::Staff {}),
        Kind::Code | Kind::Card | Kind::Pin | Kind::Face => None,
    }
}

/// What a door knows it by.
fn way(
    kind: Kind,
    known: &[u8],
    (door, card_bits): (::pass::DoorId, u8),
    secret: &::pass::DoorSecret,
) -> Option<::pass::Way> {
    match kind {
        Kind::Code => {
            let own = ::pass::Secret::new(known.try_into().ok()?);
            Some(::pass::Way::Code { key: ::pass::code_key(&own, door) })
        }
        Kind::Card => {
            let number = rules::card_kept(std::str::from_utf8(known).ok()?)?.matched(card_bits)?;
            Some(::pass::Way::Card { hash: secret.card(number) })
        }
        Kind::Pin => Some(::pass::Way::Pin { hash: secret.pin(std::str::from_utf8(known).ok()?) }),
        Kind::App | Kind::Telephone | Kind::Staff | Kind::Face => plain(kind),
    }
}
