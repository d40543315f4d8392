//! What other rooms ask of somebody's working days: which he works, which day it is for him, and which months are closed.

use ground::{Ctx, Fault, OrgId, PersonId, View};
use policy::Calendar;

use super::Refusal;
use super::belonging::store as belonging;
use super::plan::store as plans;
use super::reckoning;
use super::zone::{Day, Zone};

/// The zone of whoever belongs to no group.
const OFFICES: &str = "Asia/Shanghai";
/// Minutes that offices work on a day.
const OFFICE_MIN: u16 = 480;

/// Each of these days, which follow one another, and how many minutes somebody works on it, on a day of rest none: by his roster, the days that the organisation set,
/// the holidays and the week of his group; who is in no group works when China's offices are open.
///
/// # Errors
/// Where there are no days, or what the database says.
pub(crate) async fn working(
    view: &mut View,
    (org, person): (OrgId, PersonId),
    days: Vec<Day>,
) -> Result<Vec<(Day, u16)>, Refusal> {
    let all = days.clone();
    let planned = reckoning::planned(view, org, vec![person], days).await?;
    let offices = |day: &Day| if Calendar::china().is_working(day.0) { OFFICE_MIN } else { 0 };
    let minutes = |day: &Day| planned.works(person, *day).unwrap_or_else(|| offices(day));
    Ok(all.iter().map(|day| (*day, minutes(day))).collect())
}

/// The day that it is where somebody works.
///
/// # Errors
/// What the database says.
pub(crate) async fn today_of(view: &mut View, (org, person): (OrgId, PersonId)) -> Result<Day, Fault> {
    let now = view.now();
    let near = Day(now.day());
    if let Some(group) = belonging::group_on(view, org, person, near).await?
        && let Some(group) = plans::group_of(view, org, group).await?
    {
        return group.day(now);
    }
    let wall = Zone::named(OFFICES).and_then(|zone| zone.wall(now));
    Ok(wall.map_or(near, |(day, _)| day))
}

/// Which of these months are closed in the group to which somebody belonged then.
///
/// # Errors
/// What the database says.
pub(crate) async fn closed_among(
    view: &mut View,
    (org, person): (OrgId, PersonId),
    days: &[Day],
) -> Result<Vec<String>, Fault> {
    let mut closed = Vec::new();
    for (month, day) in months(days) {
        if let Some(group) = belonging::group_on(view, org, person, day).await?
            && plans::closed_at(view, group, &month).await?.is_some()
        {
            closed.push(month);
        }
    }
    Ok(closed)
}

/// The same within a unit of work.
///
/// # Errors
/// What the database says.
pub(crate) async fn closed_now(
    cx: &mut Ctx,
    (org, person): (OrgId, PersonId),
    days: &[Day],
) -> Result<Vec<String>, Fault> {
    let mut closed = Vec::new();
    for (month, day) in months(days) {
        if let Some(group) = belonging::group_on_now(cx, (org, person), day).await?
            && plans::is_closed_now(cx, group, &month).await?
        {
            closed.push(month);
        }
    }
    Ok(closed)
}

/// The months of days, each with the first of them.
fn months(days: &[Day]) -> Vec<(String, Day)> {
    let mut months: Vec<(String, Day)> = days.iter().map(|day| (day.month(), *day)).collect();
    months.dedup_by(|one, before| one.0 == before.0);
    months
}
