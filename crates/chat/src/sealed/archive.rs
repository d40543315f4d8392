//! What a person keeps for the day on which all devices are lost.

use std::pin::Pin;

use ground::{Caller, Fault, Person, PersonId, Timestamp, uuid::Uuid};
use policy::{Category, Purpose};
use yard::access::the_house;
use yard::{Held, House, own};

use super::{Archive, Refusal, Shut, rules, store};

/// An archive in the hand of its owner; it is shut all the same.
pub(super) struct Shown {
    pub version: i64,
    pub at: Timestamp,
    pub content: Vec<u8>,
}

/// The caller's archive.
pub(super) async fn get(house: &House, who: Person) -> Result<Option<Shown>, Refusal> {
    let mut view = house.db.view().await?;
    view.scope(who, "conversation.list")?;
    let Some(archive) = store::archive(&mut view, who.person).await? else { return Ok(None) };
    drop(view);
    let caller = who.into();
    let look = house.vault.look(&caller, Purpose::Messaging).act("sealed.archive").delivery();
    let opened = look.open_each([&archive.content]).await;
    let opened = opened.map_err(|no| Fault::caused("opening an archive", no))?.pop();
    let content = opened.ok_or_else(|| Fault::new("an archive that is not there"))?;
    let content = content.map_err(|no| Fault::caused("opening an archive", no))?.into_inner().0;
    Ok(Some(Shown { version: archive.version, at: archive.at, content }))
}

/// Replaces the archive that the caller knows; answers the version that it has now.
pub(super) async fn put(house: &House, who: Person, (version, content): (i64, &str)) -> Result<i64, Refusal> {
    let view = house.db.view().await?;
    view.permit(who, "conversation.start", &the_house())?;
    drop(view);
    let content = Shut(rules::archive(content)?);
    let version = version.checked_add(1).filter(|version| *version > 0).ok_or(Refusal::Form("version"))?;
    let id = *Uuid::now_v7().as_bytes();
    let content = house.vault.seal(&Archive::CONTENT, who.person, id, &content).await?;
    let mut cx = house.db.begin().await?;
    let new = Archive { id, version, at: cx.now(), content };
    if !store::put_archive(&mut cx, who.person, &new).await? {
        drop(cx);
        let now = store::archive(&mut house.db.view().await?, who.person).await?;
        return Err(Refusal::Version(now.map_or(0, |archive| archive.version)));
    }
    cx.commit().await?;
    Ok(version)
}

/// That there is an archive, and how much it is; nobody but its owner opens it.
pub(crate) fn held<'a>(
    house: &'a House,
    caller: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let archive = store::archive(&mut house.db.view().await?, person).await?;
        let rows = archive.iter().map(|archive| (archive.at, &archive.content));
        let of = (Category::MessageContent, "chat_archive");
        own::opened(own::look(house, caller), of, rows, |content| format!("{} B", content.0.len())).await
    })
}
