//! The wire: whom my home expects.

use aide::axum::ApiRouter;
use aide::axum::routing::{delete_with, get_with};
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use ground::{Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::seal;
use yard::wire::{Json, NoStore, Path, Reads, SignedIn};

use super::VisitId;
use super::actions::{self, Made, Wish};
use super::rules::{Hours, Kind, Way, hours};
use super::views::Shown;
use crate::place::{DoorId, HomeId};

/// The routes of those of a home.
pub(super) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/homes/{home}/visits",
            get_with(list, |op| {
                op.id("visit.list")
                    .summary("Whom my home expects, and when.")
                    .response::<200, Json<VisitList>>()
            })
            .post_with(invite, |op| {
                op.id("visit.invite")
                    .with(seal::mark)
                    .summary("Invite a visitor, expect a courier, let a helper come again and again.")
                    .response::<200, Json<VisitMade>>()
            }),
        )
        .api_route(
            "/homes/{home}/visits/{visit}",
            delete_with(end, |op| {
                op.id("visit.end").summary("End it; nothing opens any more.").response::<204, ()>()
            }),
        )
        .api_route(
            "/homes/{home}/visits/{visit}/calendar",
            get_with(calendar, |op| {
                op.id("visit.calendar")
                    .summary("A visit for my calendar (iCalendar).")
                    .response::<200, String>()
            }),
        )
}

/// A home of mine.
#[derive(Deserialize, JsonSchema)]
struct HomePath {
    /// Which.
    home: HomeId,
}

/// A visit at a home of mine.
#[derive(Deserialize, JsonSchema)]
struct VisitPath {
    /// Which home.
    home: HomeId,
    /// Which.
    visit: VisitId,
}

/// Visits.
#[derive(Serialize, JsonSchema)]
pub(super) struct VisitList {
    /// The newest first.
    pub items: Vec<VisitView>,
}

/// A visit.
#[derive(Serialize, JsonSchema)]
pub(super) struct VisitView {
    /// Which.
    id: VisitId,
    /// As what he comes.
    kind: Kind,
    /// How he is called; null where the account rests of whoever entered it.
    name: Option<String>,
    /// His number.
    phone: Option<String>,
    /// Why he comes.
    reason: Option<String>,
    /// From when on.
    from: Timestamp,
    /// Before when.
    until: Timestamp,
    /// When in the week; always where there is nothing.
    week: Vec<Hours>,
    /// How often doors open altogether; null means as often as he wishes.
    uses: Option<u32>,
    /// Whether he has a link, and no PIN.
    link: bool,
    /// When he last came in.
    arrived: Option<Timestamp>,
    /// Whether I entered it.
    own: bool,
}

impl From<Shown> for VisitView {
    fn from(Shown { found, name, phone, reason, is_own }: Shown) -> Self {
        Self {
            id: found.row.id,
            kind: found.row.kind,
            name,
            phone,
            reason,
            from: found.row.from_at,
            until: found.row.until_at,
            week: hours(&found.week),
            uses: found.uses,
            link: found.has_link,
            arrived: found.row.arrived_at,
            own: is_own,
        }
    }
}

async fn list(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<HomePath>,
) -> Result<(NoStore, Json<VisitList>), Problem> {
    let items = actions::list(&house, who, at.home).await?.into_iter().map(VisitView::from).collect();
    Ok((NoStore, Json(VisitList { items })))
}

/// A visit to be entered.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct VisitWish {
    /// As what he comes.
    kind: Kind,
    /// How he is called.
    name: String,
    /// His number.
    #[serde(default)]
    phone: Option<String>,
    /// Why he comes.
    #[serde(default)]
    reason: Option<String>,
    /// From when on; now where it is absent.
    #[serde(default)]
    from: Option<Timestamp>,
    /// Before when: within 30 days, for helpers and the property's couriers a year.
    until: Timestamp,
    /// How often doors open altogether; for a courier once where it is absent, else as often as he wishes.
    #[serde(default)]
    uses: Option<u32>,
    /// When in the week; always where it is absent.
    #[serde(default)]
    week: Vec<Hours>,
    /// Which doors; those of the home where it is absent.
    #[serde(default)]
    doors: Vec<DoorId>,
    /// By what he opens.
    #[serde(default)]
    way: Way,
}

impl VisitWish {
    pub(super) fn wish(&self) -> Wish<'_> {
        Wish {
            kind: self.kind,
            name: &self.name,
            phone: self.phone.as_deref(),
            reason: self.reason.as_deref(),
            from: self.from,
            until: self.until,
            uses: self.uses,
            week: &self.week,
            doors: &self.doors,
            way: self.way,
        }
    }
}

/// It was entered; link and PIN are shown this once.
#[derive(Serialize, JsonSchema)]
pub(super) struct VisitMade {
    /// Which.
    id: VisitId,
    /// What stands behind the `#` of his link; null where he has a PIN.
    token: Option<String>,
    /// His PIN; null where he has a link.
    pin: Option<String>,
}

impl From<Made> for VisitMade {
    fn from(Made { id, token, pin }: Made) -> Self {
        Self { id, token, pin }
    }
}

async fn invite(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<HomePath>,
    Json(wish): Json<VisitWish>,
) -> Result<(NoStore, Json<VisitMade>), Problem> {
    Ok((NoStore, Json(actions::invite(&house, who, at.home, wish.wish()).await?.into())))
}

async fn end(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<VisitPath>,
) -> Result<StatusCode, Problem> {
    actions::end(&house, who, (at.home, at.visit)).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn calendar(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Reads(lang): Reads,
    Path(at): Path<VisitPath>,
) -> Result<Response, Problem> {
    let entry = actions::into_calendar(&house, who, (at.home, at.visit), lang).await?;
    let named = "attachment; filename=\"visit.ics\"";
    let kind = [(header::CONTENT_TYPE, "text/calendar; charset=utf-8"), (header::CONTENT_DISPOSITION, named)];
    Ok((NoStore, kind, entry).into_response())
}
