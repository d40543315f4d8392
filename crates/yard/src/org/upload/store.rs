//! Rows of lists, of whom they name, and of who refused.

use ground::db::Assembled;
use ground::{Because, Ctx, Fault, OrgId, PersonId, Row, Timestamp, View, values};
use policy::Personal;
use std::collections::{HashMap, HashSet};
use std::time::Duration;
use vault::{Sealed, Subject};

use super::{UploadId, UploadRowId};
use crate::erasure::Working;
use crate::org::Line;
use crate::org::department::DepartmentId;
use crate::org::store as orgs;

/// Lists that are shown.
const LIST_MAX: i64 = 100;
/// Numbers of one query.
const NUMBERS_MAX: usize = 500;

/// How long a number without an account is known to refuse.
const REFUSAL_WITHOUT_ACCOUNT: Duration = Duration::from_secs(365 * 86_400);

/// A row of `yard_upload`.
#[derive(Personal)]
#[personal(table = "yard_upload")]
pub struct UploadRow {
    /// Which.
    pub id: UploadId,
    /// Of which organisation.
    pub org: OrgId,
    /// Who brought it in and attested.
    pub made_by: PersonId,
    /// When.
    pub made_at: Timestamp,
    /// For what.
    #[personal(category = "org-attestation")]
    pub purpose: Sealed<Line>,
    /// How far.
    #[personal(category = "org-attestation")]
    pub extent: Sealed<Line>,
    /// For which use.
    #[personal(category = "org-attestation")]
    pub usage: Sealed<Line>,
}

/// A row of `yard_upload_row`.
#[derive(Personal)]
#[personal(table = "yard_upload_row")]
pub struct NamedRow {
    /// Which.
    pub id: UploadRowId,
    /// On which list.
    pub upload: UploadId,
    /// Of which organisation.
    pub org: OrgId,
    /// Who, once he is a member.
    pub person: Option<PersonId>,
    /// Whether it waits still, or stands in his record.
    pub filed: bool,
    /// Which fields the list has of him, by their words.
    pub fields: String,
    /// Into which department it puts him.
    pub department: Option<DepartmentId>,
    /// Whether he was invited by it.
    pub invited: bool,
    /// What it says of him; gone once it is filed.
    #[personal(category = "uploaded-member")]
    pub details: Option<Sealed<String>>,
    /// When it came.
    pub at: Timestamp,
    /// Until when it waits.
    pub expires_at: Timestamp,
}

fn upload(row: &Row) -> Result<UploadRow, Fault> {
    let (id, org): (UploadId, OrgId) = (row.get("id")?, row.get("org")?);
    let stored = |field, bytes| Sealed::stored(field, Subject::Org(org), id.bytes(), bytes);
    Ok(UploadRow {
        id,
        org,
        made_by: row.get("made_by")?,
        made_at: row.get("made_at")?,
        purpose: stored(&UploadRow::PURPOSE, row.get("purpose")?),
        extent: stored(&UploadRow::EXTENT, row.get("extent")?),
        usage: stored(&UploadRow::USAGE, row.get("usage")?),
    })
}

macro_rules! named {
    ($rest:literal) => {
        concat!(
            "SELECT id, upload, org, person, state, fields, department, invited, details, at, expires_at \
             FROM yard_upload_row ",
            $rest
        )
    };
}

fn named(row: &Row) -> Result<NamedRow, Fault> {
    let (id, org): (UploadRowId, OrgId) = (row.get("id")?, row.get("org")?);
    let details: Option<Vec<u8>> = row.get("details")?;
    Ok(NamedRow {
        id,
        upload: row.get("upload")?,
        org,
        person: row.get("person")?,
        filed: row.get::<String>("state")? == "filed",
        fields: row.get("fields")?,
        department: row.get("department")?,
        invited: row.get("invited")?,
        details: details
            .map(|bytes| Sealed::stored(&NamedRow::DETAILS, Subject::Org(org), id.bytes(), bytes)),
        at: row.get("at")?,
        expires_at: row.get("expires_at")?,
    })
}

/// Keeps a list.
pub(super) async fn add(cx: &mut Ctx, row: &UploadRow) -> Result<(), Fault> {
    let sql = "INSERT INTO yard_upload (id, org, made_by, made_at, purpose, extent, usage) \
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let values = values![row.id, row.org, row.made_by, row.made_at, &row.purpose, &row.extent, &row.usage];
    cx.run(sql, values).await?;
    Ok(())
}

