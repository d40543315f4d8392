//! Rows of shifts, groups, their plans, screens and closed months.

use ground::{Ctx, Fault, OrgId, PersonId, Row, Timestamp, View, values};
use std::collections::HashMap;

use super::super::zone::{Day, Zone};
use super::super::{GroupId, ScreenId, ShiftId, store as rows};
use super::{DayKind, PLAN_BYTES_MAX, Plan, Shift};

/// Shifts of an organisation that have not ended, and all of which it keeps any.
pub(in crate::attendance) const SHIFTS_MAX: usize = 200;
pub(in crate::attendance) const SHIFTS_KEPT_MAX: i64 = 2_000;
/// Groups of an organisation, and of one page.
pub(in crate::attendance) const GROUPS_MAX: i64 = 500;
pub(in crate::attendance) const GROUPS_PAGE: usize = 50;
/// Plans of a group in one look.
const PLANS_MAX: i64 = 400;
/// Managers of a group.
pub(in crate::attendance) const MANAGERS_MAX: usize = 20;
/// Screens of an organisation.
pub(in crate::attendance) const SCREENS_MAX: i64 = 100;
/// Days in one look.
const DAYS_MAX: i64 = 1_000;

/// A shift with its name.
#[derive(Clone)]
pub(in crate::attendance) struct Named {
    pub id: ShiftId,
    pub name: String,
    pub shift: Shift,
    pub has_ended: bool,
}

/// A group.
#[derive(Clone)]
pub(in crate::attendance) struct Group {
    pub id: GroupId,
    pub org: OrgId,
    pub name: String,
    pub zone: String,
}

impl Group {
    /// The zone in which it lives.
    ///
    /// # Errors
    /// A group without one is a fault of ours: none is made without.
    pub(in crate::attendance) fn zone(&self) -> Result<Zone, Fault> {
        Zone::named(&self.zone).ok_or_else(|| Fault::new("a group has no zone"))
    }

    /// Its day at an instant.
    ///
    /// # Errors
    /// As [`Group::zone`].
    pub(in crate::attendance) fn day(&self, at: Timestamp) -> Result<Day, Fault> {
        let (day, _) = self.zone()?.wall(at).ok_or_else(|| Fault::new("an instant is of no day"))?;
        Ok(day)
    }
}

fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(|error| Fault::caused("reading an arrangement of attendance", error))
}

fn write<T: serde::Serialize>(value: &T) -> Result<String, Fault> {
    let text = serde_json::to_string(value)
        .map_err(|error| Fault::caused("writing an arrangement of attendance", error))?;
    if text.len() > PLAN_BYTES_MAX {
        Err(Fault::new("an arrangement of attendance is too long"))
    } else {
        Ok(text)
    }
}

fn shift(row: &Row) -> Result<Named, Fault> {
    let text: String = row.get("shift")?;
    let ended: Option<Timestamp> = row.get("ended_at")?;
    Ok(Named { id: row.get("id")?, name: row.get("name")?, shift: read(&text)?, has_ended: ended.is_some() })
}

/// Shifts of an organisation, also those that ended.
pub(in crate::attendance) async fn shifts(view: &mut View, org: OrgId) -> Result<Vec<Named>, Fault> {
    let sql = "SELECT id, name, shift, ended_at FROM office_shift WHERE org = $1 ORDER BY id LIMIT $2";
    view.all(sql, values![org, SHIFTS_KEPT_MAX]).await?.iter().map(shift).collect()
}

/// The same within a unit of work.
pub(in crate::attendance) async fn shifts_now(cx: &mut Ctx, org: OrgId) -> Result<Vec<Named>, Fault> {
    let sql = "SELECT id, name, shift, ended_at FROM office_shift WHERE org = $1 ORDER BY id LIMIT $2";
    cx.all(sql, values![org, SHIFTS_KEPT_MAX]).await?.iter().map(shift).collect()
}

/// Keeps a shift.
pub(in crate::attendance) async fn add_shift(cx: &mut Ctx, org: OrgId, new: &Named) -> Result<(), Fault> {
    let now = cx.now();
    let text = write(&new.shift)?;
    let sql = "INSERT INTO office_shift (id, org, name, shift, made_at, ended_at) VALUES ($1, $2, $3, $4, $5, NULL)";
    cx.run(sql, values![new.id, org, new.name.as_str(), text, now]).await?;
    Ok(())
}

