//! The wire: what a roster says.

use axum::extract::State as Of;
use ground::{PersonId, Problem};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::wire::{InOrg, Json, NoStore, Path, Query};

use super::ShiftId;
use super::desk_http::GroupPath;
use super::plan::DayKind;
use super::roster::{self, DayOfGroup, Line, Odd, Sheet};
use super::zone::Day;

/// Which days, and which page of people.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RosterQuery {
    /// The first day, as `2026-12-01`.
    from: String,
    /// The last day; at most eighty of them in one look.
    until: String,
    /// After whom; the first page where it is absent.
    #[serde(default)]
    after: Option<PersonId>,
}

/// What the roster of a group says.
#[derive(Serialize, JsonSchema)]
pub(super) struct RosterSheet {
    /// The day that it is now in the zone of the group.
    today: String,
    /// The days, as they are for whoever nothing else is said of.
    days: Vec<RosterDay>,
    /// Months of these days that are closed, as `2026-12`; nothing is written into them.
    closed: Vec<String>,
    /// People of the group, at most fifty.
    items: Vec<RosterLine>,
    /// After whom the next page begins.
    next: Option<PersonId>,
}

/// A day of the group.
#[derive(Serialize, JsonSchema)]
struct RosterDay {
    /// Which, as `2026-12-21`.
    day: String,
    /// The shift of its plan; null on a day of rest.
    shift: Option<ShiftId>,
    /// Why it is not as its week has it; null where it is.
    odd: Option<OddDay>,
}

/// Why a day is not as its week has it.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum OddDay {
    /// A holiday.
    Holiday,
    /// It is worked for a holiday.
    MadeUp,
    /// The organisation set it off.
    Off,
    /// The organisation set it on.
    On,
}

/// Somebody.
#[derive(Serialize, JsonSchema)]
struct RosterLine {
    /// Who.
    person: PersonId,
    /// When he belongs to the group.
    times: Vec<RosterTime>,
    /// What is said of his days; of every other the plan says it.
    entries: Vec<RosterSaid>,
}

/// A time of belonging.
#[derive(Serialize, JsonSchema)]
struct RosterTime {
    /// The first day.
    from: String,
    /// The first day on which he belongs to it no longer; null where no end is set.
    until: Option<String>,
}

/// What is said of a day.
#[derive(Serialize, JsonSchema)]
struct RosterSaid {
    /// Which.
    day: String,
    /// The shift; null is a day of rest.
    shift: Option<ShiftId>,
}

impl From<DayOfGroup> for RosterDay {
    fn from(one: DayOfGroup) -> Self {
        let odd = one.odd.map(|odd| match odd {
            Odd::Holiday => OddDay::Holiday,
            Odd::MadeUp => OddDay::MadeUp,
            Odd::Set(DayKind::Off) => OddDay::Off,
            Odd::Set(DayKind::On) => OddDay::On,
        });
        Self { day: one.day.to_string(), shift: one.shift, odd }
    }
}

impl From<Line> for RosterLine {
    fn from(Line { person, times, entries }: Line) -> Self {
        let time = |(from, until): (Day, Option<Day>)| RosterTime {
            from: from.to_string(),
            until: until.map(|day| day.to_string()),
        };
        let said = |(day, shift): (Day, Option<ShiftId>)| RosterSaid { day: day.to_string(), shift };
        Self {
            person,
            times: times.into_iter().map(time).collect(),
            entries: entries.into_iter().map(said).collect(),
        }
    }
}

pub(super) async fn sheet(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(at): Path<GroupPath>,
    Query(asked): Query<RosterQuery>,
) -> Result<(NoStore, Json<RosterSheet>), Problem> {
    let RosterQuery { from, until, after } = asked;
    let Sheet { today, days, closed, lines, next } =
        roster::sheet(&house, who, (at.group, &from, &until), after).await?;
    let sheet = RosterSheet {
        today: today.to_string(),
        days: days.into_iter().map(RosterDay::from).collect(),
        closed,
        items: lines.into_iter().map(RosterLine::from).collect(),
        next,
    };
    Ok((NoStore, Json(sheet)))
}
