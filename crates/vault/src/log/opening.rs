//! What a person reads of the access log: who opened what of his, when, and why.

use ground::{Caller, DeviceId, OrgId, PersonId, ServiceId, Timestamp};
use policy::{Category, Purpose};
use serde::{Deserialize, Serialize};

use super::Counted;

/// Who opened something.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Actor {
    /// `person`, `member`, `administrator`, `keeper`, `guest`, `program`, `service`, `device` or `nobody`.
    pub kind: String,
    /// The person behind it, where there is one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub person: Option<PersonId>,
    /// The organisation in whose name it was.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub org: Option<OrgId>,
    /// The box at a door.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub device: Option<DeviceId>,
    /// The service account.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub service: Option<ServiceId>,
    /// The program's name: of a part of the house, or of a service account.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub program: Option<String>,
}

impl From<&Caller> for Actor {
    fn from(caller: &Caller) -> Self {
        Self {
            kind: caller.kind().to_owned(),
            person: caller.person(),
            org: match caller {
                Caller::Member(member) => Some(member.org),
                Caller::Service(program) => program.org,
                _ => None,
            },
            device: if let Caller::Device(device) = caller { Some(*device) } else { None },
            service: if let Caller::Service(program) = caller { Some(program.id) } else { None },
            program: match caller {
                Caller::Program(name) => Some((*name).to_owned()),
                Caller::Service(program) => Some(program.name.to_string()),
                _ => None,
            },
        }
    }
}

/// One opening of one category of a subject's data.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Opening {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// In which act: an operation id or a job's name.
    pub act: String,
    /// For which purpose, by its id at the time.
    pub purpose: String,
    /// The reason given, where one was.
    pub reason: Option<String>,
    /// Which category, by its id at the time.
    pub category: String,
    /// The leaf that proves it.
    pub leaf: u64,
}

/// How often something was opened on a day that leaves no leaf: one's own data, and what was delivered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tally {
    /// Days since 1970-01-01, UTC.
    pub day: i64,
    /// `own` or `delivery`.
    pub kind: String,
    /// Purpose id.
    pub purpose: String,
    /// Category id.
    pub category: String,
    /// How often.
    pub opened: u64,
}

/// Adds what waits to what was written, in the order of the table: the newest day first.
pub(crate) fn add(tallies: &mut Vec<Tally>, waiting: Vec<(Counted, u64)>) {
    for (Counted { day, kind, purpose, category, .. }, more) in waiting {
        let (purpose, category) = (purpose.id(), category.id());
        let is_it = |tally: &&mut Tally| {
            (tally.day, tally.kind.as_str()) == (day, kind)
                && (tally.purpose.as_str(), tally.category.as_str()) == (purpose, category)
        };
        match tallies.iter_mut().find(is_it) {
            Some(tally) => tally.opened += more,
            None => tallies.push(Tally {
                day,
                kind: kind.to_owned(),
                purpose: purpose.to_owned(),
                category: category.to_owned(),
                opened: more,
            }),
        }
    }
    tallies.sort_by(|one, other| {
        let rest = |tally: &Tally| (tally.kind.clone(), tally.purpose.clone(), tally.category.clone());
        other.day.cmp(&one.day).then_with(|| rest(one).cmp(&rest(other)))
    });
}

/// The readable part of an entry, sealed under the subject's key.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Reading {
    pub(crate) at: i64,
    pub(crate) actor: Actor,
    pub(crate) act: String,
    pub(crate) purpose: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) reason: Option<String>,
    pub(crate) categories: Vec<String>,
}

impl Reading {
    pub(crate) fn new(
        at: Timestamp,
        caller: &Caller,
        act: &str,
        purpose: Purpose,
        reason: Option<&str>,
    ) -> Self {
        Self {
            at: at.micros(),
            actor: Actor::from(caller),
            act: act.to_owned(),
            purpose: purpose.id().to_owned(),
            reason: reason.map(str::to_owned),
            categories: Vec::new(),
        }
    }

    pub(crate) fn with(&self, categories: &[Category]) -> Self {
        Self {
            categories: categories.iter().map(|category| category.id().to_owned()).collect(),
            ..self.clone()
        }
    }

    /// One opening for each category, of this leaf.
    pub(crate) fn openings(self, leaf: u64) -> impl Iterator<Item = Opening> {
        let Self { at, actor, act, purpose, reason, categories } = self;
        categories.into_iter().map(move |category| Opening {
            at: Timestamp::from_micros(at),
            actor: actor.clone(),
            act: act.clone(),
            purpose: purpose.clone(),
            reason: reason.clone(),
            category,
            leaf,
        })
    }
}
