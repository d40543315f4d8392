//! What follows when somebody whom a connection names accepts, and what is held of him here.

use ground::{Because, Caller, Ctx, Fault, PersonId};
use policy::{Category, Purpose};
use std::pin::Pin;
use vault::{Sealed, Subject};

use super::ScimUserId;
use super::store::{self, Entry};
use crate::erasure::{Eraser, Work};
use crate::org::upload::UploadRowId;
use crate::{Held, House, own};

/// What a connection says of somebody, sealed for him.
pub(in crate::org) struct Moved {
    id: ScimUserId,
    version: i64,
    person: PersonId,
    sealed: Sealed<String>,
}

/// Seals for somebody what waited for him in a row of a list, where a connection named him by it.
///
/// # Errors
/// What the database or the vault says.
pub(in crate::org) async fn moved(
    house: &House,
    (named, org): (UploadRowId, ground::OrgId),
    person: PersonId,
) -> Result<Option<Moved>, Fault> {
    let mut view = house.db.view().await?;
    let Some(one) = store::waiting_in(&mut view, named, org).await? else { return Ok(None) };
    drop(view);
    let Some(waiting) = &one.waiting else { return Ok(None) };
    let look = house.vault.look(&super::listing::BY, Purpose::MemberUpload).act("org.upload.file");
    let text = look.open(waiting).await.because("opening what a directory says of somebody")?.into_inner();
    let sealed = house.vault.seal(&Entry::ENTRY, Subject::Person(person), one.id.bytes(), &text).await?;
    Ok(Some(Moved { id: one.id, version: one.version, person, sealed }))
}

/// Keeps that, within the unit of work that files the rest.
pub(in crate::org) async fn bound(cx: &mut Ctx, moved: Option<&Moved>) -> Result<(), Fault> {
    let Some(one) = moved else { return Ok(()) };
    store::bind(cx, (one.id, one.version), one.person, &one.sealed).await
}

/// What becomes of it when somebody is erased.
pub(in crate::org) fn erasers() -> Vec<Eraser> {
    vec![
        Eraser { table: "yard_scim", work: Work::Keys },
        Eraser { table: "yard_scim_user", work: Work::AtOnce(store::erase) },
        Eraser { table: "yard_scim_group", work: Work::Keys },
    ]
}

/// What directories say of him; what waits stands on the page of lists.
pub fn held<'a>(
    house: &'a House,
    caller: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let rows = store::of_person(&mut house.db.view().await?, person).await?;
        let lines = rows.iter().map(|(at, sealed)| (*at, sealed));
        own::opened(own::look(house, caller), (Category::MemberRecord, "yard_scim_user"), lines, |text| text)
            .await
    })
}
