//! Rows of who is not heard.

use ground::{Ctx, Fault, PersonId, View, values};
use std::collections::HashSet;
use yard::House;
use yard::erasure::Working;

use super::{Stretch, Unheard};

/// Whether one blocks the other now.
pub(crate) async fn blocks(view: &mut View, one: PersonId, other: PersonId) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM chat_block WHERE person = $1 AND blocked = $2 AND until IS NULL";
    Ok(view.opt(sql, values![one, other]).await?.is_some())
}

/// Whom somebody blocks now.
pub(crate) async fn blocked_by(view: &mut View, person: PersonId) -> Result<HashSet<PersonId>, Fault> {
    let sql = "SELECT blocked FROM chat_block WHERE person = $1 AND until IS NULL";
    view.all(sql, values![person]).await?.iter().map(|row| row.get("blocked")).collect()
}

/// Who blocks somebody now.
pub(crate) async fn blocking(view: &mut View, person: PersonId) -> Result<HashSet<PersonId>, Fault> {
    let sql = "SELECT person FROM chat_block WHERE blocked = $1 AND until IS NULL";
    view.all(sql, values![person]).await?.iter().map(|row| row.get("person")).collect()
}

/// What somebody does not hear, and never will.
pub(crate) async fn unheard(view: &mut View, person: PersonId) -> Result<Unheard, Fault> {
    let sql = "SELECT blocked, since, until FROM chat_block WHERE person = $1";
    let rows = view.all(sql, values![person]).await?;
    let stretch = |row: &ground::Row| {
        Ok(Stretch { blocked: row.get("blocked")?, since: row.get("since")?, until: row.get("until")? })
    };
    rows.iter().map(stretch).collect::<Result<Vec<_>, Fault>>().map(Unheard)
}

/// How many somebody blocks, and blocked.
pub(super) async fn count(cx: &mut Ctx, person: PersonId) -> Result<i64, Fault> {
    cx.one("SELECT COUNT(*) AS found FROM chat_block WHERE person = $1", values![person]).await?.get("found")
}

/// One hears the other no longer.
pub(super) async fn block(cx: &mut Ctx, person: PersonId, blocked: PersonId) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "INSERT INTO chat_block (person, blocked, since, until) SELECT $1, $2, $3, NULL WHERE NOT EXISTS \
               (SELECT 1 FROM chat_block WHERE person = $1 AND blocked = $2 AND until IS NULL) \
               ON CONFLICT (person, blocked, since) DO UPDATE SET until = NULL";
    cx.run(sql, values![person, blocked, now]).await?;
    Ok(())
}

/// One hears the other again, from now on.
pub(super) async fn unblock(cx: &mut Ctx, person: PersonId, blocked: PersonId) -> Result<bool, Fault> {
    let now = cx.now();
    let sql = "UPDATE chat_block SET until = $3 WHERE person = $1 AND blocked = $2 AND until IS NULL";
    Ok(cx.run(sql, values![person, blocked, now]).await? > 0)
}

/// Removes what somebody who is erased did not hear, and that others did not hear him.
pub(crate) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(async move {
        Ok(cx.run("DELETE FROM chat_block WHERE person = $1 OR blocked = $1", values![person]).await?)
    })
}
