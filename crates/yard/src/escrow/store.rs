//! The row that says that shares were given out.

use ground::{Ctx, Fault, PersonId, Timestamp, View, values};

/// A set that was given out.
pub(crate) struct Given {
    pub need: u8,
    pub shares: u8,
    pub at: Timestamp,
}

/// The set that was given out, where one was.
pub(crate) async fn given(view: &mut View) -> Result<Option<Given>, Fault> {
    let row = view.opt("SELECT need, shares, given_at FROM yard_escrow WHERE one = 1", vec![]).await?;
    let small = |number: i64| u8::try_from(number).unwrap_or(u8::MAX);
    row.map(|row| {
        Ok(Given {
            need: small(row.get("need")?),
            shares: small(row.get("shares")?),
            at: row.get("given_at")?,
        })
    })
    .transpose()
}

/// Notes that one is given; `false` where another was first.
pub(super) async fn give(cx: &mut Ctx, need: u8, shares: u8, by: PersonId) -> Result<bool, Fault> {
    let (id, now) = (ground::ids::fresh_bytes(cx.now()), cx.now());
    let given = cx
        .run(
            "INSERT INTO yard_escrow (id, need, shares, given_by, given_at, one) VALUES ($1, $2, $3, $4, $5, 1) \
             ON CONFLICT (one) DO NOTHING",
            values![id, i64::from(need), i64::from(shares), by, now],
        )
        .await?;
    Ok(given == 1)
}

/// When the first keeper came: the first day.
pub(super) async fn founded_at(view: &mut View) -> Result<Timestamp, Fault> {
    let sql = "SELECT created_at FROM yard_person WHERE keeper = 1 ORDER BY created_at LIMIT 1";
    match view.opt(sql, vec![]).await? {
        Some(row) => row.get("created_at"),
        None => Ok(view.now()),
    }
}
