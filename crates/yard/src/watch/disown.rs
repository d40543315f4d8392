//! The mark in the link that ends one session: its person, its device, and what only this house can compute for both.

use ground::{DeviceId, PersonId};
use policy::Category;
use vault::Field;

use crate::{House, marks};

const DISOWN: Field<String> = Field::declare("yard_session", "disown", Category::DeviceLabel);

fn said(person: PersonId, device: DeviceId) -> String {
    format!("{person}\n{device}")
}

/// The link of a session.
pub(super) fn link(house: &House, person: PersonId, device: DeviceId) -> String {
    let ids = [person.bytes(), device.bytes()].concat();
    marks::link(house, "disown", &ids, &DISOWN, &said(person, device))
}

/// Whose session, and which, a mark stands for; `None` where it is none of this house.
pub(super) fn read(house: &House, mark: &str) -> Option<(PersonId, DeviceId)> {
    let (ids, computed) = marks::read::<32>(mark)?;
    let (person, device) = (ids.first_chunk().copied()?, ids.last_chunk().copied()?);
    let (person, device) = (PersonId::from_bytes(person), DeviceId::from_bytes(device));
    marks::fits(house, &DISOWN, &said(person, device), &computed).then_some((person, device))
}
