//! The wire: linking a maker's cloud with a home of mine.

use aide::axum::ApiRouter;
use aide::axum::routing::post_with;
use axum::extract::State;
use ground::{Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::seal;
use yard::wire::{Json, NoStore, Path, SignedIn};

use super::linking::{self, Begun, Linked};
use crate::place::HomeId;
use crate::thing::ThingId;
use crate::thing::http::{HomePath, InviteBody};

/// The routes of links.
pub(in crate::thing) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/homes/{home}/devices/cloud",
            post_with(begin, |op| {
                op.id("home.device.cloud.begin")
                    .with(seal::mark)
                    .summary("Where I authorise the house to see my devices in their maker's cloud, within a quarter of an hour.")
                    .response::<200, Json<BegunView>>()
            }),
        )
        .api_route(
            "/devices/cloud",
            post_with(link, |op| {
                op.id("home.device.cloud.link")
                    .with(seal::mark)
                    .summary("What the maker's page gave me makes the link.")
                    .response::<200, Json<LinkView>>()
            }),
        )
}

/// Where to go.
#[derive(Serialize, JsonSchema)]
struct BegunView {
    /// The maker's page.
    page: String,
    /// What comes back from it.
    state: String,
    /// Until when.
    until: Timestamp,
}

impl From<Begun> for BegunView {
    fn from(Begun { page, state, until_at }: Begun) -> Self {
        Self { page, state, until: until_at }
    }
}

async fn begin(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<HomePath>,
    Json(body): Json<InviteBody>,
) -> Result<(NoStore, Json<BegunView>), Problem> {
    let begun = linking::begin(&house, who, at.home, &body.name).await?;
    Ok((NoStore, Json(begun.into())))
}

/// What the maker's page gave.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct LinkBody {
    /// What was begun.
    state: String,
    /// The code.
    code: String,
}

/// The link.
#[derive(Serialize, JsonSchema)]
struct LinkView {
    /// In which home.
    home: HomeId,
    /// Which device it is.
    id: ThingId,
    /// Whether the account was linked with this home before: nothing was added.
    was_there: bool,
}

async fn link(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(body): Json<LinkBody>,
) -> Result<(NoStore, Json<LinkView>), Problem> {
    let Linked { home, thing, was_there } = linking::link(&house, who, (&body.state, &body.code)).await?;
    Ok((NoStore, Json(LinkView { home, id: thing, was_there })))
}
