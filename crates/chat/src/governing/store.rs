//! Rows of what organisations ordered.

use ground::{Ctx, Fault, OrgId, Row, View, values};

use super::{By, Ordered};

fn ordered(row: &Row) -> Result<Ordered, Fault> {
    let (by, words): (String, String) = (row.get("groups_by")?, row.get("words")?);
    Ok(Ordered {
        groups_by: By::from_word(&by).ok_or(Fault::new("who makes groups is nobody known"))?,
        links: row.get("links")?,
        previews: row.get("previews")?,
        words: words.lines().map(str::to_owned).collect(),
        set_at: row.get("set_at")?,
    })
}

/// What an organisation ordered.
pub(super) async fn of(view: &mut View, org: OrgId) -> Result<Ordered, Fault> {
    let sql = "SELECT groups_by, links, previews, words, set_at FROM chat_governing WHERE org = $1";
    Ok(view.opt(sql, values![org]).await?.as_ref().map(ordered).transpose()?.unwrap_or_default())
}

/// An organisation orders it so.
pub(super) async fn set(cx: &mut Ctx, org: OrgId, new: &Ordered) -> Result<(), Fault> {
    let sql = "INSERT INTO chat_governing (org, groups_by, links, words, set_at, previews) VALUES ($1, $2, $3, $4, $5, $6) \
               ON CONFLICT (org) DO UPDATE SET groups_by = excluded.groups_by, links = excluded.links, \
               words = excluded.words, set_at = excluded.set_at, previews = excluded.previews";
    let now = cx.now();
    cx.run(sql, values![org, new.groups_by.word(), new.links, new.words.join("\n"), now, new.previews])
        .await?;
    Ok(())
}

/// What an organisation ordered ends with it.
pub(crate) async fn end(cx: &mut Ctx, org: OrgId) -> Result<(), Fault> {
    cx.run("DELETE FROM chat_governing WHERE org = $1", values![org]).await?;
    Ok(())
}
