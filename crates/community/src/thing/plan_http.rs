//! The wire: scenes and rules of a home of mine.

use aide::axum::ApiRouter;
use aide::axum::routing::{delete_with, get_with, post_with, put_with};
use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use ground::Problem;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use things::Command;
use yard::House;
use yard::seal;
use yard::wire::{Json, NoStore, Path, SignedIn};

use super::http::HomePath;
use super::plans::{self, Plans, Which};
use super::rules::{RulePlan, ScenePlan, Step};
use super::{Link, PartId, RuleId, SceneId};
use crate::place::HomeId;

/// The routes of plans.
pub(super) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/homes/{home}/plans",
            get_with(list, |op| {
                op.id("home.plan.list")
                    .summary("The scenes and rules of my home.")
                    .response::<200, Json<PlanList>>()
            }),
        )
        .api_route(
            "/homes/{home}/scenes",
            post_with(add_scene, |op| {
                op.id("home.scene.add")
                    .with(seal::mark)
                    .summary("Make a scene: commands that are given together.")
                    .response::<200, Json<SceneMade>>()
            }),
        )
        .api_route(
            "/homes/{home}/scenes/{scene}",
            delete_with(remove_scene, |op| {
                op.id("home.scene.remove").summary("Remove a scene.").response::<204, ()>()
            }),
        )
        .api_route(
            "/homes/{home}/scenes/{scene}/play",
            post_with(play, |op| {
                op.id("home.scene.play")
                    .with(seal::mark)
                    .summary("Give the commands of a scene.")
                    .response::<200, Json<Played>>()
            }),
        )
        .api_route(
            "/homes/{home}/rules",
            post_with(add_rule, |op| {
                op.id("home.rule.add")
                    .with(seal::mark)
                    .summary("Make a rule: when something becomes so, commands are given.")
                    .response::<200, Json<RuleMade>>()
            }),
        )
        .api_route(
            "/homes/{home}/rules/{rule}",
            put_with(switch, |op| {
                op.id("home.rule.switch").summary("Switch a rule on or off.").response::<204, ()>()
            })
            .delete_with(remove_rule, |op| {
                op.id("home.rule.remove").summary("Remove a rule.").response::<204, ()>()
            }),
        )
}

/// One command of a plan.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct StepBody {
    /// Of which part.
    part: PartId,
    /// What it does.
    command: Command,
}

fn steps(bodies: Vec<StepBody>) -> Vec<Step> {
    bodies.into_iter().map(|StepBody { part, command }| Step { part, command }).collect()
}

fn bodies(steps: Vec<Step>) -> Vec<StepBody> {
    steps.into_iter().map(|Step { part, command }| StepBody { part, command }).collect()
}

/// A scene.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SceneBody {
    /// Up to 40 characters.
    name: String,
    /// From one to twenty.
    steps: Vec<StepBody>,
}

/// When a rule fires.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct When {
    /// What it watches.
    part: PartId,
    /// What of it, such as `on` or `value`.
    aspect: String,
    /// What that becomes.
    equals: Value,
    /// From which minute of the day; absent where it is at any time.
    from_minute: Option<u16>,
    /// Until which minute of the day.
    until_minute: Option<u16>,
    /// Minutes that the clocks there are before UTC; 480 where it is absent.
    offset_minutes: Option<i16>,
}

/// A rule.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RuleBody {
    /// Up to 40 characters.
    name: String,
    /// When.
    when: When,
    /// From one to twenty.
    steps: Vec<StepBody>,
}

/// A scene that was made.
#[derive(Serialize, JsonSchema)]
struct SceneMade {
    /// Which.
    id: SceneId,
}

/// A rule that was made.
#[derive(Serialize, JsonSchema)]
struct RuleMade {
    /// Which.
    id: RuleId,
}

/// A scene whose commands were given.
#[derive(Serialize, JsonSchema)]
struct Played {
    /// How many devices heard theirs.
    heard: u32,
}

/// All plans.
#[derive(Serialize, JsonSchema)]
struct PlanList {
    /// Scenes.
    scenes: Vec<SceneView>,
    /// Rules.
    rules: Vec<RuleView>,
}

