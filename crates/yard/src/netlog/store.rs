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

/// A row as it stands, for whoever must keep it.
pub(crate) struct Whole {
    pub id: [u8; 16],
    pub person: PersonId,
    pub device: DeviceId,
    pub row: LogRow,
}

/// Rows after one of them, in the order of their ids.
pub(crate) async fn page(view: &mut View, after: [u8; 16], limit: i64) -> Result<Vec<Whole>, Fault> {
    let sql =
        "SELECT id, person, device, act, at, address FROM yard_netlog WHERE id > $1 ORDER BY id LIMIT $2";
    let rows = view.all(sql, values![after, limit]).await?;
    rows.iter()
        .map(|row| {
            let (id, person): ([u8; 16], PersonId) = (row.get("id")?, row.get("person")?);
            let address = Sealed::stored(&LogRow::ADDRESS, Subject::Person(person), id, row.get("address")?);
            let entry = LogRow { at: row.get("at")?, act: row.get("act")?, address };
            Ok(Whole { id, person, device: row.get("device")?, row: entry })
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
