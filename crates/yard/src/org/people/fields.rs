//! What is searched beside names: the fields of records in memory, as they are compared.

use ground::{Caller, Fault, OrgId, PersonId, Timestamp};
use policy::Purpose;
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use vault::Sealed;

use super::sound::folded;
use super::turn;
use crate::House;
use crate::org::Line;
use crate::org::record::{Field, store as records};

/// Organisations that are held at once; one more lets the oldest go.
const ORGS_MAX: usize = 16;
/// Fields that are read at once.
const PAGE: i64 = 1_000;
/// Fields of one organisation, at most.
const FIELDS_MAX: usize = 2_000_000;

/// The fields of each person.
pub(super) type Fields = Arc<HashMap<PersonId, Vec<(Field, String)>>>;

/// When it was true: how many there are, and when one was last written.
type Stamp = (i64, Timestamp);

#[derive(Default)]
struct Shelf {
    held: HashMap<OrgId, (Stamp, Fields)>,
    order: VecDeque<OrgId>,
}

/// Organisations have ids of their own in every house, so that one shelf serves all that run in this process.
static SHELF: Mutex<Option<Shelf>> = Mutex::new(None);

/// The fields of an organisation's records as they are now.
pub(super) async fn of(house: &House, org: OrgId) -> Result<Fields, Fault> {
    let stamp = records::stamp(&mut house.db.view().await?, org).await?;
    if let Some(fields) = held(org, stamp) {
        return Ok(fields);
    }
    let _turn = turn(org).await;
    let stamp = records::stamp(&mut house.db.view().await?, org).await?;
    if let Some(fields) = held(org, stamp) {
        return Ok(fields);
    }
    let fields = Arc::new(project(house, org).await?);
    let mut shelf = SHELF.lock().unwrap_or_else(PoisonError::into_inner);
    let shelf = shelf.get_or_insert_with(Shelf::default);
    if shelf.held.insert(org, (stamp, Arc::clone(&fields))).is_none() {
        shelf.order.push_back(org);
    }
    while shelf.order.len() > ORGS_MAX {
        if let Some(oldest) = shelf.order.pop_front() {
            shelf.held.remove(&oldest);
        }
    }
    Ok(fields)
}

fn held(org: OrgId, stamp: Stamp) -> Option<Fields> {
    let shelf = SHELF.lock().unwrap_or_else(PoisonError::into_inner);
    let (at, fields) = shelf.as_ref()?.held.get(&org)?;
    (*at == stamp).then(|| Arc::clone(fields))
}

async fn project(house: &House, org: OrgId) -> Result<HashMap<PersonId, Vec<(Field, String)>>, Fault> {
    let (mut fields, mut after, mut read) = (HashMap::<PersonId, Vec<_>>::new(), None, 0);
    loop {
        let rows = records::of_org(&mut house.db.view().await?, org, after, PAGE).await?;
        after = rows.last().map(|row| row.id);
        read += rows.len();
        let is_full = i64::try_from(rows.len()).is_ok_and(|len| len >= PAGE) && read < FIELDS_MAX;
        let caller = Caller::Program("directory.project");
        // Nobody is shown anything here: counted. Whoever is found is opened, and written, for whoever looks.
        let look = house.vault.look(&caller, Purpose::MemberRecord).act("org.people").delivery();
        let values: Vec<&Sealed<Line>> = rows.iter().filter_map(|row| row.value.as_ref()).collect();
        let opened = look.open_present(values).await?;
        for (row, value) in rows.iter().zip(opened) {
            if let Some(line) = value {
                fields.entry(row.person).or_default().push((row.field, folded(line.as_str())));
            }
        }
        if !is_full {
            return Ok(fields);
        }
    }
}
