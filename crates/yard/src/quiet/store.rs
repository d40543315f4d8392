//! Rows of quiet hours.

use ground::{Ctx, Fault, PersonId, View, values};

use super::rules::Quiet;
use crate::House;
use crate::erasure::Working;

/// The quiet hours of a person.
pub(super) async fn of(view: &mut View, person: PersonId) -> Result<Option<Quiet>, Fault> {
    let sql = "SELECT from_min, until_min, days, zone FROM yard_quiet WHERE person = $1";
    let row = view.opt(sql, values![person]).await?;
    row.map(|row| {
        Ok(Quiet {
            from_min: row.get("from_min")?,
            until_min: row.get("until_min")?,
            days: row.get("days")?,
            zone: row.get("zone")?,
        })
    })
    .transpose()
}

/// Keeps them.
pub(super) async fn save(cx: &mut Ctx, person: PersonId, quiet: &Quiet) -> Result<(), Fault> {
    cx.run(
        "INSERT INTO yard_quiet (person, from_min, until_min, days, zone) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (person) DO UPDATE SET from_min = excluded.from_min, until_min = excluded.until_min, \
         days = excluded.days, zone = excluded.zone",
        values![person, quiet.from_min, quiet.until_min, quiet.days, quiet.zone.as_str()],
    )
    .await?;
    Ok(())
}

/// Forgets them.
pub(super) async fn forget(cx: &mut Ctx, person: PersonId) -> Result<(), Fault> {
    cx.run("DELETE FROM yard_quiet WHERE person = $1", values![person]).await?;
    Ok(())
}

/// Quiet hours of an erased person.
pub(super) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(async move { Ok(cx.run("DELETE FROM yard_quiet WHERE person = $1", values![person]).await?) })
}