/// The lists of an organisation, the last first.
pub(super) async fn of_org(view: &mut View, org: OrgId) -> Result<Vec<UploadRow>, Fault> {
    let sql = "SELECT id, org, made_by, made_at, purpose, extent, usage FROM yard_upload WHERE org = $1 \
               ORDER BY id DESC LIMIT $2";
    view.all(sql, values![org, LIST_MAX]).await?.iter().map(upload).collect()
}

/// One of them.
pub(super) async fn find(view: &mut View, org: OrgId, id: UploadId) -> Result<Option<UploadRow>, Fault> {
    let sql = "SELECT id, org, made_by, made_at, purpose, extent, usage FROM yard_upload \
               WHERE org = $1 AND id = $2";
    view.opt(sql, values![org, id]).await?.as_ref().map(upload).transpose()
}

/// Whether a list is there within the unit of work that writes: it may have been taken back meanwhile.
pub(super) async fn stands(cx: &mut Ctx, org: OrgId, id: UploadId) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM yard_upload WHERE org = $1 AND id = $2";
    Ok(cx.opt(sql, values![org, id]).await?.is_some())
}

/// How many of each list wait, and how many are filed.
pub(super) async fn counts(view: &mut View, org: OrgId) -> Result<HashMap<UploadId, (i64, i64)>, Fault> {
    let sql = "SELECT upload, state, COUNT(*) AS found FROM yard_upload_row WHERE org = $1 \
               GROUP BY upload, state";
    let mut counts: HashMap<UploadId, (i64, i64)> = HashMap::new();
    for row in view.all(sql, values![org]).await? {
        let count = counts.entry(row.get("upload")?).or_default();
        let found: i64 = row.get("found")?;
        if row.get::<String>("state")? == "filed" { count.1 += found } else { count.0 += found }
    }
    Ok(counts)
}

/// Keeps that a list names somebody; what an earlier list says of him that waits still goes, and its invitation is this one's.
pub(in crate::org) async fn put(cx: &mut Ctx, row: &NamedRow, index: [u8; 16]) -> Result<(), Fault> {
    let sql = "DELETE FROM yard_upload_row WHERE org = $1 AND phone_index = $2 AND state = 'waiting' \
               RETURNING invited";
    let mut invited = row.invited;
    for earlier in cx.all(sql, values![row.org, index]).await? {
        invited |= earlier.get::<bool>("invited")?;
    }
    let sql = "INSERT INTO yard_upload_row (id, upload, org, person, phone_index, state, fields, department, invited, \
               details, at, expires_at) VALUES ($1, $2, $3, $4, $5, 'waiting', $6, $7, $8, $9, $10, $11)";
    let values = values![
        row.id,
        row.upload,
        row.org,
        row.person,
        index,
        row.fields.as_str(),
        row.department,
        invited,
        row.details.as_ref(),
        row.at,
        row.expires_at
    ];
    cx.run(sql, values).await?;
    Ok(())
}

/// A row of somebody, his own or one that waits for his number.
pub(super) async fn mine(cx: &mut Ctx, id: UploadRowId, person: PersonId) -> Result<Option<NamedRow>, Fault> {
    let now = cx.now();
    let sql = named!(
        "WHERE id = $1 AND (person = $2 OR (state = 'waiting' AND expires_at > $3 AND phone_index IN \
         (SELECT phone_index FROM yard_number WHERE person = $2)))"
    );
    cx.opt(sql, values![id, person, now]).await?.as_ref().map(named).transpose()
}

/// One who is named.
pub(in crate::org) async fn one(view: &mut View, id: UploadRowId) -> Result<Option<NamedRow>, Fault> {
    view.opt(named!("WHERE id = $1"), values![id]).await?.as_ref().map(named).transpose()
}

/// Somebody became a member: what waits for his number is his now. Answers what that is.
pub(in crate::org) async fn accepted(
    cx: &mut Ctx,
    org: OrgId,
    person: PersonId,
) -> Result<Vec<UploadRowId>, Fault> {
    let sql = "UPDATE yard_upload_row SET person = $1 WHERE org = $2 AND state = 'waiting' AND phone_index IN \
               (SELECT phone_index FROM yard_number WHERE person = $1) RETURNING id";
    cx.all(sql, values![person, org]).await?.iter().map(|row| row.get("id")).collect()
}

