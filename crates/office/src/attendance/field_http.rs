//! The wire: signing in from outside, and what whoever looks after a group sees of it.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::extract::State as Of;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ground::{OrgId, PersonId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::wire::{InOrg, Json, NoStore, Path};
use yard::{House, seal};

use super::field::{self, Beside, Shown};
use super::http::InPath;
use super::plan::{Spot, Way};
use super::proof::{Challenge, Said};
use super::{Doubt, FieldId, GroupId, Refusal};

/// Bytes of a photo in base64; with the rest of the body it stays below what any body may have.
const PHOTO_MAX: usize = 180 * 1024 / 3 * 4;

/// The routes of signing in.
pub(super) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/orgs/{org}/attendance/field",
            post_with(add, |op| {
                op.id("attendance.field.add")
                    .with(seal::mark)
                    .summary("Sign in from outside, with a place, a word and a photo if I like.")
            })
            .get_with(mine, |op| {
                op.id("attendance.field.mine")
                    .summary("From where I signed in.")
                    .response::<200, Json<FieldList>>()
            }),
        )
        .api_route(
            "/orgs/{org}/attendance/field/{field}/photo",
            get_with(own_photo, |op| {
                op.id("attendance.field.mine.photo")
                    .summary("The photo that I sent with one of them.")
                    .response::<200, Json<FieldPhoto>>()
            }),
        )
        .api_route(
            "/orgs/{org}/attendance/groups/{group}/field/{day}",
            get_with(of_day, |op| {
                op.id("attendance.field.list")
                    .summary("Who signed in from outside on a day; each look is recorded.")
                    .response::<200, Json<FieldList>>()
            }),
        )
        .api_route(
            "/orgs/{org}/attendance/groups/{group}/photos/{field}",
            get_with(photo, |op| {
                op.id("attendance.field.photo")
                    .summary("The photo of one of them.")
                    .response::<200, Json<FieldPhoto>>()
            }),
        )
}

/// Where I am and what I do there.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FieldWish {
    /// The question.
    challenge: Challenge,
    /// Where.
    place: Spot,
    /// What the device found strange.
    #[serde(default)]
    doubts: Vec<Doubt>,
    /// The place in words.
    #[serde(default)]
    address: Option<String>,
    /// A note.
    #[serde(default)]
    note: Option<String>,
    /// A photo: PNG, JPEG or WebP in base64, 180 KB at most.
    #[serde(default)]
    photo: Option<String>,
    /// The signature of the device over challenge, way, doubts and place, in base64url.
    signature: String,
}

/// It is kept.
#[derive(Serialize, JsonSchema)]
struct FieldMade {
    /// Which.
    id: FieldId,
    /// The instant that counts.
    at: Timestamp,
}

async fn add(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Json(wish): Json<FieldWish>,
) -> Result<Json<FieldMade>, Problem> {
    let read = |text: &String| {
        let fits = text.len() <= PHOTO_MAX;
        fits.then(|| STANDARD.decode(text).ok()).flatten().ok_or(Refusal::Photo)
    };
    let photo = wish.photo.as_ref().map(read).transpose()?;
    let said = Said {
        challenge: &wish.challenge,
        way: Way::Field,
        is_inside: false,
        doubts: wish.doubts.get(..4).unwrap_or(&wish.doubts),
        place: Some(wish.place).filter(|spot| spot.is_sound()),
        room: None,
        code: None,
        pictures: None,
    };
    let (address, note) = (wish.address.as_deref(), wish.note.as_deref());
    let beside = Beside { address, note, photo: photo.as_deref() };
    let (id, at) = field::add(&house, who, said, (&wish.signature, beside)).await?;
    Ok(Json(FieldMade { id, at }))
}

/// A day of a group.
#[derive(Deserialize, JsonSchema)]
struct FieldDayPath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// Which group.
    group: GroupId,
    /// Which day, as `2026-12-21`.
    day: String,
}

/// Signings in.
#[derive(Serialize, JsonSchema)]
struct FieldList {
    /// The newest first.
    items: Vec<FieldView>,
}

/// One of them.
#[derive(Serialize, JsonSchema)]
struct FieldView {
    /// Which.
    id: FieldId,
    /// Who.
    person: PersonId,
    /// When.
    at: Timestamp,
    /// Where; null where the agreement was taken back.
    place: Option<Spot>,
    /// Metres to the nearest site.
    from_site_m: Option<u32>,
    /// The place in words.
    address: Option<String>,
    /// The address that the house's geocoder says of it; null where none was asked or none is known there.
    found: Option<String>,
    /// The note.
    note: Option<String>,
    /// Whether there is a photo.
    photo: bool,
}

impl From<Shown> for FieldView {
    fn from(one: Shown) -> Self {
        let place = one.place;
        Self {
            id: one.id,
            person: one.person,
            at: one.at,
            from_site_m: place.as_ref().and_then(|place| place.from_site_m),
            address: place.as_ref().and_then(|place| place.address.clone()),
            found: place.as_ref().and_then(|place| place.found.clone()),
            place: place.map(|place| place.spot),
            note: one.note,
            photo: one.has_photo,
        }
    }
}

async fn of_day(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(at): Path<FieldDayPath>,
) -> Result<(NoStore, Json<FieldList>), Problem> {
    let items =
        field::of_day(&house, who, (at.group, &at.day)).await?.into_iter().map(FieldView::from).collect();
    Ok((NoStore, Json(FieldList { items })))
}

async fn mine(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
) -> Result<(NoStore, Json<FieldList>), Problem> {
    let items = field::mine(&house, who).await?.into_iter().map(FieldView::from).collect();
    Ok((NoStore, Json(FieldList { items })))
}

/// One of mine.
#[derive(Deserialize, JsonSchema)]
struct OwnPhotoPath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// Which signing in.
    field: FieldId,
}

async fn own_photo(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(at): Path<OwnPhotoPath>,
) -> Result<(NoStore, Json<FieldPhoto>), Problem> {
    let photo = STANDARD.encode(field::own_photo(&house, who, at.field).await?);
    Ok((NoStore, Json(FieldPhoto { photo })))
}

/// One of a group.
#[derive(Deserialize, JsonSchema)]
struct PhotoPath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// Which group.
    group: GroupId,
    /// Which signing in.
    field: FieldId,
}

/// A photo.
#[derive(Serialize, JsonSchema)]
struct FieldPhoto {
    /// In base64.
    photo: String,
}

async fn photo(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(at): Path<PhotoPath>,
) -> Result<(NoStore, Json<FieldPhoto>), Problem> {
    let photo = STANDARD.encode(field::photo(&house, who, (at.group, at.field)).await?);
    Ok((NoStore, Json(FieldPhoto { photo })))
}
