//! Rows of visits.

use ground::{Ctx, Fault, OrgId, PersonId, Row, Timestamp, View, values};
use vault::Sealed;

use super::rules::{AGAIN, Kind};
use super::{Visit, VisitId};
use crate::pass::PassId;
use crate::place::HomeId;

/// Rows of one list, at most.
const LIST_MAX: i64 = 500;

macro_rules! visits {
    ($rest:literal) => {
        concat!(
            "SELECT v.id, v.org, v.home, v.resident, v.person, v.guest, v.pass, v.kind, v.name, v.phone, v.reason, v.from_at, \
             v.until_at, v.arrived_at, v.made_at, p.week, p.uses, p.way FROM community_visit v \
             JOIN community_pass p ON p.id = v.pass ",
            $rest
        )
    };
}

/// A visit with what its pass says.
pub(super) struct Found {
    pub row: Visit,
    pub week: Vec<::pass::Span>,
    pub uses: Option<u32>,
    /// Whether it has a link, and no PIN.
    pub has_link: bool,
}

fn found(row: &Row) -> Result<Found, Fault> {
    let (id, org): (VisitId, OrgId) = (row.get("id")?, row.get("org")?);
    let person: Option<PersonId> = row.get("person")?;
    let (kind, week, way): (String, String, String) = (row.get("kind")?, row.get("week")?, row.get("way")?);
    let (phone, reason): (Option<Vec<u8>>, Option<Vec<u8>>) = (row.get("phone")?, row.get("reason")?);
    let uses: Option<i64> = row.get("uses")?;
    let (subject, at) = (Visit::subject(org, person), id.bytes());
    let visit = Visit {
        id,
        org,
        home: row.get("home")?,
        resident: row.get("resident")?,
        person,
        guest: row.get("guest")?,
        pass: row.get("pass")?,
        kind: Kind::from_word(&kind).ok_or_else(|| Fault::new("an unknown kind of visit"))?,
        name: Sealed::stored(&Visit::NAME, subject, at, row.get("name")?),
        phone: phone.map(|bytes| Sealed::stored(&Visit::PHONE, subject, at, bytes)),
        reason: reason.map(|bytes| Sealed::stored(&Visit::REASON, subject, at, bytes)),
        from_at: row.get("from_at")?,
        until_at: row.get("until_at")?,
        arrived_at: row.get("arrived_at")?,
        made_at: row.get("made_at")?,
    };
    let week = match week.as_str() {
        "" => Vec::new(),
        week => serde_json::from_str(week).map_err(|error| Fault::caused("reading a week", error))?,
    };
    let uses = uses.and_then(|uses| u32::try_from(uses).ok());
    Ok(Found { row: visit, week, uses, has_link: way == "code" })
}

/// Those of a home whose window is not over, the newest first.
pub(super) async fn of_home(view: &mut View, home: HomeId) -> Result<Vec<Found>, Fault> {
    let now = view.now();
    let sql = visits!("WHERE v.home = $1 AND v.until_at > $2 ORDER BY v.id DESC LIMIT $3");
    view.all(sql, values![home, now, LIST_MAX]).await?.iter().map(found).collect()
}

/// The same within a unit of work.
pub(super) async fn of_home_now(cx: &mut Ctx, home: HomeId) -> Result<Vec<Found>, Fault> {
    let now = cx.now();
    let sql = visits!("WHERE v.home = $1 AND v.until_at > $2 ORDER BY v.id DESC LIMIT $3");
    cx.all(sql, values![home, now, LIST_MAX]).await?.iter().map(found).collect()
}

/// Those of a property itself, the newest first.
pub(super) async fn of_property(view: &mut View, org: OrgId) -> Result<Vec<Found>, Fault> {
    let now = view.now();
    let sql = visits!("WHERE v.org = $1 AND v.home IS NULL AND v.until_at > $2 ORDER BY v.id DESC LIMIT $3");
    view.all(sql, values![org, now, LIST_MAX]).await?.iter().map(found).collect()
}