/// It stands in his record: what waited goes, and the number with it. `false` where it does not wait any longer.
pub(super) async fn filed(cx: &mut Ctx, id: UploadRowId) -> Result<bool, Fault> {
    let sql = "UPDATE yard_upload_row SET state = 'filed', details = NULL, phone_index = NULL \
               WHERE id = $1 AND state = 'waiting'";
    Ok(cx.run(sql, values![id]).await? == 1)
}

/// What lists of an organisation have waiting for a number goes.
pub(in crate::org) async fn drop_of_number(cx: &mut Ctx, org: OrgId, index: [u8; 16]) -> Result<(), Fault> {
    let sql = "DELETE FROM yard_upload_row WHERE org = $1 AND phone_index = $2";
    cx.run(sql, values![org, index]).await?;
    Ok(())
}

/// Somebody says no: what any list of this organisation has waiting of him goes. Answers whether there was any, and whether one of
/// them invited him.
pub(in crate::org) async fn declined(
    cx: &mut Ctx,
    org: OrgId,
    person: PersonId,
) -> Result<(bool, bool), Fault> {
    let sql = "DELETE FROM yard_upload_row WHERE org = $1 AND state = 'waiting' AND (person = $2 OR phone_index IN \
               (SELECT phone_index FROM yard_number WHERE person = $2)) RETURNING invited";
    let rows = cx.all(sql, values![org, person]).await?;
    let mut invited = false;
    for row in &rows {
        invited |= row.get::<bool>("invited")?;
    }
    Ok((!rows.is_empty(), invited))
}

/// Everything that waits for a number, in any organisation, goes.
pub(in crate::org) async fn forget_number(cx: &mut Ctx, index: [u8; 16]) -> Result<(), Fault> {
    cx.run("DELETE FROM yard_upload_row WHERE phone_index = $1", values![index]).await?;
    Ok(())
}

/// What waits for the numbers of somebody who gives them up goes: else their next holder reads it.
pub(in crate::org) async fn drop_waiting(cx: &mut Ctx, person: PersonId) -> Result<(), Fault> {
    let sql = "DELETE FROM yard_upload_row WHERE state = 'waiting' AND person IS NULL AND phone_index IN \
               (SELECT phone_index FROM yard_number WHERE person = $1)";
    cx.run(sql, values![person]).await?;
    Ok(())
}

/// Whom an organisation may name of these numbers: who is a member, by the number.
pub(in crate::org) async fn members(
    view: &mut View,
    org: OrgId,
    indexes: &[[u8; 16]],
) -> Result<HashMap<[u8; 16], PersonId>, Fault> {
    let mut found = HashMap::new();
    for some in indexes.chunks(NUMBERS_MAX) {
        let places = ground::db::places(2, some.len());
        let sql = format!(
            "SELECT n.phone_index, m.person FROM yard_member m JOIN yard_number n ON n.person = m.person \
             WHERE m.org = $1 AND n.phone_index IN ({places})"
        );
        let values = std::iter::once(org.into()).chain(some.iter().map(|one| (*one).into())).collect();
        for row in view.all(Assembled(sql), values).await? {
            found.insert(row.get("phone_index")?, row.get("person")?);
        }
    }
    Ok(found)
}

/// The rows of somebody: his own, and those that wait for his number.
pub(super) async fn of_person(view: &mut View, person: PersonId) -> Result<Vec<NamedRow>, Fault> {
    let now = view.now();
    let sql = named!(
        "WHERE person = $1 OR (state = 'waiting' AND expires_at > $2 AND phone_index IN \
         (SELECT phone_index FROM yard_number WHERE person = $1)) ORDER BY id DESC LIMIT 200"
    );
    view.all(sql, values![person, now]).await?.iter().map(named).collect()
}

/// Whether a list of this organisation names somebody, or he refuses them.
pub(super) async fn names(view: &mut View, org: OrgId, person: PersonId) -> Result<bool, Fault> {
    let now = view.now();
    let sql = "SELECT 1 AS found FROM yard_upload_refusal WHERE org = $1 AND person = $2";
    if view.opt(sql, values![org, person]).await?.is_some() {
        return Ok(true);
    }
    let sql = "SELECT 1 AS found FROM yard_upload_row WHERE org = $1 AND (person = $2 OR (state = 'waiting' \
               AND expires_at > $3 AND phone_index IN (SELECT phone_index FROM yard_number WHERE person = $2))) LIMIT 1";
    Ok(view.opt(sql, values![org, person, now]).await?.is_some())
}

