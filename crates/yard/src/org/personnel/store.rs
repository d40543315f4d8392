//! Rows of how far somebody is in joining, moving or leaving.

use ground::{Because, Ctx, Fault, OrgId, PersonId, Row, Timestamp, View, values};

use super::rules::State;
use crate::erasure::Working;
use crate::org::department::DepartmentId;

/// Where somebody stands.
pub(in crate::org) struct PersonnelRow {
    pub person: PersonId,
    pub state: State,
    pub department: Option<DepartmentId>,
    pub changed_at: Timestamp,
}

fn read(row: &Row) -> Result<PersonnelRow, Fault> {
    Ok(PersonnelRow {
        person: row.get("person")?,
        state: State::from_word(&row.get::<String>("state")?).because("an unknown state of personnel")?,
        department: row.get("department")?,
        changed_at: row.get("changed_at")?,
    })
}

/// Somebody handed something in: he joins, where he does not stand anywhere yet.
pub(in crate::org) async fn handed_in(cx: &mut Ctx, org: OrgId, person: PersonId) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "INSERT INTO yard_personnel (org, person, state, changed_at) \
               VALUES ($1, $2, 'joining', $3) ON CONFLICT (org, person) DO NOTHING";
    cx.run(sql, values![org, person, now]).await?;
    Ok(())
}

/// Where somebody stands.
pub(super) async fn of(view: &mut View, org: OrgId, person: PersonId) -> Result<Option<PersonnelRow>, Fault> {
    let sql =
        "SELECT person, state, department, changed_at FROM yard_personnel WHERE org = $1 AND person = $2";
    view.opt(sql, values![org, person]).await?.as_ref().map(read).transpose()
}

/// The same within a unit of work.
pub(super) async fn of_now(
    cx: &mut Ctx,
    org: OrgId,
    person: PersonId,
) -> Result<Option<PersonnelRow>, Fault> {
    let sql =
        "SELECT person, state, department, changed_at FROM yard_personnel WHERE org = $1 AND person = $2";
    cx.opt(sql, values![org, person]).await?.as_ref().map(read).transpose()
}

/// Those of an organisation after one of them, at most so many, each with the department in which he stands.
pub(super) async fn of_org(
    view: &mut View,
    org: OrgId,
    after: Option<PersonId>,
    limit: u32,
) -> Result<Vec<(PersonnelRow, Option<DepartmentId>)>, Fault> {
    let after = after.map_or([0; 16], |id| id.bytes());
    let sql = "SELECT p.person, p.state, p.department, p.changed_at, m.department AS stands FROM yard_personnel p \
               JOIN yard_member m ON m.org = p.org AND m.person = p.person \
               WHERE p.org = $1 AND p.person > $2 ORDER BY p.person LIMIT $3";
    let rows = view.all(sql, values![org, after, limit]).await?;
    rows.iter().map(|row| Ok((read(row)?, row.get("stands")?))).collect()
}

/// Writes where somebody stands now.
pub(super) async fn save(cx: &mut Ctx, org: OrgId, row: &PersonnelRow) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "UPDATE yard_personnel SET state = $1, department = $2, changed_at = $3 \
               WHERE org = $4 AND person = $5";
    cx.run(sql, values![row.state.word(), row.department, now, org, row.person]).await?;
    Ok(())
}

/// What is noted of somebody goes with his membership.
pub(in crate::org) async fn left(cx: &mut Ctx, org: OrgId, person: PersonId) -> Result<(), Fault> {
    cx.run("DELETE FROM yard_personnel WHERE org = $1 AND person = $2", values![org, person]).await?;
    Ok(())
}

/// That of an erased person.
pub(in crate::org) fn erase<'a>(
    _: &'a crate::House,
    cx: &'a mut Ctx,
    person: PersonId,
    _: i64,
) -> Working<'a> {
    Box::pin(
        async move { Ok(cx.run("DELETE FROM yard_personnel WHERE person = $1", values![person]).await?) },
    )
}
