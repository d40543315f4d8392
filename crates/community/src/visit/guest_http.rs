//! The wire: a visit, for whoever holds its link.

use aide::axum::ApiRouter;
use aide::axum::routing::post_with;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ground::{Problem, Timestamp};
use policy::text::AskedItem;
use policy::{Category, Lang, Purpose};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::seal;
use yard::wire::{Address, Json, NoStore, Reads};

use super::guest::{self, Seen};
use super::rules::{Hours, Kind, hours};
use super::{Refusal, faces};
use crate::face::{self, FaceDoor};
use crate::pass::OwnCode;

/// The routes of those without an account.
pub(super) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/visits/look",
            post_with(look, |op| {
                op.id("visit.look")
                    .with(seal::mark)
                    .summary("Where and when I am expected, and what my phone makes codes of, by my link.")
                    .response::<200, Json<GuestVisit>>()
            }),
        )
        .api_route(
            "/visits/calendar",
            post_with(calendar, |op| {
                op.id("visit.guest.calendar")
                    .summary("My visit for my calendar (iCalendar), by my link.")
                    .response::<200, String>()
            }),
        )
        .api_route(
            "/visits/face",
            post_with(give_face, |op| {
                op.id("visit.face.give")
                    .with(seal::mark)
                    .summary("Add my face for the time of my visit, or another photo of it, by my link.")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/visits/face/remove",
            post_with(remove_face, |op| {
                op.id("visit.face.remove")
                    .summary("Take my face back, by my link: here at once, at the doors within a minute.")
                    .response::<204, ()>()
            }),
        )
}

/// What stands in my link.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GuestLink {
    /// The part behind the `#`.
    token: String,
}

/// My face for the time of my visit.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GuestFaceWish {
    /// The part behind the `#`.
    token: String,
    /// The version of the policy that I was shown.
    version: String,
    /// Each kind of sensitive data to which I agree, ticked one by one.
    categories: Vec<String>,
    /// JPEG in base64.
    photo: String,
}

/// My face at the doors of my visit.
#[derive(Serialize, JsonSchema)]
struct GuestFace {
    /// Since when there is a photo; null where there is none.
    given_at: Option<Timestamp>,
    /// The doors that have an eye.
    doors: Vec<FaceDoor>,
    /// The version of the policy of today.
    version: String,
    /// What I agree to with a photo.
    asked: AskedItem,
    /// The kinds of sensitive data that I agree to by name.
    categories: Vec<GuestFaceKind>,
}

/// A kind of sensitive data.
#[derive(Serialize, JsonSchema)]
struct GuestFaceKind {
    /// Which.
    category: &'static str,
    /// Its name.
    title: String,
}

impl GuestFace {
    /// Nothing where this house has no such purpose.
    fn of(house: &House, shown: face::Shown, lang: Lang) -> Option<Self> {
        let purpose = Purpose::DoorFace;
        let kinds = house.policy.purpose(purpose)?.needs.iter().filter(|kind| kind.sensitive());
        let title = |kind: &Category| house.policy.category(*kind).title.lang(lang).to_owned();
        Some(Self {
            given_at: shown.given_at,
            doors: shown.doors.into_iter().map(FaceDoor::from).collect(),
            version: house.policy.version().to_owned(),
            asked: policy::text::asked_for(&house.policy, purpose, lang)?,
            categories: kinds.map(|kind| GuestFaceKind { category: kind.id(), title: title(kind) }).collect(),
        })
    }
}

/// A visit, for the visitor.
#[derive(Serialize, JsonSchema)]
struct GuestVisit {
    /// The community.
    community: String,
    /// Where it is.
    address: String,
    /// The number of the home; null for couriers of the property.
    home: Option<String>,
    /// As what I come.
    kind: Kind,
    /// The doors that open for me.
    doors: Vec<String>,
    /// From when on.
    from: Timestamp,
    /// Before when.
    until: Timestamp,
    /// When in the week; always where there is nothing.
    week: Vec<Hours>,
    /// How often doors open altogether; null means as often as I wish.
    uses: Option<u32>,
    /// What my phone makes codes of.
    code: Option<OwnCode>,
    /// My face; null where no door has an eye for it, or I may open only so often.
    face: Option<GuestFace>,
}

impl GuestVisit {
    fn of(house: &House, seen: Seen, lang: Lang) -> Self {
        let row = &seen.found.row;
        Self {
            kind: row.kind,
            from: row.from_at,
            until: row.until_at,
            week: hours(&seen.found.week),
            uses: seen.found.uses,
            community: seen.community.name,
            address: seen.community.address,
            home: seen.home,
            doors: seen.doors,
            code: seen.code,
            face: seen.face.and_then(|shown| GuestFace::of(house, shown, lang)),
        }
    }
}

async fn look(
    State(house): State<House>,
    Address(from): Address,
    Reads(lang): Reads,
    Json(link): Json<GuestLink>,
) -> Result<(NoStore, Json<GuestVisit>), Problem> {
    let seen = guest::look(&house, from, &link.token).await?;
    Ok((NoStore, Json(GuestVisit::of(&house, seen, lang))))
}

async fn give_face(
    State(house): State<House>,
    Address(from): Address,
    Reads(lang): Reads,
    Json(wish): Json<GuestFaceWish>,
) -> Result<StatusCode, Problem> {
    let photo = STANDARD.decode(&wish.photo).map_err(|_| Refusal::Face(face::Refusal::Photo))?;
    let kinds: Option<Vec<Category>> = wish.categories.iter().map(|id| Category::from_id(id)).collect();
    let kinds = kinds.ok_or(Refusal::Consent(yard::consent::Refusal::Unnamed))?;
    let wish =
        faces::Wish { link: &wish.token, version: &wish.version, lang, categories: &kinds, photo: &photo };
    faces::give(&house, from, wish).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn remove_face(
    State(house): State<House>,
    Address(from): Address,
    Json(link): Json<GuestLink>,
) -> Result<StatusCode, Problem> {
    faces::remove(&house, from, &link.token).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn calendar(
    State(house): State<House>,
    Address(from): Address,
    Reads(lang): Reads,
    Json(link): Json<GuestLink>,
) -> Result<Response, Problem> {
    let entry = guest::into_calendar(&house, from, &link.token, lang).await?;
    let named = "attachment; filename=\"visit.ics\"";
    let kind = [(header::CONTENT_TYPE, "text/calendar; charset=utf-8"), (header::CONTENT_DISPOSITION, named)];
    Ok((NoStore, kind, entry).into_response())
}
