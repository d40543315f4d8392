//! Rows of minors and of openings of their data.

use ground::{Ctx, Fault, PersonId, Row, Timestamp, View, values};
use policy::Personal;
use vault::{Sealed, Subject};

use super::{Band, OpeningId};
use crate::House;
use crate::erasure::Working;

/// A row of `yard_minor`.
#[derive(Personal)]
#[personal(table = "yard_minor")]
pub struct MinorRow {
    /// Who.
    pub person: PersonId,
    /// Below which line.
    pub band: Band,
    /// Whether a guardian still has to agree.
    pub waiting: bool,
    /// Since when the house knows.
    pub stated_at: Timestamp,
    /// From when on he is surely grown.
    pub grown_at: Timestamp,
    /// Whether a guardian was asked.
    pub asked: bool,
    /// Who agreed.
    pub guardian: Option<PersonId>,
    /// When.
    pub agreed_at: Option<Timestamp>,
    /// Parts of the service that the guardian closed.
    pub closed: String,
    /// What the guardian signed.
    #[personal(category = "consent-record")]
    pub sheet: Option<Sealed<Vec<u8>>>,
}

fn minor_row(row: &Row) -> Result<MinorRow, Fault> {
    let person: PersonId = row.get("person")?;
    let (band, state): (String, String) = (row.get("band")?, row.get("state")?);
    let asked: Option<Vec<u8>> = row.get("guardian_index")?;
    let sheet: Option<Vec<u8>> = row.get("sheet")?;
    Ok(MinorRow {
        person,
        band: Band::from_word(&band).ok_or_else(|| Fault::new("a band that nobody knows"))?,
        waiting: state == "waiting",
        stated_at: row.get("stated_at")?,
        grown_at: row.get("grown_at")?,
        asked: asked.is_some(),
        guardian: row.get("guardian")?,
        agreed_at: row.get("agreed_at")?,
        closed: row.get("closed")?,
        sheet: sheet
            .map(|bytes| Sealed::stored(&MinorRow::SHEET, Subject::Person(person), person.bytes(), bytes)),
    })
}

/// What a minor may do at this moment.
#[derive(Clone, Debug)]
pub struct Standing {
    /// True while no guardian agreed.
    pub waiting: bool,
    /// Parts of the service that the guardian closed.
    pub closed: String,
}

/// The standing of a minor; `None` where somebody is none, or no longer.
///
/// # Errors
/// What the database says.
pub async fn standing(view: &mut View, person: PersonId) -> Result<Option<Standing>, Fault> {
    let now = view.now();
    let row = view
        .opt("SELECT state, closed FROM yard_minor WHERE person = $1 AND grown_at > $2", values![person, now])
        .await?;
    row.map(|row| {
        let state: String = row.get("state")?;
        Ok(Standing { waiting: state == "waiting", closed: row.get("closed")? })
    })
    .transpose()
}

/// Who cares for a minor, and until when he is one.
#[derive(Clone, Copy, Debug)]
pub struct Guarded {
    /// The guardian who agreed.
    pub guardian: PersonId,
    /// From when on the ward is surely grown.
    pub grown_at: Timestamp,
}

const GUARDED: &str = "SELECT guardian, grown_at FROM yard_minor \
                       WHERE person = $1 AND state = 'active' AND guardian IS NOT NULL AND grown_at > $2";

fn guarded_row(row: &Row) -> Result<Guarded, Fault> {
    Ok(Guarded { guardian: row.get("guardian")?, grown_at: row.get("grown_at")? })
}

/// Who cares for somebody; `None` where he is no minor, no longer one, or nobody agreed.
///
/// # Errors
/// What the database says.
pub async fn guarded(view: &mut View, person: PersonId) -> Result<Option<Guarded>, Fault> {
    let now = view.now();
    view.opt(GUARDED, values![person, now]).await?.as_ref().map(guarded_row).transpose()
}

/// The same within a unit of work.
///
/// # Errors
/// What the database says.
pub async fn guarded_now(cx: &mut Ctx, person: PersonId) -> Result<Option<Guarded>, Fault> {
    let now = cx.now();
    cx.opt(GUARDED, values![person, now]).await?.as_ref().map(guarded_row).transpose()
}

/// Writes that somebody is a minor; answers whether it was news.
pub(super) async fn state(
    cx: &mut Ctx,
    person: PersonId,
    band: Band,
    grown_at: Timestamp,
) -> Result<bool, Fault> {
    let now = cx.now();
    let rows = cx
        .run(
            "INSERT INTO yard_minor (person, band, state, stated_at, grown_at, closed) \
             VALUES ($1, $2, 'waiting', $3, $4, '') ON CONFLICT (person) DO NOTHING",
            values![person, band.word(), now, grown_at],
        )
        .await?;
    Ok(rows == 1)
}

