//! The wire: the property's desk.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::extract::State as Of;
use axum::http::StatusCode;
use ground::{OrgId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::seal;
use yard::wire::{InOrg, Json, NoStore, Path, Query};

use super::desk::{self, Seen, Waiting};
use super::{ApplicationId, State};
use crate::household::Relation;
use crate::place::http::InPath;

/// Applications on a page.
const PAGE: u32 = 200;

/// The routes of the desk.
pub(super) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/orgs/{org}/home-applications",
            get_with(list, |op| {
                op.id("home.application.list")
                    .summary("Who applied for homes of the community.")
                    .response::<200, Json<ApplicationList>>()
            }),
        )
        .api_route(
            "/orgs/{org}/home-applications/{application}",
            get_with(get, |op| {
                op.id("home.application.get")
                    .summary("One application, the identity card masked.")
                    .response::<200, Json<ApplicationView>>()
            }),
        )
        .api_route(
            "/orgs/{org}/home-applications/{application}/look",
            post_with(look, |op| {
                op.id("home.application.look")
                    .with(seal::mark)
                    .summary("The whole number of the identity card, with a reason that the applicant reads.")
                    .response::<200, Json<IdentityView>>()
            }),
        )
        .api_route(
            "/orgs/{org}/home-applications/{application}/decide",
            post_with(decide, |op| {
                op.id("home.application.decide")
                    .with(seal::mark)
                    .summary("Approve, or refuse with a reason.")
                    .response::<204, ()>()
            }),
        )
}

/// Which applications.
#[derive(Deserialize, JsonSchema)]
struct ListPage {
    /// `waiting` where it is absent.
    state: Option<State>,
    /// `next` of the page before.
    after: Option<ApplicationId>,
}

/// Applications.
#[derive(Serialize, JsonSchema)]
struct ApplicationList {
    /// The oldest first.
    items: Vec<ApplicationBrief>,
    /// What comes after; null on the last page.
    next: Option<ApplicationId>,
}

/// An application in short.
#[derive(Serialize, JsonSchema)]
struct ApplicationBrief {
    /// Which.
    id: ApplicationId,
    /// The public number of the home.
    home: String,
    /// As what he would live there.
    relation: Relation,
    /// How far it is.
    state: State,
    /// His name; null where he closed his account.
    name: Option<String>,
    /// Whether he gave the number of his identity card, and it is kept.
    identified: bool,
    /// Whether he had a letter to that home.
    by_letter: bool,
    /// When he applied.
    made_at: Timestamp,
}

impl From<Waiting> for ApplicationBrief {
    fn from(Waiting { row, name }: Waiting) -> Self {
        Self {
            id: row.id,
            home: row.home_number,
            relation: row.relation,
            state: row.state,
            name,
            identified: row.identity.is_some(),
            by_letter: row.by_letter,
            made_at: row.made_at,
        }
    }
}

async fn list(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Query(page): Query<ListPage>,
) -> Result<(NoStore, Json<ApplicationList>), Problem> {
    let state = page.state.unwrap_or(State::Waiting);
    let rows = desk::list(&house, who, state, (page.after, PAGE)).await?;
    let next = rows.last().filter(|_| rows.len() >= PAGE as usize).map(|one| one.row.id);
    let items = rows.into_iter().map(ApplicationBrief::from).collect();
    Ok((NoStore, Json(ApplicationList { items, next })))
}

/// An application of the community.
#[derive(Deserialize, JsonSchema)]
struct ApplicationPath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// The application.
    application: ApplicationId,
}

/// An application.
#[derive(Serialize, JsonSchema)]
struct ApplicationView {
    /// Which.
    id: ApplicationId,
    /// The public number of the home.
    home: String,
    /// As what he would live there.
    relation: Relation,
    /// How far it is.
    state: State,
    /// His name; null where he closed his account.
    name: Option<String>,
    /// His number.
    phone: Option<String>,
    /// The first and last sign of the number of his identity card.
    identity: Option<String>,
    /// Why it was refused.
    reason: Option<String>,
    /// Whether he had a letter to that home.
    by_letter: bool,
    /// As what a list of the property awaits him there, by the number of his account; null where none does.
    awaited: Option<AwaitedAs>,
    /// How many papers he added; they are seen with a reason.
    documents: usize,
    /// When he applied.
    made_at: Timestamp,
    /// When it was decided.
    decided_at: Option<Timestamp>,
}

/// What a list of the property says of whoever applied.
#[derive(Serialize, JsonSchema)]
struct AwaitedAs {
    /// As what.
    relation: Relation,
    /// Until when; null where it says no end.
    until: Option<Timestamp>,
}

impl From<Seen> for ApplicationView {
    fn from(Seen { row, name, phone, identity_masked, reason, awaited, documents }: Seen) -> Self {
        Self {
            id: row.id,
            home: row.home_number,
            relation: row.relation,
            state: row.state,
            name,
            phone,
            identity: identity_masked,
            reason,
            by_letter: row.by_letter,
            documents,
            awaited: awaited.map(|(relation, until)| AwaitedAs { relation, until }),
            made_at: row.made_at,
            decided_at: row.decided_at,
        }
    }
}

async fn get(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(at): Path<ApplicationPath>,
) -> Result<(NoStore, Json<ApplicationView>), Problem> {
    Ok((NoStore, Json(desk::get(&house, who, at.application).await?.into())))
}

/// Why I look.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct LookWish {
    /// 2 to 200 characters; the applicant reads them.
    #[serde(default)]
    reason: Option<String>,
}

/// The whole number.
#[derive(Serialize, JsonSchema)]
struct IdentityView {
    /// The number of the identity card.
    identity: String,
}

async fn look(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(at): Path<ApplicationPath>,
    Json(wish): Json<LookWish>,
) -> Result<(NoStore, Json<IdentityView>), Problem> {
    let identity = desk::look_closer(&house, who, at.application, wish.reason.as_deref()).await?;
    Ok((NoStore, Json(IdentityView { identity })))
}

/// What is decided.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DecisionWish {
    /// True to approve.
    approve: bool,
    /// Why not, in 2 to 200 characters; the applicant reads them.
    #[serde(default)]
    reason: Option<String>,
}

async fn decide(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(at): Path<ApplicationPath>,
    Json(wish): Json<DecisionWish>,
) -> Result<StatusCode, Problem> {
    desk::decide(&house, who, at.application, (wish.approve, wish.reason.as_deref())).await?;
    Ok(StatusCode::NO_CONTENT)
}
