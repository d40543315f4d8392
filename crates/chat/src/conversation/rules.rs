//! What may happen: names, sizes, pairs.

use ground::PersonId;
use vault::Plain;

use super::Refusal;

/// Members of a group, at most.
pub(crate) const MEMBERS_MAX: usize = 5_000;
/// Characters of a group's name, at most.
const NAME_MAX: usize = 60;

/// What a group is called: 1 to 60 characters.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct GroupName(String);

impl GroupName {
    pub(crate) fn read(typed: &str) -> Result<Self, Refusal> {
        let name = typed.trim();
        let is_fit =
            !name.is_empty() && name.chars().count() <= NAME_MAX && !name.chars().any(char::is_control);
        if is_fit { Ok(Self(name.to_owned())) } else { Err(Refusal::Name) }
    }

    pub(crate) fn into_inner(self) -> String {
        self.0
    }
}

impl Plain for GroupName {
    fn to_plain(&self) -> Vec<u8> {
        self.0.as_bytes().to_vec()
    }

    fn from_plain(bytes: &[u8]) -> Option<Self> {
        std::str::from_utf8(bytes).ok().map(|name| Self(name.to_owned()))
    }
}

/// Of two people there is one pair, whoever begins; and one more for what is sealed between them.
pub(super) fn pair(one: PersonId, other: PersonId, is_sealed: bool) -> Vec<u8> {
    let (first, second) = if one < other { (one, other) } else { (other, one) };
    let mut pair = [first.bytes(), second.bytes()].concat();
    if is_sealed {
        pair.push(1);
    }
    pair
}

/// The people of a new group besides who makes it, each once.
pub(super) fn others(maker: PersonId, people: &[PersonId]) -> Result<Vec<PersonId>, Refusal> {
    let mut others: Vec<PersonId> = people.iter().copied().filter(|person| *person != maker).collect();
    others.sort_unstable();
    others.dedup();
    if others.is_empty() || others.len() >= MEMBERS_MAX { Err(Refusal::Size) } else { Ok(others) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(number: u8) -> PersonId {
        PersonId::from_bytes([number; 16])
    }

    #[test]
    fn a_pair_is_one_whoever_begins() {
        assert_eq!(pair(person(1), person(2), false), pair(person(2), person(1), false));
        assert_ne!(pair(person(1), person(2), false), pair(person(1), person(3), false));
    }

    #[test]
    fn a_group_has_each_once_and_its_maker_not_twice() {
        assert_eq!(
            others(person(1), &[person(3), person(1), person(2), person(3)]).unwrap(),
            [person(2), person(3)]
        );
        assert!(others(person(1), &[person(1)]).is_err());
    }

    #[test]
    fn a_name_is_short_and_says_something() {
        assert!(GroupName::read("  ").is_err() && GroupName::read(&"长".repeat(61)).is_err());
        assert_eq!(GroupName::read(" 周报 ").unwrap().into_inner(), "周报");
    }
}
