//! Rows of departments.

use ground::{Ctx, Fault, OrgId, PersonId, Row, Timestamp, View, values};
use policy::Personal;
use std::collections::HashSet;
use vault::{Sealed, Subject};

use super::DepartmentId;
use crate::org::Line;
use crate::org::store::{MemberRow, sealed};

/// A row of `yard_department`.
#[derive(Personal)]
#[personal(table = "yard_department")]
pub struct DepartmentRow {
    /// The department.
    pub id: DepartmentId,
    /// Of which organisation.
    pub org: OrgId,
    /// Below which department.
    pub parent: Option<DepartmentId>,
    /// Its name.
    #[personal(category = "department")]
    pub name: Sealed<Line>,
    /// What another system of the organisation calls it.
    #[personal(category = "department")]
    pub external_id: Option<Sealed<Line>>,
    /// Who heads it.
    pub head: Option<PersonId>,
    /// Its place among those beside it, the smallest first.
    pub place: i64,
    /// Since when.
    pub created_at: Timestamp,
}

fn department_row(row: &Row) -> Result<DepartmentRow, Fault> {
    let (id, org): (DepartmentId, OrgId) = (row.get("id")?, row.get("org")?);
    let external_id: Option<Vec<u8>> = row.get("external_id")?;
    let stored = |field, bytes| Sealed::stored(field, Subject::Org(org), id.bytes(), bytes);
    Ok(DepartmentRow {
        id,
        org,
        parent: row.get("parent")?,
        name: stored(&DepartmentRow::NAME, row.get("name")?),
        external_id: external_id.map(|bytes| stored(&DepartmentRow::EXTERNAL_ID, bytes)),
        head: row.get("head")?,
        place: row.get("place")?,
        created_at: row.get("created_at")?,
    })
}

/// Adds a department.
pub(in crate::org) async fn add(
    cx: &mut Ctx,
    row: &DepartmentRow,
    index: Option<[u8; 16]>,
) -> Result<(), ground::DbError> {
    cx.run(
        "INSERT INTO yard_department (id, org, parent, name, external_id, external_index, head, place, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        vec![
            row.id.into(),
            row.org.into(),
            row.parent.into(),
            (&row.name).into(),
            sealed(row.external_id.as_ref()),
            index.into(),
            row.head.into(),
            row.place.into(),
            row.created_at.into(),
        ],
    )
    .await?;
    Ok(())
}

/// A department, for changing.
pub(in crate::org) async fn find(
    cx: &mut Ctx,
    org: OrgId,
    id: DepartmentId,
) -> Result<Option<DepartmentRow>, Fault> {
    let row = cx
        .opt(
            "SELECT id, org, parent, name, external_id, head, place, created_at FROM yard_department WHERE org = $1 AND id = $2",
            values![org, id],
        )
        .await?;
    row.as_ref().map(department_row).transpose()
}

/// Whether an organisation has this department.
pub(in crate::org) async fn exists(cx: &mut Ctx, org: OrgId, id: DepartmentId) -> Result<bool, Fault> {
    Ok(find(cx, org, id).await?.is_some())
}

/// Departments of an organisation after `after`, oldest first.
pub(super) async fn list(
    view: &mut View,
    org: OrgId,
    after: Option<DepartmentId>,
    limit: u32,
) -> Result<Vec<DepartmentRow>, Fault> {
    let after = after.map_or([0; 16], |id| id.bytes());
    let rows = view
        .all(
            "SELECT id, org, parent, name, external_id, head, place, created_at FROM yard_department \
             WHERE org = $1 AND id > $2 ORDER BY id LIMIT $3",
            values![org, after, limit],
        )
        .await?;
    rows.iter().map(department_row).collect()
}

/// Which department stands below which.
pub(in crate::org) async fn tree(
    cx: &mut Ctx,
    org: OrgId,
) -> Result<Vec<(DepartmentId, Option<DepartmentId>)>, Fault> {
    let rows = cx.all("SELECT id, parent FROM yard_department WHERE org = $1", values![org]).await?;
    rows.iter().map(|row| Ok((row.get("id")?, row.get("parent")?))).collect()
}

