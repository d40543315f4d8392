//! The wire: the vehicles of a home of mine.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, put_with};
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use ground::{Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::seal;
use yard::wire::{Json, NoStore, Path, Reads, SignedIn};

use super::actions::{self, Wish};
use super::views::Shown;
use super::{Kind, VehicleId};
use crate::place::HomeId;

/// The routes of those of a home.
pub(super) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/homes/{home}/vehicles",
            get_with(list, |op| {
                op.id("vehicle.list")
                    .summary("The vehicles of my home, and those it expects.")
                    .response::<200, Json<VehicleList>>()
            })
            .post_with(add, |op| {
                op.id("vehicle.add").with(seal::mark).summary("Enter a vehicle of mine, or a visitor's.")
            }),
        )
        .api_route(
            "/homes/{home}/vehicles/{vehicle}",
            put_with(change, |op| {
                op.id("vehicle.change")
                    .with(seal::mark)
                    .summary("Change a vehicle that I entered.")
                    .response::<204, ()>()
            })
            .delete_with(remove, |op| {
                op.id("vehicle.remove").summary("Remove it; it passes no longer.").response::<204, ()>()
            }),
        )
        .api_route(
            "/homes/{home}/vehicles/{vehicle}/calendar",
            get_with(calendar, |op| {
                op.id("vehicle.calendar")
                    .summary("The window of a visit for my calendar (iCalendar).")
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

/// A vehicle of a home of mine.
#[derive(Deserialize, JsonSchema)]
struct VehiclePath {
    /// Which home.
    home: HomeId,
    /// Which.
    vehicle: VehicleId,
}

/// Vehicles of a home.
#[derive(Serialize, JsonSchema)]
struct VehicleList {
    /// The oldest first.
    items: Vec<VehicleView>,
}

/// A vehicle.
#[derive(Serialize, JsonSchema)]
struct VehicleView {
    /// Which.
    id: VehicleId,
    /// Whose.
    kind: Kind,
    /// Its plate; null where the account rests of whoever entered it.
    plate: Option<String>,
    /// From when on.
    from: Timestamp,
    /// Before when; null for one's own.
    until: Option<Timestamp>,
    /// Whether I am told when it arrives.
    tells: bool,
    /// Whether I entered it.
    own: bool,
    /// Whether it passes at this moment, unless it is turned away.
    passes: bool,
    /// Why and until when the property turns it away; null where it does not.
    barred: Option<TurnedAway>,
}

/// Why a vehicle is turned away.
#[derive(Serialize, JsonSchema)]
struct TurnedAway {
    /// What the property wrote.
    reason: Option<String>,
    /// Until when.
    until: Timestamp,
}

impl From<Shown> for VehicleView {
    fn from(Shown { row, plate, is_own, passes, barred }: Shown) -> Self {
        Self {
            id: row.id,
            kind: row.kind,
            plate,
            from: row.from_at,
            until: row.until_at,
            tells: row.tells,
            own: is_own,
            passes,
            barred: barred.map(|(reason, until)| TurnedAway { reason, until }),
        }
    }
}

async fn list(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<HomePath>,
) -> Result<(NoStore, Json<VehicleList>), Problem> {
    let items = actions::list(&house, who, at.home).await?.into_iter().map(VehicleView::from).collect();
    Ok((NoStore, Json(VehicleList { items })))
}

/// A vehicle to be entered.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct VehicleWish {
    /// Whose; a change leaves it as it is.
    kind: Kind,
    /// Its plate.
    plate: String,
    /// From when on a visitor's passes; now where it is absent.
    #[serde(default)]
    from: Option<Timestamp>,
    /// Before when; of a visitor's alone, 90 days at most.
    #[serde(default)]
    until: Option<Timestamp>,
    /// Whether I am told when a visitor arrives.
    #[serde(default)]
    tells: bool,
}

impl VehicleWish {
    fn wish(&self) -> Wish<'_> {
        Wish { kind: self.kind, plate: &self.plate, from: self.from, until: self.until, tells: self.tells }
    }
}

/// It was entered.
#[derive(Serialize, JsonSchema)]
struct VehicleMade {
    /// Which.
    id: VehicleId,
}

async fn add(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<HomePath>,
    Json(wish): Json<VehicleWish>,
) -> Result<Json<VehicleMade>, Problem> {
    Ok(Json(VehicleMade { id: actions::add(&house, who, at.home, wish.wish()).await? }))
}

async fn change(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<VehiclePath>,
    Json(wish): Json<VehicleWish>,
) -> Result<StatusCode, Problem> {
    actions::change(&house, who, (at.home, at.vehicle), wish.wish()).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn remove(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<VehiclePath>,
) -> Result<StatusCode, Problem> {
    actions::remove(&house, who, (at.home, at.vehicle)).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn calendar(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Reads(lang): Reads,
    Path(at): Path<VehiclePath>,
) -> Result<Response, Problem> {
    let entry = actions::into_calendar(&house, who, (at.home, at.vehicle), lang).await?;
    let named = "attachment; filename=\"visit.ics\"";
    let kind = [(header::CONTENT_TYPE, "text/calendar; charset=utf-8"), (header::CONTENT_DISPOSITION, named)];
    Ok((NoStore, kind, entry).into_response())
}
