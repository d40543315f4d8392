//! Rows of what was done in the console.

use ground::{Ctx, Fault, Member, OrgId, PersonId, Row, Timestamp, View, values};

use super::{ActId, KEPT};
use crate::erasure::Working;

/// An act of the console.
pub(in crate::org) struct ActRow {
    pub id: ActId,
    pub person: PersonId,
    pub act: String,
    pub about: Option<PersonId>,
    pub at: Timestamp,
}

fn read(row: &Row) -> Result<ActRow, Fault> {
    Ok(ActRow {
        id: row.get("id")?,
        person: row.get("person")?,
        act: row.get("act")?,
        about: row.get("about")?,
        at: row.get("at")?,
    })
}

/// Notes an act, by the id of its operation, in the unit of work that does it.
///
/// # Errors
/// What the database says.
pub(crate) async fn note(
    cx: &mut Ctx,
    who: &Member,
    act: &'static str,
    about: Option<PersonId>,
) -> Result<(), Fault> {
    let (id, now) = (ActId::fresh(cx.clock()), cx.now());
    let sql = "INSERT INTO yard_org_act (id, org, person, act, about, at) VALUES ($1, $2, $3, $4, $5, $6)";
    cx.run(sql, values![id, who.org, who.person, act, about, now]).await?;
    Ok(())
}

/// What was done in an organisation before `before`, the last first.
pub(super) async fn list(
    view: &mut View,
    org: OrgId,
    before: Option<ActId>,
    limit: u32,
) -> Result<Vec<ActRow>, Fault> {
    let before = before.map_or([0xff; 16], |id| id.bytes());
    let sql = "SELECT id, person, act, about, at FROM yard_org_act WHERE org = $1 AND id < $2 \
               ORDER BY id DESC LIMIT $3";
    view.all(sql, values![org, before, limit]).await?.iter().map(read).collect()
}

/// What is older than it is kept goes.
pub(crate) async fn sweep(cx: &mut Ctx) -> Result<(), Fault> {
    let before = cx.now().minus(KEPT);
    cx.run("DELETE FROM yard_org_act WHERE at < $1", values![before]).await?;
    Ok(())
}

/// What names an erased person.
pub(crate) fn erase<'a>(_: &'a crate::House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(async move {
        let sql = "DELETE FROM yard_org_act WHERE id IN \
                   (SELECT id FROM yard_org_act WHERE person = $1 OR about = $1 LIMIT $2)";
        Ok(cx.run(sql, values![person, most]).await?)
    })
}
