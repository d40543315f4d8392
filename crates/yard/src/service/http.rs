//! The wire: service accounts of an organisation, for its administrators, and of the house, for its keepers.

use aide::axum::ApiRouter;
use aide::axum::routing::{delete_with, get_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::{Caller, OrgId, PersonId, Problem, ServiceId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::actions::{self, Made, Wish};
use super::rules;
use super::store::ServiceRow;
use crate::House;
use crate::access::the_house;
use crate::org::{Administrator, OrgPath};
use crate::wire::{Json, NoStore, Path, SignedIn};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/orgs/{org}/services",
            get_with(of_org, |op| op.id("org.services").summary("Programs of the organisation.")).post_with(
                create_of_org,
                |op| {
                    op.id("org.service.create")
                        .summary("Let a program in, within scopes and until a day.")
                        .response::<200, Json<ServiceMade>>()
                },
            ),
        )
        .api_route(
            "/orgs/{org}/services/{service}",
            delete_with(revoke_of_org, |op| op.id("org.service.revoke").summary("Let a program in no more.")),
        )
        .api_route(
            "/house/services",
            get_with(of_house, |op| op.id("house.services").summary("Programs of the house.")).post_with(
                create_of_house,
                |op| {
                    op.id("house.service.create")
                        .summary("Let a program of the house in.")
                        .response::<200, Json<ServiceMade>>()
                },
            ),
        )
        .api_route(
            "/house/services/{service}",
            delete_with(revoke_of_house, |op| {
                op.id("house.service.revoke").summary("Let a program of the house in no more.")
            }),
        )
}

/// A service account.
#[derive(Serialize, JsonSchema)]
struct ServiceView {
    /// Its id.
    id: ServiceId,
    /// What the program is called; the access log knows it by this name.
    name: String,
    /// What it may at most.
    scopes: Vec<String>,
    /// Who made it.
    created_by: PersonId,
    /// When.
    created_at: Timestamp,
    /// Until when.
    expires_at: Timestamp,
    /// True where that day has come.
    expired: bool,
    /// Last used, to within five minutes; null where never.
    used_at: Option<Timestamp>,
}

impl ServiceView {
    fn of(row: ServiceRow, now: Timestamp) -> Self {
        Self {
            id: row.id,
            name: row.name,
            scopes: row.scopes.iter().map(|scope| scope.word().to_owned()).collect(),
            created_by: row.created_by,
            created_at: row.created_at,
            expires_at: row.expires_at,
            expired: row.expires_at <= now,
            used_at: row.used_at,
        }
    }
}

/// The service accounts.
#[derive(Serialize, JsonSchema)]
struct ServiceList {
    /// Oldest first, fifty at most.
    items: Vec<ServiceView>,
}

/// A service account was made.
#[derive(Serialize, JsonSchema)]
struct ServiceMade {
    /// Which.
    service: ServiceView,
    /// The token, told this once: `Authorization: Bearer`.
    token: String,
}

/// A service account to be made.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ServiceWish {
    /// What the program is called: small letters, digits, hyphens; 40 at most.
    #[serde(default)]
    name: String,
    /// What it may at most: `org.read`, `org.members.read`, `org.events`, `meeting.start`, `meeting.read`,
    /// `meeting.direct` for one of an organisation, `house.metrics` for one of the house.
    #[serde(default)]
    scopes: Vec<String>,
    /// Days until its token ends: 1 to 365.
    #[serde(default)]
    expires_in_days: u32,
}

impl ServiceWish {
    fn read(&self, of_house: bool) -> Result<Wish, Problem> {
        Ok(Wish {
            name: rules::name(&self.name)?,
            scopes: rules::scopes(&self.scopes, of_house)?,
            life: rules::life(self.expires_in_days)?,
        })
    }
}

async fn shown(house: &House, who: Caller, org: Option<OrgId>) -> Result<Json<ServiceList>, Problem> {
    let now = house.clock.now();
    let rows = actions::list(house, &who, org).await?;
    Ok(Json(ServiceList { items: rows.into_iter().map(|row| ServiceView::of(row, now)).collect() }))
}

fn made(house: &House, made: Made) -> (NoStore, Json<ServiceMade>) {
    let service = ServiceView::of(made.row, house.clock.now());
    (NoStore, Json(ServiceMade { service, token: made.token }))
}

async fn of_org(
    State(house): State<House>,
    Administrator(who): Administrator,
    Path(_): Path<OrgPath>,
) -> Result<Json<ServiceList>, Problem> {
    shown(&house, who.into(), Some(who.org)).await
}

async fn create_of_org(
    State(house): State<House>,
    Administrator(who): Administrator,
    Path(_): Path<OrgPath>,
    Json(wish): Json<ServiceWish>,
) -> Result<(NoStore, Json<ServiceMade>), Problem> {
    let wish = wish.read(false)?;
    Ok(made(&house, actions::create(&house, &who.into(), Some(who.org), wish).await?))
}

/// One service account of an organisation.
#[derive(Deserialize, JsonSchema)]
struct OrgServicePath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// The service account.
    service: ServiceId,
}

async fn revoke_of_org(
    State(house): State<House>,
    Administrator(who): Administrator,
    Path(at): Path<OrgServicePath>,
) -> Result<StatusCode, Problem> {
    actions::revoke(&house, &who.into(), Some(who.org), at.service).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn of_house(State(house): State<House>, SignedIn(who): SignedIn) -> Result<Json<ServiceList>, Problem> {
    shown(&house, who.into(), None).await
}

async fn create_of_house(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<ServiceWish>,
) -> Result<(NoStore, Json<ServiceMade>), Problem> {
    // Whoever keeps no house learns nothing of its programs by what is said of bodies.
    house.db.view().await?.permit(who, "house.keep", &the_house())?;
    let wish = wish.read(true)?;
    Ok(made(&house, actions::create(&house, &who.into(), None, wish).await?))
}

/// One service account of the house.
#[derive(Deserialize, JsonSchema)]
struct HouseServicePath {
    /// The service account.
    service: ServiceId,
}

async fn revoke_of_house(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<HouseServicePath>,
) -> Result<StatusCode, Problem> {
    actions::revoke(&house, &who.into(), None, at.service).await?;
    Ok(StatusCode::NO_CONTENT)
}
