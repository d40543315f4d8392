//! What passes are known by, in the open, for their holders; and holders by name, for the desk.

use ground::{Caller, Fault, Timestamp, View};
use policy::Purpose;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use yard::House;
use yard::org::Line;

use super::{Kind, PassId, Refusal, Row, rules};
use crate::household::{Resident, store as households};
use crate::place::{HomeId, store as places};

/// The cards among these, each with its last digits.
pub(super) async fn cards(
    house: &House,
    caller: &Caller,
    rows: &[Row],
) -> Result<Vec<(PassId, String, Timestamp)>, Refusal> {
    let cards: Vec<&Row> = rows.iter().filter(|row| row.kind == Kind::Card).collect();
    if cards.is_empty() {
        return Ok(Vec::new());
    }
    let look = house.vault.look(caller, Purpose::DoorOpening).act("door.mine");
    let numbers = look.open_present(cards.iter().filter_map(|row| row.secret.as_ref())).await;
    let numbers = numbers.map_err(|no| Fault::caused("opening one's own cards", no))?;
    let shown = |number: Option<Vec<u8>>| {
        number.and_then(|kept| String::from_utf8(kept).ok()).map(|kept| rules::card_shown(&kept))
    };
    let each = cards.iter().zip(numbers);
    Ok(each.map(|(row, number)| (row.id, shown(number).unwrap_or_default(), row.made_at)).collect())
}

/// The key of codes, for their own holder.
pub(super) async fn key(house: &House, caller: &Caller, row: &Row) -> Result<::pass::Secret, Refusal> {
    let sealed = row.secret.as_ref().ok_or_else(|| Fault::new("a code without a key"))?;
    let look = house.vault.look(caller, Purpose::DoorOpening).act("pass.code");
    let key = look.open(sealed).await.map_err(|no| no.or(Refusal::Unknown))?.into_inner();
    let key = <[u8; 32]>::try_from(key).map_err(|_| Fault::new("the key of a code has another length"))?;
    Ok(::pass::Secret::new(key))
}

/// Somebody's pass as the desk sees it.
pub(super) struct Holding {
    pub row: Row,
    /// The public number of the home by whose right it opens.
    pub home: Option<String>,
    /// Whose row of the home it is.
    pub resident: Option<Resident>,
    /// His name; nothing where his account rests, or he has none.
    pub name: Option<String>,
}

/// The passes with their homes and rows.
pub(super) async fn placed(view: &mut View, rows: Vec<Row>) -> Result<Vec<Holding>, Fault> {
    let mut placed = Vec::with_capacity(rows.len());
    let mut numbers: HashMap<HomeId, Option<String>> = HashMap::new();
    for row in rows {
        let resident = match row.resident {
            Some(id) => households::find(view, id).await?,
            None => None,
        };
        let home = match resident.as_ref().map(|one| one.home).or(row.home) {
            Some(home) => match numbers.entry(home) {
                Entry::Occupied(known) => known.get().clone(),
                Entry::Vacant(free) => {
                    free.insert(places::find(view, home).await?.map(|home| home.number)).clone()
                }
            },
            None => None,
        };
        placed.push(Holding { row, home, resident, name: None });
    }
    Ok(placed)
}

/// The same with the names of those by whose right they open, in one look: a leaf of the access log.
pub(super) async fn named(
    house: &House,
    caller: &Caller,
    act: &'static str,
    mut placed: Vec<Holding>,
) -> Result<Vec<Holding>, Refusal> {
    let of = |one: &Holding| one.resident.as_ref().map(|resident| resident.id);
    let look = house.vault.look(caller, Purpose::DoorKeeping).act(act);
    let sealed: Vec<_> = placed.iter().filter_map(|one| one.resident.as_ref()).map(|one| &one.name).collect();
    let names = look.open_present(sealed).await;
    let mut names = names.map_err(|no| Fault::caused("opening who has passes", no))?.into_iter();
    for one in &mut placed {
        if of(one).is_some() {
            one.name = names.next().flatten().map(|line: Line| line.as_str().to_owned());
        }
    }
    Ok(placed)
}
