//! Rows of second factors: which device, whose, when.

use ground::{Ctx, DeviceId, Fault, PersonId, Timestamp, View, values};

use super::rules::STANDS;
use crate::House;
use crate::erasure::Working;

/// Notes that a second factor was given now on a device.
pub(crate) async fn note(cx: &mut Ctx, person: PersonId, device: DeviceId) -> Result<(), Fault> {
    let now = cx.now();
    cx.run(
        "INSERT INTO yard_factor (device, person, proved_at) VALUES ($1, $2, $3) \
         ON CONFLICT (device) DO UPDATE SET proved_at = excluded.proved_at",
        values![device, person, now],
    )
    .await?;
    Ok(())
}

pub(super) async fn proved_at(
    view: &mut View,
    person: PersonId,
    device: DeviceId,
) -> Result<Option<Timestamp>, Fault> {
    let sql = "SELECT proved_at FROM yard_factor WHERE device = $1 AND person = $2";
    view.opt(sql, values![device, person]).await?.map(|row| row.get("proved_at")).transpose()
}

/// Forgets what stands no longer.
pub(crate) async fn sweep(cx: &mut Ctx) -> Result<(), Fault> {
    let over = cx.now().minus(STANDS);
    cx.run("DELETE FROM yard_factor WHERE proved_at <= $1", values![over]).await?;
    Ok(())
}

pub(super) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(async move {
        let sql = "DELETE FROM yard_factor WHERE device IN \
                   (SELECT device FROM yard_factor WHERE person = $1 LIMIT $2)";
        Ok(cx.run(sql, values![person, most]).await?)
    })
}
