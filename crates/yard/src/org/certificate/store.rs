//! Rows of certifications.

use ground::db::Assembled;
use ground::{Because, Ctx, Fault, OrgId, PersonId, Row, Timestamp, View, values};
use policy::Personal;
use std::collections::HashSet;
use std::time::Duration;
use vault::{Sealed, Subject};

use super::{CertificateId, State};
use crate::account::Phone;
use crate::org::Line;

/// How long evidence waits.
const WAIT: Duration = Duration::from_secs(30 * 86_400);
/// Organisations of one query.
const ORGS_MAX: usize = 500;
/// Rows of lists that a certified organisation turns into invitations within a day.
const CERTIFIED_ROWS: u32 = 20_000;
/// The same of one that is not.
pub(in crate::org) const USUAL_ROWS: u32 = 2_000;

/// A row of `yard_org_certificate`.
#[derive(Personal)]
#[personal(table = "yard_org_certificate")]
pub struct CertificateRow {
    /// Of which organisation.
    pub org: OrgId,
    /// Which.
    pub id: CertificateId,
    /// How far it is.
    pub state: State,
    /// Who answers for it.
    #[personal(category = "org-evidence")]
    pub contact_name: Option<Sealed<Line>>,
    /// Under which number.
    #[personal(category = "org-evidence")]
    pub contact_phone: Option<Sealed<Phone>>,
    /// The business licence.
    #[personal(category = "org-evidence")]
    pub licence: Option<Sealed<Vec<u8>>>,
    /// Why it was refused.
    #[personal(category = "org-evidence")]
    pub reason: Option<Sealed<Line>>,
    /// Who sent it.
    pub sent_by: PersonId,
    /// When.
    pub sent_at: Timestamp,
    /// When it was decided.
    pub decided_at: Option<Timestamp>,
}

macro_rules! rows {
    ($rest:literal) => {
        concat!(
            "SELECT org, id, state, contact_name, contact_phone, licence, reason, sent_by, sent_at, decided_at \
             FROM yard_org_certificate ",
            $rest
        )
    };
}

fn read(row: &Row) -> Result<CertificateRow, Fault> {
    let (org, id): (OrgId, CertificateId) = (row.get("org")?, row.get("id")?);
    let (subject, at) = (Subject::Org(org), id.bytes());
    let bytes = |name: &str| row.get::<Option<Vec<u8>>>(name);
    Ok(CertificateRow {
        org,
        id,
        state: State::from_word(&row.get::<String>("state")?)
            .because("a certification in an unknown state")?,
        contact_name: bytes("contact_name")?
            .map(|bytes| Sealed::stored(&CertificateRow::CONTACT_NAME, subject, at, bytes)),
        contact_phone: bytes("contact_phone")?
            .map(|bytes| Sealed::stored(&CertificateRow::CONTACT_PHONE, subject, at, bytes)),
        licence: bytes("licence")?.map(|bytes| Sealed::stored(&CertificateRow::LICENCE, subject, at, bytes)),
        reason: bytes("reason")?.map(|bytes| Sealed::stored(&CertificateRow::REASON, subject, at, bytes)),
        sent_by: row.get("sent_by")?,
        sent_at: row.get("sent_at")?,
        decided_at: row.get("decided_at")?,
    })
}

/// That of an organisation.
pub(super) async fn of(view: &mut View, org: OrgId) -> Result<Option<CertificateRow>, Fault> {
    view.opt(rows!("WHERE org = $1"), values![org]).await?.as_ref().map(read).transpose()
}

/// The same within a unit of work.
pub(super) async fn of_now(cx: &mut Ctx, org: OrgId) -> Result<Option<CertificateRow>, Fault> {
    cx.opt(rows!("WHERE org = $1"), values![org]).await?.as_ref().map(read).transpose()
}

/// One of them.
pub(super) async fn find(view: &mut View, id: CertificateId) -> Result<Option<CertificateRow>, Fault> {
    view.opt(rows!("WHERE id = $1"), values![id]).await?.as_ref().map(read).transpose()
}

