//! What somebody finds of approvals when he asks what is held, and what becomes of it when he is erased.

use ground::{Caller, Ctx, Fault, PersonId};
use policy::Category;
use std::future::Future;
use std::pin::Pin;
use yard::erasure::Working;
use yard::{Held, House};

use super::matter::store as cases;
use super::store;

/// In which cases he takes part and as what, and uploads that wait; what is filled in is the organisation's, and he reads it there.
pub(crate) fn held<'a>(
    house: &'a House,
    _: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let mut view = house.db.view().await?;
        let category = Category::ApprovalCase;
        let cases = cases::held(&mut view, person).await?.into_iter().map(|(org, number, at, roles)| {
            let roles = roles.into_iter().collect::<Vec<_>>().join(", ");
            let value = Some(format!("{org} · {number} · {roles}"));
            Held { category, table: "office_approval_part", value, collected_at: at }
        });
        let files = store::files_of(&mut view, person).await?.into_iter().map(|(id, at)| {
            let value = Some(id.to_string());
            Held { category, table: "office_approval_file", value, collected_at: at }
        });
        Ok(cases.chain(files).collect())
    })
}

/// The cases stay with the organisation, and speak of a pseudonym; the salts that lead to him go.
pub(crate) fn erase_parts<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(async move {
        let Some((org, alias)) = cases::an_org_of(cx, person).await? else { return Ok(0) };
        let alias = alias.unwrap_or_else(|| PersonId::fresh(cx.clock()));
        let done = cases::rename(cx, (org, person), alias, most).await?;
        // There may be another organisation: it is asked again.
        Ok(if done > 0 { most.unsigned_abs() } else { 0 })
    })
}

/// His uploads that no case has.
pub(crate) fn erase_files<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(async move { store::erase_files(cx, person, most).await })
}

/// His absences.
pub(crate) fn erase_absences<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(async move { store::erase_absences(cx, person, most).await })
}
