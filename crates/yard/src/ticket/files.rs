//! Pictures and voice clips: attached by whoever asks and by whoever answers, and opened by both.

use ground::{Caller, Ctx, Fault, Person, PersonId};
use policy::{Category, Purpose};
use vault::{SealedBlob, Subject};

use super::file::store::{self as file_store, FILE, FileRow};
use super::media::{self, Attachment, Media};
use super::store::{self, TicketRow};
use super::{FileId, Refusal, Side, State, TicketId, actions, asker, resource};
use crate::House;
use crate::notice::{self, Notice};

/// Files of a ticket, at most.
const EACH_MAX: usize = 20;
/// Files that the archive of a person holds, at most.
const ARCHIVED_MAX: u32 = 500;

/// Attaches to one's own ticket; an answered or closed one is open again.
pub(super) async fn attach(
    house: &House,
    who: Person,
    id: TicketId,
    bytes: Vec<u8>,
) -> Result<FileId, Refusal> {
    let attachment = media::read(bytes)?;
    let mut view = house.db.view().await?;
    let row = store::find(&mut view, id).await?.ok_or(Refusal::Unknown)?;
    view.permit(who, "ticket.reply", &resource(row.id, row.person, &[])).map_err(|_| Refusal::Unknown)?;
    drop(view);
    asker::counted(house.db.begin().await?, who.person).await?.commit().await?;
    keep(house, &row, Side::Asker, &attachment, async |cx: &mut Ctx| {
        let row = store::lock(cx, id).await?.ok_or(Refusal::Unknown)?;
        cx.permit(who, "ticket.reply", &resource(row.id, row.person, &[])).map_err(|_| Refusal::Unknown)?;
        Ok(asker::wake(cx, house, &row).await?)
    })
    .await
}

/// Attaches what the house shows whoever asks, or the scan of his letter.
pub(super) async fn attach_answer(
    house: &House,
    who: Person,
    id: TicketId,
    bytes: Vec<u8>,
) -> Result<FileId, Refusal> {
    let attachment = media::read(bytes)?;
    let mut view = house.db.view().await?;
    let row = actions::found(&mut view, who, "ticket.answer", id).await?;
    drop(view);
    keep(house, &row, Side::House, &attachment, async |cx: &mut Ctx| {
        let row = actions::locked(cx, who, "ticket.answer", id).await?;
        if row.state == State::Closed {
            return Err(Refusal::Closed);
        }
        if row.account {
            let told = Notice::new("ticket.answered").with("number", row.number.as_str());
            notice::tell(cx, house, row.person, &told).await?;
        }
        Ok(())
    })
    .await
}

/// Stores a file before its row names it; where that fails, it goes again.
async fn keep(
    house: &House,
    of: &TicketRow,
    side: Side,
    attachment: &Attachment,
    also: impl AsyncFnOnce(&mut Ctx) -> Result<(), Refusal>,
) -> Result<FileId, Refusal> {
    let (id, subject) = (FileId::fresh(&house.clock), Subject::Person(of.person));
    let blob = house.vault.put_blob(&house.blobs, &FILE, subject, id.bytes(), &attachment.bytes).await?;
    let saved = async {
        let mut cx = house.db.begin().await?;
        also(&mut cx).await?;
        if file_store::of_ticket_now(&mut cx, of.id).await?.len() >= EACH_MAX {
            return Err(Refusal::FilesMany);
        }
        let row = FileRow {
            id,
            ticket: of.id,
            person: of.person,
            side,
            media: attachment.media,
            size: i64::try_from(attachment.bytes.len()).unwrap_or(i64::MAX),
            at: cx.now(),
            file: blob.name().to_owned(),
        };
        file_store::add(&mut cx, &row).await?;
        Ok(cx.commit().await?)
    };
    if let Err(refusal) = saved.await {
        house.blobs.delete(blob.name()).await?;
        return Err(refusal);
    }
    Ok(id)
}

/// A file in the open.
pub(super) struct Opened {
    pub media: Media,
    pub bytes: Vec<u8>,
}

/// One's own.
pub(super) async fn read(house: &House, who: Person, id: TicketId, file: FileId) -> Result<Opened, Refusal> {
    let mut view = house.db.view().await?;
    let row = store::find(&mut view, id).await?.ok_or(Refusal::Unknown)?;
    view.permit(who, "ticket.read", &resource(row.id, row.person, &[])).map_err(|_| Refusal::Unknown)?;
    let found = file_store::find(&mut view, id, file).await?.ok_or(Refusal::FileUnknown)?;
    drop(view);
    open(house, &Caller::from(who), (Purpose::Support, "ticket.file"), &row.number, &found).await
}

/// At the desk: a leaf of the access log, as with what is written.
pub(super) async fn look(house: &House, who: Person, id: TicketId, file: FileId) -> Result<Opened, Refusal> {
    let mut view = house.db.view().await?;
    let row = actions::found(&mut view, who, "ticket.open", id).await?;
    let found = file_store::find(&mut view, id, file).await?.ok_or(Refusal::FileUnknown)?;
    drop(view);
    open(house, &Caller::from(who), (Purpose::Support, "ticket.open_file"), &row.number, &found).await
}

pub(super) async fn open(
    house: &House,
    caller: &Caller,
    (purpose, act): (Purpose, &str),
    reason: &str,
    row: &FileRow,
) -> Result<Opened, Refusal> {
    let blob = SealedBlob::stored(&FILE, Subject::Person(row.person), row.id.bytes(), row.file.clone());
    let look = house.vault.look(caller, purpose).act(act).reason(reason);
    let bytes =
        look.open_blob(&house.blobs, &blob).await.map_err(|refusal| refusal.or(Refusal::FileUnknown))?;
    Ok(Opened { media: row.media, bytes: bytes.into_inner() })
}

/// Seals a file anew for the account that a ticket was handed to.
pub(super) async fn hand_over(
    house: &House,
    cx: &mut Ctx,
    caller: &Caller,
    ticket: &TicketRow,
    to: PersonId,
) -> Result<(), Refusal> {
    for row in file_store::of_ticket_now(cx, ticket.id).await? {
        let opened = open(house, caller, (Purpose::Support, "ticket.verify"), &ticket.number, &row).await?;
        let subject = Subject::Person(to);
        let blob = house.vault.put_blob(&house.blobs, &FILE, subject, row.id.bytes(), &opened.bytes).await?;
        file_store::hand_over(cx, row.id, to, blob.name()).await?;
        super::jobs::RemoveFile::later(cx, &row.file).await?;
    }
    Ok(())
}

/// What somebody attached, for his own archive: category, media type and bytes.
pub(crate) async fn own_files(
    house: &House,
    who: Person,
) -> Result<Vec<(Category, &'static str, Vec<u8>)>, Fault> {
    let rows = file_store::of_person(&mut house.db.view().await?, who.person, ARCHIVED_MAX).await?;
    let mut files = Vec::new();
    for row in rows {
        let blob = SealedBlob::stored(&FILE, Subject::Person(row.person), row.id.bytes(), row.file.clone());
        let caller = Caller::from(who);
        let look = house.vault.look(&caller, Purpose::OwnData).act("me.archive");
        let bytes = look.open_blob(&house.blobs, &blob).await?.into_inner();
        files.push((Category::Feedback, row.media.word(), bytes));
    }
    Ok(files)
}