/// One that waits, without its evidence.
pub(super) struct Waiting {
    pub id: CertificateId,
    pub org: OrgId,
    pub sent_at: Timestamp,
}

/// Those that wait, the oldest first.
pub(super) async fn waiting(view: &mut View, most: i64) -> Result<Vec<Waiting>, Fault> {
    let sql = "SELECT id, org, sent_at FROM yard_org_certificate WHERE state = 'waiting' \
               ORDER BY sent_at, id LIMIT $1";
    let rows = view.all(sql, values![most]).await?;
    rows.iter()
        .map(|row| Ok(Waiting { id: row.get("id")?, org: row.get("org")?, sent_at: row.get("sent_at")? }))
        .collect()
}

/// Whether that of an organisation waits.
pub(super) async fn waits(view: &mut View, org: OrgId) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS waits FROM yard_org_certificate WHERE org = $1 AND state = 'waiting'";
    Ok(view.opt(sql, values![org]).await?.is_some())
}

/// Writes one, in the place of the one before.
pub(super) async fn put(cx: &mut Ctx, row: &CertificateRow) -> Result<(), Fault> {
    cx.run("DELETE FROM yard_org_certificate WHERE org = $1", values![row.org]).await?;
    let sql = "INSERT INTO yard_org_certificate (org, id, state, contact_name, contact_phone, licence, sent_by, sent_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let values = values![
        row.org,
        row.id,
        row.state.word(),
        row.contact_name.as_ref(),
        row.contact_phone.as_ref(),
        row.licence.as_ref(),
        row.sent_by,
        row.sent_at
    ];
    cx.run(sql, values).await?;
    Ok(())
}

/// Writes what came of it, and lets the evidence go; `false` where it does not wait any longer.
pub(super) async fn decide(
    cx: &mut Ctx,
    id: CertificateId,
    state: State,
    reason: Option<&Sealed<Line>>,
) -> Result<bool, Fault> {
    let now = cx.now();
    let sql = "UPDATE yard_org_certificate SET state = $2, contact_name = NULL, contact_phone = NULL, \
               licence = NULL, reason = $3, decided_at = $4 WHERE id = $1 AND state = 'waiting'";
    Ok(cx.run(sql, values![id, state.word(), reason, now]).await? == 1)
}

/// Takes it away.
pub(super) async fn remove(cx: &mut Ctx, org: OrgId) -> Result<bool, Fault> {
    Ok(cx.run("DELETE FROM yard_org_certificate WHERE org = $1", values![org]).await? == 1)
}

/// Whether an organisation is certified.
pub(in crate::org) async fn is_certified(view: &mut View, org: OrgId) -> Result<bool, Fault> {
    Ok(among(view, &[org]).await?.contains(&org))
}

/// Which of these organisations are certified.
pub(in crate::org) async fn among(view: &mut View, orgs: &[OrgId]) -> Result<HashSet<OrgId>, Fault> {
    let mut certified = HashSet::new();
    for some in orgs.chunks(ORGS_MAX) {
        let places = ground::db::places(1, some.len());
        let sql =
            format!("SELECT org FROM yard_org_certificate WHERE state = 'certified' AND org IN ({places})");
        let values = some.iter().map(|org| (*org).into()).collect();
        for row in view.all(Assembled(sql), values).await? {
            certified.insert(row.get("org")?);
        }
    }
    Ok(certified)
}

/// How many rows of lists become invitations within a day: of an organisation that was shown to be what it says, more.
pub(in crate::org) async fn rows_of_day(view: &mut View, org: OrgId) -> Result<u32, Fault> {
    Ok(if is_certified(view, org).await? { CERTIFIED_ROWS } else { USUAL_ROWS })
}

/// Evidence that nobody decided about goes.
pub(in crate::org) async fn sweep(cx: &mut Ctx) -> Result<(), Fault> {
    let before = cx.now().minus(WAIT);
    let sql = "DELETE FROM yard_org_certificate WHERE sent_at < $1 AND state IN ('draft', 'waiting')";
    cx.run(sql, values![before]).await?;
    Ok(())
}
