//! Rows of an organisation's own numbers and periods.

use ground::{Ctx, Fault, Member, OrgId, Row, View, values};
use policy::{Category, Period};

use super::rules;

/// The numbers that an organisation set.
pub(in crate::org) async fn numbers(view: &mut View, org: OrgId) -> Result<Vec<(String, u32)>, Fault> {
    let rows = view.all("SELECT number, value FROM yard_org_number WHERE org = $1", values![org]).await?;
    rows.iter().map(|row| Ok((row.get("number")?, row.get("value")?))).collect()
}

/// The periods that an organisation set: category, event, period.
pub(in crate::org) async fn keeps(
    view: &mut View,
    org: OrgId,
) -> Result<Vec<(Category, String, Period)>, Fault> {
    let rows = view
        .all("SELECT category, event, value, unit FROM yard_org_keep WHERE org = $1", values![org])
        .await?;
    let mut keeps = Vec::with_capacity(rows.len());
    for row in &rows {
        let (category, unit): (String, String) = (row.get("category")?, row.get("unit")?);
        // What a later build no longer knows is kept by nobody.
        let (Some(category), Some(unit)) = (Category::from_id(&category), rules::unit(&unit)) else {
            continue;
        };
        keeps.push((category, row.get("event")?, Period::new(row.get("value")?, unit)));
    }
    Ok(keeps)
}

/// Sets a number.
pub(super) async fn set_number(cx: &mut Ctx, who: Member, number: &str, value: u32) -> Result<(), Fault> {
    let now = cx.now();
    cx.run(
        "INSERT INTO yard_org_number (org, number, value, set_by, set_at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (org, number) DO UPDATE SET value = excluded.value, set_by = excluded.set_by, \
         set_at = excluded.set_at",
        values![who.org, number, value, who.person, now],
    )
    .await?;
    Ok(())
}

/// Takes a number back.
pub(super) async fn drop_number(cx: &mut Ctx, org: OrgId, number: &str) -> Result<(), Fault> {
    cx.run("DELETE FROM yard_org_number WHERE org = $1 AND number = $2", values![org, number]).await?;
    Ok(())
}

/// Sets a period.
pub(super) async fn set_keep(
    cx: &mut Ctx,
    who: Member,
    category: Category,
    event: &str,
    after: Period,
) -> Result<(), Fault> {
    let now = cx.now();
    cx.run(
        "INSERT INTO yard_org_keep (org, category, event, value, unit, set_by, set_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (org, category, event) DO UPDATE SET \
         value = excluded.value, unit = excluded.unit, set_by = excluded.set_by, set_at = excluded.set_at",
        values![who.org, category.id(), event, after.number, after.unit.id(), who.person, now],
    )
    .await?;
    Ok(())
}

/// Takes the periods of a category back.
pub(super) async fn drop_keep(cx: &mut Ctx, org: OrgId, category: Category) -> Result<(), Fault> {
    cx.run("DELETE FROM yard_org_keep WHERE org = $1 AND category = $2", values![org, category.id()]).await?;
    Ok(())
}

/// The organisations that end a category sooner after an event than the house does, for the sweeps.
///
/// # Errors
/// What the database says.
pub async fn tighter_periods(
    cx: &mut Ctx,
    category: Category,
    event: &str,
) -> Result<Vec<(OrgId, Period)>, Fault> {
    let sql = "SELECT org, value, unit FROM yard_org_keep WHERE category = $1 AND event = $2";
    let rows = cx.all(sql, values![category.id(), event]).await?;
    rows.iter().map(|row| Ok((row.get("org")?, period(row)?))).collect()
}

fn period(row: &Row) -> Result<Period, Fault> {
    let unit: String = row.get("unit")?;
    let unit = rules::unit(&unit).ok_or_else(|| Fault::new("a period in no known unit"))?;
    Ok(Period::new(row.get("value")?, unit))
}

const ONE: &str = "SELECT value, unit FROM yard_org_keep WHERE org = $1 AND category = $2 AND event = $3";

/// The period that an organisation set for a category, counted from an event.
///
/// # Errors
/// What the database says.
pub async fn own_period(
    view: &mut View,
    org: OrgId,
    category: Category,
    event: &str,
) -> Result<Option<Period>, Fault> {
    view.opt(ONE, values![org, category.id(), event]).await?.as_ref().map(period).transpose()
}

/// The same, within a unit of work.
///
/// # Errors
/// What the database says.
pub async fn own_period_now(
    cx: &mut Ctx,
    org: OrgId,
    category: Category,
    event: &str,
) -> Result<Option<Period>, Fault> {
    cx.opt(ONE, values![org, category.id(), event]).await?.as_ref().map(period).transpose()
}
