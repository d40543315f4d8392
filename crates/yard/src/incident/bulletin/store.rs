//! Rows of public notices.

use ground::{Ctx, Fault, Timestamp, View, values};

use crate::incident::ReportId;

/// Hangs out a public notice.
pub(in crate::incident) async fn hang_out(
    cx: &mut Ctx,
    code: &str,
    args: &str,
    until: Timestamp,
) -> Result<(), Fault> {
    let (id, now) = (ReportId::fresh(cx.clock()).bytes(), cx.now());
    cx.run(
        "INSERT INTO yard_public_notice (id, code, args, at, until) VALUES ($1, $2, $3, $4, $5)",
        values![id, code, args, now, until],
    )
    .await?;
    Ok(())
}

/// Code, arguments and first day of the public notices that hang now, newest first.
pub(in crate::incident) async fn hanging(
    view: &mut View,
    limit: u32,
) -> Result<Vec<(String, String, Timestamp)>, Fault> {
    let now = view.now();
    let rows = view
        .all(
            "SELECT code, args, at FROM yard_public_notice WHERE until > $1 ORDER BY id DESC LIMIT $2",
            values![now, limit],
        )
        .await?;
    rows.iter().map(|row| Ok((row.get("code")?, row.get("args")?, row.get("at")?))).collect()
}

/// Takes down what has hung to its last day.
pub(in crate::incident) async fn sweep(cx: &mut Ctx) -> Result<(), Fault> {
    let now = cx.now();
    cx.run("DELETE FROM yard_public_notice WHERE until <= $1", values![now]).await?;
    Ok(())
}

/// Takes the notices of a code down.
pub(in crate::incident) async fn take_down(cx: &mut Ctx, code: &str) -> Result<(), Fault> {
    cx.run("DELETE FROM yard_public_notice WHERE code = $1", values![code]).await?;
    Ok(())
}