/// The same within a unit of work.
pub(super) async fn of_property_now(cx: &mut Ctx, org: OrgId) -> Result<Vec<Found>, Fault> {
    let now = cx.now();
    let sql = visits!("WHERE v.org = $1 AND v.home IS NULL AND v.until_at > $2 ORDER BY v.id DESC LIMIT $3");
    cx.all(sql, values![org, now, LIST_MAX]).await?.iter().map(found).collect()
}

/// Those that somebody entered.
pub(super) async fn of_person(view: &mut View, person: PersonId) -> Result<Vec<Found>, Fault> {
    let sql = visits!("WHERE v.person = $1 ORDER BY v.id LIMIT $2");
    view.all(sql, values![person, LIST_MAX]).await?.iter().map(found).collect()
}

/// The passes of what somebody entered, at most so many.
pub(super) async fn passes_of_now(
    cx: &mut Ctx,
    person: PersonId,
    most: i64,
) -> Result<Vec<(OrgId, PassId)>, Fault> {
    let sql = "SELECT org, pass FROM community_visit WHERE person = $1 ORDER BY id LIMIT $2";
    let rows = cx.all(sql, values![person, most]).await?;
    rows.iter().map(|row| Ok((row.get("org")?, row.get("pass")?))).collect()
}

/// The one behind a link.
pub(super) async fn by_link(view: &mut View, verifier: [u8; 16]) -> Result<Option<Found>, Fault> {
    let now = view.now();
    let sql = visits!("WHERE v.verifier = $1 AND v.until_at > $2");
    view.opt(sql, values![verifier, now]).await?.as_ref().map(found).transpose()
}

/// One of them.
pub(super) async fn find_now(cx: &mut Ctx, id: VisitId) -> Result<Option<Found>, Fault> {
    cx.opt(visits!("WHERE v.id = $1"), values![id]).await?.as_ref().map(found).transpose()
}

/// Keeps a new one.
pub(super) async fn add(cx: &mut Ctx, new: &Visit, verifier: Option<[u8; 16]>) -> Result<(), Fault> {
    let sql = "INSERT INTO community_visit (id, org, home, resident, person, pass, kind, verifier, name, phone, reason, \
               from_at, until_at, arrived_at, made_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, NULL, $14)";
    let values = values![
        new.id,
        new.org,
        new.home,
        new.resident,
        new.person,
        new.pass,
        new.kind.word(),
        verifier,
        &new.name,
        new.phone.as_ref(),
        new.reason.as_ref(),
        new.from_at,
        new.until_at,
        new.made_at
    ];
    cx.run(sql, values).await?;
    Ok(())
}

/// Under whose number the face of a visit is kept from now on.
pub(super) async fn set_guest(cx: &mut Ctx, id: VisitId, guest: PersonId) -> Result<(), Fault> {
    cx.run("UPDATE community_visit SET guest = $2 WHERE id = $1", values![id, guest]).await?;
    Ok(())
}

/// Whose face opens beside a pass, where it is a visit's.
///
/// # Errors
/// What the database says.
pub(crate) async fn guest_of(cx: &mut Ctx, pass: PassId) -> Result<Option<PersonId>, Fault> {
    let row = cx.opt("SELECT guest FROM community_visit WHERE pass = $1", values![pass]).await?;
    Ok(row.map(|row| row.get("guest")).transpose()?.flatten())
}

/// Whether a number is a visitor's, who has no account.
///
/// # Errors
/// What the database says.
pub(crate) async fn is_guest(cx: &mut Ctx, person: PersonId) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM community_visit WHERE guest = $1";
    Ok(cx.opt(sql, values![person]).await?.is_some())
}

/// Notes that somebody came in by this pass or by his face beside it; the visit, where that is news.
pub(super) async fn came(cx: &mut Ctx, pass: PassId, at: Timestamp) -> Result<Option<VisitId>, Fault> {
    let sql = "UPDATE community_visit SET arrived_at = $2 WHERE (pass = $1 \
               OR guest = (SELECT person FROM community_pass WHERE id = $1 AND way = 'face')) \
               AND (arrived_at IS NULL OR arrived_at < $3) RETURNING id";
    cx.opt(sql, values![pass, at, at.minus(AGAIN)]).await?.map(|row| row.get("id")).transpose()
}
