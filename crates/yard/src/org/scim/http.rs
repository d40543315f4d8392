//! The wire of the page: the connections of an organisation.

use aide::axum::ApiRouter;
use aide::axum::routing::{delete_with, get_with, post_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::{OrgId, PersonId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::actions::{self, Listed, Made};
use super::{ScimId, wire};
use crate::House;
use crate::org::upload::AttestationWish;
use crate::org::{Administrator, OrgPath};
use crate::wire::{Json, NoStore, Path};

/// The routes of this room.
pub(in crate::org) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/orgs/{org}/scim",
            get_with(list, |op| {
                op.id("org.scim.list").summary("The connections by which directories name people of the organisation.")
            })
            .post_with(connect, |op| {
                op.id("org.scim.connect")
                    .summary("Make a connection; its token is told this once. Everybody whom it names reads what is attested.")
                    .response::<200, Json<ScimToken>>()
            }),
        )
        .api_route(
            "/orgs/{org}/scim/{scim}",
            delete_with(end, |op| {
                op.id("org.scim.end")
                    .summary("End a connection and take back what it brought; who accepted stays a member.")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/orgs/{org}/scim/{scim}/renew",
            post_with(renew, |op| {
                op.id("org.scim.renew")
                    .summary("Give it a new token, told this once, and answer for it from now on.")
                    .response::<200, Json<ScimToken>>()
            }),
        )
}

/// The connections of an organisation.
#[derive(Serialize, JsonSchema)]
struct ScimList {
    /// The oldest first.
    items: Vec<ScimView>,
}

/// One of them.
#[derive(Serialize, JsonSchema)]
struct ScimView {
    /// Which.
    id: ScimId,
    /// What it is called.
    name: String,
    /// The path at which the directory begins, at the address of the house.
    path: String,
    /// Who answers for it.
    made_by: PersonId,
    /// Since when it is here.
    made_at: Timestamp,
    /// Until when its token is good.
    ends_at: Timestamp,
    /// When it came last, to within five minutes.
    used_at: Option<Timestamp>,
    /// How many people it names.
    users: i64,
    /// How many groups.
    groups: i64,
    /// It does nothing: its token is over, or who answers for it is no administrator any longer.
    rests: bool,
}

impl From<Listed> for ScimView {
    fn from(Listed { row, users, groups, rests }: Listed) -> Self {
        Self {
            id: row.id,
            name: row.name,
            path: wire::path(row.id),
            made_by: row.made_by,
            made_at: row.made_at,
            ends_at: row.ends_at,
            used_at: row.used_at,
            users,
            groups,
            rests,
        }
    }
}

async fn list(
    State(house): State<House>,
    Administrator(who): Administrator,
    Path(_): Path<OrgPath>,
) -> Result<Json<ScimList>, Problem> {
    let items = actions::list(&house, who).await?.into_iter().map(ScimView::from).collect();
    Ok(Json(ScimList { items }))
}

/// A connection that is to be made.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ScimWish {
    /// What it is called: 1 to 60 characters.
    name: String,
    /// For how many days its token is good: 1 to 366.
    days: u64,
    /// What the organisation attests of everybody whom it will name; without it there is none.
    attestation: Option<AttestationWish>,
}

/// A token.
#[derive(Serialize, JsonSchema)]
struct ScimToken {
    /// Of which connection.
    id: ScimId,
    /// The path at which the directory begins.
    path: String,
    /// The token, told this once.
    token: String,
    /// Until when it is good.
    ends_at: Timestamp,
}

impl From<Made> for ScimToken {
    fn from(Made { id, token, ends_at }: Made) -> Self {
        Self { id, path: wire::path(id), token, ends_at }
    }
}

async fn connect(
    State(house): State<House>,
    Administrator(who): Administrator,
    Path(_): Path<OrgPath>,
    Json(wish): Json<ScimWish>,
) -> Result<(NoStore, Json<ScimToken>), Problem> {
    let attestation = AttestationWish::read(wish.attestation.as_ref())?;
    let made = actions::connect(&house, who, (&wish.name, wish.days), &attestation).await?;
    Ok((NoStore, Json(made.into())))
}

/// One connection of an organisation.
#[derive(Deserialize, JsonSchema)]
struct ScimPath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `Administrator` reads it")]
    org: OrgId,
    /// Which.
    scim: ScimId,
}

async fn end(
    State(house): State<House>,
    Administrator(who): Administrator,
    Path(at): Path<ScimPath>,
) -> Result<StatusCode, Problem> {
    actions::end(&house, who, at.scim).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// For how long.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ScimRenewal {
    /// For how many days the token is good: 1 to 366.
    days: u64,
}

async fn renew(
    State(house): State<House>,
    Administrator(who): Administrator,
    Path(at): Path<ScimPath>,
    Json(wish): Json<ScimRenewal>,
) -> Result<(NoStore, Json<ScimToken>), Problem> {
    Ok((NoStore, Json(actions::renew(&house, who, at.scim, wish.days).await?.into())))
}
