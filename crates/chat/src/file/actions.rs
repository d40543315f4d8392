//! What people do: begin an upload, go on with it, give it up, show a small picture of it.

use axum::body::Body;
use ground::{Because, Person};
use policy::Category;
use yard::House;
use yard::avatar::Picture;

use super::piece::{Incoming, Writer};
use super::rules::{self, About};
use super::tus::{self, Checksum, Uploading};
use super::{File, FileId, PREVIEW, Refusal, erasing, jobs, store};
use crate::conversation::{Conversation, ConversationId};
use crate::log::permits;

/// Files of somebody that wait to be sent, at most.
pub(super) const UNSENT_MAX: i64 = 100;

/// A file, or its beginning: in which conversation, and which.
pub(super) type Place = (ConversationId, FileId);

/// How far an upload is.
pub(super) struct Standing {
    pub id: FileId,
    pub size: i64,
    pub kept: i64,
    /// Until when it is kept without being sent, in microseconds.
    pub until: i64,
}

fn standing(house: &House, file: &File) -> Result<Standing, Refusal> {
    let period = house.policy.retention(Category::ChatFile).from("unsent");
    let period = period.because("the policy does not say how long an unsent file is kept")?;
    Ok(Standing { id: file.id, size: file.size, kept: file.kept, until: period.after(file.at.micros()) })
}

/// Bytes that a file may have, for whoever may upload there.
pub(super) async fn most(house: &House, who: Person, conversation: ConversationId) -> Result<u64, Refusal> {
    let mut view = house.db.view().await?;
    permits(&mut view, who, "message.send", conversation).await?;
    Ok(u64::from(house.config.files.chat_mib_max) << 20)
}

/// Begins an upload.
pub(super) async fn begin(
    house: &House,
    who: Person,
    conversation: ConversationId,
    wanted: Result<(i64, About), Refusal>,
) -> Result<Standing, Refusal> {
    let mut view = house.db.view().await?;
    permits(&mut view, who, "message.send", conversation).await?;
    drop(view);
    let (size, about) = wanted?;
    let most = house.config.files.chat_mib_max;
    if size > i64::from(most) << 20 {
        return Err(Refusal::Large { most });
    }
    if size < 1 {
        return Err(Refusal::Empty);
    }
    let (id, subject) = (FileId::fresh(&house.clock), Conversation::subject(conversation));
    let about = house.vault.seal(&File::ABOUT, subject, id.bytes(), &about.tidied()).await?;
    let mut cx = house.db.begin().await?;
    if store::unsent_of(&mut cx, who.person).await? >= UNSENT_MAX {
        return Err(Refusal::Many);
    }
    let (person, at) = (who.person, cx.now());
    let claim = fresh()?;
    let file = File { id, conversation, person, size, kept: 0, claim, at, seq: None, preview: None, about };
    store::add(&mut cx, &file).await?;
    cx.commit().await?;
    standing(house, &file)
}

/// A claim that nobody has.
pub(super) fn fresh() -> Result<[u8; 16], Refusal> {
    let mut bytes = [0; 16];
    aws_lc_rs::rand::fill(&mut bytes).because("drawing a name for a file")?;
    Ok(bytes)
}

/// One's own upload that was not sent yet; for others there is none.
async fn own(house: &House, who: Person, (conversation, id): Place) -> Result<File, Refusal> {
    let mut view = house.db.view().await?;
    permits(&mut view, who, "message.send", conversation).await?;
    let file = store::find(&mut view, conversation, id).await?;
    file.filter(|file| file.person == who.person && file.seq.is_none()).ok_or(Refusal::Unknown)
}

/// How far one's own upload is.
pub(super) async fn look(house: &House, who: Person, at: Place) -> Result<Standing, Refusal> {
    standing(house, &own(house, who, at).await?)
}

/// Goes on with an upload where it stands. Whatever of the body comes is kept, also where the rest does not come.
pub(super) async fn append(
    house: &House,
    who: Person,
    at: Place,
    (uploading, body): (tus::Read, Body),
) -> Result<Standing, Refusal> {
    let mut file = own(house, who, at).await?;
    let Uploading { offset, checksum } = uploading?;
    if offset != file.kept {
        return Err(Refusal::Offset);
    }
    let incoming = match checksum {
        Some(checksum) => Incoming::whole(checked(body, &checksum).await?),
        None => Incoming::stream(body),
    };
    let claim = fresh()?;
    let mut cx = house.db.begin().await?;
    if !store::claim(&mut cx, file.id, file.kept, claim).await? {
        return Err(Refusal::Offset);
    }
    cx.commit().await?;
    // What the one before had stored and did not live to note; where he still lives, he cannot note it any more.
    house.blobs.delete(&rules::blob(&file.claim, file.kept)).await?;
    file.claim = claim;
    file.kept = Writer::new(house, &file).take(incoming).await?;
    standing(house, &file)
}

/// A part that is held until its sum is known.
async fn checked(body: Body, checksum: &Checksum) -> Result<axum::body::Bytes, Refusal> {
    let bytes = axum::body::to_bytes(body, rules::CHECKED_MAX).await.map_err(|_| Refusal::Over)?;
    if checksum.fits(&bytes) { Ok(bytes) } else { Err(Refusal::Checksum) }
}

/// Gives an upload up.
pub(super) async fn give_up(house: &House, who: Person, at: Place) -> Result<(), Refusal> {
    let file = own(house, who, at).await?;
    let mut cx = house.db.begin().await?;
    erasing::these(&mut cx, std::slice::from_ref(&file)).await?;
    Ok(cx.commit().await?)
}

/// Puts a small picture of one's own upload beside it; where it cannot be noted, it goes again.
pub(super) async fn show(house: &House, who: Person, at: Place, picture: &[u8]) -> Result<(), Refusal> {
    let file = own(house, who, at).await?;
    if picture.len() > rules::PREVIEW_MAX {
        return Err(Refusal::Preview);
    }
    let picture = Picture::read(picture).map_err(|_| Refusal::Preview)?;
    let subject = Conversation::subject(file.conversation);
    let blob =
        house.vault.put_blob(&house.blobs, &PREVIEW, subject, file.id.bytes(), picture.bytes()).await?;
    let mut cx = house.db.begin().await?;
    let noted = store::show(&mut cx, file.id, blob.name()).await;
    if !matches!(noted, Ok(true)) {
        house.blobs.delete(blob.name()).await?;
        return noted.map_err(Refusal::from).and(Err(Refusal::Unknown));
    }
    jobs::remove_later(&mut cx, file.preview.into_iter().collect()).await?;
    Ok(cx.commit().await?)
}
