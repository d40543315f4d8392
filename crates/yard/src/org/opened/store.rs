//! Rows of what an organisation opened.

use ground::{Ctx, Fault, OrgId, PersonId, Timestamp, View, values};
use std::collections::HashMap;

use super::Service;

const OPEN: &str = "SELECT 1 AS found FROM yard_org_opened WHERE org = $1 AND service = $2";

/// Whether an organisation opened it.
///
/// # Errors
/// What the database says.
pub async fn is_open(view: &mut View, org: OrgId, service: Service) -> Result<bool, Fault> {
    Ok(view.opt(OPEN, values![org, service.word()]).await?.is_some())
}

/// What each organisation of a person opened.
pub(in crate::org) async fn of_person(
    view: &mut View,
    person: PersonId,
) -> Result<HashMap<OrgId, Vec<Service>>, Fault> {
    let sql = "SELECT o.org, o.service FROM yard_org_opened o JOIN yard_member m ON m.org = o.org \
               WHERE m.person = $1 ORDER BY o.org, o.service";
    let mut opened: HashMap<OrgId, Vec<Service>> = HashMap::new();
    for row in view.all(sql, values![person]).await? {
        if let Some(service) = Service::from_word(&row.get::<String>("service")?) {
            opened.entry(row.get("org")?).or_default().push(service);
        }
    }
    Ok(opened)
}

/// The same within a unit of work.
///
/// # Errors
/// What the database says.
pub async fn is_open_now(cx: &mut Ctx, org: OrgId, service: Service) -> Result<bool, Fault> {
    Ok(cx.opt(OPEN, values![org, service.word()]).await?.is_some())
}

/// Opens it.
pub(super) async fn open(cx: &mut Ctx, org: OrgId, service: Service) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "INSERT INTO yard_org_opened (org, service, opened_at) VALUES ($1, $2, $3) \
               ON CONFLICT (org, service) DO NOTHING";
    cx.run(sql, values![org, service.word(), now]).await?;
    Ok(())
}

/// Since when an organisation has a service open: the beginning of time where it was before that was noted, nothing where it is shut.
///
/// # Errors
/// What the database says.
pub async fn open_since(view: &mut View, org: OrgId, service: Service) -> Result<Option<Timestamp>, Fault> {
    let sql = "SELECT opened_at FROM yard_org_opened WHERE org = $1 AND service = $2";
    let Some(row) = view.opt(sql, values![org, service.word()]).await? else { return Ok(None) };
    let since: Option<Timestamp> = row.get("opened_at")?;
    Ok(Some(since.unwrap_or(Timestamp::from_micros(0))))
}

/// Closes it.
pub(super) async fn close(cx: &mut Ctx, org: OrgId, service: Service) -> Result<(), Fault> {
    let sql = "DELETE FROM yard_org_opened WHERE org = $1 AND service = $2";
    cx.run(sql, values![org, service.word()]).await?;
    Ok(())
}
