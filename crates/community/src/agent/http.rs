//! The wire: where agents call, and what the property sees and does.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::Extension;
use axum::extract::{State, WebSocketUpgrade};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use ground::{OrgId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::seal;
use yard::wire::{Address, InOrg, Json, NoStore, Path};

use super::actions::{self, Health};
use super::links::Links;
use super::{Agent, Eye, Refusal, Trouble, rules};
use crate::place::DoorId;
use crate::place::http::InPath;

/// The routes of this feature.
pub(crate) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .route("/door/link", get(link))
        .api_route(
            "/orgs/{org}/doors/agents",
            get_with(list, |op| {
                op.id("door.agents")
                    .summary("The doors of the community, and how their agents are.")
                    .response::<200, Json<HealthList>>()
            }),
        )
        .api_route(
            "/orgs/{org}/doors/{door}/agent",
            post_with(pair, |op| {
                op.id("door.pair")
                    .with(seal::mark)
                    .summary("Let the agent that shows this code be the one of a door; it has three minutes.")
                    .response::<200, Json<AwaitedView>>()
            })
            .delete_with(strike, |op| {
                op.id("door.strike").summary("Strike off the agent of a door.").response::<204, ()>()
            }),
        )
}

/// Where agents call. Who calls is shown within, by signatures.
async fn link(
    Extension(links): Extension<Links>,
    Address(from): Address,
    upgrade: WebSocketUpgrade,
) -> Result<Response, Problem> {
    let stranger = links.admit(from).ok_or(Refusal::Busy)?;
    let upgrade = upgrade.max_message_size(rules::HEARD_MAX).max_frame_size(rules::HEARD_MAX);
    // Whoever carries all links owns it from here on, and ends it with the house.
    Ok(upgrade.on_upgrade(move |socket| async move { links.arrive(socket, stranger) }))
}

/// The doors of a community.
#[derive(Serialize, JsonSchema)]
struct HealthList {
    /// By name.
    items: Vec<HealthView>,
}

/// A door and its agent.
#[derive(Serialize, JsonSchema)]
struct HealthView {
    /// Which door.
    door: DoorId,
    /// Its name.
    name: String,
    /// The agent; null where none was paired.
    agent: Option<AgentView>,
}

/// How an agent is.
#[derive(Serialize, JsonSchema)]
struct AgentView {
    /// Twelve groups of digits by which two people compare its key.
    fingerprint: String,
    /// Since when it is paired.
    paired_at: Timestamp,
    /// Whether it is linked now.
    linked: bool,
    /// When it was last heard, give or take a minute; null where never.
    heard_at: Option<Timestamp>,
    /// Whether it holds the newest list.
    up_to_date: bool,
    /// How many entries of its log were taken over.
    entries: u64,
    /// Whether it knew the time when it wrote the last of them; null before the first.
    knows_time: Option<bool>,
    /// What is not right with its log: `gap` or `changed`; null where it is.
    trouble: Option<&'static str>,
    /// Since when.
    trouble_at: Option<Timestamp>,
    /// Since when it should hold more passes than it can; null where all fit.
    full_at: Option<Timestamp>,
    /// Its eye: `sees`, or `blind` (it has one that cannot see now); null where it has none.
    eye: Option<&'static str>,
    /// Faces that ended and that it has not said are gone from it.
    faces_to_go: u64,
}

impl AgentView {
    fn of(agent: &Agent, (linked, faces_to_go): (bool, u64)) -> Self {
        let (trouble, trouble_at) = agent.trouble.unzip();
        Self {
            fingerprint: agent.key.fingerprint(),
            paired_at: agent.paired_at,
            linked,
            heard_at: agent.heard_at,
            up_to_date: agent.listed.digest.is_some() && agent.holds == agent.listed.version,
            entries: agent.chain.n,
            knows_time: agent.knows_time,
            trouble: trouble.map(Trouble::word),
            trouble_at,
            full_at: agent.full_at,
            eye: agent.eye.map(Eye::word),
            faces_to_go,
        }
    }
}

impl From<Health> for HealthView {
    fn from(Health { door, agent, is_linked, faces_to_go }: Health) -> Self {
        let agent = agent.map(|agent| AgentView::of(&agent, (is_linked, faces_to_go)));
        Self { door: door.id, name: door.name, agent }
    }
}

async fn list(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
) -> Result<(NoStore, Json<HealthList>), Problem> {
    let items = actions::list(&house, who).await?.into_iter().map(HealthView::from).collect();
    Ok((NoStore, Json(HealthList { items })))
}

/// A door of the community.
#[derive(Deserialize, JsonSchema)]
struct DoorPath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// The door.
    door: DoorId,
}

/// What was scanned.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PairWish {
    /// The text of the code that the agent shows: `courtyard-door:1:…`.
    code: String,
}

/// An agent that may come now.
#[derive(Serialize, JsonSchema)]
struct AwaitedView {
    /// The digits that the agent shows as well; others mean that another code was scanned.
    fingerprint: String,
    /// Until when it may come.
    until: Timestamp,
}

async fn pair(
    State(house): State<House>,
    Extension(links): Extension<Links>,
    InOrg(who): InOrg,
    Path(at): Path<DoorPath>,
    Json(wish): Json<PairWish>,
) -> Result<(NoStore, Json<AwaitedView>), Problem> {
    let awaited = actions::pair(&house, &links, who, (at.door, &wish.code)).await?;
    Ok((NoStore, Json(AwaitedView { fingerprint: awaited.fingerprint, until: awaited.until })))
}

async fn strike(
    State(house): State<House>,
    Extension(links): Extension<Links>,
    InOrg(who): InOrg,
    Path(at): Path<DoorPath>,
) -> Result<StatusCode, Problem> {
    actions::strike(&house, &links, who, at.door).await?;
    Ok(StatusCode::NO_CONTENT)
}
