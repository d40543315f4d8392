//! Who asks, and who owns: the two words from the first table.

use std::sync::Arc;

use crate::{DeviceId, MeetingId, OrgId, PersonId, ServiceId};

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

/// What a service account may be allowed. The list is closed: access.cedar knows the same words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ServiceScope {
    /// Look at the organisation.
    OrgRead,
    /// Look at its members and departments.
    MembersRead,
    /// Hear who joins and leaves, over the stream.
    OrgEvents,
    /// Start meetings in its name.
    MeetingStart,
    /// Look at meetings held in its name.
    MeetingRead,
    /// Lock and end them, mute and remove.
    MeetingDirect,
    /// Read the counts of the whole house.
    Metrics,
}

impl ServiceScope {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::OrgRead,
        Self::MembersRead,
        Self::OrgEvents,
        Self::MeetingStart,
        Self::MeetingRead,
        Self::MeetingDirect,
        Self::Metrics,
    ];

    /// The word on the wire, in the table and in access.cedar.
    pub const fn word(self) -> &'static str {
        match self {
            Self::OrgRead => "org.read",
            Self::MembersRead => "org.members.read",
            Self::OrgEvents => "org.events",
            Self::MeetingStart => "meeting.start",
            Self::MeetingRead => "meeting.read",
            Self::MeetingDirect => "meeting.direct",
            Self::Metrics => "house.metrics",
        }
    }

    /// The scope of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.word() == word)
    }

    /// True for what concerns the house as a whole, false for what concerns one organisation.
    pub const fn of_house(self) -> bool {
        matches!(self, Self::Metrics)
    }
}

/// A program from outside that came in with the token of a service account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Service {
    /// The service account.
    pub id: ServiceId,
    /// The organisation it works for; `None` where it works for the house.
    pub org: Option<OrgId>,
    /// The name by which the access log knows it.
    pub name: Arc<str>,
    /// What it may at most.
    pub scopes: Arc<[ServiceScope]>,
}

impl Service {
    /// Whether it works for this organisation with this scope.
    pub fn may(&self, org: OrgId, scope: ServiceScope) -> bool {
        self.org == Some(org) && self.scopes.contains(&scope)
    }
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
    /// A program from outside, by a service account.
    Service(Service),
    /// A box at a door.
    Device(DeviceId),
}

impl Caller {
    /// The person behind the caller, where there is one.
    pub const fn person(&self) -> Option<PersonId> {
        match self {
            Self::Person(who) | Self::Keeper(who) => Some(who.person),
            Self::Member(who) => Some(who.person),
            Self::Guest(who) => Some(who.guest),
            Self::Nobody | Self::Program(_) | Self::Service(_) | Self::Device(_) => None,
        }
    }

    /// The person who acts for himself in a session that counts whole: not one that stands on SMS alone.
    pub const fn whole(&self) -> Option<&Person> {
        match self {
            Self::Person(who) | Self::Keeper(who) if !who.limited => Some(who),
            _ => None,
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
            Self::Service(_) => "service",
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

impl From<Service> for Caller {
    fn from(program: Service) -> Self {
        Self::Service(program)
    }
}
