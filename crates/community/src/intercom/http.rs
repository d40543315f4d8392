//! The wire: calls from the doors of my homes.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use ground::{Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::wire::{Json, NoStore, Path, SignedIn};

use super::store::Told;
use super::{DutyId, Intercom, IntercomId, actions, card, duty};
use crate::household::ResidentId;
use crate::place::HomeId;

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/me/intercom",
            get_with(list, |op| {
                op.id("intercom.list")
                    .summary("Who rang at the doors of my homes: what rings now, and the last thirty days.")
                    .response::<200, Json<CallList>>()
            }),
        )
        .api_route(
            "/me/intercom/card",
            get_with(card_of, |op| {
                op.id("intercom.card")
                    .summary("The contact card with the intercom's numbers, for my own address book.")
                    .response::<200, Json<CardView>>()
            }),
        )
        .api_route(
            "/intercom/{intercom}/watch",
            post_with(watch, |op| {
                op.id("intercom.watch")
                    .summary("See the visitor before anybody answers.")
                    .response::<200, Json<SeatView>>()
            }),
        )
        .api_route(
            "/intercom/{intercom}/answer",
            post_with(answer, |op| {
                op.id("intercom.answer")
                    .summary("Answer; the other phones of the home stop.")
                    .response::<200, Json<SeatView>>()
            }),
        )
        .api_route(
            "/intercom/{intercom}/open",
            post_with(open, |op| {
                op.id("intercom.open").summary("Open the door, once in a call.").response::<204, ()>()
            }),
        )
        .api_route(
            "/intercom/{intercom}/end",
            post_with(end, |op| {
                op.id("intercom.end")
                    .summary("Refuse the visitor, or hang up where I answered.")
                    .response::<204, ()>()
            }),
        )
        .merge(duty_routes())
}

/// Those of calls with the property's desk.
fn duty_routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/homes/{home}/duty",
            post_with(call_desk, |op| {
                op.id("duty.call")
                    .summary("Call the duty desk of my own community.")
                    .response::<200, Json<DutyView>>()
            }),
        )
        .api_route(
            "/duty/{duty}/end",
            post_with(end_duty, |op| {
                op.id("duty.end").summary("Hang up with the duty desk.").response::<204, ()>()
            }),
        )
}

/// A call from a door.
#[derive(Deserialize, JsonSchema)]
struct CallPath {
    /// Which.
    intercom: IntercomId,
}

/// Calls.
#[derive(Serialize, JsonSchema)]
struct CallList {
    /// The newest first, a hundred at most.
    items: Vec<CallView>,
}

/// A call from a door.
#[derive(Serialize, JsonSchema)]
struct CallView {
    /// Which.
    id: IntercomId,
    /// At which home.
    home: HomeId,
    /// Its public number.
    number: String,
    /// From which station; null where it was removed since.
    station: Option<String>,
    /// When it began to ring.
    at: Timestamp,
    /// When it was answered; null where it was not.
    answered_at: Option<Timestamp>,
    /// By whom: the row of somebody who lives there; null for an indoor phone, or who lives there no more.
    answered_by: Option<ResidentId>,
    /// On which phone of the home or of the desk.
    answered_on: Option<String>,
    /// When the door was opened in it.
    opened_at: Option<Timestamp>,
    /// By whom.
    opened_by: Option<ResidentId>,
    /// On which phone of the home or of the desk.
    opened_on: Option<String>,
    /// When it was over; null while it rings or runs.
    ended_at: Option<Timestamp>,
    /// What became of it: done, refused or missed.
    outcome: Option<String>,
}

impl From<Told> for CallView {
    fn from(Told { call, station, number, answered_by, opened_by, answered_on, opened_on }: Told) -> Self {
        Self {
            id: call.id,
            home: call.home,
            number,
            station,
            at: call.begun_at,
            answered_at: call.answered_at,
            answered_by,
            answered_on,
            opened_at: call.opened_at,
            opened_by,
            opened_on,
            ended_at: call.ended_at,
            outcome: call.outcome,
        }
    }
}

async fn list(
    State(house): State<House>,
    SignedIn(who): SignedIn,
) -> Result<(NoStore, Json<CallList>), Problem> {
    let items = actions::list(&house, who).await?.into_iter().map(CallView::from).collect();
    Ok((NoStore, Json(CallList { items })))
}

/// A place in the room of a call.
#[derive(Serialize, JsonSchema)]
struct SeatView {
    /// What opens the room at the media engine.
    token: String,
}

async fn watch(
    State(house): State<House>,
    Extension(intercom): Extension<Intercom>,
    SignedIn(who): SignedIn,
    Path(at): Path<CallPath>,
) -> Result<(NoStore, Json<SeatView>), Problem> {
    Ok((NoStore, Json(SeatView { token: actions::watch(&house, &intercom, who, at.intercom).await? })))
}

async fn answer(
    State(house): State<House>,
    Extension(intercom): Extension<Intercom>,
    SignedIn(who): SignedIn,
    Path(at): Path<CallPath>,
) -> Result<(NoStore, Json<SeatView>), Problem> {
    Ok((NoStore, Json(SeatView { token: actions::answer(&house, &intercom, who, at.intercom).await? })))
}

async fn open(
    State(house): State<House>,
    Extension(intercom): Extension<Intercom>,
    SignedIn(who): SignedIn,
    Path(at): Path<CallPath>,
) -> Result<StatusCode, Problem> {
    actions::open(&house, &intercom, who, at.intercom).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn end(
    State(house): State<House>,
    Extension(intercom): Extension<Intercom>,
    SignedIn(who): SignedIn,
    Path(at): Path<CallPath>,
) -> Result<StatusCode, Problem> {
    actions::end(&house, &intercom, who, at.intercom).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A home of mine.
#[derive(Deserialize, JsonSchema)]
struct HomePath {
    /// Which.
    home: HomeId,
}

/// A call with the desk.
#[derive(Deserialize, JsonSchema)]
struct DutyPath {
    /// Which.
    duty: DutyId,
}

/// A place in the room of a call with the desk, which rings.
#[derive(Serialize, JsonSchema)]
struct DutyView {
    /// Which.
    id: DutyId,
    /// What opens the room at the media engine.
    token: String,
}

async fn call_desk(
    State(house): State<House>,
    Extension(intercom): Extension<Intercom>,
    SignedIn(who): SignedIn,
    Path(at): Path<HomePath>,
) -> Result<(NoStore, Json<DutyView>), Problem> {
    let (id, token) = duty::call(&house, &intercom, who, at.home).await?;
    Ok((NoStore, Json(DutyView { id, token })))
}

async fn end_duty(
    State(house): State<House>,
    Extension(intercom): Extension<Intercom>,
    SignedIn(who): SignedIn,
    Path(at): Path<DutyPath>,
) -> Result<StatusCode, Problem> {
    duty::end(&house, &intercom, who, at.duty).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The card, as an address book takes it.
#[derive(Serialize, JsonSchema)]
struct CardView {
    /// By which an address book knows it again: saved once, and removed by it.
    uid: String,
    /// The card as text (vCard 4.0); null where there is no consent: whoever saved it removes it.
    card: Option<String>,
}

async fn card_of(
    State(house): State<House>,
    Extension(intercom): Extension<Intercom>,
    SignedIn(who): SignedIn,
) -> Result<(NoStore, Json<CardView>), Problem> {
    let (uid, card) = card::of(&house, &intercom, who).await?;
    Ok((NoStore, Json(CardView { uid, card })))
}
