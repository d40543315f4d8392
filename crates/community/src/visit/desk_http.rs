//! The wire: the property's couriers.

use aide::axum::ApiRouter;
use aide::axum::routing::{delete_with, get_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::{OrgId, Problem};
use schemars::JsonSchema;
use serde::Deserialize;
use yard::House;
use yard::seal;
use yard::wire::{InOrg, Json, NoStore, Path};

use super::http::{VisitList, VisitMade, VisitView, VisitWish};
use super::{VisitId, desk};
use crate::place::http::InPath;

/// The routes of the property.
pub(super) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/orgs/{org}/couriers",
            get_with(list, |op| {
                op.id("visit.courier.list")
                    .summary("Couriers whom the property lets in.")
                    .response::<200, Json<VisitList>>()
            })
            .post_with(add, |op| {
                op.id("visit.courier.add")
                    .with(seal::mark)
                    .summary("Let a courier in, at named doors and hours.")
                    .response::<200, Json<VisitMade>>()
            }),
        )
        .api_route(
            "/orgs/{org}/couriers/{visit}",
            delete_with(end, |op| {
                op.id("visit.courier.end").summary("Let him in no longer.").response::<204, ()>()
            }),
        )
}

/// A courier of the property.
#[derive(Deserialize, JsonSchema)]
struct CourierPath {
    /// Of which organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// Which.
    visit: VisitId,
}

async fn list(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
) -> Result<(NoStore, Json<VisitList>), Problem> {
    let items = desk::list(&house, who).await?.into_iter().map(VisitView::from).collect();
    Ok((NoStore, Json(VisitList { items })))
}

async fn add(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Json(wish): Json<VisitWish>,
) -> Result<(NoStore, Json<VisitMade>), Problem> {
    Ok((NoStore, Json(desk::add(&house, who, wish.wish()).await?.into())))
}

async fn end(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(at): Path<CourierPath>,
) -> Result<StatusCode, Problem> {
    desk::end(&house, who, at.visit).await?;
    Ok(StatusCode::NO_CONTENT)
}
