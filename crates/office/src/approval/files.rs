//! Files of a case: uploaded by whoever fills in, seen by those who take part.

use ground::{Caller, Member};
use policy::Purpose;
use vault::Subject;
use yard::House;
use yard::avatar::{self, Picture};

use super::{CaseId, FileId, FileRow, Refusal, deciding, resource, seeing, store, value};

/// The first signs of a PDF.
const PDF: &[u8] = b"%PDF-";
/// Bytes of one.
const BYTES_MAX: usize = 1 << 20;
/// Uploads of one person that no case names yet.
const WAITING_MAX: i64 = 60;

/// What is kept of an upload: of a picture what it shows, without what a camera wrote beside it.
fn read(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    if bytes.starts_with(PDF) {
        return if bytes.len() > BYTES_MAX { Err(Refusal::FileLarge) } else { Ok(bytes.to_vec()) };
    }
    let picture = Picture::read(bytes).map_err(|refusal| match refusal {
        avatar::Refusal::TooLarge => Refusal::FileLarge,
        _ => Refusal::FileKind,
    })?;
    Ok(picture.bytes().to_vec())
}

/// Of which kind it is.
pub(super) fn media_type(bytes: &[u8]) -> &'static str {
    if bytes.starts_with(PDF) {
        return "application/pdf";
    }
    avatar::Kind::of(bytes).map_or("application/octet-stream", avatar::Kind::media_type)
}

/// Keeps an upload until a case names it, a day at most.
pub(super) async fn put(house: &House, who: Member, bytes: &[u8]) -> Result<FileId, Refusal> {
    house.db.view().await?.permit(who, "org.read", &resource(who.org))?;
    let plain = read(bytes)?;
    let (id, subject) = (FileId::fresh(&house.clock), Subject::Org(who.org));
    let row = FileRow {
        id,
        org: who.org,
        content: house.vault.seal(&FileRow::CONTENT, subject, id.bytes(), &plain).await?,
    };
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.read", &resource(who.org))?;
    if store::waiting_files(&mut cx, who.org, who.person).await? >= WAITING_MAX {
        return Err(Refusal::Many);
    }
    store::add_file(&mut cx, &row, who.person).await?;
    cx.commit().await?;
    Ok(id)
}

/// A file of a case, for those who see the case.
pub(super) async fn look(house: &House, who: Member, case: CaseId, file: FileId) -> Result<Vec<u8>, Refusal> {
    let matter = deciding::seen(house, who, "approval.file.look", case).await?;
    let shown = seeing::without(&matter.content.values, &matter.hidden);
    // Of one who does not see all of it only what he sees names a file.
    if !matter.hidden.is_empty() && !value::files(&matter.definition, &shown).contains(&file) {
        return Err(Refusal::FileUnknown);
    }
    let mut view = house.db.view().await?;
    view.permit(who, "org.read", &resource(who.org))?;
    let row = store::find_file(&mut view, (who.org, file), case).await?.ok_or(Refusal::FileUnknown)?;
    drop(view);
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::Approval).act("approval.file.look");
    Ok(look.open(&row.content).await?.into_inner())
}
