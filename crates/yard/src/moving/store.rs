//! Rows of what was brought along, and of houses whose keys are known.

use ground::{Ctx, Fault, PersonId, Row, Timestamp, View, values};
use policy::Personal;
use vault::{Sealed, Subject};

use super::BroughtId;
use crate::House;
use crate::erasure::Working;
use crate::retention::Counting;

/// Known houses at most.
const HOUSES_MAX: i64 = 500;

/// A row of `yard_brought`.
#[derive(Personal)]
#[personal(table = "yard_brought")]
pub struct BroughtRow {
    /// Whose.
    pub person: PersonId,
    /// Which.
    pub id: BroughtId,
    /// The title of a meeting.
    #[personal(category = "meeting-title")]
    pub title: Option<Sealed<String>>,
    /// From when to when one was in a meeting.
    #[personal(category = "meeting-participation")]
    pub stay: Option<Sealed<String>>,
    /// The day of the meeting.
    pub at: Timestamp,
}

fn brought(row: &Row) -> Result<BroughtRow, Fault> {
    let (person, id): (PersonId, BroughtId) = (row.get("person")?, row.get("id")?);
    let (title, stay): (Option<Vec<u8>>, Option<Vec<u8>>) = (row.get("title")?, row.get("stay")?);
    let subject = Subject::Person(person);
    Ok(BroughtRow {
        person,
        id,
        title: title.map(|bytes| Sealed::stored(&BroughtRow::TITLE, subject, id.bytes(), bytes)),
        stay: stay.map(|bytes| Sealed::stored(&BroughtRow::STAY, subject, id.bytes(), bytes)),
        at: row.get("at")?,
    })
}

/// Keeps something that was brought; `false` where it is here already.
pub(super) async fn add(cx: &mut Ctx, row: &BroughtRow) -> Result<bool, Fault> {
    let now = cx.now();
    let kind = if row.title.is_some() { "title" } else { "stay" };
    let added = cx
        .run(
            "INSERT INTO yard_brought (person, id, kind, title, stay, at, brought_at) VALUES ($1, $2, $3, $4, $5, $6, $7) \
             ON CONFLICT (person, id) DO NOTHING",
            vec![
                row.person.into(),
                row.id.into(),
                kind.into(),
                Sealed::cell(row.title.as_ref()),
                Sealed::cell(row.stay.as_ref()),
                row.at.into(),
                now.into(),
            ],
        )
        .await?;
    Ok(added == 1)
}

/// What a person brought along.
pub(super) async fn of(view: &mut View, person: PersonId) -> Result<Vec<BroughtRow>, Fault> {
    let sql = "SELECT person, id, title, stay, at FROM yard_brought WHERE person = $1 ORDER BY at, id";
    view.all(sql, values![person]).await?.iter().map(brought).collect()
}

/// What an erased person brought along.
pub(super) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(async move {
        let sql = "DELETE FROM yard_brought WHERE person = $1 AND id IN \
                   (SELECT id FROM yard_brought WHERE person = $1 LIMIT $2)";
        Ok(cx.run(sql, values![person, most]).await?)
    })
}

fn count<'a>(view: &'a mut View, kind: &'static str, before: Timestamp) -> Counting<'a> {
    Box::pin(async move {
        let sql = "SELECT COUNT(*) AS found FROM yard_brought WHERE kind = $1 AND at < $2";
        view.one(sql, values![kind, before]).await?.get("found")
    })
}

fn sweep<'a>(cx: &'a mut Ctx, kind: &'static str, before: Timestamp, most: i64) -> Working<'a> {
    Box::pin(async move {
        let sql = "DELETE FROM yard_brought WHERE id IN \
                   (SELECT id FROM yard_brought WHERE kind = $1 AND at < $2 ORDER BY at LIMIT $3) AND at < $2";
        Ok(cx.run(sql, values![kind, before, most]).await?)
    })
}

/// Titles of meetings before an instant.
pub(super) fn count_titles(view: &mut View, before: Timestamp) -> Counting<'_> {
    count(view, "title", before)
}

/// Stays in meetings before an instant.
pub(super) fn count_stays(view: &mut View, before: Timestamp) -> Counting<'_> {
    count(view, "stay", before)
}

/// Removes such titles.
pub(super) fn sweep_titles<'a>(_: &'a House, cx: &'a mut Ctx, before: Timestamp, most: i64) -> Working<'a> {
    sweep(cx, "title", before, most)
}

/// Removes such stays.
pub(super) fn sweep_stays<'a>(_: &'a House, cx: &'a mut Ctx, before: Timestamp, most: i64) -> Working<'a> {
    sweep(cx, "stay", before, most)
}

/// A house whose key is known.
pub(crate) struct Known {
    pub fingerprint: String,
    pub name: String,
    pub added_at: Timestamp,
}

fn known(row: &Row) -> Result<Known, Fault> {
    Ok(Known { fingerprint: row.get("fingerprint")?, name: row.get("name")?, added_at: row.get("added_at")? })
}

/// The house whose key this is, where it is known.
pub(crate) async fn house(view: &mut View, key: [u8; 32]) -> Result<Option<Known>, Fault> {
    let sql = "SELECT fingerprint, name, added_at FROM yard_known_house WHERE log_key = $1";
    view.opt(sql, values![key.to_vec()]).await?.as_ref().map(known).transpose()
}

/// All known houses, by name.
pub(super) async fn houses(view: &mut View) -> Result<Vec<Known>, Fault> {
    let sql = "SELECT fingerprint, name, added_at FROM yard_known_house ORDER BY name, fingerprint LIMIT $1";
    view.all(sql, values![HOUSES_MAX]).await?.iter().map(known).collect()
}

/// Knows a house from now on; one that is known gets this name.
pub(super) async fn know(
    cx: &mut Ctx,
    fingerprint: &str,
    name: &str,
    key: [u8; 32],
    by: PersonId,
) -> Result<(), Fault> {
    let now = cx.now();
    cx.run(
        "INSERT INTO yard_known_house (fingerprint, name, log_key, added_by, added_at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (fingerprint) DO UPDATE SET name = excluded.name",
        values![fingerprint, name, key.to_vec(), by, now],
    )
    .await?;
    Ok(())
}

/// Knows it no longer.
pub(super) async fn forget(cx: &mut Ctx, fingerprint: &str) -> Result<bool, Fault> {
    let sql = "DELETE FROM yard_known_house WHERE fingerprint = $1";
    Ok(cx.run(sql, values![fingerprint]).await? == 1)
}
