//! What a roster says, as whoever writes it reads it: the days of a group as its plan has them, and what differs for whom.

use ground::{Member, PersonId, View};
use policy::Calendar;
use yard::House;
use yard::org::store as orgs;

use super::belonging::store::{self as belonging, Attendee};
use super::looking::people_of;
use super::plan::store::{self as plans, Group};
use super::plan::{DayKind, Holidays, Plan, shift_of};
use super::zone::Day;
use super::{GroupId, Refusal, ShiftId, desk, reckoning};

/// Days in one look: a month, the one after it, and a week on either side.
const STRETCH_DAYS_MAX: i64 = 80;

/// Why a day is not as its week has it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Odd {
    /// A holiday of the calendar that the group keeps.
    Holiday,
    /// A day of a weekend that is worked for a holiday.
    MadeUp,
    /// What the organisation set.
    Set(DayKind),
}

/// A day of the group, for whoever nothing else is said of.
pub(super) struct DayOfGroup {
    pub day: Day,
    pub shift: Option<ShiftId>,
    pub odd: Option<Odd>,
}

/// Somebody of the group.
pub(super) struct Line {
    pub person: PersonId,
    /// When he belongs to it, within what is looked at; the day of the end is in it no longer.
    pub times: Vec<(Day, Option<Day>)>,
    /// What his roster says; no shift is a day of rest.
    pub entries: Vec<(Day, Option<ShiftId>)>,
}

/// A page of people with what is said of their days.
pub(super) struct Sheet {
    pub today: Day,
    pub days: Vec<DayOfGroup>,
    /// Months that are closed, as `2026-12`.
    pub closed: Vec<String>,
    pub lines: Vec<Line>,
    /// After whom the next page begins; nothing where this is the last.
    pub next: Option<PersonId>,
}

/// The days from one to another, both among them.
fn stretch((from, until): (&str, &str)) -> Result<Vec<Day>, Refusal> {
    let (from, until) = Day::read(from).zip(Day::read(until)).ok_or(Refusal::Day)?;
    let days = until.0 - from.0;
    if (0..STRETCH_DAYS_MAX).contains(&days) {
        Ok((0..=days).map(|later| from.plus(later)).collect())
    } else {
        Err(Refusal::Day)
    }
}

/// What makes a day differ from the week.
fn odd(plan: &Plan, day: Day, own: Option<DayKind>) -> Option<Odd> {
    let china = Calendar::china();
    let keeps = plan.holidays == Holidays::China;
    own.map(Odd::Set).or_else(|| {
        if keeps && china.is_holiday(day.0) {
            Some(Odd::Holiday)
        } else {
            (keeps && china.is_made_up(day.0)).then_some(Odd::MadeUp)
        }
    })
}

/// Which months of these days a group closed.
async fn closed(view: &mut View, group: GroupId, days: &[Day]) -> Result<Vec<String>, Refusal> {
    let mut months: Vec<String> = days.iter().map(|day| day.month()).collect();
    months.dedup();
    let mut closed = Vec::new();
    for month in months {
        if plans::closed_at(view, group, &month).await?.is_some() {
            closed.push(month);
        }
    }
    Ok(closed)
}

