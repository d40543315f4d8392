//! The projection that is searched: names of an organisation in memory, with what they sound like.

use ground::{Caller, Fault, OrgId, PersonId, Timestamp};
use policy::Purpose;
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use super::sound::{Sound, folded};
use super::turn;
use crate::House;
use crate::account::store as accounts;
use crate::org::department::DepartmentId;
use crate::org::store::{self as orgs, MemberRow};

/// Organisations that are held at once; one more lets the oldest go.
const ORGS_MAX: usize = 16;
/// Members that are read at once.
const PAGE: u32 = 500;
/// Members of one organisation, at most.
const MEMBERS_MAX: usize = 200_000;

/// Somebody in the projection.
pub struct Entry {
    /// Who.
    pub person: PersonId,
    /// In which department.
    pub department: Option<DepartmentId>,
    /// How he is called.
    pub sound: Sound,
    /// The position, as it is compared.
    pub(super) position: Option<String>,
}

/// When it was true: who is in it, and who was renamed last.
type Stamp = (i64, Timestamp, Timestamp);

/// An organisation's members in the order of their names.
pub type Members = Arc<Vec<Entry>>;

#[derive(Default)]
struct Shelf {
    held: HashMap<OrgId, (Stamp, Members)>,
    order: VecDeque<OrgId>,
}

/// Organisations have ids of their own in every house, so that one shelf serves all that run in this process.
static SHELF: Mutex<Option<Shelf>> = Mutex::new(None);

/// The members of an organisation as they are now.
///
/// # Errors
/// What the database or the vault says.
pub async fn of(house: &House, org: OrgId) -> Result<Members, Fault> {
    let mut view = house.db.view().await?;
    let stamp = orgs::roster_stamp(&mut view, org).await?;
    drop(view);
    if let Some(members) = held(org, stamp) {
        return Ok(members);
    }
    let _turn = turn(org).await;
    let stamp = orgs::roster_stamp(&mut house.db.view().await?, org).await?;
    if let Some(members) = held(org, stamp) {
        return Ok(members);
    }
    let members = Arc::new(project(house, org).await?);
    keep(org, stamp, &members);
    Ok(members)
}

fn held(org: OrgId, stamp: Stamp) -> Option<Members> {
    let shelf = SHELF.lock().unwrap_or_else(PoisonError::into_inner);
    let (at, members) = shelf.as_ref()?.held.get(&org)?;
    (*at == stamp).then(|| Arc::clone(members))
}

fn keep(org: OrgId, stamp: Stamp, members: &Members) {
    let mut shelf = SHELF.lock().unwrap_or_else(PoisonError::into_inner);
    let shelf = shelf.get_or_insert_with(Shelf::default);
    if shelf.held.insert(org, (stamp, Arc::clone(members))).is_none() {
        shelf.order.push_back(org);
    }
    while shelf.order.len() > ORGS_MAX {
        if let Some(oldest) = shelf.order.pop_front() {
            shelf.held.remove(&oldest);
        }
    }
}

async fn project(house: &House, org: OrgId) -> Result<Vec<Entry>, Fault> {
    let (mut entries, mut after) = (Vec::new(), None);
    loop {
        let rows = orgs::members(&mut house.db.view().await?, org, after, PAGE).await?;
        let people: Vec<PersonId> = rows.iter().map(|row| row.person).collect();
        let caller = Caller::Program("directory.project");
        let named = accounts::people(&mut house.db.view().await?, &people).await?;
        // Nobody is shown anything here: counted. Whoever is found is opened, and written, for whoever looks.
        let look = house.vault.look(&caller, Purpose::Directory).act("directory.find").delivery();
        let opened = look.open_each(named.iter().map(|row| &row.name)).await?;
        let names =
            named.iter().zip(opened).filter_map(|(row, name)| Some((row.id, Sound::of(name.ok()?.as_str()))));
        let mut sounds: HashMap<PersonId, Sound> = names.collect();
        let mut positions = positions(house, &caller, &rows).await?;
        entries.extend(rows.iter().filter_map(|row| {
            let (sound, position) = (sounds.remove(&row.person)?, positions.remove(&row.person));
            Some(Entry { person: row.person, department: row.department, sound, position })
        }));
        let is_full = rows.len() >= PAGE as usize && entries.len() < MEMBERS_MAX;
        after = rows.last().map(|row| row.id);
        if !is_full {
            break;
        }
    }
    entries.sort_by_cached_key(|entry| (entry.sound.order(), entry.person));
    Ok(entries)
}

/// The positions of these members, as they are compared.
async fn positions(
    house: &House,
    caller: &Caller,
    rows: &[MemberRow],
) -> Result<HashMap<PersonId, String>, Fault> {
    let look = house.vault.look(caller, Purpose::MemberRecord).act("org.people").delivery();
    let placed = || rows.iter().filter_map(|row| Some((row.person, row.position.as_ref()?)));
    let opened = look.open_present(placed().map(|(_, position)| position)).await?;
    Ok(placed().zip(opened).filter_map(|((who, _), line)| Some((who, folded(line?.as_str())))).collect())
}
