//! Rows of partners, and of what they got.

use ground::{Ctx, Fault, Row, Timestamp, View, values};

use super::PartnerId;

/// Partners of one list, at most.
const MOST: i64 = 500;

/// A partner.
pub(super) struct Partner {
    pub id: PartnerId,
    pub name: String,
    pub agreed_on: Option<String>,
    pub agreement: Option<String>,
    pub feed_at: Option<Timestamp>,
}

fn partner(row: &Row) -> Result<Partner, Fault> {
    Ok(Partner {
        id: row.get("id")?,
        name: row.get("name")?,
        agreed_on: row.get("agreed_on")?,
        agreement: row.get("agreement")?,
        feed_at: row.get("feed_at")?,
    })
}

/// Adds a partner.
pub(super) async fn add(cx: &mut Ctx, id: PartnerId, name: &str) -> Result<(), Fault> {
    let now = cx.now();
    cx.run(
        "INSERT INTO yard_partner (id, name, agreed_on, agreement, feed_at, created_at) \
         VALUES ($1, $2, NULL, NULL, NULL, $3)",
        values![id, name, now],
    )
    .await?;
    Ok(())
}

/// All partners, by name.
pub(super) async fn all(view: &mut View) -> Result<Vec<Partner>, Fault> {
    let sql = "SELECT id, name, agreed_on, agreement, feed_at FROM yard_partner ORDER BY name, id LIMIT $1";
    view.all(sql, values![MOST]).await?.iter().map(partner).collect()
}

/// One partner.
pub(super) async fn find(cx: &mut Ctx, id: PartnerId) -> Result<Option<Partner>, Fault> {
    let sql = "SELECT id, name, agreed_on, agreement, feed_at FROM yard_partner WHERE id = $1";
    cx.opt(sql, values![id]).await?.as_ref().map(partner).transpose()
}

/// Stores what binds a partner.
pub(super) async fn agree(cx: &mut Ctx, id: PartnerId, on: &str, place: &str) -> Result<bool, Fault> {
    let sql = "UPDATE yard_partner SET agreed_on = $2, agreement = $3 WHERE id = $1";
    Ok(cx.run(sql, values![id, on, place]).await? == 1)
}

/// Opens or closes the feed. A feed without an agreement is no row that this can write.
pub(super) async fn feed(cx: &mut Ctx, id: PartnerId, on: bool) -> Result<bool, Fault> {
    let at = on.then(|| cx.now());
    let sql = "UPDATE yard_partner SET feed_at = $2 WHERE id = $1 AND ($2 IS NULL OR agreed_on IS NOT NULL)";
    Ok(cx.run(sql, values![id, at]).await? == 1)
}

/// Writes down that something was handed over.
pub(super) async fn went(
    cx: &mut Ctx,
    partner: PartnerId,
    week: i64,
    lines: i64,
    hash: [u8; 32],
) -> Result<(), Fault> {
    let (id, now) = (ground::ids::fresh_bytes(cx.now()), cx.now());
    cx.run(
        "INSERT INTO yard_partner_feed (id, partner, week, lines, hash, at) VALUES ($1, $2, $3, $4, $5, $6)",
        values![id, partner, week, lines, hash, now],
    )
    .await?;
    Ok(())
}
