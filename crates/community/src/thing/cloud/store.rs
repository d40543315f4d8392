//! Rows of links with a maker's cloud.

use ground::{Ctx, DbError, Fault, OrgId, PersonId, Row, Timestamp, View, values};
use vault::Sealed;

use super::CloudRow;
use crate::thing::ThingId;

/// Links that are marked in one unit of work.
const MARKED_MAX: i64 = 100;

macro_rules! links {
    ($rest:literal) => {
        concat!(
            "SELECT thing, org, home, person, tokens, until_at, asked_at FROM community_thing_cloud ",
            $rest
        )
    };
}

fn link(row: &Row) -> Result<CloudRow, Fault> {
    let (thing, org): (ThingId, OrgId) = (row.get("thing")?, row.get("org")?);
    Ok(CloudRow {
        thing,
        org,
        home: row.get("home")?,
        person: row.get("person")?,
        tokens: Sealed::stored(&CloudRow::TOKENS, org, thing.bytes(), row.get("tokens")?),
        until_at: row.get("until_at")?,
        asked_at: row.get("asked_at")?,
    })
}

/// Keeps a new link of the account with this mark; it is asked at once. `false` where the account is linked.
pub(super) async fn add(cx: &mut Ctx, new: &CloudRow, mark: [u8; 16]) -> Result<bool, Fault> {
    let now = cx.now();
    let sql = "INSERT INTO community_thing_cloud (thing, org, home, person, tokens, until_at, due_at, asked_at, uid_mark) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, $8)";
    let values = values![new.thing, new.org, new.home, new.person, &new.tokens, new.until_at, now, mark];
    match cx.run(sql, values).await {
        Ok(_) => Ok(true),
        Err(DbError::Constraint { .. }) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// The link of the account with this mark.
pub(super) async fn of_account(view: &mut View, mark: [u8; 16]) -> Result<Option<CloudRow>, Fault> {
    view.opt(links!("WHERE uid_mark = $1"), values![mark]).await?.as_ref().map(link).transpose()
}

/// Links that were made before marks were, the oldest first; some of them where there are many.
pub(super) async fn unmarked(view: &mut View) -> Result<Vec<(ThingId, Sealed<String>)>, Fault> {
    let rows =
        view.all(links!("WHERE uid_mark IS NULL ORDER BY thing LIMIT $1"), values![MARKED_MAX]).await?;
    rows.iter().map(|row| link(row).map(|one| (one.thing, one.tokens))).collect()
}

/// Whether there are none of those.
pub(in crate::thing) async fn are_marked(view: &mut View) -> Result<bool, Fault> {
    let sql = "SELECT thing FROM community_thing_cloud WHERE uid_mark IS NULL LIMIT 1";
    Ok(view.opt(sql, values![]).await?.is_none())
}

/// Whether there is a link with this mark.
pub(super) async fn is_linked(cx: &mut Ctx, mark: [u8; 16]) -> Result<bool, Fault> {
    let sql = "SELECT thing FROM community_thing_cloud WHERE uid_mark = $1";
    Ok(cx.opt(sql, values![mark]).await?.is_some())
}

/// Notes whose account it is.
pub(super) async fn mark(cx: &mut Ctx, thing: ThingId, mark: [u8; 16]) -> Result<(), Fault> {
    let sql = "UPDATE community_thing_cloud SET uid_mark = $2 WHERE thing = $1 AND uid_mark IS NULL";
    cx.run(sql, values![thing, mark]).await?;
    Ok(())
}

/// One link.
pub(super) async fn find(view: &mut View, thing: ThingId) -> Result<Option<CloudRow>, Fault> {
    view.opt(links!("WHERE thing = $1"), values![thing]).await?.as_ref().map(link).transpose()
}

/// The link that waits longest to be asked; nothing where none is due.
pub(super) async fn due(view: &mut View) -> Result<Option<CloudRow>, Fault> {
    let now = view.now();
    let sql = links!("WHERE due_at <= $1 ORDER BY due_at LIMIT 1");
    view.opt(sql, values![now]).await?.as_ref().map(link).transpose()
}

/// It is asked again then.
pub(super) async fn waits(cx: &mut Ctx, thing: ThingId, due_at: Timestamp) -> Result<(), Fault> {
    cx.run("UPDATE community_thing_cloud SET due_at = $2 WHERE thing = $1", values![thing, due_at]).await?;
    Ok(())
}

/// That it was asked stands in the record of what leaves.
pub(super) async fn asked(cx: &mut Ctx, thing: ThingId) -> Result<(), Fault> {
    let now = cx.now();
    cx.run("UPDATE community_thing_cloud SET asked_at = $2 WHERE thing = $1", values![thing, now]).await?;
    Ok(())
}

/// Since when somebody has links.
pub(in crate::thing) async fn since(view: &mut View, person: PersonId) -> Result<Vec<Timestamp>, Fault> {
    let sql = "SELECT t.added_at FROM community_thing_cloud c JOIN community_thing t ON t.id = c.thing \
               WHERE c.person = $1 ORDER BY t.id LIMIT $2";
    view.all(sql, values![person, 100i64]).await?.iter().map(|row| row.get("added_at")).collect()
}

/// It is asked at the next occasion.
pub(super) async fn soon(cx: &mut Ctx, thing: ThingId) -> Result<(), Fault> {
    let now = cx.now();
    cx.run("UPDATE community_thing_cloud SET due_at = $2 WHERE thing = $1", values![thing, now]).await?;
    Ok(())
}

/// Keeps the tokens that came instead of those before.
pub(super) async fn renew(
    cx: &mut Ctx,
    thing: ThingId,
    (tokens, until_at): (&Sealed<String>, Timestamp),
) -> Result<(), Fault> {
    let sql = "UPDATE community_thing_cloud SET tokens = $2, until_at = $3 WHERE thing = $1";
    cx.run(sql, values![thing, tokens, until_at]).await?;
    Ok(())
}

/// The link goes, before its device does.
pub(in crate::thing) async fn clear(cx: &mut Ctx, thing: ThingId) -> Result<(), Fault> {
    cx.run("DELETE FROM community_thing_cloud WHERE thing = $1", values![thing]).await?;
    Ok(())
}

/// Links that somebody made.
pub(super) async fn of_person(cx: &mut Ctx, person: PersonId) -> Result<Vec<ThingId>, Fault> {
    let sql = "SELECT thing FROM community_thing_cloud WHERE person = $1 ORDER BY thing LIMIT $2";
    cx.all(sql, values![person, 100i64]).await?.iter().map(|row| row.get("thing")).collect()
}

/// Links whose maker lives in that home no longer.
pub(super) async fn left(cx: &mut Ctx) -> Result<Vec<ThingId>, Fault> {
    let now = cx.now();
    let sql = "SELECT c.thing FROM community_thing_cloud c WHERE NOT EXISTS (SELECT 1 FROM community_resident r \
               WHERE r.home = c.home AND r.person = c.person AND r.from_at <= $1 \
               AND (r.until_at IS NULL OR r.until_at > $1)) ORDER BY c.thing LIMIT $2";
    cx.all(sql, values![now, 100i64]).await?.iter().map(|row| row.get("thing")).collect()
}