/// Saves name, head and where it stands.
pub(in crate::org) async fn save(cx: &mut Ctx, row: &DepartmentRow) -> Result<(), Fault> {
    cx.run(
        "UPDATE yard_department SET parent = $1, name = $2, head = $3, place = $4 WHERE org = $5 AND id = $6",
        vec![
            row.parent.into(),
            (&row.name).into(),
            row.head.into(),
            row.place.into(),
            row.org.into(),
            row.id.into(),
        ],
    )
    .await?;
    Ok(())
}

/// Saves the external id, or takes it away.
pub(super) async fn save_external_id(
    cx: &mut Ctx,
    row: &DepartmentRow,
    external_id: Option<&Sealed<Line>>,
    index: Option<[u8; 16]>,
) -> Result<(), ground::DbError> {
    cx.run(
        "UPDATE yard_department SET external_id = $1, external_index = $2 WHERE org = $3 AND id = $4",
        vec![sealed(external_id), index.into(), row.org.into(), row.id.into()],
    )
    .await?;
    Ok(())
}

/// Removes a department; who and what was in it moves up to where it stood.
pub(in crate::org) async fn remove(cx: &mut Ctx, row: &DepartmentRow) -> Result<(), Fault> {
    let (org, id, up) = (row.org, row.id, row.parent);
    cx.run("UPDATE yard_department SET parent = $1 WHERE org = $2 AND parent = $3", values![up, org, id])
        .await?;
    cx.run("UPDATE yard_member SET department = $1 WHERE org = $2 AND department = $3", values![up, org, id])
        .await?;
    crate::org::store::changed(cx, org).await?;
    crate::org::charge::store::drop_of_department(cx, org, id).await?;
    crate::org::upload::store::move_up(cx, org, id, up).await?;
    cx.run("DELETE FROM yard_department WHERE org = $1 AND id = $2", values![org, id]).await?;
    Ok(())
}

/// Whoever leaves heads nothing any longer.
pub(in crate::org) async fn head_left(cx: &mut Ctx, org: OrgId, person: PersonId) -> Result<(), Fault> {
    cx.run("UPDATE yard_department SET head = NULL WHERE org = $1 AND head = $2", values![org, person])
        .await?;
    Ok(())
}

/// How many people stand in each department itself.
pub(super) async fn counts(view: &mut View, org: OrgId) -> Result<Vec<(Option<DepartmentId>, i64)>, Fault> {
    let sql = "SELECT department, COUNT(*) AS found FROM yard_member WHERE org = $1 GROUP BY department";
    let rows = view.all(sql, values![org]).await?;
    rows.iter().map(|row| Ok((row.get("department")?, row.get("found")?))).collect()
}

/// What an erased person headed.
pub(in crate::org) fn erase_head<'a>(
    _: &'a crate::House,
    cx: &'a mut Ctx,
    person: PersonId,
    _: i64,
) -> crate::erasure::Working<'a> {
    Box::pin(async move {
        Ok(cx.run("UPDATE yard_department SET head = NULL WHERE head = $1", values![person]).await?)
    })
}

/// A department and all below it.
pub(in crate::org) async fn below(
    view: &mut View,
    org: OrgId,
    top: DepartmentId,
) -> Result<HashSet<DepartmentId>, Fault> {
    let rows = view.all("SELECT id, parent FROM yard_department WHERE org = $1", values![org]).await?;
    let links = rows.iter().map(|row| Ok((row.get("id")?, row.get("parent")?)));
    let links: Vec<(DepartmentId, Option<DepartmentId>)> = links.collect::<Result<_, Fault>>()?;
    let (mut found, mut open) = (HashSet::from([top]), vec![top]);
    while let Some(at) = open.pop() {
        for (id, _) in links.iter().filter(|(_, parent)| *parent == Some(at)) {
            if found.insert(*id) {
                open.push(*id);
            }
        }
    }
    Ok(found)
}

/// Puts a member into the department that his row names.
pub(in crate::org) async fn put_member(cx: &mut Ctx, member: &MemberRow) -> Result<(), Fault> {
    let sql = "UPDATE yard_member SET department = $1 WHERE org = $2 AND id = $3";
    cx.run(sql, values![member.department, member.org, member.id]).await?;
    Ok(crate::org::store::changed(cx, member.org).await?)
}
