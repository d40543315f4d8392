//! Rows of who belongs to which group from when to when, and what a roster says of a day.

use ground::db::{Assembled, places};
use ground::{Ctx, Fault, OrgId, PersonId, Row, View, values};
use std::collections::{HashMap, HashSet};

use super::super::store::paged_by_place;
use super::super::zone::Day;
use super::super::{GroupId, ShiftId};

/// People of a group, and of one page.
pub(in crate::attendance) const PEOPLE_MAX: usize = 1_000;
/// People of one query.
const CHUNK: usize = 400;
/// Rows of rosters in one look: a page of people for a month.
const ROWS_MAX: i64 = 40_000;

/// From when to when somebody belongs to a group.
#[derive(Clone, Copy)]
pub(in crate::attendance) struct Attendee {
    pub person: PersonId,
    pub group: GroupId,
    pub from: Day,
    pub until: Option<Day>,
}

impl Attendee {
    pub(in crate::attendance) fn is_on(&self, day: Day) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }
}

fn attendee(row: &Row) -> Result<Attendee, Fault> {
    let until: Option<i64> = row.get("until_day")?;
    Ok(Attendee {
        person: row.get("person")?,
        group: row.get("grp")?,
        from: Day(row.get("from_day")?),
        until: until.map(Day),
    })
}

/// When somebody belonged to which group, the first first.
pub(in crate::attendance) async fn times_of(
    view: &mut View,
    org: OrgId,
    person: PersonId,
) -> Result<Vec<Attendee>, Fault> {
    let sql = "SELECT person, grp, from_day, until_day FROM office_attendee WHERE org = $1 AND person = $2 \
               ORDER BY from_day LIMIT 1000";
    view.all(sql, values![org, person]).await?.iter().map(attendee).collect()
}

/// When somebody belonged to which group, wherever.
pub(in crate::attendance) async fn times_of_person(
    view: &mut View,
    person: PersonId,
) -> Result<Vec<Attendee>, Fault> {
    let sql = "SELECT person, grp, from_day, until_day FROM office_attendee WHERE person = $1 \
               ORDER BY from_day DESC, org LIMIT $2 OFFSET $3";
    paged_by_place(view, sql, person).await?.iter().map(attendee).collect()
}

/// What rosters say of somebody's days and in which organisation; the newest first.
pub(in crate::attendance) async fn rosters_of_person(
    view: &mut View,
    person: PersonId,
) -> Result<Vec<(OrgId, Day, Option<ShiftId>)>, Fault> {
    let sql = "SELECT org, day, shift FROM office_roster WHERE person = $1 ORDER BY day DESC, org LIMIT $2 OFFSET $3";
    let one = |row: &Row| Ok((row.get("org")?, Day(row.get("day")?), row.get("shift")?));
    paged_by_place(view, sql, person).await?.iter().map(one).collect()
}

/// Who belonged to a group on some day of a stretch, in the order of their numbers, after one of them.
pub(in crate::attendance) async fn people(
    view: &mut View,
    group: GroupId,
    (first, last): (Day, Day),
    (after, most): (PersonId, usize),
) -> Result<Vec<PersonId>, Fault> {
    let sql = "SELECT DISTINCT person FROM office_attendee WHERE grp = $1 AND from_day <= $3 \
               AND (until_day IS NULL OR until_day > $2) AND person > $4 ORDER BY person LIMIT $5";
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let rows = view.all(sql, values![group, first.0, last.0, after, most]).await?;
    rows.iter().map(|row| row.get("person")).collect()
}

/// All who belonged to a group on a day.
pub(in crate::attendance) async fn all_on(
    view: &mut View,
    group: GroupId,
    day: Day,
) -> Result<Vec<PersonId>, Fault> {
    people(view, group, (day, day), (PersonId::from_bytes([0; 16]), PEOPLE_MAX)).await
}

/// The group to which somebody belonged on a day; of a day on which he belonged to none, the one to which he belonged last.
pub(in crate::attendance) async fn group_on(
    view: &mut View,
    org: OrgId,
    person: PersonId,
    day: Day,
) -> Result<Option<GroupId>, Fault> {
    Ok(of_day(&times_of(view, org, person).await?, day))
}

/// The same within a unit of work.
pub(in crate::attendance) async fn group_on_now(
    cx: &mut Ctx,
    (org, person): (OrgId, PersonId),
    day: Day,
) -> Result<Option<GroupId>, Fault> {
    let sql = "SELECT person, grp, from_day, until_day FROM office_attendee WHERE org = $1 AND person = $2 \
               ORDER BY from_day LIMIT 1000";
    let times: Vec<Attendee> =
        cx.all(sql, values![org, person]).await?.iter().map(attendee).collect::<Result<_, Fault>>()?;
    Ok(of_day(&times, day))
}

fn of_day(times: &[Attendee], day: Day) -> Option<GroupId> {
    times.iter().find(|one| one.is_on(day)).or(times.last()).map(|one| one.group)
}

