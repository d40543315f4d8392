//! The wire: who holds which role.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::{PersonId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::store::Grant;
use super::{Role, actions};
use crate::House;
use crate::seal;
use crate::wire::{Json, SignedIn};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/desk/staff",
            get_with(list, |op| op.id("staff.list").summary("Which keeper sits at which queue.")).post_with(
                grant,
                |op| {
                    op.id("staff.grant")
                        .with(seal::mark)
                        .summary("Give a role to another keeper.")
                        .response::<204, ()>()
                },
            ),
        )
        .api_route(
            "/desk/staff/end",
            post_with(end, |op| {
                op.id("staff.end").summary("Take a role from a keeper.").response::<204, ()>()
            }),
        )
}

/// Somebody who holds a role.
#[derive(Serialize, JsonSchema)]
struct Holder {
    /// What he answers for.
    role: Role,
    /// Who.
    person: PersonId,
    /// True where it is whoever asks.
    me: bool,
}

/// A role that was given, and perhaps taken.
#[derive(Serialize, JsonSchema)]
struct GrantView {
    /// What.
    role: Role,
    /// To whom.
    person: PersonId,
    /// By whom.
    granted_by: PersonId,
    /// When.
    granted_at: Timestamp,
    /// Who took it.
    ended_by: Option<PersonId>,
    /// When.
    ended_at: Option<Timestamp>,
}

impl From<Grant> for GrantView {
    fn from(grant: Grant) -> Self {
        let Grant { person, role, granted_by, granted_at, ended_by, ended_at } = grant;
        Self { role, person, granted_by, granted_at, ended_by, ended_at }
    }
}

/// Who holds what, and what was given and taken.
#[derive(Serialize, JsonSchema)]
struct StaffList {
    /// Who holds a role now.
    holders: Vec<Holder>,
    /// What was given and taken, newest first.
    grants: Vec<GrantView>,
}

async fn list(State(house): State<House>, SignedIn(who): SignedIn) -> Result<Json<StaffList>, Problem> {
    let staff = actions::list(&house, who).await?;
    let of = |(role, people): (Role, Vec<PersonId>)| {
        people.into_iter().map(move |person| Holder { role, person, me: person == who.person })
    };
    let holders = staff.holders.into_iter().flat_map(of).collect();
    Ok(Json(StaffList { holders, grants: staff.grants.into_iter().map(GrantView::from).collect() }))
}

/// A role to be given.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GrantWish {
    /// The number of the keeper's account.
    phone: String,
    /// What he is to answer for.
    role: Role,
}

async fn grant(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<GrantWish>,
) -> Result<StatusCode, Problem> {
    actions::grant(&house, who, &wish.phone, wish.role).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A role to be taken.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct EndWish {
    /// From whom.
    person: PersonId,
    /// What.
    role: Role,
}

async fn end(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<EndWish>,
) -> Result<StatusCode, Problem> {
    actions::end(&house, who, wish.person, wish.role).await?;
    Ok(StatusCode::NO_CONTENT)
}
