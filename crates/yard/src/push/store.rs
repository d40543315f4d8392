//! Rows of devices that are woken.

use ground::{Because, Ctx, DeviceId, Fault, PersonId, Row, Timestamp, View, values};
use policy::{Category, Personal};
use vault::{Field, Sealed, Subject};

use super::PushId;
use super::rules::{Kind, Place};
use crate::House;
use crate::erasure::Working;

/// A row of `yard_push`.
#[derive(Personal)]
#[personal(table = "yard_push")]
pub struct PushRow {
    /// The row.
    pub id: PushId,
    /// Whose.
    pub person: PersonId,
    /// The device: its session.
    pub device: DeviceId,
    /// `web`, or the maker.
    pub brand: String,
    /// Where it is woken.
    #[personal(category = "push-address")]
    pub place: Sealed<Place>,
    /// Since when.
    pub since: Timestamp,
    /// When it was woken last.
    pub told_at: Option<Timestamp>,
    /// What it waits to be told.
    pub due: Option<Kind>,
}

/// Addresses are told apart by a keyed fingerprint.
pub(super) const MARK: Field<String> = Field::declare("yard_push", "mark", Category::PushAddress);

macro_rules! rows {
    ($rest:literal) => {
        concat!("SELECT id, person, device, brand, place, since, told_at, due FROM yard_push ", $rest)
    };
}

fn read(row: &Row) -> Result<PushRow, Fault> {
    let (id, person): (PushId, PersonId) = (row.get("id")?, row.get("person")?);
    let due: Option<String> = row.get("due")?;
    let due = due.map(|word| Kind::from_word(&word).because("a waking of an unknown kind")).transpose()?;
    let place = Sealed::stored(&PushRow::PLACE, Subject::Person(person), id.bytes(), row.get("place")?);
    Ok(PushRow {
        id,
        person,
        device: row.get("device")?,
        brand: row.get("brand")?,
        place,
        since: row.get("since")?,
        told_at: row.get("told_at")?,
        due,
    })
}

/// The devices of a person, oldest first.
pub(super) async fn of_person(view: &mut View, person: PersonId) -> Result<Vec<PushRow>, Fault> {
    view.all(rows!("WHERE person = $1 ORDER BY since, id"), values![person]).await?.iter().map(read).collect()
}

/// Whether somebody has one that can be woken.
pub(super) async fn has(cx: &mut Ctx, person: PersonId) -> Result<bool, Fault> {
    Ok(cx.opt("SELECT 1 AS found FROM yard_push WHERE person = $1 LIMIT 1", values![person]).await?.is_some())
}

/// Whether anybody has one.
pub(super) async fn is_used(view: &mut View) -> Result<bool, Fault> {
    Ok(view.opt("SELECT 1 AS found FROM yard_push LIMIT 1", values![]).await?.is_some())
}

/// How many.
pub(super) async fn count(cx: &mut Ctx, person: PersonId) -> Result<i64, Fault> {
    cx.one("SELECT COUNT(*) AS many FROM yard_push WHERE person = $1", values![person]).await?.get("many")
}

/// One that waits to be told something.
pub(super) async fn due(cx: &mut Ctx, person: PersonId, id: PushId) -> Result<Option<PushRow>, Fault> {
    let sql = rows!("WHERE id = $1 AND person = $2 AND due IS NOT NULL");
    cx.opt(sql, values![id, person]).await?.as_ref().map(read).transpose()
}

/// A device that is about to be written.
pub(super) struct New<'a> {
    pub id: PushId,
    pub person: PersonId,
    pub device: DeviceId,
    pub brand: &'a str,
    pub mark: [u8; 16],
    pub place: &'a Sealed<Place>,
}

/// Writes where a device is woken; what it, or whoever used this browser before, had goes.
pub(super) async fn put(cx: &mut Ctx, new: &New<'_>) -> Result<(), Fault> {
    let now = cx.now();
    cx.run("DELETE FROM yard_push WHERE device = $1 OR mark = $2", values![new.device, new.mark]).await?;
    cx.run(
        "INSERT INTO yard_push (id, person, device, brand, mark, place, since, told_at, due) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, NULL)",
        values![new.id, new.person, new.device, new.brand, new.mark, new.place, now],
    )
    .await?;
    Ok(())
}

/// Forgets where a device is woken; answers whether it was.
pub(super) async fn end(cx: &mut Ctx, person: PersonId, device: DeviceId) -> Result<bool, Fault> {
    let sql = "DELETE FROM yard_push WHERE person = $1 AND device = $2";
    Ok(cx.run(sql, values![person, device]).await? == 1)
}

/// Forgets one.
pub(super) async fn forget(cx: &mut Ctx, person: PersonId, id: PushId) -> Result<(), Fault> {
    cx.run("DELETE FROM yard_push WHERE person = $1 AND id = $2", values![person, id]).await?;
    Ok(())
}

/// Forgets all of somebody.
pub(super) async fn forget_all(cx: &mut Ctx, person: PersonId) -> Result<(), Fault> {
    cx.run("DELETE FROM yard_push WHERE person = $1", values![person]).await?;
    Ok(())
}

/// What waits for the devices of a person from now on; answers those for which nothing waited yet, and when each was
/// woken last. What is urgent takes the place of what is not.
pub(super) async fn wait(
    cx: &mut Ctx,
    person: PersonId,
    kind: Kind,
    only: Option<DeviceId>,
) -> Result<Vec<(PushId, Option<Timestamp>)>, Fault> {
    let only = only.map(|device| device.bytes().to_vec());
    let urgent = kind.is_urgent();
    let rows = cx
        .all(
            "UPDATE yard_push SET due = $2 WHERE person = $1 AND ($3 = 0 OR device = $4) \
             AND (due IS NULL OR ($5 = 1 AND due <> $2)) RETURNING id, told_at",
            values![person, kind.word(), i64::from(only.is_some()), only, i64::from(urgent)],
        )
        .await?;
    rows.iter().map(|row| Ok((row.get("id")?, row.get("told_at")?))).collect()
}

/// Nothing waits for it any longer.
pub(super) async fn settle(cx: &mut Ctx, person: PersonId, id: PushId) -> Result<(), Fault> {
    cx.run("UPDATE yard_push SET due = NULL WHERE person = $1 AND id = $2", values![person, id]).await?;
    Ok(())
}

/// It was told.
pub(super) async fn told(cx: &mut Ctx, person: PersonId, id: PushId, kind: Kind) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "UPDATE yard_push SET told_at = $3, due = CASE WHEN due = $4 THEN NULL ELSE due END \
               WHERE person = $1 AND id = $2";
    cx.run(sql, values![person, id, now, kind.word()]).await?;
    Ok(())
}

/// People with a device after one of them, in order.
pub(super) async fn people(
    cx: &mut Ctx,
    after: Option<PersonId>,
    limit: i64,
) -> Result<Vec<PersonId>, Fault> {
    let after = after.map_or([0; 16], |id| id.bytes());
    let sql = "SELECT DISTINCT person FROM yard_push WHERE person > $1 ORDER BY person LIMIT $2";
    cx.all(sql, values![after, limit]).await?.iter().map(|row| row.get("person")).collect()
}

/// Devices of an erased person.
pub(super) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(async move { Ok(cx.run("DELETE FROM yard_push WHERE person = $1", values![person]).await?) })
}
