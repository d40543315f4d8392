//! Rows of crashes.

use ground::{Because, Ctx, Fault, PersonId, Row, Timestamp, View, values};
use policy::{Category, Personal};
use vault::{Field, Sealed, Subject};

use super::CrashId;
use super::rules::Kind;
use crate::House;
use crate::erasure::Working;
use crate::retention::Counting;

/// Groups of one list, at most.
const MOST: i64 = 200;
/// Reports of one group that stay; the oldest go.
const KEPT: i64 = 50;

/// A row of `yard_crash`.
#[derive(Personal)]
#[personal(table = "yard_crash")]
pub struct CrashRow {
    /// The row.
    pub id: [u8; 16],
    /// Whose.
    pub person: PersonId,
    /// The version of the client.
    pub version: String,
    /// When.
    pub at: Timestamp,
    /// What it says: the fields of the published list as JSON.
    #[personal(category = "crash-report")]
    pub report: Sealed<String>,
}

/// Installations are compared by a keyed fingerprint, never stored.
pub(super) const INSTALLATION: Field<String> =
    Field::declare("yard_crash", "installation", Category::CrashReport);

/// A group.
pub(super) struct Group {
    pub id: CrashId,
    pub kind: Kind,
    pub title: String,
    pub reports: i64,
    pub installations: i64,
    pub first_at: Timestamp,
    pub last_at: Timestamp,
    pub resolved_at: Option<Timestamp>,
}

fn group(row: &Row) -> Result<Group, Fault> {
    let kind: String = row.get("kind")?;
    Ok(Group {
        id: row.get("id")?,
        kind: Kind::from_word(&kind).because("a crash of an unknown kind")?,
        title: row.get("title")?,
        reports: row.get("reports")?,
        installations: row.get("installations")?,
        first_at: row.get("first_at")?,
        last_at: row.get("last_at")?,
        resolved_at: row.get("resolved_at")?,
    })
}

const GROUP: &str = "SELECT id, kind, title, reports, first_at, last_at, resolved_at, \
     (SELECT COUNT(DISTINCT installation) FROM yard_crash WHERE crash = yard_crash_group.id) AS installations \
     FROM yard_crash_group";

/// Counts one more of a group; answers which. A crash that comes back is open again.
pub(super) async fn count(
    cx: &mut Ctx,
    (signature, kind): ([u8; 32], Kind),
    title: &str,
) -> Result<CrashId, Fault> {
    let (id, now) = (CrashId::fresh(cx.clock()), cx.now());
    let sql = "INSERT INTO yard_crash_group (id, signature, kind, title, reports, first_at, last_at, resolved_at) \
               VALUES ($1, $2, $3, $4, 1, $5, $5, NULL) ON CONFLICT (signature) DO UPDATE \
               SET reports = yard_crash_group.reports + 1, last_at = excluded.last_at, title = excluded.title, \
               resolved_at = NULL RETURNING id";
    cx.one(sql, values![id, signature.as_slice(), kind.word(), title, now]).await?.get("id")
}

/// A report on its way into the table.
pub(super) struct New<'a> {
    pub id: [u8; 16],
    pub crash: CrashId,
    pub person: PersonId,
    pub version: &'a str,
    pub installation: [u8; 16],
    pub report: &'a Sealed<String>,
}

/// Adds a report; of its group the newest stay.
pub(super) async fn add(cx: &mut Ctx, new: &New<'_>) -> Result<(), Fault> {
    let now = cx.now();
    cx.run(
        "INSERT INTO yard_crash (id, crash, person, version, at, installation, report) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        values![new.id, new.crash, new.person, new.version, now, new.installation, new.report],
    )
    .await?;
    let sql = "DELETE FROM yard_crash WHERE crash = $1 AND id NOT IN \
               (SELECT id FROM yard_crash WHERE crash = $1 ORDER BY at DESC, id DESC LIMIT $2)";
    cx.run(sql, values![new.crash, KEPT]).await?;
    Ok(())
}

/// All groups, the newest first.
pub(super) async fn groups(view: &mut View) -> Result<Vec<Group>, Fault> {
    let sql = ground::db::Assembled(format!("{GROUP} ORDER BY last_at DESC, id LIMIT $1"));
    view.all(sql, values![MOST]).await?.iter().map(group).collect()
}

