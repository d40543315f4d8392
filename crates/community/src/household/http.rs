//! The wire: those of one home, for themselves and for its property.

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

use super::actions::{self, Wish};
use super::views::Shown;
use super::{Relation, ResidentId, Rights, desk};
use crate::place::HomeId;
use crate::place::http::HomeInPath;

/// The routes of one home.
pub(super) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/homes/{home}/people",
            get_with(people, |op| {
                op.id("home.people").summary("Who lives in my home.").response::<200, Json<ResidentList>>()
            })
            .post_with(enter, |op| {
                op.id("home.person.add").with(seal::mark).summary("Enter family or a tenant.")
            }),
        )
        .api_route(
            "/homes/{home}/people/{resident}",
            put_with(change, |op| {
                op.id("home.person.change")
                    .summary("Change rights and dates of somebody I may enter.")
                    .response::<204, ()>()
            })
            .delete_with(remove, |op| {
                op.id("home.person.remove").summary("End it for somebody at once.").response::<204, ()>()
            }),
        )
        .api_route(
            "/homes/{home}/leave",
            post_with(leave, |op| {
                op.id("home.leave")
                    .summary("Move out: all my rights there end at once.")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/orgs/{org}/homes/{home}/residents",
            get_with(residents, |op| {
                op.id("home.residents")
                    .summary("Who lives in a home of the community, for its property.")
                    .response::<200, Json<ResidentList>>()
            }),
        )
        .api_route(
            "/orgs/{org}/homes/{home}/residents/{resident}",
            delete_with(end, |op| {
                op.id("home.resident.end")
                    .summary("End it for somebody who moved out; he is told.")
                    .response::<204, ()>()
            }),
        )
}

/// A home of mine.
#[derive(Deserialize, JsonSchema)]
struct HomePath {
    /// Which.
    home: HomeId,
}

/// Somebody of a home of mine.
#[derive(Deserialize, JsonSchema)]
struct ResidentPath {
    /// Which home.
    home: HomeId,
    /// Whom.
    resident: ResidentId,
}

/// Those of a home.
#[derive(Serialize, JsonSchema)]
struct ResidentList {
    /// The longest there first.
    items: Vec<ResidentView>,
}

/// Somebody of a home.
#[derive(Serialize, JsonSchema)]
struct ResidentView {
    /// Which.
    id: ResidentId,
    /// The name, as it was entered; null where the account rests or is closed.
    name: Option<String>,
    /// As what.
    relation: Relation,
    /// What he may.
    rights: Rights,
    /// From when on.
    from: Timestamp,
    /// Until when; null where no end was set.
    until: Option<Timestamp>,
    /// Whether he has not answered yet.
    waits: bool,
    /// Whether it is I.
    own: bool,
}

impl From<Shown> for ResidentView {
    fn from(Shown { row, name, is_own }: Shown) -> Self {
        Self {
            id: row.id,
            name,
            relation: row.relation,
            rights: row.rights,
            from: row.from_at,
            until: row.until_at,
            waits: row.person.is_none(),
            own: is_own,
        }
    }
}

fn listed(shown: Vec<Shown>) -> (NoStore, Json<ResidentList>) {
    (NoStore, Json(ResidentList { items: shown.into_iter().map(ResidentView::from).collect() }))
}

async fn people(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<HomePath>,
) -> Result<(NoStore, Json<ResidentList>), Problem> {
    Ok(listed(actions::people(&house, who, at.home).await?))
}

/// Whom I enter.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ResidentWish {
    /// The name: 64 characters at most.
    name: String,
    /// The number.
    phone: String,
    /// Family or tenant.
    relation: Relation,
    /// None that I do not have.
    rights: Rights,
    /// From when on; now where it is absent.
    #[serde(default)]
    from: Option<Timestamp>,
    /// Until when; a tenant has an end, and nobody one after mine.
    #[serde(default)]
    until: Option<Timestamp>,
}

/// He was entered, and is told where he has an account.
#[derive(Serialize, JsonSchema)]
struct ResidentMade {
    /// Which.
    id: ResidentId,
}

async fn enter(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<HomePath>,
    Json(wish): Json<ResidentWish>,
) -> Result<Json<ResidentMade>, Problem> {
    let ResidentWish { name, phone, relation, rights, from, until } = wish;
    let wish = Wish { name: &name, phone: &phone, relation, rights, from, until };
    Ok(Json(ResidentMade { id: actions::enter(&house, who, at.home, wish).await? }))
}

/// What is changed.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RightsWish {
    /// None that I do not have.
    rights: Rights,
    /// From when on, where that is still to come.
    #[serde(default)]
    from: Option<Timestamp>,
    /// Until when.
    #[serde(default)]
    until: Option<Timestamp>,
}

async fn change(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<ResidentPath>,
    Json(wish): Json<RightsWish>,
) -> Result<StatusCode, Problem> {
    let dates = (wish.from, wish.until);
    actions::change(&house, who, (at.home, at.resident), wish.rights, dates).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn remove(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<ResidentPath>,
) -> Result<StatusCode, Problem> {
    actions::remove(&house, who, (at.home, at.resident)).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn leave(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<HomePath>,
) -> Result<StatusCode, Problem> {
    actions::leave(&house, who, at.home).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn residents(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(at): Path<HomeInPath>,
) -> Result<(NoStore, Json<ResidentList>), Problem> {
    Ok(listed(desk::residents(&house, who, at.home).await?))
}

/// Somebody of a home of the community.
#[derive(Deserialize, JsonSchema)]
struct DeskResidentPath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// The home.
    home: HomeId,
    /// Whom.
    resident: ResidentId,
}

async fn end(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(at): Path<DeskResidentPath>,
) -> Result<StatusCode, Problem> {
    desk::end(&house, who, (at.home, at.resident)).await?;
    Ok(StatusCode::NO_CONTENT)
}
