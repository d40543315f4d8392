//! Rows of groups of connections, and of what is in them.

use ground::db::Assembled;
use ground::{Ctx, Fault, OrgId, Row, Timestamp, View, values};
use policy::{Category, Personal};
use std::collections::HashMap;
use vault::{Field, Sealed, Subject};

use super::super::store::Connection;
use super::super::{ScimGroupId, ScimId, ScimMemberId, ScimUserId};
use crate::org::department::DepartmentId;

/// By what a group is found by its name.
pub(in crate::org::scim) const GROUP_NAME: Field<String> =
    Field::declare("yard_scim_group", "name_index", Category::Department);
/// The same by the directory's number for it.
pub(in crate::org::scim) const GROUP_EXTERNAL: Field<String> =
    Field::declare("yard_scim_group", "external_index", Category::Department);

/// A group: a row of `yard_scim_group`.
#[derive(Personal)]
#[personal(table = "yard_scim_group")]
pub(in crate::org::scim) struct Group {
    pub id: ScimGroupId,
    pub department: DepartmentId,
    #[personal(category = "department")]
    pub entry: Sealed<String>,
    pub version: i64,
    pub made_at: Timestamp,
    pub changed_at: Timestamp,
}

macro_rules! groups {
    ($rest:literal) => {
        concat!("SELECT id, department, entry, version, made_at, changed_at FROM yard_scim_group ", $rest)
    };
}

fn group_row(row: &Row, org: OrgId) -> Result<Group, Fault> {
    let id: ScimGroupId = row.get("id")?;
    Ok(Group {
        id,
        department: row.get("department")?,
        entry: Sealed::stored(&Group::ENTRY, Subject::Org(org), id.bytes(), row.get("entry")?),
        version: row.get("version")?,
        made_at: row.get("made_at")?,
        changed_at: row.get("changed_at")?,
    })
}

/// A group of a connection.
pub(in crate::org::scim) async fn group(
    view: &mut View,
    of: &Connection,
    id: ScimGroupId,
) -> Result<Option<Group>, Fault> {
    let row = view.opt(groups!("WHERE connection = $1 AND id = $2"), values![of.id, id]).await?;
    row.as_ref().map(|row| group_row(row, of.org)).transpose()
}

/// The same within the unit of work that changes it.
pub(in crate::org::scim) async fn group_now(
    cx: &mut Ctx,
    of: &Connection,
    id: ScimGroupId,
) -> Result<Option<Group>, Fault> {
    let row = cx.opt(groups!("WHERE connection = $1 AND id = $2"), values![of.id, id]).await?;
    row.as_ref().map(|row| group_row(row, of.org)).transpose()
}

/// The groups of a connection, by their place.
pub(in crate::org::scim) async fn groups(
    view: &mut View,
    of: &Connection,
    (from, most): (i64, i64),
) -> Result<Vec<Group>, Fault> {
    let rows =
        view.all(groups!("WHERE connection = $1 ORDER BY id LIMIT $2 OFFSET $3"), values![of.id, most, from]);
    rows.await?.iter().map(|row| group_row(row, of.org)).collect()
}

/// Those of a name or of a number of the directory.
pub(in crate::org::scim) async fn groups_by(
    view: &mut View,
    of: &Connection,
    (by_name, index): (bool, [u8; 16]),
) -> Result<Vec<Group>, Fault> {
    let rows = if by_name {
        let sql = groups!("WHERE connection = $1 AND name_index = $2 ORDER BY id LIMIT 200");
        view.all(sql, values![of.id, index]).await?
    } else {
        let sql = groups!("WHERE connection = $1 AND external_index = $2 ORDER BY id LIMIT 200");
        view.all(sql, values![of.id, index]).await?
    };
    rows.iter().map(|row| group_row(row, of.org)).collect()
}

/// How many groups a connection has.
pub(in crate::org::scim) async fn count_groups(view: &mut View, of: ScimId) -> Result<i64, Fault> {
    view.one("SELECT COUNT(*) AS found FROM yard_scim_group WHERE connection = $1", values![of])
        .await?
        .get("found")
}

