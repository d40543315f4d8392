//! Rows of windows.

use ground::{Ctx, Fault, Timestamp, View, values};

use super::super::rules::Bound;

/// Where the running window of a bound began, in seconds.
fn window(now: Timestamp, bound: Bound) -> i64 {
    let span = i64::from(bound.span_s);
    now.seconds().div_euclid(span) * span
}

/// What was counted of a bound in its running window; counts nothing.
///
/// # Errors
/// What the database says.
pub async fn counted(view: &mut View, bound: Bound, key: [u8; 16]) -> Result<i64, Fault> {
    let began = window(view.now(), bound);
    let sql = "SELECT count FROM yard_rate WHERE kind = $1 AND key = $2 AND began_at = $3";
    let row = view.opt(sql, values![bound.kind, key, began]).await?;
    row.map_or(Ok(0), |row| row.get("count"))
}

/// Counts one more in the running window of a bound; answers how many there are now.
///
/// # Errors
/// What the database says.
pub async fn count(cx: &mut Ctx, bound: Bound, key: [u8; 16]) -> Result<i64, Fault> {
    let (began, span) = (window(cx.now(), bound), i64::from(bound.span_s));
    let row = cx
        .one(
            "INSERT INTO yard_rate (kind, key, began_at, span_s, count) VALUES ($1, $2, $3, $4, 1) \
             ON CONFLICT (kind, key, began_at) DO UPDATE SET count = yard_rate.count + 1 RETURNING count",
            values![bound.kind, key, began, span],
        )
        .await?;
    let counted = row.get("count")?;
    // What the house as a whole has left is nobody's to know.
    if key != [0; 16] {
        ground::limits::note(bound.limit(counted, cx.now()));
    }
    Ok(counted)
}

/// Counts one less in the running window of a bound: what was counted before it was done was not done after all.
///
/// # Errors
/// What the database says.
pub async fn uncount(cx: &mut Ctx, bound: Bound, key: [u8; 16]) -> Result<(), Fault> {
    let began = window(cx.now(), bound);
    let sql =
        "UPDATE yard_rate SET count = count - 1 WHERE kind = $1 AND key = $2 AND began_at = $3 AND count > 0";
    cx.run(sql, values![bound.kind, key, began]).await?;
    Ok(())
}
