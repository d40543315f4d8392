//! The mark in the link that stops news and promotions: the person, and what only this house can compute for him.

use ground::PersonId;
use policy::Category;
use vault::Field;

use crate::{House, marks};

const STOP: Field<String> = Field::declare("yard_notice", "stop", Category::Notice);

/// The link for a person's messages.
pub(super) fn link(house: &House, person: PersonId) -> String {
    marks::link(house, "stop", &person.bytes(), &STOP, &person.to_string())
}

/// The last lines of a letter that one can do without.
pub(super) fn words(house: &House, person: PersonId) -> String {
    let link = link(house, person);
    format!("\n不想再收到，请打开：{link}\nTo get no more of these: {link}\n")
}

/// The person of a mark; `None` where it is none of this house.
pub(super) fn read(house: &House, mark: &str) -> Option<PersonId> {
    let (person, computed) = marks::read(mark)?;
    let person = PersonId::from_bytes(person);
    marks::fits(house, &STOP, &person.to_string(), &computed).then_some(person)
}