/// Takes a row of somebody away.
pub(in crate::org) async fn remove(cx: &mut Ctx, id: UploadRowId) -> Result<(), Fault> {
    cx.run("DELETE FROM yard_upload_row WHERE id = $1", values![id]).await?;
    Ok(())
}

/// The position that a list brought goes with it, where it still is that one: of one person, or of everybody.
pub(super) async fn drop_positions(
    cx: &mut Ctx,
    org: OrgId,
    upload: UploadId,
    person: Option<PersonId>,
) -> Result<u64, Fault> {
    let sql = "UPDATE yard_member SET position = NULL, position_upload = NULL \
               WHERE org = $1 AND position_upload = $2 AND person = COALESCE($3, person)";
    let gone = cx.run(sql, values![org, upload, person]).await?;
    if gone > 0 {
        orgs::changed(cx, org).await?;
    }
    Ok(gone)
}

/// Takes a list back: invitations that only it made and that wait, whom it names, and itself. Answers how many invitations went.
pub(super) async fn undo(cx: &mut Ctx, org: OrgId, id: UploadId) -> Result<u64, Fault> {
    let sql = "DELETE FROM yard_invitation WHERE org = $1 AND state = 'open' AND phone_index IN \
               (SELECT phone_index FROM yard_upload_row WHERE upload = $2 AND state = 'waiting' AND invited = 1)";
    let gone = cx.run(sql, values![org, id]).await?;
    cx.run("DELETE FROM yard_upload_row WHERE org = $1 AND upload = $2", values![org, id]).await?;
    cx.run("DELETE FROM yard_upload WHERE org = $1 AND id = $2", values![org, id]).await?;
    Ok(gone)
}

/// Notes that somebody refuses lists of an organisation, be he a member or not.
pub(in crate::org) async fn refuse(cx: &mut Ctx, org: OrgId, person: PersonId) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "INSERT INTO yard_upload_refusal (org, person, at) VALUES ($1, $2, $3) \
               ON CONFLICT (org, person) DO NOTHING";
    cx.run(sql, values![org, person, now]).await?;
    Ok(())
}

/// Which organisations have something of a number: a list that names it, or an invitation that waits.
pub(in crate::org) async fn naming(cx: &mut Ctx, index: [u8; 16]) -> Result<Vec<OrgId>, Fault> {
    let sql = "SELECT org FROM yard_upload_row WHERE phone_index = $1 UNION SELECT org FROM yard_invitation \
               WHERE phone_index = $1 AND state = 'open' ORDER BY org";
    cx.all(sql, values![index]).await?.iter().map(|row| row.get("org")).collect()
}

/// Notes that whoever has a number, and no account, refuses lists of an organisation.
pub(in crate::org) async fn refuse_number(cx: &mut Ctx, org: OrgId, index: [u8; 16]) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "INSERT INTO yard_upload_refusal (org, phone_index, at) VALUES ($1, $2, $3) \
               ON CONFLICT (org, phone_index) DO NOTHING";
    cx.run(sql, values![org, index, now]).await?;
    Ok(())
}

/// Somebody has a number now: what was refused by it alone is refused by him, and he may take it back.
pub(in crate::org) async fn taken_over(
    cx: &mut Ctx,
    person: PersonId,
    index: [u8; 16],
) -> Result<(), ground::DbError> {
    let sql = "DELETE FROM yard_upload_refusal WHERE phone_index = $1 AND org IN \
               (SELECT org FROM yard_upload_refusal WHERE person = $2)";
    cx.run(sql, values![index, person]).await?;
    let sql = "UPDATE yard_upload_refusal SET person = $1, phone_index = NULL WHERE phone_index = $2";
    cx.run(sql, values![person, index]).await?;
    Ok(())
}

/// Takes that back; `false` where he does not.
pub(super) async fn allow(cx: &mut Ctx, org: OrgId, person: PersonId) -> Result<bool, Fault> {
    let sql = "DELETE FROM yard_upload_refusal WHERE org = $1 AND person = $2";
    Ok(cx.run(sql, values![org, person]).await? == 1)
}

/// The numbers, by their index, of those who refuse lists of an organisation: whoever he is by now, he is known by the number that a
/// list names.
const REFUSING: &str = "SELECT n.phone_index FROM yard_upload_refusal r JOIN yard_number n ON n.person = r.person \
                        WHERE r.org = $1 UNION SELECT phone_index FROM yard_upload_refusal WHERE org = $1 \
                        AND phone_index IS NOT NULL";

