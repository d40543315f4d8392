//! Rows of who left which organisation.

use ground::{Ctx, Fault, OrgId, PersonId, Row, Timestamp, View, values};

use crate::erasure::Working;

/// Somebody who left an organisation whose records still lead to him.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Leaver {
    /// The organisation.
    pub org: OrgId,
    /// Who.
    pub person: PersonId,
    /// Whom the records speak of.
    pub alias: PersonId,
    /// When he left.
    pub left_at: Timestamp,
    /// When the records are cut off.
    pub due_at: Timestamp,
}

fn leaver(row: &Row) -> Result<Leaver, Fault> {
    Ok(Leaver {
        org: row.get("org")?,
        person: row.get("person")?,
        alias: row.get("alias")?,
        left_at: row.get("left_at")?,
        due_at: row.get("due_at")?,
    })
}

/// Notes that somebody left; who leaves twice before the records are cut off keeps his pseudonym.
pub(crate) async fn left(cx: &mut Ctx, org: OrgId, person: PersonId, due_at: Timestamp) -> Result<(), Fault> {
    let (alias, now) = (PersonId::fresh(cx.clock()), cx.now());
    cx.run(
        "INSERT INTO yard_leaver (org, person, alias, left_at, due_at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (org, person) DO NOTHING",
        values![org, person, alias, now, due_at],
    )
    .await?;
    Ok(())
}

/// Notes that somebody is a member again.
pub(crate) async fn returned(cx: &mut Ctx, org: OrgId, person: PersonId) -> Result<(), ground::DbError> {
    cx.run("DELETE FROM yard_leaver WHERE org = $1 AND person = $2", values![org, person]).await?;
    Ok(())
}

/// An organisation ends, and its records with it.
pub(crate) async fn forget_org(cx: &mut Ctx, org: OrgId) -> Result<(), Fault> {
    cx.run("DELETE FROM yard_leaver WHERE org = $1", values![org]).await?;
    Ok(())
}

/// Who left where, of one person; newest first.
///
/// # Errors
/// What the database says.
pub async fn of_person(view: &mut View, person: PersonId) -> Result<Vec<Leaver>, Fault> {
    let sql =
        "SELECT org, person, alias, left_at, due_at FROM yard_leaver WHERE person = $1 ORDER BY left_at DESC";
    view.all(sql, values![person]).await?.iter().map(leaver).collect()
}

/// Those whose time is over, the longest waiting first, after so many of them.
///
/// # Errors
/// What the database says.
pub async fn due(view: &mut View, most: i64) -> Result<Vec<Leaver>, Fault> {
    let now = view.now();
    let sql = "SELECT org, person, alias, left_at, due_at FROM yard_leaver WHERE due_at <= $1 \
               ORDER BY due_at, person LIMIT $2";
    view.all(sql, values![now, most]).await?.iter().map(leaver).collect()
}

/// Takes a leaver in hand within a unit of work; `None` where he came back or was cut off meanwhile.
///
/// # Errors
/// What the database says.
pub async fn taken(cx: &mut Ctx, org: OrgId, person: PersonId) -> Result<Option<Leaver>, Fault> {
    let sql = "SELECT org, person, alias, left_at, due_at FROM yard_leaver WHERE org = $1 AND person = $2";
    cx.opt(sql, values![org, person]).await?.as_ref().map(leaver).transpose()
}

/// Removes the bridge: nothing leads from the pseudonym to the person any longer.
///
/// # Errors
/// What the database says.
pub async fn bridge_gone(cx: &mut Ctx, one: &Leaver) -> Result<(), Fault> {
    let sql = "DELETE FROM yard_leaver WHERE org = $1 AND person = $2 AND alias = $3";
    cx.run(sql, values![one.org, one.person, one.alias]).await?;
    Ok(())
}

/// What leads to an erased person.
pub(crate) fn erase<'a>(_: &'a crate::House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(async move {
        let sql = "DELETE FROM yard_leaver WHERE person = $1 AND org IN \
                   (SELECT org FROM yard_leaver WHERE person = $1 LIMIT $2)";
        Ok(cx.run(sql, values![person, most]).await?)
    })
}
