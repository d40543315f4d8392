//! Rows of letters.

use ground::{Ctx, Fault, OrgId, Row, View, values};

use super::{Letter, LetterId};
use crate::household::Relation;

/// Letters that are shown.
const LIST_MAX: i64 = 5_000;

macro_rules! letters {
    ($rest:literal) => {
        concat!(
            "SELECT l.id, l.org, l.home, h.number, l.relation, l.made_at, l.ends_at FROM community_letter l \
             JOIN community_home h ON h.id = l.home ",
            $rest
        )
    };
}

fn letter(row: &Row) -> Result<Letter, Fault> {
    let relation: String = row.get("relation")?;
    Ok(Letter {
        id: row.get("id")?,
        org: row.get("org")?,
        home: row.get("home")?,
        home_number: row.get("number")?,
        relation: Relation::from_word(&relation).ok_or_else(|| Fault::new("an unknown relation"))?,
        made_at: row.get("made_at")?,
        ends_at: row.get("ends_at")?,
    })
}

/// Keeps a new one, in the place of the one before.
pub(super) async fn put(cx: &mut Ctx, new: &Letter, hash: [u8; 32]) -> Result<(), Fault> {
    cx.run("DELETE FROM community_letter WHERE home = $1", values![new.home]).await?;
    let sql = "INSERT INTO community_letter (id, org, home, relation, code_hash, made_at, ends_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let (hash, relation) = (hash.to_vec(), new.relation.word());
    cx.run(sql, values![new.id, new.org, new.home, relation, hash, new.made_at, new.ends_at]).await?;
    Ok(())
}

/// Those of a community whose codes hold, the newest first.
pub(super) async fn of_org(view: &mut View, org: OrgId) -> Result<Vec<Letter>, Fault> {
    let now = view.now();
    let sql = letters!("WHERE l.org = $1 AND l.ends_at > $2 ORDER BY l.id DESC LIMIT $3");
    view.all(sql, values![org, now, LIST_MAX]).await?.iter().map(letter).collect()
}

/// The one with this code, where it holds.
pub(super) async fn coded(view: &mut View, hash: [u8; 32]) -> Result<Option<Letter>, Fault> {
    let now = view.now();
    let sql = letters!("WHERE l.code_hash = $1 AND l.ends_at > $2");
    view.opt(sql, values![hash.to_vec(), now]).await?.as_ref().map(letter).transpose()
}

/// One of a community, where it holds.
pub(super) async fn find(view: &mut View, org: OrgId, id: LetterId) -> Result<Option<Letter>, Fault> {
    let now = view.now();
    let sql = letters!("WHERE l.org = $1 AND l.id = $2 AND l.ends_at > $3");
    view.opt(sql, values![org, id, now]).await?.as_ref().map(letter).transpose()
}

/// It has another code from now on; `false` where it is gone.
pub(super) async fn recode(cx: &mut Ctx, id: LetterId, hash: [u8; 32]) -> Result<bool, Fault> {
    let sql = "UPDATE community_letter SET code_hash = $2 WHERE id = $1";
    Ok(cx.run(sql, values![id, hash.to_vec()]).await? == 1)
}

/// It is used or taken back; `false` where it is gone.
pub(super) async fn remove(cx: &mut Ctx, org: OrgId, id: LetterId) -> Result<bool, Fault> {
    let sql = "DELETE FROM community_letter WHERE org = $1 AND id = $2";
    Ok(cx.run(sql, values![org, id]).await? == 1)
}

/// Whether somebody at the desk looks, too.
pub(super) async fn is_reviewed(view: &mut View, org: OrgId) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM community_letter_rule WHERE org = $1";
    Ok(view.opt(sql, values![org]).await?.is_none())
}

/// The same from now on.
pub(super) async fn review(cx: &mut Ctx, org: OrgId, is_reviewed: bool) -> Result<(), Fault> {
    cx.run("DELETE FROM community_letter_rule WHERE org = $1", values![org]).await?;
    if !is_reviewed {
        cx.run("INSERT INTO community_letter_rule (org) VALUES ($1)", values![org]).await?;
    }
    Ok(())
}

/// Removes those whose date is over.
pub(crate) async fn sweep(cx: &mut Ctx) -> Result<(), Fault> {
    let now = cx.now();
    cx.run("DELETE FROM community_letter WHERE ends_at < $1", values![now]).await?;
    Ok(())
}

/// Removes those of an organisation that is no more.
pub(crate) async fn end_all(cx: &mut Ctx, org: OrgId) -> Result<(), Fault> {
    cx.run("DELETE FROM community_letter WHERE org = $1", values![org]).await?;
    cx.run("DELETE FROM community_letter_rule WHERE org = $1", values![org]).await?;
    Ok(())
}
