//! Rows of service accounts.

use ground::{Ctx, Fault, OrgId, PersonId, Row, ServiceId, ServiceScope, Timestamp, View, values};
use policy::Category;
use vault::Field;

/// Tokens are known by a keyed fingerprint, never stored.
pub(super) const TOKEN: Field<String> = Field::declare("yard_service", "token_hash", Category::DeviceLabel);

/// A row of `yard_service`.
pub struct ServiceRow {
    /// The service account.
    pub id: ServiceId,
    /// For which organisation; `None` for the house.
    pub org: Option<OrgId>,
    /// What the program is called.
    pub name: String,
    /// What it may at most.
    pub scopes: Vec<ServiceScope>,
    /// Who made it.
    pub created_by: PersonId,
    /// Since when.
    pub created_at: Timestamp,
    /// Until when.
    pub expires_at: Timestamp,
    /// Last used, to within five minutes.
    pub used_at: Option<Timestamp>,
}

/// Whose it is, as the table says it.
fn owner(org: Option<OrgId>) -> [u8; 16] {
    org.map_or([0; 16], |org| org.bytes())
}

fn joined(scopes: &[ServiceScope]) -> String {
    scopes.iter().map(|scope| scope.word()).collect::<Vec<_>>().join(" ")
}

fn service_row(row: &Row) -> Result<ServiceRow, Fault> {
    let scopes: String = row.get("scopes")?;
    Ok(ServiceRow {
        id: row.get("id")?,
        org: row.get("org")?,
        name: row.get("name")?,
        // A scope that is no longer known is none.
        scopes: scopes.split(' ').filter_map(ServiceScope::from_word).collect(),
        created_by: row.get("created_by")?,
        created_at: row.get("created_at")?,
        expires_at: row.get("expires_at")?,
        used_at: row.get("used_at")?,
    })
}

/// Adds a service account.
pub(super) async fn add(cx: &mut Ctx, row: &ServiceRow, token_hash: [u8; 16]) -> Result<(), ground::DbError> {
    cx.run(
        "INSERT INTO yard_service (id, owner, org, name, scopes, token_hash, created_by, created_at, expires_at, \
         used_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, NULL)",
        vec![
            row.id.into(),
            owner(row.org).into(),
            row.org.into(),
            row.name.as_str().into(),
            joined(&row.scopes).into(),
            token_hash.into(),
            row.created_by.into(),
            row.created_at.into(),
            row.expires_at.into(),
        ],
    )
    .await?;
    Ok(())
}

/// How many there are.
pub(super) async fn count(cx: &mut Ctx, org: Option<OrgId>) -> Result<i64, Fault> {
    let sql = "SELECT COUNT(*) AS many FROM yard_service WHERE owner = $1";
    cx.one(sql, values![owner(org)]).await?.get("many")
}

/// All of an organisation, or of the house, oldest first.
pub(super) async fn list(view: &mut View, org: Option<OrgId>) -> Result<Vec<ServiceRow>, Fault> {
    let rows = view
        .all(
            "SELECT id, org, name, scopes, created_by, created_at, expires_at, used_at FROM yard_service \
             WHERE owner = $1 ORDER BY id",
            values![owner(org)],
        )
        .await?;
    rows.iter().map(service_row).collect()
}

/// Takes one away; answers its name.
pub(super) async fn revoke(cx: &mut Ctx, org: Option<OrgId>, id: ServiceId) -> Result<Option<String>, Fault> {
    let sql = "DELETE FROM yard_service WHERE owner = $1 AND id = $2 RETURNING name";
    cx.opt(sql, values![owner(org), id]).await?.map(|row| row.get("name")).transpose()
}

/// The one of a token, where it is not over.
pub(super) async fn by_token(view: &mut View, token_hash: [u8; 16]) -> Result<Option<ServiceRow>, Fault> {
    let now = view.now();
    let row = view
        .opt(
            "SELECT id, org, name, scopes, created_by, created_at, expires_at, used_at FROM yard_service \
             WHERE token_hash = $1 AND expires_at > $2",
            values![token_hash, now],
        )
        .await?;
    row.as_ref().map(service_row).transpose()
}

/// Until when one stands; `None` where it stands no more.
pub(super) async fn stands(view: &mut View, id: ServiceId) -> Result<Option<Timestamp>, Fault> {
    let now = view.now();
    let sql = "SELECT expires_at FROM yard_service WHERE id = $1 AND expires_at > $2";
    view.opt(sql, values![id, now]).await?.map(|row| row.get("expires_at")).transpose()
}

/// Notes that one was used.
pub(super) async fn touch(cx: &mut Ctx, id: ServiceId) -> Result<(), Fault> {
    let now = cx.now();
    cx.run("UPDATE yard_service SET used_at = $1 WHERE id = $2", values![now, id]).await?;
    Ok(())
}

/// Those of an organisation that are not over.
pub(super) async fn standing(cx: &mut Ctx, org: OrgId) -> Result<Vec<ServiceRow>, Fault> {
    let now = cx.now();
    let rows = cx
        .all(
            "SELECT id, org, name, scopes, created_by, created_at, expires_at, used_at FROM yard_service \
             WHERE owner = $1 AND expires_at > $2 ORDER BY id",
            values![org, now],
        )
        .await?;
    rows.iter().map(service_row).collect()
}

/// Takes away what was over before this instant; answers which.
pub(super) async fn sweep(cx: &mut Ctx, before: Timestamp) -> Result<Vec<ServiceId>, Fault> {
    let rows =
        cx.all("DELETE FROM yard_service WHERE expires_at <= $1 RETURNING id", values![before]).await?;
    rows.iter().map(|row| row.get("id")).collect()
}

/// Takes the keys of all programs away.
///
/// # Errors
/// What the database says.
pub async fn end_all(cx: &mut Ctx) -> Result<(), Fault> {
    cx.run("DELETE FROM yard_service", values![]).await?;
    Ok(())
}