/// One group.
pub(super) async fn find(view: &mut View, id: CrashId) -> Result<Option<Group>, Fault> {
    let sql = ground::db::Assembled(format!("{GROUP} WHERE id = $1"));
    view.opt(sql, values![id]).await?.as_ref().map(group).transpose()
}

/// The versions in which a group was seen.
pub(super) async fn versions(view: &mut View, id: CrashId) -> Result<Vec<String>, Fault> {
    let sql = "SELECT DISTINCT version FROM yard_crash WHERE crash = $1 ORDER BY version";
    view.all(sql, values![id]).await?.iter().map(|row| row.get("version")).collect()
}

fn report(row: &Row) -> Result<CrashRow, Fault> {
    let (id, person): ([u8; 16], PersonId) = (row.get("id")?, row.get("person")?);
    let bytes = row.get("report")?;
    Ok(CrashRow {
        id,
        person,
        version: row.get("version")?,
        at: row.get("at")?,
        report: Sealed::stored(&CrashRow::REPORT, Subject::Person(person), id, bytes),
    })
}

/// The newest reports of a group.
pub(super) async fn newest(view: &mut View, id: CrashId, most: i64) -> Result<Vec<CrashRow>, Fault> {
    let sql = "SELECT id, person, version, at, report FROM yard_crash WHERE crash = $1 \
               ORDER BY at DESC, id DESC LIMIT $2";
    view.all(sql, values![id, most]).await?.iter().map(report).collect()
}

/// The reports of a person.
pub(super) async fn of(view: &mut View, person: PersonId) -> Result<Vec<CrashRow>, Fault> {
    let sql = "SELECT id, person, version, at, report FROM yard_crash WHERE person = $1 ORDER BY at DESC, id LIMIT $2";
    view.all(sql, values![person, MOST]).await?.iter().map(report).collect()
}

/// Whether somebody has a report here.
pub(super) async fn has_any(view: &mut View, person: PersonId) -> Result<bool, Fault> {
    let sql = "SELECT id FROM yard_crash WHERE person = $1 LIMIT 1";
    Ok(view.opt(sql, values![person]).await?.is_some())
}

/// Marks a group as resolved; answers whether there is one.
pub(super) async fn resolve(cx: &mut Ctx, id: CrashId) -> Result<bool, Fault> {
    let now = cx.now();
    let sql = "UPDATE yard_crash_group SET resolved_at = $2 WHERE id = $1";
    Ok(cx.run(sql, values![id, now]).await? > 0)
}

/// Who has reports here.
pub(super) async fn people(cx: &mut Ctx) -> Result<Vec<PersonId>, Fault> {
    cx.all("SELECT DISTINCT person FROM yard_crash", vec![])
        .await?
        .iter()
        .map(|row| row.get("person"))
        .collect()
}

/// Removes the reports of a person.
pub(super) async fn forget(cx: &mut Ctx, person: PersonId) -> Result<u64, Fault> {
    Ok(cx.run("DELETE FROM yard_crash WHERE person = $1", values![person]).await?)
}

/// Removes groups without reports.
pub(super) async fn sweep_groups(cx: &mut Ctx) -> Result<(), Fault> {
    let sql = "DELETE FROM yard_crash_group WHERE id NOT IN (SELECT crash FROM yard_crash)";
    cx.run(sql, vec![]).await?;
    Ok(())
}

/// Reports of an erased person.
pub(super) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(async move { forget(cx, person).await })
}

/// Reports from before an instant.
pub(super) fn count_over(view: &mut View, before: Timestamp) -> Counting<'_> {
    Box::pin(async move {
        let sql = "SELECT COUNT(*) AS found FROM yard_crash WHERE at < $1";
        view.one(sql, values![before]).await?.get("found")
    })
}

/// Removes them.
pub(super) fn sweep_over<'a>(_: &'a House, cx: &'a mut Ctx, before: Timestamp, most: i64) -> Working<'a> {
    Box::pin(async move {
        let sql = "DELETE FROM yard_crash WHERE id IN \
                   (SELECT id FROM yard_crash WHERE at < $1 ORDER BY at LIMIT $2)";
        Ok(cx.run(sql, values![before, most]).await?)
    })
}
