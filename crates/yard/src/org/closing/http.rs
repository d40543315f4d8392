//! The wire: ending an organisation.

use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::extract::State;
use axum::http::StatusCode;
use ground::{PersonId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::actions;
use super::store::ClosingRow;
use crate::House;
use crate::identity::Proof;
use crate::org::administrator::Administrator;
use crate::org::http::OrgPath;
use crate::seal;
use crate::wire::{Address, InOrg, Json, Path, SignedIn};

/// The routes of this room.
pub(in crate::org) fn routes() -> ApiRouter<House> {
    ApiRouter::new().api_route(
        "/orgs/{org}/closing",
        get_with(state, |op| op.id("org.closing").summary("Whether and when my organisation ends."))
            .post_with(close, |op| {
                op.id("org.close")
                    .with(seal::mark)
                    .summary("End the organisation in a week, with a proof that it is I.")
            })
            .delete_with(withdraw, |op| {
                op.id("org.close.withdraw").summary("Call it off.").response::<204, ()>()
            }),
    )
}

/// Whether an organisation ends.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "OrgClosingView")]
struct ClosingView {
    /// Who ends it; null where it does not end, or his account is closed.
    asked_by: Option<PersonId>,
    /// Since when.
    asked_at: Option<Timestamp>,
    /// When.
    due_at: Option<Timestamp>,
}

impl From<Option<ClosingRow>> for ClosingView {
    fn from(row: Option<ClosingRow>) -> Self {
        let row = row.as_ref();
        Self {
            asked_by: row.and_then(|row| row.asked_by),
            asked_at: row.map(|row| row.asked_at),
            due_at: row.map(|row| row.due_at),
        }
    }
}

async fn state(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<OrgPath>,
) -> Result<Json<ClosingView>, Problem> {
    Ok(Json(actions::state(&house, who).await?.into()))
}

/// That the organisation shall end.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "OrgClosingWish")]
struct ClosingWish {
    /// Its legal name, once more.
    name: String,
    /// That it is I.
    proof: Proof,
}

async fn close(
    State(house): State<House>,
    SignedIn(person): SignedIn,
    Administrator(who): Administrator,
    Address(from): Address,
    Path(_): Path<OrgPath>,
    Json(wish): Json<ClosingWish>,
) -> Result<Json<ClosingView>, Problem> {
    let closing = actions::close(&house, (person, who), (&wish.name, &wish.proof), from).await?;
    Ok(Json(Some(closing).into()))
}

async fn withdraw(
    State(house): State<House>,
    Administrator(who): Administrator,
    Path(_): Path<OrgPath>,
) -> Result<StatusCode, Problem> {
    actions::withdraw(&house, who).await?;
    Ok(StatusCode::NO_CONTENT)
}
