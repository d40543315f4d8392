//! The wire: a gate, for its guards.

use aide::axum::ApiRouter;
use aide::axum::routing::{delete_with, get_with, post_with, put_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::{OrgId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::seal;
use yard::wire::{InOrg, Json, NoStore, Path, SignedIn};

use super::KnockId;
use super::actions::{self, Gate, Waiting, Wish};
use super::rules::State as Standing;
use crate::place::DoorId;
use crate::place::http::InPath;

/// The routes of guards.
pub(super) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/me/gates",
            get_with(mine, |op| {
                op.id("gate.mine").summary("The gates that I keep.").response::<200, Json<GateList>>()
            }),
        )
        .api_route(
            "/orgs/{org}/knocks",
            get_with(list, |op| {
                op.id("knock.list")
                    .summary("Who waits at the gate, and what the homes said.")
                    .response::<200, Json<GateView>>()
            })
            .post_with(ask, |op| {
                op.id("knock.ask")
                    .with(seal::mark)
                    .summary("Ask a home whether somebody may come in.")
                    .response::<200, Json<KnockAsked>>()
            }),
        )
        .api_route(
            "/orgs/{org}/knocks/{knock}",
            delete_with(end, |op| {
                op.id("knock.end")
                    .summary("He is gone; what was told of him is deleted.")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/orgs/{org}/knocks/{knock}/answer",
            put_with(heard, |op| {
                op.id("knock.heard").summary("What the home said on its landline.").response::<204, ()>()
            }),
        )
        .api_route(
            "/orgs/{org}/knocks/{knock}/open",
            post_with(open, |op| {
                op.id("knock.open")
                    .with(seal::mark)
                    .summary("Let him in: on yes, or with a reason, which the home reads.")
                    .response::<204, ()>()
            }),
        )
}

/// Gates.
#[derive(Serialize, JsonSchema)]
struct GateList {
    /// By name.
    items: Vec<GateOf>,
}

/// A gate that I keep.
#[derive(Serialize, JsonSchema)]
struct GateOf {
    /// Of which organisation.
    org: OrgId,
    /// Of which community.
    community: String,
}

async fn mine(State(house): State<House>, SignedIn(who): SignedIn) -> Result<Json<GateList>, Problem> {
    let items = actions::mine(&house, who).await?;
    let of = |(org, community)| GateOf { org, community };
    Ok(Json(GateList { items: items.into_iter().map(of).collect() }))
}

/// Somebody who came.
#[derive(Deserialize, JsonSchema)]
struct KnockPath {
    /// At the gate of which organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// Who.
    knock: KnockId,
}

/// A gate.
#[derive(Serialize, JsonSchema)]
struct GateView {
    /// Of which community.
    community: String,
    /// The doors that can be opened from here.
    doors: Vec<GateDoor>,
    /// Who came, the newest first.
    items: Vec<KnockView>,
}

/// A door.
#[derive(Serialize, JsonSchema)]
struct GateDoor {
    /// Which.
    id: DoorId,
    /// Its name.
    name: String,
}

/// Somebody who came.
#[derive(Serialize, JsonSchema)]
struct KnockView {
    /// Which.
    id: KnockId,
    /// How it stands.
    state: Standing,
    /// The number of the home; null where there is none of that number.
    home: Option<String>,
    /// At which door he stands, where that is known.
    door: Option<DoorId>,
    /// Its name.
    door_name: Option<String>,
    /// How he is called.
    name: Option<String>,
    /// Why he comes.
    reason: Option<String>,
    /// How many people of the home have a phone that was asked; none: ring the landline.
    asked: i64,
    /// When he came.
    at: Timestamp,
    /// When he was let in.
    opened: Option<Timestamp>,
}

impl From<Waiting> for KnockView {
    fn from(one: Waiting) -> Self {
        Self {
            id: one.row.id,
            state: one.state,
            home: one.home,
            door: one.row.door,
            door_name: one.door,
            name: one.name,
            reason: one.reason,
            asked: one.row.asked,
            at: one.row.made_at,
            opened: one.row.opened_at,
        }
    }
}

async fn list(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
) -> Result<(NoStore, Json<GateView>), Problem> {
    let Gate { community, doors, waiting } = actions::list(&house, who).await?;
    let doors = doors.into_iter().map(|(id, name)| GateDoor { id, name }).collect();
    let items = waiting.into_iter().map(KnockView::from).collect();
    Ok((NoStore, Json(GateView { community, doors, items })))
}

/// Somebody for whom a home is asked.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct KnockWish {
    /// The number of the home.
    home: String,
    /// At which door he stands.
    #[serde(default)]
    door: Option<DoorId>,
    /// How he is called.
    #[serde(default)]
    name: Option<String>,
    /// Why he comes.
    #[serde(default)]
    reason: Option<String>,
}

/// The home is asked.
#[derive(Serialize, JsonSchema)]
struct KnockAsked {
    /// Which.
    id: KnockId,
    /// How many people of the home have a phone that was asked; none: ring the landline.
    asked: i64,
}

async fn ask(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Json(wish): Json<KnockWish>,
) -> Result<(NoStore, Json<KnockAsked>), Problem> {
    let KnockWish { home, door, name, reason } = &wish;
    let wish = Wish { home, door: *door, name: name.as_deref(), reason: reason.as_deref() };
    let (id, asked) = actions::ask(&house, who, wish).await?;
    Ok((NoStore, Json(KnockAsked { id, asked })))
}

/// What the home said.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AnswerWish {
    /// Whether he may come in.
    pub yes: bool,
}

async fn heard(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(at): Path<KnockPath>,
    Json(wish): Json<AnswerWish>,
) -> Result<StatusCode, Problem> {
    actions::heard(&house, who, (at.knock, wish.yes)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Which door is to be opened.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OpenWish {
    /// Which.
    door: DoorId,
    /// Why, where the home did not say yes; it reads this.
    #[serde(default)]
    reason: Option<String>,
}

async fn open(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(at): Path<KnockPath>,
    Json(wish): Json<OpenWish>,
) -> Result<StatusCode, Problem> {
    actions::open(&house, who, (at.knock, wish.door), wish.reason.as_deref()).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn end(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(at): Path<KnockPath>,
) -> Result<StatusCode, Problem> {
    actions::end(&house, who, at.knock).await?;
    Ok(StatusCode::NO_CONTENT)
}
