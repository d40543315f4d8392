//! What applicants do with their papers, and what those who review see.

use ground::{Caller, Fault, Member, Person, PersonId};
use policy::{Category, Purpose};
use std::future::Future;
use std::pin::Pin;
use vault::Subject;
use yard::access::the_house;
use yard::avatar::{self, Picture};
use yard::{Held, House};

use super::{Document, DocumentId, OF_APPLICATION, Refusal, store};
use crate::application::{self, ApplicationId};
use crate::place::resource;

/// The first signs of a PDF.
const PDF: &[u8] = b"%PDF-";
/// Bytes of one.
const BYTES_MAX: usize = 1 << 20;

/// What is kept of an upload.
fn read(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    if bytes.starts_with(PDF) {
        return if bytes.len() > BYTES_MAX { Err(Refusal::TooLarge) } else { Ok(bytes.to_vec()) };
    }
    let picture = Picture::read(bytes).map_err(|refusal| match refusal {
        avatar::Refusal::TooLarge => Refusal::TooLarge,
        _ => Refusal::Kind,
    })?;
    Ok(picture.bytes().to_vec())
}

/// Of which kind a paper is that was kept.
pub(super) fn media_type(bytes: &[u8]) -> &'static str {
    let picture = avatar::Kind::of(bytes).map_or("application/octet-stream", avatar::Kind::media_type);
    if bytes.starts_with(PDF) { "application/pdf" } else { picture }
}

/// Adds a paper to one's own application that waits.
pub(super) async fn put(
    house: &House,
    who: Person,
    application: ApplicationId,
    bytes: &[u8],
) -> Result<DocumentId, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "home.apply", &the_house())?;
    application::waits_of(&mut view, who.person, application).await?;
    drop(view);
    let plain = read(bytes)?;
    let id = DocumentId::fresh(&house.clock);
    let file = house.vault.seal(&Document::FILE, Subject::Person(who.person), id.bytes(), &plain).await?;
    let new = Document { id, person: who.person, file, put_at: house.clock.now() };
    let mut cx = house.db.begin().await?;
    cx.permit(who, "home.apply", &the_house())?;
    // Whoever adds another or decides meanwhile waits until this unit of work ends.
    if !application::touch_waiting(&mut cx, who.person, application).await? {
        return Err(application::Refusal::Decided.into());
    }
    if store::count(&mut cx, application).await? >= OF_APPLICATION {
        return Err(Refusal::Many);
    }
    store::add(&mut cx, application, &new).await?;
    cx.commit().await?;
    Ok(id)
}

/// Takes one's own away.
pub(super) async fn remove(
    house: &House,
    who: Person,
    (application, id): (ApplicationId, DocumentId),
) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "home.apply", &the_house())?;
    if !store::remove(&mut cx, who.person, application, id).await? {
        return Err(Refusal::Unknown);
    }
    Ok(cx.commit().await?)
}

/// Opens all papers of an application, with a reason: each is a leaf that the applicant reads.
pub(super) async fn look(
    house: &House,
    who: Member,
    application: ApplicationId,
    why: Option<&str>,
) -> Result<Vec<Vec<u8>>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.administer", &resource(who.org))?;
    let rows = store::of_org(&mut view, who.org, application).await?;
    drop(view);
    if rows.is_empty() {
        return Err(Refusal::Unknown);
    }
    let why = application::reason(why)?;
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::HomeCertification).act("home.document.look");
    let opened = look.reason(why.as_str()).open_present(rows.iter().map(|row| &row.file)).await;
    let opened = opened.map_err(|refusal| Fault::caused("opening papers", refusal))?;
    Ok(opened.into_iter().flatten().collect())
}

/// Which papers somebody added, and when; the pages themselves he has.
pub(crate) fn held<'a>(
    house: &'a House,
    _: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let rows = store::of_person(&mut house.db.view().await?, person).await?;
        let held = rows.into_iter().map(|(id, put_at)| Held {
            category: Category::HomeApplication,
            table: "community_document",
            value: Some(id.to_string()),
            collected_at: put_at,
        });
        Ok(held.collect())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paper_is_a_picture_or_a_pdf_of_a_mebibyte() {
        assert_eq!(read(b"%PDF-1.7 page").unwrap(), b"%PDF-1.7 page");
        assert_eq!(media_type(b"%PDF-1.7"), "application/pdf");
        assert!(matches!(read(b"MZ program"), Err(Refusal::Kind)));
        let large = [PDF, &vec![b' '; BYTES_MAX]].concat();
        assert!(matches!(read(&large), Err(Refusal::TooLarge)));
    }
}
