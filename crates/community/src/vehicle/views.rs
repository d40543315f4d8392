//! Vehicles in the open, for those of their home.

use ground::{Caller, Fault, Timestamp};
use policy::Purpose;
use std::collections::HashMap;
use yard::House;
use yard::org::Line;

use super::{Bar, Plate, Refusal, Vehicle, VehicleId};

/// A vehicle as those of its home see it.
pub(super) struct Shown {
    pub row: Vehicle,
    /// Nothing where the account rests of whoever entered it.
    pub plate: Option<String>,
    pub is_own: bool,
    /// Whether it passes at this moment.
    pub passes: bool,
    /// Why and until when the property turns it away.
    pub barred: Option<(Option<String>, Timestamp)>,
}

/// The rows with their plates in one look, and why some are turned away in another.
pub(super) async fn shown(
    house: &House,
    caller: &Caller,
    rows: Vec<(Vehicle, bool)>,
    bars: HashMap<VehicleId, Bar>,
) -> Result<Vec<Shown>, Refusal> {
    let look = house.vault.look(caller, Purpose::VehicleAccess).act("vehicle.list");
    let plates = look.open_present(rows.iter().map(|(row, _)| &row.plate)).await.map_err(shut)?;
    let barred: Vec<(&VehicleId, &Bar)> = bars.iter().collect();
    let look = house.vault.look(caller, Purpose::VehicleAccess).act("vehicle.list");
    let reasons = look.open_present(barred.iter().map(|(_, bar)| &bar.reason)).await.map_err(shut)?;
    let mut barred: HashMap<VehicleId, (Option<String>, Timestamp)> = barred
        .iter()
        .zip(reasons)
        .map(|((id, bar), why)| (**id, (why.map(|line: Line| line.as_str().to_owned()), bar.until_at)))
        .collect();
    let shown = |((row, passes), plate): ((Vehicle, bool), Option<Plate>)| Shown {
        plate: plate.map(|plate| plate.as_str().to_owned()),
        is_own: caller.person() == Some(row.person),
        passes,
        barred: barred.remove(&row.id),
        row,
    };
    Ok(rows.into_iter().zip(plates).map(shown).collect())
}

/// What stays shut though it should not.
pub(super) fn shut(no: vault::OpenRefused) -> Fault {
    Fault::caused("opening plates", no)
}
