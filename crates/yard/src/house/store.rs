//! Rows of `yard_house`.

use ground::{Ctx, Fault, View, values};
use vault::Sealed;

/// The value of this name, with the row id it was sealed for.
pub(super) async fn find(view: &mut View, name: &str) -> Result<Option<([u8; 16], Vec<u8>)>, Fault> {
    let row = view.opt("SELECT id, value FROM yard_house WHERE name = $1", values![name]).await?;
    row.map(|row| Ok((row.get("id")?, row.get("value")?))).transpose()
}

/// Replaces the value of this name.
pub(super) async fn save(
    cx: &mut Ctx,
    name: &str,
    id: [u8; 16],
    value: &Sealed<String>,
) -> Result<(), Fault> {
    let now = cx.now();
    cx.run(
        "INSERT INTO yard_house (name, id, value, changed_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (name) DO UPDATE SET id = excluded.id, value = excluded.value, changed_at = excluded.changed_at",
        values![name, id, value, now],
    )
    .await?;
    Ok(())
}
