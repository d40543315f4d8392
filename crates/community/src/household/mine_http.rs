//! The wire: my homes, and where somebody entered me.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::{Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::wire::{Json, NoStore, Path, SignedIn};

use super::answering::{self, Mine};
use super::{Relation, ResidentId, Rights};
use crate::place::HomeId;

/// The routes of what is mine.
pub(super) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/me/homes",
            get_with(mine, |op| {
                op.id("home.mine")
                    .summary("Where I live, and where somebody entered me.")
                    .response::<200, Json<OwnHomes>>()
            }),
        )
        .api_route(
            "/me/homes/{resident}/accept",
            post_with(accept, |op| op.id("home.entry.accept").summary("I live there.").response::<204, ()>()),
        )
        .api_route(
            "/me/homes/{resident}/refuse",
            post_with(refuse, |op| {
                op.id("home.entry.refuse")
                    .summary("I do not; what was entered of me is deleted.")
                    .response::<204, ()>()
            }),
        )
}

/// My homes.
#[derive(Serialize, JsonSchema)]
struct OwnHomes {
    /// Where I live first, then where I was entered.
    items: Vec<OwnHome>,
}

/// One of them.
#[derive(Serialize, JsonSchema)]
struct OwnHome {
    /// Which row of those who live there is mine.
    resident: ResidentId,
    /// The home.
    home: HomeId,
    /// Its public number.
    number: String,
    /// The name of the community.
    community: String,
    /// Its address.
    address: String,
    /// My name, as it was entered.
    name: Option<String>,
    /// As what I live there.
    relation: Relation,
    /// What I may.
    rights: Rights,
    /// From when on.
    from: Timestamp,
    /// Until when; null where no end was set.
    until: Option<Timestamp>,
    /// Whether I live there at this moment.
    lives: bool,
    /// Whether it waits for my answer.
    waits: bool,
    /// Who entered me; null where the property certified me.
    by: Option<String>,
}

impl From<Mine> for OwnHome {
    fn from(Mine { row, community, home, name, by, lives }: Mine) -> Self {
        Self {
            resident: row.id,
            home: home.id,
            number: home.number,
            community: community.name,
            address: community.address,
            name,
            relation: row.relation,
            rights: row.rights,
            from: row.from_at,
            until: row.until_at,
            lives,
            waits: row.person.is_none(),
            by: by.map(|name| name.as_str().to_owned()),
        }
    }
}

async fn mine(
    State(house): State<House>,
    SignedIn(who): SignedIn,
) -> Result<(NoStore, Json<OwnHomes>), Problem> {
    let items = answering::mine(&house, who).await?.into_iter().map(OwnHome::from).collect();
    Ok((NoStore, Json(OwnHomes { items })))
}

/// An entry of mine.
#[derive(Deserialize, JsonSchema)]
struct EntryPath {
    /// Which.
    resident: ResidentId,
}

async fn accept(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<EntryPath>,
) -> Result<StatusCode, Problem> {
    answering::accept(&house, who, at.resident).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn refuse(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<EntryPath>,
) -> Result<StatusCode, Problem> {
    answering::refuse(&house, who, at.resident).await?;
    Ok(StatusCode::NO_CONTENT)
}
