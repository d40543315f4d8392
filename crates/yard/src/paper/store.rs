//! Rows of sheets.

use ground::{Ctx, Fault, PersonId, Row, Timestamp, View, values};
use policy::{Personal, Purpose};
use vault::{Sealed, Subject};

use super::PaperId;
use super::rules::{State, What};
use crate::House;
use crate::erasure::Working;
use crate::rights::{Kind, RequestId};

/// A row of `yard_paper`.
#[derive(Personal)]
#[personal(table = "yard_paper")]
pub struct PaperRow {
    /// The sheet.
    pub id: PaperId,
    /// Who signs.
    pub person: PersonId,
    /// What it says.
    pub(super) what: What,
    /// To which purpose, where it is a consent or a withdrawal.
    pub purpose: Option<Purpose>,
    /// What is asked, where it is a request.
    pub asks: Option<Kind>,
    /// The version of the text on it.
    pub version: String,
    /// Its language.
    pub lang: String,
    /// How far it is.
    pub(super) state: State,
    /// When it was printed.
    pub printed_at: Timestamp,
    /// Who scanned it: the first witness.
    pub scanned_by: Option<PersonId>,
    /// When.
    pub scanned_at: Option<Timestamp>,
    /// The second.
    pub witnessed_by: Option<PersonId>,
    /// When.
    pub witnessed_at: Option<Timestamp>,
    /// The request that was made by it.
    pub request: Option<RequestId>,
    /// What was signed.
    #[personal(category = "consent-record")]
    pub sheet: Option<Sealed<Vec<u8>>>,
}

macro_rules! papers {
    ($rest:literal) => {
        concat!(
            "SELECT id, person, what, purpose, asks, version, lang, state, printed_at, scanned_by, scanned_at, \
             witnessed_by, witnessed_at, request, sheet FROM yard_paper ",
            $rest
        )
    };
}

fn paper(row: &Row) -> Result<PaperRow, Fault> {
    let (id, person): (PaperId, PersonId) = (row.get("id")?, row.get("person")?);
    let (what, purpose, asks): (String, String, String) =
        (row.get("what")?, row.get("purpose")?, row.get("asks")?);
    let (state, sheet): (String, Option<Vec<u8>>) = (row.get("state")?, row.get("sheet")?);
    let strange = || Fault::new("a sheet of a kind that nobody knows");
    Ok(PaperRow {
        id,
        person,
        what: What::from_word(&what).ok_or_else(strange)?,
        purpose: Purpose::from_id(&purpose),
        asks: Kind::from_word(&asks),
        version: row.get("version")?,
        lang: row.get("lang")?,
        state: State::from_word(&state).ok_or_else(strange)?,
        printed_at: row.get("printed_at")?,
        scanned_by: row.get("scanned_by")?,
        scanned_at: row.get("scanned_at")?,
        witnessed_by: row.get("witnessed_by")?,
        witnessed_at: row.get("witnessed_at")?,
        request: row.get("request")?,
        sheet: sheet
            .map(|bytes| Sealed::stored(&PaperRow::SHEET, Subject::Person(person), id.bytes(), bytes)),
    })
}

/// A sheet before it is handed out.
pub(super) struct New<'a> {
    pub id: PaperId,
    pub person: PersonId,
    pub what: What,
    pub purpose: Option<Purpose>,
    pub asks: Option<Kind>,
    pub version: &'a str,
    pub lang: &'a str,
    pub by: PersonId,
}

/// Writes that a sheet was printed.
pub(super) async fn add(cx: &mut Ctx, new: &New<'_>) -> Result<(), Fault> {
    let now = cx.now();
    cx.run(
        "INSERT INTO yard_paper (id, person, what, purpose, asks, version, lang, state, printed_by, printed_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, 'printed', $8, $9)",
        values![
            new.id,
            new.person,
            new.what.word(),
            new.purpose.map_or("", |purpose| purpose.id()),
            new.asks.map_or("", Kind::word),
            new.version,
            new.lang,
            new.by,
            now
        ],
    )
    .await?;
    Ok(())
}

/// A sheet.
pub(super) async fn find(view: &mut View, id: PaperId) -> Result<Option<PaperRow>, Fault> {
    view.opt(papers!("WHERE id = $1"), values![id]).await?.as_ref().map(paper).transpose()
}

/// The sheets there are, newest first.
pub(super) async fn all(view: &mut View, most: i64) -> Result<Vec<PaperRow>, Fault> {
    let sql = papers!("ORDER BY printed_at DESC, id DESC LIMIT $1");
    view.all(sql, values![most]).await?.iter().map(paper).collect()
}

/// The sheets of a person that were scanned, newest first.
pub(super) async fn of(view: &mut View, person: PersonId, most: i64) -> Result<Vec<PaperRow>, Fault> {
    let sql = papers!("WHERE person = $1 AND sheet IS NOT NULL ORDER BY printed_at DESC, id DESC LIMIT $2");
    view.all(sql, values![person, most]).await?.iter().map(paper).collect()
}

/// Whether a sheet of this person waits for a second witness.
pub(super) async fn waits(view: &mut View, person: PersonId) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS waits FROM yard_paper WHERE person = $1 AND state = 'scanned' LIMIT 1";
    Ok(view.opt(sql, values![person]).await?.is_some())
}

/// Writes that a sheet was scanned; `false` where it was not waiting for it.
pub(super) async fn scan(
    cx: &mut Ctx,
    id: PaperId,
    by: PersonId,
    sheet: &Sealed<Vec<u8>>,
) -> Result<bool, Fault> {
    let now = cx.now();
    let sql = "UPDATE yard_paper SET state = 'scanned', scanned_by = $2, scanned_at = $3, sheet = $4 \
               WHERE id = $1 AND state = 'printed'";
    Ok(cx.run(sql, values![id, by, now, sheet]).await? == 1)
}

/// Writes that another confirmed it; `false` where it was not waiting for that.
pub(super) async fn enter(
    cx: &mut Ctx,
    id: PaperId,
    by: PersonId,
    request: Option<RequestId>,
) -> Result<bool, Fault> {
    let now = cx.now();
    let sql = "UPDATE yard_paper SET state = 'entered', witnessed_by = $2, witnessed_at = $3, request = $4 \
               WHERE id = $1 AND state = 'scanned' AND scanned_by <> $2 AND person <> $2";
    Ok(cx.run(sql, values![id, by, now, request]).await? == 1)
}

/// Removes a sheet that was not confirmed.
pub(super) async fn discard(cx: &mut Ctx, id: PaperId) -> Result<bool, Fault> {
    let sql = "DELETE FROM yard_paper WHERE id = $1 AND state <> 'entered'";
    Ok(cx.run(sql, values![id]).await? == 1)
}

/// Removes sheets that were printed before an instant and not confirmed.
pub(super) async fn remove_waiting(cx: &mut Ctx, before: Timestamp) -> Result<(), Fault> {
    cx.run("DELETE FROM yard_paper WHERE state <> 'entered' AND printed_at < $1", values![before]).await?;
    Ok(())
}

/// The sheets of an erased person, and his name as a witness.
pub(super) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(async move { Ok(cx.run("DELETE FROM yard_paper WHERE person = $1", values![person]).await?) })
}
