//! What counts as coming home: plain functions on plain values.

use ground::Timestamp;
use std::time::Duration;
use yard::account::Bound;

use crate::place::{BuildingId, Door, Home};

/// How long ago a door may have opened for somebody to be told of it.
const JUST_NOW: Duration = Duration::from_secs(300);
/// Of how many a guardian is told within an hour.
pub(super) const OF_HOUR: Bound = Bound { kind: "homecoming.resident", span_s: 3_600, most: 6 };

/// Whether it happened just now. A clock of a door that runs a little ahead counts.
pub(super) fn is_fresh(at: Timestamp, now: Timestamp) -> bool {
    at >= now.minus(JUST_NOW)
}

/// Whether whoever opened so stood at the door: not by the button of a client or a telephone, which work from anywhere.
pub(super) fn is_at_the_door(way: &str) -> bool {
    ["face", "code", "card", "pin", "token"].contains(&way)
}

/// Whether this door is the last before a home: one of its unit; where that has none, one of its building; else one of the
/// whole community.
pub(super) fn is_last(door: &Door, all: &[Door], home: &Home, building: BuildingId) -> bool {
    let of_unit = |door: &Door| door.unit == Some(home.unit);
    let of_building = |door: &Door| door.unit.is_none() && door.building == Some(building);
    let of_all = |door: &Door| door.unit.is_none() && door.building.is_none();
    if all.iter().any(of_unit) {
        return of_unit(door);
    }
    if all.iter().any(of_building) { of_building(door) } else { of_all(door) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::{DoorId, HomeId, UnitId};
    use ground::OrgId;

    fn door(unit: Option<u8>, building: Option<u8>) -> Door {
        Door {
            id: DoorId::from_bytes([9; 16]),
            building: building.map(|id| BuildingId::from_bytes([id; 16])),
            unit: unit.map(|id| UnitId::from_bytes([id; 16])),
            name: String::new(),
        }
    }

    #[test]
    fn the_last_door_is_the_one_nearest_to_the_home() {
        let home = Home {
            id: HomeId::from_bytes([1; 16]),
            org: OrgId::from_bytes([1; 16]),
            unit: UnitId::from_bytes([1; 16]),
            number: String::new(),
            room: String::new(),
            floor: None,
        };
        let building = BuildingId::from_bytes([1; 16]);
        let (unit, house, gate) = (door(Some(1), Some(1)), door(None, Some(1)), door(None, None));
        let other = door(Some(2), Some(1));
        let last = |one: &Door, all: &[&Door]| {
            let all: Vec<Door> = all.iter().map(|one| door_again(one)).collect();
            is_last(one, &all, &home, building)
        };
        assert!(last(&unit, &[&unit, &house, &gate]) && !last(&gate, &[&unit, &house, &gate]));
        assert!(!last(&other, &[&unit, &other]) && !last(&house, &[&unit, &house]));
        assert!(last(&house, &[&other, &house, &gate]) && !last(&gate, &[&house, &gate]));
        assert!(last(&gate, &[&gate, &other]) && !last(&other, &[&gate, &other]));
    }

    fn door_again(one: &Door) -> Door {
        Door { id: one.id, building: one.building, unit: one.unit, name: String::new() }
    }

    #[test]
    fn what_is_told_late_or_done_from_afar_is_no_coming_home() {
        let now = Timestamp::from_micros(1_000_000_000_000);
        assert!(is_fresh(now, now) && is_fresh(now.minus(JUST_NOW), now));
        assert!(!is_fresh(now.minus(Duration::from_secs(301)), now));
        assert!(is_at_the_door("card") && is_at_the_door("token"));
        for way in ["app", "telephone", "staff", ""] {
            assert!(!is_at_the_door(way), "{way}");
        }
    }
}