/// The row of a minor.
pub(super) async fn find(view: &mut View, person: PersonId) -> Result<Option<MinorRow>, Fault> {
    let sql = "SELECT person, band, state, stated_at, grown_at, guardian_index, guardian, agreed_at, closed, sheet \
               FROM yard_minor WHERE person = $1";
    let row = view.opt(sql, values![person]).await?;
    row.as_ref().map(minor_row).transpose()
}

/// Which number's guardian is asked from now on.
pub(super) async fn ask(cx: &mut Ctx, person: PersonId, index: [u8; 16]) -> Result<bool, Fault> {
    let now = cx.now();
    let sql =
        "UPDATE yard_minor SET guardian_index = $2, told_at = $3 WHERE person = $1 AND state = 'waiting'";
    Ok(cx.run(sql, values![person, index, now]).await? == 1)
}

/// Whether a minor waits for the guardian of this number's index.
pub(super) async fn waits(cx: &mut Ctx, index: [u8; 16]) -> Result<bool, Fault> {
    let row = cx
        .opt(
            "SELECT 1 AS waits FROM yard_minor WHERE guardian_index = $1 AND state = 'waiting' LIMIT 1",
            values![index],
        )
        .await?;
    Ok(row.is_some())
}

/// Forgets a number that was asked to be a guardian's and has not agreed; answers of how many minors.
pub(crate) async fn unask(cx: &mut Ctx, index: [u8; 16]) -> Result<u64, Fault> {
    let sql = "UPDATE yard_minor SET guardian_index = NULL WHERE guardian_index = $1 AND state = 'waiting'";
    Ok(cx.run(sql, values![index]).await?)
}

/// The person of a number.
pub(super) async fn person_of(cx: &mut Ctx, index: [u8; 16]) -> Result<Option<PersonId>, Fault> {
    let row = cx.opt("SELECT person FROM yard_number WHERE phone_index = $1", values![index]).await?;
    row.map(|row| row.get("person")).transpose()
}

/// The minors whose guardian this person is, or is asked to be.
pub(super) async fn wards(view: &mut View, guardian: PersonId, most: i64) -> Result<Vec<MinorRow>, Fault> {
    let now = view.now();
    let rows = view
        .all(
            "SELECT m.person, m.band, m.state, m.stated_at, m.grown_at, m.guardian_index, m.guardian, m.agreed_at, \
             m.closed, m.sheet FROM yard_minor m LEFT JOIN yard_number n ON n.phone_index = m.guardian_index \
             WHERE (m.guardian = $1 OR (m.state = 'waiting' AND n.person = $1)) AND m.grown_at > $2 \
             AND m.person <> $1 ORDER BY m.stated_at, m.person LIMIT $3",
            values![guardian, now, most],
        )
        .await?;
    rows.iter().map(minor_row).collect()
}

/// Whether this person is the guardian of that minor, and whether he agreed already.
pub(super) async fn guards(
    view: &mut View,
    guardian: PersonId,
    minor: PersonId,
) -> Result<Option<bool>, Fault> {
    let wards = wards(view, guardian, 1_000).await?;
    Ok(wards.iter().find(|row| row.person == minor).map(|row| row.guardian == Some(guardian)))
}

/// What a guardian says.
pub(super) struct Agreement<'a> {
    pub guardian: PersonId,
    pub proof: &'static str,
    pub version: &'a str,
    pub sheet: Option<&'a Sealed<Vec<u8>>>,
}

/// Writes that a guardian agreed; answers whether the minor still waited.
pub(super) async fn agree(cx: &mut Ctx, minor: PersonId, said: Agreement<'_>) -> Result<bool, Fault> {
    let now = cx.now();
    let rows = cx
        .run(
            "UPDATE yard_minor SET state = 'active', guardian = $2, agreed_at = $3, proof = $4, version = $5, \
             sheet = $6 WHERE person = $1 AND state = 'waiting'",
            values![minor, said.guardian, now, said.proof, said.version, said.sheet],
        )
        .await?;
    Ok(rows == 1)
}

/// Which parts of the service the guardian closes.
pub(super) async fn close(cx: &mut Ctx, minor: PersonId, closed: &str) -> Result<(), Fault> {
    cx.run("UPDATE yard_minor SET closed = $2 WHERE person = $1", values![minor, closed]).await?;
    Ok(())
}

/// What the guardian sees of a minor's activity: when he was last here, on how many devices, in how many organisations.
pub(super) async fn activity(view: &mut View, minor: PersonId) -> Result<(Timestamp, i64, i64), Fault> {
    let row = view
        .one(
            "SELECT p.seen_at, (SELECT COUNT(*) FROM yard_session s WHERE s.person = p.id) AS devices, \
             (SELECT COUNT(*) FROM yard_member m WHERE m.person = p.id) AS orgs FROM yard_person p WHERE p.id = $1",
            values![minor],
        )
        .await?;
    Ok((row.get("seen_at")?, row.get("devices")?, row.get("orgs")?))
}

