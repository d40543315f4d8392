//! Who asks, and who owns: the two words from the first table.

use crate::{DeviceId, MeetingId, OrgId, PersonId};

/// Whose a row is, and who is the controller in the policy's sense.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Owner {
    /// A person, for himself.
    Person(PersonId),
    /// An organisation or a community.
    Org(OrgId),
}

impl Owner {
    /// The sixteen bytes of whoever owns.
    pub const fn bytes(&self) -> [u8; 16] {
        match self {
            Self::Person(id) => id.bytes(),
            Self::Org(id) => id.bytes(),
        }
    }
}

/// A signed-in person on one of his devices.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Person {
    /// Who.
    pub person: PersonId,
    /// On which signed-in device.
    pub device: DeviceId,
    /// True where the person runs the house.
    pub keeper: bool,
    /// True where a long silent number was opened by SMS alone: a second proof comes before
    /// organisations, doors and old content.
    pub limited: bool,
}

/// A person acting within an organisation he belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Member {
    /// Who.
    pub person: PersonId,
    /// On which signed-in device.
    pub device: DeviceId,
    /// In which organisation.
    pub org: OrgId,
    /// True for an administrator of that organisation.
    pub administrator: bool,
}

/// Somebody without an account, admitted to one meeting.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Guest {
    /// The meeting that admitted the guest.
    pub meeting: MeetingId,
    /// The guest's id within it.
    pub guest: PersonId,
}

/// The only way to say who asks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Caller {
    /// Nobody is signed in.
    Nobody,
    /// A guest of one meeting.
    Guest(Guest),
    /// A person for himself.
    Person(Person),
    /// A member of an organisation.
    Member(Member),
    /// Someone who runs the house.
    Keeper(Person),
    /// A part of the house itself: a job, a sweep, an engine. Named by its job.
    Program(&'static str),
    /// A service account or a box at a door.
    Device(DeviceId),
}

impl Caller {
    /// The person behind the caller, where there is one.
    pub const fn person(&self) -> Option<PersonId> {
        match self {
            Self::Person(who) | Self::Keeper(who) => Some(who.person),
            Self::Member(who) => Some(who.person),
            Self::Guest(who) => Some(who.guest),
            Self::Nobody | Self::Program(_) | Self::Device(_) => None,
        }
    }

    /// The kind in one word, for logs and the access record.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::Guest(_) => "guest",
            Self::Person(_) => "person",
            Self::Member(member) => {
                if member.administrator {
                    "administrator"
                } else {
                    "member"
                }
            }
            Self::Keeper(_) => "keeper",
            Self::Program(_) => "program",
            Self::Device(_) => "device",
        }
    }
}

impl From<Person> for Caller {
    fn from(who: Person) -> Self {
        if who.keeper { Self::Keeper(who) } else { Self::Person(who) }
    }
}

impl From<Member> for Caller {
    fn from(who: Member) -> Self {
        Self::Member(who)
    }
}

impl From<Guest> for Caller {
    fn from(who: Guest) -> Self {
        Self::Guest(who)
    }
}
