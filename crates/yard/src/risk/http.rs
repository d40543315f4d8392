//! The wire: what was noticed, and lifting it.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::{Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::store::RiskRow;
use super::{RiskId, actions, rules};
use crate::House;
use crate::wire::{Json, NoStore, Path, SignedIn};

/// The routes of this feature, below `/api/v1`.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/desk/risks",
            get_with(list, |op| {
                op.id("risk.list")
                    .summary("What looked like an attack within two days, for keepers.")
                    .response::<200, Json<RiskList>>()
            }),
        )
        .api_route(
            "/desk/risks/{risk}/lift",
            post_with(lift, |op| {
                op.id("risk.lift").summary("Lift one that hit the wrong one.").response::<204, ()>()
            }),
        )
}

/// What looked like an attack.
#[derive(Serialize, JsonSchema)]
struct RiskView {
    /// The event.
    id: RiskId,
    /// `stuffing`: many accounts were tried from one address. `spam`: one wrote or invited far too much.
    kind: String,
    /// The first signs of the mark of whom it is about, as he was told them himself.
    mark: String,
    /// When it struck first.
    since: Timestamp,
    /// When last.
    seen_at: Timestamp,
    /// How often.
    strikes: i64,
    /// Until when it is stopped.
    until: Timestamp,
    /// When somebody lifted it.
    lifted_at: Option<Timestamp>,
}

impl From<&RiskRow> for RiskView {
    fn from(row: &RiskRow) -> Self {
        Self {
            id: row.id,
            kind: row.kind.clone(),
            mark: rules::first_signs(row.mark),
            since: row.since,
            seen_at: row.seen_at,
            strikes: row.strikes,
            until: row.until_at,
            lifted_at: row.lifted_at,
        }
    }
}

/// The newest first; 200 at most.
#[derive(Serialize, JsonSchema)]
struct RiskList {
    items: Vec<RiskView>,
}

async fn list(
    State(house): State<House>,
    SignedIn(who): SignedIn,
) -> Result<(NoStore, Json<RiskList>), Problem> {
    let rows = actions::list(&house, who).await?;
    Ok((NoStore, Json(RiskList { items: rows.iter().map(RiskView::from).collect() })))
}

/// One event.
#[derive(Deserialize, JsonSchema)]
struct RiskPath {
    /// The event.
    risk: RiskId,
}

async fn lift(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<RiskPath>,
) -> Result<StatusCode, Problem> {
    actions::lift(&house, who, at.risk).await?;
    Ok(StatusCode::NO_CONTENT)
}
