//! Those of a home in the open.

use ground::{Caller, Fault};
use policy::Purpose;
use yard::House;
use yard::org::Line;

use super::{Refusal, Resident};

/// Somebody of a home in the open.
pub(super) struct Shown {
    pub row: Resident,
    pub name: Option<String>,
    pub is_own: bool,
}

/// The rows with their names, in one look.
pub(super) async fn shown(
    house: &House,
    caller: &Caller,
    act: &'static str,
    rows: Vec<Resident>,
) -> Result<Vec<Shown>, Refusal> {
    let look = house.vault.look(caller, Purpose::Household).act(act);
    let names = look.open_present(rows.iter().map(|row| &row.name)).await;
    let names = names.map_err(|no| Fault::caused("opening those of a home", no))?;
    let person = caller.person();
    let shown = |(row, name): (Resident, Option<Line>)| Shown {
        is_own: person.is_some() && row.person == person,
        name: name.map(|line| line.as_str().to_owned()),
        row,
    };
    Ok(rows.into_iter().zip(names).map(shown).collect())
}