fn numbers(rows: &[Row]) -> Result<HashSet<[u8; 16]>, Fault> {
    rows.iter().map(|row| row.get("phone_index")).collect()
}

/// Whose numbers no list of an organisation may name.
pub(super) async fn refusing(view: &mut View, org: OrgId) -> Result<HashSet<[u8; 16]>, Fault> {
    numbers(&view.all(REFUSING, values![org]).await?)
}

/// The same within the unit of work that writes.
pub(super) async fn refusing_now(cx: &mut Ctx, org: OrgId) -> Result<HashSet<[u8; 16]>, Fault> {
    numbers(&cx.all(REFUSING, values![org]).await?)
}

/// Whether the person of a number refuses lists of an organisation.
pub(in crate::org) async fn refuses_by(cx: &mut Ctx, org: OrgId, index: [u8; 16]) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM yard_upload_refusal r LEFT JOIN yard_number n ON n.person = r.person \
               WHERE r.org = $1 AND (n.phone_index = $2 OR r.phone_index = $2) LIMIT 1";
    Ok(cx.opt(sql, values![org, index]).await?.is_some())
}

/// Whether somebody refuses lists of an organisation.
pub(in crate::org) async fn refuses(cx: &mut Ctx, org: OrgId, person: PersonId) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM yard_upload_refusal WHERE org = $1 AND person = $2";
    Ok(cx.opt(sql, values![org, person]).await?.is_some())
}

/// Which organisations' lists somebody refuses, and since when.
pub(super) async fn refused(view: &mut View, person: PersonId) -> Result<Vec<OrgId>, Fault> {
    let sql = "SELECT org FROM yard_upload_refusal WHERE person = $1 ORDER BY at";
    view.all(sql, values![person]).await?.iter().map(|row| row.get("org")).collect()
}

/// What somebody had of lists goes with his membership. That he refuses them stays: else whoever puts him out brings him in again.
pub(in crate::org) async fn left(cx: &mut Ctx, org: OrgId, person: PersonId) -> Result<(), Fault> {
    cx.run("DELETE FROM yard_upload_row WHERE org = $1 AND person = $2", values![org, person]).await?;
    Ok(())
}

/// A department is removed: who was to stand there stands where it stood.
pub(in crate::org) async fn move_up(
    cx: &mut Ctx,
    org: OrgId,
    from: DepartmentId,
    up: Option<DepartmentId>,
) -> Result<(), Fault> {
    let sql = "UPDATE yard_upload_row SET department = $1 WHERE org = $2 AND department = $3";
    cx.run(sql, values![up, org, from]).await?;
    Ok(())
}

/// What waits no longer goes, and after its time what was refused by a number that nobody signed up with.
pub(in crate::org) async fn sweep(cx: &mut Ctx) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "DELETE FROM yard_upload_row WHERE state = 'waiting' AND expires_at <= $1";
    cx.run(sql, values![now]).await?;
    let before = now.minus(REFUSAL_WITHOUT_ACCOUNT);
    cx.run("DELETE FROM yard_upload_refusal WHERE person IS NULL AND at <= $1", values![before]).await?;
    Ok(())
}

/// The legal name of an organisation, sealed.
pub(super) async fn org_name(view: &mut View, org: OrgId) -> Result<Sealed<Line>, Fault> {
    let found = crate::org::store::find(view, org).await?;
    Ok(found.because("a list of an organisation that is gone")?.legal_name)
}

/// Rows of an erased person, and what waits for his number.
pub(in crate::org) fn erase<'a>(
    _: &'a crate::House,
    cx: &'a mut Ctx,
    person: PersonId,
    most: i64,
) -> Working<'a> {
    Box::pin(async move {
        let sql = "DELETE FROM yard_upload_row WHERE id IN (SELECT id FROM yard_upload_row WHERE person = $1 \
                   OR phone_index IN (SELECT phone_index FROM yard_number WHERE person = $1) LIMIT $2)";
        Ok(cx.run(sql, values![person, most]).await?)
    })
}

/// What he refused.
pub(in crate::org) fn erase_refusals<'a>(
    _: &'a crate::House,
    cx: &'a mut Ctx,
    person: PersonId,
    _: i64,
) -> Working<'a> {
    Box::pin(async move {
        Ok(cx.run("DELETE FROM yard_upload_refusal WHERE person = $1", values![person]).await?)
    })
}
