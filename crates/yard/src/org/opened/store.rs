//! Rows of what an organisation opened.

use ground::{Ctx, Fault, OrgId, View, values};

use super::Service;

/// Whether an organisation opened it.
pub(in crate::org) async fn is_open(view: &mut View, org: OrgId, service: Service) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM yard_org_opened WHERE org = $1 AND service = $2";
    Ok(view.opt(sql, values![org, service.word()]).await?.is_some())
}

/// Opens it.
pub(super) async fn open(cx: &mut Ctx, org: OrgId, service: Service) -> Result<(), Fault> {
    let sql = "INSERT INTO yard_org_opened (org, service) VALUES ($1, $2) \
               ON CONFLICT (org, service) DO NOTHING";
    cx.run(sql, values![org, service.word()]).await?;
    Ok(())
}

/// Closes it.
pub(super) async fn close(cx: &mut Ctx, org: OrgId, service: Service) -> Result<(), Fault> {
    let sql = "DELETE FROM yard_org_opened WHERE org = $1 AND service = $2";
    cx.run(sql, values![org, service.word()]).await?;
    Ok(())
}
