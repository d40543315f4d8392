//! Files go on into another conversation as copies: each piece is opened for whoever may read it and sealed anew under the
//! key of the other. What the message that was to carry them did not take goes again at once.

use ground::{Caller, Fault, Person, View};
use policy::Purpose;
use vault::{Look, SealedBlob};
use yard::House;

use super::actions::{UNSENT_MAX, fresh};
use super::piece::Writer;
use super::{File, FileId, PIECE, PREVIEW, erasing, rules, store};
use crate::conversation::{Conversation, ConversationId};
use crate::log::Refusal;

/// The files of a message, in order. Whether it is the caller's to read is known by whoever asks.
pub(crate) async fn files_of(view: &mut View, at: (ConversationId, i64)) -> Result<Vec<File>, Fault> {
    store::between(view, at.0, (at.1, at.1)).await
}

/// Copies a file that the caller may read into a conversation in which he may write; answers the copy, which waits to be sent.
pub(crate) async fn copy(
    house: &House,
    who: Person,
    file: &File,
    to: ConversationId,
) -> Result<FileId, Refusal> {
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::Messaging).act("message.forward").delivery();
    let about = look.open(&file.about).await.map_err(|shut| shut.or(Refusal::MessageUnknown))?.into_inner();
    let (id, subject) = (FileId::fresh(&house.clock), Conversation::subject(to));
    let about = house.vault.seal(&File::ABOUT, subject, id.bytes(), &about).await?;
    let claim = fresh().map_err(plain)?;
    let mut cx = house.db.begin().await?;
    if store::unsent_of(&mut cx, who.person).await? >= UNSENT_MAX {
        return Err(Refusal::FilesStay);
    }
    let (person, at, size) = (who.person, cx.now(), file.size);
    let copy =
        File { id, conversation: to, person, size, kept: 0, claim, at, seq: None, preview: None, about };
    store::add(&mut cx, &copy).await?;
    cx.commit().await?;
    match fill(house, &look, file, &copy).await {
        Ok(()) => Ok(id),
        Err(refusal) => {
            drop_unsent(house, to, &[id]).await?;
            Err(refusal)
        }
    }
}

/// The pieces, and the small picture.
async fn fill(house: &House, look: &Look<'_>, file: &File, copy: &File) -> Result<(), Refusal> {
    let from = Conversation::subject(file.conversation);
    let pieces = store::pieces(&mut house.db.view().await?, file.id, (0, file.size)).await?;
    let mut writer = Writer::new(house, copy);
    for piece in pieces {
        let blob = SealedBlob::stored(&PIECE, from, rules::row(file.id, piece.start), piece.blob);
        let bytes = look.open_blob(&house.blobs, &blob).await;
        let bytes = bytes.map_err(|shut| shut.or(Refusal::MessageUnknown))?.into_inner();
        writer.keep(&bytes).await.map_err(plain)?;
    }
    if !writer.is_whole() {
        return Err(Refusal::MessageUnknown);
    }
    let Some(name) = file.preview.clone() else { return Ok(()) };
    let blob = SealedBlob::stored(&PREVIEW, from, file.id.bytes(), name);
    let picture = look.open_blob(&house.blobs, &blob).await;
    let picture = picture.map_err(|shut| shut.or(Refusal::MessageUnknown))?.into_inner();
    let to = Conversation::subject(copy.conversation);
    let blob = house.vault.put_blob(&house.blobs, &PREVIEW, to, copy.id.bytes(), &picture).await?;
    let mut cx = house.db.begin().await?;
    if !store::show(&mut cx, copy.id, blob.name()).await? {
        house.blobs.delete(blob.name()).await?;
        return Err(Refusal::MessageUnknown);
    }
    Ok(cx.commit().await?)
}

/// Copies that no message took go again, to the last piece.
pub(crate) async fn drop_unsent(house: &House, at: ConversationId, copies: &[FileId]) -> Result<(), Fault> {
    let mut view = house.db.view().await?;
    let mut left = Vec::new();
    for id in copies {
        left.extend(store::find(&mut view, at, *id).await?.filter(|file| file.seq.is_none()));
    }
    drop(view);
    if left.is_empty() {
        return Ok(());
    }
    let mut cx = house.db.begin().await?;
    erasing::these(&mut cx, &left).await?;
    cx.commit().await
}

/// What stands in the way of a copy: it went meanwhile, or it is ours.
fn plain(refusal: super::Refusal) -> Refusal {
    match refusal {
        super::Refusal::Log(refusal) => refusal,
        super::Refusal::Fault(fault) => Refusal::Fault(fault),
        _ => Refusal::MessageUnknown,
    }
}
