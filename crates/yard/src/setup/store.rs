//! Rows of one-time keys, and what is asked of people here.

use ground::{Ctx, Fault, PersonId, Row, View, values};

use super::key::{Kept, Kind};

fn read(row: &Row) -> Result<Kept, Fault> {
    Ok(Kept { hash: row.get("hash")?, expires_at: row.get("expires_at")? })
}

/// Keeps a fresh key; the one before it is none any longer.
pub(super) async fn save(cx: &mut Ctx, kind: Kind, hash: [u8; 32]) -> Result<(), Fault> {
    let (now, until) = (cx.now(), cx.now().plus(kind.life()));
    cx.run(
        "INSERT INTO yard_setup_key (kind, hash, made_at, expires_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (kind) DO UPDATE SET hash = excluded.hash, made_at = excluded.made_at, \
         expires_at = excluded.expires_at",
        values![kind.word(), hash, now, until],
    )
    .await?;
    Ok(())
}

/// The key of a kind.
pub(super) async fn find(view: &mut View, kind: Kind) -> Result<Option<Kept>, Fault> {
    let row =
        view.opt("SELECT hash, expires_at FROM yard_setup_key WHERE kind = $1", values![kind.word()]).await?;
    row.as_ref().map(read).transpose()
}

/// Takes the key of a kind away and answers it: of two who come at once, one gets it.
pub(super) async fn take(cx: &mut Ctx, kind: Kind) -> Result<Option<Kept>, Fault> {
    let row = cx
        .opt("DELETE FROM yard_setup_key WHERE kind = $1 RETURNING hash, expires_at", values![kind.word()])
        .await?;
    row.as_ref().map(read).transpose()
}

/// How many keys there are.
pub(super) async fn count(cx: &mut Ctx) -> Result<i64, Fault> {
    cx.one("SELECT COUNT(*) AS keys FROM yard_setup_key", vec![]).await?.get("keys")
}

/// Takes every key away.
pub(super) async fn drop_all(cx: &mut Ctx) -> Result<(), Fault> {
    cx.run("DELETE FROM yard_setup_key", vec![]).await?;
    Ok(())
}

/// The keeper who came first.
pub(super) async fn first_keeper(view: &mut View) -> Result<Option<PersonId>, Fault> {
    let row = view
        .opt("SELECT id FROM yard_person WHERE keeper = 1 ORDER BY created_at, id LIMIT 1", vec![])
        .await?;
    row.map(|row| row.get("id")).transpose()
}
