//! The wire: what an organisation opened.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, put_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::{OrgId, Problem};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Service, actions};
use crate::House;
use crate::org::administrator::Administrator;
use crate::org::http::OrgPath;
use crate::wire::{InOrg, Json, Path};

/// The routes of this room.
pub(in crate::org) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/orgs/{org}/opened",
            get_with(list, |op| {
                op.id("org.opened").summary("What my organisation opened of what it need not have.")
            }),
        )
        .api_route(
            "/orgs/{org}/opened/{kind}",
            put_with(open, |op| op.id("org.open").summary("Open it.").response::<204, ()>()).delete_with(
                shut,
                |op| {
                    op.id("org.shut")
                        .summary("Close it: nothing is collected for it, and nothing of it shown.")
                        .response::<204, ()>()
                },
            ),
        )
}

/// What may be opened.
#[derive(Serialize, JsonSchema)]
struct OpenedList {
    /// All that this house has.
    items: Vec<OpenedView>,
}

/// One of them.
#[derive(Serialize, JsonSchema)]
struct OpenedView {
    /// Which.
    kind: Service,
    /// Whether it is open.
    open: bool,
}

async fn list(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<OrgPath>,
) -> Result<Json<OpenedList>, Problem> {
    let items = actions::list(&house, who).await?.into_iter();
    Ok(Json(OpenedList { items: items.map(|(kind, open)| OpenedView { kind, open }).collect() }))
}

/// One of them, of an organisation.
#[derive(Deserialize, JsonSchema)]
struct OpenedPath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `Administrator` reads it")]
    org: OrgId,
    /// Which.
    kind: Service,
}

async fn open(
    State(house): State<House>,
    Administrator(who): Administrator,
    Path(at): Path<OpenedPath>,
) -> Result<StatusCode, Problem> {
    actions::put(&house, who, at.kind, true).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn shut(
    State(house): State<House>,
    Administrator(who): Administrator,
    Path(at): Path<OpenedPath>,
) -> Result<StatusCode, Problem> {
    actions::put(&house, who, at.kind, false).await?;
    Ok(StatusCode::NO_CONTENT)
}
