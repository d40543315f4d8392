//! Rows of the network log.

use ground::{Ctx, DeviceId, Fault, PersonId, Timestamp, View, values};
use policy::Personal;
use vault::{Sealed, Subject};

use super::Act;
use crate::House;
use crate::erasure::Working;
use crate::retention::Counting;

/// A row of `yard_netlog`.
#[derive(Personal)]
#[personal(table = "yard_netlog")]
pub struct LogRow {
    /// When.
    pub at: Timestamp,
    /// `in` or `out`.
    pub act: String,
    /// From which address.
    #[personal(category = "session-network")]
    pub address: Sealed<String>,
}

/// Adds a row.
pub(super) async fn add(
    cx: &mut Ctx,
    (id, person, device): ([u8; 16], PersonId, DeviceId),
    act: Act,
    address: &Sealed<String>,
) -> Result<(), Fault> {
    let now = cx.now();
    cx.run(
        "INSERT INTO yard_netlog (id, person, device, act, at, address) VALUES ($1, $2, $3, $4, $5, $6)",
        values![id, person, device, act.word(), now, address],
    )
    .await?;
    Ok(())
}

/// The newest rows of a person.
///
/// # Errors
/// What the database says.
pub(crate) async fn of(view: &mut View, person: PersonId, limit: i64) -> Result<Vec<LogRow>, Fault> {
    let rows = view
        .all(
            "SELECT id, act, at, address FROM yard_netlog WHERE person = $1 ORDER BY at DESC, id LIMIT $2",
            values![person, limit],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let address = Sealed::stored(
                &LogRow::ADDRESS,
                Subject::Person(person),
                row.get("id")?,
                row.get("address")?,
            );
            Ok(LogRow { at: row.get("at")?, act: row.get("act")?, address })
        })
        .collect()
}

/// Rows from before an instant.
pub(super) fn count_over(view: &mut View, before: Timestamp) -> Counting<'_> {
    Box::pin(async move {
        let sql = "SELECT COUNT(*) AS found FROM yard_netlog WHERE at < $1";
        view.one(sql, values![before]).await?.get("found")
    })
}

/// Removes them.
pub(super) fn sweep_over<'a>(_: &'a House, cx: &'a mut Ctx, before: Timestamp, most: i64) -> Working<'a> {
    Box::pin(async move {
        let sql = "DELETE FROM yard_netlog WHERE id IN \
                   (SELECT id FROM yard_netlog WHERE at < $1 ORDER BY at LIMIT $2)";
        Ok(cx.run(sql, values![before, most]).await?)
    })
}
