//! The wire: the page, the evidence, inspectors.

use aide::axum::ApiRouter;
use aide::axum::routing::{delete_with, get_with, post_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::{Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::lines::Overview;
use super::{Evidence, actions};
use crate::House;
use crate::house::InLanguage;
use crate::seal;
use crate::wire::{Json, NoStore, Path, Query, SignedIn};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/desk",
            get_with(look, |op| {
                op.id("desk.look")
                    .summary("How the house stands, for keepers and inspectors.")
                    .response::<200, Json<Overview>>()
            }),
        )
        .api_route(
            "/desk/evidence",
            get_with(pack, |op| {
                op.id("desk.evidence")
                    .summary("The evidence for an audit, for keepers.")
                    .response::<200, Json<Evidence>>()
            }),
        )
        .api_route(
            "/desk/inspectors",
            post_with(appoint, |op| {
                op.id("desk.appoint").with(seal::mark).summary("Appoint an inspector for some days.")
            }),
        )
        .api_route(
            "/desk/inspectors/{inspector}",
            delete_with(end, |op| op.id("desk.end").summary("End an inspector's time.")),
        )
}

async fn look(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Query(query): Query<InLanguage>,
) -> Result<(NoStore, Json<Overview>), Problem> {
    Ok((NoStore, Json(actions::look(&house, who, query.lang()).await?)))
}

async fn pack(
    State(house): State<House>,
    SignedIn(who): SignedIn,
) -> Result<(NoStore, Json<Evidence>), Problem> {
    Ok((NoStore, Json(actions::pack(&house, who).await?)))
}

/// An inspector to be appointed.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AppointWish {
    /// The number of his account.
    phone: String,
    /// For how many days, 92 at most.
    days: u32,
}

/// An inspector was appointed.
#[derive(Serialize, JsonSchema)]
struct AppointedView {
    /// The number of the appointment.
    number: i64,
    /// Until when he may look.
    until: Timestamp,
}

async fn appoint(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<AppointWish>,
) -> Result<Json<AppointedView>, Problem> {
    let done = actions::appoint(&house, who, &wish.phone, wish.days).await?;
    Ok(Json(AppointedView { number: done.number, until: done.until }))
}

/// One appointment.
#[derive(Deserialize, JsonSchema)]
struct InspectorPath {
    /// Its number.
    inspector: i64,
}

async fn end(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<InspectorPath>,
) -> Result<StatusCode, Problem> {
    actions::end(&house, who, at.inspector).await?;
    Ok(StatusCode::NO_CONTENT)
}