/// A scene.
#[derive(Serialize, JsonSchema)]
struct SceneView {
    /// Which.
    id: SceneId,
    /// How it is called.
    name: String,
    /// Its commands.
    steps: Vec<StepBody>,
}

/// A rule.
#[derive(Serialize, JsonSchema)]
struct RuleView {
    /// Which.
    id: RuleId,
    /// How it is called.
    name: String,
    /// Whether it is on.
    on: bool,
    /// When it fires.
    when: When,
    /// Its commands.
    steps: Vec<StepBody>,
}

impl From<Plans> for PlanList {
    fn from(Plans { scenes, rules }: Plans) -> Self {
        let scene =
            |(id, plan): (SceneId, ScenePlan)| SceneView { id, name: plan.name, steps: bodies(plan.steps) };
        let rule = |(id, part, on, plan): (RuleId, PartId, bool, RulePlan)| RuleView {
            id,
            name: plan.name,
            on,
            when: When {
                part,
                aspect: plan.aspect,
                equals: plan.equals,
                from_minute: plan.between.map(|(from, _)| from),
                until_minute: plan.between.map(|(_, until)| until),
                offset_minutes: Some(plan.offset_min),
            },
            steps: bodies(plan.steps),
        };
        Self { scenes: scenes.into_iter().map(scene).collect(), rules: rules.into_iter().map(rule).collect() }
    }
}

async fn list(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<HomePath>,
) -> Result<(NoStore, Json<PlanList>), Problem> {
    Ok((NoStore, Json(plans::list(&house, who, at.home).await?.into())))
}

async fn add_scene(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<HomePath>,
    Json(body): Json<SceneBody>,
) -> Result<Json<SceneMade>, Problem> {
    let plan = ScenePlan { name: body.name, steps: steps(body.steps) };
    Ok(Json(SceneMade { id: plans::add_scene(&house, who, at.home, plan).await? }))
}

async fn add_rule(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<HomePath>,
    Json(body): Json<RuleBody>,
) -> Result<Json<RuleMade>, Problem> {
    let when = body.when;
    let between = match (when.from_minute, when.until_minute) {
        (None, None) => None,
        // Half a span is no minute of the day, and is refused as one.
        (from, until) => Some((from.unwrap_or(u16::MAX), until.unwrap_or(u16::MAX))),
    };
    let plan = RulePlan {
        name: body.name,
        aspect: when.aspect,
        equals: when.equals,
        between,
        offset_min: when.offset_minutes.unwrap_or(480),
        steps: steps(body.steps),
    };
    Ok(Json(RuleMade { id: plans::add_rule(&house, who, at.home, (when.part, plan)).await? }))
}

/// A scene of a home of mine.
#[derive(Deserialize, JsonSchema)]
struct ScenePath {
    /// Which home.
    home: HomeId,
    /// Which scene.
    scene: SceneId,
}

/// A rule of a home of mine.
#[derive(Deserialize, JsonSchema)]
struct RulePath {
    /// Which home.
    home: HomeId,
    /// Which rule.
    rule: RuleId,
}

async fn play(
    State(house): State<House>,
    Extension(link): Extension<Link>,
    SignedIn(who): SignedIn,
    Path(at): Path<ScenePath>,
) -> Result<Json<Played>, Problem> {
    Ok(Json(Played { heard: plans::play(&house, &link, who, (at.home, at.scene)).await? }))
}

async fn remove_scene(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<ScenePath>,
) -> Result<StatusCode, Problem> {
    plans::remove(&house, who, at.home, Which::Scene(at.scene)).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn remove_rule(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<RulePath>,
) -> Result<StatusCode, Problem> {
    plans::remove(&house, who, at.home, Which::Rule(at.rule)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whether a rule is on.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SwitchBody {
    /// From now on.
    on: bool,
}

async fn switch(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<RulePath>,
    Json(body): Json<SwitchBody>,
) -> Result<StatusCode, Problem> {
    plans::switch(&house, who, at.home, (at.rule, body.on)).await?;
    Ok(StatusCode::NO_CONTENT)
}
