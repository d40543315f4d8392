//! Who may be entered how: plain functions on plain values.

use ground::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::time::Duration;

use super::{Refusal, Resident};

/// People of one home, at most; those entered count.
pub(super) const PEOPLE_MAX: i64 = 30;
/// Whom one person enters within a day.
pub(super) const OF_DAY: u32 = 30;
/// How long an entry waits for an answer.
pub(super) const WAITS: Duration = Duration::from_secs(14 * 86_400);
/// How far an end may be.
const FAR: Duration = Duration::from_secs(3_660 * 86_400);
/// How long the outbox of rights keeps an event.
pub(super) const EVENTS_KEPT: Duration = Duration::from_secs(30 * 86_400);

/// As what somebody lives in a home.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// 业主
    Owner,
    /// 家人
    Family,
    /// 租客
    Tenant,
}

impl Relation {
    /// The word in the table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Family => "family",
            Self::Tenant => "tenant",
        }
    }

    /// The relation of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Owner, Self::Family, Self::Tenant].into_iter().find(|one| one.word() == word)
    }

    /// In both languages, for notices.
    pub(super) const fn told(self) -> (&'static str, &'static str) {
        match self {
            Self::Owner => ("业主", "an owner"),
            Self::Family => ("家人", "family"),
            Self::Tenant => ("租客", "a tenant"),
        }
    }

    /// What whom the property certified may.
    pub(super) const fn certified(self) -> Rights {
        Rights { add: matches!(self, Self::Owner), invite: true, open: true }
    }
}

/// What somebody may in a home.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rights {
    /// Enter others.
    pub add: bool,
    /// Let visitors in.
    pub invite: bool,
    /// Open the doors of the home: those of its unit, its building and the community.
    pub open: bool,
}

impl Rights {
    const fn within(self, own: Self) -> bool {
        (own.add || !self.add) && (own.invite || !self.invite) && (own.open || !self.open)
    }

    /// Those of them that the other has, too.
    pub(super) const fn and(self, other: Self) -> Self {
        Self {
            add: self.add && other.add,
            invite: self.invite && other.invite,
            open: self.open && other.open,
        }
    }
}

/// What became of the rights of somebody.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum What {
    /// He lives there from now on.
    Begun,
    /// Rights or dates are others.
    Changed,
    /// All have ended.
    Ended,
}

impl What {
    /// The word in the table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Begun => "begun",
            Self::Changed => "changed",
            Self::Ended => "ended",
        }
    }

    /// The one of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Begun, Self::Changed, Self::Ended].into_iter().find(|one| one.word() == word)
    }
}

/// From when to when.
pub(super) type Span = (Timestamp, Option<Timestamp>);

/// What whoever enters may give: no owner, no right that he lacks, no day after his own last. A tenant's time has an end.
pub(super) fn given(
    own: &Resident,
    relation: Relation,
    rights: Rights,
    (from, until): (Option<Timestamp>, Option<Timestamp>),
    now: Timestamp,
) -> Result<Span, Refusal> {
    if relation == Relation::Owner {
        return Err(Refusal::Relation);
    }
    if !rights.within(own.rights) {
        return Err(Refusal::Rights);
    }
    let from = from.unwrap_or(now).max(now);
    let far = now.plus(FAR);
    let until = until.or(own.until_at);
    let outlasts = match (until, own.until_at) {
        (Some(until), Some(last)) => until > last,
        _ => false,
    };
    let wrong = |until: Timestamp| until <= from || until > far;
    if from > far || outlasts || until.is_some_and(wrong) || (relation == Relation::Tenant && until.is_none())
    {
        return Err(Refusal::Dates);
    }
    Ok((from, until))
}

/// The sooner of two ends; nothing where neither is set.
pub(super) fn sooner(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

/// Whether the caller may change or end this one: not himself, and no owner.
pub(super) fn is_his_to_change(own: &Resident, other: &Resident) -> bool {
    own.id != other.id && other.relation != Relation::Owner
}

/// Who goes with somebody that goes: whom he entered, and whom they did; nobody where he was an owner and another remains.
pub(super) fn going<'a>(first: &'a Resident, all: &'a [Resident]) -> Vec<&'a Resident> {
    let owner = |one: &Resident| one.relation == Relation::Owner && one.person.is_some();
    let mut gone = vec![first];
    if first.person.is_none() || (owner(first) && all.iter().any(|one| one.id != first.id && owner(one))) {
        return gone;
    }
    let mut at = 0;
    while let Some(one) = gone.get(at).copied() {
        if let Some(person) = one.person {
            for other in all {
                let entered = other.entered_by == Some(person) && !owner(other);
                if entered && gone.iter().all(|there| there.id != other.id) {
                    gone.push(other);
                }
            }
        }
        at += 1;
    }
    gone
}
