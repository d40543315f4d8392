//! What people do: put a picture up, take it down, look at one.

use ground::{Because, Caller, Ctx, Fault, Person, PersonId};
use policy::{Category, Purpose};
use vault::{OpenRefused, Sealed, SealedBlob, Subject};

use super::jobs::RemoveFile;
use super::store::{self, Lying};
use super::{Picture, Refusal};
use crate::House;
use crate::access::account_of;
use crate::account::PersonRow;
use crate::house::Held;

/// Puts a picture up. The file is stored before the row names it; where that fails, it goes again.
pub(crate) async fn put(house: &House, who: Person, picture: &Picture) -> Result<(), Refusal> {
    let view = house.db.view().await?;
    view.permit(who, "me.change", &account_of(who.person))?;
    drop(view);
    let (subject, row) = (Subject::Person(who.person), who.person.bytes());
    let blob = house.vault.put_blob(&house.blobs, &PersonRow::AVATAR, subject, row, picture.bytes()).await?;
    let name = blob.name().to_owned();
    let saved = async {
        let sealed = house.vault.seal(&PersonRow::AVATAR, subject, row, &name).await?;
        let cx = house.db.begin().await?;
        cx.permit(who, "me.change", &account_of(who.person))?;
        show(cx, house, who, Some(&sealed)).await
    };
    if let Err(refusal) = saved.await {
        house.blobs.delete(&name).await?;
        return Err(refusal);
    }
    Ok(())
}

/// Takes the picture down.
pub(super) async fn remove(house: &House, who: Person) -> Result<(), Refusal> {
    let cx = house.db.begin().await?;
    cx.permit(who, "me.change", &account_of(who.person))?;
    show(cx, house, who, None).await
}

async fn show(
    mut cx: Ctx,
    house: &House,
    who: Person,
    sealed: Option<&Sealed<String>>,
) -> Result<(), Refusal> {
    let before = store::current(&mut cx, who.person).await?;
    store::save(&mut cx, who.person, sealed).await?;
    if let Some(before) = before {
        drop_file(&mut cx, house, who, &before).await?;
    }
    cx.tell(who.person, "account", "account.avatar_changed", &()).await?;
    Ok(cx.commit().await?)
}

async fn drop_file(cx: &mut Ctx, house: &House, who: Person, before: &Lying) -> Result<(), Fault> {
    let name = house.vault.open(&Caller::from(who), Purpose::ProfileDisplay, &before.name).await;
    let name = name.because("opening the name of a picture")?.into_inner();
    RemoveFile::later(cx, &name).await
}

/// One's own picture.
pub(super) async fn own(house: &House, who: Person) -> Result<Vec<u8>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "me.read", &account_of(who.person))?;
    let lying = store::find(&mut view, who.person).await?.ok_or(Refusal::None)?;
    drop(view);
    open(house, &Caller::from(who), Purpose::ProfileDisplay, who.person, &lying).await
}

/// Somebody's picture, where consent and a common place allow it.
pub(super) async fn look(house: &House, caller: &Caller, person: PersonId) -> Result<Vec<u8>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(caller.clone(), "avatar.look", &account_of(person))?;
    let lying = store::find(&mut view, person).await?.ok_or(Refusal::None)?;
    drop(view);
    open(house, caller, Purpose::AvatarDisplay, person, &lying).await
}

async fn open(
    house: &House,
    caller: &Caller,
    purpose: Purpose,
    person: PersonId,
    lying: &Lying,
) -> Result<Vec<u8>, Refusal> {
    let look = house.vault.look(caller, purpose).act("avatar.look");
    let name = look.open(&lying.name).await.map_err(refused)?.into_inner();
    let blob = SealedBlob::stored(&PersonRow::AVATAR, Subject::Person(person), person.bytes(), name);
    Ok(look.open_blob(&house.blobs, &blob).await.map_err(refused)?.into_inner())
}

/// Whoever may not see a picture does not learn whether there is one.
fn refused(refusal: OpenRefused) -> Refusal {
    match refusal {
        OpenRefused::Fault(fault) => fault.into(),
        OpenRefused::Purpose { .. }
        | OpenRefused::Consent(_)
        | OpenRefused::NotPermitted
        | OpenRefused::Erased
        | OpenRefused::StoreOnly => Refusal::None,
    }
}

/// What this feature holds about a person.
pub fn held<'a>(
    house: &'a House,
    _: &'a Caller,
    person: PersonId,
) -> std::pin::Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let mut view = house.db.view().await?;
        let lying = store::find(&mut view, person).await?;
        Ok(lying
            .into_iter()
            .map(|lying| Held {
                category: Category::Avatar,
                table: "yard_person",
                value: Some("/api/v1/me/avatar".to_owned()),
                collected_at: lying.at,
            })
            .collect())
    })
}

/// Where the picture of somebody whose account ends lies, told before his data rest.
pub(crate) async fn file_of(
    house: &House,
    caller: &Caller,
    person: PersonId,
) -> Result<Option<String>, Fault> {
    let mut view = house.db.view().await?;
    let Some(lying) = store::find(&mut view, person).await? else { return Ok(None) };
    drop(view);
    let name = house.vault.open(caller, Purpose::ProfileDisplay, &lying.name).await;
    Ok(Some(name.because("opening the name of a picture")?.into_inner()))
}

/// Takes a minor's picture down because his guardian said that it is more than needed. Whoever calls has asked whether
/// he may.
pub(crate) async fn take_down(house: &House, person: PersonId) -> Result<(), Fault> {
    let file = file_of(house, &Caller::Program("avatar.take_down"), person).await?;
    let mut cx = house.db.begin().await?;
    store::save(&mut cx, person, None).await?;
    if let Some(name) = file {
        RemoveFile::later(&mut cx, &name).await?;
    }
    cx.tell(person, "account", "account.avatar_changed", &()).await?;
    cx.commit().await
}

/// One's own picture, where there is one, for one's own archive.
pub(crate) async fn picture_of(house: &House, who: Person) -> Result<Option<Vec<u8>>, Fault> {
    let picture = own(house, who).await;
    match picture {
        Ok(picture) => Ok(Some(picture)),
        Err(Refusal::Fault(fault)) => Err(fault),
        Err(_) => Ok(None),
    }
}
