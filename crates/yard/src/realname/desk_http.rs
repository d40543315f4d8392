//! The wire: the desk of those who run the house.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::extract::State as Of;
use axum::http::StatusCode;
use ground::Problem;

use super::desk;
use super::views::{DecisionWish, LookWish, RealNameBrief, RealNameList, RealNamePath, RealNameSeen};
use crate::wire::{Json, NoStore, Path, SignedIn};
use crate::{House, seal};

/// The routes of the desk.
pub(super) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/desk/real-names",
            get_with(list, |op| {
                op.id("real_name.list")
                    .summary("Cards that wait to be compared, masked; keepers only.")
                    .response::<200, Json<RealNameList>>()
            }),
        )
        .api_route(
            "/desk/real-names/{verification}/look",
            post_with(look, |op| {
                op.id("real_name.look")
                    .with(seal::mark)
                    .summary("Name, number and both sides, with a reason that he reads; keepers only.")
                    .response::<200, Json<RealNameSeen>>()
            }),
        )
        .api_route(
            "/desk/real-names/{verification}/decide",
            post_with(decide, |op| {
                op.id("real_name.decide")
                    .with(seal::mark)
                    .summary("They belong together, or they do not and why; keepers only.")
                    .response::<204, ()>()
            }),
        )
}

async fn list(
    Of(house): Of<House>,
    SignedIn(who): SignedIn,
) -> Result<(NoStore, Json<RealNameList>), Problem> {
    let items = desk::list(&house, who).await?.into_iter().map(RealNameBrief::from).collect();
    Ok((NoStore, Json(RealNameList { items })))
}

async fn look(
    Of(house): Of<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<RealNamePath>,
    Json(wish): Json<LookWish>,
) -> Result<(NoStore, Json<RealNameSeen>), Problem> {
    let seen = desk::look(&house, who, at.verification, wish.reason.as_deref()).await?;
    Ok((NoStore, Json(seen.into())))
}

async fn decide(
    Of(house): Of<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<RealNamePath>,
    Json(wish): Json<DecisionWish>,
) -> Result<StatusCode, Problem> {
    let verdict = (wish.verified, wish.reason.as_deref());
    desk::decide(&house, who, at.verification, verdict).await?;
    Ok(StatusCode::NO_CONTENT)
}