/// Keeps a group; a new one as a first version.
pub(in crate::org::scim) async fn write_group(
    cx: &mut Ctx,
    of: &Connection,
    (id, department): (ScimGroupId, DepartmentId),
    indexes: ([u8; 16], Option<[u8; 16]>),
    sealed: &Sealed<String>,
) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "INSERT INTO yard_scim_group (id, connection, department, name_index, external_index, entry, version, made_at, \
               changed_at) VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $7) ON CONFLICT (id) DO UPDATE SET \
               name_index = excluded.name_index, external_index = excluded.external_index, entry = excluded.entry, \
               version = yard_scim_group.version + 1, changed_at = excluded.changed_at";
    let values = vec![
        id.into(),
        of.id.into(),
        department.into(),
        indexes.0.into(),
        indexes.1.into(),
        sealed.into(),
        now.into(),
    ];
    cx.run(sql, values).await?;
    Ok(())
}

/// What is in a group: somebody, or a group below it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(in crate::org::scim) enum In {
    User(ScimUserId),
    Group(ScimGroupId),
}

fn inside(row: &Row) -> Result<In, Fault> {
    let named: Option<ScimUserId> = row.get("named")?;
    match named {
        Some(user) => Ok(In::User(user)),
        None => Ok(In::Group(row.get("below")?)),
    }
}

const INSIDE: &str = "SELECT named, below FROM yard_scim_member WHERE of_group = $1 ORDER BY id";

/// What is in a group, the last one last.
pub(in crate::org::scim) async fn in_group(view: &mut View, group: ScimGroupId) -> Result<Vec<In>, Fault> {
    view.all(INSIDE, values![group]).await?.iter().map(inside).collect()
}

/// The same within the unit of work that changes it.
pub(in crate::org::scim) async fn in_group_now(cx: &mut Ctx, group: ScimGroupId) -> Result<Vec<In>, Fault> {
    cx.all(INSIDE, values![group]).await?.iter().map(inside).collect()
}

/// Puts something into a group.
pub(in crate::org::scim) async fn put_in(cx: &mut Ctx, group: ScimGroupId, what: In) -> Result<(), Fault> {
    let id = ScimMemberId::fresh(cx.clock());
    let (named, below) = match what {
        In::User(user) => (Some(user), None),
        In::Group(group) => (None, Some(group)),
    };
    let sql = "INSERT INTO yard_scim_member (id, of_group, named, below) VALUES ($1, $2, $3, $4)";
    cx.run(sql, values![id, group, named, below]).await?;
    Ok(())
}

/// Takes something out of a group.
pub(in crate::org::scim) async fn take_out(cx: &mut Ctx, group: ScimGroupId, what: In) -> Result<(), Fault> {
    match what {
        In::User(user) => {
            let sql = "DELETE FROM yard_scim_member WHERE of_group = $1 AND named = $2";
            cx.run(sql, values![group, user]).await?;
        }
        In::Group(below) => {
            let sql = "DELETE FROM yard_scim_member WHERE of_group = $1 AND below = $2";
            cx.run(sql, values![group, below]).await?;
        }
    }
    Ok(())
}

/// In which groups each of these people is, the last one last.
pub(in crate::org::scim) async fn groups_of(
    view: &mut View,
    users: &[ScimUserId],
) -> Result<HashMap<ScimUserId, Vec<ScimGroupId>>, Fault> {
    let mut found: HashMap<ScimUserId, Vec<ScimGroupId>> = HashMap::new();
    for some in users.chunks(500) {
        let places = ground::db::places(1, some.len());
        let sql =
            format!("SELECT named, of_group FROM yard_scim_member WHERE named IN ({places}) ORDER BY id");
        let values = some.iter().map(|one| (*one).into()).collect();
        for row in view.all(Assembled(sql), values).await? {
            found.entry(row.get("named")?).or_default().push(row.get("of_group")?);
        }
    }
    Ok(found)
}

/// Where somebody stands by his groups: the department of the last one.
pub(in crate::org::scim) async fn stands_in(
    cx: &mut Ctx,
    user: ScimUserId,
) -> Result<Option<DepartmentId>, Fault> {
    let sql = "SELECT g.department FROM yard_scim_member m JOIN yard_scim_group g ON g.id = m.of_group \
               WHERE m.named = $1 ORDER BY m.id DESC LIMIT 1";
    cx.opt(sql, values![user]).await?.map(|row| row.get("department")).transpose()
}
