//! Rows of circles and of who stands in them.

use ground::{Ctx, Fault, PersonId, Timestamp, View, values};
use std::collections::HashSet;
use yard::House;
use yard::erasure::Working;

use crate::conversation::ConversationId;

/// An open circle.
pub(super) struct Circle {
    pub id: [u8; 16],
    pub opened_at: Timestamp,
    pub conversation: Option<ConversationId>,
}

/// The open circle of a place.
pub(super) async fn at(cx: &mut Ctx, place: [u8; 16], after: Timestamp) -> Result<Option<Circle>, Fault> {
    let sql = "SELECT id, opened_at, conversation FROM chat_nearby WHERE place = $1 AND opened_at > $2 \
               ORDER BY opened_at DESC LIMIT 1";
    let row = cx.opt(sql, values![place, after]).await?;
    row.map(|row| {
        let (id, opened_at) = (row.get("id")?, row.get("opened_at")?);
        Ok(Circle { id, opened_at, conversation: row.get("conversation")? })
    })
    .transpose()
}

/// Opens a circle.
pub(super) async fn open(cx: &mut Ctx, circle: &Circle, place: [u8; 16]) -> Result<(), Fault> {
    let sql = "INSERT INTO chat_nearby (id, place, opened_at, conversation) VALUES ($1, $2, $3, NULL)";
    cx.run(sql, values![circle.id, place, circle.opened_at]).await?;
    Ok(())
}

/// Somebody stands in a circle.
pub(super) async fn enter(cx: &mut Ctx, circle: [u8; 16], person: PersonId) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "INSERT INTO chat_near (circle, person, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    cx.run(sql, values![circle, person, now]).await?;
    Ok(())
}

/// The group of a circle, once it has one.
pub(super) async fn begun(cx: &mut Ctx, circle: [u8; 16], group: ConversationId) -> Result<(), Fault> {
    cx.run("UPDATE chat_nearby SET conversation = $2 WHERE id = $1", values![circle, group]).await?;
    Ok(())
}

/// Who stands in a circle, the first first.
pub(super) async fn people(cx: &mut Ctx, circle: [u8; 16]) -> Result<Vec<PersonId>, Fault> {
    let sql = "SELECT person FROM chat_near WHERE circle = $1 ORDER BY at, person";
    cx.all(sql, values![circle]).await?.iter().map(|row| row.get("person")).collect()
}

/// Removes circles that are over.
pub(super) async fn close(cx: &mut Ctx, before: Timestamp) -> Result<(), Fault> {
    let sql = "DELETE FROM chat_near WHERE circle IN (SELECT id FROM chat_nearby WHERE opened_at <= $1)";
    cx.run(sql, values![before]).await?;
    cx.run("DELETE FROM chat_nearby WHERE opened_at <= $1", values![before]).await?;
    Ok(())
}

/// Who stands in one circle with somebody.
pub(crate) async fn beside(view: &mut View, person: PersonId) -> Result<HashSet<PersonId>, Fault> {
    let sql = "SELECT b.person FROM chat_near a JOIN chat_near b ON b.circle = a.circle WHERE a.person = $1";
    view.all(sql, values![person]).await?.iter().map(|row| row.get("person")).collect()
}

/// Removes somebody who is erased from where he stands.
pub(crate) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(async move { Ok(cx.run("DELETE FROM chat_near WHERE person = $1", values![person]).await?) })
}