/// All minors who wait.
pub(super) async fn all_waiting(view: &mut View) -> Result<Vec<PersonId>, Fault> {
    let now = view.now();
    let sql = "SELECT person FROM yard_minor WHERE state = 'waiting' AND grown_at > $1";
    let rows = view.all(sql, values![now]).await?;
    rows.iter().map(|row| row.get("person")).collect()
}

/// Minors who have waited since before an instant.
pub(super) async fn overdue(cx: &mut Ctx, before: Timestamp, most: i64) -> Result<Vec<PersonId>, Fault> {
    let rows = cx
        .all(
            "SELECT m.person FROM yard_minor m JOIN yard_person p ON p.id = m.person \
             WHERE m.state = 'waiting' AND m.stated_at <= $1 \
             AND NOT EXISTS (SELECT 1 FROM yard_closing c WHERE c.person = m.person) ORDER BY m.stated_at LIMIT $2",
            values![before, most],
        )
        .await?;
    rows.iter().map(|row| row.get("person")).collect()
}

/// An opening as it stands.
pub(super) struct OpeningRow {
    pub id: OpeningId,
    pub person: PersonId,
    pub reason: String,
    pub asked_by: PersonId,
    pub asked_at: Timestamp,
    pub approved_by: Option<PersonId>,
    pub until: Option<Timestamp>,
}

/// Writes that somebody wants to open a minor's data.
pub(super) async fn ask_opening(
    cx: &mut Ctx,
    id: OpeningId,
    person: PersonId,
    reason: &str,
    by: PersonId,
) -> Result<(), Fault> {
    let now = cx.now();
    cx.run(
        "INSERT INTO yard_minor_opening (id, person, reason, asked_by, asked_at) VALUES ($1, $2, $3, $4, $5)",
        values![id, person, reason, by, now],
    )
    .await?;
    Ok(())
}

/// The newest openings.
pub(super) async fn openings(view: &mut View, most: i64) -> Result<Vec<OpeningRow>, Fault> {
    let rows = view
        .all(
            "SELECT id, person, reason, asked_by, asked_at, approved_by, until_at FROM yard_minor_opening \
             ORDER BY asked_at DESC, id LIMIT $1",
            values![most],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(OpeningRow {
                id: row.get("id")?,
                person: row.get("person")?,
                reason: row.get("reason")?,
                asked_by: row.get("asked_by")?,
                asked_at: row.get("asked_at")?,
                approved_by: row.get("approved_by")?,
                until: row.get("until_at")?,
            })
        })
        .collect()
}

/// Who asked for an opening that waits, and whose data it is about.
pub(super) async fn waiting_opening(
    cx: &mut Ctx,
    id: OpeningId,
) -> Result<Option<(PersonId, PersonId)>, Fault> {
    let row = cx
        .opt(
            "SELECT asked_by, person FROM yard_minor_opening WHERE id = $1 AND approved_by IS NULL",
            values![id],
        )
        .await?;
    row.map(|row| Ok((row.get("asked_by")?, row.get("person")?))).transpose()
}

/// Writes that somebody else approved.
pub(super) async fn approve(
    cx: &mut Ctx,
    id: OpeningId,
    by: PersonId,
    until: Timestamp,
) -> Result<bool, Fault> {
    let now = cx.now();
    let sql = "UPDATE yard_minor_opening SET approved_by = $2, approved_at = $3, until_at = $4 \
               WHERE id = $1 AND approved_by IS NULL AND asked_by <> $2";
    Ok(cx.run(sql, values![id, by, now, until]).await? == 1)
}

/// Whether this keeper may open that minor's data now.
pub(super) async fn is_approved(view: &mut View, keeper: PersonId, minor: PersonId) -> Result<bool, Fault> {
    let now = view.now();
    let row = view
        .opt(
            "SELECT 1 AS stands FROM yard_minor_opening WHERE person = $1 AND asked_by = $2 AND until_at > $3 LIMIT 1",
            values![minor, keeper, now],
        )
        .await?;
    Ok(row.is_some())
}

/// The rows of an erased person, and his place with the minors he is a guardian of.
pub(super) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(async move {
        cx.run("UPDATE yard_minor SET guardian = NULL WHERE guardian = $1", values![person]).await?;
        Ok(cx.run("DELETE FROM yard_minor WHERE person = $1", values![person]).await?)
    })
}

/// Openings of an erased person's data.
pub(super) fn erase_openings<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(async move {
        let sql = "DELETE FROM yard_minor_opening WHERE id IN \
                   (SELECT id FROM yard_minor_opening WHERE person = $1 LIMIT $2)";
        Ok(cx.run(sql, values![person, most]).await?)
    })
}
