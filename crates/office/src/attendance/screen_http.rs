//! The wire: screens on a site, and what they show.

use aide::axum::ApiRouter;
use aide::axum::routing::{delete_with, get_with, post_with};
use axum::extract::State as Of;
use axum::http::StatusCode;
use ground::{OrgId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::wire::{InOrg, Json, NoStore, Path};

use super::http::InPath;
use super::{GroupId, ScreenId, screen};

/// The routes of screens.
pub(super) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/orgs/{org}/attendance/screens",
            get_with(screens, |op| {
                op.id("attendance.screen.list").summary("The screens of the organisation.")
            })
            .post_with(put_up, |op| {
                op.id("attendance.screen.make")
                    .summary("Put up a screen; what stands in its link is told this once.")
                    .response::<200, Json<ScreenMade>>()
            }),
        )
        .api_route(
            "/orgs/{org}/attendance/screens/{screen}",
            delete_with(take_down, |op| {
                op.id("attendance.screen.end").summary("Take a screen down.").response::<204, ()>()
            }),
        )
        .api_route(
            "/attendance/screen",
            post_with(shows, |op| {
                op.id("attendance.screen.code")
                    .summary("What a screen shows now; whoever has its link may ask.")
                    .response::<200, Json<ScreenCode>>()
            }),
        )
}

/// Screens.
#[derive(Serialize, JsonSchema)]
struct ScreenList {
    /// The oldest first.
    items: Vec<ScreenView>,
}

/// A screen.
#[derive(Serialize, JsonSchema)]
struct ScreenView {
    /// Which.
    id: ScreenId,
    /// For which group.
    group: GroupId,
    /// Since when.
    since: Timestamp,
}

async fn screens(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
) -> Result<Json<ScreenList>, Problem> {
    let items = screen::list(&house, who).await?;
    let items = items.into_iter().map(|(id, group, since)| ScreenView { id, group, since }).collect();
    Ok(Json(ScreenList { items }))
}

/// A new screen.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ScreenWish {
    /// For which group.
    group: GroupId,
}

/// It is up.
#[derive(Serialize, JsonSchema)]
struct ScreenMade {
    /// Which.
    id: ScreenId,
    /// The part behind the `#` of its link.
    token: String,
}

async fn put_up(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Json(wish): Json<ScreenWish>,
) -> Result<(NoStore, Json<ScreenMade>), Problem> {
    let (id, token) = screen::put_up(&house, who, wish.group).await?;
    Ok((NoStore, Json(ScreenMade { id, token })))
}

/// A screen of the organisation.
#[derive(Deserialize, JsonSchema)]
struct ScreenPath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// Which.
    screen: ScreenId,
}

async fn take_down(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(at): Path<ScreenPath>,
) -> Result<StatusCode, Problem> {
    screen::take_down(&house, who, at.screen).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A screen that asks.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ScreenAsks {
    /// The part behind the `#` of its link.
    token: String,
}

/// What a screen shows.
#[derive(Serialize, JsonSchema)]
struct ScreenCode {
    /// The organisation, to whose page the code leads.
    org: OrgId,
    /// The group's name.
    group: String,
    /// The code.
    code: String,
    /// Until when it is shown; then another is.
    until: Timestamp,
}

async fn shows(
    Of(house): Of<House>,
    Json(asks): Json<ScreenAsks>,
) -> Result<(NoStore, Json<ScreenCode>), Problem> {
    let (group, code, until) = screen::shows(&house, &asks.token).await?;
    Ok((NoStore, Json(ScreenCode { org: group.org, group: group.name, code, until })))
}
