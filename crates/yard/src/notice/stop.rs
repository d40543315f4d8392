//! The mark in the link that stops news and promotions: the person, and what only this house can compute for him.

use aws_lc_rs::constant_time;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ground::PersonId;
use policy::Category;
use vault::Field;

use crate::House;

const STOP: Field<String> = Field::declare("yard_notice", "stop", Category::Notice);

fn seal(house: &House, person: PersonId) -> [u8; 16] {
    house.vault.index(&STOP, &person.to_string())
}

/// The link for a person's messages; the mark stands behind `#`, so that it is in no log.
pub(super) fn link(house: &House, person: PersonId) -> String {
    let mark = URL_SAFE_NO_PAD.encode([person.bytes(), seal(house, person)].concat());
    let place = house.particulars().public_url.clone().unwrap_or_default();
    format!("{}/stop#{mark}", place.trim_end_matches('/'))
}

/// The person of a mark; `None` where it is none of this house.
pub(super) fn read(house: &House, mark: &str) -> Option<PersonId> {
    let bytes: [u8; 32] = URL_SAFE_NO_PAD.decode(mark).ok()?.try_into().ok()?;
    let (person, sealed) = bytes.split_at(16);
    let person = PersonId::from_bytes(person.try_into().ok()?);
    let right = constant_time::verify_slices_are_equal(sealed, &seal(house, person)).is_ok();
    right.then_some(person)
}
