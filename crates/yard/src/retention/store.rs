//! Rows of periods that a keeper has set.

use ground::{Ctx, Fault, PersonId, Row, View, values};
use policy::{Category, Period, Unit};

/// A period that was set.
pub(super) struct Set {
    pub category: Category,
    pub event: String,
    pub period: Period,
}

const ALL: &str = "SELECT category, event, number, unit FROM yard_retention ORDER BY category, event";

/// What was set for something that a later policy does not know is left alone.
fn set(row: &Row) -> Result<Option<Set>, Fault> {
    let (category, unit): (String, String) = (row.get("category")?, row.get("unit")?);
    let Some(category) = Category::from_id(&category) else { return Ok(None) };
    let Some(unit) = unit_of(&unit) else { return Ok(None) };
    let period = Period::new(row.get("number")?, unit);
    Ok(Some(Set { category, event: row.get("event")?, period }))
}

/// The unit of a word.
pub(super) fn unit_of(word: &str) -> Option<Unit> {
    [Unit::Minutes, Unit::Hours, Unit::Days, Unit::Months, Unit::Years]
        .into_iter()
        .find(|unit| unit.id() == word)
}

/// All periods that were set.
pub(super) async fn all(view: &mut View) -> Result<Vec<Set>, Fault> {
    let rows = view.all(ALL, values![]).await?;
    Ok(rows.iter().map(set).collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

/// The same within a unit of work.
pub(super) async fn current(cx: &mut Ctx) -> Result<Vec<Set>, Fault> {
    let rows = cx.all(ALL, values![]).await?;
    Ok(rows.iter().map(set).collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

/// Sets a period.
pub(super) async fn save(cx: &mut Ctx, set: &Set, by: PersonId) -> Result<(), Fault> {
    let now = cx.now();
    cx.run(
        "INSERT INTO yard_retention (category, event, number, unit, set_by, set_at) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (category, event) DO UPDATE SET number = excluded.number, unit = excluded.unit, \
         set_by = excluded.set_by, set_at = excluded.set_at",
        values![set.category.id(), set.event.as_str(), set.period.number, set.period.unit.id(), by, now],
    )
    .await?;
    Ok(())
}
