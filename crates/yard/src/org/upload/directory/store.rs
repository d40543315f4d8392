//! Rows of lists that a directory keeps in step.

use ground::{Ctx, Fault, OrgId, values};

use super::super::UploadRowId;
use super::super::store::NamedRow;
use crate::org::department::DepartmentId;

/// Keeps that a list names a member, by himself: no number is kept with it.
pub(in crate::org) async fn put_of_member(cx: &mut Ctx, row: &NamedRow) -> Result<(), Fault> {
    let sql = "INSERT INTO yard_upload_row (id, upload, org, person, state, fields, invited, details, at, expires_at) \
               VALUES ($1, $2, $3, $4, 'waiting', $5, 0, $6, $7, $8)";
    let values = values![
        row.id,
        row.upload,
        row.org,
        row.person,
        row.fields.as_str(),
        row.details.as_ref(),
        row.at,
        row.expires_at
    ];
    cx.run(sql, values).await?;
    Ok(())
}

/// Takes a row back, with the invitation that only it made and that waits.
pub(in crate::org) async fn withdraw(cx: &mut Ctx, org: OrgId, id: UploadRowId) -> Result<(), Fault> {
    let sql = "DELETE FROM yard_invitation WHERE org = $1 AND state = 'open' AND phone_index IN \
               (SELECT phone_index FROM yard_upload_row WHERE id = $2 AND state = 'waiting' AND invited = 1)";
    cx.run(sql, values![org, id]).await?;
    super::super::store::remove(cx, id).await
}

/// Where somebody of a list is to stand once he accepts.
pub(in crate::org) async fn stand(
    cx: &mut Ctx,
    org: OrgId,
    id: UploadRowId,
    department: Option<DepartmentId>,
) -> Result<(), Fault> {
    let sql = "UPDATE yard_upload_row SET department = $1 WHERE org = $2 AND id = $3 AND state = 'waiting'";
    cx.run(sql, values![department, org, id]).await?;
    Ok(())
}
