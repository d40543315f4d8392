//! Rows of quiet hours.

use ground::db::Assembled;
use ground::{Ctx, Fault, PersonId, Timestamp, View, values};
use std::collections::HashSet;

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

/// Until when somebody wants to be left alone; nothing where that is past.
///
/// # Errors
/// What the database says.
pub async fn rests_until(view: &mut View, person: PersonId) -> Result<Option<Timestamp>, Fault> {
    let now = view.now();
    let row = view.opt("SELECT until FROM yard_rest WHERE person = $1", values![person]).await?;
    let until: Option<Timestamp> = row.map(|row| row.get("until")).transpose()?;
    Ok(until.filter(|until| *until > now))
}

/// Who of these wants to be left alone now.
///
/// # Errors
/// What the database says.
pub async fn resting_among(view: &mut View, people: &[PersonId]) -> Result<HashSet<PersonId>, Fault> {
    if people.is_empty() {
        return Ok(HashSet::new());
    }
    let now = view.now();
    let places = ground::db::places(2, people.len());
    let sql = format!("SELECT person FROM yard_rest WHERE until > $1 AND person IN ({places})");
    let values = std::iter::once(now.into()).chain(people.iter().map(|person| (*person).into())).collect();
    view.all(Assembled(sql), values).await?.iter().map(|row| row.get("person")).collect()
}

/// Leaves somebody alone until then, or no longer.
///
/// # Errors
/// What the database says.
pub async fn rest(cx: &mut Ctx, person: PersonId, until: Option<Timestamp>) -> Result<(), Fault> {
    match until {
        Some(until) => {
            let sql = "INSERT INTO yard_rest (person, until) VALUES ($1, $2) \
                       ON CONFLICT (person) DO UPDATE SET until = excluded.until";
            cx.run(sql, values![person, until]).await?;
        }
        None => {
            cx.run("DELETE FROM yard_rest WHERE person = $1", values![person]).await?;
        }
    }
    Ok(())
}

/// Until when an erased person wanted to be left alone.
pub(super) fn erase_rest<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(async move { Ok(cx.run("DELETE FROM yard_rest WHERE person = $1", values![person]).await?) })
}