/// When each of these people belonged to which group of an organisation.
pub(in crate::attendance) async fn times(
    view: &mut View,
    org: OrgId,
    people: &[PersonId],
) -> Result<Vec<Attendee>, Fault> {
    let mut found = Vec::new();
    for people in people.chunks(CHUNK) {
        let among = places(2, people.len());
        let sql = format!(
            "SELECT person, grp, from_day, until_day FROM office_attendee WHERE org = $1 AND person IN ({among}) \
             ORDER BY person, from_day"
        );
        let values = std::iter::once(org.into()).chain(people.iter().map(|one| (*one).into())).collect();
        for row in view.all(Assembled(sql), values).await? {
            found.push(attendee(&row)?);
        }
    }
    Ok(found)
}

/// Puts somebody into a group from a day on, or into none. What was arranged for later days goes.
pub(in crate::attendance) async fn put_attendee(
    cx: &mut Ctx,
    org: OrgId,
    person: PersonId,
    (group, from): (Option<GroupId>, Day),
) -> Result<(), Fault> {
    let sql = "DELETE FROM office_attendee WHERE org = $1 AND person = $2 AND from_day >= $3";
    cx.run(sql, values![org, person, from.0]).await?;
    let sql = "UPDATE office_attendee SET until_day = $3 WHERE org = $1 AND person = $2 \
               AND (until_day IS NULL OR until_day > $3)";
    cx.run(sql, values![org, person, from.0]).await?;
    if let Some(group) = group {
        let sql = "INSERT INTO office_attendee (org, person, grp, from_day, until_day) VALUES ($1, $2, $3, $4, NULL)";
        cx.run(sql, values![org, person, group, from.0]).await?;
    }
    Ok(())
}

/// Who of these is in a group of the organisation now, or was; where groups are named, in one of them.
pub(in crate::attendance) async fn attending(
    view: &mut View,
    org: OrgId,
    people: &[PersonId],
    groups: Option<&[GroupId]>,
) -> Result<HashSet<PersonId>, Fault> {
    let found = times(view, org, people).await?;
    let within = |one: &&Attendee| groups.is_none_or(|groups| groups.contains(&one.group));
    Ok(found.iter().filter(within).map(|one| one.person).collect())
}

/// What a roster says of people within a stretch of days.
pub(in crate::attendance) async fn rosters(
    view: &mut View,
    org: OrgId,
    people: &[PersonId],
    (first, last): (Day, Day),
) -> Result<HashMap<(PersonId, Day), Option<ShiftId>>, Fault> {
    let mut found = HashMap::new();
    for people in people.chunks(CHUNK) {
        let among = places(5, people.len());
        let sql = format!(
            "SELECT person, day, shift FROM office_roster WHERE org = $1 AND day >= $2 AND day <= $3 \
             AND person IN ({among}) ORDER BY person, day LIMIT $4"
        );
        let mut values = values![org, first.0, last.0, ROWS_MAX];
        values.extend(people.iter().map(|one| ground::Value::from(*one)));
        for row in view.all(Assembled(sql), values).await? {
            found.insert((row.get("person")?, Day(row.get("day")?)), row.get("shift")?);
        }
    }
    Ok(found)
}

/// Writes one day of a roster, or takes it back where nothing is said of it.
pub(in crate::attendance) async fn put_roster(
    cx: &mut Ctx,
    org: OrgId,
    (person, day): (PersonId, Day),
    shift: Option<Option<ShiftId>>,
) -> Result<(), Fault> {
    let sql = "DELETE FROM office_roster WHERE org = $1 AND person = $2 AND day = $3";
    cx.run(sql, values![org, person, day.0]).await?;
    if let Some(shift) = shift {
        let sql = "INSERT INTO office_roster (org, person, day, shift) VALUES ($1, $2, $3, $4)";
        cx.run(sql, values![org, person, day.0, shift]).await?;
    }
    Ok(())
}

/// Rosters and times of belonging that nothing is kept for any longer go.
pub(in crate::attendance) async fn sweep(cx: &mut Ctx, before: Day) -> Result<(), Fault> {
    cx.run("DELETE FROM office_roster WHERE day < $1", values![before.0]).await?;
    cx.run("DELETE FROM office_attendee WHERE until_day < $1", values![before.0]).await?;
    Ok(())
}

/// Somebody leaves: he belongs to no group from today on and manages none.
pub(in crate::attendance) async fn part(cx: &mut Ctx, org: OrgId, person: PersonId) -> Result<(), Fault> {
    // Tomorrow in every zone: what he clocked today still belongs to a day.
    let tomorrow = Day(cx.now().day() + 1);
    put_attendee(cx, org, person, (None, tomorrow)).await?;
    cx.run(
        "DELETE FROM office_roster WHERE org = $1 AND person = $2 AND day >= $3",
        values![org, person, tomorrow.0],
    )
    .await?;
    cx.run("DELETE FROM office_group_manager WHERE org = $1 AND person = $2", values![org, person]).await?;
    Ok(())
}

yard::erases!(
    /// When somebody belonged to which group goes.
    erase_attendees,
    "DELETE FROM office_attendee WHERE person = $1 AND from_day IN \
     (SELECT from_day FROM office_attendee WHERE person = $1 LIMIT $2)"
);
yard::erases!(
    /// His days in rosters go.
    erase_rosters,
    "DELETE FROM office_roster WHERE person = $1 AND day IN (SELECT day FROM office_roster WHERE person = $1 LIMIT $2)"
);
