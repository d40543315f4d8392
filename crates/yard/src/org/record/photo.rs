//! A photo of a member for work: put by himself or by those who keep records, shown as his name is.

use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderName, StatusCode, header};
use ground::{Caller, Member, PersonId, Problem};
use policy::Purpose;
use vault::Subject;

use super::Refusal;
use super::actions::{may_change, may_change_now};
use super::rules::{self, Field};
use super::standing::standing;
use super::store::{self, PhotoRow};
use super::views::RecordPath;
use crate::House;
use crate::avatar::{Kind, Picture};
use crate::org::store as orgs;
use crate::org::{act, resource};
use crate::wire::{InOrg, NoStore, Path};

/// Bytes of a picture, as an avatar may have.
const BYTES_MAX: usize = 1 << 20;
const KINDS: [Kind; 3] = [Kind::Png, Kind::Jpeg, Kind::Webp];

crate::upload!(Upload, Refusal::TooLarge, KINDS.map(Kind::media_type));

/// The routes of this part.
pub(super) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/orgs/{org}/members/{person}/photo",
            get_with(get, |op| op.id("org.record.photo").summary("The work photo of a member."))
                .put_with(put, |op| {
                    op.id("org.record.photo.put")
                        .summary("Put a work photo of a member.")
                        .response::<204, ()>()
                })
                .delete_with(remove, |op| {
                    op.id("org.record.photo.remove").summary("Take a work photo away.").response::<204, ()>()
                }),
        )
        .layer(DefaultBodyLimit::max(BYTES_MAX))
}

async fn get(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(at): Path<RecordPath>,
) -> Result<(NoStore, [(HeaderName, &'static str); 1], Vec<u8>), Problem> {
    let bytes = photo(&house, who, at.person).await?;
    let kind = Kind::of(&bytes).map_or("application/octet-stream", Kind::media_type);
    Ok((NoStore, [(header::CONTENT_TYPE, kind)], bytes))
}

/// The photo, where the rules show it.
async fn photo(house: &House, who: Member, person: PersonId) -> Result<Vec<u8>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.members.read", &resource(who.org))?;
    let member = orgs::member_seen(&mut view, who.org, person).await?.ok_or(Refusal::Unknown)?;
    let standing = standing(&mut view, &who, &member).await?;
    let said = store::rules(&mut view, who.org).await?;
    if !rules::shows(Field::Name, store::rule(&said, Field::Name), standing) {
        return Err(Refusal::Unknown);
    }
    let row = store::photo(&mut view, who.org, person).await?.ok_or(Refusal::Unknown)?;
    drop(view);
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::MemberRecord).act("org.record.photo");
    Ok(look.open(&row.photo).await?.into_inner())
}

async fn put(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(at): Path<RecordPath>,
    Upload(bytes): Upload,
) -> Result<StatusCode, Problem> {
    keep(&house, who, at.person, &bytes).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn keep(house: &House, who: Member, person: PersonId, bytes: &[u8]) -> Result<(), Refusal> {
    may_change(&mut house.db.view().await?, &who, person).await?;
    let picture = Picture::read(bytes)?;
    let (org, row) = (who.org, store::photo_row(who.org, person));
    let plain = picture.bytes().to_vec();
    let photo = house.vault.seal(&PhotoRow::PHOTO, Subject::Person(person), row, &plain).await?;
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.members.read", &resource(org))?;
    may_change_now(&mut cx, &who, person).await?;
    let put_at = cx.now();
    store::put_photo(&mut cx, &PhotoRow { org, person, photo, put_at }).await?;
    if who.person != person {
        act::note(&mut cx, &who, "org.record.photo.put", Some(person)).await?;
    }
    Ok(cx.commit().await?)
}

async fn remove(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(at): Path<RecordPath>,
) -> Result<StatusCode, Problem> {
    taken(&house, who, at.person).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn taken(house: &House, who: Member, person: PersonId) -> Result<(), Refusal> {
    may_change(&mut house.db.view().await?, &who, person).await?;
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.members.read", &resource(who.org))?;
    may_change_now(&mut cx, &who, person).await?;
    if !store::drop_photo(&mut cx, who.org, person).await? {
        return Err(Refusal::Unknown);
    }
    if who.person != person {
        act::note(&mut cx, &who, "org.record.photo.remove", Some(person)).await?;
    }
    Ok(cx.commit().await?)
}
