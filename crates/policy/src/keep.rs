//! How long something is kept.

use serde::Serialize;

use crate::facts::Both;
use crate::period::{Period, Unit};

/// What becomes of data when its time is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Then {
    /// It is gone, its key destroyed.
    Delete,
    /// What identifies a person is gone, the rest stays.
    Anonymise,
}

/// Why the period is as long as it is: the five criteria of DB-057.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Criterion {
    /// To complete the service and answer questions about it.
    Transaction,
    /// To keep the service safe and good.
    Security,
    /// A longer period that the person agreed to.
    Agreed,
    /// A period of limitation for claims.
    Limitation,
    /// Special agreement or law.
    Law,
}

impl Criterion {
    /// All five.
    pub const ALL: [Criterion; 5] = [
        Criterion::Transaction,
        Criterion::Security,
        Criterion::Agreed,
        Criterion::Limitation,
        Criterion::Law,
    ];

    /// The name in the data.
    pub const fn id(self) -> &'static str {
        match self {
            Criterion::Transaction => "transaction",
            Criterion::Security => "security",
            Criterion::Agreed => "agreed",
            Criterion::Limitation => "limitation",
            Criterion::Law => "law",
        }
    }
}

/// One end of a period: so long after such an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ending {
    /// How long after the event; zero is at once.
    pub after: Period,
    /// The event's id in `retention.toml`, such as `account-closed`.
    pub from: String,
    /// The event's title.
    pub from_title: Both,
}

/// A legal minimum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Floor {
    /// At least so long.
    pub period: Period,
    /// The law that asks for it.
    pub law: Both,
}

/// How long a category is kept: until the first of its endings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Keep {
    /// Whichever comes first; never empty.
    pub ends: Vec<Ending>,
    /// What happens then.
    pub then: Then,
    /// Why so long.
    pub criterion: Criterion,
    /// No shorter than this, by law.
    pub floor: Option<Floor>,
    /// No longer than this.
    pub ceiling: Option<Period>,
}

impl Keep {
    /// The ending counted from this event, if there is one.
    pub fn from(&self, event: &str) -> Option<Period> {
        self.ends.iter().find(|end| end.from == event).map(|end| end.after)
    }

    /// No shorter than this, from whatever event: the law's floor; without one, nothing.
    pub fn minimum(&self) -> Period {
        self.floor.as_ref().map_or(Period::new(0, Unit::Days), |floor| floor.period)
    }

    /// No longer than this from an event: the ceiling; without one, the period itself, which nobody may lengthen.
    pub fn maximum(&self, event: &str) -> Option<Period> {
        let own = self.from(event)?;
        Some(self.ceiling.unwrap_or(own))
    }

    /// The same, ending earlier after an event that is already counted from: what a profile or an organisation may do.
    ///
    /// # Errors
    /// Says why not: the event is not counted from, the period would grow, or the law asks for more.
    pub fn tightened(&self, event: &str, after: Period) -> Result<Keep, String> {
        let Some(old) = self.from(event) else {
            let known: Vec<&str> = self.ends.iter().map(|end| end.from.as_str()).collect();
            return Err(format!("is not counted from `{event}` but from {}", known.join(", ")));
        };
        if !old.at_least(after) {
            return Err(format!(
                "may only become stricter: {} {} is not surely within {} {}",
                after.number,
                after.unit.id(),
                old.number,
                old.unit.id()
            ));
        }
        let mut keep = self.clone();
        for end in keep.ends.iter_mut().filter(|end| end.from == event) {
            end.after = after;
        }
        match keep.conflict() {
            Some(what) => Err(what),
            None => Ok(keep),
        }
    }

    /// What of floor and ceiling is not kept, if anything.
    pub(crate) fn conflict(&self) -> Option<String> {
        for end in &self.ends {
            let (number, unit) = (end.after.number, end.after.unit.id());
            if let Some(floor) = self.floor.as_ref().filter(|floor| !end.after.at_least(floor.period)) {
                let (least, of) = (floor.period.number, floor.period.unit.id());
                return Some(format!(
                    "{number} {unit} from `{}` is below the floor of {least} {of} ({}); the floor wins",
                    end.from, floor.law.en
                ));
            }
            if let Some(ceiling) = self.ceiling.filter(|ceiling| !ceiling.at_least(end.after)) {
                let (most, of) = (ceiling.number, ceiling.unit.id());
                return Some(format!(
                    "{number} {unit} from `{}` is above the ceiling of {most} {of}",
                    end.from
                ));
            }
        }
        match (&self.floor, self.ceiling) {
            (Some(floor), Some(ceiling)) if !ceiling.at_least(floor.period) => {
                Some("the ceiling lies below the floor; the floor wins".to_owned())
            }
            _ => None,
        }
    }
}
