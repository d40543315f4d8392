//! Rows of grants.

use ground::{Ctx, Fault, OrgId, PersonId, Row, Timestamp, View, values};
use yard::House;
use yard::erasure::Working;

use super::{Grant, GrantId, Why};
use crate::conversation::ConversationId;

const ALL: &str = "SELECT id, conversation, org, disclosure, why, given_by, given_at, agreed_by, stands_at, ends_at, \
                   ended_at, looks FROM chat_grant ";
/// Grants of one list, at most.
const SHOWN_MAX: i64 = 200;

fn grant(row: &Row) -> Result<Grant, Fault> {
    let why: String = row.get("why")?;
    Ok(Grant {
        id: row.get("id")?,
        conversation: row.get("conversation")?,
        org: row.get("org")?,
        disclosure: row.get("disclosure")?,
        why: Why::from_word(&why).ok_or_else(|| Fault::new("a grant for an unknown reason"))?,
        given_by: row.get("given_by")?,
        given_at: row.get("given_at")?,
        agreed_by: row.get("agreed_by")?,
        stands_at: row.get("stands_at")?,
        ends_at: row.get("ends_at")?,
        ended_at: row.get("ended_at")?,
        looks: row.get("looks")?,
    })
}

fn grants(rows: &[Row]) -> Result<Vec<Grant>, Fault> {
    rows.iter().map(grant).collect()
}

/// Keeps a new one.
pub(super) async fn add(cx: &mut Ctx, new: &Grant) -> Result<(), Fault> {
    let sql = "INSERT INTO chat_grant (id, conversation, org, disclosure, why, given_by, given_at, agreed_by, \
               stands_at, ends_at, ended_at, looks) VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, $8, $9, NULL, 0)";
    let values = values![
        new.id,
        new.conversation,
        new.org,
        new.disclosure,
        new.why.word(),
        new.given_by,
        new.given_at,
        new.stands_at,
        new.ends_at
    ];
    cx.run(sql, values).await?;
    Ok(())
}

/// Whether one of an organisation, or one of a case, stands or waits.
pub(super) async fn is_open(cx: &mut Ctx, id: ConversationId, by_case: bool) -> Result<bool, Fault> {
    let now = cx.now();
    let sql = "SELECT 1 AS found FROM chat_grant WHERE conversation = $1 AND ended_at IS NULL AND ends_at > $2 \
               AND (disclosure IS NOT NULL) = ($3 = 1) LIMIT 1";
    Ok(cx.opt(sql, values![id, now, i64::from(by_case)]).await?.is_some())
}

/// Those of an organisation, the newest first.
pub(super) async fn of_org(view: &mut View, org: OrgId) -> Result<Vec<Grant>, Fault> {
    let sql = [ALL, "WHERE org = $1 ORDER BY id DESC LIMIT $2"].concat();
    grants(&view.all(ground::db::Assembled(sql), values![org, SHOWN_MAX]).await?)
}

/// Those of a conversation that stood at some time, the newest first.
pub(super) async fn of(view: &mut View, id: ConversationId) -> Result<Vec<Grant>, Fault> {
    let sql = [ALL, "WHERE conversation = $1 AND stands_at IS NOT NULL ORDER BY id DESC LIMIT $2"].concat();
    grants(&view.all(ground::db::Assembled(sql), values![id, SHOWN_MAX]).await?)
}

/// Those that stand now, the newest first; of one conversation where one is given.
pub(super) async fn standing(view: &mut View, id: Option<ConversationId>) -> Result<Vec<Grant>, Fault> {
    let now = view.now();
    let narrowed = if id.is_some() { "AND conversation = $3 " } else { "" };
    let sql = [
        ALL,
        "WHERE stands_at IS NOT NULL AND ended_at IS NULL AND ends_at > $1 ",
        narrowed,
        "ORDER BY id DESC LIMIT $2",
    ];
    let mut values = values![now, SHOWN_MAX];
    values.extend(id.map(Into::into));
    grants(&view.all(ground::db::Assembled(sql.concat()), values).await?)
}

/// One to be changed, of an organisation.
pub(super) async fn lock(cx: &mut Ctx, org: OrgId, id: GrantId) -> Result<Option<Grant>, Fault> {
    let sql = [ALL, "WHERE org = $1 AND id = $2"].concat();
    cx.opt(ground::db::Assembled(sql), values![org, id]).await?.as_ref().map(grant).transpose()
}

/// A second administrator agrees: it stands, and holds until then.
pub(super) async fn agree(cx: &mut Ctx, id: GrantId, by: PersonId, ends_at: Timestamp) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "UPDATE chat_grant SET agreed_by = $2, stands_at = $3, ends_at = $4 WHERE id = $1";
    cx.run(sql, values![id, by, now, ends_at]).await?;
    Ok(())
}

/// Ends it; `false` where it is over.
pub(super) async fn end(cx: &mut Ctx, id: GrantId) -> Result<bool, Fault> {
    let now = cx.now();
    let sql = "UPDATE chat_grant SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL AND ends_at > $2";
    Ok(cx.run(sql, values![id, now]).await? == 1)
}

/// Those of an organisation that is no more end: nobody is left who could.
pub(crate) async fn end_all(cx: &mut Ctx, org: OrgId) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "UPDATE chat_grant SET ended_at = $2 WHERE org = $1 AND ended_at IS NULL AND ends_at > $2";
    cx.run(sql, values![org, now]).await?;
    Ok(())
}

/// Something was opened under it.
pub(super) async fn looked(cx: &mut Ctx, id: GrantId) -> Result<(), Fault> {
    cx.run("UPDATE chat_grant SET looks = looks + 1 WHERE id = $1", values![id]).await?;
    Ok(())
}

/// All of a conversation go.
pub(crate) async fn remove_all(cx: &mut Ctx, id: ConversationId) -> Result<(), Fault> {
    cx.run("DELETE FROM chat_grant WHERE conversation = $1", values![id]).await?;
    Ok(())
}

/// Removes those that ended before.
pub(super) async fn sweep(cx: &mut Ctx, before: Timestamp) -> Result<(), Fault> {
    cx.run("DELETE FROM chat_grant WHERE ends_at < $1", values![before]).await?;
    Ok(())
}

/// What somebody let others read ends with his account.
pub(crate) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(async move {
        let sql = "DELETE FROM chat_grant WHERE given_by = $1 OR agreed_by = $1";
        Ok(cx.run(sql, values![person]).await?)
    })
}