/// Ends a shift: plans and rosters of before keep it, new ones cannot name it. `false` where there is none.
pub(in crate::attendance) async fn end_shift(cx: &mut Ctx, org: OrgId, id: ShiftId) -> Result<bool, Fault> {
    let now = cx.now();
    let sql = "UPDATE office_shift SET ended_at = $3 WHERE org = $1 AND id = $2 AND ended_at IS NULL";
    Ok(cx.run(sql, values![org, id, now]).await? == 1)
}

fn group(row: &Row) -> Result<Group, Fault> {
    Ok(Group { id: row.get("id")?, org: row.get("org")?, name: row.get("name")?, zone: row.get("zone")? })
}

/// A page of an organisation's groups, the oldest first, and one more where there is a next.
pub(in crate::attendance) async fn groups(
    view: &mut View,
    org: OrgId,
    after: GroupId,
) -> Result<Vec<Group>, Fault> {
    let sql = "SELECT id, org, name, zone FROM office_group WHERE org = $1 AND id > $2 ORDER BY id LIMIT $3";
    let most = i64::try_from(GROUPS_PAGE + 1).unwrap_or(i64::MAX);
    view.all(sql, values![org, after, most]).await?.iter().map(group).collect()
}

/// One group of an organisation.
pub(in crate::attendance) async fn group_of(
    view: &mut View,
    org: OrgId,
    id: GroupId,
) -> Result<Option<Group>, Fault> {
    let sql = "SELECT id, org, name, zone FROM office_group WHERE org = $1 AND id = $2";
    view.opt(sql, values![org, id]).await?.as_ref().map(group).transpose()
}

/// The same within a unit of work.
pub(in crate::attendance) async fn group_now(
    cx: &mut Ctx,
    org: OrgId,
    id: GroupId,
) -> Result<Option<Group>, Fault> {
    let sql = "SELECT id, org, name, zone FROM office_group WHERE org = $1 AND id = $2";
    cx.opt(sql, values![org, id]).await?.as_ref().map(group).transpose()
}

/// How many groups an organisation has.
pub(in crate::attendance) async fn count_groups(cx: &mut Ctx, org: OrgId) -> Result<i64, Fault> {
    cx.one("SELECT COUNT(*) AS found FROM office_group WHERE org = $1", values![org]).await?.get("found")
}

/// Keeps a group.
pub(in crate::attendance) async fn add_group(cx: &mut Ctx, new: &Group) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "INSERT INTO office_group (id, org, name, zone, made_at) VALUES ($1, $2, $3, $4, $5)";
    cx.run(sql, values![new.id, new.org, new.name.as_str(), new.zone.as_str(), now]).await?;
    Ok(())
}

/// Names a group anew.
pub(in crate::attendance) async fn rename(cx: &mut Ctx, one: &Group) -> Result<(), Fault> {
    let sql = "UPDATE office_group SET name = $3 WHERE org = $1 AND id = $2";
    cx.run(sql, values![one.org, one.id, one.name.as_str()]).await?;
    Ok(())
}

/// Keeps a plan from a day on; what was planned for later days goes.
pub(in crate::attendance) async fn put_plan(
    cx: &mut Ctx,
    group: GroupId,
    from: Day,
    plan: &Plan,
) -> Result<(), Fault> {
    let text = write(plan)?;
    cx.run("DELETE FROM office_group_plan WHERE grp = $1 AND from_day >= $2", values![group, from.0]).await?;
    let sql = "INSERT INTO office_group_plan (grp, from_day, plan) VALUES ($1, $2, $3)";
    cx.run(sql, values![group, from.0, text]).await?;
    Ok(())
}

/// The plan that holds for a group on a day.
pub(in crate::attendance) async fn plan_at(
    view: &mut View,
    group: GroupId,
    day: Day,
) -> Result<Option<Plan>, Fault> {
    let sql =
        "SELECT plan FROM office_group_plan WHERE grp = $1 AND from_day <= $2 ORDER BY from_day DESC LIMIT 1";
    let Some(row) = view.opt(sql, values![group, day.0]).await? else { return Ok(None) };
    Ok(Some(read(&row.get::<String>("plan")?)?))
}

/// The plans that hold for a group on some day of a stretch, each with the day from which it holds, the first first.
pub(in crate::attendance) async fn plans(
    view: &mut View,
    group: GroupId,
    (first, last): (Day, Day),
) -> Result<Vec<(Day, Plan)>, Fault> {
    let sql = "SELECT from_day, plan FROM office_group_plan WHERE grp = $1 AND from_day <= $4 AND from_day >= COALESCE(\
               (SELECT MAX(p.from_day) FROM office_group_plan p WHERE p.grp = $1 AND p.from_day <= $3), $3) \
               ORDER BY from_day DESC LIMIT $2";
    let one = |row: &Row| {
        let text: String = row.get("plan")?;
        Ok((Day(row.get("from_day")?), read(&text)?))
    };
    let mut plans: Vec<(Day, Plan)> = view
        .all(sql, values![group, PLANS_MAX, first.0, last.0])
        .await?
        .iter()
        .map(one)
        .collect::<Result<_, Fault>>()?;
    plans.reverse();
    Ok(plans)
}