/// A page of the group's people with what is said of them, and after whom the next begins. Who left the organisation has no line.
async fn lines(
    view: &mut View,
    group: &Group,
    (days, (first, last)): (&[Day], (Day, Day)),
    after: Option<PersonId>,
) -> Result<(Vec<Line>, Option<PersonId>), Refusal> {
    let (mut people, next) = people_of(view, group.id, (first, last), after).await?;
    let present = orgs::members_among(view, group.org, &people).await?;
    people.retain(|person| present.contains(person));
    let mut times = belonging::times(view, group.org, &people).await?;
    times.retain(|one| one.group == group.id);
    let said = belonging::rosters(view, group.org, &people, (first, last)).await?;
    let line = |person: PersonId| {
        let his: Vec<&Attendee> = times.iter().filter(|one| one.person == person).collect();
        let is_here = |day: &&Day| his.iter().any(|one| one.is_on(**day));
        let entry = |day: &Day| said.get(&(person, *day)).map(|shift| (*day, *shift));
        let is_near = |one: &&&Attendee| one.from <= last && one.until.is_none_or(|until| until > first);
        Line {
            person,
            times: his.iter().filter(is_near).map(|one| (one.from, one.until)).collect(),
            // Of days on which he is in another group, whoever writes that group's roster reads what is said.
            entries: days.iter().filter(is_here).filter_map(entry).collect(),
        }
    };
    Ok((people.into_iter().map(line).collect(), next))
}

/// What the roster of a group says of a stretch of days, for a page of its people.
pub(super) async fn sheet(
    house: &House,
    who: Member,
    (group, from, until): (GroupId, &str, &str),
    after: Option<PersonId>,
) -> Result<Sheet, Refusal> {
    let mut view = house.db.view().await?;
    let group = desk::may_arrange(&mut view, who, group).await?;
    let days = stretch((from, until))?;
    let (Some(first), Some(last)) = (days.first().copied(), days.last().copied()) else {
        return Err(Refusal::Day);
    };
    let today = group.day(view.now())?;
    let arranged = plans::plans(&mut view, group.id, (first, last)).await?;
    let own = plans::days(&mut view, who.org, (first, last)).await?;
    let closed = closed(&mut view, group.id, &days).await?;
    let (lines, next) = lines(&mut view, &group, (&days, (first, last)), after).await?;
    let day_of = |day: &Day| {
        let (plan, own) = (reckoning::plan_on(&arranged, *day), own.get(day).copied());
        let shift = plan.and_then(|plan| shift_of(plan, *day, None, own));
        DayOfGroup { day: *day, shift, odd: plan.and_then(|plan| odd(plan, *day, own)) }
    };
    Ok(Sheet { today, days: days.iter().map(day_of).collect(), closed, lines, next })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_has_an_order_and_a_bound() {
        let days = |from, until| stretch((from, until)).map(|days| days.len()).ok();
        assert_eq!(days("2027-02-01", "2027-02-28"), Some(28));
        assert_eq!(days("2027-02-01", "2027-02-01"), Some(1));
        assert_eq!(days("2027-02-02", "2027-02-01"), None);
        assert_eq!(days("2027-01-01", "2027-03-21"), Some(80));
        assert_eq!(days("2027-01-01", "2027-03-22"), None);
        assert_eq!(days("2027-01-01", "never"), None);
    }

    #[test]
    fn a_day_differs_by_what_the_organisation_set_first_and_by_the_holidays_that_a_group_keeps() {
        let plan = |holidays: &str| -> Plan {
            let tolerance =
                serde_json::json!({ "grace_min": 5, "absent_after_min": null, "overtime_from_min": null });
            let week: [Option<ShiftId>; 7] = [None; 7];
            let plan = serde_json::json!({
                "week": week, "holidays": holidays, "tolerance": tolerance, "ways": ["network"], "outside": "mark",
            });
            serde_json::from_value(plan).unwrap()
        };
        let (china, own) = (plan("china"), plan("own"));
        let day = |text| Day::read(text).unwrap();
        // In 2026 Spring Festival began on a Sunday, and the Saturday before it was worked.
        assert_eq!(odd(&china, day("2026-02-14"), None), Some(Odd::MadeUp));
        assert_eq!(odd(&china, day("2026-02-15"), None), Some(Odd::Holiday));
        assert_eq!(odd(&china, day("2026-02-15"), Some(DayKind::On)), Some(Odd::Set(DayKind::On)));
        assert_eq!(odd(&china, day("2026-02-25"), None), None);
        assert_eq!(odd(&own, day("2026-02-15"), None), None);
    }
}
