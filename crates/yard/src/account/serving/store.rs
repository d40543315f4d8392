//! Rows of sessions that serve for one thing alone.

use ground::{Ctx, DeviceId, Fault, PersonId, Timestamp, View, values};
use vault::{Sealed, Subject};

use crate::account::SessionRow;

/// A password that is known.
pub(super) struct Known {
    pub id: DeviceId,
    pub person: PersonId,
    pub seen_at: Timestamp,
}

/// Keeps a new one.
pub(super) async fn add(
    cx: &mut Ctx,
    (id, person): (DeviceId, PersonId),
    (token_hash, serves): ([u8; 16], &'static str),
    label: &Sealed<String>,
) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "INSERT INTO yard_session (id, person, limited, token_hash, label, created_at, seen_at, serves) \
               VALUES ($1, $2, 0, $3, $4, $5, $5, $6)";
    cx.run(sql, values![id, person, token_hash, label, now, serves]).await?;
    Ok(())
}

/// How many of them somebody has.
pub(super) async fn count(cx: &mut Ctx, person: PersonId, serves: &'static str) -> Result<i64, Fault> {
    let sql = "SELECT COUNT(*) AS found FROM yard_session WHERE person = $1 AND serves = $2";
    cx.one(sql, values![person, serves]).await?.get("found")
}

/// Those of a person, the newest first.
pub(super) async fn of(
    view: &mut View,
    person: PersonId,
    serves: &'static str,
) -> Result<Vec<SessionRow>, Fault> {
    let sql = "SELECT id, person, label, created_at, seen_at FROM yard_session WHERE person = $1 AND serves = $2 \
               AND label IS NOT NULL ORDER BY created_at DESC, id LIMIT 100";
    let rows = view.all(sql, values![person, serves]).await?;
    let read = |row: &ground::Row| {
        let id: DeviceId = row.get("id")?;
        let label =
            Sealed::stored(&SessionRow::LABEL, Subject::Person(person), id.bytes(), row.get("label")?);
        Ok(SessionRow { id, person, label, created_at: row.get("created_at")?, seen_at: row.get("seen_at")? })
    };
    rows.iter().map(read).collect()
}

/// Whose password this is; nobody's where its account is frozen.
pub(super) async fn known(
    view: &mut View,
    token_hash: [u8; 16],
    serves: &'static str,
) -> Result<Option<Known>, Fault> {
    let sql = "SELECT s.id, s.person, s.seen_at FROM yard_session s JOIN yard_person p ON p.id = s.person \
               WHERE s.token_hash = $1 AND s.serves = $2 AND p.frozen_at IS NULL";
    let row = view.opt(sql, values![token_hash, serves]).await?;
    let read = |row: ground::Row| {
        Ok(Known { id: row.get("id")?, person: row.get("person")?, seen_at: row.get("seen_at")? })
    };
    row.map(read).transpose()
}

/// Notes that one was used. That a program asked says nothing of its person: his account is as silent as he is.
pub(super) async fn touch(cx: &mut Ctx, id: DeviceId) -> Result<(), Fault> {
    let now = cx.now();
    cx.run("UPDATE yard_session SET seen_at = $1 WHERE id = $2", values![now, id]).await?;
    Ok(())
}
