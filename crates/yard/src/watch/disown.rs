//! The mark in the link that ends one session: its person, its device, and what only this house can compute for both.

use aws_lc_rs::constant_time;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ground::{DeviceId, PersonId};
use policy::Category;
use vault::Field;

use crate::House;

const DISOWN: Field<String> = Field::declare("yard_session", "disown", Category::DeviceLabel);

fn seal(house: &House, person: PersonId, device: DeviceId) -> [u8; 16] {
    house.vault.index(&DISOWN, &format!("{person}\n{device}"))
}

/// The link of a session; the mark stands behind `#`, so that it is in no log.
pub(super) fn link(house: &House, person: PersonId, device: DeviceId) -> String {
    let mark = [person.bytes(), device.bytes(), seal(house, person, device)].concat();
    let place = house.particulars().public_url.clone().unwrap_or_default();
    format!("{}/disown#{}", place.trim_end_matches('/'), URL_SAFE_NO_PAD.encode(mark))
}

/// Whose session, and which, a mark stands for; `None` where it is none of this house.
pub(super) fn read(house: &House, mark: &str) -> Option<(PersonId, DeviceId)> {
    let bytes: [u8; 48] = URL_SAFE_NO_PAD.decode(mark).ok()?.try_into().ok()?;
    let (ids, sealed) = bytes.split_at(32);
    let (person, device) = ids.split_at(16);
    let person = PersonId::from_bytes(person.try_into().ok()?);
    let device = DeviceId::from_bytes(device.try_into().ok()?);
    let right = constant_time::verify_slices_are_equal(sealed, &seal(house, person, device)).is_ok();
    right.then_some((person, device))
}