const MANAGERS: &str = "SELECT person FROM office_group_manager WHERE grp = $1 ORDER BY person LIMIT 100";

/// Who manages a group.
pub(in crate::attendance) async fn managers(view: &mut View, group: GroupId) -> Result<Vec<PersonId>, Fault> {
    view.all(MANAGERS, values![group]).await?.iter().map(|row| row.get("person")).collect()
}

/// The same, within what is written.
pub(in crate::attendance) async fn managers_now(
    cx: &mut Ctx,
    group: GroupId,
) -> Result<Vec<PersonId>, Fault> {
    cx.all(MANAGERS, values![group]).await?.iter().map(|row| row.get("person")).collect()
}

/// Names a group's managers; whoever managed it before does no longer.
pub(in crate::attendance) async fn put_managers(
    cx: &mut Ctx,
    group: &Group,
    managers: &[PersonId],
) -> Result<(), Fault> {
    cx.run("DELETE FROM office_group_manager WHERE grp = $1", values![group.id]).await?;
    for person in managers {
        let sql = "INSERT INTO office_group_manager (grp, org, person) VALUES ($1, $2, $3)";
        cx.run(sql, values![group.id, group.org, *person]).await?;
    }
    Ok(())
}

/// Groups that somebody manages, and what they are called.
pub(in crate::attendance) async fn managed(
    view: &mut View,
    org: OrgId,
    person: PersonId,
) -> Result<Vec<(GroupId, String)>, Fault> {
    let sql = "SELECT one.id, one.name FROM office_group_manager mine JOIN office_group one ON one.id = mine.grp \
               WHERE mine.person = $1 AND mine.org = $2 ORDER BY one.id LIMIT $3";
    let rows = view.all(sql, values![person, org, GROUPS_MAX]).await?;
    rows.iter().map(|row| Ok((row.get("id")?, row.get("name")?))).collect()
}

/// Days that the organisation set, within a stretch.
pub(in crate::attendance) async fn days(
    view: &mut View,
    org: OrgId,
    (first, last): (Day, Day),
) -> Result<HashMap<Day, DayKind>, Fault> {
    let sql =
        "SELECT day, kind FROM office_day WHERE org = $1 AND day >= $2 AND day <= $3 ORDER BY day LIMIT $4";
    let one = |row: &Row| {
        let word: String = row.get("kind")?;
        Ok((Day(row.get("day")?), if word == "off" { DayKind::Off } else { DayKind::On }))
    };
    view.all(sql, values![org, first.0, last.0, DAYS_MAX]).await?.iter().map(one).collect()
}

/// Sets a day, or takes it back.
pub(in crate::attendance) async fn put_day(
    cx: &mut Ctx,
    org: OrgId,
    day: Day,
    kind: Option<DayKind>,
) -> Result<(), Fault> {
    cx.run("DELETE FROM office_day WHERE org = $1 AND day = $2", values![org, day.0]).await?;
    if let Some(kind) = kind {
        let sql = "INSERT INTO office_day (org, day, kind) VALUES ($1, $2, $3)";
        cx.run(sql, values![org, day.0, kind.word()]).await?;
    }
    Ok(())
}

/// Puts up a screen.
pub(in crate::attendance) async fn add_screen(
    cx: &mut Ctx,
    org: OrgId,
    (id, group): (ScreenId, GroupId),
    verifier: [u8; 16],
) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "INSERT INTO office_screen (id, org, grp, verifier, made_at) VALUES ($1, $2, $3, $4, $5)";
    cx.run(sql, values![id, org, group, verifier, now]).await?;
    Ok(())
}

/// Screens of an organisation: which, of which group, since when.
pub(in crate::attendance) async fn screens(
    view: &mut View,
    org: OrgId,
) -> Result<Vec<(ScreenId, GroupId, Timestamp)>, Fault> {
    let sql = "SELECT id, grp, made_at FROM office_screen WHERE org = $1 ORDER BY id LIMIT $2";
    let one = |row: &Row| Ok((row.get("id")?, row.get("grp")?, row.get("made_at")?));
    view.all(sql, values![org, SCREENS_MAX]).await?.iter().map(one).collect()
}

/// How many screens an organisation has.
pub(in crate::attendance) async fn count_screens(cx: &mut Ctx, org: OrgId) -> Result<i64, Fault> {
    cx.one("SELECT COUNT(*) AS found FROM office_screen WHERE org = $1", values![org]).await?.get("found")
}

/// Which screen this is, by what stands in its link.
pub(in crate::attendance) async fn screen(
    view: &mut View,
    verifier: [u8; 16],
) -> Result<Option<(ScreenId, Group)>, Fault> {
    let sql = "SELECT s.id AS screen, g.id, g.org, g.name, g.zone FROM office_screen s \
               JOIN office_group g ON g.id = s.grp WHERE s.verifier = $1";
    let row = view.opt(sql, values![verifier]).await?;
    row.map(|row| Ok((row.get("screen")?, group(&row)?))).transpose()
}

/// Whether a screen hangs for a group.
pub(in crate::attendance) async fn has_screen(
    view: &mut View,
    group: GroupId,
    id: ScreenId,
) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM office_screen WHERE grp = $1 AND id = $2";
    Ok(view.opt(sql, values![group, id]).await?.is_some())
}

/// Takes a screen down; `false` where there is none.
pub(in crate::attendance) async fn end_screen(cx: &mut Ctx, org: OrgId, id: ScreenId) -> Result<bool, Fault> {
    Ok(cx.run("DELETE FROM office_screen WHERE org = $1 AND id = $2", values![org, id]).await? == 1)
}

/// When a month of a group was closed.
pub(in crate::attendance) async fn closed_at(
    view: &mut View,
    group: GroupId,
    month: &str,
) -> Result<Option<Timestamp>, Fault> {
    let sql = "SELECT closed_at FROM office_closing WHERE grp = $1 AND month = $2";
    view.opt(sql, values![group, month]).await?.map(|row| row.get("closed_at")).transpose()
}

/// Whether a month of a group is closed, within a unit of work.
pub(in crate::attendance) async fn is_closed_now(
    cx: &mut Ctx,
    group: GroupId,
    month: &str,
) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM office_closing WHERE grp = $1 AND month = $2";
    Ok(cx.opt(sql, values![group, month]).await?.is_some())
}

/// Whether any group of an organisation closed a month.
pub(in crate::attendance) async fn any_closed_now(
    cx: &mut Ctx,
    org: OrgId,
    month: &str,
) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM office_closing WHERE org = $1 AND month = $2 LIMIT 1";
    Ok(cx.opt(sql, values![org, month]).await?.is_some())
}

/// Closes a month; `false` where it was closed.
pub(in crate::attendance) async fn close(
    cx: &mut Ctx,
    group: &Group,
    month: &str,
    by: PersonId,
) -> Result<bool, Fault> {
    let now = cx.now();
    let sql = "INSERT INTO office_closing (grp, org, month, closed_by, closed_at) VALUES ($1, $2, $3, $4, $5) \
               ON CONFLICT (grp, month) DO NOTHING";
    Ok(cx.run(sql, values![group.id, group.org, month, by, now]).await? == 1)
}

/// Some of what an organisation arranged goes; `true` where nothing is left. What hangs on a group goes with it.
pub(in crate::attendance) async fn end_some(cx: &mut Ctx, org: OrgId, most: i64) -> Result<bool, Fault> {
    let all = [
        "DELETE FROM office_group WHERE id IN (SELECT id FROM office_group WHERE org = $1 LIMIT $2)",
        "DELETE FROM office_shift WHERE id IN (SELECT id FROM office_shift WHERE org = $1 LIMIT $2)",
        "DELETE FROM office_roster WHERE org = $1 AND day IN (SELECT day FROM office_roster WHERE org = $1 LIMIT $2)",
        "DELETE FROM office_day WHERE org = $1 AND day IN (SELECT day FROM office_day WHERE org = $1 LIMIT $2)",
    ];
    rows::end_each(cx, &all, org, most).await
}

yard::erases!(
    /// He manages nothing.
    erase_managers,
    "DELETE FROM office_group_manager WHERE person = $1 AND grp IN \
     (SELECT grp FROM office_group_manager WHERE person = $1 LIMIT $2)"
);
yard::erases!(
    /// A month that he closed stays closed, and does not say by whom.
    erase_closings,
    "UPDATE office_closing SET closed_by = NULL WHERE closed_by = $1 AND grp IN \
     (SELECT grp FROM office_closing WHERE closed_by = $1 LIMIT $2)"
);
